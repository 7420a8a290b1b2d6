// Package dept reads the department's own tables: products, suppliers, stock, calendar and the rest.
//
// What goes in: a grid whose header is that of one of the 32 tables of
// columns.csv, in Chinese, with or without the unit in brackets, in any order.
// What comes out: one Arrow record with exactly the columns of the table
// in_<table> (money in integer fen, quantities as whole numbers, days as dates),
// and an order.Problem for each row that misses a required value, holds a word
// outside its list, an unreadable number or date, or repeats a key.
//
// Example: the sheet 渠道 with 渠道,类型,平台,店铺,佣金(%) and the row
// 天猫旗舰店,平台零售,天猫,旗舰店,5 becomes in_channels{channel: "天猫旗舰店",
// kind: "平台零售", platform: "taobao", shop: "旗舰店", commission_pct: 5}, valid
// from the day in the file's name (渠道20260801.xlsx), else from the import day.
//
// What it refuses: nothing as a whole. A header that belongs to none of the
// tables is simply not found; ingest then says so.
//
// # Why
//
// The tables, their Chinese names, types and required columns are data
// (columns.csv and index.csv, embedded): a new table needs no code. Words that
// come as codes in some systems (ZP for 正品) are stored as the Chinese word.
// Platforms are stored under their short names, because order lines carry those.
package dept

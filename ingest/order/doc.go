// Package order is the vocabulary of an order: what a platform's export says
// once its quirks are worked out.
//
// What goes in: cells that a profile has already typed. What comes out: a
// [Head] for each order and a [Line] for each item, packed into a [Batch] of
// Arrow records whose columns are [HeadSchema] and [LineSchema], and a
// [Problem] for each row that could not be used.
//
// Example: the Taobao item row 子订单编号 2731…17, 购买数量 2, 价格 12.80,
// 买家实付金额 25.60 becomes Line{LineID: "2731…17", Qty: 2, UnitPrice: 1280,
// LinePaid: 2560, Currency: "CNY"} with Origin{File: "ExportOrderDetailList….csv",
// Line: 118}.
//
// What it refuses: nothing. It is the leaf that every stage may name; the
// rules live in ingest/profile, the joins in transform/sql.
//
// # Why
//
// Money is integer fen ([Money]) because sums of floats do not balance to the
// cent. Order numbers are text, because 19 digits do not survive a float. Times
// are the platform's own wall clock beside the name of its zone, because the
// pinned DuckDB has no time-zone data. Heads and lines are two records since
// Taobao and Youzan write two files that may arrive in either order, and a
// Tmall report has no lines at all.
package order

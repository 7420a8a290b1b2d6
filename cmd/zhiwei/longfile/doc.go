// Package longfile reads and writes long-format tables, CSV or Parquet by
// content: unique_id, ds, y, covariates, window.
//
// What goes in: a file whose ds is a date (2026-08-23, a Parquet DATE or
// TIMESTAMP) or an integer step. What comes out: a backtest.Long with series in
// order of first appearance and rows rising by ds.
//
// Example:
//
//	unique_id,ds,y,promo
//	GD1001,2026-08-22,12,0
//	GD1001,2026-08-23,9,1
//
// is one series with two days and the covariate promo.
//
// What it refuses: a missing column, an unreadable number or date (with file,
// line and column), a null unique_id or ds in Parquet (with its row), two rows
// of one ds, values beyond ±1e15. An empty y is missing.
//
// # Why
//
// Parquet is read column by column into slices, a dictionary id per value, so
// that twelve million rows take seconds. Files are written whole to a temporary
// name and renamed, so a reader never sees half of one.
package longfile

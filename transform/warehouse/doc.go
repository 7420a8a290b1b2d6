// Package warehouse is the only package that links DuckDB. It opens one file
// with a closed reach, takes Arrow records in, and gives Arrow records out.
//
// What goes in: SQL whose values are bound by `?`, and [array.RecordReader]s.
// What comes out: record readers, whose records belong to the caller.
//
// Example:
//
//	db, err := warehouse.Open(ctx, "zhiwei.duckdb", warehouse.Options{Threads: 2})
//	err = db.Load(ctx, "fct_forecast", forecasts)             // by column name
//	rows, err := db.Query(ctx, `SELECT sku FROM dim_sku WHERE category = ?`, "月饼")
//
// What it refuses: a path with `?`, `#` or `%` ([ErrPath]); a second open of a file
// in this process ([ErrOpen]); a file that another process holds
// ([LockedError], which names it); after a fatal fault of the engine every call
// until [DB.Reopen] ([ErrDead]). Once open, the engine reads and writes no file
// but its own: read_csv, COPY, ATTACH of a file, INSTALL and SET all fail.
//
// # Why
//
// DuckDB 1.1.2 does not notice a second open within one process and the two
// then overwrite each other, so the register of open files is ours. One
// connection writes, because TEMP tables and transactions belong to a
// connection; readers have their own and see what was committed. A transaction
// that fails is not rolled back but abandoned: the handle is closed and opened
// again, as a rollback of appended strings is reported to corrupt. A query is
// made into a TEMP table first and then read as Arrow, because the Arrow
// interface of this driver ignores its context while it executes. Streams are
// registered in attached databases in memory, called stage and flow, so that no
// view over a Go pointer ever reaches the file. What goes into a table as it is
// flows through a view of flow straight into it, whole row groups at a time:
// staging it first costs as much again.
package warehouse

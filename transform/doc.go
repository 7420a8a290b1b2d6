// Package transform turns order lines into clean demand: it merges what ingest
// read into the base tables and runs the SQL models over them.
//
// What goes in: [order.Batch]es and department records of one file at a time,
// and the last day of data. What comes out: tables, each with its grain and its
// checks in the head of its SQL file; [demand.Series] for the forecast; and
// plain structs for the plan.
//
// Example, the call order of a chain:
//
//	transform.Create(ctx, db)
//	load, _ := transform.NewLoad(ctx, db, transform.FileInfo{SHA: sha, Name: "ExportOrderList202608240900.csv"})
//	load.Add(ctx, batch)                       // as often as ingest yields
//	out, err := load.Finish(ctx, reports)      // one transaction; afterwards it is durable
//	transform.LoadCalendar(ctx, db, days, occasions)
//	err = transform.Run(ctx, db, transform.RunOptions{AsOf: asof})
//	checks, _ := transform.Checks(ctx, db, transform.CheckOptions{RunID: "R20260824-1a2b3c"})
//	series, _ := transform.DemandSeries(ctx, db, transform.SeriesOptions{})
//
// A line of order 2731…17 for two gift boxes LH1001, paid on 20 August 2026 and
// shipped, becomes pieces 2 of LH1001 in fct_sales_day and, by the bill of
// materials of that day, 8 pieces each of YB1001 and YB1002 and 2 boxes BC1001
// in fct_demand_day.
//
// What it refuses: a file whose records or fen do not add up
// ([ReconcileError], nothing is written); a model whose check fails
// ([CheckError], which carries the rows); models that need each other in a
// circle ([CycleError]); a database of a later version ([ErrSchema]).
//
// # Why
//
// All modelling is plain SQL in the portable subset, one table a file, so that
// the same files run on a larger engine. Every model is rebuilt in each run
// inside one transaction: readers see the old state or the new one. The merge
// keeps one row a key and only touches rows that changed, because append-only
// history makes every later aggregate dearer. Money is summed as integers.
package transform

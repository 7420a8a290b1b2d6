// Package pipeline runs the stages in order, for the verbs and for the pages.
//
// What goes in: a workspace folder, an as-of day and, for imports, paths. What
// comes out: files in the vault and lines in the database, a forecast, a plan,
// reports, and for each step a line in the run ledger with its counts, seconds
// and peak memory.
//
// Example: Run on a workspace whose inbox holds a Taobao pair imports both files,
// checks, forecasts, plans and writes reports/2026-08-24/, then returns the run id
// R20260824-1a2b3c; run again it finds the same inputs and returns the same id.
//
// What it refuses: to forecast when a check stops the chain (an error that
// carries the rows), to report on an as-of day that has no run.
//
// # Why
//
// A step reads only what the step before left in the database, so that each can
// be started again alone after a kill. The clock is a function in [Options]; a
// run's id is a hash of its inputs, settings, version, as-of day and seed, never
// of the time. Results of a run are replaced by running it again, never mixed
// with another run's.
package pipeline

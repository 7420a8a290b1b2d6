// Package backtest forecasts and scores long-format panels: rolling windows,
// models by name, one table.
//
// What goes in: [Long] tables of history and of test rows with their window.
// What comes out: blocks of forecasts, and a [Line] a model: WAPE, bias, MASE,
// RMSSE, sMAPE, OWA, WQL, coverage, MSIS, explosions, milliseconds a series.
//
// Protocol. Each series stands on its full grid; a step without a row is missing
// in the scales and carried forward in the fitting; it is never scored. Window w
// of W with horizon H covers the H steps that end H·(W−w) steps before the last
// one of the set, and may be forecast from all rows before it. With one window a
// series' own end is its origin; when rows are missing between it and the test
// part, the origin lies H steps before the series' last test row. Every test row
// is scored in its window or refused.
//
// Example: pasta, ten windows of 28 days: Evaluate with Horizon 28, Season 7,
// Models ["sNaive"] gives WAPE 1.0205.
//
// The chosen combination, named zhiwei: daily panels take weighted empirical
// quantiles whose half-life and kernels are chosen by quantile loss on the last
// windows inside the training part; other frequencies take half the median of
// five local models, half the clustered pooled ridge, unless one of them lost
// the last window inside the training part by more than 15 %.
//
// What it refuses: two rows of one ds, values beyond ±1e15, test rows in no
// window, two forecasts of one step, unknown models; each error names series and
// line.
//
// # Why
//
// Settings are chosen before the test part only, by the same rule for every set,
// so that no constant is tuned to one named set. Models see the whole panel,
// because the pooled ones learn from it; local ones are run series by series on
// all threads, results by index, so threads never change a bit.
package backtest

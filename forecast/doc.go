// Package forecast turns demand histories into distributions of future demand.
//
// What goes in: [zhiwei/transform/demand.Series], one a SKU and channel, and the
// calendar. What comes out: a [Result] a series: class, model in the
// literature's notation, mean, quantiles and sample paths, and its backtest
// beside seasonal naive, lunar naive and the department's hand formula.
//
// What it refuses: a series whose parts do not fit, non-finite history.
//
// It is pure Go: no cgo, no files, no clock. A series' forecast depends only on
// its own rows and on small broadcast tables, never on how series are split
// over workers; seeds come from a hash of the series' key.
package forecast

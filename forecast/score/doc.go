// Package score measures forecasts: every metric once, with its exact
// definition, and accumulators that give the same bits in any order.
//
// What goes in: a [Case], one series in one window: the history before the
// origin, the actual values, and mean, median and quantiles of the forecast.
// What comes out: a [Report]: sMAPE, MASE, RMSSE, WAPE and bias side by side for
// median and mean, WQL, SQL, MSIS, coverage, and the number of explosions.
//
// Example: one series, history 1 2 3 4, m = 1, actual 6, forecast 4.
//
//	score.SMAPE([]float64{6}, []float64{4})                        // 200·2/10 = 40
//	score.Scale([]float64{1, 2, 3, 4}, 1)                          // 1
//	score.MAE([]float64{6}, []float64{4}) / 1                      // MASE 2
//
// What it refuses: nothing; an undefined figure is NaN. An actual that is NaN is
// not scored; a series whose scale is 0 or undefined is left out of MASE, SQL
// and MSIS, and counted (Unscaled).
//
// Definitions. sMAPE in per cent, 200·|y−f|/(|y|+|f|), 0/0 counts 0. MASE:
// Hyndman & Koehler 2006 (doi:10.1016/j.ijforecast.2006.03.001). WQL and SQL:
// pinball losses ρ_τ(y,q) = max(τ(y−q), (τ−1)(y−q)) at τ = 0.1 … 0.9, doubled.
// MSIS: Gneiting & Raftery 2007 (doi:10.1198/016214506000001437) at 95 %.
//
// # Why
//
// Sums are exact (Shewchuk 1997, doi:10.1007/PL00009321: non-overlapping
// partials, rounded once), so merging shards in any order, and splitting series
// over any number of workers, changes no bit of a published figure.
package score

// Package forecast turns demand histories into distributions of future demand.
//
// What goes in: [zhiwei/transform/demand.Series], one a SKU and channel, and the
// [Calendar] of festivals, days and promotions as known at the as-of. What comes
// out: a [Result] a series: class, model in the literature's notation, mean,
// quantiles and sample paths, its backtest beside seasonal naive, lunar naive and
// the department's hand formula, one sentence why; a total a SKU; and the
// [Backtest] table. [Records] makes the tables' Arrow records.
//
// Example:
//
//	cal, _ := forecast.NewCalendar(calendar.Default(), first, last, promotions)
//	results, table, _ := forecast.Run(ctx, series, forecast.Options{Seed: 1, Calendar: cal})
//	results[0].Model // "0.53·EQ(28d)+0.47·SES(30d)×EQ"
//
// How a series is forecast. Triage ([Class]): season first, then dead, new,
// intermittent. Each day of history and horizon gets a factor: weekday profile ×
// promotion phase × festival offset, pooled over similar items. Members forecast
// what is left and put the factor back; season items are their past seasons'
// total on the pooled lunar curve, times this season's growth so far. Eight
// origins a week apart are forecast with parameters and factors known before the
// first of them; what was learnt of losses by each origin weighs the members
// there (inverse squared quantile loss, own and class, half-way to equal; below
// four windows the median), so the combination's own score looks at nothing that
// was still ahead. Intervals are shifted by the class's conformal scores, paths
// get the rank correlation seen in them, so that totals of weeks are covered.
//
// Run is Stats (integer sums) → Prepare (a [Broadcast]) → Shard (one series at a
// time), as a cluster would run it.
//
// What it refuses: a series whose parts do not fit (demand.ErrShape), that is
// empty, not daily, or holds an infinite value or one beyond ±1e15; each error
// names the series. Negative days count as 0, NaN as missing.
//
// # Why
//
// It is pure Go: no cgo, no files, no clock. A series' forecast depends only on
// its own rows and on small broadcast tables, never on how series are split over
// workers; seeds come from a hash of the series' key. The total of a SKU is
// forecast as a series of its own and scaled to the sum of its channels' means:
// channels rise and fall together, and sums of independent paths were too narrow.
// Pooled losses come from a sample by key hash, because losses of one series over
// eight overlapping windows are mostly noise.
package forecast

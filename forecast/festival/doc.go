// Package festival aligns days by their distance to a festival (节前第 N 天) and
// forecasts what is sold for one.
//
// What goes in: the occurrences of each festival and daily sums of demand. What
// comes out: a [Table] that gives the signed offset of any day inside the
// festival windows, the day one lunar year earlier, and a [Curve]: the share of
// a season's total that falls on each offset, pooled over similar items.
//
// Example: Mid-Autumn was 2025-10-06 and is 2026-09-25. 2026-09-20 has offset
// -5; one lunar year earlier is 2025-10-01, eleven Gregorian days later.
//
// What it refuses: nothing; a festival without a known occurrence has no
// windows, and a curve without a past season has a zero total.
//
// # Why
//
// A season's total is spread by a pooled curve instead of repeating the item's
// own last season day by day, because one item's single season is mostly noise.
// The curve is summed in integers, so the order of adding items cannot matter.
// Gregorian alignment was rejected: it misses a moving festival by up to a month.
package festival

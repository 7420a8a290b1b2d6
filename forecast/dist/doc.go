// Package dist is the distribution of a forecast: mean, quantiles and sample
// paths, three outputs that are never mixed up.
//
// What goes in: for each step of the horizon a mean and quantiles on a fixed
// grid of levels, and the correlation over days. What comes out: any quantile,
// and sample paths whose sums over a window have the right spread.
//
// Example: Poisson(0.5) a day for 28 days.
//
//	d := dist.FromPoisson(mean)       // 28 times 0.5
//	sum of d.Mean                     // 14
//	sum of d.Median(h)                // 0
//	sum of d.Quantile(h, 0.9)         // 28
//	dist.TotalQuantile(d.Paths(2000), 0, 28, 0.9) // 19
//
// What it refuses: quantiles that cross or are not finite (Check). Steps count
// from 0, so d.Mean[h], d.Q[h] and d.Quantile(h, τ) speak of the same day.
//
// # Why
//
// Quantiles between the fixed levels are interpolated linearly in the normal
// score of the level, not in the level: a normal distribution is then exact at
// every level, and the tails beyond 0.005 and 0.995 go on with the slope they
// had instead of ending there. Sample paths come from a Gaussian copula (lag-1
// autoregression plus a factor that all days have in common) drawn with a
// counter-based generator and an inverse normal (Wichura 1988, AS 241,
// doi:10.2307/2347330) written without fused operations or library logarithms,
// so that a seed gives the same bits on every machine, and path p does not
// depend on how many paths are drawn.
package dist

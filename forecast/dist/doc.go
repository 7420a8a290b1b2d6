// Package dist is the distribution of a forecast: mean, quantiles and sample
// paths, three outputs that are never mixed up.
//
// What goes in: for each step of the horizon a mean and quantiles on a fixed
// grid of levels, and the correlation over days. What comes out: any quantile,
// and sample paths whose sums over a window have the right spread.
//
// What it refuses: quantiles that cross or are not finite (Check).
package dist

// Package empirical forecasts by weighted empirical quantiles: the distribution
// of a target day is the weighted distribution of past days like it.
//
// What goes in: past values brought to a common scale (divided by what is known
// of their day), their context (weekday, kind of day, promotion) and a weight;
// what comes out: a [Fitted], whose At gives the mean and the quantiles of any
// context. The weight of past day s is
//
//	w_s = 2^{-(n-s)/hl} · k_weekday · k_promotion · k_holiday · own weight
//
// Example: y = 3 3 4 9 9 over a week of Mondays to Fridays with hl = 30: the
// median of a coming Friday leans to 9, because Friday itself weighs most.
//
// What it refuses: a history without a weighted finite value (ErrTooShort).
//
// # Why
//
// The ageing of the lead time cancels, so all target days of one context share
// one distribution: a series has as many distributions as contexts, not as
// days, and its values are sorted once. Below ten effective days the kernels
// widen to all days, because quantiles of three values mean nothing.
package empirical

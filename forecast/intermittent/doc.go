// Package intermittent forecasts demand that comes now and then: Croston, SBA,
// TSB, ADIDA and IMAPA, each with a distribution and not only a rate.
//
// What goes in: a history y per period, most of it 0. What comes out: a [Fitted]
// whose Predict gives the mean rate and the quantiles of one period.
//
// Example: 0 0 6 0 0 4 with α = 0.1.
//
//	f, _ := intermittent.Fit([]float64{0, 0, 6, 0, 0, 4}, intermittent.Options{Method: intermittent.Croston})
//	f.Predict(1).Mean[0] // size 6 + 0.1·(4−6) = 5.8, interval 3: 1.9333
//
// Equations. Croston (1972, JORS 23(3):289–303, doi:10.1057/jors.1972.50): at a
// demand z ← z + α(y − z), p ← p + α(q − p), q the periods since the last one;
// f = z/p. SBA (Syntetos & Boylan 2005, doi:10.1016/j.ijforecast.2004.10.001):
// (1 − α/2)·z/p. TSB (Teunter, Syntetos & Babai 2011,
// doi:10.1016/j.ejor.2011.05.018): every period π ← π + β(1{y>0} − π), f = π·z.
// ADIDA (Nikolopoulos et al. 2011, doi:10.1057/jors.2010.32): sums over blocks of
// the mean interval, aligned to the end, by simple exponential smoothing, divided
// evenly. IMAPA (Petropoulos & Kourentzes 2015, doi:10.1057/jors.2014.62): the mean
// of that over block lengths 1 … mean interval. O(n); IMAPA O(n·interval).
//
// A period's demand is Bernoulli(π) × a size drawn from the past sizes with the
// weights exponential smoothing gives them (after Willemain, Smart & Schwarz 2004,
// doi:10.1016/S0169-2070(03)00013-X), or a negative binomial. With these weights
// the mean size is exactly z, so the distribution's mean is exactly f.
//
// A value ≤ 0 (a return) and a missing one (NaN, infinite) is no demand; a history
// without any demand forecasts 0.
//
// What it refuses: an empty history (dist.ErrTooShort).
//
// # Why
//
// The methods differ by about 2 % in accuracy; what a buyer needs is the quantile,
// and the reference libraries give none. Sizes keep their whole numbers because
// they are resampled, not fitted.
package intermittent

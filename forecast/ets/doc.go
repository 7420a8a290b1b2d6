// Package ets is exponential smoothing: simple, Holt's and damped trend, and the
// state-space forms with a season, chosen by AICc.
//
// What goes in: a history y, oldest first, and the season length m. What comes
// out: a [Fitted] with parameters, states, means and quantiles.
//
// Example:
//
//	f, _ := ets.Fit([]float64{12, 14, 13, 15, 16, 15, 17, 18}, ets.Options{})
//	f.Name()    // "ETS(A,A,N)" or whichever form wins
//	f.Predict(3) // three steps
//
// Equations (Hyndman, Koehler, Snyder & Grose 2002, IJF 18(3):439–454,
// doi:10.1016/S0169-2070(01)00110-8; Hyndman, Koehler, Ord & Snyder 2008,
// doi:10.1007/978-3-540-71918-2). Level l, trend b, season s, error e:
//
//	ETS(A,Ad,A): mu = l+φb+s; e = y−mu;      l' = l+φb+αe;      b' = φb+βe;        s' = s+γe
//	ETS(M,Ad,M): mu = (l+φb)s; e = (y−mu)/mu; l' = (l+φb)(1+αe); b' = φb+β(l+φb)e; s' = s(1+γe)
//
// L* = n·log Σe² + [error M] 2·Σ log|mu|; AICc = L* + 2k + 2k(k+1)/(n−k−1), k the
// smoothing parameters, φ, initial states (m−1 free seasonals) and the variance.
// Region 0 < α < 1, 0 < β < α, 0 < γ < 1−α, 0.8 ≤ φ ≤ 0.98, and seasonal forms
// inside the admissible region (Hyndman, Akram & Archibald 2008,
// doi:10.1007/s10463-006-0109-x). SES, Holt (1957, doi:10.1016/j.ijforecast.2003.09.015)
// and damped trend (Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237) are the
// forms without season, on seasonally adjusted data where the M4 test finds one.
//
// Missing values (NaN, infinite) are carried forward. Zeros and negative values
// leave the additive forms. Below 2m values there is no seasonal form. A season
// above 24 is adjusted away first. A constant history is repeated.
//
// What it refuses: fewer than three values (dist.ErrTooShort); with Log, a history
// with negative values or only zeros (ErrNotPositive).
//
// # Why
//
// For given smoothing parameters the additive forms are linear in their initial
// level and trend, so these are solved by least squares and leave the search; the
// level is kept inside the data's range, because it is unidentified when α → 1.
// Initial seasonals are those of the classical decomposition. The search is a
// coarse grid and Nelder–Mead on at most six numbers, without allocation. Forms
// with multiplicative trend, or additive error and multiplicative season, explode
// and are not offered.
package ets

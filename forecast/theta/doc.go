// Package theta is the Theta method and the dynamic optimised Theta model.
//
// What goes in: a history y, oldest first, and the season length m. What comes
// out: a [Fitted] with means and quantiles.
//
// Example: a straight line goes on.
//
//	f, _ := theta.Fit([]float64{1, 2, 3, 4, 5, 6, 7, 8}, theta.Options{Method: theta.DOTM})
//	f.Predict(2).Mean // about 9 and 10
//
// Equations. Theta (Assimakopoulos & Nikolopoulos 2000,
// doi:10.1016/S0169-2070(00)00066-2): OLS line a + bt, θ-line 2y − (a + bt) by
// simple exponential smoothing, forecast the mean of both; sd σ·sqrt(1+(h−1)α²).
// DOTM (Fiorucci et al. 2016, doi:10.1016/j.ijforecast.2016.02.005):
//
//	mu_t = l_{t−1} + (1−1/θ)[(1−α)^{t−1} A_{t−1} + (1−(1−α)^t)/α · B_{t−1}],  l_t = αy_t + (1−α)l_{t−1}
//
// A_t, B_t the OLS line of the first t points; 0.1 ≤ α ≤ 0.99, θ ≥ 1; loss
// Σ_{t≥3}(y_t − mu_t)²; the forecast runs on with y := mu. Both on data adjusted by
// the M4 test. O(n) a try, about 40 tries.
//
// Missing values are carried forward. Theta's negative forecasts are set to 0 when
// the history has none, as the competition's script does.
//
// What it refuses: fewer than three values (dist.ErrTooShort); with Log, a history
// with negative values or only zeros (ErrNotPositive).
//
// # Why
//
// For given α DOTM is linear in l_0 and κ = 1 − 1/θ, so both are regressed (κ
// clipped to [0, 1), l_0 to the data's range) and a search in α alone replaces
// Nelder–Mead in three dimensions; the loss is not above theirs.
package theta

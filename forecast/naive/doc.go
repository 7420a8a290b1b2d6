// Package naive holds the forecasts that every other one must beat (naive,
// seasonal naive, Naive2) and the seasonal test and adjustment that the other
// families share.
//
// What goes in: a history y, oldest first, and the season length m. What comes
// out: a [Fitted] that predicts means and quantiles.
//
// Example, m = 3:
//
//	f, _ := naive.Fit([]float64{1, 2, 3, 4, 5, 6}, naive.Options{Method: naive.Seasonal, M: 3})
//	f.Name()          // "sNaive(3)"
//	f.Predict(4).Mean // 4 5 6 4
//
// Equations. Seasonal naive: f_h = y_{n+h−m·ceil(h/m)}. Its quantiles are
// f_h + z_q·σ·sqrt(floor((h−1)/m)+1), σ² the mean of (y_t − y_{t−m})² over the
// last 1,000 points, neither clipped nor rounded. Naive2 (Makridakis, Spiliotis
// & Assimakopoulos 2020, IJF 36(1):54–74, doi:10.1016/j.ijforecast.2019.04.014):
// where the 90 % test of the autocorrelation at lag m finds a season, divide by
// classical multiplicative indices, repeat the last value, multiply back.
// Everything takes O(n) (the test O(n·m)).
//
// Values that are NaN or infinite are missing: the last value is carried forward
// over them ([Fill]), and before the first value the first one is carried back.
// Fewer than 2m values: seasonal naive repeats what it has (after at least m
// values), the test says no season.
//
// What it refuses: a history without any value (dist.ErrTooShort), and for
// seasonal naive one shorter than a season.
//
// # Why
//
// The competition's script looks at lags up to 10·log10(n) only, so a season of
// 52 never passes there. Naive2 keeps that limit ([LagLimit]), because published
// scores depend on it; [Seasonality] does not have it, because weekly sales do
// have a yearly cycle. When a value is not positive the indices are additive.
package naive

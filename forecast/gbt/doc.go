// Package gbt is gradient boosting of regression trees on histograms: one global
// model over a panel of retail series, and level sets that turn its predictions
// into quantiles.
//
// What goes in: columns of features ([NewMatrix]: at most 255 bins each, NaN is
// missing), a target y, row weights, an offset, and [Options]. What comes out: a
// [Model]; Predict gives means, PredictRow the same for one row of values, and
// AppendBinary bytes that another machine can predict from. [NewLevelSet] pools
// predictions and actuals into quantiles of the ratio actual/predicted.
//
// Example: a mooncake sells 2 a day, in the weeks before its festival 8.
//
//	x, _ := gbt.NewMatrix([][]float64{festival}, gbt.BinOptions{}) // 0 or 1
//	m, _ := gbt.Fit(ctx, x, sold, nil, nil, gbt.Options{MinRows: 20})
//	m.PredictRow([]float64{1}, 0) // near 8
//	m.PredictRow([]float64{0}, 0) // near 2
//
// Equations (Friedman 2001, doi:10.1214/aos/1013203451; Chen & Guestrin 2016,
// doi:10.1145/2939672.2939785, eq. 6 and 7; Ke et al. 2017, LightGBM, NeurIPS 30:
// histograms, leaf-wise growth, sibling = parent − child). With raw score F of a
// row, gradient g and hessian h of its loss, G and H their sums over a leaf:
//
//	Tweedie   g = −y·e^{(1−p)F} + e^{(2−p)F}   h = −(1−p)y·e^{(1−p)F} + (2−p)e^{(2−p)F}
//	Poisson   g = e^F − y                      h = e^F
//	L2        g = F − y                        h = 1
//	L1        g = sign(F−y)                    h = 1, leaf = weighted median of y−F
//	Pinball   g = 1{y<F} − tau                 h = 1, leaf = weighted tau-quantile of y−F
//	leaf      v = −G/(H+lambda)                F ← F + rate·v
//	gain      ½[G_L²/(H_L+lambda) + G_R²/(H_R+lambda) − G²/(H+lambda)] − penalty
//
// F starts at offset + base, base being the constant of least loss. The leaf with
// the largest gain is split next; missing values go to the side that gains more,
// or, where a node saw none, to the side with more rows. Equal gains go to the
// first feature, then the first bin, then missing values on the right. A
// quantile leaf is the smallest residual with at least that share of weight below or at it. Rows and
// features of a tree are drawn by a counter-based generator (SplitMix64).
//
// Level sets (forecasting_recipes §1.2): bins of equal count along the prediction,
// terciles of a dispersion within each, in every cell the empirical quantiles of
// r = y/mu at dist.Levels; the forecast quantile is mu·r.
//
// Complexity: Fit is O(trees·rows·(features + depth)); a histogram is built for the
// smaller child only. Predict is O(rows·trees·depth), a level set O(n log n).
//
// Zeros are ordinary; a log link never predicts 0, and when every target is 0 it
// predicts e^−30. NaN in a feature is missing, infinities count as the largest finite
// numbers. Rows of weight 0 count towards MinRows only.
//
// What it refuses: targets, weights or offsets that are not finite, negative
// weights, negative targets under a log link (ErrValue); fewer than 2·MinRows rows
// (ErrTooShort); options out of range (ErrOption); an offset that makes gradients
// overflow (ErrDiverged); bytes that are not exactly an encoding (ErrEncoding).
// Lengths that differ, and a matrix binned by other cuts, panic. There are no
// categorical splits: ids are plain numbers.
//
// # Why
//
// Histograms add whole numbers in a fixed point whose scale is a power of two chosen
// for each tree (at a million rows 21 bits below the mean hessian, 41 below the mean
// gradient). Sums are then the same on any number of threads and in any order of
// rows, parent − child loses nothing, and the row count rides in the low bits of the
// hessian. float64 sums in fixed chunks would tie the bits to the chunk size, and the
// kernel was a tenth slower with them. Four columns at a time halve the time of one
// (0.5 instead of 1.0 ns an addition); bins of eight features side by side gave no
// clear gain over that, and waste the columns that a tree does not use. Exponential
// and logarithm are the package's own, because the library's differ between
// architectures.
package gbt

// Package ridge is the pooled ridge autoregression: one linear map from the last
// K scaled values to all H horizons at once, fitted on windows of many similar
// series, one fit a cluster.
//
// What goes in: the histories of a panel and [Options]. What comes out: a
// [Model]; Predict maps the end of a history to H points.
//
// Equations. For an origin o of a history g (values, or their logarithm), with
// ref the mean of the last Ref values and s the mean of |g_t − g_{t−1}| over the
// last Span steps:
//
//	x_j = (g_{o−j} − ref)/s,   z_h = (g_{o+h} − ref)/s
//	B = (X'WX + λ·Σw·var(X)·I)^{-1} X'WZ        intercept not penalised
//
// Then the rows are weighted again by w = 1/max(mean_h|z − ẑ|, ½·median), which
// moves the fit towards least absolute deviations. Clusters come from k-means
// with a fixed seed ([Clusters]).
//
// Example: a panel of weekly sales with K = 65, H = 13 and eight clusters is
// eight solutions of a 66 × 66 system.
//
// What it refuses: fewer rows than unknowns in a cluster (ErrTooFew); a history
// shorter than K cannot be predicted (ok is false).
//
// # Why
//
// The map sees the season, the trend and how both revert in many series, which
// no single series shows. Without clusters it is worse than local methods on
// monthly data (forecasting_recipes §5). Rows are gathered in the order of the
// series and summed by one thread, so the bits do not depend on workers.
package ridge

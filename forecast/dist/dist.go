package dist

// Levels is the fixed grid of quantile levels, in rising order.
var Levels = []float64{
	0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
}

// Dist is the forecast distribution of one series over a horizon of H steps.
type Dist struct {
	Mean []float64   // H means: the functional for totals, money and purchases
	Q    [][]float64 // H rows of len(Levels) non-decreasing quantiles
	// Rho is the lag-1 correlation of the daily ranks (Gaussian AR(1) copula) and Common the share of
	// variance that all days of the horizon have in common (a season's total that is itself uncertain).
	Rho, Common float64
	Seed        uint64 // hash of (run seed, series key, origin): the same paths on every machine
	Whole       bool   // pieces: paths are rounded to whole numbers, never below 0
}

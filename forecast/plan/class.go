package plan

import (
	"math"
	"slices"
)

// ABC classes by value (2.15): items sorted by value, falling; cumulative share with the item ≤ 80 % A, ≤ 95 % B,
// else C; the first is always A. Classes come back in the order given; without any value all are C.
func ABC(values []float64) []string {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return 0
	})
	out := make([]string, len(values))
	total, running := sum(values), 0.0
	for rank, i := range order {
		running += values[i]
		switch share := running / total; {
		case total <= 0:
			out[i] = "C"
		case rank == 0 || share <= 0.80+1e-12:
			out[i] = "A"
		case share <= 0.95+1e-12:
			out[i] = "B"
		default:
			out[i] = "C"
		}
	}
	return out
}

// XYZ classes the steadiness of deseasonalised weekly demand by its coefficient of variation: X ≤ 0.5, Y ≤ 1, else Z.
func XYZ(weeks []float64) string {
	mean := Mean(weeks)
	if mean <= 0 {
		return "Z"
	}
	squares := make([]float64, len(weeks))
	for i, w := range weeks {
		squares[i] = (w - mean) * (w - mean)
	}
	switch cv := math.Sqrt(Mean(squares)) / mean; {
	case cv <= 0.5:
		return "X"
	case cv <= 1:
		return "Y"
	}
	return "Z"
}

// Turnover is how often a year the average stock is sold, at cost, and how many days it lasts (2.16). NaN without
// stock or sales.
func Turnover(cogs, averageStock float64) (turns, days float64) {
	if averageStock <= 0 || cogs <= 0 {
		return math.NaN(), math.NaN()
	}
	return cogs / averageStock, 365 * averageStock / cogs
}

// GMROI is gross margin per yuan of average stock at cost; NaN without stock.
func GMROI(margin, averageStock float64) float64 {
	if averageStock <= 0 {
		return math.NaN()
	}
	return margin / averageStock
}

// Cover is 可售天数: the days until the mean demand has used up the stock, with the part of the last day; beyond the
// horizon the mean of its last week goes on. It is at most CoverMax, and CoverMax when nothing is sold.
func Cover(stock float64, daily []float64) float64 {
	if stock <= 0 {
		return 0
	}
	for i, d := range daily {
		if d >= stock && d > 0 {
			return math.Min(float64(i)+stock/d, CoverMax)
		}
		stock -= d
	}
	tail := Mean(daily[max(0, len(daily)-tailDays):])
	if tail <= 0 {
		return CoverMax
	}
	return math.Min(float64(len(daily))+stock/tail, CoverMax)
}

// CoverMax stands for "longer than anybody plans".
const CoverMax = 999

// Lift are the figures of an association between A and B (2.22).
type Lift struct{ Support, Confidence, Lift float64 }

// Associate counts baskets: all, with A, with B, with both. NaN where a count is 0.
func Associate(baskets, a, b, both float64) Lift {
	return Lift{Support: both / baskets, Confidence: both / a, Lift: baskets * both / (a * b)}
}

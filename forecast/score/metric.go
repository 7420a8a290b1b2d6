package score

import (
	"math"
)

// SMAPE is the mean of 200·|y−f|/(|y|+|f|) in per cent over the steps whose actual is present; 0/0 counts 0.
func SMAPE(y, f []float64) float64 {
	sum, n := 0.0, 0
	for i, v := range y {
		if math.IsNaN(v) {
			continue
		}
		n++
		if d := math.Abs(v) + math.Abs(f[i]); d > 0 {
			sum += 200 * math.Abs(v-f[i]) / d
		}
	}
	return sum / float64(n)
}

// MAE is the mean absolute error over the steps whose actual is present.
func MAE(y, f []float64) float64 {
	sum, n := 0.0, 0
	for i, v := range y {
		if !math.IsNaN(v) {
			sum += math.Abs(v - f[i])
			n++
		}
	}
	return sum / float64(n)
}

// MSE is the mean squared error over the steps whose actual is present.
func MSE(y, f []float64) float64 {
	sum, n := 0.0, 0
	for i, v := range y {
		if !math.IsNaN(v) {
			sum += (v - f[i]) * (v - f[i])
			n++
		}
	}
	return sum / float64(n)
}

// Scale is MASE's denominator: the mean of |y_t − y_{t−m}| over the history, pairs with a gap left out; NaN without a
// pair.
func Scale(train []float64, m int) float64 {
	sum, n := 0.0, 0
	for t := m; t < len(train); t++ {
		if d := math.Abs(train[t] - train[t-m]); !math.IsNaN(d) {
			sum += d
			n++
		}
	}
	return sum / float64(n)
}

// SquareScale is RMSSE's denominator under the root: the mean of (y_t − y_{t−1})² from the first non-zero value on.
func SquareScale(train []float64) float64 {
	sum, n := 0.0, 0
	train = fromFirst(train)
	for t := 1; t < len(train); t++ {
		if d := train[t] - train[t-1]; !math.IsNaN(d) {
			sum += d * d
			n++
		}
	}
	return sum / float64(n)
}

func fromFirst(y []float64) []float64 {
	for i, v := range y {
		if v != 0 && !math.IsNaN(v) {
			return y[i:]
		}
	}
	return nil
}

// MASE is the mean absolute error over Scale.
func MASE(y, f, train []float64, m int) float64 { return over(MAE(y, f), Scale(train, m)) }

// RMSSE is the root of the mean squared error over SquareScale.
func RMSSE(y, f, train []float64) float64 { return math.Sqrt(over(MSE(y, f), SquareScale(train))) }

// over is a/b, NaN when b is not above 0.
func over(a, b float64) float64 {
	if !(b > 0) {
		return math.NaN()
	}
	return a / b
}

// WAPE is Σ|y−f| / Σ|y| over the steps whose actual is present.
func WAPE(y, f []float64) float64 {
	e, a := 0.0, 0.0
	for i, v := range y {
		if !math.IsNaN(v) {
			e += math.Abs(v - f[i])
			a += math.Abs(v)
		}
	}
	return over(e, a)
}

// Bias is Σ(f−y) / Σ|y|: positive is too high.
func Bias(y, f []float64) float64 {
	e, a := 0.0, 0.0
	for i, v := range y {
		if !math.IsNaN(v) {
			e += f[i] - v
			a += math.Abs(v)
		}
	}
	return over(e, a)
}

// Pinball is the quantile loss max(τ(y−q), (τ−1)(y−q)).
func Pinball(tau, y, q float64) float64 { return max(tau*(y-q), (tau-1)*(y-q)) }

// IntervalScore is (u−l) + (2/α)(l−y)⁺ + (2/α)(y−u)⁺ of a central interval of level 1−α.
func IntervalScore(y, l, u, alpha float64) float64 {
	return (u - l) + 2/alpha*max(l-y, 0) + 2/alpha*max(y-u, 0)
}

// OWA is ½(sMAPE/sMAPE of Naive2 + MASE/MASE of Naive2), from a set's averages, never per series.
func OWA(smape, mase, smapeNaive2, maseNaive2 float64) float64 {
	return 0.5 * (over(smape, smapeNaive2) + over(mase, maseNaive2))
}

// ACD is |coverage − nominal|.
func ACD(coverage, nominal float64) float64 { return math.Abs(coverage - nominal) }

// FVA is forecast value added: 1 − error/error of the naive.
func FVA(err, naive float64) float64 { return 1 - over(err, naive) }

// Exploded says that some |f| is above 10 × the largest |history|, or not finite.
func Exploded(f, train []float64) bool {
	top := 0.0
	for _, v := range train {
		if !math.IsNaN(v) {
			top = max(top, math.Abs(v))
		}
	}
	for _, v := range f {
		if !(math.Abs(v) <= 10*top) {
			return true
		}
	}
	return false
}

// PIT is the randomised probability integral transform of an actual whose forecast has P(Y < y) = below and
// P(Y ≤ y) = upto; u is uniform on (0, 1) and comes from the caller's seed.
func PIT(below, upto, u float64) float64 { return below + u*(upto-below) }

// WRMSSEu is WRMSSE with unit weights: levels[k] holds the RMSSE of every node of level k; the mean over levels of the
// mean over nodes. Undefined nodes are left out.
func WRMSSEu(levels [][]float64) float64 {
	total, n := 0.0, 0
	for _, nodes := range levels {
		sum, k := 0.0, 0
		for _, v := range nodes {
			if !math.IsNaN(v) {
				sum += v
				k++
			}
		}
		if k > 0 {
			total += sum / float64(k)
			n++
		}
	}
	return total / float64(n)
}

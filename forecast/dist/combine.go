package dist

import (
	"math"
	"slices"
)

// Average combines distributions of one horizon by the weighted mean of their means and, level by level, of their
// quantiles (Vincentisation). Nil weights are equal; copula and marks are those of the first. It panics when the
// horizons differ or nothing is given.
func Average(weights []float64, ds ...Dist) Dist {
	if len(ds) == 0 || (weights != nil && len(weights) != len(ds)) {
		panic("dist: weights and members differ in number")
	}
	out := ds[0].Clone().Scale(0)
	total := 0.0
	for j := range ds {
		total += weight(weights, j)
	}
	for j, d := range ds {
		w := weight(weights, j) / total
		for h := range out.Q {
			out.Mean[h] += w * d.Mean[h]
			for i := range out.Q[h] {
				out.Q[h][i] += w * d.Q[h][i]
			}
		}
	}
	return out.Repair()
}

func weight(w []float64, j int) float64 {
	if w == nil {
		return 1
	}
	return w[j]
}

// MedianOf combines distributions of one horizon by the median, level by level and of the means: one member that is
// far off does not matter. Copula and marks are those of the first.
func MedianOf(ds ...Dist) Dist {
	if len(ds) == 0 {
		panic("dist: nothing to combine")
	}
	out := ds[0].Clone()
	buf := make([]float64, len(ds))
	for h := range out.Q {
		for j := range ds {
			buf[j] = ds[j].Mean[h]
		}
		out.Mean[h] = middle(buf)
		for i := range out.Q[h] {
			for j := range ds {
				buf[j] = ds[j].Q[h][i]
			}
			out.Q[h][i] = middle(buf)
		}
	}
	return out.Repair()
}

func middle(xs []float64) float64 {
	slices.Sort(xs)
	n := len(xs)
	return 0.5 * (xs[(n-1)/2] + xs[n/2])
}

// BoxCox is the transform w = ((y+Shift)^Lambda − 1)/Lambda, log(y+Shift) at Lambda 0 (Box & Cox 1964). Lambda 1
// with Shift 0 only subtracts 1.
type BoxCox struct{ Lambda, Shift float64 }

// Log is the logarithm for y: of y itself when all values are positive, else of y plus the mean, so that a zero is
// log(mean) and scaling y still only shifts the transform. ok is false when some y is negative or all are 0.
func Log(y []float64) (t BoxCox, ok bool) {
	lo, sum := math.Inf(1), 0.0
	for _, v := range y {
		lo = min(lo, v)
		sum += v
	}
	switch {
	case lo > 0:
		return BoxCox{}, true
	case lo < 0 || !(sum > 0):
		return BoxCox{}, false
	default:
		return BoxCox{Shift: sum / float64(len(y))}, true
	}
}

// Forward writes the transform of y to dst and returns it.
func (t BoxCox) Forward(dst, y []float64) []float64 {
	for i, v := range y {
		if t.Lambda == 0 {
			dst[i] = math.Log(v + t.Shift)
		} else {
			dst[i] = (math.Pow(v+t.Shift, t.Lambda) - 1) / t.Lambda
		}
	}
	return dst
}

// Inverse is the value whose transform is w; below the range of the transform it is −Shift.
func (t BoxCox) Inverse(w float64) float64 {
	if t.Lambda == 0 {
		return math.Exp(w) - t.Shift
	}
	return math.Pow(max(t.Lambda*w+1, 0), 1/t.Lambda) - t.Shift
}

// Back turns a distribution of transformed values back in place and returns it: quantiles exactly, because the
// transform is monotone; the mean is the one the quantiles imply, which stays finite where the textbook correction
// explodes.
func (t BoxCox) Back(d Dist) Dist {
	for h, q := range d.Q {
		for i := range q {
			q[i] = t.Inverse(q[i])
		}
		d.Mean[h] = d.MeanOfQuantiles(h)
	}
	return d
}

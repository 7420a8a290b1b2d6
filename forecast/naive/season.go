package naive

import (
	"math"

	"zhiwei/forecast/dist"
)

// Fill writes y to dst (same length) with missing values, NaN or infinite, replaced by the last value before them, or
// at the start by the first value after. It returns the number of values present; with none, dst is all 0.
func Fill(dst, y []float64) int {
	if len(dst) != len(y) {
		panic("naive: lengths differ")
	}
	present, last := 0, 0.0
	for i, v := range y {
		if missing(v) {
			dst[i] = last
			continue
		}
		if present == 0 {
			for j := range i {
				dst[j] = v
			}
		}
		present++
		last = v
		dst[i] = v
	}
	return present
}

// missing also catches magnitudes whose products would overflow.
func missing(v float64) bool { return math.IsNaN(v) || math.Abs(v) > 1e35 }

// LagLimit is the largest lag at which the M4 script's test can find a season: floor(10·log10(n)), below n.
func LagLimit(n int) int { return min(int(math.Floor(10*math.Log10(float64(n)))), n-1) }

// Seasonality is the 90 % test: with r_k the sample autocorrelation, y has a season of m when n ≥ 3m and
// |r_m| > 1.645·sqrt((1 + 2·Σ_{i<m} r_i²)/n). A constant y and m < 2 have none. It does not allocate.
func Seasonality(y []float64, m int) bool {
	n := len(y)
	if m < 2 || n < 3*m {
		return false
	}
	mu := mean(y)
	denom := lagSum(y, mu, 0)
	if !(denom > 0) {
		return false
	}
	sum := 0.0
	for k := 1; k < m; k++ {
		r := lagSum(y, mu, k) / denom
		sum += r * r
	}
	return math.Abs(lagSum(y, mu, m)/denom) > 1.645*math.Sqrt((1+2*sum)/float64(n))
}

// SeasonalityM4 is Seasonality with the lag limit of the M4 script.
func SeasonalityM4(y []float64, m int) bool { return m <= LagLimit(len(y)) && Seasonality(y, m) }

// lagSum is Σ (y_t − mu)(y_{t+k} − mu), in four chains so that additions overlap.
func lagSum(y []float64, mu float64, k int) float64 {
	a, b := y[:len(y)-k], y[k:]
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += (a[i] - mu) * (b[i] - mu)
		s1 += (a[i+1] - mu) * (b[i+1] - mu)
		s2 += (a[i+2] - mu) * (b[i+2] - mu)
		s3 += (a[i+3] - mu) * (b[i+3] - mu)
	}
	for ; i < len(a); i++ {
		s0 += (a[i] - mu) * (b[i] - mu)
	}
	return (s0 + s1) + (s2 + s3)
}

func mean(y []float64) float64 {
	s := 0.0
	for _, v := range y {
		s += v
	}
	return s / float64(len(y))
}

// Adjustment is a seasonal adjustment: Index[t mod m] belongs to position t of the history. The zero value adjusts
// nothing.
type Adjustment struct {
	Index    []float64
	Additive bool
}

// Decompose is the classical multiplicative decomposition: ratios to the centred moving average of length m (half
// weights at both ends when m is even), averaged by phase, normalised to mean 1. With a value ≤ 0, or when an index
// would not be positive, it is the additive one (normalised to sum 0). It needs two seasons, else it is the zero
// Adjustment.
func Decompose(y []float64, m int) Adjustment {
	if a, ok := decompose(y, m, ratio); ok && positive(y) && positive(a) {
		return Adjustment{Index: a}
	}
	return DecomposeAdditive(y, m)
}

// DecomposeAdditive is the classical additive decomposition.
func DecomposeAdditive(y []float64, m int) Adjustment {
	a, ok := decompose(y, m, difference)
	if !ok {
		return Adjustment{}
	}
	return Adjustment{Index: a, Additive: true}
}

func positive(y []float64) bool {
	for _, v := range y {
		if !(v > 0) {
			return false
		}
	}
	return true
}

func ratio(v, trend float64) float64      { return v / trend }
func difference(v, trend float64) float64 { return v - trend }

// decompose averages against(y, moving average) by phase.
func decompose(y []float64, m int, against func(v, trend float64) float64) ([]float64, bool) {
	n, half := len(y), m/2
	if m < 2 || n < 2*m {
		return nil, false
	}
	index := make([]float64, 2*m)
	count := index[m:]
	index = index[:m:m]
	window := 0.0
	for _, v := range y[:m] {
		window += v
	}
	phase := half % m
	for t := half; ; t++ {
		// window = Σ y[t−half … t−half+m−1]
		w := window
		if m%2 == 0 {
			if t+half >= n {
				break
			}
			w += 0.5 * (y[t+half] - y[t-half])
		}
		index[phase] += against(y[t], w/float64(m))
		count[phase]++
		if phase++; phase == m {
			phase = 0
		}
		next := t - half + m
		if next >= n {
			break
		}
		window += y[next] - y[t-half]
	}
	for i := range index {
		index[i] /= count[i]
	}
	mu := mean(index)
	for i := range index {
		index[i] = against(index[i], mu)
		if missing(index[i]) {
			return nil, false
		}
	}
	return index, true
}

// Active says whether the adjustment does anything.
func (a Adjustment) Active() bool { return len(a.Index) > 0 }

// Apply writes the adjusted y to dst (which may be y) and returns dst; y[0] is position start of the history.
func (a Adjustment) Apply(dst, y []float64, start int) []float64 {
	if !a.Active() {
		copy(dst, y)
		return dst
	}
	m := len(a.Index)
	k := start % m
	for i, v := range y {
		if a.Additive {
			dst[i] = v - a.Index[k]
		} else {
			dst[i] = v / a.Index[k]
		}
		if k++; k == m {
			k = 0
		}
	}
	return dst
}

// Restore puts the season back into a forecast that starts at position n of the history, in place, and returns it.
func (a Adjustment) Restore(d dist.Dist, n int) dist.Dist {
	if !a.Active() {
		return d
	}
	for h := range d.Q {
		i := a.Index[(n+h)%len(a.Index)]
		if a.Additive {
			d.ShiftStep(h, i)
		} else {
			d.ScaleStep(h, i)
		}
	}
	return d
}

// Adjust is the adjustment of the M4 benchmarks: none unless the M4 test finds a season, then Decompose.
func Adjust(y []float64, m int) Adjustment {
	if !SeasonalityM4(y, m) {
		return Adjustment{}
	}
	return Decompose(y, m)
}

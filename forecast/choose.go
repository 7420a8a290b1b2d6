package forecast

import (
	"math"
	"slices"

	"zhiwei/forecast/dist"
)

// Learnt is what a class's sample of series says: losses of its members and intervals, each as known at every
// origin (index Origins = at the as-of), and the copula of its paths.
type Learnt struct {
	Losses      []map[string]float64 // by origin: pooled quantile loss ÷ the class's volume
	Shifts      [][2][]float64       // by origin and lead band: shift of each level in units of the interval's width
	Rho, Common float64
}

// The settings of forecasting §3.16.
const (
	cutOff     = 1.3  // members worse than this times the best are cut
	ownShare   = 0.35 // share of the series' own loss in the exponent, the rest is pooled over its class
	power      = -2.0
	minWindows = 4 // below this many windows the median of the members is taken
)

// weights are the members' shares at origin k from what was known then: inverse squared loss shrunk half-way to
// equal, members far off the best cut. usable marks the members that made a forecast. Fewer than minWindows windows
// are pooled by the median.
func (l Learnt) weights(t *Tally, k int, names []string, usable []bool) (w []float64, pool pooling) {
	w = make([]float64, len(names))
	loss := make([]float64, len(names))
	best := math.Inf(1)
	for m, name := range names {
		if !usable[m] {
			continue
		}
		loss[m] = l.loss(t, k, m, name)
		best = min(best, loss[m])
	}
	n, sum := 0, 0.0
	for m := range names {
		if usable[m] && loss[m] <= cutOff*best {
			w[m] = math.Pow(loss[m]/best, power)
			sum += w[m]
			n++
		}
	}
	for m := range w {
		if w[m] > 0 {
			w[m] = 0.5*w[m]/sum + 0.5/float64(n)
		}
	}
	if k < minWindows {
		return w, middle
	}
	return w, weighted
}

// loss is own^¼·pooled^¾ in spirit: relative own and pooled losses multiplied with their shares as exponents.
func (l Learnt) loss(t *Tally, k, m int, name string) float64 {
	x := 1.0
	if k < len(l.Losses) {
		if p := l.Losses[k][name]; p > 0 {
			x = math.Pow(p, 1-ownShare)
		}
	}
	if s := t.known(m, k); s.pinball > 0 && s.actual > 0 {
		x *= math.Pow(s.pinball/s.actual, ownShare)
	}
	return x
}

// combine pools means with means and quantiles with quantiles, over the members that have weight; of two the weighted
// mean is taken.
func combine(dst *block, members []*block, w []float64, pool pooling) {
	var in []*block
	var share []float64
	sum := 0.0
	for m := range members {
		if w[m] > 0 {
			in, share = append(in, members[m]), append(share, w[m])
			sum += w[m]
		}
	}
	for i := range share {
		share[i] /= sum
	}
	if len(in) < 3 {
		pool = weighted
	}
	values := make([]float64, len(in))
	for i := range dst.mean {
		for m := range in {
			values[m] = in[m].mean[i]
		}
		dst.mean[i] = pool(values, share)
	}
	for i := range dst.q {
		for m := range in {
			values[m] = in[m].q[i]
		}
		dst.q[i] = pool(values, share)
	}
}

// pooling makes one value of the members' values; it may reorder them.
type pooling func(values, share []float64) float64

func weighted(values, share []float64) float64 {
	sum := 0.0
	for i, v := range values {
		sum += share[i] * v
	}
	return sum
}

func middle(x, _ []float64) float64 {
	slices.Sort(x)
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return (x[n/2-1] + x[n/2]) / 2
}

// guard reports whether a member's forecast is fit to be used: finite, not negative, and not far beyond what was
// ever sold; a season's base allows more.
func guard(v *view, o int, b *block) bool {
	high := 0.0
	for _, y := range v.y[:o] {
		high = max(high, y)
	}
	limit := 3*high + 10
	if v.season != "" {
		limit = 10*high + 50
	}
	for i, m := range b.mean {
		med := b.row(i)[medianAt]
		if !(m >= 0) || !(med >= 0) || math.IsInf(m, 0) || m > limit || med > limit {
			return false
		}
		for _, q := range b.row(i) {
			if math.IsNaN(q) || math.IsInf(q, 0) || q > 100*limit {
				return false
			}
		}
	}
	return true
}

// leadBand is the conformal segment of a lead day: the first fortnight, then the rest.
func leadBand(i int) int {
	if i < fortnight {
		return 0
	}
	return 1
}

// spread is the unit of conformal scores on a day: the width of the middle 60 %, at least half a Poisson's.
func spread(row []float64, mean float64) float64 {
	return max(row[quartileHigh]-row[quartileLow], 0.5*math.Sqrt(max(mean, 0)), 0.05)
}

// calibrate shifts each level but the median by the class's conformal scores known at origin k, then sorts and
// clips at 0 (forecasting §3.17).
func (l Learnt) calibrate(k int, b *block) {
	for i := range b.mean {
		row := b.row(i)
		if k < len(l.Shifts) {
			if s := l.Shifts[k][leadBand(i)]; s != nil {
				unit := spread(row, b.mean[i])
				for j := range row {
					row[j] += s[j] * unit
				}
			}
		}
		order(row)
		b.mean[i] = max(b.mean[i], 0)
	}
}

// order makes a row of quantiles non-decreasing from the median outwards and not negative.
func order(row []float64) {
	row[medianAt] = max(row[medianAt], 0)
	for j := medianAt + 1; j < len(row); j++ {
		row[j] = max(row[j], row[j-1])
	}
	for j := medianAt - 1; j >= 0; j-- {
		row[j] = max(min(row[j], row[j+1]), 0)
	}
}

// toDist copies a block into a distribution.
func (b *block) toDist() dist.Dist {
	n := len(dist.Levels)
	flat := make([]float64, len(b.mean)*(n+1))
	d := dist.Dist{Mean: flat[:len(b.mean):len(b.mean)], Q: make([][]float64, len(b.mean))}
	copy(d.Mean, b.mean)
	rest := flat[len(b.mean):]
	copy(rest, b.q)
	for i := range d.Q {
		d.Q[i] = rest[i*n : (i+1)*n : (i+1)*n]
	}
	return d
}

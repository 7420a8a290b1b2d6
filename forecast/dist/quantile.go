package dist

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// MedianLevel is the index of 0.5 in Levels.
const MedianLevel = 8

// Sentinels of Check and of the model families.
var (
	// ErrShape says that means and quantile rows differ in number or length.
	ErrShape = errors.New("distribution has the wrong shape")
	// ErrNotFinite says that a mean or quantile is NaN or infinite.
	ErrNotFinite = errors.New("distribution is not finite")
	// ErrCross says that quantiles fall as the level rises.
	ErrCross = errors.New("quantiles cross")
	// ErrTooShort says that a history is too short for the model asked for.
	ErrTooShort = errors.New("history is too short")
)

// levelZ holds the normal scores of Levels.
var levelZ = scores(Levels)

func scores(levels []float64) []float64 {
	z := make([]float64, len(levels))
	for i, p := range levels {
		z[i] = NormalQuantile(p)
	}
	return z
}

// LevelScore is the normal score of Levels[i].
func LevelScore(i int) float64 { return levelZ[i] }

// New is a distribution of h steps with all means and quantiles 0, in one block of memory.
func New(h int) Dist {
	k := len(Levels)
	block := make([]float64, h*(k+1))
	d := Dist{Mean: block[:h:h], Q: make([][]float64, h)}
	for i := range d.Q {
		d.Q[i] = block[h+i*k : h+(i+1)*k : h+(i+1)*k]
	}
	return d
}

// Clone is a copy of d that shares no memory with it.
func (d Dist) Clone() Dist {
	c := New(d.H())
	copy(c.Mean, d.Mean)
	for h := range d.Q {
		copy(c.Q[h], d.Q[h])
	}
	c.Rho, c.Common, c.Seed, c.Whole = d.Rho, d.Common, d.Seed, d.Whole
	return c
}

// H is the number of steps.
func (d Dist) H() int { return len(d.Mean) }

// Check reports ErrShape, ErrNotFinite or ErrCross with the step at fault, or nil.
func (d Dist) Check() error {
	if len(d.Q) != len(d.Mean) {
		return fmt.Errorf("%d means, %d quantile rows: %w", len(d.Mean), len(d.Q), ErrShape)
	}
	for h, q := range d.Q {
		if len(q) != len(Levels) {
			return fmt.Errorf("step %d: %d of %d quantiles: %w", h, len(q), len(Levels), ErrShape)
		}
		if !finite(d.Mean[h]) || !finite(q...) {
			return fmt.Errorf("step %d: %w", h, ErrNotFinite)
		}
		if !slices.IsSorted(q) {
			return fmt.Errorf("step %d: %w", h, ErrCross)
		}
	}
	return nil
}

func finite(xs ...float64) bool {
	for _, x := range xs {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// Quantile is the tau-quantile of step h (0 is the first). Between the levels of the grid it is linear in the
// normal score; beyond the grid the outermost slope goes on, but never below 0 when the lowest quantile is not.
// It is NaN when tau is outside (0, 1).
func (d Dist) Quantile(h int, tau float64) float64 {
	z := NormalQuantile(tau)
	if math.IsNaN(z) {
		return z
	}
	return atScore(d.Q[h], z)
}

// Median is the 0.5-quantile of step h.
func (d Dist) Median(h int) float64 { return d.Q[h][MedianLevel] }

// Medians are the medians of all steps.
func (d Dist) Medians() []float64 {
	m := make([]float64, d.H())
	for h := range m {
		m[h] = d.Median(h)
	}
	return m
}

// atScore reads the quantile function of row q at normal score z.
func atScore(q []float64, z float64) float64 {
	i := segment(z)
	z0, z1 := levelZ[i], levelZ[i+1]
	y := q[i] + float64((q[i+1]-q[i])*((z-z0)/(z1-z0)))
	if z < levelZ[0] && q[0] >= 0 {
		return max(y, 0)
	}
	return y
}

// segment is the index i with levelZ[i] <= z < levelZ[i+1], the outermost one beyond the grid.
func segment(z float64) int {
	if z < 0 {
		i := MedianLevel - 1
		for i > 0 && z < levelZ[i] {
			i--
		}
		return i
	}
	i := MedianLevel
	for i < len(levelZ)-2 && z >= levelZ[i+1] {
		i++
	}
	return i
}

// Repair sorts every row of quantiles in place (Chernozhukov, Fernández-Val & Galichon 2010, Econometrica 78(3):
// 1093–1125, doi:10.3982/ECTA7880: rearranged quantiles are never worse) and returns d.
func (d Dist) Repair() Dist {
	for _, q := range d.Q {
		slices.Sort(q)
	}
	return d
}

// Clip bounds means and quantiles to [lo, hi] in place and returns d.
func (d Dist) Clip(lo, hi float64) Dist {
	for h, q := range d.Q {
		d.Mean[h] = min(max(d.Mean[h], lo), hi)
		for i := range q {
			q[i] = min(max(q[i], lo), hi)
		}
	}
	return d
}

// Scale multiplies means and quantiles by c in place and returns d; a negative c mirrors the quantiles.
func (d Dist) Scale(c float64) Dist {
	for h := range d.Q {
		d.ScaleStep(h, c)
	}
	return d
}

// ScaleStep multiplies the mean and quantiles of step h by c in place; a negative c mirrors the quantiles.
func (d Dist) ScaleStep(h int, c float64) {
	d.Mean[h] *= c
	q := d.Q[h]
	for i := range q {
		q[i] *= c
	}
	if c < 0 {
		mirror(q)
	}
}

// mirror reverses a row whose sign was turned: the level grid is symmetric.
func mirror(q []float64) { slices.Reverse(q) }

// Shift adds c to means and quantiles in place and returns d.
func (d Dist) Shift(c float64) Dist {
	for h := range d.Q {
		d.ShiftStep(h, c)
	}
	return d
}

// ShiftStep adds c to the mean and quantiles of step h in place.
func (d Dist) ShiftStep(h int, c float64) {
	d.Mean[h] += c
	q := d.Q[h]
	for i := range q {
		q[i] += c
	}
}

// Round rounds the quantiles to whole numbers not below 0 in place, marks d as whole and returns it. Means keep
// their fractions, because only they add up.
func (d Dist) Round() Dist {
	for h, q := range d.Q {
		d.Mean[h] = max(d.Mean[h], 0)
		for i := range q {
			q[i] = max(math.Round(q[i]), 0)
		}
	}
	d.Whole = true
	return d
}

// MeanOfQuantiles is the mean that the quantiles of step h imply: the integral of the interpolated quantile
// function over the levels, by the trapezoid rule with the outermost values for the tails.
func (d Dist) MeanOfQuantiles(h int) float64 {
	q := d.Q[h]
	last := len(q) - 1
	s := q[0]*Levels[0] + q[last]*(1-Levels[last])
	for i := range last {
		s += 0.5 * (q[i] + q[i+1]) * (Levels[i+1] - Levels[i])
	}
	return s
}

package backtest

import (
	"context"
	"time"
)

// Ahead and Slot are the steps of a dated grid.
func Ahead(f Freq, day time.Time, n int) time.Time {
	return time.Unix(grid{f, true}.ahead(day.Unix()/86400, n)*86400, 0).UTC()
}

// Slot is the step number of a day.
func Slot(f Freq, day time.Time) int64 { return grid{f, true}.slot(day.Unix() / 86400) }

// Members counts the ridges of a frequency and gives their longest window.
func Members(f Freq, season int) (n, longest int) {
	p := panel{opt: Options{Freq: f, Season: season, Horizon: 1}}
	for _, m := range p.members() {
		n++
		longest = max(longest, m.K)
	}
	return n, longest
}

// Profile, Drift and Changes are shape numbers.
func Profile(y []float64, m int) ([]float64, bool) { return profile(y, m) }

// Drift is the mean change over m steps in steps.
func Drift(y []float64, m int) float64 { return drift(y, m) }

// Changes are log differences, or differences over the mean.
func Changes(y []float64) []float64 { return changes(y) }

// Cycles are the default cycles of a frequency.
func Cycles(f Freq, season int) []int { return defaultCycles(f, season) }

// Clamp keeps a forecast within [0, 3·max].
func Clamp(f, y []float64) []float64 { return clamp(f, y) }

// Around makes a distribution round points from shifts.
func Around(f []float64, shift [][]float64, unit float64) [][]float64 {
	return around(f, shift, unit).Q
}

// Panel is a set before an origin.
type Panel = panel

// Build makes the panel of a window.
func Build(train, test *Long, w, all int, opt Options) (*Panel, error) {
	return build(train, test, w, all, opt.withDefaults())
}

// Kernel is the half-life and the kernels that the panel's own last windows choose.
func (p *Panel) Kernel(ctx context.Context) (life, weekday, promo float64, err error) {
	k, err := p.choose(ctx)
	return k.life, k.weekday, k.promo, err
}

// RidgeShare is the share of the ridge that the panel's own last windows choose.
func (p *Panel) RidgeShare(ctx context.Context) (float64, error) {
	share, _, _, err := p.share(ctx)
	return share, err
}

// Past is the panel as it was steps earlier.
func (p *Panel) Past(back int) *Panel { return p.before(back) }

// History is a series' values, its filled values and its actual ones.
func (p *Panel) History(i int) (y, filled, actual []float64) {
	h := &p.series[i]
	return h.y, h.filled, h.actual
}

// Size is the number of series.
func (p *Panel) Size() int { return len(p.series) }

// Sampled keeps at most n series.
func (p *Panel) Sampled(n int) *Panel { return p.sample(n) }

// ID is a series' name.
func (p *Panel) ID(i int) string { return p.series[i].id }

// Units are the scales of pooled errors.
func (p *Panel) Units() []float64 { return p.scales() }

// Groups are the clusters, and whether each series has a shape.
func (p *Panel) Groups(k int) (known []bool, assign []int) { return p.clusters(k) }

// Contexts gives each step's weekday, class and promotion state.
func (p *Panel) Contexts(i int) (out [][3]int) {
	for _, c := range p.contexts(&p.series[i]) {
		out = append(out, [3]int{int(c.Weekday), int(c.Class), int(c.Promo)})
	}
	return out
}

// Conformal puts the errors of the past points around points.
func (p *Panel) Conformal(f [][]float64, past *Panel, pastF [][]float64) [][]float64 {
	var out [][]float64
	for _, d := range p.conformal(f, past, pastF) {
		out = append(out, d.Q...)
	}
	return out
}

// Mix blends two sets of points.
func Mix(l, r [][]float64, share float64) [][]float64 { return mix(l, r, share) }

// Loss is the panel's loss of points against the seasonal naive.
func (p *Panel) Loss(f [][]float64) float64 { return p.loss(f) }

// Standardise brings shape numbers to one scale.
func Standardise(points [][]float64) { standardise(points) }

// Limit is how many of the last points local models see.
func Limit(f Freq, season int) int { return limit(&Options{Freq: f, Season: season}) }

// HorizonOf is the horizon of a file to be scored.
func HorizonOf(actual *Long, opt Options) int { return horizon(actual, opt) }

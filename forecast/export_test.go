package forecast

import (
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// The internals that tests look at.
type (
	View  = view
	Block = block
)

// NewView makes a series ready outside a run.
func NewView(s *demand.Series, opt Options) (*View, error) {
	opt = opt.withDefaults()
	from := dayNumber(s.Start)
	return newScene(opt, from, from+len(s.Y)+opt.Horizon).view(s)
}

// ClassOf is the class a series is routed to.
func (v *View) ClassOf() Class { return v.class }

// Benchmark is a benchmark's forecast of h days from day o.
func (v *View) Benchmark(name string, o, h int) []float64 {
	dst := make([]float64, h)
	v.benchmark(name, o, dst)
	return dst
}

// Phase is a day's phase of promotion.
func (v *View) Phase(t int) int { return int(v.code[t].phase) }

// Guard is the guard on a member's forecast.
func (v *View) Guard(o int, b *Block) bool { return guard(v, o, b) }

// NewBlock is a block whose rows all hold q.
func NewBlock(mean []float64, q ...float64) *Block {
	b := (&block{}).reset(len(mean))
	copy(b.mean, mean)
	for i := range mean {
		for j := range dist.Levels {
			b.row(i)[j] = q[min(j, len(q)-1)]
		}
	}
	return b
}

// Row and Means open a block.
func (b *Block) Row(i int) []float64 { return b.row(i) }

// Means are a block's means.
func (b *Block) Means() []float64 { return b.mean }

// Weights are the members' weights at origin k without own scores.
func (l Learnt) Weights(k int, names []string, usable []bool) (w []float64, median bool) {
	t := &Tally{models: names, origins: 8, cells: make([]sums, len(names)*64)}
	w, pool := l.weights(t, k, names, usable)
	return w, pool([]float64{1, 2, 9}, []float64{0, 0, 1}) == 2
}

// Calibrate shifts a block by what was learnt by origin k.
func (l Learnt) Calibrate(k int, b *Block) { l.calibrate(k, b) }

// Combine pools blocks with weights by the weighted mean.
func Combine(dst *Block, in []*Block, w []float64) { combine(dst, in, w, weighted) }

// Conformal is the conformal order statistic.
func Conformal(sorted []float64, tau float64) float64 { return conformal(sorted, tau) }

// NormalScore is Φ⁻¹ of a value's rank in a row of quantiles.
func NormalScore(row []float64, y float64) float64 { return normalScore(row, y) }

// EffectOf is a pooled effect of a broadcast.
func (b *Broadcast) EffectOf(e Effect) float64 {
	return b.effect(e, Effect{Cut: e.Cut, Phase: e.Phase})
}

// Spec is the combination's text.
func Spec(names []string, weight []float64) string { return spec(names, weight) }

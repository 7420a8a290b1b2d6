package score

import (
	"math"

	"zhiwei/forecast/dist"
)

// Case is one series in one window.
type Case struct {
	Train  []float64   // history before the origin; NaN = missing
	Y      []float64   // actual values; NaN = not scored
	Mean   []float64   // for RMSSE, bias and totals
	Median []float64   // for sMAPE, MASE and WAPE
	Q      [][]float64 // rows on dist.Levels; nil = points only
	M      int         // season length of the MASE scale
}

// CaseOf is the Case of a distribution.
func CaseOf(train, y []float64, d dist.Dist, m int) Case {
	return Case{Train: train, Y: y, Mean: d.Mean, Median: d.Medians(), Q: d.Q, M: m}
}

// Positions of the levels on dist.Levels.
const (
	firstDecile, lastDecile = 4, 12
	low80, high80           = 4, 12
	low95, high95           = 2, 14
)

// m5Levels are the positions of the M5 competition's nine levels that the grid holds exactly; 0.165, 0.25, 0.75 and
// 0.835 are interpolated.
var m5Levels = []float64{0.005, 0.025, 0.165, 0.25, 0.5, 0.75, 0.835, 0.975, 0.995}

// mean is a mergeable mean.
type mean struct {
	sum Sum
	n   int
}

func (m *mean) add(x float64) {
	if !math.IsNaN(x) {
		m.sum.Add(x)
		m.n++
	}
}

func (m *mean) merge(o *mean) { m.sum.Merge(&o.sum); m.n += o.n }

func (m *mean) value() float64 { return over(m.sum.Value(), float64(m.n)) }

// points holds the sums of one functional.
type points struct {
	smape, mase, rmsse mean
	abs, err           Sum
}

func (p *points) add(c *Case, f []float64, scale, square float64) {
	p.smape.add(SMAPE(c.Y, f))
	p.mase.add(over(MAE(c.Y, f), scale))
	p.rmsse.add(math.Sqrt(over(MSE(c.Y, f), square)))
	for i, y := range c.Y {
		if !math.IsNaN(y) {
			p.abs.Add(math.Abs(y - f[i]))
			p.err.Add(f[i] - y)
		}
	}
}

func (p *points) merge(o *points) {
	p.smape.merge(&o.smape)
	p.mase.merge(&o.mase)
	p.rmsse.merge(&o.rmsse)
	p.abs.Merge(&o.abs)
	p.err.Merge(&o.err)
}

// Acc accumulates the cases of one window of a set; the zero value is empty. Adding and merging in any order gives the
// same bits.
type Acc struct {
	median, mean           points
	volume                 Sum // Σ|y|
	pinball                Sum // Σ over τ and steps of 2ρ
	sql, msis, m5          mean
	in80, in95, withQ      int
	series, steps, unscale int
	explosions             int
}

// Add scores one case.
func (a *Acc) Add(c Case) {
	scored := 0
	for _, y := range c.Y {
		if !math.IsNaN(y) {
			scored++
			a.volume.Add(math.Abs(y))
		}
	}
	if scored == 0 {
		return
	}
	a.series++
	a.steps += scored
	scale := Scale(c.Train, c.M)
	if !(scale > 0) {
		a.unscale++
	}
	square := SquareScale(c.Train)
	a.median.add(&c, c.Median, scale, square)
	a.mean.add(&c, c.Mean, scale, square)
	if Exploded(c.Median, c.Train) || Exploded(c.Mean, c.Train) {
		a.explosions++
	}
	if c.Q != nil {
		a.quantiles(&c, scale, scored)
	}
}

func (a *Acc) quantiles(c *Case, scale float64, scored int) {
	pin, interval, m5 := 0.0, 0.0, 0.0
	d := dist.Dist{Mean: c.Mean, Q: c.Q}
	for h, y := range c.Y {
		if math.IsNaN(y) {
			continue
		}
		q := c.Q[h]
		for i := firstDecile; i <= lastDecile; i++ {
			loss := 2 * Pinball(dist.Levels[i], y, q[i])
			a.pinball.Add(loss)
			pin += loss
		}
		for _, tau := range m5Levels {
			m5 += Pinball(tau, y, d.Quantile(h, tau))
		}
		interval += IntervalScore(y, q[low95], q[high95], 0.05)
		a.in80 += inside(y, q[low80], q[high80])
		a.in95 += inside(y, q[low95], q[high95])
	}
	n := float64(scored)
	a.withQ += scored
	a.sql.add(over(pin/(n*(lastDecile-firstDecile+1)), scale))
	a.msis.add(over(interval/n, scale))
	a.m5.add(over(m5/(n*float64(len(m5Levels))), Scale(fromFirst(c.Train), 1)))
}

func inside(y, l, u float64) int {
	if l <= y && y <= u {
		return 1
	}
	return 0
}

// Merge adds what b has accumulated.
func (a *Acc) Merge(b *Acc) {
	a.median.merge(&b.median)
	a.mean.merge(&b.mean)
	a.volume.Merge(&b.volume)
	a.pinball.Merge(&b.pinball)
	a.sql.merge(&b.sql)
	a.msis.merge(&b.msis)
	a.m5.merge(&b.m5)
	a.in80 += b.in80
	a.in95 += b.in95
	a.withQ += b.withQ
	a.series += b.series
	a.steps += b.steps
	a.unscale += b.unscale
	a.explosions += b.explosions
}

// Points are the figures of one functional.
type Points struct{ SMAPE, MASE, RMSSE, WAPE, Bias float64 }

// Report is what a table of results prints; figures without data are NaN.
type Report struct {
	Median, Mean             Points
	WQL, SQL, SPL, MSIS      float64 // SPL is M5's scaled pinball loss
	Cover80, Cover95         float64
	Series, Steps, Unscaled  int // cases, scored steps, cases without a MASE scale
	Explosions, WithQuantile int // cases; steps that had quantiles
}

// Report is the window's figures.
func (a *Acc) Report() Report {
	return Report{
		Median: a.points(&a.median), Mean: a.points(&a.mean),
		WQL: a.wql(), SQL: a.sql.value(), SPL: a.m5.value(), MSIS: a.msis.value(),
		Cover80: over(float64(a.in80), float64(a.withQ)), Cover95: over(float64(a.in95), float64(a.withQ)),
		Series: a.series, Steps: a.steps, Unscaled: a.unscale, Explosions: a.explosions, WithQuantile: a.withQ,
	}
}

func (a *Acc) points(p *points) Points {
	v := a.volume.Value()
	return Points{
		SMAPE: p.smape.value(), MASE: p.mase.value(), RMSSE: p.rmsse.value(),
		WAPE: over(p.abs.Value(), v), Bias: over(p.err.Value(), v),
	}
}

func (a *Acc) wql() float64 {
	if a.withQ == 0 {
		return math.NaN()
	}
	return over(a.pinball.Value(), a.volume.Value()) / (lastDecile - firstDecile + 1)
}

// Pool is the set's report over its windows: per-series figures and coverage as plain means over all cases; WAPE,
// bias and WQL pooled within a window and then averaged over windows.
func Pool(windows []Acc) Report {
	var all Acc
	var wape, bias, wapeMean, biasMean, wql mean
	for i := range windows {
		all.Merge(&windows[i])
		r := windows[i].Report()
		wape.add(r.Median.WAPE)
		bias.add(r.Median.Bias)
		wapeMean.add(r.Mean.WAPE)
		biasMean.add(r.Mean.Bias)
		wql.add(r.WQL)
	}
	r := all.Report()
	r.Median.WAPE, r.Median.Bias = wape.value(), bias.value()
	r.Mean.WAPE, r.Mean.Bias = wapeMean.value(), biasMean.value()
	r.WQL = wql.value()
	return r
}

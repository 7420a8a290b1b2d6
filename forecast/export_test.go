package forecast

import (
	"math"
	"time"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/festival"
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

// SeasonOf is the festival a series is sold for.
func (v *View) SeasonOf() string { return string(v.season) }

// IntervalOf is the mean interval between demands.
func (v *View) IntervalOf() float64 { return v.interval() }

// WeekOf is the own weekday profile before a day.
func (v *View) WeekOf(end int) [7]float64 { return v.ownWeek(end, nil) }

// ScalesOf are the scales of MASE and RMSSE before a day.
func (v *View) ScalesOf(end int) (scale, step float64) { return v.scales(end) }

// SeasonTotalOf is the own total of finished seasons before a day.
func (v *View) SeasonTotalOf(end int) float64 { return v.seasonTotal(end) }

// ExpectedAt is the level of plain days around a day, from what was known before end.
func (v *View) ExpectedAt(end, t int) (float64, bool) { return newBaseline(v, end).at(t) }

// CutoffOf is the first day that a cut does not know.
func (v *View) CutoffOf(cut int8) int { return v.cutoff(cut) }

// WhyOf is the reason of a result.
func (v *View) WhyOf(r *Result) Reason { return v.why(r) }

// Weekday is 0 on Monday.
func Weekday(day int) int8 { return weekday(day) }

// DayNumber counts days from 1970-01-01.
func DayNumber(t time.Time) int { return dayNumber(t) }

// DayTime is the day of a number.
func DayTime(n int) time.Time { return dayTime(n) }

// KindOf is 0 on worked days, 1 on others.
func (c *Calendar) KindOf(day time.Time) int8 { return c.class(dayNumber(day)) }

// AppliesTo says whether a promotion concerns a series.
func (p *Promotion) AppliesTo(s *demand.Series) bool { return p.applies(s) }

// ViewIn makes a series ready in the scene of a broadcast.
func (b *Broadcast) ViewIn(s *demand.Series) *View {
	v, err := b.scene.view(s)
	if err != nil {
		panic(err)
	}
	return v
}

// FactorsOf are the day factors of a series at a cut.
func (b *Broadcast) FactorsOf(s *demand.Series, cut int8) []float64 {
	v := b.ViewIn(s)
	f := make([]float64, v.n+v.opt.Horizon)
	v.factors(b, cut, f)
	return f
}

// ProfileOf is a category's weekday profile.
func (b *Broadcast) ProfileOf(category string, cut int8) [7]float64 { return *b.profile(category, cut) }

// MemberForecast is what one member of a series' class says from day o with what was known at a cut; nil when it cannot.
func (b *Broadcast) MemberForecast(s *demand.Series, name string, cut int8, o, h int) *Block {
	v := b.ViewIn(s)
	v.factor = make([]float64, v.n+v.opt.Horizon)
	v.factors(b, cut, v.factor)
	for _, m := range members(v.class) {
		if m.name() == name && m.prepare(v, b, cut) {
			if out := (&block{}).reset(h); m.predict(o, out) {
				return out
			}
		}
	}
	return nil
}

// Repeat is what the repeating member says of h days from day o on.
func Repeat(v *View, o, h int) (d dist.Dist, ok bool) {
	m := &repeatMember{}
	out := (&block{}).reset(h)
	ok = m.prepare(v, nil, 0) && m.predict(o, out)
	return out.toDist(), ok
}

// MemberNames are the candidates of a class.
func MemberNames(c Class) (names []string) {
	for _, m := range members(c) {
		names = append(names, m.name())
	}
	return names
}

// ChosenBefore are the means of the combination at each origin of the backtest, before calibration.
func (b *Broadcast) ChosenBefore(s *demand.Series) (means [][]float64) {
	w := worker{b: b}
	w.evaluate(b.ViewIn(s), func(_, _ int, _ *view, c *block) { means = append(means, append([]float64(nil), c.mean...)) })
	return means
}

// TallyOf is an empty tally.
func TallyOf(c Class, origins int, scale, step float64, models ...string) *Tally {
	return &Tally{
		class: c, models: models, origins: origins, scale: scale, stepSize: step,
		cells: make([]sums, len(models)*origins*origins), exploded: make([]int, len(models)),
	}
}

// Put adds n days to a cell, each with the actual value y, median and mean; the pinball loss is the absolute error.
func (t *Tally) Put(model, origin, lead, n int, y, median, mean float64) {
	c := t.at(model, origin, lead)
	for range n {
		c.point(y, median, mean)
		c.pinball += math.Abs(y - median)
	}
}

// Judge scores a block as origin k on day o.
func (t *Tally) Judge(v *View, k, o int, b *Block) { t.score(0, k, v, o, b) }

// JudgePoint scores a point forecast as origin k on day o.
func (t *Tally) JudgePoint(v *View, k, o int, f []float64) { t.scorePoint(0, k, v, o, f) }

// Cell is a cell's days, absolute error, signed error, pinball and days inside both intervals.
func (t *Tally) Cell(model, origin, lead int) (days int, absolute, signed, pinball float64, in80, in95 int) {
	c := t.at(model, origin, lead)
	return c.days, c.absolute, c.signed, c.pinball, c.inside80, c.inside95
}

// KnownDays are the days scored before origin k.
func (t *Tally) KnownDays(k int) int { return t.known(0, k).days }

// ExplodedOf counts a model's explosions.
func (t *Tally) ExplodedOf(model int) int { return t.exploded[model] }

// ScoresOf are the figures, best first.
func (t *Tally) ScoresOf() []Score { return t.scores() }

// OwnWeights are the weights at origin k with what the tally, whose models are the members, says of the series.
func (l Learnt) OwnWeights(t *Tally, k int) []float64 {
	usable := make([]bool, len(t.models))
	for i := range usable {
		usable[i] = true
	}
	w, _ := l.weights(t, k, t.models, usable)
	return w
}

// CombineMedian pools blocks by the median.
func CombineMedian(dst *Block, in []*Block, w []float64) { combine(dst, in, w, middle) }

// Ordered makes a row non-decreasing from the median outwards.
func Ordered(row []float64) { order(row) }

// SpreadOf is the unit of conformal scores.
func SpreadOf(row []float64, mean float64) float64 { return spread(row, mean) }

// Shift is the pooled shift at origin k of one lead band, from scores known at the origins given, equal at all levels.
func Shift(known []int, bands []int, score []float64, k, band int) []float64 {
	o := &observed{}
	for i := range known {
		e := scored{know: known[i], band: bands[i]}
		for j := range e.level {
			e.level[j] = score[i]
		}
		o.scores = append(o.scores, e)
	}
	return pooledShift([]*observed{o}, k, band)
}

// Losses are the pooled losses before origin k of tallies.
func Losses(k int, tallies ...*Tally) map[string]float64 {
	var of []*observed
	for _, t := range tallies {
		of = append(of, &observed{tally: t})
	}
	return pooledLosses(of, k)
}

// Copula fits the correlation of paths to sums of products by lag.
func Copula(lag func(i int) float64) (rho, common float64) {
	o := &observed{}
	for i := range o.lags {
		o.lags[i] = lag(i)
	}
	return copula([]*observed{o})
}

// Bin is the bin of a festival's offset.
func Bin(offset int) int8 { return festivalBin(festival.Near{Offset: int16(offset)}) }

// SeedOf is the seed of a series' paths.
func SeedOf(seed uint64, key string, origin int) uint64 { return seedOf(seed, key, origin) }

// Reconcile brings totals to the sum of their parts.
func Reconcile(parts, totals []Result) { reconcile(parts, totals) }

// Measure fills the figures on a history.
func (r *Result) Measure(s *demand.Series) { r.measure(s) }

// PartialWidth is the reach of a partial's days.
func (p *Partial) PartialWidth() (from, days int) { return p.From, p.Days }

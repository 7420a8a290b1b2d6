package forecast

import (
	"math"

	"zhiwei/forecast/dist"
)

// sums are the error sums of one model over the scored days of one origin and lead week.
type sums struct {
	days                                    int
	absolute, signed, actual, square, smape float64
	pinball                                 float64 // 2Σρ over nine deciles ÷ 9
	inside80, inside95                      int
}

func (s *sums) add(o sums) {
	s.days += o.days
	s.absolute += o.absolute
	s.signed += o.signed
	s.actual += o.actual
	s.square += o.square
	s.smape += o.smape
	s.pinball += o.pinball
	s.inside80 += o.inside80
	s.inside95 += o.inside95
}

// Tally is one series' backtest: error sums by model, origin and lead week. Tallies of all series make the table.
type Tally struct {
	class           Class
	scale, stepSize float64 // mean |y_t − y_{t−7}| and mean (y_t − y_{t−1})² before the first origin
	models          []string
	cells           []sums // model-major, origins × origins
	exploded        []int
	origins         int
}

func newTally(v *view, models []string) *Tally {
	n := v.opt.Origins
	t := &Tally{class: v.class, models: models, origins: n, cells: make([]sums, len(models)*n*n), exploded: make([]int, len(models))}
	t.scale, t.stepSize = v.scales(v.cutoff(0))
	return t
}

// at is the cell of a model, an origin and a lead week, both from 0.
func (t *Tally) at(model, origin, lead int) *sums {
	return &t.cells[(model*t.origins+origin)*t.origins+lead]
}

// known sums the lead weeks of a model that were over before origin k.
func (t *Tally) known(model, k int) sums {
	var s sums
	for origin := range min(k, t.origins) {
		for lead := 0; origin+lead < min(k, t.origins); lead++ {
			s.add(*t.at(model, origin, lead))
		}
	}
	return s
}

func (v *view) scales(end int) (scale, step float64) {
	n, m := 0, 0
	first := -1
	for t := range end {
		if first < 0 && v.y[t] > 0 {
			first = t
		}
		if t >= week && v.w[t] > 0 && v.w[t-week] > 0 {
			scale += math.Abs(v.y[t] - v.y[t-week])
			n++
		}
		if first >= 0 && t > first && v.w[t] > 0 && v.w[t-1] > 0 {
			d := v.y[t] - v.y[t-1]
			step += d * d
			m++
		}
	}
	return scale / float64(n), step / float64(m)
}

// The places in dist.Levels of the quantiles that are scored.
var (
	medianAt      = levelAt(0.5)
	deciles       = []int{levelAt(0.1), levelAt(0.2), levelAt(0.3), levelAt(0.4), medianAt, levelAt(0.6), levelAt(0.7), levelAt(0.8), levelAt(0.9)}
	low80, high80 = levelAt(0.1), levelAt(0.9)
	low95, high95 = levelAt(0.025), levelAt(0.975)
	quartileLow   = levelAt(0.2)
	quartileHigh  = levelAt(0.8)
)

func levelAt(tau float64) int {
	for i, l := range dist.Levels {
		if l == tau {
			return i
		}
	}
	panic("forecast: level not on the grid")
}

// score adds the forecast of origin k (day o) to a model's cells: the median is scored by absolute error, the mean
// by bias and squared error. Stock-out days are not scored.
func (t *Tally) score(model, k int, v *view, o int, b *block) {
	top := 0.0
	for i := range b.mean {
		top = max(top, b.mean[i], b.row(i)[medianAt])
		if o+i >= v.n || v.w[o+i] == 0 {
			continue
		}
		y, row := v.y[o+i], b.row(i)
		c := t.at(model, k, i/week)
		c.point(y, row[medianAt], b.mean[i])
		loss := 0.0
		for _, j := range deciles {
			d := y - row[j]
			loss += max(dist.Levels[j]*d, (dist.Levels[j]-1)*d)
		}
		c.pinball += 2 * loss / float64(len(deciles))
		if row[low80] <= y && y <= row[high80] {
			c.inside80++
		}
		if row[low95] <= y && y <= row[high95] {
			c.inside95++
		}
	}
	t.explode(model, v, o, top)
}

// scorePoint adds a benchmark's point forecast; as a distribution it is one point, so its WQL is its WAPE.
func (t *Tally) scorePoint(model, k int, v *view, o int, f []float64) {
	for i, x := range f {
		if o+i >= v.n || v.w[o+i] == 0 {
			continue
		}
		c := t.at(model, k, i/week)
		c.point(v.y[o+i], x, x)
		c.pinball += math.Abs(v.y[o+i] - x)
	}
}

func (s *sums) point(y, median, mean float64) {
	e := math.Abs(y - median)
	s.days++
	s.absolute += e
	s.actual += y
	s.signed += mean - y
	s.square += (mean - y) * (mean - y)
	if y+math.Abs(median) > 0 {
		s.smape += 200 * e / (y + math.Abs(median))
	}
}

// explode counts forecasts above ten times the highest day known.
func (t *Tally) explode(model int, v *view, o int, top float64) {
	high := 0.0
	for _, y := range v.y[:o] {
		high = max(high, y)
	}
	if top > 10*high+1 {
		t.exploded[model]++
	}
}

// scores are the models' figures on the series: the chosen combination first, then by WAPE.
func (t *Tally) scores() []Score {
	out := make([]Score, len(t.models))
	for m, name := range t.models {
		s := t.known(m, t.origins)
		windows := 0
		for k := range t.origins {
			if days := t.at(m, k, 0).days; days > 0 {
				windows++
			}
		}
		out[m] = Score{
			Model: name, WAPE: s.absolute / s.actual, Bias: s.signed / s.actual, WQL: s.pinball / s.actual,
			MASE: s.absolute / float64(s.days) / t.scale, RMSSE: math.Sqrt(s.square / float64(s.days) / t.stepSize),
			Cover80: float64(s.inside80) / float64(s.days), Cover95: float64(s.inside95) / float64(s.days),
			Windows: windows, Days: s.days,
		}
	}
	return rank(out)
}

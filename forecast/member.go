package forecast

import (
	"fmt"
	"math"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/empirical"
)

// block is a forecast over a horizon: means, and rows of quantiles on dist.Levels.
type block struct {
	mean, q []float64
}

func (b *block) reset(h int) *block {
	b.mean, b.q = resize(b.mean, h), resize(b.q, h*len(dist.Levels))
	return b
}

func (b *block) row(i int) []float64 {
	n := len(dist.Levels)
	return b.q[i*n : (i+1)*n]
}

// member is a candidate model on one series. It is prepared once per cut (parameters and factors before the first
// backtest origin, and again at the as-of) and predicts from any origin by what was sold before it.
type member interface {
	name() string
	prepare(v *view, b *Broadcast, cut int8) bool // false: cannot be used on this series
	predict(o int, out *block) bool
}

// members are a class's candidates; what cannot win is not fitted (forecasting §3.1).
func members(c Class) []member {
	switch c {
	case Seasonal:
		return []member{&seasonMember{}, &seasonMember{own: true}, &levelMember{life: 14, ageing: 120}, &repeatMember{}}
	case Dead:
		return []member{&equalMember{life: 60}}
	case New:
		return []member{&equalMember{life: 14}, &equalMember{life: 60}, &levelMember{life: 10, ageing: 60}, &repeatMember{}}
	case Intermittent:
		return []member{
			&equalMember{life: 60}, &equalMember{life: 200}, &levelMember{life: 60, ageing: 200},
			&levelMember{life: 10, ageing: 90}, countMember(), &repeatMember{},
		}
	default:
		return []member{
			&equalMember{life: 28}, &equalMember{life: 90}, &levelMember{life: 10, ageing: 180},
			&levelMember{life: 30, ageing: 365}, dampedMember(), thetaMember(), &repeatMember{},
		}
	}
}

// equalMember is the weighted empirical distribution of past days, each divided by the factor of its day and
// multiplied by that of the target day (forecasting §3.13).
type equalMember struct {
	life float64
	x    []float64
	v    *view
	fit  *empirical.Fitted
}

func (m *equalMember) name() string { return fmt.Sprintf("EQ(%.0fd)", m.life) }

func (m *equalMember) prepare(v *view, _ *Broadcast, _ int8) bool {
	m.v, m.x = v, resize(m.x, v.n)
	for t := range m.x {
		m.x[t] = v.y[t] / v.factor[t]
	}
	return true
}

// window is how many half-lives of history a distribution is read from.
const window = 4

func (m *equalMember) predict(o int, out *block) bool {
	from := max(0, o-int(window*m.life))
	return scaled(&m.fit, m.v, m.x[from:o], from, 1, m.life, out)
}

// scaled reads the distribution of x, the history from day from on, and multiplies it by level and each target day's factor.
func scaled(f **empirical.Fitted, v *view, x []float64, from int, level, life float64, out *block) bool {
	o := from + len(x)
	fit, err := empirical.Fit(*f, x, v.w[from:o], v.ctx[from:o], empirical.Options{HalfLife: life, Weekday: 0.6, Promotion: 0.4})
	if err != nil {
		return false
	}
	*f = fit
	for i := range out.mean {
		k := level * v.factor[o+i]
		mean, q := fit.At(v.ctx[o+i])
		out.mean[i] = k * mean
		row := out.row(i)
		for j := range row {
			row[j] = k * q[j]
		}
	}
	return true
}

// levelMember is exponential smoothing of the factor-free series, with the empirical distribution of what days a
// fortnight later were in relation to the level: lead-time error is in it.
type levelMember struct {
	life, ageing float64
	level, x     []float64
	v            *view
	fit          *empirical.Fitted
}

func (m *levelMember) name() string { return fmt.Sprintf("SES(%.0fd)×EQ", m.life) }

// fortnight is the typical lead between the level and the day it is compared with.
const fortnight = 14

func (m *levelMember) prepare(v *view, _ *Broadcast, cut int8) bool {
	m.v, m.level, m.x = v, resize(m.level, v.n+1), resize(m.x, v.n)
	decay := math.Exp2(-1 / m.life)
	num, den, all, days := 0.0, 1e-9, 0.0, 1e-9
	known := v.cutoff(cut)
	for t := range v.n {
		m.level[t] = num / den
		num, den = num*decay, den*decay
		if v.w[t] > 0 {
			num += v.y[t]
			den += v.factor[t]
			if t < known {
				all += v.y[t]
				days += v.factor[t]
			}
		}
	}
	m.level[v.n] = num / den
	floor := 0.05*all/days + 1e-9
	for t := range m.level {
		m.level[t] = max(m.level[t], floor)
	}
	for t := range m.x {
		m.x[t] = v.y[t] / (v.factor[t] * m.level[max(t-fortnight, min(t, fortnight))])
	}
	return true
}

func (m *levelMember) predict(o int, out *block) bool {
	from := min(max(0, o-int(2*m.ageing)), max(o-28, 0))
	if o < 3*week {
		return false
	}
	from = max(from, min(fortnight, o-2*week))
	return scaled(&m.fit, m.v, m.x[from:o], from, m.level[o]*m.unbias(from, o), m.ageing, out)
}

// unbias is the ratio of sums over the mean of ratios: dividing by a noisy level makes the plain mean of ratios too high.
func (m *levelMember) unbias(from, o int) float64 {
	decay, age := math.Exp2(-1/m.ageing), 1.0
	sold, expected, ratios, days := 0.0, 1e-9, 1e-9, 0.0
	for t := o - 1; t >= from; t-- {
		if m.v.w[t] > 0 && m.x[t] > 0 {
			sold += age * m.v.y[t]
			ratios += age * m.x[t]
		}
		if m.v.w[t] > 0 {
			expected += age * m.v.factor[t] * m.level[max(t-fortnight, min(t, fortnight))]
			days += age
		}
		age *= decay
	}
	return min(max(sold/expected*days/ratios, 0.5), 1)
}

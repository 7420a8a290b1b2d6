package forecast

import (
	"math"

	"zhiwei/forecast/dist"
)

// Settings of the season model; chosen on generated seasons before the test windows.
const (
	growthLife  = 21.0 // half-life in days of the season's level
	growthPrior = 0.02 // weight of the pooled growth as a share of the season's total
	growthUnits = 20.0 // and at least this many units
	sizeLimit   = 60.0 // largest negative-binomial size: no season is less uncertain than a cv of 0.13
)

// seasonMember spreads a season's total over the lunar offsets, in the pooled curve or in the item's own shape of
// last season, and updates the total by what has been sold against it (forecasting §3.20).
type seasonMember struct {
	own  bool // own shape instead of the pooled curve
	base []float64
	v    *view
	b    *Broadcast
	cut  int8
}

func (m *seasonMember) name() string {
	if m.own {
		return "LunarLast×growth"
	}
	return "SeasonTotal×curve"
}

// prepare fills the base: what last seasons say of each day, before this season's growth.
func (m *seasonMember) prepare(v *view, b *Broadcast, cut int8) bool {
	m.v, m.b, m.cut = v, b, cut
	m.base = resize(m.base, v.n+v.opt.Horizon)
	curve := b.curves[cut][v.group()]
	if curve == nil || curve.Seasons == 0 {
		return false
	}
	total := v.seasonTotal(v.cutoff(cut))
	if total == 0 {
		if m.own {
			return false
		}
		total = curve.Total / thousandths / float64(max(b.Pooled.Counts[v.group()][1], 1))
	}
	profile := v.ownWeek(v.cutoff(cut), nil)
	for t := range m.base {
		_, offset, ok := v.table.Align(v.season, v.d0+t)
		x := 0.0
		switch {
		case !ok:
		case m.own:
			x = v.lastSeason(t, v.cutoff(cut))
		default:
			x = total * curve.At(offset)
		}
		if c := v.code[t]; c.phase != phaseNone {
			x *= b.effect(Effect{Cut: cut, Kind: b.scene.kinds[c.kind], Phase: c.phase}, Effect{Cut: cut, Phase: c.phase})
		}
		m.base[t] = x*profile[v.ctx[t].Weekday] + 1e-6*total + 1e-9
	}
	return true
}

// seasonTotal is the item's own total of finished seasons, the newest weighing two thirds.
func (v *view) seasonTotal(end int) float64 {
	var totals []float64
	last := -1
	for t := range end {
		season, _, ok := v.table.Align(v.season, v.d0+t)
		if !ok {
			continue
		}
		if season != last {
			totals = append(totals, 0)
			last = season
		}
		totals[len(totals)-1] += v.y[t]
	}
	if len(totals) < 2 {
		return 0
	}
	finished := totals[:len(totals)-1]
	newest := finished[len(finished)-1]
	if len(finished) < 2 || finished[len(finished)-2] == 0 || newest == 0 {
		return newest
	}
	return newest*2/3 + finished[len(finished)-2]/3
}

// lastSeason is the item's own sales around the same offset one season earlier, seven days wide.
func (v *view) lastSeason(t, end int) float64 {
	day, ok := v.table.SeasonBefore(v.season, v.d0+t)
	if !ok {
		return 0
	}
	sum, n := 0.0, 0
	for i := day - v.d0 - 3; i <= day-v.d0+3; i++ {
		if i >= 0 && i < end {
			sum += v.y[i]
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// growth is this season's level against the base before day o: sold over expected with fading memory, pulled to
// the group's growth by a few expected units.
func (m *seasonMember) growth(o int) float64 {
	pooled := m.pooledGrowth(o)
	num, den := 0.0, 0.0
	decay := math.Exp2(-1 / growthLife)
	for t := max(0, o-150); t < o; t++ {
		num, den = num*decay, den*decay
		if m.v.w[t] > 0 {
			num += m.v.y[t]
			den += m.base[t]
		}
	}
	prior := max(growthUnits, growthPrior*m.v.seasonTotal(m.v.cutoff(m.cut)))
	return (num + prior*pooled) / (den + prior)
}

// pooledGrowth is the same for the group's sum over its curve.
func (m *seasonMember) pooledGrowth(o int) float64 {
	curve, sums := m.b.curves[m.cut][m.v.group()], m.b.Pooled.Daily[m.v.group()]
	num, den := 0.0, 0.0
	decay := math.Exp2(-1 / growthLife)
	day := m.v.d0 + o
	for d := day - 150; d < day; d++ {
		i := d - m.b.Pooled.From
		if i < 0 || i >= len(sums) {
			continue
		}
		num, den = num*decay, den*decay
		if _, offset, ok := m.v.table.Align(m.v.season, d); ok {
			num += float64(sums[i])
			den += curve.Total * curve.At(offset)
		}
	}
	prior := 0.01 * curve.Total
	return min(max((num+prior)/(den+prior), 0.2), 5)
}

// predict writes days o … o+h−1 as negative binomials around base × growth.
func (m *seasonMember) predict(o int, out *block) bool {
	g := m.growth(o)
	size := m.size(o, g)
	sizes := make([]float64, len(out.mean))
	for i := range out.mean {
		out.mean[i] = g * m.base[o+i]
		sizes[i] = size
	}
	d := dist.FromNegativeBinomial(out.mean, sizes)
	for i, row := range d.Q {
		copy(out.row(i), row)
	}
	return true
}

// size is the negative-binomial size from the last 60 days' squared errors, by moments.
func (m *seasonMember) size(o int, g float64) float64 {
	excess, square := 2.0/8, 2.0 // two prior days of unit mean with size 8
	for t := max(0, o-60); t < o; t++ {
		mu := g * m.base[t]
		if m.v.w[t] > 0 && mu > 0.2 {
			e := m.v.y[t] - mu
			excess += e*e - mu
			square += mu * mu
		}
	}
	if excess <= 0 {
		return sizeLimit
	}
	return min(max(square/excess, 0.3), sizeLimit)
}

func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}

package forecast

import (
	"maps"
	"math"

	"zhiwei/forecast/festival"
)

// Partial holds a shard's sums for the pooled effects: integers, so the order of adding cannot matter.
type Partial struct {
	From   int                // day number of Daily[..][0]
	Days   int                // days to the as-of
	Daily  map[Group][]int64  // thousandths of a unit sold each day
	Ratios map[Effect]Ratio   // sold against expected
	Counts map[Group][2]int64 // series and those among them that sold in the last 364 days
}

// Group is what season curves and weekday profiles are pooled over.
type Group struct{ Season, Category string }

// Effect names a pooled ratio: a promotion phase or a festival's bin of offsets, as known at a cutoff.
type Effect struct {
	Cut   int8   // 0 before the first backtest origin, 1 at the as-of
	Group string // category, empty = all
	Kind  string // promotion kind or festival, empty = all promotions
	Phase int8   // promotion phase, or 100 + bin of a festival's offsets
}

// Ratio is units sold and units expected of the same days without the effect, in thousandths.
type Ratio struct{ Sold, Expected int64 }

func (r Ratio) add(o Ratio) Ratio { return Ratio{r.Sold + o.Sold, r.Expected + o.Expected} }

// thousandths is the fixed point of all pooled sums.
const thousandths = 1000

// Merge adds another shard's sums; shards may begin and end on different days.
func (p *Partial) Merge(o Partial) {
	if len(o.Counts) == 0 {
		return
	}
	if len(p.Counts) == 0 {
		*p = Partial{From: o.From, Days: o.Days, Daily: map[Group][]int64{}, Ratios: map[Effect]Ratio{}, Counts: map[Group][2]int64{}}
	}
	p.widen(min(p.From, o.From), max(p.From+p.Days, o.From+o.Days))
	for g, sums := range o.Daily {
		mine := p.Daily[g]
		if mine == nil {
			mine = make([]int64, p.Days)
			p.Daily[g] = mine
		}
		for i, x := range sums {
			mine[o.From-p.From+i] += x
		}
	}
	for e, r := range o.Ratios {
		p.Ratios[e] = p.Ratios[e].add(r)
	}
	for g, c := range o.Counts {
		mine := p.Counts[g]
		p.Counts[g] = [2]int64{mine[0] + c[0], mine[1] + c[1]}
	}
}

// widen makes the daily sums reach from one day to another.
func (p *Partial) widen(from, end int) {
	if from == p.From && end == p.From+p.Days {
		return
	}
	for g, sums := range p.Daily {
		wide := make([]int64, end-from)
		copy(wide[p.From-from:], sums)
		p.Daily[g] = wide
	}
	p.From, p.Days = from, end-from
}

// add sums one series. Totals over channels must not be added beside their parts.
func (p *Partial) add(v *view, sc *scene) {
	g := v.group()
	sums := p.Daily[g]
	if sums == nil {
		sums = make([]int64, p.Days)
		p.Daily[g] = sums
	}
	sold := false
	base := newBaseline(v, v.n)
	for t, y := range v.y {
		if i := v.d0 + t - p.From; i >= 0 && i < p.Days {
			sums[i] += fixed(wanted(v, base, t))
		}
		sold = sold || y > 0 && t >= v.n-364
	}
	c := p.Counts[g]
	c[0]++
	if sold {
		c[1]++
	}
	p.Counts[g] = c
	if v.season == "" && v.class != Dead {
		for cut := range int8(2) {
			p.addRatios(v, sc, cut)
		}
	}
}

// wanted is what a day sold or, when the shelf was empty, at least what the plain days around it say was wanted.
func wanted(v *view, base *baseline, t int) float64 {
	if v.w[t] > 0 {
		return v.y[t]
	}
	if expected, ok := base.at(t); ok {
		return max(v.y[t], expected)
	}
	return v.y[t]
}

func fixed(y float64) int64 { return int64(math.Round(y * thousandths)) }

func (v *view) group() Group { return Group{string(v.season), v.s.Category} }

// cutoff is the first day that a cut does not know.
func (v *view) cutoff(cut int8) int {
	if cut == 0 {
		return max(v.n-v.opt.back(), 0)
	}
	return v.n
}

// addRatios compares each promotion and festival day with the plain days of the four weeks around it.
func (p *Partial) addRatios(v *view, sc *scene, cut int8) {
	end := v.cutoff(cut)
	base := newBaseline(v, end)
	for t := range end {
		near := v.table.At(v.d0 + t)
		if v.w[t] == 0 || v.code[t].phase == phaseNone && near.Festival < 0 {
			continue
		}
		expected, ok := base.at(t)
		if !ok {
			continue
		}
		r := Ratio{fixed(v.y[t]), fixed(expected)}
		if v.code[t].phase != phaseNone && near.Festival < 0 {
			e := Effect{Cut: cut, Kind: sc.kinds[v.code[t].kind], Phase: v.code[t].phase}
			p.Ratios[e] = p.Ratios[e].add(r)
			e.Kind = ""
			p.Ratios[e] = p.Ratios[e].add(r)
		}
		if near.Festival >= 0 && v.code[t].phase == phaseNone {
			e := Effect{Cut: cut, Kind: string(festival.Windows[near.Festival].Festival), Phase: festivalBin(near)}
			p.Ratios[e] = p.Ratios[e].add(r)
			e.Group = v.s.Category
			p.Ratios[e] = p.Ratios[e].add(r)
		}
	}
}

// festivalBin is single days near the festival, three-day bins further off.
func festivalBin(n festival.Near) int8 {
	o := int(n.Offset)
	if o >= -6 && o <= 3 {
		return int8(100 + 12 + o)
	}
	if o < -6 {
		return int8(100 + max(0, 6+(o+6)/3))
	}
	return int8(100 + 16 + min((o-4)/3, 10))
}

// baseline is the level of plain days around a day, by prefix sums.
type baseline struct {
	v        *view
	end      int
	sum, num []float64
	week     [week]float64
}

const around = 28 // days on each side

func newBaseline(v *view, end int) *baseline {
	b := &baseline{v: v, end: end, week: v.ownWeek(end, nil)}
	block := make([]float64, 2*(end+1))
	b.sum, b.num = block[:end+1], block[end+1:]
	for t := range end {
		b.sum[t+1], b.num[t+1] = b.sum[t], b.num[t]
		if v.plain(t) {
			b.sum[t+1] += v.y[t]
			b.num[t+1] += b.week[v.ctx[t].Weekday]
		}
	}
	return b
}

// at is the expected demand of an ordinary day at t; ok needs a week's worth of plain days.
func (b *baseline) at(t int) (expected float64, ok bool) {
	lo, hi := max(t-around, 0), min(t+around+1, b.end)
	num := b.num[hi] - b.num[lo]
	if num < week {
		return 0, false
	}
	return (b.sum[hi] - b.sum[lo]) / num * b.week[b.v.ctx[t].Weekday], true
}

// weekPrior is the weight of the pooled profile, in units sold.
const weekPrior = 60

// ownWeek is the weekday profile (mean 1) of the plain days of the year before end, shrunk to the pooled profile.
func (v *view) ownWeek(end int, pooled *[week]float64) [week]float64 {
	var sold, days, out [week]float64
	total, count := 0.0, 0.0
	for t := max(0, end-364); t < end; t++ {
		if v.plain(t) {
			d := v.ctx[t].Weekday
			sold[d] += v.y[t]
			days[d]++
			total += v.y[t]
			count++
		}
	}
	sum := 0.0
	for d := range out {
		prior := 1.0
		if pooled != nil {
			prior = pooled[d]
		}
		expected := 0.0
		if count > 0 {
			expected = total / count * days[d]
		}
		out[d] = (sold[d] + weekPrior*prior) / (expected + weekPrior)
		sum += out[d]
	}
	for d := range out {
		out[d] *= week / sum
	}
	return out
}

// clone copies the maps, so that a Broadcast does not change with its Partial.
func (p *Partial) clone() Partial {
	out := *p
	out.Daily, out.Ratios, out.Counts = maps.Clone(p.Daily), maps.Clone(p.Ratios), maps.Clone(p.Counts)
	return out
}

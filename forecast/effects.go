package forecast

import (
	"zhiwei/forecast/festival"
	"zhiwei/transform/calendar"
)

// Broadcast is what every series may use besides its own rows: pooled effects, curves, losses and intervals. It is
// small, and the same for any way of splitting series over workers.
type Broadcast struct {
	Pooled   Partial
	Learnt   map[Class]Learnt
	scene    *scene
	curves   [2]map[Group]*festival.Curve
	profiles [2]map[string]*[week]float64
}

// effectPrior is how many expected units pull a pooled effect towards none.
const effectPrior = 150 * thousandths

// effect is a shrunk pooled ratio: category towards all categories, a promotion kind towards all kinds, those towards 1.
func (b *Broadcast) effect(e Effect, wide Effect) float64 {
	prior := shrink(b.Pooled.Ratios[wide], 1)
	return shrink(b.Pooled.Ratios[e], prior)
}

func shrink(r Ratio, prior float64) float64 {
	return (float64(r.Sold) + effectPrior*prior) / (float64(r.Expected) + effectPrior)
}

// profile is the pooled weekday profile of a category over the year before a cut.
func (b *Broadcast) profile(category string, cut int8) *[week]float64 {
	if p, ok := b.profiles[cut][category]; ok {
		return p
	}
	flat := [week]float64{1, 1, 1, 1, 1, 1, 1}
	return &flat
}

// learnProfiles sums the categories' non-seasonal groups by weekday, in integers.
func (b *Broadcast) learnProfiles() {
	for cut := range int8(2) {
		b.profiles[cut] = map[string]*[week]float64{}
		end := b.Pooled.Days
		if cut == 0 {
			end -= b.scene.opt.back()
		}
		for g, sums := range b.Pooled.Daily {
			if g.Season != "" {
				continue
			}
			var total [week]int64
			all := int64(0)
			for i := max(0, end-364); i < end; i++ {
				total[weekday(b.Pooled.From+i)] += sums[i]
				all += sums[i]
			}
			p := &[week]float64{}
			for d := range p {
				p[d] = (float64(total[d]) + effectPrior) / (float64(all)/week + effectPrior)
			}
			b.profiles[cut][g.Category] = p
		}
	}
}

// learnCurves makes the season curves of both cuts.
func (b *Broadcast) learnCurves() {
	for cut := range 2 {
		b.curves[cut] = map[Group]*festival.Curve{}
		end := b.Pooled.From + b.Pooled.Days
		if cut == 0 {
			end -= b.scene.opt.back()
		}
		for g, sums := range b.Pooled.Daily {
			if g.Season != "" {
				b.curves[cut][g] = festival.Learn(b.scene.table, calendar.Festival(g.Season), sums, b.Pooled.From, end)
			}
		}
	}
}

// factors fills v.factor: what is known of each day of history and horizon at a cut, relative to an ordinary day.
func (v *view) factors(b *Broadcast, cut int8, dst []float64) {
	profile := v.ownWeek(v.cutoff(cut), b.profile(v.s.Category, cut))
	for t := range dst {
		f := profile[v.ctx[t].Weekday]
		if c := v.ctx[t].Class; c == 0 && v.ctx[t].Weekday >= 5 {
			f = profile[0] // a make-up workday counts as Monday
		}
		if c := v.code[t]; c.phase != phaseNone {
			e := Effect{Cut: cut, Kind: b.scene.kinds[c.kind], Phase: c.phase}
			f *= b.effect(e, Effect{Cut: cut, Phase: c.phase})
		}
		if near := v.table.At(v.d0 + t); near.Festival >= 0 {
			e := Effect{Cut: cut, Kind: string(festival.Windows[near.Festival].Festival), Phase: festivalBin(near)}
			wide := e
			e.Group = v.s.Category
			f *= b.effect(e, wide)
		}
		dst[t] = max(f, 0.02)
	}
}

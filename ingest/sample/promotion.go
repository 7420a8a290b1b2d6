package sample

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// promotion is a row of the promotion calendar; the shops feel exactly what the calendar says.
type promotion struct {
	id, name       string
	platform       string // Chinese name as in the channels table, empty = all
	from, to       int    // days
	item           int    // −1: the category
	category       string
	mechanic       string
	uplift         float64
	off            float64 // price factor
	state, manager string
}

// event is a fair of the platforms that comes back every year.
type event struct {
	name, feast, categories string // feast: offsets from its day; else month and day
	month                   time.Month
	from, to                int // offsets, or days of the month
	mechanic                string
	uplift, off             float64
}

var events = []event{
	{"年货节", springFestival, "糕点 礼盒", 0, -25, -12, "满减", 1.5, 0.90},
	{"三八节", "", "糕点", time.March, 5, 8, "满减", 1.7, 0.90},
	{"端午大促", dragonBoat, "粽子 礼盒", 0, -16, -4, "满减", 1.3, 0.92},
	{"六一八", "", "糕点 粽子", time.June, 14, 18, "满减", 2.0, 0.85},
	{"中秋预热", midAutumn, "月饼 礼盒", 0, -36, -26, "券", 1.25, 0.95},
	{"九九大促", "", "糕点", time.September, 5, 9, "满减", 1.6, 0.90},
	{"中秋大促", midAutumn, "月饼 礼盒", 0, -17, -4, "满减", 1.3, 0.90},
	{"双十一", "", "糕点", time.November, 8, 11, "满减", 2.6, 0.80},
	{"双十二", "", "糕点", time.December, 10, 12, "满减", 1.7, 0.88},
}

// planned is how far past the as-of day promotions are known.
const planned = 75

// drawPromotions fills the calendar: the fairs of every year and two items a month on each platform.
func (w *World) drawPromotions() {
	for year := w.cal.start.Year(); year <= w.opt.AsOf.Year(); year++ {
		for _, e := range events {
			w.stage(e, year)
		}
	}
	r := w.stream("promotion")
	var pool []int
	for i, it := range w.items {
		if it.group == fresh || it.group == keep || it.group == zongzi && it.weight > 0.4 {
			pool = append(pool, i)
		}
	}
	for day := 5; day < w.cal.days+45; day += 15 {
		for _, platform := range []string{"天猫", "京东", "拼多多", "抖音"} {
			w.single(r, day+r.IntN(8), platform, pool[r.IntN(len(pool))])
		}
	}
}

func (w *World) stage(e event, year int) {
	from, to := w.cal.dayOf(year, e.month, e.from), w.cal.dayOf(year, e.month, e.to)
	if e.feast != "" {
		day := w.cal.next(e.feast, w.cal.dayOf(year, time.January, 1))
		if w.cal.at(day).Year() != year {
			return
		}
		from, to = day+e.from, day+e.to
	}
	if to < 0 || from > w.cal.days+planned {
		return
	}
	for _, category := range splitBlank(e.categories) {
		w.add(promotion{
			name: fmt.Sprintf("%d%s", year, e.name), from: from, to: to, item: -1, category: category,
			mechanic: e.mechanic, uplift: e.uplift, off: e.off,
		})
	}
}

func (w *World) single(r *rand.Rand, from int, platform string, item int) {
	mechanic := []string{"直降", "券", "直播", "百亿补贴"}[r.IntN(4)]
	w.add(promotion{
		name: "单品" + mechanic, platform: platform, from: from, to: from + 3 + r.IntN(4), item: item,
		mechanic: mechanic, uplift: 1.6 + 1.2*r.Float64(), off: 0.82 + 0.1*r.Float64(),
	})
}

func (w *World) add(p promotion) {
	p.id = fmt.Sprintf("HD%s-%03d", w.cal.compact(max(p.from, -margin))[:6], len(w.promos)+1)
	p.state, p.manager = "已通过", "A01"
	if p.from > w.cal.days {
		p.state = []string{"计划", "已报名"}[len(w.promos)%2]
	}
	w.promos = append(w.promos, p)
}

// feel multiplies a listing's intensity by the promotion, its trough before and after, and what it takes from neighbours.
func (p promotion) feel(own bool, effect, price []float64) {
	for d := p.from - 4; d <= p.to+7; d++ {
		if d < 0 || d >= len(effect) {
			continue
		}
		f := 1.0
		switch {
		case !own:
			if d >= p.from && d <= p.to {
				f = 0.94
			}
		case d < p.from:
			f = 0.90
		case d > p.to:
			f = 1 - min(0.42, 0.1+0.2*(p.uplift-1))*(1-float64(d-p.to-1)/8)
		default:
			f = p.uplift
			if d == p.from || d == p.to {
				f *= 1.15
			}
			price[d] = min(price[d], p.off)
		}
		effect[d] *= f
	}
}

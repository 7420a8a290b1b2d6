package sample

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// shop is one sales channel: what it lists, what was wanted there, and the orders that came of it.
type shop struct {
	w        *World
	name     string // folder, channel and shop name
	platform string // short name
	chinese  string // platform as the department's tables write it
	weight   float64
	trend    float64 // growth a year on top of the items'
	week     [7]float64
	basket   float64 // chance that the next unit joins the same order
	listings []listing
	rows     []wanted // what happened by listing and demand day
	orders   []purchase
	lines    []line
	rng      *rand.Rand
}

// listing is an item as the shop offers it.
type listing struct {
	item  int // −1: a code the department does not know
	pack  int // base units per platform unit
	code  string
	title string
	spec  string
	price int // fen per platform unit
	part  float64
	rate  []float64 // expected lines per day
	paid  []float64 // price factor per day
}

// wanted is the truth of one listing on one demand day, in base units.
type wanted struct {
	listing, day int
	latent, lost int64
}

type shopKind struct {
	name, platform, chinese string
	weight, trend, basket   float64
	week                    [7]float64 // Sunday first
	stock                   map[group]float64
}

var shopKinds = []shopKind{
	{"天猫旗舰店", "taobao", "天猫", 0.19, 0, 0.24, [7]float64{1.02, 0.92, 0.90, 0.93, 0.98, 1.10, 1.15}, map[group]float64{fresh: .5, keep: 1, zongzi: 1, mooncake: 1, qingtuan: 1, mooncakeBox: 1, zongziBox: 1, springBox: 1, slow: .6, brandNew: 1, gone: 1}},
	{"淘宝心意店", "taobao", "淘宝", 0.09, -0.05, 0.24, [7]float64{1.05, 0.94, 0.92, 0.94, 0.97, 1.06, 1.12}, map[group]float64{fresh: .2, keep: .5, zongzi: .5, mooncake: .5, mooncakeBox: .4, slow: .3}},
	{"京东旗舰店", "jd", "京东", 0.19, 0.02, 0.18, [7]float64{0.96, 1.03, 1.00, 0.99, 1.00, 1.02, 1.00}, map[group]float64{keep: .6, zongzi: .5, mooncake: .4, mooncakeBox: .8, zongziBox: 1, springBox: 1, slow: .3}},
	{"拼多多官方店", "pinduoduo", "拼多多", 0.29, 0.06, 0, [7]float64{1.06, 0.95, 0.95, 0.96, 0.97, 1.04, 1.07}, map[group]float64{fresh: .2, keep: .5, zongzi: .6, mooncake: .6, zongziBox: .5}},
	{"抖音食品店", "douyin", "抖音", 0.16, 0.12, 0.10, [7]float64{1.16, 0.88, 0.86, 0.90, 0.96, 1.08, 1.16}, map[group]float64{fresh: .3, keep: .4, zongzi: .4, mooncake: .4, mooncakeBox: .6, brandNew: .7}},
	{"有赞微商城", "youzan", "有赞", 0.12, 0.03, 0.30, [7]float64{1.25, 0.78, 0.78, 0.82, 0.92, 1.10, 1.35}, map[group]float64{fresh: 1, keep: .2, qingtuan: 1, mooncake: .3, mooncakeBox: .4, brandNew: .7}},
	{wholesaleShop, "wholesale", "wholesale", 0, 0, 0.55, [7]float64{0.05, 1.3, 1.25, 1.2, 1.2, 1.2, 0.3}, map[group]float64{keep: .5, zongzi: .6, mooncake: .6, mooncakeBox: .3, zongziBox: .3}},
}

// contrast sharpens the weekday profiles.
const contrast = 1.7

// wholesaleShop is the channel of the hand-kept sheet.
const wholesaleShop = "批发客户"

// wholesaleLines is the part of all lines that the hand-kept sheet holds.
const wholesaleLines = 0.022

// bulkFrom is the number of pieces in one line from which it counts as a group purchase.
const bulkFrom = 100

func openShops(w *World) []*shop {
	var out []*shop
	for _, k := range shopKinds {
		s := &shop{
			w: w, name: k.name, platform: k.platform, chinese: k.chinese, weight: k.weight, trend: k.trend,
			week: k.week, basket: k.basket, rng: w.stream("shop " + k.name),
		}
		s.fill(k)
		out = append(out, s)
	}
	return out
}

// fill chooses what the shop lists and under which codes.
func (s *shop) fill(k shopKind) {
	r := s.w.stream("listing " + s.name)
	for i, it := range s.w.items {
		part := k.stock[it.group]
		if part == 0 || r.Float64() > part+0.25*it.weight {
			continue
		}
		s.listings = append(s.listings, s.offer(i, 1, (0.6+0.8*r.Float64())*it.weight))
		if (s.platform == "pinduoduo" || s.platform == "douyin") && it.group == keep && r.Float64() < 0.3 {
			s.listings = append(s.listings, s.offer(i, 2+r.IntN(2), 0.3*it.weight))
		}
	}
}

func (s *shop) offer(i, pack int, part float64) listing {
	it := s.w.items[i]
	l := listing{item: i, pack: pack, code: s.code(it.sku, pack), title: it.name, spec: "规格:" + it.spec, price: it.list * pack, part: part}
	if pack > 1 {
		l.spec += "×" + strconv.Itoa(pack)
		l.price = l.price * 94 / 100 / 10 * 10
	}
	return l
}

// code is the merchant's code on that platform; Tmall, Youzan and the wholesale sheet use the department's own.
func (s *shop) code(sku string, pack int) string {
	prefix := map[string]string{"淘宝": "TB-", "京东": "JD-", "拼多多": "P-", "抖音": "DY-"}[s.chinese]
	if pack > 1 {
		return prefix + sku + "-" + strconv.Itoa(pack)
	}
	return prefix + sku
}

// horizonDays is how many days of demand a shop has: fresh goods for the next two days are ordered already.
func (s *shop) horizonDays() int {
	if s.platform == "youzan" {
		return s.w.cal.days + 2
	}
	return s.w.cal.days
}

// intensities fills each listing's relative rate per day; calibrate scales them to the wanted number of lines.
func (s *shop) intensities() {
	days := s.horizonDays()
	for n := range s.listings {
		l := &s.listings[n]
		it := &s.w.items[l.item]
		l.rate, l.paid = make([]float64, days), make([]float64, days)
		for d := range days {
			l.paid[d] = 1
			if !s.w.selling(l.item, d) {
				continue
			}
			f := s.w.season(l.item, d) * it.level[d+margin] * math.Pow(s.week[s.w.cal.on(d)], contrast)
			if festival[it.group] == "" {
				f *= s.w.cal.yearRound(d)
			}
			l.rate[d] = f * l.part * math.Exp(s.trend*float64(d-days)/365) * launch(it, d)
		}
		for _, p := range s.w.promos {
			if own, touches := s.touched(p, it, l.item); touches {
				p.feel(own, l.rate, l.paid)
			}
		}
	}
}

// launch is the climb of a new item.
func launch(it *item, day int) float64 {
	if it.group != brandNew {
		return 1
	}
	return min(1, 0.25+0.05*float64(day-it.from))
}

// touched says whether a promotion is the item's own or a neighbour's, and whether the shop feels it at all.
func (s *shop) touched(p promotion, it *item, n int) (own, touches bool) {
	if s.platform == "wholesale" || p.platform != "" && p.platform != s.chinese {
		return false, false
	}
	if p.item >= 0 {
		return p.item == n, p.item == n || s.w.items[p.item].category == it.category
	}
	return true, p.category == it.category
}

// calibrate scales the rates so that groups and shops get their share of the lines.
func (w *World) calibrate() {
	lines := wantLines * w.opt.Scale * float64(w.opt.Years) / 3
	var sums [groups]float64
	whole := 0.0
	for _, s := range w.shops {
		totals := s.totals()
		for g, x := range totals {
			if s.weight == 0 {
				whole += x
				continue
			}
			sums[g] += x * s.weight
		}
	}
	for _, s := range w.shops {
		for n := range s.listings {
			g := s.w.items[s.listings[n].item].group
			f := lines * wholesaleLines / whole
			if s.weight > 0 {
				f = lines * 0.955 * share[g] * s.weight / sums[g]
			}
			for d := range s.listings[n].rate {
				s.listings[n].rate[d] *= f
			}
		}
	}
}

func (s *shop) totals() [groups]float64 {
	var out [groups]float64
	for _, l := range s.listings {
		for _, x := range l.rate {
			out[s.w.items[l.item].group] += x
		}
	}
	return out
}

func splitBlank(s string) []string { return strings.Fields(s) }

// exportMoment is half past eight of a day, when the shops export, in seconds since the first day of history.
func exportMoment(day int) int64 { return int64(day)*86_400 + 8*3600 + 1800 }

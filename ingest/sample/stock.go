package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// stockDays is for how long the daily snapshots reach back.
const stockDays = 112

// recentDays is the span over which the tables look at demand.
const recentDays = 28

// rates is the mean demand a day of each item over the last weeks, boxes taken apart.
func (w *World) rates() []float64 {
	out := make([]float64, len(w.items))
	for _, s := range w.shops {
		first, end := s.ordersBetween(w.cal.days-recentDays, w.cal.days-1)
		for _, o := range s.orders[first:end] {
			for _, l := range s.lines[o.first : o.first+o.n] {
				offer := s.listings[l.listing]
				if offer.item < 0 || o.paid == 0 {
					continue
				}
				pieces := float64(l.qty*offer.pack) / recentDays
				w.explode(offer.item, func(i, qty int) { out[i] += pieces * float64(qty) })
			}
		}
	}
	return out
}

// explode calls do for each part of a box, or for the item itself.
func (w *World) explode(i int, do func(item, qty int)) {
	if w.items[i].parts == nil {
		do(i, 1)
		return
	}
	for _, p := range w.items[i].parts {
		do(p.item, p.qty)
	}
}

// stockRows are the snapshots: two centres, every day of the last weeks, by lot on the as-of day.
func (w *World) stockRows(add func(cells ...any)) {
	rates := w.rates()
	last := w.cal.days - 1
	for d := max(0, last-stockDays); d < last; d++ {
		for i := range w.items {
			if w.stocked(i, d) || w.stocked(i, d+1) {
				w.dayRows(i, d, rates[i], add)
			}
		}
	}
	r := w.stream("stock")
	for i := range w.items {
		if w.stocked(i, last) {
			w.lotRows(r, i, rates[i], add)
		}
	}
}

// stocked says whether a centre keeps the item at all then; boxes are packed from their parts.
func (w *World) stocked(i, d int) bool {
	it := w.items[i]
	if it.parts != nil {
		return false
	}
	return it.group == packing || it.group == gift || w.selling(i, d)
}

// dayRows is an ordinary evening: what will be gone tomorrow morning is written as 0.
func (w *World) dayRows(i, d int, rate float64, add func(cells ...any)) {
	it := w.items[i]
	for c, part := range []float64{0.65, 0.35} {
		qty := 1 + int(rate*part*w.shelved(i)*(0.94+0.02*float64((d+i)%7)))
		if w.spells[i][d+1] {
			qty = 0
		}
		made := d - 2 - (d+i)%5
		lot, produced, expires := w.lot(it, made, 'A')
		add(date(d), centres[c], it.sku, lot, produced, expires, qty, "正品", 0)
	}
}

// lot names a lot and its two dates; packaging has none.
func (w *World) lot(it item, made int, letter rune) (name, produced, expires any) {
	if it.shelf == 0 {
		return nil, nil, nil
	}
	return w.cal.compact(made) + string(letter), date(made), date(made + it.shelf)
}

// cover is for how many days the stock of the as-of evening lasts.
func (w *World) cover(i int) float64 {
	if w.spells[i][w.cal.days] {
		return 0
	}
	return w.shelved(i)
}

// shelved is for how many days of the last weeks' pace an ordinary evening's stock lasts. Before the season that
// pace is a fraction of what is to come, so mooncakes and their boxes are stocked for weeks of it; here and there an
// item was forgotten, another was bought far too long.
func (w *World) shelved(i int) float64 {
	it := w.items[i]
	switch {
	case it.group == fresh && i%7 == 3:
		return float64(it.shelf) * 1.8
	case it.group == keep && i%6 == 2:
		return 75
	case it.group == fresh && i%9 == 1, it.group == keep && i%11 == 3:
		return 2
	case it.group == fresh:
		return float64(min(20, max(5, it.shelf-1)))
	case it.group == mooncake && i%5 == 0:
		return 60
	case it.group == packing && i%6 == 1:
		return 20
	case it.group == mooncake, it.group == packing:
		return 260 + float64(i%7)*20
	case it.group == zongzi:
		return 160
	case it.group == slow && i%4 != 1:
		return 240
	}
	return 42 + float64(i%5)*8
}

// lotRows is the as-of evening by lot: an older and a newer one, what is spoken for, and here and there a lot that is
// past its day, close to it, or damaged.
func (w *World) lotRows(r *rand.Rand, i int, rate float64, add func(cells ...any)) {
	it := w.items[i]
	d := w.cal.days - 1
	for c, part := range []float64{0.65, 0.35} {
		total := int(math.Ceil(rate * part * w.cover(i)))
		spoken := min(total/2, int(rate*part*0.8))
		old := total / 3
		age := 1 + it.shelf/5
		row := func(made int, letter rune, qty int, kind string, allocated int) {
			lot, produced, expires := w.lot(it, made, letter)
			add(date(d), centres[c], it.sku, lot, produced, expires, qty, kind, allocated)
		}
		row(d-1, 'A', total-old, "正品", spoken)
		if it.shelf == 0 {
			continue
		}
		if old > 0 {
			row(d-age, 'B', old, "正品", 0)
		}
		switch {
		case it.group == gift || w.spells[i][w.cal.days]:
		case i%11 == 4 && c == 0:
			row(d-it.shelf-2, 'C', 12+r.IntN(30), "正品", 0)
		case i%9 == 5:
			row(d-it.shelf+2+it.shelf/20, 'D', 8+r.IntN(40), "正品", 0)
		case i%13 == 6 && c == 1:
			row(d-age, 'B', 2+r.IntN(8), "箱损", 0)
		}
	}
}

// orderedRows are purchases on the way: some overdue, two due today, the rest later; a few are done.
func (w *World) orderedRows(add func(cells ...any)) {
	rates := w.rates()
	today := w.cal.days
	promised := []int{-12, -3, 0, 3, 5, -5, 9, 2, -2, 0, 6, 12, 4, -8, 7, 1, 10, 3, 14, 5}
	n := 0
	for i, it := range w.items {
		if rates[i] == 0 || it.parts != nil || it.group == slow || it.group == gift || i%4 != 1 {
			continue
		}
		m := makerOf(it.group)
		qty := max(1, int(rates[i]*9)/it.caseSize) * it.caseSize
		due, received, status, prepaid := today-20, qty, "完成", any(nil)
		if n < len(promised) {
			due, received, status = today+promised[n], 0, "已下单"
			prepaid = fen(it.cost * qty * 3 / 10)
			if n%6 == 1 {
				received, status = qty/2/it.caseSize*it.caseSize, "部分到货"
			}
		}
		ordered := due - m.lead - 1
		if ordered >= today {
			ordered = today - 1
		}
		n++
		add(fmt.Sprintf("CG-%s-%03d", w.cal.compact(ordered), n), m.code, it.sku, centres[n%3/2], date(ordered), date(due), qty, received, prepaid, status)
	}
}

func (w *World) promotionRows(add func(cells ...any)) {
	rates := w.rates()
	for _, p := range w.promos {
		var sku, category, net, expected any = nil, p.category, nil, nil
		if p.item >= 0 {
			it := w.items[p.item]
			sku, category, net = it.sku, nil, fen(int(float64(it.list)*p.off))
			expected = int(rates[p.item]*p.uplift*float64(p.to-p.from+1)*0.3) + 1
		}
		add(p.id, p.name, p.platform, date(p.from), date(p.to), sku, category, p.mechanic, net, expected, p.state, p.manager)
	}
}

// targetRows ask for an eighth more than the same month brought a year before.
func (w *World) targetRows(add func(cells ...any)) {
	year := w.opt.AsOf.Year()
	whole := 0
	for month := time.January; month <= time.December; month++ {
		from := w.cal.dayOf(year-1, month, 1)
		to := w.cal.dayOf(year-1, month+1, 1) - 1
		for _, s := range w.shops {
			goal := roundYuan(s.paidBetween(from, to, "") * 9 / 8)
			whole += goal
			if goal > 0 {
				add("月", fmt.Sprintf("%d-%02d", year, month), s.name, nil, fen(goal), nil)
			}
		}
	}
	add("年", strconv.Itoa(year), nil, nil, fen(whole), nil)
	feast := w.cal.next(midAutumn, w.cal.days) - 354
	for _, category := range []string{"月饼", "礼盒"} {
		sum := 0
		for _, s := range w.shops {
			sum += s.paidBetween(feast-62, feast, category)
		}
		add("季节", fmt.Sprintf("%d中秋", year), nil, category, fen(roundYuan(sum*6/5)), nil)
	}
}

func roundYuan(amount int) int { return amount / 100_000 * 100_000 }

// paidBetween is the money of a category (or of all) paid on the days from … to.
func (s *shop) paidBetween(from, to int, category string) int {
	first, end := s.ordersBetween(from, to)
	sum := 0
	for _, o := range s.orders[first:end] {
		for _, l := range s.lines[o.first : o.first+o.n] {
			n := s.listings[l.listing].item
			if o.paid > 0 && (category == "" || n >= 0 && s.w.items[n].category == category) {
				sum += l.paid
			}
		}
	}
	return sum
}

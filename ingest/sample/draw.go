package sample

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// stream is a source of random numbers of its own for each purpose, so that no draw depends on another's order.
func (w *World) stream(purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(w.opt.Seed, h.Sum64()))
}

// poisson draws a count with that mean.
func poisson(r *rand.Rand, mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 40 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	limit, p, n := math.Exp(-mean), r.Float64(), 0
	for p > limit {
		n++
		p *= r.Float64()
	}
	return n
}

// gamma draws from a gamma of mean 1 and that shape (≥ 1), by Marsaglia and Tsang.
func gamma(r *rand.Rand, shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v / shape
		}
	}
}

// drawLevels gives every item its growth, its slowly moving level and the luck of each season.
func (w *World) drawLevels() {
	for i := range w.items {
		it := &w.items[i]
		r := w.stream("level " + it.sku)
		it.growth = 0.06 + 0.10*r.NormFloat64()
		if festival[it.group] != "" {
			it.growth = 0.16 + 0.05*r.NormFloat64()
		}
		log := 0.0
		for day := -margin; day < w.cal.days+margin; day++ {
			if (day+margin)%7 == 0 {
				log = 0.97*log + 0.045*r.NormFloat64()
			}
			trend := it.growth * float64(day-w.cal.days) / 365
			it.level = append(it.level, math.Exp(log+trend))
		}
		for range 8 {
			it.seasonal = append(it.seasonal, math.Exp(0.10*r.NormFloat64()))
		}
	}
}

// drawSpells marks the days on which an item's stock is gone; boxes have none of their own, they lack a part.
func (w *World) drawSpells() {
	w.spells = make([][]bool, len(w.items))
	for i, it := range w.items {
		out := make([]bool, w.cal.days+margin)
		w.spells[i] = out
		if it.parts != nil || it.group == gift {
			continue
		}
		r := w.stream("spell " + it.sku)
		for day := 30 + r.IntN(150); day < w.cal.days-3; day += 60 + r.IntN(190) {
			length := 1 + poisson(r, 1.7)
			if it.group == packing {
				length = 1
			}
			for d := day; d < min(day+length, w.cal.days-3); d++ {
				out[d] = w.selling(i, d)
			}
		}
	}
	for _, sku := range []string{"GX1004", "GD1009"} { // empty shelves on the as-of evening, so today too
		for d := w.cal.days - 2; d < w.cal.days+2; d++ {
			w.spells[w.index[sku]][d] = true
		}
	}
}

// selling says whether an item is offered that day.
func (w *World) selling(i, day int) bool {
	it := w.items[i]
	if it.from != far && day < it.from || it.to != far && day > it.to {
		return false
	}
	return festival[it.group] == "" || w.season(i, day) > 0
}

// season is the item's factor for its festival's offset.
func (w *World) season(i, day int) float64 {
	it := w.items[i]
	feast := festival[it.group]
	if feast == "" {
		return 1
	}
	off, rank := w.cal.offset(feast, day)
	return curve(it.group, off) * it.seasonal[rank%len(it.seasonal)]
}

// outOfStock says whether an item, or a part of a box, is gone that day.
func (w *World) outOfStock(i, day int) bool {
	if day < 0 {
		return false
	}
	if w.spells[i][day] {
		return true
	}
	for _, p := range w.items[i].parts {
		if w.spells[p.item][day] {
			return true
		}
	}
	return false
}

package plan

import (
	"cmp"
	"math"
	"slices"

	"zhiwei/transform/demand"
)

// Spread shares total units in proportion to the weights, in whole units whose sum is total: every share is rounded
// down and the rest goes to the largest fractions, on a tie to the smaller code (codes rising, so position decides).
// Weights that are all 0 share evenly. A negative total is spread like its size, then negated.
func Spread(total int64, weights []float64) []int64 {
	if len(weights) == 0 {
		return nil
	}
	if total < 0 {
		out := Spread(-total, weights)
		for i := range out {
			out[i] = -out[i]
		}
		return out
	}
	all := sum(weights)
	out, rests := make([]int64, len(weights)), make([]float64, len(weights))
	left := total
	for i, w := range weights {
		exact := float64(total) / float64(len(weights))
		if all > 0 {
			exact = float64(total) * w / all
		}
		whole := math.Floor(exact + 1e-9)
		out[i], rests[i] = int64(whole), exact-whole
		left -= int64(whole)
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return byFraction(rests[b], rests[a]) })
	for k := range left {
		out[order[int(k)%len(order)]]++
	}
	return out
}

// byFraction takes fractions within 1e-9 for equal, so that a tie is not decided by rounding noise.
func byFraction(a, b float64) int {
	if math.Abs(a-b) < 1e-9 {
		return 0
	}
	return cmp.Compare(a, b)
}

// Site is one centre's stock of a SKU, for transfers (2.14).
type Site struct {
	Centre      demand.Centre
	OnHand      int64 // sellable and not allocated
	Daily       float64
	SafetyStock float64
	Moveable    int64 // units in lots with enough life after transit; NoLimit = all
}

// Gap is on hand − (cover days × d + SS): above 0 a surplus, below 0 a shortage.
func (s Site) Gap(cover float64) float64 {
	return float64(s.OnHand) - (s.Daily*cover + s.SafetyStock)
}

// Move is a transfer between centres, base units.
type Move struct {
	From, To demand.Centre
	Qty      int64
}

// Transfers pairs the largest surplus with the largest shortage, in whole cases, until one of them is smaller than a
// case (2.14). worth decides whether a move is worth its cost; nil = always. A pair that is not worth it is left out.
func Transfers(sites []Site, cover float64, box int64, worth func(Move) bool) []Move {
	box = max(box, 1)
	gaps, movable := make([]float64, len(sites)), make([]float64, len(sites))
	for i, s := range sites {
		gaps[i], movable[i] = s.Gap(cover), float64(s.Moveable)
		if s.Moveable == NoLimit {
			movable[i] = float64(s.OnHand)
		}
	}
	refused := map[[2]int]bool{}
	var out []Move
	for {
		from, to := widest(gaps, movable, refused, float64(box))
		if from < 0 {
			return out
		}
		qty := FloorTo(math.Min(math.Min(gaps[from], movable[from]), -gaps[to]), box)
		move := Move{From: sites[from].Centre, To: sites[to].Centre, Qty: qty}
		if worth != nil && !worth(move) {
			refused[[2]int{from, to}] = true
			continue
		}
		gaps[from] -= float64(qty)
		movable[from] -= float64(qty)
		gaps[to] += float64(qty)
		out = append(out, move)
	}
}

// widest is the pair with the largest surplus and, for it, the largest shortage, each at least a case; −1 when none
// is left. The first of equals wins.
func widest(gaps, movable []float64, refused map[[2]int]bool, box float64) (from, to int) {
	from, to = -1, -1
	for i := range gaps {
		if math.Min(gaps[i], movable[i]) < box || (from >= 0 && gaps[i] <= gaps[from]) {
			continue
		}
		best := -1
		for j := range gaps {
			if -gaps[j] >= box && !refused[[2]int{i, j}] && (best < 0 || gaps[j] < gaps[best]) {
				best = j
			}
		}
		if best >= 0 {
			from, to = i, best
		}
	}
	return from, to
}

// EqualCover shares scarce stock so that all sites last equally long: the days of cover and each site's whole units
// (largest remainder).
func EqualCover(stock int64, daily []float64) (days float64, units []int64) {
	if total := sum(daily); total > 0 {
		days = float64(stock) / total
	}
	return days, Spread(stock, daily)
}

// Component is a part of a bundle.
type Component struct {
	SKU       demand.SKU
	Available int64
	Qty       int64 // per bundle
}

// Buildable is how many bundles the components make and which of them is the tightest (2.21). Without components it
// is 0.
func Buildable(parts []Component) (bundles int64, tightest demand.SKU) {
	for i, p := range parts {
		n := max(0, p.Available) / max(p.Qty, 1)
		if i == 0 || n < bundles {
			bundles, tightest = n, p.SKU
		}
	}
	return bundles, tightest
}

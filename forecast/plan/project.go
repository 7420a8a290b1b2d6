package plan

import "math"

// Projection is the input of the time-phased projection (2.8): one value a bucket. Slices may be shorter than Demand;
// what is missing is 0.
type Projection struct {
	Start       float64
	Demand      []float64 // net forecast plus booked orders
	Scheduled   []float64
	Expiry      []float64
	SafetyStock []float64
	Lead        int // buckets
	MOQ, Case   int64
	Receive     func(bucket int) bool // whether a planned receipt can arrive; nil = always
	Cover       int                   // buckets that a receipt has to cover, until the next one can come; 0 = 1
	First       map[int]float64       // receipts already decided, by bucket; they count as planned
}

// Projected is the outcome, one value a bucket.
type Projected struct {
	Start, End, Planned, Release []float64
}

// Run computes end = start + scheduled + planned − demand − expiry. A receipt of ceil_to(max(SS − end, MOQ), case) is
// planned when the end would be below the safety stock (in any bucket that it has to cover); it is released Lead buckets earlier (bucket 0 at the earliest).
func (p Projection) Run() Projected {
	n := len(p.Demand)
	out := Projected{Start: make([]float64, n), End: make([]float64, n), Planned: make([]float64, n), Release: make([]float64, n)}
	stock := p.Start
	for t := range n {
		out.Start[t] = stock
		decided := p.First[t]
		end := stock + at(p.Scheduled, t) + decided - p.Demand[t] - at(p.Expiry, t)
		receipt := 0.0
		if short := p.short(t, end); short > 0 && (p.Receive == nil || p.Receive(t)) {
			receipt = float64(CeilTo(math.Max(short, float64(p.MOQ)), max(p.Case, 1)))
		}
		out.Planned[t] = decided + receipt
		out.End[t] = end + receipt
		stock = out.End[t]
		if out.Planned[t] > 0 {
			out.Release[max(0, t-p.Lead)] += out.Planned[t]
		}
	}
	return out
}

// short is the deepest lack of safety stock from bucket t, which ends with end, over the buckets to cover.
func (p Projection) short(t int, end float64) float64 {
	deepest := at(p.SafetyStock, t) - end
	for k := t + 1; k < min(t+p.Cover, len(p.Demand)); k++ {
		end += at(p.Scheduled, k) + p.First[k] - p.Demand[k] - at(p.Expiry, k)
		deepest = math.Max(deepest, at(p.SafetyStock, k)-end)
	}
	return deepest
}

func at(xs []float64, i int) float64 {
	if i < len(xs) {
		return xs[i]
	}
	return 0
}

// Net is the forecast after consumption by booked orders (2.8), in date order: each bucket's orders eat its own
// forecast, then earlier buckets inside the early window (nearest first), then later ones inside the late window.
func Net(gross, orders []float64, early, late int) []float64 {
	net := append([]float64(nil), gross...)
	eat := func(t int, left float64) float64 {
		eaten := math.Min(net[t], left)
		net[t] -= eaten
		return left - eaten
	}
	for t := range net {
		left := eat(t, at(orders, t))
		for k := 1; k <= early && left > 0 && t-k >= 0; k++ {
			left = eat(t-k, left)
		}
		for k := 1; k <= late && left > 0 && t+k < len(net); k++ {
			left = eat(t+k, left)
		}
	}
	return net
}

// Promise is what can still be promised in each bucket (可承诺量): the least stock from that bucket on that booked
// orders leave when nothing but them is delivered; never below 0.
func Promise(start float64, receipts, orders, expiry []float64) []float64 {
	out := make([]float64, len(receipts))
	stock := start
	for t := range receipts {
		stock += receipts[t] - at(orders, t) - at(expiry, t)
		out[t] = stock
	}
	for t := len(out) - 2; t >= 0; t-- {
		out[t] = math.Min(out[t], out[t+1])
	}
	for t := range out {
		out[t] = math.Max(0, out[t])
	}
	return out
}

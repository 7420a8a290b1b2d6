package plan_test

import (
	"math"
	"slices"
	"testing"

	"zhiwei/forecast/plan"
)

// store runs an order-up-to policy over days of demand: every review days an order up to s, which arrives lead days
// later in the morning; what is short is delivered later. It counts the share of cycles without shortage and of
// pieces served from stock.
func store(days []float64, s float64, review int, lead func() int) (service, fill float64) {
	stock, onOrder := s, 0.0
	arrivals := make([]float64, len(days)+400)
	cycles, clean, short, sold := 0, 0, 0.0, 0.0
	empty, begun := false, false
	for t, want := range days {
		if arrivals[t] > 0 {
			if begun {
				cycles++
				if !empty {
					clean++
				}
			}
			begun, empty = true, false
			stock += arrivals[t]
			onOrder -= arrivals[t]
		}
		if t%review == 0 {
			if q := s - stock - onOrder; q > 0 {
				arrivals[t+lead()] += q
				onOrder += q
			}
		}
		lack := math.Max(0, want-math.Max(0, stock))
		short += lack
		sold += want
		stock -= want
		if stock < 0 {
			empty = true
		}
	}
	return float64(clean) / float64(cycles), 1 - short/sold
}

// The policy reaches its cycle service within a point on days that it has not seen.
func TestSimulatedService(t *testing.T) {
	const days = 7 * 20000
	for name, c := range map[string]struct {
		mean, alpha float64
	}{"fast, 95 %": {40, 0.95}, "fast, 90 %": {40, 0.90}, "slow, 95 %": {4, 0.95}} {
		paths := poissonPaths(20000, 12, c.mean, 11)
		leads := plan.LeadTime{Sample: []int{5}}.Draw(len(paths), 1)
		s, _ := plan.OrderUpTo(paths, 7, leads, c.alpha)
		service, _ := store(poissonPaths(1, days, c.mean, 12)[0], s, 7, func() int { return 5 })
		t.Logf("%s: S %v serves %.4f of the cycles", name, s, service)
		// Whole pieces: the service of the smallest sufficient S is above the target by at most the chance of one piece.
		if service < c.alpha-0.01 || service > c.alpha+0.01+0.06/math.Sqrt(c.mean) {
			t.Errorf("%s: S %v serves %.4f of the cycles, want %.2f", name, s, service, c.alpha)
		}
	}
}

// The fill-rate form reaches its fill rate within a point.
func TestSimulatedFillRate(t *testing.T) {
	const d, sd, review, lead = 40.0, 12.0, 7, 5
	for _, beta := range []float64{0.95, 0.98, 0.99} {
		f := plan.SafetyForFill(sd*math.Sqrt(review+lead), d*review, beta)
		s := d*(review+lead) + f.SafetyStock
		_, fill := store(normalPaths(1, 7*20000, d, sd, 21)[0], s, review, func() int { return lead })
		t.Logf("fill rate %.4f for %.2f", fill, beta)
		if math.Abs(fill-beta) > 0.01 {
			t.Errorf("fill rate %.4f, want %.2f", fill, beta)
		}
	}
}

// The sum of daily quantiles would hold far more stock than the target asks for.
func TestSimulatedTrap(t *testing.T) {
	paths := normalPaths(20000, 12, 40, 12, 31)
	daily := 0.0
	for day := range 12 {
		daily += plan.Quantile(plan.Totals(paths, day, day+1), 0.95)
	}
	s, _ := plan.OrderUpTo(paths, 12, make([]int, len(paths)), 0.95)
	service, _ := store(normalPaths(1, 7*4000, 40, 12, 32)[0], daily, 7, func() int { return 5 })
	if service < 0.9999 || daily < 1.25*s {
		t.Errorf("the wrong S %v serves %v, the right one is %v", daily, service, s)
	}
}

// perish runs daily orders of an item that keeps life days, oldest first; the order is on the position less what FEFO
// at mean demand says will expire (times the discount, 1 or 0). It gives the share of demand served.
func perish(days []float64, s, mean float64, life, lead int, discount float64) float64 {
	age := make([]float64, life) // age[i]: pieces that can be sold on i+1 more days
	pipe := make([]float64, lead)
	served, asked := 0.0, 0.0
	for _, want := range days {
		position := 0.0
		var lots []plan.AgedLot
		for i, n := range age {
			position += n
			lots = append(lots, plan.AgedLot{Qty: n, Days: i + 1})
		}
		for _, n := range pipe {
			position += n
		}
		for _, n := range plan.FEFO(lots, slices.Repeat([]float64{mean}, lead)).Expiry {
			position -= discount * n
		}
		age[life-1] += pipe[0]
		copy(pipe, pipe[1:])
		pipe[lead-1] = math.Max(0, math.Round(s-position))
		asked += want
		for i := range age {
			sold := math.Min(age[i], want)
			age[i] -= sold
			want -= sold
			served += sold
		}
		copy(age, age[1:])
		age[life-1] = 0
	}
	return served / asked
}

// Ordering on the position less the estimated outdating (Broekmeulen & van Donselaar) serves more of the demand of a
// short-life item than ordering on the position.
func TestSimulatedOutdating(t *testing.T) {
	const mean, life, lead = 1.0, 3, 5
	paths := poissonPaths(20000, lead+1, mean, 41)
	s, _ := plan.OrderUpTo(paths, lead+1, make([]int, len(paths)), 0.98)
	days := poissonPaths(1, 60000, mean, 42)[0]
	plain, less := perish(days, s, mean, life, lead, 0), perish(days, s, mean, life, lead, 1)
	t.Logf("short life: served %.4f without and %.4f with the estimate", plain, less)
	if less < plain+0.02 || less < 0.975 {
		t.Errorf("served %.4f without and %.4f with the estimate", plain, less)
	}
}

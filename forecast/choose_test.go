package forecast_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// pooled are equal pooled losses at all origins.
func pooled(loss map[string]float64) forecast.Learnt {
	return forecast.Learnt{Losses: slices.Repeat([]map[string]float64{loss}, 9)}
}

// TestWeightsByHand: loss = pooled^0.65, weight = ½·loss⁻²/Σ + ½/n, members beyond 1.3 times the best cut.
func TestWeightsByHand(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	w, _ := pooled(map[string]float64{"a": 0.4, "b": 0.5, "c": 0.6, "d": 0.5}).Weights(8, names, []bool{true, true, true, false})
	// c is 1.302 times the best, just beyond the cut; b 1.156 times
	ratio := math.Pow(math.Pow(0.5/0.4, 0.65), -2)
	for i, want := range []float64{0.25 + 0.5/(1+ratio), 0.25 + 0.5*ratio/(1+ratio), 0, 0} {
		near(t, names[i], w[i], want)
	}
	w, _ = pooled(map[string]float64{"a": 0.4, "b": 0.5, "c": 0.598}).Weights(8, names[:3], []bool{true, true, true})
	if w[2] == 0 {
		t.Error("a member within 1.3 times the best was cut")
	}
	near(t, "sum", sumOf(w), 1)
}

// TestWeightsAreShares: whatever the losses, weights are shares, a smaller loss never weighs less, the unusable nothing.
func TestWeightsAreShares(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "n")
		loss, usable, names := map[string]float64{}, make([]bool, n), make([]string, n)
		for i := range n {
			names[i] = string(rune('a' + i))
			loss[names[i]] = rapid.Float64Range(0.01, 5).Draw(rt, "loss")
			usable[i] = rapid.Bool().Draw(rt, "usable")
		}
		if !slices.Contains(usable, true) {
			usable[0] = true
		}
		w, _ := pooled(loss).Weights(rapid.IntRange(0, 8).Draw(rt, "origin"), names, usable)
		if math.Abs(sumOf(w)-1) > 1e-12 {
			rt.Fatalf("weights %v add to %v", w, sumOf(w))
		}
		for i := range w {
			for j := range w {
				if usable[i] && usable[j] && loss[names[i]] < loss[names[j]] && w[i] < w[j] {
					rt.Fatalf("losses %v, weights %v", loss, w)
				}
			}
			if !usable[i] && w[i] != 0 {
				rt.Fatalf("unusable member %d weighs %v", i, w[i])
			}
		}
	})
}

// TestOwnLossCounts: between members that are equal over the class, the series' own windows decide; later windows
// than the origin do not.
func TestOwnLossCounts(t *testing.T) {
	tally := forecast.TallyOf(forecast.YearRound, 8, 1, 1, "a", "b")
	for k := range 8 {
		tally.Put(0, k, 0, 7, 10, 8, 8)
		tally.Put(1, k, 0, 7, 10, 9, 9)
	}
	w := pooled(map[string]float64{"a": 1, "b": 1}).OwnWeights(tally, 8)
	ratio := math.Pow(math.Pow(2, 0.35), -2) // a misses twice as much as b; 2^0.35 = 1.275 is within the cut
	near(t, "worse member", w[0], 0.25+0.5*ratio/(1+ratio))
	if w := pooled(map[string]float64{"a": 1, "b": 1}).OwnWeights(tally, 0); w[0] != 0.5 {
		t.Errorf("before the first window the members weigh %v", w)
	}
}

// TestKnownIsThePast: before origin k only lead weeks that were over count.
func TestKnownIsThePast(t *testing.T) {
	tally := forecast.TallyOf(forecast.YearRound, 8, 1, 1, "a")
	for k := range 8 {
		for lead := range 8 - k {
			tally.Put(0, k, lead, 1, 1, 1, 1)
		}
	}
	for k, want := range []int{0, 1, 3, 6, 10, 15, 21, 28, 36} {
		if got := tally.KnownDays(k); got != want {
			t.Errorf("before origin %d: %d weeks known, want %d", k, got, want)
		}
	}
}

// TestPooledLosses: relative losses of the series, weighted by the root of their volume.
func TestPooledLosses(t *testing.T) {
	big, small, none := forecast.TallyOf("x", 8, 1, 1, "a"), forecast.TallyOf("x", 8, 1, 1, "a"), forecast.TallyOf("x", 8, 1, 1, "a")
	big.Put(0, 0, 0, 4, 100, 90, 90)
	small.Put(0, 0, 0, 4, 1, 2, 2)
	none.Put(0, 0, 0, 4, 0, 5, 5)
	got := forecast.Losses(1, big, small, none)["a"]
	near(t, "loss", got, (0.1*20+1*2)/22)
	if l := forecast.Losses(0, big, small); len(l) > 0 {
		t.Errorf("losses before any window: %v", l)
	}
}

func TestCombineTakesTheMedianOfThree(t *testing.T) {
	block := func(mean, q float64) *forecast.Block { return forecast.NewBlock([]float64{mean}, q) }
	dst := block(0, 0)
	forecast.CombineMedian(dst, []*forecast.Block{block(1, 10), block(100, 2), block(3, 9)}, []float64{0.3, 0.3, 0.4})
	if dst.Means()[0] != 3 || dst.Row(0)[4] != 9 {
		t.Errorf("mean %v, quantile %v; want the medians 3 and 9", dst.Means()[0], dst.Row(0)[4])
	}
	// members without weight are no members; of two the weighted mean is taken
	forecast.CombineMedian(dst, []*forecast.Block{block(1, 10), block(100, 2), block(4, 9)}, []float64{0.2, 0, 0.6})
	near(t, "mean of two", dst.Means()[0], 0.25*1+0.75*4)
	near(t, "quantile of two", dst.Row(0)[4], 0.25*10+0.75*9)
	forecast.CombineMedian(dst, []*forecast.Block{block(1, 1), block(2, 2), block(4, 4), block(9, 9)}, []float64{1, 1, 1, 1})
	near(t, "median of four", dst.Means()[0], 3)
}

// TestCombineStaysInside: a combination lies between its members and is ordered where they are.
func TestCombineStaysInside(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 5).Draw(rt, "n")
		var in []*forecast.Block
		var w []float64
		for range n {
			q := rapid.SliceOfN(rapid.Float64Range(0, 100), len(dist.Levels), len(dist.Levels)).Draw(rt, "q")
			slices.Sort(q)
			in = append(in, forecast.NewBlock([]float64{rapid.Float64Range(0, 100).Draw(rt, "mean")}, q...))
			w = append(w, rapid.Float64Range(0.01, 1).Draw(rt, "w"))
		}
		for name, f := range map[string]func(*forecast.Block, []*forecast.Block, []float64){"mean": forecast.Combine, "median": forecast.CombineMedian} {
			dst := forecast.NewBlock([]float64{0}, 0)
			f(dst, in, w)
			for j, q := range dst.Row(0) {
				lo, hi := math.Inf(1), math.Inf(-1)
				for _, b := range in {
					lo, hi = min(lo, b.Row(0)[j]), max(hi, b.Row(0)[j])
				}
				if q < lo-1e-9 || q > hi+1e-9 || j > 0 && q < dst.Row(0)[j-1]-1e-9 {
					rt.Fatalf("%s: %v of members with %v … %v", name, dst.Row(0), lo, hi)
				}
			}
		}
	})
}

// TestGuardLimits: three times the highest day and ten; a season's base allows ten times and fifty.
func TestGuardLimits(t *testing.T) {
	plain := view(t, ramp(100, func(t int) float64 { return float64(10 + 90*(t/99)) }), forecast.Options{})
	if plain.Guard(100, forecast.NewBlock([]float64{311}, 9)) || !plain.Guard(100, forecast.NewBlock([]float64{309}, 9)) {
		t.Error("the limit behind a day of 100 is not 310")
	}
	if plain.Guard(99, forecast.NewBlock([]float64{41}, 9)) || !plain.Guard(99, forecast.NewBlock([]float64{39}, 9)) {
		t.Error("the limit before the day of 100 is not 40")
	}
	s := ramp(100, func(int) float64 { return 10 })
	s.Season = "中秋"
	season := view(t, s, forecast.Options{})
	if season.Guard(100, forecast.NewBlock([]float64{151}, 9)) || !season.Guard(100, forecast.NewBlock([]float64{149}, 9)) {
		t.Error("the limit of a season item of 10 is not 150")
	}
	wide := make([]float64, len(dist.Levels))
	wide[16] = 100*310 + 1
	if plain.Guard(100, forecast.NewBlock([]float64{9}, wide...)) {
		t.Error("a quantile 100 times beyond the limit passed")
	}
}

// TestGuardDropsAndNames: a promotion that others are said to rise by 30 times is beyond what a steady item ever sold:
// the members that believe it are dropped and named, and the one that only repeats what was sold still forecasts it.
func TestGuardDropsAndNames(t *testing.T) {
	cal := forecast.Calendar{}
	for _, d := range []int{-280, -210, -140, -100, 20} {
		cal.Promotions = append(cal.Promotions, forecast.Promotion{Kind: "直播", From: asOf.AddDate(0, 0, d), To: asOf.AddDate(0, 0, d+2), Category: "糕点"})
	}
	var series []demand.Series
	for i := range 12 {
		s := ramp(400, func(int) float64 { return 20 })
		s.SKU, s.Category = demand.SKU(rune('B'+i)), "糕点"
		for t := range s.Y {
			if p := view2(s, cal).Phase(t); p == 1 || p == 2 {
				s.Y[t] = 600
			}
		}
		series = append(series, *s)
	}
	steady := ramp(90, func(int) float64 { return 20 })
	steady.Category = "糕点"
	calm := ramp(90, func(int) float64 { return 20 })
	calm.SKU, calm.Category = "Z", "干货"
	res, table := run(t, append(series, *steady, *calm), forecast.Options{Calendar: cal, Threads: 2})
	got, other := res[12], res[13]
	names := forecast.MemberNames(forecast.YearRound)
	if last := len(names) - 1; !slices.Equal(got.Drop, names[:last]) || got.Model != names[last] {
		t.Errorf("dropped %v, model %q; want every member by name but %s", got.Drop, got.Model, names[last])
	}
	if len(other.Drop) > 0 {
		t.Errorf("the item without the promotion lost %v", other.Drop)
	}
	for h, m := range got.Dist.Mean {
		if math.Abs(m-20) > 1 {
			t.Fatalf("day %d: mean %v, want the level 20", h, m)
		}
	}
	if err := got.Dist.Check(); err != nil {
		t.Error(err)
	}
	if r, ok := table.Leads(forecast.YearRound, forecast.Chosen, 1, 8); !ok || r.Explosions > 0 {
		t.Errorf("chosen line %+v", r)
	}
}

// view2 is a view without a test.
func view2(s *demand.Series, cal forecast.Calendar) *forecast.View {
	v, err := forecast.NewView(s, forecast.Options{Calendar: cal})
	if err != nil {
		panic(err)
	}
	return v
}

func TestOrdered(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		row := rapid.SliceOfN(rapid.Float64Range(-50, 50), len(dist.Levels), len(dist.Levels)).Draw(rt, "row")
		median := max(row[8], 0)
		forecast.Ordered(row)
		if row[8] != median || !slices.IsSorted(row) || row[0] < 0 {
			rt.Fatalf("%v around %v", row, median)
		}
		again := slices.Clone(row)
		forecast.Ordered(again)
		if !slices.Equal(again, row) {
			rt.Fatalf("ordering twice moves %v to %v", row, again)
		}
	})
}

func TestSpread(t *testing.T) {
	row := make([]float64, len(dist.Levels))
	near(t, "of nothing", forecast.SpreadOf(row, 0), 0.05)
	near(t, "of a point at 16", forecast.SpreadOf(row, 16), 2)
	row[11], row[5] = 9, 4 // the levels 0.8 and 0.2
	near(t, "of the middle 60 %", forecast.SpreadOf(row, 16), 5)
}

// TestShiftByHand: the conformal order statistic of the scores known at the origin in the lead band; the median stays.
func TestShiftByHand(t *testing.T) {
	var known, bands []int
	var score []float64
	for i := range 99 { // scores 1 … 99 known at origin 3, 0 and 1000 in the other band or later
		known, bands, score = append(known, 3, 3, 9), append(bands, 0, 1, 0), append(score, float64(1+i), 0, 1000)
	}
	got := forecast.Shift(known, bands, score, 3, 0)
	if got[8] != 0 || got[12] != 90 || got[4] != 10 {
		t.Errorf("levels 0.1, 0.5, 0.9 are shifted by %v, %v, %v; want 10, 0, 90", got[4], got[8], got[12])
	}
	if forecast.Shift(known, bands, score, 2, 0) != nil {
		t.Error("scores were used before they were known")
	}
	if forecast.Shift(known[:3*49], bands[:3*49], score[:3*49], 3, 0) != nil {
		t.Error("49 scores are too few")
	}
	if forecast.Shift(known[:3*50], bands[:3*50], score[:3*50], 3, 0) == nil {
		t.Error("50 scores are enough")
	}
}

// TestCopulaByHand: corr(lag) = C + (1−C)·ρ^lag is found again.
func TestCopulaByHand(t *testing.T) {
	for _, c := range []struct{ rho, common float64 }{{0, 0}, {0.5, 0}, {0, 0.3}, {0.4, 0.2}} {
		rho, common := forecast.Copula(func(i int) float64 {
			if i == 0 {
				return 1
			}
			return c.common + (1-c.common)*math.Pow(c.rho, float64(i))
		})
		if math.Abs(rho-c.rho) > 0.002 || math.Abs(common-c.common) > 0.002 {
			t.Errorf("ρ %.3f, C %.3f; want %v, %v", rho, common, c.rho, c.common)
		}
	}
	if rho, common := forecast.Copula(func(int) float64 { return 0 }); rho != 0 || common != 0 {
		t.Errorf("without scores ρ is %v, C %v", rho, common)
	}
	if rho, common := forecast.Copula(func(int) float64 { return 1 }); rho > 0.9 || common > 0.7 {
		t.Errorf("ρ %v, C %v are beyond their bounds", rho, common)
	}
	if rho, common := forecast.Copula(func(i int) float64 { return math.Pow(-0.5, float64(i)) }); rho != 0 || common > 0.01 {
		t.Errorf("alternating errors: ρ %v, C %v; want none", rho, common)
	}
}

// TestCalibrateBySpread: a shift is in units of the day's own spread: a wide day moves more than a narrow one.
func TestCalibrateBySpread(t *testing.T) {
	up := make([]float64, len(dist.Levels))
	up[16] = 1
	l := forecast.Learnt{Shifts: [][2][]float64{{up, up}}}
	grid := func(step float64) []float64 {
		q := make([]float64, len(dist.Levels))
		for j := range q {
			q[j] = 50 + step*float64(j)
		}
		return q
	}
	narrow, wide := forecast.NewBlock([]float64{50}, grid(1)...), forecast.NewBlock([]float64{50}, grid(3)...)
	l.Calibrate(0, narrow)
	l.Calibrate(0, wide)
	near(t, "narrow", narrow.Row(0)[16], 66+6)
	near(t, "wide", wide.Row(0)[16], 98+18)
	negative := forecast.NewBlock([]float64{-3}, -2)
	l.Calibrate(5, negative) // nothing learnt at that origin: only clipped
	if negative.Means()[0] != 0 || negative.Row(0)[0] != 0 || negative.Row(0)[16] != 0 {
		t.Errorf("negative forecast %v, %v", negative.Means(), negative.Row(0))
	}
}

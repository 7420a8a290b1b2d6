package forecast_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// ramp is n days ending at asOf.
func ramp(n int, y func(t int) float64) *demand.Series {
	s := &demand.Series{Key: demand.Key{SKU: "A", Channel: "x"}, Start: asOf.AddDate(0, 0, 1-n), Grain: demand.Day}
	for t := range n {
		s.Y = append(s.Y, y(t))
	}
	return s
}

func view(t *testing.T, s *demand.Series, opt forecast.Options) *forecast.View {
	t.Helper()
	v, err := forecast.NewView(s, opt)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSeasonalNaiveByHand(t *testing.T) {
	v := view(t, ramp(30, func(t int) float64 { return float64(t) }), forecast.Options{})
	if got, want := v.Benchmark(forecast.SNaive, 30, 9), []float64{23, 24, 25, 26, 27, 28, 29, 23, 24}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := v.Benchmark(forecast.SNaive, 3, 7); !slices.Equal(got, []float64{0, 0, 0, 0, 0, 1, 2}) {
		t.Errorf("before the first sale nothing was sold: %v", got)
	}
}

// TestHandByHand: 0.1 × the week 364 days ago + 0.2 × last week + 0.7 × mean of four weeks, spread by weekday shares.
func TestHandByHand(t *testing.T) {
	// 2 a day until a year ago, then 4 a day, 11 a day in the last week; Sundays sell nothing
	n := 400
	s := ramp(n, func(int) float64 { return 0 })
	for t := range n {
		switch {
		case s.Date(t).Weekday() == time.Sunday:
		case t < n-350:
			s.Y[t] = 2
		case t < n-7:
			s.Y[t] = 4
		default:
			s.Y[t] = 11
		}
	}
	v := view(t, s, forecast.Options{})
	got := v.Benchmark(forecast.HandName, n, 7)
	week := 0.1*12 + 0.2*66 + 0.7*(66+3*24)/4
	sum := 0.0
	for i, x := range got {
		sum += x
		want := week / 6
		if asOf.AddDate(0, 0, i+1).Weekday() == time.Sunday {
			want = 0
		}
		if math.Abs(x-want) > 1e-9 {
			t.Errorf("day %d: %v, want %v", i, x, want)
		}
	}
	if math.Abs(sum-week) > 1e-9 {
		t.Errorf("week %v, want %v", sum, week)
	}
}

// TestHandWithoutLastYear: a missing term gives its weight to the mean of four weeks.
func TestHandWithoutLastYear(t *testing.T) {
	v := view(t, ramp(60, func(int) float64 { return 3 }), forecast.Options{})
	for _, x := range v.Benchmark(forecast.HandName, 60, 14) {
		if math.Abs(x-3) > 1e-9 {
			t.Fatalf("%v, want 3", x)
		}
	}
}

func TestLunarNaive(t *testing.T) {
	cal := forecast.Calendar{Occasions: []calendar.Occasion{
		{Festival: calendar.MidAutumn, Day: day(2025, 10, 6)}, {Festival: calendar.MidAutumn, Day: day(2026, 9, 25)},
	}}
	n := 700
	s := ramp(n, func(t int) float64 { return float64(t) })
	v := view(t, s, forecast.Options{Calendar: cal})
	at := func(d time.Time) int { return int(d.Sub(s.Start).Hours() / 24) }
	got := v.Benchmark(forecast.LunarNaive, n, 40)
	if want := float64(at(day(2025, 10, 1))); got[at(day(2026, 9, 20))-n] != want {
		t.Errorf("2026-09-20 repeats %v, want 2025-10-01 (%v)", got[at(day(2026, 9, 20))-n], want)
	}
	if plain := v.Benchmark(forecast.SNaive, n, 40); got[0] != plain[0] || got[39] != plain[39] {
		t.Error("outside the window it is the seasonal naive")
	}
}

func TestClassify(t *testing.T) {
	cal := newWorld(0, asOf).cal
	season := func(s *demand.Series) *demand.Series { s.Season = "中秋"; return s }
	year := func(s *demand.Series) *demand.Series { s.Season = "常年"; return s }
	mooncake := ramp(1090, func(int) float64 { return 0 })
	for t := range mooncake.Y {
		for _, o := range cal.Occasions {
			if d := o.Day.Sub(mooncake.Date(t)).Hours() / 24; o.Festival == calendar.MidAutumn && d >= 0 && d < 30 {
				mooncake.Y[t] = 9
			}
		}
	}
	off := ramp(300, func(int) float64 { return 5 })
	off.OnSale.To = asOf.AddDate(0, 0, -10)
	out := ramp(300, func(t int) float64 { return float64(max(0, 1-t/100)) })
	out.Censored = make([]bool, 300)
	for i := 150; i < 300; i++ {
		out.Censored[i] = true
	}
	for name, c := range map[string]struct {
		s    *demand.Series
		want forecast.Class
	}{
		"sold daily":                      {ramp(300, func(int) float64 { return 5 }), forecast.YearRound},
		"by the product master":           {season(ramp(30, func(int) float64 { return 0 })), forecast.Seasonal},
		"mooncake without a master":       {mooncake, forecast.Seasonal},
		"the same, said to sell all year": {year(ramp(300, func(t int) float64 { return float64(t % 2) })), forecast.Intermittent},
		"one in five days":                {ramp(300, func(t int) float64 { return float64(max(0, 1-t%5)) }), forecast.Intermittent},
		"nothing for 90 days":             {ramp(300, func(t int) float64 { return float64(max(0, 1-t/200)) }), forecast.Dead},
		"off sale":                        {off, forecast.Dead},
		"out of stock is not dead":        {out, forecast.Intermittent},
		"three weeks old":                 {ramp(21, func(int) float64 { return 2 }), forecast.New},
	} {
		if got := view(t, c.s, forecast.Options{Calendar: cal}).ClassOf(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestPromotionPhases(t *testing.T) {
	from := asOf.AddDate(0, 0, -20)
	cal := forecast.Calendar{Promotions: []forecast.Promotion{
		{Kind: "618", From: from, To: from.AddDate(0, 0, 2)},
		{Kind: "other channel", From: asOf, To: asOf, Channels: []demand.Channel{"y"}},
		{Kind: "other SKU", From: asOf, To: asOf, SKU: "B"},
		{Kind: "other category", From: asOf, To: asOf, Category: "月饼"},
	}}
	s := ramp(40, func(int) float64 { return 1 })
	v := view(t, s, forecast.Options{Calendar: cal})
	at := 40 - 1 - 20
	var got []int
	for d := -4; d <= 13; d++ {
		got = append(got, v.Phase(at+d))
	}
	// none, three days ahead, first, two within, three after, seven later, none
	if want := []int{0, 5, 5, 5, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 0}; !slices.Equal(got, want) {
		t.Errorf("phases %v, want %v", got, want)
	}
	if v.Phase(39) != 0 {
		t.Error("another channel's, SKU's or category's promotion was applied")
	}
}

// TestEffectIsRecovered: the generator lifts promoted days by 1.8 and lowers the three days after to 0.7.
func TestEffectIsRecovered(t *testing.T) {
	w := newWorld(30, asOf)
	opt := forecast.Options{Calendar: w.cal, Threads: 2}
	p, err := forecast.Stats(w.series, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err := forecast.Prepare(context.Background(), []forecast.Partial{p}, nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	for phase, want := range map[int8]float64{1: 1.8, 2: 1.8, 3: 0.7, 4: 1, 5: 1} {
		if got := b.EffectOf(forecast.Effect{Cut: 1, Kind: "直降", Phase: phase}); math.Abs(got-want) > 0.12*want {
			t.Errorf("phase %d: %.3f, want %.2f", phase, got, want)
		}
	}
}

func TestWeights(t *testing.T) {
	names := []string{"a", "b", "c"}
	l := forecast.Learnt{Losses: slices.Repeat([]map[string]float64{{"a": 1, "b": 1.1, "c": 9}}, 9)}
	w, median := l.Weights(8, names, []bool{true, true, true})
	if median || w[2] != 0 {
		t.Errorf("weights %v, median %v: the member nine times worse must go", w, median)
	}
	if w[0] <= w[1] || math.Abs(w[0]+w[1]-1) > 1e-12 || w[0] > 0.6 {
		t.Errorf("weights %v are not inverse losses shrunk half-way to equal", w)
	}
	if _, median := l.Weights(3, names, []bool{true, true, true}); !median {
		t.Error("three windows must take the median")
	}
	if w, _ := l.Weights(8, names, []bool{false, false, true}); w[2] != 1 {
		t.Errorf("the only usable member has weight %v", w)
	}
}

func TestCombine(t *testing.T) {
	a, b := forecast.NewBlock([]float64{1, 2}, 1), forecast.NewBlock([]float64{3, 6}, 5)
	dst := forecast.NewBlock([]float64{0, 0}, 0)
	forecast.Combine(dst, []*forecast.Block{a, b}, []float64{0.25, 0.75})
	if got := dst.Means(); got[0] != 2.5 || got[1] != 5 {
		t.Errorf("means %v", got)
	}
	if got := dst.Row(1)[3]; got != 4 {
		t.Errorf("quantile %v, want 4", got)
	}
}

func TestCalibrate(t *testing.T) {
	shift := make([]float64, len(dist.Levels))
	shift[0], shift[len(shift)-1] = -100, 2
	l := forecast.Learnt{Shifts: [][2][]float64{{shift, nil}}}
	q := make([]float64, len(dist.Levels))
	for j := range q {
		q[j] = float64(j + 1)
	}
	b := forecast.NewBlock(make([]float64, 20), q...)
	l.Calibrate(0, b)
	first, later := b.Row(0), b.Row(19)
	if first[0] != 0 {
		t.Errorf("lowest quantile %v, want 0: never negative", first[0])
	}
	if want := 17 + 2*(q[11]-q[5]); first[16] != want {
		t.Errorf("highest quantile %v, want %v", first[16], want)
	}
	if first[8] != 9 || !slices.IsSorted(first) {
		t.Errorf("the median moved or quantiles cross: %v", first)
	}
	if !slices.Equal(later, q) {
		t.Errorf("a lead band without scores was moved: %v", later)
	}
}

func TestConformal(t *testing.T) {
	sorted := make([]float64, 99)
	for i := range sorted {
		sorted[i] = float64(i + 1)
	}
	for tau, want := range map[float64]float64{0.9: 90, 0.95: 95, 0.1: 10, 0.005: 1, 0.995: 99} {
		if got := forecast.Conformal(sorted, tau); got != want {
			t.Errorf("τ = %v: %v, want %v", tau, got, want)
		}
	}
}

func TestNormalScore(t *testing.T) {
	row := make([]float64, len(dist.Levels))
	for j, tau := range dist.Levels {
		row[j] = 10 + 3*dist.NormalQuantile(tau)
	}
	for _, y := range []float64{10, 13, 7, 12} {
		if got, want := forecast.NormalScore(row, y), (y-10)/3; math.Abs(got-want) > 0.06 {
			t.Errorf("y = %v: %.3f, want %.3f", y, got, want)
		}
	}
	if lo, hi := forecast.NormalScore(row, -99), forecast.NormalScore(row, 99); lo > -2.5 || hi < 2.5 {
		t.Errorf("tails %v and %v", lo, hi)
	}
}

func TestGuard(t *testing.T) {
	v := view(t, ramp(100, func(int) float64 { return 10 }), forecast.Options{})
	for name, c := range map[string]struct {
		b    *forecast.Block
		want bool
	}{
		"plain":             {forecast.NewBlock([]float64{9, 11}, 8, 12), true},
		"mean explodes":     {forecast.NewBlock([]float64{9, 400}, 8), false},
		"median explodes":   {forecast.NewBlock([]float64{9, 9}, 400), false},
		"not a number":      {forecast.NewBlock([]float64{9, math.NaN()}, 8), false},
		"negative":          {forecast.NewBlock([]float64{-1, 2}, 8), false},
		"infinite quantile": {forecast.NewBlock([]float64{9, 9}, 8, 8, 8, 8, 8, 8, 8, 8, 8, math.Inf(1)), false},
	} {
		if got := v.Guard(100, c.b); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestSpec(t *testing.T) {
	names := []string{"EQ(28d)", "Theta", "TSB"}
	for want, w := range map[string][]float64{
		"0.25·EQ(28d)+0.75·TSB": {0.25, 0, 0.75}, "Theta": {0, 1, 0}, "level": {0, 0, 0},
	} {
		if got := forecast.Spec(names, w); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestOffSale: nothing is promised after the last day of sale.
func TestOffSale(t *testing.T) {
	s := ramp(200, func(int) float64 { return 8 })
	s.OnSale.To = asOf.AddDate(0, 0, 10)
	res, _ := run(t, []demand.Series{*s}, forecast.Options{Threads: 1})
	m := res[0].Dist.Mean
	if m[9] < 6 || m[10] != 0 || res[0].Dist.Q[10][16] != 0 {
		t.Errorf("means around the last day of sale: %v", m[8:12])
	}
}

// TestStockOut: stock-out days are neither demand nor scored.
func TestStockOut(t *testing.T) {
	s := ramp(300, func(int) float64 { return 10 })
	s.Censored = make([]bool, 300)
	for i := 200; i < 300; i += 2 {
		s.Y[i], s.Censored[i] = 0, true
	}
	res, _ := run(t, []demand.Series{*s}, forecast.Options{Threads: 1})
	for h, m := range res[0].Dist.Mean {
		if math.Abs(m-10) > 0.5 {
			t.Fatalf("day %d: mean %.2f, want 10", h, m)
		}
	}
	if res[0].Censored != 50 || res[0].Scores[0].WAPE > 0.02 {
		t.Errorf("%d stock-out days, WAPE %.3f", res[0].Censored, res[0].Scores[0].WAPE)
	}
}

// TestReasons: every reason has its words in both languages' catalogues, by code.
func TestReasons(t *testing.T) {
	w := newWorld(4, asOf)
	s := ramp(200, func(int) float64 { return 8 })
	s.OnSale.To = asOf.AddDate(0, 0, -3)
	dead := ramp(400, func(t int) float64 { return float64(max(0, 1-t/100)) })
	fresh := ramp(9, func(int) float64 { return 2 })
	dead.SKU, fresh.SKU = "D", "N"
	res, _ := run(t, append(w.series, *s, *dead, *fresh), forecast.Options{Calendar: w.cal})
	for _, r := range res {
		if !strings.HasPrefix(r.Why.Code, "forecast.why-"+string(r.Class)) || r.Why.Args["Model"] != r.Model {
			t.Errorf("%s: %+v", r.SKU, r.Why)
		}
	}
}

// TestTable: WAPE is pooled in a window and averaged over windows; the pooled class holds every series.
func TestTable(t *testing.T) {
	w := newWorld(5, asOf)
	_, table := run(t, w.series, forecast.Options{Calendar: w.cal})
	rows := table.Rows()
	seen := map[string]forecast.Row{}
	for _, r := range rows {
		seen[string(r.Class)+"|"+r.Band+"|"+r.Model] = r
		if r.Days == 0 || r.Windows == 0 || r.Series == 0 {
			t.Errorf("empty line %+v", r)
		}
	}
	all := seen["all|all|"+forecast.Chosen]
	if all.Series != 15 || all.Windows != 8 {
		t.Errorf("pooled line %+v", all)
	}
	days := 0
	for _, c := range []forecast.Class{forecast.YearRound, forecast.Seasonal, forecast.Intermittent} {
		days += seen[string(c)+"|all|"+forecast.Chosen].Days
	}
	if days != all.Days || all.Days != 15*252 {
		t.Errorf("%d days, classes %d, want 15 series × 252", all.Days, days)
	}
	if week1 := seen["all|1|"+forecast.SNaive]; week1.Days != 15*56 {
		t.Errorf("lead week 1 has %d days, want 8 windows × 7 × 15", week1.Days)
	}
}

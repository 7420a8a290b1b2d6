package forecast_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// learn makes the broadcast of series.
func learn(t *testing.T, series []demand.Series, opt forecast.Options) *forecast.Broadcast {
	t.Helper()
	p, err := forecast.Stats(series, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err := forecast.Prepare(context.Background(), []forecast.Partial{p}, nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestEffectByHand: units sold over expected, pulled by 150 expected units to all kinds, and those to 1.
func TestEffectByHand(t *testing.T) {
	g := forecast.Group{Category: "a"}
	p := forecast.Partial{
		From: 0, Days: 1, Daily: map[forecast.Group][]int64{g: {1}}, Counts: map[forecast.Group][2]int64{g: {1, 1}},
		Ratios: map[forecast.Effect]forecast.Ratio{
			{Cut: 1, Phase: 1}:              {Sold: 900_000, Expected: 450_000},
			{Cut: 1, Kind: "618", Phase: 1}: {Sold: 450_000, Expected: 150_000},
		},
	}
	b, err := forecast.Prepare(context.Background(), []forecast.Partial{p}, nil, forecast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all := (900.0 + 150) / 600
	near(t, "a known kind", b.EffectOf(forecast.Effect{Cut: 1, Kind: "618", Phase: 1}), (450+150*all)/300)
	near(t, "an unknown kind", b.EffectOf(forecast.Effect{Cut: 1, Kind: "双十一", Phase: 1}), all)
	near(t, "another phase", b.EffectOf(forecast.Effect{Cut: 1, Kind: "618", Phase: 2}), 1)
	near(t, "before the backtest", b.EffectOf(forecast.Effect{Cut: 0, Kind: "618", Phase: 1}), 1)
}

// TestOwnWeekByHand: the weekday profile has mean 1, is pulled by 60 units to a flat one, and forgets after a year.
func TestOwnWeekByHand(t *testing.T) {
	s := from(day(2025, 1, 6), 364+70, func(t int) float64 { // 62 whole weeks from a Monday
		switch {
		case t < 70:
			return 1000
		case t%7 == 6:
			return 9
		}
		return 2
	})
	got := view(t, s, forecast.Options{}).WeekOf(434)
	mean := (6*2 + 9) / 7.0 // 3 a day, 156 a weekday and year
	plain, sunday := (52*2+60)/(52*mean+60), (52*9+60)/(52*mean+60)
	unit := 7 / (6*plain + sunday)
	for d, x := range got {
		want := plain * unit
		if d == 6 {
			want = sunday * unit
		}
		near(t, "weekday", x, want)
	}
	near(t, "sum", sumOf(got[:]), 7)
	empty := view(t, ramp(30, func(int) float64 { return 0 }), forecast.Options{}).WeekOf(30)
	for _, x := range empty {
		near(t, "profile of nothing", x, 1)
	}
}

// TestProfileIsPooled: a category's weekdays are learnt from all its items, and a new item of it gets them.
func TestProfileIsPooled(t *testing.T) {
	var series []demand.Series
	for i := range 10 {
		s := ramp(400, func(int) float64 { return 10 })
		s.SKU, s.Category = demand.SKU(rune('B'+i)), "糕点"
		for t := range s.Y {
			if forecast.Weekday(forecast.DayNumber(s.Date(t))) == 6 {
				s.Y[t] = 80
			}
		}
		series = append(series, *s)
	}
	fresh := ramp(3, func(int) float64 { return 1 })
	fresh.Category = "糕点"
	b := learn(t, append(series, *fresh), forecast.Options{})
	p := b.ProfileOf("糕点", 1)
	if math.Abs(p[6]-4) > 0.05 || math.Abs(p[0]-0.5) > 0.05 {
		t.Errorf("profile %v, want 0.5 on Mondays and 4 on Sundays", p)
	}
	if q := b.ProfileOf("never seen", 1); q != [7]float64{1, 1, 1, 1, 1, 1, 1} {
		t.Errorf("unknown category: %v", q)
	}
	f := b.FactorsOf(fresh, 1)
	sunday, monday := 0.0, 0.0
	for i, x := range f {
		switch forecast.Weekday(forecast.DayNumber(fresh.Date(i))) {
		case 6:
			sunday = x
		case 0:
			monday = x
		}
	}
	if sunday < 6*monday {
		t.Errorf("new item: Sunday %v, Monday %v", sunday, monday)
	}
}

// TestMakeUpDay: a Saturday that is worked is a Monday, not a Saturday.
func TestMakeUpDay(t *testing.T) {
	start := asOf.AddDate(0, 0, -399)
	kinds := make([]calendar.Kind, 500)
	for i := range kinds {
		kinds[i] = calendar.Workday
		if forecast.Weekday(forecast.DayNumber(start)+i) >= 5 {
			kinds[i] = calendar.Weekend
		}
	}
	sat := 0
	for i := 405; sat == 0; i++ {
		if forecast.Weekday(forecast.DayNumber(start)+i) == 5 {
			sat = i
		}
	}
	kinds[sat] = calendar.MakeUp
	s := ramp(400, func(t int) float64 {
		if forecast.Weekday(forecast.DayNumber(start)+t) >= 5 {
			return 50
		}
		return 10
	})
	b := learn(t, []demand.Series{*s}, forecast.Options{Calendar: forecast.Calendar{Start: start, Kinds: kinds}})
	f := b.FactorsOf(s, 1)
	near(t, "make-up Saturday", f[sat], f[sat+2])
	if f[sat+7] < 3*f[sat] {
		t.Errorf("the next Saturday has factor %v, the worked one %v", f[sat+7], f[sat])
	}
}

// TestFestivalEffect: what sweets gain before the Spring Festival, other items in the category lose nothing of.
func TestFestivalEffect(t *testing.T) {
	cal := newWorld(0, asOf).cal
	var series []demand.Series
	for i := range 16 {
		category, lift := "糖果", 3.0
		if i%2 == 1 {
			category, lift = "酱油", 1.0
		}
		s := ramp(1090, func(int) float64 { return 200 })
		s.SKU, s.Category = demand.SKU(rune('B'+i)), category
		for t := range s.Y {
			for _, o := range cal.Occasions {
				if d := o.Day.Sub(s.Date(t)).Hours() / 24; o.Festival == calendar.SpringFestival && d >= 1 && d <= 6 {
					s.Y[t] *= lift
				}
			}
		}
		series = append(series, *s)
	}
	b := learn(t, series, forecast.Options{Calendar: cal})
	sweets, soy := b.FactorsOf(&series[0], 1), b.FactorsOf(&series[1], 1)
	at := int(day(2026, 2, 14).Sub(series[0].Start).Hours() / 24) // three days before
	if math.Abs(sweets[at]-3) > 0.25 || math.Abs(soy[at]-1) > 0.15 {
		t.Errorf("three days before the festival: sweets %v, soy sauce %v; want 3 and 1", sweets[at], soy[at])
	}
	if off := at - 60; math.Abs(sweets[off]-1) > 0.05 {
		t.Errorf("two months before: %v, want 1", sweets[off])
	}
}

// TestPlannedPromotion: a promotion ahead lifts its days and is paid for by the days after it; without it nothing moves.
func TestPlannedPromotion(t *testing.T) {
	w := newWorld(20, asOf)
	last := w.cal.Promotions[len(w.cal.Promotions)-1]
	plain := w.cal
	plain.Promotions = nil
	for _, p := range w.cal.Promotions {
		if !p.From.After(asOf) {
			plain.Promotions = append(plain.Promotions, p)
		}
	}
	if !last.From.After(asOf) {
		t.Fatal("no promotion ahead")
	}
	with := plain
	with.Promotions = append(slices.Clone(plain.Promotions), forecast.Promotion{Kind: "直降", Category: "糕点", From: asOf.AddDate(0, 0, 21), To: asOf.AddDate(0, 0, 23)})
	a, _ := run(t, w.series, forecast.Options{Calendar: plain, Threads: 2})
	b, _ := run(t, w.series, forecast.Options{Calendar: with, Threads: 2})
	ratio := func(category string, from, to int) float64 {
		x, y := 0.0, 0.0
		for i := range w.series {
			if w.series[i].Category == category {
				x, y = x+a[i].Dist.WindowMean(from, to), y+b[i].Dist.WindowMean(from, to)
			}
		}
		return y / x
	}
	for _, c := range []struct {
		name     string
		category string
		from, to int
		want     float64
	}{
		{"promoted days", "糕点", 20, 23, 1.8},
		{"three days after", "糕点", 23, 26, 0.7},
		{"the week after that", "糕点", 26, 33, 1},
		{"before", "糕点", 0, 17, 1},
		{"far behind", "糕点", 40, 56, 1},
		{"another category", "干货", 20, 26, 1},
	} {
		if got := ratio(c.category, c.from, c.to); math.Abs(got-c.want) > 0.12*c.want {
			t.Errorf("%s: %.3f of the forecast without it, want %.2f", c.name, got, c.want)
		}
	}
}

// TestEffectsKnowTheirCut: what happened after the first origin is not in what the backtest uses.
func TestEffectsKnowTheirCut(t *testing.T) {
	w := newWorld(20, asOf)
	opt := forecast.Options{Calendar: w.cal}
	early := learn(t, w.series, opt)
	for i := range w.series {
		n := len(w.series[i].Y)
		for t := n - 56; t < n; t++ {
			w.series[i].Y[t] *= 7
		}
	}
	late := learn(t, w.series, opt)
	moved := false
	for phase := int8(1); phase <= 5; phase++ {
		for cut := range int8(2) {
			e := forecast.Effect{Cut: cut, Kind: "直降", Phase: phase}
			if x, y := early.EffectOf(e), late.EffectOf(e); cut == 0 && x != y {
				t.Errorf("phase %d before the first origin moved from %v to %v", phase, x, y)
			} else if cut == 1 && x != y {
				moved = true
			}
		}
	}
	if !moved {
		t.Error("the effects at the as-of do not know the last eight weeks")
	}
	for i := range w.series {
		if a, b := early.FactorsOf(&w.series[i], 0), late.FactorsOf(&w.series[i], 0); !slices.Equal(a, b) {
			t.Fatalf("%s: factors of the backtest know what came after", w.series[i].SKU)
		}
	}
}

// TestBaselineByHand: the level of the plain days of four weeks on each side, times the weekday.
func TestBaselineByHand(t *testing.T) {
	s := ramp(200, func(int) float64 { return 10 })
	for i := 100; i < 106; i++ {
		s.Y[i] = 500
	}
	cal := forecast.Calendar{Promotions: []forecast.Promotion{{Kind: "618", From: s.Date(100), To: s.Date(105)}}}
	v := view(t, s, forecast.Options{Calendar: cal})
	got, ok := v.ExpectedAt(200, 102)
	if !ok {
		t.Fatal("no baseline")
	}
	near(t, "the promoted days are not in it", got, 10)
	s.Censored = make([]bool, 200)
	for i := 60; i < 97; i++ {
		s.Censored[i], s.Y[i] = true, 0
	}
	got, ok = view(t, s, forecast.Options{Calendar: cal}).ExpectedAt(200, 102)
	if !ok || math.Abs(got-10) > 1e-9 {
		t.Errorf("with stock-outs before: %v, %v", got, ok)
	}
	for i := range s.Censored {
		s.Censored[i] = i < 120 || i > 124
	}
	if _, ok := view(t, s, forecast.Options{Calendar: cal}).ExpectedAt(200, 102); ok {
		t.Error("five plain days are less than a week's worth")
	}
}

// TestEffectWithoutStockOuts: a promotion that sold out on half its days has the effect of the days in stock.
func TestEffectWithoutStockOuts(t *testing.T) {
	cal := forecast.Calendar{}
	for d := 60; d < 380; d += 40 {
		cal.Promotions = append(cal.Promotions, forecast.Promotion{Kind: "618", From: asOf.AddDate(0, 0, d-399), To: asOf.AddDate(0, 0, d-396)})
	}
	s := ramp(400, func(int) float64 { return 1000 })
	s.Censored = make([]bool, 400)
	v := view(t, s, forecast.Options{Calendar: cal})
	for i := range s.Y {
		if v.Phase(i) == 2 {
			s.Y[i], s.Censored[i] = 3000, i%2 == 0
			if s.Censored[i] {
				s.Y[i] = 0
			}
		}
	}
	b := learn(t, []demand.Series{*s}, forecast.Options{Calendar: cal})
	if got := b.EffectOf(forecast.Effect{Cut: 1, Kind: "618", Phase: 2}); math.Abs(got-3) > 0.15 {
		t.Errorf("effect %.2f, want 3: stock-outs were counted as days without an effect", got)
	}
}

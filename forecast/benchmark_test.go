package forecast_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// near reports values that differ by more than a rounding.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*(1+math.Abs(want)) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func sumOf(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// from is a series that begins on a day and sells y(t).
func from(start time.Time, n int, y func(t int) float64) *demand.Series {
	s := ramp(n, y)
	s.Start = start
	return s
}

// TestHandWeeks: every week of the horizon has its own week of last year, and the same last week and month.
func TestHandWeeks(t *testing.T) {
	// 448 days from a Monday; week w of last year sold 70·w a week, the last four weeks 7, 14, 21 and 28 a day
	s := from(day(2025, 6, 2), 448, func(t int) float64 {
		if t >= 420 {
			return float64(7 * (1 + (t-420)/7))
		}
		return float64(10 * (t / 7))
	})
	v := view(t, s, forecast.Options{})
	got := v.Benchmark(forecast.HandName, 448, 21)
	month := 7.0 * (7 + 14 + 21 + 28) / 4
	for w := range 3 {
		lastYear := 70 * float64((448-364)/7+w)
		near(t, "week", sumOf(got[7*w:7*w+7]), 0.1*lastYear+0.2*7*28+0.7*month)
	}
}

// TestHandWeights: the weights are settings; a missing term gives its weight to the mean of four weeks.
func TestHandWeights(t *testing.T) {
	grow := func(t int) float64 { return float64(1 + t/7) } // week w sells 7·(w+1)
	for name, c := range map[string]struct {
		n    int
		hand forecast.Hand
		want float64
	}{
		"only last year":            {378, forecast.Hand{LastYear: 1}, 7 * 3},
		"only last week":            {70, forecast.Hand{LastWeek: 1}, 7 * 10},
		"only four weeks":           {70, forecast.Hand{FourWeeks: 1}, 7 * 8.5},
		"no last year":              {70, forecast.Hand{LastYear: 0.5, FourWeeks: 0.5}, 7 * 8.5},
		"halves":                    {378, forecast.Hand{LastYear: 0.5, LastWeek: 0.5}, 0.5*7*3 + 0.5*7*54},
		"weights need not add to 1": {70, forecast.Hand{LastWeek: 2}, 2 * 7 * 10},
		"a day short of last year":  {371 - 8, forecast.Hand{LastYear: 1}, 0},
	} {
		v := view(t, ramp(c.n, grow), forecast.Options{Hand: c.hand})
		got := sumOf(v.Benchmark(forecast.HandName, c.n, 7))
		if name == "a day short of last year" {
			last := 0.0
			for t := c.n - 28; t < c.n; t++ {
				last += grow(t) / 4
			}
			c.want = last
		}
		near(t, name, got, c.want)
	}
}

// TestHandFirstDays: less than a week of history has no last week; what is sold in four weeks is all there is.
func TestHandFirstDays(t *testing.T) {
	v := view(t, ramp(5, func(int) float64 { return 8 }), forecast.Options{})
	near(t, "a quarter of the five days' 40", sumOf(v.Benchmark(forecast.HandName, 5, 7)), 10)
	v = view(t, ramp(40, func(int) float64 { return 0 }), forecast.Options{})
	for _, x := range v.Benchmark(forecast.HandName, 40, 10) {
		near(t, "nothing sold", x, 0)
	}
}

// TestHandShares: the week is spread by the weekday shares of the last 8 weeks, older ones forgotten.
func TestHandShares(t *testing.T) {
	s := from(day(2026, 1, 5), 140, func(t int) float64 { // Mondays only, then from day 84 on Mondays 1, Fridays 3
		switch {
		case t%7 == 0 && t < 84:
			return 100
		case t%7 == 0:
			return 1
		case t%7 == 4 && t >= 84:
			return 3
		}
		return 0
	})
	got := view(t, s, forecast.Options{}).Benchmark(forecast.HandName, 140, 9)
	want := []float64{1, 0, 0, 0, 3, 0, 0, 1, 0} // 4 a week
	for i := range got {
		near(t, "day", got[i], want[i])
	}
}

// TestHandSeesSalesOnly: the department's formula counts what left the shop, stock-outs as zeros.
func TestHandSeesSalesOnly(t *testing.T) {
	s := ramp(70, func(t int) float64 {
		if t >= 63 {
			return 0
		}
		return 4
	})
	s.Censored = make([]bool, 70)
	for i := 63; i < 70; i++ {
		s.Censored[i] = true
	}
	got := sumOf(view(t, s, forecast.Options{}).Benchmark(forecast.HandName, 70, 7))
	near(t, "0.2·0 + 0.8·21", got, 0.8*21)
}

// TestBenchmarksUseThePastOnly: from an origin inside the history nothing behind it is read.
func TestBenchmarksUseThePastOnly(t *testing.T) {
	cal := newWorld(0, asOf).cal
	s := ramp(900, func(t int) float64 { return float64(t%13 + t%7) })
	later := ramp(900, func(t int) float64 { return float64(t%13+t%7) + 1e6*float64(max(0, min(1, t-799))) })
	a, b := view(t, s, forecast.Options{Calendar: cal}), view(t, later, forecast.Options{Calendar: cal})
	for _, name := range []string{forecast.SNaive, forecast.LunarNaive, forecast.HandName} {
		if x, y := a.Benchmark(name, 800, 56), b.Benchmark(name, 800, 56); !slices.Equal(x, y) {
			t.Errorf("%s reads the days it forecasts", name)
		}
		if y := b.Benchmark(name, 900, 7); sumOf(y) < 1e6 && name != forecast.LunarNaive {
			t.Errorf("%s does not read the days before its origin: %v", name, y)
		}
	}
}

// TestLunarNaiveByHand: the value at the same signed offset of the same festival a lunar year earlier.
func TestLunarNaiveByHand(t *testing.T) {
	occasions := []calendar.Occasion{
		{Festival: calendar.SpringFestival, Day: day(2025, 1, 29)},
		{Festival: calendar.SpringFestival, Day: day(2026, 2, 17)},
		{Festival: calendar.Qingming, Day: day(2025, 4, 4)},
		{Festival: calendar.Qingming, Day: day(2026, 4, 5)},
		{Festival: calendar.DragonBoat, Day: day(2025, 5, 31)},
		{Festival: calendar.DragonBoat, Day: day(2026, 6, 19)},
		{Festival: calendar.MidAutumn, Day: day(2024, 9, 17)},
		{Festival: calendar.MidAutumn, Day: day(2025, 10, 6)},
	}
	start := day(2025, 1, 1)
	at := func(d time.Time) int { return int(d.Sub(start).Hours() / 24) }
	for _, c := range []struct {
		name         string
		origin, when time.Time
		want         time.Time // repeated day
	}{
		{"first day of the Spring Festival window", day(2026, 1, 20), day(2026, 1, 27), day(2025, 1, 8)},
		{"the day before the window", day(2026, 1, 20), day(2026, 1, 26), day(2026, 1, 19)},
		{"New Year's Day itself", day(2026, 2, 1), day(2026, 2, 17), day(2025, 1, 29)},
		{"20 days after", day(2026, 2, 1), day(2026, 3, 9), day(2025, 2, 18)},
		{"21 days after", day(2026, 2, 1), day(2026, 3, 10), day(2026, 1, 27)},
		{"Qingming, five days before", day(2026, 3, 25), day(2026, 3, 31), day(2025, 3, 30)},
		{"Dragon Boat, ten days before", day(2026, 6, 1), day(2026, 6, 9), day(2025, 5, 21)},
		{"Dragon Boat, eleven days before", day(2026, 6, 1), day(2026, 6, 8), day(2026, 5, 25)},
		{"Mid-Autumn before the history", day(2025, 9, 1), day(2025, 10, 6), day(2025, 8, 25)},
	} {
		n := at(c.origin)
		s := from(start, n, func(t int) float64 { return float64(t) })
		got := view(t, s, forecast.Options{Calendar: forecast.Calendar{Occasions: occasions}}).Benchmark(forecast.LunarNaive, n, 56)
		if x := got[at(c.when)-n]; x != float64(at(c.want)) && c.name != "Mid-Autumn before the history" {
			t.Errorf("%s: repeats %s, want %s", c.name, start.AddDate(0, 0, int(x)).Format(time.DateOnly), c.want.Format(time.DateOnly))
		} else if c.name == "Mid-Autumn before the history" && x != float64(n-7+(at(c.when)-n)%7) {
			t.Errorf("%s: %v, want the seasonal naive", c.name, x)
		}
	}
}

package forecast_test

import (
	"testing"
	"time"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// TestClassOrder: a series that fits several classes goes to the first of season, dead, new, intermittent.
func TestClassOrder(t *testing.T) {
	cal := newWorld(0, asOf).cal
	sparse := func(t int) float64 { return float64(max(0, 1-t%40)) }
	zero := func(int) float64 { return 0 }
	mark := func(s *demand.Series, season string, to time.Time) *demand.Series {
		s.Season, s.OnSale.To = season, to
		return s
	}
	gone := asOf.AddDate(0, 0, -1)
	for name, c := range map[string]struct {
		s    *demand.Series
		want forecast.Class
	}{
		"festival item without any sale":           {mark(ramp(400, zero), "中秋", time.Time{}), forecast.Seasonal},
		"festival item off sale":                   {mark(ramp(400, sparse), "端午", gone), forecast.Seasonal},
		"festival item of three days":              {mark(ramp(3, sparse), "春节", time.Time{}), forecast.Seasonal},
		"rare festival item":                       {mark(ramp(400, sparse), "清明", time.Time{}), forecast.Seasonal},
		"off sale and new":                         {mark(ramp(20, sparse), "", gone), forecast.Dead},
		"off sale and rare":                        {mark(ramp(400, sparse), "常年", gone), forecast.Dead},
		"last sold on the last day of data":        {mark(ramp(400, func(int) float64 { return 3 }), "", asOf), forecast.Dead},
		"sold to tomorrow":                         {mark(ramp(400, func(int) float64 { return 3 }), "", asOf.AddDate(0, 0, 1)), forecast.YearRound},
		"new and rare":                             {ramp(55, sparse), forecast.New},
		"56 days are not new":                      {ramp(56, func(int) float64 { return 1 }), forecast.YearRound},
		"89 days without demand":                   {ramp(289, func(t int) float64 { return float64(max(0, min(1, 200-t))) }), forecast.Intermittent},
		"90 days without demand":                   {ramp(290, func(t int) float64 { return float64(max(0, min(1, 200-t))) }), forecast.Dead},
		"three in four days are not regular":       {ramp(400, func(t int) float64 { return float64(min(1, t%4)) }), forecast.Intermittent},
		"four in five days are regular":            {ramp(400, func(t int) float64 { return float64(min(1, t%5)) }), forecast.YearRound},
		"a new item that never sold":               {ramp(30, zero), forecast.New},
		"an unknown word is no festival":           {mark(ramp(400, func(int) float64 { return 2 }), "双十一", time.Time{}), forecast.YearRound},
		"returns alone are no demand":              {ramp(200, func(int) float64 { return -4 }), forecast.Dead},
		"National Day has no season window of its": {mark(ramp(400, func(int) float64 { return 2 }), "国庆", time.Time{}), forecast.YearRound},
	} {
		if got := view(t, c.s, forecast.Options{Calendar: cal}).ClassOf(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// aroundFestival sells n on each of the 30 days up to a festival and m on other days.
func aroundFestival(cal forecast.Calendar, f calendar.Festival, days int, n, m float64) *demand.Series {
	s := ramp(days, func(int) float64 { return m })
	for t := range s.Y {
		for _, o := range cal.Occasions {
			if d := o.Day.Sub(s.Date(t)).Hours() / 24; o.Festival == f && d >= 0 && d < 30 {
				s.Y[t] = n
			}
		}
	}
	return s
}

// fewer multiplies what was sold on the first days.
func fewer(s *demand.Series, days int, by float64) *demand.Series {
	for t := range days {
		s.Y[t] *= by
	}
	return s
}

// TestSeasonShare: without a word of the master, a series is seasonal when most of it is sold in one festival's season.
func TestSeasonShare(t *testing.T) {
	cal := newWorld(0, asOf).cal
	for name, c := range map[string]struct {
		s    *demand.Series
		want string
	}{
		"mooncakes":               {aroundFestival(cal, calendar.MidAutumn, 1090, 9, 0), "中秋"},
		"zongzi":                  {aroundFestival(cal, calendar.DragonBoat, 1090, 9, 0), "端午"},
		"sweets for the New Year": {aroundFestival(cal, calendar.SpringFestival, 1090, 9, 0), "春节"},
		"mooncakes with a tail":   {aroundFestival(cal, calendar.MidAutumn, 1090, 30, 0.5), "中秋"},
		"sold all year as well":   {aroundFestival(cal, calendar.MidAutumn, 1090, 9, 3), ""},
		"less than 200 days":      {aroundFestival(cal, calendar.MidAutumn, 199, 9, 0), ""},
		"a single autumn":         {aroundFestival(cal, calendar.MidAutumn, 360, 9, 0), ""},
		"one autumn and a few":    {fewer(aroundFestival(cal, calendar.MidAutumn, 1090, 10, 0), 700, 0.1), ""},
		"a smaller autumn":        {fewer(aroundFestival(cal, calendar.MidAutumn, 1090, 10, 0), 700, 0.5), "中秋"},
		"never sold":              {ramp(1090, func(int) float64 { return 0 }), ""},
	} {
		if got := view(t, c.s, forecast.Options{Calendar: cal}).SeasonOf(); got != c.want {
			t.Errorf("%s: season %q, want %q", name, got, c.want)
		}
	}
	said := aroundFestival(cal, calendar.MidAutumn, 1090, 9, 0)
	said.Season = "常年"
	if got := view(t, said, forecast.Options{Calendar: cal}).SeasonOf(); got != "" {
		t.Errorf("the master says all year, the figures were believed: %q", got)
	}
}

// TestIntervalByHand: days out of stock are no days without demand.
func TestIntervalByHand(t *testing.T) {
	s := ramp(300, func(t int) float64 { return float64(max(0, 1-t%4)) })
	near(t, "every fourth day", view(t, s, forecast.Options{}).IntervalOf(), 182.0/45) // days 120, 124 … 296 of 118 … 299
	s.Censored = make([]bool, 300)
	for i := range s.Censored {
		s.Censored[i] = i%4 >= 2
	}
	near(t, "every second open day", view(t, s, forecast.Options{}).IntervalOf(), 2)
	none := ramp(60, func(int) float64 { return 0 })
	near(t, "without demand it is the open days", view(t, none, forecast.Options{}).IntervalOf(), 60)
}

// TestDeadCountsOpenDays: a quarter of a year out of stock is no quarter without demand.
func TestDeadCountsOpenDays(t *testing.T) {
	s := ramp(400, func(t int) float64 { return float64(max(0, min(1, 200-t))) })
	if got := view(t, s, forecast.Options{}).ClassOf(); got != forecast.Dead {
		t.Fatalf("200 days without demand: %s", got)
	}
	s.Censored = make([]bool, 400)
	for i := 200; i < 311; i++ {
		s.Censored[i] = true // 89 open days are left
	}
	if got := view(t, s, forecast.Options{}).ClassOf(); got == forecast.Dead {
		t.Error("stock-out days were counted as days without demand")
	}
	s.Censored[310] = false
	if got := view(t, s, forecast.Options{}).ClassOf(); got != forecast.Dead {
		t.Errorf("90 open days without demand: %s", got)
	}
}

// TestMembers: what cannot win is not fitted, and a class's candidates have names of their own.
func TestMembers(t *testing.T) {
	for c, want := range map[forecast.Class]int{
		forecast.Seasonal: 4, forecast.Dead: 1, forecast.New: 4, forecast.Intermittent: 6, forecast.YearRound: 7,
	} {
		names := forecast.MemberNames(c)
		seen := map[string]bool{}
		for _, n := range names {
			if seen[n] {
				t.Errorf("%s: two members %s", c, n)
			}
			seen[n] = true
		}
		if len(names) != want {
			t.Errorf("%s: %v, want %d members", c, names, want)
		}
		if c == forecast.Dead && seen["TSB"] {
			t.Error("a dead item needs no intermittent model")
		}
	}
}

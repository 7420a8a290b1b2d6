package forecast_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// TestDaysAreTheCalendars: numbers and weekdays are those of the standard library, also before 1970.
func TestDaysAreTheCalendars(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(-40000, 40000).Draw(rt, "day")
		at := day(1970, 1, 1).AddDate(0, 0, n)
		if got := forecast.DayNumber(at); got != n {
			rt.Fatalf("%s is day %d, want %d", at, got, n)
		}
		if late := at.Add(23*time.Hour + 59*time.Minute); forecast.DayNumber(late) != n {
			rt.Fatalf("%s is day %d, want %d", late, forecast.DayNumber(late), n)
		}
		if got := forecast.DayTime(n); !got.Equal(at) {
			rt.Fatalf("day %d is %s, want %s", n, got, at)
		}
		if got, want := int(forecast.Weekday(n)), (int(at.Weekday())+6)%7; got != want {
			rt.Fatalf("%s: weekday %d, want %d", at, got, want)
		}
	})
}

func TestCalendarClass(t *testing.T) {
	c := forecast.Calendar{
		Start: day(2026, 10, 1),
		Kinds: []calendar.Kind{calendar.Holiday, calendar.Workday, calendar.MakeUp, calendar.Weekend},
	}
	for _, x := range []struct {
		name string
		at   time.Time
		want int8
	}{
		{"holiday on a Thursday", day(2026, 10, 1), 1},
		{"workday", day(2026, 10, 2), 0},
		{"Saturday made up for", day(2026, 10, 3), 0},
		{"Sunday", day(2026, 10, 4), 1},
		{"Monday behind the table", day(2026, 10, 5), 0},
		{"Saturday behind the table", day(2026, 10, 10), 1},
		{"Wednesday before the table", day(2026, 9, 30), 0},
		{"Sunday before the table", day(2026, 9, 27), 1},
	} {
		if got := c.KindOf(x.at); got != x.want {
			t.Errorf("%s: %d, want %d", x.name, got, x.want)
		}
	}
}

func TestNewCalendar(t *testing.T) {
	promotions := []forecast.Promotion{{Kind: "618", From: day(2026, 6, 1), To: day(2026, 6, 18)}}
	c, err := forecast.NewCalendar(calendar.Default(), day(2025, 9, 20), day(2026, 3, 1), promotions)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Kinds) != 163 || !c.Start.Equal(day(2025, 9, 20)) || len(c.Promotions) != 1 {
		t.Errorf("%d days from %s, %d promotions", len(c.Kinds), c.Start, len(c.Promotions))
	}
	for name, x := range map[string]struct {
		at   time.Time
		want int8
	}{
		"National Day 2025":       {day(2025, 10, 1), 1},
		"make-up day of it":       {day(2025, 9, 28), 0},
		"Spring Festival 2026":    {day(2026, 2, 17), 1},
		"an ordinary Wednesday":   {day(2025, 11, 12), 0},
		"an ordinary Saturday":    {day(2025, 11, 15), 1},
		"New Year's Day 2026":     {day(2026, 1, 1), 1},
		"the Monday after it all": {day(2025, 10, 13), 0},
	} {
		if got := c.KindOf(x.at); got != x.want {
			t.Errorf("%s: %d, want %d", name, got, x.want)
		}
	}
	want := map[time.Time]calendar.Festival{
		day(2025, 10, 6): calendar.MidAutumn, day(2026, 9, 25): calendar.MidAutumn, day(2026, 2, 17): calendar.SpringFestival,
		day(2026, 6, 19): calendar.DragonBoat, day(2026, 4, 5): calendar.Qingming, day(2024, 9, 17): calendar.MidAutumn,
	}
	for i, o := range c.Occasions {
		if i > 0 && o.Day.Before(c.Occasions[i-1].Day) {
			t.Errorf("%s on %s stands behind %s", o.Festival, o.Day, c.Occasions[i-1].Day)
		}
		if f, ok := want[o.Day]; ok && f == o.Festival {
			delete(want, o.Day)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing occasions %v", want)
	}
	if _, err := forecast.NewCalendar(calendar.Default(), day(2150, 1, 1), day(2150, 1, 2), nil); err == nil {
		t.Error("a year beyond the lunar table was taken")
	}
}

func TestPromotionApplies(t *testing.T) {
	s := &demand.Series{Key: demand.Key{SKU: "GX1", Channel: "天猫"}, Attr: demand.Attr{Category: "糕点"}}
	total := &demand.Series{Key: demand.Key{SKU: "GX1"}, Attr: demand.Attr{Category: "糕点"}}
	for name, c := range map[string]struct {
		p           forecast.Promotion
		want, whole bool
	}{
		"all":              {forecast.Promotion{}, true, true},
		"this SKU":         {forecast.Promotion{SKU: "GX1"}, true, true},
		"another SKU":      {forecast.Promotion{SKU: "GX2"}, false, false},
		"this category":    {forecast.Promotion{Category: "糕点"}, true, true},
		"another category": {forecast.Promotion{Category: "月饼"}, false, false},
		"this channel":     {forecast.Promotion{Channels: []demand.Channel{"京东", "天猫"}}, true, true},
		"another channel":  {forecast.Promotion{Channels: []demand.Channel{"京东"}}, false, true},
		"both must fit":    {forecast.Promotion{SKU: "GX1", Category: "月饼"}, false, false},
	} {
		if got := c.p.AppliesTo(s); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if got := c.p.AppliesTo(total); got != c.whole {
			t.Errorf("%s, total over channels: %v", name, got)
		}
	}
}

// TestPhasesMeet: a promoted day is never overwritten by the neighbourhood of another, and of two the stronger holds.
func TestPhasesMeet(t *testing.T) {
	at := func(d int) time.Time { return asOf.AddDate(0, 0, d-59) }
	for name, ps := range map[string][]forecast.Promotion{
		"in order":    {{Kind: "a", From: at(10), To: at(11)}, {Kind: "b", From: at(14), To: at(14)}},
		"out of it":   {{Kind: "b", From: at(14), To: at(14)}, {Kind: "a", From: at(10), To: at(11)}},
		"twice alike": {{Kind: "a", From: at(10), To: at(11)}, {Kind: "a", From: at(10), To: at(11)}, {Kind: "b", From: at(14), To: at(14)}},
	} {
		v := view(t, ramp(60, func(int) float64 { return 1 }), forecast.Options{Calendar: forecast.Calendar{Promotions: ps}})
		want := []int{5, 5, 5, 1, 2, 3, 3, 1, 3, 3, 3, 4} // 12 and 13 lie behind a and before b
		for i, w := range want {
			if got := v.Phase(7 + i); got != w {
				t.Errorf("%s, day %d: phase %d, want %d", name, 7+i, got, w)
			}
		}
	}
}

// TestPromotionAtTheEdges: promotions that reach over the ends of history and horizon are cut, not an error.
func TestPromotionAtTheEdges(t *testing.T) {
	s := ramp(30, func(int) float64 { return 1 })
	cal := forecast.Calendar{Promotions: []forecast.Promotion{
		{Kind: "long ago", From: day(2020, 1, 1), To: day(2020, 1, 5)},
		{Kind: "before", From: s.Start.AddDate(0, 0, -4), To: s.Start.AddDate(0, 0, 1)},
		{Kind: "ahead", From: asOf.AddDate(0, 0, 50), To: asOf.AddDate(0, 0, 90)},
		{Kind: "far ahead", From: day(2040, 1, 1), To: day(2040, 1, 5)},
	}}
	v := view(t, s, forecast.Options{Calendar: cal})
	for at, want := range map[int]int{0: 2, 1: 2, 2: 3, 5: 4, 11: 4, 12: 0, 29: 0, 75: 0, 76: 5, 78: 5, 79: 1, 80: 2, 85: 2} {
		if got := v.Phase(at); got != want {
			t.Errorf("day %d: phase %d, want %d", at, got, want)
		}
	}
}

func TestFestivalBins(t *testing.T) {
	for offset, want := range map[int]int8{
		0: 112, 1: 113, 3: 115, -6: 106, -7: 106, -9: 105, -10: 105, -12: 104, -15: 103, -21: 101, -40: 100, 4: 116, 6: 116, 7: 117, 20: 121, 90: 126,
	} {
		if got := forecast.Bin(offset); got != want {
			t.Errorf("offset %d: bin %d, want %d", offset, got, want)
		}
	}
	for o := -30; o < 30; o++ {
		if forecast.Bin(o+1) < forecast.Bin(o) {
			t.Errorf("bins fall between %d and %d", o, o+1)
		}
	}
}

// TestSeeds: the paths of a series depend on run, key and origin, and on nothing else.
func TestSeeds(t *testing.T) {
	base := forecast.SeedOf(1, "a\x1fb\x1f", 20000)
	if base != forecast.SeedOf(1, "a\x1fb\x1f", 20000) {
		t.Error("the same series has two seeds")
	}
	for name, other := range map[string]uint64{
		"run": forecast.SeedOf(2, "a\x1fb\x1f", 20000), "channel": forecast.SeedOf(1, "a\x1fc\x1f", 20000),
		"origin": forecast.SeedOf(1, "a\x1fb\x1f", 20001), "high bits": forecast.SeedOf(1|1<<60, "a\x1fb\x1f", 20000),
	} {
		if other == base {
			t.Errorf("another %s has the same seed", name)
		}
	}
}

// TestFaultsAreNamed: a faulty value is named by series, day and figure.
func TestFaultsAreNamed(t *testing.T) {
	s := ramp(5, func(int) float64 { return 1 })
	s.Y[3] = -2e15
	_, err := forecast.NewView(s, forecast.Options{})
	if want := "series A/x/, 2026-08-22, value -2e+15: " + forecast.ErrValue.Error(); err == nil || err.Error() != want || !errors.Is(err, forecast.ErrValue) {
		t.Errorf("%v, want %s", err, want)
	}
	s.Y[3] = 1e15
	if _, err := forecast.NewView(s, forecast.Options{}); err != nil {
		t.Errorf("the largest value was refused: %v", err)
	}
	s.Y[3] = math.NaN()
	if _, err := forecast.NewView(s, forecast.Options{}); err != nil {
		t.Errorf("a missing day was refused: %v", err)
	}
}

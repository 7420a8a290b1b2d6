package festival_test

import (
	"math"
	"testing"
	"time"

	"zhiwei/forecast/festival"
	"zhiwei/transform/calendar"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func num(y int, m time.Month, d int) int {
	return int(day(y, m, d).Unix() / 86400)
}

func occasions(t *testing.T, from, to int) []calendar.Occasion {
	t.Helper()
	var out []calendar.Occasion
	for year := from; year <= to; year++ {
		for _, w := range festival.Windows {
			day, err := calendar.On(w.Festival, year)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, calendar.Occasion{Festival: w.Festival, Day: day})
		}
	}
	return out
}

func table(t *testing.T) *festival.Table {
	t.Helper()
	return festival.NewTable(occasions(t, 2022, 2027), num(2022, 1, 1), num(2027, 12, 31))
}

func TestAt(t *testing.T) {
	tab := table(t)
	for _, c := range []struct {
		name string
		day  int
		want calendar.Festival
		off  int16
	}{
		{"first day of the Mid-Autumn window", num(2026, 9, 4), calendar.MidAutumn, -21},
		{"the day before it", num(2026, 9, 3), "", 0},
		{"Mid-Autumn itself", num(2026, 9, 25), calendar.MidAutumn, 0},
		{"three days after", num(2026, 9, 28), calendar.MidAutumn, 3},
		{"four days after", num(2026, 9, 29), "", 0},
		{"Dragon Boat 2025", num(2025, 5, 31), calendar.DragonBoat, 0},
		{"Spring Festival 2026, 20 days after", num(2026, 3, 9), calendar.SpringFestival, 20},
		{"outside the table", num(2035, 1, 1), "", 0},
	} {
		at := tab.At(c.day)
		got := calendar.Festival("")
		if at.Festival >= 0 {
			got = festival.Windows[at.Festival].Festival
		}
		if got != c.want || at.Offset != c.off {
			t.Errorf("%s: %s %d, want %s %d", c.name, got, at.Offset, c.want, c.off)
		}
	}
}

func TestYearBefore(t *testing.T) {
	tab := table(t)
	got, ok := tab.YearBefore(num(2026, 9, 20))
	if want := num(2025, 10, 1); !ok || got != want {
		t.Errorf("five days before Mid-Autumn: %d, %v; want %d", got, ok, want)
	}
	if _, ok := tab.YearBefore(num(2026, 7, 1)); ok {
		t.Error("an ordinary day has no lunar year before")
	}
	if _, ok := tab.YearBefore(num(2022, 9, 10)); ok {
		t.Error("the first known occurrence has none before it")
	}
}

func TestAlign(t *testing.T) {
	tab := table(t)
	s1, off, ok := tab.Align(calendar.MidAutumn, num(2026, 8, 24))
	if !ok || off != -32 {
		t.Errorf("2026-08-24: offset %d, %v; want -32", off, ok)
	}
	s0, off, _ := tab.Align(calendar.MidAutumn, num(2025, 10, 26))
	if off != 20 || s1 != s0+1 {
		t.Errorf("20 days after: offset %d of season %d, want 20 of %d", off, s0, s1-1)
	}
	if _, off, _ := tab.Align(calendar.MidAutumn, num(2025, 10, 27)); off != num(2025, 10, 27)-num(2026, 9, 25) {
		t.Errorf("21 days after belongs to the next season, got offset %d", off)
	}
	before, ok := tab.SeasonBefore(calendar.MidAutumn, num(2026, 8, 24))
	if want := num(2025, 9, 4); !ok || before != want {
		t.Errorf("season before: %d, want %d", before, want)
	}
	if _, _, ok := tab.Align(calendar.NationalDay, num(2026, 8, 24)); ok {
		t.Error("a festival without a window was aligned")
	}
}

// sums is a season of the given totals: a triangle over the 20 days to the festival.
func sums(tab *festival.Table, from, to int, totals map[int]float64) []int64 {
	out := make([]int64, to-from)
	for i := range out {
		season, offset, ok := tab.Align(calendar.MidAutumn, from+i)
		if ok && offset >= -20 && offset < 0 {
			out[i] = int64(totals[season] * float64(21+offset) / 210)
		}
	}
	return out
}

func TestLearn(t *testing.T) {
	tab := table(t)
	from, cutoff := num(2023, 8, 24), num(2026, 8, 24)
	c := festival.Learn(tab, calendar.MidAutumn, sums(tab, from, cutoff, map[int]float64{1: 21e6, 2: 21e6, 3: 42e6, 4: 9e9}), from, cutoff)
	if c.Seasons != 3 {
		t.Fatalf("%d seasons, want 3 finished ones", c.Seasons)
	}
	if want := (42e6 + 21e6/2 + 21e6/4) / 1.75; math.Abs(c.Total-want) > 1e-3*want {
		t.Errorf("total %.0f, want %.0f: the newest weighs most", c.Total, want)
	}
	if got := c.Before(festival.SeasonEnd + 1); math.Abs(got-1) > 1e-9 {
		t.Errorf("shares add to %v", got)
	}
	if c.At(-2) <= c.At(-10) || c.At(-10) <= c.At(-25) || c.At(-400) != 0 {
		t.Errorf("curve %v %v %v does not rise to the festival", c.At(-25), c.At(-10), c.At(-2))
	}
	if f := c.Before(-10); f < 0.2 || f > 0.35 {
		t.Errorf("F(-10) = %v, want about 55/210", f)
	}
}

func TestLearnNothing(t *testing.T) {
	tab := table(t)
	c := festival.Learn(tab, calendar.MidAutumn, make([]int64, 400), num(2025, 7, 1), num(2026, 8, 24))
	if c.Seasons != 0 || c.Total != 0 || c.At(-5) != 0 {
		t.Errorf("a curve of nothing: %+v seasons, total %v", c.Seasons, c.Total)
	}
}

// TestLearnOrder: the curve of a sum is the same in whatever order items were added, because sums are integers;
// and doubling the demand leaves the shares.
func TestLearnScale(t *testing.T) {
	tab := table(t)
	from, cutoff := num(2023, 8, 24), num(2026, 8, 24)
	a := sums(tab, from, cutoff, map[int]float64{1: 21e6, 2: 30e6, 3: 42e6})
	b := make([]int64, len(a))
	for i := range a {
		b[i] = 2 * a[i]
	}
	x, y := festival.Learn(tab, calendar.MidAutumn, a, from, cutoff), festival.Learn(tab, calendar.MidAutumn, b, from, cutoff)
	if y.Total != 2*x.Total {
		t.Errorf("totals %v and %v", x.Total, y.Total)
	}
	for o := -30; o <= 10; o++ {
		if math.Abs(x.At(o)-y.At(o)) > 1e-15 {
			t.Errorf("offset %d: %v and %v", o, x.At(o), y.At(o))
		}
	}
}

package festival_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/festival"
	"zhiwei/transform/calendar"
)

// spike sells one quantity at one offset of each season.
func spike(tab *festival.Table, f calendar.Festival, from, to, offset int, totals ...int64) []int64 {
	out := make([]int64, to-from)
	first := -1
	for i := range out {
		season, o, ok := tab.Align(f, from+i)
		if ok && first < 0 {
			first = season
		}
		if ok && o == offset && season-first < len(totals) {
			out[i] = totals[season-first]
		}
	}
	return out
}

// TestCurveSmooths: a spike near the festival is spread over three days, one further off over nine.
func TestCurveSmooths(t *testing.T) {
	tab := table(t)
	from, cutoff := num(2024, 11, 1), num(2025, 11, 1) // the season of Mid-Autumn 2025 alone
	for _, c := range []struct{ at, wide int }{{-5, 1}, {-40, 4}} {
		got := festival.Learn(tab, calendar.MidAutumn, spike(tab, calendar.MidAutumn, from, cutoff, c.at, 9000), from, cutoff)
		if got.Seasons != 1 || got.Total != 9000 {
			t.Fatalf("%d seasons, total %v", got.Seasons, got.Total)
		}
		for o := c.at - 10; o <= c.at+10; o++ {
			want := 0.0
			if o >= c.at-c.wide && o <= c.at+c.wide {
				want = 1 / float64(2*c.wide+1)
			}
			if math.Abs(got.At(o)-want) > 1e-12 {
				t.Errorf("spike at %d: share of %d is %v, want %v", c.at, o, got.At(o), want)
			}
		}
	}
}

// TestCurveWeighsSeasons: each season weighs half of the next; shares are of each season's own total, so a large old
// season does not drown a small new one.
func TestCurveWeighsSeasons(t *testing.T) {
	tab := table(t)
	from, cutoff := num(2023, 10, 25), num(2025, 11, 1) // 2024 and 2025
	old := spike(tab, calendar.MidAutumn, from, cutoff, -3, 900_000)
	recent := spike(tab, calendar.MidAutumn, from, cutoff, -6, 0, 300)
	for i := range old {
		old[i] += recent[i]
	}
	got := festival.Learn(tab, calendar.MidAutumn, old, from, cutoff)
	if got.Seasons != 2 {
		t.Fatalf("%d seasons", got.Seasons)
	}
	if want := (300 + 900_000*0.5) / 1.5; math.Abs(got.Total-want) > 1e-6 {
		t.Errorf("total %v, want %v", got.Total, want)
	}
	if math.Abs(got.At(-6)-2.0/9) > 1e-12 || math.Abs(got.At(-3)-1.0/9) > 1e-12 {
		t.Errorf("shares %v and %v, want 2/9 and 1/9", got.At(-6), got.At(-3))
	}
}

// TestCurveNeedsAWholeSeason: a season that still runs, or of which the rise is not held, tells nothing.
func TestCurveNeedsAWholeSeason(t *testing.T) {
	tab := table(t)
	feast := num(2025, 10, 6)
	for name, c := range map[string]struct{ from, cutoff, want int }{
		"from 30 days before":          {feast - 30, feast + 30, 1},
		"from 29 days before":          {feast - 29, feast + 30, 0},
		"the day before its end":       {feast - 100, feast + 20, 0},
		"its end":                      {feast - 100, feast + 21, 1},
		"before the festival":          {feast - 100, feast - 1, 0},
		"no day at all":                {feast, feast, 0},
		"a season before and one cut":  {num(2024, 8, 1), feast - 40, 1},
		"more sums than the past know": {feast - 100, feast + 21, 1},
	} {
		end := c.cutoff
		if name == "more sums than the past know" {
			end += 300
		}
		sums := make([]int64, end-c.from)
		for i := range sums {
			sums[i] = 1000
		}
		if got := festival.Learn(tab, calendar.MidAutumn, sums, c.from, c.cutoff); got.Seasons != c.want {
			t.Errorf("%s: %d seasons, want %d", name, got.Seasons, c.want)
		}
	}
}

// TestCurveIsAShare: whatever is sold, shares are not negative, add to 1, and Before is their running sum.
func TestCurveIsAShare(t *testing.T) {
	tab := table(t)
	from, cutoff := num(2023, 8, 24), num(2026, 8, 24)
	rapid.Check(t, func(rt *rapid.T) {
		sums := make([]int64, cutoff-from)
		for range rapid.IntRange(1, 60).Draw(rt, "sales") {
			sums[rapid.IntRange(0, len(sums)-1).Draw(rt, "day")] += rapid.Int64Range(1, 1e6).Draw(rt, "sold")
		}
		f := rapid.SampledFrom([]calendar.Festival{calendar.MidAutumn, calendar.SpringFestival, calendar.DragonBoat, calendar.Qingming}).Draw(rt, "festival")
		c := festival.Learn(tab, f, sums, from, cutoff)
		run := 0.0
		for o := -festival.Reach; o <= festival.SeasonEnd; o++ {
			if c.At(o) < 0 || math.Abs(c.Before(o)-run) > 1e-12 {
				rt.Fatalf("offset %d: share %v, before it %v of %v", o, c.At(o), c.Before(o), run)
			}
			run += c.At(o)
		}
		if want := float64(min(c.Seasons, 1)); math.Abs(run-want) > 1e-9 {
			rt.Fatalf("shares of %d seasons add to %v", c.Seasons, run)
		}
	})
}

// TestWindowsMeet: where two festivals' windows meet, the nearer one holds.
func TestWindowsMeet(t *testing.T) {
	tab := festival.NewTable([]calendar.Occasion{
		{Festival: calendar.Qingming, Day: day(2026, 4, 5)}, {Festival: calendar.SpringFestival, Day: day(2026, 3, 20)},
	}, num(2026, 1, 1), num(2026, 12, 31))
	for d, want := range map[int]calendar.Festival{
		num(2026, 3, 27): calendar.SpringFestival, num(2026, 3, 31): calendar.Qingming, num(2026, 4, 8): calendar.Qingming, num(2026, 4, 9): calendar.SpringFestival,
	} {
		at := tab.At(d)
		if at.Festival < 0 || festival.Windows[at.Festival].Festival != want {
			t.Errorf("day %d: %+v, want %s", d, at, want)
		}
	}
}

// TestLunarYearsInvert: a day and the day a lunar year before it have the same offset of the same festival.
func TestLunarYearsInvert(t *testing.T) {
	tab := table(t)
	seen := 0
	for d := num(2023, 3, 1); d <= num(2027, 10, 1); d++ {
		before, ok := tab.YearBefore(d)
		if !ok {
			continue
		}
		seen++
		at := tab.At(d)
		f := festival.Windows[at.Festival].Festival
		_, o1, _ := tab.Align(f, d)
		_, o0, ok := tab.Align(f, before)
		if !ok || o0 != o1 || int(at.Offset) != o1 {
			t.Fatalf("%s: offsets %d and %d, window %d", f, o1, o0, at.Offset)
		}
		if gap := d - before; gap < 353 || gap > 385 {
			t.Fatalf("a lunar year of %d days", gap)
		}
		if season, ok := tab.SeasonBefore(f, d); !ok || season != before {
			t.Fatalf("%s: season before %d, lunar year before %d", f, season, before)
		}
	}
	if seen < 4*(42+25+14) {
		t.Errorf("only %d days lie in a window", seen)
	}
}

// TestDuplicateOccasions: an occasion given twice, in any order, counts once; one unknown is skipped.
func TestDuplicateOccasions(t *testing.T) {
	tab := festival.NewTable([]calendar.Occasion{
		{Festival: calendar.MidAutumn, Day: day(2026, 9, 25)},
		{Festival: calendar.MidAutumn, Day: day(2025, 10, 6)},
		{Festival: calendar.MidAutumn, Day: day(2026, 9, 25)},
		{Festival: calendar.NationalDay, Day: day(2026, 10, 1)},
	}, num(2025, 1, 1), num(2026, 12, 31))
	if season, offset, ok := tab.Align(calendar.MidAutumn, num(2026, 9, 20)); !ok || season != 1 || offset != -5 {
		t.Errorf("season %d, offset %d, %v", season, offset, ok)
	}
	if before, ok := tab.YearBefore(num(2026, 9, 20)); !ok || before != num(2025, 10, 1) {
		t.Errorf("a lunar year before: %d, %v", before, ok)
	}
	if _, _, ok := tab.Align(calendar.MidAutumn, num(2026, 11, 1)); ok {
		t.Error("behind the last known festival a season was found")
	}
	if _, ok := tab.SeasonBefore(calendar.MidAutumn, num(2025, 10, 1)); ok {
		t.Error("the first season has one before it")
	}
}

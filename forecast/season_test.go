package forecast_test

import (
	"math"
	"testing"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// The seasons' triangle: k·(31+offset) on the 30 days up to Mid-Autumn; 465·k a season.
const triangle = 31 * 30 / 2

// mooncake sells the triangle with one size a season, in order of the festivals.
func mooncake(sku demand.SKU, cal forecast.Calendar, end int, size ...float64) *demand.Series {
	s := ramp(1090+end, func(int) float64 { return 0 })
	s.Start = asOf.AddDate(0, 0, -1089)
	s.SKU, s.Season, s.Category = sku, "中秋", "月饼"
	season := -1
	for _, o := range cal.Occasions {
		if o.Festival != calendar.MidAutumn || o.Day.Before(s.Start) {
			continue
		}
		if season++; season >= len(size) {
			break
		}
		for offset := -30; offset < 0; offset++ {
			if t := int(o.Day.Sub(s.Start).Hours()/24) + offset; t >= 0 && t < len(s.Y) {
				s.Y[t] = size[season] * float64(31+offset)
			}
		}
	}
	return s
}

// window is the sum of a block's means from day a to b of the horizon.
func window(b *forecast.Block, from, to int) float64 { return sumOf(b.Means()[from:to]) }

// TestSeasonTotalByHand: the newest finished season weighs two thirds; the running one is not finished.
func TestSeasonTotalByHand(t *testing.T) {
	cal := newWorld(0, asOf).cal
	v := view(t, mooncake("Y", cal, 20, 1, 2, 5, 9), forecast.Options{Calendar: cal}) // 2023, 2024, 2025, 2026
	near(t, "three seasons", v.SeasonTotalOf(1090), (5*2.0/3+2*1.0/3)*triangle)
	at := int(day(2025, 11, 1).Sub(asOf.AddDate(0, 0, -1089)).Hours() / 24)
	near(t, "after the season of 2025", v.SeasonTotalOf(at), (5*2.0/3+2*1.0/3)*triangle)
	at = int(day(2025, 10, 20).Sub(asOf.AddDate(0, 0, -1089)).Hours() / 24)
	near(t, "two weeks after Mid-Autumn 2025 its season still runs", v.SeasonTotalOf(at), (2*2.0/3+1*1.0/3)*triangle)
	one := view(t, mooncake("Y", cal, 0, 0, 0, 4), forecast.Options{Calendar: cal})
	near(t, "one season", one.SeasonTotalOf(1090), 4*triangle)
	none := mooncake("Y", cal, 0)
	none.Start, none.Y = none.Start.AddDate(0, 0, 1060), none.Y[1060:]
	near(t, "none", view(t, none, forecast.Options{Calendar: cal}).SeasonTotalOf(30), 0)
}

// TestSeasonCurve: the total is spread over the lunar offsets: half a month's weeks before the festival grow, then nothing.
func TestSeasonCurve(t *testing.T) {
	cal := newWorld(0, asOf).cal
	var series []demand.Series
	for i := range 8 {
		series = append(series, *mooncake(demand.SKU(rune('B'+i)), cal, 0, 2, 2, 2))
	}
	b := learn(t, series, forecast.Options{Calendar: cal})
	for _, name := range []string{"SeasonTotal×curve", "LunarLast×growth"} {
		got := b.MemberForecast(&series[0], name, 1, 1090, 56)
		if got == nil {
			t.Fatalf("%s cannot forecast", name)
		}
		// 2026-08-24 is day −32; the season is days 2 … 31 of the horizon
		if total := window(got, 0, 36); math.Abs(total-2*triangle) > 0.15*2*triangle {
			t.Errorf("%s: season total %.0f, want %d", name, total, 2*triangle)
		}
		early, late, after := window(got, 2, 12), window(got, 22, 32), window(got, 40, 56)
		if r := late / early; math.Abs(r-255.0/55) > 1.2 {
			t.Errorf("%s: the last ten days sell %.2f times the first, want %.2f", name, r, 255.0/55)
		}
		if after > 0.02*2*triangle {
			t.Errorf("%s: %.1f after the festival", name, after)
		}
	}
}

// TestSeasonUpdate: what is sold against the base of this season moves the rest of it, between the base and the pace.
func TestSeasonUpdate(t *testing.T) {
	cal := newWorld(0, asOf).cal
	full := map[string]*demand.Series{}
	var series []demand.Series
	for i := range 8 {
		s := mooncake(demand.SKU(rune('B'+i)), cal, 14, 20, 20, 20, 20)
		series = append(series, *s)
	}
	for name, size := range map[string]float64{"same": 20, "double": 40, "half": 10} {
		full[name] = mooncake("Y", cal, 14, 20, 20, 20, size)
	}
	ahead := map[string]float64{}
	for name, s := range full {
		b := learn(t, append(series[:8:8], *s), forecast.Options{Calendar: cal})
		ahead[name] = window(b.MemberForecast(s, "SeasonTotal×curve", 1, 1104, 28), 0, 18)
	}
	if r := ahead["double"] / ahead["same"]; r < 1.3 || r > 2.1 {
		t.Errorf("twice the pace moves the rest by %.2f", r)
	}
	if r := ahead["half"] / ahead["same"]; r < 0.45 || r > 0.8 {
		t.Errorf("half the pace moves the rest by %.2f", r)
	}
	rest := 0.0
	for o := 14; o <= 30; o++ {
		rest += 20 * float64(o)
	}
	if math.Abs(ahead["same"]-rest) > 0.15*rest {
		t.Errorf("the same pace forecasts %.0f, want %.0f", ahead["same"], rest)
	}
}

// TestSeasonGroupGrows: an item that has not begun follows the pace of its group.
func TestSeasonGroupGrows(t *testing.T) {
	cal := newWorld(0, asOf).cal
	group := func(size float64) *forecast.Broadcast {
		var series []demand.Series
		for i := range 12 {
			series = append(series, *mooncake(demand.SKU(rune('B'+i)), cal, 14, 20, 20, 20, size))
		}
		return learn(t, series, forecast.Options{Calendar: cal})
	}
	late := mooncake("Y", cal, 14, 20, 20, 20)
	late.Censored = make([]bool, len(late.Y))
	for i := 1040; i < len(late.Censored); i++ {
		late.Censored[i] = true // out of stock all summer: its own zeros say nothing
	}
	calm, wild := window(group(20).MemberForecast(late, "SeasonTotal×curve", 1, 1104, 28), 0, 18), window(group(40).MemberForecast(late, "SeasonTotal×curve", 1, 1104, 28), 0, 18)
	if r := wild / calm; r < 1.5 || r > 2.1 {
		t.Errorf("a group at twice the pace moves the item by %.2f, want about 2", r)
	}
}

// TestSeasonNewItem: a new mooncake gets the group's mean season until its own sales say otherwise.
func TestSeasonNewItem(t *testing.T) {
	cal := newWorld(0, asOf).cal
	var series []demand.Series
	for i := range 10 {
		series = append(series, *mooncake(demand.SKU(rune('B'+i)), cal, 0, 4, 4, 4))
	}
	fresh := from(asOf.AddDate(0, 0, -2), 3, func(int) float64 { return 0 })
	fresh.SKU, fresh.Season, fresh.Category = "Y", "中秋", "月饼"
	b := learn(t, append(series, *fresh), forecast.Options{Calendar: cal})
	got := b.MemberForecast(fresh, "SeasonTotal×curve", 1, 3, 40)
	if got == nil {
		t.Fatal("a new item of a known group cannot be forecast")
	}
	if total := window(got, 0, 36); math.Abs(total-4*triangle) > 0.2*4*triangle {
		t.Errorf("season total %.0f, want the group's %d", total, 4*triangle)
	}
	if own := b.MemberForecast(fresh, "LunarLast×growth", 1, 3, 40); own != nil {
		t.Error("an item without a last season repeated it")
	}
	stranger := from(asOf.AddDate(0, 0, -2), 3, func(int) float64 { return 0 })
	stranger.Season, stranger.Category = "端午", "粽子"
	if got := learn(t, append(series, *stranger), forecast.Options{Calendar: cal}).MemberForecast(stranger, "SeasonTotal×curve", 1, 3, 40); got != nil {
		t.Error("a group without a past season has a curve")
	}
}

// TestSeasonSpread: an item whose season followed the curve is surer than one that jumped.
func TestSeasonSpread(t *testing.T) {
	cal := newWorld(0, asOf).cal
	var series []demand.Series
	for i := range 8 {
		series = append(series, *mooncake(demand.SKU(rune('B'+i)), cal, 20, 20, 20, 20, 20))
	}
	jump := mooncake("Y", cal, 20, 20, 20, 20, 20)
	for t := range jump.Y {
		jump.Y[t] *= float64(2 * (t % 2))
	}
	b := learn(t, append(series, *jump), forecast.Options{Calendar: cal})
	width := func(s *demand.Series) float64 {
		row := b.MemberForecast(s, "SeasonTotal×curve", 1, 1110, 10)
		return (row.Row(5)[12] - row.Row(5)[4]) / row.Means()[5]
	}
	if calm, wild := width(&series[0]), width(jump); wild < 2*calm || calm <= 0 {
		t.Errorf("relative width %.2f after a smooth season, %.2f after a jumping one", calm, wild)
	}
}

// TestLunarShiftOfTotals: the festival lies eleven days earlier than last year; so does the peak.
func TestLunarShiftOfTotals(t *testing.T) {
	cal := newWorld(0, asOf).cal
	var series []demand.Series
	for i := range 6 {
		series = append(series, *mooncake(demand.SKU(rune('B'+i)), cal, 0, 6, 6, 6))
	}
	res, _ := run(t, series, forecast.Options{Calendar: cal, Threads: 2})
	for _, r := range res[:6] {
		peak := 0
		for h, m := range r.Dist.Mean {
			if m > r.Dist.Mean[peak] {
				peak = h
			}
		}
		if offset := peak + 1 - 33; offset < -6 || offset > 0 {
			t.Errorf("%s: highest %d days from Mid-Autumn 2026, want the last days before it", r.SKU, offset)
		}
		if tail := r.Dist.WindowMean(36, 56) / r.Dist.WindowMean(0, 36); tail > 0.1 {
			t.Errorf("%s: %.2f of the season is sold after the festival", r.SKU, tail)
		}
	}
}

package view_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

var (
	zh = view.Format{Lang: locale.Zh}
	en = view.Format{Lang: locale.En}
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{zh.Int(0), "0"},
		{zh.Int(999), "999"},
		{zh.Int(1000), "1,000"},
		{zh.Int(1234567), "1,234,567"},
		{zh.Int(-1234), "−1,234"},
		{zh.Int(math.MinInt64), "−9,223,372,036,854,775,808"},
		{zh.Int(math.MaxInt64), "9,223,372,036,854,775,807"},
		{zh.Decimal(1.005, 2), "1.01"},
		{zh.Decimal(2.5, 0), "3"},
		{zh.Decimal(-2.5, 0), "−3"},
		{zh.Decimal(-0.004, 2), "0.00"},
		{zh.Decimal(1234.5, 1), "1,234.5"},
		{zh.Decimal(math.NaN(), 1), "—"},
		{zh.Decimal(math.Inf(1), 1), "—"},
		{zh.Round(1e15), "1,000,000,000,000,000"},
		{zh.Money(3450000), "¥34,500.00"},
		{zh.Money(5), "¥0.05"},
		{zh.Money(-150), "−¥1.50"},
		{zh.Money(0), "¥0.00"},
		{zh.Fen(123456789), "1,234,567.89"},
		{zh.Fen(-99), "−0.99"},
		{zh.Fen(math.MinInt64), "−92,233,720,368,547,758.08"},
		{zh.Percent(0.202), "20.2%"},
		{zh.Percent(math.NaN()), "—"},
		{zh.Percent(1), "100.0%"},
		{zh.SignedPercent(0.184), "+18.4%"},
		{zh.SignedPercent(-0.402), "−40.2%"},
		{zh.SignedPercent(0), "0.0%"},
		{zh.SignedPercent(0.00001), "0.0%"},
		{zh.Points(0.007), "+0.7 点"},
		{en.Points(-0.004), "−0.4 pts"},
		{zh.Points(math.NaN()), "—"},
		{zh.Signed(2257), "+2,257"},
		{zh.Signed(-82), "−82"},
		{zh.SignedFen(-150), "−1.50"},
		{zh.SignedFen(150), "+1.50"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestShort(t *testing.T) {
	for _, c := range []struct {
		v      float64
		zh, en string
	}{
		{0, "0", "0"},
		{999, "999", "999"},
		{9999, "9,999", "10.0k"},
		{10000, "1.0万", "10.0k"},
		{816447.40, "81.6万", "816.4k"},
		{1939000, "193.9万", "1.94M"},
		{123456789, "1.23亿", "123.46M"},
		{-1939000, "−193.9万", "−1.94M"},
		{99_995_000, "1.00亿", "100.00M"},
		{99_994_999, "9,999.5万", "99.99M"},
		{math.NaN(), "—", "—"},
	} {
		if got := zh.Short(c.v); got != c.zh {
			t.Errorf("zh %v is %q, want %q", c.v, got, c.zh)
		}
		if got := en.Short(c.v); got != c.en {
			t.Errorf("en %v is %q, want %q", c.v, got, c.en)
		}
	}
	if got := zh.ShortFen(193_900_000); got != "193.9万" {
		t.Errorf("1,939,000 yuan is %q", got)
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{zh.Day(day("2026-08-24")), "08-24"},
		{zh.Date(day("2026-08-24")), "2026-08-24"},
		{zh.Day(time.Time{}), "—"},
		{zh.Clock(time.Date(2026, 8, 24, 7, 40, 0, 0, time.UTC)), "2026-08-24 07:40"},
		{zh.Weekday(day("2026-08-23")), "周日"},
		{en.Weekday(day("2026-08-24")), "Mon"},
		{zh.Week(day("2026-08-17")), "W34"},
		{zh.YearWeek(day("2024-12-30")), "2025-W01"},
		{zh.YearWeek(day("2027-01-01")), "2026-W53"},
		{zh.BeforeFestival(32), "节前第32天"},
		{zh.BeforeFestival(0), "节日当天"},
		{zh.BeforeFestival(-2), "节后第2天"},
		{en.BeforeFestival(1), "1 day before"},
		{zh.FestivalAxis(32), "32"},
		{zh.FestivalAxis(0), "节日"},
		{zh.FestivalAxis(-3), "−3"},
		{en.FestivalAxis(0), "day 0"},
		{en.Festival("中秋"), "Mid-Autumn"},
		{en.Festival("店庆"), "店庆"},
		{en.Unit("盒"), "boxes"},
		{en.Unit("篓"), "篓"},
		{zh.Class("year-round"), "常年"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// A reader must be able to read money back to the fen.
func TestMoneyReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64().Draw(t, "fen")
		text := strings.NewReplacer(",", "", ".", "", "¥", "", "−", "-").Replace(zh.Money(fen))
		var back int64
		negative := strings.HasPrefix(text, "-")
		for _, r := range strings.TrimPrefix(text, "-") {
			back = back*10 - int64(r-'0')
		}
		if !negative {
			back = -back
		}
		if back != fen {
			t.Fatalf("%d is written %s and read as %d", fen, zh.Money(fen), back)
		}
	})
}

func TestShortIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(0, 9e9).Draw(t, "v")
		text, unit := zh.Short(v), 1.0
		for suffix, u := range map[string]float64{"万": 1e4, "亿": 1e8} {
			if cut, ok := strings.CutSuffix(text, suffix); ok {
				text, unit = cut, u
			}
		}
		var back, scale float64 = 0, 1
		whole, frac, _ := strings.Cut(strings.ReplaceAll(text, ",", ""), ".")
		for _, r := range whole {
			back = back*10 + float64(r-'0')
		}
		for _, r := range frac {
			scale /= 10
			back += float64(r-'0') * scale
		}
		if math.Abs(back*unit-v) > 0.006*v+0.5+unit*0.051 {
			t.Fatalf("%v is shown as %s", v, zh.Short(v))
		}
	})
}

func TestSlug(t *testing.T) {
	for code, want := range map[string]string{"GD1001": "GD1001", "a/b": "a~2Fb", "..": "~2E~2E", "桂": "~E6~A1~82", "a b": "a~20b", "": ""} {
		if got := view.Slug(code); got != want {
			t.Errorf("%q is %q, want %q", code, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if a != b && view.Slug(a) == view.Slug(b) {
			t.Fatalf("%q and %q share the file %s", a, b, view.Slug(a))
		}
		if s := view.Slug(a); len(s) > 200 || strings.ContainsAny(s, "/\\.: \x00") {
			t.Fatalf("%q is the file %q", a, s)
		}
	})
}

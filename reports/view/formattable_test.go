package view_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// both is what a call gives in Chinese and in English.
type both struct{ call, zh, en string }

func check(t *testing.T, got func(f view.Format) string, want both) {
	t.Helper()
	if z := got(zh); z != want.zh {
		t.Errorf("zh %s is %q, want %q", want.call, z, want.zh)
	}
	if e := got(en); e != want.en {
		t.Errorf("en %s is %q, want %q", want.call, e, want.en)
	}
}

func TestShortInBothLanguages(t *testing.T) {
	for _, c := range []struct {
		v      float64
		zh, en string
	}{
		{-0.3, "0", "0"},
		{-0.5, "−1", "−1"},
		{0.49, "0", "0"},
		{999.4, "999", "999"},
		{999.5, "1,000", "1.0k"},
		{-999.5, "−1,000", "−1.0k"},
		{9_999.4, "9,999", "10.0k"},
		{9_999.5, "1.0万", "10.0k"},
		{-9_999.5, "−1.0万", "−10.0k"},
		{15_000, "1.5万", "15.0k"},
		{999_949, "100.0万", "999.9k"},
		{999_950, "100.0万", "1.00M"},
		{1_234_567, "123.5万", "1.23M"},
		{99_994_999, "9,999.5万", "99.99M"},
		{99_995_000, "1.00亿", "100.00M"},
		{-99_995_000, "−1.00亿", "−100.00M"},
		{1_234_500_000, "12.35亿", "1,234.50M"},
		{1e15, "10,000,000.00亿", "1,000,000,000.00M"},
		{math.NaN(), "—", "—"},
		{math.Inf(1), "—", "—"},
		{math.Inf(-1), "—", "—"},
	} {
		check(t, func(f view.Format) string { return f.Short(c.v) }, both{fmt.Sprintf("Short(%v)", c.v), c.zh, c.en})
	}
	check(t, func(f view.Format) string { return f.ShortFen(-81_644_740) }, both{"ShortFen", "−81.6万", "−816.4k"})
	check(t, func(f view.Format) string { return f.ShortFen(49) }, both{"ShortFen", "0", "0"})
}

// Numbers, money and percent read the same in both languages.
func TestNumbersAreTheSameInBothLanguages(t *testing.T) {
	for _, c := range []struct {
		call string
		got  func(f view.Format) string
		want string
	}{
		{"Int(-1)", func(f view.Format) string { return f.Int(-1) }, "−1"},
		{"Int(100)", func(f view.Format) string { return f.Int(100) }, "100"},
		{"Int(-1000)", func(f view.Format) string { return f.Int(-1000) }, "−1,000"},
		{"Int(1e6)", func(f view.Format) string { return f.Int(1_000_000) }, "1,000,000"},
		{"Round(0.5)", func(f view.Format) string { return f.Round(.5) }, "1"},
		{"Round(-0.5)", func(f view.Format) string { return f.Round(-.5) }, "−1"},
		{"Round(-0.4)", func(f view.Format) string { return f.Round(-.4) }, "0"},
		{"Round(NaN)", func(f view.Format) string { return f.Round(math.NaN()) }, "—"},
		{"Round(-Inf)", func(f view.Format) string { return f.Round(math.Inf(-1)) }, "—"},
		{"Round(2^60)", func(f view.Format) string { return f.Round(1 << 60) }, "1,152,921,504,606,846,976"},
		{"Decimal(0.285,2)", func(f view.Format) string { return f.Decimal(.285, 2) }, "0.29"},
		{"Decimal(-0.285,2)", func(f view.Format) string { return f.Decimal(-.285, 2) }, "−0.29"},
		{"Decimal(999.95,1)", func(f view.Format) string { return f.Decimal(999.95, 1) }, "1,000.0"},
		{"Decimal(-0.0,1)", func(f view.Format) string { return f.Decimal(math.Copysign(0, -1), 1) }, "0.0"},
		{"Decimal(12,0)", func(f view.Format) string { return f.Decimal(12, 0) }, "12"},
		{"Decimal(1234.5678,3)", func(f view.Format) string { return f.Decimal(1234.5678, 3) }, "1,234.568"},
		{"Money(1)", func(f view.Format) string { return f.Money(1) }, "¥0.01"},
		{"Money(-1)", func(f view.Format) string { return f.Money(-1) }, "−¥0.01"},
		{"Money(10)", func(f view.Format) string { return f.Money(10) }, "¥0.10"},
		{"Money(99999)", func(f view.Format) string { return f.Money(99_999) }, "¥999.99"},
		{"Money(100000)", func(f view.Format) string { return f.Money(100_000) }, "¥1,000.00"},
		{"Money(min)", func(f view.Format) string { return f.Money(math.MinInt64) }, "−¥92,233,720,368,547,758.08"},
		{"Money(max)", func(f view.Format) string { return f.Money(math.MaxInt64) }, "¥92,233,720,368,547,758.07"},
		{"Fen(0)", func(f view.Format) string { return f.Fen(0) }, "0.00"},
		{"Fen(-100001)", func(f view.Format) string { return f.Fen(-100_001) }, "−1,000.01"},
		{"Percent(0)", func(f view.Format) string { return f.Percent(0) }, "0.0%"},
		{"Percent(-0.0004)", func(f view.Format) string { return f.Percent(-.0004) }, "0.0%"},
		{"Percent(-0.0005)", func(f view.Format) string { return f.Percent(-.0005) }, "−0.1%"},
		{"Percent(12.345)", func(f view.Format) string { return f.Percent(12.345) }, "1,234.5%"},
		{"Percent(Inf)", func(f view.Format) string { return f.Percent(math.Inf(1)) }, "—"},
		{"SignedPercent(NaN)", func(f view.Format) string { return f.SignedPercent(math.NaN()) }, "—"},
		{"SignedPercent(Inf)", func(f view.Format) string { return f.SignedPercent(math.Inf(1)) }, "—"},
		{"SignedPercent(-0.00001)", func(f view.Format) string { return f.SignedPercent(-.00001) }, "0.0%"},
		{"Signed(0.4)", func(f view.Format) string { return f.Signed(.4) }, "0"},
		{"Signed(0)", func(f view.Format) string { return f.Signed(0) }, "0"},
		{"Signed(NaN)", func(f view.Format) string { return f.Signed(math.NaN()) }, "—"},
		{"Signed(1000)", func(f view.Format) string { return f.Signed(1000) }, "+1,000"},
		{"SignedFen(0)", func(f view.Format) string { return f.SignedFen(0) }, "0.00"},
		{"SignedFen(1)", func(f view.Format) string { return f.SignedFen(1) }, "+0.01"},
	} {
		check(t, c.got, both{c.call, c.want, c.want})
	}
}

func TestWordsWithNumbers(t *testing.T) {
	for _, c := range []struct {
		both
		got func(f view.Format) string
	}{
		{both{"Points(0)", "0.0 点", "0.0 pts"}, func(f view.Format) string { return f.Points(0) }},
		{both{"Points(0.0004)", "0.0 点", "0.0 pts"}, func(f view.Format) string { return f.Points(.0004) }},
		{both{"Points(-0.125)", "−12.5 点", "−12.5 pts"}, func(f view.Format) string { return f.Points(-.125) }},
		{both{"Points(-Inf)", "—", "—"}, func(f view.Format) string { return f.Points(math.Inf(-1)) }},
		{both{"BeforeFestival(1)", "节前第1天", "1 day before"}, func(f view.Format) string { return f.BeforeFestival(1) }},
		{both{"BeforeFestival(365)", "节前第365天", "365 days before"}, func(f view.Format) string { return f.BeforeFestival(365) }},
		{both{"BeforeFestival(0)", "节日当天", "festival day"}, func(f view.Format) string { return f.BeforeFestival(0) }},
		{both{"BeforeFestival(-1)", "节后第1天", "1 day after"}, func(f view.Format) string { return f.BeforeFestival(-1) }},
		{both{"BeforeFestival(-15)", "节后第15天", "15 days after"}, func(f view.Format) string { return f.BeforeFestival(-15) }},
		{both{"FestivalAxis(1)", "1", "1"}, func(f view.Format) string { return f.FestivalAxis(1) }},
		{both{"FestivalAxis(-1)", "−1", "−1"}, func(f view.Format) string { return f.FestivalAxis(-1) }},
		{both{"FestivalAxis(0)", "节日", "day 0"}, func(f view.Format) string { return f.FestivalAxis(0) }},
		{both{"Festival(端午)", "端午", "Dragon Boat"}, func(f view.Format) string { return f.Festival("端午") }},
		{both{"Festival()", "", ""}, func(f view.Format) string { return f.Festival("") }},
		{both{"Unit(袋)", "袋", "bags"}, func(f view.Format) string { return f.Unit("袋") }},
		{both{"Unit()", "", ""}, func(f view.Format) string { return f.Unit("") }},
		{both{"Class(new)", "新品", "new"}, func(f view.Format) string { return f.Class("new") }},
		{both{"Class(?)", "?", "?"}, func(f view.Format) string { return f.Class("?") }},
	} {
		check(t, c.got, c.both)
	}
}

func TestEveryFestivalAndUnitIsTranslated(t *testing.T) {
	for name := range strings.FieldsSeq("春节 元宵 清明 端午 七夕 中秋 重阳 国庆 元旦") {
		if zh.Festival(name) != name || en.Festival(name) == name {
			t.Errorf("%s is %q and %q", name, zh.Festival(name), en.Festival(name))
		}
	}
	for unit := range strings.FieldsSeq("枚 盒 袋 包 个 套 件 箱") {
		if zh.Unit(unit) != unit || en.Unit(unit) == unit {
			t.Errorf("%s is %q and %q", unit, zh.Unit(unit), en.Unit(unit))
		}
	}
	for class := range strings.FieldsSeq("seasonal dead new intermittent year-round") {
		if zh.Class(class) == class || en.Class(class) == "" {
			t.Errorf("%s is %q and %q", class, zh.Class(class), en.Class(class))
		}
	}
}

func TestDatesInBothLanguages(t *testing.T) {
	for _, c := range []struct{ day, week, year, zh, en string }{
		{"2024-12-29", "W52", "2024-W52", "周日", "Sun"},
		{"2024-12-30", "W01", "2025-W01", "周一", "Mon"},
		{"2025-01-01", "W01", "2025-W01", "周三", "Wed"},
		{"2026-01-01", "W01", "2026-W01", "周四", "Thu"},
		{"2026-12-31", "W53", "2026-W53", "周四", "Thu"},
		{"2027-01-03", "W53", "2026-W53", "周日", "Sun"},
		{"2027-01-04", "W01", "2027-W01", "周一", "Mon"},
		{"2024-02-29", "W09", "2024-W09", "周四", "Thu"},
		{"2026-08-25", "W35", "2026-W35", "周二", "Tue"},
		{"2026-08-28", "W35", "2026-W35", "周五", "Fri"},
		{"2026-08-29", "W35", "2026-W35", "周六", "Sat"},
	} {
		d := day(c.day)
		check(t, func(f view.Format) string { return f.Week(d) }, both{"Week " + c.day, c.week, c.week})
		check(t, func(f view.Format) string { return f.YearWeek(d) }, both{"YearWeek " + c.day, c.year, c.year})
		check(t, func(f view.Format) string { return f.Weekday(d) }, both{"Weekday " + c.day, c.zh, c.en})
		check(t, func(f view.Format) string { return f.Date(d) }, both{"Date " + c.day, c.day, c.day})
		check(t, func(f view.Format) string { return f.Day(d) }, both{"Day " + c.day, c.day[5:], c.day[5:]})
	}
	for name, got := range map[string]string{"Day": zh.Day(time.Time{}), "Date": en.Date(time.Time{}), "Clock": zh.Clock(time.Time{})} {
		if got != view.Dash {
			t.Errorf("%s of no day is %q", name, got)
		}
	}
	if got := en.Clock(time.Date(2026, 1, 2, 3, 4, 59, 0, time.UTC)); got != "2026-01-02 03:04" {
		t.Errorf("a moment is %q and not cut to its minute", got)
	}
}

func TestWordsTakeTheirValues(t *testing.T) {
	for lang, want := range map[locale.Lang]string{locale.Zh: "08-01 至 08-23", locale.En: "08-01 to 08-23"} {
		f := view.Format{Lang: lang}
		if got := f.T("page.span", "From", "08-01", "To", "08-23"); got != want {
			t.Errorf("%s: %q", lang, got)
		}
		if got := f.T("page.span", "From", "08-01", "To"); !strings.Contains(got, "{{.To}}") {
			t.Errorf("%s: a value that is missing is hidden: %q", lang, got)
		}
		if got := f.T("page.span", 5, "x", "To", "b"); !strings.Contains(got, "{{.From}}") || !strings.Contains(got, "b") {
			t.Errorf("%s: a name that is no text: %q", lang, got)
		}
	}
}

package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"zhiwei/transform/calendar"
)

func TestKind(t *testing.T) {
	cal := calendar.Default()
	for _, c := range []struct {
		day, name string
		want      calendar.Kind
	}{
		{"2026-02-13", "", calendar.Workday},
		{"2026-02-14", "", calendar.MakeUp}, // a Saturday worked for Spring Festival
		{"2026-02-15", "春节", calendar.Holiday},
		{"2026-09-25", "中秋", calendar.Holiday},
		{"2026-08-23", "", calendar.Weekend},
		{"2026-08-24", "", calendar.Workday},
		{"2027-02-06", "", calendar.Weekend}, // Spring Festival itself: the list is not yet published
	} {
		if got := cal.Kind(d(c.day)); got != c.want || cal.HolidayName(d(c.day)) != c.name {
			t.Errorf("Kind(%s) = %s %q, want %s %q", c.day, got, cal.HolidayName(d(c.day)), c.want, c.name)
		}
	}
	if !cal.Working(d("2026-02-14")) || cal.Working(d("2026-02-16")) {
		t.Error("make-up workdays are worked, holidays are not")
	}
}

func TestYearState(t *testing.T) {
	cal := calendar.Default()
	got := map[int]calendar.State{}
	for _, y := range []int{2003, 2004, 2026, 2027, 2090} {
		got[y] = cal.Year(y)
	}
	want := map[int]calendar.State{
		2003: calendar.NotHeld, 2004: calendar.Published, 2026: calendar.Published,
		2027: calendar.NotYetPublished, 2090: calendar.NotYetPublished,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if years := cal.Listed(); len(years) != 23 || years[0] != 2004 {
		t.Errorf("listed years %v", years)
	}
}

// The embedded list is whole: 33 days off and 6 make-up days in 2026 by the notice; make-up days are weekends.
func TestHolidayListIsPlausible(t *testing.T) {
	cal := calendar.Default()
	off, made := 0, 0
	for _, day := range span("2026-01-01", "2026-12-31") {
		switch cal.Kind(day) {
		case calendar.Holiday:
			off++
		case calendar.MakeUp:
			made++
		default:
		}
	}
	if off != 33 || made != 6 {
		t.Errorf("2026 has %d days off and %d make-up days, want 33 and 6", off, made)
	}
	for _, day := range span("2008-01-01", "2026-12-31") {
		weekday := calendar.ISOWeekday(day)
		if cal.Kind(day) == calendar.MakeUp && weekday < 6 {
			t.Errorf("%s is a make-up workday on weekday %d", day.Format(time.DateOnly), weekday)
		}
	}
	for year := 2008; year <= 2026; year++ {
		for _, f := range []calendar.Festival{calendar.SpringFestival, calendar.Qingming, calendar.DragonBoat, calendar.MidAutumn, calendar.NationalDay, calendar.NewYear} {
			day, _ := calendar.On(f, year)
			if cal.Kind(day) != calendar.Holiday {
				t.Errorf("%s of %d, %s, is a %s", f, year, day.Format(time.DateOnly), cal.Kind(day))
			}
		}
	}
}

func TestISOWeek(t *testing.T) {
	for day, want := range map[string]string{
		"2024-12-30": "2025-W01", "2027-01-01": "2026-W53", "2026-11-23": "2026-W48",
		"2021-01-03": "2020-W53", "2032-12-31": "2032-W53", "2026-01-01": "2026-W01",
	} {
		if got := calendar.ISOWeek(d(day)); got != want {
			t.Errorf("ISOWeek(%s) = %s, want %s", day, got, want)
		}
	}
	if calendar.ISOWeekday(d("2026-08-23")) != 7 || calendar.ISOWeekday(d("2026-08-24")) != 1 {
		t.Error("weeks run from Monday 1 to Sunday 7")
	}
}

// Neither TZ nor LANG changes a text: a second run under another zone and language gives the same rows.
func TestZoneAndLanguageDoNotMatter(t *testing.T) {
	before, err := calendar.Default().Days(d("2024-12-28"), d("2025-01-03"))
	if err != nil {
		t.Fatal(err)
	}
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("far", -11*3600)
	t.Setenv("LANG", "tr_TR.UTF-8")
	after, err := calendar.Default().Days(d("2024-12-28"), d("2025-01-03"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}

func TestWithUserRows(t *testing.T) {
	base := calendar.Default()
	cal, err := base.With([]calendar.Row{
		{From: d("2027-02-05"), To: d("2027-02-11"), Kind: calendar.HolidayRow, Name: "春节", Source: "通知"},
		{From: d("2027-01-31"), Kind: calendar.MakeUpRow, Name: "春节", Source: "通知"},
		{From: d("2026-08-24"), Kind: calendar.HolidayRow, Name: "厂休"},
		{From: d("2026-09-25"), Kind: calendar.MakeUpRow, Name: "加班"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]calendar.Kind{
		"2027-02-08": calendar.Holiday, "2027-01-31": calendar.MakeUp, "2026-08-24": calendar.Holiday,
		"2026-09-25": calendar.MakeUp, "2026-09-26": calendar.Holiday,
	} {
		if got := cal.Kind(d(day)); got != want {
			t.Errorf("Kind(%s) = %s, want %s", day, got, want)
		}
	}
	if cal.Year(2027) != calendar.Published || base.Year(2027) != calendar.NotYetPublished {
		t.Error("a user's list makes the year published, in the new calendar only")
	}
	if base.Kind(d("2026-08-24")) != calendar.Workday {
		t.Error("With changed its receiver")
	}
}

func TestWithRefuses(t *testing.T) {
	for name, r := range map[string]calendar.Row{
		"kind":     {From: d("2026-01-01"), Kind: "假"},
		"reversed": {From: d("2026-01-02"), To: d("2026-01-01"), Kind: calendar.HolidayRow},
	} {
		if _, err := calendar.Default().With([]calendar.Row{r}); !errors.Is(err, calendar.ErrRow) || !strings.Contains(err.Error(), "row 1") {
			t.Errorf("%s: error %v, want ErrRow with its row", name, err)
		}
	}
	far := calendar.Row{From: d("2101-01-01"), Kind: calendar.HolidayRow}
	if _, err := calendar.Default().With([]calendar.Row{far}); !errors.Is(err, calendar.ErrRange) {
		t.Errorf("error %v, want ErrRange", err)
	}
}

func names(rows []calendar.Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Name+"/"+r.Platform+" "+r.From.Format(time.DateOnly)+" "+r.To.Format(time.DateOnly))
	}
	return out
}

func TestPromotions(t *testing.T) {
	cal := calendar.Default()
	want := []string{"双11/taobao 2025-10-15 2025-11-14", "双11/ 2025-11-11 2025-11-11"}
	if diff := cmp.Diff(want, names(cal.Promotions(d("2025-11-11"), "taobao"))); diff != "" {
		t.Error(diff)
	}
	if got := names(cal.Promotions(d("2027-06-18"), "jd")); len(got) != 1 || got[0] != "618/ 2027-06-18 2027-06-18" {
		t.Errorf("a year without a row has the name's own day: %v", got)
	}
	if got := names(cal.Promotions(d("2026-01-25"), "")); len(got) != 1 || !strings.HasPrefix(got[0], "年货节/ 2026-01-20 2026-02-09") {
		t.Errorf("年货节 leads up to Spring Festival: %v", got)
	}
	mine, err := cal.With([]calendar.Row{
		{From: d("2025-11-01"), To: d("2025-11-11"), Kind: calendar.PromotionRow, Name: "双11", Platform: "taobao"},
		{From: d("2026-01-10"), To: d("2026-01-31"), Kind: calendar.PromotionRow, Name: "年货节"},
		{From: d("2025-12-10"), To: d("2025-12-12"), Kind: calendar.PromotionRow, Name: "双12"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string][]string{
		"2025-10-20": nil,
		"2025-06-01": {"618/taobao 2025-05-13 2025-06-20"},
		"2025-11-02": {"双11/taobao 2025-11-01 2025-11-11"},
		"2026-01-25": {"年货节/ 2026-01-10 2026-01-31"},
		"2026-02-05": nil,
		"2025-12-12": {"双12/ 2025-12-10 2025-12-12"},
	} {
		if diff := cmp.Diff(want, names(mine.Promotions(d(day), "taobao"))); diff != "" {
			t.Errorf("%s: %s", day, diff)
		}
	}
}

func TestCourierStop(t *testing.T) {
	cal := calendar.Default()
	stops := func(c *calendar.Calendar) (out []string) {
		for _, day := range span("2026-01-15", "2026-03-15") {
			if c.CourierStop(day) {
				out = append(out, day.Format(time.DateOnly))
			}
		}
		return out
	}
	if got := stops(cal); len(got) != 8 || got[0] != "2026-02-14" || got[7] != "2026-02-21" {
		t.Errorf("default stop around 2026-02-17: %v", got)
	}
	mine, err := cal.With([]calendar.Row{
		{From: d("2026-02-10"), To: d("2026-02-12"), Kind: calendar.CourierStopRow, Name: "停运"},
		{From: d("2026-03-01"), To: d("2026-03-02"), Kind: calendar.CourierStopRow, Name: "停运", Scope: "申通"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := stops(mine); len(got) != 3 || got[0] != "2026-02-10" {
		t.Errorf("entered stop replaces the default one, a carrier's own stop holds for it alone: %v", got)
	}
}

func TestDays(t *testing.T) {
	rows, err := calendar.Default().Days(d("2026-08-24"), d("2026-09-25"))
	if err != nil {
		t.Fatal(err)
	}
	want := calendar.DayRow{
		Day: d("2026-08-24"), ISOWeek: "2026-W35", Weekday: 1, Lunar: calendar.Lunar{Year: 2026, Month: 7, Day: 12},
		Kind: calendar.Workday, Festival: calendar.MidAutumn, FestivalDay: d("2026-09-25"), Offset: -32, State: calendar.Published,
	}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Error(diff)
	}
	if last := rows[len(rows)-1]; len(rows) != 33 || last.Offset != 0 || last.Holiday != "中秋" {
		t.Errorf("%d rows, last %+v", len(rows), last)
	}
	if _, err := calendar.Default().Days(d("2100-12-31"), d("2101-01-01")); !errors.Is(err, calendar.ErrRange) {
		t.Errorf("error %v, want ErrRange", err)
	}
}

func TestOccasionRows(t *testing.T) {
	var got []string
	for _, r := range calendar.Default().OccasionRows(d("2026-09-20"), d("2026-11-30")) {
		got = append(got, strings.Join([]string{string(r.Kind), r.Name, r.Platform, r.From.Format(time.DateOnly), r.To.Format(time.DateOnly)}, " "))
	}
	want := []string{
		"调休上班 国庆节  2026-09-20 2026-09-20",
		"放假 中秋  2026-09-25 2026-09-27",
		"节日 中秋  2026-09-25 2026-09-25",
		"放假 国庆节  2026-10-01 2026-10-07",
		"节日 国庆  2026-10-01 2026-10-01",
		"调休上班 国庆节  2026-10-10 2026-10-10",
		"节日 重阳  2026-10-18 2026-10-18",
		"平台大促 双11  2026-11-11 2026-11-11",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The grain of cal_occasion is unique over the whole calendar, and every row has its source.
func TestOccasionRowsGrain(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range calendar.Default().OccasionRows(d("2004-01-01"), d("2030-12-31")) {
		key := strings.Join([]string{string(r.Kind), r.Name, r.Platform, r.From.Format(time.DateOnly)}, "\x1f")
		if seen[key] || r.Source == "" || r.To.Before(r.From) {
			t.Errorf("row %+v: twice %v", r, seen[key])
		}
		seen[key] = true
	}
	// Make-up workdays stay single rows, holidays are joined to spans.
	if !seen["调休上班\x1f春节\x1f\x1f2004-01-18"] || seen["放假\x1f国庆节\x1f\x1f2026-10-02"] {
		t.Error("spans are joined wrongly")
	}
	if len(seen) < 400 {
		t.Errorf("only %d rows", len(seen))
	}
}

func TestRecords(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer alloc.AssertSize(t, 0)
	cal := calendar.Default()
	rows, err := cal.Days(d("2026-01-01"), d("2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	days := calendar.DayRecord(alloc, rows)
	defer days.Release()
	events := calendar.OccasionRecord(alloc, cal.OccasionRows(d("2026-01-01"), d("2026-12-31")))
	defer events.Release()
	if days.NumRows() != 365 || days.Column(9).ValueStr(235) != "中秋" || days.Column(11).ValueStr(235) != "-32" {
		t.Errorf("%d rows, 2026-08-24 is %s %s", days.NumRows(), days.Column(9).ValueStr(235), days.Column(11).ValueStr(235))
	}
	if events.NumRows() < 20 || events.Column(0).NullN() != 0 {
		t.Errorf("%d occasion rows", events.NumRows())
	}
}

func BenchmarkOffset(b *testing.B) {
	day := d("2026-08-24")
	for b.Loop() {
		calendar.Offset(day, calendar.MidAutumn)
	}
}

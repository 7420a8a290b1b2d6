package calendar_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/transform/calendar"
)

func d(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func span(from, to string) []time.Time {
	var out []time.Time
	for t := d(from); !t.After(d(to)); t = t.AddDate(0, 0, 1) {
		out = append(out, t)
	}
	return out
}

func table(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Every day of 1900–2100 has the lunar date that lunar-javascript 1.7.7 gives it.
func TestLunarEqualsOracle(t *testing.T) {
	days := 0
	for _, row := range table(t, "testdata/oracle/lunar.csv") {
		var text strings.Builder
		for _, day := range span(row[0]+"-01-01", row[0]+"-12-31") {
			l, err := calendar.LunarDate(day)
			if err != nil {
				t.Fatal(err)
			}
			leap := ""
			if l.Leap {
				leap = "+"
			}
			fmt.Fprintf(&text, "%s %d-%s%02d-%02d\n", day.Format(time.DateOnly), l.Year, leap, l.Month, l.Day)
			days++
		}
		sum := sha256.Sum256([]byte(text.String()))
		if got := hex.EncodeToString(sum[:]); got != row[2] {
			t.Errorf("%s: lunar dates differ from the oracle", row[0])
		}
	}
	if days != 73414 {
		t.Errorf("compared %d days, want 73414", days)
	}
}

// A lunar date drawn at random comes back from its day, or is refused as one that does not exist.
func TestLunarDatesExistOrAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := calendar.Lunar{
			Year: rapid.IntRange(1900, 2099).Draw(t, "year"), Month: rapid.IntRange(0, 13).Draw(t, "month"),
			Day: rapid.IntRange(0, 31).Draw(t, "day"), Leap: rapid.Bool().Draw(t, "leap"),
		}
		day, err := calendar.FromLunar(l)
		if err != nil {
			exists := l.Month >= 1 && l.Month <= 12 && l.Day >= 1 && l.Day <= 29 && (!l.Leap || calendar.LeapMonth(l.Year) == l.Month)
			if !errors.Is(err, calendar.ErrLunar) || exists {
				t.Fatalf("FromLunar(%v): %v", l, err)
			}
			return
		}
		if back, err := calendar.LunarDate(day); err != nil || back != l {
			t.Fatalf("LunarDate(%v) = %v, %v, want %v", day, back, err, l)
		}
	})
}

func TestLunarRoundTrip(t *testing.T) {
	for _, day := range span("1900-01-01", "2100-12-31") {
		l, err := calendar.LunarDate(day)
		if err != nil {
			t.Fatal(err)
		}
		back, err := calendar.FromLunar(l)
		if err != nil || !back.Equal(day) {
			t.Fatalf("FromLunar(%v) = %v, %v, want %v", l, back, err, day)
		}
	}
}

func TestLunarWords(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"2026-08-24", "2026年七月十二"},
		{"2025-07-25", "2025年闰六月初一"},
		{"2033-12-22", "2033年闰冬月初一"},
		{"2034-02-19", "2034年正月初一"},
		{"2026-02-16", "2025年腊月廿九"},
		{"2026-09-25", "2026年八月十五"},
		{"2026-09-30", "2026年八月二十"},
		{"2026-10-09", "2026年八月廿九"},
		{"2026-11-18", "2026年十月初十"},
		{"2026-11-08", "2026年九月三十"},
	} {
		l, err := calendar.LunarDate(d(c.day))
		if err != nil || l.String() != c.want {
			t.Errorf("LunarDate(%s) = %v, %v, want %s", c.day, l, err, c.want)
		}
	}
	if got := (calendar.Lunar{Year: 2026, Month: 13, Day: 1}).String(); got != "2026年13-1" && got != "2026-13-1" {
		t.Errorf("String of no month = %q", got)
	}
}

func TestLunarRefuses(t *testing.T) {
	for _, c := range []struct {
		l    calendar.Lunar
		want error
	}{
		{calendar.Lunar{Year: 2026, Month: 2, Day: 30, Leap: true}, calendar.ErrLunar},
		{calendar.Lunar{Year: 2026, Month: 0, Day: 1}, calendar.ErrLunar},
		{calendar.Lunar{Year: 2026, Month: 13, Day: 1}, calendar.ErrLunar},
		{calendar.Lunar{Year: 2026, Month: 1, Day: 31}, calendar.ErrLunar},
		{calendar.Lunar{Year: 2026, Month: 1, Day: 0}, calendar.ErrLunar},
		{calendar.Lunar{Year: 2101, Month: 1, Day: 1}, calendar.ErrRange},
		{calendar.Lunar{Year: 1899, Month: 1, Day: 1}, calendar.ErrRange},
		{calendar.Lunar{Year: 2100, Month: 12, Day: 29}, calendar.ErrRange},
	} {
		if _, err := calendar.FromLunar(c.l); !errors.Is(err, c.want) {
			t.Errorf("FromLunar(%+v) error = %v, want %v", c.l, err, c.want)
		}
	}
	for _, day := range []string{"1899-12-31", "2101-01-01"} {
		if _, err := calendar.LunarDate(d(day)); !errors.Is(err, calendar.ErrRange) {
			t.Errorf("LunarDate(%s) error = %v, want ErrRange", day, err)
		}
	}
	if _, err := calendar.On(calendar.MidAutumn, 2101); !errors.Is(err, calendar.ErrRange) {
		t.Errorf("On(2101) error = %v, want ErrRange", err)
	}
}

func TestLeapMonths(t *testing.T) {
	got := map[int]int{}
	for _, y := range []int{1898, 2020, 2023, 2025, 2026, 2028, 2033, 2034, 2101} {
		got[y] = calendar.LeapMonth(y)
	}
	want := map[int]int{1898: 0, 2020: 4, 2023: 2, 2025: 6, 2026: 0, 2028: 5, 2033: 11, 2034: 0, 2101: 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestQingmingEqualsOracle(t *testing.T) {
	rows := table(t, "testdata/oracle/qingming.csv")
	for _, row := range rows {
		year, _ := strconv.Atoi(row[0])
		day, err := calendar.On(calendar.Qingming, year)
		if err != nil || day.Format("2006-1-2") != row[0]+"-4-"+row[1] {
			t.Errorf("Qingming of %d = %v, %v, want April %s", year, day, err, row[1])
		}
	}
	if len(rows) != 201 {
		t.Errorf("compared %d years", len(rows))
	}
}

// The dates of planning/golden.json, vectors 1-mid-autumn-shift and 1-festival-dates.
func TestFestivalDates(t *testing.T) {
	want := map[calendar.Festival][]string{
		calendar.SpringFestival: {"2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13"},
		calendar.DragonBoat:     {"2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16"},
		calendar.MidAutumn:      {"2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22"},
	}
	for f, days := range want {
		for i, text := range days {
			got, err := calendar.On(f, 2023+i)
			if err != nil || !got.Equal(d(text)) {
				t.Errorf("On(%s, %d) = %v, %v, want %s", f, 2023+i, got, err, text)
			}
		}
	}
	for _, c := range []struct {
		text string
		want calendar.Lunar
	}{
		{"2023-03-22", calendar.Lunar{Year: 2023, Month: 2, Day: 1, Leap: true}},
		{"2025-07-25", calendar.Lunar{Year: 2025, Month: 6, Day: 1, Leap: true}},
		{"2028-06-23", calendar.Lunar{Year: 2028, Month: 5, Day: 1, Leap: true}},
	} {
		if got, _ := calendar.LunarDate(d(c.text)); got != c.want {
			t.Errorf("LunarDate(%s) = %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestOccasions(t *testing.T) {
	var got []string
	for _, o := range calendar.Occasions(d("2026-01-01"), d("2026-12-31")) {
		got = append(got, string(o.Festival)+" "+o.Day.Format(time.DateOnly))
	}
	want := []string{
		"元旦 2026-01-01", "春节 2026-02-17", "元宵 2026-03-03", "清明 2026-04-05", "端午 2026-06-19",
		"七夕 2026-08-19", "中秋 2026-09-25", "国庆 2026-10-01", "重阳 2026-10-18",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(calendar.Occasions(d("2026-09-25"), d("2026-09-25"))); n != 1 {
		t.Errorf("both ends are included: %d occasions on the day itself", n)
	}
	if n := len(calendar.Occasions(d("1900-01-01"), d("2100-12-31"))); n != 9*201 {
		t.Errorf("%d occasions in 201 years, want %d", n, 9*201)
	}
}

func TestOffset(t *testing.T) {
	for _, c := range []struct {
		day  string
		f    calendar.Festival
		want int
	}{
		{"2026-08-24", calendar.MidAutumn, -32},
		{"2026-09-25", calendar.MidAutumn, 0},
		{"2026-09-28", calendar.MidAutumn, 3},
		{"2026-04-04", calendar.Qingming, -1},
		{"2027-01-01", calendar.NewYear, 0},
		{"2025-07-02", calendar.NewYear, 182},
		{"2025-07-03", calendar.NewYear, -182},
		{"2024-07-02", calendar.NewYear, -183}, // 183 days either way: the coming one
		{"1899-12-31", calendar.NewYear, -1},
		{"2101-01-01", calendar.NationalDay, 92},
		{"2026-08-24", "没有", 0},
	} {
		if got := calendar.Offset(d(c.day), c.f); got != c.want {
			t.Errorf("Offset(%s, %s) = %d, want %d", c.day, c.f, got, c.want)
		}
	}
}

// From one day to the next an offset rises by 1, except where the next occurrence becomes the nearer one.
func TestOffsetRisesByOne(t *testing.T) {
	for _, f := range calendar.Festivals {
		before := calendar.Offset(d("1900-01-01"), f)
		zeros := 0
		for _, day := range span("1900-01-02", "2100-12-31") {
			got := calendar.Offset(day, f)
			if got != before+1 && (before < 170 || got > -170) {
				t.Fatalf("%s on %s: offset %d after %d", f, day.Format(time.DateOnly), got, before)
			}
			if before = got; got == 0 {
				zeros++
			}
		}
		want := 201
		if f == calendar.NewYear {
			want = 200 // 1900-01-01 itself is before the loop
		}
		if zeros != want {
			t.Errorf("%s: %d days with offset 0, want %d", f, zeros, want)
		}
	}
}

func TestWindowsDoNotMeet(t *testing.T) {
	for _, day := range span("1950-01-01", "2050-12-31") {
		inside := 0
		for _, f := range calendar.Festivals {
			before, after := calendar.Window(f)
			if n := calendar.Offset(day, f); (before > 0 || after > 0) && n >= -before && n <= after {
				inside++
			}
		}
		f, n, in := calendar.InWindow(day)
		if inside > 1 || in != (inside == 1) || (in && calendar.Offset(day, f) != n) {
			t.Fatalf("%s: %d windows, InWindow %s %d %v", day.Format(time.DateOnly), inside, f, n, in)
		}
	}
}

func TestWindow(t *testing.T) {
	got := map[calendar.Festival][2]int{}
	for _, f := range calendar.Festivals {
		before, after := calendar.Window(f)
		got[f] = [2]int{before, after}
	}
	want := map[calendar.Festival][2]int{
		calendar.SpringFestival: {21, 20}, calendar.MidAutumn: {21, 3}, calendar.DragonBoat: {10, 3}, calendar.Qingming: {5, 3},
		calendar.Lantern: {}, calendar.Qixi: {}, calendar.DoubleNinth: {}, calendar.NationalDay: {}, calendar.NewYear: {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		day, at string
		f       calendar.Festival
		want    int
	}{
		{"2026-08-24", "2026-09-25", calendar.MidAutumn, -32},
		{"2026-01-27", "2026-02-17", calendar.SpringFestival, -21},
		{"2026-06-19", "2026-06-19", calendar.DragonBoat, 0},
		{"2026-04-10", "2026-04-05", calendar.Qingming, 5},
	} {
		f, o, n := calendar.Nearest(d(c.day))
		if f != c.f || o.Festival != c.f || !o.Day.Equal(d(c.at)) || n != c.want {
			t.Errorf("Nearest(%s) = %s %v %d, want %s %s %d", c.day, f, o.Day, n, c.f, c.at, c.want)
		}
	}
}

// Nearest is the smallest distance, and the coming festival on a tie.
func TestNearestIsSmallest(t *testing.T) {
	ties := 0
	for _, day := range span("1901-01-01", "2099-12-31") {
		_, o, n := calendar.Nearest(day)
		if !o.Day.AddDate(0, 0, n).Equal(day) {
			t.Fatalf("%v + %d is not %v", o.Day, n, day)
		}
		for _, f := range calendar.Seasons {
			m := calendar.Offset(day, f)
			if max(m, -m) < max(n, -n) || (m == -n && m < 0) {
				t.Fatalf("%v: %s at %d is nearer than %s at %d", day, f, m, o.Festival, n)
			}
			if m == -n && m != 0 {
				ties++
			}
		}
	}
	if ties == 0 {
		t.Error("no tie was met")
	}
}

// A day is the date that its time shows, whatever its zone.
func TestZoneDoesNotMatter(t *testing.T) {
	zone := time.FixedZone("Beijing", 8*3600)
	day := time.Date(2026, 9, 25, 23, 30, 0, 0, zone)
	if n := calendar.Offset(day, calendar.MidAutumn); n != 0 {
		t.Errorf("Offset late in the evening in Beijing = %d, want 0", n)
	}
	if l, _ := calendar.LunarDate(day); l.Day != 15 {
		t.Errorf("lunar day = %d, want 15", l.Day)
	}
}

package view_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/reports/view"
)

// read reads a number as it is shown, unit and percent sign apart.
func read(t *rapid.T, text string) float64 {
	t.Helper()
	scale := 1.0
	for suffix, by := range map[string]float64{"万": 1e4, "亿": 1e8, "k": 1e3, "M": 1e6, "%": .01} {
		if cut, ok := strings.CutSuffix(text, suffix); ok {
			text, scale = cut, by
		}
	}
	v, err := strconv.ParseFloat(strings.NewReplacer(",", "", view.Minus, "-", "+", "", "¥", "").Replace(text), 64)
	if err != nil {
		t.Fatalf("%q is no number: %v", text, err)
	}
	return v * scale
}

// shape is how a number looks: thousands in threes, no minus that is a hyphen, no minus before nothing.
var shape = regexp.MustCompile(`^([−+]?¥?)(\d{1,3})(,\d{3})*(\.\d+)?(万|亿|k|M|%)?$`)

func TestDecimalReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Float64Range(-1e11, 1e11).Draw(t, "v")
		decimals := rapid.IntRange(0, 4).Draw(t, "decimals")
		text := zh.Decimal(v, decimals)
		half := .5 * math.Pow10(-decimals)
		if back := read(t, text); math.Abs(back-v) > half*(1+1e-9)+math.Abs(v)*1e-15 || !shape.MatchString(text) {
			t.Fatalf("%v with %d decimals is %s", v, decimals, text)
		}
		if opposite := zh.Decimal(-v, decimals); strings.TrimPrefix(opposite, view.Minus) != strings.TrimPrefix(text, view.Minus) {
			t.Fatalf("%v is %s and its negative %s", v, text, opposite)
		}
		if whole, frac, _ := strings.Cut(text, "."); len(frac) != decimals || strings.HasPrefix(whole, view.Minus) && read(t, text) == 0 {
			t.Fatalf("%v with %d decimals is %s", v, decimals, text)
		}
	})
}

// A larger number is never shown as a smaller one, also where the unit changes.
func TestFormatsKeepTheOrder(t *testing.T) {
	edges := []float64{999.5, 9_999.5, 999_950, 99_995_000, 1e4, 1e6, 1e8, 0.5, 0}
	formats := map[string]func(f view.Format, v float64) string{
		"Short": view.Format.Short, "Round": view.Format.Round, "Percent": view.Format.Percent, "SignedPercent": view.Format.SignedPercent, "Signed": view.Format.Signed,
	}
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.SampledFrom(edges).Draw(t, "edge") * rapid.SampledFrom([]float64{1, -1}).Draw(t, "sign")
		a := near + rapid.Float64Range(-60, 60).Draw(t, "a")
		b := a + rapid.Float64Range(0, 60).Draw(t, "more")
		for name, show := range formats {
			for _, f := range []view.Format{zh, en} {
				if x, y := show(f, a), show(f, b); read(t, x) > read(t, y)*(1+1e-12)+1e-12 && read(t, x)-read(t, y) > 1e-9*math.Abs(read(t, x)) || !shape.MatchString(x) {
					t.Fatalf("%s of %v is %s and of the larger %v %s", name, a, x, b, y)
				}
			}
		}
	})
}

// Money is exact in every form but the short one, which is near: half of its last digit.
func TestMoneyFormsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.OneOf(rapid.Int64Range(-1e6, 1e6), rapid.Int64Range(-1e14, 1e14)).Draw(t, "fen")
		for _, f := range []view.Format{zh, en} {
			plain, money, signed, short := f.Fen(fen), f.Money(fen), f.SignedFen(fen), f.ShortFen(fen)
			if strings.Replace(money, "¥", "", 1) != plain || strings.TrimPrefix(signed, "+") != plain || strings.HasPrefix(signed, "+") != (fen > 0) {
				t.Fatalf("%d is %s, %s and %s", fen, plain, money, signed)
			}
			if got := math.Round(read(t, plain) * 100); got != float64(fen) {
				t.Fatalf("%d is written %s", fen, plain)
			}
			yuan := float64(fen) / 100
			if got := read(t, short); math.Abs(got-yuan) > .51 && math.Abs(got-yuan) > math.Abs(yuan)*.051 {
				t.Fatalf("%s is short for %s", short, plain)
			}
			if !shape.MatchString(money) || !shape.MatchString(signed) || !shape.MatchString(short) {
				t.Fatalf("%d is written %s %s %s", fen, money, signed, short)
			}
		}
	})
}

// Whole numbers are themselves, digit by digit.
func TestIntReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Int64().Draw(t, "v")
		text := zh.Int(v)
		back, err := strconv.ParseInt(strings.NewReplacer(",", "", view.Minus, "-").Replace(text), 10, 64)
		if err != nil || back != v || !shape.MatchString(text) {
			t.Fatalf("%d is written %s, %v", v, text, err)
		}
		if a := zh.Decimal(float64(v>>12), 0); a != zh.Int(v>>12) {
			t.Fatalf("%d is %s as a float and %s as an integer", v>>12, a, zh.Int(v>>12))
		}
	})
}

// A week's name is that of its Thursday, and its seven days share it.
func TestWeekNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		monday := day("2018-01-01").AddDate(0, 0, 7*rapid.IntRange(0, 1500).Draw(t, "weeks"))
		thursday := monday.AddDate(0, 0, 3)
		want := thursday.Format("2006") + "-W" + pad((thursday.YearDay()-1)/7+1)
		for i := range 7 {
			if got := zh.YearWeek(monday.AddDate(0, 0, i)); got != want || zh.Week(monday.AddDate(0, 0, i)) != want[5:] {
				t.Fatalf("%s is in %s, want %s", monday.AddDate(0, 0, i).Format(time.DateOnly), got, want)
			}
		}
	})
}

func pad(n int) string {
	if n < 10 {
		return "0" + whole(n)
	}
	return whole(n)
}

// The festival's distance counts down, is the day itself, and counts on; the axis says the same number.
func TestFestivalDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(-400, 400).Draw(t, "days")
		for _, f := range []view.Format{zh, en} {
			words, axis := f.BeforeFestival(n), f.FestivalAxis(n)
			if n == 0 {
				if regexp.MustCompile(`[1-9]`).MatchString(words+axis) || words == "" || axis == "" {
					t.Fatalf("the day itself is %q and %q", words, axis)
				}
				continue
			}
			if !strings.Contains(words, whole(max(n, -n))) || axis != f.Int(int64(n)) || f.BeforeFestival(-n) == words {
				t.Fatalf("%d days are %q and %q", n, words, axis)
			}
		}
	})
}

// In the table of channels rows and columns add up to the totals that are shown, whatever money there is: more categories
// than columns, money without one, more returned than sold.
func TestChannelTableAddsUp(t *testing.T) {
	p := calm(t)
	rapid.Check(t, func(rt *rapid.T) {
		var cells, channels []row
		var all int64
		for i := range rapid.IntRange(0, 4).Draw(rt, "channels") {
			name, sum := "渠"+whole(i), int64(0)
			for j := range rapid.IntRange(0, 7).Draw(rt, "categories") {
				v := rapid.Int64Range(-1e9, 1e10).Draw(rt, "fen")
				cells = append(cells, row{"channel": name, "platform": name, "category": strings.Repeat("类", j), "gmv_fen": strconv.FormatInt(v, 10)})
				sum += v
			}
			all += sum
			channels = append(channels, row{"channel": name, "orders": whole(i * 1234), "gmv_fen": strconv.FormatInt(sum, 10)})
		}
		table := p.set("page_home_cells-week", cells...).set("page_home_channels-week", channels...).home(zh).Channels
		columns := make([]int64, len(table.Categories)+1)
		for i, r := range table.Rows {
			var sum int64
			for j, c := range r.Cells {
				sum += fen(t, c)
				columns[j] += fen(t, c)
			}
			if sum != fen(t, r.Sum) || len(r.Cells) != len(columns) || i > 0 && fen(t, r.Sum) > fen(t, table.Rows[i-1].Sum) {
				rt.Fatalf("%s: %v do not make %s", r.Channel, r.Cells, r.Sum)
			}
		}
		for j, c := range table.Total.Cells {
			if fen(t, c) != columns[j] {
				rt.Fatalf("column %d adds up to %d, its foot says %s", j, columns[j], c)
			}
		}
		if len(table.Rows) != len(channels) || fen(t, table.Total.Sum) != all || len(table.Categories) > 4 {
			rt.Fatalf("%d rows under %v, total %s, want %d", len(table.Rows), table.Categories, table.Total.Sum, all)
		}
	})
}

// The chart of weeks, its table, its end labels and the ledger's week say the same money.
func TestWeeksByHand(t *testing.T) {
	p := calm(t).set("page_home_days", sale("2026-08-17", 3, 1_234_500), sale("2026-08-23", 1, 100), sale("2025-08-28", 1, 617_250), sale("2025-09-03", 1, 50), sale("2026-05-25", 2, 999), sale("2026-05-24", 2, 77))
	h := p.home(zh)
	first, last := h.WeekRows[0], h.WeekRows[12]
	if diff := cmp.Diff(view.WeekRow{Week: "W22", Monday: "05-25", This: "9.99", Before: "0.00", Change: view.Dash}, first); diff != "" {
		t.Errorf("first week: %s", diff)
	}
	if diff := cmp.Diff(view.WeekRow{Week: "W34", Monday: "08-17", This: "12,346.00", Before: "6,173.00", Change: "+100.0%"}, last); diff != "" {
		t.Errorf("last week: %s", diff)
	}
	if fig := figure(t, h, "上周 GMV"); fig.Value != "1.2万" || !strings.HasPrefix(fig.Notes[0], "农历同比 ▲ +100.0%") {
		t.Errorf("the ledger's week: %+v", fig)
	}
	if fig := figure(t, h, "订单数"); fig.Value != "4" || fig.Notes[0] == "" || !strings.Contains(strings.Join(fig.Notes, " "), "¥3,086.50") {
		t.Errorf("orders: %+v", fig)
	}
	if !strings.Contains(h.WeekTitle, "100.0%") || !strings.Contains(h.WeekAria, "1.2万") || h.WeekChart == nil {
		t.Errorf("%q, %q", h.WeekTitle, h.WeekAria)
	}
}

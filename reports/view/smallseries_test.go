package view_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/view"
)

func fest(name, on string) row { return row{"name": name, "day": on} }

// The next festival is the first that is not behind today, today's own counted; the two before it are those of its name.
func TestNextFestivalByHand(t *testing.T) {
	for name, c := range map[string]struct {
		days  []row
		want  view.Festival
		shift int
	}{
		"none at all":    {nil, view.Festival{}, 364},
		"all behind":     {[]row{fest("中秋", "2025-10-06"), fest("端午", "2026-08-23")}, view.Festival{}, 364},
		"today":          {[]row{fest("中秋", "2025-10-06"), fest("中秋", "2026-08-24")}, view.Festival{Name: "中秋", Day: day("2026-08-24"), Before: day("2025-10-06")}, 322},
		"tomorrow":       {[]row{fest("清明", "2026-08-25")}, view.Festival{Name: "清明", Day: day("2026-08-25"), Days: 1}, 364},
		"of two the one": {[]row{fest("中秋", "2026-09-25"), fest("国庆", "2026-09-25")}, view.Festival{Name: "中秋", Day: day("2026-09-25"), Days: 32}, 364},
		"three years": {
			[]row{fest("中秋", "2023-09-29"), fest("中秋", "2024-09-17"), fest("春节", "2025-01-29"), fest("中秋", "2025-10-06"), fest("春节", "2026-02-17"), fest("中秋", "2026-09-25"), fest("春节", "2027-02-06")},
			view.Festival{Name: "中秋", Day: day("2026-09-25"), Before: day("2025-10-06"), Older: day("2024-09-17"), Days: 32},
			354,
		},
		"a leap month": {[]row{fest("端午", "2025-08-20"), fest("端午", "2026-09-08")}, view.Festival{Name: "端午", Day: day("2026-09-08"), Before: day("2025-08-20"), Days: 15}, 384},
	} {
		got := header(t, newTape(t).set("page_festival", c.days...).store()).Festival
		if diff := cmp.Diff(c.want, got); diff != "" || got.Shift() != c.shift || got.Known() == got.Day.IsZero() {
			t.Errorf("%s: shift %d, want %d (-want +got):\n%s", name, got.Shift(), c.shift, diff)
		}
	}
}

// smallSeries is one item that sold on three days: 5, then nothing in stock, then 3 less 10 that came back, with a bulk order.
func smallSeries(t *testing.T) *tape {
	t.Helper()
	p := newTape(t)
	list := slices.DeleteFunc(p.rows("page_series_list"), func(r row) bool { return r["sku"] != "GD1001" || r["channel"] != "" })
	p.clear().set("page_series_list", list[0].with("next_4", "123.5", "list_price_fen", "1000", "history_days", "3", "censored_days", "1", "why_code", "none", "class", "new", "model", "M"))
	sold := func(on, qty, bulk, out string) row {
		return row{"sku": "GD1001", "day": on, "qty": qty, "bulk": bulk, "censored": out}
	}
	return p.set("page_series_history-total", sold("2026-08-21", "5", "0", "false"), sold("2026-08-22", "0", "0", "true"), sold("2026-08-23", "-7", "100", "false"))
}

// What was sold is shown as it is, below zero too; a day without stock is not known; before the first day nothing is.
func TestSeriesOfThreeDays(t *testing.T) {
	p := smallSeries(t)
	for _, f := range []view.Format{zh, en} {
		page := p.series(f, "GD1001", "")
		var got []string
		for _, r := range page.FanRows[52:56] {
			got = append(got, r.Day+" "+r.Actual)
		}
		if diff := cmp.Diff([]string{"08-20 0", "08-21 5", "08-22 —", "08-23 −7"}, got); diff != "" {
			t.Error(diff)
		}
		if !page.HasOuts || page.HasPromos || len(page.Scores) != 0 || len(page.Channels) != 0 || page.Title != f.T("page.ser-none", "Name", page.Name) {
			t.Errorf("%+v", page)
		}
		if last := page.SeasonRows[len(page.SeasonRows)-1]; len(page.SeasonYears) != 2 || last.Before != "0" || last.Cells[0]+last.Cells[1] != "" {
			t.Errorf("seasons %v, at the festival %+v", page.SeasonYears, last)
		}
		for _, m := range page.Measures {
			for _, c := range m.Cells {
				if c.Text != "" {
					t.Errorf("%s of weeks that are not whole is %q", m.Name, c.Text)
				}
			}
		}
		if !strings.Contains(page.Why, f.T("page.why-censored", "N", 1)) || strings.Contains(page.Why, "{{") {
			t.Errorf("why: %s", page.Why)
		}
	}
	s := p.store()
	list, err := view.LoadList(t.Context(), s, zh, header(t, s))
	if err != nil || len(list.Rows) != 1 {
		t.Fatal(list, err)
	}
	if r := list.Rows[0]; r.Value != "1,235.00" || !strings.HasPrefix(r.Next4, "124") || r.Class != zh.Class("new") {
		t.Errorf("123.5 pieces at 10 yuan are %s and %s, class %s", r.Next4, r.Value, r.Class)
	}
}

// The forecast's weeks stand beside the year before by either calendar; a week that the history does not wholly reach is blank.
func TestWeeksBesideTheYearBefore(t *testing.T) {
	p := smallSeries(t)
	var sold []row
	for i := range 400 {
		d := day("2025-08-01").AddDate(0, 0, i)
		if d.After(day("2026-08-23")) {
			break
		}
		sold = append(sold, row{"sku": "GD1001", "day": d.Format("2006-01-02"), "qty": whole(i % 10), "bulk": "0", "censored": "false"})
	}
	p.set("page_series_history-total", sold...)
	week := func(from, mean string) row {
		return row{"sku": "GD1001", "from_day": from, "mean": mean, "p10": "1.4", "p50": "2.5", "p90": "3.6"}
	}
	p.set("page_series_weeks-total", week("2026-08-24", "70.5"), week("2026-08-31", "80.4"))
	page := p.series(zh, "GD1001", "")
	rows := map[string][]string{}
	for _, m := range page.Measures {
		for _, c := range m.Cells {
			rows[m.Name] = append(rows[m.Name], c.Text)
		}
	}
	// Day i sells i % 10. The weeks begin on days 360 (0+…+6 = 21), 367 (7+8+9+0+1+2+3 = 30), 374 (4+…+9+0 = 39) and 381
	// (1+…+7 = 28); a year before on days −4, 3 (3+…+9 = 42), 10, 17, 24 and 31.
	want := map[string][]string{
		zh.T("page.mea-gregorian"): {"", "42", "21", "30", "39", "28"}, zh.T("page.mea-actual"): {"21", "30", "39", "28", "", ""},
		zh.T("page.mea-p10"): {"", "", "", "", "1", "1"}, zh.T("page.mea-p50"): {"", "", "", "", "3", "3"}, zh.T("page.mea-p90"): {"", "", "", "", "4", "4"}, zh.T("page.mea-mean"): {"", "", "", "", "71", "80"},
	}
	for name, cells := range want {
		if diff := cmp.Diff(cells, rows[name]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if !strings.Contains(page.Lede, "W35") || page.Weeks[4].Week != "W35" || !page.Weeks[4].First || page.Weeks[5].First {
		t.Errorf("%s, weeks %+v", page.Lede, page.Weeks)
	}
}

package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/view"
)

// flat is a ruler of 10 sold a day, 20 expected up to a day, and 5 a day in the season before.
func flat(t *testing.T, reach string) *tape {
	t.Helper()
	var rows []row
	for d := day("2026-07-25"); !d.After(day("2026-09-27")); d = d.AddDate(0, 0, 1) {
		r := row{"day": d.Format(time.DateOnly), "sold": "0", "ahead": "0", "before": "5"}
		if d.Before(day("2026-08-24")) {
			r["sold"] = "10"
		} else if r["day"] <= reach {
			r["ahead"] = "20"
		}
		rows = append(rows, r)
	}
	return newTape(t).set("page_ruler", rows...)
}

func (p *tape) ruler(f view.Format) view.Ruler {
	p.t.Helper()
	s := p.store()
	r, err := view.LoadRuler(p.t.Context(), s, f, header(p.t, s))
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// 30 days sold 300, 33 days to the festival and with it bring 660: 31.25%. A season before 150 of 325 were in.
func TestSeasonShareByHand(t *testing.T) {
	r := flat(t, "2026-09-25").ruler(zh)
	if r.SoldShare != .3125 || r.Sold != "已卖 31.3%" || r.Curve != "，曲线 46.2%" || r.SlimSold != "31.2" || r.SlimCurve != "46.2" {
		t.Errorf("%v %q %q, slim %s and %s", r.SoldShare, r.Sold, r.Curve, r.SlimSold, r.SlimCurve)
	}
}

// The season's total is known only when the forecast comes within a week of the festival.
func TestSeasonShareNeedsItsEnd(t *testing.T) {
	for reach, known := range map[string]bool{"2026-09-17": false, "2026-09-18": true, "2026-09-27": true, "2026-08-20": false} {
		r := flat(t, reach).ruler(en)
		if (r.Sold != "") != known || (r.SlimSold != "") != known {
			t.Errorf("a forecast to %s: %q", reach, r.Sold)
		}
		if r.Past == "" || r.Label != "Mid-Autumn season" {
			t.Errorf("a forecast to %s: the past %q of the %s", reach, r.Past, r.Label)
		}
	}
}

// 65 days on 1040 units are 16 a day: today is day 30, the festival day 62, a promotion from day 26 to 37.
func TestPlacesOnTheRuler(t *testing.T) {
	r := flat(t, "2026-09-25").ruler(zh)
	if r.TodayX != "480.0" || r.Marks[0].X != "992.0" || r.TodayAnchor != "start" {
		t.Errorf("today at %s, the festival at %s", r.TodayX, r.Marks[0].X)
	}
	want := []view.RulerBand{
		{X: "176.0", Width: "128.0", TextX: "182.0", Text: "夏日糕点"}, {X: "416.0", Width: "192.0", TextX: "422.0", Text: "中秋预热"}, {X: "720.0", Width: "240.0", TextX: "726.0", Text: "中秋大促"},
	}
	if diff := cmp.Diff(want, r.Promos); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(r.Past, "M0.0 58.0L0.0 43.0L16.0 43.0") || !strings.HasPrefix(r.Ahead, "M480.0 58.0L480.0 28.0") || !strings.HasSuffix(r.Ahead, "58.0Z") {
		t.Errorf("half the height and the whole: %.40s, %.40s", r.Past, r.Ahead)
	}
}

func TestPromotionsStayOnTheRuler(t *testing.T) {
	one := func(name, from, to string) row {
		return row{"name": name, "platform": "", "from_day": from, "to_day": to, "sku": "", "category": ""}
	}
	p := flat(t, "2026-09-25").set("page_promotions", one("长", "2026-01-01", "2026-08-01"), one("压着", "2026-08-01", "2026-08-02"), one("尾", "2026-09-20", "2027-01-01"))
	r := p.ruler(zh)
	if len(r.Promos) != 2 || r.Promos[0].X != "0.0" || r.Promos[0].Width != "128.0" || r.Promos[1].X != "912.0" || r.Promos[1].Width != "128.0" {
		t.Errorf("bands %+v", r.Promos)
	}
}

func TestEmptyRuler(t *testing.T) {
	r := flat(t, "").set("page_promotions").each("page_ruler", func(r row) { r["sold"], r["ahead"], r["before"] = "0", "0", "0" }).ruler(zh)
	if !r.Known || r.Past != "" || r.Ahead != "" || r.Sold != "" || r.Promos != nil || r.Days != 32 {
		t.Errorf("a season that nobody sold in: %+v", r)
	}
}

// On the eve, on the day and long before: what the words and ticks say.
func TestRulerNearAndFar(t *testing.T) {
	for today, want := range map[string][]string{
		"2026-09-24": {"今天 09-24 节前第1天", "end", "节前第60天"}, "2026-09-25": {"今天 09-25 节日当天", "end", "节前第60天"},
		"2026-07-01": {"今天 07-01 节前第86天", "start", "节前第90天"}, "2026-06-20": {"今天 06-20 节前第97天", "start", "节前第90天"},
	} {
		p := newTape(t).each("page_header", func(r row) { r["today"] = today })
		r := p.ruler(zh)
		if diff := cmp.Diff(want, []string{r.TodayText, r.TodayAnchor, r.Ticks[0].Text}); diff != "" {
			t.Errorf("%s: %s", today, diff)
		}
		if last := r.Ticks[len(r.Ticks)-1]; last.Text != "节日" {
			t.Errorf("%s: the axis ends at %q", today, last.Text)
		}
	}
}

func TestFestivalOfTheHeader(t *testing.T) {
	for today, want := range map[string]view.Festival{
		"2026-06-19": {Name: "端午", Day: day("2026-06-19"), Before: day("2025-05-31"), Older: day("2024-06-10")},
		"2026-06-20": {Name: "中秋", Day: day("2026-09-25"), Before: day("2025-10-06"), Older: day("2024-09-17"), Days: 97},
		"2025-01-01": {Name: "春节", Day: day("2025-01-29"), Days: 28},
		"2027-06-10": {},
	} {
		s := newTape(t).each("page_header", func(r row) { r["today"] = today }).store()
		if diff := cmp.Diff(want, header(t, s).Festival); diff != "" {
			t.Errorf("%s: %s", today, diff)
		}
	}
}

func TestNoRunHasNoHeader(t *testing.T) {
	s := newTape(t).set("page_header").store()
	if _, ok, err := view.LoadHeader(t.Context(), s, ""); ok || err != nil {
		t.Errorf("a run out of nothing: %v %v", ok, err)
	}
}

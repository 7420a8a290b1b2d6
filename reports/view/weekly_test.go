package view_test

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhiwei/reports/locale"
	"zhiwei/reports/replay"
	"zhiwei/reports/view"
)

// weekly loads the weekly report of a recording; edit may change its cells.
func weekly(t *testing.T, name string, edit func(query, column, cell string) string) view.Weekly {
	t.Helper()
	store, err := replay.Open(os.DirFS(filepath.Join("..", "excel", "testdata", name)))
	if err != nil {
		t.Fatal(err)
	}
	store.Edit = edit
	f := view.Format{Lang: locale.Zh}
	h, ok, err := view.LoadHeader(t.Context(), store, "")
	if err != nil || !ok {
		t.Fatalf("no run: %v", err)
	}
	w, err := view.LoadWeekly(t.Context(), store, f, h)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func dated(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWeeklySpans(t *testing.T) {
	w := weekly(t, "weekly", nil)
	for _, c := range []struct {
		name     string
		got      view.WeekSpan
		from, to string
	}{
		{"now", w.Now, "2026-08-17", "2026-08-23"},
		{"lunar", w.Lunar, "2025-08-28", "2025-09-03"},
		{"gregorian", w.Gregorian, "2025-08-18", "2025-08-24"},
		{"before", w.Before, "2026-08-10", "2026-08-16"},
	} {
		if !c.got.From.Equal(dated(c.from)) || !c.got.To.Equal(dated(c.to)) {
			t.Errorf("%s: %s to %s, want %s to %s", c.name, c.got.From.Format(time.DateOnly), c.got.To.Format(time.DateOnly), c.from, c.to)
		}
		if c.got.GMV <= 0 || c.got.Orders <= 0 || c.got.StockClose <= 0 {
			t.Errorf("%s: nothing was read: %+v", c.name, c.got)
		}
	}
	if ahead := w.Festival.Day.Sub(w.From); ahead != w.Festival.Before.Sub(w.Lunar.From) {
		t.Errorf("the two weeks are not as far from the festival: %s and %s", ahead, w.Festival.Before.Sub(w.Lunar.From))
	}
}

// TestWeeklyTrend aligns each week by the festival that followed it, a leap month included.
func TestWeeklyTrend(t *testing.T) {
	w := weekly(t, "weekly", nil)
	for _, c := range []struct {
		week          int
		monday, lunar string
		festival      string
	}{
		{0, "2026-05-25", "2025-05-06", ""}, // before 端午, which stands 384 days after the last
		{3, "2026-06-15", "2025-05-27", "端午"},
		{4, "2026-06-22", "2025-07-03", ""}, // before 中秋, 354 days after the last
		{12, "2026-08-17", "2025-08-28", ""},
	} {
		m := w.Weeks[c.week]
		if !m.Monday.Equal(dated(c.monday)) || !m.LunarMonday.Equal(dated(c.lunar)) || m.Festival != c.festival {
			t.Errorf("week %d: %s against %s with festival %q, want %s, %s, %q", c.week, m.Monday.Format(time.DateOnly), m.LunarMonday.Format(time.DateOnly), m.Festival, c.monday, c.lunar, c.festival)
		}
	}
	if w.Weeks[12].GMV != w.Now.GMV || w.Weeks[12].Lunar != w.Lunar.GMV || w.Weeks[11].GMV != w.Before.GMV {
		t.Error("the trend and the key figures do not agree")
	}
}

func TestWeeklySumsAgree(t *testing.T) {
	for _, name := range []string{"weekly", "bare"} {
		w := weekly(t, name, nil)
		var channels, products, refunds, orders, month int64
		for _, c := range w.Channels {
			var cells int64
			for _, v := range c.Cells {
				cells += v
			}
			if cells != c.GMV {
				t.Errorf("%s: the cells of %s add up to %d, not %d", name, c.Name, cells, c.GMV)
			}
			channels, orders, month = channels+c.GMV, orders+c.Orders, month+c.Month
		}
		for _, p := range w.Products {
			products, refunds = products+p.GMV, refunds+p.Refund
		}
		if channels != w.Now.GMV || products != w.Now.GMV || refunds != w.Now.Refund || orders != w.Now.Orders || month != w.Month.GMV {
			t.Errorf("%s: channels %d, products %d, refunds %d, orders %d, month %d; the database says %+v and %d", name, channels, products, refunds, orders, month, w.Now, w.Month.GMV)
		}
		var ages int64
		for _, age := range w.Ages {
			for _, v := range age {
				ages += v
			}
		}
		if ages != w.Now.StockClose {
			t.Errorf("%s: the ages add up to %d, the stock cost %d", name, ages, w.Now.StockClose)
		}
	}
}

func TestWeeklyLots(t *testing.T) {
	w := weekly(t, "weekly", nil)
	byLot := map[string]view.WeekLot{}
	for i, l := range w.Lots {
		byLot[l.SKU+l.Lot] = l
		if l.Left > l.Qty || l.Left < 0 {
			t.Errorf("%s %s: %d of %d are left over", l.SKU, l.Lot, l.Left, l.Qty)
		}
		if i > 0 && l.Fen() > w.Lots[i-1].Fen() {
			t.Errorf("%s %s stands below a cheaper lot", l.SKU, l.Lot)
		}
		if strings.HasPrefix(l.SKU, "BC") {
			t.Errorf("packaging %s is on the list of food", l.SKU)
		}
	}
	for lot, want := range map[string]view.LotState{"ZZ100120260512A": view.LotUnsold, "LH1002TH-01": view.LotHeld} {
		l, ok := byLot[lot]
		if !ok || l.State != want || l.Left != l.Qty {
			t.Errorf("lot %s is %q with %d of %d left over, want %q and all", lot, l.State, l.Left, l.Qty, want)
		}
	}
	if w.MoreLots.Lots == 0 || w.MoreLots.Fen <= 0 {
		t.Errorf("what the list had no room for: %+v", w.MoreLots)
	}
	if w.Ages[view.AgeBands-1] == (view.WeekAge{}) {
		t.Error("the lot without a date is in no band of its own")
	}
}

// TestWeeklyLotsUnknownDemand has stock and no forecast: nothing is called unsold.
func TestWeeklyLotsUnknownDemand(t *testing.T) {
	w := weekly(t, "weekly", func(query, column, cell string) string {
		if query == "book_week_ahead" && column == "sku" {
			return "none-" + cell
		}
		return cell
	})
	for _, l := range w.Lots {
		if l.State == view.LotUnsold || l.Left > 0 && l.State != view.LotExpired && l.State != view.LotHeld {
			t.Errorf("%s %s has no forecast and is %q with %d left over", l.SKU, l.Lot, l.State, l.Left)
		}
	}
}

func TestWeeklyFront(t *testing.T) {
	w := weekly(t, "weekly", nil)
	if len(w.Problems) != 3 || len(w.Decisions) != 3 {
		t.Fatalf("%d problems and %d decisions, want 3 and 3", len(w.Problems), len(w.Decisions))
	}
	for i := 1; i < len(w.Problems); i++ {
		if w.Problems[i].Fen > w.Problems[i-1].Fen {
			t.Errorf("problem %d costs more than the one before", i+1)
		}
	}
	for _, d := range w.Decisions {
		if d.What == "" || d.Why == "" || d.Fen <= 0 || strings.Contains(d.What+d.Why, "{{") || strings.Contains(d.What+d.Why, "workbook.") {
			t.Errorf("a decision reads %q, %q, %d", d.What, d.Why, d.Fen)
		}
	}
}

func TestWeeklyBare(t *testing.T) {
	w := weekly(t, "bare", nil)
	if w.Month.Want != 0 || !math.IsNaN(w.Season.Pace) || !w.Season.From.IsZero() || len(w.Lots) != 0 || len(w.Backtest) != 0 || len(w.Decisions) != 0 {
		t.Errorf("figures without data: month %+v, season %+v, %d lots, %d scores, %d decisions", w.Month, w.Season, len(w.Lots), len(w.Backtest), len(w.Decisions))
	}
	if w.Festival.Known() || w.Festival.Shift() != 364 {
		t.Errorf("a calendar without festivals gave %+v", w.Festival)
	}
	for _, c := range w.Channels {
		if c.Cells[view.ShownCategories] != c.GMV {
			t.Errorf("%s: money without a category is not in the last column", c.Name)
		}
	}
}

func TestWeeklySeason(t *testing.T) {
	w := weekly(t, "weekly", nil)
	if w.Season.Festival != "中秋" || w.Season.Want != 380000000 || w.Season.Done <= 0 || w.Season.Done >= w.Season.GMV || w.Season.Categories == "" {
		t.Errorf("season %+v", w.Season)
	}
	if w.Season.Pace <= 0 || w.Season.Pace >= 1 || w.Month.Pace <= 0 || w.Month.Pace >= 1 {
		t.Errorf("booking curve: season %f, month %f", w.Season.Pace, w.Month.Pace)
	}
}

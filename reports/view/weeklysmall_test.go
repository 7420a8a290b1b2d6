package view_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhiwei/reports/view"
)

// smallWeek is a week without anything: the recording's run, its festivals and no rows.
func smallWeek(t *testing.T) *tape {
	t.Helper()
	return tapeOf(t, filepath.Join("..", "excel", "testdata", "weekly")).clear()
}

func (p *tape) weekly(f view.Format) view.Weekly {
	p.t.Helper()
	s := p.store()
	w, err := view.LoadWeekly(p.t.Context(), s, f, header(p.t, s))
	if err != nil {
		p.t.Fatal(err)
	}
	return w
}

// lot is what a warehouse holds of one lot at the close of 2026-08-23.
func lot(sku, name, expires, produced string, qty, cost int) row {
	return row{
		"sku": sku, "name": "品" + sku, "category": "", "lot": name, "expires": expires, "produced": produced, "qty": whole(qty), "cost_fen": whole(cost),
		"shelf_days": "0", "sellable": "true", "packaging": "false", "day": "2026-08-23",
	}
}

// ahead is a forecast of so many pieces a day.
func ahead(sku string, days int, mean string) (rows []row) {
	for i := range days {
		rows = append(rows, row{"sku": sku, "lead": whole(i + 1), "mean": mean})
	}
	return rows
}

// A sells 5 a day. Of 30 that may be sold for three days 15 are left; the next seven days sell 35 of the 50 that follow.
func TestLotsByHand(t *testing.T) {
	p := smallWeek(t).set("book_week_lots",
		lot("A", "1", "2026-08-26", "2026-08-01", 30, 200), lot("A", "2", "2026-09-02", "2026-08-20", 50, 100), lot("A", "3", "2026-12-31", "2026-08-20", 60, 100),
		lot("B", "old", "", "2026-05-24", 7, 300), lot("B", "young", "", "2026-05-25", 7, 300),
		lot("C", "gone", "2026-08-23", "2026-08-01", 4, 50), lot("C", "kept back", "2026-12-31", "2026-08-23", 5, 1000).with("sellable", "false"),
		lot("D", "near", "2026-09-07", "2026-06-09", 10, 10).with("shelf_days", "90"), lot("D", "not near", "2026-09-08", "2026-06-10", 10, 10).with("shelf_days", "90"),
		lot("E", "box", "2026-08-20", "", 9, 9).with("packaging", "true"),
	)
	p.set("book_week_ahead", append(ahead("A", 7, "5"), append(ahead("C", 7, "1"), ahead("D", 7, "100")...)...)...)
	w := p.weekly(zh)
	want := []view.WeekLot{
		{SKU: "C", Name: "品C", Lot: "kept back", Qty: 5, Left: 5, CostFen: 1000, Days: 130, State: view.LotHeld},
		{SKU: "A", Name: "品A", Lot: "1", Qty: 30, Left: 15, CostFen: 200, Days: 3, State: view.LotUnsold},
		{SKU: "A", Name: "品A", Lot: "2", Qty: 50, Left: 15, CostFen: 100, Days: 10, State: view.LotUnsold},
		{SKU: "C", Name: "品C", Lot: "gone", Qty: 4, Left: 4, CostFen: 50, Days: 0, State: view.LotExpired},
		{SKU: "B", Name: "品B", Lot: "old", Qty: 7, CostFen: 300, Days: view.NoExpiry, State: view.LotOld},
		{SKU: "D", Name: "品D", Lot: "near", Qty: 10, CostFen: 10, Days: 15, State: view.LotNear},
	}
	if diff := cmp.Diff(want, w.Lots); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// 5,000 + 3,000 + 1,500 + 200 fen of four lots, the dearest first.
	last := w.Decisions[len(w.Decisions)-1]
	if last.Fen != 9700 || last.What != "处理 4 批卖不完的库存" || !strings.Contains(last.Why, "最多的是品C") || len(w.Decisions) != 1 {
		t.Errorf("asked for %+v", w.Decisions)
	}
	var ages [view.AgeBands]int64
	for i, a := range w.Ages {
		for _, fen := range a {
			ages[i] += fen
		}
	}
	// Aged 0–30: A 6,000 + 5,000 + 6,000 and C 200 + 5,000; 61–90: B's young lot and D's; older: B's old lot; no date: the boxes.
	if diff := cmp.Diff([view.AgeBands]int64{22200, 0, 2100 + 200, 2100, 81}, ages); diff != "" {
		t.Errorf("ages (-want +got):\n%s", diff)
	}
}

// The cost of stock stands under its category, in the column behind them where it has none or one without a column. A lot
// may be sold on its last day.
func TestStockByCategory(t *testing.T) {
	p := smallWeek(t).set("page_home_cells-week", cell("天猫", "月饼", 2), cell("天猫", "糕点", 1))
	p.set("book_week_lots", lot("A", "1", "2026-08-24", "2026-08-23", 3, 10).with("category", "糕点"), lot("B", "1", "", "2026-08-23", 5, 100).with("category", "月饼"),
		lot("C", "1", "", "2026-07-24", 7, 1000).with("category", "茶"), lot("D", "1", "", "2026-07-23", 9, 10_000))
	w := p.weekly(zh)
	if want := (view.WeekAge{500, 30, 0, 0, 7000}); w.Ages[0] != want || w.Ages[1] != (view.WeekAge{4: 90_000}) {
		t.Errorf("young stock %v and older %v, want %v", w.Ages[0], w.Ages[1], want)
	}
	if len(w.Lots) != 0 {
		t.Errorf("lots that can all be sold, as far as is known: %+v", w.Lots)
	}
}

// Where the list has no room the rest is a number; a lot that is only old is none that cannot be sold.
func TestMoreLotsThanTheListHolds(t *testing.T) {
	var lots []row
	for i := range 11 {
		lots = append(lots, lot("A", whole(100+i), "2026-08-23", "2026-08-01", 1, 10_000+i))
	}
	lots = append(lots, lot("A", "cheap", "2026-08-23", "2026-08-01", 1, 700), lot("A", "cheaper", "2026-08-23", "2026-08-01", 1, 600),
		lot("A", "old 1", "", "2026-01-01", 5, 9_000), lot("A", "old 2", "", "2026-01-01", 5, 9_000))
	w := smallWeek(t).set("book_week_lots", lots...).weekly(en)
	if len(w.Lots) != 12 || w.Lots[0].Lot != "110" || w.Lots[11].Lot != "cheap" || w.MoreLots != (view.WeekMore{Lots: 3, Unsold: 1, Fen: 600}) {
		t.Errorf("%d lots from %s to %s, and %+v", len(w.Lots), w.Lots[0].Lot, w.Lots[len(w.Lots)-1].Lot, w.MoreLots)
	}
	// 11 lots of 10,000 to 10,010 fen make 110,055; with 700 and 600 they are 13 lots.
	if d := w.Decisions[0]; d.What != "Clear 13 lots of overstock" || d.Fen != 111_355 {
		t.Errorf("%+v", d)
	}
}

func TestWeekStockoutsByHand(t *testing.T) {
	w := smallWeek(t).set("page_home_stockouts",
		stockout(3, "4", "250", "3000"), stockout(1, "0", "54", "90000").with("sku", "X", "name", "新"), stockout(3, "30", "250", "9900").with("sku", "Y"),
		stockout(2, "0", "26", "40000").with("sku", "Z", "name", "少"),
	).weekly(zh)
	want := []view.WeekStockout{ // 54 in 27 days are 2 a day; 250 in 25 days are 10 a day, so 30 less the 4 that were sold; Y sold as much as ever; Z 1 a day
		{SKU: "X", Name: "新", Days: 1, First: day("2026-08-18"), Last: day("2026-08-20"), Missed: 2, PriceFen: 90000},
		{SKU: "Z", Name: "少", Days: 2, First: day("2026-08-18"), Last: day("2026-08-20"), Missed: 2, PriceFen: 40000},
		{SKU: "GD1001", Name: "桂花糕", Days: 3, First: day("2026-08-18"), Last: day("2026-08-20"), Missed: 26, PriceFen: 3000},
	}
	if diff := cmp.Diff(want, w.Stockouts); diff != "" {
		t.Error(diff)
	}
}

// The purchases that cannot wait are asked for by supplier, those that lose most first; two items are named, more are counted.
func TestDecisionsByHand(t *testing.T) {
	buy := func(supplier, name, urgency, qty, amount, lost string) row {
		return line(t, "supplier", supplier, "supplier_name", "供"+supplier, "name", name, "urgency", urgency, "qty", qty, "amount_fen", amount, "lost_fen", lost, "unit", "盒")
	}
	p := smallWeek(t).set("page_purchase",
		buy("S1", "甲", "past-due", "1200", "10000", "5000"), buy("S2", "乙", "today", "10", "300", "90000"), buy("S1", "丙", "this-week", "5", "2000", "-700"),
		buy("S1", "丁", "today", "7", "100", "1"), buy("S2", "戊", "later", "99", "99999", "99999"), buy("S3", "己", "today", "0", "5", "99999"), buy("", "庚", "today", "5", "5", "99999"),
		buy("S4", "辛", "watch", "5", "5", "99999"))
	want := []view.WeekDecision{
		{What: "向供S2采购", Why: "乙 10 盒；不订预计少卖 ¥900.00。", Fen: 300},
		{What: "向供S1采购", Why: "甲 1,200 盒、丙 5 盒等 3 项；不订预计少卖 ¥50.01。", Fen: 12100},
	}
	if diff := cmp.Diff(want, p.weekly(zh).Decisions); diff != "" {
		t.Error(diff)
	}
	p.set("book_week_lots", lot("A", "1", "2026-08-20", "", 1, 5))
	p.set("page_purchase", buy("S1", "甲", "today", "1", "1", "1"), buy("S2", "乙", "today", "1", "1", "3"), buy("S3", "丙", "today", "1", "1", "2"))
	var what []string
	for _, d := range p.weekly(en).Decisions {
		what = append(what, d.What)
	}
	if diff := cmp.Diff([]string{"Buy from 供S2", "Buy from 供S3", "Clear 1 lot of overstock"}, what); diff != "" {
		t.Error(diff)
	}
}

// sale is a day's money and orders.
func sale(on string, orders, money int) row {
	return row{"day": on, "orders": whole(orders), "gmv_fen": whole(money), "refund_fen": "0"}
}

// The month that runs is August 1 to 23. Mid-Autumn 2026-09-25 stands 354 days after that of 2025, so the lunar side is
// August 12 to September 3, and the Gregorian one the same dates.
func TestMonthAndSeasonByHand(t *testing.T) {
	p := smallWeek(t).set("page_home_days",
		sale("2025-07-31", 1, 1), sale("2025-08-01", 1, 10), sale("2025-08-12", 1, 300), sale("2025-08-23", 1, 20), sale("2025-08-24", 1, 4000), sale("2025-09-03", 1, 50_000), sale("2025-09-04", 1, 600_000),
		sale("2026-07-19", 1, 7), sale("2026-07-20", 1, 11), sale("2026-07-31", 1, 80), sale("2026-08-01", 1, 900), sale("2026-08-23", 1, 1000))
	p.set("page_home_targets", target("天猫", 40), seasonTarget("月饼", 100), seasonTarget("礼盒", 60), seasonTarget("月饼", 40).with("channel", "京东"), target("京东", 7).with("period", "2026-09"))
	p.set("page_home_cells-month", cell("天猫", "月饼", 10), cell("京东", "月饼", 90))
	p.set("page_home_cells-month-past", cell("天猫", "月饼", 6), cell("京东", "月饼", 1)).set("page_home_cells-month-whole", cell("天猫", "月饼", 8), cell("京东", "月饼", 99))
	p.season([]row{cell("天猫", "月饼", 20), cell("天猫", "礼盒", 30), cell("天猫", "糕点", 70)}, []row{cell("天猫", "礼盒", 1), cell("天猫", "糕点", 5)}, []row{cell("天猫", "月饼", 4), cell("天猫", "糕点", 5)})
	w := p.weekly(zh)
	month := view.WeekPace{From: day("2026-08-01"), To: day("2026-08-23"), GMV: 1900, Lunar: 300 + 20 + 4000 + 50_000, Greg: 330, Done: 1000, Want: 4000, Pace: .75}
	season := view.WeekPace{
		From: day("2026-07-20"), To: day("2026-08-23"), GMV: 1991, Done: 5000, Want: 20_000, Pace: .25, Festival: "中秋", Categories: "月饼+礼盒",
	}
	if diff := cmp.Diff(month, w.Month); diff != "" {
		t.Errorf("month (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(season, w.Season); diff != "" {
		t.Errorf("season (-want +got):\n%s", diff)
	}
	w = p.set("page_home_cells-month-past").weekly(zh)
	if !math.IsNaN(w.Month.Pace) || w.Month.Want != 4000 {
		t.Errorf("a month of which nothing is known a year ago has the pace %v", w.Month.Pace)
	}
	p.set("page_home_targets")
	if w = p.weekly(zh); !math.IsNaN(w.Season.Pace) || w.Season.Want != 0 || w.Season.Categories != "" || w.Season.GMV != 1991 {
		t.Errorf("without targets: %+v", w.Season)
	}
}

// A channel's row holds four categories and the rest; one that sold only earlier in the month has a row too, with its target.
func TestWeekChannelsByHand(t *testing.T) {
	p := smallWeek(t)
	p.set("page_home_cells-week", cell("天猫", "月饼", 50), cell("天猫", "礼盒", 40), cell("天猫", "糕点", 30), cell("京东", "粽子", 20), cell("天猫", "茶", 10), cell("天猫", "", 9), cell("京东", "月饼", -5))
	p.set("page_home_channels-week", row{"channel": "京东", "orders": "2", "gmv_fen": "1500"}, row{"channel": "天猫", "orders": "11", "gmv_fen": "13900"})
	p.set("page_home_cells-month", cell("天猫", "月饼", 100), cell("抖音", "茶", 8), cell("抖音", "月饼", 1))
	p.set("page_home_cells-month-past", cell("抖音", "茶", 1)).set("page_home_cells-month-whole", cell("抖音", "茶", 4))
	p.set("page_home_targets", target("抖音", 12).with("category", "茶"), target("天猫", 200))
	w := p.weekly(zh)
	if diff := cmp.Diff([view.ShownCategories]string{"月饼", "礼盒", "糕点", "粽子"}, w.Categories); diff != "" {
		t.Error(diff)
	}
	want := []view.WeekChannel{
		{Name: "天猫", Cells: [view.ShownCategories + 1]int64{5000, 4000, 3000, 0, 1900}, GMV: 13900, Orders: 11, Month: 10_000, Done: 10_000, Want: 20_000, Pace: math.NaN()},
		{Name: "京东", Cells: [view.ShownCategories + 1]int64{-500, 0, 0, 2000, 0}, GMV: 1500, Orders: 2, Pace: math.NaN()},
		{Name: "抖音", Month: 900, Done: 800, Want: 1200, Pace: .25},
	}
	if diff := cmp.Diff(want, w.Channels, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each week of the trend is laid beside the one as far from the festival that followed it.
func TestTrendByHand(t *testing.T) {
	p := smallWeek(t).set("page_home_days", sale("2026-08-17", 1, 100), sale("2026-08-23", 1, 20), sale("2026-08-16", 1, 3), sale("2025-08-27", 1, 5000), sale("2025-08-28", 1, 600), sale("2025-09-03", 1, 70), sale("2025-09-04", 1, 9000))
	w := p.weekly(zh)
	last := view.WeekMoney{Monday: day("2026-08-17"), LunarMonday: day("2025-08-28"), GMV: 120, Lunar: 670}
	if diff := cmp.Diff(last, w.Weeks[view.TrendWeeks-1]); diff != "" {
		t.Error(diff)
	}
	if before := w.Weeks[view.TrendWeeks-2]; before.GMV != 3 || before.Lunar != 5000 {
		t.Errorf("the week before: %+v", before)
	}
	for i, m := range w.Weeks[1:] {
		if got := m.Monday.Sub(w.Weeks[i].Monday); got != 7*24*time.Hour || m.Monday.Weekday() != time.Monday {
			t.Errorf("week %d begins %v after the one before, on a %v", i+1, got, m.Monday.Weekday())
		}
	}
}

// Where the records of a file went adds up, whatever kind they are of.
func TestWeekFilesByHand(t *testing.T) {
	file := row{
		"name": "a.csv", "part": "", "profile": "orders", "platform": "taobao", "shop": "甲", "level": "line", "records": "100", "accepted": "60", "duplicate": "20", "superseded": "10", "skipped": "7",
		"quarantined": "3", "records_fen": "1000", "accepted_fen": "700", "duplicate_fen": "150", "superseded_fen": "90", "skipped_fen": "-40", "quarantined_fen": "100", "waiting": "0",
	}
	w := smallWeek(t).set("page_health_files", file).weekly(zh)
	want := []view.WeekFile{{Name: "a.csv", Records: 100, Accepted: 60, Other: 37, Held: 3, Fen: 1000, AcceptFen: 700, OtherFen: 200, HeldFen: 100}}
	if diff := cmp.Diff(want, w.Files); diff != "" {
		t.Error(diff)
	}
}

// A week in which nothing happened is a week of zeros: no pace, no list, no sum that is not a number.
func TestWeekOfNothing(t *testing.T) {
	for _, f := range []view.Format{zh, en} {
		w := smallWeek(t).each("page_header", func(r row) { r["held_rows"], r["held_fen"], r["unmapped_rows"], r["unmapped_fen"] = "0", "0", "0", "0" }).weekly(f)
		want := view.Weekly{
			Header: w.Header, From: day("2026-08-17"), To: day("2026-08-23"), Festival: w.Festival, Weeks: w.Weeks, Month: w.Month, Season: w.Season,
			Now:       view.WeekSpan{From: day("2026-08-17"), To: day("2026-08-23")},
			Lunar:     view.WeekSpan{From: day("2025-08-28"), To: day("2025-09-03")},
			Gregorian: view.WeekSpan{From: day("2025-08-18"), To: day("2025-08-24")},
			Before:    view.WeekSpan{From: day("2026-08-10"), To: day("2026-08-16")},
		}
		if diff := cmp.Diff(want, w, cmpopts.EquateEmpty(), cmpopts.EquateNaNs()); diff != "" {
			t.Error(diff)
		}
		if w.Month.GMV != 0 || !math.IsNaN(w.Month.Pace) || w.Season.Want != 0 || w.Weeks[0].GMV != 0 {
			t.Errorf("month %+v, season %+v", w.Month, w.Season)
		}
	}
}

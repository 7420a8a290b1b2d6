package view_test

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhiwei/reports/view"
)

// smallBook is a plan without a line.
func smallBook(t *testing.T) *tape {
	t.Helper()
	p := tapeOf(t, filepath.Join("..", "excel", "testdata", "plan"))
	totals := p.rows("book_plan_totals")
	return p.clear().set("book_plan_totals", totals...)
}

func (p *tape) book(f view.Format) view.PlanBook {
	p.t.Helper()
	s := p.store()
	b, err := view.LoadPlanBook(p.t.Context(), s, f, header(p.t, s))
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

// offered is a suggestion of the purchase page and what only the workbook shows of it.
func offered(t *testing.T, n int, sku string, first bool, pairs ...string) (page, book row) {
	t.Helper()
	page = line(t, append([]string{"line", whole(n), "sku", sku, "name", "品" + sku}, pairs...)...)
	book = row{
		"line": whole(n), "season": "", "class": "year-round", "first_offer": strconv.FormatBool(first), "no_sell": "0", "daily_7": "0", "daily_28": "0", "life_at_arrival": "-1",
		"profit_per_yuan": "0", "leftover_prob": "0", "worth_fen": "100",
	}
	for i := range view.BookWeeks {
		book["week_"+whole(i+1)] = whole(10 * (i + 1))
	}
	return page, book
}

// Two suppliers offer A, one offers B; the second offer of A is an alternative and adds nothing to the item's means.
func TestBookByHand(t *testing.T) {
	a1, x1 := offered(t, 1, "A", true, "on_hand", "50", "on_order_valid", "20", "allocated", "5", "stock_position", "58", "cover_before", "-1.25", "cover_after", "2.05", "stockout_prob", "0.12345")
	b, y := offered(t, 2, "B", true, "cover_before", "", "cover_after", "0.05", "on_hand", "9", "on_order_valid", "0", "allocated", "2", "stock_position", "4")
	a2, x2 := offered(t, 3, "A", false, "on_hand", "50", "on_order_valid", "0", "allocated", "0", "stock_position", "-7")
	x1["worth_fen"], x2["worth_fen"], y["worth_fen"] = "200", "200", "1"
	x1["class"], x2["class"], x1["season"], x2["season"] = "seasonal", "seasonal", "中秋", "中秋"
	p := smallBook(t).set("page_purchase", a1, b, a2).set("book_plan_lines", x1, y, x2)
	p.set("book_plan_weeks", row{"sku": "A", "week_no": "1", "p50": "7.5", "p90": "9"}, row{"sku": "A", "week_no": "8", "p50": "1", "p90": "2"}, row{"sku": "Z", "week_no": "1", "p50": "5", "p90": "5"},
		row{"sku": "A", "week_no": "0", "p50": "5", "p90": "5"}, row{"sku": "A", "week_no": "9", "p50": "5", "p90": "5"})
	p.set("book_plan_past", row{"sku": "A", "week": "0", "qty": "10"}, row{"sku": "A", "week": "25", "qty": "10"}, row{"sku": "A", "week": "26", "qty": "999"}, row{"sku": "B", "week": "3", "qty": "5"})
	got := p.book(zh)
	nan := math.NaN()
	items := []view.BookItem{
		{SKU: "A", Name: "品A", Unit: "盒", Lines: []int{0}, P50: [8]float64{7.5, nan, nan, nan, nan, nan, nan, 1}, P90: [8]float64{9, nan, nan, nan, nan, nan, nan, 2}},
		{SKU: "B", Name: "品B", Unit: "盒", Lines: []int{1}, P50: [8]float64{nan, nan, nan, nan, nan, nan, nan, nan}, P90: [8]float64{nan, nan, nan, nan, nan, nan, nan, nan}},
	}
	if diff := cmp.Diff(items, got.Items, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	// A was worth 4,000 of 4,005 fen and is sold in seasons; B, sold in one week of 26, is the rest.
	var said []string
	for _, l := range got.Lines {
		said = append(said, fmt.Sprint(l.SKU, " ", l.Class, " ", l.Other, " ", l.FirstOffer, " ", l.Season))
	}
	if diff := cmp.Diff([]string{"A AS 7 true 中秋", "B CZ 3 true ", "A AS 57 false 中秋"}, said); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if l := got.Lines[0]; l.CoverBefore != -1.3 || l.CoverAfter != 2.1 || l.StockoutProb != .123 || l.Week[0] != 10 || l.Week[7] != 80 {
		t.Errorf("rounded: %v %v %v, weeks %v", l.CoverBefore, l.CoverAfter, l.StockoutProb, l.Week)
	}
	if l := got.Lines[1]; !math.IsNaN(l.CoverBefore) || l.CoverAfter != .1 {
		t.Errorf("a cover that is not known is %v", l.CoverBefore)
	}
}

// How steady an item is sold and what it is worth makes its class: 26 equal weeks are X, one week of 26 is Z, half of them Y.
func TestBookClasses(t *testing.T) {
	var pages, books, past []row
	for i, c := range []struct {
		sku   string
		weeks int
		worth string
	}{{"steady", 26, "800"}, {"half", 14, "300"}, {"once", 1, "100"}, {"never", 0, "5"}} {
		page, book := offered(t, i+1, c.sku, true)
		book["worth_fen"] = c.worth
		pages, books = append(pages, page), append(books, book)
		for w := range c.weeks {
			past = append(past, row{"sku": c.sku, "week": whole(w), "qty": "1"})
		}
	}
	var got []string
	for _, l := range smallBook(t).set("page_purchase", pages...).set("book_plan_lines", books...).set("book_plan_past", past...).book(zh).Lines {
		got = append(got, l.SKU+" "+l.Class)
	}
	// 20,800 of 25,100 fen are 83 % but the first is always A; with 4,200 it is 99.6 %, so C.
	if diff := cmp.Diff([]string{"steady AX", "half CY", "once CZ", "never CZ"}, got); diff != "" {
		t.Error(diff)
	}
}

// Whatever fractions the projection has, its whole weeks hold: each begins where the one before ended, and what is added and
// taken makes the end.
func TestBlocksAddUpForAnyProjection(t *testing.T) {
	page, book := offered(t, 4, "A", true)
	p := smallBook(t).set("page_purchase", page).set("book_plan_lines", book)
	rapid.Check(t, func(rt *rapid.T) {
		cell := func(name string) string {
			if rapid.IntRange(0, 9).Draw(rt, name+" known") == 0 {
				return ""
			}
			return fmt.Sprint(rapid.Float64Range(-1e6, 1e6).Draw(rt, name))
		}
		var days []row
		for w := range rapid.IntRange(1, view.BookWeeks).Draw(rt, "weeks") {
			r := row{"line": "4", "week": whole(w), "from_day": "2026-08-24"}
			for _, name := range []string{"start_qty", "orders", "scheduled", "expiry", "planned", "end_qty", "safety_stock", "promise", "release_qty"} {
				r[name] = cell(name)
			}
			days = append(days, r)
		}
		blocks := p.set("book_plan_days", days...).book(zh).Blocks
		if len(blocks) != 1 || blocks[0].Line != 0 || len(blocks[0].Weeks) != len(days) {
			rt.Fatalf("%+v", blocks)
		}
		for i, w := range blocks[0].Weeks {
			if w.Start+w.Scheduled+w.Planned-w.Net-w.Orders-w.Expiry != w.End || i > 0 && w.Start != blocks[0].Weeks[i-1].End {
				rt.Fatalf("week %d: %+v", i, w)
			}
			if want := days[i]["end_qty"]; want != "" && math.Abs(float64(w.End)-number(t, want)) > .5 {
				rt.Fatalf("week %d ends with %d, the projection says %s", i, w.End, want)
			}
		}
	})
}

// The workbook's number, shown as the page shows it, is the page's text; that holds below zero too.
func TestBookRoundsAsThePage(t *testing.T) {
	page, book := offered(t, 1, "A", true)
	p := smallBook(t).set("book_plan_lines", book)
	rapid.Check(t, func(rt *rapid.T) {
		cover := float64(rapid.IntRange(-4000, 4000).Draw(rt, "twentieths")) / 20
		prob := rapid.Float64Range(0, 1).Draw(rt, "prob")
		l := p.set("page_purchase", page.with("cover_before", fmt.Sprint(cover), "cover_after", fmt.Sprint(-cover), "stockout_prob", fmt.Sprint(prob))).book(zh).Lines[0]
		if got, want := zh.Decimal(l.CoverBefore, 1), zh.Decimal(cover, 1); got != want {
			rt.Fatalf("cover %v: the workbook has %v (%s), the page shows %s", cover, l.CoverBefore, got, want)
		}
		if l.CoverBefore != -l.CoverAfter || math.Signbit(l.CoverBefore) && l.CoverBefore == 0 {
			rt.Fatalf("cover %v is %v, its negative %v", cover, l.CoverBefore, l.CoverAfter)
		}
		if math.Abs(l.StockoutProb-prob) > .0005+1e-12 || zh.Percent(l.StockoutProb) != zh.Percent(math.Round(prob*1000)/1000) {
			rt.Fatalf("probability %v is %v", prob, l.StockoutProb)
		}
	})
}

// A plan of no line is a book of no line, and a query that fails fails the book by its name.
func TestBookOfNothing(t *testing.T) {
	b := smallBook(t).book(en)
	if len(b.Lines)+len(b.Items)+len(b.Blocks)+len(b.Supply)+len(b.Suppliers)+len(b.Rules)+len(b.Parts) != 0 || !b.Weeks[7].Equal(day("2026-10-12")) {
		t.Errorf("%+v", b)
	}
	s := smallBook(t).store()
	h := header(t, s)
	for _, name := range []string{
		"page_purchase", "book_plan_lines", "book_plan_weeks", "book_plan_days", "book_plan_past", "book_plan_supply", "book_plan_suppliers", "book_plan_rules", "book_plan_parts", "book_plan_totals",
	} {
		b, err := view.LoadPlanBook(t.Context(), failing{s, name}, zh, h)
		if !errors.Is(err, errGone) || !strings.Contains(err.Error(), name) || b.Lines != nil {
			t.Errorf("without %s: %d lines, %v", name, len(b.Lines), err)
		}
	}
	w := smallWeek(t).store()
	h = header(t, w)
	for _, name := range []string{"book_week_span", "book_week_stock", "book_week_products", "book_week_backtest", "book_week_lots", "book_week_ahead", "page_health_files", "page_home_days", "page_festival"} {
		if _, err := view.LoadWeekly(t.Context(), failing{w, name}, zh, h); !errors.Is(err, errGone) || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

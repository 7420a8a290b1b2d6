package excel_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// draws is how many random models a property is tried on.
func draws() int {
	if testing.Short() {
		return 6
	}
	return 16
}

// number is a cell's value as a number.
func (b book) number(sheet, cell string) float64 {
	b.t.Helper()
	v, err := strconv.ParseFloat(b.raw(sheet, cell), 64)
	if err != nil {
		b.t.Fatalf("%s!%s holds %q, which is no number", sheet, cell, b.raw(sheet, cell))
	}
	return v
}

// same reports a cell that does not hold a number; NaN stands for a dash.
func (b book) equals(sheet, cell string, want float64) {
	b.t.Helper()
	if math.IsNaN(want) {
		if got := b.raw(sheet, cell); got != view.Dash {
			b.t.Errorf("%s!%s holds %q, want a dash", sheet, cell, got)
		}
		return
	}
	if got := b.number(sheet, cell); math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		b.t.Errorf("%s!%s holds %v, want %v", sheet, cell, got, want)
	}
}

// columnOf finds a column by its head.
func (b book) columnOf(sheet string, row int, head string) string {
	b.t.Helper()
	i := slices.Index(b.heads(sheet, row, 60), head)
	if i < 0 {
		b.t.Fatalf("%s has no column %s", sheet, head)
	}
	return excel.ColumnName(i + 1)
}

// TestRandomPlans holds for any plan: its numbers come back as they went in, every formula gives its cached value, and every check holds.
func TestRandomPlans(t *testing.T) {
	for seed := range draws() {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			v := planModels.Example(seed)
			b := planFrom(t, v, excel.Options{BudgetFen: int64(seed%2) * 5_000_00})
			b.holds()
			if red, text := redBanner(t, b.File, "A3"); red {
				t.Errorf("the banner is red: %s", text)
			}
			for head, value := range map[string]func(view.BookLine) float64{
				"可用库存":   func(l view.BookLine) float64 { return float64(l.OnHand) },
				"已分配":    func(l view.BookLine) float64 { return float64(l.Allocated) },
				"在途有效":   func(l view.BookLine) float64 { return float64(l.OnOrder) },
				"库存位置":   func(l view.BookLine) float64 { return float64(l.Position) },
				"净需":     func(l view.BookLine) float64 { return l.Need },
				"建议量":    func(l view.BookLine) float64 { return float64(l.Qty) },
				"金额元":    func(l view.BookLine) float64 { return float64(l.AmountFen) / 100 },
				"可售天订前":  func(l view.BookLine) float64 { return l.CoverBefore },
				"断货概率不订": func(l view.BookLine) float64 { return l.StockoutProb },
			} {
				col := b.columnOf("采购建议", 4, head)
				for i, l := range v.Lines {
					b.equals("采购建议", col+strconv.Itoa(5+i), value(l))
				}
			}
			b.equals("摘要", "A6", float64(v.Totals.AmountFen)/100)
			b.equals("摘要", "D6", float64(v.Totals.LostFen)/100)
		})
	}
}

// TestRandomPlansOrdersAddUp holds that the drafts together ask for what the suggestions say, each supplier in one draft.
func TestRandomPlansOrdersAddUp(t *testing.T) {
	for seed := range draws() {
		v := planModels.Example(1000 + seed)
		b := planFrom(t, v, excel.Options{})
		want, drafts := map[string]int{}, 0
		for _, l := range v.Lines {
			if l.Qty > 0 {
				want[l.Supplier]++
			}
		}
		for _, sheet := range b.GetSheetList()[7:] {
			drafts++
			rows, sum := 0, 0.0
			for row := 9; b.raw(sheet, fmt.Sprintf("A%d", row)) != "（以下空白）"; row++ {
				sum += b.number(sheet, fmt.Sprintf("J%d", row))
				rows++
			}
			b.equals(sheet, fmt.Sprintf("J%d", 10+rows), math.Round(sum*100)/100)
			if rows == 0 {
				t.Errorf("seed %d: %s is an empty order", seed, sheet)
			}
		}
		if drafts != len(want) {
			t.Errorf("seed %d: %d drafts for %d suppliers", seed, drafts, len(want))
		}
	}
}

// TestRandomWeeks holds for any week: its numbers come back, every formula gives its cached value, and every check holds.
func TestRandomWeeks(t *testing.T) {
	for seed := range draws() {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			v := weekModels.Example(seed)
			b := weeklyFrom(t, v)
			b.holds()
			if red, text := redBanner(t, b.File, "A3"); red {
				t.Errorf("the banner is red: %s", text)
			}
			for i, p := range v.Products {
				row := strconv.Itoa(5 + i)
				b.equals("商品", "E"+row, float64(p.GMV)/100)
				b.equals("商品", "F"+row, float64(p.Pieces))
				b.equals("商品", "O"+row, p.Cover)
				b.equals("商品", "P"+row, float64(p.Lunar)/100)
			}
			for i, c := range v.Channels {
				row := strconv.Itoa(10 + i)
				b.equals("渠道", "H"+row, float64(c.GMV)/100)
				b.equals("渠道", "I"+row, float64(c.Orders))
				b.equals("渠道", "O"+row, c.Pace)
			}
			for i, w := range v.Weeks {
				b.equals("趋势", "D"+strconv.Itoa(5+i), float64(w.GMV)/100)
				b.equals("趋势", "F"+strconv.Itoa(5+i), float64(w.GMV-w.Lunar)/100)
			}
			b.equals("库存", "H10", float64(v.Now.StockClose)/100)
		})
	}
}

// TestRandomBooksHaveNoFaultyCell looks at every cell of random workbooks: no error value, no bare key, no placeholder.
func TestRandomBooksHaveNoFaultyCell(t *testing.T) {
	for seed := range draws() / 2 {
		for _, b := range []book{planFrom(t, planModels.Example(2000+seed), excel.Options{}), weeklyFrom(t, weekModels.Example(2000+seed))} {
			for i, sheet := range b.GetSheetList() {
				for _, row := range sheetPart(t, b.data, i+1).Rows {
					for _, c := range row.Cells {
						if c.Type == "e" {
							t.Errorf("seed %d: %s!%s holds an error", seed, sheet, c.Ref)
						}
						if c.Formula != nil && c.Value == "" {
							t.Errorf("seed %d: %s!%s =%s caches nothing", seed, sheet, c.Ref, *c.Formula)
						}
					}
				}
				if text := allText(t, b.File, sheet); hasFault(text) {
					t.Errorf("seed %d: %s shows an error, a bare key or a placeholder", seed, sheet)
				}
			}
		}
	}
}

// hasFault reports what no reader may see.
func hasFault(text string) bool {
	return slices.ContainsFunc([]string{"#DIV", "#VALUE", "#NAME", "#REF", "#N/A", "NaN", "Inf", "workbook.", "common.", "page.", "{{"}, func(bad string) bool {
		return strings.Contains(text, bad)
	})
}

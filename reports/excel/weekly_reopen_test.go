package excel_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
)

func TestReopenWeekly(t *testing.T) {
	for _, c := range []struct {
		name string
		opt  excel.Options
	}{{"weekly", excel.Options{}}, {"weekly", excel.Options{Lang: "en"}}, {"bare", excel.Options{}}} {
		t.Run(c.name+string(c.opt.Lang), func(t *testing.T) {
			f := opened(t, weeklyBook(t, c.name, t.TempDir(), c.opt))
			n := recalculated(t, f)
			first, last := checkRows(t, f)
			if bad := failed(t, f); bad != 0 {
				t.Errorf("%d of %d checks do not hold", bad, last-first+1)
			}
			red, text := redBanner(t, f, "A3")
			if red || !strings.HasPrefix(text, "✔") {
				t.Errorf("the banner of a sound workbook is red: %v, %q", red, text)
			}
			t.Logf("%s: %d formulas equal their cached values, %d checks TRUE, banner %q", c.name, n, last-first+1, text)
		})
	}
}

// TestReopenWeeklyChangedCell changes a number of every sheet in turn: a check fails and the banner turns red.
func TestReopenWeeklyChangedCell(t *testing.T) {
	file := weeklyBook(t, "weekly", t.TempDir(), excel.Options{})
	tried := 0
	for _, sheet := range opened(t, file).GetSheetList() {
		if sheet == "校验" {
			continue
		}
		f := opened(t, file)
		cells := constants(t, f, sheet)
		if len(cells) == 0 {
			t.Errorf("%s holds no number of its own", sheet)
			continue
		}
		for _, cell := range []string{cells[0], cells[len(cells)/2], cells[len(cells)-1]} {
			value, err := strconv.ParseFloat(raw(t, f, sheet, cell), 64)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellFloat(sheet, cell, value+1, -1, 64); err != nil {
				t.Fatal(err)
			}
			bad := failed(t, f)
			red, text := redBanner(t, f, "A3")
			if bad == 0 || !red || !strings.HasPrefix(text, "✘") {
				t.Errorf("%s!%s changed by 1: %d checks fail, red %v, banner %q", sheet, cell, bad, red, text)
			}
			if err := f.SetCellFloat(sheet, cell, value, -1, 64); err != nil {
				t.Fatal(err)
			}
			tried++
		}
	}
	t.Logf("%d numbers changed by 1 in turn, all noticed", tried)
}

// TestWeeklyHostileTexts plants texts that look like more than a text in every name: no formula is made of one, and all checks hold.
func TestWeeklyHostileTexts(t *testing.T) {
	names := []string{"name", "lot", "supplier_name", "po_no", "company"}
	for _, payload := range []string{`=1+1`, `=HYPERLINK("http://x.invalid","a")`, `@SUM(1,1)`, `"&1+1&"`, `</t></si><c><f>1</f></c>`, `&L&P`, `_x003D_1`, `*`} {
		store := planStore(t, "weekly")
		store.Edit = func(query, column, cell string) string {
			switch {
			case cell == "" || query == "page_festival":
				return cell
			case slices.Contains(names, column):
				return payload
			case column == "category", column == "channel" && query != "page_home_targets":
				return payload + cell
			default:
				return cell
			}
		}
		file, err := excel.Weekly(t.Context(), store, t.TempDir(), excel.Options{Generated: made})
		if err != nil {
			t.Errorf("%q: %v", payload, err)
			continue
		}
		f := opened(t, file)
		if bad := failed(t, f); bad != 0 {
			t.Errorf("%q in every name: %d checks do not hold", payload, bad)
		}
		for _, sheet := range f.GetSheetList() {
			for _, cell := range formulas(t, f, sheet) {
				if text, err := f.GetCellFormula(sheet, cell); err != nil || text == strings.TrimPrefix(payload, "=") {
					t.Errorf("%q became the formula %s!%s =%s (%v)", payload, sheet, cell, text, err)
				}
			}
		}
		if raw(t, f, "商品", "C5") != payload {
			t.Errorf("商品!C5 holds %q, want %q", raw(t, f, "商品", "C5"), payload)
		}
	}
}

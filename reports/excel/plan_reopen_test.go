package excel_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
)

// opened is a workbook that a test reads again.
func opened(t *testing.T, file string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func raw(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	text, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
	return text
}

// formulas lists the cells of a sheet that hold one.
func formulas(t *testing.T, f *excelize.File, sheet string) []string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for r, row := range rows {
		for c, value := range row {
			if value == "" { // no formula of ours gives an empty text; this is the inside of a merged range
				continue
			}
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			text, err := f.GetCellFormula(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			if text != "" {
				cells = append(cells, cell)
			}
		}
	}
	return cells
}

// same compares a recalculated value with a cached one.
func same(a, b string) bool {
	truth := map[string]string{"TRUE": "1", "FALSE": "0"}
	if v, ok := truth[a]; ok {
		a = v
	}
	if v, ok := truth[b]; ok {
		b = v
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return math.Abs(x-y) <= 1e-6*math.Max(1, math.Abs(y))
	}
	return a == b
}

// recalculated proves that every formula gives what is cached beside it, and returns how many there are.
func recalculated(t *testing.T, f *excelize.File) int {
	t.Helper()
	n := 0
	for _, sheet := range f.GetSheetList() {
		for _, cell := range formulas(t, f, sheet) {
			got, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
			if err != nil {
				text, _ := f.GetCellFormula(sheet, cell)
				t.Errorf("%s!%s =%s: %v", sheet, cell, text, err)
				continue
			}
			if want := raw(t, f, sheet, cell); !same(got, want) {
				text, _ := f.GetCellFormula(sheet, cell)
				t.Errorf("%s!%s =%s gives %q, cached is %q", sheet, cell, text, got, want)
			}
			n++
		}
	}
	return n
}

// checkRows are the rows of 校验 that hold a check.
func checkRows(t *testing.T, f *excelize.File) (first, last int) {
	t.Helper()
	first = 7
	for last = first; raw(t, f, "校验", "A"+strconv.Itoa(last)) != ""; last++ {
	}
	if last == first {
		t.Fatal("校验 holds no check")
	}
	return first, last - 1
}

// failed counts the checks that do not hold when they are recalculated.
func failed(t *testing.T, f *excelize.File) int {
	t.Helper()
	first, last := checkRows(t, f)
	n := 0
	for row := first; row <= last; row++ {
		v, err := f.CalcCellValue("校验", "F"+strconv.Itoa(row), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if v != "TRUE" && v != "1" {
			n++
		}
	}
	return n
}

// redBanner reports whether the rule that makes the first sheet's banner red holds, and what the banner says.
func redBanner(t *testing.T, f *excelize.File, cell string) (red bool, text string) {
	t.Helper()
	sheet := f.GetSheetList()[0]
	text, err := f.CalcCellValue(sheet, cell)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := f.GetConditionalFormats(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for cells, list := range rules {
		if !strings.HasPrefix(cells, cell+":") {
			continue
		}
		const probe = "ZZ900" // outside of what is written
		if err := f.SetCellFormula(sheet, probe, strings.TrimPrefix(list[0].Criteria, "=")); err != nil {
			t.Fatal(err)
		}
		v, err := f.CalcCellValue(sheet, probe)
		if err != nil {
			t.Fatal(err)
		}
		return v == "TRUE" || v == "1", text
	}
	t.Fatalf("%s!%s has no rule that makes it red", sheet, cell)
	return false, ""
}

func TestReopenPurchasePlan(t *testing.T) {
	for _, c := range []struct {
		name string
		opt  excel.Options
	}{{"plan", excel.Options{BudgetFen: 220000_00}}, {"plan", excel.Options{Lang: "en"}}, {"need", excel.Options{}}} {
		t.Run(c.name+string(c.opt.Lang), func(t *testing.T) {
			f := opened(t, planBook(t, planStore(t, c.name), c.opt))
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

var constant = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// TestReopenChangedCell changes numbers on every sheet, one at a time: each time a check fails and the banner turns red.
func TestReopenChangedCell(t *testing.T) {
	file := planBook(t, planStore(t, "plan"), excel.Options{BudgetFen: 220000_00})
	f := opened(t, file)
	tried := 0
	for _, sheet := range f.GetSheetList() {
		if sheet == "校验" {
			continue
		}
		cells := constants(t, f, sheet)
		if len(cells) == 0 {
			t.Errorf("%s holds no number of its own", sheet)
		}
		for i := 0; i < len(cells); i += max(1, len(cells)/4) {
			cell := cells[i]
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
	if bad := failed(t, f); bad != 0 {
		t.Errorf("%d checks fail after every change was taken back", bad)
	}
	t.Logf("%d numbers changed by 1 in turn, all noticed", tried)
}

// constants lists the cells that hold a number and no formula.
func constants(t *testing.T, f *excelize.File, sheet string) []string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for r, row := range rows {
		for c, text := range row {
			cell, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			kind, err := f.GetCellType(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			formula, err := f.GetCellFormula(sheet, cell)
			if err != nil {
				t.Fatal(err)
			}
			number := kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber
			if formula == "" && number && constant.MatchString(text) {
				cells = append(cells, cell)
			}
		}
	}
	return cells
}

package excel_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zhiwei/reports/excel"
)

// reference is a range that a formula names: sheet (empty = its own), first and last cell.
var reference = regexp.MustCompile(`(?:'([^']+)'!)?\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?`)

var quotedText = regexp.MustCompile(`"[^"]*"`)

// readBy lists the cells that a formula reads, at most a few of each range.
func readBy(t *testing.T, own, formula string) [][2]string {
	t.Helper()
	const few = 40
	var out [][2]string
	for _, m := range reference.FindAllStringSubmatch(quotedText.ReplaceAllString(formula, ""), -1) {
		sheet := m[1]
		if sheet == "" {
			sheet = own
		}
		col1, row1, err := excelize.CellNameToCoordinates(m[2] + m[3])
		if err != nil {
			t.Fatal(err)
		}
		col2, row2 := col1, row1
		if m[4] != "" {
			if col2, row2, err = excelize.CellNameToCoordinates(m[4] + m[5]); err != nil {
				t.Fatal(err)
			}
		}
		for n, row := 0, row1; row <= row2 && n < few; row++ {
			for col := col1; col <= col2 && n < few; col++ {
				out = append(out, [2]string{sheet, excel.ColumnName(col) + strconv.Itoa(row)})
				n++
			}
		}
	}
	return out
}

// turned changes what a check recalculates, one cell at a time, until the check is FALSE, puts the cell back, and reports
// whether one did it.
func turned(t *testing.T, f *excelize.File, row int) bool {
	t.Helper()
	again, err := f.GetCellFormula("校验", "D"+strconv.Itoa(row))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range readBy(t, "校验", again) {
		sheet, cell := c[0], c[1]
		old := raw(t, f, sheet, cell)
		formula, err := f.GetCellFormula(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		value, err := strconv.ParseFloat(old, 64)
		change, back := any(value+1), any(value)
		switch {
		case old == "TRUE" || old == "1" && strings.Contains(again, "FALSE"):
			change, back = false, true
		case strings.HasPrefix(old, "TRUE · "):
			change, back = "FALSE · 1", old
		case err == nil:
		case strings.HasPrefix(again, "COUNTA"):
			change, back = nil, old
		default:
			continue
		}
		if err := f.SetCellValue(sheet, cell, change); err != nil {
			t.Fatal(err)
		}
		got, err := f.CalcCellValue("校验", "F"+strconv.Itoa(row), excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellValue(sheet, cell, back); err != nil {
			t.Fatal(err)
		}
		if formula != "" {
			if err := f.SetCellFormula(sheet, cell, formula); err != nil {
				t.Fatal(err)
			}
		}
		if got == "FALSE" || got == "0" {
			return true
		}
	}
	return false
}

// TestEveryCheckCanFail changes, for each check of each workbook, a number that it recalculates: that very check turns FALSE.
func TestEveryCheckCanFail(t *testing.T) {
	for _, name := range []string{"plan", "need", "weekly", "bare"} {
		t.Run(name, func(t *testing.T) {
			b := bookOf(t, name)
			first, last := checkRows(t, b.File)
			for row := first; row <= last; row++ {
				if name == "need" && strings.Contains(b.formula("校验", "D"+strconv.Itoa(row)), "'在途与逾期'!$K$5,") {
					continue // there is no open order whose number could be changed
				}
				if !turned(t, b.File, row) {
					t.Errorf("check %d %q = %s stays TRUE whatever is changed", row, b.raw("校验", "B"+strconv.Itoa(row)), b.formula("校验", "D"+strconv.Itoa(row)))
				}
			}
			if bad := failed(t, b.File); bad != 0 {
				t.Errorf("%d checks fail when every cell is as it was", bad)
			}
		})
	}
}

// TestEveryControlNumberIsHeld changes each control number by a cent: its own check turns FALSE, and no other one of the constants'.
func TestEveryControlNumberIsHeld(t *testing.T) {
	for _, name := range []string{"budget", "weekly"} {
		b := bookOf(t, name)
		first, last := checkRows(t, b.File)
		for row := first; row <= last; row++ {
			cell := "C" + strconv.Itoa(row)
			if b.formula("校验", cell) != "" {
				continue
			}
			old := b.number("校验", cell)
			b.set("校验", cell, old+0.01)
			if got := b.calc("校验", "F"+strconv.Itoa(row)); got != "FALSE" && got != "0" {
				t.Errorf("%s: check %d holds with a control number that is a cent off", name, row)
			}
			if bad := failed(t, b.File); bad != 1 {
				t.Errorf("%s: one wrong control number breaks %d checks", name, bad)
			}
			b.set("校验", cell, old)
		}
	}
}

// TestChecksCoverEverySheet has a control sum over the constants of every sheet that holds any.
func TestChecksCoverEverySheet(t *testing.T) {
	for _, name := range []string{"plan", "need", "weekly", "bare"} {
		b := bookOf(t, name)
		text := allText(t, b.File, "校验")
		for _, sheet := range b.GetSheetList() {
			n := len(constants(t, b.File, sheet))
			if sheet != "校验" && n > 0 && !strings.Contains(text, fmt.Sprintf("“%s”常数控制数（%d 个）", sheet, n)) {
				t.Errorf("%s: 校验 has no control sum over the %d numbers of %s", name, n, sheet)
			}
		}
	}
}

// TestChecksReadTheirOwnSheet has the counts above the checks, the banner's own source, follow the checks.
func TestChecksReadTheirOwnSheet(t *testing.T) {
	for name, want := range map[string]int{"plan": 30, "weekly": 22} {
		b := bookOf(t, name)
		first, last := checkRows(t, b.File)
		if last-first+1 != want {
			t.Errorf("%s has %d checks, want %d", name, last-first+1, want)
		}
		b.formulas("校验", map[string]string{"E3": fmt.Sprintf("COUNTIF(F%d:F%d,TRUE)", first, last), "E4": fmt.Sprintf("ROWS(F%d:F%d)", first, last)})
		for row := first; row <= last; row++ {
			n := strconv.Itoa(row)
			b.formulas("校验", map[string]string{"E" + n: "ROUND(C" + n + "-D" + n + ",4)", "F" + n: "E" + n + "=0"})
			b.equals("校验", "A"+n, float64(row-first+1))
			if b.formula("校验", "D"+n) == "" {
				t.Errorf("%s: check %d recalculates nothing", name, row)
			}
		}
		if s := b.part("校验"); s.Lock == nil || s.Filter.Ref != fmt.Sprintf("$A$6:$G$%d", last) || s.View.Pane.Y != 6 || s.View.Pane.X != 2 {
			t.Errorf("%s: 校验 is locked %v, filtered over %s, frozen at %+v", name, s.Lock != nil, s.Filter.Ref, s.View.Pane)
		}
	}
}

// TestBannerSaysHowManyFail breaks one, two and three checks.
func TestBannerSaysHowManyFail(t *testing.T) {
	b := bookOf(t, "plan")
	for i, cell := range []string{"C7", "C8", "C9"} {
		b.set("校验", cell, b.number("校验", cell)+1)
		red, text := redBanner(t, b.File, "A3")
		if want := fmt.Sprintf("✘ 校验有 %d 项不通过，见“校验”页；请勿使用本表", i+1); !red || text != want {
			t.Errorf("with %d broken checks the banner is %q, red %v", i+1, text, red)
		}
	}
}

// TestTallyBlocks lays rectangles over any set of cells: each number is in exactly one, and nothing else is.
func TestTallyBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tally excel.Tally
		cells := map[[2]int]float64{}
		for range rapid.IntRange(0, 60).Draw(t, "numbers") {
			row, col, v := rapid.IntRange(1, 12).Draw(t, "row"), rapid.IntRange(1, 9).Draw(t, "col"), float64(rapid.IntRange(-99, 99).Draw(t, "value"))
			tally.Add(row, col, v)
			cells[[2]int{row, col}] = v
		}
		rects, sums, counts := tally.Blocks()
		seen := map[[2]int]int{}
		for i, r := range rects {
			sum := 0.0
			for row := r[0]; row <= r[2]; row++ {
				for col := r[1]; col <= r[3]; col++ {
					seen[[2]int{row, col}]++
					sum += cells[[2]int{row, col}]
				}
			}
			if sum != sums[i] || counts[i] != (r[2]-r[0]+1)*(r[3]-r[1]+1) {
				t.Fatalf("rectangle %v adds up to %g over %d cells, want %g", r, sums[i], counts[i], sum)
			}
		}
		if len(seen) != len(cells) {
			t.Fatalf("%d cells are covered, %d hold a number", len(seen), len(cells))
		}
		for cell, n := range seen {
			if _, ok := cells[cell]; !ok || n != 1 {
				t.Fatalf("cell %v is covered %d times, holds a number: %v", cell, n, ok)
			}
		}
	})
}

// TestChecksOfManySheets has a check over so many sheets that one formula cannot name them: its parts are checks, and each still fails alone.
func TestChecksOfManySheets(t *testing.T) {
	k := excel.NewKit(kitMeta)
	var cells []string
	var values []float64
	for i := range 400 {
		name := fmt.Sprintf("很长的一页名字用来撑长公式第%d页", i)
		k.Sheet(name, nil).Body(1, 1, int64(i))
		cells, values = append(cells, "'"+name+"'!$A$1"), append(values, float64(i))
	}
	k.ProveAll("全部", 79800, cells, values)
	data, err := k.Finish()
	b := bookFrom(t, data, err)
	b.within()
	first, last := checkRows(t, b.File)
	whole := 0
	for row := first; row <= last; row++ {
		if b.raw("校验", "B"+strconv.Itoa(row)) == "全部" {
			whole = row
		}
	}
	if whole < first+2 {
		t.Fatalf("the whole stands in row %d behind no parts", whole)
	}
	if bad := failed(t, b.File); bad != 0 {
		t.Errorf("%d checks fail", bad)
	}
	b.set("很长的一页名字用来撑长公式第399页", "A1", 400)
	for row, want := range map[int]string{whole: "FALSE", whole - 1: "FALSE", first: "TRUE"} {
		if got := b.calc("校验", "F"+strconv.Itoa(row)); got != want {
			t.Errorf("check %d is %s, want %s", row, got, want)
		}
	}
}

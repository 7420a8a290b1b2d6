package excel_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
)

// luminance is the relative luminance of a colour after WCAG 2.
func luminance(t *testing.T, rgb string) float64 {
	t.Helper()
	v, err := strconv.ParseUint(rgb, 16, 32)
	if err != nil || len(rgb) != 6 {
		t.Fatalf("%q is no colour", rgb)
	}
	part := func(shift uint) float64 {
		c := float64(v>>shift&0xFF) / 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// contrast is the ratio between two colours, 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastIsMeasuredRight(t *testing.T) {
	for pair, want := range map[[2]string]float64{{"000000", "FFFFFF"}: 21, {"777777", "FFFFFF"}: 4.48, {"14181D", "FFFFFF"}: 17.82} {
		if got := contrast(t, pair[0], pair[1]); math.Abs(got-want) > 0.02 {
			t.Errorf("%v: %.2f, want %.2f", pair, got, want)
		}
	}
}

// TestLooksCanBeRead has enough contrast for every text of the house, on its own ground and in every conditional format.
func TestLooksCanBeRead(t *testing.T) {
	looks := excel.Looks()
	if len(looks) < 19 {
		t.Fatalf("only %d looks", len(looks))
	}
	for _, l := range looks {
		ground := l.Fill
		if ground == "" {
			ground = "FFFFFF"
		}
		if got := contrast(t, l.Colour, ground); got < 4.5 {
			t.Errorf("%s: %s on %s has %.2f", l.Name, l.Colour, ground, got)
		}
		if l.Size < 8 || l.Size > 20 {
			t.Errorf("%s is written in %g points", l.Name, l.Size)
		}
	}
	for _, m := range excel.Marks() {
		if got := contrast(t, m[0], m[1]); got < 4.5 {
			t.Errorf("a mark of %s on %s has %.2f", m[0], m[1], got)
		}
	}
}

// TestOnlyInputsAreOpen locks every look but the one that a person types into.
func TestOnlyInputsAreOpen(t *testing.T) {
	for _, l := range excel.Looks() {
		if want := l.Name == "input"; l.Open != want {
			t.Errorf("%s is open: %v", l.Name, l.Open)
		}
		if wraps := slices.Contains([]string{"head", "note", "form-head"}, l.Name); l.Wrap != wraps {
			t.Errorf("%s wraps: %v", l.Name, l.Wrap)
		}
	}
}

// TestNumberFormats holds what a reader sees of numbers that come up in every book.
func TestNumberFormats(t *testing.T) {
	b := bookOf(t, "plan")
	for format, values := range map[string]map[float64]string{
		"#,##0":                    {0: "0", 1234567: "1,234,567", -5: "-5"},
		"#,##0.00":                 {0: "0.00", 1234567.891: "1,234,567.89", -0.5: "-0.50"},
		"0.0%":                     {0: "0.0%", 0.202: "20.2%", 1: "100.0%"},
		`"▲"0.0%;"▼"0.0%;"持平"`:     {0.1234: "▲12.3%", -0.1234: "▼12.3%"},
		`"▲"0.0"点";"▼"0.0"点";"持平"`: {1.25: "▲1.3点", -0.2: "▼0.2点"},
		"yyyy-mm-dd":               {46258: "2026-08-24", 61: "1900-03-01"},
		"mm-dd":                    {46258: "08-24"},
	} {
		id, err := b.NewStyle(styleOf(format))
		if err != nil {
			t.Fatal(err)
		}
		for v, want := range values {
			b.set("摘要", "Z1", v)
			if err := b.SetCellStyle("摘要", "Z1", "Z1", id); err != nil {
				t.Fatal(err)
			}
			if got := b.shown("摘要", "Z1"); got != want {
				t.Errorf("%g in %s shows %q, want %q", v, format, got, want)
			}
		}
	}
}

// TestFormatsAreOfTheHouse has no number format in any workbook that the style sheet does not have.
func TestFormatsAreOfTheHouse(t *testing.T) {
	known := []string{
		"", "#,##0", `#,##0;-#,##0;"—"`, `#,##0;-#,##0;0`, "#,##0.0", "#,##0.00", `#,##0.00;-#,##0.00;"—"`, "#,##0_ ", "#,##0.00_ ", `"¥"#,##0.00_ `, `0\.0,"万"`, "0.0%",
		`"▲"0.0%;"▼"0.0%;"持平"`, `"▲"0%;"▼"0%;"持平"`, `"▲"0.0"点";"▼"0.0"点";"持平"`, `0.0"点";-0.0"点"`, `+0.0;-0.0;0.0`, `+0.0%;-0.0%;0.0%`,
		`[>=1]"✔ "0.0%;[>=0.9]"! "0.0%;"✘ "0.0%`, `[>=999]"999+";#,##0.0`, "yyyy-mm-dd", "mm-dd", "@", `"TRUE";"TRUE";"FALSE"`,
	}
	for _, b := range eachBook(t) {
		for i, sheet := range b.GetSheetList() {
			for _, row := range sheetPart(t, b.data, i+1).Rows {
				for _, c := range row.Cells {
					if f := b.format(sheet, c.Ref); !slices.Contains(known, f) {
						t.Errorf("%s!%s has the format %s", sheet, c.Ref, f)
					}
				}
			}
		}
	}
}

// TestNumbersStandRight has numbers at the right or in the middle, words at the left or in the middle, and codes as texts.
func TestNumbersStandRight(t *testing.T) {
	for name, sheets := range map[string][]string{"plan": {"采购建议", "需求计划", "在途与逾期"}, "weekly": {"趋势", "商品", "渠道", "库存"}} {
		b := bookOf(t, name)
		for _, sheet := range sheets {
			for _, row := range b.part(sheet).Rows {
				if row.N < 5 {
					continue
				}
				for _, c := range row.Cells {
					align := ""
					if s := b.style(sheet, c.Ref); s.Alignment != nil {
						align = s.Alignment.Horizontal
					}
					if c.Type == "" && c.Value != "" && align != "right" && align != "center" {
						t.Errorf("%s!%s holds a number at the %q", sheet, c.Ref, align)
					}
				}
			}
		}
	}
}

// TestNoZebra fills no body row: lists are ruled by hairlines.
func TestNoZebra(t *testing.T) {
	for name, ranges := range map[string]map[string][2]int{
		"plan":   {"采购建议": {5, 16}, "在途与逾期": {5, 8}, "参数与规则": {5, 14}},
		"weekly": {"趋势": {5, 17}, "商品": {5, 26}, "渠道": {10, 15}, "库存": {5, 9}},
	} {
		b := bookOf(t, name)
		for sheet, rows := range ranges {
			for row := rows[0]; row <= rows[1]; row++ {
				for _, col := range []string{"B", "C", "D", "F"} {
					s := b.style(sheet, col+strconv.Itoa(row))
					if len(s.Fill.Color) > 0 {
						t.Errorf("%s!%s%d is filled with %v", sheet, col, row, s.Fill.Color)
					}
					if len(s.Border) != 1 || s.Border[0].Type != "bottom" || s.Border[0].Style != 1 || s.Border[0].Color != "CFD6DB" {
						t.Errorf("%s!%s%d has the lines %+v", sheet, col, row, s.Border)
					}
				}
			}
		}
	}
}

// TestTotalsAreTheLastRowOfTheirList are bold, ruled above, and twice below.
func TestTotalsAreTheLastRowOfTheirList(t *testing.T) {
	for _, c := range []struct{ book, sheet, label, text string }{
		{"plan", "摘要", "B14", "合计"},
		{"plan", "采购建议", "E17", "合计（随筛选）"},
		{"plan", "在途与逾期", "B9", "合计（金额）"},
		{"weekly", "趋势", "B18", "合计"},
		{"weekly", "商品", "C27", "合计"},
		{"weekly", "渠道", "B16", "合计"},
		{"weekly", "库存", "B10", "合计"},
		{"weekly", "校验", "B38", "合计"},
	} {
		b := bookOf(t, c.book)
		if got := b.raw(c.sheet, c.label); got != c.text {
			t.Errorf("%s!%s says %q, want %q", c.sheet, c.label, got, c.text)
		}
		s := b.style(c.sheet, c.label)
		lines := map[string]int{}
		for _, l := range s.Border {
			lines[l.Type] = l.Style
		}
		if !s.Font.Bold || lines["top"] != 1 || lines["bottom"] != 6 {
			t.Errorf("%s!%s is bold %v with the lines %v", c.sheet, c.label, s.Font.Bold, lines)
		}
	}
}

// TestOneFaceEverywhere has the house's face in every cell, head and foot.
func TestOneFaceEverywhere(t *testing.T) {
	for _, b := range eachBook(t) {
		for i, sheet := range b.GetSheetList() {
			s := sheetPart(t, b.data, i+1)
			for _, row := range s.Rows {
				for _, c := range row.Cells {
					if font := b.style(sheet, c.Ref).Font; c.Value != "" && (font == nil || font.Family != "微软雅黑") {
						t.Errorf("%s!%s is written in %+v", sheet, c.Ref, font)
					}
				}
			}
			for _, text := range []string{s.Head, s.Foot} {
				if strings.Count(text, `&"微软雅黑,Regular"&8 `) != 3 {
					t.Errorf("%s prints %q", sheet, text)
				}
			}
		}
	}
}

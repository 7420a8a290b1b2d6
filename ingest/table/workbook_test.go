package table_test

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

// written is a workbook in the making by the other library.
type written struct {
	*excelize.File
	tb    failer
	dates map[string]int // number format → style
}

// failer is what *testing.T and *rapid.T have in common.
type failer interface {
	Helper()
	Fatal(args ...any)
}

func newWorkbook(tb failer) *written {
	tb.Helper()
	return &written{File: excelize.NewFile(), tb: tb, dates: map[string]int{}}
}

func (w *written) must(err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
}

func (w *written) at(col, row int) string {
	w.tb.Helper()
	name, err := excelize.CoordinatesToCellName(col, row)
	w.must(err)
	return name
}

// style gives the cell a number format.
func (w *written) style(cell, format string) {
	w.tb.Helper()
	id, ok := w.dates[format]
	if !ok {
		var err error
		id, err = w.NewStyle(&excelize.Style{CustomNumFmt: &format})
		w.must(err)
		w.dates[format] = id
	}
	w.must(w.SetCellStyle("Sheet1", cell, cell, id))
}

func (w *written) bytes() []byte {
	w.tb.Helper()
	var buf bytes.Buffer
	w.must(w.Write(&buf))
	w.must(w.Close())
	return buf.Bytes()
}

// grid reads the first sheet as a map from row to cells.
func gridOf(tb failer, data []byte, opt table.Options) map[int][]string {
	tb.Helper()
	grids, err := table.Open("f.xlsx", data, opt)
	if err != nil {
		tb.Fatal(err)
	}
	out := map[int][]string{}
	for b, err := range grids[0].Blocks() {
		if err != nil {
			tb.Fatal(err)
		}
		for r := range b.Rows() {
			if r.Err != nil {
				tb.Fatal(r.Err)
			}
			if _, twice := out[r.Line]; twice {
				tb.Fatal("row " + strconv.Itoa(r.Line) + " comes twice")
			}
			out[r.Line] = r.Cells
		}
	}
	return out
}

// texts is what a cell may hold; control characters have no place in XML and are left out.
var texts = rapid.StringOfN(rapid.SampledFrom([]rune("a1 <>&\"'\t\n月饼盒双黄€é😀_x0D;,=")), 1, 12, -1)

// drawCell writes one random cell and tells how it must be read.
func drawCell(t *rapid.T, w *written, cell string, base time.Time) string {
	t.Helper()
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		n := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "int")
		w.must(w.SetCellInt("Sheet1", cell, n))
		return strconv.FormatInt(n, 10)
	case 1:
		fen := rapid.IntRange(0, 99_999_999).Draw(t, "fen")
		w.must(w.SetCellValue("Sheet1", cell, float64(fen)/100))
		return strconv.FormatFloat(float64(fen)/100, 'f', -1, 64)
	case 2:
		w.must(w.SetCellBool("Sheet1", cell, fen(t)))
		got, err := w.GetCellValue("Sheet1", cell)
		w.must(err)
		return got
	case 3:
		day := base.AddDate(0, 0, rapid.IntRange(0, 50_000).Draw(t, "day"))
		w.must(w.SetCellValue("Sheet1", cell, day))
		w.style(cell, "yyyy-mm-dd")
		return day.Format(time.DateOnly)
	case 4:
		at := base.Add(time.Duration(rapid.IntRange(0, 40_000).Draw(t, "day"))*24*time.Hour + time.Duration(rapid.IntRange(1, 86_399).Draw(t, "second"))*time.Second)
		w.must(w.SetCellValue("Sheet1", cell, at))
		w.style(cell, "yyyy/m/d hh:mm:ss")
		return at.Format(time.DateTime)
	case 5:
		a, b := texts.Draw(t, "run"), texts.Draw(t, "run")
		w.must(w.SetCellRichText("Sheet1", cell, []excelize.RichTextRun{{Text: a, Font: &excelize.Font{Bold: true}}, {Text: b}}))
		return a + b
	default:
		s := texts.Draw(t, "text")
		w.must(w.SetCellStr("Sheet1", cell, s))
		return s
	}
}

func fen(t *rapid.T) bool { return rapid.Bool().Draw(t, "bool") }

// TestWorkbookReadsBack: what another program writes is read back, cell by cell, whatever cells are left out.
func TestWorkbookReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorkbook(t)
		base := time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
		want := map[int][]string{}
		for range rapid.IntRange(1, 12).Draw(t, "cells") {
			row, col := rapid.IntRange(1, 40).Draw(t, "row"), rapid.IntRange(1, 60).Draw(t, "col")
			if len(want[row]) >= col && want[row][col-1] != "" {
				continue // a second value would keep the first one's style
			}
			for len(want[row]) < col {
				want[row] = append(want[row], "")
			}
			want[row][col-1] = drawCell(t, w, w.at(col, row), base)
		}
		if d := cmp.Diff(want, gridOf(t, w.bytes(), table.Options{})); d != "" {
			t.Fatal(d)
		}
	})
}

// TestBothDateBases: the same days in workbooks that count from 1900 and from 1904.
func TestBothDateBases(t *testing.T) {
	for _, base1904 := range []bool{false, true} {
		w := newWorkbook(t)
		w.must(w.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &base1904}))
		var want [][]string
		row := 0
		for day := time.Date(1904, 1, 2, 0, 0, 0, 0, time.UTC); day.Year() < 2100; day = day.AddDate(0, 1, 17) {
			row++
			w.must(w.SetCellValue("Sheet1", w.at(1, row), day))
			w.style(w.at(1, row), "yyyy\"年\"m\"月\"d\"日\"")
			want = append(want, []string{day.Format(time.DateOnly)})
		}
		got, _, err := sheetCells(t, w.bytes(), table.Options{})
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("1904 %v: %v %s", base1904, err, d)
		}
	}
}

// TestEverySecondOfADay: no second is off by one through the fraction of a day.
func TestEverySecondOfADay(t *testing.T) {
	midnight := time.Date(2026, 8, 23, 0, 0, 0, 0, time.UTC)
	for _, day := range []int{0, 1, 59, 61, 46_257, 73_050} {
		for s := 1; s < 86_400; s += 7 {
			want := midnight.Add(time.Duration(s) * time.Second).Format(time.TimeOnly)
			got := table.Date(strconv.FormatFloat(float64(day)+float64(s)/86_400, 'f', -1, 64), false)
			if got = got[max(len(got)-8, 0):]; got != want {
				t.Fatalf("day %d, second %d: %s, want %s", day, s, got, want)
			}
		}
	}
}

// TestEveryDay: serials 1 to 2,958,465 without 60 are the days from 1900-01-01 to 9999-12-31.
func TestEveryDay(t *testing.T) {
	want := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for serial := 1; serial < 2_958_466; serial++ {
		if serial == 60 {
			continue // 29 February 1900, which never was
		}
		if serial < 100 || serial%97 == 0 || serial > 2_958_400 {
			if got := table.Date(strconv.Itoa(serial), false); got != want.Format(time.DateOnly) {
				t.Fatalf("serial %d: %s, want %s", serial, got, want.Format(time.DateOnly))
			}
		}
		want = want.AddDate(0, 0, 1)
	}
	if want.Format("2006-01-02") != "10000-01-01" {
		t.Errorf("the last day is followed by %v", want)
	}
}

// TestEveryDayOf1904: serials from 0 are the days from 1904-01-01, up to the last of the year 9999.
func TestEveryDayOf1904(t *testing.T) {
	want := time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	for serial := range 2_957_100 {
		text := want.Format(time.DateOnly)
		if want.Year() > 9999 {
			text = strconv.Itoa(serial)
		}
		if got := table.Date(strconv.Itoa(serial), true); got != text {
			t.Fatalf("serial %d: %s, want %s", serial, got, text)
		}
		want = want.AddDate(0, 0, 1)
	}
}

// TestBuiltinFormats: the number formats that need no code in the styles part.
func TestBuiltinFormats(t *testing.T) {
	dates := map[int]bool{45: true, 47: true}
	for _, span := range [][2]int{{14, 22}, {27, 36}, {50, 58}} {
		for id := span[0]; id <= span[1]; id++ {
			dates[id] = true
		}
	}
	for id := range 64 {
		b := book{
			styles: fmt.Sprintf(`<cellXfs><xf numFmtId="0"/><xf numFmtId="%d"/></cellXfs>`, id),
			sheet:  `<sheetData><row><c s="1"><v>45292</v></c></row></sheetData>`,
		}
		want := "45292"
		if dates[id] {
			want = "2024-01-01"
		}
		if got := gridOf(t, stored(t, b.parts()), table.Options{})[1][0]; got != want {
			t.Errorf("format %d: %s, want %s", id, got, want)
		}
	}
}

// TestFormatCodes: which codes show a day or a time; only letters outside quotes, escapes and brackets count.
func TestFormatCodes(t *testing.T) {
	for _, tt := range []struct {
		code string
		want bool
	}{
		{"yyyy-mm-dd", true},
		{"yyyy\"年\"m\"月\"d\"日\"", true},
		{"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", true},
		{"[$-409]h:mm AM/PM;@", true},
		{"上午/下午h\"时\"mm\"分\"", true},
		{"[Blue]m/d/yy", true},
		{"mmm-yy", true},
		{"YYYY/M/D", true},
		{"h:mm:ss.000", true},
		{"", false},
		{"@", false},
		{"0", false},
		{"#,##0.00_);[Red](#,##0.00)", false},
		{"0.00%", false},
		{"# ?/?", false},
		{"0.00E+00", false},
		{"[$¥-804]#,##0.00", false},
		{"\"day\" 0", false},
		{"0\\d", false},
		{"_d0", false},
		{"*m0", false},
		{"[h]:mm:ss", false},
		{"[mm]:ss", false},
		{"[ss]", false},
		{"[hh]:mm", false},
		{"0;[Red]yyyy", false},
		{"General", false},
		{"general;yyyy", false},
		{"GENERAL\"元\"", false},
	} {
		if got := table.DateFormat(tt.code); got != tt.want {
			t.Errorf("%q is a date: %v, want %v", tt.code, got, tt.want)
		}
	}
}

// TestNumberKeepsItsValue: the text of a number cell is the same float64, without an exponent below 10¹⁵.
func TestNumberKeepsItsValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Float64().Draw(t, "f")
		if rapid.Bool().Draw(t, "money") {
			f = math.Round(math.Mod(f, 1e9)*100) / 100
		}
		format := rapid.SampledFrom([]byte{'f', 'E', 'e', 'g'}).Draw(t, "format")
		got, ok := table.Number(strconv.FormatFloat(f, format, -1, 64))
		back, err := strconv.ParseFloat(got, 64)
		if !ok || err != nil || back != f {
			t.Fatalf("%v became %q, which is %v", f, got, back)
		}
		size := math.Abs(f)
		if plain := !strings.ContainsAny(got, "eE"); plain != (size < 1e15 && size >= 1e-9 || f == 0) {
			t.Fatalf("%v is written %q", f, got)
		}
	})
}

// TestMergedRangesOfAnotherProgram: ranges of any shape; the first column is filled down, other columns stay as they are.
func TestMergedRangesOfAnotherProgram(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorkbook(t)
		want, kept := map[int][]string{}, map[int][]string{}
		row := 1
		for range rapid.IntRange(1, 5).Draw(t, "blocks") {
			row += rapid.IntRange(0, 2).Draw(t, "gap")
			height, width := rapid.IntRange(1, 4).Draw(t, "height"), rapid.IntRange(1, 3).Draw(t, "width")
			text := texts.Draw(t, "text")
			w.must(w.SetCellStr("Sheet1", w.at(1, row), text))
			w.must(w.MergeCell("Sheet1", w.at(1, row), w.at(width, row+height-1)))
			for i := range height {
				note := strconv.Itoa(row + i)
				w.must(w.SetCellStr("Sheet1", w.at(5, row+i), note))
				want[row+i], kept[row+i] = []string{text, "", "", "", note}, []string{"", "", "", "", note}
			}
			kept[row][0] = text
			row += height
		}
		data := w.bytes()
		if d := cmp.Diff(want, gridOf(t, data, table.Options{})); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(kept, gridOf(t, data, table.Options{KeepMerged: true})); d != "" {
			t.Fatal(d)
		}
	})
}

// TestSheetsOfAWorkbook: names, order and hidden ones; a chart sheet is no grid.
func TestSheetsOfAWorkbook(t *testing.T) {
	w := newWorkbook(t)
	w.must(w.SetSheetName("Sheet1", "订单 & \"明细\""))
	for _, name := range []string{"库存", "隐藏", "空"} {
		_, err := w.NewSheet(name)
		w.must(err)
	}
	w.must(w.SetCellStr("订单 & \"明细\"", "A1", "甲"))
	w.must(w.SetCellStr("库存", "B2", "乙"))
	w.must(w.SetCellStr("隐藏", "A1", "丙"))
	w.must(w.SetSheetVisible("隐藏", false))
	w.must(w.AddChartSheet("图", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "库存!$A$1:$A$2"}}}))
	grids, err := table.Open("f.xlsx", w.bytes(), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range grids {
		rows, err := g.Head(9)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s hidden=%v %v", g.Sheet, g.Hidden, len(rows)))
		if g.Kind != table.XLSX || g.Encoding != "" {
			t.Errorf("%s: %s %q", g.Sheet, g.Kind, g.Encoding)
		}
	}
	want := []string{`订单 & "明细" hidden=false 1`, "库存 hidden=false 1", "隐藏 hidden=true 1", "空 hidden=false 0"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestBlocksOfALongSheet: rows come in blocks that can be read in any order, and none is lost between them.
func TestBlocksOfALongSheet(t *testing.T) {
	data := generated(t, 5_000)
	grids, err := table.Open("f.xlsx", data, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var blocks []table.Block
	for b, err := range grids[0].Blocks() {
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, b)
	}
	if len(blocks) < 2 {
		t.Fatalf("%d blocks", len(blocks))
	}
	seen := make([]bool, 5_002)
	for i := range blocks {
		for r := range blocks[len(blocks)-1-i].Rows() {
			if seen[r.Line] || r.Offset != -1 || len(r.Cells) != 20 {
				t.Fatalf("row %d: twice %v, offset %d, %d cells", r.Line, seen[r.Line], r.Offset, len(r.Cells))
			}
			seen[r.Line] = true
			if want := fmt.Sprintf("26082300000%08d", r.Line); r.Line > 1 && r.Cells[0] != want {
				t.Fatalf("row %d holds %s", r.Line, r.Cells[0])
			}
		}
	}
	for line := 1; line <= 5_001; line++ {
		if !seen[line] {
			t.Fatalf("row %d is missing", line)
		}
	}
}

// TestStopReading: who stops in the middle gets no more blocks and no error.
func TestStopReading(t *testing.T) {
	for name, data := range map[string][]byte{"xlsx": generated(t, 5_000), "csv": bytes.Repeat([]byte("a,b\n"), 5_000)} {
		grids, err := table.Open(name, data, table.Options{BlockSize: 64})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			n := 0
			for b, err := range grids[0].Blocks() {
				if err != nil {
					t.Fatal(err)
				}
				for range b.Rows() {
					n++
					break
				}
				break
			}
			if n != 1 {
				t.Errorf("%s: %d rows", name, n)
			}
		}
	}
}

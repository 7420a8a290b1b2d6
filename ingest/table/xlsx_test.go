package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

// book is a workbook written part by part, so that tests can break any of them.
type book struct {
	sheet, shared, styles, workbookPr, state string
	extra                                    map[string]string
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

func (b book) parts() map[string]string {
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	p := map[string]string{
		"[Content_Types].xml":        xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                xmlHead + `<Relationships><Relationship Id="r1" Type="` + rel + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            xmlHead + `<workbook ` + ns + `>` + b.workbookPr + `<sheets><sheet name="订单" sheetId="1"` + b.state + ` r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": xmlHead + `<Relationships><Relationship Id="r1" Type="` + rel + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + rel + `styles" Target="styles.xml"/><Relationship Id="r3" Type="` + rel + `sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   xmlHead + `<worksheet ` + ns + `>` + b.sheet + `</worksheet>`,
		"xl/sharedStrings.xml":       xmlHead + `<sst ` + ns + `>` + b.shared + `</sst>`,
		"xl/styles.xml":              xmlHead + `<styleSheet ` + ns + `>` + b.styles + `</styleSheet>`,
	}
	maps.Copy(p, b.extra)
	return p
}

func zipOf(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		text := parts[name]
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

func sheetCells(tb testing.TB, data []byte, opt table.Options) (cells [][]string, lines []int, err error) {
	tb.Helper()
	grids, err := table.Open("f.xlsx", data, opt)
	if err != nil {
		return nil, nil, err
	}
	for b, err := range grids[0].Blocks() {
		if err != nil {
			return cells, lines, err
		}
		for r := range b.Rows() {
			cells, lines = append(cells, r.Cells), append(lines, r.Line)
		}
	}
	return cells, lines, nil
}

func TestSheetCells(t *testing.T) {
	b := book{
		workbookPr: `<workbookPr date1904="0"/>`,
		styles:     `<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>`,
		shared:     `<si><t>订单号</t></si><si><r><rPr><b/></rPr><t>五</t></r><r><t xml:space="preserve">仁 </t></r><rPh sb="0" eb="1"><t>wu</t></rPh></si><si><t>a_x000D_b_x005F_</t></si><si/>`,
		sheet: `<dimension ref="A1"/><sheetData>` +
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c><c r="E1" t="s"><v>3</v></c></row>` +
			`<row r="3"><c t="inlineStr"><is><t>x&amp;y&#x4e00;<![CDATA[<z>]]></t></is></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="str"><f>A1</f><v>f</v></c><c><f>SUM(A1:A2)</f></c><c t="d"><v>2024-01-02T03:04:05</v></c></row>` +
			`<row r="4"><c r="A4"><v>123456789012345</v></c><c r="B4"><v>1.23456789012346E+18</v></c><c r="C4"><v>168.99000000000001</v></c><c r="D4" s="1"><v>45292.5</v></c><c r="E4" s="2"><v>45292</v></c><c r="F4" s="3"><v>1.5</v></c><c r="G4" s="1"><v>0.25</v></c></row>` +
			`<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="5"><x:c r="B5"><x:v>7</x:v></x:c></x:row>` +
			`<row r="6"><c r="A6" s="1"/></row></sheetData>`,
	}
	want := [][]string{
		{"订单号", "", "五仁 ", "a\rb_"},
		{"x&y一<z>", "TRUE", "#REF!", "f", "=SUM(A1:A2)", "2024-01-02 03:04:05"},
		{"123456789012345", "1.23456789012346E+18", "168.99", "2024-01-01 12:00:00", "2024-01-01", "1.5", "06:00:00"},
		{"", "7"},
	}
	got, lines, err := sheetCells(t, zipOf(t, b.parts()), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{1, 3, 4, 5}, lines); d != "" {
		t.Error(d)
	}
	b.workbookPr, b.state = `<workbookPr date1904="1"/>`, ` state="hidden"`
	got, _, err = sheetCells(t, zipOf(t, b.parts()), table.Options{})
	if err != nil || got[2][4] != "2028-01-02" {
		t.Errorf("1904 base: %q, %v", got, err)
	}
	grids, err := table.Open("f", zipOf(t, b.parts()), table.Options{})
	if err != nil || !grids[0].Hidden || grids[0].Sheet != "订单" {
		t.Errorf("hidden sheet: %+v, %v", grids, err)
	}
}

func TestMergedRangesFillDown(t *testing.T) {
	b := book{
		shared: `<si><t>主单</t></si>`,
		sheet:  `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>标题</t></is></c></row><row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><v>1</v></c></row><row r="3"><c r="A3"/><c r="B3"><v>2</v></c></row><row r="4"><c r="B4"><v>3</v></c></row><row r="5"><c r="B5"><v>4</v></c></row></sheetData><mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A2:A4"/></mergeCells>`,
	}
	want := [][]string{{"标题"}, {"主单", "1"}, {"主单", "2"}, {"主单", "3"}, {"", "4"}}
	got, _, err := sheetCells(t, zipOf(t, b.parts()), table.Options{})
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
	want[2][0], want[3][0] = "", ""
	got, _, err = sheetCells(t, zipOf(t, b.parts()), table.Options{KeepMerged: true})
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("kept: %v %s", err, d)
	}
}

// thousand is a sheet of 1,000 rows, one of them replaced.
func thousand(at int, row string) string {
	var b strings.Builder
	b.WriteString("<sheetData>")
	for i := 1; i <= 1000; i++ {
		if i == at {
			b.WriteString(row)
			continue
		}
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>礼盒%d</t></is></c><c r="B%d"><v>%d</v></c></row>`, i, i, i, i, i)
	}
	b.WriteString("</sheetData>")
	return b.String()
}

// TestDamagedWorkbooks is F17: whole, or refused with a code; never fewer rows in silence.
func TestDamagedWorkbooks(t *testing.T) {
	cell := func(inner string) string {
		return `<row r="500"><c r="A500" t="inlineStr"><is><t>` + inner + `</t></is></c></row>`
	}
	cut := func(n int) map[string]string {
		p := book{sheet: thousand(0, "")}.parts()
		p["xl/worksheets/sheet1.xml"] = p["xl/worksheets/sheet1.xml"][:n]
		return p
	}
	with := func(name, text string) map[string]string {
		return book{sheet: thousand(0, ""), extra: map[string]string{name: text}}.parts()
	}
	without := func(name string) map[string]string {
		p := book{sheet: thousand(0, "")}.parts()
		delete(p, name)
		return p
	}
	sheet := func(row string) map[string]string { return book{sheet: thousand(500, row)}.parts() }
	for _, tt := range []struct {
		name  string
		parts map[string]string
		want  string
	}{
		{"bad entity", sheet(cell("a&nbsp;b")), table.CodeDamagedWorkbook},
		{"bare ampersand", sheet(cell("a & b")), table.CodeDamagedWorkbook},
		{"unclosed tag", sheet(`<row r="500"><c r="A500"><v>1</c></row>`), table.CodeDamagedWorkbook},
		{"bad tag", sheet(`<row r="500"><c r=A500><v>1</v></c></row>`), table.CodeDamagedWorkbook},
		{"control character", sheet(cell("a\x01b")), table.CodeDamagedWorkbook},
		{"not UTF-8", sheet(cell("\xb6\xa9")), table.CodeDamagedWorkbook},
		{"cut at byte 20,000", cut(20_000), table.CodeDamagedWorkbook},
		{"row order", sheet(`<row r="4"><c r="A4"><v>1</v></c></row>`), table.CodeDamagedWorkbook},
		{"doubled row", sheet(`<row r="499"><c r="A499"><v>1</v></c></row>`), table.CodeDamagedWorkbook},
		{"doubled cell", sheet(`<row r="500"><c r="A500"><v>1</v></c><c r="A500"><v>2</v></c></row>`), table.CodeDamagedWorkbook},
		{"bad string index", sheet(`<row r="500"><c r="A500" t="s"><v>7</v></c></row>`), table.CodeDamagedWorkbook},
		{"negative string index", sheet(`<row r="500"><c r="A500" t="s"><v>-1</v></c></row>`), table.CodeDamagedWorkbook},
		{"cell of another row", sheet(`<row r="500"><c r="A7"><v>1</v></c></row>`), table.CodeDamagedWorkbook},
		{"empty style", sheet(`<row r="500"><c r="A500" s=""><v>1</v></c></row>`), ""},
		{"DOCTYPE in the sheet", with("xl/worksheets/sheet1.xml", `<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>`), table.CodeDoctype},
		{"DOCTYPE in the strings", with("xl/sharedStrings.xml", `<!DOCTYPE x SYSTEM "file:///etc/hosts"><sst/>`), table.CodeDoctype},
		{"DOCTYPE in the types", with("[Content_Types].xml", `<!DOCTYPE x><Types/>`), table.CodeDoctype},
		{"sheet part missing", without("xl/worksheets/sheet1.xml"), table.CodeDamagedWorkbook},
		{"row beyond the end", sheet(`<row r="1048577"><c r="A1048577"><v>1</v></c></row>`), table.CodeTooLarge},
		{"column beyond the end", sheet(`<row r="500"><c r="ZZZ500"><v>1</v></c></row>`), table.CodeTooLarge},
		{"deep", with("xl/worksheets/sheet1.xml", strings.Repeat("<worksheet>", 100_000)), table.CodeTooLarge},
		{"bomb", with("xl/worksheets/sheet1.xml", "<worksheet>"+strings.Repeat(" ", 40<<20)+"</worksheet>"), table.CodeZipBomb},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := zipOf(t, tt.parts)
			c := readAll(t, tt.name, data, table.Options{})
			if c.refused != tt.want || tt.want == "" && c.rows != 1000 {
				t.Errorf("%+v, want %q", c, tt.want)
			}
			if tt.want == "" {
				return
			}
			grids, err := table.Open("坏.xlsx", data, table.Options{})
			for _, g := range grids {
				for _, e := range g.Blocks() {
					err = e
				}
			}
			var refused *table.RefusedError
			if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), "read 坏.xlsx") {
				t.Errorf("%v does not name the file", err)
			}
		})
	}
}

// TestCutAnywhere: a workbook file cut at any byte, or with any bit turned in a part, never loses rows in silence.
func TestCutAnywhere(t *testing.T) {
	data := zipOf(t, book{sheet: thousand(0, "")}.parts())
	whole := readAll(t, "whole", data, table.Options{})
	if whole.rows != 1000 || whole.refused != "" {
		t.Fatalf("%+v", whole)
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(data)-1).Draw(rt, "at")
		broken := bytes.Clone(data)
		if rapid.Bool().Draw(rt, "cut") {
			broken = broken[:at]
		} else {
			broken[at] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
		}
		if c := readAll(t, "broken", broken, table.Options{}); c.refused == "" && c.rows < 1000 && bytes.HasPrefix(broken, []byte("PK\x03\x04")) {
			rt.Fatalf("byte %d: %+v", at, c)
		}
	})
}

func TestNumbersAndDates(t *testing.T) {
	for in, want := range map[string]string{
		"5": "5", "-5": "-5", "5.0": "5", "0.50": "0.5", "007": "7", "-0": "0", "123456789012345": "123456789012345",
		"1234567890123456": "1.234567890123456E+15", "4.00E+18": "4E+18", "6.7000000000000002E-2": "0.067", "0.30000000000000004": "0.30000000000000004",
		"1e3": "1000", "1E-12": "1E-12", "1000000000000000001": "1E+18",
	} {
		if got, ok := table.Number(in); got != want || !ok {
			t.Errorf("number %s = %s, want %s", in, got, want)
		}
	}
	for _, in := range []string{"abc", "0x10", "1_0", "NaN", "Inf", "1e999", "1,5"} {
		if got, ok := table.Number(in); ok {
			t.Errorf("number %s = %s", in, got)
		}
	}
	for in, want := range map[string]string{
		"1": "1900-01-01", "59": "1900-02-28", "60": "60", "61": "1900-03-01", "45292.5": "2024-01-01 12:00:00", "0.5": "12:00:00",
		"45292.999999999": "2024-01-02", "-1": "-1", "2958466": "2958466", "0": "0", "46257.041666666664": "2026-08-23 01:00:00",
	} {
		if got := table.Date(in, false); got != want {
			t.Errorf("date %s = %s, want %s", in, got, want)
		}
	}
	if got := table.Date("0", true); got != "1904-01-01" {
		t.Errorf("first day of 1904: %s", got)
	}
	for code, want := range map[string]bool{
		"General": false, "0.00": false, "0.00E+00": false, `#,##0"日"`: false, "yyyy-mm-dd": true, "[$-804]yyyy年m月": true,
		"[Red]0": false, "[h]:mm": false, "mm:ss": true, `\d0`: false, "G/通用格式": false, "0;yyyy": false, `"m`: false, "[x": false,
	} {
		if got := table.DateFormat(code); got != want {
			t.Errorf("format %q is a date: %v", code, got)
		}
	}
}

// generatedCell is what stands in row r, column c: an order number, titles, money, counts.
func generatedCell(r, c int) any {
	switch {
	case r == 1:
		return "列" + strconv.Itoa(c)
	case c == 0:
		return fmt.Sprintf("26082300000%08d", r)
	case c%3 == 1:
		return "月饼礼盒" + strconv.Itoa((r*c)%97)
	case c%3 == 2:
		return float64((r*c)%100_000) / 100
	}
	return (r * c) % 1000
}

// generated makes a workbook of n+1 rows by 20 columns in memory.
func generated(tb testing.TB, n int) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	row := make([]any, 20)
	for r := 1; r <= n+1; r++ {
		for c := range row {
			row[c] = generatedCell(r, c)
		}
		cell, _ := excelize.CoordinatesToCellName(1, r)
		if err := w.SetRow(cell, row); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// excelRows reads the first sheet with the other reader.
func excelRows(tb testing.TB, data []byte, visit func(row int, cells []string)) {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetList()[0])
	if err != nil {
		tb.Fatal(err)
	}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			tb.Fatal(err)
		}
		visit(n, cells)
	}
}

// TestOracleGenerated holds the reader against excelize, cell by cell, and against a plain count of the XML.
func TestOracleGenerated(t *testing.T) {
	data := generated(t, 3000)
	got, _, err := sheetCells(t, data, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var want [][]string
	excelRows(t, data, func(_ int, cells []string) { want = append(want, cells) })
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	for _, f := range z.File {
		if f.Name == "xl/worksheets/sheet1.xml" {
			cells = bytes.Count(member(t, f), []byte("<c "))
		}
	}
	if n := readAll(t, "f", data, table.Options{}).cells; n != cells {
		t.Errorf("%d cells, the XML has %d", n, cells)
	}
}

// TestOracleCorpora compares with excelize on the public workbooks: equal text, or an equal number.
// The rules that explain a difference: dates are texts here, uncalculated formulas stand as "=…",
// and a file excelize does not open or cuts short proves nothing.
func TestOracleCorpora(t *testing.T) {
	for _, name := range []string{"calamine", "closedxml", "phpspreadsheet"} {
		same, differ := 0, 0
		for _, f := range corpus(t, name+".zip") {
			if !strings.HasSuffix(f.Name, ".xlsx") {
				continue
			}
			data := member(t, f)
			got, lines, err := sheetCells(t, data, table.Options{KeepMerged: true})
			if err != nil {
				continue
			}
			at := map[int][]string{}
			for i, n := range lines {
				at[n] = got[i]
			}
			if !opensElsewhere(data) {
				continue
			}
			excelRows(t, data, func(row int, cells []string) {
				for c, want := range cells {
					text := ""
					if c < len(at[row]) {
						text = at[row][c]
					}
					switch {
					case want == text, sameNumber(want, text):
						same++
					case strings.HasPrefix(text, "=") && want == "", isDate(text), text == "TRUE" && want == "1", text == "FALSE" && want == "0":
					default:
						if differ++; differ < 15 {
							t.Logf("%s row %d column %d: %q, excelize %q", f.Name, row, c+1, text, want)
						}
					}
				}
			})
		}
		t.Logf("%s: %d cells equal, %d differ", name, same, differ)
		if same == 0 || differ*200 > same {
			t.Errorf("%s: %d cells differ, %d equal", name, differ, same)
		}
	}
}

func opensElsewhere(data []byte) bool {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
	if err != nil {
		return false
	}
	defer f.Close()
	if len(f.GetSheetList()) == 0 {
		return false
	}
	_, err = f.Rows(f.GetSheetList()[0])
	return err == nil
}

func sameNumber(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && math.Abs(x-y) <= 1e-9*math.Abs(x)
}

func isDate(s string) bool {
	return len(s) >= 8 && (s[4:5] == "-" && s[7:8] == "-" || s[2:3] == ":" && s[5:6] == ":")
}

// refusedCode is the code of a refusal.
func refusedCode(err error) (string, bool) {
	var refused *table.RefusedError
	if !errors.As(err, &refused) {
		return "", false
	}
	return refused.Code, true
}

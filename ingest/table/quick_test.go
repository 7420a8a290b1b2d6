package table_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

// reading is all that reading a workbook comes to.
type reading struct {
	Lines   []line
	Refusal table.RefusedError
}

func readingOf(tb failer, data []byte, opt table.Options) reading {
	tb.Helper()
	var out reading
	grids, err := table.Open("f.xlsx", data, opt)
	for _, g := range grids {
		for b, e := range g.Blocks() {
			if err = e; e != nil {
				break
			}
			for r := range b.Rows() {
				l := line{Cells: r.Cells, Line: r.Line, Offset: r.Offset}
				if at, ok := errors.AsType[*table.CellError](r.Err); ok {
					l.Code, l.Column = at.Code+at.Text, at.Column
				}
				out.Lines = append(out.Lines, l)
			}
		}
	}
	if err != nil {
		refused, ok := errors.AsType[*table.RefusedError](err)
		if !ok {
			tb.Fatal(err)
		}
		out.Refusal = *refused
	}
	return out
}

// samePlain reads with the short ways and without, from memory and in windows:
// rows, faults, refusal and its row are the same.
func samePlain(tb failer, data []byte, opt table.Options) reading {
	tb.Helper()
	opt.KeepMerged = true // a part is held in memory only for its merged ranges
	sameHeld(tb, data, opt)
	opt.KeepMerged = false
	return sameHeld(tb, data, opt)
}

func sameHeld(tb failer, data []byte, opt table.Options) reading {
	tb.Helper()
	out := readingOf(tb, data, opt)
	if d := cmp.Diff(readingOf(tb, data, table.Plain(opt)), out); d != "" {
		tb.Fatal("without the short ways and with them:\n" + d)
	}
	return out
}

// quickBook has shared strings and styles for cells of every kind.
func quickBook(sheet string) book {
	return book{
		sheet:  sheet,
		shared: `<si><t>甲</t></si><si><t></t></si><si><t xml:space="preserve"> b </t></si>`,
		styles: `<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>`,
	}
}

// TestQuickCells holds the short way against the general one on every
// combination of a tag, a body and a neighbour: those of the common shape, and
// those that differ from it by one thing, sound or broken.
func TestQuickCells(t *testing.T) {
	refs := []string{``, ` r="B3"`, ` r="b3"`, ` r="$B$3"`, ` r="B4"`, ` r="B03"`, ` r="B"`, ` r="3"`, ` r=""`, ` r="ABCD3"`, ` r="SS3"`, ` r='B3'`, `  r="B3"`, ` r="B3`, ` r="B3"s="1"`}
	styles := []string{``, ` s="1"`, ` s="0"`, ` s="7"`, ` s=""`, ` s="0000000001"`, ` s="-1"`, ` s="1" s="9"`, ` note=">"`}
	kinds := []string{``, ` t="s"`, ` t="n"`, ` t="str"`, ` t="inlineStr"`, ` t="b"`, ` t="e"`, ` t="d"`, ` t="z"`, ` t=""`, ` t="strx"`, ` t="s" t="n"`}
	bodies := []string{
		`/>`, `></c>`, ` /><c>`, `><v>1</v></c>`, `><v>45292.5</v></c>`, `><v>2</v ></c>`, `><v></v></c>`, `><v/></c>`, `><v>0000000000</v></c>`, `><v>1e3</v></c>`, `><v>1e</v></c>`, `><v>-</v></c>`,
		`><v>123456789012</v></c>`, `><v>3</v></c>`, `><v>x_x000D_y</v></c>`, `><v>x_y</v></c>`, `><v>&amp;</v></c>`, "><v>1\r\n</v></c>", "><v>\x01</v></c>", "><v>\xff</v></c>", `><v>1</c>`, `><v>1</v>`, `><v>1</v> </c>`, `><f>A1</f><v>1</v></c>`,
		`><is><t>月饼</t></is></c>`, `><is><t xml:space="preserve"> x </t></is></c>`, `><is><t></t></is></c>`, `><is><t>a</t><t>b</t></is></c>`, `><is><t>a<b/></t></is></c>`, `><is><r><t>a</t></r></is></c>`, `><is><t>]]></t></is></c>`, `><is><t>a</is></t></c>`, `><v>1</v><v>2</v></c>`,
	}
	neighbours := []string{`%s`, `<c r="A3"><v>5</v></c>%s<c><v>6</v></c>`, `<c r="C3"><v>5</v></c>%s`, `%[1]s%[1]s`, "\n%s\n"}
	n := 0
	for i, ref := range refs {
		for j, style := range styles {
			for k, kind := range kinds {
				for m, body := range bodies {
					if i > 1 && (j > 1 || k > 4) || j > 1 && k > 4 {
						continue // two odd things at once show nothing new
					}
					row := fmt.Sprintf(neighbours[(i+j+k+m)%len(neighbours)], `<c`+ref+style+kind+body)
					sameHeld(t, stored(t, quickBook(`<sheetData><row r="2"><c><v>9</v></c></row><row r="3">`+row+`</row><row r="4"><c><v>7</v></c></row></sheetData>`).parts()), table.Options{})
					n++
				}
			}
		}
	}
	t.Logf("%d rows", n)
	if n < 8_000 {
		t.Errorf("%d rows are too few", n)
	}
}

// TestQuickRows: cells beside rows, rows without cells, rows in rows.
func TestQuickRows(t *testing.T) {
	const cell = `<c r="A1"><v>1</v></c>`
	tags := []string{`<row r="1">`, `<row r="1"/>`, `<row>`, `<row/>`, `<x:row r="1">`, `<c>`, `<row r="1" spans="1:1" ht="15">`, ``}
	for _, a := range tags {
		for _, b := range tags {
			for _, end := range []string{`</row>`, `</x:row>`, `</row></row>`, `</row><row/>`, ``} {
				samePlain(t, stored(t, quickBook(`<sheetData>`+a+cell+b+cell+end+`</sheetData>`).parts()), table.Options{})
				samePlain(t, stored(t, quickBook(`<sheetData>`+a+b+cell+end+cell+`</sheetData>`).parts()), table.Options{})
			}
		}
	}
}

// TestQuickBytes: every byte at every place of a common row, put instead of what stands there, put in, and taken out.
func TestQuickBytes(t *testing.T) {
	const row = `<c r="B3" s="1"><v>4.5</v></c><c r="C3" t="s"><v>0</v></c><c t="inlineStr"><is><t>é_x</t></is></c>`
	around := func(s string) []byte {
		return stored(t, quickBook(`<sheetData><row r="3">`+s+`</row></sheetData>`).parts())
	}
	if got := samePlain(t, around(row), table.Options{}); len(got.Lines) != 1 || len(got.Lines[0].Cells) != 4 {
		t.Fatalf("%+v", got)
	}
	for at := range row {
		samePlain(t, around(row[:at]+row[at+1:]), table.Options{})
		for _, c := range []byte("\x00\t\n\r \"&'-./059:<>ACZ_acenrstvx{\x7f\x80\xbf\xc3\xff") {
			sameHeld(t, around(row[:at]+string(c)+row[at+1:]), table.Options{})
			sameHeld(t, around(row[:at]+string(c)+row[at:]), table.Options{})
		}
	}
}

// TestQuickLimits: each limit is met at the same cell.
func TestQuickLimits(t *testing.T) {
	sheet := rowsOf(40) + `<!-- -->`
	wide := `<sheetData><row r="1">` + strings.Repeat(`<c><v>1</v></c>`, 30) + `</row></sheetData>`
	inline := `<sheetData><row><c t="inlineStr"><is><t>x</t></is></c><c><v>1</v></c><c/></row></sheetData>`
	for n := 1; n < 50; n++ {
		for _, s := range []string{sheet, wide, inline} {
			data := stored(t, quickBook(s).parts())
			for _, lim := range []table.Limits{{Rows: n}, {Columns: n}, {Cells: n}, {Depth: n}} {
				samePlain(t, data, table.Options{Limits: lim})
			}
		}
	}
}

// TestQuickStrings: shared strings of every shape, and broken ones.
func TestQuickStrings(t *testing.T) {
	items := []string{
		`<si><t>a</t></si>`, `<si><t></t></si>`, `<si/>`, `<si><t/></si>`, `<si><t xml:space="preserve"> </t></si>`, `<si><t>a&lt;</t></si>`, `<si><t>a_x000D_</t></si>`,
		`<si><r><t>a</t></r></si>`, `<si><t>a</t><rPh><t>b</t></rPh></si>`, `<si><t>月</t></si>`, "<si><t>\xe6</t></si>", "<si><t>\x00</t></si>", "<si>\n<t>a</t></si>", `<si><t>a</si></t>`, `<si><t>a</t>`, `<x:si><t>a</t></x:si>`, `<t>a</t>`, `</sst>`, `x`,
	}
	for _, a := range items {
		for _, b := range items {
			for _, c := range []string{`<si><t>z</t></si>`, ``} {
				samePlain(t, stored(t, book{sheet: `<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c></row></sheetData>`, shared: a + b + c}.parts()), table.Options{})
			}
		}
	}
}

// TestQuickWindows: cells lie across the bounds of windows at every place they can.
func TestQuickWindows(t *testing.T) {
	sheet := strings.Replace(thousand(0, ""), "<sheetData>", "<sheetData><!---->", 1)
	want := samePlain(t, stored(t, quickBook(sheet).parts()), table.Options{})
	if len(want.Lines) != 1_000 {
		t.Fatalf("%d rows", len(want.Lines))
	}
	for shift := range 110 { // a row is shorter
		data := stored(t, quickBook(strings.Replace(sheet, "<!---->", "<!--"+strings.Repeat("x", shift)+"-->", 1)).parts())
		for _, kept := range []bool{false, true} {
			if d := cmp.Diff(want, readingOf(t, data, table.Options{KeepMerged: kept})); d != "" {
				t.Fatalf("shifted by %d: %s", shift, d)
			}
		}
	}
}

// TestQuickMangled: a sheet with random edits reads the same both ways.
func TestQuickMangled(t *testing.T) {
	whole := []byte(quickBook(`<sheetData><row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46257.041666666664</v></c><c r="D1" t="inlineStr"><is><t>月饼</t></is></c></row>` +
		`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>-12.50</v></c><c r="C2" t="str"><f>A1</f><v>x</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>`).parts()["xl/worksheets/sheet1.xml"])
	from := bytes.Index(whole, []byte("<sheetData>"))
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			part := bytes.Clone(whole)
			for range rapid.IntRange(1, 4).Draw(t, "edits") {
				at := rapid.IntRange(from, len(part)-1).Draw(t, "at")
				size := min(rapid.IntRange(0, 9).Draw(t, "size"), len(part)-at)
				other := rapid.IntRange(from, len(part)-1).Draw(t, "other")
				piece := bytes.Clone(part[other:min(other+rapid.IntRange(0, 40).Draw(t, "length"), len(part))])
				part = append(append(bytes.Clone(part[:at]), piece...), part[at+size:]...)
			}
			b := quickBook("")
			b.extra = map[string]string{"xl/worksheets/sheet1.xml": string(part)}
			samePlain(t, stored(t, b.parts()), table.Options{})
		}
	})
}

// TestQuickCorpora: the public workbooks read the same both ways.
func TestQuickCorpora(t *testing.T) {
	for _, name := range []string{"calamine", "closedxml", "phpspreadsheet", "phpspreadsheet_samples"} {
		n := 0
		for _, f := range corpus(t, name+".zip") {
			if !strings.HasSuffix(f.Name, ".xlsx") && !strings.HasSuffix(f.Name, ".xlsm") || f.UncompressedSize64 > 4<<20 {
				continue
			}
			samePlain(t, member(t, f), table.Options{})
			n++
		}
		t.Logf("%s: %d workbooks", name, n)
	}
}

// TestLongToken: a text of more than a token may have is refused in memory as in windows.
func TestLongToken(t *testing.T) {
	if testing.Short() {
		t.Skip("large parts")
	}
	for _, extra := range []int{-100, 100} {
		sheet := `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("xyz ", (8<<20+extra)/4) + `</t></is></c></row></sheetData>`
		got := samePlain(t, zipOf(t, book{sheet: sheet}.parts()), table.Options{})
		if want := map[bool]string{true: table.CodeTooLarge}[extra > 0]; got.Refusal.Code != want {
			t.Errorf("%d bytes: %+v", 8<<20+extra, got.Refusal)
		}
	}
}

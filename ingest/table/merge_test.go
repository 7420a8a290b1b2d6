package table_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"zhiwei/ingest/table"
)

// merged is a sheet of rows "text in A, number in B" with merged ranges behind it. An empty text leaves A out.
func merged(texts []string, refs ...string) string {
	var b strings.Builder
	b.WriteString("<sheetData>")
	for i, text := range texts {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		if text != "" {
			fmt.Fprintf(&b, `<c r="A%d" t="inlineStr"><is><t>%s</t></is></c>`, i+1, text)
		}
		fmt.Fprintf(&b, `<c r="B%d"><v>%d</v></c></row>`, i+1, i+1)
	}
	b.WriteString("</sheetData><mergeCells>")
	for _, r := range refs {
		fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, r)
	}
	return b.String() + "</mergeCells>"
}

// firstColumn reads column A.
func firstColumn(t *testing.T, sheet string, opt table.Options) ([]string, error) {
	t.Helper()
	cells, _, err := sheetCells(t, stored(t, book{sheet: sheet}.parts()), opt)
	var out []string
	for _, c := range cells {
		out = append(out, c[0])
	}
	return out, err
}

// TestMergedRanges: what is filled down, and what is left as it stands.
func TestMergedRanges(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts []string
		refs  []string
		want  []string
	}{
		{"two ranges", []string{"甲", "", "", "乙", ""}, []string{"A1:A3", "A4:A5"}, []string{"甲", "甲", "甲", "乙", "乙"}},
		{"in any order", []string{"甲", "", "", "乙", ""}, []string{"A4:A5", "A1:A3"}, []string{"甲", "甲", "甲", "乙", "乙"}},
		{"a gap between", []string{"甲", "", "", "乙", ""}, []string{"A1:A2"}, []string{"甲", "甲", "", "乙", ""}},
		{"one row", []string{"甲", ""}, []string{"A1:B1"}, []string{"甲", ""}},
		{"one cell", []string{"甲", ""}, []string{"A1"}, []string{"甲", ""}},
		{"dollar signs and small letters", []string{"甲", ""}, []string{"$a$1:$a$2"}, []string{"甲", "甲"}},
		{"filled below", []string{"甲", "丙", ""}, []string{"A1:A3"}, []string{"甲", "丙", "甲"}},
		{"an empty first cell", []string{"", "", "乙"}, []string{"A1:A2"}, []string{"", "", "乙"}},
		{"beyond the last row", []string{"甲", ""}, []string{"A1:A900"}, []string{"甲", "甲"}},
		{"before the first row", []string{"甲", ""}, []string{"A3:A9"}, []string{"甲", ""}},
		{"upside down", []string{"甲", ""}, []string{"A2:A1"}, []string{"甲", ""}},
		{"no reference", []string{"甲", ""}, []string{"", ":", "A:A", "1:2", "A1:"}, []string{"甲", ""}},
		{"the text of markup", []string{"&lt;mergeCell ref=&quot;A1:A3&quot;/&gt;", ""}, nil, []string{`<mergeCell ref="A1:A3"/>`, ""}},
		{"another column", []string{"甲", "乙"}, []string{"B1:B2"}, []string{"甲", "乙"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := firstColumn(t, merged(tt.texts, tt.refs...), table.Options{})
			if d := cmp.Diff(tt.want, got); d != "" || err != nil {
				t.Errorf("%v %s", err, d)
			}
			kept, err := firstColumn(t, merged(tt.texts, tt.refs...), table.Options{KeepMerged: true})
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range tt.texts {
				if text == "" && kept[i] != "" {
					t.Errorf("kept as it stands, row %d holds %q", i+1, kept[i])
				}
			}
		})
	}
}

// TestMergeTagsAnywhere: the search reads the part in windows; a tag that lies across their bounds is found, at every
// place it can lie.
func TestMergeTagsAnywhere(t *testing.T) {
	const window = 128 << 10
	sheet := merged([]string{"甲", "", "丙"}, "A1:A2")
	head := strings.Index(sheet, "<mergeCells>")
	padded := func(n int) string { return sheet[:head] + "<!--" + strings.Repeat("x", n) + "-->" + sheet[head:] }
	part := book{sheet: padded(0)}.parts()["xl/worksheets/sheet1.xml"]
	tag := strings.Index(part, "<mergeCell ref")
	for shift := -40; shift <= 40; shift++ { // the tag of 26 bytes begins that far from the bound
		got, err := firstColumn(t, padded(window-tag+shift), table.Options{})
		if err != nil || !slices.Equal(got, []string{"甲", "甲", "丙"}) {
			t.Fatalf("shifted by %d: %q, %v", shift, got, err)
		}
	}
}

// TestMergeTagsInOtherClothes: prefixes, blanks, other attributes, single quotes; in a comment they make the sheet
// doubtful, and a doubtful sheet is refused rather than filled wrongly.
func TestMergeTagsInOtherClothes(t *testing.T) {
	base := strings.TrimSuffix(merged([]string{"甲", ""}), "<mergeCells></mergeCells>")
	for _, tt := range []struct{ name, tags, want, code string }{
		{"prefix", `<x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells>`, "甲", ""},
		{"single quotes", `<mergeCells><mergeCell ref='A1:A2'/></mergeCells>`, "甲", ""},
		{"with an end", `<mergeCells><mergeCell ref="A1:A2"></mergeCell></mergeCells>`, "甲", ""},
		{"line breaks", "<mergeCells>\n<mergeCell\n ref=\"A1:A2\"\n/>\n</mergeCells>", "甲", ""},
		{"more attributes", `<mergeCells count="1"><mergeCell uid="7" ref="A1:A2"/></mergeCells>`, "甲", ""},
		{"no attribute", `<mergeCells><mergeCell/></mergeCells>`, "", ""},
		{"a comment", `<!-- <mergeCell ref="A1:A2"/> -->`, "", damaged},
		{"CDATA", `<f><![CDATA[<mergeCell ref="A1:A2"/>]]></f>`, "", damaged},
	} {
		got, err := firstColumn(t, base+tt.tags, table.Options{})
		code := ""
		if err != nil {
			code, _ = refusedCode(err)
		}
		if code != tt.code || code == "" && got[1] != tt.want {
			t.Errorf("%s: %q %q, want %q %q", tt.name, got, code, tt.want, tt.code)
		}
	}
}

// TestMergedSharedStrings: a filled-down cell keeps the text of the string table, over the bounds of blocks.
func TestMergedSharedStrings(t *testing.T) {
	const n = 5_000
	var b strings.Builder
	b.WriteString(`<sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>1</v></c></row>`)
	for i := 2; i <= n; i++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="B%d"><v>%d</v></c></row>`, i, i, i)
	}
	fmt.Fprintf(&b, `</sheetData><mergeCells><mergeCell ref="A1:A%d"/></mergeCells>`, n)
	data := stored(t, book{sheet: b.String(), shared: `<si><t>甲</t></si><si><t>乙</t></si>`}.parts())
	cells, lines, err := sheetCells(t, data, table.Options{})
	if err != nil || len(cells) != n {
		t.Fatalf("%d rows, %v", len(cells), err)
	}
	for i, c := range cells {
		if c[0] != "乙" || c[1] != strconv.Itoa(i+1) || lines[i] != i+1 {
			t.Fatalf("row %d: %q", lines[i], c)
		}
	}
}

// TestFarMergedColumn: a filled-down cell counts against the limits as any other.
func TestFarMergedColumn(t *testing.T) {
	sheet := `<sheetData><row r="1"><c r="Z1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="Z1:Z2"/></mergeCells>`
	data := stored(t, book{sheet: sheet}.parts())
	if c := readAll(t, "f", data, table.Options{Limits: table.Limits{Cells: 52}}); c.refused != "" || c.cells != 52 {
		t.Errorf("%+v", c)
	}
	if c := readAll(t, "f", data, table.Options{Limits: table.Limits{Cells: 51}}); c.refused != table.CodeTooLarge {
		t.Errorf("one cell too many: %+v", c)
	}
	if c := readAll(t, "f", data, table.Options{KeepMerged: true, Limits: table.Limits{Cells: 27}}); c.refused != "" || c.cells != 27 {
		t.Errorf("kept: %+v", c)
	}
}

// TestMergedAgain: ranges found by one reading serve the next ones, side by side too, and each begins anew.
func TestMergedAgain(t *testing.T) {
	sheet := merged([]string{"甲", "", "", "乙", ""}, "A1:A3", "A4:A5", "B1:B1")
	for _, known := range []bool{false, true} {
		grids, err := table.Open("f.xlsx", zipOf(t, book{sheet: sheet}.parts()), table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if known {
			if rows, err := grids[0].Head(2); err != nil || len(rows) != 2 || rows[1].Cells[0] != "甲" {
				t.Fatalf("%+v, %v", rows, err)
			}
		}
		var all errgroup.Group
		for range 8 {
			all.Go(func() error {
				var got []string
				for b, err := range grids[0].Blocks() {
					if err != nil {
						return err
					}
					for r := range b.Rows() {
						got = append(got, r.Cells[0])
					}
				}
				if want := []string{"甲", "甲", "甲", "乙", "乙"}; !slices.Equal(got, want) {
					return fmt.Errorf("%q, want %q", got, want)
				}
				return nil
			})
		}
		if err := all.Wait(); err != nil {
			t.Error(err)
		}
	}
}

// TestDamageAfterHead: a part that is damaged behind its first rows is refused by Head, which searches it whole, and by
// every reading after.
func TestDamageAfterHead(t *testing.T) {
	data := zipOf(t, book{sheet: thousand(0, "")}.parts())
	at := bytes.Index(data, []byte("xl/worksheets/sheet1.xml")) + 3_000
	data[at] ^= 0x10
	grids, err := table.Open("f.xlsx", data, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if rows, err := grids[0].Head(3); err == nil || len(rows) > 0 {
			t.Errorf("%d rows of a damaged part, %v", len(rows), err)
		}
		for b, err := range grids[0].Blocks() {
			if code, _ := refusedCode(err); b != nil || code != damaged {
				t.Errorf("%v %v", b, err)
			}
		}
	}
}

// TestChecksumOfAPart: one digit changed is sound XML; the part's checksum tells, however the part is read.
func TestChecksumOfAPart(t *testing.T) {
	for name, pack := range map[string]func(testing.TB, map[string]string) []byte{"stored": storedOf, "deflated": zipOf} {
		data := pack(t, book{sheet: thousand(0, "")}.parts())
		at := bytes.Index(data, []byte("PK\x01\x02"))
		for !bytes.HasPrefix(data[at+46:], []byte("xl/worksheets/sheet1.xml")) {
			at += 4 + bytes.Index(data[at+4:], []byte("PK\x01\x02"))
		}
		data[at+16] ^= 1 // the checksum in the directory
		for _, kept := range []bool{false, true} {
			c := readAll(t, name, data, table.Options{KeepMerged: kept})
			if c.refused != damaged || !kept && c.rows > 0 {
				t.Errorf("%s, merged ranges kept %v: %+v", name, kept, c)
			}
		}
	}
}

func storedOf(tb testing.TB, parts map[string]string) []byte {
	tb.Helper()
	return stored(tb, parts)
}

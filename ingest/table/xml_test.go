package table_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

const damaged = table.CodeDamagedWorkbook

// TestMarkup: XML as programs write it, and as it is when it is broken. Each sheet is read whole or refused.
func TestMarkup(t *testing.T) {
	row := func(s string) string { return `<sheetData><row r="1">` + s + `</row></sheetData>` }
	inline := func(s string) string { return row(`<c r="A1" t="inlineStr"><is><t>` + s + `</t></is></c>`) }
	for _, tt := range []struct {
		name, sheet, want, code string
	}{
		{"predefined entities", inline("&lt;&gt;&amp;&quot;&apos;"), `<>&"'`, ""},
		{"character references", inline("&#26376;&#x997C;&#x1F600;"), "月饼😀", ""},
		{"entity of a user", inline("&nbsp;"), "", damaged},
		{"bare ampersand", inline("a & b"), "", damaged},
		{"entity without its end", inline("&amp"), "", damaged},
		{"reference to NUL", inline("&#0;"), "", damaged},
		{"reference to a control character", inline("&#1;"), "", damaged},
		{"reference to a surrogate", inline("&#xD800;"), "", damaged},
		{"reference beyond Unicode", inline("&#x110000;"), "", damaged},
		{"reference without digits", inline("&#;"), "", damaged},
		{"upper-case hexadecimal mark", inline("&#X41;"), "", damaged},
		{"CDATA", inline("<![CDATA[<a> & ]]>b"), "<a> & b", ""},
		{"CDATA with brackets", inline("<![CDATA[]]]]><![CDATA[>]]>"), "]]>", ""},
		{"CDATA without its end", inline("<![CDATA[a"), "", damaged},
		{"comment inside a text", inline("a<!-- > & -->b"), "ab", ""},
		{"comment without its end", row(`<c><v>1</v></c><!-- `), "", damaged},
		{"processing instruction", row(`<?x <c>?><c><v>1</v></c>`), "1", ""},
		{"unknown declaration", row(`<!ELEMENT c ANY><c><v>1</v></c>`), "", damaged},
		{"document type", `<!DOCTYPE x>` + row(``), "", table.CodeDoctype},
		{"document type in small letters", `<!doctype x>` + row(``), "", table.CodeDoctype},
		{"line ends", inline("a\r\nb\rc\nd"), "a\nb\nc\nd", ""},
		{"tab", inline("a\tb"), "a\tb", ""},
		{"form feed", inline("a\fb"), "", damaged},
		{"preserved blanks", row(`<c t="inlineStr"><is><t xml:space="preserve">  a  </t></is></c>`), "  a  ", ""},
		{"escaped carriage return", inline("a_x000D_b"), "a\rb", ""},
		{"escaped escape", inline("_x005F_x000D_"), "_x000D_", ""},
		{"escape of a surrogate", inline("_xD83D_"), "_xD83D_", ""},
		{"escape cut short", inline("_x00D"), "_x00D", ""},
		{"single quotes", row(`<c r='A1' t='n'><v>1</v></c>`), "1", ""},
		{"greater sign in an attribute", row(`<c r="A1" note="a>b" t='str'><v>1</v></c>`), "1", ""},
		{"both in an attribute", row(`<c note='"' other=">" r="A1"><v>1</v></c>`), "1", ""},
		{"less sign in an attribute", row(`<c note="<"><v>1</v></c>`), "", damaged},
		{"attribute without quotes", row(`<c r=A1><v>1</v></c>`), "", damaged},
		{"attribute without value", row(`<c r><v>1</v></c>`), "", damaged},
		{"attribute that ends the tag", row(`<c r=><v>1</v></c>`), "", damaged},
		{"attributes without a blank", row(`<c r="A1"t="n"><v>1</v></c>`), "", damaged},
		{"blanks in a tag", row("<c\n r = \"A1\"\t><v >1</v\n></c>"), "1", ""},
		{"blank before the name", row(`< c><v>1</v></c>`), "", damaged},
		{"digit as a name", row(`<1/>`), "", damaged},
		{"crossed tags", row(`<c><v>1</c></v>`), "", damaged},
		{"end without start", row(`</c>`), "", damaged},
		{"prefix", `<x:sheetData xmlns:x="y"><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>`, "1", ""},
		{"another prefix at the end", row(`<x:c><v>1</v></y:c>`), "", damaged},
		{"unknown elements", row(`<ext><c><v>9</v></c></ext><c><v>1</v><extLst><v>9</v></extLst></c>`), "1", ""},
		{"text beside cells", row(`x<c><v>1</v></c>`), "", damaged},
		{"text beside a value", row(`<c>x<v>1</v></c>`), "", damaged},
		{"element inside a value", row(`<c><v><b>1</b></v></c>`), "", damaged},
		{"empty value", row(`<c t="n"><v></v></c><c><v>1</v></c>`), ",1", ""},
		{"empty string", row(`<c t="inlineStr"><is/></c><c><v>1</v></c>`), ",1", ""},
		{"runs and a phonetic guide", row(`<c t="inlineStr"><is><r><t>五</t></r><r><rPr><b/></rPr><t>仁</t></r><rPh><t>wu</t></rPh></is></c>`), "五仁", ""},
		{"text outside a run's text", row(`<c t="inlineStr"><is>x<t>a</t></is></c>`), "a", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cells, _, err := sheetCells(t, stored(t, book{sheet: tt.sheet}.parts()), table.Options{})
			code := ""
			if err != nil {
				var ok bool
				if code, ok = refusedCode(err); !ok {
					t.Fatal(err)
				}
			}
			got := ""
			if err == nil && len(cells) > 0 {
				got = strings.Join(cells[0], ",")
			}
			if got != tt.want || code != tt.code {
				t.Errorf("%q %q, want %q %q", got, code, tt.want, tt.code)
			}
		})
	}
}

// TestCellsOfEachType: what a cell shows, by its type.
func TestCellsOfEachType(t *testing.T) {
	b := book{
		styles: `<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="46"/><xf numFmtId="x"/></cellXfs>`,
		shared: `<si><t>甲</t></si><si><t></t></si>`,
	}
	for _, tt := range []struct{ cell, want, row string }{
		{`<c t="s"><v>0</v></c>`, "甲", ""},
		{`<c t="s"><v>1</v></c>`, "", ""},
		{`<c t="s"><v></v></c>`, "", ""},
		{`<c t="b"><v>1</v></c>`, "TRUE", ""},
		{`<c t="b"><v>0</v></c>`, "FALSE", ""},
		{`<c t="b"><v>true</v></c>`, "TRUE", ""},
		{`<c t="e"><v>#N/A</v></c>`, "#N/A", ""},
		{`<c t="e"><v>#DIV/0!</v></c>`, "#DIV/0!", ""},
		{`<c t="str"><f>B1</f><v>甲_x000A_乙</v></c>`, "甲\n乙", ""},
		{`<c><f>B1*2</f><v>6.5</v></c>`, "6.5", ""},
		{`<c><f>B1*2</f></c>`, "=B1*2", ""},
		{`<c t="s"><f>IF(A1&lt;2,1)</f></c>`, "=IF(A1<2,1)", ""},
		{`<c t="d"><v>2026-08-23</v></c>`, "2026-08-23", ""},
		{`<c t="d"><v>2026-08-23T00:00:00Z</v></c>`, "2026-08-23", ""},
		{`<c t="d"><v>2026-08-23T09:30</v></c>`, "2026-08-23 09:30:00", ""},
		{`<c t="d"><v>gestern</v></c>`, "gestern", ""},
		{`<c s="1"><v>46257</v></c>`, "2026-08-23", ""},
		{`<c s="1" t="str"><v>46257</v></c>`, "46257", ""},
		{`<c s="1"><v>-1</v></c>`, "-1", ""},
		{`<c s="1"><v>x</v></c>`, "x", table.CodeBadNumber},
		{`<c s="2"><v>1.5</v></c>`, "1.5", ""},
		{`<c s="3"><v>1.5</v></c>`, "1.5", ""},
		{`<c s="99"><v>1.5</v></c>`, "1.5", ""},
		{`<c s="-1"><v>1.5</v></c>`, "1.5", ""},
		{`<c t="n"><v> 12 </v></c>`, "12", ""},
		{`<c><v>1.0</v></c>`, "1", ""},
		{`<c><v>1,5</v></c>`, "1,5", table.CodeBadNumber},
		{`<c><v>NaN</v></c>`, "NaN", table.CodeBadNumber},
		{`<c><v>1e400</v></c>`, "1e400", table.CodeBadNumber},
		{`<c t="inlineStr"><v>7</v></c>`, "7", ""},
		{`<c t="inlineStr"><is><t>x</t></is><v>7</v></c>`, "x", ""},
	} {
		b.sheet = `<sheetData><row r="3">` + tt.cell + `<c r="B3" t="str"><v>|</v></c></row></sheetData>`
		rows := linesOf(t, stored(t, b.parts()), table.Options{})
		want := []line{{Cells: []string{tt.want, "|"}, Line: 3, Offset: -1, Code: tt.row}}
		if tt.row != "" {
			want[0].Column = 1
		}
		if d := cmp.Diff(want, rows); d != "" {
			t.Errorf("%s: %s", tt.cell, d)
		}
	}
}

// TestReferences: cells say where they stand, or stand beside the one before.
func TestReferences(t *testing.T) {
	for _, tt := range []struct{ row, want, code string }{
		{`<row><c><v>1</v></c><c><v>2</v></c></row>`, "1,2", ""},
		{`<row r="1"><c r="C1"><v>1</v></c><c><v>2</v></c></row>`, ",,1,2", ""},
		{`<row r="1"><c r="$B$1"><v>1</v></c></row>`, ",1", ""},
		{`<row r="1"><c r="b1"><v>1</v></c></row>`, ",1", ""},
		{`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "2,1", ""},
		{`<row r="1"><c r="AA1"><v>1</v></c></row>`, strings.Repeat(",", 26) + "1", ""},
		{`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>`, "", damaged},
		{`<row r="1"><c r="A2"><v>1</v></c></row>`, "", damaged},
		{`<row r="1"><c r="1"><v>1</v></c></row>`, "", damaged},
		{`<row r="1"><c r="A"><v>1</v></c></row>`, "", damaged},
		{`<row r="1"><c r=""><v>1</v></c></row>`, "", damaged},
		{`<row r="0"><c><v>1</v></c></row>`, "", damaged},
		{`<row r="-3"><c><v>1</v></c></row>`, "", damaged},
		{`<row r="1.5"><c><v>1</v></c></row>`, "", damaged},
		{`<row r="1"><c t="z"><v>1</v></c></row>`, "", damaged},
		{`<row r="1"><c r="ZZZZZZ1"/></row>`, "", damaged},
	} {
		cells, _, err := sheetCells(t, stored(t, book{sheet: `<sheetData>` + tt.row + `</sheetData>`}.parts()), table.Options{})
		code := ""
		if err != nil {
			code, _ = refusedCode(err)
		}
		got := ""
		if len(cells) > 0 {
			got = strings.Join(cells[0], ",")
		}
		if got != tt.want || code != tt.code {
			t.Errorf("%s: %q %q, want %q %q", tt.row, got, code, tt.want, tt.code)
		}
	}
}

// TestPackages: what makes a workbook, and what is missing in one that is not read.
func TestPackages(t *testing.T) {
	good := book{sheet: rowsOf(3)}.parts()
	edit := func(name, old, text string) map[string]string {
		p := book{sheet: rowsOf(3)}.parts()
		if !strings.Contains(p[name], old) {
			t.Fatalf("%s has no %q", name, old)
		}
		p[name] = strings.Replace(p[name], old, text, 1)
		return p
	}
	drop := func(names ...string) map[string]string {
		p := book{sheet: rowsOf(3)}.parts()
		for _, n := range names {
			delete(p, n)
		}
		return p
	}
	upper := map[string]string{}
	for name, text := range good {
		upper[strings.ToUpper(name)] = text
	}
	for _, tt := range []struct {
		name  string
		parts map[string]string
		code  string
	}{
		{"as it should be", good, ""},
		{"no package relations", drop("_rels/.rels"), ""},
		{"no styles, no strings", drop("xl/styles.xml", "xl/sharedStrings.xml"), ""},
		{"names in capitals", upper, ""},
		{"target with backslashes", edit("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", `worksheets\sheet1.xml`), ""},
		{"absolute target", edit("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", `/xl/worksheets/sheet1.xml`), ""},
		{"target above the package", edit("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", `../../../xl/worksheets/sheet1.xml`), ""},
		{"no workbook relations", drop("xl/_rels/workbook.xml.rels"), damaged},
		{"no sheet part", drop("xl/worksheets/sheet1.xml"), damaged},
		{"no sheets", edit("xl/workbook.xml", `<sheet name="订单" sheetId="1" r:id="r1"/>`, ""), damaged},
		{"a chart sheet alone", edit("xl/_rels/workbook.xml.rels", "relationships/worksheet", "relationships/chartsheet"), damaged},
		{"a sheet of another kind", edit("xl/worksheets/sheet1.xml", "<worksheet", "<chartsheet"), damaged},
		{"no workbook part", drop("xl/workbook.xml"), damaged},
		{"no parts at all", map[string]string{"[Content_Types].xml": "<Types/>"}, table.CodeNotWorkbook},
		{"empty types", edit("[Content_Types].xml", good["[Content_Types].xml"], ""), damaged},
		{"empty sheet part", edit("xl/worksheets/sheet1.xml", good["xl/worksheets/sheet1.xml"], ""), damaged},
		{"two roots", edit("xl/worksheets/sheet1.xml", "</worksheet>", "</worksheet><worksheet/>"), damaged},
		{"text after the root", edit("xl/worksheets/sheet1.xml", "</worksheet>", "</worksheet>x"), damaged},
		{"another encoding", edit("xl/worksheets/sheet1.xml", `encoding="UTF-8"`, `encoding="GBK"`), damaged},
		{"byte order mark", edit("xl/worksheets/sheet1.xml", `<?xml`, "\xef\xbb\xbf<?xml"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := readAll(t, tt.name, stored(t, tt.parts), table.Options{})
			if c.refused != tt.code || tt.code == "" && c.rows != 3 {
				t.Errorf("%+v, want %q", c, tt.code)
			}
		})
	}
}

// TestAttributesOfAnyText: quotes of the other kind and ">" inside values neither end a tag nor hide the attributes
// behind them.
func TestAttributesOfAnyText(t *testing.T) {
	value := rapid.StringOf(rapid.SampledFrom([]rune(`>>/=' "x月?!-`)))
	rapid.Check(t, func(t *rapid.T) {
		var tag strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "attributes") {
			quote := rapid.SampledFrom([]string{`"`, `'`}).Draw(t, "quote")
			tag.WriteString(` note=` + quote + strings.ReplaceAll(value.Draw(t, "value"), quote, "") + quote)
		}
		sheet := `<sheetData><row r="1"` + tag.String() + `><c` + tag.String() + ` r="C1"><v>1</v></c></row></sheetData>`
		got := gridOf(t, stored(t, book{sheet: sheet}.parts()), table.Options{})
		if d := cmp.Diff(map[int][]string{1: {"", "", "1"}}, got); d != "" {
			t.Fatalf("%s: %s", sheet, d)
		}
	})
}

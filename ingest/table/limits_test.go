package table_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/table"
)

// rowsOf is a sheet of n rows with one cell each.
func rowsOf(n int) string {
	var b strings.Builder
	b.WriteString("<sheetData>")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i, i, i)
	}
	return b.String() + "</sheetData>"
}

// TestEachLimit: what just fits is read whole; with a limit one lower the file is refused with its code.
func TestEachLimit(t *testing.T) {
	sheet := func(s string) []byte { return zipOf(t, book{sheet: s}.parts()) }
	members := map[string]string{}
	for i := range 12 {
		members[strconv.Itoa(i)+".csv"] = "a,b\n1,2\n"
	}
	plain := zipOf(t, members)
	unzipped := int64(12 * len("a,b\n1,2\n"))
	repetitive := zipOf(t, map[string]string{"a.csv": strings.Repeat("a,b\n", 1<<19)})
	for _, tt := range []struct {
		name      string
		data      []byte
		fits, not table.Limits
		rows      int
		code      string
	}{
		{"input", plain, table.Limits{Input: int64(len(plain))}, table.Limits{Input: int64(len(plain)) - 1}, 24, table.CodeTooLarge},
		{"unzipped", plain, table.Limits{Unzipped: unzipped}, table.Limits{Unzipped: unzipped - 1}, 24, table.CodeZipBomb},
		{"entries", plain, table.Limits{Entries: 12}, table.Limits{Entries: 11}, 24, table.CodeTooLarge},
		{"ratio", repetitive, table.Limits{Ratio: 1200}, table.Limits{Ratio: 50}, 1 << 19, table.CodeZipBomb},
		{"depth", sheet(`<sheetData><row><c t="inlineStr"><is><r><t>x</t></r></is></c></row></sheetData>`), table.Limits{Depth: 7}, table.Limits{Depth: 6}, 1, table.CodeTooLarge},
		{"rows", sheet(rowsOf(300)), table.Limits{Rows: 300}, table.Limits{Rows: 299}, 300, table.CodeTooLarge},
		{"sparse row", sheet(`<sheetData><row r="9000"><c r="A9000"><v>1</v></c></row></sheetData>`), table.Limits{Rows: 9000}, table.Limits{Rows: 8999}, 1, table.CodeTooLarge},
		{"columns", sheet(`<sheetData><row r="1"><c r="AB1"><v>1</v></c></row></sheetData>`), table.Limits{Columns: 28}, table.Limits{Columns: 27}, 1, table.CodeTooLarge},
		{"fields", []byte("a,b,c\n1,2,3\n"), table.Limits{Fields: 3}, table.Limits{Fields: 2}, 2, table.CodeTooLarge},
		{"cells", sheet(rowsOf(300)), table.Limits{Cells: 300}, table.Limits{Cells: 299}, 300, table.CodeTooLarge},
		{"gaps are cells", sheet(`<sheetData><row r="1"><c r="J1"><v>1</v></c></row></sheetData>`), table.Limits{Cells: 10}, table.Limits{Cells: 9}, 1, table.CodeTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c := readAll(t, tt.name, tt.data, table.Options{Limits: tt.fits}); c.refused != "" || c.rows != tt.rows {
				t.Errorf("just within %+v: %+v", tt.fits, c)
			}
			if c := readAll(t, tt.name, tt.data, table.Options{Limits: tt.not}); c.refused != tt.code {
				t.Errorf("just over %+v: %+v, want %s", tt.not, c, tt.code)
			}
		})
	}
}

// TestRefusalNamesTheRow: a sheet that breaks a limit in its middle says in which row.
func TestRefusalNamesTheRow(t *testing.T) {
	data := zipOf(t, book{sheet: thousand(700, `<row r="700"><c r="ZZ700"><v>1</v></c></row>`)}.parts())
	grids, err := table.Open("订单.xlsx", data, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for b, e := range grids[0].Blocks() {
		if err = e; e == nil {
			for range b.Rows() {
				rows++
			}
		}
	}
	refused, ok := errors.AsType[*table.RefusedError](err)
	if !ok || refused.Code != table.CodeTooLarge || refused.Line != 700 || !strings.Contains(refused.Name, "订单.xlsx/xl/worksheets/sheet1.xml") {
		t.Errorf("%+v after %d rows", err, rows)
	}
}

// TestUnzippedCountsAllMembers: the limit is on the sum, over members that each fit, and over a workbook inside a zip.
func TestUnzippedCountsAllMembers(t *testing.T) {
	half := strings.Repeat("a,b\n", 500)
	inner := string(stored(t, book{sheet: rowsOf(50)}.parts()))
	for name, tt := range map[string]struct {
		parts map[string]string
		size  int64
	}{
		"two halves":     {map[string]string{"a.csv": half, "b.csv": half}, 3_000},
		"workbook in it": {map[string]string{"a.xlsx": inner, "b.csv": half}, int64(len(inner)) + int64(len(half)) + 1_000},
	} {
		data := zipOf(t, tt.parts)
		if c := readAll(t, name, data, table.Options{Limits: table.Limits{Unzipped: tt.size}}); c.refused != table.CodeZipBomb {
			t.Errorf("%s: %+v", name, c)
		}
		if c := readAll(t, name, data, table.Options{}); c.refused != "" {
			t.Errorf("%s without a limit: %+v", name, c)
		}
	}
}

// lying makes a zip of one member whose directory claims another size.
func lying(tb testing.TB, name, text string, size uint32) []byte {
	tb.Helper()
	data := zipOf(tb, map[string]string{name: text})
	at := bytes.Index(data, []byte("PK\x01\x02"))
	for i := range 4 {
		data[at+24+i] = byte(size >> (8 * i))
	}
	return data
}

// TestSizesThatLie: a member is never unzipped beyond what its directory says, and never read as whole below it.
func TestSizesThatLie(t *testing.T) {
	text := strings.Repeat("a,b\n", 1_000)
	for name, size := range map[string]uint32{"fewer": 40, "none": 0, "one fewer": 3_999, "one more": 4_001, "many more": 1 << 20} {
		c := readAll(t, name, lying(t, "a.csv", text, size), table.Options{})
		if c.refused == "" {
			t.Errorf("%s: %+v passed", name, c)
		}
	}
	if c := readAll(t, "true", lying(t, "a.csv", text, 4_000), table.Options{}); c.rows != 1_000 || c.refused != "" {
		t.Errorf("the true size: %+v", c)
	}
}

// hostile are files that make careless readers work for minutes or take gigabytes.
func hostile(tb testing.TB) map[string][]byte {
	tb.Helper()
	sheet := func(s string) []byte { return zipOf(tb, book{sheet: s}.parts()) }
	var merges, refs strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&merges, `<mergeCell ref="A%d:A1048576"/>`, i+1)
		fmt.Fprintf(&refs, `<row r="%d"><c r="SR%d"><v>1</v></c></row>`, i+1, i+1)
	}
	return map[string][]byte{
		"quotes":           bytes.Repeat([]byte(`"`), 300_001),
		"open quotes":      []byte("a,b\n" + strings.Repeat("\"x\n", 20_000)),
		"one long line":    []byte("a,b\n" + strings.Repeat("x", 8<<20)),
		"separators":       bytes.Repeat([]byte(","), 1<<20),
		"line ends":        bytes.Repeat([]byte("\n"), 2<<20),
		"overlapping":      sheet(`<sheetData><row><c><v>1</v></c></row></sheetData><mergeCells>` + merges.String() + `</mergeCells>`),
		"far columns":      sheet(`<sheetData>` + refs.String() + `</sheetData>`),
		"merge tags":       sheet(`<sheetData/><!--` + strings.Repeat("<mergeCell ", 100_000) + `-->`),
		"many strings":     zipOf(tb, book{sheet: rowsOf(1), shared: strings.Repeat(`<si/>`, 400_000)}.parts()),
		"deep strings":     zipOf(tb, book{sheet: rowsOf(1), shared: strings.Repeat(`<si>`, 400_000)}.parts()),
		"long attribute":   sheet(`<sheetData><row r="` + strings.Repeat("1", 4<<20) + `"/></sheetData>`),
		"open attribute":   stored(tb, book{sheet: `<sheetData><row r="` + strings.Repeat(">", 7<<20)}.parts()),
		"open values":      sheet(`<sheetData><row ` + strings.Repeat(`a=">" `, 800_000) + `/></sheetData>`),
		"entities":         sheet(`<sheetData><row><c t="inlineStr"><is><t>` + strings.Repeat("&amp;", 500_000) + `</t></is></c></row></sheetData>`),
		"many formats":     zipOf(tb, book{sheet: rowsOf(1), styles: `<cellXfs>` + strings.Repeat(`<xf numFmtId="14"/>`, 100_000) + `</cellXfs>`}.parts()),
		"empty rows":       sheet(`<sheetData>` + strings.Repeat(`<row/>`, 500_000) + `</sheetData>`),
		"comment":          sheet(`<!--` + strings.Repeat("-", 4<<20) + `--><sheetData/>`),
		"relations":        zipOf(tb, book{sheet: rowsOf(1), extra: map[string]string{"_rels/.rels": xmlHead + `<Relationships>` + strings.Repeat(`<Relationship Id="x" Type="y" Target="../../../z"/>`, 50_000) + `</Relationships>`}}.parts()),
		"same name":        sameName(tb, 1_500),
		"UTF-16 surrogate": append([]byte("\xff\xfe"), bytes.Repeat([]byte{0x3d, 0xd8, 0x00, 0xde}, 500_000)...),
		"four bytes":       append([]byte("a,b\n"), bytes.Repeat([]byte("\x94\x39\xfc\x36"), 300_000)...),
	}
}

// sameName is an archive whose members all have one name.
func sameName(tb testing.TB, n int) []byte {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for range n {
		if _, err := z.Create("a.csv"); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// TestHostileFiles: seconds and memory stay bounded whatever stands in the file. Each is a few megabytes at most
// unzipped; none may take five seconds or allocate more than half a gigabyte in all.
func TestHostileFiles(t *testing.T) {
	for name, data := range hostile(t) {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && len(data) > 1<<20 {
				t.Skip("a large file")
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			started := time.Now() //nolint:forbidigo // a stopwatch, not a date
			c := readAll(t, name, data, table.Options{})
			took := time.Since(started)
			runtime.ReadMemStats(&after)
			spent := after.TotalAlloc - before.TotalAlloc
			if limit := 5 * time.Second * slowdown; took > limit {
				t.Errorf("%+v took %v", c, took)
			}
			if spent > 512<<20 {
				t.Errorf("%+v allocated %d MB", c, spent>>20)
			}
			t.Logf("%+v: %v, %d MB", c, took.Round(time.Millisecond), spent>>20)
		})
	}
}

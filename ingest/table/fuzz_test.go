package table_test

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/table"
)

// FuzzCSV: no input panics, hangs, or loses lines.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"", "a\n\"b\nc\"d\n", "\xef\xbb\xbfa", "\xb6\xa9\xb5\xa5,\x80\n", "\xff\xfea\x00\n\x00", "a\r1\r", "=\"1\",2\n", "a|b\n\x81\x7c|\"|\"\n", "\"\"\"\n"} {
		f.Add([]byte(s), uint16(7))
	}
	f.Fuzz(func(t *testing.T, data []byte, size uint16) {
		small := readAll(t, "fuzz", data, table.Options{BlockSize: int(size) + 1})
		if whole := readAll(t, "fuzz", data, table.Options{}); small != whole {
			t.Errorf("blocks of %d: %+v, whole: %+v", size+1, small, whole)
		}
	})
}

// stored is a zip without compression: fuzzing then spends its time in the reader under test.
func stored(tb failer, parts map[string]string) []byte {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// fuzzed caps an input. The engine shrinks every input that reaches new code, in a number of tries that grows with the
// square of its length: seeds of 400 bytes made 29 executions of 15 seconds.
const fuzzed = 160

// FuzzXLSX feeds the sheet, the strings and the styles of a sound workbook: with the short ways and without, the same.
func FuzzXLSX(f *testing.F) {
	f.Add(`<sheetData><row r="1"><c r="A1" s="0"><v>45292.5</v></c></row></sheetData>`, `<si><t>a</t></si>`, `<cellXfs><xf numFmtId="14"/></cellXfs>`)
	f.Add(`<sheetData><row><c t="s"><v>0</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A9"/></mergeCells>`, `<si><r><t>a_x000D_</t></r><rPh/></si>`, ``)
	f.Add(`<sheetData/><!-- <mergeCell ref=" -->`, `<![CDATA[x]]>`, `<numFmts><numFmt numFmtId="200" formatCode="yy"/></numFmts>`)
	f.Add(`<sheetData><row><c t="inlineStr"><is><t>x&#10;</t></is></c><c t="d"><v>2024-01-02T03:04</v></c></row></sheetData>`, ``, ``)
	f.Fuzz(func(t *testing.T, sheet, shared, styles string) {
		if max(len(sheet), len(shared), len(styles)) > fuzzed {
			return
		}
		data := stored(t, book{sheet: sheet, shared: shared, styles: styles}.parts())
		if once, again := samePlain(t, data, table.Options{}), readingOf(t, data, table.Options{}); !cmp.Equal(once, again) {
			t.Errorf("read twice: %+v, then %+v", once, again)
		}
	})
}

// FuzzZip feeds whole archives: whatever their directory says, reading ends in rows or in a named refusal.
func FuzzZip(f *testing.F) {
	f.Add(stored(f, map[string]string{"a.csv": "a,b\n1,2\n"}))
	f.Add(stored(f, map[string]string{"a.zip": string(stored(f, map[string]string{"b": "x"}))}))
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 3*fuzzed {
			return
		}
		readAll(t, "fuzz", append([]byte("PK\x03\x04"), data...), table.Options{})
		readAll(t, "fuzz", data, table.Options{})
	})
}

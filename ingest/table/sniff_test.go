package table_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"zhiwei/ingest/table"
)

// TestFirstBytes: what a file is, by its bytes, and what becomes of it.
func TestFirstBytes(t *testing.T) {
	for _, tt := range []struct{ name, data, code string }{
		{"text", "a,b\n", ""},
		{"one byte", "a", ""},
		{"text that begins with PK", "PK,b\n1,2\n", ""},
		{"text that begins with a less sign", "<5,b\n1,2\n", ""},
		{"text that begins with a tag of its own", "<订单>,b\n1,2\n", ""},
		{"text that mentions a page", "a,b\n1,<html>\n", ""},
		{"text that begins with a percent sign", "%,b\n1,2\n", ""},
		{"a few NUL bytes", strings.Repeat("abcdefghijklmnop", 9) + "\x00", ""},
		{"nothing", "", table.CodeEmptyFile},
		{"a mark of UTF-8", "\xef\xbb\xbf", table.CodeEmptyFile},
		{"a mark of UTF-16", "\xff\xfe", table.CodeEmptyFile},
		{"the other mark of UTF-16", "\xfe\xff", table.CodeEmptyFile},
		{"gzip", "\x1f\x8b\x08\x00", table.CodeArchive},
		{"7z", "7z\xbc\xaf\x27\x1c\x00", table.CodeArchive},
		{"rar", "Rar!\x1a\x07\x01\x00", table.CodeArchive},
		{"PDF", "%PDF-1.7\n", table.CodeBinaryFile},
		{"PNG", "\x89PNG\r\n\x1a\n", table.CodeBinaryFile},
		{"JPEG", "\xff\xd8\xff\xe0", table.CodeBinaryFile},
		{"Parquet", "PAR1\x15\x04", table.CodeBinaryFile},
		{"one byte in eight is NUL", strings.Repeat("abcdefg\x00", 40), table.CodeBinaryFile},
		{"UTF-16 without a mark", string(wide("订单号,标题\n1,abc\n", binary.LittleEndian)[2:]) + strings.Repeat("a\x00", 40), table.CodeBinaryFile},
		{"BIFF8", "\x09\x08\x10\x00\x00\x06\x05\x00", table.CodeOldXLS},
		{"BIFF5", "\x09\x08\x08\x00\x00\x05\x05\x00", table.CodeOldXLS},
		{"BIFF4", "\x09\x04\x06\x00\x00\x00\x10\x00", table.CodeOldXLS},
		{"BIFF3", "\x09\x02\x06\x00\x00\x00\x10\x00", table.CodeOldXLS},
		{"BIFF2", "\x09\x00\x04\x00\x00\x00", table.CodeOldXLS},
		{"page", "<html><body>", table.CodeHTMLTable},
		{"page with a mark and blanks", "\xef\xbb\xbf \r\n\t<HTML>", table.CodeHTMLTable},
		{"page with a document type", "<!DOCTYPE html><html>", table.CodeHTMLTable},
		{"a table alone", "<table border=1><tr>", table.CodeHTMLTable},
		{"a style sheet, then a table", "<style>td{}</style><table>", table.CodeHTMLTable},
		{"a page of the other kind", `<?xml version="1.0"?><html xmlns="x">`, table.CodeHTMLTable},
		{"a flat spreadsheet of Excel", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, table.CodeXMLFile},
		{"without its first line", `<Workbook xmlns="x">`, table.CodeXMLFile},
		{"a flat OpenDocument", `<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet">`, table.CodeODS},
		{"any XML", `<?xml version="1.0"?><a/>`, table.CodeXMLFile},
		{"a short container", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", table.CodeUnknownOLE},
		{"a cut container", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\xff", 700), table.CodeUnknownOLE},
		{"a cut zip", "PK\x03\x04\x14\x00", table.CodeDamagedZip},
		{"an empty zip", "PK\x05\x06" + strings.Repeat("\x00", 18), table.CodeEmptyFile},
	} {
		c := readAll(t, tt.name, []byte(tt.data), table.Options{})
		if c.refused != tt.code || tt.code == "" && c.rows == 0 {
			t.Errorf("%s: %+v, want %q", tt.name, c, tt.code)
		}
	}
}

// TestContainers: compound files by their directory; a password hides whatever else is in them.
func TestContainers(t *testing.T) {
	container := func(entries ...string) []byte {
		b := make([]byte, 512+128*len(entries)+256)
		copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
		for k, entry := range entries {
			at := b[512+128*k:]
			for i, c := range entry {
				binary.LittleEndian.PutUint16(at[2*i:], uint16(c))
			}
			binary.LittleEndian.PutUint16(at[64:], uint16(2*len(entry)+2))
			at[66] = 2
		}
		return b
	}
	for _, tt := range []struct {
		name    string
		entries []string
		code    string
	}{
		{"Excel 97", []string{"Root Entry", "Workbook"}, table.CodeOldXLS},
		{"Excel 5", []string{"Root Entry", "Book"}, table.CodeOldXLS},
		{"in capitals", []string{"WORKBOOK"}, table.CodeOldXLS},
		{"with a password", []string{"Root Entry", "EncryptionInfo", "EncryptedPackage"}, table.CodeEncryptedWorkbook},
		{"both", []string{"Workbook", "EncryptedPackage"}, table.CodeEncryptedWorkbook},
		{"a letter", []string{"Root Entry", "WordDocument"}, table.CodeUnknownOLE},
		{"a longer name", []string{"Workbook2"}, table.CodeUnknownOLE},
		{"no entry", nil, table.CodeUnknownOLE},
	} {
		if c := readAll(t, tt.name, container(tt.entries...), table.Options{}); c.refused != tt.code {
			t.Errorf("%s: %+v, want %s", tt.name, c, tt.code)
		}
	}
	odd := container("Workbook")
	for _, n := range []uint16{0, 1, 17, 66, 65_535} { // lengths that no name has
		binary.LittleEndian.PutUint16(odd[512+64:], n)
		if c := readAll(t, "odd length", odd, table.Options{}); c.refused != table.CodeUnknownOLE {
			t.Errorf("a name of %d bytes: %+v", n, c)
		}
	}
}

// TestSmallTablesBesideBusyCells: in a table of few columns a character that is frequent in the cells must not pass for
// the separator, nor one in a title.
func TestSmallTablesBesideBusyCells(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		width    int
	}{
		{"three columns, attributes", "编号,规格,数量\n1,口味:五仁;规格:8枚;盒;袋;卡;赠,2\n2,口味:莲蓉;规格:6枚;盒;袋;卡;赠,1\n", 3},
		{"two columns, TABs", "编号,数量\n1\t\t\t,2\t\t\n2\t\t\t,3\t\t\n", 2},
		{"two columns, pipes", "编号;备注\n1;a|b|c|d\n2;a|b|c|d\n", 2},
		{"a blank line below the header", "编号,规格\n\n1,a;b;c\n2,a;b;c\n", 2},
		{"a title with commas", "报表,2026,八月\n编号;规格;数量;金额;状态;备注;省\n1;2;3;4;5;6;7\n", 1},
		{"a title with a comma, money with one", "报表,2026\n编号;规格;金额;备注\n1;2;3,5;4\n2;2;3,5;4\n", 1},
		{"header alone", "编号,规格;口味;颜色\n", 1},
	} {
		rows := linesOf(t, []byte(tt.in), table.Options{})
		last := rows[len(rows)-1]
		if tt.width > 1 {
			for _, r := range rows {
				if len(r.Cells) != 0 && len(r.Cells) != tt.width {
					t.Errorf("%s: row %d is %q", tt.name, r.Line, r.Cells)
				}
			}
			continue
		}
		if len(last.Cells) < 3 {
			t.Errorf("%s: the last row is %q", tt.name, last.Cells)
		}
	}
}

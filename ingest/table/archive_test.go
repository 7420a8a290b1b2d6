package table_test

import (
	"archive/zip"
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/table"
)

// TestArchives: members of any name, one level, safe names.
func TestArchives(t *testing.T) {
	inner := zipOf(t, book{sheet: thousand(0, "")}.parts())
	name := string(gb(t, "订单.csv"))
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, m := range []struct{ name, text string }{{name, "a,b\n1,2\n"}, {"../../etc/x.csv", "a,b\n3,4\n"}, {"dir/", ""}, {`C:\out\书.xlsx`, string(inner)}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: m.name, NonUTF8: m.name == name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(m.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	grids, err := table.Open("包.zip", buf.Bytes(), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range grids {
		got = append(got, string(g.Kind)+" "+g.Sheet)
	}
	if d := cmp.Diff([]string{"csv 订单.csv", "csv etc/x.csv", "xlsx out/书.xlsx/订单"}, got); d != "" {
		t.Error(d)
	}
	nested := zipOf(t, map[string]string{"a.zip": string(zipOf(t, map[string]string{"a.csv": "a,b\n"}))})
	if c := readAll(t, "nested", nested, table.Options{}); c.refused != table.CodeNestedZip {
		t.Errorf("%+v", c)
	}
	for in, want := range map[string]string{"/etc/passwd": "etc/passwd", "a/../../b": "b", `\\host\x`: "host/x", "a\u202eb\nc": "abc", "": ""} {
		if got := table.CleanName(in); got != want {
			t.Errorf("%q cleaned to %q, want %q", in, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	ole := func(entry string) string {
		b := make([]byte, 1024)
		copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
		for i, c := range entry {
			b[512+2*i] = byte(c)
		}
		b[512+64], b[512+66] = byte(2*len(entry)+2), 2
		return string(b)
	}
	zipped := func(names ...string) string {
		p := map[string]string{}
		for _, n := range names {
			p[n] = "<x/>"
		}
		return string(zipOf(t, p))
	}
	lying := zipOf(t, map[string]string{"a.csv": strings.Repeat("a,b\n", 1000)})
	for i := range lying { // the directory says 5 bytes
		if bytes.HasPrefix(lying[i:], []byte("PK\x01\x02")) {
			copy(lying[i+24:], "\x05\x00\x00\x00")
			break
		}
	}
	for _, tt := range []struct{ name, data, want string }{
		{"empty", "", table.CodeEmptyFile},
		{"mark only", "\xef\xbb\xbf", table.CodeEmptyFile},
		{"password", ole("EncryptedPackage"), table.CodeEncryptedWorkbook},
		{"old", ole("Workbook"), table.CodeOldXLS},
		{"bare BIFF", "\x09\x08\x10\x00\x00\x06\x05\x00xxxx", table.CodeOldXLS},
		{"other OLE", ole("WordDocument"), table.CodeUnknownOLE},
		{"ods", zipped("mimetype", "content.xml"), table.CodeODS},
		{"document", zipped("[Content_Types].xml", "word/document.xml"), table.CodeNotWorkbook},
		{"page", "\n <HTML><table>", table.CodeHTMLTable},
		{"xml", `<?xml version="1.0"?><a/>`, table.CodeXMLFile},
		{"gzip", "\x1f\x8b\x08", table.CodeArchive},
		{"picture", "\x89PNG\r\n\x1a\n", table.CodeBinaryFile},
		{"NULs", strings.Repeat("\x00a", 99), table.CodeBinaryFile},
		{"cut zip", string(zipOf(t, map[string]string{"a.csv": "a"})[:30]), table.CodeDamagedZip},
		{"lying size", string(lying), table.CodeDamagedZip},
		{"empty zip", string(zipOf(t, nil)), table.CodeEmptyFile},
	} {
		if c := readAll(t, tt.name, []byte(tt.data), table.Options{}); c.refused != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, c, tt.want)
		}
	}
	big := map[string]string{}
	for i := range 12 {
		big[strconv.Itoa(i)+".csv"] = "a,b\n"
	}
	for name, lim := range map[string]table.Limits{"entries": {Entries: 10}, "input": {Input: 100}} {
		if c := readAll(t, name, zipOf(t, big), table.Options{Limits: lim}); c.refused != table.CodeTooLarge {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if c := readAll(t, "cells", zipOf(t, book{sheet: thousand(0, "")}.parts()), table.Options{Limits: table.Limits{Cells: 100}}); c.refused != table.CodeTooLarge {
		t.Errorf("cells: %+v", c)
	}
}

// TestMembersOfAZip: folders, hidden files of other systems, what is not read inside it, and limits passed on.
func TestMembersOfAZip(t *testing.T) {
	inner := string(stored(t, book{sheet: rowsOf(2)}.parts()))
	for _, tt := range []struct {
		name  string
		parts map[string]string
		want  []string
		code  string
	}{
		{"two tables", map[string]string{"a.csv": "x,y\n", "b/c.csv": "x,y\n"}, []string{"a.csv", "b/c.csv"}, ""},
		{"what a Mac adds", map[string]string{"a.csv": "x\n", "__MACOSX/._a.csv": "\x00\x05\x16\x07", "b/._c.csv": "\x00\x05"}, []string{"a.csv"}, ""},
		{"a workbook", map[string]string{"书.xlsx": inner, "a.csv": "x\n"}, []string{"a.csv", "书.xlsx/订单"}, ""},
		{"folders alone", map[string]string{"a/": "", "b/": ""}, nil, table.CodeEmptyFile},
		{"an empty member", map[string]string{"a.csv": ""}, nil, table.CodeEmptyFile},
		{"a picture", map[string]string{"a.csv": "x\n", "b.png": "\x89PNG\r\n\x1a\n"}, nil, table.CodeBinaryFile},
		{"a page", map[string]string{"a.xls": "<html><table></table></html>"}, nil, table.CodeHTMLTable},
		{"an archive of another kind", map[string]string{"a.gz": "\x1f\x8b\x08"}, nil, table.CodeArchive},
		{"a zip in it", map[string]string{"a.zip": string(stored(t, map[string]string{"b.csv": "x\n"}))}, nil, table.CodeNestedZip},
		{"a damaged workbook in it", map[string]string{"a.xlsx": inner[:len(inner)-30]}, nil, table.CodeDamagedZip},
	} {
		t.Run(tt.name, func(t *testing.T) {
			grids, err := table.Open("包.zip", zipOf(t, tt.parts), table.Options{})
			code := ""
			if err != nil {
				code, _ = refusedCode(err)
				if !strings.HasPrefix(err.Error(), "read 包.zip") {
					t.Errorf("%v does not name the archive", err)
				}
			}
			var got []string
			for _, g := range grids {
				got = append(got, g.Sheet)
			}
			if d := cmp.Diff(tt.want, got); d != "" || code != tt.code {
				t.Errorf("%q, want %q; %s", code, tt.code, d)
			}
		})
	}
}

// TestNothingByItsName: the extension means nothing.
func TestNothingByItsName(t *testing.T) {
	workbook := zipOf(t, book{sheet: rowsOf(2)}.parts())
	for _, tt := range []struct {
		name string
		data []byte
		kind table.Kind
	}{
		{"订单.csv", workbook, table.XLSX},
		{"订单.xls", []byte("a\tb\n1\t2\n"), table.CSV},
		{"订单.xlsx", []byte("a,b\n1,2\n"), table.CSV},
		{"订单", workbook, table.XLSX},
		{"", []byte("a,b\n"), table.CSV},
		{"订单.zip", workbook, table.XLSX},
		{"less.csv", []byte("<5件,b\n1,2\n"), table.CSV},
	} {
		grids, err := table.Open(tt.name, tt.data, table.Options{})
		if err != nil || grids[0].Kind != tt.kind {
			t.Errorf("%q: %v %+v, want %s", tt.name, err, grids, tt.kind)
		}
	}
}

// TestMarkedAsEncrypted: a member with a password is refused before it is read.
func TestMarkedAsEncrypted(t *testing.T) {
	data := zipOf(t, map[string]string{"a.csv": "a,b\n1,2\n"})
	for _, mark := range []string{"PK\x03\x04", "PK\x01\x02"} {
		at := bytes.Index(data, []byte(mark)) + 6
		if mark == "PK\x01\x02" {
			at += 2
		}
		data[at] |= 1
	}
	if c := readAll(t, "f.zip", data, table.Options{}); c.refused != table.CodeEncryptedZip {
		t.Errorf("%+v", c)
	}
}

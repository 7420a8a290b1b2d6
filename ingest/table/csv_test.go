package table_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

func gb(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func wide(s string, order binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range append([]uint16{0xFEFF}, utf16.Encode([]rune(s))...) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// line is a row as tests compare it.
type line struct {
	Cells  []string
	Line   int
	Offset int64
	Code   string
	Column int
}

func linesOf(tb testing.TB, data []byte, opt table.Options) []line {
	tb.Helper()
	grids, err := table.Open("file", data, opt)
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	var out []line
	for _, g := range grids {
		for b, err := range g.Blocks() {
			if err != nil {
				tb.Fatalf("block: %v", err)
			}
			for r := range b.Rows() {
				l := line{Cells: slices.Clone(r.Cells), Line: r.Line, Offset: r.Offset}
				if at, ok := errors.AsType[*table.CellError](r.Err); ok {
					l.Code, l.Column = at.Code, at.Column
				}
				out = append(out, l)
			}
		}
	}
	return out
}

func TestRows(t *testing.T) {
	type rows = []line
	for _, tt := range []struct {
		name, in string
		want     rows
	}{
		{"plain", "a,b\n1,2\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"1", "2"}, 2, 4, "", 0}}},
		{"no last line end", "a,b\r\n1,2", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"1", "2"}, 2, 5, "", 0}}},
		{"newline in quotes", "a,b\n\"x\r\n\ty\",2\n3,4\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"x\r\n\ty", "2"}, 2, 4, "", 0}, {[]string{"3", "4"}, 4, 14, "", 0}}},
		{"doubled quotes", `a,"5""寸"`, rows{{[]string{"a", `5"寸`}, 1, 0, "", 0}}},
		{"blank line is a row", "a,b\n\n1,2\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{}, 2, 4, "", 0}, {[]string{"1", "2"}, 3, 5, "", 0}}},
		{"wrapped code", "a,b\n=\"0123\",2\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{`="0123"`, "2"}, 2, 4, "", 0}}},
		{"bare quote", "a,b\n5\"寸,2\n3,4\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{`5"寸`, "2"}, 2, 4, table.CodeBareQuote, 1}, {[]string{"3", "4"}, 3, 12, "", 0}}},
		{"text after quote", "a,b\n1,\"x\"y\n3,4\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"1", `"x"y`}, 2, 4, table.CodeTextAfterQuote, 2}, {[]string{"3", "4"}, 3, 11, "", 0}}},
		{"unclosed", "a,b\n1,\"x\n3,4\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"1", `"x`}, 2, 4, table.CodeUnclosedQuote, 2}, {[]string{"3", "4"}, 3, 9, "", 0}}},
		{"orphans of a broken record", "a,b\n1,\"x\ny\nz\"w\n3,4\n", rows{
			{[]string{"a", "b"}, 1, 0, "", 0},
			{[]string{"1", `"x`}, 2, 4, table.CodeTextAfterQuote, 2},
			{[]string{"y"}, 3, 9, table.CodeOrphanLine, 0},
			{[]string{`z"w`}, 4, 11, table.CodeBareQuote, 1},
			{[]string{"3", "4"}, 5, 15, "", 0},
		}},
		{"old Mac", "a,b\r1,2\r", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"1", "2"}, 2, 4, "", 0}}},
		{"stray carriage return", "a,b\n1\r3,2\n", rows{{[]string{"a", "b"}, 1, 0, "", 0}, {[]string{"1\r3", "2"}, 2, 4, table.CodeStrayCR, 1}}},
		{"NUL", "a,bbbbbbbbbbbbbbb\n1,\x00\n", rows{{[]string{"a", "bbbbbbbbbbbbbbb"}, 1, 0, "", 0}, {[]string{"1", "\x00"}, 2, 18, table.CodeNULByte, 2}}},
		{"BOM", "\xef\xbb\xbf主,子\r\n", rows{{[]string{"主", "子"}, 1, 3, "", 0}}},
		{"TAB at cell ends", "订单号,金额,数\r\n1\t,2.5\t,3\t\r\n", rows{{[]string{"订单号", "金额", "数"}, 1, 0, "", 0}, {[]string{"1\t", "2.5\t", "3\t"}, 2, 22, "", 0}}},
		{"title line", "报表|一\n订单号\t金额\t数量\n1\t2\t3\n", rows{{[]string{"报表|一"}, 1, 0, "", 0}, {[]string{"订单号", "金额", "数量"}, 2, 11, "", 0}, {[]string{"1", "2", "3"}, 3, 35, "", 0}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, linesOf(t, []byte(tt.in), table.Options{})); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const in = "订单编号,标题\r\n1,月饼礼盒五仁双黄\r\n2,凤梨酥😀\r\n"
	cells := [][]string{{"订单编号", "标题"}, {"1", "月饼礼盒五仁双黄"}, {"2", "凤梨酥😀"}}
	for name, data := range map[string][]byte{
		"UTF-8": []byte(in), "UTF-8 BOM": append([]byte("\xef\xbb\xbf"), in...), "GB18030": gb(t, in),
		"UTF-16LE": wide(in, binary.LittleEndian), "UTF-16BE": wide(in, binary.BigEndian),
	} {
		grids, err := table.Open("f.xls", data, table.Options{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if grids[0].Encoding != name || grids[0].Kind != table.CSV {
			t.Errorf("%s, %s; want %s", grids[0].Encoding, grids[0].Kind, name)
		}
		rows, err := grids[0].Head(9)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for _, r := range rows {
			got = append(got, r.Cells)
		}
		if d := cmp.Diff(cells, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		before, _, _ := strings.Cut(in, "2,")
		third := map[string]int64{"GB18030": int64(len(gb(t, before))), "UTF-16LE": 2 + 2*int64(len([]rune(before)))}
		if want, ok := third[name]; ok && rows[2].Offset != want {
			t.Errorf("%s: offset %d, want %d", name, rows[2].Offset, want)
		}
	}
}

func TestMixedEncoding(t *testing.T) {
	var good []string
	for i := range 50 {
		good = append(good, fmt.Sprintf("%d,月饼礼盒五仁双黄莲蓉", i))
	}
	utf := []byte(strings.Join(good, "\n") + "\n")
	chinese := gb(t, string(utf))
	for name, data := range map[string][]byte{
		"GBK line in UTF-8": slices.Concat(utf, gb(t, "51,凤梨酥,礼\n"), utf),
		"UTF-8 line in GBK": slices.Concat(chinese, []byte("51,凤梨酥礼盒装,礼\n"), chinese),
		"even UTF-8 in GBK": slices.Concat(chinese, []byte("51,凤梨酥礼盒装凤梨\n"), chinese),
		"BOM, then GBK":     slices.Concat([]byte("\xef\xbb\xbf"), utf, gb(t, "51,凤梨酥\n")),
	} {
		_, err := table.Open("f.csv", data, table.Options{})
		var refused *table.RefusedError
		if !errors.As(err, &refused) || refused.Code != table.CodeMixedEncoding || refused.Line != 51 {
			t.Errorf("%s: %v, want line 51", name, err)
		}
	}
}

func TestDeclaredEncodingBreaksTies(t *testing.T) {
	data := gb(t, "联通") // famous for being valid UTF-8 in part
	tie := []byte("\xc1\xaa\xcd\xa8")
	if !bytes.Equal(data, tie) {
		t.Fatalf("% x", data)
	}
	both := []byte("\xc4\xa3\xca\xbd,\xc4\xa3\n") // 模式 in GBK, ģʽ in UTF-8
	for declared, want := range map[string]string{"": "ģʽ", "UTF-8": "ģʽ", "GB18030": "模式"} {
		if got := linesOf(t, both, table.Options{Encoding: declared})[0].Cells[0]; got != want {
			t.Errorf("declared %q: %q, want %q", declared, got, want)
		}
	}
}

// TestPipeInGBK: 0x7C is the second byte of 倈 and others.
func TestPipeInGBK(t *testing.T) {
	in := "编号|名|注\n1|倈|\"镕|倈\"\n"
	raw := gb(t, in)
	if bytes.Count(raw, []byte("|")) <= strings.Count(in, "|") {
		t.Fatal("no character with a pipe in it")
	}
	got := linesOf(t, raw, table.Options{})
	want := []string{"1", "倈", "镕|倈"}
	if len(got) != 2 || !slices.Equal(got[1].Cells, want) {
		t.Errorf("%v, want %q", got, want)
	}
}

// TestStrayQuote puts one quote at each place of a 1,000-row file (F18).
func TestStrayQuote(t *testing.T) {
	const n = 1000
	var b bytes.Buffer
	b.WriteString("订单号,标题,数量,金额\n")
	for i := 1; i < n; i++ {
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, "%d,\"礼盒, 6\"\"寸\",%d,%d.50\n", i, i%7, i)
		case 1:
			fmt.Fprintf(&b, "%d,五仁,%d,\"\"\n", i, i%7)
		default:
			fmt.Fprintf(&b, "\"%d\",\"莲蓉\",\"%d\",\"%d\"\n", i, i%7, i)
		}
	}
	data := b.Bytes()
	step := 7
	if !testing.Short() {
		step = 3
	}
	for at := 0; at <= len(data); at += step {
		if at < len(data) && data[at]&0xC0 == 0x80 {
			continue
		}
		got := linesOf(t, slices.Concat(data[:at], []byte{'"'}, data[at:]), table.Options{})
		if len(got) < n {
			t.Fatalf("quote at byte %d: %d rows for %d lines", at, len(got), n)
		}
	}
}

func drawFile(t *rapid.T) []byte {
	cell := rapid.SampledFrom([]string{"", "1", "礼盒", "a\tb", `"`, `""`, `"x"`, "\"x\ny\"", "\"x,y\"", `5"`, `"open`, `="12"`, "\r", "€", " "})
	var b strings.Builder
	for range rapid.IntRange(0, 12).Draw(t, "lines") {
		b.WriteString(strings.Join(rapid.SliceOfN(cell, 1, 4).Draw(t, "cells"), ","))
		b.WriteString(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
	}
	return []byte(b.String())
}

// TestBlocksOfAnySize: where a file is cut changes no row.
func TestBlocksOfAnySize(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := drawFile(t)
		if len(data) == 0 {
			return
		}
		if rapid.Bool().Draw(t, "gbk") {
			data, _ = simplifiedchinese.GB18030.NewEncoder().Bytes(data)
		}
		read := func(size int) []line {
			grids, err := table.Open("f", data, table.Options{BlockSize: size})
			if err != nil {
				t.Fatal(err)
			}
			var out []line
			for b := range grids[0].Blocks() {
				for r := range b.Rows() {
					l := line{Cells: slices.Clone(r.Cells), Line: r.Line, Offset: r.Offset}
					if at, ok := errors.AsType[*table.CellError](r.Err); ok {
						l.Code, l.Column = at.Code, at.Column
					}
					out = append(out, l)
				}
			}
			return out
		}
		whole := read(1 << 20)
		if d := cmp.Diff(whole, read(rapid.IntRange(1, 40).Draw(t, "size"))); d != "" {
			t.Fatal(d)
		}
		breaks := 0
		for _, l := range whole {
			for _, c := range l.Cells {
				breaks += strings.Count(c, "\n")
			}
		}
		if want := bytes.Count(data, []byte("\n")); len(whole)+breaks != want {
			t.Fatalf("%d rows and %d breaks inside fields for %d lines", len(whole), breaks, want)
		}
	})
}

// TestRoundTrip: what is written by the rules is read back.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("a1 ,\"\n\t;月饼盒€😀é")))
		width := rapid.IntRange(2, 5).Draw(t, "width")
		records := rapid.SliceOfN(rapid.SliceOfN(text, width, width), 1, 8).Draw(t, "records")
		head := make([]string, width)
		for i := range head {
			head[i] = fmt.Sprint("列", i)
		}
		records = append([][]string{head}, records...)
		var b strings.Builder
		for _, rec := range records {
			for i, c := range rec {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			b.WriteString("\r\n")
		}
		data := []byte(b.String())
		switch rapid.IntRange(0, 2).Draw(t, "encoding") {
		case 1:
			data, _ = simplifiedchinese.GB18030.NewEncoder().Bytes(data)
		case 2:
			data = wide(b.String(), binary.LittleEndian)
		}
		grids, err := table.Open("f", data, table.Options{Delimiter: ','})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := grids[0].Head(100)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for _, r := range rows {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			got = append(got, r.Cells)
		}
		if d := cmp.Diff(records, got); d != "" {
			t.Fatal(d)
		}
	})
}

package table_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

// encoded is a text in each encoding that is read, by the name the grid must give.
func encoded(tb testing.TB, s string) map[string][]byte {
	tb.Helper()
	return map[string][]byte{
		"UTF-8":     []byte(s),
		"UTF-8 BOM": []byte("\xef\xbb\xbf" + s),
		"GB18030":   gb(tb, s),
		"UTF-16LE":  wide(s, binary.LittleEndian),
		"UTF-16BE":  wide(s, binary.BigEndian),
	}
}

// TestSameRowsInEveryEncoding: the encoding changes offsets, and nothing else.
func TestSameRowsInEveryEncoding(t *testing.T) {
	for name, text := range map[string]string{
		"plain":          "订单号,标题,金额\r\n1,五仁月饼,3.50\r\n2,莲蓉双黄,7\r\n",
		"four bytes":     "订单号,姓名\n1,𠮷田\n2,㐂\n3,😀€ê\n",
		"blank lines":    "标题一\n\n\n订单号,二\n1,2\n",
		"quotes":         "订单号,备注\n1,\"放门口,\r\n\t请勿按铃\"\n2,\"5\"\"寸\"\n",
		"broken quote":   "订单号,备注\n1,5\"寸盒\n2,\"没关\n3,完\n",
		"TABs":           "订单号\t,标题\t\n1\t,五仁\t\n",
		"semicolons":     "订单号;标题;数量\n1;五,仁;2\n2;莲|蓉;3\n",
		"pipes":          "订单号|标题|数量\n1|倈仁|2\n2|\"莲|蓉\"|3\n",
		"old Mac":        "订单号,标题\r1,五仁\r2,莲蓉\r",
		"no line end":    "订单号,标题\n1,五仁月饼礼盒",
		"wide spaces":    "订单号,标题\n1,　五仁　\n",
		"wrapped number": "订单号,标题\n=\"2730000000000000000\",五仁\n",
	} {
		want := linesOf(t, []byte(text), table.Options{})
		for i := range want {
			want[i].Offset = 0
		}
		for label, data := range encoded(t, text) {
			grids, err := table.Open(name, data, table.Options{})
			if err != nil || len(grids) != 1 || grids[0].Encoding != label {
				t.Fatalf("%s as %s: %v %+v", name, label, err, grids)
			}
			got := linesOf(t, data, table.Options{})
			for i := range got {
				got[i].Offset = 0
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s as %s: %s", name, label, d)
			}
		}
	}
}

// TestOffsetsLeadBack: a row's offset is where its bytes begin, in every encoding and for blocks of any size: reading
// the file from there on gives the row again.
func TestOffsetsLeadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("a1,,\n\n\"月饼盒双黄€é😀𠮷")), 1, 60, -1).Draw(rt, "text")
		for label, data := range encoded(t, "编号,品名\n"+text) {
			opt := table.Options{Delimiter: ',', BlockSize: rapid.IntRange(1, 50).Draw(rt, "size")}
			grids, err := table.Open("f", data, opt)
			if err != nil {
				continue // a short UTF-8 line in GB18030 may pass for a mixture
			}
			if grids[0].Encoding != label {
				continue // the bytes of a short text can be valid in two encodings
			}
			rows := linesOf(t, data, opt)
			if rows[0].Offset > 3 || rows[0].Line != 1 {
				rt.Fatalf("%s: the first row is at line %d, offset %d", label, rows[0].Line, rows[0].Offset)
			}
			for _, r := range rows[1:] {
				before := decodeAs(rt, label, data[rows[0].Offset:r.Offset])
				if n := 1 + strings.Count(before, "\n"); n != r.Line || !strings.HasSuffix(before, "\n") {
					rt.Fatalf("%s: row at line %d, offset %d stands on line %d", label, r.Line, r.Offset, n)
				}
			}
		}
	})
}

func decodeAs(tb failer, label string, b []byte) string {
	tb.Helper()
	switch label {
	case "GB18030":
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			tb.Fatal(err)
		}
		return string(out)
	case "UTF-16LE", "UTF-16BE":
		var order binary.ByteOrder = binary.LittleEndian
		if label == "UTF-16BE" {
			order = binary.BigEndian
		}
		var out strings.Builder
		for i := 0; i+1 < len(b); i += 2 {
			if u := order.Uint16(b[i:]); u < 0xD800 || u > 0xDFFF {
				out.WriteRune(rune(u))
			}
		}
		return out.String()
	default:
		return string(b)
	}
}

// TestBadBytesNameTheirLine: the first byte that fits no encoding, by line and offset.
func TestBadBytesNameTheirLine(t *testing.T) {
	good := "订单号,标题\n1,五仁月饼礼盒装\n2,莲蓉月饼礼盒装\n"
	for _, tt := range []struct {
		name   string
		data   []byte
		line   int
		detail string
	}{
		{"cut character at the end of UTF-8", []byte(good + "3,五\xe4\xbb"), 4, "neither UTF-8 nor GB18030"},
		{"surrogate in UTF-8", []byte(good + "3,\xed\xa0\x80\n"), 4, "neither UTF-8 nor GB18030"},
		{"0xFF in GB18030", slices.Concat(gb(t, good), []byte("3,\xff\n")), 4, "neither UTF-8 nor GB18030"},
		{"half a character at the end of GB18030", slices.Concat(gb(t, good), []byte("3,\xb6")), 4, "neither UTF-8 nor GB18030"},
		{"a lead without its trail", slices.Concat(gb(t, good), []byte("\xb6\n3,x\n")), 4, "neither UTF-8 nor GB18030"},
		{"four bytes outside the code", slices.Concat(gb(t, good), []byte("3,\xfe\x39\xfe\x39\n")), 4, "neither UTF-8 nor GB18030"},
		{"GBK after a byte order mark", slices.Concat([]byte("\xef\xbb\xbf"+good), gb(t, "3,凤梨\n")), 4, "byte order mark"},
		{"half a unit of UTF-16", append(wide(good, binary.LittleEndian), 'x'), 4, "half a unit"},
		{"high surrogate alone", append(wide(good, binary.LittleEndian), 0x3d, 0xd8, 'x', 0), 4, "half a pair"},
		{"high surrogate at the end", append(wide(good, binary.LittleEndian), 0x3d, 0xd8), 4, "half a pair"},
		{"low surrogate alone", append(wide(good, binary.BigEndian), 0xde, 0x00, 0, 'x'), 4, "half a pair"},
		{"UTF-8 line in GB18030", slices.Concat(gb(t, good), []byte("3,月饼月饼月饼月饼\n"), gb(t, good)), 4, "lines of UTF-8"},
	} {
		_, err := table.Open("f.csv", tt.data, table.Options{})
		refused, ok := errors.AsType[*table.RefusedError](err)
		if !ok || refused.Code != table.CodeMixedEncoding || refused.Line != tt.line || !strings.Contains(refused.Detail, tt.detail) {
			t.Errorf("%s: %v, want line %d and %q", tt.name, err, tt.line, tt.detail)
		}
	}
}

// TestBadByteAnywhere: one byte that no encoding has, at any place of a long file, is found there.
func TestBadByteAnywhere(t *testing.T) {
	var b bytes.Buffer
	for i := range 6_000 {
		fmt.Fprintf(&b, "%d,五仁月饼礼盒\n", i)
	}
	for label, whole := range map[string][]byte{"UTF-8": b.Bytes(), "GB18030": gb(t, b.String())} {
		rapid.Check(t, func(t *rapid.T) {
			data := bytes.Clone(whole)
			at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
			data[at] = 0xFF
			_, err := table.Open("f.csv", data, table.Options{})
			refused, ok := errors.AsType[*table.RefusedError](err)
			if !ok || refused.Code != table.CodeMixedEncoding {
				t.Fatalf("%s, byte %d: %v", label, at, err)
			}
			if line := 1 + bytes.Count(data[:at], []byte("\n")); refused.Line > line || refused.Line < line-1 {
				t.Fatalf("%s, byte %d: line %d, want %d", label, at, refused.Line, line)
			}
		})
	}
}

// TestGB18030AcrossBlocks: a character of two or four bytes is never cut where a block ends.
func TestGB18030AcrossBlocks(t *testing.T) {
	text := strings.Repeat("𠮷,倈|镕,€\n月饼,\"五\n仁\",㐂\n", 40)
	data := gb(t, text)
	want := linesOf(t, data, table.Options{})
	for size := 1; size < 120; size++ {
		if d := cmp.Diff(want, linesOf(t, data, table.Options{BlockSize: size})); d != "" {
			t.Fatalf("blocks of %d bytes: %s", size, d)
		}
	}
	if want[0].Cells[0] != "𠮷" || want[1].Cells[1] != "五\n仁" || len(want) != 80 {
		t.Errorf("%d rows, %q, %q", len(want), want[0].Cells, want[1].Cells)
	}
}

// TestRepeatedTextsAreDecodedOnce: the memo of decoded texts is bounded and changes nothing, however many texts there are.
func TestRepeatedTextsAreDecodedOnce(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "品%d,规格%d\n", i, i%7)
	}
	for i, r := range linesOf(t, gb(t, b.String()), table.Options{}) {
		if want := []string{fmt.Sprint("品", i), fmt.Sprint("规格", i%7)}; !slices.Equal(r.Cells, want) {
			t.Fatalf("row %d: %q, want %q", i, r.Cells, want)
		}
	}
}

// TestTieOfEncodings: bytes valid in both are UTF-8 unless the profile declares GB18030; a declaration that the bytes
// contradict is not believed.
func TestTieOfEncodings(t *testing.T) {
	for _, tt := range []struct {
		name, declared, want string
		data                 []byte
	}{
		{"ASCII", "", "UTF-8", []byte("a,b\n1,2\n")},
		{"ASCII declared", "GB18030", "GB18030", []byte("a,b\n1,2\n")},
		{"UTF-8 declared as GB18030", "GB18030", "UTF-8", []byte("订单号,标题\n1,月饼\n")},
		{"GB18030 declared as UTF-8", "UTF-8", "GB18030", gb(t, "订单号,标题\n1,月饼\n")},
		{"marked UTF-8 declared as GB18030", "GB18030", "UTF-8 BOM", []byte("\xef\xbb\xbf订单号\n")},
		{"UTF-16 declared as GB18030", "GB18030", "UTF-16LE", wide("订单号\n", binary.LittleEndian)},
	} {
		grids, err := table.Open("f", tt.data, table.Options{Encoding: tt.declared})
		if err != nil || grids[0].Encoding != tt.want {
			t.Errorf("%s: %v %+v, want %s", tt.name, err, grids, tt.want)
		}
	}
}

package table_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

// account is the rule that no line is lost: rows + line ends inside cells = physical lines.
func account(rows []line) int {
	n := len(rows)
	for _, r := range rows {
		for _, c := range r.Cells {
			n += strings.Count(c, "\n")
		}
	}
	return n
}

// TestEveryPhysicalLineIsAccountedFor, whatever stands in the file: quotes at any place, blank lines, mixed line ends.
func TestEveryPhysicalLineIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("a1,;\t|\"\"\n\n\r =月饼")), 1, 80, -1).Draw(t, "text")
		for _, data := range [][]byte{[]byte("编号,品名,数量\n" + text), append([]byte("\xef\xbb\xbf编号,品名,数量\n"), text...)} {
			opt := table.Options{BlockSize: rapid.IntRange(1, 60).Draw(t, "size")}
			if rapid.Bool().Draw(t, "declared") {
				opt.Delimiter = rapid.SampledFrom([]byte(",;\t|")).Draw(t, "delimiter")
			}
			grids, err := table.Open("f", data, opt)
			if err != nil {
				t.Fatal(err)
			}
			var rows []line
			for b, err := range grids[0].Blocks() {
				if err != nil {
					t.Fatal(err)
				}
				for r := range b.Rows() {
					rows = append(rows, line{Cells: slices.Clone(r.Cells), Line: r.Line, Offset: r.Offset})
				}
			}
			want := bytes.Count(data, []byte("\n"))
			if data[len(data)-1] != '\n' {
				want++
			}
			if got := account(rows); got != want {
				t.Fatalf("%d lines of %d are accounted for", got, want)
			}
			for i := 1; i < len(rows); i++ {
				if rows[i].Line <= rows[i-1].Line || rows[i].Offset <= rows[i-1].Offset {
					t.Fatalf("row %d at line %d, offset %d comes after line %d, offset %d", i, rows[i].Line, rows[i].Offset, rows[i-1].Line, rows[i-1].Offset)
				}
			}
		}
	})
}

// TestSeparators: which separator is taken, from the header and not from the data.
func TestSeparators(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		declared byte
		want     []string // the first row
		at       int      // which row
	}{
		{"comma", "a,b,c\n1,2,3\n", 0, []string{"a", "b", "c"}, 0},
		{"TAB", "a\tb\tc\n1\t2\t3\n", 0, []string{"a", "b", "c"}, 0},
		{"semicolon", "a;b;c\n1;2;3\n", 0, []string{"a", "b", "c"}, 0},
		{"pipe", "a|b|c\n1|2|3\n", 0, []string{"a", "b", "c"}, 0},
		{"one column", "a\n1\n2\n", 0, []string{"a"}, 0},
		{"one column with commas in data", "a\n\"1,5\"\n", 0, []string{"1,5"}, 1},
		{"commas in quoted names", "\"a,x\";\"b,y\"\n1;2\n", 0, []string{"a,x", "b,y"}, 0},
		{"TABs behind every cell", "a,b\n1\t,2\t\n", 0, []string{"1\t", "2\t"}, 1},
		{"semicolons in an attribute column", "编号,规格\n1,口味:五仁;规格:8枚\n2,口味:莲蓉;规格:6枚;盒装\n", 0, []string{"1", "口味:五仁;规格:8枚"}, 1},
		{"decimal commas", "a;b\n1,5;2,5\n1,5;2,5\n", 0, []string{"1,5", "2,5"}, 1},
		{"a title above", "销售报表\n导出时间,2026\na;b;c;d\n1;2;3;4\n", 0, []string{"a", "b", "c", "d"}, 2},
		{"declared against the header", "a,b;c\n1,2;3\n", ';', []string{"a,b", "c"}, 0},
		{"declared and absent", "a,b\n", '|', []string{"a,b"}, 0},
		{"only separators", ",,,\n", 0, []string{"", "", "", ""}, 0},
		{"trailing separator", "a,b,\n1,2,\n", 0, []string{"a", "b", ""}, 0},
		{"quoted line ends in names", "\"a\nx\",b\n1,2\n", 0, []string{"a\nx", "b"}, 0},
	} {
		got := linesOf(t, []byte(tt.in), table.Options{Delimiter: tt.declared})
		if d := cmp.Diff(tt.want, got[tt.at].Cells); d != "" || got[tt.at].Code != "" {
			t.Errorf("%s: %s %s", tt.name, got[tt.at].Code, d)
		}
	}
}

// TestFaultsAtTheirPlace: every fault of a row with its code, line and column.
func TestFaultsAtTheirPlace(t *testing.T) {
	for _, tt := range []struct {
		name, row, code string
		line, column    int
	}{
		{"quote in the first cell", `5"寸,2,3`, table.CodeBareQuote, 2, 1},
		{"quote in the last cell", `1,2,5"`, table.CodeBareQuote, 2, 3},
		{"quote after a blank", `1, "2",3`, table.CodeBareQuote, 2, 2},
		{"text after a quote", `1,"2"x,3`, table.CodeTextAfterQuote, 2, 2},
		{"blank after a quote", `1,"2" ,3`, table.CodeTextAfterQuote, 2, 2},
		{"odd quotes", `1,"""",3,"`, table.CodeUnclosedQuote, 2, 4},
		{"never closed", `1,"2,3`, table.CodeUnclosedQuote, 2, 2},
		{"wrapper not closed", `1,="2,3`, table.CodeBareQuote, 2, 2},
		{"wrapper with a rest", `1,="2"x,3`, table.CodeBareQuote, 2, 2},
		{"carriage return inside", "1,2\r2,3", table.CodeStrayCR, 2, 2},
		{"NUL", "1,2,3\x00", table.CodeNULByte, 2, 3},
		{"NUL in quotes", "1,\"2\x00\",3", table.CodeNULByte, 2, 2},
		{"a wrapper is no fault", `="1",2,3`, "", 2, 0},
		{"doubled quotes are none", `"a""b",2,3`, "", 2, 0},
		{"quotes round nothing are none", `"",2,3`, "", 2, 0},
		{"short rows are none here", `1`, "", 2, 0},
		{"long rows are none here", `1,2,3,4`, "", 2, 0},
		{"a carriage return in quotes is none", "1,\"2\r\n3\",3", "", 2, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := "编号,品名,数量\n" + tt.row + "\n7,8,9\n"
			rows := linesOf(t, []byte(in), table.Options{})
			if rows[1].Code != tt.code || rows[1].Line != tt.line || rows[1].Column != tt.column {
				t.Errorf("%+v, want %q at line %d, column %d", rows[1], tt.code, tt.line, tt.column)
			}
			if last := rows[len(rows)-1]; last.Code != "" || !slices.Equal(last.Cells, []string{"7", "8", "9"}) {
				t.Errorf("the row after it: %+v", last)
			}
			if got := account(rows); tt.code != table.CodeUnclosedQuote && got != strings.Count(in, "\n") {
				t.Errorf("%d lines of %d are accounted for", got, strings.Count(in, "\n"))
			}
		})
	}
}

// TestFaultTexts: the excerpt shows what stands at the fault, decoded, whole characters, a dozen at most.
func TestFaultTexts(t *testing.T) {
	in := "编号,品名\n1,五仁双黄莲蓉桂花糕点礼盒\"八枚装杭州特产中秋\n"
	for label, data := range map[string][]byte{"UTF-8": []byte(in), "GB18030": gb(t, in)} {
		grids, err := table.Open("f", data, table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := grids[0].Head(2)
		if err != nil {
			t.Fatal(err)
		}
		fault, ok := rows[1].Err.(*table.CellError) //nolint:errorlint // the row's error is never wrapped
		if !ok || fault.Text != "\"八枚装杭州特产中秋" {
			t.Errorf("%s: %+v", label, rows[1].Err)
		}
	}
}

// TestLongFieldIsUnclosed: a quote that stays open for more than a megabyte is a broken quote, and the lines behind it
// are read.
func TestLongFieldIsUnclosed(t *testing.T) {
	for _, tt := range []struct {
		size int
		want string
	}{{1<<20 - 4_096, ""}, {1<<20 + 4_096, table.CodeUnclosedQuote}} {
		field := strings.Repeat("五仁月饼礼盒\n", tt.size/len("五仁月饼礼盒\n"))
		rows := linesOf(t, []byte("编号,备注\n1,\""+field+"\"\n2,完\n"), table.Options{})
		if rows[1].Code != tt.want {
			t.Errorf("%d bytes in quotes: %q, want %q", tt.size, rows[1].Code, tt.want)
		}
		if last := rows[len(rows)-1]; last.Cells[0] != "2" || last.Code != "" {
			t.Errorf("%d bytes in quotes: the last row is %+v", tt.size, last)
		}
	}
}

// TestLineEnds: LF, CRLF, CR and files that mix them.
func TestLineEnds(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		want     []string
		faulty   int
	}{
		{"LF", "a,b\n1,2\n", []string{"a,b", "1,2"}, 0},
		{"CRLF", "a,b\r\n1,2\r\n", []string{"a,b", "1,2"}, 0},
		{"CR", "a,b\r1,2\r", []string{"a,b", "1,2"}, 0},
		{"LF, then CRLF", "a,b\n1,2\r\n3,4\n", []string{"a,b", "1,2", "3,4"}, 0},
		{"doubled CR", "a,b\r\r\n1,2\r\r\n", []string{"a,b", "1,2"}, 0},
		{"LF, one CR", "a,b\n1,2\r3,4\n", []string{"a,b", "1,2\r3,4"}, 1},
		{"CR before the end", "a,b\n1,2\r", []string{"a,b", "1,2"}, 0},
		{"CR in quotes of a CR file", "a,b\r1,\"2\r3\"\r", []string{"a,b", "1,2\r3"}, 0},
		{"blank lines", "\n\na,b\n\n", []string{"", "", "a,b", ""}, 0},
		{"blank CRLF lines", "\r\na,b\r\n\r\n", []string{"", "a,b", ""}, 0},
	} {
		var got []string
		faulty := 0
		for _, r := range linesOf(t, []byte(tt.in), table.Options{}) {
			got = append(got, strings.Join(r.Cells, ","))
			if r.Code != "" {
				faulty++
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" || faulty != tt.faulty {
			t.Errorf("%s: %d faulty, want %d; %s", tt.name, faulty, tt.faulty, d)
		}
	}
}

// TestHeadAndBlocksAgree: what the header search sees is what the reader reads, for every number of rows.
func TestHeadAndBlocksAgree(t *testing.T) {
	var csv strings.Builder
	for i := range 300 {
		fmt.Fprintf(&csv, "%d,\"五仁\n礼盒\"\n", i)
	}
	for name, data := range map[string][]byte{"csv": []byte(csv.String()), "xlsx": zipOf(t, book{sheet: rowsOf(300)}.parts())} {
		whole := linesOf(t, data, table.Options{})
		grids, err := table.Open(name, data, table.Options{BlockSize: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{-1, 0, 1, 7, 299, 300, 500} {
			head, err := grids[0].Head(n)
			if err != nil {
				t.Fatal(err)
			}
			if want := min(max(n, 0), 300); len(head) != want {
				t.Fatalf("%s: %d rows asked for, %d given", name, n, len(head))
			}
			for i, r := range head {
				if r.Line != whole[i].Line || !slices.Equal(r.Cells, whole[i].Cells) {
					t.Fatalf("%s: row %d is %+v in the head, %+v in the blocks", name, i, r, whole[i])
				}
			}
		}
	}
}

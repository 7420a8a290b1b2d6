package dept_test

import (
	"context"
	"encoding/csv"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/dept"
	"zhiwei/ingest/order"
	"zhiwei/ingest/table"
)

// spec is one column of columns.csv.
type spec struct {
	header, field, kind, words string
	required, key              bool
}

// specs reads columns.csv: table → its columns.
func specs(t *testing.T) map[string][]spec {
	t.Helper()
	f, err := os.Open("columns.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]spec{}
	for _, r := range rows[1:] {
		name := strings.TrimSuffix(r[0], ".csv")
		field := r[3]
		if to, ok := map[string]string{"from": "from_day", "to": "to_day", "date": "day", "at": "at_time", "next": "next_day", "option": "option_code", "role": "staff_role"}[field]; ok {
			field = to
		}
		out[name] = append(out[name], spec{r[2], field, r[4], r[5], r[6] == "yes", r[7] == "yes"})
	}
	return out
}

// word is the first word of an enum's list.
func (s spec) word() string {
	first, _, _ := strings.Cut(s.words, " or ")
	first, _, _ = strings.Cut(first, "/")
	return first
}

// good is a cell that the column takes, and what is stored of it.
func (s spec) good() (cell, stored string) {
	switch s.kind {
	case "integer":
		return "1,012", "1012"
	case "decimal":
		return "1.5", "1.5"
	case "money":
		return "¥12.805", "1281"
	case "date":
		return "2026/8/1", "2026-08-01"
	case "datetime":
		return "2026-08-01 9:05", "2026-08-01 09:05:00Z"
	case "enum":
		return s.word(), s.word()
	}
	return "甲" + s.field, "甲" + s.field
}

// bad is a cell that the column does not take, and the code of the problem.
func (s spec) bad() (cell string, code order.Code) {
	switch s.kind {
	case "integer":
		return "1.5", order.BadQty
	case "decimal":
		return "一半", order.BadQty
	case "money":
		return "12.8o", order.BadMoney
	case "date", "datetime":
		return "2026-02-30", order.BadTime
	case "enum":
		return "别的词", order.UnknownValue
	}
	return "", ""
}

// readGrid reads a header and rows as a table of that name.
func readGrid(t fataler, name string, rows ...[]string) ([]map[string]string, dept.Batch, dept.Counts) {
	var g grid
	for i, r := range rows {
		g = append(g, table.Row{Cells: r, Line: i + 1, Offset: int64(100 * i)})
	}
	m, ok := dept.Find(g, name+".csv", "")
	if !ok || m.Table != name {
		t.Fatalf("%s: found %q", name, m.Table)
	}
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	b, n, err := dept.Read(context.Background(), g.grid("页"), m, dept.Env{File: name + ".csv", SHA: "ab", Alloc: alloc, ImportDay: time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out []map[string]string
	for i := range int(b.Record.NumRows()) {
		row := map[string]string{}
		for j, f := range b.Record.Schema().Fields() {
			row[f.Name] = strings.Clone(b.Record.Column(j).ValueStr(i))
		}
		out = append(out, row)
	}
	b.Record.Release()
	if alloc.CurrentAlloc() != 0 {
		t.Fatalf("%s: %d bytes not given back", name, alloc.CurrentAlloc())
	}
	if n.Records != n.Accepted+n.Skipped+n.Quarantined || int(n.Accepted) != len(out) {
		t.Fatalf("%s: counts do not balance: %+v, %d rows", name, n, len(out))
	}
	return out, b, n
}

type fataler interface{ Fatalf(string, ...any) }

func headerOf(cols []spec) (header, row []string) {
	for _, c := range cols {
		cell, _ := c.good()
		header, row = append(header, c.header), append(row, cell)
	}
	return header, row
}

// TestEveryColumnOfEveryTable stores one row with every column filled.
func TestEveryColumnOfEveryTable(t *testing.T) {
	all := specs(t)
	if len(all) != 32 {
		t.Fatalf("%d tables, want 32", len(all))
	}
	for name, cols := range all {
		header, row := headerOf(cols)
		want := map[string]string{"valid_from": "2026-08-24", "file_sha": "ab", "sheet": "页", "src_line": "2"}
		for _, c := range cols {
			_, want[c.field] = c.good()
		}
		got, b, _ := readGrid(t, name, header, row)
		if len(got) != 1 {
			t.Errorf("%s: %+v", name, b.Problems)
			continue
		}
		if d := cmp.Diff(want, got[0]); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

// TestEveryColumnMayBeWrong damages one cell at a time; the row is held back and the fault names column, cell and place.
func TestEveryColumnMayBeWrong(t *testing.T) {
	tried := 0
	for name, cols := range specs(t) {
		header, row := headerOf(cols)
		for i, c := range cols {
			cell, code := c.bad()
			if code == "" {
				continue
			}
			tried++
			damaged := slices.Clone(row)
			damaged[i] = cell
			got, b, n := readGrid(t, name, header, damaged)
			if len(got) != 0 || n.Quarantined != 1 || len(b.Problems) != 1 {
				t.Errorf("%s.%s = %q was stored: %v", name, c.field, cell, got)
				continue
			}
			p := b.Problems[0]
			if p.Code != code || p.Column != c.header || p.Value != cell || p.Origin != (order.Origin{File: name + ".csv", Sheet: "页", Line: 2}) || p.Offset != 100 || !p.Counts {
				t.Errorf("%s.%s = %q: %+v, want %s", name, c.field, cell, p, code)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d columns tried", tried)
	}
}

// TestEveryColumnMayBeEmpty: a required one holds the row back, any other is null (text: empty).
func TestEveryColumnMayBeEmpty(t *testing.T) {
	for name, cols := range specs(t) {
		header, row := headerOf(cols)
		for i, c := range cols {
			for _, blank := range []string{"", " \t", "\u3000\ufeff"} {
				cells := slices.Clone(row)
				cells[i] = blank
				got, b, _ := readGrid(t, name, header, cells)
				switch {
				case c.required && (len(got) != 0 || b.Problems[0].Code != order.MissingValue || b.Problems[0].Column != c.header):
					t.Errorf("%s.%s is required: %v %+v", name, c.field, got, b.Problems)
				case !c.required && len(got) != 1:
					t.Errorf("%s.%s is not required: %+v", name, c.field, b.Problems)
				case !c.required && c.kind != "text" && c.kind != "enum" && got[0][c.field] != "(null)":
					t.Errorf("%s.%s: empty became %q", name, c.field, got[0][c.field])
				case !c.required && (c.kind == "text" || c.kind == "enum") && got[0][c.field] != "":
					t.Errorf("%s.%s: empty became %q", name, c.field, got[0][c.field])
				}
			}
		}
	}
}

// TestKeysOfEveryTable: the same key twice is one row and a problem; a change in any part of the key is another row.
func TestKeysOfEveryTable(t *testing.T) {
	for name, cols := range specs(t) {
		header, row := headerOf(cols)
		keyed := slices.ContainsFunc(cols, func(c spec) bool { return c.key })
		got, b, _ := readGrid(t, name, header, row, row)
		if keyed != (len(got) == 1) || keyed && b.Problems[0].Code != order.DuplicateKey {
			t.Errorf("%s: twice the same row: %d stored, %+v", name, len(got), b.Problems)
		}
		for i, c := range cols {
			if !c.key || c.kind != "text" {
				continue
			}
			other := slices.Clone(row)
			other[i] += "乙"
			if got, b, _ := readGrid(t, name, header, row, other); len(got) != 2 {
				t.Errorf("%s: %s is part of the key: %+v", name, c.field, b.Problems)
			}
		}
	}
}

// TestEveryWordOfEveryList: each word of a list is taken, and a second spelling is stored as the first.
func TestEveryWordOfEveryList(t *testing.T) {
	for name, cols := range specs(t) {
		header, row := headerOf(cols)
		for i, c := range cols {
			if c.kind != "enum" {
				continue
			}
			first, second, _ := strings.Cut(c.words, " or ")
			names := strings.Split(first, "/")
			for _, list := range []string{first, second} {
				for at, word := range strings.Split(list, "/") {
					if word == "" {
						continue
					}
					cells := slices.Clone(row)
					cells[i] = word
					got, b, _ := readGrid(t, name, header, cells)
					if len(got) != 1 || got[0][c.field] != names[at] {
						t.Errorf("%s.%s = %s: %v %+v, want %s", name, c.field, word, got, b.Problems, names[at])
					}
				}
			}
		}
	}
}

// TestHeadersInAnyShape: columns in any order, without their units, with full-width brackets, with strange ones between.
func TestHeadersInAnyShape(t *testing.T) {
	all := specs(t)
	names := dept.Names()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.SampledFrom(names).Draw(rt, "table")
		cols := rapid.Permutation(all[name]).Draw(rt, "order")
		header, row := headerOf(cols)
		want := map[string]string{"valid_from": "2026-08-24", "file_sha": "ab", "sheet": "页", "src_line": "2"}
		for i, c := range cols {
			_, want[c.field] = c.good()
			switch rapid.IntRange(0, 3).Draw(rt, "shape") {
			case 1:
				if bare, _, cut := strings.Cut(header[i], "("); cut {
					header[i] = bare
				}
			case 2:
				header[i] = strings.NewReplacer("(", "（", ")", "）").Replace(header[i])
			case 3:
				header[i] = " " + header[i] + "\u200b"
			}
		}
		if at := rapid.IntRange(-1, len(header)-1).Draw(rt, "strange"); at > 0 {
			header, row = slices.Insert(header, at, "自家的列"), slices.Insert(row, at, "不读")
		}
		got, b, _ := readGrid(rt, name, header, row)
		if len(got) != 1 {
			rt.Fatalf("%s %q: %+v", name, header, b.Problems)
		}
		if d := cmp.Diff(want, got[0]); d != "" {
			rt.Fatalf("%s %q (-want +got):\n%s", name, header, d)
		}
	})
}

// TestTemplatesRoundTrip reads every template that the department gets and writes each stored cell back as the template has it.
func TestTemplatesRoundTrip(t *testing.T) {
	paths, err := filepath.Glob("testdata/templates/*.csv")
	if err != nil || len(paths) != 32 {
		t.Fatalf("%d templates, want 32: %v", len(paths), err)
	}
	all := specs(t)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got, b, n := readGrid(t, name, rows...)
		if len(got) == 0 || n.Quarantined+n.Skipped != 0 {
			t.Errorf("%s: %+v %+v", name, n, b.Problems)
			continue
		}
		for i, row := range got {
			for _, c := range all[name] {
				at := slices.Index(rows[0], c.header)
				if at < 0 {
					t.Fatalf("%s has no column %s", name, c.header)
				}
				if cell := rows[i+1][at]; !equal(c, cell, row[c.field]) {
					t.Errorf("%s line %d, %s: %q was stored as %q", name, i+2, c.header, cell, row[c.field])
				}
			}
		}
	}
}

// equal compares a template's cell with what was stored of it.
func equal(c spec, cell, stored string) bool {
	if cell == "" {
		return stored == "" || stored == "(null)"
	}
	switch c.kind {
	case "money":
		yuan, ok := new(big.Rat).SetString(cell)
		fen, ok2 := new(big.Rat).SetString(stored)
		return ok && ok2 && yuan.Mul(yuan, big.NewRat(100, 1)).Cmp(fen) == 0
	case "decimal", "integer":
		a, ok := new(big.Rat).SetString(strings.TrimSuffix(cell, "%"))
		b, ok2 := new(big.Rat).SetString(stored)
		return ok && ok2 && a.Cmp(b) == 0
	case "datetime":
		return strings.HasPrefix(strings.TrimSuffix(stored, "Z"), cell)
	default:
		return cell == stored
	}
}

// TestMoreRowsThanColumns: a filled cell beyond the header is a fault, an empty one is none, and a short row is padded.
func TestRowsOfOtherLengths(t *testing.T) {
	head := []string{"渠道", "类型", "平台", "店铺"}
	got, b, n := readGrid(t, "channels", head, []string{"甲", "批发", "", "", "", " "}, []string{"乙", "批发"}, []string{"丙", "批发", "", "", "多"}, []string{"", ""}, []string{"总计", "批发"})
	if len(got) != 2 || got[1]["channel"] != "乙" || got[1]["shop"] != "" || n.Records != 4 || n.Skipped != 1 || len(b.Problems) != 1 || b.Problems[0].Code != order.LongRow {
		t.Errorf("got %v, %+v, %+v", got, n, b.Problems)
	}
}

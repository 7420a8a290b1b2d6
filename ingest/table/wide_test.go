package table_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/ingest/table"
)

// refusalOf opens and reads a text file and gives the rows before its refusal.
func refusalOf(tb failer, data []byte, opt table.Options) (rows int, refused *table.RefusedError) {
	tb.Helper()
	grids, err := table.Open("订单.csv", data, opt)
	for _, g := range grids {
		for b, e := range g.Blocks() {
			if err = e; e != nil {
				break
			}
			for range b.Rows() {
				rows++
			}
		}
	}
	if err != nil && !errors.As(err, &refused) {
		tb.Fatal(err)
	}
	return rows, refused
}

// TestWideRows: 16,384 fields are a row, one more is none, and the file is refused with its name and the row's line.
func TestWideRows(t *testing.T) {
	const most = 16_384
	fields := func(n int, field string) string { return strings.Repeat(field+",", n-1) + field }
	for _, tt := range []struct {
		name, row string
		wide      bool
	}{
		{"as many as allowed", fields(most, "x"), false},
		{"one more", fields(most+1, "x"), true},
		{"empty fields", fields(most, ""), false},
		{"empty fields, one more", fields(most+1, ""), true},
		{"in quotes", fields(most, `"x"`), false},
		{"in quotes, one more", fields(most+1, `"x"`), true},
		{"over many lines", fields(most, "\"x\n\""), false},
		{"over many lines, one more", fields(most+1, "\"x\n\""), true},
		{"the last one in quotes", fields(most, "") + `,"x"`, true},
		{"separators in quotes", `"` + fields(most+9, "") + `"`, false},
		{"separators in quotes over lines", "\"\n" + fields(most+9, "") + "\n\"", false},
		{"a code in a formula", `="1",` + fields(most, ""), true},
		{"a broken quote in front", `x"y,` + fields(most, ""), true},
		{"a broken quote behind", fields(most+1, "") + `x"y`, true},
		{"a quote that stays open", fields(most, "") + `,"x`, true},
		{"a long text", strings.Repeat("月饼 ", most), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, end := range []string{"\n", "\r\n", "\nz\n"} {
				for _, size := range []int{1, 100, 1 << 15, 0} {
					data := []byte("a,b\n1,2\n" + tt.row + end)
					_, refused := refusalOf(t, data, table.Options{BlockSize: size, Delimiter: ','})
					if !tt.wide {
						if refused != nil {
							t.Errorf("blocks of %d: %v", size, refused)
						}
						continue
					}
					if refused == nil || refused.Code != table.CodeTooLarge || refused.Line != 3 || !strings.HasPrefix(refused.Error(), "read 订单.csv, line 3: too-large") {
						t.Errorf("blocks of %d: %v", size, refused)
					}
				}
			}
		})
	}
}

// TestWideHead: the rows in front of a wide one may be looked at, the wide one may not.
func TestWideHead(t *testing.T) {
	data := []byte(strings.Repeat("a,b\n", 40_000) + strings.Repeat(",", 20_000))
	grids, err := table.Open("f.csv", data, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := grids[0].Head(9); err != nil || len(rows) != 9 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	rows, err := grids[0].Head(1 << 20)
	refused, ok := errors.AsType[*table.RefusedError](err)
	if !ok || refused.Line != 40_001 || len(rows) > 40_000 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestWideInEveryEncoding: bytes of a character are no separators, whatever the encoding; lines may end in CR alone.
func TestWideInEveryEncoding(t *testing.T) {
	for n, tooWide := range map[int]bool{50: false, 51: true} {
		line := strings.TrimSuffix(strings.Repeat("月饼|", n), "|")
		for _, end := range []string{"\n", "\r", "\r\n"} {
			text := "甲|乙" + end + line + end + line + end
			for _, data := range [][]byte{[]byte(text), gb(t, text), wide(text, binary.LittleEndian)} {
				_, refused := refusalOf(t, data, table.Options{Delimiter: '|', Limits: table.Limits{Fields: 50}})
				if (refused != nil) != tooWide || tooWide && refused.Line != 2 {
					t.Errorf("%d fields, line end %q: %v", n, end, refused)
				}
			}
		}
	}
}

// TestSeparatorsCostLittle: four megabytes of separators are refused before they become cells.
func TestSeparatorsCostLittle(t *testing.T) {
	for name, data := range map[string][]byte{
		"bare":   bytes.Repeat([]byte(","), 4<<20),
		"quoted": bytes.Repeat([]byte(`"",`), 4<<20/3),
		"below":  append([]byte("a,b\n1,2\n"), bytes.Repeat([]byte(","), 4<<20)...),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, refused := refusalOf(t, data, table.Options{})
		runtime.ReadMemStats(&after)
		if refused == nil || refused.Code != table.CodeTooLarge {
			t.Errorf("%s: %v", name, refused)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 48<<20 {
			t.Errorf("%s: %d MB", name, spent>>20)
		}
	}
}

// TestWideAsCounted: a file is refused for the first row that has more cells than allowed when it is read without the limit.
func TestWideAsCounted(t *testing.T) {
	piece := rapid.SampledFrom([]string{",", ",", ",", "\n", "\r\n", `"`, `""`, "x", `"a,b"`, "\"\n\"", `="1"`, "月"})
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(strings.Join(rapid.SliceOfN(piece, 1, 60).Draw(t, "pieces"), ""))
		most, size := rapid.IntRange(1, 8).Draw(t, "most"), rapid.IntRange(1, 40).Draw(t, "block")
		first, sound := 0, true
		for _, l := range linesOfText(t, data, size) {
			sound = sound && l.Code == ""
			if len(l.Cells) > most && first == 0 {
				first = l.Line
			}
		}
		_, refused := refusalOf(t, data, table.Options{Delimiter: ',', BlockSize: size, Limits: table.Limits{Fields: most}})
		got := 0
		if refused != nil {
			got = refused.Line
		}
		// A record that breaks off behind too many fields is refused for them, though what is left of it has fewer.
		if got != first && (sound || got == 0 || first != 0 && got > first) {
			t.Fatalf("%q with %d fields at most: refused at line %d, want %d", data, most, got, first)
		}
	})
}

func linesOfText(tb failer, data []byte, size int) []line {
	tb.Helper()
	grids, err := table.Open("f", data, table.Options{Delimiter: ',', BlockSize: size, Limits: table.Limits{Fields: 1 << 30}})
	if err != nil {
		tb.Fatal(err)
	}
	var out []line
	for b, err := range grids[0].Blocks() {
		if err != nil {
			tb.Fatal(err)
		}
		for r := range b.Rows() {
			l := line{Cells: append([]string(nil), r.Cells...), Line: r.Line}
			if at, ok := errors.AsType[*table.CellError](r.Err); ok {
				l.Code = at.Code
			}
			out = append(out, l)
		}
	}
	return out
}

package sample_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiwei/ingest/sample"
)

// sheet is a file as a plain reader of CSV or XLSX sees it, with none of the package's own code.
type sheet struct {
	file   sample.File
	header []string
	rows   [][]string
	at     map[string]int
}

// cell is a cell without the blanks, TABs and wrappers of the platforms.
func (s sheet) cell(row []string, column string) string {
	i, ok := s.at[column]
	if !ok {
		panic("no column " + column)
	}
	if i >= len(row) {
		return ""
	}
	c := strings.TrimSpace(row[i])
	if rest, ok := strings.CutPrefix(c, `="`); ok {
		c = strings.TrimSuffix(rest, `"`)
	}
	if slices.Contains([]string{"-", "——", "null", "无退款申请", "订单未关闭"}, c) {
		return ""
	}
	return c
}

// fen reads yuan; ok is false for what is no amount.
func fen(s string) (int64, bool) {
	if s == "" {
		return 0, true
	}
	whole, part, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return n, err == nil && len(part) <= 2
}

func parse(tb testing.TB, f sample.File) sheet {
	tb.Helper()
	var rows [][]string
	switch {
	case bytes.HasPrefix(f.Data, []byte("PK")):
		rows = workbook(tb, f)
	default:
		rows = separated(tb, f)
	}
	s := sheet{file: f, header: rows[0], rows: rows[1:], at: map[string]int{}}
	for i, h := range s.header {
		if _, twice := s.at[h]; !twice {
			s.at[h] = i
		}
	}
	return s
}

func separated(tb testing.TB, f sample.File) [][]string {
	tb.Helper()
	var in io.Reader = bytes.NewReader(bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf")))
	if strings.HasPrefix(string(f.Kind), "taobao") || strings.HasPrefix(string(f.Kind), "jd") {
		in = simplifiedchinese.GB18030.NewDecoder().Reader(in)
	}
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	if err != nil {
		tb.Fatalf("%s: %v", f.Name, err)
	}
	return rows
}

func workbook(tb testing.TB, f sample.File) [][]string {
	tb.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(f.Data))
	if err != nil {
		tb.Fatalf("%s: %v", f.Name, err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetList()[0])
	if err != nil {
		tb.Fatalf("%s: %v", f.Name, err)
	}
	if f.Kind == "wholesale" {
		return rows[1:]
	}
	return rows
}

// every yields the parsed files of some kinds.
func every(tb testing.TB, w *sample.World, kinds ...string) []sheet {
	tb.Helper()
	var out []sheet
	for _, f := range filesOf(tb, w) {
		if slices.Contains(kinds, string(f.Kind)) {
			out = append(out, parse(tb, f))
		}
	}
	if out == nil {
		tb.Fatalf("no file of %v", kinds)
	}
	return out
}

var (
	madeMu sync.Mutex
	made   = map[*sample.World][]sample.File{}
	truths = map[*sample.World]sample.Truth{}
)

// truthOf works the truth of a world out once.
func truthOf(w *sample.World) sample.Truth {
	madeMu.Lock()
	defer madeMu.Unlock()
	t, ok := truths[w]
	if !ok {
		t = w.Truth()
		truths[w] = t
	}
	return t
}

// filesOf makes the files of a world once; the tests that read them change nothing.
func filesOf(tb testing.TB, w *sample.World) []sample.File {
	tb.Helper()
	madeMu.Lock()
	defer madeMu.Unlock()
	if made[w] == nil {
		for f, err := range w.Files(context.Background()) {
			if err != nil {
				tb.Fatal(err)
			}
			made[w] = append(made[w], f)
		}
	}
	return made[w]
}

// shared is the folder with the contract's own data, looked for beside the repository.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		path := filepath.Join(append([]string{dir, "..", "shared"}, parts...)...)
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			return path
		}
	}
	t.Skip("the folder shared is not beside the repository")
	return ""
}

func atoi(tb testing.TB, s string) int64 {
	tb.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// key joins the parts of a key.
func key(parts ...any) string { return strings.TrimSuffix(fmt.Sprintln(parts...), "\n") }

package table_test

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/table"
)

// corpus opens one packed corpus, or skips the test where the files are not at hand.
func corpus(t *testing.T, name string) []*zip.File {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	z, err := zip.OpenReader(filepath.Join(dir, "..", "shared", "corpora", name))
	if err != nil {
		t.Skipf("corpus %s is not at hand", name)
	}
	t.Cleanup(func() { z.Close() })
	return z.File
}

func member(tb testing.TB, f *zip.File) []byte {
	tb.Helper()
	r, err := f.Open()
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// count is what a file came to.
type count struct {
	rows, faulty, cells int
	refused             string
}

// readAll reads every grid to its end; an error that is no refusal fails the test.
func readAll(tb testing.TB, name string, data []byte, opt table.Options) count {
	tb.Helper()
	var c count
	grids, err := table.Open(name, data, opt)
	for _, g := range grids {
		for b, e := range g.Blocks() {
			if e != nil {
				err = e
				break
			}
			for r := range b.Rows() {
				c.rows++
				c.cells += len(r.Cells)
				if r.Err != nil {
					c.faulty++
					var at *table.CellError
					if !errors.As(r.Err, &at) || at.Code == "" || at.Line < 1 {
						tb.Errorf("%s: row error %v names no place", name, r.Err)
					}
				}
			}
		}
	}
	if err != nil {
		var refused *table.RefusedError
		if !errors.As(err, &refused) || refused.Code == "" {
			tb.Errorf("%s: %v is no refusal", name, err)
			return c
		}
		c.refused = refused.Code
	}
	return c
}

// TestCorpora reads every public file at hand: whole, with named faulty rows, or refused with a code.
func TestCorpora(t *testing.T) {
	for _, name := range []string{"calamine", "closedxml", "phpspreadsheet", "phpspreadsheet_samples", "duckdb_csv", "frictionless", "messytables"} {
		t.Run(name, func(t *testing.T) {
			codes := map[string]int{}
			whole, withFaults, rows, slow := 0, 0, 0, time.Duration(0)
			for _, f := range corpus(t, name+".zip") {
				if f.FileInfo().IsDir() {
					continue
				}
				started := time.Now() //nolint:forbidigo // a stopwatch, not a date
				c := readAll(t, f.Name, member(t, f), table.Options{})
				slow = max(slow, time.Since(started))
				rows += c.rows
				switch {
				case c.refused != "":
					codes[c.refused]++
					if testing.Verbose() {
						t.Logf("%s: %s", f.Name, c.refused)
					}
				case c.faulty > 0:
					withFaults++
				default:
					whole++
				}
				if strings.HasSuffix(f.Name, ".xlsb") && c.refused != table.CodeXLSB && c.refused != table.CodeEncryptedWorkbook {
					t.Errorf("%s: %q instead of %s", f.Name, c.refused, table.CodeXLSB)
				}
				if strings.HasSuffix(f.Name, ".ods") && c.refused != table.CodeODS && c.refused != table.CodeDamagedZip {
					t.Errorf("%s: %q instead of %s", f.Name, c.refused, table.CodeODS)
				}
			}
			if slow > 10*time.Second {
				t.Errorf("one file took %v", slow)
			}
			t.Logf("%s: %d whole, %d with faulty rows, refused %v; %d rows, slowest %v", name, whole, withFaults, codes, rows, slow.Round(time.Millisecond))
		})
	}
}

func records(t *testing.T, data []byte) (rows [][]string, faulty bool, err error) {
	t.Helper()
	grids, err := table.Open("file.csv", data, table.Options{})
	if err != nil {
		return nil, false, err
	}
	all, err := grids[0].Head(1 << 20)
	for _, r := range all {
		faulty = faulty || r.Err != nil
		rows = append(rows, r.Cells)
	}
	return rows, faulty, err
}

// truth compares the records below the header with the JSON beside the file.
func truth(t *testing.T, name string, rows [][]string, want []byte) {
	t.Helper()
	var lists [][]string
	if json.Unmarshal(want, &lists) == nil && len(lists) > 0 {
		if len(rows) != len(lists) { // records without a header
			t.Errorf("%s: %d records, want %d", name, len(rows), len(lists))
		}
		return
	}
	if want[0] == '{' {
		want = append(append([]byte{'['}, want...), ']')
	}
	var objects []map[string]string
	if err := json.Unmarshal(want, &objects); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	cell := func(row []string, i int) string {
		if i < len(row) {
			return row[i]
		}
		return ""
	}
	var header []string
	if len(rows) > 0 {
		header = rows[0]
	}
	if len(header) == 0 {
		header = []string{""}
	}
	if got := len(rows) - 1; got != len(objects) {
		t.Errorf("%s: %d records, want %d", name, got, len(objects))
		return
	}
	for i, want := range objects {
		for k, column := range header {
			if column == "Contact Phone Number" {
				continue // another number stands in the truth than in its file
			}
			// The packed files have LF where their truths say CRLF.
			if got := cell(rows[i+1], k); got != strings.ReplaceAll(want[column], "\r\n", "\n") {
				t.Errorf("%s: record %d, %s = %q, want %q", name, i+1, column, got, want[column])
			}
		}
	}
}

// TestSpectrum holds csv-spectrum's truths, 12 of 12. In location_coordinates
// two fields hold bare quotes: the cells are right and the row is marked.
func TestSpectrum(t *testing.T) {
	truths := map[string][]byte{}
	files := corpus(t, "csv_spectrum.zip")
	for _, f := range files {
		truths[f.Name] = member(t, f)
	}
	n := 0
	for _, f := range files {
		base, ok := strings.CutSuffix(f.Name, ".csv")
		if !ok {
			continue
		}
		n++
		rows, faulty, err := records(t, truths[f.Name])
		if err != nil || faulty != strings.Contains(base, "location") {
			t.Errorf("%s: faulty %v, %v", f.Name, faulty, err)
		}
		truth(t, f.Name, rows, truths[strings.Replace(base, "csvs/", "json/", 1)+".json"])
	}
	if n != 12 {
		t.Errorf("%d files, want 12", n)
	}
}

// TestTestData holds csv-test-data's 25: those named bad-* must not pass as clean.
func TestTestData(t *testing.T) {
	truths := map[string][]byte{}
	files := corpus(t, "csv_test_data.zip")
	for _, f := range files {
		truths[f.Name] = member(t, f)
	}
	n := 0
	for _, f := range files {
		base, ok := strings.CutSuffix(f.Name, ".csv")
		if !ok {
			continue
		}
		n++
		rows, faulty, err := records(t, truths[f.Name])
		want, good := truths[strings.Replace(base, "csv/", "json/", 1)+".json"]
		if good != !strings.Contains(base, "bad-") {
			t.Fatalf("%s: truth present %v", f.Name, good)
		}
		if !good {
			// What is bad about a header is for the profile to say: here, another width or other names.
			if clean := err == nil && !faulty && fmt.Sprint(rows[0]) == "[foo bar baz]" && len(rows[1]) == len(rows[0]); clean {
				t.Errorf("%s passed as clean: %q", f.Name, rows)
			}
			continue
		}
		if err != nil || faulty {
			t.Errorf("%s: faulty %v, %v", f.Name, faulty, err)
		}
		truth(t, f.Name, rows, want)
	}
	if n != 25 {
		t.Errorf("%d files, want 25", n)
	}
}

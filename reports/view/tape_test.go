package view_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"zhiwei/reports/replay"
	"zhiwei/reports/view"
)

// row is one row of a recording by its column names.
type row map[string]string

// with is a copy of the row with other cells, given as names and values in turn.
func (r row) with(pairs ...string) row {
	out := maps.Clone(r)
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// tape is the recording with some of its answers changed by code.
type tape struct {
	t     *testing.T
	files fstest.MapFS
}

func newTape(t *testing.T) *tape {
	t.Helper()
	return tapeOf(t, filepath.Join("..", "testdata", "replay"))
}

// tapeOf is the recording of a folder.
func tapeOf(t *testing.T, folder string) *tape {
	t.Helper()
	dir := os.DirFS(folder)
	names, err := fs.Glob(dir, "*")
	if err != nil {
		t.Fatal(err)
	}
	p := &tape{t: t, files: fstest.MapFS{}}
	for _, name := range names {
		data, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		p.files[name] = &fstest.MapFile{Data: data}
	}
	return p
}

// read gives the head of a recording and its rows.
func (p *tape) read(query string) ([]string, []row) {
	p.t.Helper()
	cells, err := csv.NewReader(bytes.NewReader(p.files[query+".csv"].Data)).ReadAll()
	if err != nil {
		p.t.Fatal(query, err)
	}
	rows := make([]row, 0, len(cells))
	for _, line := range cells[1:] {
		r := row{}
		for i, cell := range line {
			name, _, _ := strings.Cut(cells[0][i], ":")
			r[name] = cell
		}
		rows = append(rows, r)
	}
	return cells[0], rows
}

func (p *tape) rows(query string) []row {
	p.t.Helper()
	_, rows := p.read(query)
	return rows
}

// set writes the rows of a recording anew.
func (p *tape) set(query string, rows ...row) *tape {
	p.t.Helper()
	head, _ := p.read(query)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	lines := [][]string{head}
	for _, r := range rows {
		line := make([]string, len(head))
		for i, h := range head {
			name, _, _ := strings.Cut(h, ":")
			cell, ok := r[name]
			if !ok {
				p.t.Fatalf("a row of %s lacks %s", query, name)
			}
			line[i] = cell
		}
		lines = append(lines, line)
	}
	if err := w.WriteAll(lines); err != nil {
		p.t.Fatal(err)
	}
	p.files[query+".csv"] = &fstest.MapFile{Data: b.Bytes()}
	return p
}

// clear takes the rows out of every recording but the run's own.
func (p *tape) clear() *tape {
	p.t.Helper()
	for name := range p.files {
		if query, ok := strings.CutSuffix(name, ".csv"); ok && query != "page_header" && query != "page_festival" {
			p.set(query)
		}
	}
	return p
}

// each changes every row of a recording.
func (p *tape) each(query string, change func(r row)) *tape {
	p.t.Helper()
	_, rows := p.read(query)
	for _, r := range rows {
		change(r)
	}
	return p.set(query, rows...)
}

func (p *tape) store() *replay.Store {
	p.t.Helper()
	s, err := replay.Open(p.files)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func (p *tape) home(f view.Format) view.Home {
	p.t.Helper()
	s := p.store()
	h, err := view.LoadHome(p.t.Context(), s, f, header(p.t, s))
	if err != nil {
		p.t.Fatal(err)
	}
	return h
}

func (p *tape) purchase(f view.Format) view.Purchase {
	p.t.Helper()
	s := p.store()
	b, err := view.LoadPurchase(p.t.Context(), s, f, header(p.t, s))
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

func (p *tape) health(f view.Format) view.Health {
	p.t.Helper()
	s := p.store()
	b, err := view.LoadHealth(p.t.Context(), s, f, header(p.t, s))
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

func (p *tape) series(f view.Format, sku, channel string) view.SeriesPage {
	p.t.Helper()
	s := p.store()
	book, err := view.LoadBook(p.t.Context(), s, header(p.t, s), sku, channel)
	if err != nil {
		p.t.Fatal(err)
	}
	page, ok, err := book.Page(f, sku, channel)
	if err != nil || !ok {
		p.t.Fatal(sku, ok, err)
	}
	return page
}

// number reads a cell of a recording.
func number(t *testing.T, cell string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func yuan(v int64) string { return strconv.FormatInt(v*100, 10) }

func whole(v int) string { return strconv.Itoa(v) }

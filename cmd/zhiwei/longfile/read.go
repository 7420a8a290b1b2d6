package longfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"

	"zhiwei/forecast/backtest"
)

// The faults of a file.
var (
	// ErrColumn says that a column is missing or of a kind that cannot be used.
	ErrColumn = errors.New("column missing or of the wrong kind")
	// ErrCell says that a cell cannot be read.
	ErrCell = errors.New("cell cannot be read")
)

// Read reads a CSV or Parquet file by its content.
func Read(path string) (*backtest.Long, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer f.Close() //nolint:errcheck // opened for reading only
	head := make([]byte, 4)
	n, _ := f.ReadAt(head, 0)
	var t *table
	if bytes.Equal(head[:n], []byte("PAR1")) {
		t, err = readParquet(f)
	} else {
		t, err = readCSV(f)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	long, err := t.long()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return long, nil
}

// table is a file's columns as they stand.
type table struct {
	dated  bool
	ids    []string // distinct, in order of first appearance
	id     []int32  // place in ids of each row
	ds     []int64
	y      []float64
	names  []string
	x      [][]float64
	window []int32
	first  int   // line of the first row
	lines  []int // line of each row; nil = they follow each other
}

// stands notes the line of the newest row; only a file whose lines are not its rows needs the list.
func (t *table) stands(line int) {
	row := len(t.id) - 1
	if t.lines == nil && line == t.first+row {
		return
	}
	for len(t.lines) < row {
		t.lines = append(t.lines, t.first+len(t.lines))
	}
	t.lines = append(t.lines, line)
}

func (t *table) line(row int) int {
	if t.lines == nil {
		return t.first + row
	}
	return t.lines[row]
}

// long groups the rows by series and sorts them by ds.
func (t *table) long() (*backtest.Long, error) {
	if err := t.even(); err != nil {
		return nil, err
	}
	out := &backtest.Long{Dated: t.dated, Names: t.names, Series: make([]backtest.Rows, len(t.ids))}
	order, starts := t.order()
	for s := range out.Series {
		rows := order[starts[s]:starts[s+1]]
		out.Series[s] = t.rows(s, rows)
	}
	if err := out.Check(); err != nil {
		return nil, err
	}
	return out, nil
}

// even reports columns of different lengths: a column named twice, or a damaged file.
func (t *table) even() error {
	n := len(t.id)
	even := len(t.ds) == n && len(t.y) == n && (t.window == nil || len(t.window) == n)
	for _, c := range t.x {
		even = even && len(c) == n
	}
	if !even {
		return fmt.Errorf("columns of different lengths: %w", ErrColumn)
	}
	return nil
}

// order is a stable counting sort of the rows by series, then by ds where a series is not in order.
func (t *table) order() (order, starts []int) {
	starts = make([]int, len(t.ids)+1)
	for _, s := range t.id {
		starts[s+1]++
	}
	for s := range t.ids {
		starts[s+1] += starts[s]
	}
	order, at := make([]int, len(t.id)), slices.Clone(starts)
	for row, s := range t.id {
		order[at[s]] = row
		at[s]++
	}
	byDS := func(a, b int) int { return cmp.Compare(t.ds[a], t.ds[b]) }
	for s := range t.ids {
		if rows := order[starts[s]:starts[s+1]]; !slices.IsSortedFunc(rows, byDS) {
			slices.SortStableFunc(rows, byDS)
		}
	}
	return order, starts
}

// places gives the line of the first row, and those of all when they do not follow each other.
func (t *table) places(rows []int) (first int, lines []int) {
	follow := true
	for i, row := range rows {
		follow = follow && t.line(row) == t.line(rows[0])+i
	}
	if len(rows) == 0 {
		return 0, nil
	}
	if follow {
		return t.line(rows[0]), nil
	}
	for _, row := range rows {
		lines = append(lines, t.line(row))
	}
	return lines[0], lines
}

func (t *table) rows(s int, rows []int) backtest.Rows {
	out := backtest.Rows{ID: t.ids[s], DS: make([]int64, len(rows)), Y: make([]float64, len(rows)), X: make([][]float64, len(t.x))}
	out.Line, out.Lines = t.places(rows)
	for c := range t.x {
		out.X[c] = make([]float64, len(rows))
	}
	if t.window != nil {
		out.Window = make([]int32, len(rows))
	}
	for i, row := range rows {
		out.DS[i], out.Y[i] = t.ds[row], t.y[row]
		for c := range t.x {
			out.X[c][i] = t.x[c][row]
		}
		if t.window != nil {
			out.Window[i] = t.window[row]
		}
	}
	return out
}

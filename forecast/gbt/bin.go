package gbt

import (
	"fmt"
	"math"
	"slices"
)

// missing is the bin of NaN; values have bins from 1 on.
const missing = 0

// MaxBins is the largest number of bins of a feature, the one for missing values included.
const MaxBins = 255

// BinOptions of NewBinner. The zero value means the defaults in brackets.
type BinOptions struct {
	Bins    int    // at most so many bins a feature, the one for missing values included (127)
	Sample  int    // cuts are chosen from about so many rows (200,000, as LightGBM does)
	Seed    uint64 // of that sample
	Threads int    // goroutines (1)
}

func (o BinOptions) withDefaults() BinOptions {
	if o.Bins == 0 {
		o.Bins = 127
	}
	if o.Sample == 0 {
		o.Sample = 200_000
	}
	o.Threads = max(o.Threads, 1)
	return o
}

// Binner maps values to bins by fixed cuts. It is read-only once made.
type Binner struct {
	cuts [][]float64 // per feature: bin b ≥ 1 holds cuts[b−2] < x ≤ cuts[b−1]
}

// NewBinner chooses cuts for every column. Columns must have the same length; NaN is missing, infinities are values.
// O(F·N log N) with N the rows of the sample.
func NewBinner(cols [][]float64, opt BinOptions) (*Binner, error) {
	opt = opt.withDefaults()
	if opt.Bins < 3 || opt.Bins > MaxBins {
		return nil, fmt.Errorf("%d bins, not 3 to %d: %w", opt.Bins, MaxBins, ErrOption)
	}
	if len(cols) > maxFeatures {
		return nil, fmt.Errorf("%d features, at most %d: %w", len(cols), maxFeatures, ErrOption)
	}
	if opt.Sample < 1 {
		return nil, fmt.Errorf("sample of %d rows: %w", opt.Sample, ErrOption)
	}
	rows := sampleRows(columnLength(cols), opt)
	b := &Binner{cuts: make([][]float64, len(cols))}
	each(opt.Threads, len(cols), func(f int) {
		values := make([]float64, len(rows))
		for i, r := range rows {
			values[i] = cols[f][r]
		}
		b.cuts[f] = cutsOf(values, opt.Bins-1)
	})
	return b, nil
}

func columnLength(cols [][]float64) int {
	if len(cols) == 0 {
		return 0
	}
	for f, c := range cols {
		if len(c) != len(cols[0]) {
			panic(fmt.Sprintf("gbt: column %d has %d rows, column 0 has %d", f, len(c), len(cols[0])))
		}
	}
	return len(cols[0])
}

// sampleRows are all rows, or about Sample of them.
func sampleRows(n int, opt BinOptions) []int {
	rows := make([]int, 0, n)
	s := newStream(opt.Seed, 0, forBins)
	share := float64(opt.Sample) / float64(max(n, 1))
	for i := range n {
		if share >= 1 || s.at(i) < threshold(share) {
			rows = append(rows, i)
		}
	}
	return rows
}

// Features is the number of features.
func (b *Binner) Features() int { return len(b.cuts) }

// Bins is the number of bins of feature f, the one for missing values included.
func (b *Binner) Bins(f int) int { return len(b.cuts[f]) + 2 }

// Bin is the bin of value x of feature f: 0 for NaN.
func (b *Binner) Bin(f int, x float64) uint8 {
	if math.IsNaN(x) {
		return missing
	}
	return valueBin(b.cuts[f], x)
}

// valueBin is 1 + the number of cuts below x, by a search without unpredictable branches.
func valueBin(cuts []float64, x float64) uint8 {
	at, n := 0, len(cuts)
	for n > 0 {
		half := (n + 1) / 2
		if cuts[at+half-1] < x {
			at += half
		}
		n -= half
	}
	return uint8(at + 1)
}

// equal says whether both have the same cuts.
func (b *Binner) equal(o *Binner) bool {
	return b == o || slices.EqualFunc(b.cuts, o.cuts, slices.Equal)
}

// Matrix is a table of bins, column by column. Reading is safe from any number of goroutines.
type Matrix struct {
	binner *Binner
	rows   int
	cols   [][]uint8
}

// NewMatrix is a matrix of the given number of rows in which everything is missing.
func (b *Binner) NewMatrix(rows int) *Matrix {
	m := &Matrix{binner: b, rows: rows, cols: make([][]uint8, len(b.cuts))}
	for f := range m.cols {
		m.cols[f] = make([]uint8, rows)
	}
	return m
}

// Matrix bins the rows of cols, on the given number of goroutines.
func (b *Binner) Matrix(cols [][]float64, threads int) *Matrix {
	if len(cols) != len(b.cuts) {
		panic(fmt.Sprintf("gbt: %d columns, the cuts have %d", len(cols), len(b.cuts)))
	}
	m := b.NewMatrix(columnLength(cols))
	each(threads, len(cols), func(f int) { m.Set(f, 0, cols[f]) })
	return m
}

// NewMatrix chooses cuts and bins cols by them; Binner gives the cuts for later rows.
func NewMatrix(cols [][]float64, opt BinOptions) (*Matrix, error) {
	b, err := NewBinner(cols, opt)
	if err != nil {
		return nil, err
	}
	return b.Matrix(cols, opt.Threads), nil
}

// Set bins values into rows at, at+1 … of feature f. Calls for different features or rows may run side by side, so a
// panel can be binned piece by piece without a table of float64.
func (m *Matrix) Set(f, at int, values []float64) {
	col, cuts := m.cols[f][at:at+len(values)], m.binner.cuts[f]
	for i, x := range values {
		col[i] = missing
		if !math.IsNaN(x) {
			col[i] = valueBin(cuts, x)
		}
	}
}

// Rows is the number of rows.
func (m *Matrix) Rows() int { return m.rows }

// Binner holds the cuts the matrix was binned by.
func (m *Matrix) Binner() *Binner { return m.binner }

// At is the bin of feature f in row i.
func (m *Matrix) At(f, i int) uint8 { return m.cols[f][i] }

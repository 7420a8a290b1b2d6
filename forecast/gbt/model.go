package gbt

import (
	"fmt"
	"slices"
)

// predictBlock is the number of rows that go through all trees at once: their bins stay in the second cache.
const predictBlock = 4096

// Model is a fitted ensemble with the cuts of its features. It is read-only and safe for concurrent use.
type Model struct {
	obj    objective
	base   float64
	binner *Binner
	trees  []tree
	gain   []float64
}

// Binner holds the cuts that rows have to be binned by.
func (m *Model) Binner() *Binner { return m.binner }

// Trees is the number of trees.
func (m *Model) Trees() int { return len(m.trees) }

// Loss is the loss that was reduced.
func (m *Model) Loss() Loss { return m.obj.loss }

// Importance is the total gain of the splits on each feature.
func (m *Model) Importance() []float64 { return slices.Clone(m.gain) }

// Predict writes the predictions of all rows of x: means of the target for Tweedie, Poisson and L2, medians for L1,
// quantiles for Pinball. offset is as in Fit (nil: 0). Other lengths, and a matrix binned by other cuts, panic. The
// result does not depend on the number of threads.
func (m *Model) Predict(dst []float64, x *Matrix, offset []float64, threads int) {
	m.Raw(dst, x, offset, threads)
	k := chunks(len(dst))
	each(threads, k, func(i int) {
		lo, hi := bounds(i, len(dst))
		m.obj.mean(dst[lo:hi])
	})
}

// Raw writes the raw scores: the logarithm of what Predict gives for a log link, the same otherwise.
func (m *Model) Raw(dst []float64, x *Matrix, offset []float64, threads int) {
	checkLengths(x.rows, dst, nil, offset)
	if !m.binner.equal(x.binner) {
		panic("gbt: the matrix was binned by other cuts than the model's")
	}
	each(threads, (len(dst)+predictBlock-1)/predictBlock, func(i int) {
		lo := i * predictBlock
		m.rawBlock(dst, x, offset, lo, min(lo+predictBlock, len(dst)))
	})
}

func (m *Model) rawBlock(dst []float64, x *Matrix, offset []float64, lo, hi int) {
	var rows, spare [predictBlock]uint32
	n := hi - lo
	for i := range n {
		rows[i] = uint32(lo + i)
		dst[lo+i] = at(offset, lo+i, 0) + m.base
	}
	for i := range m.trees {
		m.trees[i].add(dst, x.cols, rows[:n], spare[:n], 0)
	}
}

// PredictRow is Predict for one row of values, not bins, and gives the same bits. NaN is missing.
func (m *Model) PredictRow(row []float64, offset float64) float64 {
	if len(row) != len(m.binner.cuts) {
		panic(fmt.Sprintf("gbt: %d values, the model has %d features", len(row), len(m.binner.cuts)))
	}
	f := offset + m.base
	for i := range m.trees {
		f += m.trees[i].row(m.binner.cuts, row)
	}
	if m.obj.logLink() {
		return exp(f)
	}
	return f
}

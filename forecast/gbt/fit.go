package gbt

import (
	"context"
	"fmt"
	"math"
)

// maxStep bounds a leaf of a log link before the learning rate: one tree never changes a mean by more than e^5.
const maxStep = 5

// fitter is the workspace of one Fit.
type fitter struct {
	opt       Options
	obj       objective
	x         *Matrix
	y, w      []float64
	usable    []int // features with more than one bin of values, or with missing ones
	score     []float64
	set       *rowSet
	g, h      []float64 // gradients of the rows in the bag, in its order
	gh        []bucket  // the same in fixed point, by row
	sorted    []bucket  // and by place in a leaf
	total     bucket    // their sum
	residuals []residual
	scan      scanner
	features  []int // of this tree
	pool      [][]hist
	gain      []float64
}

// Fit grows opt.Trees trees on the rows of x for the target y. w are row weights (nil: all 1) and offset is added to the
// raw score of every row (nil: 0); for a log link it is a logarithm. Lengths that differ panic. Errors: ErrOption;
// ErrValue for a target, weight or offset that is not finite, a negative weight, or a negative target under a log link;
// ErrTooShort for fewer than 2·MinRows rows; ErrDiverged; the context's own.
//
// O(Trees · (N·Features·F + N·depth)) with N rows and F features; 16 bytes · 256 bins a feature and open leaf.
func Fit(ctx context.Context, x *Matrix, y, w, offset []float64, opt Options) (*Model, error) {
	opt = opt.withDefaults()
	checkLengths(x.rows, y, w, offset)
	if err := opt.check(); err != nil {
		return nil, err
	}
	if x.rows < 2*opt.MinRows || x.rows < 1 || x.rows > math.MaxInt32 {
		return nil, fmt.Errorf("%d rows for leaves of %d: %w", x.rows, opt.MinRows, ErrTooShort)
	}
	obj := opt.objective()
	if err := obj.checkRows(y, w, offset); err != nil {
		return nil, err
	}
	f := newFitter(x, y, w, opt)
	m := &Model{obj: obj, base: obj.base(y, w, offset), binner: x.binner, gain: f.gain}
	for i := range f.score {
		f.score[i] = at(offset, i, 0) + m.base
	}
	for k := range opt.Trees {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t, err := f.boost(k)
		if err != nil {
			return nil, fmt.Errorf("tree %d: %w", k, err)
		}
		m.trees = append(m.trees, t)
	}
	return m, nil
}

func checkLengths(n int, y, w, offset []float64) {
	if len(y) != n || w != nil && len(w) != n || offset != nil && len(offset) != n {
		panic(fmt.Sprintf("gbt: %d rows, %d targets, %d weights, %d offsets", n, len(y), len(w), len(offset)))
	}
}

func newFitter(x *Matrix, y, w []float64, opt Options) *fitter {
	n := x.rows
	f := &fitter{
		opt: opt, obj: opt.objective(), x: x, y: y, w: w,
		score: make([]float64, n), set: newRowSet(n),
		g: make([]float64, n), h: make([]float64, n), gh: make([]bucket, n), sorted: make([]bucket, n),
		gain: make([]float64, len(x.cols)),
	}
	for c := range x.cols {
		if varies(x.cols[c]) {
			f.usable = append(f.usable, c)
		}
	}
	if f.obj.refits() {
		f.residuals = make([]residual, n)
	}
	return f
}

func varies(col []uint8) bool {
	for _, b := range col {
		if b != col[0] {
			return true
		}
	}
	return false
}

// boost adds one tree to the scores.
func (f *fitter) boost(k int) (tree, error) {
	bag := f.drawRows(k)
	f.features = drawFeatures(newStream(f.opt.Seed, k, forFeatures), f.usable, f.opt.Features)
	if err := f.differentiate(bag); err != nil {
		return tree{}, err
	}
	t, leaves := f.grow(bag)
	t.values = make([]float64, len(leaves))
	each(f.opt.Threads, len(leaves), func(i int) {
		t.values[i] = float64(f.opt.Rate * f.value(&leaves[i])) // rounded before it is added
		for _, r := range f.set.rows[leaves[i].lo:leaves[i].hi] {
			f.score[r] += t.values[i]
		}
		for _, r := range f.set.rows[leaves[i].outLo:leaves[i].outHi] {
			f.score[r] += t.values[i]
		}
	})
	return t, nil
}

// drawRows puts the rows of tree k's bag first, each part in rising order, and gives their number.
func (f *fitter) drawRows(k int) int {
	n := f.x.rows
	f.set.reset(f.opt.Threads)
	if f.opt.Rows >= 1 {
		return n
	}
	s, below := newStream(f.opt.Seed, k, forRows), threshold(f.opt.Rows)
	return f.set.part(f.opt.Threads, 0, n, func(left, right, rows []uint32) int {
		right = right[:len(rows)]
		nl, nr := 0, 0
		for _, r := range rows {
			left[nl], right[nr] = r, r
			b := 0
			if s.at(int(r)) < below {
				b = 1
			}
			nl += b
			nr += 1 - b
		}
		return nl
	})
}

// differentiate computes the gradients of the bag and turns them into fixed point.
func (f *fitter) differentiate(bag int) error {
	k := chunks(bag)
	absG, sumH := make([]float64, k), make([]float64, k)
	each(f.opt.Threads, k, func(i int) {
		lo, hi := bounds(i, bag)
		absG[i], sumH[i] = f.derive(lo, hi)
	})
	totalG, totalH := 0.0, 0.0
	for i := range k {
		totalG += absG[i]
		totalH += sumH[i]
	}
	if !finite(totalG) || !finite(totalH) {
		return ErrDiverged
	}
	f.scan = scanner{
		fixed: newFixed(totalG, totalH, bag), lambda: f.opt.Lambda, minGain: f.opt.MinGain, minRows: f.opt.MinRows,
	}
	sums := make([]bucket, k)
	each(f.opt.Threads, k, func(i int) {
		lo, hi := bounds(i, bag)
		for j, r := range f.set.rows[lo:hi] {
			b := f.scan.bucket(f.g[lo+j], f.h[lo+j])
			f.gh[r], f.sorted[lo+j] = b, b
			sums[i] = sums[i].plus(b)
		}
	})
	f.total = bucket{}
	for _, b := range sums {
		f.total = f.total.plus(b)
	}
	return nil
}

// derive computes the gradients of places lo to hi of the bag and their absolute and plain sums.
func (f *fitter) derive(lo, hi int) (absG, sumH float64) {
	var score, y [block]float64
	for a := lo; a < hi; a += block {
		b := min(a+block, hi)
		rows, g, h := f.set.rows[a:b], f.g[a:b], f.h[a:b]
		for j, r := range rows {
			score[j], y[j] = f.score[r], f.y[r]
		}
		f.obj.gradients(g, h, score[:b-a], y[:b-a])
		if f.w != nil {
			for j, r := range rows {
				g[j] = float64(g[j] * f.w[r])
				h[j] = float64(h[j] * f.w[r])
			}
		}
		for j := range g {
			absG += math.Abs(g[j])
			sumH += h[j]
		}
	}
	return absG, sumH
}

// value is the step of a leaf before the learning rate: −G/(H+λ), or the quantile of its residuals.
func (f *fitter) value(l *leaf) float64 {
	if f.obj.refits() {
		return f.refit(l)
	}
	h := f.scan.hess(l.sum) + f.opt.Lambda
	if h <= 0 {
		return 0
	}
	v := -f.scan.g(l.sum) / h
	if f.obj.logLink() {
		v = min(max(v, -maxStep), maxStep)
	}
	return v
}

func (f *fitter) refit(l *leaf) float64 {
	rs := f.residuals[l.lo:l.hi]
	for i, r := range f.set.rows[l.lo:l.hi] {
		rs[i] = residual{r: f.y[r] - f.score[r], w: f.scan.weight(f.gh[r])}
	}
	return weightedQuantile(rs, f.obj.tau)
}

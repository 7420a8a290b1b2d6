package gbt

import "math"

// bucket is what a set of rows adds up to, in fixed point: the sum of gradients, and the sum of hessians with the
// number of rows in its low bits. Whole numbers add up to the same bits in any order and on any number of threads,
// parent − child is exact, and one instruction adds hessian and count.
type bucket struct{ g, h int64 }

func (a bucket) plus(b bucket) bucket  { return bucket{a.g + b.g, a.h + b.h} }
func (a bucket) minus(b bucket) bucket { return bucket{a.g - b.g, a.h - b.h} }

// hist is the histogram of one feature; a bin indexes it without a bounds check.
type hist [256]bucket

// fixed is the fixed point of one tree. Its scales are powers of two chosen so that no sum can overflow: the mean
// gradient has 61 − log2(n) bits, the mean hessian 61 − 2·log2(n) (21 at a million rows, 41 at a thousand).
type fixed struct {
	gScale, hScale     float64
	gInverse, hInverse float64
	countBits          uint
}

// scaleFor is the largest power of two that keeps sum·scale below 2^bits; 1 for a sum of 0.
func scaleFor(sum float64, bits int) float64 {
	if sum == 0 {
		return 1
	}
	_, e := math.Frexp(sum)
	return math.Ldexp(1, min(bits-e, 1000))
}

func newFixed(absG, sumH float64, rows int) fixed {
	_, bits := math.Frexp(float64(rows))
	f := fixed{gScale: scaleFor(absG, 61), hScale: scaleFor(sumH, 61-bits), countBits: uint(bits)}
	f.gInverse, f.hInverse = 1/f.gScale, 1/f.hScale
	return f
}

// bucket is one row.
func (f *fixed) bucket(g, h float64) bucket {
	return bucket{g: int64(g * f.gScale), h: int64(float64(h*f.hScale)+0.5)<<f.countBits | 1}
}

func (f *fixed) count(b bucket) int    { return int(b.h & (1<<f.countBits - 1)) }
func (f *fixed) weight(b bucket) int64 { return b.h >> f.countBits }
func (f *fixed) g(b bucket) float64    { return float64(float64(b.g) * f.gInverse) }
func (f *fixed) hess(b bucket) float64 { return float64(float64(b.h>>f.countBits) * f.hInverse) }

// addOne adds the rows of a leaf to the histogram of one column. gh[i] belongs to row rows[i].
func addOne(h *hist, col []uint8, rows []uint32, gh []bucket) {
	gh = gh[:len(rows)]
	for i, r := range rows {
		b := &h[col[r]]
		b.g += gh[i].g
		b.h += gh[i].h
	}
}

// addFour does four columns at once: row numbers and gradients are read once, and the additions of one row do not wait
// for each other. Measured twice as fast as four times addOne.
func addFour(h *[4]hist, cols [4][]uint8, rows []uint32, gh []bucket) {
	gh = gh[:len(rows)]
	c0 := cols[0]
	c1, c2, c3 := cols[1][:len(c0)], cols[2][:len(c0)], cols[3][:len(c0)]
	for i, r := range rows {
		x, y := gh[i].g, gh[i].h
		b := &h[0][c0[r]]
		b.g += x
		b.h += y
		b = &h[1][c1[r]]
		b.g += x
		b.h += y
		b = &h[2][c2[r]]
		b.g += x
		b.h += y
		b = &h[3][c3[r]]
		b.g += x
		b.h += y
	}
}

// subtract makes parent the sibling of child.
func subtract(parent, child []hist) {
	for f := range parent {
		p, c := &parent[f], &child[f]
		for b := range p {
			p[b].g -= c[b].g
			p[b].h -= c[b].h
		}
	}
}

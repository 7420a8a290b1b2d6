package ets

import "math"

// Bounds of the smoothing parameters and of φ.
const (
	lowest, highest = 1e-4, 0.9999
	lowPhi, highPhi = 0.8, 0.98
)

// Simple is simple exponential smoothing with the least-squares α and initial level.
type Simple struct {
	Alpha, Level0, Level, SSE float64
}

// SmoothSimple fits simple exponential smoothing: for given α the initial level is
// Σ e_t(0)(1−α)^{t−1} / Σ (1−α)^{2(t−1)}, clipped to the range of y; then a search in α alone. O(n), no allocation.
// It panics on an empty y.
func SmoothSimple(y []float64) Simple {
	if len(y) == 0 {
		panic("ets: empty history")
	}
	lo, hi := y[0], y[0]
	for _, v := range y {
		lo, hi = min(lo, v), max(hi, v)
	}
	k := simple{y: y, lo: lo, hi: hi}
	best, at := math.Inf(1), 0
	var grid [cells + 1]float64
	for i := 0; i <= cells; i += 2 { // two chains at a time overlap in the processor
		j := min(i+1, cells)
		grid[i], grid[j] = k.pair(gridAlpha(i), gridAlpha(j))
	}
	for i, v := range grid {
		if v < best {
			best, at = v, i
		}
	}
	alpha := k.golden(gridAlpha(max(at-1, 0)), gridAlpha(min(at+1, cells)))
	if k.sse(alpha) > best {
		alpha = gridAlpha(at)
	}
	l0, sse := k.solve(alpha)
	out := Simple{Alpha: alpha, Level0: l0, SSE: sse}
	out.Level = out.Run(y)
	return out
}

// cells is the number of cells of the grid of α.
const cells = 16

func gridAlpha(i int) float64 {
	return lowest + (highest-lowest)*float64(i)/cells
}

// Run is the level after y.
func (s Simple) Run(y []float64) float64 {
	l := s.Level0
	for _, v := range y {
		l += s.Alpha * (v - l)
	}
	return l
}

// Fitted writes the one-step forecasts of y to dst and returns the level after it.
func (s Simple) Fitted(dst, y []float64) float64 {
	l := s.Level0
	for t, v := range y {
		dst[t] = l
		l += s.Alpha * (v - l)
	}
	return l
}

type simple struct {
	y      []float64
	lo, hi float64
}

func (k *simple) sse(alpha float64) float64 {
	_, v := k.solve(alpha)
	return v
}

// solve is the least-squares initial level and its sum of squares. Errors are taken from y_1 as start, so the sums do
// not cancel.
func (k *simple) solve(alpha float64) (l0, sse float64) {
	l, p, c := k.y[0], 1.0, 1-alpha
	var ee, ep, pp float64
	for _, v := range k.y {
		e := v - l
		ee += e * e
		ep += e * p
		pp += p * p
		l += alpha * e
		p *= c
	}
	return k.close(ee, ep, pp)
}

// close finishes solve: the level is y_1 + ep/pp, clipped.
func (k *simple) close(ee, ep, pp float64) (l0, sse float64) {
	d := min(max(k.y[0]+ep/pp, k.lo), k.hi) - k.y[0]
	return k.y[0] + d, max(ee-2*d*ep+d*d*pp, 0)
}

// pair is sse at two α at once.
func (k *simple) pair(a, b float64) (sseA, sseB float64) {
	la, pa, ca := k.y[0], 1.0, 1-a
	lb, pb, cb := k.y[0], 1.0, 1-b
	var eeA, epA, ppA, eeB, epB, ppB float64
	for _, v := range k.y {
		ea, eb := v-la, v-lb
		eeA += ea * ea
		eeB += eb * eb
		epA += ea * pa
		epB += eb * pb
		ppA += pa * pa
		ppB += pb * pb
		la += a * ea
		lb += b * eb
		pa *= ca
		pb *= cb
	}
	_, sseA = k.close(eeA, epA, ppA)
	_, sseB = k.close(eeB, epB, ppB)
	return sseA, sseB
}

// golden narrows [a, b] by golden sections until α is known to about 1e-4.
func (k *simple) golden(a, b float64) float64 {
	const g = 0.6180339887498949
	x1, x2 := b-g*(b-a), a+g*(b-a)
	f1, f2 := k.pair(x1, x2)
	for b-a > 2e-4 {
		if f1 <= f2 {
			b, x2, f2 = x2, x1, f1
			x1 = b - g*(b-a)
			f1 = k.sse(x1)
		} else {
			a, x1, f1 = x1, x2, f2
			x2 = a + g*(b-a)
			f2 = k.sse(x2)
		}
	}
	if f1 <= f2 {
		return x1
	}
	return x2
}

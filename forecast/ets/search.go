package ets

import "math"

// dims is the largest number of searched values: α, β*, γ*, φ, l and b.
const dims = 6

type point = [dims]float64

// objective is what the search minimises; it must not allocate.
type objective interface{ eval(x *point) float64 }

// simplex is Nelder and Mead's method (1965, doi:10.1093/comjnl/7.4.308) on k ≤ dims values.
type simplex struct {
	x [dims + 1]point
	f [dims + 1]float64
	k int
	// Trial points live here and not on the stack, so that handing them to the objective does not allocate.
	reflected, further point
}

// minimise starts from x with the given steps and ends when the values differ by less than tol or after budget
// evaluations. It returns the best point and value.
func (s *simplex) minimise(o objective, x, step *point, k, budget int, tol float64) (point, float64) {
	s.k = k
	for i := range k + 1 {
		s.x[i] = *x
		if i > 0 {
			s.x[i][i-1] += step[i-1]
		}
		s.f[i] = o.eval(&s.x[i])
	}
	used := k + 1
	s.sort()
	for used < budget && s.f[k]-s.f[0] > tol {
		used += s.step(o)
		s.sort()
	}
	return s.x[0], s.f[0]
}

// sort is an insertion sort by value: at most one or two points are out of place.
func (s *simplex) sort() {
	for i := 1; i <= s.k; i++ {
		for j := i; j > 0 && s.f[j] < s.f[j-1]; j-- {
			s.f[j], s.f[j-1] = s.f[j-1], s.f[j]
			s.x[j], s.x[j-1] = s.x[j-1], s.x[j]
		}
	}
}

// along sets p to centre + c·(centre − worst).
func (s *simplex) along(p *point, c float64) {
	for d := range s.k {
		m := 0.0
		for i := range s.k {
			m += s.x[i][d]
		}
		m /= float64(s.k)
		p[d] = m + c*(m-s.x[s.k][d])
	}
	for d := s.k; d < dims; d++ {
		p[d] = s.x[0][d]
	}
}

// step replaces the worst point, or shrinks; it returns the evaluations used.
func (s *simplex) step(o objective) int {
	k := s.k
	s.along(&s.reflected, 1)
	fr := o.eval(&s.reflected)
	switch {
	case fr < s.f[0]:
		s.along(&s.further, 2)
		if fe := o.eval(&s.further); fe < fr {
			s.x[k], s.f[k] = s.further, fe
			return 2
		}
		s.x[k], s.f[k] = s.reflected, fr
		return 2
	case fr < s.f[k-1] || (k == 1 && fr < s.f[k]):
		s.x[k], s.f[k] = s.reflected, fr
		return 1
	}
	c := -0.5
	if fr < s.f[k] {
		c = 0.5
	}
	s.along(&s.further, c)
	if fc := o.eval(&s.further); fc < min(fr, s.f[k]) {
		s.x[k], s.f[k] = s.further, fc
		return 2
	}
	for i := 1; i <= k; i++ {
		for d := range k {
			s.x[i][d] = 0.5 * (s.x[i][d] + s.x[0][d])
		}
		s.f[i] = o.eval(&s.x[i])
	}
	return 2 + k
}

func bound(x, lo, hi float64) float64 {
	if math.IsNaN(x) {
		return lo
	}
	return min(max(x, lo), hi)
}

package score

import "math"

// Sum is an exact sum of float64: the rounding happens once, in Value, so the order of Add and Merge does not matter.
// The zero value is 0. Values that are not finite make the sum NaN.
type Sum struct {
	parts []float64 // non-overlapping, rising magnitude
	bad   bool
}

// Add adds x.
func (s *Sum) Add(x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s.bad = true
		return
	}
	keep := 0
	for _, y := range s.parts {
		if math.Abs(x) < math.Abs(y) {
			x, y = y, x
		}
		hi := x + y
		lo := y - (hi - x)
		if lo != 0 {
			s.parts[keep] = lo
			keep++
		}
		x = hi
	}
	s.parts = append(s.parts[:keep], x)
	if math.IsInf(x, 0) {
		s.bad = true
	}
}

// Merge adds the sum t.
func (s *Sum) Merge(t *Sum) {
	s.bad = s.bad || t.bad
	for _, x := range t.parts {
		s.Add(x)
	}
}

// Value is the sum rounded once to the nearest float64 (ties to even).
func (s *Sum) Value() float64 {
	if s.bad {
		return math.NaN()
	}
	n := len(s.parts)
	if n == 0 {
		return 0
	}
	n--
	hi, lo := s.parts[n], 0.0
	for n > 0 && lo == 0 {
		n--
		x := hi
		hi = x + s.parts[n]
		lo = s.parts[n] - (hi - x)
	}
	if n > 0 && (lo < 0) == (s.parts[n-1] < 0) && lo != 0 && s.parts[n-1] != 0 {
		if x := hi + 2*lo; 2*lo == x-hi {
			hi = x
		}
	}
	return hi
}

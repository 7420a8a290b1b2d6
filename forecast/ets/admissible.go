package ets

import "math"

// Admissible says whether the parameters of an additive form lie in the admissible region, where past errors die out
// (Hyndman, Akram & Archibald 2008). phi is 1 without damping; m < 2 means no season. Roots are not computed: the
// polynomial's reflection coefficients must lie within [−1, 1]. O(m²).
func Admissible(p Params, m int) bool {
	a, b, g, phi := p.Alpha, p.Beta, p.Gamma, p.Phi
	if phi <= 0 || phi > 1+1e-8 {
		return false
	}
	if m < 2 {
		return a > 1-1/phi && a < 1+1/phi && b > a*(phi-1) && b < (1+phi)*(2-a)
	}
	fm := float64(m)
	if g < max(1-1/phi-a, 0) || g > 1+1/phi-a ||
		a < 1-1/phi-g*(1-fm+phi+phi*fm)/(2*phi*fm) || b < -(1-phi)*(g/fm+a) {
		return false
	}
	c := make([]float64, m+2) // rising powers
	c[0] = phi * (1 - a - g)
	c[1] = a + b - a*phi + g - 1
	for i := 2; i < m; i++ {
		c[i] = a + b - a*phi
	}
	c[m] = a + b - phi
	c[m+1] = 1
	return insideCircle(c)
}

// insideCircle is Schur and Cohn's test by the step-down recursion; a root on the circle passes.
func insideCircle(c []float64) bool {
	next := make([]float64, len(c))
	for n := len(c) - 1; n > 0; n-- {
		k := c[0] / c[n]
		if math.Abs(k) > 1+1e-10 {
			return false
		}
		rest := 1 - k*k
		if rest < 1e-10 {
			return true
		}
		for i := range n {
			next[i] = (c[i+1] - k*c[n-1-i]) / rest
		}
		c, next = next[:n], c
	}
	return true
}

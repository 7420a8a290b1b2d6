package ets

import (
	"math"

	"zhiwei/forecast/naive"
)

// work is the workspace of one history: what the forms share, and the buffers of the objectives.
type work struct {
	y      []float64
	m      int
	form   Form
	start  State   // seasonals by decomposition, level and trend by OLS on the first values
	lo, hi float64 // range of the adjusted values: bounds of the initial level
	unit   float64 // scale of level steps
	ring   []float64
	nm     simplex
	params Params
	l0, b0 float64 // last solved initial states
}

func newWork(y []float64, m int) *work { return &work{y: y, m: m, ring: make([]float64, 4*max(m, 1))} }

// prepare sets the form and its start; additive or multiplicative seasonals come from adj.
func (w *work) prepare(f Form, adj naive.Adjustment, adjusted []float64) {
	w.form = f
	w.start = State{S: adj.Index}
	w.lo, w.hi = math.Inf(1), math.Inf(-1)
	for _, v := range adjusted {
		w.lo, w.hi = min(w.lo, v), max(w.hi, v)
	}
	w.unit = max((w.hi-w.lo)/10, 1e-3*math.Abs(w.hi))
	a, b := line(adjusted[:min(len(adjusted), 10)])
	w.start.L, w.start.B = a, b
	if f.Trend == None {
		w.start.L, w.start.B = a+b*float64(min(len(adjusted), 10)+1)/2, 0
	}
	w.start.L = bound(w.start.L, w.lo, w.hi)
}

// line is the OLS line a + b·t, t = 1 … n.
func line(y []float64) (a, b float64) {
	n := float64(len(y))
	if len(y) < 2 {
		return y[0], 0
	}
	mid, sy, sty := (n+1)/2, 0.0, 0.0
	for i, v := range y {
		sy += v
		sty += (float64(i+1) - mid) * v
	}
	b = sty / (n * (n*n - 1) / 12)
	return sy/n - b*mid, b
}

// unpack turns a search point into parameters: α, then β*, γ*, φ as the form has them; the rest is level and trend.
func (w *work) unpack(x *point) (p Params, used int) {
	p = Params{Alpha: bound(x[0], lowest, highest), Phi: 1}
	used = 1
	if w.form.Trend != None {
		p.Beta = p.Alpha * bound(x[used], lowest, highest)
		used++
	}
	if w.form.Season != None {
		p.Gamma = (1 - p.Alpha) * bound(x[used], lowest, highest)
		used++
	}
	if w.form.Trend == Damped {
		p.Phi = bound(x[used], lowPhi, highPhi)
		used++
	}
	return p, used
}

// eval is the objective: L* with the best (additive error) or the given (multiplicative error) initial states.
func (w *work) eval(x *point) float64 {
	p, used := w.unpack(x)
	w.params = p
	if w.form.Error == Additive {
		if w.form.Season == Additive {
			return float64(len(w.y)) * math.Log(w.additive(p))
		}
		return float64(len(w.y)) * math.Log(w.plain(p))
	}
	l, b := w.start.L+w.unit*x[used], w.start.B
	if w.form.Trend != None {
		b += w.unit * x[used+1]
	}
	w.l0, w.b0 = bound(l, w.lo, w.hi), b
	return w.multiplicative(p)
}

// normal holds the sums of the regression of the errors on the responses to level and trend.
type normal struct{ ee, eg, eh, gg, gh, hh float64 }

// solve moves level and trend from the start to the least-squares ones, within bounds, and returns Σe².
func (w *work) solve(s *normal) float64 {
	dl, db := s.eg/s.gg, 0.0
	if s.hh > 0 {
		hh := s.hh * (1 + 1e-9)
		if det := s.gg*hh - s.gh*s.gh; det > 1e-12*s.gg*hh {
			dl = (s.eg*hh - s.eh*s.gh) / det
			db = (s.eh*s.gg - s.eg*s.gh) / det
		}
		if out := bound(w.start.L+dl, w.lo, w.hi); out != w.start.L+dl {
			dl = out - w.start.L
			db = (s.eh - dl*s.gh) / hh
		}
	}
	dl = bound(w.start.L+dl, w.lo, w.hi) - w.start.L
	w.l0, w.b0 = w.start.L+dl, w.start.B+db
	sse := s.ee - 2*(dl*s.eg+db*s.eh) + dl*dl*s.gg + 2*dl*db*s.gh + db*db*s.hh
	return max(sse, 1e-14*s.ee, math.SmallestNonzeroFloat64)
}

// plain is Σe² of the forms without season. Three chains run side by side: errors from the start, and the responses
// of mu to a unit of level and of trend.
func (w *work) plain(p Params) float64 {
	a, b, phi := p.Alpha, p.Beta, p.Phi
	l, tr := w.start.L, w.start.B
	gl, gb, hl, hb := 1.0, 0.0, 0.0, 1.0
	if w.form.Trend == None {
		hb = 0
	}
	var s normal
	for _, v := range w.y {
		q, g, h := l+phi*tr, gl+phi*gb, hl+phi*hb
		e := v - q
		s.ee += e * e
		s.eg += e * g
		s.eh += e * h
		s.gg += g * g
		s.gh += g * h
		s.hh += h * h
		l, tr = q+a*e, phi*tr+b*e
		gl, gb = g-a*g, phi*gb-b*g
		hl, hb = h-a*h, phi*hb-b*h
	}
	return w.solve(&s)
}

// additive is Σe² of the forms with additive season; each chain has its own seasonals.
func (w *work) additive(p Params) float64 {
	a, b, c, phi := p.Alpha, p.Beta, p.Gamma, p.Phi
	m := w.m
	se, sg, sh := w.ring[:m], w.ring[m:2*m], w.ring[2*m:3*m]
	copy(se, w.start.S)
	clear(w.ring[m : 3*m])
	l, tr := w.start.L, w.start.B
	gl, gb, hl, hb := 1.0, 0.0, 0.0, 1.0
	if w.form.Trend == None {
		hb = 0
	}
	var s normal
	k := 0
	for _, v := range w.y {
		q, qg, qh := l+phi*tr, gl+phi*gb, hl+phi*hb
		e, g, h := v-(q+se[k]), qg+sg[k], qh+sh[k]
		s.ee += e * e
		s.eg += e * g
		s.eh += e * h
		s.gg += g * g
		s.gh += g * h
		s.hh += h * h
		l, tr = q+a*e, phi*tr+b*e
		gl, gb = qg-a*g, phi*gb-b*g
		hl, hb = qh-a*h, phi*hb-b*h
		se[k] += c * e
		sg[k] -= c * g
		sh[k] -= c * h
		if k++; k == m {
			k = 0
		}
	}
	return w.solve(&s)
}

// multiplicative is L* of the forms with multiplicative error from level l0 and trend b0; +Inf when mu is not
// positive. Logarithms are taken of products of eight.
func (w *work) multiplicative(p Params) float64 {
	s := w.ring[:1]
	s[0] = 1
	if w.form.Season == Multiplicative {
		s = w.ring[:w.m]
		copy(s, w.start.S)
	}
	l, b, ss, logs, prod := w.l0, w.b0, 0.0, 0.0, 1.0
	k := 0
	for t, v := range w.y {
		q := l + p.Phi*b
		mu := q * s[k]
		if !(mu > 0) || !(q > 0) {
			return math.Inf(1)
		}
		e := v/mu - 1
		ss += e * e
		prod *= mu
		if t&7 == 7 {
			logs += math.Log(prod)
			prod = 1
		}
		qe := q * e
		l, b = q+p.Alpha*qe, p.Phi*b+p.Beta*qe
		s[k] += p.Gamma * s[k] * e
		if k++; k == len(s) {
			k = 0
		}
	}
	return float64(len(w.y))*math.Log(max(ss, math.SmallestNonzeroFloat64)) + 2*(logs+math.Log(prod))
}

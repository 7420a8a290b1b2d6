package ets

import (
	"errors"
	"fmt"
	"math"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/naive"
)

// ErrNotPositive says that a history cannot be taken on the log scale.
var ErrNotPositive = errors.New("history is negative or all zero")

// maxSeason is the longest season that is modelled; a longer one is adjusted away first.
const maxSeason = 24

// Options of the Fit functions; the zero value is no season, all stable forms, the history's own scale.
type Options struct {
	M     int    // season length; below 2 there is none
	Forms []Form // candidates of Fit; nil = the eight stable forms
	Log   bool   // fit log y (see dist.Log)
	Limit int    // most recent values to fit on; 0 = all
}

// Fitted is a model after a history.
type Fitted struct {
	name   string
	form   Form
	params Params
	first  State // before the first value, seasonals by phase
	state  State // after the last value
	n, m   int   // length of the history (position of the origin); season of the form
	sigma  float64
	resid  []float64
	lik    float64
	aicc   float64
	top    float64 // largest |y| on the fitted scale
	last   float64
	adj    naive.Adjustment
	log    bool
	bc     dist.BoxCox
	// ceiling is ten times the largest value of the history on its own scale.
	ceiling float64
}

// Form is the chosen form.
func (f *Fitted) Form() Form { return f.form }

// Params are the chosen smoothing parameters.
func (f *Fitted) Params() Params { return f.params }

// Initial is the state before the first value.
func (f *Fitted) Initial() State { return f.first.clone() }

// Criterion is L* and AICc.
func (f *Fitted) Criterion() (lik, aicc float64) { return f.lik, f.aicc }

// history is a filled, transformed, seasonally adjusted copy of y.
type history struct {
	y     []float64
	start int // position of y[0] in the given history
	adj   naive.Adjustment
	log   bool
	bc    dist.BoxCox
	top   float64
}

func newHistory(y []float64, opt Options, adjust func([]float64, int) naive.Adjustment) (history, error) {
	h := history{log: opt.Log}
	full := make([]float64, len(y))
	if present := naive.Fill(full, y); present < 3 {
		return h, fmt.Errorf("ets: %d values: %w", present, dist.ErrTooShort)
	}
	if opt.Limit > 0 && len(full) > opt.Limit {
		h.start = len(full) - opt.Limit
		if opt.M > 1 { // keep phases
			h.start -= h.start % opt.M
		}
	}
	h.y = full[h.start:]
	for _, v := range h.y {
		h.top = max(h.top, math.Abs(v))
	}
	if h.adj = adjust(h.y, opt.M); h.adj.Active() {
		h.adj.Apply(h.y, h.y, 0)
	}
	if opt.Log {
		var ok bool
		if h.bc, ok = dist.Log(h.y); !ok {
			return h, fmt.Errorf("ets: %w", ErrNotPositive)
		}
		h.bc.Forward(h.y, h.y)
	}
	return h, nil
}

// FitSES is simple exponential smoothing on the history, adjusted by the M4 test.
func FitSES(y []float64, opt Options) (*Fitted, error) { return fitNamed(y, opt, ANN, "SES") }

// FitHolt is Holt's linear trend on the history, adjusted by the M4 test.
func FitHolt(y []float64, opt Options) (*Fitted, error) { return fitNamed(y, opt, AAN, "Holt") }

// FitDamped is the damped trend on the history, adjusted by the M4 test.
func FitDamped(y []float64, opt Options) (*Fitted, error) { return fitNamed(y, opt, AAdN, "Damped") }

func fitNamed(y []float64, opt Options, form Form, name string) (*Fitted, error) {
	h, err := newHistory(y, opt, naive.Adjust)
	if err != nil {
		return nil, err
	}
	w := newWork(h.y, 1)
	f := w.fit(form, naive.Adjustment{}, h.y, 1e-6, 240)
	f.finish(&h, name)
	return f, nil
}

// Fit chooses among the forms by AICc.
func Fit(y []float64, opt Options) (*Fitted, error) {
	long := opt.M > maxSeason
	h, err := newHistory(y, opt, func(v []float64, m int) naive.Adjustment {
		if long && naive.Seasonality(v, m) { // the M4 test's lag limit would never let a season this long through
			return naive.Decompose(v, m)
		}
		return naive.Adjustment{}
	})
	if err != nil {
		return nil, err
	}
	m := opt.M
	if long || m < 2 || len(h.y) < 2*m {
		m = 1
	}
	best := choose(&h, m, opt.Forms)
	best.finish(&h, best.form.String())
	return best, nil
}

// choose fits each candidate and keeps the lowest AICc whose forecast is sane; without one it is simple smoothing.
func choose(h *history, m int, forms []Form) *Fitted {
	if forms == nil {
		forms = stable
	}
	w := newWork(h.y, m)
	c := newCandidates(h.y, m)
	var best *Fitted
	for _, form := range forms {
		if !c.allows(form) {
			continue
		}
		adj, adjusted := c.season(form.Season)
		f := w.fit(form, adj, adjusted, 1e-3, 150)
		if (best == nil || f.aicc < best.aicc) && f.sane() {
			best = f
		}
	}
	if best == nil {
		best = w.fit(ANN, naive.Adjustment{}, h.y, 1e-3, 150)
	}
	return best
}

// candidates shares the decompositions between forms.
type candidates struct {
	y        []float64
	m        int
	positive bool
	adj      [2]naive.Adjustment // additive, multiplicative
	adjusted [2][]float64
}

func newCandidates(y []float64, m int) *candidates {
	c := &candidates{y: y, m: m, positive: true}
	for _, v := range y {
		c.positive = c.positive && v > 1e-30
	}
	if m < 2 {
		return c
	}
	c.adj[0] = naive.DecomposeAdditive(y, m)
	if c.positive {
		c.adj[1] = naive.Decompose(y, m)
	}
	for i := range c.adj {
		if c.adj[i].Active() {
			c.adjusted[i] = c.adj[i].Apply(make([]float64, len(y)), y, 0)
		}
	}
	return c
}

// allows says whether the data carry the form: enough values, positive for multiplicative parts, no form that
// explodes.
func (c *candidates) allows(f Form) bool {
	if f.Trend == Multiplicative || (f.Error == Multiplicative && (!c.positive || f.Season == Additive)) {
		return false
	}
	switch f.Season {
	case Additive:
		return f.Error == Additive && c.adj[0].Active()
	case Multiplicative:
		return f.Error == Multiplicative && c.adj[1].Active() && !c.adj[1].Additive
	default:
		return f.Error == Additive || f.Trend == None
	}
}

func (c *candidates) season(s Component) (naive.Adjustment, []float64) {
	switch s {
	case Additive:
		return c.adj[0], c.adjusted[0]
	case Multiplicative:
		return c.adj[1], c.adjusted[1]
	default:
		return naive.Adjustment{}, c.y
	}
}

// fit searches the parameters of one form; tol is on L*, budget in evaluations.
func (w *work) fit(form Form, adj naive.Adjustment, adjusted []float64, tol float64, budget int) *Fitted {
	w.prepare(form, adj, adjusted)
	if w.lo == w.hi {
		return w.constant()
	}
	var x point
	if form == ANN {
		s := SmoothSimple(w.y)
		x[0] = s.Alpha
		w.params = Params{Alpha: s.Alpha, Phi: 1}
		w.l0, w.b0 = s.Level0, 0
	} else {
		x = w.search(tol, budget)
		w.eval(&x)
		w.admit()
	}
	return w.result()
}

// search starts Nelder–Mead at the best of a few points.
func (w *work) search(tol float64, budget int) point {
	best, used := w.pack(0.5, 0.1)
	f := math.Inf(1)
	for _, a := range [...]float64{0.1, 0.35, 0.75} {
		for _, b := range [...]float64{0.05, 0.3} {
			x, _ := w.pack(a, b)
			if v := w.eval(&x); v < f {
				best, f = x, v
			}
			if w.form.Trend == None {
				break
			}
		}
	}
	k := used
	step := point{0.15, 0.15, 0.15, 0.15, 0.5, 0.1}
	if w.form.Trend == Damped {
		step[used-1] = -0.05
	}
	if w.form.Error == Multiplicative {
		step[used], k = 1, used+1
		if w.form.Trend != None {
			step[used+1], k = 0.2, used+2
		}
	}
	x, _ := w.nm.minimise(w, &best, &step, k, budget, tol)
	return x
}

// pack is the start of the search with the given α and β*; it returns the number of parameters.
func (w *work) pack(a, b float64) (x point, used int) {
	x[0] = a
	used = 1
	if w.form.Trend != None {
		x[used] = b
		used++
	}
	if w.form.Season != None {
		x[used] = 0.1
		used++
	}
	if w.form.Trend == Damped {
		x[used] = 0.94
		used++
	}
	return x, used
}

// admit halves γ until the parameters are admissible, and solves the initial states again.
func (w *work) admit() {
	for range 20 {
		if w.form.Season == None || Admissible(w.params, w.m) {
			return
		}
		w.params.Gamma /= 2
		if w.form.Error == Additive {
			w.additive(w.params)
		}
	}
}

// constant repeats a history that does not vary.
func (w *work) constant() *Fitted {
	w.form = ANN
	w.params = Params{Alpha: 0.5, Phi: 1}
	w.l0, w.b0 = w.y[0], 0
	return w.result()
}

// result runs the plain recursion once more and keeps errors, states and criteria.
func (w *work) result() *Fitted {
	f := &Fitted{form: w.form, params: w.params, n: len(w.y), m: 1}
	f.first = State{L: w.l0, B: w.b0, S: w.start.S}.clone()
	if f.form.Season == None {
		f.first.S = nil
	} else {
		f.m = w.m
	}
	f.resid = make([]float64, len(w.y))
	f.lik, f.state = run(f.form, f.params, f.first.clone(), w.y, 0, f.resid)
	f.aicc = f.form.AICc(f.lik, f.n, f.m)
	ss := 0.0
	for _, e := range f.resid {
		ss += e * e
	}
	f.sigma = math.Sqrt(ss / max(float64(f.n-f.form.count(f.m)+1), float64(f.n)/2))
	for _, v := range w.y {
		f.top = max(f.top, math.Abs(v))
	}
	f.last = w.y[f.n-1]
	return f
}

// sane says that a season's or ten steps' forecast stays within ten times the history.
func (f *Fitted) sane() bool {
	if math.IsNaN(f.aicc) {
		return false
	}
	for h := 1; h <= max(10, f.m); h++ {
		if v := f.point(h); !(math.Abs(v) <= 10*f.top) {
			return false
		}
	}
	return true
}

// finish attaches what leads back to the history's own scale.
func (f *Fitted) finish(h *history, name string) {
	f.name, f.adj, f.log, f.bc, f.ceiling = name, h.adj, h.log, h.bc, 10*h.top
	if f.log {
		f.name = "log " + name
	}
}

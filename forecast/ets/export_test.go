package ets

import "zhiwei/forecast/naive"

// ForecastFrom forecasts h steps with given parameters from a given initial state.
func ForecastFrom(form Form, p Params, s State, y []float64, h int) []float64 {
	f := &Fitted{form: form, params: p, n: len(y), m: max(len(s.S), 1)}
	_, f.state = run(form, p, s.clone(), y, 0, nil)
	out := make([]float64, h)
	for i := range out {
		out[i] = f.point(i + 1)
	}
	return out
}

// Objective is the search's objective of a form, for equivalence and allocation tests: it returns the value and the
// parameters and initial state at which it was reached.
func Objective(y []float64, m int, form Form) func(x [6]float64) (float64, Params, State) {
	w := newWork(y, m)
	adj, adjusted := naive.Adjustment{}, y
	if form.Season != None {
		adj, adjusted = newCandidates(y, m).season(form.Season)
	}
	w.prepare(form, adj, adjusted)
	return func(x [6]float64) (float64, Params, State) {
		v := w.eval(&x)
		return v, w.params, State{L: w.l0, B: w.b0, S: w.start.S}
	}
}

type objectiveFunc func(x *[6]float64) float64

func (f objectiveFunc) eval(x *point) float64 { return f(x) }

// Minimise runs the search on any function.
func Minimise(f func(x *[6]float64) float64, x, step [6]float64, k, budget int, tol float64) ([6]float64, float64) {
	var s simplex
	return s.minimise(objectiveFunc(f), &x, &step, k, budget, tol)
}

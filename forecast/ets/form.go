package ets

import "math"

// Component is the kind of an error, trend or season.
type Component byte

// The components: none, additive, additive damped, multiplicative.
const (
	None Component = iota
	Additive
	Damped
	Multiplicative
)

var letters = [...]string{None: "N", Additive: "A", Damped: "Ad", Multiplicative: "M"}

// Form is a form of exponential smoothing. Its zero value is none.
type Form struct{ Error, Trend, Season Component }

// The stable forms.
var (
	ANN  = Form{Additive, None, None}
	MNN  = Form{Multiplicative, None, None}
	AAN  = Form{Additive, Additive, None}
	AAdN = Form{Additive, Damped, None}
	ANA  = Form{Additive, None, Additive}
	AAdA = Form{Additive, Damped, Additive}
	MNM  = Form{Multiplicative, None, Multiplicative}
	MAdM = Form{Multiplicative, Damped, Multiplicative}
)

// stable are the forms tried by default, in the order that breaks ties.
var stable = []Form{ANN, MNN, AAN, AAdN, ANA, AAdA, MNM, MAdM}

// String is the literature's notation, e.g. "ETS(A,Ad,N)".
func (f Form) String() string {
	return "ETS(" + letters[f.Error] + "," + letters[f.Trend] + "," + letters[f.Season] + ")"
}

// Params are the smoothing parameters; those a form lacks are 0, and Phi is 1 for an undamped trend.
type Params struct{ Alpha, Beta, Gamma, Phi float64 }

// State is level, trend and seasonals; S[t mod m] belongs to position t of the history.
type State struct {
	L, B float64
	S    []float64
}

// clone copies the seasonals too.
func (s State) clone() State {
	s.S = append([]float64(nil), s.S...)
	return s
}

// count is k: smoothing parameters, φ, initial states with m−1 free seasonals, and the variance.
func (f Form) count(m int) int {
	k := 3 // α, l, σ²
	if f.Trend != None {
		k += 2
	}
	if f.Trend == Damped {
		k++
	}
	if f.Season != None {
		k += m
	}
	return k
}

// AICc is the corrected information criterion of the likelihood lik = L* on n values; +Inf when n ≤ k+1.
func (f Form) AICc(lik float64, n, m int) float64 {
	k := float64(f.count(m))
	if float64(n) <= k+1 {
		return math.Inf(1)
	}
	return lik + 2*k + 2*k*(k+1)/(float64(n)-k-1)
}

// Likelihood is L* = −2·log-likelihood up to a constant, as R's ets reports it (loglik = −L*/2), of y under the form
// with parameters p from the initial state s. It is the plain path: the search's objectives must agree with it.
func Likelihood(f Form, p Params, s State, y []float64) float64 {
	lik, _ := run(f, p, s.clone(), y, 0, nil)
	return lik
}

// run filters y from state s (overwritten) whose first value is position start; errors go to dst unless nil.
func run(f Form, p Params, s State, y []float64, start int, dst []float64) (float64, State) {
	ss, logs := 0.0, 0.0
	k := 0
	if f.Season != None {
		k = start % len(s.S)
	}
	for t, v := range y {
		q := s.L + p.Phi*s.B
		mu, season := q, 0.0
		switch f.Season {
		case Additive:
			season = s.S[k]
			mu = q + season
		case Multiplicative:
			season = s.S[k]
			mu = q * season
		case None, Damped:
		}
		e := v - mu
		raw := e
		switch f.Season {
		case Multiplicative:
			raw = e / season
			s.S[k] = season + p.Gamma*e/q
		case Additive:
			s.S[k] = season + p.Gamma*e
		case None, Damped:
		}
		s.L = q + p.Alpha*raw
		s.B = p.Phi*s.B + p.Beta*raw
		if f.Error == Multiplicative {
			e /= mu
			logs += math.Log(math.Abs(mu))
		}
		ss += e * e
		if dst != nil {
			dst[t] = e
		}
		if k++; k >= len(s.S) {
			k = 0
		}
	}
	return float64(len(y))*math.Log(ss) + 2*logs, s
}

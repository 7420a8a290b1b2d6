package ets

import (
	"math"

	"zhiwei/forecast/dist"
)

// Name is the form in the literature's notation, or "SES", "Holt", "Damped"; "log " in front on the log scale.
func (f *Fitted) Name() string { return f.name }

// Residuals are the one-step errors, oldest first: relative for a multiplicative error, on the log scale with Log, of
// the seasonally adjusted history where that was adjusted.
func (f *Fitted) Residuals() []float64 { return append([]float64(nil), f.resid...) }

// damp is φ + φ² + … + φ^h.
func (f *Fitted) damp(h int) float64 {
	if f.form.Trend == None {
		return 0
	}
	s, p := 0.0, 1.0
	for range h {
		p *= f.params.Phi
		s += p
	}
	return s
}

// point is the forecast of lead h = 1, 2, … on the fitted scale.
func (f *Fitted) point(h int) float64 {
	v := f.state.L + f.damp(h)*f.state.B
	switch f.form.Season {
	case Additive:
		return v + f.state.S[(f.n+h-1)%f.m]
	case Multiplicative:
		return v * f.state.S[(f.n+h-1)%f.m]
	default:
		return v
	}
}

// Predict is the forecast of h steps: normal quantiles for additive errors (v_h = σ²(1 + Σ c_j²), c_j = α +
// β(φ+…+φ^j) + γ·1{j mod m = 0}), normal ones with the exact second moment, not below 0, for multiplicative errors
// (Hyndman et al. 2005, J. Forecasting 24:17–37, doi:10.1002/for.938, classes 2 and 3). On the log scale nothing goes
// above ten times the history's largest value: there the upper tail of a long lead is an extrapolation of an exponent.
func (f *Fitted) Predict(h int) dist.Dist {
	block := make([]float64, 2*h)
	mu, sd := block[:h], block[h:]
	var d dist.Dist
	if f.form.Error == Multiplicative {
		f.relative(mu, sd)
		d = dist.FromNormal(mu, sd).Clip(0, math.Inf(1))
	} else {
		f.absolute(mu, sd)
		d = dist.FromNormal(mu, sd)
	}
	if f.log {
		d = f.bc.Back(d)
	}
	d = f.adj.Restore(d, f.n)
	if f.log {
		d.Clip(math.Inf(-1), f.ceiling)
	}
	return d
}

// absolute writes means and standard deviations of an additive form; the damping sums run along.
func (f *Fitted) absolute(mu, sd []float64) {
	sum, damp, power := 1.0, 0.0, 1.0
	for i := range mu {
		if f.form.Trend != None {
			power *= f.params.Phi
			damp += power
		}
		mu[i] = f.state.L + damp*f.state.B
		if f.form.Season == Additive {
			mu[i] += f.state.S[(f.n+i)%f.m]
		}
		sd[i] = f.sigma * math.Sqrt(sum)
		c := f.params.Alpha + f.params.Beta*damp
		if f.form.Season == Additive && (i+1)%f.m == 0 {
			c += f.params.Gamma
		}
		sum += c * c
	}
}

// relative is the same for a multiplicative error: θ_h = μ_h² + σ² Σ_{j<h} c_j² θ_{h−j},
// v_h = s²[θ_h(1+σ²)(1+γ²σ²)^k − μ_h²] with k whole seasons before h. The standard deviation is capped at five times
// the history's largest value.
func (f *Fitted) relative(mu, sd []float64) {
	s2 := f.sigma * f.sigma
	theta, c2 := make([]float64, len(mu)), make([]float64, len(mu))
	for i := range mu {
		damp := f.damp(i + 1)
		c := f.params.Alpha + f.params.Beta*damp
		c2[i] = c * c
		level := f.state.L + damp*f.state.B
		theta[i] = level * level
		for j := range i {
			theta[i] += s2 * c2[j] * theta[i-1-j]
		}
		season, seasons := 1.0, 0
		if f.form.Season == Multiplicative {
			season, seasons = f.state.S[(f.n+i)%f.m], i/f.m
		}
		grow := (1 + s2) * math.Pow(1+f.params.Gamma*f.params.Gamma*s2, float64(seasons))
		v := season * season * (theta[i]*grow - level*level)
		mu[i] = level * season
		sd[i] = min(math.Sqrt(max(v, 0)), 5*f.top)
		if math.IsNaN(sd[i]) {
			sd[i] = 5 * f.top
		}
	}
}

// Update moves the origin past the values y, in place: the recursion goes on with fixed parameters, seasonal indices
// and σ. A value that is missing, or not positive on the log scale, repeats the one before.
func (f *Fitted) Update(y []float64) {
	v := make([]float64, len(y))
	for i, x := range y {
		v[i] = f.own(x, f.n+i)
	}
	e := make([]float64, len(v))
	_, f.state = run(f.form, f.params, f.state, v, f.n, e)
	f.resid = append(f.resid, e...)
	f.n += len(v)
}

// own brings the value at position t to the fitted scale.
func (f *Fitted) own(x float64, t int) float64 {
	one := [1]float64{x}
	if f.adj.Active() {
		f.adj.Apply(one[:], one[:], t)
	}
	if f.log {
		f.bc.Forward(one[:], one[:])
	}
	if v := one[0]; !math.IsNaN(v) && math.Abs(v) <= 1e35 && (f.form.Error == Additive || v > 0) {
		f.last = v
		f.top = max(f.top, math.Abs(v))
	}
	return f.last
}

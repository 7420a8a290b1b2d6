package theta

import (
	"errors"
	"fmt"
	"math"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
	"zhiwei/forecast/naive"
)

// ErrNotPositive says that a history cannot be taken on the log scale.
var ErrNotPositive = errors.New("history is negative or all zero")

// Method chooses the model.
type Method int

// The models.
const (
	Classic Method = iota // the Theta method of the M3 and M4 competitions
	DOTM                  // dynamic optimised Theta
)

// Options of Fit; the zero value is the classic method without season.
type Options struct {
	Method Method
	M      int  // season length; below 2 there is none
	Log    bool // fit log y (see dist.Log)
	Limit  int  // most recent values to fit on; 0 = all
}

// Fitted is a Theta model after a history.
type Fitted struct {
	opt   Options
	n     int // length of the history used
	adj   naive.Adjustment
	bc    dist.BoxCox
	floor float64 // lower bound of forecasts on the fitted scale
	sigma float64
	resid []float64
	last  float64
	// ceiling is ten times the history's largest value; it bounds forecasts on the log scale.
	ceiling float64
	// Classic: line and smoothing of the θ-line.
	a, b float64
	ses  ets.Simple
	// DOTM.
	dyn dynamic
}

// Fit adjusts, transforms and estimates.
func Fit(y []float64, opt Options) (*Fitted, error) {
	full := make([]float64, len(y))
	if present := naive.Fill(full, y); present < 3 {
		return nil, fmt.Errorf("theta: %d values: %w", present, dist.ErrTooShort)
	}
	if opt.Limit > 0 && len(full) > opt.Limit {
		full = full[len(full)-opt.Limit:]
	}
	f := &Fitted{opt: opt, n: len(full), floor: math.Inf(-1)}
	for _, v := range full {
		f.ceiling = max(f.ceiling, 10*math.Abs(v))
	}
	if lowest(full) >= 0 {
		f.floor = 0
	}
	if f.adj = naive.Adjust(full, opt.M); f.adj.Active() {
		f.adj.Apply(full, full, 0)
		if f.adj.Additive {
			f.floor = math.Inf(-1)
		}
	}
	if opt.Log {
		var ok bool
		if f.bc, ok = dist.Log(full); !ok {
			return nil, fmt.Errorf("theta: %w", ErrNotPositive)
		}
		f.bc.Forward(full, full)
		f.floor = math.Inf(-1)
	}
	f.last = full[f.n-1]
	f.estimate(full)
	return f, nil
}

func lowest(y []float64) float64 {
	lo := math.Inf(1)
	for _, v := range y {
		lo = min(lo, v)
	}
	return lo
}

func (f *Fitted) estimate(y []float64) {
	f.resid = make([]float64, len(y))
	if f.opt.Method == DOTM {
		f.dyn = fitDynamic(y, f.resid)
		f.sigma = spread(f.resid[2:], 2)
		return
	}
	f.a, f.b = line(y)
	z := make([]float64, len(y))
	for t, v := range y {
		z[t] = 2*v - (f.a + f.b*float64(t+1))
	}
	f.ses = ets.SmoothSimple(z)
	f.ses.Fitted(f.resid, z)
	for t, v := range y {
		f.resid[t] = v - 0.5*(f.resid[t]+f.a+f.b*float64(t+1))
	}
	f.sigma = spread(f.resid, 3)
}

// spread is the standard deviation of errors around 0 with k estimated values.
func spread(e []float64, k int) float64 {
	s := 0.0
	for _, v := range e {
		s += v * v
	}
	return math.Sqrt(s / float64(max(len(e)-k, (len(e)+1)/2, 1)))
}

// line is the OLS line a + b·t, t = 1 … n.
func line(y []float64) (a, b float64) {
	n := float64(len(y))
	mid, sy, sty := (n+1)/2, 0.0, 0.0
	for i, v := range y {
		sy += v
		sty += (float64(i+1) - mid) * v
	}
	b = sty / (n * (n*n - 1) / 12)
	return sy/n - b*mid, b
}

// Name is "Theta" or "DOTM", "log " in front on the log scale.
func (f *Fitted) Name() string {
	name := "Theta"
	if f.opt.Method == DOTM {
		name = "DOTM"
	}
	if f.opt.Log {
		return "log " + name
	}
	return name
}

// Loss is DOTM's α, θ and Σ_{t≥3}(y_t − mu_t)² on the fitted scale; for the classic method α, 2 and the loss of the
// θ-line.
func (f *Fitted) Loss() (alpha, theta, loss float64) {
	if f.opt.Method == DOTM {
		return f.dyn.alpha, 1 / (1 - f.dyn.kappa), f.dyn.loss
	}
	return f.ses.Alpha, 2, f.ses.SSE
}

// Residuals are the one-step errors on the fitted scale (adjusted, log with Log), oldest first.
func (f *Fitted) Residuals() []float64 { return append([]float64(nil), f.resid...) }

// Predict is the forecast of h steps.
func (f *Fitted) Predict(h int) dist.Dist {
	block := make([]float64, 2*h)
	mu, sd := block[:h], block[h:]
	if f.opt.Method == DOTM {
		f.dyn.forecast(mu, sd, f.sigma)
	} else {
		for i := range mu {
			mu[i] = 0.5 * (f.ses.Level + f.a + f.b*float64(f.n+i+1))
			sd[i] = f.sigma * math.Sqrt(1+float64(i)*f.ses.Alpha*f.ses.Alpha)
		}
	}
	for i := range mu {
		mu[i] = max(mu[i], f.floor)
	}
	d := dist.FromNormal(mu, sd)
	if f.opt.Log {
		d = f.bc.Back(d)
	}
	d = f.adj.Restore(d, f.n)
	if f.opt.Log {
		d.Clip(math.Inf(-1), f.ceiling)
	}
	return d
}

// Update moves the origin past the values y, in place, with fixed parameters, line, indices and σ.
func (f *Fitted) Update(y []float64) {
	for _, x := range y {
		one := [1]float64{x}
		if f.adj.Active() {
			f.adj.Apply(one[:], one[:], f.n)
		}
		if f.opt.Log {
			f.bc.Forward(one[:], one[:])
		}
		if v := one[0]; !math.IsNaN(v) && math.Abs(v) <= 1e35 {
			f.last = v
		}
		f.push(f.last)
	}
}

func (f *Fitted) push(v float64) {
	f.n++
	if f.opt.Method == DOTM {
		f.resid = append(f.resid, v-f.dyn.mu())
		f.dyn.push(v)
		return
	}
	on := f.a + f.b*float64(f.n)
	f.resid = append(f.resid, v-0.5*(f.ses.Level+on))
	f.ses.Level += f.ses.Alpha * (2*v - on - f.ses.Level)
}

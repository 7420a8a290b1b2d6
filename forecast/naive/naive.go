package naive

import (
	"fmt"
	"math"

	"zhiwei/forecast/dist"
)

// Method chooses the benchmark.
type Method int

// The benchmarks.
const (
	Plain    Method = iota // the last value
	Seasonal               // the value of the same phase in the last season
	Two                    // Naive2 of the M4 competition
)

// sigmaWindow is how many of the last points σ is taken from.
const sigmaWindow = 1000

// Options of Fit; the zero value is the plain naive.
type Options struct {
	Method Method
	M      int // season length; below 2 there is no season
}

// Fitted is a naive model after a history.
type Fitted struct {
	opt   Options
	y     []float64 // filled history
	adj   Adjustment
	sigma float64
}

// Fit stores the history and measures its one-season changes. O(n), O(n·m) for Two.
func Fit(y []float64, opt Options) (*Fitted, error) {
	f := &Fitted{opt: opt, y: make([]float64, len(y))}
	if f.opt.M < 1 {
		f.opt.M = 1
	}
	present := Fill(f.y, y)
	if present == 0 || len(y) < f.lag() {
		return nil, fmt.Errorf("naive: %d values, season %d: %w", present, f.lag(), dist.ErrTooShort)
	}
	if opt.Method == Two {
		f.adj = Adjust(f.y, f.opt.M)
	}
	f.measure()
	return f, nil
}

// lag is the period that the forecast repeats.
func (f *Fitted) lag() int {
	if f.opt.Method == Seasonal {
		return f.opt.M
	}
	return 1
}

func (f *Fitted) measure() {
	from := max(0, len(f.y)-sigmaWindow)
	y := f.y[from:]
	if f.adj.Active() {
		y = f.adj.Apply(make([]float64, len(y)), y, from)
	}
	lag, sum := f.lag(), 0.0
	for t := lag; t < len(y); t++ {
		e := y[t] - y[t-lag]
		sum += e * e
	}
	f.sigma = 0
	if len(y) > lag {
		f.sigma = math.Sqrt(sum / float64(len(y)-lag))
	}
}

// Name is "Naive", "sNaive(7)" or "Naive2".
func (f *Fitted) Name() string {
	switch f.opt.Method {
	case Seasonal:
		return fmt.Sprintf("sNaive(%d)", f.opt.M)
	case Two:
		return "Naive2"
	default:
		return "Naive"
	}
}

// Predict is the forecast of h steps; means equal medians.
func (f *Fitted) Predict(h int) dist.Dist {
	lag, n := f.lag(), len(f.y)
	block := make([]float64, 2*h)
	mu, sd := block[:h], block[h:]
	for i := range mu {
		t := n - lag + i%lag
		mu[i] = f.y[t]
		sd[i] = f.sigma * math.Sqrt(float64(i/lag+1))
		if f.adj.Active() {
			mu[i] = f.adj.Apply(mu[i:i+1], f.y[t:t+1], t)[0]
		}
	}
	return f.adj.Restore(dist.FromNormal(mu, sd), n)
}

// Residuals are the one-step errors y_t − f_t, oldest first; the first season has none and is left out.
func (f *Fitted) Residuals() []float64 {
	lag := f.lag()
	r := make([]float64, len(f.y)-lag)
	one := make([]float64, 1)
	for i := range r {
		t := i + lag
		prev := f.y[t-lag]
		if f.adj.Active() {
			prev = f.adj.Apply(one, f.y[t-lag:t-lag+1], t-lag)[0]
			prev = f.restoreOne(prev, t)
		}
		r[i] = f.y[t] - prev
	}
	return r
}

func (f *Fitted) restoreOne(v float64, t int) float64 {
	i := f.adj.Index[t%len(f.adj.Index)]
	if f.adj.Additive {
		return v + i
	}
	return v * i
}

// Update moves the origin past the values y, in place; seasonal indices stay as fitted.
func (f *Fitted) Update(y []float64) {
	n := len(f.y)
	last := f.y[n-1]
	for _, v := range y {
		if !missing(v) {
			last = v
		}
		f.y = append(f.y, last)
	}
	f.measure()
}

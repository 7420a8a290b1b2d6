package intermittent

import (
	"fmt"
	"math"
	"slices"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
)

// Method chooses the rate.
type Method int

// The methods.
const (
	SBA Method = iota // the default: Croston's without its bias
	Croston
	TSB
	ADIDA
	IMAPA
)

// Shape chooses the distribution around the rate.
type Shape int

// The shapes.
const (
	Resampled   Shape = iota // Bernoulli × weighted past sizes
	NegBinomial              // negative binomial with the history's variance
)

// Options of Fit; the zero value is SBA with α = β = 0.1 and resampled sizes.
type Options struct {
	Method Method
	Shape  Shape
	Alpha  float64 // smoothing of sizes and intervals; 0 = 0.1 (Croston 1972)
	Beta   float64 // TSB's smoothing of the occurrence; 0 = 0.1
}

// Fitted is an intermittent model after a history.
type Fitted struct {
	opt         Options
	y           []float64 // history, no demand as 0
	fit         []float64 // one-step rates
	rate        float64
	sizes, wts  []float64 // distinct sizes rising, and their weights
	occurrence  float64   // π, at most 1
	stretch     float64   // factor on sizes when the rate asks for more than one demand a period
	whole       bool
	meanY, varY float64
}

// Fit runs the recursion over the history.
func Fit(y []float64, opt Options) (*Fitted, error) {
	if len(y) == 0 {
		return nil, fmt.Errorf("intermittent: %w", dist.ErrTooShort)
	}
	if !(opt.Alpha > 0 && opt.Alpha <= 1) {
		opt.Alpha = 0.1
	}
	if !(opt.Beta > 0 && opt.Beta <= 1) {
		opt.Beta = 0.1
	}
	f := &Fitted{opt: opt}
	f.Update(y)
	return f, nil
}

// Update moves the origin past the values y, in place.
func (f *Fitted) Update(y []float64) {
	for _, v := range y {
		if !(v > 0) || v > 1e35 {
			v = 0
		}
		f.y = append(f.y, v)
	}
	f.run()
	f.shape()
}

// run computes the one-step rates and the rate at the end.
func (f *Fitted) run() {
	f.fit = slices.Grow(f.fit[:0], len(f.y))[:len(f.y)]
	switch f.opt.Method {
	case TSB:
		f.rate = f.tsb()
	case ADIDA:
		f.rate = f.blocks(interval(f.y), interval(f.y))
	case IMAPA:
		f.rate = f.blocks(1, interval(f.y))
	case Croston, SBA:
		f.rate = f.croston()
	}
}

// croston starts at the first size and the first interval, as the literature's simple start.
func (f *Fitted) croston() float64 {
	factor := 1.0
	if f.opt.Method == SBA {
		factor = 1 - f.opt.Alpha/2
	}
	z, p, q, rate := 0.0, 0.0, 0.0, 0.0
	for t, v := range f.y {
		f.fit[t] = rate
		q++
		if v == 0 {
			continue
		}
		if p == 0 {
			z, p = v, q
		} else {
			z += f.opt.Alpha * (v - z)
			p += f.opt.Alpha * (q - p)
		}
		q = 0
		rate = factor * z / p
	}
	return rate
}

// tsb starts at the first size and at the share of demands in the first 1/β periods.
func (f *Fitted) tsb() float64 {
	first := min(len(f.y), int(math.Ceil(1/f.opt.Beta)))
	pi := float64(demands(f.y[:first])) / float64(first)
	z := 0.0
	for t, v := range f.y {
		f.fit[t] = pi * z
		if v == 0 {
			pi -= f.opt.Beta * pi
			continue
		}
		pi += f.opt.Beta * (1 - pi)
		if z == 0 {
			z = v
		} else {
			z += f.opt.Alpha * (v - z)
		}
	}
	return pi * z
}

func demands(y []float64) int {
	n := 0
	for _, v := range y {
		if v > 0 {
			n++
		}
	}
	return n
}

// interval is the mean interval between demands, rounded, from the start of the history to its last demand; at most
// half of the history.
func interval(y []float64) int {
	n, last := 0, 0
	for t, v := range y {
		if v > 0 {
			n++
			last = t + 1
		}
	}
	if n == 0 {
		return 1
	}
	return min(max(1, int(math.Round(float64(last)/float64(n)))), max(1, len(y)/2))
}

// blocks is the mean rate over block lengths lo … hi; one-step rates hold each block's forecast over the block.
func (f *Fitted) blocks(lo, hi int) float64 {
	clear(f.fit)
	total := 0.0
	share := 1 / float64(hi-lo+1)
	sums := make([]float64, 0, len(f.y))
	fitted := make([]float64, len(f.y))
	for k := lo; k <= hi; k++ {
		start := len(f.y) % k
		sums = sums[:0]
		for t := start; t < len(f.y); t += k {
			s := 0.0
			for _, v := range f.y[t : t+k] {
				s += v
			}
			sums = append(sums, s)
		}
		ses := ets.SmoothSimple(sums)
		level := ses.Fitted(fitted[:len(sums)], sums)
		for t := start; t < len(f.y); t++ {
			f.fit[t] += share * fitted[(t-start)/k] / float64(k)
		}
		total += max(level, 0) / float64(k)
	}
	return total * share
}

// shape sets sizes, weights, occurrence and moments for the rate.
func (f *Fitted) shape() {
	f.sizes, f.wts, f.whole = weigh(f.y, f.opt.Alpha)
	f.meanY, f.varY = moments(f.y)
	z := 0.0
	for i, s := range f.sizes {
		z += s * f.wts[i]
	}
	f.occurrence, f.stretch = 0, 1
	if z > 0 {
		f.occurrence = f.rate / z
		if f.occurrence > 1 {
			f.stretch, f.occurrence = f.occurrence, 1
		}
	}
}

// weigh gives the j-th last size the weight α(1−α)^j and the first one the rest, summed over equal sizes.
func weigh(y []float64, alpha float64) (sizes, weights []float64, whole bool) {
	type size struct{ v, w float64 }
	var all []size
	whole = true
	for _, v := range y {
		if v > 0 {
			all = append(all, size{v: v})
			whole = whole && v == math.Trunc(v)
		}
	}
	rest := 1.0
	for i := len(all) - 1; i >= 0; i-- {
		all[i].w = alpha * rest
		if i == 0 {
			all[i].w = rest
		}
		rest -= all[i].w
	}
	slices.SortFunc(all, func(a, b size) int {
		switch {
		case a.v < b.v:
			return -1
		case a.v > b.v:
			return 1
		case a.w < b.w:
			return -1
		case a.w > b.w:
			return 1
		default:
			return 0
		}
	})
	for _, s := range all {
		if n := len(sizes); n > 0 && sizes[n-1] == s.v {
			weights[n-1] += s.w
			continue
		}
		sizes, weights = append(sizes, s.v), append(weights, s.w)
	}
	return sizes, weights, whole
}

func moments(y []float64) (mu, v float64) {
	for _, x := range y {
		mu += x
	}
	mu /= float64(len(y))
	for _, x := range y {
		v += (x - mu) * (x - mu)
	}
	return mu, v / float64(max(len(y)-1, 1))
}

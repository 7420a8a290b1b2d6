package backtest

import (
	"math"

	"zhiwei/forecast/ridge"
)

// spec is one ridge member: its options and the number of clusters.
type spec struct {
	ridge.Options
	clusters int
}

// members are the ridges of a frequency (forecasting_recipes §3, table "Members of R").
func (p *panel) members() []spec {
	h, m := p.opt.Horizon, p.opt.Season
	var out []spec
	add := func(o ridge.Options, clusters ...int) {
		for _, c := range clusters {
			o.H = h
			out = append(out, spec{o, c})
		}
	}
	switch {
	case p.opt.Freq == Hourly:
		for _, log := range []bool{true, false} {
			add(ridge.Options{K: 336, Log: log, Ref: 168, Span: 336, Every: 4, Windows: 130}, 8)
		}
		add(ridge.Options{K: 336, Log: true, Ref: 168, Span: 336, Every: 4, Windows: 130}, 4)
		add(ridge.Options{K: 192, Log: true, Ref: 24, Span: 336, Every: 4, Windows: 130}, 8)
	case p.opt.Freq == Weekly:
		for _, log := range []bool{true, false} {
			for _, k := range []int{65, 110, 156} {
				add(ridge.Options{K: k, Log: log, Span: 104, Every: 2, Windows: 250}, 8)
			}
			add(ridge.Options{K: 110, Log: log, Span: 104, Every: 2, Windows: 250}, 4, 16)
		}
	case m > 1:
		for _, k := range []int{m + 1, 2*m + 1, 3*m + 1} {
			add(ridge.Options{K: k, Log: true, Ref: m, Lambda: 0.03, Windows: 100}, 6, 12)
		}
		add(ridge.Options{K: 2*m + 1, Ref: m, Lambda: 0.03, Windows: 100}, 6, 12)
	default:
		for _, log := range []bool{true, false} {
			for _, k := range []int{4, 7, 10, 14, 20} {
				add(ridge.Options{K: k, Log: log, Diff: true, Windows: 60}, 6, 16)
			}
			for _, k := range []int{4, 8, 13, 20} {
				add(ridge.Options{K: k, Log: log, Diff: true, Windows: 60}, 1)
			}
		}
	}
	return out
}

// clusters assigns each series by a few numbers of its shape; known is false where it has too little history for one.
func (p *panel) clusters(k int) (known []bool, assign []int) {
	points := make([][]float64, len(p.series))
	known = make([]bool, len(p.series))
	for i := range p.series {
		points[i], known[i] = p.shape(p.series[i].filled)
	}
	if p.opt.Freq != Hourly && p.opt.Freq != Weekly && p.opt.Season == 1 {
		standardise(points)
	}
	return known, ridge.Clusters(points, k)
}

// shape are the numbers of forecasting_recipes §3 for the frequency.
func (p *panel) shape(y []float64) ([]float64, bool) {
	m := p.opt.Season
	switch {
	case p.opt.Freq == Hourly:
		return profile(y, 168)
	case p.opt.Freq == Weekly:
		d := changes(tail(y, 261))
		return []float64{0.5 * logMean(d), 2 * ridge.ACF(d, 1), 3 * ridge.ACF(d, 52), 2 * ridge.ACF(d, 13), 2 * ridge.ACF(d, 4)}, len(y) > 60
	case m > 1:
		t := tail(y, 5*m)
		d := changes(t)
		return []float64{0.5 * logMean(d), 2 * ridge.ACF(d, 1), 3 * ridge.ACF(d, m), 2 * ridge.ACF(d, m/2), 0.7 * drift(t, m)}, len(y) > m
	default:
		d := changes(y)
		return []float64{0.5 * logMean(d), 1.5 * drift(y, 1), 1.5 * ridge.ACF(d, 1), drift(tail(y, 6), 1)}, len(y) > 5
	}
}

func tail(y []float64, n int) []float64 { return y[max(0, len(y)-n):] }

// changes are the differences of logs where all values are positive, else of values over their mean.
func changes(y []float64) []float64 {
	level := 0.0
	positive := true
	for _, v := range y {
		level += math.Abs(v) / float64(len(y))
		positive = positive && v > 0
	}
	var out []float64
	for t := 1; t < len(y); t++ {
		if positive {
			out = append(out, math.Log(y[t]/y[t-1]))
		} else {
			out = append(out, (y[t]-y[t-1])/max(level, 1e-9))
		}
	}
	return out
}

func logMean(d []float64) float64 {
	sum := 0.0
	for _, v := range d {
		sum += math.Abs(v) / float64(len(d))
	}
	return math.Log(max(sum, 1e-4))
}

// drift is the mean change over m steps in units of the mean absolute step, within ±4.
func drift(y []float64, m int) float64 {
	sum, step, n := 0.0, 0.0, 0.0
	for t := 1; t < len(y); t++ {
		step += math.Abs(y[t] - y[t-1])
		if t >= m {
			sum += y[t] - y[t-m]
			n++
		}
	}
	if step == 0 || n == 0 {
		return 0
	}
	return min(max(sum/n/(step/float64(len(y)-1)), -4), 4)
}

// profile is the standardised mean of the last three cycles of m.
func profile(y []float64, m int) ([]float64, bool) {
	out := make([]float64, m)
	if len(y) < 3*m {
		return out, false
	}
	last := y[len(y)-3*m:]
	mu, square := 0.0, 0.0
	for t, v := range last {
		out[t%m] += v / 3
		mu += v / float64(len(last))
	}
	for _, v := range out {
		square += (v - mu) * (v - mu) / float64(m)
	}
	for i := range out {
		out[i] = (out[i] - mu) / max(math.Sqrt(square), 1e-9)
	}
	return out, true
}

// standardise gives each column mean 0 and deviation 1; the weights of the shape numbers come back by their factors.
func standardise(points [][]float64) {
	if len(points) == 0 {
		return
	}
	weight := []float64{1, 1.5, 1.5, 1}
	for j := range points[0] {
		mu, square := 0.0, 0.0
		for _, p := range points {
			mu += p[j] / float64(len(points))
		}
		for _, p := range points {
			square += (p[j] - mu) * (p[j] - mu) / float64(len(points))
		}
		for _, p := range points {
			p[j] = weight[j] * (p[j] - mu) / max(math.Sqrt(square), 1e-9)
		}
	}
}

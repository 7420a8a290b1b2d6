package dist

import (
	"math"
	"slices"
)

// FromNormal is the distribution with the given means and standard deviations; it panics when their numbers differ.
func FromNormal(mean, sd []float64) Dist {
	if len(mean) != len(sd) {
		panic("dist: means and standard deviations differ in number")
	}
	d := New(len(mean))
	copy(d.Mean, mean)
	for h, q := range d.Q {
		for i := range q {
			q[i] = mean[h] + levelZ[i]*sd[h]
		}
	}
	return d
}

// FromLogNormal is the log-normal distribution with the given positive means and standard deviations, matched by
// moments. Steps whose mean is not positive are normal instead.
func FromLogNormal(mean, sd []float64) Dist {
	d := FromNormal(mean, sd)
	for h, q := range d.Q {
		if !(mean[h] > 0) || sd[h] == 0 {
			continue
		}
		s2 := math.Log1p(sd[h] / mean[h] * (sd[h] / mean[h]))
		m, s := math.Log(mean[h])-s2/2, math.Sqrt(s2)
		for i := range q {
			q[i] = math.Exp(m + s*levelZ[i])
		}
	}
	return d
}

// FromSamples is the distribution of draws: samples[h] holds the draws of step h and must not be empty. Quantiles
// are linear between order statistics (Hyndman & Fan 1996, type 7).
func FromSamples(samples [][]float64) Dist {
	d := New(len(samples))
	var buf []float64
	for h, s := range samples {
		buf = append(buf[:0], s...)
		slices.Sort(buf)
		d.Mean[h] = mean(buf)
		for i, tau := range Levels {
			d.Q[h][i] = SampleQuantile(buf, tau)
		}
	}
	return d
}

// FromPaths is the distribution of sample paths, one path a row.
func FromPaths(paths [][]float64) Dist {
	if len(paths) == 0 {
		return Dist{}
	}
	h, n := len(paths[0]), len(paths)
	block := make([]float64, h*n)
	steps := make([][]float64, h)
	for i := range steps {
		steps[i] = block[i*n : (i+1)*n]
		for p := range paths {
			steps[i][p] = paths[p][i]
		}
	}
	return FromSamples(steps)
}

func mean(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s / float64(len(xs))
}

// SampleQuantile is the tau-quantile of a sorted sample, linear between order statistics; NaN for an empty one.
func SampleQuantile(sorted []float64, tau float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	pos := tau * float64(len(sorted)-1)
	i := min(max(int(pos), 0), len(sorted)-1)
	j := min(i+1, len(sorted)-1)
	return sorted[i] + (pos-float64(i))*(sorted[j]-sorted[i])
}

// FromWeighted is the tau-grid of a discrete distribution: values rising, weights not negative. The tau-quantile is
// the smallest value whose cumulative weight reaches tau of the whole. It writes a row of quantiles and returns the
// mean; without weight everything is 0.
func FromWeighted(row, values, weights []float64) float64 {
	total, sum := 0.0, 0.0
	for i, w := range weights {
		total += w
		sum += w * values[i]
	}
	clear(row)
	if !(total > 0) {
		return 0
	}
	acc, i := 0.0, -1
	for k, tau := range Levels {
		for i < len(values)-1 && (i < 0 || acc < tau*total*(1-1e-12)) {
			i++
			acc += weights[i]
		}
		row[k] = values[i]
	}
	return sum / total
}

package dist_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
)

// flat is a normal distribution of h equal steps.
func flat(h int, mean, sd float64) dist.Dist {
	mu, s := make([]float64, h), make([]float64, h)
	for i := range mu {
		mu[i], s[i] = mean, sd
	}
	return dist.FromNormal(mu, s)
}

func moments(xs []float64) (mean, variance float64) {
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	for _, x := range xs {
		variance += (x - mean) * (x - mean) / float64(len(xs)-1)
	}
	return mean, variance
}

// TestVarianceOfTotals: Σ over pairs of steps of sd²·(common + (1−common)·rho^|i−j|), for a copula of normals.
func TestVarianceOfTotals(t *testing.T) {
	const n, h = 8_000, 12
	for _, c := range []struct{ rho, common float64 }{{0, 0}, {0.5, 0}, {-0.4, 0}, {0, 0.3}, {0.6, 0.5}, {0.3, 1}} {
		d := flat(h, 20, 3)
		d.Rho, d.Common, d.Seed = c.rho, c.common, 11
		want := 0.0
		for i := range h {
			for j := range h {
				want += 9 * (c.common + (1-c.common)*math.Pow(c.rho, math.Abs(float64(i-j))))
			}
		}
		mean, got := moments(dist.Totals(d.Paths(n), 0, h))
		if math.Abs(got-want) > 0.07*want || math.Abs(mean-20*h) > 4*math.Sqrt(want/n) {
			t.Errorf("rho %v, common %v: variance %.1f, want %.1f; mean %.2f", c.rho, c.common, got, want, mean)
		}
	}
}

// TestMarginalsOfPaths: each step of the paths has the step's own quantiles, whatever the copula.
func TestMarginalsOfPaths(t *testing.T) {
	for name, d := range map[string]dist.Dist{
		"normal":            dist.FromNormal([]float64{10, -4}, []float64{2, 1}),
		"log-normal":        dist.FromLogNormal([]float64{10, 3}, []float64{8, 3}),
		"Poisson":           dist.FromPoisson([]float64{30, 2}),
		"negative binomial": dist.FromNegativeBinomial([]float64{12, 5}, []float64{1.5, 0.7}),
	} {
		d.Rho, d.Common, d.Seed = 0.4, 0.3, 5
		back := dist.FromPaths(d.Paths(12_000))
		for h := range 2 {
			if sd := d.Quantile(h, 0.84) - d.Median(h); math.Abs(back.Mean[h]-d.Mean[h]) > 0.06*(sd+math.Abs(d.Mean[h])) {
				t.Errorf("%s step %d: mean of the paths %.3f, mean %.3f", name, h, back.Mean[h], d.Mean[h])
			}
			for i := 3; i <= 13; i++ { // 0.05 … 0.95
				spread := d.Q[h][13] - d.Q[h][3]
				if got, want := back.Q[h][i], d.Q[h][i]; math.Abs(got-want) > 0.06*spread+1 {
					t.Errorf("%s step %d τ %v: paths have %.2f, want %.2f", name, h, dist.Levels[i], got, want)
				}
			}
		}
	}
}

// TestPathsDependOnSeedAndNumberOnly: path p of any number of paths, and of a shorter horizon, is the same.
func TestPathsDependOnSeedAndNumberOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := flat(5, rapid.Float64Range(-5, 50).Draw(t, "mean"), rapid.Float64Range(0, 9).Draw(t, "sd"))
		d.Rho, d.Common = rapid.Float64Range(-1, 1).Draw(t, "rho"), rapid.Float64Range(0, 1).Draw(t, "common")
		d.Seed, d.Whole = rapid.Uint64().Draw(t, "seed"), rapid.Bool().Draw(t, "whole")
		n := rapid.IntRange(1, 20).Draw(t, "paths")
		many, few := d.Paths(n), d.Paths(1)
		if !slices.Equal(many[0], few[0]) {
			t.Fatalf("path 0 of %d is %v, alone %v", n, many[0], few[0])
		}
		short := d.Clone()
		short.Mean, short.Q = short.Mean[:3], short.Q[:3]
		if got := short.Paths(1)[0]; !slices.Equal(got, few[0][:3]) {
			t.Fatalf("the first steps of a short horizon are %v, of a long one %v", got, few[0][:3])
		}
		for _, p := range many {
			for _, y := range p {
				if math.IsNaN(y) || math.IsInf(y, 0) || d.Whole && (y < 0 || y != math.Trunc(y)) {
					t.Fatalf("path value %v", y)
				}
			}
		}
	})
}

// TestCopulaOutOfRange is clipped: a correlation of 1 or a share above 1 must not give NaN.
func TestCopulaOutOfRange(t *testing.T) {
	for _, c := range []struct{ rho, common float64 }{{1, 0}, {-1, 0}, {5, 0}, {0, -1}, {0, 2}, {2, 2}} {
		d := flat(6, 5, 1)
		d.Rho, d.Common = c.rho, c.common
		for _, p := range d.Paths(50) {
			for _, y := range p {
				if math.IsNaN(y) || math.Abs(y-5) > 9 {
					t.Fatalf("rho %v, common %v: %v", c.rho, c.common, p)
				}
			}
		}
	}
}

// TestWholePathsKeepTheMean: rounding to pieces adds and loses nothing on average, down to a tenth of a piece a day.
func TestWholePathsKeepTheMean(t *testing.T) {
	for _, mu := range []float64{0.1, 0.37, 0.9, 2.4, 11} {
		for name, d := range map[string]dist.Dist{
			"Poisson":    dist.FromPoisson([]float64{mu}),
			"log-normal": dist.FromLogNormal([]float64{mu}, []float64{0.6 * mu}),
		} {
			d.Whole, d.Seed = true, 3
			sum := 0.0
			for _, p := range d.Paths(20_000) {
				sum += p[0] / 20_000
			}
			if math.Abs(sum-mu) > 0.05*mu+0.02 {
				t.Errorf("%s of mean %v: paths have %.3f", name, mu, sum)
			}
		}
	}
}

// TestTotals: sums over a window, sorted; their quantile is linear between order statistics.
func TestTotals(t *testing.T) {
	paths := [][]float64{{1, 10, 100}, {3, 30, 300}, {2, 20, 200}}
	for _, tt := range []struct {
		from, to int
		want     []float64
		half     float64
	}{
		{0, 3, []float64{111, 222, 333}, 222},
		{1, 2, []float64{10, 20, 30}, 20},
		{2, 2, []float64{0, 0, 0}, 0},
	} {
		if got := dist.Totals(paths, tt.from, tt.to); !slices.Equal(got, tt.want) {
			t.Errorf("%d to %d: %v", tt.from, tt.to, got)
		}
		if got := dist.TotalQuantile(paths, tt.from, tt.to, 0.5); got != tt.half {
			t.Errorf("%d to %d: median %v", tt.from, tt.to, got)
		}
	}
	if got := dist.TotalQuantile(paths, 0, 1, 0.75); got != 2.5 {
		t.Errorf("upper quartile %v, want 2.5", got)
	}
	if got := dist.TotalQuantile(nil, 0, 0, 0.5); !math.IsNaN(got) {
		t.Errorf("no path has the median %v", got)
	}
	if got := (dist.Dist{}).Paths(3); len(got) != 3 || len(got[0]) != 0 {
		t.Errorf("no step: %v", got)
	}
}

// TestMoreCorrelationWiderTotals: the safety stock must not be blind to a season that fails as a whole.
func TestMoreCorrelationWiderTotals(t *testing.T) {
	last := 0.0
	for _, common := range []float64{0, 0.2, 0.5, 0.9} {
		d := flat(20, 50, 10)
		d.Common, d.Seed = common, 17
		width := d.WindowTotal(0, 20, 4_000, 0.95) - d.WindowTotal(0, 20, 4_000, 0.05)
		if width <= last {
			t.Errorf("common %v: the 90 %% band of the total is %.0f wide, before %.0f", common, width, last)
		}
		last = width
	}
	if got := flat(4, 2.5, 1).WindowMean(1, 3); got != 5 {
		t.Errorf("mean of two days %v", got)
	}
}

// TestQuantilesBetweenTheLevels: a normal is exact at any level, any distribution at the levels themselves, and the
// order is kept everywhere.
func TestQuantilesBetweenTheLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mu, sd := rapid.Float64Range(-50, 50).Draw(t, "mu"), rapid.Float64Range(0.1, 20).Draw(t, "sd")
		d := dist.FromNormal([]float64{mu}, []float64{sd})
		a, b := rapid.Float64Range(1e-4, 1-1e-4).Draw(t, "a"), rapid.Float64Range(1e-4, 1-1e-4).Draw(t, "b")
		got, want := d.Quantile(0, a), mu+sd*dist.NormalQuantile(a)
		if d.Q[0][0] >= 0 {
			want = max(want, 0)
		}
		if !near(got, want, 1e-9) {
			t.Fatalf("τ %v of N(%v, %v): %v, want %v", a, mu, sd, got, want)
		}
		g := dist.FromNegativeBinomial([]float64{math.Abs(mu) + 0.1}, []float64{sd})
		if a > b {
			a, b = b, a
		}
		if g.Quantile(0, a) > g.Quantile(0, b)+1e-9 || g.Quantile(0, a) < 0 {
			t.Fatalf("quantiles %v and %v are %v and %v", a, b, g.Quantile(0, a), g.Quantile(0, b))
		}
		for i, tau := range dist.Levels {
			if !near(g.Quantile(0, tau), g.Q[0][i], 1e-9) {
				t.Fatalf("τ %v: %v, the grid has %v", tau, g.Quantile(0, tau), g.Q[0][i])
			}
		}
	})
}

// TestTailsGoOn: beyond the grid with the slope they had, but no demand falls below nothing.
func TestTailsGoOn(t *testing.T) {
	for _, tt := range []struct {
		name     string
		mean, sd float64
		tau      float64
		want     float64
	}{
		{"upper", 100, 10, 0.9999, 100 + 10*dist.NormalQuantile(0.9999)},
		{"lower, far above 0", 100, 10, 0.0001, 100 + 10*dist.NormalQuantile(0.0001)},
		{"lower, of returns", 0, 1, 0.001, dist.NormalQuantile(0.001)},
		{"lower, all negative", -9, 2, 0.0001, -9 + 2*dist.NormalQuantile(0.0001)},
		{"lower, would fall below 0", 26, 10, 0.0001, 0},
		{"constant", 7, 0, 0.0001, 7},
	} {
		if got := dist.FromNormal([]float64{tt.mean}, []float64{tt.sd}).Quantile(0, tt.tau); !near(got, tt.want, 1e-9) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestSampleQuantile is the interpolated one of Hyndman and Fan's type 7, by hand.
func TestSampleQuantile(t *testing.T) {
	for _, tt := range []struct {
		sorted    []float64
		tau, want float64
	}{
		{[]float64{1, 2, 3, 4}, 0, 1},
		{[]float64{1, 2, 3, 4}, 1, 4},
		{[]float64{1, 2, 3, 4}, 0.5, 2.5},
		{[]float64{1, 2, 3, 4}, 0.25, 1.75},
		{[]float64{1, 2, 3, 4}, 0.9, 3.7},
		{[]float64{1, 2, 3, 4, 5}, 0.9, 4.6},
		{[]float64{0, 10}, 0.3, 3},
		{[]float64{6}, 0.01, 6},
	} {
		if got := dist.SampleQuantile(tt.sorted, tt.tau); !near(got, tt.want, 1e-12) {
			t.Errorf("τ %v of %v: %v, want %v", tt.tau, tt.sorted, got, tt.want)
		}
	}
}

// TestPanicsOnShapes: a caller that mixes horizons up is told at once.
func TestPanicsOnShapes(t *testing.T) {
	a, b := flat(2, 1, 1), flat(2, 1, 1)
	for name, call := range map[string]func(){
		"means and deviations": func() { dist.FromNormal([]float64{1, 2}, []float64{1}) },
		"nothing to average":   func() { dist.Average(nil) },
		"weights":              func() { dist.Average([]float64{1}, a, b) },
		"no median":            func() { dist.MedianOf() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
	if got := fmt.Sprint(dist.FromPaths(nil)); got != fmt.Sprint(dist.Dist{}) {
		t.Errorf("no path is %s", got)
	}
}

package dist_test

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
)

// negBinCDF sums the probabilities one by one, as the definition has them.
func negBinCDF(mu, r float64, k int) float64 {
	lr, _ := math.Lgamma(r)
	sum := 0.0
	for i := range k + 1 {
		x := float64(i)
		lx, _ := math.Lgamma(r + x)
		lf, _ := math.Lgamma(x + 1)
		sum += math.Exp(lx - lr - lf + r*math.Log(r/(r+mu)) + x*math.Log(mu/(r+mu)))
	}
	return sum
}

// TestPoissonAgainstLibrary: quantiles of each level are those of gonum's distribution function, small means and large.
func TestPoissonAgainstLibrary(t *testing.T) {
	for _, mu := range []float64{0.001, 0.02, 0.5, 1, 3.7, 12, 80, 499.5, 500.5, 700, 4_000} {
		d := dist.FromPoisson([]float64{mu})
		if d.Mean[0] != mu || !d.Whole {
			t.Errorf("mean %v: %v, whole %v", mu, d.Mean[0], d.Whole)
		}
		p := distuv.Poisson{Lambda: mu}
		for i, tau := range dist.Levels {
			k := d.Q[0][i]
			if p.CDF(k) < tau-1e-9 || k > 0 && p.CDF(k-1) >= tau+1e-9 {
				t.Errorf("mean %v, τ %v: %v, P(X ≤ k) = %v", mu, tau, k, p.CDF(k))
			}
		}
	}
}

// TestCountCDF against gonum for the Poisson, against the sum of the probabilities for the negative binomial.
func TestCountCDF(t *testing.T) {
	for _, mu := range []float64{0.3, 2, 17, 140} {
		for k := range 200 {
			if got, want := dist.CountCDF(mu, math.Inf(1), float64(k)), (distuv.Poisson{Lambda: mu}).CDF(float64(k)); math.Abs(got-want) > 1e-12 {
				t.Fatalf("Poisson(%v) ≤ %d: %v, want %v", mu, k, got, want)
			}
		}
		for _, r := range []float64{0.05, 0.7, 3, 40} {
			for k := range 60 {
				if got, want := dist.CountCDF(mu, r, float64(k)), negBinCDF(mu, r, k); math.Abs(got-want) > 1e-9 {
					t.Fatalf("negative binomial(%v, %v) ≤ %d: %v, want %v", mu, r, k, got, want)
				}
			}
		}
	}
}

// TestNegativeBinomialMoments: mean and variance mu + mu²/r, from the distribution function.
func TestNegativeBinomialMoments(t *testing.T) {
	for _, c := range []struct{ mu, r float64 }{{0.4, 0.3}, {3, 2}, {25, 8}, {60, 1e6}} {
		mean, square, below := 0.0, 0.0, 0.0
		for k := 0; below < 1-1e-13 && k < 5_000; k++ {
			at := dist.CountCDF(c.mu, c.r, float64(k))
			mean += float64(k) * (at - below)
			square += float64(k) * float64(k) * (at - below)
			below = at
		}
		want := c.mu + c.mu*c.mu/c.r
		if !near(mean, c.mu, 1e-6) || !near(square-mean*mean, want, 1e-5) {
			t.Errorf("mean %v size %v: mean %v, variance %v, want %v", c.mu, c.r, mean, square-mean*mean, want)
		}
		if got := dist.NegBinSize(c.mu, want); !near(got, c.r, 1e-4) {
			t.Errorf("size of mean %v and variance %v: %v, want %v", c.mu, want, got, c.r)
		}
	}
}

// TestNegBinSizeDegenerates: what is no overdispersed count is a Poisson.
func TestNegBinSizeDegenerates(t *testing.T) {
	for _, c := range []struct{ mu, v float64 }{{4, 4}, {4, 0}, {4, -1}, {0, 3}, {-1, 3}, {4, math.NaN()}, {math.NaN(), 4}} {
		if got := dist.NegBinSize(c.mu, c.v); !math.IsInf(got, 1) {
			t.Errorf("mean %v, variance %v: size %v", c.mu, c.v, got)
		}
	}
	if got := dist.NegBinSize(10, 10.5); got != 200 {
		t.Errorf("size %v, want 200", got)
	}
}

// TestCountsGrowWithTheirMean: a larger mean never has a lower quantile, a smaller size never a lower upper tail.
func TestCountsGrowWithTheirMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mu := rapid.Float64Range(0.01, 900).Draw(t, "mu")
		r := rapid.Float64Range(0.1, 500).Draw(t, "size")
		more := mu * (1 + rapid.Float64Range(0, 2).Draw(t, "more"))
		d := dist.FromNegativeBinomial([]float64{mu, more, mu}, []float64{r, r, math.Inf(1)})
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		for i := range dist.Levels {
			if d.Q[1][i] < d.Q[0][i] {
				t.Fatalf("level %v: mean %v has %v, mean %v has %v", dist.Levels[i], mu, d.Q[0][i], more, d.Q[1][i])
			}
		}
		last := len(dist.Levels) - 1
		if d.Q[0][last] < d.Q[2][last] {
			t.Fatalf("the tail of size %v ends at %v, of a Poisson at %v", r, d.Q[0][last], d.Q[2][last])
		}
	})
}

// TestTweedieAgainstSimulation: a Poisson number of gammas, drawn.
func TestTweedieAgainstSimulation(t *testing.T) {
	for _, c := range []struct{ mu, phi, p float64 }{{0.5, 1, 1.5}, {3, 2, 1.3}, {40, 1.2, 1.7}} {
		lambda := math.Pow(c.mu, 2-c.p) / (c.phi * (2 - c.p))
		shape, scale := (2-c.p)/(c.p-1), c.phi*(c.p-1)*math.Pow(c.mu, c.p-1)
		if !near(lambda*shape*scale, c.mu, 1e-12) || !near(lambda*shape*(1+shape)*scale*scale, c.phi*math.Pow(c.mu, c.p), 1e-12) {
			t.Fatalf("%+v: the parts have another mean or variance", c)
		}
		d := dist.FromTweedie([]float64{c.mu}, c.phi, c.p)
		for i, tau := range dist.Levels {
			q := d.Q[0][i]
			at := math.Exp(-lambda)
			weight := at
			for n := 1; n < 2_000 && q > 0; n++ {
				weight *= lambda / float64(n)
				at += weight * (distuv.Gamma{Alpha: float64(n) * shape, Beta: 1 / scale}).CDF(q)
			}
			if q > 0 && math.Abs(at-tau) > 1e-7 || q == 0 && at < tau-1e-12 {
				t.Errorf("%+v τ %v: quantile %v has %v below it", c, tau, q, at)
			}
		}
	}
}

// TestTweedieRefusesOtherPowers: 1 is a Poisson and 2 a gamma, neither is this one.
func TestTweedieRefusesOtherPowers(t *testing.T) {
	for _, p := range []float64{1, 2, 0.5, 3, math.NaN()} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("power %v is accepted", p)
				}
			}()
			dist.FromTweedie([]float64{1}, 1, p)
		}()
	}
	d := dist.FromTweedie([]float64{0, -2}, 1, 1.5)
	if d.Mean[0] != 0 || d.Mean[1] != 0 || d.Q[1][16] != 0 {
		t.Errorf("no mean, no demand: %+v", d)
	}
}

// TestFromWeightedIsTheStepFunction: the quantile is the smallest value that reaches the level.
func TestFromWeightedIsTheStepFunction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "values")
		values, weights := make([]float64, n), make([]float64, n)
		total, at := 0.0, 0.0
		for i := range values {
			at += rapid.Float64Range(0.1, 5).Draw(t, "gap")
			values[i] = at
			weights[i] = float64(rapid.IntRange(0, 4).Draw(t, "weight"))
			total += weights[i]
		}
		row := make([]float64, len(dist.Levels))
		mean := dist.FromWeighted(row, values, weights)
		if total == 0 {
			if mean != 0 || row[16] != 0 {
				t.Fatalf("without weight: mean %v, %v", mean, row)
			}
			return
		}
		sum := 0.0
		for i := range values {
			sum += values[i] * weights[i]
		}
		want := sum / total
		if !near(mean, want, 1e-12) {
			t.Fatalf("mean %v, want %v", mean, want)
		}
		for k, tau := range dist.Levels {
			acc, q := 0.0, values[n-1]
			for i := range values {
				if acc += weights[i]; acc >= tau*total*(1-1e-12) {
					q = values[i]
					break
				}
			}
			if row[k] != q {
				t.Fatalf("τ %v of %v by %v: %v, want %v", tau, values, weights, row[k], q)
			}
		}
	})
}

// TestLogNormalAgainstLibrary: matched by moments.
func TestLogNormalAgainstLibrary(t *testing.T) {
	for _, c := range []struct{ mean, sd float64 }{{10, 3}, {0.2, 0.5}, {900, 20}, {5, 50}} {
		d := dist.FromLogNormal([]float64{c.mean}, []float64{c.sd})
		s2 := math.Log(1 + c.sd*c.sd/c.mean/c.mean)
		l := distuv.LogNormal{Mu: math.Log(c.mean) - s2/2, Sigma: math.Sqrt(s2)}
		if !near(l.Mean(), c.mean, 1e-9) || !near(l.StdDev(), c.sd, 1e-9) {
			t.Fatalf("%+v: the library's has mean %v, sd %v", c, l.Mean(), l.StdDev())
		}
		for i, tau := range dist.Levels {
			if want := l.Quantile(tau); !near(d.Q[0][i], want, 1e-9) {
				t.Errorf("%+v τ %v: %v, want %v", c, tau, d.Q[0][i], want)
			}
		}
	}
	d := dist.FromLogNormal([]float64{-3, 0, 5}, []float64{1, 1, 0})
	want := dist.FromNormal([]float64{-3, 0, 5}, []float64{1, 1, 0})
	if fmt.Sprint(d) != fmt.Sprint(want) {
		t.Errorf("what has no logarithm is normal: %v", d)
	}
}

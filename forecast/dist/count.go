package dist

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// walkLimit is the largest mean whose probabilities are summed one by one; beyond it the distribution function is
// inverted by bisection.
const walkLimit = 500

// NegBinSize is the size r of a negative binomial with mean mu and variance v (mu²/(v−mu)), infinite when the variance
// is not above the mean: that is Poisson.
func NegBinSize(mu, v float64) float64 {
	if !(v > mu) || !(mu > 0) {
		return math.Inf(1)
	}
	return mu * mu / (v - mu)
}

// FromPoisson is the Poisson distribution with the given means.
func FromPoisson(mean []float64) Dist {
	size := make([]float64, len(mean))
	for i := range size {
		size[i] = math.Inf(1)
	}
	return FromNegativeBinomial(mean, size)
}

// FromNegativeBinomial is the negative binomial with the given means and sizes (variance mu + mu²/size); an infinite
// size is Poisson. A mean that is not above 0 gives 0.
func FromNegativeBinomial(mean, size []float64) Dist {
	d := New(len(mean))
	d.Whole = true
	for h := range mean {
		d.Mean[h] = max(mean[h], 0)
		countRow(d.Q[h], mean[h], size[h])
	}
	return d
}

// countRow writes the quantiles of the negative binomial on the grid of levels.
func countRow(row []float64, mu, r float64) {
	clear(row)
	if !(mu > 0) {
		return
	}
	if mu > walkLimit || logZero(mu, r) < -600 {
		for i, tau := range Levels {
			row[i] = bisectCount(mu, r, tau)
		}
		return
	}
	p := math.Exp(logZero(mu, r))
	acc, k := p, 0.0
	for i, tau := range Levels {
		for acc < tau && p > 0 {
			p *= countRatio(mu, r, k)
			k++
			acc += p
		}
		row[i] = k
	}
}

// logZero is the logarithm of the probability of 0.
func logZero(mu, r float64) float64 {
	if math.IsInf(r, 1) {
		return -mu
	}
	return -r * math.Log1p(mu/r)
}

// countRatio is P(k+1)/P(k).
func countRatio(mu, r, k float64) float64 {
	if math.IsInf(r, 1) {
		return mu / (k + 1)
	}
	return (r + k) / (k + 1) * (mu / (r + mu))
}

// CountCDF is P(X ≤ k) of a negative binomial with mean mu > 0 and size r (Poisson when infinite), k ≥ 0.
func CountCDF(mu, r, k float64) float64 {
	if math.IsInf(r, 1) {
		return mathext.GammaIncRegComp(k+1, mu)
	}
	return mathext.RegIncBeta(r, k+1, r/(r+mu))
}

func bisectCount(mu, r, tau float64) float64 {
	lo, hi := -1.0, math.Ceil(mu)+1
	for CountCDF(mu, r, hi) < tau {
		hi *= 2
	}
	for hi-lo > 1 {
		mid := math.Floor((lo + hi) / 2)
		if CountCDF(mu, r, mid) < tau {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// FromTweedie is the Tweedie distribution (compound Poisson of gammas) with variance phi·mean^p, 1 < p < 2. It panics
// when p is outside.
func FromTweedie(mean []float64, phi, p float64) Dist {
	if !(p > 1 && p < 2) {
		panic("dist: Tweedie power must lie between 1 and 2")
	}
	d := New(len(mean))
	for h, mu := range mean {
		d.Mean[h] = max(mu, 0)
		if !(mu > 0) {
			continue
		}
		t := newTweedie(mu, phi, p)
		lo := 0.0
		for i, tau := range Levels {
			lo = t.quantile(tau, lo)
			d.Q[h][i] = lo
		}
	}
	return d
}

// tweedie is a Poisson(lambda) number of gammas of shape k and scale theta.
type tweedie struct{ lambda, k, theta, mu float64 }

func newTweedie(mu, phi, p float64) tweedie {
	return tweedie{
		lambda: math.Pow(mu, 2-p) / (phi * (2 - p)),
		k:      (2 - p) / (p - 1),
		theta:  phi * (p - 1) * math.Pow(mu, p-1),
		mu:     mu,
	}
}

// cdf sums the mixture outwards from the likeliest number of gammas until the terms do not matter.
func (t tweedie) cdf(y float64) float64 {
	if y < 0 {
		return 0
	}
	mode := math.Floor(t.lambda)
	logP := func(n float64) float64 {
		lg, _ := math.Lgamma(n + 1)
		return n*math.Log(t.lambda) - t.lambda - lg
	}
	term := func(n float64) (weight, total float64) {
		w := math.Exp(logP(n))
		if n == 0 {
			return w, w
		}
		return w, w * mathext.GammaIncReg(n*t.k, y/t.theta)
	}
	sum := 0.0
	for n := mode; n >= 0; n-- {
		w, v := term(n)
		sum += v
		if w < 1e-14 {
			break
		}
	}
	for n := mode + 1; ; n++ {
		w, v := term(n)
		sum += v
		if w < 1e-14 {
			break
		}
	}
	return min(sum, 1)
}

// quantile bisects for tau above lo, a lower bound.
func (t tweedie) quantile(tau, lo float64) float64 {
	if t.cdf(lo) >= tau {
		return lo
	}
	hi := max(2*lo, t.mu)
	for t.cdf(hi) < tau {
		lo, hi = hi, 2*hi
	}
	for range 60 {
		mid := 0.5 * (lo + hi)
		if hi-lo <= 1e-10*hi {
			break
		}
		if t.cdf(mid) < tau {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

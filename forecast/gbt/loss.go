package gbt

import (
	"fmt"
	"math"
)

// lowestBase is the base score of a log link when all targets are 0: a mean of 1e-13.
const lowestBase = -30

// objective is a loss with its parameter: one of these serves gradients, start value and leaves.
type objective struct {
	loss   Loss
	p, tau float64
}

func (o Options) objective() objective {
	tau := o.Tau
	if o.Loss == L1 {
		tau = 0.5
	}
	return objective{loss: o.Loss, p: o.Power, tau: tau}
}

// logLink says whether the raw score is the logarithm of the mean.
func (o objective) logLink() bool { return o.loss == Tweedie || o.loss == Poisson }

// refits says whether leaves are quantiles of the residuals.
func (o objective) refits() bool { return o.loss == L1 || o.loss == Pinball }

// mean turns raw scores into predictions in place.
func (o objective) mean(f []float64) {
	if !o.logLink() {
		return
	}
	for i, x := range f {
		f[i] = exp(x)
	}
}

// gradients writes the first and second derivative of the loss by the raw score f. Nothing is allocated.
func (o objective) gradients(g, h, f, y []float64) {
	g, h, y = g[:len(f)], h[:len(f)], y[:len(f)]
	switch o.loss {
	case Tweedie:
		tweedieGradients(g, h, f, y, o.p)
	case Poisson:
		for i, x := range f {
			mu := exp(x)
			g[i], h[i] = mu-y[i], mu
		}
	case L2:
		for i, x := range f {
			g[i], h[i] = x-y[i], 1
		}
	case L1:
		for i, x := range f {
			g[i], h[i] = sign(x-y[i]), 1
		}
	case Pinball:
		for i, x := range f {
			g[i], h[i] = -o.tau, 1
			if y[i] < x {
				g[i] = 1 - o.tau
			}
		}
	}
}

// tweedieGradients are −y·e^{(1−p)F} + e^{(2−p)F} and its derivative.
func tweedieGradients(g, h, f, y []float64, p float64) {
	a, b := 1-p, 2-p
	for i, x := range f {
		v := float64(b * x)
		ev := exp(v)
		eu := 0.0
		if y[i] != 0 {
			eu = float64(y[i] * exp(float64(a*x)))
		}
		g[i] = ev - eu
		h[i] = float64(b*ev) - float64(a*eu)
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	default:
		return 0
	}
}

// base is the constant that, added to the offsets, has the least loss.
func (o objective) base(y, w, offset []float64) float64 {
	switch o.loss {
	case Tweedie:
		return logRatio(y, w, offset, 1-o.p, 2-o.p)
	case Poisson:
		return logRatio(y, w, offset, 0, 1)
	case L2:
		return weightedMean(y, w, offset)
	default:
		return residualQuantile(y, w, offset, o.tau)
	}
}

// logRatio is log Σwy·e^{aο} − log Σw·e^{bο}, where the derivative of the loss at a constant vanishes.
func logRatio(y, w, offset []float64, a, b float64) float64 {
	up, down := 0.0, 0.0
	for i, v := range y {
		off := at(offset, i, 0)
		wi := at(w, i, 1)
		up += float64(float64(wi*v) * exp(float64(a*off)))
		down += float64(wi * exp(float64(b*off)))
	}
	if up <= 0 || down <= 0 || math.IsInf(up, 0) || math.IsInf(down, 0) {
		return lowestBase
	}
	return log(up) - log(down)
}

func weightedMean(y, w, offset []float64) float64 {
	sum, weight := 0.0, 0.0
	for i, v := range y {
		wi := at(w, i, 1)
		sum += float64(wi * (v - at(offset, i, 0)))
		weight += wi
	}
	return sum / weight
}

// at is xs[i], or what nil stands for.
func at(xs []float64, i int, none float64) float64 {
	if xs == nil {
		return none
	}
	return xs[i]
}

// checkRows reports the first target, weight or offset the loss is not defined for.
func (o objective) checkRows(y, w, offset []float64) error {
	for i, v := range y {
		if !finite(v) || v < 0 && o.logLink() {
			return fmt.Errorf("target %v of row %d: %w", v, i, ErrValue)
		}
	}
	weight := 0.0
	for i, v := range w {
		if !finite(v) || v < 0 {
			return fmt.Errorf("weight %v of row %d: %w", v, i, ErrValue)
		}
		weight += v
	}
	for i, v := range offset {
		if !finite(v) {
			return fmt.Errorf("offset %v of row %d: %w", v, i, ErrValue)
		}
	}
	if w != nil && (weight == 0 || math.IsInf(weight, 0)) {
		return fmt.Errorf("weights add up to %v: %w", weight, ErrValue)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

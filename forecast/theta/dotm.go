package theta

import "math"

// The bounds of DOTM.
const (
	lowAlpha, highAlpha = 0.1, 0.99
	highKappa           = 1 - 1e-6
)

// dynamic is the state of DOTM after t values.
type dynamic struct {
	alpha, kappa, l0, loss float64
	t                      int
	l, mean, a, b          float64
	power                  float64 // (1−α)^t
}

// kernel holds what the losses of one history share: A and B of the first t points do not depend on parameters.
type kernel struct {
	y, a, b []float64
	lo, hi  float64
}

func newKernel(y []float64) *kernel {
	block := make([]float64, 2*len(y))
	k := &kernel{y: y, a: block[:len(y)], b: block[len(y):], lo: y[0], hi: y[0]}
	d := dynamic{}
	for t, v := range y {
		d.extend(v)
		k.a[t], k.b[t] = d.a, d.b
		k.lo, k.hi = min(k.lo, v), max(k.hi, v)
	}
	return k
}

// extend adds one point to the running OLS line.
func (d *dynamic) extend(v float64) {
	d.t++
	t := float64(d.t)
	if d.t == 1 {
		d.mean, d.a, d.b = v, v, 0
		return
	}
	d.b = ((t-2)*d.b + 6*(v-d.mean)/t) / (t + 1)
	d.mean += (v - d.mean) / t
	d.a = d.mean - d.b*(t+1)/2
}

// solve regresses the errors from t = 3 on l_0 and κ for the given α; it does not allocate. Errors are taken from the
// first value as start, so that sums do not cancel.
func (k *kernel) solve(alpha float64) (l0, kappa, loss float64) {
	c, inv := 1-alpha, 1/alpha
	base := k.y[0]
	l, p := base, 1.0 // l_{t−1} from start base; (1−α)^{t−1}
	var ee, ep, eg, pp, pg, gg float64
	for t, v := range k.y {
		if t >= 2 {
			e := v - l
			g := p*k.a[t-1] + (1-p*c)*inv*k.b[t-1]
			ee += e * e
			ep += e * p
			eg += e * g
			pp += p * p
			pg += p * g
			gg += g * g
		}
		l += alpha * (v - l)
		p *= c
	}
	d, kappa := 0.0, 0.0
	if det := pp*gg - pg*pg; det > 1e-12*pp*gg {
		kappa = (eg*pp - ep*pg) / det
	}
	kappa = min(max(kappa, 0), highKappa)
	if pp > 0 {
		d = (ep - kappa*pg) / pp
	}
	if out := min(max(base+d, k.lo), k.hi) - base; out != d {
		d = out
		if gg > 0 {
			kappa = min(max((eg-d*pg)/gg, 0), highKappa)
		}
	}
	loss = ee - 2*(d*ep+kappa*eg) + d*d*pp + 2*d*kappa*pg + kappa*kappa*gg
	return base + d, kappa, max(loss, 0)
}

func (k *kernel) loss(alpha float64) float64 {
	_, _, v := k.solve(alpha)
	return v
}

// search looks at a grid of α and narrows the best cell by golden sections.
func (k *kernel) search() float64 {
	const cells = 20
	grid := func(i int) float64 { return lowAlpha + (highAlpha-lowAlpha)*float64(i)/cells }
	best, at := math.Inf(1), 0
	for i := range cells + 1 {
		if v := k.loss(grid(i)); v < best {
			best, at = v, i
		}
	}
	a, b := grid(max(at-1, 0)), grid(min(at+1, cells))
	const g = 0.6180339887498949
	x1, x2 := b-g*(b-a), a+g*(b-a)
	f1, f2 := k.loss(x1), k.loss(x2)
	for b-a > 5e-4 {
		if f1 <= f2 {
			b, x2, f2 = x2, x1, f1
			x1 = b - g*(b-a)
			f1 = k.loss(x1)
		} else {
			a, x1, f1 = x1, x2, f2
			x2 = a + g*(b-a)
			f2 = k.loss(x2)
		}
	}
	if best <= min(f1, f2) {
		return grid(at)
	}
	if f1 <= f2 {
		return x1
	}
	return x2
}

// fitDynamic estimates and runs the model over y; errors go to resid.
func fitDynamic(y, resid []float64) dynamic {
	k := newKernel(y)
	alpha := k.search()
	d := dynamic{alpha: alpha, power: 1}
	d.l0, d.kappa, d.loss = k.solve(alpha)
	d.l = d.l0
	for t, v := range y {
		resid[t] = v - d.mu()
		d.push(v)
	}
	return d
}

// mu is the one-step forecast.
func (d *dynamic) mu() float64 {
	return d.l + d.kappa*(d.power*d.a+(1-d.power*(1-d.alpha))/d.alpha*d.b)
}

// push moves the state past v.
func (d *dynamic) push(v float64) {
	d.l += d.alpha * (v - d.l)
	d.power *= 1 - d.alpha
	d.extend(v)
}

// forecast runs on with y := mu. The model is linear in its values, so the response of later forecasts to a shock at
// the first step is the difference of a run with a unit added there; v_h = σ²(1 + Σ_{j<h} c_j²).
func (d *dynamic) forecast(mu, sd []float64, sigma float64) {
	plain, shocked := *d, *d
	sum := 1.0
	for i := range mu {
		mu[i] = plain.mu()
		m := shocked.mu()
		if i > 0 {
			c := (m - mu[i]) / max(sigma, math.SmallestNonzeroFloat64)
			if sigma > 0 {
				sum += c * c
			}
		} else {
			m += sigma
		}
		sd[i] = sigma * math.Sqrt(sum)
		plain.push(mu[i])
		shocked.push(m)
	}
}

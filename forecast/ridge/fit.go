package ridge

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// ErrTooFew says that a cluster has fewer rows than unknowns.
var ErrTooFew = errors.New("too few windows for a ridge")

// Options of Fit. K and H must be positive.
type Options struct {
	K, H    int
	Log     bool    // work on logarithms; series with a value ≤ 0 are left out
	Diff    bool    // x are scaled first differences (yearly data)
	Ref     int     // how many last values make the reference; 1
	Span    int     // how many last steps make the scale; all of the window
	Every   int     // take every nth origin; 1
	Windows int     // at most so many windows a series; all
	Lambda  float64 // ridge; 0.01
	Rounds  int     // reweightings; 2
}

func (o Options) withDefaults() Options {
	o.Ref, o.Every, o.Rounds = max(o.Ref, 1), max(o.Every, 1), max(o.Rounds, 2)
	if o.Windows <= 0 {
		o.Windows = math.MaxInt
	}
	if o.Lambda == 0 {
		o.Lambda = 0.01
	}
	if o.Span <= 0 {
		o.Span = o.K
	}
	return o
}

// clip bounds of x and z: forecasting_recipes §3.
func (o Options) clips() (x, z float64) {
	switch {
	case o.Diff:
		return 6, 10
	case o.Log:
		return 30, 30
	default:
		return 60, 60
	}
}

// Model is a fitted map.
type Model struct {
	opt Options
	b   []float64 // (K+1) × H, row-major, intercept last
	row []float64
}

// Fit pools the windows of the given histories. O(N·K²) with N windows.
func Fit(series [][]float64, opt Options) (*Model, error) {
	opt = opt.withDefaults()
	x, z := gather(series, opt)
	p := opt.K + 1
	n := len(x) / p
	if n < p {
		return nil, fmt.Errorf("%d windows of %d values: %w", n, opt.K, ErrTooFew)
	}
	m := &Model{opt: opt, row: make([]float64, p)}
	w := make([]float64, n)
	for i := range w {
		w[i] = 1
	}
	for round := 0; ; round++ {
		if err := m.solve(x, z, w); err != nil {
			return nil, err
		}
		if round == opt.Rounds {
			return m, nil
		}
		m.reweight(x, z, w)
	}
}

// gather builds the rows of x (with a 1 at the end) and z.
func gather(series [][]float64, opt Options) (x, z []float64) {
	p := opt.K + 1
	var g []float64
	for _, y := range series {
		var ok bool
		if g, ok = transform(g, y, opt); !ok {
			continue
		}
		taken := 0
		for o := len(g) - opt.H; o >= need(opt) && taken < opt.Windows; o -= opt.Every {
			taken++
			x = slices.Grow(x, p)[:len(x)+p]
			ref, s, ok := encode(x[len(x)-p:], g[:o], opt)
			if !ok {
				x = x[:len(x)-p]
				continue
			}
			_, limit := opt.clips()
			for h := range opt.H {
				bound := limit
				if opt.Diff {
					bound += float64(h + 1)
				}
				z = append(z, clip((g[o+h]-ref)/s, bound))
			}
		}
	}
	return x, z
}

// need is the shortest history that a window can be read from.
func need(opt Options) int {
	if opt.Diff {
		return max(opt.K, opt.Ref) + 1
	}
	return max(opt.K, opt.Ref, 2)
}

func transform(dst, y []float64, opt Options) ([]float64, bool) {
	dst = append(dst[:0], y...)
	if !opt.Log {
		return dst, true
	}
	for i, v := range dst {
		if v <= 0 {
			return dst, false
		}
		dst[i] = math.Log(v)
	}
	return dst, true
}

// encode writes the scaled window at the end of g; ok is false for a constant window.
func encode(row, g []float64, opt Options) (ref, s float64, ok bool) {
	n := len(g)
	for _, v := range g[n-opt.Ref:] {
		ref += v / float64(opt.Ref)
	}
	from := max(n-opt.Span, 1)
	for t := from; t < n; t++ {
		s += math.Abs(g[t]-g[t-1]) / float64(n-from)
	}
	if s < 1e-9*(1+math.Abs(ref)) {
		return ref, s, false
	}
	limit, _ := opt.clips()
	for j := range opt.K {
		v := g[n-1-j] - ref
		if opt.Diff {
			v = g[n-1-j] - g[n-2-j]
		}
		row[j] = clip(v/s, limit)
	}
	row[opt.K] = 1
	return ref, s, true
}

func clip(v, limit float64) float64 { return min(max(v, -limit), limit) }

// solve fits B by Cholesky of the weighted normal equations.
func (m *Model) solve(x, z, w []float64) error {
	p, h, n := m.opt.K+1, m.opt.H, len(w)
	wx, wz := make([]float64, len(x)), make([]float64, len(z))
	sum := 0.0
	for i, v := range w {
		sum += v
		root := math.Sqrt(v)
		for j := range p {
			wx[i*p+j] = root * x[i*p+j]
		}
		for j := range h {
			wz[i*h+j] = root * z[i*h+j]
		}
	}
	gx := blas64.General{Rows: n, Cols: p, Stride: p, Data: wx}
	a := blas64.Symmetric{N: p, Stride: p, Data: make([]float64, p*p), Uplo: blas.Upper}
	blas64.Syrk(blas.Trans, 1, gx, 0, a)
	b := blas64.General{Rows: p, Cols: h, Stride: h, Data: make([]float64, p*h)}
	blas64.Gemm(blas.Trans, blas.NoTrans, 1, gx, blas64.General{Rows: n, Cols: h, Stride: h, Data: wz}, 0, b)
	spread := 0.0
	for j := range m.opt.K {
		mu := a.Data[j*p+m.opt.K] / sum
		spread += (a.Data[j*p+j]/sum - mu*mu) / float64(m.opt.K)
	}
	for j := range m.opt.K {
		a.Data[j*p+j] += m.opt.Lambda*sum*spread + 1e-12*sum
	}
	var chol mat.Cholesky
	if !chol.Factorize(mat.NewSymDense(p, a.Data)) {
		return fmt.Errorf("normal equations of %d windows are singular: %w", n, ErrTooFew)
	}
	var out mat.Dense
	if err := chol.SolveTo(&out, mat.NewDense(p, h, b.Data)); err != nil {
		return fmt.Errorf("solve %d × %d: %w", p, h, err)
	}
	m.b = slices.Clone(out.RawMatrix().Data)
	return nil
}

// reweight sets w to 1/max(mean absolute residual, half its median).
func (m *Model) reweight(x, z, w []float64) {
	p, h, n := m.opt.K+1, m.opt.H, len(w)
	fit := blas64.General{Rows: n, Cols: h, Stride: h, Data: make([]float64, n*h)}
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, blas64.General{Rows: n, Cols: p, Stride: p, Data: x}, m.general(), 0, fit)
	for i := range w {
		e := 0.0
		for j := range h {
			e += math.Abs(z[i*h+j]-fit.Data[i*h+j]) / float64(h)
		}
		w[i] = e
	}
	sorted := slices.Sorted(slices.Values(w))
	floor := max(sorted[n/2]/2, 1e-9)
	for i := range w {
		w[i] = 1 / max(w[i], floor)
	}
}

func (m *Model) general() blas64.General {
	return blas64.General{Rows: m.opt.K + 1, Cols: m.opt.H, Stride: m.opt.H, Data: m.b}
}

// Predict maps the end of y to H points; ok is false when y is too short, constant, or not positive under Log.
func (m *Model) Predict(y []float64) (f []float64, ok bool) {
	g, ok := transform(nil, y, m.opt)
	if !ok || len(g) < need(m.opt) {
		return nil, false
	}
	ref, s, ok := encode(m.row, g, m.opt)
	if !ok {
		return nil, false
	}
	f = make([]float64, m.opt.H)
	for j, v := range m.row {
		for h := range f {
			f[h] += float64(v * m.b[j*m.opt.H+h])
		}
	}
	for h := range f {
		f[h] = ref + s*f[h]
		if m.opt.Log {
			f[h] = math.Exp(min(f[h], 300))
		}
	}
	return f, true
}

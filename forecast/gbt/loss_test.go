package gbt_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

var losses = map[string]gbt.Options{
	"tweedie 1.1": {Loss: gbt.Tweedie, Power: 1.1},
	"tweedie 1.4": {Loss: gbt.Tweedie},
	"tweedie 1.9": {Loss: gbt.Tweedie, Power: 1.9},
	"poisson":     {Loss: gbt.Poisson},
	"l2":          {Loss: gbt.L2},
	"l1":          {Loss: gbt.L1},
	"pinball 0.9": {Loss: gbt.Pinball, Tau: 0.9},
	"pinball 0.2": {Loss: gbt.Pinball, Tau: 0.2},
}

// plainLoss is the loss of raw score f, written as in the papers.
func plainLoss(opt gbt.Options, y, f float64) float64 {
	p, tau := opt.Power, opt.Tau
	if p == 0 {
		p = 1.4
	}
	switch opt.Loss {
	case gbt.Tweedie:
		return -y*math.Exp((1-p)*f)/(1-p) + math.Exp((2-p)*f)/(2-p)
	case gbt.Poisson:
		return math.Exp(f) - y*f
	case gbt.L2:
		return (f - y) * (f - y) / 2
	case gbt.L1:
		return math.Abs(f - y)
	default:
		return max(tau*(y-f), (tau-1)*(y-f))
	}
}

// The gradient is the slope of the loss, the hessian that of the gradient.
func TestGradientsAreDerivatives(t *testing.T) {
	for name, opt := range losses {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				y := rapid.Float64Range(0, 30).Draw(t, "y")
				f := rapid.Float64Range(-3, 3).Draw(t, "f")
				if math.Abs(f-y) < 0.01 {
					t.Skip("kink")
				}
				const e = 1e-5
				var g, h [3]float64
				gbt.Gradients(opt, g[:], h[:], []float64{f, f - e, f + e}, []float64{y, y, y})
				slope := (plainLoss(opt, y, f+e) - plainLoss(opt, y, f-e)) / (2 * e)
				if math.Abs(slope-g[0]) > 1e-4*(1+math.Abs(slope)) {
					t.Fatalf("y %v f %v: gradient %v, slope %v", y, f, g[0], slope)
				}
				bend := (g[2] - g[1]) / (2 * e)
				if opt.Loss == gbt.L1 || opt.Loss == gbt.Pinball {
					bend = 1 // by convention: their leaves are refitted
				}
				if math.Abs(bend-h[0]) > 1e-4*(1+math.Abs(bend)) {
					t.Fatalf("y %v f %v: hessian %v, slope of the gradient %v", y, f, h[0], bend)
				}
			})
		})
	}
}

func TestGradientsAtTheKink(t *testing.T) {
	var g, h [1]float64
	gbt.Gradients(gbt.Options{Loss: gbt.L1}, g[:], h[:], []float64{2}, []float64{2})
	if g[0] != 0 {
		t.Errorf("L1 gradient at the target is %v", g[0])
	}
	gbt.Gradients(gbt.Options{Loss: gbt.Pinball, Tau: 0.75}, g[:], h[:], []float64{2}, []float64{2})
	if g[0] != -0.75 {
		t.Errorf("pinball gradient at the target is %v, want 1{y<F} − tau", g[0])
	}
}

func TestGradientsAllocateNothing(t *testing.T) {
	n := 1000
	g, h, f, y := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range f {
		f[i], y[i] = uniform(1, i, 0)*4-2, math.Floor(uniform(1, i, 1)*5)
	}
	for name, opt := range losses {
		if got := testing.AllocsPerRun(20, func() { gbt.Gradients(opt, g, h, f, y) }); got != 0 {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}

// rowsOf draws targets, weights and offsets.
func rowsOf(t *rapid.T, opt gbt.Options) (y, w, offset []float64) {
	n := rapid.IntRange(1, 30).Draw(t, "n")
	y = rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 9), func(i int) float64 { return float64(i) }), n, n).Draw(t, "y")
	y[0]++ // not all zero
	if rapid.Bool().Draw(t, "weighted") {
		w = rapid.SliceOfN(rapid.Float64Range(0.25, 4), n, n).Draw(t, "w")
	}
	if rapid.Bool().Draw(t, "shifted") {
		offset = rapid.SliceOfN(rapid.Float64Range(-2, 2), n, n).Draw(t, "offset")
	}
	if opt.Loss == gbt.L2 {
		y[0] -= 20
	}
	return y, w, offset
}

// No other constant has a lower loss than the start value.
func TestBaseIsBest(t *testing.T) {
	for name, opt := range losses {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				y, w, offset := rowsOf(t, opt)
				total := func(c float64) float64 {
					sum := 0.0
					for i := range y {
						f, wi := c, 1.0
						if offset != nil {
							f += offset[i]
						}
						if w != nil {
							wi = w[i]
						}
						sum += wi * plainLoss(opt, y[i], f)
					}
					return sum
				}
				base := gbt.Base(opt, y, w, offset)
				at := total(base)
				for _, d := range []float64{-1, -0.1, -0.001, 0.001, 0.1, 1} {
					if other := total(base + d); other < at-1e-9*math.Abs(at) {
						t.Fatalf("loss %v at base %v, %v at base%+v", at, base, other, d)
					}
				}
			})
		})
	}
}

func TestBaseOfNothingSold(t *testing.T) {
	for _, loss := range []gbt.Loss{gbt.Tweedie, gbt.Poisson} {
		if got := gbt.Base(gbt.Options{Loss: loss}, []float64{0, 0}, nil, nil); got != -30 {
			t.Errorf("loss %d: base %v", loss, got)
		}
	}
}

// The quantile of a leaf is the one that a sorted list with cumulated weights gives.
func TestWeightedQuantileOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "n")
		r := rapid.SliceOfN(rapid.Map(rapid.IntRange(-8, 8), func(i int) float64 { return float64(i) / 2 }), n, n).Draw(t, "r")
		w := rapid.SliceOfN(rapid.Int64Range(0, 5), n, n).Draw(t, "w")
		tau := float64(rapid.IntRange(1, 15).Draw(t, "tau")) / 16
		var spread []float64
		for i, v := range r {
			for range w[i] {
				spread = append(spread, v)
			}
		}
		want := 0.0
		if len(spread) > 0 {
			slices.Sort(spread)
			want = spread[max(int(math.Ceil(tau*float64(len(spread)))), 1)-1]
		}
		if got := gbt.WeightedQuantile(r, w, tau); got != want {
			t.Fatalf("quantile %v of %v by %v = %v, want %v", tau, r, w, got, want)
		}
	})
}

func ExampleLoss() {
	g, h := make([]float64, 1), make([]float64, 1)
	gbt.Gradients(gbt.Options{Loss: gbt.Poisson}, g, h, []float64{0}, []float64{3}) // mean 1, sold 3
	fmt.Println(g[0], h[0])
	// Output: -2 1
}

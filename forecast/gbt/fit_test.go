package gbt_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"zhiwei/forecast/gbt"
)

func TestFitRefuses(t *testing.T) {
	p := newPanel(1, 500, 3)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	ones := slices.Repeat([]float64{1}, 500)
	with := func(v float64) []float64 {
		out := slices.Clone(ones)
		out[499] = v
		return out
	}
	for _, c := range []struct {
		name         string
		y, w, offset []float64
		opt          gbt.Options
		want         error
	}{
		{"target NaN", with(nan), nil, nil, gbt.Options{}, gbt.ErrValue},
		{"target infinite", with(math.Inf(1)), nil, nil, gbt.Options{Loss: gbt.L1}, gbt.ErrValue},
		{"negative target of Tweedie", with(-1), nil, nil, gbt.Options{}, gbt.ErrValue},
		{"negative target of Poisson", with(-1), nil, nil, gbt.Options{Loss: gbt.Poisson}, gbt.ErrValue},
		{"negative weight", ones, with(-1), nil, gbt.Options{}, gbt.ErrValue},
		{"weight NaN", ones, with(nan), nil, gbt.Options{}, gbt.ErrValue},
		{"weights all 0", ones, make([]float64, 500), nil, gbt.Options{}, gbt.ErrValue},
		{"weights overflow", ones, slices.Repeat([]float64{math.MaxFloat64}, 500), nil, gbt.Options{}, gbt.ErrValue},
		{"offset NaN", ones, nil, with(nan), gbt.Options{}, gbt.ErrValue},
		{"offset infinite", ones, nil, with(math.Inf(-1)), gbt.Options{}, gbt.ErrValue},
		{"too few rows", ones, nil, nil, gbt.Options{MinRows: 251}, gbt.ErrTooShort},
		{"offset explodes", ones, nil, with(1500), gbt.Options{}, gbt.ErrDiverged},
		{"unknown loss", ones, nil, nil, gbt.Options{Loss: 9}, gbt.ErrOption},
		{"power 2", ones, nil, nil, gbt.Options{Power: 2}, gbt.ErrOption},
		{"power NaN", ones, nil, nil, gbt.Options{Power: nan}, gbt.ErrOption},
		{"tau 1", ones, nil, nil, gbt.Options{Loss: gbt.Pinball, Tau: 1}, gbt.ErrOption},
		{"negative trees", ones, nil, nil, gbt.Options{Trees: -1}, gbt.ErrOption},
		{"too many trees", ones, nil, nil, gbt.Options{Trees: 1 << 21}, gbt.ErrOption},
		{"rate 2", ones, nil, nil, gbt.Options{Rate: 2}, gbt.ErrOption},
		{"too many leaves", ones, nil, nil, gbt.Options{Leaves: 1 << 15}, gbt.ErrOption},
		{"negative min rows", ones, nil, nil, gbt.Options{MinRows: -3}, gbt.ErrOption},
		{"infinite lambda", ones, nil, nil, gbt.Options{Lambda: math.Inf(1)}, gbt.ErrOption},
		{"lambda NaN", ones, nil, nil, gbt.Options{Lambda: nan}, gbt.ErrOption},
		{"negative min gain", ones, nil, nil, gbt.Options{MinGain: -1}, gbt.ErrOption},
		{"features 1.5", ones, nil, nil, gbt.Options{Features: 1.5}, gbt.ErrOption},
		{"rows −0.5", ones, nil, nil, gbt.Options{Rows: -0.5}, gbt.ErrOption},
	} {
		if m, err := gbt.Fit(context.Background(), x, c.y, c.w, c.offset, c.opt); !errors.Is(err, c.want) || m != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestWrongLengthsPanic(t *testing.T) {
	p := newPanel(1, 500, 3)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	ctx := context.Background()
	panics(t, "targets", func() { _, _ = gbt.Fit(ctx, x, p.y[1:], nil, nil, gbt.Options{}) })
	panics(t, "weights", func() { _, _ = gbt.Fit(ctx, x, p.y, p.sc[1:], nil, gbt.Options{}) })
	panics(t, "offsets", func() { _, _ = gbt.Fit(ctx, x, p.y, nil, p.sc[1:], gbt.Options{}) })
	m := fit(t, x, p.y, nil, nil, gbt.Options{Trees: 1})
	panics(t, "predictions", func() { m.Predict(make([]float64, 3), x, nil, 1) })
	panics(t, "row", func() { m.PredictRow([]float64{1}, 0) })
	other := mustMatrix(t, newPanel(2, 500, 3).cols, gbt.BinOptions{})
	panics(t, "other cuts", func() { m.Predict(make([]float64, 500), other, nil, 1) })
}

func TestFitStopsWithItsContext(t *testing.T) {
	p := newPanel(1, 500, 3)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := gbt.Fit(ctx, mustMatrix(t, p.cols, gbt.BinOptions{}), p.y, nil, nil, gbt.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// Data without anything to split on still give a model: the best constant.
func TestNothingToLearn(t *testing.T) {
	n := 600
	constant := [][]float64{slices.Repeat([]float64{3}, n), slices.Repeat([]float64{nan}, n)}
	y := make([]float64, n)
	for i := range y {
		y[i] = float64(i % 4)
	}
	for _, cols := range [][][]float64{constant, {}} {
		x := mustMatrix(t, cols, gbt.BinOptions{})
		if len(cols) == 0 {
			x = x.Binner().NewMatrix(n)
		}
		m := fit(t, x, y, nil, nil, gbt.Options{Trees: 5, Rows: 1})
		f := make([]float64, n)
		m.Predict(f, x, nil, 1)
		near(t, "constant", f[17], 1.5, 1e-9)
	}
}

// A panel that sold nothing is forecast at practically nothing, never at NaN or a negative number.
func TestNothingSold(t *testing.T) {
	p := newPanel(1, 600, 4)
	clear(p.y)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for name, opt := range losses {
		opt.Trees = 20
		f := make([]float64, len(p.y))
		fit(t, x, p.y, nil, nil, opt).Predict(f, x, nil, 1)
		if lo, hi := slices.Min(f), slices.Max(f); !(lo >= 0 && hi < 1e-9) {
			t.Errorf("%s: %v to %v", name, lo, hi)
		}
	}
}

// Rows of weight 0 count as rows but do not move the model.
func TestZeroWeight(t *testing.T) {
	p := newPanel(1, 1000, 4)
	w := slices.Repeat([]float64{1}, 1000)
	y := slices.Clone(p.y)
	for i := 0; i < 1000; i += 10 {
		w[i], y[i] = 0, 1e6
	}
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	opt := gbt.Options{Loss: gbt.L2, Trees: 10, MinRows: 5}
	a, b := fit(t, x, y, w, nil, opt), fit(t, x, p.y, w, nil, opt)
	if !bytes.Equal(encoded(t, a), encoded(t, b)) {
		t.Error("targets of rows without weight changed the model")
	}
}

// A bag without any weight adds nothing, and leaves no NaN behind.
func TestBagWithoutWeight(t *testing.T) {
	p := newPanel(1, 1000, 3)
	w := make([]float64, 1000)
	w[0] = 1
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	m := fit(t, x, p.y, w, nil, gbt.Options{Loss: gbt.L2, Trees: 10, MinRows: 2, Rows: 0.01, Lambda: -1})
	f := make([]float64, 1000)
	m.Predict(f, x, nil, 1)
	for i, v := range f {
		if math.Abs(v-p.y[0]) > 1e-9 {
			t.Fatalf("row %d: %v, want the target of the only row that counts, %v", i, v, p.y[0])
		}
	}
}

// One tree never multiplies a mean by more than e^5, however far Newton's step would go.
func TestStepOfALogLinkIsBounded(t *testing.T) {
	n := 1024
	col, y := make([]float64, n), make([]float64, n)
	col[5], y[5] = 1, float64(n)
	x := mustMatrix(t, [][]float64{col}, gbt.BinOptions{})
	opt := gbt.Options{Loss: gbt.Poisson, Trees: 1, Rate: 1, MinRows: 1, Lambda: -1, Features: 1, Rows: 1}
	m := fit(t, x, y, nil, nil, opt)
	near(t, "mean after a step of 1,023", m.PredictRow([]float64{1}, 0), math.Exp(5), 1e-12)
}

// The seed decides the draws, and nothing else does.
func TestSeed(t *testing.T) {
	p := newPanel(1, 2000, 8)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	opt := gbt.Options{Trees: 3, MinRows: 20, Seed: 5}
	a := encoded(t, fit(t, x, p.y, nil, nil, opt))
	if !bytes.Equal(a, encoded(t, fit(t, x, p.y, nil, nil, opt))) {
		t.Error("the same seed gave another model")
	}
	opt.Seed = 6
	if bytes.Equal(a, encoded(t, fit(t, x, p.y, nil, nil, opt))) {
		t.Error("another seed gave the same model")
	}
}

// Without its own option a fit uses the settings of the recipe.
func TestDefaults(t *testing.T) {
	p := newPanel(1, 3000, 5)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	a := fit(t, x, p.y, nil, p.offset, gbt.Options{})
	b := fit(t, x, p.y, nil, p.offset, gbt.Options{
		Loss: gbt.Tweedie, Power: 1.4, Tau: 0.5, Trees: 200, Rate: 0.06, Leaves: 31, MinRows: 200, Lambda: 5,
		Features: 0.6, Rows: 0.7, Threads: 1,
	})
	if !bytes.Equal(encoded(t, a), encoded(t, b)) || a.Trees() != 200 || a.Loss() != gbt.Tweedie {
		t.Errorf("%d trees, loss %d", a.Trees(), a.Loss())
	}
}

// A tree draws the asked share of the features, all of them in turn, in rising order.
func TestDrawFeatures(t *testing.T) {
	usable := []int{1, 2, 4, 5, 7, 8, 9, 10, 12, 13}
	seen := map[int]int{}
	for k := range 500 {
		got := gbt.DrawFeatures(9, k, usable, 0.6)
		if len(got) != 6 || !slices.IsSorted(got) {
			t.Fatalf("tree %d: %v", k, got)
		}
		for _, f := range got {
			seen[f]++
		}
	}
	for _, f := range usable {
		if seen[f] < 250 || seen[f] > 350 {
			t.Errorf("feature %d drawn %d times of 500, want about 300", f, seen[f])
		}
	}
	if got := gbt.DrawFeatures(1, 1, nil, 0.5); len(got) != 0 {
		t.Errorf("drew %v from nothing", got)
	}
	if got := gbt.DrawFeatures(1, 1, usable, 0.01); len(got) != 1 {
		t.Errorf("drew %v, want at least one", got)
	}
}

// L1 with rows weighted by their level learns medians, Pinball the asked quantile.
func TestQuantilesCover(t *testing.T) {
	p := newPanel(1, 20_000, 5)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for _, tau := range []float64{0.25, 0.5, 0.75, 0.95} {
		y := slices.Clone(p.y)
		for i := range y { // spread the counts so that a quantile is met exactly
			y[i] += uniform(4, i, 0)
		}
		f := predictions(t, x, y, gbt.Options{Loss: gbt.Pinball, Tau: tau})
		below := 0
		for i := range f {
			if y[i] <= f[i] {
				below++
			}
		}
		if got := float64(below) / float64(len(f)); math.Abs(got-tau) > 0.02 {
			t.Errorf("level %v covers %v of the training rows", tau, got)
		}
	}
}

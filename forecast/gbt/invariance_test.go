package gbt_test

import (
	"hash/crc32"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

// Only the order of a feature's values matters: any rising map of them gives the same predictions.
func TestRisingMapsOfFeaturesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		bins := gbt.BinOptions{Bins: rapid.IntRange(3, 50).Draw(t, "bins")}
		mapped := make([][]float64, len(cols))
		for f, c := range cols {
			mapped[f] = ranks(c)
		}
		a, b := predictions(t, mustMatrix(t, cols, bins), y, opt), predictions(t, mustMatrix(t, mapped, bins), y, opt)
		if !slices.Equal(a, b) {
			t.Fatalf("predictions %v, with mapped features %v", a, b)
		}
	})
}

// ranks are the places of the values among their distinct ones; NaN stays.
func ranks(v []float64) []float64 {
	distinct := slices.DeleteFunc(slices.Clone(v), math.IsNaN)
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	out := slices.Clone(v)
	for i, x := range v {
		if !math.IsNaN(x) {
			at, _ := slices.BinarySearch(distinct, x)
			out[i] = float64(at)
		}
	}
	return out
}

// A feature that never varies is never drawn, and a copy of a feature never wins against the first.
func TestUselessFeaturesChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		more := append(slices.Clone(cols), slices.Repeat([]float64{5}, len(y)), cols[1], slices.Repeat([]float64{nan}, len(y)))
		x := mustMatrix(t, more, gbt.BinOptions{})
		m := fit(t, x, y, nil, nil, opt)
		got := make([]float64, len(y))
		m.Predict(got, x, nil, 1)
		if want := predictions(t, mustMatrix(t, cols, gbt.BinOptions{}), y, opt); !slices.Equal(got, want) {
			t.Fatalf("predictions %v, with useless features %v", want, got)
		}
		for f, g := range m.Importance()[len(cols):] {
			if g != 0 {
				t.Fatalf("useless feature %d gained %v", f, g)
			}
		}
	})
}

// A constant offset is taken up by the base score.
func TestConstantOffsetChangesNothing(t *testing.T) {
	p := newPanel(3, 3000, 6)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	offset := slices.Repeat([]float64{0.75}, len(p.y))
	for name, opt := range losses {
		opt.Trees = 10
		a, b := make([]float64, len(p.y)), make([]float64, len(p.y))
		fit(t, x, p.y, nil, nil, opt).Predict(a, x, nil, 1)
		fit(t, x, p.y, nil, offset, opt).Predict(b, x, offset, 1)
		for i := range a {
			if math.Abs(a[i]-b[i]) > 1e-9*(1+math.Abs(a[i])) {
				t.Fatalf("%s row %d: %v, with offset %v", name, i, a[i], b[i])
			}
		}
	}
}

// With the logarithm of a row's scale as offset, scaling row and offset scales its prediction, as long as no ridge
// compares hessians with a constant.
func TestLogLinkScales(t *testing.T) {
	p := newPanel(3, 3000, 6)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for _, opt := range []gbt.Options{{Loss: gbt.Tweedie}, {Loss: gbt.Poisson}} {
		opt.Trees, opt.Lambda = 10, -1
		y, offset := slices.Clone(p.y), slices.Clone(p.offset)
		for i := range y {
			y[i] *= 16
			offset[i] += math.Log(16)
		}
		a, b := make([]float64, len(y)), make([]float64, len(y))
		fit(t, x, p.y, nil, p.offset, opt).Predict(a, x, p.offset, 1)
		fit(t, x, y, nil, offset, opt).Predict(b, x, offset, 1)
		for i := range a {
			near(t, "prediction of a scaled row", b[i], 16*a[i], 1e-6)
		}
	}
}

// Multiplying all weights changes nothing without a ridge.
func TestWeightsAreRelative(t *testing.T) {
	p := newPanel(3, 3000, 6)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for name, opt := range losses {
		opt.Trees, opt.Lambda = 10, -1
		w := slices.Clone(p.sc)
		for i := range w {
			w[i] *= 1024
		}
		a, b := make([]float64, len(w)), make([]float64, len(w))
		fit(t, x, p.y, p.sc, nil, opt).Predict(a, x, nil, 1)
		fit(t, x, p.y, w, nil, opt).Predict(b, x, nil, 1)
		if !slices.Equal(a, b) {
			t.Errorf("%s: other predictions with 1,024 times the weights", name)
		}
	}
}

// Weights over many orders of magnitude keep their digits in fixed point: one leaf, its value against float64.
func TestFixedPointKeepsItsDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 200).Draw(t, "n")
		span := rapid.Float64Range(0, 12).Draw(t, "span")
		y, w := make([]float64, n), make([]float64, n)
		up, down := 0.0, 0.0
		for i := range y {
			y[i] = rapid.Float64Range(-100, 100).Draw(t, "y")
			w[i] = math.Pow(10, span*rapid.Float64Range(-0.5, 0.5).Draw(t, "log w"))
			up += w[i] * y[i]
			down += w[i]
		}
		x, err := gbt.NewBinner(nil, gbt.BinOptions{})
		if err != nil {
			t.Fatal(err)
		}
		opt := gbt.Options{Loss: gbt.L2, Trees: 1, Rate: 1, MinRows: 1, Leaves: 1, Rows: 1, Lambda: down}
		m := fit(t, x.NewMatrix(n), y, w, slices.Repeat([]float64{1}, n), opt)
		_, leafValues := m.Tree(0)
		g := 0.0
		for i := range y {
			g += w[i] * (1 + m.StartScore() - y[i])
		}
		if want := -g / (2 * down); math.Abs(leafValues[0]-want) > 1e-9 {
			t.Fatalf("leaf %v, in float64 %v", leafValues[0], want)
		}
		if want := up/down - 1; math.Abs(m.StartScore()-want) > 1e-9*(1+math.Abs(want)) {
			t.Fatalf("base %v, want %v", m.StartScore(), want)
		}
	})
}

// The bag holds its share of the rows, another one for every tree, in rising order and the same on any threads.
func TestDrawRows(t *testing.T) {
	const n, trees = 30_000, 20
	in := make([]int, n)
	for k := range trees {
		bag, out := gbt.DrawRows(gbt.Options{Seed: 2}, k, n)
		if share := float64(len(bag)) / n; math.Abs(share-0.7) > 0.015 {
			t.Errorf("tree %d: %v of the rows", k, share)
		}
		if len(bag)+len(out) != n || !slices.IsSorted(bag) || !slices.IsSorted(out) {
			t.Fatalf("tree %d: %d and %d rows, in order %v %v", k, len(bag), len(out), slices.IsSorted(bag), slices.IsSorted(out))
		}
		for _, r := range bag {
			in[r]++
		}
		other, _ := gbt.DrawRows(gbt.Options{Seed: 2, Threads: 3}, k, n)
		if !slices.Equal(bag, other) {
			t.Errorf("tree %d: another bag on three threads", k)
		}
	}
	if never := count(in, 0); never > 3 {
		t.Errorf("%d rows in no bag of %d", never, trees)
	}
	if always := count(in, trees); math.Abs(float64(always)/n-math.Pow(0.7, trees)) > 0.0015 {
		t.Errorf("%d rows in every bag: draws of trees hang together", always)
	}
	if bag, out := gbt.DrawRows(gbt.Options{Rows: 1}, 0, 10); len(bag) != 10 || len(out) != 0 {
		t.Errorf("share 1 drew %v and left %v", bag, out)
	}
}

func count(v []int, x int) int {
	n := 0
	for _, a := range v {
		if a == x {
			n++
		}
	}
	return n
}

// No value of a leaf has a smaller training loss than the quantile it was set to.
func TestQuantileLeavesAreBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		opt.Loss = rapid.SampledFrom([]gbt.Loss{gbt.L1, gbt.Pinball}).Draw(t, "quantile loss")
		opt.Trees, opt.Rate = 1, 1
		x := mustMatrix(t, cols, gbt.BinOptions{})
		m := fit(t, x, y, nil, nil, opt)
		splits, leafValues := m.Tree(0)
		loss := func(leaf int, d float64) float64 {
			total := 0.0
			for i := range y {
				if leafOf(x, splits, i) == leaf {
					total += plainLoss(opt, y[i], m.StartScore()+leafValues[leaf]+d)
				}
			}
			return total
		}
		for leaf := range leafValues {
			at := loss(leaf, 0)
			for _, d := range []float64{-3, -1, -0.5, 0.5, 1, 3} {
				if loss(leaf, d) < at-1e-9 {
					t.Fatalf("leaf %d of %v: loss %v, %v at %+v", leaf, leafValues[leaf], at, loss(leaf, d), d)
				}
			}
		}
	})
}

// Raw scores are the logarithms of the means under a log link, and the predictions themselves otherwise.
func TestRawScores(t *testing.T) {
	p := newPanel(3, 1000, 4)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for name, opt := range losses {
		opt.Trees = 5
		m := fit(t, x, p.y, nil, nil, opt)
		raw, mean := make([]float64, len(p.y)), make([]float64, len(p.y))
		m.Raw(raw, x, nil, 1)
		m.Predict(mean, x, nil, 1)
		for i := range raw {
			want := raw[i]
			if opt.Loss == gbt.Tweedie || opt.Loss == gbt.Poisson {
				want = math.Exp(raw[i])
			}
			near(t, name, mean[i], want, 1e-14)
		}
	}
}

// The same bits on every machine: the checksum of a model is pinned. It changes only with the algorithm or the encoding.
func TestBitsArePinned(t *testing.T) {
	p := newPanel(3, 5000, 8)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	want := map[string]uint32{
		"tweedie 1.1": 0xa8cb62d0, "tweedie 1.4": 0x8d931847, "tweedie 1.9": 0x8ef5e174, "poisson": 0x4388b59e,
		"l2": 0xd891e26d, "l1": 0xe00f8f0b, "pinball 0.9": 0xdde85ffd, "pinball 0.2": 0xb24ef705,
	}
	for name, opt := range losses {
		opt.Trees, opt.MinRows = 20, 50
		got := crc32.ChecksumIEEE(encoded(t, fit(t, x, p.y, p.sc, nil, opt)))
		if got != want[name] {
			t.Errorf("%s: model %#08x, pinned %#08x", name, got, want[name])
		}
	}
}

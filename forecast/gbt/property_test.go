package gbt_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

// encoded is the model as bytes: equal models have equal bytes.
func encoded(t fataler, m *gbt.Model) []byte {
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// drawn is a small table of whole targets, and options without sampling.
func drawn(t *rapid.T) (cols [][]float64, y []float64, opt gbt.Options) {
	n := 1 << rapid.IntRange(3, 7).Draw(t, "log2 rows")
	cols = [][]float64{values(t, "a", n), values(t, "b", n), values(t, "c", n)}
	y = wholes(t, "y", 0, 9, n)
	opt = gbt.Options{
		Loss:  rapid.SampledFrom([]gbt.Loss{gbt.Tweedie, gbt.Poisson, gbt.L2, gbt.L1, gbt.Pinball}).Draw(t, "loss"),
		Trees: rapid.IntRange(1, 6).Draw(t, "trees"), Rate: 0.25, Leaves: 5,
		MinRows: rapid.IntRange(1, 4).Draw(t, "min rows"), Lambda: 1, Features: 1, Rows: 1, Tau: 0.75,
	}
	return cols, y, opt
}

func permuted(cols [][]float64, order []int) [][]float64 {
	out := make([][]float64, len(cols))
	for f, c := range cols {
		out[f] = picked(c, order)
	}
	return out
}

func picked(v []float64, order []int) []float64 {
	out := make([]float64, len(order))
	for i, r := range order {
		out[i] = v[r]
	}
	return out
}

// The order of rows changes nothing: sums are whole numbers, and the scales of the fixed point are powers of two.
func TestOrderOfRowsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		order := rapid.Permutation(rowNumbers(len(y))).Draw(t, "order")
		a := fit(t, mustMatrix(t, cols, gbt.BinOptions{}), y, nil, nil, opt)
		b := fit(t, mustMatrix(t, permuted(cols, order), gbt.BinOptions{}), picked(y, order), nil, nil, opt)
		if !bytes.Equal(encoded(t, a), encoded(t, b)) {
			t.Fatal("another model after permuting the rows")
		}
	})
}

// Thread counts change nothing, for any loss, with sampling, weights and offsets, over several chunks of rows.
func TestThreadsChangeNothing(t *testing.T) {
	p := newPanel(7, 40_000, 9)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for name, opt := range losses {
		opt.Trees, opt.Leaves, opt.Seed = 5, 15, 11
		var want []byte
		var wantF []float64
		for _, threads := range []int{1, 2, 7} {
			opt.Threads = threads
			m := fit(t, x, p.y, p.sc, p.offset, opt)
			f := make([]float64, len(p.y))
			m.Predict(f, x, p.offset, threads)
			if want == nil {
				want, wantF = encoded(t, m), f
				continue
			}
			if !bytes.Equal(want, encoded(t, m)) {
				t.Errorf("%s: another model on %d threads", name, threads)
			}
			if !slices.Equal(wantF, f) {
				t.Errorf("%s: other predictions on %d threads", name, threads)
			}
		}
	}
}

// Scaling y by a power of two scales L2, L1 and quantile predictions exactly; shifting it by a whole number shifts them.
func TestScaleAndShift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		opt.Loss = rapid.SampledFrom([]gbt.Loss{gbt.L2, gbt.L1, gbt.Pinball}).Draw(t, "linear loss")
		x := mustMatrix(t, cols, gbt.BinOptions{})
		scale := math.Ldexp(1, rapid.IntRange(-6, 6).Draw(t, "scale"))
		shift := float64(rapid.IntRange(-20, 20).Draw(t, "shift"))
		scaled, shifted := slices.Clone(y), slices.Clone(y)
		for i := range y {
			scaled[i] *= scale
			shifted[i] += shift
		}
		f, fScaled, fShifted := predictions(t, x, y, opt), predictions(t, x, scaled, opt), predictions(t, x, shifted, opt)
		for i := range f {
			if fScaled[i] != scale*f[i] {
				t.Fatalf("row %d: %v, y scaled by %v gives %v", i, f[i], scale, fScaled[i])
			}
			if opt.Trees == 1 && math.Abs(fShifted[i]-f[i]-shift) > 1e-9 {
				t.Fatalf("row %d: %v, y shifted by %v gives %v", i, f[i], shift, fShifted[i])
			}
		}
	})
}

func predictions(t fataler, x *gbt.Matrix, y []float64, opt gbt.Options) []float64 {
	f := make([]float64, len(y))
	fit(t, x, y, nil, nil, opt).Predict(f, x, nil, 1)
	return f
}

// A row of weight k is the row k times.
func TestWeightsAreRepeatedRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		opt.MinRows, opt.Trees = 1, 1
		w := wholes(t, "w", 1, 3, len(y))
		var order []int
		for i, v := range w {
			for range int(v) {
				order = append(order, i)
			}
		}
		x := mustMatrix(t, cols, gbt.BinOptions{})
		many := x.Binner().Matrix(permuted(cols, order), 1)
		a, b := fit(t, x, y, w, nil, opt), fit(t, many, picked(y, order), nil, nil, opt)
		fa, fb := make([]float64, len(y)), make([]float64, len(y))
		a.Predict(fa, x, nil, 1)
		b.Predict(fb, x, nil, 1)
		if ga, gb := a.Importance(), b.Importance(); math.Abs(sum(ga)-sum(gb)) > 1e-6*(1+sum(ga)) {
			t.Fatalf("total gain %v with weights, %v with repeated rows", sum(ga), sum(gb))
		}
		for i := range fa {
			if sameGains(a, b) && math.Abs(fa[i]-fb[i]) > 1e-6*(1+math.Abs(fa[i])) {
				t.Fatalf("row %d: %v with weights, %v with repeated rows", i, fa[i], fb[i])
			}
		}
	})
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// sameGains says that both first trees split alike (the last bit of a sum may decide between equal gains).
func sameGains(a, b *gbt.Model) bool {
	sa, _ := a.Tree(0)
	sb, _ := b.Tree(0)
	return cmp.Equal(sa, sb, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".LostLeft" }, cmp.Ignore()))
}

// Means of a log link are positive and finite whatever the data; a single tree of another loss stays within the range
// of the targets.
func TestPredictionsStayInRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		opt.Lambda = -1 // no ridge: the boldest steps
		f := predictions(t, mustMatrix(t, cols, gbt.BinOptions{}), y, opt)
		lo, hi := slices.Min(y), slices.Max(y)
		for i, v := range f {
			link := opt.Loss == gbt.Tweedie || opt.Loss == gbt.Poisson
			within := v >= lo-1e-9 && v <= hi+1e-9 || opt.Trees > 1 && !math.IsNaN(v) && !math.IsInf(v, 0)
			if link && !(v > 0 && !math.IsInf(v, 0)) || !link && !within {
				t.Fatalf("row %d: loss %d predicts %v for targets %v to %v", i, opt.Loss, v, lo, hi)
			}
		}
	})
}

// Each tree lowers the training loss (or leaves it): a Newton step of small rate on a convex loss.
func TestTrainingLossFalls(t *testing.T) {
	p := newPanel(3, 4000, 8)
	for i := range p.y { // without the atom at zero, where a low quantile would stay for ever
		p.y[i] += uniform(4, i, 0)
	}
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	for name, opt := range losses {
		opt.Leaves, opt.MinRows, opt.Features, opt.Rows = 8, 50, 1, 1
		last := math.Inf(1)
		for _, trees := range []int{1, 2, 4, 8, 16, 32} {
			opt.Trees = trees
			f := make([]float64, len(p.y))
			fit(t, x, p.y, nil, nil, opt).Raw(f, x, nil, 1)
			loss := 0.0
			for i := range f {
				loss += plainLoss(opt, p.y[i], f[i])
			}
			if !(loss < last) {
				t.Errorf("%s: training loss %v after %d trees, %v before", name, loss, trees, last)
			}
			last = loss
		}
	}
}

// Importance is not negative, and most of it falls on the features that make the target.
func TestImportance(t *testing.T) {
	p := newPanel(3, 20_000, 12)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	m := fit(t, x, p.y, nil, p.offset, gbt.Options{Trees: 40})
	gain := m.Importance()
	for f, g := range gain {
		if !(g >= 0) {
			t.Errorf("feature %d: gain %v", f, g)
		}
	}
	if used, all := sum(gain[:5]), sum(gain); used < 0.7*all {
		t.Errorf("the five features of the target have %v of %v", used, all)
	}
	gain[0] = -1
	if m.Importance()[0] == -1 {
		t.Error("the model's own importance was handed out")
	}
}

// A model that is told nothing but what is missing separates it, and finds the side for it.
func TestMissingIsLearned(t *testing.T) {
	for _, c := range []struct {
		name     string
		lost     float64 // target of missing rows
		lostLeft bool
	}{{"like small values", 0, true}, {"like large values", 8, false}} {
		t.Run(c.name, func(t *testing.T) {
			col, y := make([]float64, 64), make([]float64, 64)
			for i := range col {
				switch i % 4 {
				case 0, 1:
					col[i], y[i] = float64(i%3), 0
				case 2:
					col[i], y[i] = float64(10+i%3), 8
				default:
					col[i], y[i] = nan, c.lost
				}
			}
			x := mustMatrix(t, [][]float64{col}, gbt.BinOptions{})
			opt := gbt.Options{Loss: gbt.L2, Trees: 1, Rate: 1, Leaves: 2, MinRows: 1, Lambda: -1, Features: 1, Rows: 1}
			m := fit(t, x, y, nil, nil, opt)
			splits, _ := m.Tree(0)
			if len(splits) != 1 || splits[0].LostLeft != c.lostLeft {
				t.Errorf("splits %+v", splits)
			}
			for i := range col {
				if got := m.PredictRow(col[i:i+1], 0); got != y[i] {
					t.Errorf("value %v predicts %v, want %v", col[i], got, y[i])
				}
			}
		})
	}
}

// Missing values can stand alone, and a value never missing before goes with the larger side.
func TestMissingAloneAndUnseen(t *testing.T) {
	opt := gbt.Options{Loss: gbt.L2, Trees: 1, Rate: 1, Leaves: 2, MinRows: 1, Lambda: -1, Features: 1, Rows: 1}
	alone := mustMatrix(t, [][]float64{{nan, 5, nan, 5}}, gbt.BinOptions{})
	m := fit(t, alone, []float64{1, 3, 1, 3}, nil, nil, opt)
	if a, b := m.PredictRow([]float64{nan}, 0), m.PredictRow([]float64{-7}, 0); a != 1 || b != 3 {
		t.Errorf("missing predicts %v, a value %v", a, b)
	}
	for _, c := range []struct {
		y    []float64
		want float64
	}{{[]float64{0, 0, 0, 8}, 0}, {[]float64{0, 8, 8, 8}, 8}} {
		m := fit(t, mustMatrix(t, [][]float64{{1, 2, 3, 4}}, gbt.BinOptions{}), c.y, nil, nil, opt)
		if got := m.PredictRow([]float64{nan}, 0); got != c.want {
			t.Errorf("targets %v: unseen missing predicts %v, want the larger side's %v", c.y, got, c.want)
		}
	}
}

// One row at a time, all rows by bins, and rows binned afresh give the same bits.
func TestPredictRowEqualsPredict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		m := fit(t, mustMatrix(t, cols, gbt.BinOptions{Bins: 10}), y, nil, nil, opt)
		n := 30
		fresh := [][]float64{values(t, "new a", n), values(t, "new b", n), values(t, "new c", n)}
		offset := wholes(t, "offset", -2, 2, n)
		f := make([]float64, n)
		m.Predict(f, m.Binner().Matrix(fresh, 1), offset, 1)
		for i := range f {
			if got := m.PredictRow([]float64{fresh[0][i], fresh[1][i], fresh[2][i]}, offset[i]); got != f[i] {
				t.Fatalf("row %d: %v alone, %v in the matrix", i, got, f[i])
			}
		}
	})
}

// No leaf has fewer rows than asked for, and no tree more leaves.
func TestLeavesKeepTheirBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cols, y, opt := drawn(t)
		x := mustMatrix(t, cols, gbt.BinOptions{})
		m := fit(t, x, y, nil, nil, opt)
		for k := range m.Trees() {
			splits, leafValues := m.Tree(k)
			if len(leafValues) > opt.Leaves || len(splits) != len(leafValues)-1 {
				t.Fatalf("tree %d: %d leaves, %d splits, at most %d leaves", k, len(leafValues), len(splits), opt.Leaves)
			}
			counts := make([]int, len(leafValues))
			for i := range y {
				counts[leafOf(x, splits, i)]++
			}
			if slices.Min(counts) < opt.MinRows {
				t.Fatalf("tree %d: leaves of %v rows, at least %d", k, counts, opt.MinRows)
			}
		}
	})
}

func leafOf(x *gbt.Matrix, splits []gbt.Split, row int) int {
	if len(splits) == 0 {
		return 0
	}
	at := 0
	for at >= 0 {
		s := splits[at]
		b := int(x.At(s.Feature, row))
		at = s.Right
		if b == 0 && s.LostLeft || b > 0 && b <= s.Bin {
			at = s.Left
		}
	}
	return ^at
}

// A split that gains less than MinGain is not made.
func TestMinGain(t *testing.T) {
	p := newPanel(3, 2000, 4)
	x := mustMatrix(t, p.cols, gbt.BinOptions{})
	opt := gbt.Options{Loss: gbt.L2, Trees: 1, MinRows: 20, Features: 1, Rows: 1, Leaves: 400}
	loose := fit(t, x, p.y, nil, nil, opt)
	opt.MinGain = sum(loose.Importance()) / 50
	strict := fit(t, x, p.y, nil, nil, opt)
	a, _ := loose.Tree(0)
	b, _ := strict.Tree(0)
	if len(b) == 0 || len(b) >= len(a) || sum(strict.Importance()) < float64(len(b))*opt.MinGain {
		t.Errorf("%d splits of total gain %v with penalty %v, %d without", len(b), sum(strict.Importance()), opt.MinGain, len(a))
	}
	opt.Leaves = 2
	one := fit(t, x, p.y, nil, nil, opt)
	opt.MinGain = 0
	near(t, "importance of one split under a penalty", sum(one.Importance()), sum(fit(t, x, p.y, nil, nil, opt).Importance()), 1e-12)
}

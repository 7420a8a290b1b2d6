package gbt_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

var nan = math.NaN()

func TestFewDistinctValuesGetABinEach(t *testing.T) {
	col := []float64{3, 1, nan, 1, 7, 3, -2, math.Inf(1), math.Inf(-1)}
	x := mustMatrix(t, [][]float64{col}, gbt.BinOptions{})
	got := make([]uint8, len(col))
	for i := range col {
		got[i] = x.At(0, i)
	}
	if d := cmp.Diff([]uint8{4, 3, 0, 3, 5, 4, 2, 6, 1}, got); d != "" {
		t.Error(d)
	}
	if got := x.Binner().Bins(0); got != 7 {
		t.Errorf("%d bins, want 6 of values and 1 of missing ones", got)
	}
}

func TestCutsAreHalfWay(t *testing.T) {
	x := mustMatrix(t, [][]float64{{0, 1, 4}}, gbt.BinOptions{})
	b := x.Binner()
	if d := cmp.Diff([]float64{0.5, 2.5}, b.Cuts(0)); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		x    float64
		want uint8
	}{{-9, 1}, {0.5, 1}, {0.51, 2}, {2.5, 2}, {2.6, 3}, {1e9, 3}, {nan, 0}} {
		if got := b.Bin(0, c.x); got != c.want {
			t.Errorf("bin of %v = %d, want %d", c.x, got, c.want)
		}
	}
}

func TestNeighbouringNumbersPart(t *testing.T) {
	a := 1.0
	b := math.Nextafter(a, 2)
	c := math.Nextafter(b, 2) // half-way between b and c rounds to c
	x := mustMatrix(t, [][]float64{{a, b, c, -math.MaxFloat64, math.MaxFloat64}}, gbt.BinOptions{})
	if got := []uint8{x.At(0, 0), x.At(0, 1), x.At(0, 2), x.At(0, 3), x.At(0, 4)}; !slices.Equal(got, []uint8{2, 3, 4, 1, 5}) {
		t.Errorf("bins %v", got)
	}
}

// As long as there are bins for all distinct values, rare ones do not share a bin, however often the others occur.
func TestRareValuesGetABinEach(t *testing.T) {
	col := slices.Concat(slices.Repeat([]float64{0}, 40), slices.Repeat([]float64{1}, 45), []float64{2}, slices.Repeat([]float64{3}, 14))
	x := mustMatrix(t, [][]float64{col}, gbt.BinOptions{Bins: 5})
	if d := cmp.Diff([]int{0, 40, 45, 1, 14}, binCounts(x, 0)); d != "" {
		t.Error(d)
	}
}

func TestManyValuesGetBinsOfEqualCount(t *testing.T) {
	col := make([]float64, 10_000)
	for i := range col {
		col[i] = uniform(3, i, 0)
	}
	x := mustMatrix(t, [][]float64{col}, gbt.BinOptions{Bins: 51})
	counts := binCounts(x, 0)
	if len(counts) != 51 {
		t.Fatalf("%d bins", len(counts))
	}
	for b, c := range counts[1:] {
		if c < 190 || c > 210 {
			t.Errorf("bin %d holds %d of 10,000 rows in 50 bins", b+1, c)
		}
	}
}

func binCounts(x *gbt.Matrix, f int) []int {
	counts := make([]int, x.Binner().Bins(f))
	for i := range x.Rows() {
		counts[x.At(f, i)]++
	}
	return counts
}

func TestBigValueGetsItsOwnBin(t *testing.T) {
	col := make([]float64, 10_000)
	for i := range col {
		col[i] = uniform(3, i, 0) - 0.5
		if i%2 == 0 {
			col[i] = 0
		}
	}
	x := mustMatrix(t, [][]float64{col}, gbt.BinOptions{Bins: 12})
	zero := x.Binner().Bin(0, 0)
	counts := binCounts(x, 0)
	if counts[zero] != 5000 {
		t.Errorf("bin of zero holds %d rows, want its 5,000", counts[zero])
	}
	for b, c := range counts[1:] {
		if b+1 == int(zero)-1 {
			continue // what is left below the big value
		}
		if b+1 != int(zero) && (c < 450 || c > 650) {
			t.Errorf("bin %d holds %d rows, want about 500: the rest is shared evenly", b+1, c)
		}
	}
}

func TestAllMissingAndConstant(t *testing.T) {
	x := mustMatrix(t, [][]float64{{nan, nan}, {4, 4}}, gbt.BinOptions{})
	b := x.Binner()
	if b.Bins(0) != 2 || b.Bins(1) != 2 || x.At(0, 0) != 0 || x.At(1, 1) != 1 || b.Bin(0, 5) != 1 {
		t.Errorf("bins %d %d, of rows %d %d, of a new value %d", b.Bins(0), b.Bins(1), x.At(0, 0), x.At(1, 1), b.Bin(0, 5))
	}
}

func TestBinnerRefuses(t *testing.T) {
	col := [][]float64{{1, 2}}
	for name, c := range map[string]struct {
		cols [][]float64
		opt  gbt.BinOptions
	}{
		"two bins":          {col, gbt.BinOptions{Bins: 2}},
		"256 bins":          {col, gbt.BinOptions{Bins: 256}},
		"negative sample":   {col, gbt.BinOptions{Sample: -1}},
		"too many features": {make([][]float64, 1<<16), gbt.BinOptions{}},
	} {
		if _, err := gbt.NewBinner(c.cols, c.opt); !errors.Is(err, gbt.ErrOption) {
			t.Errorf("%s: %v", name, err)
		}
	}
	panics(t, "columns of different length", func() { _, _ = gbt.NewBinner([][]float64{{1}, {1, 2}}, gbt.BinOptions{}) })
	b := mustMatrix(t, col, gbt.BinOptions{}).Binner()
	panics(t, "wrong number of columns", func() { b.Matrix([][]float64{{1}, {2}}, 1) })
}

func panics(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s: no panic", what)
		}
	}()
	f()
}

// values draws numbers with ties, missing and infinite ones.
func values(t *rapid.T, label string, n int) []float64 {
	return rapid.SliceOfN(rapid.OneOf(
		rapid.Float64Range(-10, 10),
		rapid.Map(rapid.IntRange(-3, 3), func(i int) float64 { return float64(i) }),
		rapid.SampledFrom([]float64{nan, math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1)}),
	), n, n).Draw(t, label)
}

func TestBinsKeepOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		col := values(t, "col", rapid.IntRange(1, 200).Draw(t, "n"))
		bins := rapid.IntRange(3, 40).Draw(t, "bins")
		b := mustMatrix(t, [][]float64{col}, gbt.BinOptions{Bins: bins}).Binner()
		if got := b.Bins(0); got > bins {
			t.Fatalf("%d bins, asked for %d", got, bins)
		}
		cuts := b.Cuts(0)
		for _, v := range append(col, values(t, "new", 20)...) {
			want := 1
			for _, c := range cuts {
				if c < v {
					want++
				}
			}
			if math.IsNaN(v) {
				want = 0
			}
			if got := b.Bin(0, v); int(got) != want {
				t.Fatalf("bin of %v = %d, counting cuts gives %d", v, got, want)
			}
		}
	})
}

// Bins do not depend on the order of rows, on threads, or on binning piece by piece.
func TestBinningIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "n")
		cols := [][]float64{values(t, "a", n), values(t, "b", n), values(t, "c", n)}
		opt := gbt.BinOptions{Bins: 9}
		x := mustMatrix(t, cols, opt)
		opt.Threads = 3
		other := mustMatrix(t, cols, opt)
		pieces := x.Binner().NewMatrix(n)
		cut := rapid.IntRange(0, n).Draw(t, "cut")
		reversed := make([][]float64, len(cols))
		for f, c := range cols {
			pieces.Set(f, cut, c[cut:])
			pieces.Set(f, 0, c[:cut])
			reversed[f] = slices.Clone(c)
			slices.Reverse(reversed[f])
		}
		turned := mustMatrix(t, reversed, gbt.BinOptions{Bins: 9})
		for f := range cols {
			for i := range n {
				a := x.At(f, i)
				if other.At(f, i) != a || pieces.At(f, i) != a || turned.At(f, n-1-i) != a {
					t.Fatalf("feature %d row %d: %d, threads %d, pieces %d, reversed %d", f, i, a,
						other.At(f, i), pieces.At(f, i), turned.At(f, n-1-i))
				}
			}
		}
	})
}

// Cuts from a sample are close to those from all rows, and the same for the same seed.
func TestSampleOfRows(t *testing.T) {
	col := make([]float64, 50_000)
	for i := range col {
		col[i] = uniform(9, i, 1)
	}
	opt := gbt.BinOptions{Bins: 11, Sample: 5000, Seed: 3}
	a, b := mustMatrix(t, [][]float64{col}, opt), mustMatrix(t, [][]float64{col}, opt)
	if d := cmp.Diff(a.Binner().Cuts(0), b.Binner().Cuts(0)); d != "" {
		t.Error(d)
	}
	for i, c := range a.Binner().Cuts(0) {
		if want := float64(i+1) / 10; math.Abs(c-want) > 0.03 {
			t.Errorf("cut %d = %v, want about %v", i, c, want)
		}
	}
	opt.Seed = 4
	if slices.Equal(a.Binner().Cuts(0), mustMatrix(t, [][]float64{col}, opt).Binner().Cuts(0)) {
		t.Error("another seed gave the same sample")
	}
}

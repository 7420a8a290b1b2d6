package dist_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
)

// drawDist is a normal distribution of h steps.
func drawDist(t *rapid.T, h int) dist.Dist {
	t.Helper()
	mu := rapid.SliceOfN(rapid.Float64Range(-100, 100), h, h).Draw(t, "mean")
	sd := rapid.SliceOfN(rapid.Float64Range(0, 30), h, h).Draw(t, "sd")
	return dist.FromNormal(mu, sd)
}

// TestAverageProperties: of one member it is the member; order and a common factor of the weights do not matter; it
// stays between the members.
func TestAverageProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawDist(t, 2), drawDist(t, 2), drawDist(t, 2)
		w := rapid.SliceOfN(rapid.Float64Range(0.1, 5), 3, 3).Draw(t, "weights")
		d := dist.Average(w, a, b, c)
		turned := dist.Average([]float64{8 * w[2], 8 * w[0], 8 * w[1]}, c, a, b)
		for h := range 2 {
			if !near(d.Mean[h], turned.Mean[h], 1e-9) {
				t.Fatalf("mean %v, in another order %v", d.Mean[h], turned.Mean[h])
			}
			for i := range dist.Levels {
				lo, hi := min(a.Q[h][i], b.Q[h][i], c.Q[h][i]), max(a.Q[h][i], b.Q[h][i], c.Q[h][i])
				if q := d.Q[h][i]; q < lo-1e-9 || q > hi+1e-9 || !near(q, turned.Q[h][i], 1e-9) {
					t.Fatalf("quantile %v of members %v … %v", q, lo, hi)
				}
			}
		}
		one := dist.Average(nil, a)
		for h := range 2 {
			if !near(one.Mean[h], a.Mean[h], 1e-12) || !near(one.Q[h][3], a.Q[h][3], 1e-12) {
				t.Fatalf("one member gives %v, is %v", one, a)
			}
		}
	})
}

// TestMedianOfProperties: between the members, deaf to one that is far off, the mean of the middle two when even.
func TestMedianOfProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDist(t, 1), drawDist(t, 1)
		far := dist.FromNormal([]float64{1e12}, []float64{1})
		low := dist.FromNormal([]float64{-1e12}, []float64{1})
		if err := dist.MedianOf(a, b, far).Check(); err != nil {
			t.Fatal(err)
		}
		two, four := dist.MedianOf(a, b), dist.MedianOf(low, a, b, far)
		if !near(two.Mean[0], (a.Mean[0]+b.Mean[0])/2, 1e-9) || two.Mean[0] != four.Mean[0] || !slices.Equal(two.Q[0], four.Q[0]) {
			t.Fatalf("median of two %v, with two outliers %v", two, four)
		}
	})
}

// TestCombiningKeepsTheMarks of the first member, and changes none.
func TestCombiningKeepsTheMarks(t *testing.T) {
	a, b := dist.FromPoisson([]float64{3}), dist.FromNormal([]float64{5}, []float64{1})
	a.Rho, a.Common, a.Seed = 0.4, 0.2, 99
	before := a.Clone()
	for name, d := range map[string]dist.Dist{"average": dist.Average([]float64{2, 1}, a, b), "median": dist.MedianOf(a, b)} {
		if d.Rho != 0.4 || d.Common != 0.2 || d.Seed != 99 || !d.Whole {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if d := cmp.Diff(before, a); d != "" {
		t.Error(d)
	}
}

// TestCloneSharesNothing: changing the copy leaves the original as it was, and steps do not run into one another.
func TestCloneSharesNothing(t *testing.T) {
	a := dist.FromNormal([]float64{1, 2}, []float64{1, 1})
	want := a.Clone()
	b := a.Clone()
	b.Mean[0], b.Q[0][0] = 99, -99
	b.Q[0] = append(b.Q[0], 7)
	if d := cmp.Diff(want, a); d != "" {
		t.Error(d)
	}
	if b.Q[1][0] != a.Q[1][0] {
		t.Error("an appended quantile fell into the next step")
	}
}

// TestMovesOfADistribution by hand: scale, mirror, shift, clip, round.
func TestMovesOfADistribution(t *testing.T) {
	base := func() dist.Dist { return dist.FromNormal([]float64{4}, []float64{2}) }
	z := dist.NormalQuantile(0.9)
	for _, tt := range []struct {
		name           string
		got            dist.Dist
		mean, low, top float64 // the mean, the 0.1 and the 0.9 quantile
	}{
		{"as it is", base(), 4, 4 - 2*z, 4 + 2*z},
		{"doubled", base().Scale(2), 8, 8 - 4*z, 8 + 4*z},
		{"mirrored", base().Scale(-1), -4, -4 - 2*z, -4 + 2*z},
		{"nothing", base().Scale(0), 0, 0, 0},
		{"shifted", base().Shift(-10), -6, -6 - 2*z, -6 + 2*z},
		{"clipped above", base().Clip(0, 5), 4, 4 - 2*z, 5},
		{"clipped below", base().Clip(4.5, 99), 4.5, 4.5, 4 + 2*z},
		{"rounded", base().Round(), 4, 1, 7},
		{"rounded below nothing", base().Shift(-4).Round(), 0, 0, 3},
	} {
		if err := tt.got.Check(); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if !near(tt.got.Mean[0], tt.mean, 1e-12) || !near(tt.got.Q[0][4], tt.low, 1e-12) || !near(tt.got.Q[0][12], tt.top, 1e-12) {
			t.Errorf("%s: mean %v, 0.1 at %v, 0.9 at %v; want %v, %v, %v", tt.name, tt.got.Mean[0], tt.got.Q[0][4], tt.got.Q[0][12], tt.mean, tt.low, tt.top)
		}
	}
	if base().Round().Whole != true || base().Whole {
		t.Error("rounding marks the distribution as whole, and nothing else does")
	}
}

// TestStepsMoveAlone: scaling and shifting one step leaves the other.
func TestStepsMoveAlone(t *testing.T) {
	d := dist.FromNormal([]float64{1, 1}, []float64{1, 1})
	d.ScaleStep(0, -3)
	d.ShiftStep(0, 1)
	want := dist.FromNormal([]float64{-2, 1}, []float64{3, 1})
	for h := range 2 {
		for i := range dist.Levels {
			if !near(d.Q[h][i], want.Q[h][i], 1e-12) {
				t.Errorf("step %d, level %d: %v, want %v", h, i, d.Q[h][i], want.Q[h][i])
			}
		}
	}
}

// TestCheckFindsEachFault, with the step in its words.
func TestCheckFindsEachFault(t *testing.T) {
	for want, spoil := range map[string]func(d *dist.Dist){
		"step 1: distribution is not finite":                           func(d *dist.Dist) { d.Q[1][16] = math.Inf(1) },
		"step 0: distribution is not finite":                           func(d *dist.Dist) { d.Q[0][3] = math.NaN() },
		"step 1: quantiles cross":                                      func(d *dist.Dist) { d.Q[1][8] = -50 },
		"step 1: 16 of 17 quantiles: distribution has the wrong shape": func(d *dist.Dist) { d.Q[1] = d.Q[1][:16] },
		"1 means, 2 quantile rows: distribution has the wrong shape":   func(d *dist.Dist) { d.Mean = d.Mean[:1] },
	} {
		d := dist.FromNormal([]float64{1, 2}, []float64{1, 1})
		spoil(&d)
		if err := d.Check(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestMeanOfQuantiles is near the mean of what is symmetric, exact for a constant, and moves with the distribution.
func TestMeanOfQuantiles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDist(t, 1)
		m := d.MeanOfQuantiles(0)
		if !near(m, d.Mean[0], 1e-9) {
			t.Fatalf("%v, the mean is %v", m, d.Mean[0])
		}
		if got := d.Clone().Scale(-2).Shift(3).MeanOfQuantiles(0); !near(got, 3-2*m, 1e-9) {
			t.Fatalf("scaled and shifted %v, want %v", got, 3-2*m)
		}
	})
}

// TestBoxCoxTurnsBack: any value comes back, and a distribution's quantiles are the transforms of the quantiles.
func TestBoxCoxTurnsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := dist.BoxCox{Lambda: rapid.SampledFrom([]float64{0, 0.2, 0.5, 1}).Draw(t, "lambda"), Shift: rapid.Float64Range(0, 5).Draw(t, "shift")}
		y := rapid.Float64Range(0.01, 1e6).Draw(t, "y")
		w := tr.Forward(make([]float64, 1), []float64{y})[0]
		if got := tr.Inverse(w); !near(got, y, 1e-7) {
			t.Fatalf("%+v: %v comes back as %v", tr, y, got)
		}
		d := dist.FromNormal([]float64{w}, []float64{0.1})
		back := tr.Back(d.Clone())
		if err := back.Check(); err != nil {
			t.Fatal(err)
		}
		if !near(back.Median(0), y, 1e-7) || back.Mean[0] < back.Q[0][0] || back.Mean[0] > back.Q[0][16] {
			t.Fatalf("%+v: median %v, want %v; mean %v", tr, back.Median(0), y, back.Mean[0])
		}
	})
	if got := (dist.BoxCox{Lambda: 0.5, Shift: 2}).Inverse(-9); got != -2 {
		t.Errorf("below the range of the transform: %v, want −2", got)
	}
}

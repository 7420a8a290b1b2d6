package dist_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
)

func near(a, b, tol float64) bool { return math.Abs(a-b) <= tol*(1+math.Abs(b)) }

// The portable inverse against the library's error function, far into both tails.
func TestNormalQuantile(t *testing.T) {
	for _, p := range []float64{1e-300, 1e-20, 1e-8, 0.001, 0.02, 0.0749, 0.0751, 0.3, 0.5, 0.7, 0.95, 0.999, 1 - 1e-9} {
		z := dist.NormalQuantile(p)
		if got := dist.NormalCDF(z); !near(got/p, 1, 1e-11) {
			t.Errorf("p %g: z %v gives %g", p, z, got)
		}
	}
	if z := dist.NormalQuantile(0.975); !near(z, 1.959963984540054, 1e-15) {
		t.Errorf("z of 0.975 is %.17g", z)
	}
	for _, p := range []float64{0, 1, -1, 2, math.NaN()} {
		if !math.IsNaN(dist.NormalQuantile(p)) {
			t.Errorf("p %v is not refused", p)
		}
	}
}

func TestNormalIsExactEverywhere(t *testing.T) {
	d := dist.FromNormal([]float64{100}, []float64{10})
	for _, tau := range []float64{0.001, 0.03, 0.25, 0.5, 0.77, 0.999} {
		want := 100 + 10*dist.NormalQuantile(tau)
		if got := d.Quantile(0, tau); !near(got, want, 1e-12) {
			t.Errorf("τ %v: %v, want %v", tau, got, want)
		}
	}
	if got := d.MeanOfQuantiles(0); !near(got, 100, 1e-12) {
		t.Errorf("mean of quantiles %v", got)
	}
	if !math.IsNaN(d.Quantile(0, 1)) {
		t.Error("τ = 1 is not refused")
	}
}

func TestCheck(t *testing.T) {
	ok := dist.FromNormal([]float64{1, 2}, []float64{1, 1})
	if err := ok.Check(); err != nil {
		t.Error(err)
	}
	short, nan, cross := ok.Clone(), ok.Clone(), ok.Clone()
	short.Q = short.Q[:1]
	nan.Mean[1] = math.NaN()
	cross.Q[0][3] = 99
	for _, c := range []struct {
		d    dist.Dist
		want error
	}{{short, dist.ErrShape}, {nan, dist.ErrNotFinite}, {cross, dist.ErrCross}} {
		if err := c.d.Check(); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
	if err := cross.Repair().Check(); err != nil {
		t.Error(err)
	}
}

// The example of the package comment and of the forecasting rules: daily medians add to 0, daily 0.9 quantiles to 28,
// the 0.9 quantile of the total is 19.
func TestQuantilesDoNotAdd(t *testing.T) {
	mean := make([]float64, 28)
	for i := range mean {
		mean[i] = 0.5
	}
	d := dist.FromPoisson(mean)
	med, q90 := 0.0, 0.0
	for h := range mean {
		med += d.Median(h)
		q90 += d.Quantile(h, 0.9)
	}
	if med != 0 || q90 != 28 || d.WindowMean(0, 28) != 14 {
		t.Errorf("medians %v, 0.9 quantiles %v, mean %v", med, q90, d.WindowMean(0, 28))
	}
	if total := d.WindowTotal(0, 28, 4000, 0.9); math.Abs(total-19) > 1 {
		t.Errorf("0.9 quantile of the total %v, want about 19", total)
	}
}

func TestPoissonAndNegativeBinomialQuantiles(t *testing.T) {
	cases := []struct{ mu, size float64 }{
		{0.3, math.Inf(1)},
		{4, math.Inf(1)},
		{499, math.Inf(1)},
		{501, math.Inf(1)},
		{2000, math.Inf(1)},
		{0.3, 0.2},
		{7, 1.5},
		{300, 2},
		{5000, 30},
	}
	for _, c := range cases {
		d := dist.FromNegativeBinomial([]float64{c.mu}, []float64{c.size})
		for i, tau := range dist.Levels {
			k := d.Q[0][i]
			if dist.CountCDF(c.mu, c.size, k) < tau-1e-9 || (k > 0 && dist.CountCDF(c.mu, c.size, k-1) >= tau+1e-9) {
				t.Errorf("mean %v size %v τ %v: %v is not the quantile", c.mu, c.size, tau, k)
			}
		}
	}
	if d := dist.FromPoisson([]float64{0, -1}); d.Q[0][16] != 0 || d.Mean[1] != 0 {
		t.Errorf("a mean of 0 gives %v", d)
	}
	if r := dist.NegBinSize(4, 8); r != 4 {
		t.Errorf("size %v", r)
	}
	if !math.IsInf(dist.NegBinSize(4, 3), 1) {
		t.Error("variance below the mean is not Poisson")
	}
}

// Tweedie: P(0) = exp(−λ), and the mean of the quantiles is near the mean.
func TestTweedie(t *testing.T) {
	const mu, phi, p = 3.0, 2.0, 1.4
	d := dist.FromTweedie([]float64{mu}, phi, p)
	zero := math.Exp(-math.Pow(mu, 2-p) / (phi * (2 - p)))
	for i, tau := range dist.Levels {
		if (d.Q[0][i] == 0) != (tau <= zero) {
			t.Errorf("τ %v: %v, P(0) = %v", tau, d.Q[0][i], zero)
		}
	}
	if got := d.MeanOfQuantiles(0); math.Abs(got-mu) > 0.1 {
		t.Errorf("mean of quantiles %v", got)
	}
	if err := d.Check(); err != nil {
		t.Error(err)
	}
}

// Golden bits: the same seed gives the same paths on every machine.
func TestPathsAreDeterministic(t *testing.T) {
	d := dist.FromNormal([]float64{10, 10, 10}, []float64{1, 1, 1})
	d.Rho, d.Common, d.Seed = 0.5, 0.2, 42
	few, many := d.Paths(3), d.Paths(50)
	if diff := cmp.Diff(few, many[:3]); diff != "" {
		t.Errorf("path depends on the number of paths: %s", diff)
	}
	var bits uint64
	for _, p := range many {
		for _, y := range p {
			bits = bits*1099511628211 ^ math.Float64bits(y)
		}
	}
	if want := uint64(0x245b7f631e0de494); bits != want {
		t.Errorf("paths hash to %#x, want %#x", bits, want)
	}
	d.Seed = 43
	if cmp.Equal(few, d.Paths(3)) {
		t.Error("another seed gives the same paths")
	}
}

// Correlation of successive days and of distant days are those of the copula.
func TestPathsCorrelate(t *testing.T) {
	d := dist.FromNormal(make([]float64, 6), []float64{1, 1, 1, 1, 1, 1})
	d.Rho, d.Common, d.Seed = 0.6, 0.3, 1
	const n = 20000
	paths := d.Paths(n)
	for lag := range 6 {
		sum := 0.0
		for _, p := range paths {
			sum += p[0] * p[lag]
		}
		want := 0.3 + 0.7*math.Pow(0.6, float64(lag))
		if got := sum / n; math.Abs(got-want) > 0.03 {
			t.Errorf("lag %d: correlation %.3f, want %.3f", lag, got, want)
		}
	}
	totals := dist.Totals(paths, 0, 6)
	if !slices.IsSorted(totals) {
		t.Error("totals are not sorted")
	}
}

func TestWholePaths(t *testing.T) {
	d := dist.FromNormal([]float64{1}, []float64{3})
	d.Whole = true
	for _, p := range d.Paths(500) {
		if p[0] < 0 || p[0] != math.Trunc(p[0]) {
			t.Fatalf("path value %v", p[0])
		}
	}
}

func TestFromSamples(t *testing.T) {
	d := dist.FromPaths([][]float64{{1, 10}, {3, 30}, {2, 20}})
	if !slices.Equal(d.Mean, []float64{2, 20}) || d.Median(0) != 2 || d.Quantile(1, 0.5) != 20 {
		t.Errorf("%+v", d)
	}
	if !math.IsNaN(dist.SampleQuantile(nil, 0.5)) || dist.SampleQuantile([]float64{4}, 0.9) != 4 {
		t.Error("sample quantile of none or one value")
	}
	row := make([]float64, len(dist.Levels))
	if m := dist.FromWeighted(row, []float64{0, 5}, []float64{0.7, 0.3}); !near(m, 1.5, 1e-12) || row[10] != 0 || row[11] != 5 {
		t.Errorf("weighted: mean %v, %v", m, row)
	}
}

func TestCombine(t *testing.T) {
	a := dist.FromNormal([]float64{10}, []float64{1})
	b := dist.FromNormal([]float64{20}, []float64{3})
	c := dist.FromNormal([]float64{1e9}, []float64{1})
	if d := dist.Average([]float64{3, 1}, a, b); !near(d.Mean[0], 12.5, 1e-12) || !near(d.Quantile(0, 0.9), 12.5+1.5*dist.NormalQuantile(0.9), 1e-12) {
		t.Errorf("average %+v", d)
	}
	if d := dist.MedianOf(a, b, c); d.Mean[0] != 20 || d.Check() != nil {
		t.Errorf("median %+v", d)
	}
	if a.Mean[0] != 10 {
		t.Error("combining changed a member")
	}
	dst := [][]float64{{1, 2}}
	dist.AddPaths(dst, [][]float64{{10, 20}})
	if !slices.Equal(dst[0], []float64{11, 22}) {
		t.Errorf("%v", dst)
	}
}

func TestBoxCox(t *testing.T) {
	y := []float64{0, 1, 5, 14}
	tr, ok := dist.Log(y)
	if !ok || tr.Shift != 5 {
		t.Fatalf("%+v %v", tr, ok)
	}
	for _, tr := range []dist.BoxCox{tr, {Lambda: 0.3, Shift: 1}, {Lambda: 1}} {
		for i, w := range tr.Forward(make([]float64, 4), y) {
			if got := tr.Inverse(w); !near(got, y[i], 1e-12) {
				t.Errorf("%+v: %v comes back as %v", tr, y[i], got)
			}
		}
	}
	if _, ok := dist.Log([]float64{1, -1}); ok {
		t.Error("a negative value has no logarithm")
	}
	if _, ok := dist.Log([]float64{0, 0}); ok {
		t.Error("zeros alone have no logarithm")
	}
	d := dist.BoxCox{}.Back(dist.FromNormal([]float64{2}, []float64{0.5}))
	if !near(d.Median(0), math.Exp(2), 1e-12) || math.Abs(d.Mean[0]-math.Exp(2.125)) > 0.1 {
		t.Errorf("log-normal: median %v, mean %v", d.Median(0), d.Mean[0])
	}
	e := dist.FromLogNormal([]float64{math.Exp(2.125)}, []float64{math.Exp(2.125) * math.Sqrt(math.Expm1(0.25))})
	if !near(e.Median(0), math.Exp(2), 1e-9) {
		t.Errorf("moments give the median %v", e.Median(0))
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mu := rapid.Float64Range(-100, 100).Draw(t, "mu")
		sd := rapid.Float64Range(0, 50).Draw(t, "sd")
		c := rapid.Float64Range(-3, 3).Draw(t, "c")
		tau := rapid.Float64Range(0.006, 0.994).Draw(t, "tau")
		d := dist.FromNormal([]float64{mu}, []float64{sd})
		s := d.Clone().Scale(c).Shift(2)
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		side := tau
		if c < 0 {
			side = 1 - tau
		}
		if !near(s.Quantile(0, tau), c*d.Quantile(0, side)+2, 1e-9) {
			t.Fatalf("scaled by %v: %v, want %v", c, s.Quantile(0, tau), c*d.Quantile(0, side)+2)
		}
		other := rapid.Float64Range(0.006, 0.994).Draw(t, "other")
		if (other > tau) != (s.Quantile(0, other) > s.Quantile(0, tau)) && !near(s.Quantile(0, other), s.Quantile(0, tau), 1e-9) {
			t.Fatalf("quantiles %v and %v are out of order", tau, other)
		}
		r := d.Clone().Clip(0, 60).Round()
		if err := r.Check(); err != nil || r.Q[0][0] < 0 || r.Q[0][16] > 60 {
			t.Fatalf("%v %v", err, r)
		}
	})
}

func BenchmarkPaths(b *testing.B) {
	mean := make([]float64, 56)
	for i := range mean {
		mean[i] = 5
	}
	d := dist.FromPoisson(mean)
	d.Rho = 0.3
	b.ReportAllocs()
	for b.Loop() {
		d.Paths(200)
	}
}

package intermittent_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/intermittent"
)

type want struct {
	Name    string
	Y, Mean []float64
}

func oracle(t *testing.T) map[string]want {
	t.Helper()
	raw, err := os.ReadFile("../ets/testdata/oracle/want.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []want
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]want{}
	for _, w := range all {
		out[w.Name] = w
	}
	return out
}

func rate(t *testing.T, y []float64, m intermittent.Method) float64 {
	t.Helper()
	f, err := intermittent.Fit(y, intermittent.Options{Method: m})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Predict(2).Mean; got[0] != f.Rate() || got[1] != f.Rate() {
		t.Errorf("%s: means %v, rate %v", f.Name(), got, f.Rate())
	}
	return f.Rate()
}

// Croston by R's croston, TSB by its recursion, ADIDA and IMAPA by R's simple smoothing of block sums.
func TestOracle(t *testing.T) {
	all := oracle(t)
	y := all["croston"].Y
	blocks := [3]float64{all["block1"].Mean[0], all["block2"].Mean[0], all["block3"].Mean[0]}
	cases := []struct {
		method   intermittent.Method
		want, at float64
	}{
		{intermittent.Croston, all["croston"].Mean[0], 1e-9},
		{intermittent.SBA, 0.95 * all["croston"].Mean[0], 1e-9},
		{intermittent.TSB, all["tsb"].Mean[0], 1e-9},
		{intermittent.ADIDA, blocks[2], 5e-3},
		{intermittent.IMAPA, (blocks[0] + blocks[1] + blocks[2]) / 3, 5e-3},
	}
	for _, c := range cases {
		if got := rate(t, y, c.method); math.Abs(got-c.want) > c.at*c.want {
			t.Errorf("method %d: %.6f, want %.6f", c.method, got, c.want)
		}
	}
}

func TestWorkedExample(t *testing.T) {
	y := []float64{0, 0, 6, 0, 0, 4}
	if got := rate(t, y, intermittent.Croston); math.Abs(got-5.8/3) > 1e-12 {
		t.Errorf("%v", got)
	}
	f, err := intermittent.Fit(y, intermittent.Options{Method: intermittent.Croston})
	if err != nil {
		t.Fatal(err)
	}
	// 1/3 of the periods have demand: 4 with weight 0.1, 6 with weight 0.9.
	d := f.Predict(1)
	if got := []float64{d.Quantile(0, 0.6), d.Quantile(0, 0.8), d.Quantile(0, 0.99)}; got[0] != 0 || got[1] != 6 || got[2] != 6 {
		t.Errorf("quantiles %v", got)
	}
	if !d.Whole {
		t.Error("whole sizes must give whole paths")
	}
	if r := f.Residuals(); len(r) != 3 || r[0] != -2 {
		t.Errorf("residuals %v", r)
	}
}

// The paths of a window spread as Bernoulli draws do: the total's mean is near the sum of the means.
func TestPathsKeepTheRate(t *testing.T) {
	y := oracle(t)["croston"].Y
	f, err := intermittent.Fit(y, intermittent.Options{Method: intermittent.TSB})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Predict(28)
	d.Seed = 7
	sum := 0.0
	for _, v := range dist.Totals(d.Paths(4000), 0, 28) {
		sum += v / 4000
	}
	if want := d.WindowMean(0, 28); math.Abs(sum-want) > 0.05*want {
		t.Errorf("paths have a mean total of %.2f, the means sum to %.2f", sum, want)
	}
}

func TestNegativeBinomialShape(t *testing.T) {
	y := oracle(t)["croston"].Y
	f, err := intermittent.Fit(y, intermittent.Options{Shape: intermittent.NegBinomial})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Predict(1)
	if err := d.Check(); err != nil || f.Name() != "SBA-NB" {
		t.Fatal(f.Name(), err)
	}
	for _, q := range d.Q[0] {
		if q != math.Trunc(q) || q < 0 {
			t.Errorf("quantile %v is no count", q)
		}
	}
}

func TestOddHistories(t *testing.T) {
	if _, err := intermittent.Fit(nil, intermittent.Options{}); !errors.Is(err, dist.ErrTooShort) {
		t.Error(err)
	}
	for m := range 5 {
		for _, y := range [][]float64{{0}, {0, 0, 0}, {5}, {0, -3, math.NaN()}, {1, 1, 1, 1}, {0, 0, 0, 0, 9}} {
			f, err := intermittent.Fit(y, intermittent.Options{Method: intermittent.Method(m)})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Predict(3).Check(); err != nil {
				t.Errorf("%s of %v: %v", f.Name(), y, err)
			}
		}
	}
}

// TSB decays when an item dies; Croston does not.
func TestDyingItem(t *testing.T) {
	y := make([]float64, 60)
	for i := range 20 {
		y[i] = 5
	}
	if got := rate(t, y, intermittent.TSB); got > 0.1 {
		t.Errorf("TSB still forecasts %v", got)
	}
	if got := rate(t, y, intermittent.Croston); got != 5 {
		t.Errorf("Croston forecasts %v", got)
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
			return float64(max(0, rapid.IntRange(-10, 10).Draw(t, "v")))
		}), 1, 60).Draw(t, "y")
		opt := intermittent.Options{Method: intermittent.Method(rapid.IntRange(0, 4).Draw(t, "method"))}
		z := make([]float64, len(y))
		for i, v := range y {
			z[i] = 4 * v
		}
		a, err := intermittent.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		b, err := intermittent.Fit(z, opt)
		if err != nil {
			t.Fatal(err)
		}
		d := a.Predict(4)
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		if math.Abs(4*a.Rate()-b.Rate()) > 1e-9*(1+b.Rate()) {
			t.Fatalf("%s: 4·%v, %v", a.Name(), a.Rate(), b.Rate())
		}
		if d.Q[0][0] < 0 {
			t.Fatalf("negative demand %v", d.Q[0])
		}
		cut := rapid.IntRange(1, len(y)).Draw(t, "cut")
		c, err := intermittent.Fit(y[:cut], opt)
		if err != nil {
			t.Fatal(err)
		}
		c.Update(y[cut:])
		if c.Rate() != a.Rate() {
			t.Fatalf("updated %v, fitted %v", c.Rate(), a.Rate())
		}
	})
}

func FuzzFiniteInFiniteOut(f *testing.F) {
	f.Add([]byte{0, 0, 3, 0, 0, 0, 7}, uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, m uint8) {
		y := make([]float64, len(raw))
		for i, b := range raw {
			y[i] = float64(int8(b)) * math.Pow(10, float64(b%5))
		}
		opt := intermittent.Options{Method: intermittent.Method(m % 5), Shape: intermittent.Shape(m % 2)}
		fit, err := intermittent.Fit(y, opt)
		if err != nil {
			return
		}
		if err := fit.Predict(3).Check(); err != nil {
			t.Errorf("%s: %v", fit.Name(), err)
		}
	})
}

func BenchmarkFit(b *testing.B) {
	y := make([]float64, 115)
	for i := range y {
		y[i] = float64((i * i % 7) * (i % 3 / 2))
	}
	for m, name := range []string{"SBA", "Croston", "TSB", "ADIDA", "IMAPA"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := intermittent.Fit(y, intermittent.Options{Method: intermittent.Method(m)})
				if err != nil {
					b.Fatal(err)
				}
				f.Predict(18)
			}
		})
	}
}

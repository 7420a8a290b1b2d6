package naive_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/naive"
)

func TestFill(t *testing.T) {
	nan := math.NaN()
	y := []float64{nan, 3, nan, math.Inf(1), 5}
	dst := make([]float64, 5)
	if n := naive.Fill(dst, y); n != 2 || !slices.Equal(dst, []float64{3, 3, 3, 3, 5}) {
		t.Errorf("%d present, %v", n, dst)
	}
	if n := naive.Fill(dst[:1], y[:1]); n != 0 || dst[0] != 0 {
		t.Errorf("nothing present: %d, %v", n, dst[0])
	}
}

func TestSeasonalNaive(t *testing.T) {
	f, err := naive.Fit([]float64{1, 2, 3, 5, 7, 9}, naive.Options{Method: naive.Seasonal, M: 3})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Predict(7)
	if want := []float64{5, 7, 9, 5, 7, 9, 5}; !slices.Equal(d.Mean, want) || f.Name() != "sNaive(3)" {
		t.Errorf("%s %v, want %v", f.Name(), d.Mean, want)
	}
	sigma := math.Sqrt((16.0 + 25 + 36) / 3)
	for h, k := range []float64{1, 1, 1, 2, 2, 2, 3} {
		want := d.Mean[h] + dist.NormalQuantile(0.9)*sigma*math.Sqrt(k)
		if got := d.Quantile(h, 0.9); math.Abs(got-want) > 1e-9 {
			t.Errorf("step %d: 0.9 quantile %v, want %v", h, got, want)
		}
	}
	if !slices.Equal(f.Residuals(), []float64{4, 5, 6}) {
		t.Errorf("residuals %v", f.Residuals())
	}
	f.Update([]float64{8, math.NaN()})
	if got := f.Predict(3).Mean; !slices.Equal(got, []float64{9, 8, 8}) {
		t.Errorf("after update %v", got)
	}
}

// σ looks at the last 1,000 points only.
func TestSigmaWindow(t *testing.T) {
	y := make([]float64, 1500)
	for i := range y {
		y[i] = float64(i % 2)
		if i < 400 {
			y[i] *= 1e6
		}
	}
	f, err := naive.Fit(y, naive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Predict(1).Quantile(0, 0.9) - y[1499]; math.Abs(got-dist.NormalQuantile(0.9)) > 1e-9 {
		t.Errorf("half width %v, want that of σ = 1", got)
	}
}

func seasonal(n, m int) []float64 {
	y := make([]float64, n)
	for t := range y {
		y[t] = 50 * (1 + 0.3*math.Sin(2*math.Pi*float64(t%m)/float64(m)))
	}
	return y
}

func TestSeasonality(t *testing.T) {
	y := seasonal(120, 12)
	if !naive.Seasonality(y, 12) || !naive.SeasonalityM4(y, 12) {
		t.Error("a pure season is not found")
	}
	if naive.Seasonality(y[:35], 12) || naive.Seasonality(y, 1) || naive.Seasonality(make([]float64, 50), 7) {
		t.Error("too short, no season or constant must be false")
	}
	long := seasonal(400, 52)
	if !naive.Seasonality(long, 52) || naive.SeasonalityM4(long, 52) {
		t.Error("a season of 52 must pass the plain test and fail the M4 script's, which has 26 lags here")
	}
	if got := naive.LagLimit(400); got != 26 {
		t.Errorf("lag limit %d", got)
	}
}

// Naive2 of a pure season repeats it; of a series without one it is the naive.
func TestNaive2(t *testing.T) {
	y := seasonal(60, 12)
	f, err := naive.Fit(y, naive.Options{Method: naive.Two, M: 12})
	if err != nil {
		t.Fatal(err)
	}
	for h, v := range f.Predict(15).Mean {
		if math.Abs(v-y[h%12]) > 1e-9 {
			t.Errorf("step %d: %v, want %v", h, v, y[h%12])
		}
	}
	for i, r := range f.Residuals() {
		if math.Abs(r) > 1e-9 {
			t.Errorf("residual %d is %v", i, r)
		}
	}
	f, _ = naive.Fit([]float64{3, 1, 4, 1, 5}, naive.Options{Method: naive.Two, M: 12})
	if got := f.Predict(2).Mean; got[0] != 5 || got[1] != 5 || f.Name() != "Naive2" {
		t.Errorf("%v", got)
	}
}

func TestDecomposeOracle(t *testing.T) {
	raw, err := os.ReadFile("../ets/testdata/oracle/want.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Name    string
		Y, M, S []float64
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, w := range all {
		var a naive.Adjustment
		switch w.Name {
		case "decompose-mult", "decompose-odd":
			a = naive.Decompose(w.Y, int(w.M[0]))
		case "decompose-add":
			a = naive.DecomposeAdditive(w.Y, int(w.M[0]))
		default:
			continue
		}
		n++
		for i := range w.S {
			if math.Abs(a.Index[i]-w.S[i]) > 1e-9*(1+math.Abs(w.S[i])) {
				t.Errorf("%s phase %d: %v, R %v", w.Name, i, a.Index[i], w.S[i])
			}
		}
	}
	if n != 3 {
		t.Fatalf("%d cases", n)
	}
}

func TestDecomposeFallsBack(t *testing.T) {
	y := seasonal(48, 12)
	y[5] = 0
	if a := naive.Decompose(y, 12); !a.Additive || !a.Active() {
		t.Errorf("a zero must give additive indices: %+v", a)
	}
	if a := naive.Decompose(y[:23], 12); a.Active() {
		t.Error("below two seasons nothing is adjusted")
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		y   []float64
		opt naive.Options
	}{
		{nil, naive.Options{}},
		{[]float64{math.NaN()}, naive.Options{}},
		{[]float64{1, 2, 3}, naive.Options{Method: naive.Seasonal, M: 4}},
	} {
		if _, err := naive.Fit(c.y, c.opt); !errors.Is(err, dist.ErrTooShort) {
			t.Errorf("%v: %v", c.y, err)
		}
	}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(0, 100), 4, 60).Draw(t, "y")
		m := rapid.IntRange(1, 4).Draw(t, "m")
		opt := naive.Options{Method: naive.Method(rapid.IntRange(0, 2).Draw(t, "method")), M: m}
		z := make([]float64, len(y))
		for i, v := range y {
			z[i] = 16 * v
		}
		a, err := naive.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		b, err := naive.Fit(z, opt)
		if err != nil {
			t.Fatal(err)
		}
		da, db := a.Predict(9), b.Predict(9)
		if err := da.Check(); err != nil {
			t.Fatal(err)
		}
		for h := range da.Mean {
			if 16*da.Mean[h] != db.Mean[h] {
				t.Fatalf("step %d: 16·%v, %v", h, da.Mean[h], db.Mean[h])
			}
		}
		adj := naive.Decompose(y, m)
		back := adj.Apply(make([]float64, len(y)), y, 0)
		d := dist.FromNormal(back, make([]float64, len(y)))
		adj.Restore(d, 0)
		for i, v := range d.Mean {
			if math.Abs(v-y[i]) > 1e-9*(1+y[i]) {
				t.Fatalf("position %d: %v comes back as %v", i, y[i], v)
			}
		}
	})
}

func FuzzFiniteInFiniteOut(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, m uint8) {
		y := make([]float64, len(raw))
		for i, b := range raw {
			y[i] = float64(int8(b)) * math.Pow(10, float64(b%7))
		}
		for method := range 3 {
			fit, err := naive.Fit(y, naive.Options{Method: naive.Method(method), M: int(m)})
			if err != nil {
				continue
			}
			if err := fit.Predict(7).Check(); err != nil {
				t.Errorf("%s: %v", fit.Name(), err)
			}
		}
	})
}

func BenchmarkFit(b *testing.B) {
	y := seasonal(115, 12)
	for method, name := range []string{"Naive", "sNaive", "Naive2"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := naive.Fit(y, naive.Options{Method: naive.Method(method), M: 12})
				if err != nil {
					b.Fatal(err)
				}
				f.Predict(18)
			}
		})
	}
}

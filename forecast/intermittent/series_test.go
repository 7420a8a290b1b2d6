package intermittent_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
	"zhiwei/forecast/intermittent"
)

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol*(1+math.Abs(want)) }

// TestCrostonOnMoreDensities: R's croston from one demand in twenty periods to nine in ten, with two smoothings.
func TestCrostonOnMoreDensities(t *testing.T) {
	raw, err := os.ReadFile("../ets/testdata/oracle/more.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Name           string
		Y, Alpha, Mean []float64
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, w := range all {
		if !strings.HasPrefix(w.Name, "croston-") {
			continue
		}
		n++
		for method, factor := range map[intermittent.Method]float64{intermittent.Croston: 1, intermittent.SBA: 1 - w.Alpha[0]/2} {
			f, err := intermittent.Fit(w.Y, intermittent.Options{Method: method, Alpha: w.Alpha[0]})
			if err != nil {
				t.Fatal(err)
			}
			if want := factor * w.Mean[0]; !near(f.Rate(), want, 1e-9) {
				t.Errorf("%s %s: %v, R %v", w.Name, f.Name(), f.Rate(), want)
			}
		}
	}
	if n != 8 {
		t.Fatalf("%d cases", n)
	}
}

// tsb is the recursion of the paper, started as the package says.
func tsb(y []float64, alpha, beta float64) float64 {
	first := min(len(y), int(math.Ceil(1/beta)))
	pi, z := 0.0, 0.0
	for _, v := range y[:first] {
		if v > 0 {
			pi += 1 / float64(first)
		}
	}
	for _, v := range y {
		if v <= 0 {
			pi *= 1 - beta
			continue
		}
		pi += beta * (1 - pi)
		if z == 0 {
			z = v
		}
		z += alpha * (v - z)
	}
	return pi * z
}

func drawDemand(t *rapid.T) []float64 {
	t.Helper()
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 {
		return float64(max(0, rapid.IntRange(-12, 9).Draw(t, "v")))
	}), 1, 60).Draw(t, "y")
}

// TestTSBIsItsRecursion for any demand and both smoothings.
func TestTSBIsItsRecursion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawDemand(t)
		opt := intermittent.Options{Method: intermittent.TSB, Alpha: rapid.Float64Range(0.02, 1).Draw(t, "alpha"), Beta: rapid.Float64Range(0.02, 1).Draw(t, "beta")}
		f, err := intermittent.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		if want := tsb(y, opt.Alpha, opt.Beta); !near(f.Rate(), want, 1e-9) {
			t.Fatalf("%v, want %v", f.Rate(), want)
		}
	})
}

// TestBlockMethodsOnDenseDemand: with a demand every period both are simple smoothing.
func TestBlockMethodsOnDenseDemand(t *testing.T) {
	y := []float64{4, 6, 5, 8, 3, 7, 6, 5, 9, 4, 6, 7}
	want := ets.SmoothSimple(y).Level
	for _, m := range []intermittent.Method{intermittent.ADIDA, intermittent.IMAPA} {
		if got := rate(t, y, m); !near(got, want, 1e-12) {
			t.Errorf("method %d: %v, want %v", m, got, want)
		}
	}
	// Two periods a demand: one block length for ADIDA, one and two for IMAPA.
	thin := []float64{0, 4, 0, 6, 0, 5, 0, 8, 0, 3, 0, 7}
	sums := []float64{4, 6, 5, 8, 3, 7}
	two := ets.SmoothSimple(sums).Level / 2
	if got := rate(t, thin, intermittent.ADIDA); !near(got, two, 1e-12) {
		t.Errorf("ADIDA: %v, want %v", got, two)
	}
	if got, want := rate(t, thin, intermittent.IMAPA), (two+ets.SmoothSimple(thin).Level)/2; !near(got, want, 1e-12) {
		t.Errorf("IMAPA: %v, want %v", got, want)
	}
}

// TestDistributionHasTheRate: Bernoulli times the weighted sizes has the mean that is forecast, and its quantiles are
// past sizes.
func TestDistributionHasTheRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := drawDemand(t)
		opt := intermittent.Options{Method: intermittent.Method(rapid.IntRange(0, 2).Draw(t, "method")), Alpha: rapid.Float64Range(0.05, 0.5).Draw(t, "alpha")}
		f, err := intermittent.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		// The mean of the weighted sizes, newest first.
		sizes := slices.DeleteFunc(slices.Clone(y), func(v float64) bool { return v == 0 })
		slices.Reverse(sizes)
		z, rest := 0.0, 1.0
		for i, v := range sizes {
			w := opt.Alpha * rest
			if i == len(sizes)-1 {
				w = rest
			}
			rest -= w
			z += w * v
		}
		d := f.Predict(2)
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		if len(sizes) == 0 {
			if f.Rate() != 0 || d.Q[0][16] != 0 {
				t.Fatalf("nothing was sold: rate %v, quantiles %v", f.Rate(), d.Q[0])
			}
			return
		}
		pi := f.Rate() / z
		for i, tau := range dist.Levels {
			q := d.Q[0][i]
			if pi <= 1 && q != 0 && !slices.Contains(sizes, q) {
				t.Fatalf("τ %v: %v was never sold", tau, q)
			}
			if zero := tau <= (1-pi)*(1-1e-9); zero && q != 0 {
				t.Fatalf("τ %v: %v, but %v of the periods have no demand", tau, q, 1-pi)
			}
		}
		if d.Whole != true || fmt.Sprint(d.Q[0]) != fmt.Sprint(d.Q[1]) {
			t.Fatalf("steps differ: %v", d)
		}
	})
}

// TestWhatIsNoDemand: returns, gaps and overflows count as periods without demand, in the history and in updates.
func TestWhatIsNoDemand(t *testing.T) {
	dirty := []float64{0, 3, math.NaN(), 0, -4, 5, math.Inf(1), 0, 2, 1e36}
	clean := []float64{0, 3, 0, 0, 0, 5, 0, 0, 2, 0}
	for m := range 5 {
		opt := intermittent.Options{Method: intermittent.Method(m)}
		a, err := intermittent.Fit(dirty, opt)
		if err != nil {
			t.Fatal(err)
		}
		b, err := intermittent.Fit(clean, opt)
		if err != nil {
			t.Fatal(err)
		}
		c, err := intermittent.Fit(clean[:4], opt)
		if err != nil {
			t.Fatal(err)
		}
		c.Update(dirty[4:])
		if a.Rate() != b.Rate() || c.Rate() != b.Rate() {
			t.Errorf("%s: %v, of clean values %v, updated %v", a.Name(), a.Rate(), b.Rate(), c.Rate())
		}
	}
}

// TestRatesByHand on histories of a few periods.
func TestRatesByHand(t *testing.T) {
	for _, tt := range []struct {
		name   string
		y      []float64
		method intermittent.Method
		want   float64
	}{
		{"one demand, Croston", []float64{0, 0, 0, 8}, intermittent.Croston, 2},
		{"one demand, SBA", []float64{0, 0, 0, 8}, intermittent.SBA, 0.95 * 2},
		{"one demand and silence, Croston", []float64{0, 0, 0, 8, 0, 0}, intermittent.Croston, 2},
		{"at once, Croston", []float64{8, 0}, intermittent.Croston, 8},
		{"every period, Croston", []float64{4, 4, 4}, intermittent.Croston, 4},
		{"second interval longer, Croston", []float64{0, 6, 0, 0, 6}, intermittent.Croston, 6 / 2.1},
		{"nothing, TSB", []float64{0, 0, 0}, intermittent.TSB, 0},
		{"half the periods, TSB", []float64{0, 6}, intermittent.TSB, (0.5*0.9*0.9 + 0.1) * 6},
		{"one value, ADIDA", []float64{7}, intermittent.ADIDA, 7},
		{"nothing, IMAPA", []float64{0, 0}, intermittent.IMAPA, 0},
	} {
		if got := rate(t, tt.y, tt.method); !near(got, tt.want, 1e-12) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestNegativeBinomialKeepsTheDispersion: the variance of the forecast is the history's ratio times the rate.
func TestNegativeBinomialKeepsTheDispersion(t *testing.T) {
	y := oracle(t)["croston"].Y
	f, err := intermittent.Fit(y, intermittent.Options{Method: intermittent.TSB, Shape: intermittent.NegBinomial})
	if err != nil {
		t.Fatal(err)
	}
	mean, variance := 0.0, 0.0
	for _, v := range y {
		mean += v / float64(len(y))
	}
	for _, v := range y {
		variance += (v - mean) * (v - mean) / float64(len(y)-1)
	}
	size := dist.NegBinSize(f.Rate(), variance/mean*f.Rate())
	want := dist.FromNegativeBinomial([]float64{f.Rate()}, []float64{size})
	if got := f.Predict(1); !slices.Equal(got.Q[0], want.Q[0]) || got.Mean[0] != f.Rate() {
		t.Errorf("quantiles %v, want %v", got.Q[0], want.Q[0])
	}
}

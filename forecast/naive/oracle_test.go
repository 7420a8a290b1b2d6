package naive_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/naive"
)

// oracle reads the cases of R whose name begins with prefix; the script stands beside the numbers.
func oracle(t *testing.T, prefix string) []reference {
	t.Helper()
	raw, err := os.ReadFile("../ets/testdata/oracle/more.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []reference
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(r reference) bool { return !strings.HasPrefix(r.Name, prefix) })
	if len(all) == 0 {
		t.Fatalf("no case %q", prefix)
	}
	return all
}

// reference is one line of the oracle's file.
type reference struct {
	Name                         string
	Y, M, S, Mean, Upper, Sigma2 []float64
}

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol*(1+math.Abs(want)) }

// TestOracle: means and 80 % limits of R's naive and snaive at leads up to two seasons and one step.
func TestOracle(t *testing.T) {
	for _, w := range append(oracle(t, "naive-"), oracle(t, "snaive-")...) {
		opt := naive.Options{M: int(w.M[0])}
		if opt.M > 1 {
			opt.Method = naive.Seasonal
		}
		f, err := naive.Fit(w.Y, opt)
		if err != nil {
			t.Fatal(err)
		}
		d := f.Predict(len(w.Mean))
		for h := range w.Mean {
			if !near(d.Mean[h], w.Mean[h], 1e-12) {
				t.Errorf("%s lead %d: %v, R %v", w.Name, h+1, d.Mean[h], w.Mean[h])
			}
			if got := d.Quantile(h, 0.9); !near(got, w.Upper[h], 1e-9) {
				t.Errorf("%s lead %d: upper limit %v, R %v", w.Name, h+1, got, w.Upper[h])
			}
		}
	}
}

// TestDecomposeOnMoreSeries: quarterly and monthly indices of R, both kinds.
func TestDecomposeOnMoreSeries(t *testing.T) {
	for _, w := range oracle(t, "decompose-") {
		decompose := naive.DecomposeAdditive
		if strings.Contains(w.Name, "multiplicative") {
			decompose = naive.Decompose
		}
		a := decompose(w.Y, int(w.M[0]))
		if a.Additive == strings.Contains(w.Name, "multiplicative") || len(a.Index) != len(w.S) {
			t.Fatalf("%s: %+v", w.Name, a)
		}
		for i := range w.S {
			if !near(a.Index[i], w.S[i], 1e-9) {
				t.Errorf("%s phase %d: %v, R %v", w.Name, i, a.Index[i], w.S[i])
			}
		}
	}
}

var methods = []naive.Method{naive.Plain, naive.Seasonal, naive.Two}

// TestUpdateEqualsFit: the model moved past new values is the model fitted on all of them, for the methods that
// estimate nothing but σ.
func TestUpdateEqualsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-50, 50), 8, 40).Draw(t, "y")
		cut := rapid.IntRange(4, len(y)).Draw(t, "cut")
		opt := naive.Options{Method: rapid.SampledFrom(methods[:2]).Draw(t, "method"), M: rapid.IntRange(1, 4).Draw(t, "m")}
		if i := rapid.IntRange(0, len(y)-1).Draw(t, "gap"); i > 0 {
			y[i] = math.NaN()
		}
		whole, err := naive.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		moved, err := naive.Fit(y[:cut], opt)
		if err != nil {
			t.Fatal(err)
		}
		for i := cut; i < len(y); i++ {
			moved.Update(y[i : i+1])
		}
		if a, b := fmt.Sprint(whole.Predict(9)), fmt.Sprint(moved.Predict(9)); a != b {
			t.Fatalf("%s: fitted %s, moved %s", whole.Name(), a, b)
		}
		if !slices.Equal(whole.Residuals(), moved.Residuals()) {
			t.Fatalf("%s: residuals %v, moved %v", whole.Name(), whole.Residuals(), moved.Residuals())
		}
	})
}

// TestShiftEquivariance: a constant on every value is on every quantile; Naive2 is left out, its indices are ratios.
func TestShiftEquivariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.IntRange(-100, 100), 5, 40).Draw(t, "y")
		opt := naive.Options{Method: rapid.SampledFrom(methods[:2]).Draw(t, "method"), M: rapid.IntRange(1, 5).Draw(t, "m")}
		shift := float64(rapid.IntRange(-500, 500).Draw(t, "shift"))
		a, b := make([]float64, len(y)), make([]float64, len(y))
		for i, v := range y {
			a[i], b[i] = float64(v), float64(v)+shift
		}
		fa, err := naive.Fit(a, opt)
		if err != nil {
			t.Fatal(err)
		}
		fb, err := naive.Fit(b, opt)
		if err != nil {
			t.Fatal(err)
		}
		da, db := fa.Predict(7).Shift(shift), fb.Predict(7)
		for h := range da.Q {
			for i := range da.Q[h] {
				if !near(da.Q[h][i], db.Q[h][i], 1e-9) {
					t.Fatalf("%s step %d level %d: %v, want %v", fa.Name(), h, i, db.Q[h][i], da.Q[h][i])
				}
			}
		}
	})
}

// TestPlainHistories: what is constant is repeated without spread, by every method.
func TestPlainHistories(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		name string
		y    []float64
		want float64
	}{
		{"constant", []float64{6, 6, 6, 6, 6, 6}, 6},
		{"zeros", make([]float64, 9), 0},
		{"two points", []float64{3, 3}, 3},
		{"one value among gaps", []float64{nan, 4, nan, nan}, 4},
		{"returns", []float64{-2, -2, -2, -2}, -2},
	} {
		for _, m := range methods {
			f, err := naive.Fit(tt.y, naive.Options{Method: m, M: 2})
			if err != nil {
				t.Fatal(err)
			}
			d := f.Predict(5)
			for h := range d.Q {
				if d.Mean[h] != tt.want || d.Q[h][0] != tt.want || d.Q[h][16] != tt.want {
					t.Errorf("%s, %s step %d: %v %v", tt.name, f.Name(), h, d.Mean[h], d.Q[h])
				}
			}
		}
	}
}

// TestIntervalsWiden: no lead is surer than the one before; by the season for the seasonal naive.
func TestIntervalsWiden(t *testing.T) {
	y := []float64{3, 9, 4, 8, 1, 7, 5, 8, 2, 11, 6, 7}
	for _, m := range methods[:2] {
		f, err := naive.Fit(y, naive.Options{Method: m, M: 4})
		if err != nil {
			t.Fatal(err)
		}
		d := f.Predict(13)
		for h := 1; h < 13; h++ {
			got, before := d.Q[h][16]-d.Mean[h], d.Q[h-1][16]-d.Mean[h-1]
			if wider := got > before+1e-12; wider != (m == naive.Plain || h%4 == 0) || got < before-1e-12 {
				t.Errorf("%s lead %d: half width %v after %v", f.Name(), h+1, got, before)
			}
		}
	}
}

// TestEmptyHorizon: no step asked for, none given.
func TestEmptyHorizon(t *testing.T) {
	f, err := naive.Fit([]float64{1, 2, 3}, naive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := f.Predict(0); d.H() != 0 || d.Check() != nil {
		t.Errorf("%v", d)
	}
	if _, err := naive.Fit([]float64{1}, naive.Options{Method: naive.Seasonal, M: 2}); !errors.Is(err, dist.ErrTooShort) {
		t.Errorf("half a season: %v", err)
	}
}

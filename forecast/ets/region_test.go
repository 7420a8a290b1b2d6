package ets_test

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
)

// discount is the matrix D = F − g·w' of a form with additive error: past errors die out when its eigenvalues lie in
// the unit circle (Hyndman, Akram & Archibald 2008, whose trend enters the level undamped: the published region, and
// R's, is theirs).
func discount(p ets.Params, m int) *mat.Dense {
	n := 2
	if m > 1 {
		n += m
	}
	f, g, w := mat.NewDense(n, n, nil), mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	f.Set(0, 0, 1)
	f.Set(0, 1, 1)
	f.Set(1, 1, p.Phi)
	w.SetVec(0, 1)
	w.SetVec(1, 1)
	g.SetVec(0, p.Alpha)
	g.SetVec(1, p.Beta)
	if m > 1 {
		f.Set(2, n-1, 1)
		for i := 3; i < n; i++ {
			f.Set(i, i-1, 1)
		}
		w.SetVec(n-1, 1)
		g.SetVec(2, p.Gamma)
	}
	var d, outer mat.Dense
	outer.Outer(1, g, w)
	d.Sub(f, &outer)
	return &d
}

// radius is the largest size of an eigenvalue, without the unit one that the season's sum always has.
func radius(t failer, d *mat.Dense, seasonal float64) float64 {
	var e mat.Eigen
	if !e.Factorize(d, mat.EigenNone) {
		t.Fatalf("no eigenvalues")
	}
	largest, unit := 0.0, seasonal
	for _, v := range e.Values(nil) {
		if unit > 0 && cmplx.Abs(v-1) < 1e-5 {
			unit = 0
			continue
		}
		largest = max(largest, cmplx.Abs(v))
	}
	return largest
}

type failer interface {
	Fatalf(format string, args ...any)
}

// TestAdmissibleAgainstEigenvalues: the reflection coefficients decide as the eigenvalues do, away from the edge.
func TestAdmissibleAgainstEigenvalues(t *testing.T) {
	inside, outside := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]int{1, 2, 4, 7, 12}).Draw(t, "m")
		p := ets.Params{
			Alpha: rapid.Float64Range(0.01, 1.9).Draw(t, "alpha"),
			Beta:  rapid.Float64Range(0.001, 1).Draw(t, "beta"),
			Phi:   rapid.Float64Range(0.8, 0.99).Draw(t, "phi"),
		}
		seasonal := 0.0
		if m > 1 {
			p.Gamma, seasonal = rapid.Float64Range(0.001, 1.5).Draw(t, "gamma"), 1
		}
		r := radius(t, discount(p, m), seasonal)
		if math.Abs(r-1) < 1e-3 {
			return
		}
		if got := ets.Admissible(p, m); got != (r < 1) {
			t.Fatalf("%+v, m %d: admissible %v, the largest eigenvalue is %v", p, m, got, r)
		}
		if r < 1 {
			inside++
		} else {
			outside++
		}
	})
	if !testing.Short() && (inside < 5 || outside < 5) {
		t.Errorf("%d inside, %d outside", inside, outside)
	}
}

// TestSmoothSimpleIsTheMinimum: no α of a fine grid with any initial level in the data's range is better.
func TestSmoothSimpleIsTheMinimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(0, 100), 2, 30).Draw(t, "y")
		s := ets.SmoothSimple(y)
		lo, hi := y[0], y[0]
		for _, v := range y {
			lo, hi = min(lo, v), max(hi, v)
		}
		if s.Level0 < lo-1e-9 || s.Level0 > hi+1e-9 || s.Level < lo-1e-9 || s.Level > hi+1e-9 || !(s.Alpha > 0 && s.Alpha < 1) {
			t.Fatalf("%+v outside %v … %v", s, lo, hi)
		}
		for i := range 33 {
			alpha := 1e-4 + (0.9999-1e-4)*float64(i)/32
			for j := range 9 {
				level, sse := lo+(hi-lo)*float64(j)/8, 0.0
				l := level
				for _, v := range y {
					sse += (v - l) * (v - l)
					l += alpha * (v - l)
				}
				if sse < s.SSE*(1-2e-3)-1e-9 && i%2 == 0 {
					t.Fatalf("α %v from %v: %v, the search has %v at α %v", alpha, level, sse, s.SSE, s.Alpha)
				}
			}
		}
	})
}

// TestSearchIsNearTheMinimum: for each additive form no point of a grid of its parameters is better by more than
// two units of −2·loglik.
func TestSearchIsNearTheMinimum(t *testing.T) {
	y := monthly(60)
	for _, form := range []ets.Form{ets.AAN, ets.AAdN, ets.ANA, ets.AAdA} {
		f, err := ets.Fit(y, ets.Options{M: 12, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		found, _ := f.Criterion()
		eval := ets.Objective(y, 12, form)
		for _, a := range []float64{0.02, 0.1, 0.3, 0.5, 0.8} {
			for _, b := range []float64{0.01, 0.1, 0.5} {
				for _, c := range []float64{0.01, 0.2, 0.9} {
					for _, phi := range []float64{0.8, 0.9, 0.98} {
						x := [6]float64{a, b, c, phi}
						if form == ets.ANA {
							x = [6]float64{a, c}
						} else if form.Season == ets.None {
							x = [6]float64{a, b, phi}
						}
						v, p, _ := eval(x)
						if form.Season != ets.None && !ets.Admissible(p, 12) {
							continue
						}
						if v < found-2 {
							t.Errorf("%s: %.3f at %v, the search found %.3f", form, v, x, found)
						}
					}
				}
			}
		}
	}
}

// TestLongSeasonIsAdjustedAway: a yearly cycle of weeks comes back in the forecast of a form without season.
func TestLongSeasonIsAdjustedAway(t *testing.T) {
	y := make([]float64, 52*9)
	for i := range y {
		y[i] = 200 * (1 + 0.3*math.Sin(2*math.Pi*float64(i)/52))
	}
	f, err := ets.Fit(y, ets.Options{M: 52})
	if err != nil {
		t.Fatal(err)
	}
	if f.Form().Season != ets.None {
		t.Errorf("season of 52 in %s", f.Name())
	}
	d := f.Predict(52)
	for h, v := range d.Mean {
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		if want := 200 * (1 + 0.3*math.Sin(2*math.Pi*float64(len(y)+h)/52)); math.Abs(v-want) > 0.05*want {
			t.Errorf("lead %d: %.1f, want about %.1f", h+1, v, want)
		}
	}
}

// TestNamedMethodsAdjustTheSeason as the competition's scripts do: their forecast has the season's shape.
func TestNamedMethodsAdjustTheSeason(t *testing.T) {
	y := make([]float64, 84)
	for i := range y {
		y[i] = 100 * (1 + 0.4*math.Sin(math.Pi*float64(i)/6))
	}
	for name, fit := range map[string]func([]float64, ets.Options) (*ets.Fitted, error){"SES": ets.FitSES, "Holt": ets.FitHolt, "Damped": ets.FitDamped} {
		f, err := fit(y, ets.Options{M: 12})
		if err != nil {
			t.Fatal(err)
		}
		if f.Name() != name {
			t.Errorf("%s is called %s", name, f.Name())
		}
		for h, v := range f.Predict(12).Mean {
			if math.Abs(v-y[h]) > 0.02*y[h] {
				t.Errorf("%s lead %d: %.2f, want %.2f", name, h+1, v, y[h])
			}
		}
		plain, err := fit(y, ets.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if a, b := plain.Predict(2).Mean[1], y[1]; math.Abs(a-b) < 1e-6 {
			t.Errorf("%s without a season knows it: %v", name, a)
		}
	}
}

// TestLimitIsTheTail: a limit of n values gives the model of the last n.
func TestLimitIsTheTail(t *testing.T) {
	y := monthly(90)
	for _, limit := range []int{24, 48, 90, 200} {
		a, err := ets.FitDamped(y, ets.Options{Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		b, err := ets.FitDamped(y[max(len(y)-limit, 0):], ets.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if x, z := fmt.Sprint(a.Predict(5)), fmt.Sprint(b.Predict(5)); x != z {
			t.Errorf("the last %d values: %s, alone %s", limit, x, z)
		}
	}
}

// TestHorizons: a short horizon is the head of a long one, an empty one is empty, for every form.
func TestHorizons(t *testing.T) {
	y := monthly(60)
	for _, form := range stable {
		f, err := ets.Fit(y, ets.Options{M: 12, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		long, short := f.Predict(30), f.Predict(7)
		head := dist.Dist{Mean: long.Mean[:7], Q: long.Q[:7]}
		if a, b := fmt.Sprint(head.Mean, head.Q), fmt.Sprint(short.Mean, short.Q); a != b {
			t.Errorf("%s: seven steps %s, of thirty %s", form, b, a)
		}
		if d := f.Predict(0); d.H() != 0 {
			t.Errorf("%s: %d steps of none", form, d.H())
		}
	}
}

package ets_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
)

var stable = []ets.Form{ets.ANN, ets.MNN, ets.AAN, ets.AAdN, ets.ANA, ets.AAdA, ets.MNM, ets.MAdM}

// monthly is a positive series of n values with trend and season, without randomness.
func monthly(n int) []float64 {
	y := make([]float64, n)
	for t := range y {
		x := float64(t)
		y[t] = (100 + 0.6*x) * (1 + 0.2*math.Sin(2*math.Pi*x/12)) * (1 + 0.05*math.Sin(1.7*x*x))
	}
	return y
}

// The fast objectives, closed initial states and all, agree with the plain recursion, and do not allocate.
func TestObjectiveEqualsPlain(t *testing.T) {
	y := monthly(115)
	x := [6]float64{0.3, 0.1, 0.2, 0.9, 0.2, 0.1}
	for _, form := range stable {
		eval := ets.Objective(y, 12, form)
		got, p, s := eval(x)
		want := ets.Likelihood(form, p, s, y)
		if math.Abs(got-want) > 1e-7*math.Abs(want) {
			t.Errorf("%s: fast %.9f, plain %.9f", form, got, want)
		}
		if a := testing.AllocsPerRun(20, func() { eval(x) }); a != 0 {
			t.Errorf("%s: %v allocations in the objective", form, a)
		}
	}
}

func TestChoice(t *testing.T) {
	line := make([]float64, 40)
	for i := range line {
		line[i] = 10 + 2*float64(i) + 0.01*math.Sin(float64(i*i))
	}
	f, err := ets.Fit(line, ets.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f.Form().Trend == ets.None {
		t.Errorf("a line got %s", f.Name())
	}
	if got := f.Predict(2).Mean[1]; math.Abs(got-92) > 0.5 {
		t.Errorf("line went to %.2f, want about 92", got)
	}
	f, err = ets.Fit(monthly(96), ets.Options{M: 12})
	if err != nil {
		t.Fatal(err)
	}
	if f.Form().Season == ets.None {
		t.Errorf("a seasonal series got %s", f.Name())
	}
}

func TestThinAndOddHistories(t *testing.T) {
	nan := math.NaN()
	cases := map[string]struct {
		y   []float64
		opt ets.Options
		err error
	}{
		"empty":         {nil, ets.Options{}, dist.ErrTooShort},
		"two":           {[]float64{1, 2}, ets.Options{}, dist.ErrTooShort},
		"two of five":   {[]float64{1, nan, 2, nan, math.Inf(1)}, ets.Options{}, dist.ErrTooShort},
		"constant":      {[]float64{4, 4, 4, 4}, ets.Options{M: 2}, nil},
		"zeros":         {make([]float64, 9), ets.Options{}, nil},
		"log of zeros":  {make([]float64, 9), ets.Options{Log: true}, ets.ErrNotPositive},
		"log negative":  {[]float64{1, -2, 3, 4}, ets.Options{Log: true}, ets.ErrNotPositive},
		"gaps":          {[]float64{1, nan, 3, nan, 5, 6, 7}, ets.Options{}, nil},
		"three":         {[]float64{1, 5, 2}, ets.Options{M: 12}, nil},
		"one big spike": {[]float64{0, 0, 0, 0, 0, 1e9, 0, 0, 0}, ets.Options{M: 2}, nil},
	}
	for name, c := range cases {
		f, err := ets.Fit(c.y, c.opt)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: error %v, want %v", name, err, c.err)
		}
		if err != nil {
			continue
		}
		if err := f.Predict(5).Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestConstantIsRepeated(t *testing.T) {
	f, err := ets.Fit([]float64{7, 7, 7, 7, 7, 7}, ets.Options{M: 2})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Predict(3)
	for h := range d.Mean {
		if d.Mean[h] != 7 || d.Q[h][0] != 7 || d.Q[h][16] != 7 {
			t.Errorf("step %d: %v %v", h, d.Mean[h], d.Q[h])
		}
	}
}

func history(t *rapid.T) []float64 {
	return rapid.SliceOfN(rapid.Float64Range(1, 1000), 5, 60).Draw(t, "y")
}

// Scaling y by a power of two scales everything exactly but for the tolerance of the search.
func TestScaleEquivariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := history(t)
		z := make([]float64, len(y))
		for i, v := range y {
			z[i] = 8 * v
		}
		for _, fit := range []func([]float64, ets.Options) (*ets.Fitted, error){ets.FitSES, ets.FitDamped} {
			a, err := fit(y, ets.Options{})
			if err != nil {
				t.Fatal(err)
			}
			b, err := fit(z, ets.Options{})
			if err != nil {
				t.Fatal(err)
			}
			da, db := a.Predict(3), b.Predict(3)
			for h := range da.Mean {
				if math.Abs(8*da.Mean[h]-db.Mean[h]) > 1e-3*(1+math.Abs(db.Mean[h])) {
					t.Fatalf("%s step %d: 8·%v, %v", a.Name(), h, da.Mean[h], db.Mean[h])
				}
			}
		}
	})
}

func TestQuantilesOrderedAndUpdateContinues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := history(t)
		f, err := ets.Fit(y, ets.Options{M: 4, Log: rapid.Bool().Draw(t, "log")})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Predict(9).Check(); err != nil {
			t.Fatal(err)
		}
		before := f.Predict(1).Medians()[0]
		f.Update([]float64{before})
		if err := f.Predict(9).Check(); err != nil {
			t.Fatal(err)
		}
		if got := len(f.Residuals()); got != len(y)+1 {
			t.Fatalf("%d residuals for %d values", got, len(y)+1)
		}
	})
}

// Values equal to the forecast change nothing: the next origin's forecast is the old one, one step on.
func TestUpdateWithForecast(t *testing.T) {
	f, err := ets.Fit(monthly(96), ets.Options{M: 12})
	if err != nil {
		t.Fatal(err)
	}
	want := f.Predict(14).Mean
	f.Update(want[:2])
	got := f.Predict(12).Mean
	for h := range got {
		if math.Abs(got[h]-want[h+2]) > 1e-8*math.Abs(want[h+2]) {
			t.Errorf("step %d: %v, want %v", h, got[h], want[h+2])
		}
	}
}

func TestAdmissible(t *testing.T) {
	cases := []struct {
		p    ets.Params
		m    int
		want bool
	}{
		{ets.Params{Alpha: 0.5, Phi: 1}, 1, false}, // β must be above 0 when φ = 1
		{ets.Params{Alpha: 0.5, Beta: 0.1, Phi: 1}, 1, true},
		{ets.Params{Alpha: 1.9, Beta: 0.1, Phi: 1}, 1, true},
		{ets.Params{Alpha: 2.1, Beta: 0.1, Phi: 1}, 1, false},
		{ets.Params{Alpha: 0.3, Beta: 0.05, Gamma: 0.1, Phi: 0.95}, 12, true},
		{ets.Params{Alpha: 0.3, Gamma: 0.1, Phi: 1}, 12, true},
		{ets.Params{Alpha: 0.3, Gamma: 1.8, Phi: 1}, 12, false},
		{ets.Params{Alpha: 0.01, Beta: 0.9, Gamma: 0.5, Phi: 0.98}, 4, false},
	}
	for _, c := range cases {
		if got := ets.Admissible(c.p, c.m); got != c.want {
			t.Errorf("%+v, m %d: %v", c.p, c.m, got)
		}
	}
}

// The variance formula of the additive form against impulse responses.
func TestVarianceByImpulse(t *testing.T) {
	y := monthly(60)
	f, err := ets.Fit(y, ets.Options{M: 4, Forms: []ets.Form{ets.AAdA}})
	if err != nil {
		t.Fatal(err)
	}
	p, s := f.Params(), f.Initial()
	base := ets.ForecastFrom(ets.AAdA, p, s, y, 9)
	bumped := append(append([]float64(nil), y...), base[0]+1)
	moved := ets.ForecastFrom(ets.AAdA, p, s, bumped, 8)
	d := f.Predict(9)
	sum := 1.0
	sd1 := (d.Q[0][16] - d.Mean[0]) / dist.LevelScore(16)
	for h := range 8 {
		c := moved[h] - base[h+1]
		sum += c * c
		got := (d.Q[h+1][16] - d.Mean[h+1]) / dist.LevelScore(16)
		if want := sd1 * math.Sqrt(sum); math.Abs(got-want) > 1e-8*want {
			t.Errorf("lead %d: sd %v, impulse responses give %v", h+2, got, want)
		}
	}
}

func FuzzFiniteInFiniteOut(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, uint8(4))
	f.Add([]byte{0, 0, 0, 255, 0, 0, 0, 0}, uint8(2))
	f.Fuzz(func(t *testing.T, raw []byte, m uint8) {
		y := make([]float64, len(raw))
		for i, b := range raw {
			y[i] = float64(int8(b)) * math.Pow(10, float64(b%7))
		}
		for _, log := range []bool{false, true} {
			fit, err := ets.Fit(y, ets.Options{M: int(m % 30), Log: log})
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
	y := monthly(115)
	for name, fit := range map[string]func([]float64, ets.Options) (*ets.Fitted, error){
		"SES": ets.FitSES, "Holt": ets.FitHolt, "Damped": ets.FitDamped, "ETS": ets.Fit,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := fit(y, ets.Options{M: 12})
				if err != nil {
					b.Fatal(err)
				}
				f.Predict(18)
			}
		})
	}
}

func BenchmarkObjective(b *testing.B) {
	y := monthly(115)
	for _, form := range stable {
		b.Run(form.String(), func(b *testing.B) {
			eval := ets.Objective(y, 12, form)
			x := [6]float64{0.3, 0.1, 0.2, 0.9, 0.2, 0.1}
			b.ReportAllocs()
			for b.Loop() {
				eval(x)
			}
		})
	}
}

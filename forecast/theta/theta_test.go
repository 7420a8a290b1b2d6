package theta_test

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/theta"
)

type want struct {
	Name           string
	Y, Alpha, Mean []float64
}

// oracle reads the numbers of the competition's Theta in R; their script stands beside them in ets/testdata/oracle.
func oracle(t *testing.T, prefix string) []want {
	t.Helper()
	raw, err := os.ReadFile("../ets/testdata/oracle/want.json")
	if err != nil {
		t.Fatal(err)
	}
	var all, out []want
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, w := range all {
		if strings.HasPrefix(w.Name, prefix) {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no case %q", prefix)
	}
	return out
}

// R stops its search a little off the minimum, so forecasts agree to a thousandth.
func TestThetaOracle(t *testing.T) {
	for _, w := range oracle(t, "theta-") {
		f, err := theta.Fit(w.Y, theta.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := f.Predict(len(w.Mean)).Mean
		for h := range got {
			if math.Abs(got[h]-w.Mean[h]) > 0.001*math.Abs(w.Mean[h]) {
				t.Errorf("%s lead %d: %.3f, R %.3f", w.Name, h+1, got[h], w.Mean[h])
			}
		}
	}
}

// plainLoss is DOTM's loss written as in the paper.
func plainLoss(y []float64, alpha, kappa, l0 float64) float64 {
	l, mean, a, b, loss := l0, y[0], y[0], 0.0, 0.0
	l = alpha*y[0] + (1-alpha)*l
	for i := 2; i <= len(y); i++ {
		t := float64(i)
		p := math.Pow(1-alpha, t-1)
		mu := l + kappa*(p*a+(1-p*(1-alpha))/alpha*b)
		v := y[i-1]
		if i >= 3 {
			loss += (v - mu) * (v - mu)
		}
		l = alpha*v + (1-alpha)*l
		b = ((t-2)*b + 6*(v-mean)/t) / (t + 1)
		mean = ((t-1)*mean + v) / t
		a = mean - b*(t+1)/2
	}
	return loss
}

func wave(n int) []float64 {
	y := make([]float64, n)
	for t := range y {
		x := float64(t)
		y[t] = 80 + 0.7*x + 9*math.Sin(0.9*x) + 4*math.Cos(1.3*x*x)
	}
	return y
}

// The closed form's loss is the plain recursion's, and no point of a fine grid of α, θ and l_0 is better.
func TestDOTMIsTheMinimum(t *testing.T) {
	y := wave(60)
	lo, hi := y[0], y[0]
	for _, v := range y {
		lo, hi = min(lo, v), max(hi, v)
	}
	for i := 2; i <= 19; i++ {
		alpha := float64(i) * 0.05
		l0, kappa, loss := theta.Solve(y, alpha)
		if plain := plainLoss(y, alpha, kappa, l0); math.Abs(loss-plain) > 1e-8*plain {
			t.Errorf("α %.2f: closed form %.9f, plain %.9f", alpha, loss, plain)
		}
		for j := range 20 {
			for k := range 21 {
				other := plainLoss(y, alpha, float64(j)/20, lo+(hi-lo)*float64(k)/20)
				if other < loss*(1-1e-9) {
					t.Fatalf("α %.2f: grid %.6f is below the closed form %.6f", alpha, other, loss)
				}
			}
		}
	}
	f, err := theta.Fit(y, theta.Options{Method: theta.DOTM})
	if err != nil {
		t.Fatal(err)
	}
	_, th, best := f.Loss()
	if th < 1 {
		t.Errorf("θ = %v", th)
	}
	for i := 10; i <= 99; i++ {
		if _, _, v := theta.Solve(y, float64(i)/100); v < best*(1-1e-6) {
			t.Errorf("α %.2f: %.6f is below the search's %.6f", float64(i)/100, v, best)
		}
	}
}

func TestLineGoesOn(t *testing.T) {
	y := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	f, err := theta.Fit(y, theta.Options{Method: theta.DOTM})
	if err != nil {
		t.Fatal(err)
	}
	for h, v := range f.Predict(3).Mean {
		if math.Abs(v-float64(13+h)) > 0.2 {
			t.Errorf("step %d: %v", h, v)
		}
	}
}

func TestRefusals(t *testing.T) {
	if _, err := theta.Fit([]float64{1, 2}, theta.Options{}); !errors.Is(err, dist.ErrTooShort) {
		t.Error(err)
	}
	if _, err := theta.Fit([]float64{1, -2, 3, 4}, theta.Options{Log: true}); !errors.Is(err, theta.ErrNotPositive) {
		t.Error(err)
	}
	if _, err := theta.Fit([]float64{math.NaN(), 2, math.Inf(1), 4}, theta.Options{}); !errors.Is(err, dist.ErrTooShort) {
		t.Error(err)
	}
}

func variants() []theta.Options {
	return []theta.Options{{M: 4}, {Method: theta.DOTM, M: 4}, {M: 4, Log: true}, {Method: theta.DOTM, Log: true}}
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(1, 500), 3, 50).Draw(t, "y")
		z := make([]float64, len(y))
		for i, v := range y {
			z[i] = 4 * v
		}
		for _, opt := range variants() {
			a, err := theta.Fit(y, opt)
			if err != nil {
				t.Fatal(err)
			}
			b, err := theta.Fit(z, opt)
			if err != nil {
				t.Fatal(err)
			}
			da, db := a.Predict(6), b.Predict(6)
			if err := da.Check(); err != nil {
				t.Fatal(err)
			}
			for h := range da.Mean {
				if opt.Log { // a flat loss has several minima there; see TestLogScale
					break
				}
				if math.Abs(4*da.Median(h)-db.Median(h)) > 1e-9*(1+math.Abs(db.Median(h))) {
					t.Fatalf("%s step %d: 4·%v, %v", a.Name(), h, da.Median(h), db.Median(h))
				}
			}
		}
	})
}

func TestLogScale(t *testing.T) {
	y := wave(60)
	z := make([]float64, len(y))
	for i, v := range y {
		z[i] = 10 * v
	}
	for _, opt := range []theta.Options{{Log: true}, {Method: theta.DOTM, Log: true}} {
		a, err := theta.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		b, err := theta.Fit(z, opt)
		if err != nil {
			t.Fatal(err)
		}
		for h, v := range b.Predict(6).Medians() {
			if w := 10 * a.Predict(6).Median(h); math.Abs(v-w) > 1e-3*w {
				t.Errorf("%s step %d: %v, want %v", a.Name(), h, v, w)
			}
		}
	}
}

// Values equal to the forecast move the origin of DOTM without changing the forecast.
func TestUpdateWithForecast(t *testing.T) {
	f, err := theta.Fit(wave(50), theta.Options{Method: theta.DOTM})
	if err != nil {
		t.Fatal(err)
	}
	want := f.Predict(8).Mean
	f.Update(want[:3])
	for h, v := range f.Predict(5).Mean {
		if math.Abs(v-want[h+3]) > 1e-9*math.Abs(v) {
			t.Errorf("step %d: %v, want %v", h, v, want[h+3])
		}
	}
	if n := len(f.Residuals()); n != 53 {
		t.Errorf("%d residuals", n)
	}
}

func TestUpdateClassicFollows(t *testing.T) {
	y := wave(50)
	f, err := theta.Fit(y, theta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before := f.Predict(2).Mean[1]
	f.Update([]float64{y[49] + 1000, math.NaN()})
	if after := f.Predict(1).Mean[0]; !(after > before) {
		t.Errorf("forecast went from %v to %v after a jump", before, after)
	}
}

func TestSolveDoesNotAllocate(t *testing.T) {
	loss := theta.Objective(wave(115))
	if a := testing.AllocsPerRun(20, func() { loss(0.4) }); a != 0 {
		t.Errorf("%v allocations", a)
	}
}

func FuzzFiniteInFiniteOut(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, uint8(3))
	f.Fuzz(func(t *testing.T, raw []byte, m uint8) {
		y := make([]float64, len(raw))
		for i, b := range raw {
			y[i] = float64(int8(b)) * math.Pow(10, float64(b%7))
		}
		for _, opt := range variants() {
			opt.M = int(m % 30)
			fit, err := theta.Fit(y, opt)
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
	y := wave(115)
	for _, opt := range []theta.Options{{M: 12}, {Method: theta.DOTM, M: 12}, {Method: theta.DOTM, M: 12, Log: true}} {
		f, err := theta.Fit(y, opt)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(f.Name(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f, err := theta.Fit(y, opt)
				if err != nil {
					b.Fatal(err)
				}
				f.Predict(18)
			}
		})
	}
}

package theta_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
	"zhiwei/forecast/theta"
)

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol*(1+math.Abs(want)) }

// TestThetaOnMoreSeries: a fast trend, a slow one and none, twelve leads of R's script.
func TestThetaOnMoreSeries(t *testing.T) {
	raw, err := os.ReadFile("../ets/testdata/oracle/more.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []want
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, w := range all {
		if !strings.HasPrefix(w.Name, "theta-") {
			continue
		}
		n++
		f, err := theta.Fit(w.Y, theta.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for h, got := range f.Predict(len(w.Mean)).Mean {
			if !near(got, w.Mean[h], 2e-3) {
				t.Errorf("%s lead %d: %.4f, R %.4f", w.Name, h+1, got, w.Mean[h])
			}
		}
	}
	if n != 3 {
		t.Fatalf("%d cases", n)
	}
}

// TestClassicIsLineAndSmoothing: the forecast of the definition, put together from its two halves.
func TestClassicIsLineAndSmoothing(t *testing.T) {
	y := wave(40)
	n := float64(len(y))
	sx, sy, sxy, sxx := 0.0, 0.0, 0.0, 0.0
	for i, v := range y {
		x := float64(i + 1)
		sx, sy, sxy, sxx = sx+x, sy+v, sxy+x*v, sxx+x*x
	}
	b := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	a := (sy - b*sx) / n
	z := make([]float64, len(y))
	for i, v := range y {
		z[i] = 2*v - (a + b*float64(i+1))
	}
	s := ets.SmoothSimple(z)
	f, err := theta.Fit(y, theta.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Predict(8)
	for h, got := range d.Mean {
		if want := 0.5 * (s.Level + a + b*(n+float64(h)+1)); !near(got, want, 1e-9) {
			t.Errorf("lead %d: %v, want %v", h+1, got, want)
		}
		width := (d.Q[h][16] - d.Mean[h]) / (d.Q[0][16] - d.Mean[0])
		if want := math.Sqrt(1 + float64(h)*s.Alpha*s.Alpha); !near(width, want, 1e-9) {
			t.Errorf("lead %d: %v times the first deviation, want %v", h+1, width, want)
		}
	}
	if alpha, th, sse := f.Loss(); alpha != s.Alpha || th != 2 || !near(sse, s.SSE, 1e-9) {
		t.Errorf("α %v, θ %v, loss %v; want %+v", alpha, th, sse, s)
	}
}

// TestUpdateIsTheRecursion: one value at a time or all at once, the level moves as smoothing does with the same
// parameters.
func TestUpdateIsTheRecursion(t *testing.T) {
	y := wave(60)
	for _, opt := range []theta.Options{{}, {Method: theta.DOTM}, {Log: true}, {Method: theta.DOTM, Log: true}} {
		fit := func() *theta.Fitted {
			f, err := theta.Fit(y[:40], opt)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		once, single := fit(), fit()
		once.Update(y[40:])
		for i := 40; i < 60; i++ {
			before := single.Predict(1).Median(0)
			single.Update(y[i : i+1])
			r := single.Residuals()
			want := y[i] - before
			if opt.Log {
				want = math.Log(y[i]) - math.Log(before)
			}
			if len(r) != i+1 || !near(r[i], want, 1e-7) {
				t.Fatalf("%s: residual %d is %v, the forecast missed by %v", single.Name(), i, r[i], want)
			}
		}
		if a, b := fmt.Sprint(once.Predict(6)), fmt.Sprint(single.Predict(6)); a != b {
			t.Errorf("%s: all at once %s, one by one %s", once.Name(), a, b)
		}
		alpha, th, _ := once.Loss()
		if a, h, _ := fit().Loss(); a != alpha || h != th {
			t.Errorf("%s: parameters went from %v, %v to %v, %v", once.Name(), a, h, alpha, th)
		}
	}
}

// TestPlainHistories: constants are repeated, zeros stay zeros, three values are enough, gaps are carried forward.
func TestPlainHistories(t *testing.T) {
	nan := math.NaN()
	for _, m := range []theta.Method{theta.Classic, theta.DOTM} {
		for _, tt := range []struct {
			name string
			y    []float64
			want float64
		}{
			{"constant", []float64{8, 8, 8, 8, 8, 8, 8}, 8},
			{"zeros", make([]float64, 12), 0},
			{"constant of three", []float64{5, 5, 5}, 5},
			{"constant with gaps", []float64{5, nan, 5, 5, math.Inf(1), 5}, 5},
		} {
			f, err := theta.Fit(tt.y, theta.Options{Method: m, M: 3})
			if err != nil {
				t.Fatal(err)
			}
			d := f.Predict(6)
			for h := range d.Mean {
				if !near(d.Mean[h], tt.want, 1e-9) || !near(d.Q[h][16], tt.want, 1e-6) {
					t.Errorf("%s, %s step %d: %v %v", f.Name(), tt.name, h, d.Mean[h], d.Q[h])
				}
			}
		}
		withGap := wave(30)
		filled := append([]float64(nil), withGap...)
		withGap[17], filled[17] = nan, filled[16]
		a, err := theta.Fit(withGap, theta.Options{Method: m})
		if err != nil {
			t.Fatal(err)
		}
		b, err := theta.Fit(filled, theta.Options{Method: m})
		if err != nil {
			t.Fatal(err)
		}
		if x, y := fmt.Sprint(a.Predict(4)), fmt.Sprint(b.Predict(4)); x != y {
			t.Errorf("%s: with a gap %s, carried forward %s", a.Name(), x, y)
		}
	}
}

// TestNoNegativeDemand: a falling history without negative values is not extrapolated below 0; one with them is.
func TestNoNegativeDemand(t *testing.T) {
	falling := make([]float64, 20)
	for i := range falling {
		falling[i] = float64(20 - i)
	}
	below := append([]float64(nil), falling...)
	for i := range below {
		below[i] -= 10
	}
	for _, m := range []theta.Method{theta.Classic, theta.DOTM} {
		f, err := theta.Fit(falling, theta.Options{Method: m})
		if err != nil {
			t.Fatal(err)
		}
		for h, v := range f.Predict(30).Mean {
			if v < 0 {
				t.Errorf("%s step %d: %v", f.Name(), h, v)
			}
		}
		if f, err = theta.Fit(below, theta.Options{Method: m}); err != nil {
			t.Fatal(err)
		}
		if last := f.Predict(30).Mean[29]; last > -10 {
			t.Errorf("%s: a history of returns goes to %v", f.Name(), last)
		}
	}
}

// TestSeasonComesBack: on a series with a season the forecast has the season's shape.
func TestSeasonComesBack(t *testing.T) {
	y := make([]float64, 72)
	for i := range y {
		y[i] = (100 + 0.5*float64(i)) * (1 + 0.4*math.Sin(math.Pi*float64(i)/6))
	}
	for _, opt := range []theta.Options{{M: 12}, {M: 12, Method: theta.DOTM}, {M: 12, Log: true}, {M: 12, Method: theta.DOTM, Log: true}} {
		f, err := theta.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		for h, got := range f.Predict(12).Medians() {
			i := float64(72 + h)
			if want := (100 + 0.5*i) * (1 + 0.4*math.Sin(math.Pi*i/6)); math.Abs(got-want) > 0.1*want {
				t.Errorf("%s lead %d: %.1f, want %.1f", f.Name(), h+1, got, want)
			}
		}
	}
}

// TestQuantilesOfAnySeries: ordered, finite, wider with the lead, and a horizon is the head of a longer one.
func TestQuantilesOfAnySeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(0, 500), 3, 40).Draw(t, "y")
		opt := theta.Options{Method: theta.Method(rapid.IntRange(0, 1).Draw(t, "method")), M: rapid.IntRange(1, 7).Draw(t, "m"), Limit: rapid.IntRange(0, 30).Draw(t, "limit")}
		if opt.Limit > 0 && opt.Limit < 3 {
			opt.Limit = 3
		}
		f, err := theta.Fit(y, opt)
		if err != nil {
			t.Fatal(err)
		}
		long, short := f.Predict(10), f.Predict(4)
		if err := long.Check(); err != nil {
			t.Fatal(err)
		}
		head := dist.Dist{Mean: long.Mean[:4], Q: long.Q[:4]}
		if a, b := fmt.Sprint(head.Mean, head.Q), fmt.Sprint(short.Mean, short.Q); a != b {
			t.Fatalf("four steps %s, of ten %s", b, a)
		}
	})
}

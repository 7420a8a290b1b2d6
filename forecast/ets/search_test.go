package ets_test

import (
	"math"
	"testing"

	"zhiwei/forecast/ets"
)

// bowl has its minimum 3 at (1, −2, 0.5).
type bowl struct{ calls int }

func (b *bowl) Eval(x *[6]float64) float64 {
	b.calls++
	u, v, w := x[0]-1, x[1]+2, x[2]-0.5
	return 3 + u*u + 4*v*v + 9*w*w + u*v
}

func TestSimplexFindsTheMinimum(t *testing.T) {
	b := &bowl{}
	x, f := ets.Minimise(b.Eval, [6]float64{}, [6]float64{0.2, 0.2, 0.2}, 3, 500, 1e-12)
	for i, want := range []float64{1, -2, 0.5} {
		if math.Abs(x[i]-want) > 1e-4 {
			t.Errorf("coordinate %d: %v, want %v", i, x[i], want)
		}
	}
	if math.Abs(f-3) > 1e-8 {
		t.Errorf("minimum %v", f)
	}
}

// The budget holds, give or take one shrink.
func TestSimplexKeepsItsBudget(t *testing.T) {
	b := &bowl{}
	ets.Minimise(b.Eval, [6]float64{}, [6]float64{0.2, 0.2, 0.2}, 3, 20, 0)
	if b.calls > 25 {
		t.Errorf("%d evaluations with a budget of 20", b.calls)
	}
}

func TestSmoothSimple(t *testing.T) {
	y := monthly(80)
	s := ets.SmoothSimple(y)
	sse, fitted := 0.0, make([]float64, len(y))
	if got := s.Fitted(fitted, y); got != s.Level || got != s.Run(y) {
		t.Errorf("levels %v, %v, %v", got, s.Level, s.Run(y))
	}
	for i, v := range y {
		sse += (v - fitted[i]) * (v - fitted[i])
	}
	if math.Abs(sse-s.SSE) > 1e-9*sse {
		t.Errorf("closed form %v, plain %v", s.SSE, sse)
	}
	if a := testing.AllocsPerRun(10, func() { ets.SmoothSimple(y) }); a != 0 {
		t.Errorf("%v allocations", a)
	}
	if one := ets.SmoothSimple([]float64{5}); one.Level != 5 {
		t.Errorf("one value: %+v", one)
	}
}

// A limit that is no whole number of seasons must not shift the season.
func TestLimitKeepsPhases(t *testing.T) {
	y := monthly(96)
	all, err := ets.Fit(y, ets.Options{M: 12, Forms: []ets.Form{ets.MNM}})
	if err != nil {
		t.Fatal(err)
	}
	part, err := ets.Fit(y, ets.Options{M: 12, Forms: []ets.Form{ets.MNM}, Limit: 61})
	if err != nil {
		t.Fatal(err)
	}
	a, b := all.Predict(12).Mean, part.Predict(12).Mean
	for h := range a {
		if math.Abs(a[h]-b[h]) > 0.1*a[h] {
			t.Errorf("lead %d: %v on all values, %v on the last five seasons", h+1, a[h], b[h])
		}
	}
}

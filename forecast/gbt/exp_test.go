package gbt_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/gbt"
)

func TestExpEdges(t *testing.T) {
	for _, c := range []struct{ in, want float64 }{
		{0, 1},
		{math.Copysign(0, -1), 1},
		{-708.5, 0},
		{math.Inf(-1), 0},
		{709.5, math.Inf(1)},
		{math.Inf(1), math.Inf(1)},
	} {
		if got := gbt.Exp(c.in); got != c.want {
			t.Errorf("exp(%v) = %v, want %v", c.in, got, c.want)
		}
	}
	if got := gbt.Exp(math.NaN()); !math.IsNaN(got) {
		t.Errorf("exp(NaN) = %v", got)
	}
}

func TestExpOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-707, 708.5).Draw(t, "x")
		if got, want := gbt.Exp(x), math.Exp(x); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
	})
}

func TestExpRises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-50, 50).Draw(t, "x")
		step := rapid.Float64Range(1e-12, 1).Draw(t, "step")
		if a, b := gbt.Exp(x), gbt.Exp(x+step); a > b {
			t.Fatalf("exp(%v) = %v > exp(%v) = %v", x, a, x+step, b)
		}
	})
}

func TestLogOracle(t *testing.T) {
	if got := gbt.Log(1); got != 0 {
		t.Errorf("log(1) = %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		x := math.Ldexp(rapid.Float64Range(0.5, 1).Draw(t, "m"), rapid.IntRange(-1000, 1000).Draw(t, "e"))
		if got, want := gbt.Log(x), math.Log(x); math.Abs(got-want) > 4e-16*max(1, math.Abs(want)) {
			t.Fatalf("log(%v) = %v, want %v", x, got, want)
		}
	})
}

func TestLogInvertsExp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-600, 600).Draw(t, "x")
		if got := gbt.Log(gbt.Exp(x)); math.Abs(got-x) > 1e-13*max(1, math.Abs(x)) {
			t.Fatalf("log(exp(%v)) = %v", x, got)
		}
	})
}

package view_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/reports/view"
)

func TestCarriedOn(t *testing.T) {
	for _, c := range []struct {
		daily []float64
		days  int
		want  []float64
	}{
		{[]float64{1, 2, 3}, 2, []float64{1, 2}},
		{[]float64{1, 3}, 4, []float64{1, 3, 2, 2}},
		{[]float64{70, 1, 1, 1, 1, 1, 1, 1}, 9, []float64{70, 1, 1, 1, 1, 1, 1, 1, 1}},
		{nil, 2, []float64{0, 0}},
		{[]float64{5}, 0, nil},
	} {
		if got := view.CarriedOn(c.daily, c.days); !slices.Equal(got, c.want) {
			t.Errorf("%v carried on to %d days is %v, want %v", c.daily, c.days, got, c.want)
		}
	}
}

func TestCarriedOnKeepsTheForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		daily := rapid.SliceOf(rapid.Float64Range(0, 1e6)).Draw(t, "daily")
		days := rapid.IntRange(0, 400).Draw(t, "days")
		got := view.CarriedOn(daily, days)
		if len(got) != days {
			t.Fatalf("%d days, want %d", len(got), days)
		}
		same := min(days, len(daily))
		if !slices.Equal(got[:same], daily[:same]) {
			t.Fatalf("the forecast itself was changed: %v", got[:same])
		}
		for _, v := range got[same:] {
			if tail := daily[max(0, len(daily)-7):]; len(tail) > 0 && (v < slices.Min(tail)-1e-6 || v > slices.Max(tail)+1e-6) {
				t.Fatalf("%f lies outside of the last week %v", v, tail)
			}
		}
	})
}

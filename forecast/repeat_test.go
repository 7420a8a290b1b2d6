package forecast_test

import (
	"math"
	"testing"
	"time"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// TestRepeatRepeatsTheWeek: the seasonal naive as a member forecasts each weekday's newest open day, wider week by week.
func TestRepeatRepeatsTheWeek(t *testing.T) {
	s := ramp(120, func(t int) float64 { return float64(10 + t%7 + 3*(t/7%2)) })
	s.Censored = make([]bool, 120)
	s.Censored[118] = true // the last but one day was out of stock: the same weekday a week earlier stands in
	b, ok := forecast.Repeat(view(t, s, forecast.Options{}), 120, 28)
	if !ok {
		t.Fatal("not usable")
	}
	for i, m := range b.Mean {
		at := 113 + i%7
		if at == 118 {
			at -= 7
		}
		if m != s.Y[at] {
			t.Errorf("day %d: mean %v, want %v", i, m, s.Y[at])
		}
	}
	median := len(dist.Levels) / 2
	for i := 7; i < 28; i++ {
		near, far := b.Q[i-7], b.Q[i]
		if far[median] != b.Mean[i] || far[0] > near[0] || far[len(far)-1] < near[len(near)-1] {
			t.Errorf("day %d: %v is not wider than %v", i, far, near)
		}
		for j := 1; j < len(far); j++ {
			if far[j] < far[j-1] || far[0] < 0 {
				t.Errorf("day %d: quantiles %v", i, far)
			}
		}
	}
}

// TestRepeatNeedsHistory: five weeks of changes, and an open day of each weekday within the last four weeks.
func TestRepeatNeedsHistory(t *testing.T) {
	steady := func(int) float64 { return 4 }
	if _, ok := forecast.Repeat(view(t, ramp(34, steady), forecast.Options{}), 34, 7); ok {
		t.Error("27 changes were enough")
	}
	if _, ok := forecast.Repeat(view(t, ramp(35, steady), forecast.Options{}), 35, 7); !ok {
		t.Error("28 changes were not")
	}
	s := ramp(120, steady)
	for d := 93; d < 120; d += 7 {
		s.Y[d] = math.NaN()
	}
	if _, ok := forecast.Repeat(view(t, s, forecast.Options{}), 120, 7); ok {
		t.Error("a weekday that was not open for four weeks has nothing to repeat")
	}
	s.Y[93] = 4
	if _, ok := forecast.Repeat(view(t, s, forecast.Options{}), 120, 7); !ok {
		t.Error("a weekday that was open three weeks and six days ago")
	}
}

// TestNaiveHoldsWhatJumps: where only the last week says anything, the combination is not worse than a fifth above it.
func TestNaiveHoldsWhatJumps(t *testing.T) {
	var series []demand.Series
	for i := range 8 {
		level := 20.0
		s := ramp(400, func(t int) float64 {
			if (t+i*11)%23 == 0 { // a new level every few weeks
				level = 20 + float64((t*7919+i*104729)%160)
			}
			return level
		})
		s.SKU = demand.SKU(rune('A' + i))
		s.OnSale.From = time.Time{}
		series = append(series, *s)
	}
	_, table := run(t, series, forecast.Options{Threads: 2})
	ours, _ := table.Leads(forecast.YearRound, forecast.Chosen, 1, 4)
	naive, _ := table.Leads(forecast.YearRound, forecast.SNaive, 1, 4)
	if ours.WAPE > 1.2*naive.WAPE || naive.WAPE == 0 {
		t.Errorf("WAPE %v, seasonal naive %v", ours.WAPE, naive.WAPE)
	}
}

package backtest

import "time"

// Ahead and Slot are the steps of a dated grid.
func Ahead(f Freq, day time.Time, n int) time.Time {
	return time.Unix(grid{f, true}.ahead(day.Unix()/86400, n)*86400, 0).UTC()
}

// Slot is the step number of a day.
func Slot(f Freq, day time.Time) int64 { return grid{f, true}.slot(day.Unix() / 86400) }

// Members counts the ridges of a frequency and gives their longest window.
func Members(f Freq, season int) (n, longest int) {
	p := panel{opt: Options{Freq: f, Season: season, Horizon: 1}}
	for _, m := range p.members() {
		n++
		longest = max(longest, m.K)
	}
	return n, longest
}

// Profile, Drift and Changes are shape numbers.
func Profile(y []float64, m int) ([]float64, bool) { return profile(y, m) }

// Drift is the mean change over m steps in steps.
func Drift(y []float64, m int) float64 { return drift(y, m) }

// Changes are log differences, or differences over the mean.
func Changes(y []float64) []float64 { return changes(y) }

// Cycles are the default cycles of a frequency.
func Cycles(f Freq, season int) []int { return defaultCycles(f, season) }

// Clamp keeps a forecast within [0, 3·max].
func Clamp(f, y []float64) []float64 { return clamp(f, y) }

// Around makes a distribution round points from shifts.
func Around(f []float64, shift [][]float64, unit float64) [][]float64 {
	return around(f, shift, unit).Q
}

package forecast_test

import (
	"testing"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
)

// TestTotalsAreCovered cuts the last 28 days off many series and counts how often the sum of 7, 14 and 28 days lies
// between the 10 % and 90 % quantiles of the sample paths' totals. Independent days would cover far too little.
func TestTotalsAreCovered(t *testing.T) {
	w := newWorld(60, asOf)
	full := w.series
	cut := newWorld(60, asOf).series
	for i := range cut {
		n := len(cut[i].Y) - 28
		cut[i].Y, cut[i].Censored = cut[i].Y[:n], cut[i].Censored[:n]
	}
	res, _ := run(t, cut, forecast.Options{Seed: 5, Calendar: w.cal, Threads: 2})
	for _, days := range []int{7, 14, 28} {
		inside, n := 0, 0
		for i := range cut {
			if res[i].Class != forecast.YearRound && res[i].Class != forecast.Intermittent {
				continue
			}
			sum := 0.0
			for _, y := range full[i].Y[len(cut[i].Y) : len(cut[i].Y)+days] {
				sum += y
			}
			totals := dist.Totals(res[i].Dist.Paths(200), 0, days)
			if dist.SampleQuantile(totals, 0.1) <= sum && sum <= dist.SampleQuantile(totals, 0.9) {
				inside++
			}
			n++
		}
		share := float64(inside) / float64(n)
		t.Logf("%d days: %.2f of %d totals inside the 80 %% interval", days, share, n)
		if share < 0.7 || share > 0.95 {
			t.Errorf("%d-day totals: %.2f covered, want about 0.8", days, share)
		}
	}
}

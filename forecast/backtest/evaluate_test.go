package backtest_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/forecast/backtest"
)

// shop is a daily panel with a weekly profile, promotions and closed days, cut into train and test of w windows.
func shop(n, days, h, w int) (train, test *backtest.Long) {
	rng := rand.New(rand.NewPCG(5, 6))
	train, test = &backtest.Long{Dated: true, Names: []string{"promo"}}, &backtest.Long{Dated: true, Names: []string{"promo"}}
	for i := range n {
		level := 5 + 20*rng.Float64()
		a := backtest.Rows{ID: fmt.Sprintf("S%02d", i), Line: 1, X: make([][]float64, 1)}
		b := backtest.Rows{ID: a.ID, Line: 1, X: make([][]float64, 1)}
		for t := range days {
			if t%31 == 0 {
				continue // closed
			}
			promo := 0.0
			mu := level * (1 + 0.5*math.Sin(2*math.Pi*float64(t%7)/7))
			if rng.IntN(8) == 0 {
				promo, mu = 1, 2.5*mu
			}
			y := math.Max(0, math.Round(mu+math.Sqrt(mu)*rng.NormFloat64()))
			to := &a
			if t >= days-h*w {
				to = &b
				b.Window = append(b.Window, int32((t-(days-h*w))/h+1))
			}
			to.DS, to.Y, to.X[0] = append(to.DS, int64(20000+t)), append(to.Y, y), append(to.X[0], promo)
		}
		train.Series, test.Series = append(train.Series, a), append(test.Series, b)
	}
	return train, test
}

func evaluate(t *testing.T, train, test *backtest.Long, opt backtest.Options, sink func(backtest.Block) error) map[string]backtest.Line {
	t.Helper()
	lines, err := backtest.Evaluate(context.Background(), train, test, opt, sink)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]backtest.Line{}
	for _, l := range lines {
		out[l.Model] = l
	}
	return out
}

func TestChosenBeatsNaive(t *testing.T) {
	train, test := shop(20, 300, 14, 3)
	opt := backtest.Options{Horizon: 14, Season: 7, Freq: backtest.Daily, Covariates: []string{"promo"}, Models: []string{"sNaive", backtest.Zhiwei}}
	by := evaluate(t, train, test, opt, nil)
	ours, naive := by[backtest.Zhiwei], by["sNaive"]
	if ours.Median.WAPE >= naive.Median.WAPE || ours.WQL >= naive.WQL {
		t.Errorf("WAPE %.3f, WQL %.3f; seasonal naive %.3f, %.3f", ours.Median.WAPE, ours.WQL, naive.Median.WAPE, naive.WQL)
	}
	if ours.Series != 60 || ours.Explosions != 0 {
		t.Errorf("%d series in windows, %d explosions", ours.Series, ours.Explosions)
	}
	opt.Covariates = nil
	if without := evaluate(t, train, test, opt, nil)[backtest.Zhiwei]; without.Median.WAPE <= ours.Median.WAPE {
		t.Errorf("WAPE without the flag %.3f, with it %.3f: knowing promotions must help", without.Median.WAPE, ours.Median.WAPE)
	}
}

// TestNoFutureLeak changes every value from window 2 on: window 1's forecast must not move.
func TestNoFutureLeak(t *testing.T) {
	train, test := shop(6, 300, 14, 2)
	opt := backtest.Options{Horizon: 14, Season: 7, Freq: backtest.Daily}
	first := func(test *backtest.Long) (out []float64) {
		evaluate(t, train, test, opt, func(b backtest.Block) error {
			if b.Window == 1 {
				out = append(out, b.Dist.Mean...)
			}
			return nil
		})
		return out
	}
	before := first(test)
	for i := range test.Series {
		for k, w := range test.Series[i].Window {
			if w == 2 {
				test.Series[i].Y[k] += 1000
			}
		}
	}
	if after := first(test); !slices.Equal(before, after) {
		t.Error("the forecast of window 1 depends on window 2")
	}
}

func TestThreadsDoNotMatter(t *testing.T) {
	train, test := shop(30, 250, 7, 2)
	all := func(threads int) (out []float64) {
		opt := backtest.Options{Horizon: 7, Season: 7, Freq: backtest.Daily, Threads: threads, Models: []string{"EQ", "Theta", "Ridge", "Local"}}
		evaluate(t, train, test, opt, func(b backtest.Block) error {
			out = append(out, b.Dist.Mean...)
			return nil
		})
		return out
	}
	if !slices.Equal(all(1), all(2)) {
		t.Error("forecasts differ between 1 and 2 threads")
	}
}

// months are low-frequency series with trend and season, H of them in the test part.
func months(n, length, h int) (train, test *backtest.Long) {
	rng := rand.New(rand.NewPCG(8, 8))
	train, test = &backtest.Long{}, &backtest.Long{}
	for i := range n {
		a, b := backtest.Rows{ID: strconv.Itoa(i), Line: 1}, backtest.Rows{ID: strconv.Itoa(i), Line: 1}
		for t := range length {
			y := 100 + float64(i) + 0.6*float64(t) + 20*math.Sin(2*math.Pi*float64(t)/12) + 4*rng.NormFloat64()
			to := &a
			if t >= length-h {
				to = &b
			}
			to.DS, to.Y = append(to.DS, int64(t+1)), append(to.Y, y)
		}
		train.Series, test.Series = append(train.Series, a), append(test.Series, b)
	}
	return train, test
}

func TestMixBeatsNaive(t *testing.T) {
	train, test := months(30, 110, 12)
	by := evaluate(t, train, test, backtest.Options{Horizon: 12, Season: 12, Freq: backtest.Monthly, Models: []string{"sNaive", "Naive2", "Local", "Ridge", backtest.Zhiwei}}, nil)
	ours, naive := by[backtest.Zhiwei], by["sNaive"]
	if ours.Median.MASE >= naive.Median.MASE {
		t.Errorf("MASE %.3f, seasonal naive %.3f", ours.Median.MASE, naive.Median.MASE)
	}
	if by["Naive2"].OWA != 1 || math.IsNaN(ours.OWA) {
		t.Errorf("OWA of Naive2 %v, ours %v", by["Naive2"].OWA, ours.OWA)
	}
	if ours.Cover80 < 0.6 || ours.Cover80 > 0.97 {
		t.Errorf("80 %% intervals cover %.2f", ours.Cover80)
	}
}

// TestControlByHand: two series, season 2, counted by hand.
func TestControlByHand(t *testing.T) {
	train := &backtest.Long{Series: []backtest.Rows{{ID: "a", DS: []int64{1, 2, 3, 4}, Y: []float64{1, 2, 3, 4}}, {ID: "b", DS: []int64{1, 4}, Y: []float64{5, 9}}}}
	test := &backtest.Long{Series: []backtest.Rows{{ID: "a", DS: []int64{5, 6}, Y: []float64{5, 5}}, {ID: "b", DS: []int64{6}, Y: []float64{7}}, {ID: "new", DS: []int64{5}, Y: []float64{1}}}}
	l := evaluate(t, train, test, backtest.Options{Horizon: 2, Season: 2, Models: []string{"sNaive"}}, nil)["sNaive"]
	// a: 3, 4 against 5, 5; b: carried 5, then 9 → 9 against 7; new: 0 against 1
	if want := (2.0 + 1 + 2 + 1) / 18; math.Abs(l.Median.WAPE-want) > 1e-12 {
		t.Errorf("WAPE %v, want %v", l.Median.WAPE, want)
	}
	if l.Steps != 4 || l.Fell != 1 {
		t.Errorf("%d steps scored, %d fell back; want 4 and 1", l.Steps, l.Fell)
	}
}

func TestRefuses(t *testing.T) {
	good := func() *backtest.Long {
		return &backtest.Long{Series: []backtest.Rows{{ID: "a", Line: 2, DS: []int64{1, 2, 3}, Y: []float64{1, 2, 3}}}}
	}
	next := &backtest.Long{Series: []backtest.Rows{{ID: "a", Line: 2, DS: []int64{4}, Y: []float64{1}}}}
	for name, c := range map[string]struct {
		edit func(*backtest.Long, *backtest.Options)
		want error
		says string
	}{
		"duplicate":  {func(l *backtest.Long, _ *backtest.Options) { l.Series[0].DS[2] = 2 }, backtest.ErrDuplicate, `series "a", line 4`},
		"falling":    {func(l *backtest.Long, _ *backtest.Options) { l.Series[0].DS[2] = 1 }, backtest.ErrOrder, "line 4"},
		"huge":       {func(l *backtest.Long, _ *backtest.Options) { l.Series[0].Y[1] = 1e300 }, backtest.ErrRange, "line 3"},
		"empty":      {func(l *backtest.Long, _ *backtest.Options) { l.Series = nil }, backtest.ErrNoRows, "no rows"},
		"model":      {func(_ *backtest.Long, o *backtest.Options) { o.Models = []string{"Prophet"} }, backtest.ErrModel, "known: "},
		"horizon":    {func(_ *backtest.Long, o *backtest.Options) { o.Horizon = 0 }, backtest.ErrRange, "horizon 0"},
		"both kinds": {func(l *backtest.Long, _ *backtest.Options) { l.Dated = true }, backtest.ErrGap, "dates"},
	} {
		l, o := good(), backtest.Options{Horizon: 1, Season: 1, Models: []string{"sNaive"}}
		c.edit(l, &o)
		_, err := backtest.Evaluate(context.Background(), l, next, o, nil)
		if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOdd: one row, all zeros, negative values and gaps are forecast by every model, finite.
func TestOdd(t *testing.T) {
	train := &backtest.Long{Series: []backtest.Rows{
		{ID: "one", DS: []int64{10}, Y: []float64{3}},
		{ID: "zeros", DS: []int64{1, 2, 3, 4, 5, 6, 7, 8}, Y: make([]float64, 8)},
		{ID: "negative", DS: []int64{1, 2, 3, 5, 6, 8}, Y: []float64{-1, 4, -2, 3, math.NaN(), 5}},
	}}
	test := &backtest.Long{Series: []backtest.Rows{{ID: "one", DS: []int64{11}, Y: []float64{4}}, {ID: "zeros", DS: []int64{9}, Y: []float64{1}}, {ID: "negative", DS: []int64{9}, Y: []float64{1}}}}
	for _, f := range []backtest.Freq{backtest.Steps, backtest.Daily, backtest.Weekly, backtest.Hourly, backtest.Yearly} {
		opt := backtest.Options{Horizon: 3, Season: 1, Freq: f, Models: backtest.Names()}
		evaluate(t, train, test, opt, func(b backtest.Block) error {
			if err := b.Dist.Check(); err != nil {
				t.Errorf("%s, %s, frequency %q: %v", b.Model, b.ID, f, err)
			}
			return nil
		})
	}
}

func TestForecast(t *testing.T) {
	train := &backtest.Long{Dated: true, Series: []backtest.Rows{{ID: "a", DS: []int64{20484, 20512, 20543}, Y: []float64{5, 6, 7}}}} // 31 Jan, 28 Feb, 31 Mar 2026
	var got []int64
	err := backtest.Forecast(context.Background(), train, nil, backtest.Options{Horizon: 2, Season: 1, Freq: backtest.Monthly, Models: []string{"Naive"}}, func(b backtest.Block) error {
		got = b.DS
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int64{20573, 20604}; !slices.Equal(got, want) { // 30 April, 31 May
		t.Errorf("ds %v, want %v", got, want)
	}
	if err := backtest.Forecast(context.Background(), train, nil, backtest.Options{}, nil); !errors.Is(err, backtest.ErrRange) {
		t.Errorf("no horizon: %v", err)
	}
}

func TestScoreNeedsEveryStep(t *testing.T) {
	train, test := months(3, 40, 4)
	f := &backtest.Forecasts{Levels: []float64{0.1, 0.5, 0.9}}
	for i := range test.Series {
		for _, ds := range test.Series[i].DS {
			f.Rows = append(f.Rows, backtest.ForecastRow{Model: "m", ID: test.Series[i].ID, DS: ds, Mean: 100, Median: 100, Q: []float64{90, 100, 110}})
		}
	}
	opt := backtest.Options{Season: 12}
	lines, err := backtest.Score(train, test, f, opt)
	if err != nil || len(lines) != 1 || lines[0].Steps != 12 {
		t.Fatalf("%+v, %v", lines, err)
	}
	f.Rows = f.Rows[1:]
	if _, err := backtest.Score(train, test, f, opt); !errors.Is(err, backtest.ErrMissing) || !strings.Contains(err.Error(), `series "0"`) {
		t.Errorf("a missing step: %v", err)
	}
}

func BenchmarkDaily(b *testing.B) {
	train, test := shop(200, 400, 28, 1)
	for b.Loop() {
		if _, err := backtest.Evaluate(context.Background(), train, test, backtest.Options{Horizon: 28, Season: 7, Freq: backtest.Daily}, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(200*b.N)/b.Elapsed().Seconds(), "series/s")
}

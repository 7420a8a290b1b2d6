package backtest_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/forecast/backtest"
	"zhiwei/forecast/dist"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestAhead(t *testing.T) {
	for _, c := range []struct {
		freq backtest.Freq
		from time.Time
		n    int
		want time.Time
	}{
		{backtest.Daily, date(2026, 8, 23), 1, date(2026, 8, 24)},
		{backtest.Weekly, date(2026, 8, 23), 2, date(2026, 9, 6)},
		{backtest.Monthly, date(2026, 1, 31), 1, date(2026, 2, 28)},
		{backtest.Monthly, date(2026, 12, 1), 2, date(2027, 2, 1)},
		{backtest.Quarterly, date(2026, 8, 31), 1, date(2026, 11, 30)},
		{backtest.Yearly, date(2024, 2, 29), 1, date(2025, 2, 28)},
	} {
		if got := backtest.Ahead(c.freq, c.from, c.n); !got.Equal(c.want) {
			t.Errorf("%s, %d after %s: %s, want %s", c.freq, c.n, c.from.Format(time.DateOnly), got.Format(time.DateOnly), c.want.Format(time.DateOnly))
		}
	}
}

// TestSlotFollowsTheCalendar: the month's number is that of the standard library, for any day, also before 1970.
func TestSlotFollowsTheCalendar(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		day := date(1970, 1, 1).AddDate(0, 0, rapid.IntRange(-80000, 80000).Draw(rt, "days"))
		month := int64(day.Year())*12 + int64(day.Month()) - 1
		if got := backtest.Slot(backtest.Monthly, day); got != month {
			rt.Fatalf("%s: month %d, want %d", day, got, month)
		}
		if got := backtest.Slot(backtest.Quarterly, day); got != month/3 {
			rt.Fatalf("%s: quarter %d", day, got)
		}
		if got := backtest.Slot(backtest.Yearly, day); got != int64(day.Year()) {
			rt.Fatalf("%s: year %d", day, got)
		}
		if a, b := backtest.Slot(backtest.Weekly, day), backtest.Slot(backtest.Weekly, day.AddDate(0, 0, 7)); b != a+1 {
			rt.Fatalf("%s: week %d, a week later %d", day, a, b)
		}
	})
}

func TestMembers(t *testing.T) {
	for _, c := range []struct {
		freq            backtest.Freq
		season, n, long int
	}{
		{backtest.Weekly, 1, 10, 156}, {backtest.Hourly, 24, 4, 336}, {backtest.Monthly, 12, 8, 37}, {backtest.Quarterly, 4, 8, 13}, {backtest.Yearly, 1, 28, 20},
	} {
		if n, long := backtest.Members(c.freq, c.season); n != c.n || long != c.long {
			t.Errorf("%s: %d ridges up to %d, want %d up to %d", c.freq, n, long, c.n, c.long)
		}
	}
}

func TestCycles(t *testing.T) {
	for _, c := range []struct {
		freq   backtest.Freq
		season int
		want   []int
	}{
		{backtest.Daily, 7, []int{7, 365}}, {backtest.Weekly, 1, []int{52}}, {backtest.Hourly, 24, []int{24, 168}}, {backtest.Steps, 5, []int{5}}, {backtest.Yearly, 1, nil},
	} {
		if got := backtest.Cycles(c.freq, c.season); !slices.Equal(got, c.want) {
			t.Errorf("%s, %d: %v, want %v", c.freq, c.season, got, c.want)
		}
	}
}

func TestShapeNumbers(t *testing.T) {
	if got := backtest.Drift([]float64{1, 2, 3, 4}, 1); got != 1 {
		t.Errorf("drift of a line %v, want 1", got)
	}
	if got := backtest.Drift([]float64{4, 4, 4}, 1); got != 0 {
		t.Errorf("drift of a constant %v", got)
	}
	if got := backtest.Changes([]float64{1, math.E}); math.Abs(got[0]-1) > 1e-15 {
		t.Errorf("log change %v, want 1", got)
	}
	if got := backtest.Changes([]float64{0, 4, 2}); got[0] != 2 || got[1] != -1 {
		t.Errorf("changes over the mean %v, want 2 and -1", got)
	}
	p, ok := backtest.Profile([]float64{9, 1, 3, 1, 3, 1, 3}, 2)
	if !ok || p[0] != -1 || p[1] != 1 {
		t.Errorf("profile %v, %v; want -1 and 1", p, ok)
	}
	if _, ok := backtest.Profile([]float64{1, 2, 3}, 2); ok {
		t.Error("a profile of less than three cycles")
	}
}

func TestClamp(t *testing.T) {
	if got := backtest.Clamp([]float64{-5, 2, 99}, []float64{1, 10}); !slices.Equal(got, []float64{0, 2, 30}) {
		t.Errorf("%v", got)
	}
	if got := backtest.Clamp([]float64{-5, 99}, []float64{-1, 10}); !slices.Equal(got, []float64{-5, 99}) {
		t.Errorf("a history with negative values was clamped: %v", got)
	}
}

// TestAround: the median is the point, and quantiles never cross, whatever the pooled errors were.
func TestAround(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		errs := rapid.SliceOfN(rapid.Float64Range(-9, 9), len(dist.Levels), len(dist.Levels)).Draw(rt, "errors")
		slices.Sort(errs)
		row := backtest.Around([]float64{100}, [][]float64{errs}, 2)[0]
		if row[8] != 100 || !slices.IsSorted(row) {
			rt.Fatalf("row %v of errors %v", row, errs)
		}
	})
}

// TestScaleEquivariance: ten times the history is ten times the forecast, for every model.
func TestScaleEquivariance(t *testing.T) {
	train, _ := months(12, 90, 1)
	scaled, _ := months(12, 90, 1)
	for i := range scaled.Series {
		for k := range scaled.Series[i].Y {
			scaled.Series[i].Y[k] *= 8 // a power of two keeps the bits
		}
	}
	opt := backtest.Options{Horizon: 6, Season: 12, Freq: backtest.Monthly, Models: []string{"sNaive", "Naive2", "Theta", "DOTM", "SES", "Ridge", "Local", "EQ", backtest.Zhiwei}}
	collect := func(l *backtest.Long) (out [][]float64, names []string) {
		err := backtest.Forecast(context.Background(), l, nil, opt, func(b backtest.Block) error {
			out, names = append(out, b.Dist.Mean), append(names, b.Model)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out, names
	}
	a, names := collect(train)
	b, _ := collect(scaled)
	for i := range a {
		for h := range a[i] {
			if math.Abs(b[i][h]-8*a[i][h]) > 1e-3*math.Abs(b[i][h]) {
				t.Fatalf("%s step %d: %v, want %v", names[i], h, b[i][h], 8*a[i][h])
			}
		}
	}
}

// TestSinkStops: an error of the sink ends the run.
func TestSinkStops(t *testing.T) {
	train, test := months(3, 40, 4)
	stop := errors.New("disk full")
	n := 0
	_, err := backtest.Evaluate(context.Background(), train, test, backtest.Options{Horizon: 4, Season: 12, Models: []string{"sNaive"}}, func(backtest.Block) error {
		n++
		return stop
	})
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("%v after %d blocks", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := backtest.Evaluate(ctx, train, test, backtest.Options{Horizon: 4, Season: 12, Models: []string{"Theta"}}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestWindowsUseEarlierRows: in window 2 the rows of window 1 are history: a naive forecast repeats their last value.
func TestWindowsUseEarlierRows(t *testing.T) {
	train := &backtest.Long{Series: []backtest.Rows{{ID: "a", DS: []int64{1, 2, 3}, Y: []float64{1, 1, 1}}}}
	test := &backtest.Long{Series: []backtest.Rows{{ID: "a", DS: []int64{4, 5, 6, 7}, Y: []float64{5, 6, 7, 8}, Window: []int32{1, 1, 2, 2}}}}
	var got []float64
	var ds [][]int64
	evaluate(t, train, test, backtest.Options{Horizon: 2, Season: 1, Models: []string{"Naive"}}, func(b backtest.Block) error {
		got, ds = append(got, b.Dist.Mean...), append(ds, b.DS)
		return nil
	})
	if !slices.Equal(got, []float64{1, 1, 6, 6}) {
		t.Errorf("forecasts %v, want 1 1 6 6", got)
	}
	if !slices.Equal(ds[1], []int64{6, 7}) {
		t.Errorf("ds of window 2 %v", ds[1])
	}
}

// TestMissingStepsAreMarked: a horizon step without a test row is forecast but has no ds.
func TestMissingStepsAreMarked(t *testing.T) {
	train := &backtest.Long{Series: []backtest.Rows{{ID: "a", DS: []int64{1, 2, 3}, Y: []float64{1, 2, 3}}}}
	test := &backtest.Long{Series: []backtest.Rows{{ID: "a", DS: []int64{5}, Y: []float64{5}}}}
	l := evaluate(t, train, test, backtest.Options{Horizon: 2, Season: 1, Models: []string{"Naive"}}, func(b backtest.Block) error {
		if b.DS[0] != backtest.NoRow || b.DS[1] != 5 {
			t.Errorf("ds %v", b.DS)
		}
		return nil
	})["Naive"]
	if l.Steps != 1 || l.Median.MASE != 2 {
		t.Errorf("%d steps, MASE %v; want 1 and 2", l.Steps, l.Median.MASE)
	}
}

func TestFutureCovariates(t *testing.T) {
	train, test := shop(10, 300, 14, 1)
	opt := backtest.Options{Horizon: 14, Season: 7, Freq: backtest.Daily, Covariates: []string{"promo"}, Models: []string{"EQ"}}
	run := func(promo float64) (sum float64) {
		for i := range test.Series {
			for k := range test.Series[i].X[0] {
				test.Series[i].X[0][k] = promo
			}
		}
		err := backtest.Forecast(context.Background(), train, test, opt, func(b backtest.Block) error {
			for _, m := range b.Dist.Mean {
				sum += m
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	if with, without := run(1), run(0); with < 1.5*without {
		t.Errorf("14 promoted days sell %.0f, ordinary ones %.0f", with, without)
	}
}

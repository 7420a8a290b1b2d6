package backtest_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/forecast/backtest"
	"zhiwei/forecast/dist"
)

// steps is a series of values on steps from first on.
func steps(id string, first int64, y ...float64) backtest.Rows {
	s := backtest.Rows{ID: id, Line: 2, Y: y}
	for t := range y {
		s.DS = append(s.DS, first+int64(t))
	}
	return s
}

func panelOf(s ...backtest.Rows) *backtest.Long { return &backtest.Long{Series: s} }

// means are the forecasts of one model by series.
func means(t *testing.T, train *backtest.Long, opt backtest.Options) map[string][]float64 {
	t.Helper()
	out := map[string][]float64{}
	err := backtest.Forecast(context.Background(), train, nil, opt, func(b backtest.Block) error {
		out[b.ID] = append([]float64(nil), b.Dist.Mean...)
		return b.Dist.Check()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func repeat(x float64, n int) []float64 { return slices.Repeat([]float64{x}, n) }

func TestNames(t *testing.T) {
	want := []string{"ADIDA", "DOTM", "Damped", "EQ", "ETS", "Holt", "Local", "Naive", "Naive2", "Ridge", "SBA", "SES", "TSB", "Theta", "sNaive", "zhiwei"}
	if diff := cmp.Diff(want, backtest.Names()); diff != "" {
		t.Error(diff)
	}
}

// TestConstant: every model forecasts a constant as itself, but SBA, which takes half its smoothing off.
func TestConstant(t *testing.T) {
	for _, name := range backtest.Names() {
		got := means(t, panelOf(steps("a", 1, repeat(7, 60)...)), backtest.Options{Horizon: 4, Season: 4, Models: []string{name}})["a"]
		want := 7.0
		if name == "SBA" {
			want *= 1 - 0.1/2
		}
		for h, x := range got {
			if math.Abs(x-want) > 0.02 {
				t.Errorf("%s, step %d: %v, want %v", name, h, x, want)
			}
		}
	}
}

// TestModelsByHand: what each simple model must say of a series whose next values are known.
func TestModelsByHand(t *testing.T) {
	var line, season, rare []float64
	for i := range 80 {
		line = append(line, 10+2*float64(i))
		season = append(season, []float64{10, 20, 30, 40}[i%4])
		rare = append(rare, float64(6*max(0, 1-i%4)))
	}
	for _, c := range []struct {
		model     string
		y, want   []float64
		tolerance float64
	}{
		{"Naive", line, []float64{168, 168, 168, 168}, 0},
		{"sNaive", season, []float64{10, 20, 30, 40}, 0},
		{"sNaive", line, []float64{162, 164, 166, 168}, 0},
		{"Naive2", season, []float64{10, 20, 30, 40}, 1e-6},
		{"Holt", line, []float64{170, 172, 174, 176}, 0.5},
		{"SES", line, []float64{168, 168, 168, 168}, 2.5},
		{"Theta", season, []float64{10, 20, 30, 40}, 0.5},
		{"DOTM", season, []float64{10, 20, 30, 40}, 0.5},
		{"ETS", season, []float64{10, 20, 30, 40}, 0.5},
		{"Local", season, []float64{10, 20, 30, 40}, 0.5},
		{"TSB", rare, []float64{1.5, 1.5, 1.5, 1.5}, 0.6},
		{"SBA", rare, []float64{1.5, 1.5, 1.5, 1.5}, 0.3},
		{"ADIDA", rare, []float64{1.5, 1.5, 1.5, 1.5}, 0.6},
	} {
		got := means(t, panelOf(steps("a", 1, c.y...)), backtest.Options{Horizon: 4, Season: 4, Models: []string{c.model}})["a"]
		for h, want := range c.want {
			if math.Abs(got[h]-want) > c.tolerance+1e-9 {
				t.Errorf("%s, step %d: %v, want %v", c.model, h+1, got[h], want)
			}
		}
	}
}

// TestEveryModelOnOddPanels: one row, zeros, negative values, gaps and missing values beside each other: finite, ordered,
// one block a series and window, whatever the frequency.
func TestEveryModelOnOddPanels(t *testing.T) {
	gaps := backtest.Rows{ID: "gaps", Line: 9, DS: []int64{1, 4, 5, 11, 20, 29}, Y: []float64{3, 1, math.NaN(), 8, 2, 5}}
	train := panelOf(
		steps("one", 30, 4), steps("two", 29, 4, 5), steps("zeros", 1, repeat(0, 30)...), gaps, steps("all missing", 20, math.NaN(), math.NaN()),
		steps("negative", 10, 5, -3, 2, -8, 4, 4, -1, 2, 0, 1, 3, -2, 5, 1, 2, 2, -4, 3, 1, 2, 6), steps("large", 1, repeat(9e14, 30)...),
	)
	test := panelOf(steps("one", 31, 4, 4), steps("zeros", 31, 0, 1), steps("gaps", 31, 3), steps("negative", 31, 1, -1), steps("only here", 31, 2, 3))
	for _, f := range []backtest.Freq{backtest.Steps, backtest.Daily, backtest.Monthly, backtest.Quarterly} {
		for _, name := range backtest.Names() {
			blocks := 0
			l := evaluate(t, train, test, backtest.Options{Horizon: 2, Season: 4, Freq: f, Models: []string{name}, Threads: 1}, func(b backtest.Block) error {
				blocks++
				if err := b.Dist.Check(); err != nil || len(b.Dist.Mean) != 2 {
					t.Errorf("%s, frequency %q, %s: %v", name, f, b.ID, err)
				}
				return nil
			})[name]
			if blocks != 8 || l.Steps != 9 {
				t.Errorf("%s, frequency %q: %d blocks, %d steps scored; want 8, 9", name, f, blocks, l.Steps)
			}
		}
	}
}

// TestCheckNamesThePlace: the first fault of any series, in either file, is named by series, line and ds.
func TestCheckNamesThePlace(t *testing.T) {
	good := func() *backtest.Long { return panelOf(steps("好", 1, 1, 2, 3), steps("b", 1, 4, 5, 6, 7)) }
	for name, c := range map[string]struct {
		edit func(*backtest.Rows)
		want error
		says string
	}{
		"duplicate":       {func(s *backtest.Rows) { s.DS[3] = 3 }, backtest.ErrDuplicate, `series "b", line 5, ds 3`},
		"falling":         {func(s *backtest.Rows) { s.DS[2] = 0 }, backtest.ErrOrder, `series "b", line 4, ds 0`},
		"1e300":           {func(s *backtest.Rows) { s.Y[0] = 1e300 }, backtest.ErrRange, `series "b", line 2, ds 1`},
		"minus infinite":  {func(s *backtest.Rows) { s.Y[1] = math.Inf(-1) }, backtest.ErrRange, `series "b", line 3, ds 2`},
		"just beyond":     {func(s *backtest.Rows) { s.Y[1] = 1.0001e15 }, backtest.ErrRange, "line 3"},
		"first of many":   {func(s *backtest.Rows) { s.Y[1], s.Y[2] = 1e300, 1e300 }, backtest.ErrRange, "line 3"},
		"missing is fine": {func(s *backtest.Rows) { s.Y[1] = math.NaN() }, nil, ""},
		"so is 1e15":      {func(s *backtest.Rows) { s.Y[1] = -1e15 }, nil, ""},
	} {
		l := good()
		c.edit(&l.Series[1])
		err := l.Check()
		if !errors.Is(err, c.want) || c.want == nil && err != nil || c.want != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		_, err = backtest.Evaluate(context.Background(), good(), l, backtest.Options{Horizon: 1, Models: []string{"Naive"}}, nil)
		if c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s in the test file: %v", name, err)
		}
	}
	// a row that stands in both files
	_, err := backtest.Evaluate(context.Background(), panelOf(steps("a", 1, 1, 2, 3)), panelOf(steps("a", 3, 3, 4)), backtest.Options{Horizon: 1, Models: []string{"Naive"}}, nil)
	if !errors.Is(err, backtest.ErrDuplicate) || !strings.Contains(fmt.Sprint(err), `series "a", line 2`) {
		t.Errorf("a row in both files: %v", err)
	}
	early := panelOf(steps("a", 5, 1, 2, 3))
	_, err = backtest.Evaluate(context.Background(), early, panelOf(steps("a", 2, 3)), backtest.Options{Horizon: 1, Models: []string{"Naive"}}, nil)
	if !errors.Is(err, backtest.ErrGap) || !strings.Contains(fmt.Sprint(err), `series "a", line 2`) {
		t.Errorf("a test row before the series: %v", err)
	}
	twice := &backtest.Long{Dated: true, Series: []backtest.Rows{{ID: "m", Line: 2, DS: []int64{20454, 20460}, Y: []float64{1, 2}}}} // two rows in January 2026
	err = backtest.Forecast(context.Background(), twice, nil, backtest.Options{Horizon: 1, Freq: backtest.Monthly, Models: []string{"Naive"}}, nil)
	if !errors.Is(err, backtest.ErrDuplicate) || !strings.Contains(fmt.Sprint(err), "line 3") {
		t.Errorf("two rows of one month: %v", err)
	}
}

// TestWindowsByHand: three windows of two steps of a panel, one series ending early, one beginning late: each window
// sees what lies before it and is scored where there are rows.
func TestWindowsByHand(t *testing.T) {
	window := func(s backtest.Rows, first int64) backtest.Rows {
		for _, ds := range s.DS {
			s.Window = append(s.Window, int32((ds-first)/2+1))
		}
		return s
	}
	train := panelOf(steps("whole", 1, 1, 2, 3, 4), steps("ends", 1, 10, 20, 30, 40))
	test := panelOf(window(steps("whole", 5, 5, 6, 7, 8, 9, 10), 5), window(steps("ends", 5, 50, 60), 5), window(steps("late", 8, 1, 1, 1), 5))
	got := map[string][]float64{}
	l := evaluate(t, train, test, backtest.Options{Horizon: 2, Models: []string{"Naive"}}, func(b backtest.Block) error {
		got[b.ID] = append(got[b.ID], b.Dist.Mean[0])
		return nil
	})["Naive"]
	// before step 9 "late" has one row, step 8; before that none
	want := map[string][]float64{"whole": {4, 6, 8}, "ends": {40, 60, 60}, "late": {0, 0, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// WAPE by window: (1+2+10+20)/(5+6+50+60), then (1+2 and late's 1)/(7+8+1), then (1+2+0+0)/(9+10+1+1)
	if want := (33.0/121 + 4.0/16 + 3.0/21) / 3; math.Abs(l.Median.WAPE-want) > 1e-12 || l.Steps != 11 {
		t.Errorf("WAPE %v of %d steps, want %v of 11", l.Median.WAPE, l.Steps, want)
	}
}

// TestMissingDaysByHand: a closed day is carried forward in fitting, keeps the place of its weekday and is not scored.
func TestMissingDaysByHand(t *testing.T) {
	s := backtest.Rows{ID: "a", Line: 1}
	for d := range int64(21) {
		if d != 15 { // closed
			s.DS, s.Y = append(s.DS, 20000+d), append(s.Y, float64(d))
		}
	}
	test := &backtest.Long{Dated: true, Series: []backtest.Rows{{ID: "a", Line: 1, DS: []int64{20021, 20022, 20024}, Y: []float64{14, 15, 17}}}}
	l := evaluate(t, &backtest.Long{Dated: true, Series: []backtest.Rows{s}}, test, backtest.Options{Horizon: 7, Season: 7, Freq: backtest.Daily, Models: []string{"sNaive"}}, func(b backtest.Block) error {
		if !slices.Equal(b.Dist.Mean, []float64{14, 14, 16, 17, 18, 19, 20}) {
			t.Errorf("forecast %v: the closed day 15 repeats day 14", b.Dist.Mean)
		}
		if b.DS[2] != backtest.NoRow || b.DS[3] != 20024 {
			t.Errorf("ds %v", b.DS)
		}
		return nil
	})["sNaive"]
	if l.Steps != 3 || math.Abs(l.Median.WAPE-1.0/46) > 1e-12 {
		t.Errorf("%d steps, WAPE %v; want 3 and 1/46", l.Steps, l.Median.WAPE)
	}
	if math.Abs(l.Median.MASE-(1.0/3)/7) > 1e-12 {
		t.Errorf("MASE %v: pairs with a closed day are left out of the scale 7", l.Median.MASE)
	}
}

// TestOWAByHand: half the sum of sMAPE and MASE over Naive2's; NaN where Naive2 was not run.
func TestOWAByHand(t *testing.T) {
	train, test := months(8, 60, 6)
	by := evaluate(t, train, test, backtest.Options{Horizon: 6, Season: 12, Freq: backtest.Monthly, Models: []string{"Naive", "Naive2", "SES"}}, nil)
	n := by["Naive2"].Median
	for _, name := range []string{"Naive", "SES", "Naive2"} {
		m := by[name].Median
		if want := (m.SMAPE/n.SMAPE + m.MASE/n.MASE) / 2; math.Abs(by[name].OWA-want) > 1e-12 {
			t.Errorf("%s: OWA %v, want %v", name, by[name].OWA, want)
		}
	}
	if l := evaluate(t, train, test, backtest.Options{Horizon: 6, Season: 12, Models: []string{"SES"}}, nil)["SES"]; !math.IsNaN(l.OWA) {
		t.Errorf("OWA without Naive2 is %v", l.OWA)
	}
}

// TestClock: seconds of each model by the clock that is given; without one there are none.
func TestClock(t *testing.T) {
	train, test := months(2, 40, 4)
	now := 0.0
	clock := func() float64 { now += 0.5; return now }
	for _, l := range evaluate(t, train, test, backtest.Options{Horizon: 4, Models: []string{"Naive", "SES"}, Clock: clock}, nil) {
		if l.Seconds != 0.5 || l.MS != 250 {
			t.Errorf("%s: %v s, %v ms a series; want 0.5 and 250", l.Model, l.Seconds, l.MS)
		}
	}
	if l := evaluate(t, train, test, backtest.Options{Horizon: 4, Models: []string{"Naive"}}, nil)["Naive"]; l.Seconds != 0 || l.MS != 0 {
		t.Errorf("without a clock: %v s", l.Seconds)
	}
}

// TestCovariates: a column that is not asked for changes nothing; one that is not in the files is as if never set.
func TestCovariates(t *testing.T) {
	train, test := shop(8, 250, 14, 1)
	opt := backtest.Options{Horizon: 14, Season: 7, Freq: backtest.Daily, Models: []string{"EQ"}}
	collect := func(columns ...string) (out []float64) {
		opt.Covariates = columns
		evaluate(t, train, test, opt, func(b backtest.Block) error {
			out = append(out, b.Dist.Mean...)
			return nil
		})
		return out
	}
	plain, unknown, promo := collect(), collect("no such column"), collect("promo")
	if !slices.Equal(plain, unknown) {
		t.Error("a column that is not there moved the forecast")
	}
	if slices.Equal(plain, promo) {
		t.Error("the flag is not used")
	}
	for i := range test.Series {
		clear(test.Series[i].X[0])
	}
	if quiet := collect("promo"); slices.Equal(promo, quiet) {
		t.Error("the flag of the horizon is not used")
	}
	sum := 0.0
	for i := range plain {
		sum += promo[i] - plain[i]
	}
	if math.Abs(sum) < 1 {
		t.Errorf("the flag moves the panel by %v", sum)
	}
}

// TestNoFutureLeakOfAnyModel: a model sees nothing of the rows it is scored on.
func TestNoFutureLeakOfAnyModel(t *testing.T) {
	train, test := months(25, 70, 6)
	changed := &backtest.Long{}
	for _, s := range test.Series {
		s.Y = slices.Clone(s.Y)
		for i := range s.Y {
			s.Y[i] = -1000
		}
		changed.Series = append(changed.Series, s)
	}
	opt := backtest.Options{Horizon: 6, Season: 12, Freq: backtest.Monthly, Models: backtest.Names(), Threads: 2}
	collect := func(test *backtest.Long) map[string][]float64 {
		out := map[string][]float64{}
		evaluate(t, train, test, opt, func(b backtest.Block) error {
			out[b.Model] = append(append(out[b.Model], b.Dist.Mean...), b.Dist.Q[5]...)
			return nil
		})
		return out
	}
	a, b := collect(test), collect(changed)
	for name := range a {
		if !slices.Equal(a[name], b[name]) {
			t.Errorf("%s reads what it is scored on", name)
		}
	}
}

// TestScoreIsEvaluate: blocks scored as a file give the figures of the run that made them, in several windows.
func TestScoreIsEvaluate(t *testing.T) {
	train, test := shop(6, 220, 7, 3)
	f := &backtest.Forecasts{Dated: true, Levels: dist.Levels}
	opt := backtest.Options{Horizon: 7, Season: 7, Freq: backtest.Daily, Models: []string{"sNaive", "EQ", "Naive2"}}
	want := evaluate(t, train, test, opt, func(b backtest.Block) error {
		for h, ds := range b.DS {
			if ds != backtest.NoRow {
				f.Rows = append(f.Rows, backtest.ForecastRow{Model: b.Model, Window: b.Window, ID: b.ID, DS: ds, Mean: b.Dist.Mean[h], Median: b.Dist.Median(h), Q: b.Dist.Q[h]})
			}
		}
		return nil
	})
	opt.Horizon = 0 // learnt from the rows
	lines, err := backtest.Score(train, test, f, opt)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 3 || lines[0].Model != "sNaive" {
		t.Fatalf("%d lines", len(lines))
	}
	for _, l := range lines {
		if w := want[l.Model]; l.Median != w.Median || l.WQL != w.WQL || l.Cover80 != w.Cover80 || l.OWA != w.OWA {
			t.Errorf("%s: %+v, want %+v", l.Model, l.Report, w.Report)
		}
	}
}

// TestScoreByHand: levels that a file does not hold are interpolated; beyond its first and last they stay.
func TestScoreByHand(t *testing.T) {
	history, actual := panelOf(steps("a", 1, 1, 2, 3, 4)), panelOf(steps("a", 5, 10))
	f := &backtest.Forecasts{Levels: []float64{0.1, 0.9}, Rows: []backtest.ForecastRow{{ID: "a", DS: 5, Mean: 6, Median: 5, Q: []float64{2, 10}}}}
	lines, err := backtest.Score(history, actual, f, backtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l := lines[0]
	if l.Model != "" || l.Median.WAPE != 0.5 || l.Mean.WAPE != 0.4 || l.Cover80 != 1 || l.Median.MASE != 5 {
		t.Errorf("%+v", l.Report)
	}
	f.Levels, f.Rows[0].Q = nil, nil
	if lines, err = backtest.Score(history, actual, f, backtest.Options{}); err != nil || lines[0].WQL != 0.5 {
		t.Errorf("points alone: WQL %v, %v; want the WAPE", lines[0].WQL, err)
	}
	f.Rows[0].DS = 6
	if _, err := backtest.Score(history, actual, f, backtest.Options{}); !errors.Is(err, backtest.ErrMissing) || !strings.Contains(err.Error(), `series "a", ds 5`) {
		t.Errorf("a missing step: %v", err)
	}
}

// TestForecastSteps: every series is forecast from its own end, on its own days.
func TestForecastSteps(t *testing.T) {
	train := panelOf(steps("a", 1, 1, 2, 3), steps("b", 7, 5, 6))
	got := map[string][]int64{}
	err := backtest.Forecast(context.Background(), train, nil, backtest.Options{Horizon: 3, Models: []string{"Naive"}}, func(b backtest.Block) error {
		got[b.ID] = b.DS
		return nil
	})
	if diff := cmp.Diff(map[string][]int64{"a": {4, 5, 6}, "b": {9, 10, 11}}, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	for name, c := range map[string]struct {
		opt  backtest.Options
		want error
	}{
		"unknown model": {backtest.Options{Horizon: 1, Models: []string{"GPT"}}, backtest.ErrModel},
		"no horizon":    {backtest.Options{Models: []string{"Naive"}}, backtest.ErrRange},
	} {
		if err := backtest.Forecast(context.Background(), train, nil, c.opt, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := backtest.Forecast(context.Background(), panelOf(), nil, backtest.Options{Horizon: 1}, nil); !errors.Is(err, backtest.ErrNoRows) {
		t.Errorf("no series: %v", err)
	}
}

// TestPooledIntervals: the intervals of the pooled models hold what they say on a panel of many alike.
func TestPooledIntervals(t *testing.T) {
	train, test := months(60, 100, 6)
	for name, l := range evaluate(t, train, test, backtest.Options{Horizon: 6, Season: 12, Freq: backtest.Monthly, Models: []string{"Ridge", backtest.Zhiwei}, Threads: 2}, nil) {
		if l.Cover80 < 0.68 || l.Cover80 > 0.93 || l.Cover95 < 0.87 || l.Cover95 < l.Cover80 {
			t.Errorf("%s: %.2f and %.2f inside the 80 %% and 95 %% intervals", name, l.Cover80, l.Cover95)
		}
	}
}

package backtest_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/backtest"
)

// TestGapBeforeTheCutIsScored: the shop was closed on the two days before the cut; all four test days are scored all the
// same, each against the carried value, and the forecast file has a row for each.
func TestGapBeforeTheCutIsScored(t *testing.T) {
	train := panelOf(steps("closed", 1, 3, 3, 5), steps("open", 1, 4, 4, 4, 4, 4)) // closed: rows 1 … 3, then 6 … 9
	test := panelOf(steps("closed", 6, 5, 5, 5, 9), steps("open", 6, 4, 4, 4, 4))
	opt := backtest.Options{Horizon: 4, Season: 1, Models: []string{"Naive"}}
	wrote := map[string][]int64{}
	f := &backtest.Forecasts{}
	l := evaluate(t, train, test, opt, func(b backtest.Block) error {
		wrote[b.ID] = b.DS
		for h, ds := range b.DS {
			f.Rows = append(f.Rows, backtest.ForecastRow{Model: b.Model, Window: b.Window, ID: b.ID, DS: ds, Mean: b.Dist.Mean[h], Median: b.Dist.Mean[h]})
		}
		return nil
	})["Naive"]
	if l.Steps != 8 || l.Median.WAPE != 4.0/40 {
		t.Errorf("%d steps, WAPE %v; want 8 steps and the one error of 4 in 40 pieces", l.Steps, l.Median.WAPE)
	}
	if diff := cmp.Diff(map[string][]int64{"closed": {6, 7, 8, 9}, "open": {6, 7, 8, 9}}, wrote); diff != "" {
		t.Errorf("steps of the forecast: %s", diff)
	}
	opt.Horizon = 0
	lines, err := backtest.Score(train, test, f, opt)
	if err != nil || lines[0].Steps != 8 || lines[0].Median.WAPE != l.Median.WAPE {
		t.Errorf("scored from the file: %+v, %v", lines, err)
	}
}

// TestEveryTestRowIsScored: whatever rows are missing, the parts of a cut are scored to the last row.
func TestEveryTestRowIsScored(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := &backtest.Long{}
		for i := range rapid.IntRange(1, 4).Draw(rt, "series") {
			s := backtest.Rows{ID: strconv.Itoa(i), Line: 1}
			ds := int64(rapid.IntRange(-9, 9).Draw(rt, "first"))
			for range rapid.IntRange(1, 25).Draw(rt, "rows") {
				s.DS, s.Y = append(s.DS, ds), append(s.Y, float64(ds))
				ds += int64(rapid.IntRange(1, 5).Draw(rt, "gap"))
			}
			l.Series = append(l.Series, s)
		}
		h, w := rapid.IntRange(1, 6).Draw(rt, "horizon"), rapid.IntRange(1, 3).Draw(rt, "windows")
		history, test, err := backtest.Cut(l, h, w)
		if errors.Is(err, backtest.ErrNoRows) {
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		rows := 0
		for _, s := range test.Series {
			rows += len(s.DS)
		}
		lines, err := backtest.Evaluate(context.Background(), history, test, backtest.Options{Horizon: h, Season: 1, Models: []string{"Naive"}}, nil)
		if err != nil || lines[0].Steps != rows {
			rt.Fatalf("%+v of %d rows scored: %v", lines, rows, err)
		}
	})
}

// TestUnscoredIsRefused: a test row in no window would be left out silently; it is refused by series, line and ds.
func TestUnscoredIsRefused(t *testing.T) {
	windowed := steps("a", 4, 1, 2, 3, 4, 5)
	windowed.Window = []int32{1, 1, 1, 2, 2} // five rows, two windows of two steps
	for name, c := range map[string]struct {
		train, test *backtest.Long
		says        string
	}{
		"longer than the horizon": {panelOf(steps("a", 1, 1, 2, 3)), panelOf(steps("a", 4, 1, 2, 3)), `series "a", line 2, ds 4`},
		"inside the history":      {panelOf(backtest.Rows{ID: "a", Line: 2, DS: []int64{1, 5}, Y: []float64{1, 2}}), panelOf(steps("a", 3, 1)), `series "a", line 2, ds 3`},
		"without training rows":   {panelOf(steps("a", 1, 1, 2, 3)), panelOf(steps("a", 4, 1), steps("new", 2, 1, 2, 3)), `series "new", line 2, ds 2`},
		"before window 1":         {panelOf(steps("a", 1, 1, 2, 3)), panelOf(windowed), `series "a", line 2, ds 4`},
	} {
		_, err := backtest.Evaluate(context.Background(), c.train, c.test, backtest.Options{Horizon: 2, Season: 1, Models: []string{"Naive"}}, nil)
		if !errors.Is(err, backtest.ErrGap) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v, want %s", name, err, c.says)
		}
	}
}

// TestNewSeriesByItself: a series without training rows that ends before the set is scored on its own rows.
func TestNewSeriesByItself(t *testing.T) {
	train, test := panelOf(steps("a", 1, 1, 2, 3)), panelOf(steps("a", 10, 3, 3), steps("new", 4, 6, 7))
	l := evaluate(t, train, test, backtest.Options{Horizon: 2, Season: 1, Models: []string{"Naive"}}, nil)["Naive"]
	if l.Steps != 4 || l.Median.WAPE != 13.0/19 {
		t.Errorf("%d steps, WAPE %v; want 4 and 13/19", l.Steps, l.Median.WAPE)
	}
}

// TestFutureMayBeLonger: covariates known beyond the horizon are no test rows: the origin stays the series' own end.
func TestFutureMayBeLonger(t *testing.T) {
	train := &backtest.Long{Names: []string{"promo"}, Series: []backtest.Rows{{ID: "a", DS: []int64{1, 2}, Y: []float64{1, 2}, X: [][]float64{{0, 1}}}}}
	future := &backtest.Long{Names: []string{"promo"}, Series: []backtest.Rows{{ID: "a", DS: []int64{3, 4, 5, 6, 7}, Y: repeat(0, 5), X: [][]float64{repeat(1, 5)}}}}
	opt := backtest.Options{Horizon: 2, Season: 1, Models: []string{"Naive"}, Covariates: []string{"promo"}}
	var got []int64
	err := backtest.Forecast(context.Background(), train, future, opt, func(b backtest.Block) error {
		got = b.DS
		return nil
	})
	if err != nil || !cmp.Equal(got, []int64{3, 4}) {
		t.Errorf("ds %v, %v", got, err)
	}
}

// TestTwoForecastsOfOneStep: neither row is the better one; windows that overlap are no fault.
func TestTwoForecastsOfOneStep(t *testing.T) {
	row := func(window int, ds int64, line int, mean float64) backtest.ForecastRow {
		return backtest.ForecastRow{Model: "m", Window: window, ID: "a", DS: ds, Line: line, Mean: mean, Median: mean}
	}
	train, opt := panelOf(steps("a", 1, 1, 2, 3)), backtest.Options{Season: 1}
	test := panelOf(backtest.Rows{ID: "a", Line: 2, DS: []int64{4, 5}, Y: []float64{10, 10}, Window: []int32{1, 2}})
	twice := &backtest.Forecasts{Rows: []backtest.ForecastRow{row(1, 4, 2, 10), row(2, 5, 3, 10), row(2, 5, 4, 99)}}
	_, err := backtest.Score(train, test, twice, opt)
	if !errors.Is(err, backtest.ErrDuplicate) || !strings.Contains(fmt.Sprint(err), `model "m", window 2, series "a", ds 5, line 4`) {
		t.Errorf("two rows: %v", err)
	}
	for _, rows := range [][]backtest.ForecastRow{
		{row(1, 4, 2, 10), row(1, 5, 3, 99), row(2, 5, 4, 10)},
		{row(1, 4, 2, 10), row(2, 5, 3, 10), row(1, 5, 4, 99)},
		{row(0, 4, 2, 10), row(0, 5, 3, 10)},
	} {
		lines, err := backtest.Score(train, test, &backtest.Forecasts{Rows: rows}, opt)
		if err != nil || lines[0].Median.WAPE != 0 {
			t.Errorf("%+v: %+v, %v; want window 2's own forecast", rows, lines, err)
		}
	}
	other := &backtest.Forecasts{Rows: []backtest.ForecastRow{row(1, 4, 2, 10), row(1, 5, 3, 10), row(3, 5, 4, 10)}}
	if _, err := backtest.Score(train, test, other, opt); !errors.Is(err, backtest.ErrMissing) {
		t.Errorf("windows 1 and 3 forecast the step, not 2: %v", err)
	}
}

// TestLinesOfInterleavedRows: errors name a row's own line, before and after a cut.
func TestLinesOfInterleavedRows(t *testing.T) {
	l := func() *backtest.Long {
		a := steps("a", 1, 1, 2, 3, 4)
		a.Lines = []int{2, 5, 7, 11}
		return panelOf(a)
	}
	huge := l()
	huge.Series[0].Y[2] = 1e300
	if err := huge.Check(); err == nil || !strings.Contains(err.Error(), `series "a", line 7, ds 3`) {
		t.Errorf("value beyond: %v", err)
	}
	history, test := cut(t, l(), 2, 1)
	h, a := history.Series[0], test.Series[0]
	if h.Line != 2 || a.Line != 7 || !cmp.Equal(h.Lines, []int{2, 5}) || !cmp.Equal(a.Lines, []int{7, 11}) {
		t.Errorf("cut: %d %v and %d %v", h.Line, h.Lines, a.Line, a.Lines)
	}
	test.Series[0].DS = []int64{2, 4}
	_, err := backtest.Evaluate(context.Background(), history, test, backtest.Options{Horizon: 3, Season: 1, Models: []string{"Naive"}}, nil)
	if !errors.Is(err, backtest.ErrDuplicate) || !strings.Contains(err.Error(), `line 7, ds 2`) {
		t.Errorf("a row in both parts: %v", err)
	}
}

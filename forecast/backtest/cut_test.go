package backtest_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/backtest"
)

// counted is a series of steps from … to whose value is its step.
func counted(id string, from, to int64) backtest.Rows {
	s := backtest.Rows{ID: id, Line: 2}
	for ds := from; ds <= to; ds++ {
		s.DS, s.Y = append(s.DS, ds), append(s.Y, float64(ds))
	}
	return s
}

func cut(t *testing.T, l *backtest.Long, horizon, windows int) (history, test *backtest.Long) {
	t.Helper()
	history, test, err := backtest.Cut(l, horizon, windows)
	if err != nil {
		t.Fatal(err)
	}
	return history, test
}

func TestCutByHand(t *testing.T) {
	l := &backtest.Long{Names: []string{"promo"}, Series: []backtest.Rows{counted("a", 1, 10)}}
	l.Series[0].X = [][]float64{{0, 0, 0, 0, 0, 1, 0, 0, 1, 0}}
	l.Series[0].Window = []int32{9, 9, 9, 9, 9, 9, 9, 9, 9, 9} // a column of the file that is not ours
	history, test := cut(t, l, 2, 3)
	want := &backtest.Long{Names: []string{"promo"}, Series: []backtest.Rows{{
		ID: "a", Line: 6, DS: []int64{5, 6, 7, 8, 9, 10}, Y: []float64{5, 6, 7, 8, 9, 10},
		X: [][]float64{{0, 1, 0, 0, 1, 0}}, Window: []int32{1, 1, 2, 2, 3, 3},
	}}}
	if diff := cmp.Diff(want, test); diff != "" {
		t.Errorf("test rows: %s", diff)
	}
	want = &backtest.Long{Names: []string{"promo"}, Series: []backtest.Rows{{
		ID: "a", Line: 2, DS: []int64{1, 2, 3, 4}, Y: []float64{1, 2, 3, 4}, X: [][]float64{{0, 0, 0, 0}},
	}}}
	if diff := cmp.Diff(want, history); diff != "" {
		t.Errorf("training rows: %s", diff)
	}
}

// TestCutAligns: several windows end on the last step of the set, one on each series' own last step.
func TestCutAligns(t *testing.T) {
	set := func() *backtest.Long {
		return &backtest.Long{Series: []backtest.Rows{
			counted("whole", 1, 20), counted("ended at 15", 1, 15), counted("ended at 12", 1, 12), counted("begun at 14", 14, 20),
		}}
	}
	_, test := cut(t, set(), 4, 2) // steps 13 … 16 and 17 … 20
	got := map[string][]int64{}
	for _, s := range test.Series {
		got[s.ID] = append(s.DS, int64(len(s.Window)))
	}
	if diff := cmp.Diff(map[string][]int64{
		"whole": {13, 14, 15, 16, 17, 18, 19, 20, 8}, "ended at 15": {13, 14, 15, 3},
	}, got); diff != "" {
		t.Errorf("two windows: %s", diff)
	}
	history, test := cut(t, set(), 4, 1)
	ends := map[string]int64{}
	for i, s := range test.Series {
		ends[s.ID] = s.DS[0]
		if last := history.Series[i].DS; last[len(last)-1] != s.DS[0]-1 {
			t.Errorf("%s: history ends at %d, test begins at %d", s.ID, last[len(last)-1], s.DS[0])
		}
	}
	if diff := cmp.Diff(map[string]int64{"whole": 17, "ended at 15": 12, "ended at 12": 9, "begun at 14": 17}, ends); diff != "" {
		t.Errorf("one window: %s", diff)
	}
}

// TestCutShort: a series without a row before the first window stays whole in the training rows, and when it alone
// reached the end of the set the windows end where the others do.
func TestCutShort(t *testing.T) {
	l := &backtest.Long{Series: []backtest.Rows{counted("old", 1, 10), counted("new", 15, 16), {ID: "empty"}}}
	history, test := cut(t, l, 3, 2)
	if len(test.Series) != 1 || test.Series[0].ID != "old" || !slices.Equal(test.Series[0].DS, []int64{5, 6, 7, 8, 9, 10}) {
		t.Errorf("test rows %+v, want steps 5 to 10 of old", test.Series)
	}
	if len(history.Series) != 3 || !slices.Equal(history.Series[1].DS, []int64{15, 16}) {
		t.Errorf("training rows %+v, want the new series whole", history.Series)
	}
	_, err := backtest.Evaluate(context.Background(), history, test, backtest.Options{Horizon: 3, Models: []string{"Naive"}}, nil)
	if err != nil {
		t.Errorf("the parts cannot be evaluated: %v", err)
	}
}

// TestCutByFrequency: a step is a day, a week, a month, a quarter or a year by the least distance of two rows.
func TestCutByFrequency(t *testing.T) {
	for name, next := range map[string]func(i int) time.Time{
		"daily":     func(i int) time.Time { return date(2026, 1, 1).AddDate(0, 0, i) },
		"weekly":    func(i int) time.Time { return date(2026, 1, 4).AddDate(0, 0, 7*i) },
		"monthly":   func(i int) time.Time { return date(2024, 1, 1).AddDate(0, i, 0) },
		"month end": func(i int) time.Time { return date(2024, 1, 1).AddDate(0, i+1, -1) },
		"quarterly": func(i int) time.Time { return date(2020, 1, 1).AddDate(0, 3*i, 0) },
		"yearly":    func(i int) time.Time { return date(1990, 12, 31).AddDate(i, 0, 0) },
	} {
		s := backtest.Rows{ID: "a", Line: 1}
		for i := range 12 {
			s.DS, s.Y = append(s.DS, next(i).Unix()/86400), append(s.Y, float64(i))
		}
		_, test := cut(t, &backtest.Long{Dated: true, Series: []backtest.Rows{s}}, 2, 3)
		if got := test.Series[0]; !slices.Equal(got.Y, []float64{6, 7, 8, 9, 10, 11}) || !slices.Equal(got.Window, []int32{1, 1, 2, 2, 3, 3}) {
			t.Errorf("%s: rows %v in windows %v, want the last six in three", name, got.Y, got.Window)
		}
	}
}

// TestCutCountsDaysNotRows: closed days have no rows; a window is a run of days all the same.
func TestCutCountsDaysNotRows(t *testing.T) {
	s := backtest.Rows{ID: "a", Line: 1, DS: []int64{20000, 20001, 20002, 20004, 20006, 20009, 20010}, Y: make([]float64, 7)}
	_, test := cut(t, &backtest.Long{Dated: true, Series: []backtest.Rows{s}}, 4, 2) // 20003 … 20006, 20007 … 20010
	if got := test.Series[0]; !slices.Equal(got.DS, []int64{20004, 20006, 20009, 20010}) || !slices.Equal(got.Window, []int32{1, 1, 2, 2}) {
		t.Errorf("ds %v in windows %v", got.DS, got.Window)
	}
}

func TestCutRefuses(t *testing.T) {
	long := func(s ...backtest.Rows) *backtest.Long { return &backtest.Long{Series: s} }
	twice := counted("twice", 1, 9)
	twice.DS[4] = 4
	for name, c := range map[string]struct {
		l                *backtest.Long
		horizon, windows int
		want             error
		says             string
	}{
		"no horizon":      {long(counted("a", 1, 9)), 0, 1, backtest.ErrRange, "1 windows of 0 steps"},
		"no window":       {long(counted("a", 1, 9)), 1, -1, backtest.ErrRange, "-1 windows"},
		"beyond any":      {long(counted("a", 1, 9)), math.MaxInt, 2, backtest.ErrRange, "2 windows"},
		"just too long":   {long(counted("a", 1, 9)), 3, 3, backtest.ErrNoRows, "3 windows of 3 steps"},
		"one window":      {long(counted("a", 1, 9)), 9, 1, backtest.ErrNoRows, "1 windows of 9 steps"},
		"all too short":   {long(counted("a", 1, 1), counted("b", 5, 6)), 2, 2, backtest.ErrNoRows, "leave no series"},
		"no series":       {long(), 1, 1, backtest.ErrNoRows, "no rows"},
		"faulty, by line": {long(twice), 1, 1, backtest.ErrDuplicate, `series "twice", line 6`},
	} {
		history, test, err := backtest.Cut(c.l, c.horizon, c.windows)
		if !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) || history != nil || test != nil {
			t.Errorf("%s: %v, %v, %v", name, history, test, err)
		}
	}
}

// TestCutLosesNothing: each row is in one part, in its order, and each window number is where the protocol puts it.
func TestCutLosesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := &backtest.Long{}
		for i := range rapid.IntRange(1, 5).Draw(rt, "series") {
			s := backtest.Rows{ID: strconv.Itoa(i), Line: 1}
			ds := int64(rapid.IntRange(-20, 20).Draw(rt, "first"))
			for range rapid.IntRange(0, 30).Draw(rt, "rows") {
				s.DS, s.Y = append(s.DS, ds), append(s.Y, float64(ds))
				ds += int64(rapid.IntRange(1, 4).Draw(rt, "gap"))
			}
			l.Series = append(l.Series, s)
		}
		h, w := rapid.IntRange(1, 6).Draw(rt, "horizon"), rapid.IntRange(1, 4).Draw(rt, "windows")
		history, test, err := backtest.Cut(l, h, w)
		if err != nil {
			if !errors.Is(err, backtest.ErrNoRows) {
				rt.Fatal(err)
			}
			return
		}
		tails, end := map[string]backtest.Rows{}, int64(math.MinInt64)
		for _, s := range test.Series {
			tails[s.ID] = s
			end = max(end, s.DS[len(s.DS)-1])
		}
		for i, s := range history.Series {
			tail, has := tails[s.ID]
			if all := slices.Concat(s.DS, tail.DS); !slices.Equal(all, l.Series[i].DS) || has && len(s.DS) == 0 {
				rt.Fatalf("series %s: %v and %v of %v", s.ID, s.DS, tail.DS, l.Series[i].DS)
			}
			for t, ds := range tail.DS {
				last := end
				if w == 1 {
					last = tail.DS[len(tail.DS)-1]
				}
				// window w of W ends h·(W−w) steps before the last
				upper := last - int64(h)*int64(w-int(tail.Window[t]))
				if ds > upper || ds <= upper-int64(h) {
					rt.Fatalf("series %s: ds %d in window %d of %d, which ends at %d", s.ID, ds, tail.Window[t], w, upper)
				}
			}
		}
	})
}

// TestCutIsEvaluated: a file cut in two gives the figures of the same rows cut by hand.
func TestCutIsEvaluated(t *testing.T) {
	train, test := shop(6, 200, 14, 3)
	whole := &backtest.Long{Dated: true, Names: train.Names}
	for i := range train.Series {
		a, b := &train.Series[i], &test.Series[i]
		whole.Series = append(whole.Series, backtest.Rows{
			ID: a.ID, Line: 1, DS: slices.Concat(a.DS, b.DS), Y: slices.Concat(a.Y, b.Y), X: [][]float64{slices.Concat(a.X[0], b.X[0])},
		})
	}
	history, ahead := cut(t, whole, 14, 3)
	opt := backtest.Options{Horizon: 14, Season: 7, Freq: backtest.Daily, Covariates: []string{"promo"}, Models: []string{"sNaive", "EQ"}}
	want, got := evaluate(t, train, test, opt, nil), evaluate(t, history, ahead, opt, nil)
	for name := range want {
		if got[name].Median != want[name].Median || got[name].WQL != want[name].WQL || got[name].Steps != want[name].Steps {
			t.Errorf("%s: %+v, want %+v", name, got[name].Report, want[name].Report)
		}
	}
}

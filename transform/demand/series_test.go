package demand_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/transform/demand"
)

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		series  demand.Series
		horizon int
		ok      bool
	}{
		"empty":                         {demand.Series{}, 0, true},
		"values alone":                  {demand.Series{Y: []float64{1, 2}}, 7, true},
		"a mark for each value":         {demand.Series{Y: []float64{1, 2}, Censored: []bool{true, false}}, 7, true},
		"marks without values":          {demand.Series{Censored: []bool{true}}, 0, false},
		"a mark too few":                {demand.Series{Y: []float64{1, 2}, Censored: []bool{true}}, 0, false},
		"a mark too many":               {demand.Series{Y: []float64{1}, Censored: []bool{true, false}}, 0, false},
		"no marks, but not nil":         {demand.Series{Y: []float64{1}, Censored: []bool{}}, 0, false},
		"a regressor for the horizon":   {demand.Series{Y: []float64{1}, X: regressor(3)}, 2, true},
		"a regressor beyond it":         {demand.Series{Y: []float64{1}, X: regressor(9)}, 2, true},
		"a regressor of history alone":  {demand.Series{Y: []float64{1}, X: regressor(1)}, 2, false},
		"the second regressor is short": {demand.Series{Y: []float64{1}, X: demand.Regressors{Names: []string{"a", "b"}, Cols: [][]float64{make([]float64, 3), make([]float64, 2)}}}, 2, false},
	} {
		err := c.series.Check(c.horizon)
		if (err == nil) != c.ok || err != nil && !errors.Is(err, demand.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func regressor(n int) demand.Regressors {
	return demand.Regressors{Names: []string{"promo"}, Cols: [][]float64{make([]float64, n)}}
}

// TestCheckNamesTheSeries: whoever reads the error must find the series and the regressor.
func TestCheckNamesTheSeries(t *testing.T) {
	s := demand.Series{Key: demand.Key{SKU: "GD1001", Channel: "天猫旗舰店"}, Y: make([]float64, 5), X: regressor(6)}
	if err := s.Check(2); err == nil || err.Error() != `series "GD1001\x1f天猫旗舰店\x1f": regressor promo has 6 of 7 values: series parts differ in length` {
		t.Errorf("got %v", err)
	}
	s = demand.Series{Key: demand.Key{SKU: "A"}, Y: make([]float64, 5), Censored: make([]bool, 4)}
	if err := s.Check(0); err == nil || err.Error() != `series "A\x1f\x1f": 5 values, 4 censoring marks: series parts differ in length` {
		t.Errorf("got %v", err)
	}
}

// TestDates counts days, not hours: the change to summer time and the leap day move nothing.
func TestDates(t *testing.T) {
	s := demand.Series{Start: time.Date(2024, 2, 27, 0, 0, 0, 0, time.UTC), Grain: demand.Day}
	for i, want := range map[int]string{0: "2024-02-27", 1: "2024-02-28", 2: "2024-02-29", 3: "2024-03-01", 33: "2024-03-31", 34: "2024-04-01", 366: "2025-02-27", -1: "2024-02-26"} {
		if got := s.Date(i); got.Format("2006-01-02") != want || got.Hour() != 0 {
			t.Errorf("day %d is %v, want %s", i, got, want)
		}
	}
}

// TestKeysAreDistinct: the text of a key is its seed and its place in the order, so two keys may never share it.
func TestKeysAreDistinct(t *testing.T) {
	part := rapid.StringOf(rapid.RuneFrom([]rune("AB1天猫 /-")))
	rapid.Check(t, func(rt *rapid.T) {
		key := func(name string) demand.Key {
			return demand.Key{
				SKU: demand.SKU(part.Draw(rt, name+" sku")), Channel: demand.Channel(part.Draw(rt, name+" channel")), Centre: demand.Centre(part.Draw(rt, name+" centre")),
			}
		}
		a, b := key("a"), key("b")
		if (a == b) != (a.String() == b.String()) {
			rt.Fatalf("%+v and %+v are %q and %q", a, b, a, b)
		}
	})
}

// TestKeysSortBySKUFirst: a SKU that begins with another one comes after it, whatever their channels.
func TestKeysSortBySKUFirst(t *testing.T) {
	keys := []demand.Key{
		{SKU: "A"}, {SKU: "A", Centre: "杭州"}, {SKU: "A", Channel: "京东"}, {SKU: "A", Channel: "天猫"}, {SKU: "A1"}, {SKU: "A1", Channel: "京东"}, {SKU: "B"},
	}
	if !slices.IsSortedFunc(keys, func(a, b demand.Key) int {
		switch {
		case a.String() < b.String():
			return -1
		case a.String() > b.String():
			return 1
		}
		return 0
	}) {
		t.Errorf("not in order: %q", keys)
	}
}

// TestGrainsAreTheLettersOfTheCommandLine pins what --freq takes.
func TestGrainsAreTheLettersOfTheCommandLine(t *testing.T) {
	for grain, want := range map[demand.Grain]string{
		demand.Hour: "H", demand.Day: "D", demand.Week: "W", demand.Month: "M", demand.Quarter: "Q", demand.Year: "Y", demand.Step: "S",
	} {
		if string(grain) != want {
			t.Errorf("%q, want %q", grain, want)
		}
	}
}

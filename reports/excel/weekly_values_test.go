package excel_test

import (
	"math"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

func TestComparedWithNothing(t *testing.T) {
	for _, c := range []struct {
		a, b                     float64
		ratio, difference, share any
	}{
		{3, 2, 0.5, 100.0, 1.5},
		{0, 2, -1.0, -200.0, 0.0},
		{2, 0, view.Dash, view.Dash, view.Dash},
		{0, 0, view.Dash, view.Dash, view.Dash},
		{math.NaN(), 2, view.Dash, view.Dash, view.Dash},
	} {
		ratio, difference, share := excel.Compared(c.a, c.b)
		if ratio != c.ratio || difference != c.difference || share != c.share {
			t.Errorf("%v with %v: %v, %v, %v, want %v, %v, %v", c.a, c.b, ratio, difference, share, c.ratio, c.difference, c.share)
		}
	}
}

// TestWeekABC gives the product that crosses a line to the class before it.
func TestWeekABC(t *testing.T) {
	for before, want := range map[float64]string{0: "A", 0.7999: "A", 0.8: "B", 0.79999999999: "B", 0.9499: "B", 0.95: "C", 1: "C"} {
		if got := excel.WeekABC(before); got != want {
			t.Errorf("behind %.4f of the money stands %s, want %s", before, got, want)
		}
	}
}

func TestNiceStep(t *testing.T) {
	for v, want := range map[float64]float64{0: 1, -3: 1, 0.3: 0.5, 1: 1, 1.1: 2, 4: 5, 6: 10, 100: 100, 51234: 100000} {
		if got := excel.NiceStep(v); math.Abs(got-want) > 1e-9 {
			t.Errorf("the step for %v is %v, want %v", v, got, want)
		}
	}
}

func TestGroupedMoney(t *testing.T) {
	for fen, want := range map[int64]string{0: "0.00", 5: "0.05", 99999: "999.99", 100000: "1,000.00", 123456789: "1,234,567.89", -123456: "-1,234.56"} {
		if got := excel.Grouped(fen); got != want {
			t.Errorf("%d fen reads %q, want %q", fen, got, want)
		}
	}
}

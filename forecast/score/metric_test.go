package score_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/score"
)

// figure is one metric of one case and the value worked out by hand.
type figure struct {
	name      string
	got, want float64
}

func compare(t *testing.T, figures []figure) {
	t.Helper()
	for _, f := range figures {
		if !near(f.got, f.want) {
			t.Errorf("%s: %v, want %v", f.name, f.got, f.want)
		}
	}
}

// TestPointMetrics on series that fit on a page.
func TestPointMetrics(t *testing.T) {
	none := []float64{}
	compare(t, []figure{
		{"sMAPE, perfect", score.SMAPE([]float64{3, 7}, []float64{3, 7}), 0},
		{"sMAPE, 0 for 0", score.SMAPE([]float64{0, 0}, []float64{0, 0}), 0},
		{"sMAPE, 0 for 5", score.SMAPE([]float64{0}, []float64{5}), 200},
		{"sMAPE, 3 for 1", score.SMAPE([]float64{1}, []float64{3}), 100},
		{"sMAPE, opposite signs", score.SMAPE([]float64{-2}, []float64{2}), 200},
		{"sMAPE, half missing", score.SMAPE([]float64{nan, 1}, []float64{9, 3}), 100},
		{"sMAPE, nothing", score.SMAPE(none, none), nan},
		{"MAE", score.MAE([]float64{1, 2, 6}, []float64{2, 2, 2}), 5.0 / 3},
		{"MAE, all missing", score.MAE([]float64{nan}, []float64{1}), nan},
		{"MSE", score.MSE([]float64{1, 2, 6}, []float64{2, 2, 2}), 17.0 / 3},
		{"MSE, all missing", score.MSE([]float64{nan}, []float64{1}), nan},
		{"WAPE", score.WAPE([]float64{10, 0, 30}, []float64{12, 1, 25}), 8.0 / 40},
		{"WAPE, returns count by size", score.WAPE([]float64{10, -10}, []float64{10, 0}), 10.0 / 20},
		{"WAPE, nothing sold", score.WAPE([]float64{0, 0}, []float64{1, 1}), nan},
		{"WAPE, a missing step", score.WAPE([]float64{10, nan}, []float64{5, 1000}), 0.5},
		{"bias, too high", score.Bias([]float64{10, 10}, []float64{12, 11}), 3.0 / 20},
		{"bias, too low", score.Bias([]float64{10, 10}, []float64{9, 9}), -0.1},
		{"bias, errors cancel", score.Bias([]float64{10, 10}, []float64{0, 20}), 0},
		{"bias, nothing sold", score.Bias([]float64{0}, []float64{3}), nan},
		{"ACD, too narrow", score.ACD(0.7, 0.8), 0.1},
		{"ACD, too wide", score.ACD(0.99, 0.95), 0.04},
		{"FVA, half the error", score.FVA(1, 2), 0.5},
		{"FVA, worse than naive", score.FVA(3, 2), -0.5},
		{"FVA, the naive is perfect", score.FVA(1, 0), nan},
		{"OWA, as the benchmark", score.OWA(13.5, 1.6, 13.5, 1.6), 1},
		{"OWA, the M4 winner's form", score.OWA(11.374, 1.536, 13.564, 1.912), 0.5 * (11.374/13.564 + 1.536/1.912)},
		{"OWA, no benchmark", score.OWA(1, 1, 0, 1), nan},
	})
}

// TestScales are the denominators of MASE and RMSSE.
func TestScales(t *testing.T) {
	train := []float64{0, 0, 4, 6, 2, 8, 10, 6}
	compare(t, []figure{
		{"m 1", score.Scale(train, 1), (0 + 4 + 2 + 4 + 6 + 2 + 4) / 7.0},
		{"m 3", score.Scale(train, 3), (6 + 2 + 4 + 4 + 4) / 5.0},
		{"m 7", score.Scale(train, 7), 6},
		{"m as long as the history", score.Scale(train, 8), nan},
		{"no history", score.Scale(nil, 1), nan},
		{"gaps leave their pairs out", score.Scale([]float64{1, nan, 4, 6}, 1), 2},
		{"only gaps", score.Scale([]float64{1, nan, 4}, 1), nan},
		{"constant", score.Scale([]float64{5, 5, 5}, 1), 0},
		{"squares from the first sale on", score.SquareScale(train), (4 + 16 + 36 + 4 + 16) / 5.0},
		{"squares over a gap", score.SquareScale([]float64{0, 3, nan, 5, 9}), 16},
		{"squares of a single sale", score.SquareScale([]float64{0, 0, 3}), nan},
		{"squares of nothing", score.SquareScale([]float64{0, 0}), nan},
		{"a gap before the first sale", score.SquareScale([]float64{nan, 0, 3, 5}), 4},
		{"MASE", score.MASE([]float64{9, 3}, []float64{6, 3}, train, 3), 1.5 / 4},
		{"MASE of a constant history", score.MASE([]float64{9}, []float64{6}, []float64{5, 5}, 1), nan},
		{"RMSSE", score.RMSSE([]float64{9, 3}, []float64{6, 3}, train), math.Sqrt(4.5 / 15.2)},
		{"RMSSE without a scale", score.RMSSE([]float64{9}, []float64{6}, []float64{0}), nan},
	})
}

// TestQuantileMetrics by hand: pinball, interval score, PIT.
func TestQuantileMetrics(t *testing.T) {
	compare(t, []figure{
		{"pinball, hit", score.Pinball(0.3, 5, 5), 0},
		{"pinball, sold out", score.Pinball(0.9, 15, 10), 4.5},
		{"pinball, left over", score.Pinball(0.9, 5, 10), 0.5},
		{"pinball of the median is half the error", score.Pinball(0.5, 3, 8), 2.5},
		{"interval, inside", score.IntervalScore(6, 5, 9, 0.05), 4},
		{"interval, on its edge", score.IntervalScore(9, 5, 9, 0.05), 4},
		{"interval, below", score.IntervalScore(4, 5, 9, 0.05), 4 + 40},
		{"interval, above", score.IntervalScore(9.5, 5, 9, 0.2), 4 + 5},
		{"PIT, in a jump", score.PIT(0.2, 0.8, 0.25), 0.35},
		{"PIT, without a jump", score.PIT(0.4, 0.4, 0.9), 0.4},
		{"WRMSSE-u", score.WRMSSEu([][]float64{{1}, {2, 4}, {nan, 6}}), (1 + 3 + 6) / 3.0},
		{"WRMSSE-u, an empty level", score.WRMSSEu([][]float64{{1}, {nan}}), 1},
		{"WRMSSE-u, nothing", score.WRMSSEu(nil), nan},
	})
}

// TestExploded: ten times the largest of the history, by size, is the limit.
func TestExploded(t *testing.T) {
	for _, tt := range []struct {
		name     string
		f, train []float64
		want     bool
	}{
		{"calm", []float64{99, -99}, []float64{1, 10}, false},
		{"at the limit", []float64{100}, []float64{1, 10}, false},
		{"over it", []float64{100.01}, []float64{1, 10}, true},
		{"under it below", []float64{-100.01}, []float64{1, 10}, true},
		{"returns set the limit", []float64{100}, []float64{-10}, false},
		{"infinite", []float64{1, math.Inf(1)}, []float64{10}, true},
		{"NaN", []float64{nan}, []float64{10}, true},
		{"gaps in the history", []float64{30}, []float64{nan, 3}, false},
		{"after zeros, zero", []float64{0, 0}, []float64{0, 0}, false},
		{"after zeros, anything", []float64{0.1}, []float64{0, 0}, true},
	} {
		if got := score.Exploded(tt.f, tt.train); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// TestMetricProperties: scale does not matter where it must not, and each loss is smallest at its functional.
func TestMetricProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		values := rapid.SliceOfN(rapid.Float64Range(0.5, 100), n, n)
		y, f, train := values.Draw(t, "y"), values.Draw(t, "f"), values.Draw(t, "train")
		c := rapid.SampledFrom([]float64{0.25, 2, 1024}).Draw(t, "c")
		times := func(xs []float64) []float64 {
			out := make([]float64, len(xs))
			for i, x := range xs {
				out[i] = c * x
			}
			return out
		}
		for name, pair := range map[string][2]float64{
			"sMAPE": {score.SMAPE(y, f), score.SMAPE(times(y), times(f))},
			"WAPE":  {score.WAPE(y, f), score.WAPE(times(y), times(f))},
			"bias":  {score.Bias(y, f), score.Bias(times(y), times(f))},
			"MASE":  {score.MASE(y, f, train, 1), score.MASE(times(y), times(f), times(train), 1)},
			"RMSSE": {score.RMSSE(y, f, train), score.RMSSE(times(y), times(f), times(train))},
		} {
			if !near(pair[0], pair[1]) {
				t.Fatalf("%s: %v, of %v times the series %v", name, pair[0], c, pair[1])
			}
		}
		if s := score.SMAPE(y, f); s < 0 || s > 200 {
			t.Fatalf("sMAPE %v", s)
		}
		if math.Abs(score.Bias(y, f)) > score.WAPE(y, f)+1e-12 {
			t.Fatalf("bias %v is larger than WAPE %v", score.Bias(y, f), score.WAPE(y, f))
		}
		if score.MAE(y, f)*score.MAE(y, f) > score.MSE(y, f)*(1+1e-12) {
			t.Fatalf("MAE %v, MSE %v", score.MAE(y, f), score.MSE(y, f))
		}
	})
}

// TestPinballIsSmallestAtTheQuantile: over many actuals no other forecast costs less than their quantile.
func TestPinballIsSmallestAtTheQuantile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ys := rapid.SliceOfN(rapid.IntRange(0, 30), 10, 10).Draw(t, "actuals")
		tau := rapid.SampledFrom([]float64{0.1, 0.3, 0.5, 0.7, 0.9}).Draw(t, "level")
		loss := func(q float64) float64 {
			s := 0.0
			for _, y := range ys {
				s += score.Pinball(tau, float64(y), q)
			}
			return s
		}
		best, at := math.Inf(1), 0
		for q := range 31 {
			if v := loss(float64(q)); v < best-1e-9 {
				best, at = v, q
			}
		}
		below, upto := 0, 0
		for _, y := range ys {
			if y < at {
				below++
			}
			if y <= at {
				upto++
			}
		}
		if float64(below) > 10*tau+1e-9 || float64(upto) < 10*tau-1e-9 {
			t.Fatalf("level %v: the cheapest forecast %d has %d below and %d up to it", tau, at, below, upto)
		}
	})
}

// TestNarrowIntervalsMustBeRight: the interval score of a band that misses grows with its width saved.
func TestNarrowIntervalsMustBeRight(t *testing.T) {
	for _, alpha := range []float64{0.05, 0.2} {
		wide, narrow := 0.0, 0.0
		for i := range 1_000 {
			y := float64(i%100) - 49.5 // uniform on −50 … 50
			half := 50 * (1 - alpha)
			wide += score.IntervalScore(y, -half, half, alpha)
			narrow += score.IntervalScore(y, -half/2, half/2, alpha)
		}
		if wide >= narrow {
			t.Errorf("level %v: the right band costs %v, half of it %v", 1-alpha, wide, narrow)
		}
	}
}

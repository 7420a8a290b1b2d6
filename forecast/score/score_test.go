package score_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/score"
)

var nan = math.NaN()

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-12*(1+math.Abs(b)) || (math.IsNaN(a) && math.IsNaN(b))
}

// Every metric on figures that can be checked by hand.
func TestMetricsByHand(t *testing.T) {
	y, f := []float64{6, nan, 0, 10}, []float64{4, 100, 0, 12}
	train := []float64{0, 0, 2, 3, nan, 5, 9}
	cases := []struct {
		name      string
		got, want float64
	}{
		{"sMAPE", score.SMAPE(y, f), (200*2.0/10 + 0 + 200*2.0/22) / 3},
		{"MAE", score.MAE(y, f), 4.0 / 3},
		{"MSE", score.MSE(y, f), 8.0 / 3},
		{"scale m 1, gaps out", score.Scale(train, 1), (0 + 2 + 1 + 4) / 4.0},
		{"scale m 2", score.Scale(train, 2), (2 + 3 + 2) / 3.0},
		{"square scale from first", score.SquareScale(train), (1 + 16) / 2.0},
		{"MASE", score.MASE(y, f, train, 1), 4.0 / 3 / 1.75},
		{"RMSSE", score.RMSSE(y, f, train), math.Sqrt(8.0 / 3 / 8.5)},
		{"WAPE", score.WAPE(y, f), 4.0 / 16},
		{"bias", score.Bias(y, f), 0},
		{"pinball below", score.Pinball(0.9, 10, 8), 1.8},
		{"pinball above", score.Pinball(0.9, 8, 10), 0.2},
		{"interval", score.IntervalScore(3, 5, 9, 0.05), 4 + 40*2},
		{"OWA", score.OWA(10, 2, 20, 4), 0.5},
		{"ACD", score.ACD(0.9, 0.95), 0.05},
		{"FVA", score.FVA(3, 4), 0.25},
		{"PIT", score.PIT(0.2, 0.6, 0.5), 0.4},
		{"WRMSSE-u", score.WRMSSEu([][]float64{{1, 3}, {4, nan}, {}}), 3},
		{"no scale", score.MASE(y, f, []float64{5, 5, 5}, 1), nan},
		{"no volume", score.WAPE([]float64{0}, []float64{1}), nan},
	}
	for _, c := range cases {
		if math.Abs(c.got-c.want) > 1e-12*(1+math.Abs(c.want)) || math.IsNaN(c.got) != math.IsNaN(c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if !score.Exploded([]float64{1, 91}, train) || score.Exploded([]float64{90, -90}, train) || !score.Exploded([]float64{nan}, train) {
		t.Error("explosions")
	}
}

// Exactness against big arithmetic, in any order.
func TestSumIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOf(rapid.Custom(func(t *rapid.T) float64 {
			return math.Ldexp(rapid.Float64Range(-1, 1).Draw(t, "x"), rapid.IntRange(-60, 60).Draw(t, "e"))
		})).Draw(t, "xs")
		want := new(big.Float).SetPrec(2400) // from the largest to the smallest subnormal
		var a, b, c score.Sum
		for i, x := range xs {
			want.Add(want, new(big.Float).SetFloat64(x))
			a.Add(x)
			if i%3 == 0 {
				c.Add(x)
			}
		}
		for i, x := range slices.Backward(xs) {
			if i%3 != 0 {
				b.Add(x)
			}
		}
		b.Merge(&c)
		w, _ := want.Float64()
		if a.Value() != w || b.Value() != w {
			t.Fatalf("forward %v, split %v, exact %v", a.Value(), b.Value(), w)
		}
	})
}

func TestSumRefusesNonFinite(t *testing.T) {
	var s score.Sum
	s.Add(1)
	s.Add(math.Inf(1))
	if !math.IsNaN(s.Value()) {
		t.Errorf("%v", s.Value())
	}
}

func TestAcc(t *testing.T) {
	var a score.Acc
	d := dist.FromNormal([]float64{10, 10}, []float64{2, 2})
	a.Add(score.CaseOf([]float64{1, 2, 3}, []float64{11, nan}, d, 1))
	a.Add(score.Case{Train: []float64{4, 4, 4}, Y: []float64{5}, Mean: []float64{4}, Median: []float64{5}, M: 1})
	a.Add(score.Case{Train: []float64{4}, Y: []float64{nan}, Mean: []float64{1}, Median: []float64{1}, M: 1})
	r := a.Report()
	if r.Series != 2 || r.Steps != 2 || r.Unscaled != 1 || r.WithQuantile != 1 || r.Explosions != 0 {
		t.Errorf("counts %+v", r)
	}
	if !near(r.Median.WAPE, 1.0/16) || !near(r.Mean.WAPE, 2.0/16) || !near(r.Mean.Bias, -2.0/16) || !near(r.Median.MASE, 1) {
		t.Errorf("points %+v", r)
	}
	pin := 0.0
	for i := 1; i <= 9; i++ {
		tau := float64(i) / 10
		pin += 2 * score.Pinball(tau, 11, d.Quantile(0, tau)) / 9
	}
	if !near(r.WQL, pin/16) || !near(r.SQL, pin) || r.Cover80 != 1 || r.Cover95 != 1 {
		t.Errorf("WQL %v, want %v; SQL %v, want %v", r.WQL, pin/16, r.SQL, pin)
	}
	if want := 2 * 2 * dist.NormalQuantile(0.975); !near(r.MSIS, want) {
		t.Errorf("MSIS %v, want %v", r.MSIS, want)
	}
}

func cases(seed uint64, n int) []score.Case {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]score.Case, n)
	for i := range out {
		train, y := make([]float64, 20), make([]float64, 4)
		for j := range train {
			train[j] = rng.Float64() * 100
		}
		for j := range y {
			y[j] = rng.Float64() * 100
		}
		mu, sd := []float64{1, 2, 3, 4}, []float64{1, 1, 2, 30}
		for j := range mu {
			mu[j] *= rng.Float64() * 30
		}
		out[i] = score.CaseOf(train, y, dist.FromNormal(mu, sd), 1)
	}
	return out
}

// Splitting, merging and shuffling change no bit.
func TestOrderDoesNotMatter(t *testing.T) {
	cs := cases(3, 60)
	var whole score.Acc
	for _, c := range cs {
		whole.Add(c)
	}
	parts := make([]score.Acc, 7)
	for k, i := range rand.New(rand.NewPCG(9, 9)).Perm(len(cs)) {
		parts[k%7].Add(cs[i])
	}
	var merged score.Acc
	for i := len(parts) - 1; i >= 0; i-- {
		merged.Merge(&parts[i])
	}
	if diff := cmp.Diff(whole.Report(), merged.Report()); diff != "" {
		t.Error(diff)
	}
}

// WAPE, bias and WQL are averaged over windows; the rest is pooled over all cases.
func TestPool(t *testing.T) {
	a := make([]score.Acc, 2)
	for i, c := range cases(5, 30) {
		a[i%2].Add(c)
	}
	p, x, y := score.Pool(a), a[0].Report(), a[1].Report()
	if !near(p.Median.WAPE, (x.Median.WAPE+y.Median.WAPE)/2) || !near(p.WQL, (x.WQL+y.WQL)/2) || !near(p.Mean.Bias, (x.Mean.Bias+y.Mean.Bias)/2) {
		t.Errorf("%+v", p)
	}
	if !near(p.Median.MASE, (x.Median.MASE+y.Median.MASE)/2) || p.Series != 30 {
		t.Errorf("%+v", p)
	}
	if r := score.Pool(nil); !math.IsNaN(r.WQL) || r.Series != 0 {
		t.Errorf("empty pool %+v", r)
	}
}

func BenchmarkAcc(b *testing.B) {
	cs := cases(1, 100)
	b.ReportAllocs()
	for b.Loop() {
		var a score.Acc
		for _, c := range cs {
			a.Add(c)
		}
	}
}

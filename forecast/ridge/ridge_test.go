package ridge_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"zhiwei/forecast/ridge"
)

// waves are noisy seasonal series of different level and amplitude.
func waves(n, length, m int) [][]float64 {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([][]float64, n)
	for i := range out {
		level, swing := 50+200*rng.Float64(), 5+20*rng.Float64()
		for t := range length {
			out[i] = append(out[i], level+swing*math.Sin(2*math.Pi*float64(t)/float64(m))+rng.NormFloat64())
		}
	}
	return out
}

func TestLearnsSeason(t *testing.T) {
	for _, opt := range []ridge.Options{
		{K: 13, H: 6, Ref: 12}, {K: 13, H: 6, Ref: 12, Log: true}, {K: 13, H: 6, Diff: true},
	} {
		all := waves(40, 90, 12)
		history := make([][]float64, len(all))
		for i := range all {
			history[i] = all[i][:84]
		}
		m, err := ridge.Fit(history, opt)
		if err != nil {
			t.Fatal(err)
		}
		ours, naive := 0.0, 0.0
		for i := range all {
			f, ok := m.Predict(history[i])
			if !ok {
				t.Fatalf("series %d cannot be predicted", i)
			}
			for h, v := range f {
				ours += math.Abs(v - all[i][84+h])
				naive += math.Abs(all[i][72+h] - all[i][84+h])
			}
		}
		if ours > naive {
			t.Errorf("%+v: error %.1f, seasonal naive %.1f", opt, ours, naive)
		}
	}
}

// TestScale: multiplying a history multiplies its forecast; shifting it, on the level form, shifts it.
func TestScale(t *testing.T) {
	history := waves(20, 80, 12)
	m, err := ridge.Fit(history, ridge.Options{K: 13, H: 4})
	if err != nil {
		t.Fatal(err)
	}
	f, _ := m.Predict(history[3])
	moved := slices.Clone(history[3])
	for i := range moved {
		moved[i] = 3*moved[i] + 10
	}
	g, _ := m.Predict(moved)
	for h := range f {
		if want := 3*f[h] + 10; math.Abs(g[h]-want) > 1e-8*want {
			t.Errorf("step %d: %v, want %v", h, g[h], want)
		}
	}
}

func TestRefuses(t *testing.T) {
	if _, err := ridge.Fit([][]float64{{1, 2, 3}}, ridge.Options{K: 2, H: 1}); !errors.Is(err, ridge.ErrTooFew) {
		t.Errorf("one window: %v", err)
	}
	m, err := ridge.Fit(waves(20, 80, 12), ridge.Options{K: 13, H: 4, Log: true})
	if err != nil {
		t.Fatal(err)
	}
	flat := make([]float64, 40)
	for i := range flat {
		flat[i] = 7
	}
	for name, y := range map[string][]float64{"short": {1, 2, 3}, "constant": flat, "not positive": append(flat[:39:39], 0)} {
		if _, ok := m.Predict(y); ok {
			t.Errorf("%s history was predicted", name)
		}
	}
}

// TestMatchesNormalEquations compares one unweighted coefficient set with a slow solution: with H = 1, K = 1 and no
// reweighting the slope is cov/(var + λ·var).
func TestMatchesNormalEquations(t *testing.T) {
	history := waves(30, 60, 7)
	// after reweighting the fit must not be worse in absolute error than the plain mean of z
	m, err := ridge.Fit(history, ridge.Options{K: 7, H: 1, Rounds: 2})
	if err != nil {
		t.Fatal(err)
	}
	ours, last := 0.0, 0.0
	for _, y := range history {
		f, ok := m.Predict(y[:59])
		if !ok {
			t.Fatal("cannot predict")
		}
		ours += math.Abs(f[0] - y[59])
		last += math.Abs(y[58] - y[59])
	}
	if ours > last {
		t.Errorf("absolute error %.2f, last value %.2f", ours, last)
	}
}

func TestClusters(t *testing.T) {
	var points [][]float64
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 120 {
		points = append(points, []float64{float64(i%3)*10 + rng.NormFloat64(), float64(i % 3)})
	}
	a := ridge.Clusters(points, 3)
	if b := ridge.Clusters(points, 3); !slices.Equal(a, b) {
		t.Error("clusters differ between runs")
	}
	for i := range a {
		if a[i] != a[i%3] {
			t.Fatalf("point %d is in cluster %d, its group in %d", i, a[i], a[i%3])
		}
	}
	if a[0] == a[1] || a[1] == a[2] {
		t.Errorf("three groups in clusters %v", a[:3])
	}
	if got := ridge.Clusters(points[:30], 8); slices.Max(got) > 0 {
		t.Error("30 points were cut into more than one cluster")
	}
}

func TestACF(t *testing.T) {
	x := []float64{1, -1, 1, -1, 1, -1, 1, -1}
	if got := ridge.ACF(x, 1); math.Abs(got+7.0/8) > 1e-12 {
		t.Errorf("lag 1: %v, want -7/8", got)
	}
	if ridge.ACF(x, 9) != 0 || ridge.ACF([]float64{2, 2, 2}, 1) != 0 {
		t.Error("undefined autocorrelation is not 0")
	}
}

func BenchmarkFit(b *testing.B) {
	history := waves(200, 120, 12)
	for b.Loop() {
		if _, err := ridge.Fit(history, ridge.Options{K: 25, H: 18}); err != nil {
			b.Fatal(err)
		}
	}
}

package score_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/score"
)

// sameBits takes NaN for equal to NaN and nothing else for granted.
var sameBits = cmpopts.EquateNaNs()

// TestReportByHand: two series, two steps, every figure of the report worked out.
func TestReportByHand(t *testing.T) {
	var a score.Acc
	d := dist.FromNormal([]float64{10, 12}, []float64{0, 0}) // all quantiles at the mean
	a.Add(score.Case{Train: []float64{8, 10, 12, 14}, Y: []float64{12, 10}, Mean: d.Mean, Median: []float64{11, 11}, Q: d.Q, M: 1})
	a.Add(score.Case{Train: []float64{1, 5}, Y: []float64{3, nan}, Mean: []float64{4, 4}, Median: []float64{3, 3}, M: 1})
	r := a.Report()
	pin := 0.0 // Σ 2ρ at 0.1 … 0.9: 2 too low, then 2 too high
	for i := 1; i <= 9; i++ {
		pin += 2*2*float64(i)/10 + 2*2*(1-float64(i)/10)
	}
	m5 := 0.0
	for _, tau := range []float64{0.005, 0.025, 0.165, 0.25, 0.5, 0.75, 0.835, 0.975, 0.995} {
		m5 += 2*tau + 2*(1-tau)
	}
	compare(t, []figure{
		{"median sMAPE", r.Median.SMAPE, (200*(1.0/23+1.0/21)/2 + 0) / 2},
		{"mean sMAPE", r.Mean.SMAPE, (200*(2.0/22+2.0/22)/2 + 200*1.0/7) / 2},
		{"median MASE", r.Median.MASE, (1.0/2 + 0) / 2},
		{"mean MASE", r.Mean.MASE, (2.0/2 + 1.0/4) / 2},
		{"median RMSSE", r.Median.RMSSE, (math.Sqrt(1.0/4) + 0) / 2},
		{"mean RMSSE", r.Mean.RMSSE, (math.Sqrt(4.0/4) + math.Sqrt(1.0/16)) / 2},
		{"median WAPE", r.Median.WAPE, 2.0 / 25},
		{"mean WAPE", r.Mean.WAPE, 5.0 / 25},
		{"median bias", r.Median.Bias, 0},
		{"mean bias", r.Mean.Bias, 1.0 / 25},
		{"WQL", r.WQL, pin / 25 / 9},
		{"SQL", r.SQL, pin / 2 / 9 / 2},
		{"SPL", r.SPL, m5 / 2 / 9 / 2},
		{"MSIS", r.MSIS, (40*2 + 40*2) / 2.0 / 2},
		{"80 % coverage", r.Cover80, 0},
		{"95 % coverage", r.Cover95, 0},
	})
	if r.Series != 2 || r.Steps != 3 || r.WithQuantile != 2 || r.Unscaled != 0 || r.Explosions != 0 {
		t.Errorf("counts: %+v", r)
	}
}

// TestCoverage counts both edges as inside, and only steps with an actual.
func TestCoverage(t *testing.T) {
	d := dist.FromNormal([]float64{10, 10, 10, 10, 10}, []float64{1, 1, 1, 1, 1})
	z80, z95 := dist.NormalQuantile(0.9), dist.NormalQuantile(0.975)
	var a score.Acc
	a.Add(score.CaseOf([]float64{1, 2, 3}, []float64{10, 10 + z80, 10 - z95, 10 + z95 + 0.01, nan}, d, 1))
	r := a.Report()
	if r.Cover80 != 0.5 || r.Cover95 != 0.75 || r.WithQuantile != 4 {
		t.Errorf("80 %% band holds %v, 95 %% band %v of %d", r.Cover80, r.Cover95, r.WithQuantile)
	}
}

// TestCoverageOfTheTruth: of a distribution that is right, the bands hold what they say.
func TestCoverageOfTheTruth(t *testing.T) {
	d := dist.FromNormal([]float64{50}, []float64{9})
	d.Seed = 4
	var a score.Acc
	for _, path := range d.Paths(4_000) {
		a.Add(score.CaseOf([]float64{45, 52, 48}, path, d, 1))
	}
	r := a.Report()
	if score.ACD(r.Cover80, 0.8) > 0.02 || score.ACD(r.Cover95, 0.95) > 0.01 {
		t.Errorf("80 %% band holds %v, 95 %% band %v", r.Cover80, r.Cover95)
	}
	if math.Abs(r.Mean.Bias) > 0.01 {
		t.Errorf("bias %v", r.Mean.Bias)
	}
}

// TestExplosionsAreCountedByCase, whichever functional explodes.
func TestExplosionsAreCountedByCase(t *testing.T) {
	train := []float64{1, 2, 3}
	var a score.Acc
	for _, f := range [][2]float64{{5, 5}, {31, 5}, {5, 31}, {math.Inf(1), 31}} {
		a.Add(score.Case{Train: train, Y: []float64{3}, Mean: []float64{f[0]}, Median: []float64{f[1]}, M: 1})
	}
	if r := a.Report(); r.Explosions != 3 || r.Series != 4 {
		t.Errorf("%d explosions of %d", r.Explosions, r.Series)
	}
}

// TestUndefinedFigures: nothing scored is NaN, no scale leaves the others alone.
func TestUndefinedFigures(t *testing.T) {
	var empty, flat, points score.Acc
	empty.Add(score.Case{Train: []float64{1, 2}, Y: []float64{nan}, Mean: []float64{1}, Median: []float64{1}, M: 1})
	flat.Add(score.Case{Train: []float64{2, 2}, Y: []float64{4}, Mean: []float64{2}, Median: []float64{2}, M: 1})
	points.Add(score.Case{Train: []float64{1, 2}, Y: []float64{4}, Mean: []float64{2}, Median: []float64{2}, M: 1})
	e, f, p := empty.Report(), flat.Report(), points.Report()
	compare(t, []figure{
		{"nothing: WAPE", e.Median.WAPE, nan},
		{"nothing: MASE", e.Mean.MASE, nan},
		{"nothing: WQL", e.WQL, nan},
		{"flat: MASE", f.Median.MASE, nan},
		{"flat: RMSSE", f.Mean.RMSSE, nan},
		{"flat: WAPE", f.Median.WAPE, 0.5},
		{"points: WQL", p.WQL, nan},
		{"points: MSIS", p.MSIS, nan},
		{"points: coverage", p.Cover95, nan},
		{"points: MASE", p.Median.MASE, 2},
	})
	if e.Series != 0 || f.Unscaled != 1 || p.Unscaled != 0 {
		t.Errorf("counts: %d series, %d and %d unscaled", e.Series, f.Unscaled, p.Unscaled)
	}
}

// TestAnyShardsAnyOrder: the report of cases dealt to shards at random and merged in any order is the same bits.
func TestAnyShardsAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cs := cases(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(1, 25).Draw(t, "cases"))
		cs[0].Y[0] = nan
		var whole score.Acc
		for _, c := range cs {
			whole.Add(c)
		}
		shards := make([]score.Acc, rapid.IntRange(1, 6).Draw(t, "shards"))
		for _, i := range rapid.Permutation(indices(len(cs))).Draw(t, "order") {
			shards[rapid.IntRange(0, len(shards)-1).Draw(t, "shard")].Add(cs[i])
		}
		var merged score.Acc
		for _, i := range rapid.Permutation(indices(len(shards))).Draw(t, "merge") {
			merged.Merge(&shards[i])
		}
		if d := cmp.Diff(whole.Report(), merged.Report(), sameBits); d != "" {
			t.Fatal(d)
		}
		var none score.Acc
		before := merged.Report()
		merged.Merge(&none)
		if d := cmp.Diff(before, merged.Report(), sameBits); d != "" {
			t.Fatalf("merging nothing: %s", d)
		}
	})
}

func indices(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// TestAddKeepsItsCase: scoring does not touch what it is given.
func TestAddKeepsItsCase(t *testing.T) {
	c := cases(8, 1)[0]
	y, q := slices.Clone(c.Y), slices.Clone(c.Q[0])
	var a score.Acc
	a.Add(c)
	if !slices.Equal(y, c.Y) || !slices.Equal(q, c.Q[0]) {
		t.Error("a case was changed")
	}
}

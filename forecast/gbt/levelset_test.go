package gbt_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/gbt"
)

// levelRows are predictions from 0.02 to 20, a dispersion, and actuals whose ratio spreads with the dispersion.
func levelRows(n int) (mu, y, d []float64) {
	mu, y, d = make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		mu[i] = 0.02 * math.Pow(1000, uniform(1, i, 0))
		d[i] = uniform(1, i, 1)
		y[i] = mu[i] * max(0, 1+(1+3*d[i])*(uniform(1, i, 2)-0.5))
	}
	return mu, y, d
}

func mustLevels(t fataler, mu, y, d []float64, opt gbt.LevelOptions) *gbt.LevelSet {
	s, err := gbt.NewLevelSet(mu, y, d, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func quantiles(s *gbt.LevelSet, mu, d float64) []float64 {
	q := make([]float64, len(dist.Levels))
	s.Quantiles(q, mu, d)
	return q
}

// plainLevels is the recipe the obvious way, for predictions without ties.
func plainLevels(mu, y, d []float64, bins, cell int, atMu, atD float64) []float64 {
	order := rowNumbers(len(mu))
	slices.SortFunc(order, func(a, b int) int { return int(math.Copysign(1, mu[a]-mu[b])) })
	n := len(mu)
	var members []int
	for b := range bins {
		members = order[(b*n+bins-1)/bins : ((b+1)*n+bins-1)/bins]
		if mu[members[len(members)-1]] >= atMu {
			break
		}
	}
	byD := slices.Clone(members)
	slices.SortFunc(byD, func(a, b int) int { return int(math.Copysign(1, d[a]-d[b])) })
	k := len(byD)
	first, second := (k+2)/3, (2*k+2)/3
	part := byD[second:]
	if atD <= d[byD[first-1]] {
		part = byD[:first]
	} else if atD <= d[byD[second-1]] {
		part = byD[first:second]
	}
	if len(part) < cell {
		part = members
	}
	var r []float64
	for _, i := range part {
		r = append(r, y[i]/mu[i])
	}
	slices.Sort(r)
	var out []float64
	for _, tau := range dist.Levels {
		h := tau * float64(len(r)-1)
		lo, hi := int(math.Floor(h)), int(math.Ceil(h))
		out = append(out, atMu*(r[lo]+(h-math.Floor(h))*(r[hi]-r[lo])))
	}
	return out
}

func TestLevelSetEqualsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(10, 400).Draw(t, "n")
		mu, y, d := levelRows(n)
		cell := rapid.IntRange(1, 30).Draw(t, "cell")
		bins := rapid.IntRange(1, 9).Draw(t, "bins")
		if n < cell {
			t.Skip("too short")
		}
		s := mustLevels(t, mu, y, d, gbt.LevelOptions{Bins: bins, Cell: cell})
		bins = min(bins, max(n/cell, 1))
		if s.Bins() != bins {
			t.Fatalf("%d bins, want %d", s.Bins(), bins)
		}
		atMu, atD := rapid.Float64Range(0.01, 30).Draw(t, "mu"), rapid.Float64Range(-0.2, 1.2).Draw(t, "d")
		got, want := quantiles(s, atMu, atD), plainLevels(mu, y, d, bins, cell, atMu, atD)
		for i := range got {
			if math.Abs(got[i]-want[i]) > 1e-9*(1+want[i]) {
				t.Fatalf("level %v: %v, plain %v", dist.Levels[i], got[i], want[i])
			}
		}
	})
}

// Nominal shares of the rows lie below their quantiles, also within each third of the dispersion.
func TestLevelSetCovers(t *testing.T) {
	mu, y, d := levelRows(60_000)
	s := mustLevels(t, mu, y, d, gbt.LevelOptions{})
	var below [3][17]float64
	var rows [3]float64
	for i := range mu {
		third := min(int(3*d[i]), 2)
		rows[third]++
		for k, q := range quantiles(s, mu[i], d[i]) {
			if y[i] <= q {
				below[third][k]++
			}
		}
	}
	for third := range below {
		for k, tau := range dist.Levels {
			got := below[third][k] / rows[third]
			if tau >= 0.3 && math.Abs(got-tau) > 0.02 { // below, zeros lie on the quantile
				t.Errorf("third %d: level %v covers %v", third, tau, got)
			}
		}
	}
}

func TestLevelSetProperties(t *testing.T) {
	mu, y, d := levelRows(5000)
	s := mustLevels(t, mu, y, d, gbt.LevelOptions{})
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.Float64Range(0, 50).Draw(t, "mu")
		q := quantiles(s, m, rapid.SampledFrom([]float64{-1, 0.1, 0.5, 0.9, 7, nan, math.Inf(1)}).Draw(t, "d"))
		if !slices.IsSorted(q) || !(q[0] >= 0) {
			t.Fatalf("quantiles %v cross or are negative", q)
		}
		order := rapid.Permutation(rowNumbers(40)).Draw(t, "order")
		a := mustLevels(t, mu[:40], y[:40], d[:40], gbt.LevelOptions{Cell: 8, Bins: 3})
		b := mustLevels(t, picked(mu, order), picked(y, order), picked(d, order), gbt.LevelOptions{Cell: 8, Bins: 3})
		if !bytes.Equal(levelBytes(t, a), levelBytes(t, b)) {
			t.Fatal("the order of rows changed the table")
		}
	})
}

func levelBytes(t fataler, s *gbt.LevelSet) []byte {
	b, err := s.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLevelSetSpecialValues(t *testing.T) {
	mu, y, d := levelRows(3000)
	s := mustLevels(t, mu, y, d, gbt.LevelOptions{Floor: 0.5})
	if a, b := quantiles(s, 0, 0.5), quantiles(s, 0.5, 0.5); !slices.Equal(a, b) {
		t.Errorf("a prediction of 0 gives %v, the floor %v", a, b)
	}
	if a, b := quantiles(s, -3, 0.5), quantiles(s, 0.5, 0.5); !slices.Equal(a, b) {
		t.Errorf("a negative prediction gives %v, the floor %v", a, b)
	}
	for _, q := range quantiles(s, nan, 0.5) {
		if !math.IsNaN(q) {
			t.Errorf("a prediction of NaN gives %v", q)
		}
	}
	plain := mustLevels(t, mu, y, nil, gbt.LevelOptions{Floor: 0.5})
	if d := cmp.Diff(quantiles(plain, 2, nan), quantiles(s, 2, nan)); d != "" {
		t.Errorf("unknown dispersion is not the whole bin:\n%s", d)
	}
	if d := cmp.Diff(quantiles(plain, 2, nan), quantiles(plain, 2, 0.9)); d != "" {
		t.Errorf("a table without dispersion uses it:\n%s", d)
	}
}

func TestLevelSetTies(t *testing.T) {
	n := 400
	mu, y := slices.Repeat([]float64{1}, n), make([]float64, n)
	for i := range y {
		y[i] = float64(i % 4)
	}
	mu[0], mu[1] = 0.25, 4
	s := mustLevels(t, mu, y, y, gbt.LevelOptions{})
	if s.Bins() != 2 {
		t.Errorf("%d bins, want the equal predictions in one and the largest alone", s.Bins())
	}
	missing := slices.Repeat([]float64{nan}, n)
	all := mustLevels(t, mu, y, missing, gbt.LevelOptions{})
	if d := cmp.Diff(quantiles(s, 1, nan), quantiles(all, 1, 0.3)); d != "" {
		t.Errorf("rows without dispersion are not the whole bin:\n%s", d)
	}
}

func TestLevelSetRefuses(t *testing.T) {
	mu, y, d := levelRows(100)
	bad := slices.Clone(mu)
	bad[7] = nan
	for _, c := range []struct {
		name     string
		mu, y, d []float64
		opt      gbt.LevelOptions
		want     error
	}{
		{"prediction NaN", bad, y, d, gbt.LevelOptions{}, gbt.ErrValue},
		{"actual NaN", mu, bad, d, gbt.LevelOptions{}, gbt.ErrValue},
		{"ratio overflows", mu, slices.Repeat([]float64{math.MaxFloat64}, 100), d, gbt.LevelOptions{}, gbt.ErrValue},
		{"too few rows", mu[:49], y[:49], d[:49], gbt.LevelOptions{}, gbt.ErrTooShort},
		{"negative bins", mu, y, d, gbt.LevelOptions{Bins: -1}, gbt.ErrOption},
		{"too many bins", mu, y, d, gbt.LevelOptions{Bins: 5000}, gbt.ErrOption},
		{"negative cell", mu, y, d, gbt.LevelOptions{Cell: -1}, gbt.ErrOption},
		{"negative floor", mu, y, d, gbt.LevelOptions{Floor: -1}, gbt.ErrOption},
		{"floor NaN", mu, y, d, gbt.LevelOptions{Floor: nan}, gbt.ErrOption},
	} {
		if s, err := gbt.NewLevelSet(c.mu, c.y, c.d, c.opt); !errors.Is(err, c.want) || s != nil {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	panics(t, "lengths", func() { _, _ = gbt.NewLevelSet(mu, y[1:], d, gbt.LevelOptions{}) })
	panics(t, "lengths of d", func() { _, _ = gbt.NewLevelSet(mu, y, d[1:], gbt.LevelOptions{}) })
}

func TestAverageQuantiles(t *testing.T) {
	mu, y, d := levelRows(4000)
	a := mustLevels(t, mu, y, d, gbt.LevelOptions{})
	b := mustLevels(t, mu[:900], y[:900], d[:900], gbt.LevelOptions{Bins: gbt.LevelBins(900)})
	got := make([]float64, len(dist.Levels))
	gbt.AverageQuantiles(got, 3, 0.4, a, b)
	qa, qb := quantiles(a, 3, 0.4), quantiles(b, 3, 0.4)
	for i := range got {
		near(t, "mean of two tables", got[i], (qa[i]+qb[i])/2, 1e-12)
	}
	gbt.AverageQuantiles(got, 3, 0.4, a)
	if d := cmp.Diff(qa, got); d != "" {
		t.Errorf("mean of one table:\n%s", d)
	}
}

func TestLevelBins(t *testing.T) {
	for rows, want := range map[int]int{0: 4, 700: 4, 7000: 10, 1 << 20: 60} {
		if got := gbt.LevelBins(rows); got != want {
			t.Errorf("%d rows: %d bins, want %d", rows, got, want)
		}
	}
}

func TestQuantilesAllocateNothing(t *testing.T) {
	mu, y, d := levelRows(4000)
	s := mustLevels(t, mu, y, d, gbt.LevelOptions{})
	q := make([]float64, len(dist.Levels))
	if got := testing.AllocsPerRun(100, func() { s.Quantiles(q, 3, 0.4) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func TestLevelSetRoundTripAndDamage(t *testing.T) {
	mu, y, d := levelRows(500)
	s := mustLevels(t, mu, y, d, gbt.LevelOptions{Bins: 3})
	b := levelBytes(t, s)
	var got gbt.LevelSet
	if err := got.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, levelBytes(t, &got)) || !slices.Equal(quantiles(s, 2, 0.5), quantiles(&got, 2, 0.5)) {
		t.Error("another table after a round trip")
	}
	for i := range b {
		changed := bytes.Clone(b)
		changed[i] ^= 1
		for what, damaged := range map[string][]byte{"changed": changed, "cut": b[:i], "cut and sealed": gbt.Reseal(b[:i])} {
			if err := got.UnmarshalBinary(damaged); !errors.Is(err, gbt.ErrEncoding) {
				t.Fatalf("%s at %d: %v", what, i, err)
			}
		}
	}
	if !bytes.Equal(b, levelBytes(t, &got)) {
		t.Error("a refused encoding changed the table")
	}
}

func TestImpossibleLevelSet(t *testing.T) {
	mu, y, d := levelRows(500)
	b := levelBytes(t, mustLevels(t, mu, y, d, gbt.LevelOptions{Bins: 3}))
	edges, thirds := 4+1+4+8, 4+1+4+8+2*8
	for _, c := range []struct {
		name string
		at   int
		with []byte
	}{
		{"no bins", 5, []byte{0}},
		{"four billion bins", 5, bytes.Repeat([]byte{0xff}, 4)},
		{"floor 0", 9, make([]byte, 8)},
		{"edges that fall", edges + 8, make([]byte, 8)},
		{"NaN in an edge", edges, bytes.Repeat([]byte{0xff}, 8)},
		{"terciles that fall", thirds, bytes.Repeat([]byte{0x7e}, 8)},
		{"quantiles that fall", thirds + 6*8, bytes.Repeat([]byte{0x7e}, 8)},
	} {
		damaged := bytes.Clone(b)
		copy(damaged[c.at:], c.with)
		var s gbt.LevelSet
		if err := s.UnmarshalBinary(gbt.Reseal(damaged)); !errors.Is(err, gbt.ErrEncoding) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func FuzzLevelSet(f *testing.F) {
	mu, y, d := levelRows(200)
	f.Add(levelBytes(f, mustLevels(f, mu, y, d, gbt.LevelOptions{Bins: 2})), 1.0, 0.5)
	f.Add([]byte("zwls"), 0.0, 0.0)
	f.Fuzz(func(t *testing.T, b []byte, m, d float64) {
		for _, b := range [][]byte{b, gbt.Reseal(b)} {
			var s gbt.LevelSet
			if err := s.UnmarshalBinary(b); err != nil {
				if !errors.Is(err, gbt.ErrEncoding) {
					t.Fatal(err)
				}
				continue
			}
			if !bytes.Equal(b, levelBytes(t, &s)) {
				t.Fatal("other bytes after a round trip")
			}
			quantiles(&s, m, d)
		}
	})
}

func ExampleLevelSet() {
	mu, y := make([]float64, 100), make([]float64, 100)
	for i := range mu {
		mu[i], y[i] = 2, float64(i%5) // forecast 2, sold 0 1 2 3 4 equally often
	}
	s, err := gbt.NewLevelSet(mu, y, nil, gbt.LevelOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	q := make([]float64, len(dist.Levels))
	s.Quantiles(q, 10, math.NaN())
	fmt.Println(q[dist.MedianLevel], q[12]) // median and 0.9 quantile of a forecast of 10
	// Output: 10 20
}

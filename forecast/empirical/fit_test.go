package empirical_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/empirical"
)

func weekdays(n int) []empirical.Context {
	out := make([]empirical.Context, n)
	for i := range out {
		out[i].Weekday = int8(i % 7)
		if i%7 >= 5 {
			out[i].Class = 1
		}
	}
	return out
}

// plain is the definition: every day's weight, quantile by quantile, without sorting once.
func plain(y []float64, ctx []empirical.Context, c empirical.Context, life, kw, kp float64) (mean float64, q []float64) {
	type pair struct{ y, w float64 }
	var all []pair
	sum, total := 0.0, 0.0
	for s, v := range y {
		w := math.Exp2(-float64(len(y)-1-s) / life)
		switch {
		case ctx[s].Weekday == c.Weekday:
		case ctx[s].Class == c.Class:
			w *= min(1, 1.3*kw)
		default:
			w *= kw
		}
		if ctx[s].Promo != c.Promo {
			w *= kp
		}
		all = append(all, pair{v, w})
		sum += w
		total += w * v
	}
	slices.SortFunc(all, func(a, b pair) int { return int(math.Copysign(1, a.y-b.y)) })
	for _, tau := range dist.Levels {
		run := 0.0
		for _, p := range all {
			run += p.w
			if run >= tau*sum*(1-1e-12) {
				q = append(q, p.y)
				break
			}
		}
	}
	return total / sum, q
}

func TestFitIsTheDefinition(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(60, 200).Draw(rt, "n")
		y := rapid.SliceOfNDistinct(rapid.Float64Range(0, 100), n, n, rapid.ID[float64]).Draw(rt, "y")
		ctx := weekdays(n + 7)
		for i := range ctx {
			if i%11 == 0 {
				ctx[i].Promo = 1
			}
		}
		f, err := empirical.Fit(nil, y, nil, ctx, empirical.Options{HalfLife: 60, Weekday: 0.4, Promotion: 0.3})
		if err != nil {
			rt.Fatal(err)
		}
		for _, c := range ctx[n:] {
			mean, q := f.At(c)
			wantMean, want := plain(y, ctx, c, 60, 0.4, 0.3)
			if math.Abs(mean-wantMean) > 1e-9*(1+wantMean) || !slices.Equal(q, want) {
				rt.Fatalf("context %+v: %v %v, want %v %v", c, mean, q, wantMean, want)
			}
		}
	})
}

func TestScale(t *testing.T) {
	y := []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6}
	twice := make([]float64, len(y))
	for i := range y {
		twice[i] = 2 * y[i]
	}
	a, _ := empirical.Fit(nil, y, nil, weekdays(21), empirical.Options{})
	b, _ := empirical.Fit(nil, twice, nil, weekdays(21), empirical.Options{})
	_, qa := a.At(empirical.Context{Weekday: 2})
	_, qb := b.At(empirical.Context{Weekday: 2})
	for j := range qa {
		if qb[j] != 2*qa[j] {
			t.Errorf("level %v: %v and %v", dist.Levels[j], qa[j], qb[j])
		}
	}
}

func TestMasked(t *testing.T) {
	y := []float64{1, 2, 900, 3, math.NaN(), 2, 1, math.Inf(1), 2, 3, 1, 2, 3}
	w := []float64{1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	f, err := empirical.Fit(nil, y, w, weekdays(13), empirical.Options{})
	if err != nil {
		t.Fatal(err)
	}
	mean, q := f.At(empirical.Context{})
	if top := q[len(q)-1]; top != 3 || mean < 1 || mean > 3 {
		t.Errorf("stock-out or missing days show: mean %v, top %v", mean, top)
	}
}

func TestTooShort(t *testing.T) {
	for name, y := range map[string][]float64{"none": nil, "missing": {math.NaN()}} {
		if _, err := empirical.Fit(nil, y, nil, weekdays(3), empirical.Options{}); !errors.Is(err, empirical.ErrTooShort) {
			t.Errorf("%s: %v", name, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("too few contexts did not panic")
		}
	}()
	_, _ = empirical.Fit(nil, []float64{1, 2}, nil, weekdays(1), empirical.Options{})
}

func TestReuse(t *testing.T) {
	y := []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7}
	fresh, _ := empirical.Fit(nil, y, nil, weekdays(14), empirical.Options{})
	_, want := fresh.At(empirical.Context{Weekday: 1})
	used, _ := empirical.Fit(nil, []float64{100, 200, 300}, nil, weekdays(3), empirical.Options{HalfLife: 5})
	used.At(empirical.Context{Weekday: 1})
	used, _ = empirical.Fit(used, y, nil, weekdays(14), empirical.Options{})
	if _, got := used.At(empirical.Context{Weekday: 1}); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	ctx := weekdays(14)
	if n := testing.AllocsPerRun(50, func() {
		used, _ = empirical.Fit(used, y, nil, ctx, empirical.Options{})
		used.At(empirical.Context{Weekday: 1})
	}); n > 0 {
		t.Errorf("%v allocations a refit", n)
	}
}

func BenchmarkFit(b *testing.B) {
	y := make([]float64, 365)
	for i := range y {
		y[i] = float64(i * 7919 % 23)
	}
	ctx := weekdays(365)
	var f *empirical.Fitted
	b.ReportAllocs()
	for b.Loop() {
		f, _ = empirical.Fit(f, y, nil, ctx, empirical.Options{HalfLife: 90})
		for d := range int8(7) {
			f.At(empirical.Context{Weekday: d, Class: d / 5})
		}
	}
}

package empirical_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/empirical"
)

// one is a long history of one value in one context, with a last run of another value in another context.
func one(n int, a, b empirical.Context) (y []float64, ctx []empirical.Context) {
	for i := range 2 * n {
		y, ctx = append(y, float64(i%2)), append(ctx, a)
		if i%2 == 1 {
			ctx[i] = b
		}
	}
	return y, ctx
}

// TestKernelWeights: half the days sold 0 in a's context, half 1 in b's; asked for a, the mean is the kernel k over 1+k.
func TestKernelWeights(t *testing.T) {
	opt := empirical.Options{HalfLife: 1e9, Weekday: 0.5, Promotion: 0.25, Holiday: 0.125}
	monday := empirical.Context{}
	for name, c := range map[string]struct {
		other empirical.Context
		want  float64
	}{
		"another workday":               {empirical.Context{Weekday: 3}, 0.65},
		"a weekend day":                 {empirical.Context{Weekday: 5, Class: 1}, 0.5},
		"a holiday Monday":              {empirical.Context{Class: 1}, 0.5},
		"a promotion":                   {empirical.Context{Promo: 1}, 0.25},
		"a festival day":                {empirical.Context{Holiday: 4}, 0.125},
		"a promoted weekend":            {empirical.Context{Weekday: 6, Class: 1, Promo: 1}, 0.125},
		"promoted weekend and festival": {empirical.Context{Weekday: 6, Class: 1, Promo: 1, Holiday: 2}, 1.0 / 64},
		"a day alike":                   {monday, 1},
	} {
		y, ctx := one(200, monday, c.other)
		f, err := empirical.Fit(nil, y, nil, ctx, opt)
		if err != nil {
			t.Fatal(err)
		}
		mean, _ := f.At(monday)
		if want := c.want / (1 + c.want); math.Abs(mean-want) > 1e-6 {
			t.Errorf("%s: mean %v, want %v", name, mean, want)
		}
	}
	y, ctx := one(200, monday, empirical.Context{Weekday: 3})
	f, err := empirical.Fit(nil, y, nil, ctx, empirical.Options{HalfLife: 1e9, Weekday: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	if mean, _ := f.At(monday); math.Abs(mean-0.5) > 1e-6 {
		t.Errorf("1.3 times 0.9 weighs %v, more than the day itself", mean)
	}
}

// TestAgeing: a day one half-life old weighs half.
func TestAgeing(t *testing.T) {
	ctx := make([]empirical.Context, 41)
	y := make([]float64, 41)
	y[20] = 1
	w := make([]float64, 41)
	w[20], w[40] = 1, 1
	f, err := empirical.Fit(nil, y, w, ctx, empirical.Options{HalfLife: 20})
	if err != nil {
		t.Fatal(err)
	}
	if mean, _ := f.At(ctx[0]); math.Abs(mean-1.0/3) > 1e-12 {
		t.Errorf("mean %v, want ½ of 1½", mean)
	}
	w[40] = 0.25
	f, err = empirical.Fit(f, y, w, ctx, empirical.Options{HalfLife: 20})
	if err != nil {
		t.Fatal(err)
	}
	if mean, _ := f.At(ctx[0]); math.Abs(mean-2.0/3) > 1e-12 {
		t.Errorf("with own weight ¼: mean %v, want ½ of ¾", mean)
	}
}

// TestFewDaysWiden: below ten effective days of a context the other days count at least half.
func TestFewDaysWiden(t *testing.T) {
	promo := empirical.Context{Promo: 1}
	mean := func(promoted int) float64 {
		var y []float64
		var ctx []empirical.Context
		for i := range 400 {
			y, ctx = append(y, 10), append(ctx, empirical.Context{})
			if i >= 400-promoted {
				y[i], ctx[i] = 50, promo
			}
		}
		f, err := empirical.Fit(nil, y, nil, ctx, empirical.Options{HalfLife: 1e9, Promotion: 1e-6})
		if err != nil {
			t.Fatal(err)
		}
		m, _ := f.At(promo)
		return m
	}
	if got := mean(11); math.Abs(got-50) > 0.01 {
		t.Errorf("eleven promoted days: %v, want 50", got)
	}
	if got, want := mean(9), (9*50+0.5*391*10)/(9+0.5*391); math.Abs(got-want) > 0.01 {
		t.Errorf("nine promoted days: %v, want %v", got, want)
	}
}

// TestBruteForce: with own weights, missing days and four context parts, quantiles are those of the written-out definition.
func TestBruteForce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(120, 260).Draw(rt, "n")
		y := rapid.SliceOfNDistinct(rapid.Float64Range(0, 100), n, n, rapid.ID[float64]).Draw(rt, "y")
		ctx, w := weekdays(n+1), make([]float64, n)
		for i := range n {
			w[i] = []float64{1, 1, 0.5, 0, 2}[(i*i)%5]
			ctx[i].Promo, ctx[i].Holiday = int8((i/9)%2), int8((i/31)%2)
			if i%17 == 3 {
				y[i] = math.NaN()
			}
		}
		life := rapid.Float64Range(30, 300).Draw(rt, "life")
		f, err := empirical.Fit(nil, y, w, ctx, empirical.Options{HalfLife: life, Weekday: 0.7, Promotion: 0.6, Holiday: 0.8})
		if err != nil {
			rt.Fatal(err)
		}
		target := ctx[n]
		type pair struct{ y, w float64 }
		var all []pair
		sum, total := 0.0, 0.0
		for i, v := range y {
			k := w[i] * math.Exp2(-float64(n-1-i)/life)
			if ctx[i].Weekday != target.Weekday && ctx[i].Class == target.Class {
				k *= 0.91
			} else if ctx[i].Class != target.Class {
				k *= 0.7
			}
			if ctx[i].Promo != target.Promo {
				k *= 0.6
			}
			if ctx[i].Holiday != target.Holiday {
				k *= 0.8
			}
			if k > 0 && !math.IsNaN(v) {
				all = append(all, pair{v, k})
				sum += k
				total += k * v
			}
		}
		slices.SortFunc(all, func(a, b pair) int { return int(math.Copysign(1, a.y-b.y)) })
		mean, q := f.At(target)
		if math.Abs(mean-total/sum) > 1e-9*(1+mean) {
			rt.Fatalf("mean %v, want %v", mean, total/sum)
		}
		for j, tau := range dist.Levels {
			below, atMost := 0.0, 0.0
			for _, p := range all {
				if p.y < q[j] {
					below += p.w
				}
				if p.y <= q[j] {
					atMost += p.w
				}
			}
			if below > tau*sum*(1+1e-9) || atMost < tau*sum*(1-1e-9) {
				rt.Fatalf("level %v: %v has %v below and %v at most of %v", tau, q[j], below/sum, atMost/sum, tau)
			}
		}
	})
}

// TestOneValue: a single day is its own distribution.
func TestOneValue(t *testing.T) {
	f, err := empirical.Fit(nil, []float64{7}, nil, weekdays(1), empirical.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for d := range int8(7) {
		mean, q := f.At(empirical.Context{Weekday: d})
		if mean != 7 || q[0] != 7 || q[len(q)-1] != 7 {
			t.Errorf("weekday %d: %v, %v", d, mean, q)
		}
	}
}

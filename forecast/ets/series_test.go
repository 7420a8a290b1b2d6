package ets_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
)

// more reads testdata/oracle/more.json, written by more.R beside it.
func more(t *testing.T, prefix string) []leads {
	t.Helper()
	raw, err := os.ReadFile("testdata/oracle/more.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []leads
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(w leads) bool { return !strings.HasPrefix(w.Name, prefix) })
	if len(all) == 0 {
		t.Fatalf("no case %q", prefix)
	}
	return all
}

// leads is a fit of R with its forecasts of 24 leads.
type leads struct {
	Name, Form                                             string
	Y, Alpha, Beta, Phi, L, B, Mean, Upper, Sigma2, Loglik []float64
}

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol*(1+math.Abs(want)) }

// TestTwentyFourLeads: R's parameters and states give R's likelihood and means on three series of other kinds.
func TestTwentyFourLeads(t *testing.T) {
	for _, w := range more(t, "leads-") {
		form, ok := forms()[w.Form]
		if !ok {
			t.Fatalf("%s: form %s", w.Name, w.Form)
		}
		p := ets.Params{Alpha: w.Alpha[0], Beta: w.Beta[0], Phi: w.Phi[0]}
		s := ets.State{L: w.L[0], B: w.B[0]}
		if got := -ets.Likelihood(form, p, s, w.Y) / 2; !close6(got, w.Loglik[0]) {
			t.Errorf("%s: loglik %.9f, R %.9f", w.Name, got, w.Loglik[0])
		}
		got := ets.ForecastFrom(form, p, s, w.Y, 24)
		for h := range got {
			if !close6(got[h], w.Mean[h]) {
				t.Errorf("%s lead %d: %.9f, R %.9f", w.Name, h+1, got[h], w.Mean[h])
			}
		}
		// R's 97.5 % limit is σ·sqrt(1 + Σ c_j²) with c_j = α + β(φ + … + φ^j).
		sum, damp, power := 1.0, 0.0, 1.0
		for h := range got {
			want := got[h] + dist.NormalQuantile(0.975)*math.Sqrt(w.Sigma2[0]*sum)
			if !near(want, w.Upper[h], 1e-6) {
				t.Errorf("%s lead %d: limit %.6f, R %.6f", w.Name, h+1, want, w.Upper[h])
			}
			if form.Trend != ets.None {
				power *= p.Phi
				damp += power
			}
			c := p.Alpha + p.Beta*damp
			sum += c * c
		}
	}
}

// TestOwnSearchOnMoreSeries: the likelihood found is not below R's, and the limits widen as the formula says.
func TestOwnSearchOnMoreSeries(t *testing.T) {
	for _, w := range more(t, "leads-") {
		f, err := ets.Fit(w.Y, ets.Options{Forms: []ets.Form{forms()[w.Form]}})
		if err != nil {
			t.Fatal(err)
		}
		if lik, _ := f.Criterion(); -lik/2 < w.Loglik[0]-0.35 {
			t.Errorf("%s %s: loglik %.4f, R %.4f", w.Name, f.Name(), -lik/2, w.Loglik[0])
		}
		d, p := f.Predict(24), f.Params()
		sum, damp, power := 1.0, 0.0, 1.0
		first := d.Q[0][16] - d.Mean[0]
		for h := range d.Mean {
			if got, want := d.Q[h][16]-d.Mean[h], first*math.Sqrt(sum); !near(got, want, 1e-9) {
				t.Errorf("%s lead %d: half width %v, want %v", w.Name, h+1, got, want)
			}
			if f.Form().Trend != ets.None {
				power *= p.Phi
				damp += power
			}
			c := p.Alpha + p.Beta*damp
			sum += c * c
		}
	}
}

// smooth is one step of the textbook's equations; it returns the forecast and the state after v.
func smooth(f ets.Form, p ets.Params, s ets.State, k int, v float64) (mu float64, next ets.State) {
	q := s.L + p.Phi*s.B
	next = ets.State{S: slices.Clone(s.S)}
	switch f.Season {
	case ets.Additive:
		mu = q + s.S[k]
		e := v - mu
		next.L, next.B, next.S[k] = q+p.Alpha*e, p.Phi*s.B+p.Beta*e, s.S[k]+p.Gamma*e
	case ets.Multiplicative:
		mu = q * s.S[k]
		e := (v - mu) / mu
		next.L, next.B, next.S[k] = q*(1+p.Alpha*e), p.Phi*s.B+p.Beta*q*e, s.S[k]*(1+p.Gamma*e)
	default:
		mu = q
		e := v - mu
		next.L, next.B = q+p.Alpha*e, p.Phi*s.B+p.Beta*e
	}
	return mu, next
}

// TestResidualsAndUpdateAreTheTextbooks: for every form, over the history and past it, with fixed parameters.
func TestResidualsAndUpdateAreTheTextbooks(t *testing.T) {
	y := monthly(84)
	for _, form := range stable {
		f, err := ets.Fit(y[:60], ets.Options{M: 12, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		if f.Form() != form {
			t.Fatalf("%s: fitted %s", form, f.Name())
		}
		for i := 60; i < 84; i += 5 { // in pieces of any length
			f.Update(y[i:min(i+5, 84)])
		}
		s, p, r := f.Initial(), f.Params(), f.Residuals()
		if len(r) != 84 {
			t.Fatalf("%s: %d residuals", form, len(r))
		}
		for i, v := range y {
			mu, next := smooth(form, p, s, i%12, v)
			want := v - mu
			if form.Error == ets.Multiplicative {
				want /= mu
			}
			if !near(r[i], want, 1e-8) {
				t.Fatalf("%s: residual %d is %v, the textbook's %v", form, i, r[i], want)
			}
			s = next
		}
		mu, _ := smooth(form, p, s, 84%12, 0)
		if got := f.Predict(1).Mean[0]; !near(got, mu, 1e-8) {
			t.Errorf("%s: next value %v, the textbook's %v", form, got, mu)
		}
	}
}

// TestParametersAreInTheirRegion: whatever the history, 0 < α < 1, 0 < β < α, 0 < γ < 1 − α, 0.8 ≤ φ ≤ 0.98 or 1.
func TestParametersAreInTheirRegion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(0.5, 200), 12, 40).Draw(t, "y")
		form := rapid.SampledFrom(stable).Draw(t, "form")
		f, err := ets.Fit(y, ets.Options{M: 4, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		p := f.Params()
		if !(p.Alpha > 0 && p.Alpha < 1) || p.Beta < 0 || p.Beta > p.Alpha || p.Gamma < 0 || p.Gamma > 1-p.Alpha {
			t.Fatalf("%s: %+v", f.Name(), p)
		}
		if damped := f.Form().Trend == ets.Damped; damped != (p.Phi != 1) || damped && (p.Phi < 0.8 || p.Phi > 0.98) {
			t.Fatalf("%s: φ = %v", f.Name(), p.Phi)
		}
		if f.Form().Season != ets.None && !ets.Admissible(p, 4) {
			t.Fatalf("%s: %+v is not admissible", f.Name(), p)
		}
	})
}

// TestChoiceIsTheLowestAICc among forms whose forecast stays within ten times the history.
func TestChoiceIsTheLowestAICc(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(20, 60), 16, 40).Draw(t, "y")
		best, err := ets.Fit(y, ets.Options{M: 4})
		if err != nil {
			t.Fatal(err)
		}
		_, chosen := best.Criterion()
		for _, form := range stable {
			f, err := ets.Fit(y, ets.Options{M: 4, Forms: []ets.Form{form}})
			if err != nil {
				t.Fatal(err)
			}
			if _, aicc := f.Criterion(); f.Form() == form && aicc < chosen-1e-9 {
				t.Fatalf("%s with %v was chosen, %s has %v", best.Name(), chosen, form, aicc)
			}
		}
	})
}

// TestAICcByHand: −2·loglik + 2k + 2k(k+1)/(n−k−1) with k as in the literature; too few values are infinite.
func TestAICcByHand(t *testing.T) {
	for _, tt := range []struct {
		form ets.Form
		m, k int
	}{
		{ets.ANN, 1, 3},
		{ets.MNN, 1, 3},
		{ets.AAN, 1, 5},
		{ets.AAdN, 1, 6},
		{ets.ANA, 4, 7},
		{ets.AAdA, 4, 10},
		{ets.MNM, 12, 15},
		{ets.MAdM, 12, 18},
	} {
		k := float64(tt.k)
		if got, want := tt.form.AICc(100, 40, tt.m), 100+2*k+2*k*(k+1)/(40-k-1); !near(got, want, 1e-12) {
			t.Errorf("%s: %v, want %v", tt.form, got, want)
		}
		if got := tt.form.AICc(100, tt.k+1, tt.m); !math.IsInf(got, 1) {
			t.Errorf("%s on %d values: %v", tt.form, tt.k+1, got)
		}
	}
}

// TestFormsByName in the literature's notation.
func TestFormsByName(t *testing.T) {
	var got []string
	for _, f := range stable {
		got = append(got, f.String())
	}
	want := "ETS(A,N,N) ETS(M,N,N) ETS(A,A,N) ETS(A,Ad,N) ETS(A,N,A) ETS(A,Ad,A) ETS(M,N,M) ETS(M,Ad,M)"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("%s, want %s", s, want)
	}
}

// TestFormsThatDataDoNotCarry fall back to simple smoothing: zeros for multiplicative ones, too short for a season.
func TestFormsThatDataDoNotCarry(t *testing.T) {
	zeros := []float64{0, 4, 5, 0, 6, 3, 4, 0, 5, 6, 2, 4}
	for name, tt := range map[string]struct {
		y    []float64
		form ets.Form
		want string
	}{
		"multiplicative error on zeros":     {zeros, ets.MNN, "ETS(A,N,N)"},
		"multiplicative season on zeros":    {zeros, ets.MNM, "ETS(A,N,N)"},
		"season of less than two years":     {monthly(20), ets.ANA, "ETS(A,N,N)"},
		"additive season on zeros":          {zeros, ets.ANA, "ETS(A,N,A)"},
		"multiplicative trend":              {monthly(40), ets.Form{Error: ets.Multiplicative, Trend: ets.Multiplicative}, "ETS(A,N,N)"},
		"multiplicative error, add. season": {monthly(40), ets.Form{Error: ets.Multiplicative, Season: ets.Additive}, "ETS(A,N,N)"},
	} {
		m := 12
		if len(tt.y) == 12 {
			m = 4
		}
		f, err := ets.Fit(tt.y, ets.Options{M: m, Forms: []ets.Form{tt.form}})
		if err != nil {
			t.Fatal(err)
		}
		if f.Name() != tt.want {
			t.Errorf("%s: %s, want %s", name, f.Name(), tt.want)
		}
		if err := f.Predict(9).Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestShiftEquivariance: the additive forms without a season follow a constant on every value.
func TestShiftEquivariance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.IntRange(1, 400), 8, 40).Draw(t, "y")
		a, b := make([]float64, len(y)), make([]float64, len(y))
		for i, v := range y {
			a[i], b[i] = float64(v), float64(v)+1024
		}
		fa, err := ets.FitSES(a, ets.Options{})
		if err != nil {
			t.Fatal(err)
		}
		fb, err := ets.FitSES(b, ets.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for h, v := range fb.Predict(4).Mean {
			if want := fa.Predict(4).Mean[h] + 1024; math.Abs(v-want) > 1e-3*400 {
				t.Fatalf("lead %d: %v, want %v", h+1, v, want)
			}
		}
	})
}

// TestLogScale: log ETS of a series is ETS of its logarithm, median by median.
func TestLogScale(t *testing.T) {
	y := monthly(60)
	logs := make([]float64, len(y))
	for i, v := range y {
		logs[i] = math.Log(v)
	}
	for _, form := range []ets.Form{ets.ANN, ets.AAN, ets.AAdN, ets.ANA} {
		a, err := ets.Fit(y, ets.Options{M: 12, Log: true, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		b, err := ets.Fit(logs, ets.Options{M: 12, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		da, db := a.Predict(9), b.Predict(9)
		for h := range da.Q {
			for i := range da.Q[h] {
				if want := math.Exp(db.Q[h][i]); !near(da.Q[h][i], want, 1e-9) {
					t.Fatalf("%s lead %d level %d: %v, want %v", a.Name(), h+1, i, da.Q[h][i], want)
				}
			}
		}
		if a.Name() != "log "+b.Name() {
			t.Errorf("%s and %s", a.Name(), b.Name())
		}
	}
}

// TestLogCeiling: on the log scale nothing goes above ten times the largest value, however wild the history.
func TestLogCeiling(t *testing.T) {
	y := []float64{1, 90, 2, 300, 1, 500, 3, 800, 2, 1200}
	f, err := ets.Fit(y, ets.Options{Log: true})
	if err != nil {
		t.Fatal(err)
	}
	d := f.Predict(52)
	for h := range d.Q {
		if top := d.Q[h][16]; top > 12_000 || d.Mean[h] > 12_000 {
			t.Errorf("lead %d: mean %v, upper quantile %v", h+1, d.Mean[h], top)
		}
	}
}

// TestUpdateOverGaps: a missing value, and one that the scale does not carry, repeats the one before.
func TestUpdateOverGaps(t *testing.T) {
	y := monthly(48)
	for name, opt := range map[string]ets.Options{
		"additive":       {Forms: []ets.Form{ets.AAdN}},
		"multiplicative": {M: 12, Forms: []ets.Form{ets.MNM}},
		"log":            {Log: true, Forms: []ets.Form{ets.ANN}},
	} {
		fit := func() *ets.Fitted {
			f, err := ets.Fit(y, opt)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		gap, repeated := fit(), fit()
		gap.Update([]float64{120, math.NaN(), math.Inf(1), 110})
		repeated.Update([]float64{120, 120, 120, 110})
		if a, b := fmt.Sprint(gap.Predict(6)), fmt.Sprint(repeated.Predict(6)); a != b {
			t.Errorf("%s: over gaps %s, repeated %s", name, a, b)
		}
		if opt.Forms[0].Error == ets.Additive && !opt.Log {
			continue
		}
		negative, again := fit(), fit()
		negative.Update([]float64{120, -5})
		again.Update([]float64{120, 120})
		if a, b := fmt.Sprint(negative.Predict(6)), fmt.Sprint(again.Predict(6)); a != b {
			t.Errorf("%s: after a negative value %s, repeated %s", name, a, b)
		}
	}
}

// TestMultiplicativeVarianceBySimulation: the exact second moments of the forms with multiplicative error.
func TestMultiplicativeVarianceBySimulation(t *testing.T) {
	y := monthly(72)
	for _, form := range []ets.Form{ets.MNN, ets.MNM, ets.MAdM} {
		f, err := ets.Fit(y, ets.Options{M: 12, Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		const h, n = 15, 6_000
		d, p := f.Predict(h), f.Params()
		sigma := (d.Q[0][16] - d.Mean[0]) / dist.LevelScore(16) / d.Mean[0]
		state := f.Initial()
		for i, v := range y {
			_, state = smooth(form, p, state, i%12, v)
		}
		noise := flatNormal(h, sigma).Paths(n)
		var sum, square [h]float64
		for _, path := range noise {
			s := state
			for i := range h {
				k := (72 + i) % 12
				mu, _ := smooth(form, p, s, k, 1)
				v := mu * (1 + path[i])
				_, s = smooth(form, p, s, k, v)
				sum[i] += v / n
				square[i] += v * v / n
			}
		}
		for i := range h {
			sd := math.Sqrt(square[i] - sum[i]*sum[i])
			if got := (d.Q[i][16] - d.Mean[i]) / dist.LevelScore(16); math.Abs(got-sd) > 0.06*sd || math.Abs(d.Mean[i]-sum[i]) > 0.1*sd {
				t.Errorf("%s lead %d: mean %.2f sd %.3f, simulated %.2f and %.3f", form, i+1, d.Mean[i], got, sum[i], sd)
			}
		}
	}
}

// flatNormal draws independent errors of one standard deviation.
func flatNormal(h int, sd float64) dist.Dist {
	s := make([]float64, h)
	for i := range s {
		s[i] = sd
	}
	d := dist.FromNormal(make([]float64, h), s)
	d.Seed = 21
	return d
}

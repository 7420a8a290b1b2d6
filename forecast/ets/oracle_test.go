package ets_test

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"zhiwei/forecast/ets"
)

// want is one line of testdata/oracle/want.json, written by make.R beside it.
type want struct {
	Name, Form                             string
	Y, M, Alpha, Beta, Gamma, Phi, L, B, S []float64
	Loglik, AICc, Mean, Sigma2             []float64
}

func oracle(t *testing.T) []want {
	t.Helper()
	raw, err := os.ReadFile("testdata/oracle/want.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []want
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func close6(got, want float64) bool { return math.Abs(got-want) <= 1e-6*max(1, math.Abs(want)) }

func forms() map[string]ets.Form {
	out := map[string]ets.Form{}
	for _, f := range []ets.Form{ets.ANN, ets.MNN, ets.AAN, ets.AAdN, ets.ANA, ets.AAdA, ets.MNM, ets.MAdM} {
		out[f.String()] = f
	}
	return out
}

// The likelihood, AICc and forecasts of R's parameters and states, by the plain recursion.
func TestLikelihoodOracle(t *testing.T) {
	n := 0
	for _, w := range oracle(t) {
		form, ok := forms()[w.Form]
		if !ok {
			continue
		}
		n++
		t.Run(w.Name, func(t *testing.T) {
			p := ets.Params{Alpha: w.Alpha[0], Beta: w.Beta[0], Gamma: w.Gamma[0], Phi: w.Phi[0]}
			s := ets.State{L: w.L[0], B: w.B[0], S: w.S}
			lik := ets.Likelihood(form, p, s, w.Y)
			if !close6(-lik/2, w.Loglik[0]) {
				t.Errorf("loglik %.9f, want %.9f", -lik/2, w.Loglik[0])
			}
			if got := form.AICc(lik, len(w.Y), int(w.M[0])); !close6(got, w.AICc[0]) {
				t.Errorf("AICc %.9f, want %.9f", got, w.AICc[0])
			}
			got := ets.ForecastFrom(form, p, s, w.Y, len(w.Mean))
			for h := range got {
				if !close6(got[h], w.Mean[h]) {
					t.Errorf("lead %d: %.9f, want %.9f", h+1, got[h], w.Mean[h])
				}
			}
		})
	}
	if n < 14 {
		t.Fatalf("only %d cases", n)
	}
}

// The search must find a likelihood that is not worse than R's by more than a hair.
func TestSearchNotWorse(t *testing.T) {
	fits := map[string]func([]float64, ets.Options) (*ets.Fitted, error){"ses-": ets.FitSES, "holt-": ets.FitHolt, "damped-": ets.FitDamped}
	n := 0
	for _, w := range oracle(t) {
		for prefix, fit := range fits {
			if !strings.HasPrefix(w.Name, prefix) {
				continue
			}
			n++
			f, err := fit(w.Y, ets.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if lik, _ := f.Criterion(); -lik/2 < w.Loglik[0]-0.05 {
				t.Errorf("%s: loglik %.4f, R has %.4f", w.Name, -lik/2, w.Loglik[0])
			}
			if prefix != "ses-" {
				continue
			}
			if got := f.Predict(1).Mean[0]; math.Abs(got-w.Mean[0]) > 1e-3*math.Abs(w.Mean[0]) {
				t.Errorf("%s: %.4f, R has %.4f", w.Name, got, w.Mean[0])
			}
		}
	}
	if n < 9 {
		t.Fatalf("only %d cases", n)
	}
}

// With seasonal states given by the decomposition the likelihood stays within a few units of R's, which searches all
// of them.
func TestSeasonalSearchNearR(t *testing.T) {
	for _, w := range oracle(t) {
		form, ok := forms()[w.Form]
		if !ok || form.Season == ets.None {
			continue
		}
		f, err := ets.Fit(w.Y, ets.Options{M: int(w.M[0]), Forms: []ets.Form{form}})
		if err != nil {
			t.Fatal(err)
		}
		lik, _ := f.Criterion()
		t.Logf("%s %s: loglik %.3f, R %.3f", w.Name, f.Name(), -lik/2, w.Loglik[0])
		if f.Form() != form {
			t.Errorf("%s: fitted %s", w.Name, f.Name())
		}
		if -lik/2 < w.Loglik[0]-12 {
			t.Errorf("%s: loglik %.3f is far below R's %.3f", w.Name, -lik/2, w.Loglik[0])
		}
	}
}

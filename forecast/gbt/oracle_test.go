package gbt_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"zhiwei/forecast/gbt"
)

// oracle is what LightGBM reached: mean losses on unseen rows by loss name. testdata/oracle/make.py made it.
type oracle struct {
	Full, Sampled map[string]float64
	Check         []float64 // sums of the training target and of all features
}

const (
	oracleRows     = 20_000
	oracleFeatures = 12
)

func readOracle(t *testing.T) oracle {
	t.Helper()
	b, err := os.ReadFile("testdata/oracle/want.json")
	if err != nil {
		t.Fatal(err)
	}
	var o oracle
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// oracleCase is one loss: how it is trained (on y/sc with weight sc, or on y with offset log sc) and scored.
type oracleCase struct {
	name  string
	opt   gbt.Options
	ratio bool
	link  bool
	loss  func(y, f, w float64) float64
}

var oracleCases = []oracleCase{
	{name: "tweedie", opt: gbt.Options{Loss: gbt.Tweedie}, link: true, loss: func(y, f, _ float64) float64 {
		return y*math.Pow(f, -0.4)/0.4 + math.Pow(f, 0.6)/0.6
	}},
	{name: "poisson", opt: gbt.Options{Loss: gbt.Poisson}, link: true, loss: func(y, f, _ float64) float64 {
		return f - y*math.Log(f)
	}},
	{name: "l2", opt: gbt.Options{Loss: gbt.L2}, loss: func(y, f, _ float64) float64 { return (y - f) * (y - f) }},
	{name: "l1", opt: gbt.Options{Loss: gbt.L1}, ratio: true, loss: func(y, f, w float64) float64 {
		return w * math.Abs(y-f)
	}},
	{name: "pinball", opt: gbt.Options{Loss: gbt.Pinball, Tau: 0.9}, ratio: true, loss: func(y, f, _ float64) float64 {
		return max(0.9*(y-f), -0.1*(y-f))
	}},
}

func (c oracleCase) target(p panel) (y, w, offset []float64) {
	y = p.y
	if c.ratio {
		y, w = make([]float64, len(p.y)), p.sc
		for i := range y {
			y[i] = p.y[i] / p.sc[i]
		}
	}
	if c.link {
		offset = p.offset
	}
	return y, w, offset
}

// reached is the mean loss on the test rows.
func (c oracleCase) reached(t *testing.T, opt gbt.Options, train, test panel) float64 {
	t.Helper()
	y, w, offset := c.target(train)
	x := mustMatrix(t, train.cols, gbt.BinOptions{})
	m, err := gbt.Fit(context.Background(), x, y, w, offset, opt)
	if err != nil {
		t.Fatal(err)
	}
	y, w, offset = c.target(test)
	f := make([]float64, len(y))
	m.Predict(f, m.Binner().Matrix(test.cols, 1), offset, 1)
	sum, weight := 0.0, 0.0
	for i := range y {
		sum += c.loss(y[i], f[i], test.sc[i])
		if c.name == "l1" {
			weight += w[i]
		} else {
			weight++
		}
	}
	return sum / weight
}

// The losses on unseen rows are within 1 % of LightGBM's, with and without sampling of rows and features.
func TestOracleLightGBM(t *testing.T) {
	want := readOracle(t)
	train, test := newPanel(1, oracleRows, oracleFeatures), newPanel(2, oracleRows, oracleFeatures)
	checkOracleData(t, want, train)
	for _, c := range oracleCases {
		t.Run(c.name, func(t *testing.T) {
			c.opt.Trees = 100
			full := c.opt
			full.Features, full.Rows = 1, 1
			got, gotSampled := c.reached(t, full, train, test), c.reached(t, c.opt, train, test)
			t.Logf("full %.6f of %.6f (%+.3f %%), sampled %.6f of %.6f (%+.3f %%)", got, want.Full[c.name],
				100*(got/want.Full[c.name]-1), gotSampled, want.Sampled[c.name], 100*(gotSampled/want.Sampled[c.name]-1))
			near(t, "full", got, want.Full[c.name], 0.01)
			near(t, "sampled", gotSampled, want.Sampled[c.name], 0.01)
		})
	}
}

// checkOracleData holds that both languages made the same numbers.
func checkOracleData(t *testing.T, want oracle, p panel) {
	t.Helper()
	demandSum, featureSum := 0.0, 0.0
	for i := range p.y {
		demandSum += p.y[i]
		for f := range p.cols {
			if v := p.cols[f][i]; v == v {
				featureSum += v
			}
		}
	}
	near(t, "sum of targets", demandSum, want.Check[0], 1e-12)
	near(t, "sum of features", featureSum, want.Check[1], 1e-9)
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s: %v, want %v within %v of it", what, got, want, tol)
	}
}

package longfile_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
)

// gate is one public set: what the control line must say, and what the chosen combination must beat.
type gate struct {
	set     string
	opt     backtest.Options
	control string
	figures []figure
	equal   bool // not worse than the seasonal naive is enough
	retail  bool // judged by WAPE and WQL instead of MASE
}

// figure is a published or recomputed number of bench/README.md, to the digits printed there.
type figure struct {
	name string
	want float64
	half float64 // half a unit of the last digit
}

var gates = []gate{
	{
		set: "m4_weekly", opt: backtest.Options{Horizon: 13, Season: 1, Freq: backtest.Weekly}, control: "Naive2",
		figures: []figure{{"sMAPE", 9.161, 5e-4}, {"MASE", 2.777, 5e-4}},
	},
	{
		set: "m4_hourly", opt: backtest.Options{Horizon: 48, Season: 24, Freq: backtest.Hourly}, control: "sNaive", equal: true,
		figures: []figure{{"sMAPE", 13.912, 5e-4}, {"MASE", 1.193, 5e-4}},
	},
	{
		set: "m4_yearly", opt: backtest.Options{Horizon: 6, Season: 1, Freq: backtest.Yearly}, control: "Naive2",
		figures: []figure{{"sMAPE", 16.342, 5e-4}, {"MASE", 3.974, 5e-4}},
	},
	{
		set: "m3_monthly", opt: backtest.Options{Horizon: 18, Season: 12, Freq: backtest.Monthly}, control: "Naive2",
		figures: []figure{{"sMAPE", 16.764, 5e-4}, {"MASE", 1.038, 5e-4}},
	},
	{
		set: "pasta", opt: backtest.Options{Horizon: 28, Season: 7, Freq: backtest.Daily}, control: "sNaive", retail: true,
		figures: []figure{{"MASE", 0.99495, 5e-6}, {"WAPE", 1.02050, 5e-6}, {"WQL", 1.12221, 5e-6}},
	},
	{
		set: "m5_validation", opt: backtest.Options{Horizon: 28, Season: 7, Freq: backtest.Daily}, control: "sNaive", retail: true,
		figures: []figure{{"WAPE", 0.86218, 5e-6}},
	},
}

// TestControlLines holds the seasonal naive and Naive2 to the published figures.
func TestControlLines(t *testing.T) {
	dir := bench(t)
	if testing.Short() {
		t.Skip("reads twelve million rows")
	}
	for _, g := range gates {
		t.Run(g.set, func(t *testing.T) { g.run(t, dir, "sNaive", "Naive2") })
	}
}

// TestGates prints, for each public set, the control line first and then the chosen combination. It runs the quick
// sets; BENCH_SET=all, or names with commas, asks for others, BENCH_MODELS for other models.
func TestGates(t *testing.T) {
	dir := bench(t)
	if testing.Short() {
		t.Skip("takes minutes")
	}
	only := os.Getenv("BENCH_SET")
	if only == "" {
		only = "pasta"
	}
	models := []string{"sNaive", "Naive2", backtest.Zhiwei}
	if m := os.Getenv("BENCH_MODELS"); m != "" {
		models = append(models[:2], strings.Split(m, ",")...)
	}
	for _, g := range gates {
		if only == "all" || strings.Contains(","+only+",", ","+g.set+",") {
			t.Run(g.set, func(t *testing.T) { g.run(t, dir, models...) })
		}
	}
}

func (g gate) run(t *testing.T, dir string, models ...string) {
	t.Helper()
	train, err := longfile.Read(filepath.Join(dir, g.set+".train.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	test, err := longfile.Read(filepath.Join(dir, g.set+".test.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	g.opt.Models = models
	started := time.Now()
	g.opt.Clock = func() float64 { return time.Since(started).Seconds() }
	lines, err := backtest.Evaluate(context.Background(), train, test, g.opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]backtest.Line{}
	for _, l := range lines {
		by[l.Model] = l
		t.Logf("%-7s WAPE %.5f bias %+.4f (mean %+.4f) MASE %.5f RMSSE %.4f sMAPE %.3f OWA %.4f WQL %.5f cov %.3f/%.3f MSIS %.2f expl %d fell %d %.1fs n%d",
			l.Model, l.Median.WAPE, l.Median.Bias, l.Mean.Bias, l.Median.MASE, l.Mean.RMSSE, l.Median.SMAPE, l.OWA, l.WQL, l.Cover80, l.Cover95, l.MSIS, l.Explosions, l.Fell, l.Seconds, l.Series)
	}
	for _, f := range g.figures {
		if got := value(by[g.control], f.name); math.Abs(got-f.want) > f.half*1.01 {
			t.Errorf("%s %s = %.6f, want %v", g.control, f.name, got, f.want)
		}
	}
	if ours, ok := by[backtest.Zhiwei]; ok {
		g.judge(t, by["sNaive"], ours)
	}
}

func value(l backtest.Line, name string) float64 {
	switch name {
	case "sMAPE":
		return l.Median.SMAPE
	case "MASE":
		return l.Median.MASE
	case "WQL":
		return l.WQL
	default:
		return l.Median.WAPE
	}
}

func (g gate) judge(t *testing.T, naive, ours backtest.Line) {
	t.Helper()
	if ours.Explosions > 0 {
		t.Errorf("%d explosions", ours.Explosions)
	}
	switch {
	case g.retail && (ours.Median.WAPE >= naive.Median.WAPE || ours.WQL >= naive.WQL):
		t.Errorf("WAPE %.4f, WQL %.4f; seasonal naive %.4f, %.4f", ours.Median.WAPE, ours.WQL, naive.Median.WAPE, naive.WQL)
	case !g.retail && !g.equal && ours.Median.MASE >= naive.Median.MASE, g.equal && ours.Median.MASE > naive.Median.MASE:
		t.Errorf("MASE %.4f, seasonal naive %.4f", ours.Median.MASE, naive.Median.MASE)
	}
}

package longfile_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
)

// rival pairs a model of ours with the peer's of the same kind.
type rival struct{ ours, peer string }

// rivals are what both programs have; the last line sets our chosen combination against the peer's best single model.
var rivals = []rival{
	{"sNaive", "SeasonalNaive"},
	{"SES", "SimpleExponentialSmoothing"},
	{"Theta", "Theta"},
	{"DOTM", "DynamicOptimizedTheta"},
	{"ETS", "AutoETS"},
	{backtest.Zhiwei, "AutoTheta"},
}

// rounds is how often each side runs, in turns; the median is printed.
const rounds = 3

// TestPeers runs StatsForecast beside ours: the same series, one thread, points and intervals, CPU seconds of fitting and
// forecasting. ZHIWEI_PEERS names a Python that has it; make peers installs one.
func TestPeers(t *testing.T) {
	python := os.Getenv("ZHIWEI_PEERS")
	if python == "" {
		t.Skip("no peer: ZHIWEI_PEERS is not set")
	}
	dir := bench(t)
	for _, set := range []struct {
		name   string
		series int
		opt    backtest.Options
	}{
		{"m3_monthly", 200, backtest.Options{Horizon: 18, Season: 12, Freq: backtest.Monthly}},
		{"m4_yearly", 500, backtest.Options{Horizon: 6, Season: 1, Freq: backtest.Yearly}},
		{"m5_validation", 100, backtest.Options{Horizon: 28, Season: 7, Freq: backtest.Daily}},
	} {
		t.Run(set.name, func(t *testing.T) {
			train, test := first(t, dir, set.name, set.series)
			set.opt.Threads = 1
			measure(t, python, train, test, set.opt)
		})
	}
}

// first reads a set's first series that have rows on both sides.
func first(t *testing.T, dir, set string, n int) (train, test *backtest.Long) {
	t.Helper()
	var parts [2]*backtest.Long
	for i, part := range []string{"train", "test"} {
		long, err := longfile.Read(filepath.Join(dir, set+"."+part+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		parts[i] = long
	}
	tested := map[string]backtest.Rows{}
	for _, s := range parts[1].Series {
		tested[s.ID] = s
	}
	var kept [2][]backtest.Rows
	for _, s := range parts[0].Series {
		if rows, ok := tested[s.ID]; ok && len(s.Y) > 30 && len(kept[0]) < n {
			kept[0], kept[1] = append(kept[0], s), append(kept[1], rows)
		}
	}
	for i := range parts {
		parts[i].Series = kept[i]
	}
	return parts[0], parts[1]
}

// measure prints a line a pair of models.
func measure(t *testing.T, python string, train, test *backtest.Long, opt backtest.Options) {
	t.Helper()
	work := t.TempDir()
	writeLong(t, filepath.Join(work, "train.csv"), train)
	writeLong(t, filepath.Join(work, "test.csv"), test)
	t.Logf("%d series, horizon %d, one thread, CPU ms a series (median of %d rounds in turns)", len(train.Series), opt.Horizon, rounds)
	t.Logf("%-8s %9s %7s %6s | %-28s %9s %7s %6s | %7s", "ours", "ms", "MASE", "cov95", "StatsForecast", "ms", "MASE", "cov95", "ratio")
	for _, r := range rivals {
		var mine, theirs []float64
		var ours, peer backtest.Line
		for range rounds {
			var seconds float64
			seconds, peer = runPeer(t, python, work, r.peer, train, test, opt)
			theirs = append(theirs, seconds)
			seconds, ours = runOurs(t, r.ours, train, test, opt)
			mine = append(mine, seconds)
		}
		a, b := middleOf(mine)/float64(len(train.Series))*1000, middleOf(theirs)/float64(len(train.Series))*1000
		t.Logf("%-8s %9.4f %7.3f %6.3f | %-28s %9.4f %7.3f %6.3f | %6.1fx",
			r.ours, a, ours.Median.MASE, ours.Cover95, r.peer, b, peer.Median.MASE, peer.Cover95, b/a)
		if ours.Median.MASE <= 0 || peer.Median.MASE <= 0 {
			t.Errorf("%s against %s: a side was not scored", r.ours, r.peer)
		}
	}
}

func middleOf(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// runOurs evaluates one model in this process.
func runOurs(t *testing.T, model string, train, test *backtest.Long, opt backtest.Options) (float64, backtest.Line) {
	t.Helper()
	opt.Models, opt.Clock = []string{model}, cpuSeconds
	lines, err := backtest.Evaluate(t.Context(), train, test, opt, nil)
	if err != nil {
		t.Fatal(err)
	}
	return lines[0].Seconds, lines[0]
}

// cpuSeconds is what this process has computed so far.
func cpuSeconds() float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		panic(err)
	}
	return (time.Duration(use.Utime.Nano()) + time.Duration(use.Stime.Nano())).Seconds()
}

// runPeer runs one of the peer's models in a process of its own and scores its forecasts as ours are.
func runPeer(t *testing.T, python, work, model string, train, test *backtest.Long, opt backtest.Options) (float64, backtest.Line) {
	t.Helper()
	out := filepath.Join(work, "peer.csv")
	cmd := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "peers.py"),
		filepath.Join(work, "train.csv"), filepath.Join(work, "test.csv"), strconv.Itoa(opt.Season), model, out)
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, os.Stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v", model, err)
	}
	var line struct{ Seconds float64 }
	if err := json.NewDecoder(&text).Decode(&line); err != nil {
		t.Fatal(err)
	}
	forecasts, err := longfile.ReadForecasts(out)
	if err != nil {
		t.Fatal(err)
	}
	scored, err := backtest.Score(train, test, forecasts, opt)
	if err != nil {
		t.Fatal(err)
	}
	return line.Seconds, scored[0]
}

// writeLong writes unique_id, ds, y; steps without a value repeat the last one, as the peer takes no gaps.
func writeLong(t *testing.T, path string, long *backtest.Long) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	buf := bufio.NewWriter(f)
	w := csv.NewWriter(buf)
	rows := [][]string{{"unique_id", "ds", "y"}}
	for i := range long.Series {
		s := &long.Series[i]
		for j, ds := range s.DS {
			at := strconv.FormatInt(ds, 10)
			if long.Dated {
				at = time.Unix(ds*24*60*60, 0).UTC().Format(time.DateOnly)
			}
			rows = append(rows, []string{s.ID, at, fmt.Sprint(s.Y[j])})
		}
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := buf.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

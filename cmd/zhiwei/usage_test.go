package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWrongFlags: each ends with 2, names the flag, writes nothing and leaves what was there.
func TestWrongFlags(t *testing.T) {
	dir := newWorkspace(t)
	at := t.TempDir()
	series, out := filepath.Join(at, "s.csv"), filepath.Join(at, "o.csv")
	put(t, series, "unique_id,ds,y\nA,1,5\nA,2,6\nA,3,7\nA,4,8\n")
	put(t, out, "an earlier answer\n")
	forecast := []string{"forecast", "--series", series, "--horizon", "2", "--out", out}
	backtest := []string{"backtest", "--series", series, "--horizon", "1", "--windows", "1", "--out", out}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"--lang", []string{"--lang", "fr", "doctor"}},
		{"--colour", []string{"--colour", "doctor"}},
		{"doktor", []string{"doktor"}},
		{"unexpected", []string{"version", "extra"}},
		{"<dir>", []string{"init"}},
		{"<paths>", []string{"import"}},
		{"<query>", []string{"sql"}},
		{"kind", []string{"report", "yearly"}},
		{"--budget", []string{"plan", "--budget", "viel"}},
		{"--budget", []string{"plan", "--budget=-1"}},
		{"--budget", []string{"plan", "--budget=NaN"}},
		{"--budget", []string{"plan", "--budget=Inf"}},
		{"--budget", []string{"plan", "--budget=1e300"}},
		{"YYYY-MM-DD", []string{"plan", "--asof", "gestern"}},
		{"YYYY-MM-DD", []string{"run", "--asof", "2026-8-1"}},
		{"missing --horizon, --out", []string{"forecast", "--series", series}},
		{"--horizon", []string{"forecast", "--series", series, "--horizon=-3", "--out", out}},
		{"--horizon", []string{"forecast", "--series", series, "--horizon", "2.5", "--out", out}},
		{"--freq", append(forecast, "--freq", "X")},
		{"--freq", append(forecast, "--freq", "d")},
		{"--quantiles", append(forecast, "--quantiles", "0")},
		{"--quantiles", append(forecast, "--quantiles", "0.1,1")},
		{"--quantiles", append(forecast, "--quantiles", "NaN")},
		{"--quantiles", append(forecast, "--quantiles", "viele")},
		{"--season", append(forecast, "--season=-7")},
		{"--threads", append(forecast, "--threads=-1")},
		{"--cycles", append(forecast, "--cycles=7,0")},
		{"Prophet", append(forecast, "--models", "Prophet")},
		{"nothing.csv", append(forecast, "--future", "nothing.csv")},
		{"missing --test | --windows", []string{"backtest", "--series", series, "--horizon", "1"}},
		{"--test | --windows", []string{"backtest", "--series", series, "--horizon", "1", "--windows=-1"}},
		{"--freq", append(backtest, "--freq", "weekly")},
		{"--season", append(backtest, "--season=-1")},
		{"--quantiles", append(backtest, "--quantiles=-0.1")},
		{"--forecast=FILE, --season=M, --train=FILE", []string{"score", "--actual", series}},
		{"--season", []string{"score", "--actual", series, "--forecast", series, "--train", series, "--season", "0"}},
		{"127.0.0.1", []string{"serve", "--listen", "0.0.0.0:0"}},
		{"127.0.0.1", []string{"serve", "--listen", "192.0.2.1:0"}},
		{"127.0.0.1", []string{"serve", "--listen", "example.com:0"}},
		{"127.0.0.1", []string{"serve", "--listen", ":8787"}},
		{"port", []string{"serve", "--listen", "127.0.0.1"}},
		{"99999", []string{"serve", "--listen", "127.0.0.1:99999"}},
		{"SELEC", []string{"sql", "SELEC 1"}},
		{".csv or .xlsx", []string{"sql", "--out", filepath.Join(at, "o.pdf"), "SELECT 1"}},
	} {
		r := inside(t, 2, append([]string{"-C", dir}, c.args...)...)
		if !strings.Contains(r.stderr, c.says) || r.stdout != "" {
			t.Errorf("%v does not say %q: %s%s", c.args, c.says, r.stdout, r.stderr)
		}
	}
	left, err := os.ReadDir(at)
	if err != nil || len(left) != 2 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
	if text, err := os.ReadFile(out); err != nil || string(text) != "an earlier answer\n" {
		t.Errorf("the earlier answer is %q, %v", text, err)
	}
}

// TestHelp: every verb says what it does, and those that take something begin with examples.
func TestHelp(t *testing.T) {
	all := inside(t, 0, "--help").stdout
	if got := inside(t, 0, "help").stdout; got != all || inside(t, 0).stdout != all {
		t.Error("help, --help and nothing at all say different things")
	}
	plain := map[string]bool{"doctor": true, "version": true}
	for verb := range strings.FieldsSeq("demo init import check forecast backtest score plan report run serve sql doctor version") {
		if !strings.Contains(all, "\n  "+verb+" ") {
			t.Errorf("help does not list %s", verb)
		}
		r := inside(t, 0, "help", verb)
		if r.stdout != inside(t, 0, verb, "--help").stdout || r.stderr != "" || !strings.Contains(r.stdout, "zhiwei "+verb) {
			t.Errorf("help %s: %s", verb, r.stdout)
		}
		if strings.Contains(r.stdout, "例 Examples:") == plain[verb] {
			t.Errorf("help %s has no examples, or need not have any:\n%s", verb, r.stdout)
		}
	}
	if r := inside(t, 2, "help", "nothing"); !strings.Contains(r.stderr, "nothing") {
		t.Errorf("help on no verb: %s", r.stderr)
	}
}

// TestRepeatedQuantilesAreOneColumn: levels come sorted and each once.
func TestRepeatedQuantilesAreOneColumn(t *testing.T) {
	at := t.TempDir()
	series, out := filepath.Join(at, "s.csv"), filepath.Join(at, "o.csv")
	put(t, series, "unique_id,ds,y\nA,1,5\nA,2,6\nA,3,7\nA,4,8\n")
	inside(t, 0, "forecast", "--series", series, "--horizon", "1", "--out", out, "--quantiles", "0.9,0.1,0.9", "--quantiles", "0.5,0.1", "--models", "Naive")
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	head, row, _ := strings.Cut(string(text), "\n")
	if head != "model,window,unique_id,ds,mean,median,q0.1,q0.5,q0.9" || !strings.HasPrefix(row, "Naive,1,A,5,8,8,") {
		t.Errorf("%s\n%s", head, row)
	}
}

// TestDemoLeavesOthersAlone: only a folder that a demo made, or an empty one, may be replaced.
func TestDemoLeavesOthersAlone(t *testing.T) {
	at := t.TempDir()
	put(t, filepath.Join(at, "note"), "mine")
	for _, dir := range []string{at, newWorkspace(t)} {
		before, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		r := inside(t, 2, "demo", "--no-serve", dir)
		after, err := os.ReadDir(dir)
		if err != nil || len(after) != len(before) || !strings.Contains(r.stderr, "E-USAGE") {
			t.Errorf("%s had %d things and has %d, %v: %s", dir, len(before), len(after), err, r.stderr)
		}
	}
	if r := inside(t, 2, "demo", "--no-serve", filepath.Join(at, "note")); !strings.Contains(r.stderr, "note") {
		t.Errorf("a file as demo folder: %s", r.stderr)
	}
}

// TestInitSaysWhatIsNext: the folder is named as it was written, and a folder that cannot be one is refused.
func TestInitSaysWhatIsNext(t *testing.T) {
	t.Chdir(t.TempDir())
	if r := inside(t, 0, "init", "./店铺/"); !strings.Contains(r.stderr, "zhiwei -C 店铺 run") || r.stdout != "" {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
	for _, dir := range []string{"甲?", "乙#1", "丙%20"} {
		if r := inside(t, 2, "init", dir); !strings.Contains(r.stderr, "[E-PATH]") {
			t.Errorf("%s: %s", dir, r.stderr)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s was made", dir)
		}
	}
	put(t, "file", "")
	if r := inside(t, 2, "init", "file/w"); !strings.Contains(r.stderr, "[E-FILE]") {
		t.Errorf("below a file: %s", r.stderr)
	}
}

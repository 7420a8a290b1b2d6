package main_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	zhiwei "zhiwei/cmd/zhiwei"
	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/forecast/backtest"
	"zhiwei/ingest"
	"zhiwei/reports/locale"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// TestEveryFaultHasItsExit: wrapped or joined, each fault ends with the exit code of the contract and a stable code, and
// has words in every language.
func TestEveryFaultHasItsExit(t *testing.T) {
	for _, c := range []struct {
		err  error
		exit int
		code string
	}{
		{&zhiwei.UsageError{Err: errors.New("x")}, 2, "E-USAGE"},
		{zhiwei.ErrNotLoopback, 5, "E-INTERNAL"}, // only as wrong use is it a person's fault
		{&zhiwei.UsageError{Err: zhiwei.ErrNotDemo}, 2, "E-USAGE"},
		{workspace.ErrSettings, 2, "E-SETTINGS"},
		{&zhiwei.UsageError{Err: workspace.ErrSettings}, 2, "E-SETTINGS"},
		{workspace.ErrNotWorkspace, 2, "E-NO-WORKSPACE"},
		{workspace.ErrPath, 2, "E-PATH"},
		{warehouse.ErrPath, 2, "E-PATH"},
		{workspace.ErrKey, 2, "E-KEY"},
		{fmt.Errorf("%w: %w", workspace.ErrKey, fs.ErrNotExist), 2, "E-KEY"},
		{workspace.ErrLedger, 5, "E-INTERNAL"},
		{pipeline.ErrAsOf, 2, "E-ASOF"},
		{&pipeline.MappingError{Name: "a.yaml", Err: errors.New("[2:1]")}, 2, "E-MAPPING"},
		{&pipeline.NoFilesError{Path: "inbox"}, 2, "E-NO-FILES"},
		{&workspace.LockedError{Dir: "d", PID: 7}, 3, "E-LOCKED"},
		{&warehouse.LockedError{PID: 7}, 3, "E-LOCKED"},
		{&ingest.Refusal{File: "a.csv", Code: "unknown-header"}, 4, "E-UNKNOWN-HEADER"},
		{&ingest.Refusal{File: "a.xlsx", Code: "damaged-zip"}, 4, "E-DAMAGED-WORKBOOK"},
		{&ingest.Refusal{File: "a.XLSX", Code: "damaged-zip"}, 4, "E-DAMAGED-WORKBOOK"},
		{&ingest.Refusal{File: "a.zip", Code: "damaged-zip"}, 4, "E-DAMAGED-ZIP"},
		{&transform.ReconcileError{Name: "a.csv"}, 4, "E-UNBALANCED"},
		{backtest.ErrModel, 2, "E-MODEL"},
		{backtest.ErrDuplicate, 4, "E-SERIES"},
		{backtest.ErrOrder, 4, "E-SERIES"},
		{backtest.ErrRange, 4, "E-SERIES"},
		{backtest.ErrGap, 4, "E-SERIES"},
		{backtest.ErrNoRows, 4, "E-SERIES"},
		{longfile.ErrColumn, 4, "E-SERIES"},
		{longfile.ErrCell, 4, "E-SERIES"},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist}, 2, "E-FILE"},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, 2, "E-FILE"},
		{&fs.PathError{Op: "read", Path: ".", Err: syscall.EISDIR}, 2, "E-FILE"},
		{&fs.PathError{Op: "open", Path: "a/b", Err: syscall.ENOTDIR}, 2, "E-FILE"},
		{&os.LinkError{Op: "rename", Old: "x", New: ".", Err: syscall.EEXIST}, 2, "E-FILE"},
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, 5, "E-INTERNAL"},
		{&pipeline.StopError{Findings: []transform.Check{{Code: "unmapped-share"}}}, 1, "E-CHECK-UNMAPPED-SHARE"},
		{pipeline.ErrNoDemand, 1, "E-NO-DEMAND"},
		{pipeline.ErrNoRun, 2, "E-NO-RUN"},
		{context.Canceled, 130, "E-INTERRUPTED"},
		{context.DeadlineExceeded, 5, "E-INTERNAL"},
		{errors.New("anything"), 5, "E-INTERNAL"},
		{&zhiwei.AttentionError{Key: "check"}, 1, ""},
		{&zhiwei.RefusedError{Files: 2}, 4, ""},
	} {
		for how, err := range map[string]error{
			"alone": c.err, "wrapped": fmt.Errorf("import a.csv: %w", fmt.Errorf("deep: %w", c.err)), "joined": errors.Join(c.err, errors.New("close")),
		} {
			exit, code, key := zhiwei.Explained(err)
			if exit != c.exit || code != c.code {
				t.Errorf("%T %v %s: exit %d %s, want %d %s", c.err, c.err, how, exit, code, c.exit, c.code)
			}
			for _, lang := range locale.Languages() {
				if (key != "") != (c.code != "") || key != "" && !locale.Has(lang, "cli.error-"+key) {
					t.Errorf("%s: no words in %s under %q", c.code, lang, key)
				}
			}
		}
	}
}

// TestAFaultIsSaidInThreeParts: what happened, what to do next, the code; nothing on stdout; the chain of causes only with
// --debug; the same code in both languages.
func TestAFaultIsSaidInThreeParts(t *testing.T) {
	dir := newWorkspace(t)
	series := filepath.Join(t.TempDir(), "s.csv")
	put(t, series, "unique_id,ds,y\nA,1,5\nA,1,6\n")
	unknown := filepath.Join(t.TempDir(), "陌生.csv")
	put(t, unknown, "甲,乙,丙\n1,2,3\n")
	for _, c := range []struct {
		exit int
		code string
		args []string
		says []string
	}{
		{2, "E-NO-WORKSPACE", []string{"-C", t.TempDir(), "check"}, []string{"zhiwei init"}},
		{2, "E-NO-RUN", []string{"-C", dir, "report"}, []string{"zhiwei run"}},
		{2, "E-ASOF", []string{"-C", dir, "check", "--asof", "2026-02-30"}, []string{"2026-02-30", "2026-08-23"}},
		{2, "E-NO-FILES", []string{"-C", dir, "import", filepath.Join(dir, "inbox")}, []string{"inbox"}},
		{2, "E-FILE", []string{"-C", dir, "import", filepath.Join(dir, "nothing.csv")}, []string{"nothing.csv"}},
		{2, "E-FILE", []string{"-C", dir, "import", "--mapping", "keine.yaml", unknown}, []string{"keine.yaml"}},
		{2, "E-MAPPING", []string{"-C", dir, "import", "--mapping", unknown, unknown}, []string{"陌生.csv"}},
		{1, "E-NO-DEMAND", []string{"-C", dir, "forecast"}, []string{"zhiwei import"}},
		{4, "E-SERIES", []string{"forecast", "--series", series, "--horizon", "2", "--out", "x.csv"}, []string{"line 3"}},
		{4, "E-UNKNOWN-HEADER", []string{"-C", dir, "import", unknown}, []string{"陌生.csv", "profiles"}},
		{2, "E-FILE", []string{"forecast", "--series", dir, "--horizon", "2", "--out", "x.csv"}, []string{dir}},
	} {
		for _, lang := range []string{"zh", "en"} {
			args := append([]string{"--lang", lang}, c.args...)
			r := inside(t, c.exit, args...)
			for _, part := range append(c.says, "["+c.code+"]") {
				if !strings.Contains(r.stderr, part) {
					t.Errorf("%v does not say %q: %s", args, part, r.stderr)
				}
			}
			if strings.Count(strings.TrimSpace(r.stderr), "\n") < 1 || strings.Contains(r.stderr, "{{") || strings.Contains(r.stderr, "cli.") || strings.Contains(r.stderr, "goroutine") {
				t.Errorf("%v says\n%s", args, r.stderr)
			}
			if strings.ContainsFunc(r.stdout, func(x rune) bool { return x == '[' }) {
				t.Errorf("%v says it on stdout: %s", args, r.stdout)
			}
			if d := inside(t, c.exit, append(args, "--debug")...); len(d.stderr) <= len(r.stderr) {
				t.Errorf("%v --debug adds nothing: %s", args, d.stderr)
			}
		}
	}
	if _, err := os.Stat("x.csv"); err == nil {
		t.Error("a refused series left a file")
	}
	template, err := os.ReadFile(filepath.Join(dir, "profiles", "陌生.csv.yaml.template"))
	if err != nil || !strings.Contains(string(template), `"甲"`) {
		t.Errorf("no mapping to start from: %v", err)
	}
}

// TestInterrupted: whatever an interrupt breaks off is called an interrupt; wrong use stays wrong use.
func TestInterrupted(t *testing.T) {
	dir := shop(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{{"check"}, {"import", filepath.Join(dir, "inbox")}, {"run"}, {"sql", "SELECT 1"}} {
		r := insideWith(ctx, nil, append([]string{"-C", dir}, args...)...)
		if r.code != 130 || !strings.Contains(r.stderr, "[E-INTERRUPTED]") {
			t.Errorf("%v exited %d: %s", args, r.code, r.stderr)
		}
	}
	if r := insideWith(ctx, nil, "improt"); r.code != 2 {
		t.Errorf("a wrong verb exited %d", r.code)
	}
	inside(t, 0, "-C", dir, "check")
	if r := inside(t, 0, "-C", dir, "--json", "sql", "SELECT count(*) AS n FROM raw_order_line"); !strings.Contains(r.stdout, `"n": "0"`) {
		t.Errorf("an import that was interrupted before it began left rows: %s", r.stdout)
	}
}

package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
)

// Yesterday is Beijing's, whatever zone the clock is read in; a given day is that day.
func TestAsOfDay(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "w")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	york := time.FixedZone("", -4*3600)
	for _, c := range []struct {
		now        time.Time
		asOf       string
		want, wall string
	}{
		{time.Date(2026, 8, 23, 15, 59, 59, 0, time.UTC), "", "2026-08-22", "2026-08-23 23:59:59"},
		{time.Date(2026, 8, 23, 16, 0, 0, 0, time.UTC), "", "2026-08-23", "2026-08-24 00:00:00"},
		{time.Date(2026, 8, 23, 12, 0, 1, 999, york), "", "2026-08-23", "2026-08-24 00:00:01"},
		{time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC), "", "2026-12-31", "2027-01-01 00:00:00"},
		{time.Date(2026, 8, 24, 4, 0, 0, 0, time.UTC), "2024-02-29", "2024-02-29", "2026-08-24 12:00:00"},
	} {
		s, err := pipeline.Open(t.Context(), dir, pipeline.Options{AsOf: c.asOf, Now: func() time.Time { return c.now }})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.AsOf.Format(time.DateTime); got != c.want+" 00:00:00" || s.AsOf.Location() != time.UTC || !s.Today().Equal(s.AsOf.Add(24*time.Hour)) {
			t.Errorf("at %v: as-of %s, today %v, want %s", c.now, got, s.Today(), c.want)
		}
		if got := s.GeneratedAt().Format(time.DateTime); got != c.wall || s.GeneratedAt().Nanosecond() != 0 {
			t.Errorf("at %v: generated at %s, want %s", c.now, got, c.wall)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A fixed clock reads eight in the morning of its day, and the real one is never read.
func TestFixedClock(t *testing.T) {
	s := begin(t, shop(t), nil)
	if got := s.GeneratedAt().Format(time.DateTime); got != "2026-08-24 08:00:00" || !s.AsOf.Equal(pipeline.SampleDay) {
		t.Errorf("generated at %s, as-of %v", got, s.AsOf)
	}
}

// An opening that fails gives the workspace free and says why.
func TestOpenThatFails(t *testing.T) {
	dir := shop(t)
	for _, asOf := range []string{"gestern", "2026-8-1", "2026-02-30", "20260823", "2026-08-23T00:00:00Z"} {
		if _, err := pipeline.Open(t.Context(), dir, pipeline.Options{AsOf: asOf, Now: noClock(t)}); !errors.Is(err, pipeline.ErrAsOf) || !strings.Contains(err.Error(), asOf) {
			t.Errorf("%q: %v", asOf, err)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pipeline.Open(cancelled, dir, pipeline.Options{Now: noClock(t)}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := pipeline.Open(t.Context(), t.TempDir(), pipeline.Options{Now: noClock(t)}); !errors.Is(err, workspace.ErrNotWorkspace) {
		t.Errorf("no workspace: %v", err)
	}
	flags := workspace.Layer{Origin: "flag", Name: "flags", YAML: []byte("horizon: 3\n")}
	if _, err := pipeline.Open(t.Context(), dir, pipeline.Options{Now: noClock(t), Layers: []workspace.Layer{flags}}); !errors.Is(err, workspace.ErrSettings) {
		t.Errorf("bad settings: %v", err)
	}
	s := begin(t, dir, nil)
	_, err := pipeline.Open(t.Context(), dir, pipeline.Options{Now: noClock(t)})
	if locked, ok := errors.AsType[*workspace.LockedError](err); !ok || locked.PID != os.Getpid() {
		t.Errorf("held: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	begin(t, dir, nil)
}

// What has nothing to work on says so by its own error, and leaves nothing behind.
func TestStepsWithoutWhatTheyNeed(t *testing.T) {
	dir := shop(t)
	s := begin(t, dir, nil)
	for _, kind := range []string{pipeline.All, pipeline.Weekly, pipeline.Purchase} {
		if paths, err := s.Report(t.Context(), kind); !errors.Is(err, pipeline.ErrNoRun) || len(paths) != 0 {
			t.Errorf("report %s: %v, %v", kind, paths, err)
		}
	}
	if left, err := os.ReadDir(filepath.Join(dir, "reports")); err != nil || len(left) != 0 {
		t.Errorf("%d reports of no run, %v", len(left), err)
	}
	id, checks, err := s.Prepared(t.Context())
	if err != nil || len(checks) == 0 || id.ID == "" {
		t.Fatalf("an empty workspace can be looked at: %v, %d checks, %v", id, len(checks), err)
	}
	if f, err := s.Forecast(t.Context(), id.ID); !errors.Is(err, pipeline.ErrNoDemand) || f != nil {
		t.Errorf("a forecast of nothing: %v, %v", f, err)
	}
	out, err := s.Run(t.Context())
	if !errors.Is(err, pipeline.ErrNoDemand) || out.RunID != id.ID || len(out.Reports) != 0 || out.Series != 0 {
		t.Errorf("a run over nothing: %+v, %v", out, err)
	}
	want := []string{"transform done", "check done", "import done", "transform done", "check done", "forecast failed"}
	if diff := cmp.Diff(want, ledger(t, s)); diff != "" {
		t.Errorf("ledger: %s", diff)
	}
	entries, err := s.WS.Ledger()
	if last := entries[len(entries)-1]; err != nil || last.Detail["error"] != pipeline.ErrNoDemand.Error() || last.RunID != id.ID || last.Version != "test" {
		t.Errorf("the failed step is told as %+v, %v", last, err)
	}
}

// Too much money under codes that nobody knows stops the chain: the error carries the finding, the ledger its line, and no
// forecast is made.
func TestACheckStopsTheChain(t *testing.T) {
	dir := shop(t)
	put(t, filepath.Join(dir, "inbox", "商品.csv"), products)
	put(t, filepath.Join(dir, "inbox", "a.csv"), strings.ReplaceAll(sheet("XX", "1", "2", "3"), "2026-08-01", "2026-08-20"))
	s := begin(t, dir, nil)
	out, err := s.Run(t.Context())
	stop, ok := errors.AsType[*pipeline.StopError](err)
	if !ok || len(stop.Findings) == 0 || len(out.Files) != 2 || out.RunID == "" || len(out.Checks) != 0 && out.Series != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if f := stop.Findings[0]; f.Code != "unmapped-share" || f.Passed || !strings.Contains(err.Error(), "1 data check") {
		t.Errorf("stopped by %+v: %v", f, err)
	}
	told := ledger(t, s)
	if !slices.Contains(told, "check failed") || slices.ContainsFunc(told, func(x string) bool { return strings.HasPrefix(x, "forecast") }) {
		t.Errorf("ledger %v", told)
	}
	// Looking at the same data does not stop.
	_, checks, err := s.Looked(t.Context())
	if err != nil || len(checks) == 0 {
		t.Errorf("looked: %d checks, %v", len(checks), err)
	}
}

// A run over a small shop: ids, files, order of the ledger, reports in the folder of today, and the same bytes once more.
func TestSmallRun(t *testing.T) {
	dir := shop(t)
	var rows strings.Builder
	rows.WriteString(sheet("GD1001"))
	for i := range 60 {
		day := pipeline.SampleDay.AddDate(0, 0, -i).Format(time.DateOnly)
		rows.WriteString(day + "," + day + "," + day + ",GD1001,3,30.00,已完成\n")
	}
	put(t, filepath.Join(dir, "inbox", "a.csv"), rows.String())
	s := begin(t, dir, nil)
	first, err := s.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^R20260824-[0-9a-f]{6}$`).MatchString(first.RunID) || first.Series == 0 || len(first.Reports) != 3 || len(first.Files) != 1 {
		t.Errorf("%+v", first)
	}
	want := []string{"import done a.csv", "import done", "transform done", "check done", "forecast done", "plan done", "report done", "run done"}
	if diff := cmp.Diff(want, ledger(t, s)); diff != "" {
		t.Errorf("ledger: %s", diff)
	}
	before := bytesOf(t, filepath.Join(dir, "reports", "2026-08-24"))
	for _, path := range first.Reports {
		if !strings.HasPrefix(path, filepath.Join(dir, "reports", "2026-08-24")) {
			t.Errorf("a report lies in %s", path)
		}
	}
	second, err := s.Run(t.Context())
	if err != nil || second.RunID != first.RunID || !cmp.Equal(second.Reports, first.Reports) || !second.Files[0].Known {
		t.Errorf("again %+v, %v", second, err)
	}
	if diff := cmp.Diff(before, bytesOf(t, filepath.Join(dir, "reports", "2026-08-24"))); diff != "" {
		t.Errorf("the same run wrote other bytes: %s", diff)
	}
}

// bytesOf are the hashes of the files below a folder.
func bytesOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = sum(data)
		return err
	})
	if err != nil || len(out) < 5 {
		t.Fatalf("%d files, %v", len(out), err)
	}
	return out
}

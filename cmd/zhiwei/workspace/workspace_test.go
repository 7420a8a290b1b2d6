package workspace_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/workspace"
)

func made(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "店铺")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t *testing.T, dir string, over ...workspace.Layer) *workspace.Workspace {
	t.Helper()
	w, err := workspace.Open(dir, over...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func TestCreateKeepsWhatIsThere(t *testing.T) {
	dir := made(t)
	key, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(key, again); diff != "" {
		t.Errorf("a second Create changed the key (-first +second):\n%s", diff)
	}
}

func TestOpenHoldsTheLockWithinOneProcess(t *testing.T) {
	dir := made(t)
	first := open(t, dir)
	_, err := workspace.Open(dir)
	var locked *workspace.LockedError
	if !errors.As(err, &locked) {
		t.Fatalf("second Open: %v, want *LockedError", err)
	}
	if locked.PID != os.Getpid() {
		t.Errorf("holder PID = %d, want %d", locked.PID, os.Getpid())
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestOpenRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, dir string) string
		want  error
		says  string
	}{
		{"no workspace", func(t *testing.T, _ string) string { t.Helper(); return t.TempDir() }, workspace.ErrNotWorkspace, "zhiwei.yaml"},
		{"question mark", func(_ *testing.T, dir string) string { return dir + "?x" }, workspace.ErrPath, "?"},
		{"unknown key", func(t *testing.T, dir string) string {
			t.Helper()
			write(t, filepath.Join(dir, "zhiwei.yaml"), "company: 甲\nhorizont: 5\n", 0o600)
			return dir
		}, workspace.ErrSettings, "[2:1]"},
		{"bad value", func(t *testing.T, dir string) string {
			t.Helper()
			write(t, filepath.Join(dir, "zhiwei.yaml"), "horizon: 3\n", 0o600)
			return dir
		}, workspace.ErrSettings, "horizon"},
		{"open key", func(t *testing.T, dir string) string {
			t.Helper()
			if err := os.Chmod(filepath.Join(dir, "key"), 0o644); err != nil {
				t.Fatal(err)
			}
			return dir
		}, workspace.ErrKey, "0600"},
		{"short key", func(t *testing.T, dir string) string {
			t.Helper()
			write(t, filepath.Join(dir, "key"), "short", 0o600)
			return dir
		}, workspace.ErrKey, "32"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := tt.spoil(t, made(t))
			_, err := workspace.Open(dir)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Open = %v, want %v that says %q", err, tt.want, tt.says)
			}
		})
	}
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func TestOpenEmptiesTmp(t *testing.T) {
	dir := made(t)
	left := filepath.Join(dir, "tmp", "left")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("tmp/left: %v, want it gone", err)
	}
}

func TestSettingsOrigins(t *testing.T) {
	dir := made(t)
	write(t, filepath.Join(dir, "zhiwei.yaml"), "company: 甲公司\nhorizon: 28\n", 0o600)
	env, err := workspace.Environment([]string{"ZHIWEI_HORIZON=35", "ZHIWEI_SEED=7", "ZHIWEI_NIGHTLY=1", "PATH=/bin"})
	if err != nil {
		t.Fatal(err)
	}
	flags := workspace.Layer{Origin: "flag", Name: "--lang", YAML: []byte("lang: en\n")}
	w := open(t, dir, env, flags)
	got := map[string]string{}
	for _, v := range w.Values {
		got[v.Key] = v.Text + " " + v.Origin
	}
	want := map[string]string{"company": "甲公司 file", "horizon": "35 environment", "seed": "7 environment", "lang": "en flag", "budget": "0 default"}
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s = %q, want %q", k, got[k], v)
		}
	}
	if w.Settings.Horizon != 35 || w.Settings.Company != "甲公司" || w.Settings.Lang != "en" {
		t.Errorf("settings = %+v", w.Settings)
	}
}

func TestEmptyLayersChangeNothing(t *testing.T) {
	want, _, err := workspace.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := workspace.Resolve(workspace.Layer{Origin: "file"}, workspace.Layer{Origin: "flag", YAML: []byte("\n")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings changed (-default +empty layers):\n%s", diff)
	}
}

func TestEnvironmentRefusesUnknownName(t *testing.T) {
	env, err := workspace.Environment([]string{"ZHIWEI_HORIZONT=35"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := workspace.Resolve(env); !errors.Is(err, workspace.ErrSettings) {
		t.Errorf("Resolve = %v, want ErrSettings", err)
	}
}

func TestFixedClock(t *testing.T) {
	for _, tt := range []struct {
		in   string
		zero bool
		bad  bool
	}{{"real", true, false}, {"2026-08-24", false, false}, {"yesterday", false, true}} {
		s := workspace.Settings{Clock: tt.in}
		got, err := s.FixedClock()
		if (err != nil) != tt.bad || got.IsZero() != (tt.zero || tt.bad) {
			t.Errorf("FixedClock(%q) = %v, %v", tt.in, got, err)
		}
	}
}

func TestFixClock(t *testing.T) {
	dir := made(t)
	day := time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)
	if err := workspace.FixClock(dir, day); err != nil {
		t.Fatal(err)
	}
	w := open(t, dir)
	if got, err := w.Settings.FixedClock(); err != nil || !got.Equal(day) {
		t.Errorf("clock = %v, %v; want %v", got, err, day)
	}
	if err := workspace.FixClock(t.TempDir(), day); err == nil {
		t.Error("FixClock without zhiwei.yaml: no error")
	}
}

func TestLedgerChains(t *testing.T) {
	w := open(t, made(t))
	for _, kind := range []string{"import", "run"} {
		if err := w.Append(workspace.Entry{Kind: kind, Outcome: "done", Detail: map[string]any{"rows": 3}}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[1].Seq != 2 || got[1].Previous != got[0].Hash {
		t.Fatalf("ledger = %+v", got)
	}
}

func TestLedgerForgetsATornLine(t *testing.T) {
	w := open(t, made(t))
	if err := w.Append(workspace.Entry{Kind: "import"}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(w.Path("runs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, w.Path("runs.jsonl"), string(data)+`{"seq":2,"ki`, 0o600)
	if err := w.Append(workspace.Entry{Kind: "run"}); err != nil {
		t.Fatal(err)
	}
	got, err := w.Ledger()
	if err != nil || len(got) != 2 || got[1].Kind != "run" {
		t.Errorf("ledger = %+v, %v; want import and run", got, err)
	}
}

func TestLedgerNoticesAChange(t *testing.T) {
	w := open(t, made(t))
	if err := w.Append(workspace.Entry{Kind: "import", Outcome: "refused"}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(w.Path("runs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, w.Path("runs.jsonl"), strings.Replace(string(data), "refused", "done", 1), 0o600)
	if _, err := w.Ledger(); !errors.Is(err, workspace.ErrLedger) {
		t.Errorf("Ledger = %v, want ErrLedger", err)
	}
}

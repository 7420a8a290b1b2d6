package workspace_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhiwei/cmd/zhiwei/workspace"
)

// Everything in a new workspace is for its owner alone, and all of it is there.
func TestCreateMakesEverything(t *testing.T) {
	dir := made(t)
	for _, name := range []string{"inbox", "vault", "reports", "profiles", "backups", "tmp", "zhiwei.yaml", "key"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", name, info.Mode())
		}
	}
	a, b := open(t, dir).Key, open(t, made(t)).Key
	if len(a) != 32 || bytes.Equal(a, b) || bytes.Equal(a, make([]byte, 32)) {
		t.Error("two workspaces share a key, or have none")
	}
}

func TestCreateKeepsSettingsAndFiles(t *testing.T) {
	dir := made(t)
	for name, text := range map[string]string{"zhiwei.yaml": "company: 甲\n", "inbox/a.csv": "x\n"} {
		write(t, filepath.Join(dir, name), text, 0o600)
	}
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"zhiwei.yaml": "company: 甲\n", "inbox/a.csv": "x\n"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
}

// Where a folder or file of the workspace cannot be made, the fault says which and nothing is called made.
func TestCreateWhereSomethingIsInTheWay(t *testing.T) {
	for _, name := range []string{"inbox", "tmp"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, name), "a file", 0o600)
		if err := workspace.Create(dir); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a file named %s: %v", name, err)
		}
	}
	inTheWay := filepath.Join(t.TempDir(), "file")
	write(t, inTheWay, "", 0o600)
	if err := workspace.Create(filepath.Join(inTheWay, "w")); err == nil {
		t.Error("a workspace below a file")
	}
	dir := filepath.Join(t.TempDir(), "broken")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "nowhere", "key"), filepath.Join(dir, "key")); err != nil {
		t.Fatal(err)
	}
	if err := workspace.Create(dir); err != nil {
		t.Errorf("a name that is taken is kept: %v", err)
	}
	if _, err := workspace.Open(dir); !errors.Is(err, workspace.ErrKey) {
		t.Errorf("a key that leads nowhere: %v", err)
	}
}

// What the database would cut is refused before anything is made, also when it stands above the folder.
func TestPathsThatWouldBeCut(t *testing.T) {
	for _, c := range []string{"?", "#", "%"} {
		parent := filepath.Join(t.TempDir(), "a"+c+"b")
		if err := os.Mkdir(parent, 0o700); err != nil {
			t.Fatal(err)
		}
		t.Chdir(parent)
		for _, dir := range []string{"w", parent, filepath.Join(parent, "w")} {
			if err := workspace.Create(dir); !errors.Is(err, workspace.ErrPath) {
				t.Errorf("Create(%s) below %s: %v", dir, c, err)
			}
		}
		if left, err := os.ReadDir(parent); err != nil || len(left) != 0 {
			t.Errorf("%d things were made below %s, %v", len(left), c, err)
		}
		write(t, "zhiwei.yaml", "", 0o600)
		if _, err := workspace.Peek("."); !errors.Is(err, workspace.ErrPath) {
			t.Errorf("Peek below %s: %v", c, err)
		}
	}
}

func TestOpenNamesWhatIsMissing(t *testing.T) {
	dir := made(t)
	if err := os.Remove(filepath.Join(dir, "key")); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(dir); !errors.Is(err, workspace.ErrKey) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without its key: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "key"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(dir); !errors.Is(err, workspace.ErrKey) {
		t.Errorf("a folder as key: %v", err)
	}
	dir = made(t)
	if err := os.Remove(filepath.Join(dir, "zhiwei.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(dir); !errors.Is(err, workspace.ErrNotWorkspace) {
		t.Errorf("without zhiwei.yaml: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "zhiwei.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(dir); err == nil {
		t.Error("a folder as settings was read")
	}
	if _, err := workspace.Open(filepath.Join(dir, "key")); !errors.Is(err, workspace.ErrNotWorkspace) {
		t.Errorf("a file as workspace: %v", err)
	}
}

// A key may be a link to one kept elsewhere; what counts is who may read that.
func TestKeyBehindALink(t *testing.T) {
	dir, elsewhere := made(t), filepath.Join(t.TempDir(), "k")
	key := filepath.Join(dir, "key")
	if err := os.Rename(key, elsewhere); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, key); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o601, 0o620} {
		if err := os.Chmod(elsewhere, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := workspace.Open(dir); !errors.Is(err, workspace.ErrKey) {
			t.Errorf("mode %v: %v", mode, err)
		}
	}
}

// A relative path stays the same workspace when the process moves on.
func TestRelativePaths(t *testing.T) {
	dir := made(t)
	t.Chdir(filepath.Dir(dir))
	w := open(t, filepath.Base(dir))
	t.Chdir(t.TempDir())
	if got := w.Path("inbox", "a.csv"); got != filepath.Join(w.Dir, "inbox", "a.csv") || !filepath.IsAbs(got) {
		t.Errorf("path %s", got)
	}
	if err := w.Append(workspace.Entry{Kind: "run"}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "runs.jsonl")); err != nil {
		t.Error(err)
	}
}

func TestOpenEmptiesTmpOnly(t *testing.T) {
	dir := made(t)
	keep := filepath.Join(dir, "reports", "a.xlsx")
	write(t, keep, "x", 0o600)
	outside := filepath.Join(t.TempDir(), "outside")
	write(t, outside, "x", 0o600)
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(dir, "tmp", "link")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "tmp", "spill"), "x", 0o600)
	w := open(t, dir)
	if left, err := os.ReadDir(w.Path("tmp")); err != nil || len(left) != 0 {
		t.Errorf("%d things in tmp, %v", len(left), err)
	}
	for _, path := range []string{keep, outside} {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("emptying tmp took %s along", path)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "tmp")); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if info, err := os.Stat(filepath.Join(dir, "tmp")); err != nil || !info.IsDir() {
		t.Errorf("tmp was not made again: %v", err)
	}
}

// What is in the way of tmp is a fault, and the lock is not kept.
func TestOpenGivesTheLockBackOnAFault(t *testing.T) {
	dir := made(t)
	if err := os.Remove(filepath.Join(dir, "tmp")); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "tmp"), "a file", 0o600)
	if _, err := workspace.Open(dir); err == nil {
		t.Fatal("a file named tmp was taken")
	}
	if err := os.Remove(filepath.Join(dir, "tmp")); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

// A clock that the file does not name is added; everything else stays to the letter.
func TestFixClockKeepsTheFile(t *testing.T) {
	day := time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"clock: real\nlang: en\n":            "clock: 2026-08-24\nlang: en\n",
		"# clock: real\nlang: en":            "# clock: real\nlang: en\nclock: 2026-08-24\n",
		"":                                   "\nclock: 2026-08-24\n",
		"clock:\ncompany: 甲 # clock: real\n": "clock: 2026-08-24\ncompany: 甲 # clock: real\n",
		"company: 甲\nclock: 2020-01-01 # fixed\n": "company: 甲\nclock: 2026-08-24\n",
	} {
		dir := made(t)
		write(t, filepath.Join(dir, "zhiwei.yaml"), text, 0o600)
		if err := workspace.FixClock(dir, day); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "zhiwei.yaml"))
		if err != nil || string(got) != want {
			t.Errorf("%q became %q, want %q, %v", text, got, want, err)
		}
		w, err := workspace.Peek(dir)
		if err != nil {
			t.Fatal(err)
		}
		if at, err := w.Settings.FixedClock(); err != nil || !at.Equal(day) {
			t.Errorf("%q: the clock stands on %v, %v", text, at, err)
		}
	}
}

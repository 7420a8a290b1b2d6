package workspace

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// The folders of a workspace.
var folders = []string{"inbox", "vault", "reports", "profiles", "backups", "tmp"}

var (
	// ErrNotWorkspace says that a folder holds no zhiwei.yaml.
	ErrNotWorkspace = errors.New("not a workspace (no zhiwei.yaml)")
	// ErrPath says that a workspace path cannot be used by the database.
	ErrPath = errors.New("workspace path must not hold ? # or %")
	// ErrKey says that the workspace's key is missing, damaged or open to others.
	ErrKey = errors.New("workspace key")
)

// Workspace is an opened workspace folder; Close gives the lock back.
type Workspace struct {
	Dir      string
	Settings Settings
	Values   []Value
	Key      []byte // 32 bytes
	lock     *flock.Flock
}

// cut are the characters at which the database's driver would cut a path short.
const cut = "?#%"

// Create makes a new workspace in dir; what is there already stays as it is.
func Create(dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("create workspace: %w", err)
	}
	if strings.ContainsAny(abs, cut) {
		return fmt.Errorf("create workspace %s: %w", dir, ErrPath)
	}
	for _, f := range folders {
		if err := os.MkdirAll(filepath.Join(dir, f), 0o700); err != nil {
			return fmt.Errorf("create workspace: %w", err)
		}
	}
	if err := writeNew(filepath.Join(dir, "zhiwei.yaml"), defaultYAML, 0o600); err != nil {
		return err
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("create workspace key: %w", err)
	}
	return writeNew(filepath.Join(dir, "key"), key, 0o600)
}

// FixClock sets the clock of a workspace to a day, for samples whose today is known.
func FixClock(dir string, today time.Time) error {
	path := filepath.Join(dir, "zhiwei.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("fix clock: %w", err)
	}
	line := []byte("clock: " + today.Format(time.DateOnly))
	if clockLine.Match(text) {
		text = clockLine.ReplaceAll(text, line)
	} else {
		text = slices.Concat(bytes.TrimRight(text, "\n"), []byte("\n"), line, []byte("\n"))
	}
	if err := renameio.WriteFile(path, text, 0o600); err != nil {
		return fmt.Errorf("fix clock: %w", err)
	}
	return nil
}

var clockLine = regexp.MustCompile(`(?m)^clock:.*$`)

// writeNew writes a file that must not exist yet; an existing one is kept.
func writeNew(path string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create workspace: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("create workspace: %w", cerr)
		}
	}()
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("create workspace: %w", err)
	}
	return f.Sync()
}

// Open takes the lock of the workspace in dir and resolves its settings; over are the layers above the file.
func Open(dir string, over ...Layer) (*Workspace, error) {
	w, err := Peek(dir, over...)
	if err != nil {
		return nil, err
	}
	if w.lock, err = lock(w.Dir); err != nil {
		return nil, err
	}
	if err := w.emptyTmp(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// Peek reads a workspace's settings and key without taking its lock.
func Peek(dir string, over ...Layer) (*Workspace, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open workspace: %w", err)
	}
	if strings.ContainsAny(abs, cut) {
		return nil, fmt.Errorf("open workspace %s: %w", dir, ErrPath)
	}
	if _, err := os.Stat(filepath.Join(abs, "zhiwei.yaml")); err != nil {
		return nil, fmt.Errorf("open workspace %s: %w", dir, ErrNotWorkspace)
	}
	file, err := File(filepath.Join(abs, "zhiwei.yaml"))
	if err != nil {
		return nil, err
	}
	s, values, err := Resolve(append([]Layer{file}, over...)...)
	if err != nil {
		return nil, err
	}
	key, err := readKey(filepath.Join(abs, "key"))
	if err != nil {
		return nil, err
	}
	return &Workspace{Dir: abs, Settings: s, Values: values, Key: key}, nil
}

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s can be read by others (want mode 0600)", ErrKey, path)
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if len(key) != 32 {
		return nil, fmt.Errorf("%w: %s has %d bytes, want 32", ErrKey, path, len(key))
	}
	return key, nil
}

// emptyTmp removes what an earlier, killed process left behind.
func (w *Workspace) emptyTmp() error {
	left, err := os.ReadDir(w.Path("tmp"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("empty tmp: %w", err)
	}
	for _, e := range left {
		if err := os.RemoveAll(w.Path("tmp", e.Name())); err != nil {
			return fmt.Errorf("empty tmp: %w", err)
		}
	}
	return os.MkdirAll(w.Path("tmp"), 0o700)
}

// Path joins names below the workspace's folder.
func (w *Workspace) Path(names ...string) string {
	return filepath.Join(append([]string{w.Dir}, names...)...)
}

// Close gives the lock back.
func (w *Workspace) Close() error {
	if w.lock == nil {
		return nil
	}
	if err := w.lock.Unlock(); err != nil {
		return fmt.Errorf("unlock workspace: %w", err)
	}
	return nil
}

package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// LockedError says that another process (or this one, a second time) holds the workspace.
type LockedError struct {
	Dir string
	PID int // 0 when the lock file does not say
}

// Error names the holder.
func (e *LockedError) Error() string {
	return fmt.Sprintf("workspace %s is held by process %d", e.Dir, e.PID)
}

// lock takes the workspace's lock, or tells who holds it.
func lock(dir string) (*flock.Flock, error) {
	path := filepath.Join(dir, "lock")
	l := flock.New(path)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	if !ok {
		return nil, &LockedError{Dir: dir, PID: holder(path)}
	}
	if err := os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600); err != nil {
		_ = l.Unlock()
		return nil, fmt.Errorf("lock workspace: %w", err)
	}
	return l, nil
}

func holder(path string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return 0
	}
	return pid
}

package workspace_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"zhiwei/cmd/zhiwei/workspace"
)

// holdEnv names the workspace that a second process of this test holds until its stdin ends.
const holdEnv = "HELD_WORKSPACE"

func TestMain(m *testing.M) {
	dir := os.Getenv(holdEnv)
	if dir == "" {
		os.Exit(m.Run())
	}
	w, err := workspace.Open(dir)
	if err != nil {
		fmt.Println("refused", err)
		os.Exit(3)
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if w.Close() != nil {
		os.Exit(1)
	}
}

// other starts a second process that opens the workspace and says what came of it.
func other(t *testing.T, dir string) (cmd *exec.Cmd, said string, release func()) {
	t.Helper()
	cmd = exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), holdEnv+"="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return cmd, strings.TrimSpace(said), func() { _ = in.Close(); _ = cmd.Wait() }
}

// The lock keeps another process out and says who holds it; when that process ends or is killed, it is free.
func TestLockBetweenProcesses(t *testing.T) {
	dir := made(t)
	cmd, said, release := other(t, dir)
	if said != "held" {
		t.Fatal(said)
	}
	_, err := workspace.Open(dir)
	locked, ok := errors.AsType[*workspace.LockedError](err)
	if !ok || locked.PID != cmd.Process.Pid || locked.Dir != dir {
		t.Errorf("%v, want held by %d", err, cmd.Process.Pid)
	}
	if !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), strconv.Itoa(cmd.Process.Pid)) {
		t.Errorf("the message is %q", err)
	}
	if _, err := workspace.Peek(dir); err != nil {
		t.Errorf("looking needs no lock: %v", err)
	}
	release()
	w := open(t, dir)
	if _, said, release := other(t, dir); !strings.HasPrefix(said, "refused") || !strings.Contains(said, strconv.Itoa(os.Getpid())) {
		t.Errorf("the other process says %q", said)
	} else {
		release()
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	cmd, said, release = other(t, dir)
	if said != "held" {
		t.Fatal(said)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	release()
	open(t, dir)
}

// Of many openings at once one gets in, and the others are told so.
func TestLockUnderARush(t *testing.T) {
	dir := made(t)
	var got, refused atomic.Int32
	var all sync.WaitGroup
	kept := make([]*workspace.Workspace, 20) // what nobody refers to any more gives its lock back
	for i := range kept {
		all.Go(func() {
			var err error
			kept[i], err = workspace.Open(dir)
			if _, locked := errors.AsType[*workspace.LockedError](err); locked {
				refused.Add(1)
			} else if err == nil {
				got.Add(1)
			} else {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 || refused.Load() != 19 {
		t.Errorf("%d got in and %d were refused", got.Load(), refused.Load())
	}
	for _, w := range kept {
		if w != nil && w.Close() != nil {
			t.Error("the lock was not given back")
		}
	}
}

// What stands in the lock file is for people: an old number, nothing or nonsense keeps nobody out.
func TestTheLockFileDoesNotDecide(t *testing.T) {
	for _, text := range []string{"", "1\n", "nonsense", fmt.Sprintln(os.Getppid())} {
		dir := made(t)
		write(t, filepath.Join(dir, "lock"), text, 0o600)
		w := open(t, dir)
		write(t, filepath.Join(dir, "lock"), text, 0o600)
		_, err := workspace.Open(dir)
		if locked, ok := errors.AsType[*workspace.LockedError](err); !ok || text == "" && locked.PID != 0 || text == "1\n" && locked.PID != 1 || text == "nonsense" && locked.PID != 0 {
			t.Errorf("with %q in the file: %v", text, err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLockThatCannotBeTaken(t *testing.T) {
	dir := made(t)
	if err := os.Mkdir(filepath.Join(dir, "lock"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := workspace.Open(dir); err == nil || !strings.Contains(err.Error(), "lock workspace") {
		t.Errorf("a folder named lock: %v", err)
	}
}

// Closing twice, or what was only looked at, is no fault.
func TestCloseTwice(t *testing.T) {
	dir := made(t)
	w := open(t, dir)
	for range 2 {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	p, err := workspace.Peek(dir)
	if err != nil || p.Close() != nil {
		t.Errorf("%v", err)
	}
	open(t, dir)
}

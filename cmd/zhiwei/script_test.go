package main_test

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	zhiwei "zhiwei/cmd/zhiwei"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"zhiwei": zhiwei.Main})
}

// TestScript runs every verb as a person would, over the real program.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("TZ", "America/New_York") // results must not depend on it
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("ZHIWEI_CLOCK", "2026-08-24")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits, "truncate": truncate},
	})
}

// exits runs a command and checks its exit code, for instance: exits 4 zhiwei import inbox.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG ...]")
	}
	want := args[0]
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = exitText(err)
	}
	if got != want {
		ts.Fatalf("%v exited %s, want %s", args[1:], got, want)
	}
}

// truncate cuts a file down to its first part: truncate FILE PERCENT.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data[:len(data)*6/10], 0o600))
}

// exitText is the exit code of a command that ended, or what else went wrong.
func exitText(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}

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
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "truncate": truncate, "gbk": gbk, "xlsx": xlsx, "world": world, "state": state, "many": many,
		},
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

// exitText is the exit code of a command that ended, or what else went wrong.
func exitText(err error) string {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return strconv.Itoa(exit.ExitCode())
	}
	return err.Error()
}

// truncate cuts a file down to its first part: truncate FILE.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data[:len(data)*6/10], 0o600))
}

// gbk writes a text in GB18030: gbk FROM TO.
func gbk(ts *testscript.TestScript, _ bool, args []string) {
	data, err := toGB18030(ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// xlsx makes a workbook from a CSV: xlsx FROM TO [PASSWORD].
func xlsx(ts *testscript.TestScript, _ bool, args []string) {
	password := ""
	if len(args) > 2 {
		password = args[2]
	}
	data, err := toXLSX(ts.ReadFile(args[0]), password)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// world makes a workspace whose inbox holds a small department's files: world DIR.
func world(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(fillWorkspace(ts.MkAbs(args[0])))
}

// state writes count and hash of every table of a workspace's store: state DIR FILE.
func state(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("zhiwei", "-C", args[0], "--json", "sql", stateQuery()))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(ts.ReadFile("stdout")), 0o600))
}

// many writes a head line and then a line N times, %d being its number: many FILE N HEAD LINE [LAST].
func many(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := args[2] + "\n" + manyLines(n, args[3])
	if len(args) > 4 {
		text += args[4] + "\n"
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

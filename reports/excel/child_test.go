package excel_test

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"zhiwei/reports/excel"
)

// With -child-book this process writes one workbook of the shelf to -child-file and leaves; with -child-room it has no
// room for longer files than that.
var (
	childBook = flag.String("child-book", "", "write this workbook and leave")
	childFile = flag.String("child-file", "", "where to write it")
	childRoom = flag.Int("child-room", -1, "the longest file that can be written")
)

// limitFiles keeps this process from writing files longer than that; nil where the system cannot.
var limitFiles func(room uint64) error

func TestMain(m *testing.M) {
	flag.Parse()
	if *childBook == "" {
		os.Exit(m.Run())
	}
	if err := beChild(); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
}

func beChild() error {
	data, err := shelf[*childBook]()
	if err != nil {
		return err
	}
	if *childRoom >= 0 {
		if err := limitFiles(uint64(*childRoom)); err != nil {
			return err
		}
	}
	return excel.Save(*childFile, data, nil)
}

// child writes a workbook in a process with an environment and a room of its own; it gives what that says when it fails.
func child(t *testing.T, name, file string, room int, env ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-child-book", name, "-child-file", file, "-child-room", strconv.Itoa(room))
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), err
}

// childBytes are a workbook's bytes as another process makes them.
func childBytes(t *testing.T, name string, env ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if out, err := child(t, name, file, -1, env...); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"zhiwei/cmd/zhiwei/pipeline"
)

// opener belongs to the database, which a broken merge opens anew.
var opener = goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener")

// fillInbox puts files into an inbox, f00.csv, f01.csv …, each with two lines of its own.
func fillInbox(t *testing.T, dir string, n int) (want []string) {
	t.Helper()
	for i := range n {
		name := fmt.Sprintf("f%02d.csv", i)
		put(t, filepath.Join(dir, "inbox", name), sheet("A", fmt.Sprintf("%d-a", i), fmt.Sprintf("%d-b", i)))
		want = append(want, name+" new")
	}
	return want
}

// Though the next file is read while one is merged, outcomes, progress and ledger keep the order of the files.
func TestOrderIsKept(t *testing.T) {
	dir := shop(t)
	want := fillInbox(t, dir, 12)
	var begun []string
	at := int64(-1)
	s := begin(t, dir, func(e pipeline.Event) {
		if e.Step != "import" {
			t.Errorf("an event of %s", e.Step)
		}
		if e.Total > 0 {
			if e.Done != at+1 || e.Total != 12 {
				t.Errorf("%s is %d of %d after %d", e.Name, e.Done, e.Total, at)
			}
			at = e.Done
			begun = append(begun, e.Name+" new")
		}
	})
	files := take(t, s, pipeline.ImportOptions{}, filepath.Join(dir, "inbox"))
	if diff := cmp.Diff(want, names(files)); diff != "" {
		t.Errorf("outcomes: %s", diff)
	}
	if diff := cmp.Diff(want, begun); diff != "" {
		t.Errorf("progress: %s", diff)
	}
	for i, text := range ledger(t, s) {
		if want := fmt.Sprintf("import done f%02d.csv", i); text != want {
			t.Errorf("line %d of the ledger is %q, want %q", i+1, text, want)
		}
	}
	if lines, fen := held(t, s); lines != 24 || fen != 24000 {
		t.Errorf("%d lines of %d fen", lines, fen)
	}
}

// Wherever an import is stopped, what it gives back as done is in the store and in the ledger, no reader is left behind, and
// going on ends in the state of an import that nobody stopped.
func TestCancel(t *testing.T) {
	const n = 5
	whole := shop(t)
	fillInbox(t, whole, n)
	s := begin(t, whole, nil)
	take(t, s, pipeline.ImportOptions{}, filepath.Join(whole, "inbox"))
	want := rawState(t, s)
	for _, stopAt := range []int{0, 2, n - 1} {
		dir := shop(t)
		fillInbox(t, dir, n)
		ctx, cancel := context.WithCancel(t.Context())
		s := begin(t, dir, func(e pipeline.Event) {
			if e.Total > 0 && e.Done == int64(stopAt) {
				cancel()
			}
		})
		running := goleak.IgnoreCurrent()
		files, err := s.Import(ctx, []string{filepath.Join(dir, "inbox")}, pipeline.ImportOptions{})
		if !errors.Is(err, context.Canceled) || len(files) > stopAt {
			t.Errorf("stopped at %d: %d files, %v", stopAt, len(files), err)
		}
		goleak.VerifyNone(t, running, opener)
		if lines, _ := held(t, s); lines != int64(2*len(files)) || len(ledger(t, s)) != len(files) {
			t.Errorf("stopped at %d: %d files are done, %d lines are in the store and the ledger says %v", stopAt, len(files), lines, ledger(t, s))
		}
		for i, got := range names(take(t, s, pipeline.ImportOptions{}, filepath.Join(dir, "inbox"))) {
			if word := map[bool]string{true: "known", false: "new"}[i < len(files)]; got != fmt.Sprintf("f%02d.csv %s", i, word) {
				t.Errorf("stopped at %d, gone on: %s", stopAt, got)
			}
		}
		if diff := cmp.Diff(want, rawState(t, s)); diff != "" {
			t.Errorf("stopped at %d and gone on (-whole +this):\n%s", stopAt, diff)
		}
		cancel()
	}
}

// A file that disappears before its turn ends the call with its name; those before it are in, those behind it are not.
func TestFaultInTheMiddle(t *testing.T) {
	dir := shop(t)
	fillInbox(t, dir, 5)
	gone := filepath.Join(dir, "inbox", "f03.csv")
	s := begin(t, dir, func(e pipeline.Event) {
		if _, there := os.Stat(gone); e.Total > 0 && there == nil {
			if err := os.Remove(gone); err != nil {
				t.Error(err)
			}
		}
	})
	running := goleak.IgnoreCurrent()
	files, err := s.Import(t.Context(), []string{filepath.Join(dir, "inbox")}, pipeline.ImportOptions{})
	if !errors.Is(err, fs.ErrNotExist) || len(files) != 3 {
		t.Fatalf("%v, %v", names(files), err)
	}
	goleak.VerifyNone(t, running, opener)
	if lines, _ := held(t, s); lines != 6 || len(ledger(t, s)) != 3 {
		t.Errorf("%d lines, ledger %v", lines, ledger(t, s))
	}
	if got := names(take(t, s, pipeline.ImportOptions{}, filepath.Join(dir, "inbox"))); !cmp.Equal(got, []string{"f00.csv known", "f01.csv known", "f02.csv known", "f04.csv new"}) {
		t.Errorf("gone on: %v", got)
	}
}

// Tables that stand between orders in the order of names are read before any of them, though files are read ahead.
func TestTablesAreKnownToTheFirstOrder(t *testing.T) {
	dir := shop(t)
	put(t, filepath.Join(dir, "inbox", "a.csv"), sheet("GD1001", "1"))
	put(t, filepath.Join(dir, "inbox", "b.csv"), products)
	s := begin(t, dir, nil)
	if got := names(take(t, s, pipeline.ImportOptions{}, filepath.Join(dir, "inbox"))); !cmp.Equal(got, []string{"b.csv new", "a.csv new"}) {
		t.Errorf("%v", got)
	}
	query(t, s, "SELECT COALESCE(sku, ''), 1::BIGINT FROM raw_order_line", func(texts []string, _ []int64) {
		if texts[0] != "GD1001" {
			t.Errorf("the code became %q", texts[0])
		}
	})
}

package workspace_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/cmd/zhiwei/workspace"
)

func TestLedgerGivesBackWhatWasWritten(t *testing.T) {
	w := open(t, made(t))
	if got, err := w.Ledger(); err != nil || got != nil {
		t.Errorf("an empty ledger: %v, %v", got, err)
	}
	at := time.Date(2026, 8, 24, 8, 0, 0, 0, time.FixedZone("", 8*3600))
	want := workspace.Entry{
		Seq: 99, Time: at, Kind: "import", RunID: "R20260824-3f9a1c", Version: "0.1.0", Seconds: 1.25, PeakMB: 80.5, Outcome: "done",
		Detail: map[string]any{"file": "订单 <1>&.csv", "records": 7.0, "error": "a\nb"}, Previous: "forged", Hash: "forged",
	}
	if err := w.Append(want); err != nil {
		t.Fatal(err)
	}
	got, err := w.Ledger()
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	want.Seq, want.Previous, want.Hash = 1, "", got[0].Hash
	if diff := cmp.Diff(want, got[0]); diff != "" || len(got[0].Hash) != 64 {
		t.Errorf("hash %q, (-written +read):\n%s", got[0].Hash, diff)
	}
	data, err := os.ReadFile(w.Path("runs.jsonl"))
	if err != nil || bytes.Count(data, []byte("\n")) != 1 {
		t.Errorf("an entry is %d lines, %v", bytes.Count(data, []byte("\n")), err)
	}
}

// What does not come back as it was written does not break the chain: names in another encoding, numbers too long.
func TestLedgerTakesWhatJSONChanges(t *testing.T) {
	w := open(t, made(t))
	for _, v := range []any{"\xb6\xa9\xb5\xa5.csv", "\u2028", int64(1)<<60 + 1, 1e300, []string{"a"}, nil, struct{ A int }{5}, time.Unix(0, 5)} {
		if err := w.Append(workspace.Entry{Kind: "import", Time: time.Unix(0, 123456789), Detail: map[string]any{"file": v}}); err != nil {
			t.Errorf("%v: %v", v, err)
		}
	}
	if got, err := w.Ledger(); err != nil || len(got) != 8 {
		t.Errorf("%d entries, %v", len(got), err)
	}
}

// Whatever single byte of the ledger is changed, the line is named; a torn end only loses itself.
func TestLedgerNoticesEveryChange(t *testing.T) {
	w := open(t, made(t))
	for i := range 3 {
		if err := w.Append(workspace.Entry{Kind: "import", Outcome: "done", Detail: map[string]any{"records": i}}); err != nil {
			t.Fatal(err)
		}
	}
	path := w.Path("runs.jsonl")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(data)-2).Draw(t, "at")
		if data[at] == '\n' {
			return
		}
		changed := bytes.Clone(data)
		changed[at] = rapid.SampledFrom([]byte("x7\"{")).Filter(func(b byte) bool { return b != data[at] }).Draw(t, "byte")
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		line := bytes.Count(data[:at], []byte("\n")) + 1
		_, err := w.Ledger()
		if !errors.Is(err, workspace.ErrLedger) || !strings.Contains(err.Error(), fmt.Sprintf("line %d", line)) {
			t.Fatalf("byte %d of line %d, %q for %q: %v", at, line, changed[at], data[at], err)
		}
		if err := w.Append(workspace.Entry{Kind: "run"}); !errors.Is(err, workspace.ErrLedger) {
			t.Fatalf("something was added to a damaged ledger: %v", err)
		}
	})
}

func TestLedgerNoticesLinesThatWereMoved(t *testing.T) {
	w := open(t, made(t))
	for _, kind := range []string{"import", "check", "run"} {
		if err := w.Append(workspace.Entry{Kind: kind}); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(w.Path("runs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	for what, c := range map[string]struct {
		text string
		line int
	}{
		"the first is gone":  {lines[1] + lines[2], 1},
		"the second is gone": {lines[0] + lines[2], 2},
		"two are swapped":    {lines[0] + lines[2] + lines[1], 2},
		"one stands twice":   {lines[0] + lines[0] + lines[1], 2},
		"a blank line":       {lines[0] + "\n" + lines[1], 2},
	} {
		write(t, w.Path("runs.jsonl"), c.text, 0o600)
		if _, err := w.Ledger(); !errors.Is(err, workspace.ErrLedger) || !strings.Contains(err.Error(), fmt.Sprintf("line %d", c.line)) {
			t.Errorf("%s: %v, want line %d named", what, err, c.line)
		}
	}
}

// Wherever a kill cuts the last line, the lines before stand and the next one follows them.
func TestLedgerAfterAnyCut(t *testing.T) {
	w := open(t, made(t))
	for range 2 {
		if err := w.Append(workspace.Entry{Kind: "import"}); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(w.Path("runs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	first := bytes.IndexByte(data, '\n') + 1
	for cut := first; cut < len(data); cut += 17 {
		write(t, w.Path("runs.jsonl"), string(data[:cut]), 0o600)
		if err := w.Append(workspace.Entry{Kind: "run"}); err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		got, err := w.Ledger()
		if err != nil || len(got) != 2 || got[0].Kind != "import" || got[1].Kind != "run" || got[1].Seq != 2 {
			t.Fatalf("cut at %d: %+v, %v", cut, got, err)
		}
	}
}

func TestLedgerThatCannotBeUsed(t *testing.T) {
	w := open(t, made(t))
	if err := os.Mkdir(w.Path("runs.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Ledger(); err == nil || errors.Is(err, workspace.ErrLedger) {
		t.Errorf("a folder as ledger: %v", err)
	}
	if err := w.Append(workspace.Entry{}); err == nil {
		t.Error("something was added to a folder")
	}
	if err := os.Remove(w.Path("runs.jsonl")); err != nil {
		t.Fatal(err)
	}
	if err := w.Append(workspace.Entry{Detail: map[string]any{"f": func() {}}}); err == nil {
		t.Error("what has no text was written")
	}
	if got, err := w.Ledger(); err != nil || len(got) != 0 {
		t.Errorf("half an entry is left: %v, %v", got, err)
	}
}

package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Entry is one line of the run ledger runs.jsonl: what was done, to what, with which outcome.
// Each line carries the hash of the one before, so that a changed line shows.
type Entry struct {
	Seq      int            `json:"seq"`
	Time     time.Time      `json:"time"`
	Kind     string         `json:"kind"` // import, refused, check, run, …
	RunID    string         `json:"run_id,omitempty"`
	Version  string         `json:"version"`
	Seconds  float64        `json:"seconds"`
	PeakMB   float64        `json:"peak_mb,omitempty"`
	Outcome  string         `json:"outcome"`
	Detail   map[string]any `json:"detail,omitempty"`
	Previous string         `json:"previous"`
	Hash     string         `json:"hash"`
}

// ErrLedger says that the ledger's chain is broken; the text names the line.
var ErrLedger = errors.New("run ledger is damaged")

// seal fills the entry's own hash.
func (e *Entry) seal() error {
	e.Hash = ""
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write run ledger: %w", err)
	}
	sum := sha256.Sum256(data)
	e.Hash = hex.EncodeToString(sum[:])
	return nil
}

// Append adds one line to the ledger and syncs it to the disk.
func (w *Workspace) Append(e Entry) error {
	entries, err := w.Ledger()
	if err != nil {
		return err
	}
	e.Seq, e.Previous = len(entries)+1, ""
	if n := len(entries); n > 0 {
		e.Previous = entries[n-1].Hash
	}
	if e, err = e.asRead(); err != nil {
		return err
	}
	if err := e.seal(); err != nil {
		return err
	}
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write run ledger: %w", err)
	}
	return appendSync(w.Path("runs.jsonl"), append(data, '\n'))
}

// asRead is the entry as the ledger will give it back. Only that can be hashed: a file name in another encoding or a
// number beyond the exact ones comes back changed.
func (e *Entry) asRead() (out Entry, err error) {
	data, err := json.Marshal(e)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		return Entry{}, fmt.Errorf("write run ledger: %w", err)
	}
	return out, nil
}

// appendSync appends one line; what a kill left of an unfinished line is cut off first.
func appendSync(path string, line []byte) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write run ledger: %w", err)
	}
	defer func() {
		if cerr := f.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("write run ledger: %w", cerr)
		}
	}()
	have, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("write run ledger: %w", err)
	}
	end := int64(len(finished(have)))
	if err := f.Truncate(end); err != nil {
		return fmt.Errorf("write run ledger: %w", err)
	}
	if _, err := f.WriteAt(line, end); err != nil {
		return fmt.Errorf("write run ledger: %w", err)
	}
	return f.Sync()
}

// finished is the part of the ledger up to its last line end.
func finished(data []byte) []byte { return data[:bytes.LastIndexByte(data, '\n')+1] }

// Ledger reads the ledger and checks its chain. A last line cut short by a kill is left out.
func (w *Workspace) Ledger() ([]Entry, error) {
	data, err := os.ReadFile(w.Path("runs.jsonl"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read run ledger: %w", err)
	}
	var out []Entry
	for line := range bytes.Lines(finished(data)) {
		e, err := readEntry(line, out)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func readEntry(line []byte, before []Entry) (Entry, error) {
	var e Entry
	if err := json.Unmarshal(line, &e); err != nil {
		return Entry{}, fmt.Errorf("%w: line %d: %w", ErrLedger, len(before)+1, err)
	}
	if err := e.seal(); err != nil {
		return Entry{}, err
	}
	sealed, err := json.Marshal(e)
	if err != nil {
		return Entry{}, fmt.Errorf("read run ledger: %w", err)
	}
	previous := ""
	if n := len(before); n > 0 {
		previous = before[n-1].Hash
	}
	if !bytes.Equal(sealed, bytes.TrimSuffix(line, []byte("\n"))) || e.Previous != previous || e.Seq != len(before)+1 {
		return Entry{}, fmt.Errorf("%w: line %d", ErrLedger, len(before)+1)
	}
	return e, nil
}

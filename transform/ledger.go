package transform

import (
	"errors"
	"fmt"
	"time"
)

// FileInfo names one file.
type FileInfo struct {
	SHA       string    // hex SHA-256 of its bytes
	Name      string    // shown to people, never a path
	ValidFrom time.Time // day from which the department's tables in it hold: the date in its name, else the day of import
}

// PartReport is what reading a part of a file found; a part is a sheet, a
// member of an archive, or the whole of a plain text file.
type PartReport struct {
	Part       string // the Sheet of its rows' Origin; empty for a plain text file
	Kind       string // csv, xlsx, zip
	Encoding   string
	Platform   string
	Profile    string // name of the profile, or of the department's table
	Level      string // order, line, both; table for the department's own
	Shop       string
	ExportedAt time.Time // zero when unknown
	// AmountColumn says which amount of a line is reconciled: "line_amount", else what was paid for it
	// (line_paid, or line_amount when the platform gives none).
	AmountColumn string
	// Counted while reading, independently of what is stored. A record's amount is that of
	// its line, in a part without lines the paid amount of its order; 0 in the department's tables.
	Records, RecordsFen int64
	Skipped, SkippedFen int64
	Warnings            int64
	Note                string
}

// Ledger is a row of raw_file: where each record of a part went.
type Ledger struct {
	PartReport
	Accepted, AcceptedFen       int64
	Duplicate, DuplicateFen     int64 // same cells as a row already held
	Superseded, SupersededFen   int64 // an older version than the row held
	Quarantined, QuarantinedFen int64
	Waiting                     int64 // lines whose file has no payment time and whose order file has not come
	SubCent                     int64
	FirstDay, LastDay           time.Time
}

// Outcome is what became of a file.
type Outcome struct {
	Known   bool // the same bytes were imported before; nothing changed
	Parts   []Ledger
	Changed int64 // rows inserted into the base tables
}

// ErrReconcile is the sentinel of a ReconcileError.
var ErrReconcile = errors.New("records do not add up")

// ReconcileError says that the records or amounts of a part are not all accounted for; nothing was written.
type ReconcileError struct {
	Name    string
	Part    string
	Unit    string // records or fen
	Read    int64
	Settled int64
}

// Error gives both sums.
func (e *ReconcileError) Error() string {
	return fmt.Sprintf("%s: part %q: %d %s read, %d accounted for", e.Name, e.Part, e.Read, e.Unit, e.Settled)
}

// Unwrap is ErrReconcile.
func (e *ReconcileError) Unwrap() error { return ErrReconcile }

// reconcile proves that every record and every fen of a part is somewhere.
func (l *Ledger) reconcile(name string) error {
	settled := l.Accepted + l.Duplicate + l.Superseded + l.Skipped + l.Quarantined
	if settled != l.Records {
		return &ReconcileError{Name: name, Part: l.Part, Unit: "records", Read: l.Records, Settled: settled}
	}
	fen := l.AcceptedFen + l.DuplicateFen + l.SupersededFen + l.SkippedFen + l.QuarantinedFen
	if fen != l.RecordsFen {
		return &ReconcileError{Name: name, Part: l.Part, Unit: "fen", Read: l.RecordsFen, Settled: fen}
	}
	return nil
}

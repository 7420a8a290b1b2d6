package ingest

import (
	"cmp"
	"slices"
	"time"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// Report is what was read of a file. Amounts are in fen (hundredths of the profile's currency).
type Report struct {
	File  string
	SHA   string
	Grids []Grid
}

// Grid is the report on one table of a file: a text file, a sheet, a member of an archive.
type Grid struct {
	Part     string // sheet or member, empty for a plain text file
	Kind     table.Kind
	Encoding string
	Platform order.Platform
	Profile  string
	Version  string
	Level    profile.Level // empty for a table of the department and for a table that was left out
	Table    string        // table of the department, such as products
	LeftOut  bool          // no profile knows its header; another table of the file was read
	Shop     order.Shop    // shop of the whole table, empty when a column names it

	ExportedAt time.Time
	Stamped    bool // ExportedAt comes from the file's name
	FirstDay   time.Time
	LastDay    time.Time

	// Counts are physical records; Records and RecordsFen were counted apart from the others.
	Counts
	// AmountColumn is the column of order.HeadSchema or order.LineSchema whose sum is AcceptedFen.
	AmountColumn string
	Heads, Lines int64 // rows handed out
	SubCent      int64
	SkippedBy    []Warning // Code is the rule's name
	TotalRow     bool      // the platform's own total row stood in the file and agrees
	Warnings     []Warning
}

// Counts must balance: Records = Accepted + Skipped + Quarantined, and so must the amounts.
type Counts struct {
	Records, Accepted, Skipped, Quarantined             int64
	RecordsFen, AcceptedFen, SkippedFen, QuarantinedFen int64
	Bad                                                 int64 // quarantined rows that count towards the limit
}

func (c Counts) balanced() bool {
	return c.Records == c.Accepted+c.Skipped+c.Quarantined &&
		c.RecordsFen == c.AcceptedFen+c.SkippedFen+c.QuarantinedFen
}

func (c *Counts) add(o Counts) {
	c.Records += o.Records
	c.Accepted += o.Accepted
	c.Skipped += o.Skipped
	c.Quarantined += o.Quarantined
	c.RecordsFen += o.RecordsFen
	c.AcceptedFen += o.AcceptedFen
	c.SkippedFen += o.SkippedFen
	c.QuarantinedFen += o.QuarantinedFen
	c.Bad += o.Bad
}

// Warning is something people must hear of that stops nothing: unknown-column, missing-column, unknown-refund,
// unconfirmed-status, unconfirmed-refund, error-value, provisional.
type Warning struct {
	Code   string
	Column string
	Value  string
	Count  int64
}

// warnings turns a tally into a list in a fixed order.
func warnings(tally map[profile.Word]int64) []Warning {
	out := make([]Warning, 0, len(tally))
	for w, n := range tally {
		out = append(out, Warning{w.Code, w.Column, w.Value, n})
	}
	slices.SortFunc(out, func(a, b Warning) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Value, b.Value))
	})
	return out
}

func dayOf(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

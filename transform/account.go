package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

const (
	// A line waits when nothing says whether it was paid: neither its file nor an order that is held.
	makeSums = `CREATE OR REPLACE TEMP TABLE <sums> AS
		SELECT s.sheet, count(*) AS rows, CAST(COALESCE(sum(<amount>), 0) AS BIGINT) AS fen, min(<day>) AS first_day, max(<day>) AS last_day,
		       count(*) FILTER (WHERE <sub_cent>) AS sub_cent
		FROM <come> AS s GROUP BY s.sheet`
	readSums    = `SELECT rows, fen, first_day, last_day, sub_cent FROM <sums> WHERE sheet = ?`
	readVerdict = `SELECT
			count(*) FILTER (WHERE fate = 'duplicate'), CAST(COALESCE(sum(fen) FILTER (WHERE fate = 'duplicate'), 0) AS BIGINT),
			count(*) FILTER (WHERE fate = 'superseded'), CAST(COALESCE(sum(fen) FILTER (WHERE fate = 'superseded'), 0) AS BIGINT)
		FROM <verdict> WHERE sheet = ?`
	makeWaiting = `CREATE OR REPLACE TEMP TABLE waiting AS
		SELECT s.sheet, count(*) AS lines FROM <come> AS s WHERE s.paid_at IS NULL AND s.paid_mark = 0
		AND NOT EXISTS (SELECT 1 FROM raw_order AS h WHERE h.platform = s.platform AND h.shop = s.shop AND h.order_id = s.order_id)
		GROUP BY s.sheet`
	readWaiting = `SELECT COALESCE(sum(lines), 0)::BIGINT FROM waiting WHERE sheet = ?`
)

// sum adds up the rows that flowed in, part by part.
func (k *kind) sum(ctx context.Context, w *warehouse.Writer, seen *seen) error {
	if _, err := k.exec(ctx, w, makeSums); err != nil {
		return err
	}
	if !seen.unpaid {
		return nil
	}
	_, err := k.exec(ctx, w, makeWaiting)
	return err
}

// count settles the records of a part: by its lines, or by its orders when it has no lines.
func (m *merge) count(ctx context.Context, w *warehouse.Writer, l *Ledger) error {
	for _, f := range slices.Backward(m.feeds) { // lines stand after orders
		k := f.kind
		var rows, fen, subCent int64
		var first, last sql.NullTime
		err := w.Row(ctx, k.text(readSums), []any{l.Part}, &rows, &fen, &first, &last, &subCent)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return fmt.Errorf("count %s: %w", k.table, err)
		}
		l.FirstDay, l.LastDay, l.SubCent = first.Time, last.Time, subCent
		err = w.Row(ctx, k.text(readVerdict), []any{l.Part}, &l.Duplicate, &l.DuplicateFen, &l.Superseded, &l.SupersededFen)
		if err != nil {
			return fmt.Errorf("count %s: %w", k.table, err)
		}
		l.Accepted, l.AcceptedFen = rows-l.Duplicate-l.Superseded, fen-l.DuplicateFen-l.SupersededFen
		if f.seen.unpaid {
			return w.Row(ctx, readWaiting, []any{l.Part}, &l.Waiting)
		}
		return nil
	}
	return nil
}

// stored tells whether a problem keeps its row out; a warning does not.
func stored(p *order.Problem) bool { return p.Code != order.UnknownRefund }

// countProblems counts each bad row once, however many faults it has.
func (m *merge) countProblems() {
	type place struct {
		sheet string
		line  int
	}
	worst := map[place]int64{}
	for i := range m.problems {
		p := &m.problems[i]
		if stored(p) {
			at := place{p.Origin.Sheet, p.Origin.Line}
			if have, seen := worst[at]; !seen || have == 0 {
				worst[at] = int64(p.Amount)
			}
		}
	}
	for i := range m.ledger {
		l := &m.ledger[i]
		for at, fen := range worst {
			if at.sheet == l.Part {
				l.Quarantined++
				l.QuarantinedFen += fen
			}
		}
	}
}

var problemSchema = func() *arrow.Schema {
	var fields []arrow.Field
	for _, name := range []string{"name", "sheet", "column_name", "code", "value_text", "row_text", "platform", "shop", "file_sha"} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.BinaryTypes.String})
	}
	for _, name := range []string{"src_line", "byte_offset", "amount_fen"} {
		fields = append(fields, arrow.Field{Name: name, Type: arrow.PrimitiveTypes.Int64})
	}
	return arrow.NewSchema(append(fields, arrow.Field{Name: "counts", Type: arrow.FixedWidthTypes.Boolean}), nil)
}()

// stageProblems stages the quarantine rows.
func (m *merge) stageProblems(ctx context.Context) error {
	b := array.NewRecordBuilder(m.db.Allocator(), problemSchema)
	defer b.Release()
	for i := range m.problems {
		p := &m.problems[i]
		if !stored(p) {
			continue
		}
		var part PartReport
		for _, candidate := range m.parts {
			if candidate.Part == p.Origin.Sheet {
				part = candidate
			}
		}
		for c, text := range []string{m.info.Name, p.Origin.Sheet, p.Column, string(p.Code), p.Value, p.Text, part.Platform, part.Shop, m.info.SHA} {
			b.Field(c).(*array.StringBuilder).Append(text)
		}
		for c, n := range []int64{int64(p.Origin.Line), p.Offset, int64(p.Amount)} {
			b.Field(9 + c).(*array.Int64Builder).Append(n)
		}
		b.Field(12).(*array.BooleanBuilder).Append(p.Counts)
	}
	record := b.NewRecord()
	defer record.Release()
	m.staged = append(m.staged, "problem")
	return stageRecords(ctx, m.db, "problem", []arrow.Record{record})
}

func (m *merge) writeProblems(ctx context.Context, w *warehouse.Writer) error {
	if _, err := w.Exec(ctx, `INSERT INTO quarantine BY NAME SELECT * FROM stage.problem ORDER BY sheet, src_line, code`); err != nil {
		return fmt.Errorf("write quarantine: %w", err)
	}
	return nil
}

func (m *merge) writeLedger(ctx context.Context, w *warehouse.Writer, l *Ledger) error {
	_, err := w.Exec(ctx, `INSERT INTO raw_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TIMESTAMP), CAST(? AS DATE), CAST(? AS DATE),
		?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.info.SHA, l.Part, m.info.Name, l.Kind, l.Encoding, l.Platform, l.Profile, l.Level, l.Shop,
		moment(l.ExportedAt), moment(l.FirstDay), moment(l.LastDay),
		l.Records, l.Accepted, l.Duplicate, l.Superseded, l.Skipped, l.Quarantined,
		l.RecordsFen, l.AcceptedFen, l.DuplicateFen, l.SupersededFen, l.SkippedFen, l.QuarantinedFen,
		l.Waiting, l.SubCent, l.Warnings, l.Note)
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	return nil
}

// moment is nil for an unknown time.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

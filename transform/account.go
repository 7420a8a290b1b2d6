package transform

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

const (
	sumStaged = `SELECT count(*), CAST(COALESCE(sum(<amount>), 0) AS BIGINT), min(<day>), max(<day>)
		FROM <stage> AS s WHERE s.sheet = ?`
	sumVerdict = `SELECT
			count(*) FILTER (WHERE fate = 'duplicate'), CAST(COALESCE(sum(fen) FILTER (WHERE fate = 'duplicate'), 0) AS BIGINT),
			count(*) FILTER (WHERE fate = 'superseded'), CAST(COALESCE(sum(fen) FILTER (WHERE fate = 'superseded'), 0) AS BIGINT)
		FROM <verdict> WHERE sheet = ?`
	countSubCent = `SELECT count(*) FROM stage.line WHERE sub_cent AND sheet = ?`
)

// count settles the records of a part: by its lines, or by its orders when it has no lines.
func (m *merge) count(ctx context.Context, w *warehouse.Writer, l *Ledger) error {
	for _, k := range slices.Backward(m.kinds) { // lines stand after orders
		var rows, fen int64
		var first, last sql.NullTime
		if err := w.Row(ctx, k.text(sumStaged), []any{l.Part}, &rows, &fen, &first, &last); err != nil {
			return fmt.Errorf("count %s: %w", k.table, err)
		}
		if rows == 0 {
			continue
		}
		l.FirstDay, l.LastDay = first.Time, last.Time
		err := w.Row(ctx, k.text(sumVerdict), []any{l.Part}, &l.Duplicate, &l.DuplicateFen, &l.Superseded, &l.SupersededFen)
		if err != nil {
			return fmt.Errorf("count %s: %w", k.table, err)
		}
		l.Accepted, l.AcceptedFen = rows-l.Duplicate-l.Superseded, fen-l.DuplicateFen-l.SupersededFen
		if k.periods {
			return w.Row(ctx, countSubCent, []any{l.Part}, &l.SubCent)
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

const countWaiting = `SELECT count(*) FROM stage.line AS s
	WHERE s.sheet = ? AND s.paid_at IS NULL AND s.paid_mark = 0
	AND NOT EXISTS (SELECT 1 FROM raw_order AS h WHERE h.platform = s.platform AND h.shop = s.shop AND h.order_id = s.order_id)`

func (m *merge) writeLedger(ctx context.Context, w *warehouse.Writer, l *Ledger) error {
	if m.lines != nil {
		if err := w.Row(ctx, countWaiting, []any{l.Part}, &l.Waiting); err != nil {
			return fmt.Errorf("count waiting lines: %w", err)
		}
	}
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

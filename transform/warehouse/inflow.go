package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// inflow is a view whose rows are those of the records that Pour was given last. It stands in a database in memory of
// its own, since a transaction can change one database only and must not have looked into the view's before it was made.
type inflow struct {
	stream *stream
	idle   array.RecordReader
	free   func()
}

// Inflow makes the view flow.<name> ready for Pour; it is made once a connection, outside a transaction.
func (w *Writer) Inflow(ctx context.Context, name string, schema *arrow.Schema) error {
	if f, ready := w.db.flows[name]; ready {
		if !f.idle.Schema().Equal(schema) {
			return fmt.Errorf("inflow %s: %w", name, ErrSchema)
		}
		return nil
	}
	if w.inside {
		return ErrTransaction
	}
	idle, err := array.NewRecordReader(schema, nil)
	if err != nil {
		return fmt.Errorf("inflow %s: %w", name, err)
	}
	f := &inflow{stream: &stream{RecordReader: idle, ctx: ctx}, idle: idle}
	err = w.db.within(ctx, w.conn, "flow", func(conn *sql.Conn) (err error) {
		f.free, err = register(conn, name, f.stream)
		return err
	})
	if err != nil {
		return fmt.Errorf("inflow %s: %w", name, err)
	}
	w.db.flows[name] = f
	return nil
}

// Pour runs one statement that reads flow.<name>, whose rows are those of the records, and returns how many rows it
// changed. The records are not released.
func (w *Writer) Pour(ctx context.Context, name string, records []arrow.Record, text string, args ...any) (int64, error) {
	f, ready := w.db.flows[name]
	if !ready {
		return 0, fmt.Errorf("pour %s: %w", name, ErrSchema)
	}
	reader, err := array.NewRecordReader(f.idle.Schema(), records)
	if err != nil {
		return 0, fmt.Errorf("pour %s: %w", name, err)
	}
	defer reader.Release()
	*f.stream = stream{RecordReader: reader, ctx: ctx}
	defer func() { *f.stream = stream{RecordReader: f.idle, ctx: context.WithoutCancel(ctx)} }()
	n, err := w.Exec(ctx, text, args...)
	if f.stream.err != nil {
		err = f.stream.err
	}
	if err != nil {
		return 0, fmt.Errorf("pour %s: %w", name, err)
	}
	return n, nil
}

// within runs f while a connection's unqualified names are those of another attached database.
func (db *DB) within(ctx context.Context, conn *sql.Conn, database string, f func(*sql.Conn) error) error {
	if _, err := conn.ExecContext(ctx, Statement(`USE <database>`, "<database>", ident(database))); err != nil {
		return err
	}
	err := f(conn)
	_, back := conn.ExecContext(context.WithoutCancel(ctx), Statement(`USE <main>`, "<main>", ident(db.main)))
	return errors.Join(err, back)
}

package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// Writer is the one connection that changes the database. It is handed out by DB.Acquire until Release, or by DB.Write
// for one call.
type Writer struct {
	db     *DB
	conn   *sql.Conn
	inside bool // in a transaction
}

// Acquire waits for the writer and hands it over, alone; the caller gives it back with Release.
func (db *DB) Acquire(ctx context.Context) (*Writer, error) {
	select {
	case db.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	db.mu.RLock()
	if db.dead.Load() || db.pool == nil {
		db.mu.RUnlock()
		<-db.turn
		return nil, ErrDead
	}
	return &Writer{db: db, conn: db.pin}, nil
}

// Release gives the writer back; err is what its work ended with, and is returned. If a transaction was left open,
// because the work failed, the handle is closed and opened again: nothing of it remains, and TEMP tables are gone.
func (w *Writer) Release(ctx context.Context, err error) error {
	db := w.db
	defer func() { <-db.turn }()
	err = db.note(err)
	db.mu.RUnlock()
	if !w.inside {
		return err
	}
	if err == nil {
		err = fmt.Errorf("transaction left open: %w", ErrTransaction)
	}
	return errors.Join(err, db.Reopen(context.WithoutCancel(ctx)))
}

// Write gives f the writer as Acquire does, and releases it.
func (db *DB) Write(ctx context.Context, f func(*Writer) error) error {
	w, err := db.Acquire(ctx)
	if err != nil {
		return err
	}
	return w.Release(ctx, f(w))
}

// Exec runs one statement and returns the number of rows it changed.
func (w *Writer) Exec(ctx context.Context, text string, args ...any) (int64, error) {
	done, err := w.conn.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

// Begin starts a transaction. There is no rollback: return an error from the
// function given to Write instead.
func (w *Writer) Begin(ctx context.Context) error {
	if w.inside {
		return ErrTransaction
	}
	if _, err := w.conn.ExecContext(ctx, `BEGIN TRANSACTION`); err != nil {
		return err
	}
	w.inside = true
	return nil
}

// Commit makes the transaction durable.
func (w *Writer) Commit(ctx context.Context) error {
	if !w.inside {
		return ErrTransaction
	}
	if _, err := w.conn.ExecContext(ctx, `COMMIT`); err != nil {
		return err // the transaction stays open for Write to abandon
	}
	w.inside = false
	return nil
}

// Checkpoint moves what was committed from the write-ahead log into the file.
func (w *Writer) Checkpoint(ctx context.Context) error {
	_, err := w.Exec(ctx, `CHECKPOINT`)
	return err
}

// Row reads the single row of a small query into dest; sql.ErrNoRows if there is none.
func (w *Writer) Row(ctx context.Context, text string, args []any, dest ...any) error {
	return w.conn.QueryRowContext(ctx, text, args...).Scan(dest...)
}

// Query runs one statement and returns its rows; it sees the writer's own transaction and TEMP tables.
func (w *Writer) Query(ctx context.Context, text string, args ...any) (array.RecordReader, error) {
	return query(ctx, w.conn, text, args)
}

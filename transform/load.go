package transform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

// Load takes one file into the base tables. Its methods are called from one
// goroutine; end it with Finish or Abort. There is one Load at a time.
type Load struct {
	db       *warehouse.DB
	info     FileInfo
	known    bool
	done     bool
	heads    *feed
	lines    *feed
	writer   *warehouse.Writer // held, with an open transaction, once rows flow
	problems []order.Problem
	dept     []deptRecord
}

type deptRecord struct {
	part, table string
	record      arrow.Record
}

var (
	// ErrBusy says that another Load of this process has not ended.
	ErrBusy = errors.New("another file is being loaded")
	// ErrEnded says that the Load was finished or aborted before.
	ErrEnded = errors.New("the load has ended")
	// ErrTable says that no table of the department has that name.
	ErrTable = errors.New("not a table of the department")
)

// loading is held by the one Load: its staging tables have fixed names.
var loading atomic.Bool

// NewLoad begins a file. Nothing can be seen in the database before Finish.
func NewLoad(ctx context.Context, db *warehouse.DB, info FileInfo) (*Load, error) {
	var times int
	err := db.Write(ctx, func(w *warehouse.Writer) error {
		return w.Row(ctx, `SELECT count(*) FROM raw_file WHERE file_sha = ?`, []any{info.SHA}, &times)
	})
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", info.Name, err)
	}
	if !loading.CompareAndSwap(false, true) {
		return nil, fmt.Errorf("load %s: %w", info.Name, ErrBusy)
	}
	return &Load{
		db: db, info: info, known: times > 0, heads: newFeed(orders, order.HeadSchema), lines: newFeed(paidLines, order.LineSchema),
	}, nil
}

// Known tells that the same bytes were imported before: the file need not be read.
func (l *Load) Known() bool { return l.known }

// Add takes a batch, whose records it releases.
func (l *Load) Add(ctx context.Context, b order.Batch) error {
	if l.known || l.done {
		b.Release()
		if l.done {
			return ErrEnded
		}
		return nil
	}
	l.problems = append(l.problems, b.Problems...)
	l.heads.add(b.Heads)
	l.lines.add(b.Lines)
	for _, f := range []*feed{l.heads, l.lines} {
		for f.rows >= rowGroup {
			if err := l.flow(ctx, f, rowGroup); err != nil {
				return fmt.Errorf("load %s: %w", l.info.Name, err)
			}
		}
	}
	return nil
}

// flow lets rows into their table, within the transaction.
func (l *Load) flow(ctx context.Context, f *feed, most int64) error {
	if err := l.begin(ctx); err != nil {
		return err
	}
	return f.pour(ctx, l.writer, most)
}

// begin takes the writer and opens the transaction of the file.
func (l *Load) begin(ctx context.Context) error {
	if l.writer != nil {
		return nil
	}
	w, err := l.db.Acquire(ctx)
	if err != nil {
		return err
	}
	l.writer = w
	for _, f := range []*feed{l.heads, l.lines} {
		if err := w.Inflow(ctx, f.kind.flow, f.kind.schema); err != nil {
			return err
		}
	}
	if _, err := w.Exec(ctx, `SET VARIABLE load_file = ?`, l.info.SHA); err != nil {
		return err
	}
	return w.Begin(ctx)
}

// AddProblems takes problems that come without a batch.
func (l *Load) AddProblems(problems ...order.Problem) {
	if !l.known && !l.done {
		l.problems = append(l.problems, problems...)
	}
}

// AddDept takes rows of the department's table of that name ("products"), by
// the column names of in_<table>; valid_from and file_sha may be missing or
// null. The record is released.
func (l *Load) AddDept(part, table string, r arrow.Record) error {
	if l.known || l.done {
		r.Release()
		return nil
	}
	if !slices.Contains(Tables(), "in_"+table) {
		r.Release()
		return fmt.Errorf("load %s: table %q: %w", l.info.Name, table, ErrTable)
	}
	l.dept = append(l.dept, deptRecord{part, table, r})
	return nil
}

// Abort ends the load without a trace in the database.
func (l *Load) Abort() {
	if !l.done {
		_ = l.end(context.Background(), ErrEnded) // the load has failed for another reason
	}
}

// end gives memory, the writer and the turn back; err is what the load ended with.
func (l *Load) end(ctx context.Context, err error) error {
	for _, d := range l.dept {
		d.record.Release()
	}
	l.heads.drop()
	l.lines.drop()
	l.dept, l.problems, l.done = nil, nil, true
	if l.writer != nil {
		err = l.writer.Release(ctx, err)
		l.writer = nil
	}
	loading.Store(false)
	return err
}

// Finish merges what was added and writes the ledger, in one transaction. When
// it returns without an error the file is durable; with one, nothing changed.
func (l *Load) Finish(ctx context.Context, parts []PartReport) (Outcome, error) {
	if l.done {
		return Outcome{}, ErrEnded
	}
	if l.known {
		return Outcome{Known: true}, l.end(ctx, nil)
	}
	m := &merge{Load: l, parts: parts}
	out, err := m.run(ctx)
	err = l.end(ctx, err)
	clearing := l.db.Unstage(context.WithoutCancel(ctx), m.staged...)
	if err != nil {
		return Outcome{}, errors.Join(fmt.Errorf("load %s: %w", l.info.Name, err), clearing)
	}
	return out, clearing
}

package transform

import (
	"context"
	"errors"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

// feedRows is how many rows are staged by one statement. While a statement waits for a record that is still being
// parsed, a thread of the engine spins on a core that the parser needs; so it only gets what is there.
const feedRows = 8 * order.BatchRows

// feed gathers the records of one staging table and stages them group by group, each while the next is gathered.
type feed struct {
	db      *warehouse.DB
	table   string
	schema  *arrow.Schema
	keep    []int // the columns that are staged
	pending []arrow.Record
	rows    int64
	begun   bool       // the table was made
	busy    chan error // the group under way; nil = none
	cancel  context.CancelFunc
	err     error // of a group that could not be staged: the table is not whole
}

// newFeed begins a staging table. The column file_sha is left out: it is the same in
// every row and is put back by the merge.
func newFeed(db *warehouse.DB, table string, schema *arrow.Schema) *feed {
	f := &feed{db: db, table: table}
	var fields []arrow.Field
	for i, field := range schema.Fields() {
		if field.Name != "file_sha" {
			f.keep = append(f.keep, i)
			fields = append(fields, field)
		}
	}
	f.schema = arrow.NewSchema(fields, nil)
	return f
}

// send hands over a record, which the feed releases; it fails when an earlier group could not be staged.
func (f *feed) send(ctx context.Context, r arrow.Record) error {
	f.pending = append(f.pending, f.project(r))
	f.rows += r.NumRows()
	r.Release()
	if f.rows < feedRows {
		return nil
	}
	if err := f.wait(); err != nil {
		return err
	}
	f.start(ctx)
	return nil
}

// start stages what is pending in the background.
func (f *feed) start(ctx context.Context) {
	group, busy, put := f.pending, make(chan error, 1), f.db.Stage
	if f.begun {
		put = f.db.StageMore
	}
	f.pending, f.rows, f.begun, f.busy = nil, 0, true, busy
	ctx, f.cancel = context.WithCancel(ctx)
	go func() {
		defer release(group)
		busy <- f.stage(ctx, group, put)
	}()
}

func (f *feed) stage(ctx context.Context, group []arrow.Record, put func(context.Context, string, array.RecordReader) error) error {
	reader, err := array.NewRecordReader(f.schema, group)
	if err != nil {
		return err
	}
	defer reader.Release()
	return put(ctx, f.table, reader)
}

// wait ends the group under way.
func (f *feed) wait() error {
	if f.busy != nil {
		f.err = errors.Join(f.err, <-f.busy)
		f.cancel()
		f.busy = nil
	}
	return f.err
}

// close stages what is left; the engine works until wait returns.
func (f *feed) close(ctx context.Context) error {
	if err := f.wait(); err != nil {
		release(f.pending)
		f.pending = nil
		return err
	}
	if len(f.pending) > 0 || !f.begun {
		f.start(ctx)
	}
	return nil
}

// abort throws away what is pending and waits for the engine.
func (f *feed) abort() {
	release(f.pending)
	f.pending = nil
	if f.busy != nil {
		f.cancel()
		_ = f.wait() // the load has failed for another reason
	}
}

func (f *feed) project(r arrow.Record) arrow.Record {
	cols := make([]arrow.Array, len(f.keep))
	for i, from := range f.keep {
		cols[i] = r.Column(from)
	}
	return array.NewRecord(f.schema, cols, r.NumRows())
}

func release(records []arrow.Record) {
	for _, r := range records {
		r.Release()
	}
}

// closeAll stages what is left of several tables at the same time.
func closeAll(ctx context.Context, feeds ...*feed) error {
	var errs []error
	for _, f := range feeds {
		errs = append(errs, f.close(ctx))
	}
	for _, f := range feeds {
		errs = append(errs, f.wait())
	}
	return errors.Join(errs...)
}

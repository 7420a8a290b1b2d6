package transform

import (
	"context"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

// feed is one stream of records into one staging table: a single view and a
// single INSERT for a whole file, however many batches it comes in.
type feed struct {
	schema *arrow.Schema
	keep   []int // the columns that are staged
	queue  chan arrow.Record
	ended  chan struct{} // closed when the engine has done with the stream
	err    error         // valid after ended
	cur    arrow.Record
	ctx    context.Context //nolint:containedctx // the engine calls Next without one
	cancel context.CancelFunc
	cause  error
}

// newFeed starts staging. The column file_sha is left out: it is the same in
// every row and is put back by the merge.
func newFeed(ctx context.Context, db *warehouse.DB, table string, schema *arrow.Schema) *feed {
	f := &feed{queue: make(chan arrow.Record, 4), ended: make(chan struct{})}
	var fields []arrow.Field
	for i, field := range schema.Fields() {
		if field.Name != "file_sha" {
			f.keep = append(f.keep, i)
			fields = append(fields, field)
		}
	}
	f.schema = arrow.NewSchema(fields, nil)
	f.ctx, f.cancel = context.WithCancel(ctx)
	go func() {
		defer close(f.ended)
		f.err = db.Stage(f.ctx, table, f)
		f.drop()
	}()
	return f
}

// send hands over a record, which the feed releases; it fails when the engine has given up.
func (f *feed) send(ctx context.Context, r arrow.Record) error {
	select {
	case f.queue <- r:
		return nil
	case <-f.ended:
		r.Release()
		return f.err
	case <-ctx.Done():
		r.Release()
		return ctx.Err()
	}
}

// close ends the stream and waits for the engine.
func (f *feed) close() error {
	close(f.queue)
	<-f.ended
	f.drain()
	f.cancel()
	return f.err
}

// abort ends the stream with an error and waits for the engine.
func (f *feed) abort() {
	f.cancel()
	close(f.queue)
	<-f.ended
	f.drain()
}

func (f *feed) drain() {
	for r := range f.queue {
		r.Release()
	}
}

func (f *feed) drop() {
	if f.cur != nil {
		f.cur.Release()
		f.cur = nil
	}
}

// Schema is the schema of the staged columns.
func (f *feed) Schema() *arrow.Schema { return f.schema }

// Next waits for the next record and drops the last one: the engine never does.
func (f *feed) Next() bool {
	f.drop()
	select {
	case r, more := <-f.queue:
		if !more {
			f.cause = f.ctx.Err()
			return false
		}
		f.cur = f.project(r)
		return true
	case <-f.ctx.Done():
		f.cause = f.ctx.Err()
		return false
	}
}

func (f *feed) project(r arrow.Record) arrow.Record {
	defer r.Release()
	cols := make([]arrow.Array, len(f.keep))
	for i, from := range slices.All(f.keep) {
		cols[i] = r.Column(from)
	}
	return array.NewRecord(f.schema, cols, r.NumRows())
}

// Record is the record that Next moved to.
func (f *feed) Record() arrow.Record { return f.cur }

// Err says why the stream ended early.
func (f *feed) Err() error { return f.cause }

// Retain does nothing: the feed belongs to its Load.
func (f *feed) Retain() {}

// Release does nothing: the feed belongs to its Load.
func (f *feed) Release() {}

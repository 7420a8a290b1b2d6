package transform

import (
	"context"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

// rowGroup is how many rows the engine compresses and writes as one: a statement of as many goes into the file as it
// stands, a smaller one is copied once more when the transaction ends.
const rowGroup = 122_880

// feed gathers the records of one base table and lets them flow into it row group by row group.
type feed struct {
	kind    *kind
	keep    []int // the columns of a record that flow
	key     []int
	pending []arrow.Record
	rows    int64 // pending
	poured  int64
	seen    seen
}

func newFeed(k *kind, from *arrow.Schema) *feed {
	f := &feed{kind: k}
	for _, field := range k.schema.Fields() {
		f.keep = append(f.keep, from.FieldIndices(field.Name)...)
	}
	for _, name := range k.key {
		f.key = append(f.key, k.schema.FieldIndices(name)...)
	}
	return f
}

// without is a schema less one column.
func without(s *arrow.Schema, name string) *arrow.Schema {
	var fields []arrow.Field
	for _, field := range s.Fields() {
		if field.Name != name {
			fields = append(fields, field)
		}
	}
	return arrow.NewSchema(fields, nil)
}

// add takes a record, which it releases; nil is none.
func (f *feed) add(r arrow.Record) {
	if r == nil {
		return
	}
	cols := make([]arrow.Array, len(f.keep))
	for i, from := range f.keep {
		cols[i] = r.Column(from)
	}
	flowing := array.NewRecord(f.kind.schema, cols, r.NumRows())
	r.Release()
	f.pending = append(f.pending, flowing)
	f.rows += flowing.NumRows()
	f.seen.add(flowing, f)
}

// pour lets the next rows flow into the table, at most that many.
func (f *feed) pour(ctx context.Context, w *warehouse.Writer, most int64) error {
	group := f.take(most)
	defer release(group)
	n, err := w.Pour(ctx, f.kind.flow, group, f.kind.text(flowIn))
	f.poured += n
	return err
}

// take gives the first of the pending rows, at most that many.
func (f *feed) take(most int64) (group []arrow.Record) {
	for most > 0 && len(f.pending) > 0 {
		r := f.pending[0]
		if n := r.NumRows(); n > most {
			group = append(group, r.NewSlice(0, most))
			f.pending[0] = r.NewSlice(most, n)
			r.Release()
			f.rows -= most
			break
		}
		group, f.pending = append(group, r), f.pending[1:]
		most -= r.NumRows()
		f.rows -= r.NumRows()
	}
	return group
}

// drop throws away what is pending.
func (f *feed) drop() {
	release(f.pending)
	f.pending, f.rows = nil, 0
}

func release(records []arrow.Record) {
	for _, r := range records {
		r.Release()
	}
}

package transform

import (
	"context"
	"hash/maphash"

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
	seen    keySet
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
	f.see(flowing)
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

// keySet sees natural keys go by. It keeps hashes only: it can say twice of keys that differ, never once of equal ones.
type keySet struct {
	twice    bool     // a key may have come twice
	periodic bool     // a row came that has no natural key
	slots    []uint64 // open addressing, 0 is free
	used     int
}

var keySeed = maphash.MakeSeed()

// see shows a record's keys to the set, those of rows that have one.
func (f *feed) see(r arrow.Record) {
	key := make([]*array.String, len(f.key))
	for i, c := range f.key {
		key[i] = r.Column(c).(*array.String)
	}
	has := func(int) bool { return true }
	if f.kind.periods {
		keyless := r.Column(f.kind.schema.FieldIndices("period_keyed")[0]).(*array.Boolean)
		has = func(i int) bool { return !keyless.Value(i) }
	}
	var h maphash.Hash
	h.SetSeed(keySeed)
	for i := range int(r.NumRows()) {
		switch {
		case !has(i):
			f.seen.periodic = true
		case !f.seen.twice:
			h.Reset()
			for _, c := range key {
				_, _ = h.WriteString(c.Value(i)) // never fails
				_ = h.WriteByte(0)
			}
			f.seen.put(h.Sum64() | 1)
		}
	}
}

func (s *keySet) put(h uint64) {
	if s.used*2 >= len(s.slots) {
		s.grow()
	}
	mask := uint64(len(s.slots) - 1)
	for at := h >> 1 & mask; ; at = (at + 1) & mask {
		switch s.slots[at] {
		case 0:
			s.slots[at] = h
			s.used++
			return
		case h:
			s.twice = true
			s.slots = nil
			return
		}
	}
}

func (s *keySet) grow() {
	old := s.slots
	s.slots, s.used = make([]uint64, max(1<<12, 4*len(old))), 0
	for _, h := range old {
		if h != 0 {
			s.put(h)
		}
	}
}

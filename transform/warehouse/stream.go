package warehouse

import (
	"context"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// stream stands between a reader and the engine, which asks for records from
// its own threads, one at a time, and never says when it is done with the
// stream.
type stream struct {
	array.RecordReader                 // the caller's; only Schema is used through it
	ctx                context.Context //nolint:containedctx // the engine calls Next without one
	rows               int64
	err                error
}

// Next hands on the caller's next record; the caller's reader drops the last one.
func (s *stream) Next() bool {
	if s.err != nil {
		return false
	}
	if s.err = s.ctx.Err(); s.err != nil {
		return false
	}
	if !s.advance() {
		return false
	}
	s.rows += s.Record().NumRows()
	return true
}

// advance turns a panic of the caller's reader into an error: it would cross C otherwise.
func (s *stream) advance() (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			s.err, ok = fmt.Errorf("record reader: %v", p), false
		}
	}()
	return s.RecordReader.Next()
}

// Record is the record that Next moved to.
func (s *stream) Record() arrow.Record { return s.RecordReader.Record() }

// Err makes the INSERT fail with the reader's own words.
func (s *stream) Err() error {
	if s.err != nil {
		return s.err
	}
	return s.RecordReader.Err()
}

// Retain does nothing: the reader belongs to the caller of Load.
func (s *stream) Retain() {}

// Release does nothing: the reader belongs to the caller of Load.
func (s *stream) Release() {}

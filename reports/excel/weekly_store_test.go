package excel_test

import (
	"context"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/reports/replay"
)

// noRuns is a recording whose table of runs is empty.
type noRuns struct{ *replay.Store }

func (s noRuns) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	reader, err := s.Store.Query(ctx, sql, args...)
	if err != nil || !strings.HasPrefix(sql, "-- page_header:") {
		return reader, err
	}
	defer reader.Release()
	return array.NewRecordReader(reader.Schema(), nil)
}

// lostRow is a recording in which one product's sales are missing.
type lostRow struct{ *replay.Store }

func (s lostRow) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	reader, err := s.Store.Query(ctx, sql, args...)
	if err != nil || !strings.HasPrefix(sql, "-- book_week_products:") || !reader.Next() {
		return reader, err
	}
	defer reader.Release()
	rec := reader.Record()
	cut := rec.NewSlice(1, rec.NumRows())
	defer cut.Release()
	return array.NewRecordReader(reader.Schema(), []arrow.Record{cut})
}

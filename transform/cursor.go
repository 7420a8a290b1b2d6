package transform

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

// cursor reads the cells of one row from left to right.
type cursor struct {
	record arrow.Record
	row    int
	next   int
}

func (c *cursor) column() arrow.Array {
	col := c.record.Column(c.next)
	c.next++
	return col
}

// text is a copy of the cell, "" for null: Arrow's memory goes with the record.
func (c *cursor) text() string {
	col := c.column().(*array.String)
	if col.IsNull(c.row) {
		return ""
	}
	return strings.Clone(col.Value(c.row))
}

// whole is the cell, or missing for null.
func (c *cursor) whole(missing int64) int64 {
	col := c.column().(*array.Int64)
	if col.IsNull(c.row) {
		return missing
	}
	return col.Value(c.row)
}

func (c *cursor) number() float64 { return c.column().(*array.Float64).Value(c.row) }

func (c *cursor) flag() bool { return c.column().(*array.Boolean).Value(c.row) }

// day is midnight UTC, the zero time for null.
func (c *cursor) day() time.Time {
	col := c.column().(*array.Date32)
	if col.IsNull(c.row) {
		return time.Time{}
	}
	return col.Value(c.row).ToTime()
}

// wholes is the cell's list; it is valid until the record is released.
func (c *cursor) wholes() []int64 {
	col := c.column().(*array.List)
	from, to := col.ValueOffsets(c.row)
	return col.ListValues().(*array.Int64).Int64Values()[from:to]
}

// read runs a query and makes one T of each row.
func read[T any](ctx context.Context, db *warehouse.DB, text string, row func(*cursor) T, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Release()
	var out []T
	for rows.Next() {
		record := rows.Record()
		for i := range int(record.NumRows()) {
			out = append(out, row(&cursor{record: record, row: i}))
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return out, nil
}

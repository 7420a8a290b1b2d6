package reports

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// errType is the complaint about a column whose Arrow type its field cannot hold.
var errType = errors.New("the field cannot hold the column")

// setter writes value i of a column into a field.
type setter func(field reflect.Value, col arrow.Array, i int) error

var timeType = reflect.TypeFor[time.Time]()

func scan[T any](reader array.RecordReader) ([]T, error) {
	fields, err := match(reflect.TypeFor[T](), reader.Schema())
	if err != nil {
		return nil, err
	}
	var rows []T
	for reader.Next() {
		rec := reader.Record()
		at := len(rows)
		rows = append(rows, make([]T, rec.NumRows())...)
		for c, field := range fields {
			if err := fillColumn(rows[at:], field, rec.Column(c)); err != nil {
				return nil, fmt.Errorf("column %s: %w", rec.ColumnName(c), err)
			}
		}
	}
	return rows, reader.Err()
}

func fillColumn[T any](rows []T, field int, col arrow.Array) error {
	set, err := setterFor(reflect.TypeFor[T]().Field(field).Type, col.DataType())
	if err != nil {
		return err
	}
	for i := range rows {
		dst := reflect.ValueOf(&rows[i]).Elem().Field(field)
		if col.IsNull(i) {
			if dst.Kind() == reflect.Float64 {
				dst.SetFloat(math.NaN())
			}
			continue
		}
		if err := set(dst, col, i); err != nil {
			return err
		}
	}
	return nil
}

// match finds the field of each column and holds that neither side has one more.
func match(t reflect.Type, schema *arrow.Schema) ([]int, error) {
	byName := map[string]int{}
	for i := range t.NumField() {
		byName[t.Field(i).Tag.Get("sql")] = i
	}
	fields := make([]int, schema.NumFields())
	for c, f := range schema.Fields() {
		i, ok := byName[f.Name]
		if !ok {
			return nil, fmt.Errorf("column %q has no field in %s", f.Name, t)
		}
		fields[c] = i
		delete(byName, f.Name)
	}
	for name := range byName {
		return nil, fmt.Errorf("field of %q in %s has no column", name, t)
	}
	return fields, nil
}

func setterFor(field reflect.Type, col arrow.DataType) (setter, error) {
	var set setter
	switch {
	case field == timeType:
		set = timeSetter(col)
	case field.Kind() == reflect.String:
		set = stringSetter(col)
	case field.Kind() == reflect.Bool:
		set = boolSetter(col)
	case field.Kind() == reflect.Int64 || field.Kind() == reflect.Int:
		set = intSetter(col)
	case field.Kind() == reflect.Float64:
		set = floatSetter(col)
	}
	if set == nil {
		return nil, fmt.Errorf("%w: %s into %s", errType, col, field)
	}
	return set, nil
}

func stringSetter(col arrow.DataType) setter {
	if col.ID() != arrow.STRING {
		return nil
	}
	return func(f reflect.Value, a arrow.Array, i int) error {
		f.SetString(strings.Clone(a.(*array.String).Value(i)))
		return nil
	}
}

func boolSetter(col arrow.DataType) setter {
	if col.ID() != arrow.BOOL {
		return nil
	}
	return func(f reflect.Value, a arrow.Array, i int) error {
		f.SetBool(a.(*array.Boolean).Value(i))
		return nil
	}
}

func timeSetter(col arrow.DataType) setter {
	switch t := col.(type) {
	case *arrow.Date32Type:
		return func(f reflect.Value, a arrow.Array, i int) error {
			f.Set(reflect.ValueOf(a.(*array.Date32).Value(i).ToTime()))
			return nil
		}
	case *arrow.TimestampType:
		return func(f reflect.Value, a arrow.Array, i int) error {
			f.Set(reflect.ValueOf(a.(*array.Timestamp).Value(i).ToTime(t.Unit)))
			return nil
		}
	default:
		return nil
	}
}

func intSetter(col arrow.DataType) setter {
	get := intGetter(col)
	if get == nil {
		return nil
	}
	return func(f reflect.Value, a arrow.Array, i int) error {
		v, ok := get(a, i)
		if !ok || f.OverflowInt(v) {
			return fmt.Errorf("%w: %s in row %d is out of range", errType, a.ValueStr(i), i+1)
		}
		f.SetInt(v)
		return nil
	}
}

func intGetter(col arrow.DataType) func(arrow.Array, int) (int64, bool) {
	switch col.ID() {
	case arrow.INT64:
		return func(a arrow.Array, i int) (int64, bool) { return a.(*array.Int64).Value(i), true }
	case arrow.INT32:
		return func(a arrow.Array, i int) (int64, bool) { return int64(a.(*array.Int32).Value(i)), true }
	case arrow.DECIMAL128: // the sum of a BIGINT column
		return func(a arrow.Array, i int) (int64, bool) {
			v := a.(*array.Decimal128).Value(i).BigInt()
			whole := a.DataType().(*arrow.Decimal128Type).Scale == 0
			return v.Int64(), whole && v.IsInt64()
		}
	default:
		return nil
	}
}

func floatSetter(col arrow.DataType) setter {
	if col.ID() == arrow.FLOAT64 {
		return func(f reflect.Value, a arrow.Array, i int) error {
			f.SetFloat(a.(*array.Float64).Value(i))
			return nil
		}
	}
	get := intGetter(col)
	if get == nil {
		return nil
	}
	return func(f reflect.Value, a arrow.Array, i int) error {
		v, ok := get(a, i)
		if !ok {
			return fmt.Errorf("%w: %s in row %d is out of range", errType, a.ValueStr(i), i+1)
		}
		f.SetFloat(float64(v))
		return nil
	}
}

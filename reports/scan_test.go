package reports_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"zhiwei/reports"
)

// answer is a Querier that gives one recorded record, or a fault.
type answer struct {
	rec arrow.Record
	err error
	got []any
}

func (a *answer) Query(_ context.Context, _ string, args ...any) (array.RecordReader, error) {
	a.got = args
	if a.err != nil {
		return nil, a.err
	}
	return array.NewRecordReader(a.rec.Schema(), []arrow.Record{a.rec, a.rec})
}

func record(t *testing.T, mem memory.Allocator) arrow.Record {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "at", Type: arrow.FixedWidthTypes.Timestamp_us, Nullable: true},
		{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "small", Type: arrow.PrimitiveTypes.Int32, Nullable: true},
		{Name: "sum", Type: &arrow.Decimal128Type{Precision: 38}, Nullable: true},
		{Name: "x", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "asfloat", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "ok", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(mem, schema)
	defer b.Release()
	at := time.Date(2026, 8, 23, 7, 40, 1, 0, time.UTC)
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"桂花糕"}, nil)
	b.Field(1).(*array.Date32Builder).Append(arrow.Date32FromTime(at))
	b.Field(2).(*array.TimestampBuilder).Append(arrow.Timestamp(at.UnixMicro()))
	b.Field(3).(*array.Int64Builder).Append(-7)
	b.Field(4).(*array.Int32Builder).Append(5)
	b.Field(5).(*array.Decimal128Builder).Append(decimal128.FromI64(123456789012))
	b.Field(6).(*array.Float64Builder).Append(2.5)
	b.Field(7).(*array.Int64Builder).Append(9)
	b.Field(8).(*array.BooleanBuilder).Append(true)
	for i := range schema.NumFields() {
		b.Field(i).AppendNull()
	}
	return b.NewRecord()
}

type wide struct {
	Name    string    `sql:"name"`
	Day     time.Time `sql:"day"`
	At      time.Time `sql:"at"`
	N       int64     `sql:"n"`
	Small   int       `sql:"small"`
	Sum     int64     `sql:"sum"`
	X       float64   `sql:"x"`
	AsFloat float64   `sql:"asfloat"`
	OK      bool      `sql:"ok"`
}

func TestRowsReadEveryKind(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	rec := record(t, mem)
	defer rec.Release()
	q := &answer{rec: rec}
	got, err := reports.Rows[wide](t.Context(), q, "page_header", "R1")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 8, 23, 7, 40, 1, 0, time.UTC)
	full := wide{"桂花糕", at.Truncate(24 * time.Hour), at, -7, 5, 123456789012, 2.5, 9, true}
	none := wide{X: math.NaN(), AsFloat: math.NaN()}
	if diff := cmp.Diff([]wide{full, none, full, none}, got, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]any{"R1"}, q.got); diff != "" {
		t.Errorf("the values did not arrive: %s", diff)
	}
}

func TestRowsRefuse(t *testing.T) {
	rec := record(t, memory.DefaultAllocator)
	defer rec.Release()
	q := &answer{rec: rec}
	type fewer struct {
		Name string `sql:"name"`
	}
	type more struct {
		wide
		Extra string `sql:"extra"`
	}
	_, err := reports.Rows[fewer](t.Context(), q, "page_header")
	if err == nil || !strings.Contains(err.Error(), `"day" has no field`) {
		t.Errorf("a column without a field: %v", err)
	}
	if _, err = reports.Rows[more](t.Context(), q, "page_header"); err == nil {
		t.Error("embedded fields were taken for columns")
	}
	type wrong struct {
		Name    int64     `sql:"name"`
		Day     time.Time `sql:"day"`
		At      time.Time `sql:"at"`
		N       int64     `sql:"n"`
		Small   int       `sql:"small"`
		Sum     int64     `sql:"sum"`
		X       float64   `sql:"x"`
		AsFloat float64   `sql:"asfloat"`
		OK      bool      `sql:"ok"`
	}
	if _, err = reports.Rows[wrong](t.Context(), q, "page_header"); err == nil || !strings.Contains(err.Error(), "column name") {
		t.Errorf("text into a number: %v", err)
	}
	if _, err = reports.Rows[wide](t.Context(), q, "no_such_query"); err == nil {
		t.Error("an unknown query was run")
	}
	fault := errors.New("gone")
	if _, err = reports.Rows[wide](t.Context(), &answer{err: fault}, "page_header"); !errors.Is(err, fault) {
		t.Errorf("the store's fault is lost: %v", err)
	}
	if _, _, err = reports.One[wide](t.Context(), q, "page_header"); err == nil {
		t.Error("four rows were taken for one")
	}
}

func TestRowsRefuseWrongKinds(t *testing.T) {
	text := arrow.NewSchema([]arrow.Field{{Name: "v", Type: arrow.BinaryTypes.String}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, text)
	defer b.Release()
	b.Field(0).(*array.StringBuilder).Append("x")
	rec := b.NewRecord()
	defer rec.Release()
	q := &answer{rec: rec}
	for name, err := range map[string]error{
		"int": second(reports.Rows[struct {
			V int64 `sql:"v"`
		}](t.Context(), q, "page_header")),
		"float": second(reports.Rows[struct {
			V float64 `sql:"v"`
		}](t.Context(), q, "page_header")),
		"flag": second(reports.Rows[struct {
			V bool `sql:"v"`
		}](t.Context(), q, "page_header")),
		"time": second(reports.Rows[struct {
			V time.Time `sql:"v"`
		}](t.Context(), q, "page_header")),
		"list": second(reports.Rows[struct {
			V []string `sql:"v"`
		}](t.Context(), q, "page_header")),
	} {
		if err == nil {
			t.Errorf("text was read into a %s", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestEveryQueryIsPlain(t *testing.T) {
	names := reports.Names()
	if len(names) < 20 {
		t.Fatalf("only %d queries", len(names))
	}
	for _, name := range names {
		text, err := reports.SQL(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(text, "-- "+name+": ") {
			t.Errorf("%s does not begin with its name and what it answers", name)
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "--") {
				continue
			}
			if i := strings.IndexAny(line, "{};$%"); i >= 0 {
				t.Errorf("%s holds %q: %s", name, line[i], line)
			}
		}
	}
}

package reports_test

import (
	"io/fs"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"zhiwei/reports"
)

// column makes an answer of one column v; fill puts its values.
func column(t *testing.T, kind arrow.DataType, fill func(b array.Builder)) *answer {
	t.Helper()
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "v", Type: kind, Nullable: true}}, nil))
	t.Cleanup(b.Release)
	fill(b.Field(0))
	rec := b.NewRecord()
	t.Cleanup(rec.Release)
	return &answer{rec: rec}
}

type whole struct {
	V int64 `sql:"v"`
}

type decimal struct {
	V float64 `sql:"v"`
}

type when struct {
	V time.Time `sql:"v"`
}

// A sum comes as a wide decimal: it is read as long as it is whole and fits, and refused otherwise.
func TestWideSums(t *testing.T) {
	huge, ok := new(big.Int).SetString("9223372036854775808", 10)
	if !ok {
		t.Fatal("no number")
	}
	for name, c := range map[string]struct {
		scale int32
		value decimal128.Num
		want  int64
		fits  bool
	}{
		"zero":            {0, decimal128.FromI64(0), 0, true},
		"the largest":     {0, decimal128.FromI64(math.MaxInt64), math.MaxInt64, true},
		"the smallest":    {0, decimal128.FromI64(math.MinInt64), math.MinInt64, true},
		"one too many":    {0, decimal128.FromBigInt(huge), 0, false},
		"with two places": {2, decimal128.FromI64(150), 0, false},
	} {
		q := column(t, &arrow.Decimal128Type{Precision: 38, Scale: c.scale}, func(b array.Builder) { b.(*array.Decimal128Builder).Append(c.value) })
		rows, err := reports.Rows[whole](t.Context(), q, "page_header")
		if (err == nil) != c.fits || c.fits && rows[0].V != c.want {
			t.Errorf("%s: %v, %v", name, rows, err)
		}
		if _, err := reports.Rows[decimal](t.Context(), q, "page_header"); (err == nil) != c.fits {
			t.Errorf("%s as a float: %v", name, err)
		}
		if !c.fits && (err == nil || !strings.Contains(err.Error(), "column v") || !strings.Contains(err.Error(), "row 1") || !strings.Contains(err.Error(), "page_header")) {
			t.Errorf("%s: the fault does not say where: %v", name, err)
		}
	}
}

func TestMomentsOfEveryUnit(t *testing.T) {
	at := time.Date(2026, 8, 23, 7, 40, 1, 0, time.UTC)
	for _, unit := range []arrow.TimeUnit{arrow.Second, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond} {
		q := column(t, &arrow.TimestampType{Unit: unit}, func(b array.Builder) {
			v, err := arrow.TimestampFromTime(at, unit)
			if err != nil {
				t.Fatal(err)
			}
			b.(*array.TimestampBuilder).Append(v)
		})
		if rows, err := reports.Rows[when](t.Context(), q, "page_header"); err != nil || !rows[0].V.Equal(at) {
			t.Errorf("%s: %v, %v", unit, rows, err)
		}
	}
	day := column(t, arrow.FixedWidthTypes.Date32, func(b array.Builder) {
		b.(*array.Date32Builder).AppendValues([]arrow.Date32{0, -1, arrow.Date32FromTime(at)}, nil)
	})
	rows, err := reports.Rows[when](t.Context(), day, "page_header")
	if err != nil || rows[0].V.Format(time.DateOnly) != "1970-01-01" || rows[1].V.Format(time.DateOnly) != "1969-12-31" || rows[2].V != at.Truncate(24*time.Hour) {
		t.Errorf("days: %v, %v", rows, err)
	}
}

func TestNumbersDoNotLoseTheirKind(t *testing.T) {
	type narrow struct {
		V int8 `sql:"v"`
	}
	n := column(t, arrow.PrimitiveTypes.Int64, func(b array.Builder) {
		b.(*array.Int64Builder).AppendValues([]int64{math.MinInt64, math.MaxInt64}, nil)
	})
	if rows, err := reports.Rows[whole](t.Context(), n, "page_header"); err != nil || rows[0].V != math.MinInt64 || rows[1].V != math.MaxInt64 {
		t.Errorf("the ends of the range: %v, %v", rows, err)
	}
	if _, err := reports.Rows[narrow](t.Context(), n, "page_header"); err == nil {
		t.Error("a field of another size was filled")
	}
	x := column(t, arrow.PrimitiveTypes.Float64, func(b array.Builder) {
		b.(*array.Float64Builder).AppendValues([]float64{math.NaN(), math.Inf(-1), -0.5}, nil)
	})
	if rows, err := reports.Rows[decimal](t.Context(), x, "page_header"); err != nil || !math.IsNaN(rows[0].V) || !math.IsInf(rows[1].V, -1) || rows[2].V != -.5 {
		t.Errorf("floats: %v, %v", rows, err)
	}
	if _, err := reports.Rows[whole](t.Context(), x, "page_header"); err == nil {
		t.Error("a float was cut to a whole number")
	}
	if _, err := reports.Rows[when](t.Context(), n, "page_header"); err == nil {
		t.Error("a number was taken for a day")
	}
}

// Text outlives the record it was read from.
func TestTextIsCopied(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "v", Type: arrow.BinaryTypes.String}}, nil))
	b.Field(0).(*array.StringBuilder).AppendValues([]string{"桂花糕", ""}, nil)
	rec := b.NewRecord()
	b.Release()
	type text struct {
		V string `sql:"v"`
	}
	rows, err := reports.Rows[text](t.Context(), &answer{rec: rec}, "page_header")
	rec.Release()
	mem.AssertSize(t, 0)
	if err != nil || len(rows) != 4 || rows[0].V != "桂花糕" || rows[1].V != "" {
		t.Errorf("%v, %v", rows, err)
	}
}

// A fault in the middle gives the memory back as well.
func TestFaultReleases(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	rec := record(t, mem)
	defer rec.Release()
	if _, err := reports.Rows[whole](t.Context(), &answer{rec: rec}, "page_header"); err == nil {
		t.Error("nine columns went into one field")
	}
}

func TestNoRows(t *testing.T) {
	q := column(t, arrow.PrimitiveTypes.Int64, func(array.Builder) {})
	if row, ok, err := reports.One[whole](t.Context(), q, "page_header"); ok || err != nil || row.V != 0 {
		t.Errorf("no row: %v %v %v", row, ok, err)
	}
	type lacks struct {
		V int64 `sql:"v"`
		W int64 `sql:"w"`
	}
	if _, err := reports.Rows[lacks](t.Context(), q, "page_header"); err == nil || !strings.Contains(err.Error(), `"w"`) {
		t.Errorf("a column that is not there: %v", err)
	}
}

// Every query has one that asks it, by its whole name in quotes; none is left over.
func TestEveryQueryIsAsked(t *testing.T) {
	var code strings.Builder
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		data, err := os.ReadFile(path)
		code.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range reports.Names() {
		if !strings.Contains(code.String(), `"`+name+`"`) {
			t.Errorf("nobody asks %s", name)
		}
	}
}

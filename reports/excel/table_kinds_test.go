package excel_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"zhiwei/reports/excel"
)

// rowsOf is a reader of one record of the given columns.
func rowsOf(t *testing.T, fields []arrow.Field, fill func(b *array.RecordBuilder)) array.RecordReader {
	t.Helper()
	schema := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	fill(b)
	rec := b.NewRecord()
	defer rec.Release()
	reader, err := array.NewRecordReader(schema, []arrow.Record{rec})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(reader.Release)
	return reader
}

// tableOf writes rows as a workbook and opens it.
func tableOf(t *testing.T, rows array.RecordReader, meta excel.Meta) book {
	t.Helper()
	meta.Generated = made
	file := filepath.Join(t.TempDir(), "x.xlsx")
	if err := excel.WriteTable(file, rows, meta); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	return bookFrom(t, data, err)
}

// TestTableKinds has a column of every kind a database gives, each with its value as a number, a day, a truth or a text.
func TestTableKinds(t *testing.T) {
	stamp := &arrow.TimestampType{Unit: arrow.Microsecond}
	b := tableOf(t, rowsOf(t, []arrow.Field{
		{Name: "i8", Type: arrow.PrimitiveTypes.Int8},
		{Name: "u64", Type: arrow.PrimitiveTypes.Uint64},
		{Name: "f32", Type: arrow.PrimitiveTypes.Float32},
		{Name: "big", Type: &arrow.Decimal128Type{Precision: 38, Scale: 0}},
		{Name: "at", Type: stamp},
		{Name: "ok", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "raw", Type: arrow.BinaryTypes.Binary},
		{Name: "long", Type: arrow.PrimitiveTypes.Int64},
		{Name: "over", Type: arrow.PrimitiveTypes.Int64},
	}, func(b *array.RecordBuilder) {
		b.Field(0).(*array.Int8Builder).Append(-7)
		b.Field(1).(*array.Uint64Builder).Append(math.MaxUint64)
		b.Field(2).(*array.Float32Builder).Append(0.5)
		b.Field(3).(*array.Decimal128Builder).Append(decimal128.FromI64(9007199254740993))
		b.Field(4).(*array.TimestampBuilder).Append(arrow.Timestamp(time.Date(2026, 8, 24, 18, 0, 0, 0, time.UTC).UnixMicro()))
		b.Field(5).(*array.BooleanBuilder).Append(true)
		b.Field(6).(*array.BinaryBuilder).Append([]byte("月"))
		b.Field(7).(*array.Int64Builder).Append(123456789012345)
		b.Field(8).(*array.Int64Builder).Append(1234567890123456)
	}), excel.Meta{})
	for cell, want := range map[string][2]string{
		"A2": {"", "-7"}, "B2": {"inlineStr", "18446744073709551615"}, "C2": {"", "0.5"}, "D2": {"inlineStr", "9007199254740993"}, "E2": {"", "46258.75"}, "F2": {"b", "1"},
		"H2": {"", "123456789012345"}, "I2": {"inlineStr", "1234567890123456"},
	} {
		for _, c := range b.part("Sheet1").Rows[1].Cells {
			if c.Ref != cell {
				continue
			}
			if got := b.raw("Sheet1", cell); c.Type != want[0] || got != want[1] && c.Value != want[1] {
				t.Errorf("%s is of type %q with %q, want %q", cell, c.Type, b.raw("Sheet1", cell), want)
			}
		}
	}
	b.formats("Sheet1", map[string]string{"E2": "yyyy-mm-dd hh:mm", "D2": "@", "A2": "", "H2": "0"})
	b.wants("Sheet1", map[string]string{"E2": "2026-08-24 18:00", "H2": "123456789012345"})
}

// overlap is a text in which two characters that look escaped share a line, which the library cannot write in a stream.
var overlap = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_`)

// TestTableOfAnyTexts holds that any text comes back as it was, never as a formula, a number or a day.
func TestTableOfAnyTexts(t *testing.T) {
	some := rapid.OneOf(rapid.SampledFrom(payloads), rapid.SampledFrom([]string{"1", "1.5", "1E5", "TRUE", "2026-08-24", "-", "", " x "}),
		rapid.StringOfN(rapid.SampledFrom([]rune("=+-@a1月<&\"'_x0041\t\n")), 0, 20, -1))
	var texts []string
	for seed := range 300 {
		if text := some.Example(seed); !overlap.MatchString(text) {
			texts = append(texts, text)
		}
	}
	b := tableOf(t, rowsOf(t, []arrow.Field{{Name: "=name", Type: arrow.BinaryTypes.String}}, func(b *array.RecordBuilder) {
		for _, text := range texts {
			b.Field(0).(*array.StringBuilder).Append(text)
		}
	}), excel.Meta{Report: "=x"})
	if got := b.GetSheetName(0); got != "=x" {
		t.Errorf("the sheet is named %q", got)
	}
	if got := b.raw("=x", "A1"); got != "=name" || b.formula("=x", "A1") != "" {
		t.Errorf("the head is %q", got)
	}
	for i, text := range texts {
		cell := "A" + strconv.Itoa(i+2)
		if got := b.raw("=x", cell); got != text && got != strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n") {
			t.Errorf("%q came back as %q", text, got)
		}
		if b.formula("=x", cell) != "" {
			t.Errorf("%q became a formula", text)
		}
	}
}

// TestTableOfAnyNumbers holds that a whole number comes back to its last digit, however long.
func TestTableOfAnyNumbers(t *testing.T) {
	var numbers []int64
	for seed := range 300 {
		numbers = append(numbers, rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000), rapid.Int64Range(1e15-3, 1e15+3), rapid.Int64Range(1<<53-3, 1<<53+3)).Example(seed))
	}
	b := tableOf(t, rowsOf(t, []arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, func(b *array.RecordBuilder) {
		b.Field(0).(*array.Int64Builder).AppendValues(numbers, nil)
	}), excel.Meta{})
	for i, n := range numbers {
		got := b.raw("Sheet1", "A"+strconv.Itoa(i+2))
		if v, err := strconv.ParseInt(got, 10, 64); err == nil && v == n {
			continue
		}
		t.Errorf("%d came back as %s", n, got)
	}
}

// TestTableSetUp freezes the head and is wide enough for what stands in the first rows, within bounds.
func TestTableSetUp(t *testing.T) {
	long := strings.Repeat("很长的名字", 30)
	b := tableOf(t, rowsOf(t, []arrow.Field{{Name: "a", Type: arrow.BinaryTypes.String}, {Name: "一个中文列名", Type: arrow.BinaryTypes.String}, {Name: "long", Type: arrow.BinaryTypes.String}}, func(b *array.RecordBuilder) {
		b.Field(0).(*array.StringBuilder).Append("x")
		b.Field(1).(*array.StringBuilder).Append("x")
		b.Field(2).(*array.StringBuilder).Append(long)
	}), excel.Meta{})
	s := b.part("Sheet1")
	if s.View.Pane.Y != 1 || s.View.Pane.X != 0 || s.View.Pane.State != "frozen" || s.View.Pane.Top != "A2" {
		t.Errorf("the head is not frozen: %+v", s.View.Pane)
	}
	var widths []float64
	for _, c := range s.Cols {
		widths = append(widths, c.Width)
	}
	if len(widths) != 3 || widths[0] != 6 || math.Abs(widths[1]-13.7) > 1e-9 || widths[2] != 60 {
		t.Errorf("widths %v, want the least, what the head needs, the most", widths)
	}
	if head := b.style("Sheet1", "A1"); !head.Font.Bold || len(head.Fill.Color) == 0 || head.Fill.Color[0] != "E4EDEF" {
		t.Errorf("the head looks %+v", head.Font)
	}
}

// badReader gives rows and then fails.
type badReader struct {
	array.RecordReader
	err error
}

func (r badReader) Err() error { return r.err }

func TestTableOfAFailingReader(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.xlsx")
	broken := errors.New("connection lost")
	if err := excel.WriteTable(file, badReader{tableRows(t, "x"), broken}, excel.Meta{Generated: made}); !errors.Is(err, broken) || !strings.Contains(err.Error(), file) {
		t.Errorf("a reader that fails gave %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a table was written (%v)", err)
	}
}

// TestTableLimits takes a text as long as a cell and none longer, counted as Excel counts.
func TestTableLimits(t *testing.T) {
	for text, ok := range map[string]bool{
		strings.Repeat("a", excelize.TotalCellChars): true, strings.Repeat("a", excelize.TotalCellChars+1): false,
		strings.Repeat("月", excelize.TotalCellChars): true, strings.Repeat("𠮷", excelize.TotalCellChars/2+1): false,
	} {
		file := filepath.Join(t.TempDir(), "x.xlsx")
		err := excel.WriteTable(file, tableRows(t, text), excel.Meta{Generated: made})
		if (err == nil) != ok {
			t.Errorf("a text of %d characters: %v", len([]rune(text)), err)
		}
		if !ok {
			continue
		}
		f := opened(t, file)
		if got := raw(t, f, "Sheet1", "A2"); got != text {
			t.Errorf("a text of %d characters came back with %d", len([]rune(text)), len([]rune(got)))
		}
	}
}

// TestTableOfManyRecords keeps the order of rows over the records of a reader.
func TestTableOfManyRecords(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "n", Type: arrow.PrimitiveTypes.Int64}}, nil)
	var records []arrow.Record
	for i := range 5 {
		b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
		for j := range i {
			b.Field(0).(*array.Int64Builder).Append(int64(100*i + j))
		}
		records = append(records, b.NewRecord())
		b.Release()
	}
	reader, err := array.NewRecordReader(schema, records)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Release()
	rows, err := tableOf(t, reader, excel.Meta{}).GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rows); got != "[[n] [100] [200] [201] [300] [301] [302] [400] [401] [402] [403]]" {
		t.Errorf("the rows are %s", got)
	}
}

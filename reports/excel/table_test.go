package excel_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
)

// tableRows is a reader of one record with a column of each kind that a query gives.
func tableRows(t *testing.T, texts ...string) array.RecordReader {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "code", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "order_no", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
		{Name: "sum", Type: &arrow.Decimal128Type{Precision: 38, Scale: 2}, Nullable: true},
		{Name: "share", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
		{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
		{Name: "kept", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i, text := range texts {
		b.Field(0).(*array.StringBuilder).Append(text)
		b.Field(1).(*array.Int64Builder).Append([]int64{42, 1234567890123456789}[i%2])
		b.Field(2).(*array.Decimal128Builder).Append(decimal128.FromI64(12345))
		b.Field(3).(*array.Float64Builder).Append([]float64{0.25, math.NaN()}[i%2])
		b.Field(4).(*array.Date32Builder).Append(arrow.Date32FromTime(made))
		b.Field(5).AppendNull()
	}
	rec := b.NewRecord()
	defer rec.Release()
	reader, err := array.NewRecordReader(schema, []arrow.Record{rec})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(reader.Release)
	return reader
}

func TestWriteTable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.xlsx")
	texts := []string{`=HYPERLINK("http://x.invalid")`, "00123", "@SUM(1)", "中秋 <月饼> & 礼盒", "_x003D_1+1"}
	if err := excel.WriteTable(file, tableRows(t, texts...), excel.Meta{Report: "a/b:c", Generated: made}); err != nil {
		t.Fatal(err)
	}
	f := opened(t, file)
	sheets := f.GetSheetList()
	if len(sheets) != 1 || sheets[0] != "abc" {
		t.Fatalf("sheets %q, want one named abc", sheets)
	}
	for i, want := range texts {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		if formula, err := f.GetCellFormula("abc", cell); err != nil || formula != "" {
			t.Errorf("%s holds the formula %q (%v)", cell, formula, err)
		}
		if got := raw(t, f, "abc", cell); got != want {
			t.Errorf("%s holds %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"A1": "code", "B2": "42", "B3": "1234567890123456789", "C2": "123.45", "D2": "0.25", "D3": "NaN", "E2": "46258", "F2": ""} {
		if got := raw(t, f, "abc", cell); got != want {
			t.Errorf("%s holds %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A3": excelize.CellTypeInlineString, "B3": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset} {
		if got, err := f.GetCellType("abc", cell); err != nil || got != want {
			t.Errorf("%s is of type %d, want %d (%v)", cell, got, want, err)
		}
	}
}

func TestWriteTableSameBytes(t *testing.T) {
	dir := t.TempDir()
	var data [2][]byte
	for i, name := range []string{"a.xlsx", "b.xlsx"} {
		if err := excel.WriteTable(filepath.Join(dir, name), tableRows(t, "x", "y"), excel.Meta{Generated: made}); err != nil {
			t.Fatal(err)
		}
		var err error
		if data[i], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(data[0], data[1]) {
		t.Error("the same rows gave different bytes")
	}
}

func TestWriteTableRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.xlsx")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := excel.WriteTable(file, tableRows(t, "x", strings.Repeat("长", excelize.TotalCellChars+1)), excel.Meta{Generated: made})
	if err == nil || !strings.Contains(err.Error(), "column code in row 2") {
		t.Errorf("a text that Excel would cut gave %v", err)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "old" {
		t.Errorf("the old file became %q (%v)", got, err)
	}
}

func TestWriteTableEmpty(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.xlsx")
	if err := excel.WriteTable(file, tableRows(t), excel.Meta{Generated: made}); err != nil {
		t.Fatal(err)
	}
	rows, err := opened(t, file).GetRows("Sheet1")
	if err != nil || len(rows) != 1 || rows[0][0] != "code" {
		t.Errorf("an answer without rows gave %q (%v), want the head row alone", rows, err)
	}
}

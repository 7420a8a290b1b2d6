package excel

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/xuri/excelize/v2"
)

// maxRows is how many rows a sheet of Excel has.
const maxRows = 1 << 20

// exactDigits is how many digits of a number a cell shows; a longer one, an order number for instance, is a text.
const exactDigits = 15

// longInt is the whole number from which a cell without a format would show a power of ten.
const longInt = 1e11

// errTable says that rows do not fit into a sheet.
type errTable string

// Error is the complaint in words.
func (e errTable) Error() string { return string(e) }

// WriteTable writes rows as a plain workbook of one sheet: a head row, numbers as numbers, days as days, every other
// value as a text that is never a formula. The file is opened again and its rows counted before it takes its name.
func WriteTable(file string, rows array.RecordReader, meta Meta) error {
	b := newBook(meta)
	t := table{book: b, name: pick(meta.Report, "Sheet1"), schema: rows.Schema()}
	if err := b.file.SetSheetName("Sheet1", b.sheetName(t.name)); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	t.name = b.file.GetSheetName(0)
	if err := t.write(rows); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	data, err := b.pack()
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return save(file, data, t.verify)
}

// table is a sheet that is written row by row.
type table struct {
	book   *book
	name   string
	schema *arrow.Schema
	rows   int
}

// widthRows is how many rows decide the width of a column.
const widthRows = 200

func (t *table) write(rows array.RecordReader) error {
	var held [][]any
	for rows.Next() {
		rec := rows.Record()
		for i := range int(rec.NumRows()) {
			row := make([]any, rec.NumCols())
			for c, col := range rec.Columns() {
				if row[c] = t.cell(col, i); tooLong(row[c]) {
					return errTable("a text of column " + rec.ColumnName(c) + " in row " + strconv.Itoa(len(held)+1) + " is longer than a cell holds")
				}
			}
			held = append(held, row)
		}
		if len(held) >= maxRows {
			return errTable("more rows than a sheet holds (" + strconv.Itoa(maxRows-1) + ")")
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return t.stream(held)
}

// tooLong reports a text that Excel would cut.
func tooLong(v any) bool {
	cell, _ := v.(excelize.Cell)
	text, ok := cell.Value.(string)
	return ok && len(text) > excelize.TotalCellChars && len(utf16.Encode([]rune(text))) > excelize.TotalCellChars
}

// stream writes head and rows in one pass.
func (t *table) stream(rows [][]any) error {
	w, err := t.book.file.NewStreamWriter(t.name)
	if err != nil {
		return err
	}
	for c, f := range slices.Backward(t.schema.Fields()) { // the library puts each before the others
		if err := w.SetColWidth(c+1, c+1, t.width(c, f.Name, rows)); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := w.SetRow("A1", t.headRow()); err != nil {
		return err
	}
	for i, row := range rows {
		if err := w.SetRow(at(i+2, 1), row); err != nil {
			return err
		}
	}
	t.rows = len(rows)
	return w.Flush()
}

func (t *table) headRow() []any {
	look, out := t.book.id(st(head, "")), make([]any, t.schema.NumFields())
	for c, f := range t.schema.Fields() {
		out[c] = excelize.Cell{StyleID: look, Value: f.Name}
	}
	return out
}

// width fits the widest of the first texts of a column.
func (t *table) width(c int, name string, rows [][]any) float64 {
	widest := units(name) + 2
	for _, row := range rows[:min(len(rows), widthRows)] {
		if cell, ok := row[c].(excelize.Cell); ok {
			widest = max(widest, units(fmt.Sprint(cell.Value))+2)
		}
	}
	return min(max(widest, 6), 60)
}

// cell is a value as a cell holds it; nil is an empty one.
func (t *table) cell(col arrow.Array, i int) any {
	if col.IsNull(i) {
		return nil
	}
	switch a := col.(type) {
	case *array.Boolean:
		return excelize.Cell{StyleID: t.book.id(st(plain, "")), Value: a.Value(i)}
	case *array.Date32:
		return t.day(a.Value(i).ToTime(), fmtDate)
	case *array.Timestamp:
		return t.day(a.Value(i).ToTime(a.DataType().(*arrow.TimestampType).Unit), fmtTime)
	}
	text := col.ValueStr(i)
	if v, ok := exactNumber(col, text); ok {
		format := ""
		if math.Abs(v) >= longInt && v == math.Trunc(v) {
			format = "0"
		}
		return excelize.Cell{StyleID: t.book.id(st(plain, format)), Value: v}
	}
	return excelize.Cell{StyleID: t.book.id(st(plain, fmtText)), Value: text}
}

func (t *table) day(v time.Time, format string) any {
	return excelize.Cell{StyleID: t.book.id(st(plain, format)), Value: serial(v)}
}

// exactNumber is a value of a column of numbers that a cell keeps exactly; NaN and infinity are none.
func exactNumber(col arrow.Array, text string) (float64, bool) {
	switch id := col.DataType().ID(); {
	case arrow.IsFloating(id):
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
	case arrow.IsInteger(id), arrow.IsDecimal(id):
		v, err := strconv.ParseFloat(text, 64)
		digits := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(text), "0")
		return v, err == nil && len(digits) <= exactDigits
	default:
		return 0, false
	}
}

// verify counts the rows of the opened file.
func (t *table) verify(file *excelize.File) error {
	rows, err := file.Rows(t.name)
	if err != nil {
		return err
	}
	n := 0
	for rows.Next() {
		n++
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if n != t.rows+1 {
		return fmt.Errorf("%w: %d rows, not %d", ErrVerify, n-1, t.rows)
	}
	return nil
}

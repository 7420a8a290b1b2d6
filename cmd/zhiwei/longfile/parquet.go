package longfile

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// ErrDamaged says that a Parquet file is cut or damaged.
var ErrDamaged = errors.New("damaged Parquet file")

// damaged turns a panic of the decoder, which some damaged files cause, into an error.
func damaged(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, r)
	}
}

// readParquet reads the flat columns of a Parquet file.
func readParquet(f *os.File) (t *table, err error) {
	defer damaged(&err)
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("size: %w", err)
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	t = &table{first: 1}
	var names []string
	for _, field := range file.Schema().Fields() {
		names = append(names, field.Name())
	}
	kinds, err := t.header(names)
	if err != nil {
		return nil, err
	}
	index := map[string]int32{}
	for _, group := range file.RowGroups() {
		for i, chunk := range group.ColumnChunks() {
			if err := t.chunk(chunk, kinds[i], index); err != nil {
				return nil, fmt.Errorf("column %s: %w", names[i], err)
			}
		}
	}
	t.dropText()
	return t, nil
}

// chunk appends one column chunk.
func (t *table) chunk(chunk parquet.ColumnChunk, kind int, index map[string]int32) error {
	pages := chunk.Pages()
	defer pages.Close() //nolint:errcheck // read to the end or failed already
	d := decoder{t: t, kind: kind, index: index}
	if kind == roleDS {
		if err := d.timing(chunk.Type()); err != nil {
			return err
		}
	}
	buf := make([]parquet.Value, 4096)
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("page: %w", err)
		}
		if err := d.page(page, buf); err != nil {
			return err
		}
		parquet.Release(page)
	}
}

// decoder turns the values of one column into a slice of the table.
type decoder struct {
	t     *table
	kind  int
	index map[string]int32
	unit  int64 // divides a ds into days, 1 for dates and steps
	codes []int32
}

// timing learns the unit of ds from its logical type.
func (d *decoder) timing(typ parquet.Type) error {
	d.unit = 1
	logical := typ.LogicalType()
	if logical == nil {
		return nil
	}
	switch v := logical.Value.(type) {
	case *format.DateType:
		d.t.dated = true
	case *format.TimestampType:
		d.t.dated = true
		d.unit = int64(24 * time.Hour / v.Unit.Value.Duration())
	case *format.StringType:
		return ErrColumn
	}
	return nil
}

func (d *decoder) page(page parquet.Page, buf []parquet.Value) error {
	if d.kind == roleID {
		if dict := page.Dictionary(); dict != nil && page.NumNulls() == 0 {
			data := page.Data()
			d.coded(dict, data.Int32())
			return nil
		}
	}
	values := page.Values()
	for {
		n, err := values.ReadValues(buf)
		for _, v := range buf[:n] {
			if err := d.value(v); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("values: %w", err)
		}
	}
}

// coded appends ids by their dictionary codes: one look-up a distinct id.
func (d *decoder) coded(dict parquet.Dictionary, codes []int32) {
	for len(d.codes) < dict.Len() {
		d.codes = append(d.codes, -1)
	}
	for _, c := range codes {
		if d.codes[c] < 0 {
			d.t.addID(dict.Index(c).String(), d.index)
			d.codes[c] = d.t.id[len(d.t.id)-1]
			continue
		}
		d.t.id = append(d.t.id, d.codes[c])
	}
}

func (d *decoder) value(v parquet.Value) error {
	switch d.kind {
	case roleID:
		if v.IsNull() {
			return empty(len(d.t.id) + 1)
		}
		d.t.addID(v.String(), d.index)
	case roleDS:
		ds, err := integer(v, len(d.t.ds)+1)
		d.t.ds = append(d.t.ds, ds/d.unit)
		return err
	case roleY:
		d.t.y = append(d.t.y, number(v))
	case roleWindow:
		w, err := integer(v, len(d.t.window)+1)
		d.t.window = append(d.t.window, int32(w))
		return err
	default:
		d.t.x[d.kind] = append(d.t.x[d.kind], number(v))
	}
	return nil
}

// empty is the fault of a null where a value is needed.
func empty(row int) error { return fmt.Errorf("row %d: null: %w", row, ErrCell) }

// integer reads a whole number; null, a fraction and text are faults of the row.
func integer(v parquet.Value, row int) (int64, error) {
	if v.IsNull() {
		return 0, empty(row)
	}
	switch v.Kind() {
	case parquet.Int32:
		return int64(v.Int32()), nil
	case parquet.Int64:
		return v.Int64(), nil
	default:
		if f := number(v); f == math.Trunc(f) && math.Abs(f) < 1<<53 && v.Kind() != parquet.Boolean {
			return int64(f), nil
		}
	}
	return 0, fmt.Errorf("row %d: %v is no whole number: %w", row, v, ErrCell)
}

// number reads any numeric value; null and text are missing.
func number(v parquet.Value) float64 {
	if v.IsNull() {
		return math.NaN()
	}
	switch v.Kind() {
	case parquet.Boolean:
		if v.Boolean() {
			return 1
		}
		return 0
	case parquet.Int32:
		return float64(v.Int32())
	case parquet.Int64:
		return float64(v.Int64())
	case parquet.Float:
		return float64(v.Float())
	case parquet.Double:
		return v.Double()
	default:
		return math.NaN()
	}
}

// dropText removes covariates without a single number.
func (t *table) dropText() {
	names, x := t.names[:0], t.x[:0]
	for c, column := range t.x {
		for _, v := range column {
			if !math.IsNaN(v) {
				names, x = append(names, t.names[c]), append(x, column)
				break
			}
		}
	}
	t.names, t.x = names, x
}

// text is a value as a CSV cell.
func text(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray:
		return v.String()
	default:
		return strconv.FormatFloat(number(v), 'g', -1, 64)
	}
}

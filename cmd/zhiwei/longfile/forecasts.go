package longfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"zhiwei/forecast/backtest"
)

// ReadForecasts reads a forecast file as Writer writes it, CSV or Parquet by content; model and window may be missing.
func ReadForecasts(path string) (*backtest.Forecasts, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	defer f.Close() //nolint:errcheck // opened for reading only
	head := make([]byte, 4)
	n, _ := f.ReadAt(head, 0)
	read := readForecasts
	if bytes.Equal(head[:n], []byte("PAR1")) {
		read = readParquetForecasts
	}
	out, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return out, nil
}

// forecastColumns are the places of a forecast file's columns, −1 where absent.
type forecastColumns struct {
	model, window, id, ds, mean, median int
	q                                   []int
}

func readForecasts(r *os.File) (*backtest.Forecasts, error) {
	c := cells(r)
	header, err := c.Read()
	if err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	out := &backtest.Forecasts{}
	at, err := layoutOf(header, out)
	if err != nil {
		return nil, err
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("csv: %w", err)
		}
		line, _ := c.FieldPos(0)
		row, dated, err := at.row(record)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		row.Line = line
		out.Dated = dated
		out.Rows = append(out.Rows, row)
	}
}

// layoutOf finds the columns and the levels.
func layoutOf(header []string, out *backtest.Forecasts) (forecastColumns, error) {
	place := func(name string) int { return slices.Index(header, name) }
	at := forecastColumns{
		model: place("model"), window: place("window"), id: place("unique_id"), ds: place("ds"), mean: place("mean"), median: place("median"),
	}
	for i, name := range header {
		if tau, err := strconv.ParseFloat(strings.TrimPrefix(name, "q"), 64); err == nil && strings.HasPrefix(name, "q") {
			out.Levels = append(out.Levels, tau)
			at.q = append(at.q, i)
		}
	}
	if at.id < 0 || at.ds < 0 || at.mean < 0 && at.median < 0 {
		return at, fmt.Errorf("unique_id, ds and mean or median are needed: %w", ErrColumn)
	}
	if !slices.IsSorted(out.Levels) {
		return at, fmt.Errorf("quantile columns do not rise: %w", ErrColumn)
	}
	return at, nil
}

func (at *forecastColumns) row(record []string) (row backtest.ForecastRow, dated bool, err error) {
	var steps table
	if err := steps.addDS(record[at.ds]); err != nil {
		return row, false, err
	}
	row = backtest.ForecastRow{ID: strings.Clone(record[at.id]), DS: steps.ds[0], Mean: math.NaN(), Median: math.NaN()}
	if at.model >= 0 {
		row.Model = strings.Clone(record[at.model])
	}
	if at.window >= 0 {
		if row.Window, err = strconv.Atoi(record[at.window]); err != nil || row.Window < 1 {
			return row, false, fmt.Errorf("column %d, %q: %w", at.window+1, record[at.window], ErrCell)
		}
	}
	var values []float64
	for _, i := range append([]int{at.mean, at.median}, at.q...) {
		if i < 0 {
			values = append(values, math.NaN())
			continue
		}
		if values, err = appendNumber(values, record[i]); err != nil {
			return row, false, fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	row.Mean, row.Median, row.Q = values[0], values[1], values[2:]
	if math.IsNaN(row.Median) {
		row.Median = row.Mean
	}
	if math.IsNaN(row.Mean) {
		row.Mean = row.Median
	}
	return row, steps.dated, nil
}

// readParquetForecasts turns each row into the cells that the CSV would have.
func readParquetForecasts(f *os.File) (out *backtest.Forecasts, err error) {
	defer damaged(&err)
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("size: %w", err)
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("parquet: %w", err)
	}
	var header []string
	for _, field := range file.Schema().Fields() {
		header = append(header, field.Name())
	}
	out = &backtest.Forecasts{}
	at, err := layoutOf(header, out)
	if err != nil {
		return nil, err
	}
	t := &table{}
	d := decoder{t: t}
	if err := d.timing(file.Schema().Fields()[at.ds].Type()); err != nil {
		return nil, err
	}
	for _, group := range file.RowGroups() {
		if err := at.group(group, out, &d); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// group reads one row group.
func (at *forecastColumns) group(group parquet.RowGroup, out *backtest.Forecasts, d *decoder) error {
	rows := group.Rows()
	defer rows.Close() //nolint:errcheck // read to the end or failed already
	buf := make([]parquet.Row, 256)
	for {
		n, err := rows.ReadRows(buf)
		for _, row := range buf[:n] {
			line := len(out.Rows) + 1
			record, err := at.record(row, line, d)
			if err != nil {
				return err
			}
			r, dated, err := at.row(record)
			if err != nil {
				return fmt.Errorf("row %d: %w", line, err)
			}
			r.Line = line
			out.Dated = dated
			out.Rows = append(out.Rows, r)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("rows: %w", err)
		}
	}
}

// record is a row as the cells that the CSV would have.
func (at *forecastColumns) record(row parquet.Row, line int, d *decoder) ([]string, error) {
	var out []string
	for c, v := range row {
		switch {
		case c == at.ds:
			ds, err := d.step(v, line)
			if err != nil {
				return nil, fmt.Errorf("column ds: %w", err)
			}
			out = append(out, ds)
		case c == at.id && v.IsNull():
			return nil, fmt.Errorf("column unique_id: %w", empty(line))
		default:
			out = append(out, text(v))
		}
	}
	return out, nil
}

// step is a ds as a CSV cell.
func (d *decoder) step(v parquet.Value, line int) (string, error) {
	ds, err := integer(v, line)
	if err != nil {
		return "", err
	}
	ds /= d.unit
	if d.t.dated {
		return time.Unix(ds*86400, 0).UTC().Format(time.DateOnly), nil
	}
	return strconv.FormatInt(ds, 10), nil
}

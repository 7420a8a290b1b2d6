package longfile

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/renameio/v2"
	"github.com/parquet-go/parquet-go"

	"zhiwei/forecast/backtest"
)

// Writer writes forecast blocks to a file, CSV or, by the extension .parquet, Parquet. The file appears under its
// name only when Close returns nil.
type Writer struct {
	file   *renameio.PendingFile
	layout Layout
	csv    *csv.Writer
	rows   *parquet.GenericWriter[any]
	row    []string
	values parquet.Row
	at     []int // place of each of our columns in the Parquet schema, which sorts them by name
}

// Layout is what a forecast file holds.
type Layout struct {
	Dated   bool      // ds are dates
	Windows bool      // with the columns model and window
	Levels  []float64 // quantile levels
}

// Create starts a file.
func Create(path string, l Layout) (*Writer, error) {
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o644), renameio.WithExistingPermissions())
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	w := &Writer{file: f, layout: l}
	if strings.HasSuffix(path, ".parquet") {
		w.schema()
		return w, nil
	}
	w.csv = csv.NewWriter(bufio.NewWriterSize(f, 1<<16))
	if err := w.csv.Write(l.columns()); err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", path, err), f.Cleanup())
	}
	return w, nil
}

func (l Layout) columns() []string {
	var out []string
	if l.Windows {
		out = append(out, "model", "window")
	}
	out = append(out, "unique_id", "ds", "mean", "median")
	for _, tau := range l.Levels {
		out = append(out, "q"+strconv.FormatFloat(tau, 'g', -1, 64))
	}
	return out
}

func (w *Writer) schema() {
	group := parquet.Group{}
	for _, name := range w.layout.columns() {
		switch name {
		case "model", "unique_id":
			group[name] = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		case "window":
			group[name] = parquet.Int(32)
		case "ds":
			group[name] = parquet.Int(32)
			if w.layout.Dated {
				group[name] = parquet.Date()
			}
		default:
			group[name] = parquet.Leaf(parquet.DoubleType)
		}
	}
	schema := parquet.NewSchema("forecast", group)
	for _, name := range w.layout.columns() {
		leaf, _ := schema.Lookup(name)
		w.at = append(w.at, leaf.ColumnIndex)
	}
	w.rows = parquet.NewGenericWriter[any](w.file, schema, parquet.Compression(&parquet.Zstd))
}

// Write appends the steps of a block that have a ds.
func (w *Writer) Write(b backtest.Block) error {
	for t, ds := range b.DS {
		if ds == backtest.NoRow {
			continue
		}
		cells := make([]any, 0, 6+len(w.layout.Levels))
		if w.layout.Windows {
			cells = append(cells, b.Model, b.Window)
		}
		cells = append(cells, b.ID, ds, b.Dist.Mean[t], b.Dist.Median(t))
		for _, tau := range w.layout.Levels {
			cells = append(cells, b.Dist.Quantile(t, tau))
		}
		if err := w.put(cells); err != nil {
			return fmt.Errorf("write forecast: %w", err)
		}
	}
	return nil
}

func (w *Writer) put(cells []any) error {
	if w.csv != nil {
		w.row = w.row[:0]
		for _, c := range cells {
			w.row = append(w.row, w.text(c))
		}
		return w.csv.Write(w.row) //nolint:wrapcheck // the caller wraps
	}
	w.values = slices.Grow(w.values[:0], len(cells))[:len(cells)]
	for i, c := range cells {
		v := parquet.ValueOf(c)
		if n, ok := c.(int64); ok {
			v = parquet.Int32Value(int32(n))
		}
		if n, ok := c.(int); ok {
			v = parquet.Int32Value(int32(n))
		}
		w.values[w.at[i]] = v.Level(0, 0, w.at[i])
	}
	_, err := w.rows.WriteRows([]parquet.Row{w.values})
	return err //nolint:wrapcheck // the caller wraps
}

func (w *Writer) text(c any) string {
	switch v := c.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case int64:
		if w.layout.Dated {
			return time.Unix(v*86400, 0).UTC().Format(time.DateOnly)
		}
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', 12, 64)
	default:
		return ""
	}
}

// Close writes what is left and puts the file in its place.
func (w *Writer) Close() error {
	var err error
	if w.csv != nil {
		w.csv.Flush()
		err = w.csv.Error()
	} else {
		err = w.rows.Close()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", w.file.Name(), err), w.file.Cleanup())
	}
	if err := w.file.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("replace %s: %w", w.file.Name(), err)
	}
	return nil
}

// Abort gives the file up.
func (w *Writer) Abort() error {
	if err := w.file.Cleanup(); err != nil {
		return fmt.Errorf("give up %s: %w", w.file.Name(), err)
	}
	return nil
}

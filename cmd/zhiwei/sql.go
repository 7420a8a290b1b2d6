package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/renameio/v2"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/reports/excel"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// SQLCmd asks a read-only question.
type SQLCmd struct {
	Query string `arg:"" placeholder:"SELECT …" help:"One read-only statement. 只读查询."`
	Out   string `placeholder:"FILE" help:"Write to .csv or .xlsx. 写入文件."`
}

// Help begins with examples.
func (SQLCmd) Help() string {
	return "例 Examples:\n  zhiwei -C 店铺数据 sql \"SELECT channel, sum(gmv_fen) AS fen FROM fct_order_day GROUP BY channel\"\n" +
		"  zhiwei -C 店铺数据 sql --out 需求.xlsx \"SELECT * FROM fct_demand_day WHERE sku = 'GD1001'\""
}

// ErrOutKind says that the extension of --out is none that can be written.
var ErrOutKind = errors.New("--out ends in .csv or .xlsx")

// Run opens the database read-only and prints or writes the answer.
func (c *SQLCmd) Run(ctx context.Context, a *App) error {
	layers, err := a.layers()
	if err != nil {
		return err
	}
	w, err := workspace.Open(a.cli.Dir, layers...)
	if err != nil {
		return err
	}
	return errors.Join(c.ask(ctx, a, w), w.Close())
}

func (c *SQLCmd) ask(ctx context.Context, a *App, w *workspace.Workspace) error {
	path, opt := w.Path("zhiwei.duckdb"), warehouse.Options{Threads: w.Settings.Threads, TempDir: w.Path("tmp")}
	if err := makeDatabase(ctx, path, opt); err != nil {
		return err
	}
	opt.ReadOnly = true
	db, err := warehouse.Open(ctx, path, opt)
	if err != nil {
		return err
	}
	rows, err := db.Query(ctx, c.Query)
	if err != nil {
		return errors.Join(&UsageError{Err: err}, db.Close())
	}
	defer rows.Release()
	return errors.Join(c.write(a, rows), rows.Err(), db.Close())
}

// makeDatabase makes the empty tables of a workspace that nothing was imported into yet.
func makeDatabase(ctx context.Context, path string, opt warehouse.Options) error {
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := warehouse.Open(ctx, path, opt)
	if err != nil {
		return err
	}
	return errors.Join(transform.Create(ctx, db), db.Close())
}

func (c *SQLCmd) write(a *App, rows array.RecordReader) error {
	switch ext := strings.ToLower(filepath.Ext(c.Out)); {
	case c.Out == "" && a.cli.JSON:
		list, err := listed(rows)
		if err != nil {
			return err
		}
		return a.emit("sql", list, nil)
	case c.Out == "":
		return printRows(a.Stdout, rows)
	case ext == ".csv":
		return writeCSV(c.Out, rows)
	case ext == ".xlsx":
		return excel.WriteTable(c.Out, rows, excel.Meta{Report: "sql", Generated: a.Now()})
	}
	return &UsageError{Err: ErrOutKind}
}

// listed are the rows as objects for --json.
func listed(rows array.RecordReader) ([]map[string]string, error) {
	out := []map[string]string{}
	err := each(rows, func(names, cells []string) error {
		row := make(map[string]string, len(names))
		for i, n := range names {
			row[n] = cells[i]
		}
		out = append(out, row)
		return nil
	})
	return out, err
}

func printRows(w io.Writer, rows array.RecordReader) error {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(tableRow(columnNames(rows)))
	err := each(rows, func(_, cells []string) error {
		t.AppendRow(tableRow(cells))
		return nil
	})
	t.Render()
	return err
}

func tableRow(cells []string) table.Row {
	row := make(table.Row, len(cells))
	for i, c := range cells {
		row[i] = c
	}
	return row
}

func columnNames(rows array.RecordReader) []string {
	var names []string
	for _, field := range rows.Schema().Fields() {
		names = append(names, field.Name)
	}
	return names
}

// writeCSV writes with a byte-order mark, so that Excel reads the Chinese; a text that a spreadsheet would take for a
// formula gets an apostrophe.
func writeCSV(path string, rows array.RecordReader) error {
	f, err := renameio.NewPendingFile(path, renameio.WithPermissions(0o600))
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.WriteString("\ufeff")
	w := csv.NewWriter(f)
	err = errors.Join(err, w.Write(columnNames(rows)), each(rows, func(_, cells []string) error { return w.Write(cells) }))
	w.Flush()
	if err = errors.Join(err, w.Error()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), f.Cleanup())
	}
	return f.CloseAtomicallyReplace()
}

// each calls f with the column names and the cells of every row.
func each(rows array.RecordReader, f func(names, cells []string) error) error {
	names := columnNames(rows)
	cells := make([]string, len(names))
	for rows.Next() {
		r := rows.Record()
		for row := range int(r.NumRows()) {
			for i := range cells {
				cells[i] = cellText(r.Column(i), row)
			}
			if err := f(names, cells); err != nil {
				return err
			}
		}
	}
	return rows.Err()
}

// cellText is a cell as text: numbers as they are, days as dates, texts guarded.
func cellText(column arrow.Array, row int) string {
	if column.IsNull(row) {
		return ""
	}
	switch c := column.(type) {
	case *array.String:
		return guarded(c.Value(row))
	case *array.Date32:
		return c.Value(row).ToTime().Format(time.DateOnly)
	case *array.Timestamp:
		return c.Value(row).ToTime(arrow.Microsecond).Format(time.DateTime)
	}
	return column.ValueStr(row)
}

// guarded puts an apostrophe before a text that begins like a formula, also behind blanks or after a line break.
func guarded(cell string) string {
	lines := strings.Split(cell, "\n")
	for i, l := range lines {
		trimmed := strings.TrimLeft(l, " \u00a0\u3000")
		first, _ := utf8.DecodeRuneInString(trimmed)
		if trimmed != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
			lines[i] = "'" + l
		}
	}
	return strings.Join(lines, "\n")
}

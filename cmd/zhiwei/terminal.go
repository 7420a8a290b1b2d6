package main

import (
	"io"
	"log/slog"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/lmittmann/tint"

	"zhiwei/reports/locale"
)

// newHandler writes log lines for people: no time stamps, colour only where it is wanted.
func newHandler(w io.Writer, opt *tint.Options) slog.Handler {
	opt.ReplaceAttr = dropTime
	return tint.NewTextHandler(w, opt)
}

func dropTime(groups []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && len(groups) == 0 {
		return slog.Attr{}
	}
	return a
}

// isTerminal tells whether w is a character device.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// table is a plain table for the terminal, wide characters counted as two; heads are message keys.
func (a *App) table(w io.Writer, heads ...string) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.Style().Options.SeparateColumns = false
	t.Style().Options.DrawBorder = false
	t.Style().Box.PaddingLeft = ""
	t.Style().Format.Header = text.FormatDefault
	row := make(table.Row, len(heads))
	for i, h := range heads {
		row[i] = locale.T(a.lang, "cli."+h, nil)
	}
	t.AppendHeader(row)
	return t
}

// rightAligned aligns the columns with the given numbers (from 1) to the right.
func rightAligned(t table.Writer, columns ...int) {
	configs := make([]table.ColumnConfig, len(columns))
	for i, n := range columns {
		configs[i] = table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight}
	}
	t.SetColumnConfigs(configs)
}

// shorten cuts the middle out of a name wider than the given number of columns; the end tells exports apart.
func shorten(name string, columns int) string {
	if text.StringWidthWithoutEscSequences(name) <= columns {
		return name
	}
	runes := []rune(name)
	head, tail := 6, len(runes)
	for w := text.StringWidthWithoutEscSequences(string(runes[:head])) + 1; tail > head; tail-- {
		if w += text.StringWidthWithoutEscSequences(string(runes[tail-1])); w > columns {
			break
		}
	}
	return string(runes[:head]) + "…" + string(runes[tail:])
}

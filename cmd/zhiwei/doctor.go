package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/jedib0t/go-pretty/v6/table"

	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/reports/locale"
)

// DoctorCmd prints settings and the state of the workspace.
type DoctorCmd struct{}

// Run reads the workspace without taking its lock.
func (DoctorCmd) Run(_ context.Context, a *App) error {
	layers, err := a.layers()
	if err != nil {
		return err
	}
	w, err := workspace.Peek(a.cli.Dir, layers...)
	if err != nil {
		return err
	}
	a.lang = locale.Lang(w.Settings.Lang)
	entries, err := w.Ledger()
	if err != nil {
		return err
	}
	size, err := sizeOf(w.Path("zhiwei.duckdb"))
	if err != nil {
		return err
	}
	result := map[string]any{"settings": w.Values, "ledger_entries": len(entries), "database_bytes": size}
	return a.emit("doctor", result, func(out io.Writer) error {
		t := a.table(out, "doctor-setting", "doctor-value", "doctor-origin")
		for _, v := range w.Values {
			t.AppendRow(table.Row{v.Key, v.Text, v.Origin})
		}
		t.Render()
		_, err := fmt.Fprintln(out, locale.T(a.lang, "cli.doctor-state", map[string]any{"Entries": len(entries), "MB": size >> 20}))
		return err
	})
}

func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the database: %w", err)
	}
	return info.Size(), nil
}

package transform

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"zhiwei/transform/warehouse"
)

// SchemaVersion is the version of the base tables that this program makes and reads.
const SchemaVersion = 1

// ErrSchema says that a later version of the program made the database.
var ErrSchema = errors.New("the database was made by a later version")

//go:embed tables/*.sql
var tableFiles embed.FS

//go:embed dialect.sql
var dialect string

// Tables are the names of the base tables in order.
func Tables() []string {
	names, err := fs.Glob(tableFiles, "tables/*.sql")
	if err != nil {
		panic("transform: " + err.Error()) // the pattern is constant
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(path.Base(n), ".sql")
	}
	slices.Sort(names)
	return names
}

// Create makes the base tables and macros that are not there yet and writes
// them into the file, so that no table definition waits in the log.
func Create(ctx context.Context, db *warehouse.DB) error {
	for _, name := range Tables() {
		if err := db.Exec(ctx, tableText(name)); err != nil {
			return fmt.Errorf("create %s: %w", name, err)
		}
	}
	if err := db.Exec(ctx, dialect); err != nil {
		return fmt.Errorf("create macros: %w", err)
	}
	return db.Write(ctx, func(w *warehouse.Writer) error {
		var held int
		if err := w.Row(ctx, `SELECT COALESCE(max(version), 0) FROM schema_version`, nil, &held); err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
		if held > SchemaVersion {
			return fmt.Errorf("version %d, this program knows %d: %w", held, SchemaVersion, ErrSchema)
		}
		if held < SchemaVersion {
			if _, err := w.Exec(ctx, `INSERT INTO schema_version VALUES (?)`, SchemaVersion); err != nil {
				return fmt.Errorf("write schema version: %w", err)
			}
		}
		return w.Checkpoint(ctx)
	})
}

func tableText(name string) string {
	text, err := tableFiles.ReadFile("tables/" + name + ".sql")
	if err != nil {
		panic("transform: " + err.Error()) // the names come from the same folder
	}
	return string(text)
}

// grainOf is the grain line of a base table.
func grainOf(table string) []string {
	for line := range strings.Lines(tableText(table)) {
		if rest, ok := strings.CutPrefix(line, "-- grain:"); ok {
			return list(rest)
		}
	}
	return nil
}

// list splits at commas.
func list(text string) []string {
	var out []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			out = append(out, word)
		}
	}
	return out
}

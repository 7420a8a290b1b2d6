package reports

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// Querier runs one query over the tables of a run; the caller releases the reader.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error)
}

//go:embed sql/*.sql
var files embed.FS

// SQL is the text of a named query, for instance "page_header".
func SQL(name string) (string, error) {
	text, err := fs.ReadFile(files, "sql/"+name+".sql")
	if err != nil {
		return "", fmt.Errorf("there is no query %q: %w", name, err)
	}
	return string(text), nil
}

// Names lists every query, sorted.
func Names() []string {
	entries, err := fs.ReadDir(files, "sql")
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".sql"))
	}
	slices.Sort(names)
	return names
}

// Rows runs a named query and reads each row into a T, a struct whose fields carry the tag `sql:"column"`.
func Rows[T any](ctx context.Context, q Querier, name string, args ...any) ([]T, error) {
	text, err := SQL(name)
	if err != nil {
		return nil, err
	}
	reader, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", name, err)
	}
	defer reader.Release()
	rows, err := scan[T](reader)
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", name, err)
	}
	return rows, nil
}

// One is Rows of a query that answers with at most one row; ok is false when there is none.
func One[T any](ctx context.Context, q Querier, name string, args ...any) (row T, ok bool, err error) {
	rows, err := Rows[T](ctx, q, name, args...)
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	if len(rows) > 1 {
		return row, false, fmt.Errorf("query %s gave %d rows and not one", name, len(rows))
	}
	return rows[0], true, nil
}

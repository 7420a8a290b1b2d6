package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/marcboeker/go-duckdb"
)

// query makes the rows into a TEMP table, which heeds the deadline, and reads
// that as Arrow, which does not. The order of the rows is kept by their row ids.
func query(ctx context.Context, conn *sql.Conn, text string, args []any) (rows array.RecordReader, err error) {
	if !selects(text) {
		return arrowQuery(ctx, conn, text, args)
	}
	create := Statement(`CREATE OR REPLACE TEMP TABLE query_result AS <query>`, "<query>", text)
	if _, err := conn.ExecContext(ctx, create, args...); err != nil {
		return nil, err
	}
	rows, err = arrowQuery(ctx, conn, `SELECT * FROM query_result ORDER BY rowid`, nil)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, `DROP TABLE query_result`); err != nil {
		rows.Release()
		return nil, err
	}
	return rows, nil
}

// selects tells whether a statement can stand behind CREATE TABLE AS.
func selects(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "--") {
			continue
		}
		word, _, _ := strings.Cut(strings.ToLower(line), " ")
		switch strings.TrimLeft(word, "(") {
		case "select", "with", "from", "values", "table":
			return true
		}
		return false
	}
	return false
}

func arrowQuery(ctx context.Context, conn *sql.Conn, text string, args []any) (rows array.RecordReader, err error) {
	err = conn.Raw(func(raw any) error {
		reader, err := duckdb.NewArrowFromConn(raw.(driver.Conn))
		if err != nil {
			return err
		}
		rows, err = reader.QueryContext(ctx, text, args...)
		return err
	})
	return rows, err
}

package transform

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"zhiwei/transform/warehouse"
)

// CheckError says that a check in the head of a model failed, with rows that break it.
type CheckError struct {
	Model   string
	Check   string
	Columns []string
	Rows    [][]string // at most ten
}

// Error names the check and shows the first row.
func (e *CheckError) Error() string {
	var first []string
	for i, c := range e.Columns {
		first = append(first, c+"="+e.Rows[0][i])
	}
	return fmt.Sprintf("%s: check %q fails: %s", e.Model, e.Check, strings.Join(first, ", "))
}

var sumCheck = regexp.MustCompile(`^(.+?) = (\w+)\.(.+?) where (.+)$`)

// checkQuery is the SQL whose rows break a check; they come from constants of our own files.
func checkQuery(m *Model, check string) (string, error) {
	kind, rest, _ := strings.Cut(check, " ")
	rest = strings.TrimSpace(rest)
	switch kind {
	case "unique":
		return warehouse.Statement(`SELECT <grain>, count(*) AS times FROM <table> GROUP BY <grain> HAVING count(*) > 1 ORDER BY <grain> LIMIT 10`,
			"<grain>", strings.Join(m.Grain, ", "), "<table>", m.Name), nil
	case "not_null":
		return warehouse.Statement(`SELECT * FROM <table> WHERE <columns> IS NULL LIMIT 10`,
			"<table>", m.Name, "<columns>", strings.Join(list(rest), " IS NULL OR ")), nil
	case "none":
		return warehouse.Statement(`SELECT * FROM <table> WHERE <condition> LIMIT 10`, "<table>", m.Name, "<condition>", rest), nil
	case "sum":
		parts := sumCheck.FindStringSubmatch(rest)
		if parts == nil {
			break
		}
		return warehouse.Statement(`SELECT here, there FROM (SELECT CAST(COALESCE(sum(<this>), 0) AS BIGINT) AS here FROM <table>) AS a
			CROSS JOIN (SELECT CAST(COALESCE(sum(<that>), 0) AS BIGINT) AS there FROM <other> WHERE <condition>) AS b WHERE here <> there`,
			"<this>", parts[1], "<table>", m.Name, "<that>", parts[3], "<other>", parts[2], "<condition>", parts[4]), nil
	}
	return "", fmt.Errorf("%s: unknown check %q: %w", m.Name, check, ErrHead)
}

// assert runs one check of a model.
func assert(ctx context.Context, w *warehouse.Writer, m *Model, check string) error {
	if check == "unique grain" {
		var doubtful bool
		quick := warehouse.Statement(`SELECT count(*) <> count(DISTINCT hash(<grain>)) FROM <table>`,
			"<grain>", strings.Join(m.Grain, ", "), "<table>", m.Name)
		if err := w.Row(ctx, quick, nil, &doubtful); err != nil || !doubtful {
			return err
		}
	}
	text, err := checkQuery(m, check)
	if err != nil {
		return err
	}
	rows, err := w.Query(ctx, text)
	if err != nil {
		return fmt.Errorf("%s: check %q: %w", m.Name, check, err)
	}
	defer rows.Release()
	failed := &CheckError{Model: m.Name, Check: check}
	for _, f := range rows.Schema().Fields() {
		failed.Columns = append(failed.Columns, f.Name)
	}
	for rows.Next() {
		record := rows.Record()
		for i := range int(record.NumRows()) {
			var row []string
			for _, c := range record.Columns() {
				row = append(row, strings.Clone(c.ValueStr(i)))
			}
			failed.Rows = append(failed.Rows, row)
		}
	}
	if len(failed.Rows) > 0 {
		return failed
	}
	return rows.Err()
}

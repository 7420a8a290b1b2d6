package transform

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/transform/warehouse"
)

// deptMerge takes the rows of one of the department's tables in.
//
// A table without a day of its own is a version, which holds whole from its day
// on. In a table with one (day or at_time) a row replaces the row of the same
// key; stock snapshots replace the whole day of a warehouse. A row that is valid
// from an earlier day than the one held does not replace it.
type deptMerge struct {
	stage string
	table string
	part  string
	words []string
}

// dated tells whether the rows of a table carry their own day as the first column of their key or record.
func dated(table string) bool {
	text := tableText(table)
	return strings.Contains(text, "\n    day ") || strings.Contains(text, "\n    at_time ")
}

func newDeptMerge(stage, part, table string) *deptMerge {
	key := slices.DeleteFunc(grainOf(table), func(c string) bool { return c == "valid_from" || c == "src_line" })
	group := []string{"valid_from"}
	switch {
	case table == "in_stock_lots":
		group = []string{"day", "warehouse"}
	case dated(table):
		group = key
	}
	var same []string
	for _, c := range group {
		same = append(same, warehouse.Statement(`h.<c> IS NOT DISTINCT FROM s.<c>`, "<c>", c))
	}
	return &deptMerge{stage: stage, table: table, part: part, words: []string{
		"<come>", stage, "<kept>", stage + "_kept", "<raw>", "stage." + stage + "_raw", "<table>", table,
		"<key>", strings.Join(key, ", "), "<same>", strings.Join(same, " AND "),
	}}
}

const (
	shapeDept = `CREATE OR REPLACE TEMP TABLE <come> AS SELECT * FROM <table> LIMIT 0`
	fillDept  = `INSERT INTO <come> BY NAME SELECT * FROM <raw>`
	// The last row of a key holds: a list is mended by writing below.
	keepDept = `CREATE OR REPLACE TEMP TABLE <kept> AS
		SELECT * EXCLUDE (place) REPLACE (COALESCE(valid_from, CAST(? AS DATE)) AS valid_from, ? AS file_sha, COALESCE(sheet, ?) AS sheet)
		FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY <key> ORDER BY src_line DESC) AS place FROM <come>) AS placed
		WHERE place = 1`
	dropOlderDept = `DELETE FROM <kept> AS s USING <table> AS h WHERE <same> AND h.valid_from > s.valid_from`
	countDept     = `SELECT (SELECT count(*) FROM <come>), (SELECT count(*) FROM <kept>)`
	deleteDept    = `DELETE FROM <table> AS h USING <kept> AS s WHERE <same> AND h.file_sha <> s.file_sha`
	insertDept    = `INSERT INTO <table> BY NAME SELECT * FROM <kept>`
)

func (d *deptMerge) exec(ctx context.Context, w *warehouse.Writer, statement string, args ...any) (int64, error) {
	n, err := w.Exec(ctx, warehouse.Statement(statement, d.words...), args...)
	if err != nil {
		return 0, fmt.Errorf("merge %s: %w", d.stage, err)
	}
	return n, nil
}

// stageDept stages the department's rows, one staging table a part and table.
func (m *merge) stageDept(ctx context.Context) error {
	groups := map[string][]arrow.Record{}
	for _, d := range m.dept {
		index := slices.IndexFunc(m.tables, func(t *deptMerge) bool { return t.part == d.part && t.table == "in_"+d.table })
		if index < 0 {
			stage := "dept_" + strconv.Itoa(len(m.tables))
			m.tables = append(m.tables, newDeptMerge(stage, d.part, "in_"+d.table))
			m.staged = append(m.staged, stage+"_raw")
			index = len(m.tables) - 1
		}
		stage := m.tables[index].stage
		groups[stage] = append(groups[stage], d.record)
	}
	for _, t := range m.tables {
		if err := stageRecords(ctx, m.db, t.stage+"_raw", groups[t.stage]); err != nil {
			return err
		}
	}
	return nil
}

// decideDept drops rows that lose and counts.
func (m *merge) decideDept(ctx context.Context, w *warehouse.Writer) error {
	for _, t := range m.tables {
		for _, s := range []string{shapeDept, fillDept} {
			if _, err := t.exec(ctx, w, s); err != nil {
				return err
			}
		}
		if _, err := t.exec(ctx, w, keepDept, m.info.ValidFrom, m.info.SHA, t.part); err != nil {
			return err
		}
		if _, err := t.exec(ctx, w, dropOlderDept); err != nil {
			return err
		}
		var come, kept int64
		if err := w.Row(ctx, warehouse.Statement(countDept, t.words...), nil, &come, &kept); err != nil {
			return fmt.Errorf("count %s: %w", t.stage, err)
		}
		for i := range m.ledger {
			if m.ledger[i].Part == t.part {
				m.ledger[i].Accepted += kept
				m.ledger[i].Superseded += come - kept
			}
		}
	}
	return nil
}

// apply replaces what is held by what came.
func (d *deptMerge) apply(ctx context.Context, w *warehouse.Writer) (int64, error) {
	if _, err := d.exec(ctx, w, deleteDept); err != nil {
		return 0, err
	}
	return d.exec(ctx, w, insertDept)
}

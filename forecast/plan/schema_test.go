package plan_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"zhiwei/forecast/plan"
)

var columnLine = regexp.MustCompile(`(?m)^    (\w+)\s+(VARCHAR|INTEGER|BIGINT|DOUBLE|DATE)`)

// The schemas are the columns of the base tables, in order and type.
func TestSchemasEqualTables(t *testing.T) {
	kinds := map[string]string{"VARCHAR": "utf8", "INTEGER": "int32", "BIGINT": "int64", "DOUBLE": "float64", "DATE": "date32"}
	for table, schema := range map[string]*arrow.Schema{
		"fct_plan_line": plan.LineSchema, "fct_plan_step": plan.StepSchema, "fct_plan_day": plan.DaySchema,
	} {
		raw, err := os.ReadFile("../../transform/tables/" + table + ".sql")
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, m := range columnLine.FindAllStringSubmatch(string(raw), -1) {
			want = append(want, m[1]+" "+kinds[m[2]])
		}
		for _, f := range schema.Fields() {
			got = append(got, f.Name+" "+f.Type.Name())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", table, diff)
		}
	}
}

func TestRecords(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer alloc.AssertSize(t, 0)
	short := mooncake()
	short.SKU, short.Terms, short.Supplier = "YB1002", nil, ""
	rows := build(t, mooncake(), short)
	tables := plan.Records(alloc, "R20260824-0a1b2c", rows)
	defer tables.Release()
	if tables.Lines.NumRows() != 2 || tables.Days.NumRows() != 112 || tables.Steps.NumRows() != int64(len(rows[0].Steps)+len(rows[1].Steps)) {
		t.Errorf("%d lines, %d steps, %d days", tables.Lines.NumRows(), tables.Steps.NumRows(), tables.Days.NumRows())
	}
	at := func(r arrow.Record, name string, row int) string {
		return r.Column(r.Schema().FieldIndices(name)[0]).ValueStr(row)
	}
	got := []string{
		at(tables.Lines, "run_id", 0), at(tables.Lines, "sku", 0), at(tables.Lines, "qty", 0), at(tables.Lines, "need_date", 0),
		at(tables.Lines, "latest_order", 1), at(tables.Lines, "exception", 1), at(tables.Steps, "step", 1), at(tables.Steps, "code", 1),
		at(tables.Days, "day", 111), at(tables.Days, "line", 111),
	}
	want := []string{"R20260824-0a1b2c", "YB1001", "216", "2026-08-30", "(null)", "no-supplier", "2", "lead-days", "2026-10-18", "2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	none := plan.Records(alloc, "R", nil)
	defer none.Release()
	if none.Lines.NumRows() != 0 || !none.Lines.Schema().Equal(plan.LineSchema) {
		t.Error("no rows, no record of the schema")
	}
}

package table_test

import (
	"errors"
	"fmt"
	"testing"

	"zhiwei/ingest/table"
)

// TestDocExample keeps the example of the package comment true.
func TestDocExample(t *testing.T) {
	data := gb(t, "订单号,标题\n1,5\"寸\n2,\"五仁\n双黄\"\n")
	want := []line{
		{[]string{"订单号", "标题"}, 1, 0, "", 0},
		{[]string{"1", `5"寸`}, 2, 12, table.CodeBareQuote, 2},
		{[]string{"2", "五仁\n双黄"}, 3, 19, "", 0},
	}
	if got := linesOf(t, data, table.Options{}); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(data) != 33 {
		t.Errorf("%d bytes", len(data))
	}
}

// TestHeadKeepsItsCells: what Head returns does not change when reading goes on.
func TestHeadKeepsItsCells(t *testing.T) {
	for name, data := range map[string][]byte{
		"csv":  []byte("a,b\n1,2\n3,4\n"),
		"xlsx": zipOf(t, book{sheet: `<sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>`}.parts()),
	} {
		grids, err := table.Open(name, data, table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range []int{0, 1, 2, 3, 3} {
			rows, err := grids[0].Head(n)
			if err != nil || len(rows) != want {
				t.Errorf("%s: %d rows of %d, %v", name, len(rows), n, err)
			}
			if n > 1 && rows[0].Cells[0] == rows[1].Cells[0] {
				t.Errorf("%s: cells were overwritten: %v", name, rows)
			}
		}
	}
}

// TestErrorsSayWhere: both kinds of error carry code and place, and Open's is found by errors.As.
func TestErrorsSayWhere(t *testing.T) {
	_, err := table.Open("订单.xls", []byte("<html>"), table.Options{})
	var refused *table.RefusedError
	if !errors.As(err, &refused) || refused.Name != "订单.xls" {
		t.Fatalf("%v", err)
	}
	refused.Line = 7
	if got, want := refused.Error(), "read 订单.xls, line 7: html-table: an HTML page: open it and save it as .xlsx"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	grids, err := table.Open("f", zipOf(t, book{sheet: `<sheetData><row r="3"><c r="B3"><v>x1</v></c></row></sheetData>`}.parts()), table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := grids[0].Head(1)
	if err != nil || len(rows) != 1 || rows[0].Err == nil || rows[0].Err.Error() != "bad-number at line 3, column 2" || rows[0].Cells[1] != "x1" {
		t.Errorf("%+v, %v", rows, err)
	}
}

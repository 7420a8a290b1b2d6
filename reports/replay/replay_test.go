package replay_test

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhiwei/reports"
	"zhiwei/reports/replay"
)

type scoreRow struct {
	SKU     string  `sql:"sku"`
	Model   string  `sql:"model"`
	Rank    int     `sql:"rank"`
	WAPE    float64 `sql:"wape"`
	Bias    float64 `sql:"bias"`
	MASE    float64 `sql:"mase"`
	Cover80 float64 `sql:"cover80"`
	Windows int     `sql:"windows"`
	Days    int     `sql:"days"`
}

func open(t *testing.T) *replay.Store {
	t.Helper()
	s, err := replay.Open(os.DirFS("../testdata/replay"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func scores(t *testing.T, s *replay.Store, sku, channel string) []scoreRow {
	t.Helper()
	rows, err := reports.Rows[scoreRow](t.Context(), s, "page_series_scores", "R20260824-3f9a1c", sku, channel)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheNearestRecordingAnswers(t *testing.T) {
	s := open(t)
	all, one, channel := scores(t, s, "", ""), scores(t, s, "GD1001", ""), scores(t, s, "GD1001", "天猫旗舰店")
	if len(all) != 100 || len(one) != 4 || len(channel) != 4 {
		t.Fatalf("%d, %d and %d rows, want 100, 4 and 4", len(all), len(one), len(channel))
	}
	for _, r := range one {
		if r.SKU != "GD1001" {
			t.Errorf("a row of %s", r.SKU)
		}
	}
	if one[0].WAPE == channel[0].WAPE {
		t.Error("the channel got the total's answer")
	}
}

func TestEdit(t *testing.T) {
	s := open(t)
	s.Edit = func(query, column, cell string) string {
		if query == "page_series_scores" && column == "model" {
			return strings.ToUpper(cell)
		}
		return cell
	}
	if got := scores(t, s, "GD1001", "")[0].Model; got != "ZHIWEI" {
		t.Errorf("the cell is %q", got)
	}
}

func TestRefusals(t *testing.T) {
	s := open(t)
	if _, err := s.Query(t.Context(), "SELECT 1"); err == nil {
		t.Error("foreign SQL was answered")
	}
	if _, err := replay.Open(fstest.MapFS{}); err == nil {
		t.Error("a folder without recordings was opened")
	}
	head := "name:text,day:day\n"
	for what, files := range map[string]fstest.MapFS{
		"a missing file":    {"args.json": {Data: []byte(`{"page_festival": []}`)}},
		"a broken day":      {"args.json": {Data: []byte(`{"page_festival": []}`)}, "page_festival.csv": {Data: []byte(head + "x,yesterday\n")}},
		"an unknown type":   {"args.json": {Data: []byte(`{"page_festival": []}`)}, "page_festival.csv": {Data: []byte("name:word\nx\n")}},
		"nothing recorded":  {"args.json": {Data: []byte(`{}`)}},
		"a row of one cell": {"args.json": {Data: []byte(`{"page_festival": []}`)}, "page_festival.csv": {Data: []byte(head + "x\n")}},
		"an empty file":     {"args.json": {Data: []byte(`{"page_festival": []}`)}, "page_festival.csv": {Data: nil}},
	} {
		s, err := replay.Open(files)
		if err != nil {
			t.Fatal(err)
		}
		text, err := reports.SQL("page_festival")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Query(t.Context(), text, "2026-08-24", "2026-08-24"); err == nil {
			t.Errorf("%s was answered", what)
		}
	}
}

// ruler is a recording of page_ruler's columns, so that a number column can hold what a test wants.
func ruler(t *testing.T, text string) *replay.Store {
	t.Helper()
	s, err := replay.Open(fstest.MapFS{"args.json": {Data: []byte(`{"page_ruler": []}`)}, "page_ruler.csv": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type rulerRow struct {
	Day    time.Time `sql:"day"`
	Sold   float64   `sql:"sold"`
	Ahead  float64   `sql:"ahead"`
	Before float64   `sql:"before"`
}

// Cells come back as they were recorded: numbers exactly, days as days, an empty one as nothing known.
func TestCellsComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var text strings.Builder
		text.WriteString("day:day,sold:float,ahead:int,before:int32\n")
		var want []rulerRow
		for range rapid.IntRange(0, 5).Draw(rt, "rows") {
			r := rulerRow{
				Day:  time.Date(2026, 1, rapid.IntRange(1, 3000).Draw(rt, "day"), 0, 0, 0, 0, time.UTC),
				Sold: rapid.Float64().Draw(rt, "sold"), Ahead: float64(rapid.IntRange(-1<<53, 1<<53).Draw(rt, "ahead")), Before: float64(rapid.Int32().Draw(rt, "before")),
			}
			sold := strconv.FormatFloat(r.Sold, 'g', -1, 64)
			if rapid.IntRange(0, 3).Draw(rt, "known") == 0 {
				sold, r.Sold = "", math.NaN()
			}
			fmt.Fprintf(&text, "%s,%s,%.0f,%.0f\n", r.Day.Format(time.DateOnly), sold, r.Ahead, r.Before)
			want = append(want, r)
		}
		got, err := reports.Rows[rulerRow](t.Context(), ruler(t, text.String()), "page_ruler", "", "", "", "", "")
		if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" || err != nil {
			rt.Fatalf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// A cell that is not of its column's kind is named with query, row and column.
func TestCellsThatCannotBeRead(t *testing.T) {
	for cells, column := range map[string]string{
		"2026-08-24,viel,1,1": "sold", "2026-08-24,1,1.5,1": "ahead", "2026-08-24,1,1,2147483648": "before", "24.08.2026,1,1,1": "day", "2026-08-24,1,99999999999999999999,1": "ahead",
	} {
		_, err := reports.Rows[rulerRow](t.Context(), ruler(t, "day:day,sold:float,ahead:int,before:int32\n2026-08-23,1,1,1\n"+cells+"\n"), "page_ruler", "", "", "", "", "")
		if err == nil || !strings.Contains(err.Error(), "page_ruler row 2, "+column) {
			t.Errorf("%s: %v, want %s named", cells, err, column)
		}
	}
	for head, says := range map[string]string{"day:day,sold:float,ahead:int": "before", "day:day,sold:float,ahead:int,before:int32,more:int": "more", "day:day,sold:date,ahead:int,before:int32": "sold"} {
		if _, err := reports.Rows[rulerRow](t.Context(), ruler(t, head+"\n"), "page_ruler", "", "", "", "", ""); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %s named", head, err, says)
		}
	}
}

// Flags are true where the recording says so and nowhere else.
func TestFlags(t *testing.T) {
	type rule struct {
		Code     string `sql:"code"`
		Subject  string `sql:"subject"`
		Severity string `sql:"severity"`
		Passed   bool   `sql:"passed"`
		Found    int64  `sql:"found"`
		Fen      int64  `sql:"amount_fen"`
		Detail   string `sql:"detail"`
	}
	const head = "code:text,subject:text,severity:text,passed:flag,found:int,amount_fen:int,detail:text\n"
	s, err := replay.Open(fstest.MapFS{
		"args.json":              {Data: []byte(`{"page_health_checks": []}`)},
		"page_health_checks.csv": {Data: []byte(head + "a,,,true,1,2,\"x\ny\"\nb,,,false,,,\nc,,,,0,0,\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := reports.Rows[rule](t.Context(), s, "page_health_checks", "R")
	want := []rule{{Code: "a", Passed: true, Found: 1, Fen: 2, Detail: "x\ny"}, {Code: "b"}, {Code: "c"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, %s", err, diff)
	}
}

// Of several recordings of a query that with most of the values asked for answers; the order of files does not matter, and
// an answer for every item gives the item alone.
func TestNearest(t *testing.T) {
	const head = "day:day,sold:float,ahead:int,before:int32\n"
	s, err := replay.Open(fstest.MapFS{
		"args.json":      {Data: []byte(`{"page_ruler": ["中秋","R1"], "page_ruler-b": ["中秋","R2","2026-08-24"], "page_ruler-c": ["端午","R2"], "page_rulers": ["端午","R3"]}`)},
		"page_ruler.csv": {Data: []byte(head + "2026-08-24,1,1,1\n")}, "page_ruler-b.csv": {Data: []byte(head + "2026-08-24,2,2,2\n")},
		"page_ruler-c.csv": {Data: []byte(head + "2026-08-24,3,3,3\n")}, "page_rulers.csv": {Data: []byte(head + "2026-08-24,9,9,9\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		want float64
		args []any
	}{
		{1, []any{"中秋", "R1", day, day, 354}},
		{2, []any{"中秋", "R2", day, day, 354}},
		{2, []any{"中秋", "R9", day, day, 354}},
		{2, []any{"端午", "R2", day, day, 354}},
		{3, []any{"端午", "R2", day.AddDate(0, 0, 1), day, 354}},
		{3, []any{"端午", "R3", day.AddDate(0, 0, 1), day, 354}},
		{1, []any{"清明", "R9", 0, 0, 0}},
	} {
		rows, err := reports.Rows[rulerRow](t.Context(), s, "page_ruler", c.args...)
		if err != nil || len(rows) != 1 || rows[0].Sold != c.want {
			t.Errorf("%v is answered by %+v, %v, want recording %v", c.args, rows, err, c.want)
		}
	}
	if got := scores(t, open(t), "NOBODY", ""); len(got) != 0 {
		t.Errorf("an item that was not recorded has %d rows", len(got))
	}
}

// What the folder says of itself must be readable.
func TestOpenRefuses(t *testing.T) {
	for _, text := range []string{"", "[]", `{"page_ruler": "x"}`, `{"page_ruler": [1]}`, `{"page_ruler": []`} {
		if _, err := replay.Open(fstest.MapFS{"args.json": {Data: []byte(text)}}); err == nil || !strings.Contains(err.Error(), "args.json") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

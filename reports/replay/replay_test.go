package replay_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

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

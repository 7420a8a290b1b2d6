package pipeline_test

import (
	"context"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/forecast"
	"zhiwei/ingest/sample"
)

// sampleSession is a workspace with the whole sample imported and modelled.
func sampleSession(t *testing.T) (*pipeline.Session, []pipeline.FileOutcome, sample.Truth) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "示例")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	if err := pipeline.WriteSample(dir); err != nil {
		t.Fatal(err)
	}
	s, err := pipeline.Open(t.Context(), dir, pipeline.Options{Now: noClock(t), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	files, err := s.Import(t.Context(), []string{filepath.Join(dir, "inbox")}, pipeline.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	w, err := pipeline.SampleWorld(1)
	if err != nil {
		t.Fatal(err)
	}
	return s, files, w.Truth()
}

// noClock fails the test when the clock is read although a setting fixes it.
func noClock(t *testing.T) func() time.Time {
	t.Helper()
	return func() time.Time {
		t.Error("the real clock was read")
		return time.Time{}
	}
}

// TestTruth holds the chain against the generator's truth: files, money, demand and forecast accuracy.
func TestTruth(t *testing.T) {
	if testing.Short() {
		t.Skip("imports the whole sample")
	}
	s, files, truth := sampleSession(t)
	t.Run("Files", func(t *testing.T) { fileTruth(t, files, truth) })
	if err := s.Transform(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("Money", func(t *testing.T) { moneyTruth(t, s, truth) })
	t.Run("Demand", func(t *testing.T) { demandTruth(t, s, truth) })
	t.Run("Forecast", func(t *testing.T) { forecastTruth(t, s) })
}

// fileTruth compares where the records of each file went.
func fileTruth(t *testing.T, files []pipeline.FileOutcome, truth sample.Truth) {
	t.Helper()
	got := map[string]pipeline.FileOutcome{}
	for _, f := range files {
		if f.Refusal != nil {
			t.Errorf("%s refused: %v", f.Name, f.Refusal)
		}
		got[path.Join(f.Folder, f.Name)] = f
	}
	var records, quarantined int64
	for _, want := range truth.Files {
		f, ok := got[want.Name]
		if !ok {
			t.Errorf("%s was not imported", want.Name)
			continue
		}
		if want.CopyOf != "" {
			if !f.Known {
				t.Errorf("%s is a copy of %s and was not known", want.Name, want.CopyOf)
			}
			continue
		}
		p := f.Parts[0]
		records += p.Records
		quarantined += p.Quarantined
		have := []int64{p.Records, p.Accepted + p.Duplicate + p.Superseded, p.Skipped, p.Quarantined}
		need := []int64{int64(want.Records()), int64(want.Accepted + want.Duplicate + want.Superseded), int64(want.Skipped), int64(want.Quarantined)}
		if diff := cmp.Diff(need, have); diff != "" {
			t.Errorf("%s: records, stored, skipped, quarantined (-truth +import):\n%s", want.Name, diff)
		}
	}
	t.Logf("%d files, %d order records, %d quarantined, all where the truth has them", len(truth.Files), records, quarantined)
}

// moneyTruth compares the totals of each shop to the fen.
func moneyTruth(t *testing.T, s *pipeline.Session, truth sample.Truth) {
	t.Helper()
	type totals struct{ GMV, Refund int64 }
	got := map[string]totals{}
	query(t, s, `SELECT shop, CAST(sum(gmv_fen) AS BIGINT), CAST(sum(refund_fen) AS BIGINT) FROM stg_line WHERE counts_as_sale GROUP BY shop`,
		func(texts []string, numbers []int64) { got[texts[0]] = totals{numbers[0], numbers[1]} })
	for _, w := range truth.Shops {
		want := totals{w.GMVFen, w.RefundFen}
		if got[w.Shop] != want {
			t.Errorf("%s: import %+v, truth %+v", w.Shop, got[w.Shop], want)
		}
		t.Logf("%-10s %-10s GMV %14.2f  refunds %12.2f  equal to the cent", w.Platform, w.Shop, float64(w.GMVFen)/100, float64(w.RefundFen)/100)
	}
}

// demandTruth compares demand per SKU, channel and day, boxes taken apart.
func demandTruth(t *testing.T, s *pipeline.Session, truth sample.Truth) {
	t.Helper()
	type key struct{ sku, channel, day string }
	type pieces struct{ Counted, Gift, Bulk int64 }
	want, got := map[key]pieces{}, map[key]pieces{}
	for _, d := range truth.Demand {
		if p := (pieces{d.Counted, d.Gift, d.Bulk}); p != (pieces{}) && !d.Day.After(pipeline.SampleDay) {
			want[key{d.SKU, d.Channel, d.Day.Format(time.DateOnly)}] = p
		}
	}
	query(t, s, `SELECT sku, channel, CAST(day AS VARCHAR), CAST(sum(qty) AS BIGINT), CAST(sum(gift_qty) AS BIGINT), CAST(sum(bulk_qty) AS BIGINT)
		FROM fct_demand_day WHERE day <= as_of() GROUP BY sku, channel, day HAVING sum(qty) + sum(gift_qty) + sum(bulk_qty) > 0`,
		func(texts []string, n []int64) { got[key{texts[0], texts[1], texts[2]}] = pieces{n[0], n[1], n[2]} })
	var wrong, sum int64
	for k, w := range want {
		sum += w.Counted
		if got[k] != w {
			if wrong++; wrong <= 5 {
				t.Errorf("%v: model %+v, truth %+v", k, got[k], w)
			}
		}
	}
	for k, g := range got {
		if _, ok := want[k]; !ok {
			if wrong++; wrong <= 5 {
				t.Errorf("%v: model %+v, truth has none", k, g)
			}
		}
	}
	t.Logf("%d SKU × channel × day, %d pieces: %d differ", len(want), sum, wrong)
}

// forecastTruth prints the gate: leads of one to four weeks over the eight windows, per class.
func forecastTruth(t *testing.T, s *pipeline.Session) {
	t.Helper()
	f, err := s.Forecast(t.Context(), "R20260824-000000")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []forecast.Class{forecast.YearRound, forecast.Seasonal, forecast.Intermittent} {
		ours, ok := f.Table.Leads(c, "zhiwei", 1, 4)
		if !ok || ours.Windows == 0 {
			t.Errorf("%s: no backtest", c)
			continue
		}
		line := []string{}
		for _, rival := range []string{"sNaive(7)", "LunarNaive", "Hand"} {
			r, ok := f.Table.Leads(c, rival, 1, 4)
			if !ok || !(ours.WAPE < r.WAPE) {
				t.Errorf("%s: WAPE %.4f is not below %s %.4f", c, ours.WAPE, rival, r.WAPE)
			}
			line = append(line, rival, fmtWAPE(r.WAPE))
		}
		t.Logf("%-12s WAPE zhiwei %s  %s  (%d series, %d windows)", c, fmtWAPE(ours.WAPE), strings.Join(line, " "), ours.Series, ours.Windows)
	}
}

// query runs a statement whose columns are texts first and whole numbers after.
func query(t *testing.T, s *pipeline.Session, text string, row func(texts []string, numbers []int64)) {
	t.Helper()
	rows, err := s.DB.Query(context.Background(), text)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	for rows.Next() {
		r := rows.Record()
		for i := range int(r.NumRows()) {
			var texts []string
			var numbers []int64
			for _, c := range r.Columns() {
				switch c := c.(type) {
				case *array.String:
					texts = append(texts, strings.Clone(c.Value(i)))
				case *array.Int64:
					numbers = append(numbers, c.Value(i))
				default:
					t.Fatalf("column of type %s", c.DataType())
				}
			}
			row(texts, numbers)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func fmtWAPE(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

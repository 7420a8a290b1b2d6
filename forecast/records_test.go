package forecast_test

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// columns are a table's columns with their types, as transform/tables creates it.
func columns(t *testing.T, table string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "transform", "tables", table+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok := strings.Cut(string(text), "CREATE TABLE IF NOT EXISTS "+table+" (")
	if !ok {
		t.Fatalf("%s is not created", table)
	}
	for _, m := range regexp.MustCompile(`(?m)^\s+(\w+)\s+(VARCHAR|DATE|INTEGER|BIGINT|DOUBLE|BOOLEAN),?$`).FindAllStringSubmatch(body, -1) {
		out = append(out, m[1]+" "+m[2])
	}
	return out
}

// TestSchemasAreTheTables: names, order and types of the records' columns are those of the database.
func TestSchemasAreTheTables(t *testing.T) {
	kinds := map[arrow.Type]string{arrow.STRING: "VARCHAR", arrow.DATE32: "DATE", arrow.INT32: "INTEGER", arrow.INT64: "BIGINT", arrow.FLOAT64: "DOUBLE"}
	for table, schema := range map[string]*arrow.Schema{
		"fct_forecast": forecast.DaySchema, "fct_forecast_week": forecast.WeekSchema, "fct_series": forecast.SeriesSchema,
		"fct_series_score": forecast.ScoreSchema, "fct_backtest": forecast.BacktestSchema,
	} {
		var got []string
		for _, f := range schema.Fields() {
			got = append(got, f.Name+" "+kinds[f.Type.ID()])
		}
		if diff := cmp.Diff(columns(t, table), got); diff != "" {
			t.Errorf("%s: %s", table, diff)
		}
	}
}

// byName reads a row of a record.
func byName(r arrow.Record, row int) map[string]string {
	out := map[string]string{}
	for i, f := range r.Schema().Fields() {
		out[f.Name] = r.Column(i).ValueStr(row)
	}
	return out
}

// known is a result whose every figure can be read back.
func known() forecast.Result {
	d := dist.FromNormal([]float64{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24}, slices.Repeat([]float64{2}, 15))
	return forecast.Result{
		Key: demand.Key{SKU: "GD1", Channel: "天猫", Centre: "华东"}, Class: forecast.YearRound, Model: "0.50·Theta+0.50·EQ(28d)", Dist: d,
		Scores: []forecast.Score{
			{Model: forecast.Chosen, WAPE: 0.25, Bias: -0.5, MASE: math.NaN(), RMSSE: 2, WQL: 0.125, Cover80: 0.75, Cover95: 1, Windows: 8, Days: 252},
			{Model: forecast.HandName, WAPE: math.Inf(1)},
		},
		Why: forecast.Reason{Code: "forecast.why-year-round", Args: map[string]string{"WAPE": "25.0%", "History": "300", `a "b"`: "中"}}, Drop: []string{"Theta", "EQ(90d)"},
		History: 300, Censored: 12, Mean28: 10.5,
	}
}

// TestRecordsByHand: every figure of a result is in its column.
func TestRecordsByHand(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(t, 0)
	r := known()
	tables := forecast.Records(alloc, "R20260824-00ff00", asOf, []forecast.Result{r}, &forecast.Backtest{})
	_, records := tables.ByName()
	defer func() {
		for _, x := range records {
			x.Release()
		}
	}()
	if tables.Day.NumRows() != 15 || tables.Week.NumRows() != 2 || tables.Series.NumRows() != 1 || tables.Score.NumRows() != 2 || tables.Backtest.NumRows() != 0 {
		t.Fatalf("rows %d, %d, %d, %d, %d", tables.Day.NumRows(), tables.Week.NumRows(), tables.Series.NumRows(), tables.Score.NumRows(), tables.Backtest.NumRows())
	}
	first, last := byName(tables.Day, 0), byName(tables.Day, 14)
	if first["day"] != "2026-08-24" || first["lead"] != "1" || first["mean"] != "10" || first["p50"] != "10" || last["day"] != "2026-09-07" || last["lead"] != "15" {
		t.Errorf("first day %v, last day %v", first, last)
	}
	for name, tau := range map[string]float64{"p05": 0.05, "p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9, "p95": 0.95} {
		col, ok := tables.Day.Column(tables.Day.Schema().FieldIndices(name)[0]).(*array.Float64)
		if want := 10 + 2*dist.NormalQuantile(tau); !ok || math.Abs(col.Value(0)-want) > 0.02 {
			t.Errorf("%s = %v, want %v", name, col.Value(0), want)
		}
	}
	want := map[string]string{
		"run_id": "R20260824-00ff00", "sku": "GD1", "channel": "天猫", "centre": "华东", "class": "year-round", "model": r.Model,
		"why_code": "forecast.why-year-round", "why_args": `{"History":"300","WAPE":"25.0%","a \"b\"":"中"}`, "history_days": "300",
		"censored_days": "12", "mean_28": "10.5", "horizon_mean": "255", "dropped": "Theta,EQ(90d)",
	}
	if diff := cmp.Diff(want, byName(tables.Series, 0)); diff != "" {
		t.Errorf("series: %s", diff)
	}
	score := byName(tables.Score, 0)
	for k, v := range map[string]string{"model": "zhiwei", "rank": "0", "wape": "0.25", "bias": "-0.5", "mase": array.NullValueStr, "rmsse": "2", "wql": "0.125", "cover80": "0.75", "cover95": "1", "windows": "8", "days": "252"} {
		if score[k] != v {
			t.Errorf("score %s = %s, want %s", k, score[k], v)
		}
	}
	if hand := byName(tables.Score, 1); hand["rank"] != "1" || hand["wape"] != array.NullValueStr || hand["days"] != "0" {
		t.Errorf("an undefined figure is not NULL: %v", hand)
	}
	var args map[string]string
	if err := json.Unmarshal([]byte(want["why_args"]), &args); err != nil || !cmp.Equal(args, r.Why.Args) {
		t.Errorf("arguments %v, %v", args, err)
	}
}

// TestWeeksAreSums: a week's mean is the sum of its days, its quantiles those of the paths' sums: narrower than the
// sum of the days' quantiles, as wide as days that move together.
func TestWeeksAreSums(t *testing.T) {
	week := func(rho, common float64) (p10, mean, p90 float64) {
		r := known()
		r.Dist.Rho, r.Dist.Common, r.Dist.Seed = rho, common, 5
		tables := forecast.Records(memory.DefaultAllocator, "R", asOf, []forecast.Result{r}, &forecast.Backtest{})
		col := func(name string) float64 {
			c, _ := tables.Week.Column(tables.Week.Schema().FieldIndices(name)[0]).(*array.Float64)
			return c.Value(1)
		}
		if got := byName(tables.Week, 1); got["week_no"] != "2" || got["from_day"] != "2026-08-31" {
			t.Errorf("second week %v", got)
		}
		return col("p10"), col("mean"), col("p90")
	}
	lo, mean, hi := week(0, 0)
	if want := 17.0 + 18 + 19 + 20 + 21 + 22 + 23; mean != want {
		t.Errorf("mean %v, want %v", mean, want)
	}
	independent := 2 * 1.2816 * 2 * math.Sqrt(7)
	if w := hi - lo; math.Abs(w-independent) > 0.25*independent {
		t.Errorf("width %.2f, want %.2f of seven independent days", w, independent)
	}
	lo, _, hi = week(0, 0.6)
	if together := 2 * 1.2816 * 2 * math.Sqrt(7*(1+6*0.6)); math.Abs(hi-lo-together) > 0.25*together {
		t.Errorf("width %.2f, want %.2f of days with 0.6 in common", hi-lo, together)
	}
}

// TestRecordsOfARun: the days of fct_forecast add up to fct_series' horizon mean, scores are ranked, the backtest is the table's.
func TestRecordsOfARun(t *testing.T) {
	w := newWorld(3, asOf)
	res, table := run(t, w.series, forecast.Options{Calendar: w.cal})
	tables := forecast.Records(memory.DefaultAllocator, "R", asOf, res, table)
	mean, _ := tables.Day.Column(tables.Day.Schema().FieldIndices("mean")[0]).(*array.Float64)
	horizon, _ := tables.Series.Column(tables.Series.Schema().FieldIndices("horizon_mean")[0]).(*array.Float64)
	for i := range res {
		near(t, string(res[i].SKU), sumOf(mean.Float64Values()[56*i:56*i+56]), horizon.Value(i))
	}
	for i := 1; i < int(tables.Score.NumRows()); i++ {
		a, b := byName(tables.Score, i-1), byName(tables.Score, i)
		if a["sku"]+a["channel"] == b["sku"]+b["channel"] && b["rank"] == "0" || b["rank"] == "0" && b["model"] != forecast.Chosen {
			t.Errorf("row %d: %v", i, b)
		}
	}
	rows := table.Rows()
	if int(tables.Backtest.NumRows()) != len(rows) {
		t.Fatalf("%d of %d lines", tables.Backtest.NumRows(), len(rows))
	}
	keys := map[string]bool{}
	for i, r := range rows {
		got := byName(tables.Backtest, i)
		if got["class"] != string(r.Class) || got["lead_band"] != r.Band || got["model"] != r.Model {
			t.Errorf("line %d is %v, want %+v", i, got, r)
		}
		keys[got["class"]+"|"+got["lead_band"]+"|"+got["model"]] = true
	}
	if len(keys) != len(rows) {
		t.Errorf("%d lines have %d keys: the grain of fct_backtest is broken", len(rows), len(keys))
	}
	if empty := forecast.Records(memory.DefaultAllocator, "R", asOf, nil, &forecast.Backtest{}); empty.Day.NumRows() != 0 || empty.Day.NumCols() != 14 {
		t.Errorf("no results: %d rows, %d columns", empty.Day.NumRows(), empty.Day.NumCols())
	}
}

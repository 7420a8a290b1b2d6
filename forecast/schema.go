package forecast

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

func fields(text string) *arrow.Schema {
	kinds := map[string]arrow.DataType{
		"t": arrow.BinaryTypes.String, "d": arrow.FixedWidthTypes.Date32, "i": arrow.PrimitiveTypes.Int32,
		"l": arrow.PrimitiveTypes.Int64, "f": arrow.PrimitiveTypes.Float64,
	}
	var out []arrow.Field
	for f := range strings.FieldsSeq(text) {
		name, kind, _ := strings.Cut(f, ":")
		out = append(out, arrow.Field{Name: name, Type: kinds[kind], Nullable: true})
	}
	return arrow.NewSchema(out, nil)
}

// The schemas of the tables that a run fills; columns and order are those of transform/tables.
var (
	// DaySchema is fct_forecast.
	DaySchema = fields("run_id:t sku:t channel:t centre:t day:d lead:i mean:f p05:f p10:f p25:f p50:f p75:f p90:f p95:f")
	// WeekSchema is fct_forecast_week.
	WeekSchema = fields("run_id:t sku:t channel:t centre:t week_no:i from_day:d mean:f p10:f p50:f p90:f")
	// SeriesSchema is fct_series.
	SeriesSchema = fields("run_id:t sku:t channel:t centre:t class:t model:t why_code:t why_args:t history_days:i censored_days:i mean_28:f horizon_mean:f dropped:t")
	// ScoreSchema is fct_series_score.
	ScoreSchema = fields("run_id:t sku:t channel:t centre:t model:t rank:i wape:f bias:f mase:f rmsse:f wql:f cover80:f cover95:f windows:i days:i")
	// BacktestSchema is fct_backtest.
	BacktestSchema = fields("run_id:t class:t lead_band:t model:t series:i windows:i days:l wape:f bias:f mase:f rmsse:f smape:f wql:f cover80:f cover95:f explosions:i")
)

// Tables are the records of a run, one a table, named as in transform/tables. The caller releases them.
type Tables struct {
	Day, Week, Series, Score, Backtest arrow.Record
}

// ByName lists the records with their tables' names in loading order.
func (t *Tables) ByName() ([]string, []arrow.Record) {
	return []string{"fct_forecast", "fct_forecast_week", "fct_series", "fct_series_score", "fct_backtest"},
		[]arrow.Record{t.Day, t.Week, t.Series, t.Score, t.Backtest}
}

// weekPaths is the number of sample paths behind the quantiles of weekly totals.
const weekPaths = 200

// Records builds the tables of a run. asOf is the last day of data; the first forecast day is the one after it.
func Records(alloc memory.Allocator, runID string, asOf time.Time, results []Result, table *Backtest) Tables {
	day, wk := newTable(alloc, DaySchema), newTable(alloc, WeekSchema)
	series, scores := newTable(alloc, SeriesSchema), newTable(alloc, ScoreSchema)
	for i := range results {
		r := &results[i]
		key := []any{runID, string(r.SKU), string(r.Channel), string(r.Centre)}
		r.days(day, key, asOf)
		r.weeks(wk, key, asOf)
		r.summary(series, key)
		for rank, s := range r.Scores {
			scores.row(key, s.Model, rank, s.WAPE, s.Bias, s.MASE, s.RMSSE, s.WQL, s.Cover80, s.Cover95, s.Windows, s.Days)
		}
	}
	back := newTable(alloc, BacktestSchema)
	for _, b := range table.Rows() {
		back.row([]any{runID}, string(b.Class), b.Band, b.Model, b.Series, b.Windows, int64(b.Days), b.WAPE, b.Bias, b.MASE, b.RMSSE,
			b.SMAPE, b.WQL, b.Cover80, b.Cover95, b.Explosions)
	}
	return Tables{day.record(), wk.record(), series.record(), scores.record(), back.record()}
}

func (r *Result) days(t *builder, key []any, asOf time.Time) {
	for h, mean := range r.Dist.Mean {
		q := func(tau float64) float64 { return r.Dist.Quantile(h, tau) }
		t.row(key, asOf.AddDate(0, 0, h+1), h+1, mean, q(0.05), q(0.1), q(0.25), q(0.5), q(0.75), q(0.9), q(0.95))
	}
}

// weeks are blocks of seven days; their quantiles come from the sums of sample paths.
func (r *Result) weeks(t *builder, key []any, asOf time.Time) {
	paths := r.Dist.Paths(weekPaths)
	for from := 0; from+week <= len(r.Dist.Mean); from += week {
		totals := dist.Totals(paths, from, from+week)
		t.row(key, from/week+1, asOf.AddDate(0, 0, from+1), r.Dist.WindowMean(from, from+week),
			dist.SampleQuantile(totals, 0.1), dist.SampleQuantile(totals, 0.5), dist.SampleQuantile(totals, 0.9))
	}
}

func (r *Result) summary(t *builder, key []any) {
	args, err := json.Marshal(r.Why.Args) // keys are sorted
	if err != nil {
		args = []byte("{}")
	}
	t.row(key, string(r.Class), r.Model, r.Why.Code, string(args), r.History, r.Censored, r.Mean28,
		r.Dist.WindowMean(0, len(r.Dist.Mean)), strings.Join(r.Drop, ","))
}

// measure fills the figures on a result's history.
func (r *Result) measure(s *demand.Series) {
	r.History = len(s.Y)
	n := 0
	for t := range s.Y {
		if len(s.Censored) > t && s.Censored[t] {
			r.Censored++
			continue
		}
		if t >= len(s.Y)-4*week && !math.IsNaN(s.Y[t]) {
			r.Mean28 += s.Y[t]
			n++
		}
	}
	r.Mean28 /= float64(max(n, 1))
}

// builder appends rows of mixed values to a record.
type builder struct{ *array.RecordBuilder }

func newTable(alloc memory.Allocator, s *arrow.Schema) *builder {
	return &builder{array.NewRecordBuilder(alloc, s)}
}

func (b *builder) row(key []any, rest ...any) {
	for i, v := range slices.Concat(key, rest) {
		b.set(b.Field(i), v)
	}
}

// set appends one value; undefined figures are NULL.
func (b *builder) set(field array.Builder, v any) {
	switch f := field.(type) {
	case *array.StringBuilder:
		s, _ := v.(string)
		f.Append(s)
	case *array.Date32Builder:
		d, _ := v.(time.Time)
		f.Append(arrow.Date32FromTime(d))
	case *array.Int32Builder:
		n, _ := v.(int)
		f.Append(int32(n))
	case *array.Int64Builder:
		n, _ := v.(int64)
		f.Append(n)
	case *array.Float64Builder:
		x, _ := v.(float64)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			f.AppendNull()
			return
		}
		f.Append(x)
	}
}

func (b *builder) record() arrow.Record {
	defer b.Release()
	return b.NewRecord()
}

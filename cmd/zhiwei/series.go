package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast"
	"zhiwei/forecast/backtest"
	"zhiwei/reports/view"
)

// SeriesFlags are the flags of the verbs that work on long-format files.
type SeriesFlags struct {
	Series     string    `placeholder:"FILE" help:"Long-format CSV or Parquet: unique_id, ds, y. 长表文件."`
	Horizon    int       `placeholder:"H" help:"Steps ahead. 预测步数."`
	Out        string    `placeholder:"FILE" help:"Where to write, CSV or Parquet. 输出文件."`
	Season     int       `placeholder:"M" help:"Season of the scores. 计分用的季节长度."`
	Freq       string    `enum:"H,D,W,M,Q,Y," default:"" placeholder:"H|D|W|M|Q|Y" help:"Length of a step. 步长."`
	Cycles     []int     `placeholder:"52,…" help:"Seasons that may be used in fitting. 拟合可用的周期."`
	Models     []string  `placeholder:"NAME,…" help:"Models; the chosen combination by default. 模型."`
	Covariates []string  `placeholder:"COLUMN,…" help:"Columns known ahead. 事先已知的列."`
	Quantiles  []float64 `placeholder:"0.1,…" help:"Quantile levels to write. 分位."`
	Threads    int       `placeholder:"N" help:"Workers, all cores by default. 线程数."`
}

// ready checks the flags, together with those that the use needs besides, and gives the quantile levels to write.
func (f *SeriesFlags) ready(needs map[string]bool) ([]float64, error) {
	needs["--horizon"] = f.Horizon > 0
	if err := wants(needs); err != nil {
		return nil, err
	}
	if f.Season < 0 || f.Threads < 0 || slices.ContainsFunc(f.Cycles, func(c int) bool { return c < 1 }) {
		return nil, &UsageError{Err: errors.New("--season, --threads and --cycles are not negative, and no cycle is 0")}
	}
	return f.levels()
}

// options turns the flags into those of the engine.
func (f *SeriesFlags) options(a *App) backtest.Options {
	start := a.Now()
	return backtest.Options{
		Horizon: f.Horizon, Season: f.Season, Freq: backtest.Freq(f.Freq), Cycles: f.Cycles, Models: f.Models, Covariates: f.Covariates,
		Threads: f.Threads, Clock: func() float64 { return a.Now().Sub(start).Seconds() },
	}
}

// defaultLevels are the quantiles written when none are asked for.
var defaultLevels = []float64{0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975}

func (f *SeriesFlags) levels() ([]float64, error) {
	if len(f.Quantiles) == 0 {
		return defaultLevels, nil
	}
	if slices.ContainsFunc(f.Quantiles, func(q float64) bool { return !(q > 0 && q < 1) }) {
		return nil, &UsageError{Err: errors.New("--quantiles lie between 0 and 1")}
	}
	return slices.Compact(slices.Sorted(slices.Values(f.Quantiles))), nil
}

// sink opens the output file; the returned done closes it, or removes it when the work failed.
func sink(path string, layout longfile.Layout) (write func(backtest.Block) error, done func(error) error, err error) {
	if path == "" {
		return nil, func(err error) error { return err }, nil
	}
	w, err := longfile.Create(path, layout)
	if err != nil {
		return nil, nil, err
	}
	return w.Write, func(err error) error {
		if err != nil {
			return errors.Join(err, w.Abort())
		}
		return w.Close()
	}, nil
}

// printLines is the table of figures, one line a model.
func (a *App) printLines(w io.Writer, lines []backtest.Line) error {
	f := view.Format{Lang: a.lang}
	t := a.table(w, "model", "wape", "bias", "mase", "rmsse", "smape", "owa", "wql", "cover", "msis", "explosions", "ms")
	rightAligned(t, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
	for i := range lines {
		l := &lines[i]
		t.AppendRow(table.Row{
			l.Model, f.Decimal(l.Median.WAPE, 4), f.Decimal(l.Mean.Bias, 3), f.Decimal(l.Median.MASE, 3), f.Decimal(l.Mean.RMSSE, 3),
			f.Decimal(l.Median.SMAPE, 2), f.Decimal(l.OWA, 3),
			f.Decimal(l.WQL, 4), f.Decimal(l.Cover80, 2) + "/" + f.Decimal(l.Cover95, 2), f.Decimal(l.MSIS, 1), strconv.Itoa(l.Explosions),
			f.Decimal(l.MS, 2),
		})
	}
	t.Render()
	return nil
}

// figure is a number for JSON; what is undefined is null.
func figure(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// lineFigures are the lines for --json: WAPE, MASE and sMAPE are the median's, bias and RMSSE the mean's.
func lineFigures(lines []backtest.Line) []map[string]any {
	out := make([]map[string]any, len(lines))
	for i := range lines {
		l := &lines[i]
		out[i] = map[string]any{
			"model": l.Model, "wape": figure(l.Median.WAPE), "bias": figure(l.Mean.Bias), "mase": figure(l.Median.MASE),
			"rmsse": figure(l.Mean.RMSSE), "smape": figure(l.Median.SMAPE), "owa": figure(l.OWA), "wql": figure(l.WQL),
			"coverage_80": figure(l.Cover80), "coverage_95": figure(l.Cover95), "msis": figure(l.MSIS), "explosions": l.Explosions,
			"series": l.Series, "fallbacks": l.Fell, "ms_per_series": figure(l.MS),
		}
	}
	return out
}

// rowFigures are the lines of the workspace's backtest for --json.
func rowFigures(rows []forecast.Row) []map[string]any {
	out := make([]map[string]any, len(rows))
	for i := range rows {
		r := &rows[i]
		out[i] = map[string]any{
			"class": r.Class, "lead_weeks": r.Band, "model": r.Model, "series": r.Series, "windows": r.Windows, "days": r.Days,
			"wape": figure(r.WAPE), "bias": figure(r.Bias), "mase": figure(r.MASE), "rmsse": figure(r.RMSSE), "smape": figure(r.SMAPE),
			"wql": figure(r.WQL), "coverage_80": figure(r.Cover80), "coverage_95": figure(r.Cover95), "explosions": r.Explosions,
		}
	}
	return out
}

// wants reports the flags that a use needs and that were not given.
func wants(flags map[string]bool) error {
	var missing []string
	for name, given := range flags {
		if !given {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	return &UsageError{Err: fmt.Errorf("missing %s", strings.Join(missing, ", "))}
}

package main

import (
	"context"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/forecast"
	"zhiwei/forecast/backtest"
	"zhiwei/reports/view"
)

// ForecastCmd forecasts the workspace's series, or those of a long-format file.
type ForecastCmd struct {
	Future string `placeholder:"FILE" help:"Covariates of the horizon. 未来已知变量."`
	SeriesFlags
	AsOf
}

// Help begins with examples.
func (ForecastCmd) Help() string {
	return "例 Examples:\n  zhiwei -C 店铺数据 forecast\n" +
		"  zhiwei forecast --series 日销量.csv --horizon 28 --season 7 --freq D --out 预测.csv"
}

// Run forecasts the file or the workspace.
func (c *ForecastCmd) Run(ctx context.Context, a *App) error {
	if c.Series != "" {
		return c.file(ctx, a)
	}
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		f, _, err := a.forecast(ctx, s)
		if err != nil {
			return err
		}
		return a.emit("forecast", rowFigures(f.Backtest), func(w io.Writer) error { return a.printBacktest(w, f.Backtest) })
	})
}

// forecast takes the steps up to the forecast.
func (a *App) forecast(ctx context.Context, s *pipeline.Session) (*pipeline.Forecast, pipeline.Identity, error) {
	id, _, err := s.Prepared(ctx)
	if err != nil {
		return nil, id, err
	}
	f, err := s.Forecast(ctx, id.ID)
	return f, id, err
}

func (c *ForecastCmd) file(ctx context.Context, a *App) error {
	levels, err := c.ready(map[string]bool{"--out": c.Out != ""})
	if err != nil {
		return err
	}
	train, err := longfile.Read(c.Series)
	if err != nil {
		return err
	}
	var future *backtest.Long
	if c.Future != "" {
		if future, err = longfile.Read(c.Future); err != nil {
			return err
		}
	}
	write, done, err := sink(c.Out, longfile.Layout{Dated: train.Dated, Windows: len(c.Models) > 0, Levels: levels})
	if err != nil {
		return err
	}
	n := 0
	err = done(backtest.Forecast(ctx, train, future, c.options(a), func(b backtest.Block) error {
		n++
		return write(b)
	}))
	if err != nil {
		return err
	}
	a.say("written", map[string]any{"Path": c.Out, "Series": n})
	return nil
}

// printBacktest shows all leads of each class: what is forecast beside the benchmarks.
func (a *App) printBacktest(w io.Writer, rows []forecast.Row) error {
	f := view.Format{Lang: a.lang}
	t := a.table(w, "class", "model", "series", "wape", "bias", "mase", "wql", "cover")
	rightAligned(t, 3, 4, 5, 6, 7, 8)
	for i := range rows {
		r := &rows[i]
		if r.Band != "all" || !shown(r.Model) {
			continue
		}
		t.AppendRow(table.Row{
			f.T("cli.class-" + string(r.Class)), r.Model, f.Int(int64(r.Series)), f.Decimal(r.WAPE, 4), f.Decimal(r.Bias, 3),
			f.Decimal(r.MASE, 3), f.Decimal(r.WQL, 4), f.Decimal(r.Cover80, 2) + "/" + f.Decimal(r.Cover95, 2),
		})
	}
	t.Render()
	return nil
}

// shown are the models of the short table: the chosen combination and the benchmarks.
func shown(model string) bool {
	switch model {
	case backtest.Zhiwei, "sNaive(7)", "LunarNaive", "Hand":
		return true
	}
	return false
}

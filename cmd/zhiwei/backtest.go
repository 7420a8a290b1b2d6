package main

import (
	"context"
	"io"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/forecast/backtest"
)

// BacktestCmd evaluates with rolling origins.
type BacktestCmd struct {
	Test    string `placeholder:"TEST" help:"Test rows, with a column window when there are several. 测试数据."`
	Windows int    `placeholder:"W" help:"Without --test: windows cut from the end of the series. 窗口数."`
	SeriesFlags
	AsOf
}

// Help begins with examples.
func (BacktestCmd) Help() string {
	return "例 Examples:\n  zhiwei -C 店铺数据 backtest\n" +
		"  zhiwei backtest --series m4_weekly.train.parquet --test m4_weekly.test.parquet --horizon 13 --season 1 --freq W --models Naive2,zhiwei"
}

// Run evaluates the file or the workspace.
func (c *BacktestCmd) Run(ctx context.Context, a *App) error {
	if c.Series != "" {
		return c.file(ctx, a)
	}
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		f, _, err := a.forecast(ctx, s)
		if err != nil {
			return err
		}
		return a.emit("backtest", rowFigures(f.Backtest), func(w io.Writer) error { return a.printBacktest(w, f.Backtest) })
	})
}

func (c *BacktestCmd) file(ctx context.Context, a *App) error {
	levels, err := c.ready(map[string]bool{"--test | --windows": c.Test != "" || c.Windows > 0})
	if err != nil {
		return err
	}
	train, err := longfile.Read(c.Series)
	if err != nil {
		return err
	}
	train, test, err := c.parts(train)
	if err != nil {
		return err
	}
	write, done, err := sink(c.Out, longfile.Layout{Dated: train.Dated, Windows: true, Levels: levels})
	if err != nil {
		return err
	}
	lines, err := backtest.Evaluate(ctx, train, test, c.options(a), write)
	if err := done(err); err != nil {
		return err
	}
	return a.emit("backtest-file", lineFigures(lines), func(w io.Writer) error { return a.printLines(w, lines) })
}

// parts are training and test rows: the test file, or what is cut from the end of the training rows.
func (c *BacktestCmd) parts(train *backtest.Long) (history, test *backtest.Long, err error) {
	if c.Test == "" {
		return backtest.Cut(train, c.Horizon, c.Windows)
	}
	test, err = longfile.Read(c.Test)
	return train, test, err
}

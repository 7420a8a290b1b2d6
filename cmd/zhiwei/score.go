package main

import (
	"context"
	"errors"
	"io"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
)

// ScoreCmd measures a forecast file of any program.
type ScoreCmd struct {
	Actual   string `required:"" placeholder:"FILE" help:"Actual rows. 实际值."`
	Forecast string `required:"" placeholder:"FILE" help:"Forecasts: unique_id, ds, mean, median, q0.1, … 预测值."`
	Train    string `required:"" placeholder:"FILE" help:"Rows before the origin, for the scales. 训练数据."`
	Season   int    `required:"" placeholder:"M" help:"Season of the scores. 季节长度."`
}

// Help begins with an example.
func (ScoreCmd) Help() string {
	return "例 Examples:\n  zhiwei score --actual 实际.csv --forecast 预测.csv --train 历史.csv --season 7"
}

// Run scores and prints.
func (c *ScoreCmd) Run(_ context.Context, a *App) error {
	if c.Season < 1 {
		return &UsageError{Err: errors.New("--season is at least 1")}
	}
	train, err := longfile.Read(c.Train)
	if err != nil {
		return err
	}
	actual, err := longfile.Read(c.Actual)
	if err != nil {
		return err
	}
	forecasts, err := longfile.ReadForecasts(c.Forecast)
	if err != nil {
		return err
	}
	lines, err := backtest.Score(train, actual, forecasts, backtest.Options{Season: c.Season})
	if err != nil {
		return err
	}
	return a.emit("score", lineFigures(lines), func(w io.Writer) error { return a.printLines(w, lines) })
}

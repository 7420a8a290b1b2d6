package main

import (
	"context"
	"errors"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
)

// PlanCmd suggests purchases.
type PlanCmd struct {
	Budget *float64 `placeholder:"YUAN" help:"Purchase budget in yuan, 0 for none. 采购预算(元)，0 为不限."`
	AsOf
}

// Help begins with an example.
func (PlanCmd) Help() string { return "例 Examples:\n  zhiwei -C 店铺数据 plan --budget 220000" }

// Run forecasts and plans, and prints what to buy.
func (c *PlanCmd) Run(ctx context.Context, a *App) error {
	if c.Budget != nil && !(*c.Budget >= 0 && *c.Budget <= workspace.MaxBudget) {
		return &UsageError{Err: errors.New("--budget is an amount of yuan, 0 for no limit")}
	}
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		if c.Budget != nil {
			s.WS.Settings.Budget = *c.Budget
		}
		f, id, err := a.forecast(ctx, s)
		if err != nil {
			return err
		}
		out, err := s.Plan(ctx, id.ID, f)
		if err != nil {
			return err
		}
		a.say("draft", map[string]any{"Run": id.ID})
		return a.emit("plan", out.Rows, func(w io.Writer) error { return a.printPlan(w, out.Rows) })
	})
}

// printPlan lists the lines with something to order, or with a need that cannot be met.
func (a *App) printPlan(w io.Writer, rows []plan.Row) error {
	f := view.Format{Lang: a.lang}
	t := a.table(w, "urgency", "sku", "centre", "position", "target", "suggested", "latest", "amount")
	rightAligned(t, 4, 5, 6, 8)
	for i := range rows {
		r := &rows[i]
		if r.Qty == 0 && (r.Exception == "" || r.OrderUpTo <= float64(r.Position)) {
			continue
		}
		latest := view.Dash
		if !r.LatestOrder.IsZero() {
			latest = r.LatestOrder.Format("01-02")
		}
		t.AppendRow(table.Row{
			f.T("plan.urgency-" + string(r.Urgency)), string(r.SKU), string(r.Centre), f.Int(r.Position), f.Round(r.OrderUpTo), f.Int(r.Qty),
			latest, f.Fen(int64(r.Amount)),
		})
	}
	t.Render()
	return nil
}

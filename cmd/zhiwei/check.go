package main

import (
	"context"
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/reports/view"
	"zhiwei/transform"
)

// CheckCmd looks at the health of the data.
type CheckCmd struct{ AsOf }

// Help begins with an example.
func (CheckCmd) Help() string {
	return "例 Examples:\n  zhiwei -C 店铺数据 check --asof 2026-08-23"
}

// Run rebuilds the models, looks, and prints what it found. Exit 1 when a check failed.
func (c *CheckCmd) Run(ctx context.Context, a *App) error {
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		_, checks, err := s.Looked(ctx)
		if err != nil {
			return err
		}
		if err := a.emit("check", checks, func(w io.Writer) error { return a.printChecks(w, checks) }); err != nil {
			return err
		}
		return a.afterCheck(checks)
	})
}

func (a *App) printChecks(w io.Writer, checks []transform.Check) error {
	f := view.Format{Lang: a.lang}
	t := a.table(w, "check", "subject", "state", "count", "amount")
	rightAligned(t, 4, 5)
	for _, c := range summed(checks) {
		state := f.T("cli.passed")
		if !c.Passed {
			state = f.T("cli.severity-" + string(c.Severity))
		}
		t.AppendRow(table.Row{shorten(f.T("check."+c.Code), 27), shorten(c.Subject, 22), state, f.Int(c.Count), f.Fen(c.Amount)})
	}
	t.Render()
	return nil
}

// summed puts findings of one check about one subject into one line, and so the information about many subjects, such
// as the files that repeat rows.
func summed(checks []transform.Check) []transform.Check {
	type key struct{ code, subject string }
	var out []transform.Check
	at, subjects := map[key]int{}, map[key]int{}
	for _, c := range checks {
		k := key{c.Code, c.Subject}
		if c.Severity == transform.Info {
			k.subject = ""
		}
		i, seen := at[k]
		if !seen {
			at[k] = len(out)
			subjects[k] = 1
			out = append(out, c)
			continue
		}
		subjects[k]++
		out[i].Count += c.Count
		out[i].Amount += c.Amount
		if out[i].Passed = out[i].Passed && c.Passed; k.subject == "" {
			out[i].Subject = fmt.Sprintf("× %d", subjects[k])
		}
	}
	return out
}

// afterCheck says what the findings mean for the exit code: information does not count.
func (a *App) afterCheck(checks []transform.Check) error {
	if stops := transform.Stops(checks); len(stops) > 0 {
		return &pipeline.StopError{Findings: stops}
	}
	for _, c := range checks {
		if !c.Passed && c.Severity == transform.Warn {
			return &AttentionError{Key: "check"}
		}
	}
	return nil
}

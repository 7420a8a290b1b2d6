package main

import (
	"context"
	"io"

	"zhiwei/cmd/zhiwei/pipeline"
)

// RunCmd takes the chain from the inbox to the reports.
type RunCmd struct{ AsOf }

// Help begins with an example.
func (RunCmd) Help() string { return "例 Examples:\n  zhiwei -C 店铺数据 run" }

// Run runs the chain. Exit 1 when rows lie in quarantine or a check failed, 4 when a file was refused.
func (c *RunCmd) Run(ctx context.Context, a *App) error {
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		out, err := a.chain(ctx, s)
		if err != nil {
			return err
		}
		if err := a.afterImport(out.Files, s.WS.Path("profiles")); err != nil {
			return err
		}
		return a.afterCheck(out.Checks)
	})
}

// chain runs the chain and prints what it made.
func (a *App) chain(ctx context.Context, s *pipeline.Session) (pipeline.RunOutcome, error) {
	out, err := s.Run(ctx)
	if err != nil {
		return out, err
	}
	a.say("ran", map[string]any{
		"Run": out.RunID, "Series": out.Series, "Lines": out.Lines, "Seconds": int(out.Seconds + 0.5), "MB": int(out.PeakMB),
	})
	return out, a.emit("run", out, func(w io.Writer) error { return printPaths(w, out.Reports) })
}

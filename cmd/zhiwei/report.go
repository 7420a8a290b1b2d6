package main

import (
	"context"
	"fmt"
	"io"

	"zhiwei/cmd/zhiwei/pipeline"
)

// ReportCmd writes workbooks and pages.
type ReportCmd struct {
	Kind string `arg:"" enum:"weekly,purchase,all" default:"all" help:"weekly, purchase or all. 周报、采购或全部."`
	AsOf
}

// Help begins with an example.
func (ReportCmd) Help() string { return "例 Examples:\n  zhiwei -C 店铺数据 report purchase" }

// Run writes the reports of the newest run of the as-of day.
func (c *ReportCmd) Run(ctx context.Context, a *App) error {
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		paths, err := s.Report(ctx, c.Kind)
		if err != nil {
			return err
		}
		return a.emit("report", paths, func(w io.Writer) error { return printPaths(w, paths) })
	})
}

func printPaths(w io.Writer, paths []string) error {
	for _, p := range paths {
		if _, err := fmt.Fprintln(w, p); err != nil {
			return err
		}
	}
	return nil
}

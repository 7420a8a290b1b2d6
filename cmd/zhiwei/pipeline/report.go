package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"zhiwei/reports/excel"
	"zhiwei/reports/locale"
	"zhiwei/reports/web"
	"zhiwei/transform"
)

// ErrNoRun says that there is no run for the as-of day to report on.
var ErrNoRun = errors.New("no run for this as-of day")

// Report writes the reports of the newest run of the as-of day into reports/<today> and lists them.
func (s *Session) Report(ctx context.Context, kind string) ([]string, error) {
	s.notify(Event{Step: "report"})
	runID, err := transform.LatestRun(ctx, s.DB, s.AsOf)
	if err != nil {
		return nil, err
	}
	if runID == "" {
		return nil, ErrNoRun
	}
	dir := s.WS.Path("reports", s.Today().Format(time.DateOnly))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("write reports: %w", err)
	}
	set := s.WS.Settings
	opt := excel.Options{
		Lang: locale.Lang(set.Lang), Generated: s.GeneratedAt(), Run: runID, Company: set.Company, BudgetFen: int64(set.Budget * 100),
		Service: set.ServiceLevel,
	}
	var out []string
	if kind == Purchase || kind == All {
		path, err := excel.PurchasePlan(ctx, s.DB, dir, opt)
		if err != nil {
			return out, err
		}
		out = append(out, path)
	}
	if kind == Weekly || kind == All {
		path, err := excel.Weekly(ctx, s.DB, dir, opt)
		if err != nil {
			return out, err
		}
		out = append(out, path)
	}
	if kind == All {
		if err := web.WritePages(ctx, s.DB, dir, web.PageOptions{Run: runID, Workers: s.workers()}); err != nil {
			return out, err
		}
		out = append(out, dir)
	}
	return out, nil
}

// workers is the number of pages written at the same time.
func (s *Session) workers() int {
	if n := s.WS.Settings.Threads; n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

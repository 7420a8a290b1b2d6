package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"zhiwei/forecast/plan"
	"zhiwei/transform"
)

// The kinds of report.
const (
	Weekly   = "weekly"
	Purchase = "purchase"
	All      = "all"
)

// RunOutcome is what a run of the chain did.
type RunOutcome struct {
	RunID   string
	Files   []FileOutcome
	Checks  []transform.Check
	Series  int
	Lines   int // plan lines with something to order
	Reports []string
	Seconds float64
	PeakMB  float64
}

// Run imports the inbox and then takes every step to the reports; each step ends with a line in the run ledger.
func (s *Session) Run(ctx context.Context) (RunOutcome, error) {
	start := time.Now()
	var out RunOutcome
	files, err := s.importInbox(ctx)
	out.Files = files
	if err != nil {
		return out, err
	}
	if err := s.chain(ctx, &out); err != nil {
		return out, err
	}
	out.Seconds, out.PeakMB = time.Since(start).Seconds(), peakMB(os.ReadFile)
	return out, s.record("run", out.RunID, "done", start, map[string]any{
		"files": len(out.Files), "series": out.Series, "plan_lines": out.Lines, "reports": len(out.Reports),
	})
}

func (s *Session) importInbox(ctx context.Context) ([]FileOutcome, error) {
	return step(s, "import", "", func() ([]FileOutcome, error) {
		files, err := s.Import(ctx, []string{s.WS.Path("inbox")}, ImportOptions{})
		if _, empty := errors.AsType[*NoFilesError](err); empty { // an empty inbox is no fault: what is in the database is run again
			err = nil
		}
		return files, err
	})
}

// chain takes the steps behind the import.
func (s *Session) chain(ctx context.Context, out *RunOutcome) error {
	id, err := s.prepare(ctx)
	if err != nil {
		return err
	}
	out.RunID = id.ID
	if out.Checks, err = s.checked(ctx, id.ID); err != nil {
		return err
	}
	f, err := step(s, "forecast", id.ID, func() (*Forecast, error) { return s.Forecast(ctx, id.ID) })
	if err != nil {
		return err
	}
	out.Series = len(f.inputs.series)
	p, err := step(s, "plan", id.ID, func() (plan.Output, error) { return s.Plan(ctx, id.ID, f) })
	if err != nil {
		return err
	}
	for i := range p.Rows {
		if p.Rows[i].Qty > 0 {
			out.Lines++
		}
	}
	out.Reports, err = step(s, "report", id.ID, func() ([]string, error) { return s.Report(ctx, All) })
	return err
}

// Prepared rebuilds the models, fixes the run and looks at the data: what forecast and plan begin with.
func (s *Session) Prepared(ctx context.Context) (Identity, []transform.Check, error) {
	id, err := s.prepare(ctx)
	if err != nil {
		return id, nil, err
	}
	checks, err := s.checked(ctx, id.ID)
	return id, checks, err
}

// Looked is Prepared without stopping at what a check finds.
func (s *Session) Looked(ctx context.Context) (Identity, []transform.Check, error) {
	id, err := s.prepare(ctx)
	if err != nil {
		return id, nil, err
	}
	checks, err := s.Check(ctx, id.ID)
	return id, checks, err
}

// prepare rebuilds the models and fixes the run's identity.
func (s *Session) prepare(ctx context.Context) (Identity, error) {
	return step(s, "transform", "", func() (Identity, error) {
		if err := s.Transform(ctx); err != nil {
			return Identity{}, err
		}
		return s.Begin(ctx)
	})
}

// checked runs the data checks and stops where one of them says so.
func (s *Session) checked(ctx context.Context, runID string) ([]transform.Check, error) {
	return step(s, "check", runID, func() ([]transform.Check, error) {
		checks, err := s.Check(ctx, runID)
		if err != nil {
			return nil, err
		}
		if stops := transform.Stops(checks); len(stops) > 0 {
			return checks, &StopError{Findings: stops}
		}
		return checks, nil
	})
}

// step takes one step and writes its line in the run ledger, whether it succeeds or not.
func step[T any](s *Session, name, runID string, do func() (T, error)) (T, error) {
	start := time.Now()
	out, err := do()
	if err != nil {
		if lerr := s.record(name, runID, "failed", start, map[string]any{"error": err.Error()}); lerr != nil {
			return out, fmt.Errorf("%w (and %w)", err, lerr)
		}
		return out, err
	}
	return out, s.record(name, runID, "done", start, nil)
}

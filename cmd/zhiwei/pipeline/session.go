package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// Options say how a session opens its workspace.
type Options struct {
	Layers  []workspace.Layer // settings above the file: environment, flags
	AsOf    string            // YYYY-MM-DD, empty for yesterday in Beijing
	Now     func() time.Time  // the only clock
	Version string
	Notify  func(Event) // progress of long work; nil = none
}

// Event is one sign of life of long work.
type Event struct {
	Step  string // import, transform, forecast, plan, report
	Name  string // file or series at hand
	Done  int64  // rows or items done
	Total int64  // 0 = not known
}

// ErrAsOf says that the as-of day is no day.
var ErrAsOf = errors.New("as-of day is not YYYY-MM-DD")

// Session is an opened workspace with its database, fixed to one as-of day.
type Session struct {
	WS      *workspace.Workspace
	DB      *warehouse.DB
	AsOf    time.Time // last day of data, midnight UTC
	Version string
	now     func() time.Time
	notify  func(Event)
	fixed   bool // the clock is fixed by a setting
}

// Open locks the workspace in dir and opens its database.
func Open(ctx context.Context, dir string, opt Options) (*Session, error) {
	w, err := workspace.Open(dir, opt.Layers...)
	if err != nil {
		return nil, err
	}
	s := &Session{WS: w, Version: opt.Version, now: opt.Now, notify: opt.Notify}
	if s.notify == nil {
		s.notify = func(Event) {}
	}
	if err := s.start(ctx, opt); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Session) start(ctx context.Context, opt Options) (err error) {
	if err := s.fixDays(opt.AsOf); err != nil {
		return err
	}
	set := s.WS.Settings
	s.DB, err = warehouse.Open(ctx, s.WS.Path("zhiwei.duckdb"), warehouse.Options{
		Threads: set.Threads, MemoryLimit: set.MemoryLimit, TempDir: s.WS.Path("tmp"),
	})
	if err != nil {
		return err
	}
	return transform.Create(ctx, s.DB)
}

// beijing is the zone of the department; China has had no summer time since 1991.
var beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// fixDays settles clock and as-of day: a fixed clock reads eight in the morning of its day.
func (s *Session) fixDays(asOf string) error {
	fixed, err := s.WS.Settings.FixedClock()
	if err != nil {
		return err
	}
	if !fixed.IsZero() {
		s.fixed = true
		at := time.Date(fixed.Year(), fixed.Month(), fixed.Day(), 8, 0, 0, 0, beijing)
		s.now = func() time.Time { return at }
	}
	if asOf == "" {
		y, m, d := s.now().In(beijing).AddDate(0, 0, -1).Date()
		s.AsOf = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		return nil
	}
	s.AsOf, err = time.Parse(time.DateOnly, asOf)
	if err != nil {
		return fmt.Errorf("%w: %q", ErrAsOf, asOf)
	}
	return nil
}

// Today is the day after the as-of day.
func (s *Session) Today() time.Time { return s.AsOf.AddDate(0, 0, 1) }

// GeneratedAt is the wall clock in Beijing that reports print as 生成时间.
func (s *Session) GeneratedAt() time.Time {
	t := s.now().In(beijing)
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// Close closes the database and gives the workspace free.
func (s *Session) Close() error {
	var err error
	if s.DB != nil {
		err = s.DB.Close()
	}
	return errors.Join(err, s.WS.Close())
}

// record writes one line of the run ledger about a step that began at start.
func (s *Session) record(kind, runID, outcome string, start time.Time, detail map[string]any) error {
	return s.WS.Append(workspace.Entry{
		Time: s.now().In(beijing), Kind: kind, RunID: runID, Version: s.Version, Outcome: outcome,
		Seconds: time.Since(start).Seconds(), PeakMB: peakMB(os.ReadFile), Detail: detail,
	})
}

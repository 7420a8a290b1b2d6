package pipeline

import (
	"context"
	"errors"
	"fmt"

	"zhiwei/forecast"
	"zhiwei/ingest/profile"
	"zhiwei/transform"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// ErrNoDemand says that the imported files hold no demand to forecast.
var ErrNoDemand = errors.New("no demand in the imported files")

// StopError says that a data check stops the chain; its findings say why.
type StopError struct{ Findings []transform.Check }

// Error counts the findings.
func (e *StopError) Error() string {
	return fmt.Sprintf("%d data check(s) stop the chain", len(e.Findings))
}

// Transform rebuilds every model for the as-of day.
func (s *Session) Transform(ctx context.Context) error {
	if err := s.loadCalendar(ctx); err != nil {
		return err
	}
	s.notify(Event{Step: "transform"})
	return transform.Run(ctx, s.DB, transform.RunOptions{AsOf: s.AsOf})
}

// The calendar's reach around the as-of day: three years of history and a season ahead.
const (
	yearsBack  = 6
	yearsAhead = 2
)

func (s *Session) loadCalendar(ctx context.Context) error {
	cal, err := s.calendar(ctx)
	if err != nil {
		return err
	}
	from, to := s.AsOf.AddDate(-yearsBack, 0, 0), s.AsOf.AddDate(yearsAhead, 0, 0)
	days, err := cal.Days(from, to)
	if err != nil {
		return err
	}
	dayRecord := calendar.DayRecord(s.DB.Allocator(), days)
	defer dayRecord.Release()
	occasions := calendar.OccasionRecord(s.DB.Allocator(), cal.OccasionRows(from, to))
	defer occasions.Release()
	return transform.LoadCalendar(ctx, s.DB, dayRecord, occasions)
}

// calendar is the embedded calendar with the department's own rows over it.
func (s *Session) calendar(ctx context.Context) (*calendar.Calendar, error) {
	entries, err := transform.CalendarEntries(ctx, s.DB, s.AsOf)
	if err != nil || len(entries) == 0 {
		return calendar.Default(), err
	}
	rows := make([]calendar.Row, len(entries))
	for i, e := range entries {
		rows[i] = calendar.Row{
			From: e.From, To: e.To, Kind: calendar.RowKind(e.Kind), Name: e.Name, Platform: e.Platform, Scope: e.Scope, Source: e.Source,
		}
	}
	return calendar.Default().With(rows)
}

// Begin fixes the identity of the run that the next steps belong to and writes its row.
func (s *Session) Begin(ctx context.Context) (Identity, error) {
	id, err := s.identify(ctx)
	if err != nil {
		return id, err
	}
	return id, transform.SaveRun(ctx, s.DB, transform.RunRow{
		ID: id.ID, AsOf: s.AsOf, Today: s.Today(), Version: s.Version, Seed: s.WS.Settings.Seed, SettingsSHA: id.SettingsSHA,
		InputsSHA: id.InputsSHA, State: "draft", Company: s.WS.Settings.Company, GeneratedAt: s.GeneratedAt(),
	})
}

// Check runs every data check of a run.
func (s *Session) Check(ctx context.Context, runID string) ([]transform.Check, error) {
	s.notify(Event{Step: "check"})
	return transform.Checks(ctx, s.DB, transform.CheckOptions{RunID: runID, UnmappedShare: s.WS.Settings.MaxUnmappedShare})
}

// Forecast is what the forecast step made.
type Forecast struct {
	Results  []forecast.Result
	Backtest []forecast.Row
	Table    *forecast.Backtest // the tallies behind the rows, for other lead bands
	inputs   inputs
}

// Forecast forecasts every series of the demand models and keeps results and backtest under the run's id.
func (s *Session) Forecast(ctx context.Context, runID string) (*Forecast, error) {
	in, err := s.inputs(ctx)
	if err != nil {
		return nil, err
	}
	if len(in.series) == 0 {
		return nil, ErrNoDemand
	}
	s.notify(Event{Step: "forecast", Total: int64(len(in.series))})
	results, table, err := forecast.Run(ctx, in.series, forecast.Options{
		Horizon: s.WS.Settings.Horizon, Seed: s.WS.Settings.Seed, Threads: s.WS.Settings.Threads, Calendar: in.calendar,
	})
	if err != nil {
		return nil, err
	}
	tables := forecast.Records(s.DB.Allocator(), runID, s.AsOf, results, table)
	names, records := tables.ByName()
	err = transform.SaveResults(ctx, s.DB, runID, names, records)
	for _, r := range records {
		r.Release()
	}
	if err != nil {
		return nil, err
	}
	return &Forecast{Results: results, Backtest: table.Rows(), Table: table, inputs: in}, nil
}

// inputs are what forecast and plan know of demand and days.
type inputs struct {
	series   []demand.Series
	calendar forecast.Calendar
	days     *calendar.Calendar
}

func (s *Session) inputs(ctx context.Context) (in inputs, err error) {
	in.series, err = transform.DemandSeries(ctx, s.DB, transform.SeriesOptions{})
	if err != nil {
		return in, err
	}
	if in.days, err = s.calendar(ctx); err != nil {
		return in, err
	}
	promotions, err := s.promotions(ctx, in.days)
	if err != nil {
		return in, err
	}
	from := s.AsOf
	for i := range in.series {
		if in.series[i].Start.Before(from) {
			from = in.series[i].Start
		}
	}
	in.calendar, err = forecast.NewCalendar(in.days, from.AddDate(0, 0, -60), s.AsOf.AddDate(0, 0, s.WS.Settings.Horizon+60), promotions)
	return in, err
}

// promotions are the platforms' own windows and the department's calendar, as known at the as-of day.
func (s *Session) promotions(ctx context.Context, cal *calendar.Calendar) ([]forecast.Promotion, error) {
	channels, err := transform.Channels(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	own, err := transform.Promotions(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var out []forecast.Promotion
	for _, r := range cal.OccasionRows(s.AsOf.AddDate(-yearsBack, 0, 0), s.AsOf.AddDate(yearsAhead, 0, 0)) {
		if r.Kind != calendar.PromotionRow {
			continue
		}
		if on := channelsOf(channels, r.Platform); r.Platform == "" || len(on) > 0 {
			out = append(out, forecast.Promotion{Kind: r.Name, From: r.From, To: r.To, Channels: on})
		}
	}
	for _, p := range own {
		on := channelsOf(channels, p.Platform)
		if p.Platform != "" && len(on) == 0 {
			continue
		}
		kind := p.Mechanic
		if kind == "" {
			kind = p.Name
		}
		out = append(out, forecast.Promotion{
			Kind: kind, From: p.From, To: p.To, SKU: p.SKU, Category: p.Category, Channels: on, Discounted: p.NetPrice > 0,
		})
	}
	return out, nil
}

// channelsOf are the channels that sell on a platform, which either side may write in Chinese.
func channelsOf(channels []transform.ChannelEntry, platform string) []demand.Channel {
	if platform == "" {
		return nil
	}
	want := profile.PlatformOf(platform)
	var out []demand.Channel
	for _, c := range channels {
		if profile.PlatformOf(c.Platform) == want {
			out = append(out, c.Channel)
		}
	}
	return out
}

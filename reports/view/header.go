package view

import (
	"context"
	"fmt"
	"time"

	"zhiwei/reports"
)

// Header is the run that every page and workbook names in its head.
type Header struct {
	RunID   string
	AsOf    time.Time
	Today   time.Time
	Company string
	Version string
	Draft   bool // no published forecast stands behind the run
	Files   int64
	Rows    int64
	// Rows to handle: those held back, and those accepted whose code is no product yet.
	Held, Unmapped       int64
	HeldFen, UnmappedFen int64
	Festival             Festival
}

// Festival is the next one the assortment is made for; the zero value says that there is none.
type Festival struct {
	Name   string    // as the calendar has it
	Day    time.Time // of the coming one
	Before time.Time // the one a lunar year earlier; zero when the calendar does not have it
	Older  time.Time // two lunar years earlier
	Days   int       // from today to Day
}

// Known reports whether there is a festival ahead.
func (f Festival) Known() bool { return !f.Day.IsZero() }

// Shift is how many days the festival moved against the one before; 364 where that one is not known.
func (f Festival) Shift() int {
	if f.Before.IsZero() {
		return 364
	}
	return daysBetween(f.Before, f.Day)
}

// ToHandle counts the rows a person has to look at.
func (h Header) ToHandle() int64 { return h.Held + h.Unmapped }

type headerRow struct {
	RunID       string    `sql:"run_id"`
	AsOf        time.Time `sql:"as_of"`
	Today       time.Time `sql:"today"`
	State       string    `sql:"state"`
	Company     string    `sql:"company"`
	Version     string    `sql:"version"`
	Files       int64     `sql:"files"`
	Records     int64     `sql:"records"`
	Held        int64     `sql:"held_rows"`
	HeldFen     int64     `sql:"held_fen"`
	Unmapped    int64     `sql:"unmapped_rows"`
	UnmappedFen int64     `sql:"unmapped_fen"`
}

type festivalRow struct {
	Name string    `sql:"name"`
	Day  time.Time `sql:"day"`
}

// published is the state of a run whose forecast a person has released.
const published = "published"

// LoadHeader reads the run, ” for the newest; ok is false when there is no such run yet.
func LoadHeader(ctx context.Context, q reports.Querier, run string) (h Header, ok bool, err error) {
	row, ok, err := reports.One[headerRow](ctx, q, "page_header", run)
	if err != nil || !ok {
		return Header{}, false, err
	}
	days, err := reports.Rows[festivalRow](ctx, q, "page_festival", row.Today, row.Today)
	if err != nil {
		return Header{}, false, err
	}
	return Header{
		RunID: row.RunID, AsOf: row.AsOf, Today: row.Today, Company: row.Company, Version: row.Version,
		Draft: row.State != published,
		Files: row.Files, Rows: row.Records, Held: row.Held, Unmapped: row.Unmapped,
		HeldFen: row.HeldFen, UnmappedFen: row.UnmappedFen,
		Festival: nextFestival(days, row.Today),
	}, true, nil
}

// nextFestival takes the first day that is not behind today and finds the same festival one and two lunar years earlier.
func nextFestival(days []festivalRow, today time.Time) Festival {
	for i, d := range days {
		if d.Day.Before(today) {
			continue
		}
		f := Festival{Name: d.Name, Day: d.Day, Days: daysBetween(today, d.Day)}
		for _, p := range days[:i] {
			if p.Name == d.Name {
				f.Older, f.Before = f.Before, p.Day
			}
		}
		return f
	}
	return Festival{}
}

// daysBetween counts the days from a to b.
func daysBetween(a, b time.Time) int {
	return int(b.Sub(a) / (24 * time.Hour))
}

func addDays(t time.Time, n int) time.Time { return t.AddDate(0, 0, n) }

// monday is the first day of the week of t.
func monday(t time.Time) time.Time {
	return addDays(t, -(int(t.Weekday())+6)%7)
}

func wrap(what string, err error) error {
	return fmt.Errorf("%s: %w", what, err)
}

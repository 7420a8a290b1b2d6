package calendar

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:embed data/holidays.csv data/promotions.csv
var data embed.FS

// ErrRow says that a row for the calendar cannot be used.
var ErrRow = errors.New("calendar row not usable")

// RowKind is what a row of the event calendar says of its days.
type RowKind string

// The kinds, in the words of the 节令历 input table.
const (
	FestivalRow     RowKind = "节日"
	HolidayRow      RowKind = "放假"
	MakeUpRow       RowKind = "调休上班"
	PromotionRow    RowKind = "平台大促"
	CourierStopRow  RowKind = "快递停运"
	SupplierStopRow RowKind = "供应商停工"
)

// Row is one row of the event calendar, embedded or entered by a user.
type Row struct {
	From, To time.Time // both included; a zero To is one day
	Kind     RowKind
	Name     string
	Platform string // for promotions; empty = all
	Scope    string // carrier, province or supplier; empty = all
	Source   string // where the dates come from; 待核对 until confirmed
}

// State says whether the holiday list of a year is known.
type State string

// The states of a year's holiday list.
const (
	Published       State = "published"         // the list is known
	NotYetPublished State = "not-yet-published" // later than the newest list
	NotHeld         State = "not-held"          // earlier than the oldest list
)

// Calendar is the event calendar: public holidays, make-up workdays, promotions and stops. It is not changed after
// it was made and may be used by several goroutines.
type Calendar struct {
	rows   []Row          // sorted by rowOrder
	marks  map[int]Row    // day number → holiday or make-up row that holds
	listed map[int]bool   // years with a holiday list
	oldest int            // first year with a list
	stops  []Row          // courier stops that hold for everybody
	custom map[int]string // Spring Festival years whose courier stop was entered → its source
}

// Default is the embedded calendar, without a user's rows.
var Default = sync.OnceValue(func() *Calendar {
	rows, err := embedded()
	if err != nil {
		panic("calendar: embedded data: " + err.Error()) // a test reads it
	}
	return build(rows)
})

// Rows are all rows, by first day, kind, name and platform.
func (c *Calendar) Rows() []Row { return slices.Clone(c.rows) }

// With is the calendar with a user's rows, which win over the embedded ones: a holiday or make-up day over the
// embedded kind of that day, a promotion over the embedded windows of its name, platform and year, a courier stop
// without scope over the default stop of that Spring Festival. A year with a holiday row counts as published.
func (c *Calendar) With(rows []Row) (*Calendar, error) {
	added := make([]Row, 0, len(rows))
	for i, r := range rows {
		fixed, err := usable(r)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		added = append(added, fixed)
	}
	kept := make([]Row, 0, len(c.rows)+len(added))
	for _, r := range c.rows {
		if !slices.ContainsFunc(added, func(a Row) bool { return replaces(a, r) }) {
			kept = append(kept, r)
		}
	}
	return build(append(kept, added...)), nil
}

// replaces says whether the newer row a takes the place of r.
func replaces(a, r Row) bool {
	switch a.Kind {
	case PromotionRow:
		return r.Kind == PromotionRow && a.Name == r.Name && a.From.Year() == r.From.Year() &&
			(a.Platform == r.Platform || a.Platform == "")
	case HolidayRow, MakeUpRow:
		return (r.Kind == HolidayRow || r.Kind == MakeUpRow) && !r.From.Before(a.From) && !r.To.After(a.To)
	default:
		return a.Kind == r.Kind && a.Name == r.Name && a.Scope == r.Scope && a.From.Equal(r.From)
	}
}

func usable(r Row) (Row, error) {
	kinds := []RowKind{FestivalRow, HolidayRow, MakeUpRow, PromotionRow, CourierStopRow, SupplierStopRow}
	if !slices.Contains(kinds, r.Kind) {
		return r, fmt.Errorf("kind %q: %w", r.Kind, ErrRow)
	}
	if r.To.IsZero() {
		r.To = r.From
	}
	r.From, r.To = dayOf(dayNumber(r.From)), dayOf(dayNumber(r.To))
	if r.To.Before(r.From) {
		return r, fmt.Errorf("%s ends before it begins: %w", r.Name, ErrRow)
	}
	if r.From.Year() < FirstYear || r.To.Year() > LastYear {
		return r, fmt.Errorf("%s: %w", r.Name, ErrRange)
	}
	return r, nil
}

func build(rows []Row) *Calendar {
	c := &Calendar{marks: map[int]Row{}, listed: map[int]bool{}, custom: map[int]string{}, oldest: LastYear + 1}
	for _, r := range rows { // a later row wins over an earlier one
		switch r.Kind {
		case HolidayRow, MakeUpRow:
			for n := dayNumber(r.From); n <= dayNumber(r.To); n++ {
				c.marks[n] = r
			}
			c.listed[r.To.Year()] = true
			c.oldest = min(c.oldest, r.To.Year())
		case CourierStopRow:
			if r.Scope == "" {
				c.stops = append(c.stops, r)
				c.custom[dayOf(nearest(occurrences()[SpringFestival], dayNumber(r.From))).Year()] = r.Source
			}
		default: // festivals, promotions and suppliers' stops do not change the kind of a day
		}
	}
	c.rows = slices.Clone(rows)
	slices.SortStableFunc(c.rows, rowOrder)
	return c
}

func rowOrder(a, b Row) int {
	if n := a.From.Compare(b.From); n != 0 {
		return n
	}
	return strings.Compare(rowText(a), rowText(b))
}

func rowText(r Row) string {
	return strings.Join([]string{string(r.Kind), r.Name, r.Platform, r.Scope}, "\x1f")
}

// Year is the state of a year's holiday list.
func (c *Calendar) Year(year int) State {
	switch {
	case c.listed[year]:
		return Published
	case year < c.oldest:
		return NotHeld
	}
	return NotYetPublished
}

// Listed are the years whose holiday list is known, rising.
func (c *Calendar) Listed() []int { return slices.Sorted(maps.Keys(c.listed)) }

func embedded() ([]Row, error) {
	holidays, err := readRows("data/holidays.csv", 3, func(f []string) (Row, error) {
		day, parsed := time.Parse(time.DateOnly, f[0])
		return Row{From: day, To: day, Kind: RowKind(f[1]), Name: f[2], Source: "国务院办公厅通知 (chinese-days 1.5.7)"}, parsed
	})
	if err != nil {
		return nil, err
	}
	promotions, err := readRows("data/promotions.csv", 5, func(f []string) (Row, error) {
		from, bad1 := time.Parse(time.DateOnly, f[2])
		to, bad2 := time.Parse(time.DateOnly, f[3])
		return Row{From: from, To: to, Kind: PromotionRow, Name: f[0], Platform: f[1], Source: f[4]}, errors.Join(bad1, bad2)
	})
	return append(holidays, promotions...), err
}

func readRows(name string, fields int, parse func([]string) (Row, error)) ([]Row, error) {
	raw, err := data.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comment, r.FieldsPerRecord = '#', fields
	if _, err := r.Read(); err != nil {
		return nil, fmt.Errorf("read %s: header: %w", name, err)
	}
	var out []Row
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		row, err := parse(record)
		if err == nil {
			row, err = usable(row)
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		out = append(out, row)
	}
}

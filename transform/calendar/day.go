package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Kind is the kind of a day.
type Kind string

// The kinds of a day.
const (
	Workday Kind = "workday"
	Weekend Kind = "weekend"
	Holiday Kind = "holiday" // by the State Council's notice or a user's row
	MakeUp  Kind = "make-up" // a Saturday or Sunday that is worked (调休上班)
)

// Kind is the kind of a day. In a year whose list is not known (see [Calendar.Year]) it goes by the weekday alone.
func (c *Calendar) Kind(day time.Time) Kind {
	if row, marked := c.marks[dayNumber(day)]; marked {
		if row.Kind == MakeUpRow {
			return MakeUp
		}
		return Holiday
	}
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return Weekend
	}
	return Workday
}

// Working says whether the day is worked: a workday or a make-up workday.
func (c *Calendar) Working(day time.Time) bool {
	k := c.Kind(day)
	return k == Workday || k == MakeUp
}

// HolidayName is the name of the holiday that the day belongs to, empty on other days and on make-up workdays.
func (c *Calendar) HolidayName(day time.Time) string {
	if row, marked := c.marks[dayNumber(day)]; marked && row.Kind == HolidayRow {
		return row.Name
	}
	return ""
}

// The default courier stop around Spring Festival in offsets: from 腊月廿七 or 廿六 until 初五. Parcels still move with
// some carriers; a user's 快递停运 row without scope replaces it.
const (
	courierFrom = -3
	courierTo   = 4
	courierNote = "缺省:春节前3天至初五;待核对"
)

// CourierStop says whether parcels stand still on the day for everybody.
func (c *Calendar) CourierStop(day time.Time) bool {
	n := dayNumber(day)
	for _, r := range c.stops {
		if n >= dayNumber(r.From) && n <= dayNumber(r.To) {
			return true
		}
	}
	at := nearest(occurrences()[SpringFestival], n)
	if _, entered := c.custom[dayOf(at).Year()]; entered {
		return false
	}
	return n-at >= courierFrom && n-at <= courierTo
}

// ISOWeek is the ISO week of the day as text: 2026-W48, Monday to Sunday.
func ISOWeek(day time.Time) string {
	year, week := day.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// ISOWeekday is 1 on Monday … 7 on Sunday.
func ISOWeekday(day time.Time) int { return (int(day.Weekday())+6)%7 + 1 }

// DayRow is one row of the table cal_day.
type DayRow struct {
	Day         time.Time
	ISOWeek     string
	Weekday     int // 1 Monday … 7 Sunday
	Lunar       Lunar
	Kind        Kind
	Holiday     string   // name of the public holiday, empty on other days
	Festival    Festival // nearest of [Seasons]
	FestivalDay time.Time
	Offset      int // days from FestivalDay: negative before it
	CourierStop bool
	State       State // of the year's holiday list; not a column of the table
}

// Days are the rows of all days from the first to the last, both included; ErrRange outside 1900–2100.
func (c *Calendar) Days(from, to time.Time) ([]DayRow, error) {
	first, last := dayNumber(from), dayNumber(to)
	out := make([]DayRow, 0, max(0, last-first+1))
	for n := first; n <= last; n++ {
		day := dayOf(n)
		lunar, err := LunarDate(day)
		if err != nil {
			return nil, err
		}
		festival, at, offset := Nearest(day)
		out = append(out, DayRow{
			Day: day, ISOWeek: ISOWeek(day), Weekday: ISOWeekday(day), Lunar: lunar,
			Kind: c.Kind(day), Holiday: c.HolidayName(day), Festival: festival, FestivalDay: at.Day, Offset: offset,
			CourierStop: c.CourierStop(day), State: c.Year(day.Year()),
		})
	}
	return out, nil
}

// OccasionRow is one row of the table cal_occasion.
type OccasionRow struct {
	Kind     RowKind
	Name     string
	Platform string
	From, To time.Time // both included
	Source   string
}

// OccasionRows are festivals, holidays, make-up workdays, promotions and stops that touch the days from the first to
// the last, by first day, kind, name and platform.
func (c *Calendar) OccasionRows(from, to time.Time) []OccasionRow {
	var out []OccasionRow
	for _, o := range Occasions(from, to) {
		out = append(out, OccasionRow{Kind: FestivalRow, Name: string(o.Festival), From: o.Day, To: o.Day, Source: "农历、节气推算"})
	}
	for _, r := range slices.Concat(c.spans(), c.ownDays(from, to), c.newYearFairs(from, to), c.defaultStops(from, to)) {
		if !r.To.Before(from) && !r.From.After(to) {
			out = append(out, OccasionRow{Kind: r.Kind, Name: r.Name, Platform: r.Platform, From: r.From, To: r.To, Source: r.Source})
		}
	}
	slices.SortStableFunc(out, func(a, b OccasionRow) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Platform, b.Platform))
	})
	return slices.CompactFunc(out, func(a, b OccasionRow) bool {
		return a.From.Equal(b.From) && a.Kind == b.Kind && a.Name == b.Name && a.Platform == b.Platform
	})
}

// spans are the calendar's rows with runs of single holidays joined.
func (c *Calendar) spans() []Row {
	out := make([]Row, 0, len(c.rows))
	open := map[string]int{} // kind and name → index of the span that may grow
	for _, r := range c.rows {
		key := rowText(r)
		if i, found := open[key]; found && r.Kind == HolidayRow && dayNumber(r.From) == dayNumber(out[i].To)+1 {
			out[i].To = r.To
			continue
		}
		open[key] = len(out)
		out = append(out, r)
	}
	return out
}

func (c *Calendar) defaultStops(from, to time.Time) []Row {
	var out []Row
	for _, n := range occurrences()[SpringFestival] {
		start, end := dayOf(n+courierFrom), dayOf(n+courierTo)
		_, entered := c.custom[dayOf(n).Year()]
		if !entered && !end.Before(from) && !start.After(to) {
			out = append(out, Row{Kind: CourierStopRow, Name: "春节停运", From: start, To: end, Source: courierNote})
		}
	}
	return out
}

package sample

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// The festivals the department sells for.
const (
	springFestival = "春节"
	qingming       = "清明"
	dragonBoat     = "端午"
	midAutumn      = "中秋"
)

// margin is the number of days before the first and after the last day that have a name and an offset.
const margin = 120

// calendar counts days from the first day of history.
type calendar struct {
	start   time.Time
	days    int // days of history, the last one is the as-of day
	feasts  map[string][]int
	labels  []string // "2006-01-02" from day −margin
	weekday []time.Weekday
}

func newCalendar(opt Options) (calendar, error) {
	start := opt.AsOf.AddDate(-opt.Years, 0, 1)
	days := int(opt.AsOf.Sub(start)/(24*time.Hour)) + 1
	c := calendar{start: start, days: days, feasts: map[string][]int{}}
	for d := -margin; d < days+margin; d++ {
		t := start.AddDate(0, 0, d)
		c.labels = append(c.labels, t.Format(time.DateOnly))
		c.weekday = append(c.weekday, t.Weekday())
	}
	for _, o := range opt.Occasions {
		c.feasts[o.Festival] = append(c.feasts[o.Festival], int(math.Round(o.Day.Sub(start).Hours()/24)))
	}
	for _, f := range []string{springFestival, dragonBoat, midAutumn} {
		slices.Sort(c.feasts[f])
		for year := range opt.Years {
			mid := days - 1 - year*365
			if !slices.ContainsFunc(c.feasts[f], func(d int) bool { return d > mid-365 && d <= mid+60 }) {
				return c, fmt.Errorf("sample: no day of %s in the year to %s", f, c.date(mid))
			}
		}
	}
	return c, nil
}

// date is the day's name, 2006-01-02.
func (c *calendar) date(day int) string {
	if i := day + margin; i >= 0 && i < len(c.labels) {
		return c.labels[i]
	}
	return c.at(day).Format(time.DateOnly)
}

// compact is the day's name without hyphens.
func (c *calendar) compact(day int) string {
	s := c.date(day)
	return s[:4] + s[5:7] + s[8:]
}

// on is the weekday.
func (c *calendar) on(day int) time.Weekday { return c.weekday[day+margin] }

// at is the day as a time.
func (c *calendar) at(day int) time.Time { return c.start.AddDate(0, 0, day) }

// dayOf is the number of a calendar day.
func (c *calendar) dayOf(year int, month time.Month, day int) int {
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Sub(c.start) / (24 * time.Hour))
}

// offset is the signed distance to the nearest day of a festival and that day's rank; far is returned without one.
func (c *calendar) offset(festival string, day int) (off, season int) {
	off = far
	for i, f := range c.feasts[festival] {
		if d := day - f; abs(d) < abs(off) {
			off, season = d, i
		}
	}
	return off, season
}

// next is the first day of the festival on or after day, or the last one known.
func (c *calendar) next(festival string, day int) int {
	for _, f := range c.feasts[festival] {
		if f >= day {
			return f
		}
	}
	return c.feasts[festival][len(c.feasts[festival])-1]
}

const far = 1 << 20

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// bump is a bell of height 1 round centre.
func bump(off int, centre, width float64) float64 {
	z := (float64(off) - centre) / width
	return math.Exp(-z * z / 2)
}

// lateness fades an offset curve out over the last days, when a parcel no longer arrives in time.
func lateness(off int) float64 {
	switch {
	case off <= -4:
		return 1
	case off <= 0:
		return 0.2 + 0.2*float64(-off)
	case off == 1:
		return 0.08
	}
	return 0
}

// curve is the share of a season that a festival item sells at that offset, relative to its peak.
func curve(g group, off int) float64 {
	switch g {
	case mooncake:
		if off < -62 {
			return 0
		}
		return lateness(off) * (bump(off, -10, 15) + 0.03)
	case mooncakeBox:
		if off < -62 {
			return 0
		}
		return lateness(off) * (bump(off, -16, 14) + 0.04)
	case zongzi:
		return 0.035 + lateness(off)*bump(off, -8, 9.5)
	case zongziBox:
		if off < -45 {
			return 0
		}
		return lateness(off) * (bump(off, -12, 10) + 0.02)
	case qingtuan:
		if off < -30 || off > 3 {
			return 0
		}
		return bump(off, -6, 8)
	case springBox:
		if off < -40 {
			return 0
		}
		return lateness(off+3) * bump(off, -15, 10)
	default:
		return 1
	}
}

// yearRound is what the calendar does to a pastry that is sold all year.
func (c *calendar) yearRound(day int) float64 {
	doy := float64(c.at(day).YearDay())
	f := 1 + 0.14*math.Cos(2*math.Pi*(doy-15)/365.25)
	switch off, _ := c.offset(springFestival, day); {
	case off >= -24 && off <= -5:
		f *= 1 + 0.75*bump(off, -12, 6)
	case off > -5 && off <= -2:
		f *= 0.6
	case off > -2 && off <= 4:
		f *= 0.15
	case off > 4 && off <= 12:
		f *= 0.5 + 0.06*float64(off-4)
	}
	if off, _ := c.offset(midAutumn, day); off >= -25 && off <= 1 {
		f *= 1 - 0.12*bump(off, -9, 8)
	}
	return f
}

// benchCalendar is a year of days without festivals.
func benchCalendar() calendar {
	c := calendar{start: time.Date(2025, 8, 24, 0, 0, 0, 0, time.UTC), days: 365}
	for d := -margin; d < c.days+margin; d++ {
		c.labels = append(c.labels, c.at(d).Format(time.DateOnly))
	}
	return c
}

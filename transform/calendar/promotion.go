package calendar

import (
	"slices"
	"time"
)

// ownDay is a promotion whose name is its day.
type ownDay struct {
	name  string
	month time.Month
	day   int
	since int // first year
}

var ownDays = []ownDay{
	{"女神节", time.March, 8, 2016},
	{"618", time.June, 18, 2010},
	{"双11", time.November, 11, 2009},
	{"双12", time.December, 12, 2011},
}

// ownDays are the promotions that are certain whatever the platforms announce: the name's own day, for all
// platforms, in years for which no row without platform says otherwise.
func (c *Calendar) ownDays(from, to time.Time) []Row {
	var out []Row
	for year := max(from.Year(), FirstYear); year <= min(to.Year(), LastYear); year++ {
		for _, p := range ownDays {
			day := time.Date(year, p.month, p.day, 0, 0, 0, 0, time.UTC)
			if year >= p.since && !c.announced(p.name, year) {
				out = append(out, Row{Kind: PromotionRow, Name: p.name, From: day, To: day, Source: "名称即日期"})
			}
		}
	}
	return out
}

// The default window of 年货节 in offsets from Spring Festival; it has no day of its own, so a row for all platforms
// replaces it.
const (
	newYearFairFrom = -28
	newYearFairTo   = -8
	newYearFairNote = "缺省:春节前28天至前8天;待核对"
)

// newYearFairs are the default 年货节 windows that touch the days from the first to the last.
func (c *Calendar) newYearFairs(from, to time.Time) []Row {
	var out []Row
	for _, n := range occurrences()[SpringFestival] {
		r := Row{Kind: PromotionRow, Name: "年货节", From: dayOf(n + newYearFairFrom), To: dayOf(n + newYearFairTo), Source: newYearFairNote}
		since := dayOf(n).Year() >= 2012
		if since && !r.To.Before(from) && !r.From.After(to) && !c.fairEntered(n) {
			out = append(out, r)
		}
	}
	return out
}

// fairEntered says whether a 年货节 row for all platforms leads up to the Spring Festival of that day number.
func (c *Calendar) fairEntered(festival int) bool {
	return slices.ContainsFunc(c.rows, func(r Row) bool {
		lead := festival - dayNumber(r.From)
		return r.Kind == PromotionRow && r.Name == "年货节" && r.Platform == "" && lead >= 0 && lead <= 60
	})
}

// announced says whether a row for all platforms gives the window of that year.
func (c *Calendar) announced(name string, year int) bool {
	return slices.ContainsFunc(c.rows, func(r Row) bool {
		return r.Kind == PromotionRow && r.Name == name && r.Platform == "" && r.From.Year() == year
	})
}

// Promotions are the promotion rows that hold on the day for a platform: its own windows and those of all
// platforms; an empty platform asks for all.
func (c *Calendar) Promotions(day time.Time, platform string) []Row {
	day = dayOf(dayNumber(day))
	var out []Row
	for _, r := range slices.Concat(c.rows, c.ownDays(day, day), c.newYearFairs(day, day)) {
		if r.Kind != PromotionRow || day.Before(r.From) || day.After(r.To) {
			continue
		}
		if platform == "" || r.Platform == "" || r.Platform == platform {
			out = append(out, r)
		}
	}
	return out
}

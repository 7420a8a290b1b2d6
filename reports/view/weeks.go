package view

import (
	"time"

	"zhiwei/reports/chart"
)

// shownWeeks is how many whole weeks the first page's chart holds.
const shownWeeks = 13

// weeks draws money per week of this year against the same distance to the festival a year before.
func (d *homeData) weeks(home *Home) error {
	shift := d.h.Festival.Shift()
	data := chart.WeeksData{ThisName: d.f.T("page.week-this"), LastName: d.f.T("page.week-last")}
	var last, lastBefore int64
	for n := shownWeeks - 1; n >= 0; n-- {
		from := addDays(d.week, -7*n)
		now, before := d.days.sum(from, addDays(from, 6)).GMV, d.days.sum(addDays(from, -shift), addDays(from, 6-shift)).GMV
		data.Labels = append(data.Labels, d.f.Week(from)+"\n"+d.f.Day(from))
		data.This, data.Before = append(data.This, float64(now)/100), append(data.Before, float64(before)/100)
		row := WeekRow{Week: d.f.Week(from), Monday: d.f.Day(from), This: d.f.Fen(now), Before: d.f.Fen(before), Change: Dash}
		if ratio, ok := change(now, before); ok {
			row.Change = d.f.SignedPercent(ratio)
		}
		home.WeekRows = append(home.WeekRows, row)
		last, lastBefore = now, before
	}
	data.ThisEnd = d.f.T("page.week-end-this", "Money", d.f.ShortFen(last))
	data.LastEnd = d.f.T("page.week-end-last", "Money", d.f.ShortFen(lastBefore))
	d.seasonBand(&data)
	d.pastFestival(&data)
	d.weekWords(home, last, lastBefore)
	spec, err := chart.Weeks("c-home", data)
	if err != nil {
		return wrap("draw the weeks", err)
	}
	home.WeekChart = &spec
	return nil
}

// seasonBand shades the weeks of the season that runs now.
func (d *homeData) seasonBand(data *chart.WeeksData) {
	if d.season.IsZero() || d.season.After(d.weekEnd()) {
		return
	}
	from := monday(d.season)
	if first := addDays(d.week, -7*(shownWeeks-1)); from.Before(first) {
		from = first
	}
	data.Season = d.f.T("page.led-season-name", "Festival", d.f.Festival(d.h.Festival.Name))
	data.SeasonFrom = d.f.Week(from) + "\n" + d.f.Day(from)
}

// pastFestival marks the last festival that lies inside the shown weeks.
func (d *homeData) pastFestival(data *chart.WeeksData) {
	first := addDays(d.week, -7*(shownWeeks-1))
	for _, o := range d.festivals {
		if !o.Day.Before(first) && !o.Day.After(d.weekEnd()) {
			at := monday(o.Day)
			data.FestivalAt = d.f.Week(at) + "\n" + d.f.Day(at)
			data.Festival = d.f.T("page.week-fest", "Festival", d.f.Festival(o.Name), "Day", d.f.Day(o.Day))
		}
	}
}

// weekWords says what the chart found, and why the Gregorian comparison does not hold.
func (d *homeData) weekWords(home *Home, now, before int64) {
	home.WeekTitle = d.f.T("page.week-title-plain")
	ratio, ok := change(now, before)
	if ok && d.h.Festival.Known() {
		key := "page.week-title-more"
		if ratio < 0 {
			key = "page.week-title-less"
		}
		home.WeekTitle = d.f.T(key, "Share", d.f.Percent(max(ratio, -ratio)))
	}
	home.WeekAria = d.f.T("page.week-aria", "From", d.f.Week(addDays(d.week, -7*(shownWeeks-1))), "To", d.f.Week(d.week), "This", d.f.ShortFen(now), "Before", d.f.ShortFen(before))
	shift := d.h.Festival.Shift()
	gregorian, had := change(now, d.days.sum(addDays(d.week, -364), addDays(d.week, -358)).GMV)
	if moved := 364 - shift; had && moved != 0 && !d.h.Festival.Before.IsZero() {
		key := "page.week-read-earlier"
		if moved < 0 {
			key = "page.week-read-later"
		}
		home.WeekRead = d.f.T(key, "Change", d.f.SignedPercent(gregorian), "Festival", d.f.Festival(d.h.Festival.Name),
			"Before", d.f.Day(d.h.Festival.Before), "Day", d.f.Day(d.h.Festival.Day), "N", dayOfYearShift(d.h.Festival.Before, d.h.Festival.Day),
			"From", d.f.Day(d.week), "To", d.f.Day(d.weekEnd()), "LastFrom", d.f.Day(addDays(d.week, -shift)), "LastTo", d.f.Day(addDays(d.weekEnd(), -shift)))
	}
}

// dayOfYearShift is how many days of the year the festival moved.
func dayOfYearShift(before, now time.Time) int {
	same := time.Date(now.Year(), before.Month(), before.Day(), 0, 0, 0, 0, time.UTC)
	n := daysBetween(now, same)
	return max(n, -n)
}

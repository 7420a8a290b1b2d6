package view

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"zhiwei/reports/chart"
)

// seasonSpan is how many days before the festival the seasons are laid over each other.
const seasonSpan = 60

// seasons lays this season and the two before over each other by their distance to the festival.
func (m page) seasons(p *SeriesPage) error {
	if !m.fest.Known() {
		return nil
	}
	name := m.f.Festival(m.fest.Name)
	p.SeasonsTitle = m.f.T("page.sea-title", "Festival", name)
	d := chart.SeasonsData{
		AxisName: m.f.T("page.sea-axis"), Today: -1, TodayName: m.f.T("page.fan-today"), Festival: seasonSpan, Name: name,
		ThisName: m.f.T("page.sea-this", "Year", m.fest.Day.Year()), P50Name: m.f.T("page.sea-p50", "Year", m.fest.Day.Year()),
		BeforeName: strconv.Itoa(m.fest.Before.Year()), OlderName: strconv.Itoa(m.fest.Older.Year()),
	}
	first := m.firstDay()
	for n := seasonSpan; n >= 0; n-- {
		day := addDays(m.fest.Day, -n)
		d.Labels = append(d.Labels, strconv.Itoa(n))
		if day.Equal(m.b.h.Today) {
			d.Today = seasonSpan - n
		}
		actual, p50 := m.sold(day, first), math.NaN()
		if r, ok := m.ahead[day]; ok {
			p50 = r.P50
		}
		d.This, d.P50 = append(d.This, actual), append(d.P50, p50)
		d.Before = append(d.Before, m.seasonDay(m.fest.Before, n, first))
		d.Older = append(d.Older, m.seasonDay(m.fest.Older, n, first))
	}
	d.Before, d.Older = known(d.Before), known(d.Older)
	m.seasonTable(p, d)
	p.SeasonsAria = m.f.T("page.sea-aria", "Festival", name, "Name", m.row.Name)
	spec, err := chart.Seasons("c-lun", d)
	if err != nil {
		return fmt.Errorf("draw the seasons of %s: %w", m.row.SKU, err)
	}
	p.Seasons = &spec
	return nil
}

// firstDay is the first day that the item was sold on; before it nothing is known.
func (m page) firstDay() time.Time {
	if rows := m.b.history[m.row.SKU]; len(rows) > 0 {
		return rows[0].Day
	}
	return addDays(m.b.h.AsOf, 1)
}

// sold is what a day up to the as-of sold; NaN on other days, and on days without stock.
func (m page) sold(day, first time.Time) float64 {
	h := m.history[day]
	if day.After(m.b.h.AsOf) || day.Before(first) || h.Censored {
		return math.NaN()
	}
	return h.Qty
}

func (m page) seasonDay(festival time.Time, n int, first time.Time) float64 {
	if festival.IsZero() {
		return math.NaN()
	}
	return m.sold(addDays(festival, -n), first)
}

// known gives back a series that has a value, else nil.
func known(v []float64) []float64 {
	for _, x := range v {
		if !math.IsNaN(x) {
			return v
		}
	}
	return nil
}

func (m page) seasonTable(p *SeriesPage, d chart.SeasonsData) {
	columns := [][]float64{d.Older, d.Before, d.This, d.P50}
	for i, key := range []SeasonKey{{d.OlderName, "k-ly2", "2 2"}, {d.BeforeName, "k-ly", "7 3"}, {d.ThisName, "k-actual", "none"}, {d.P50Name, "k-p50", "none"}} {
		if columns[i] != nil {
			p.SeasonYears = append(p.SeasonYears, key)
		}
	}
	for i := range d.Labels {
		row := SeasonRow{Before: d.Labels[i]}
		for _, c := range columns {
			if c != nil {
				row.Cells = append(row.Cells, cellText(m.f, c[i]))
			}
		}
		p.SeasonRows = append(p.SeasonRows, row)
	}
}

// cellText is a number, or nothing where the row does not apply.
func cellText(f Format, v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return f.Round(v)
}

// weeksBefore are shown before the forecast in the weekly table.
const weeksBefore = 4

// weekly is the table of weeks: what was, and the quantiles of what comes, with one line between them.
func (m page) weekly(p *SeriesPage) {
	weeks := m.b.weeks[m.row.SKU]
	var from []time.Time
	for n := weeksBefore; n > 0; n-- {
		from = append(from, addDays(m.b.h.Today, -7*n))
	}
	for _, w := range weeks {
		from = append(from, w.From)
	}
	for i, day := range from {
		c := WeekColumn{Week: m.f.Week(day), Monday: m.f.Day(day), Future: i >= weeksBefore, First: i == weeksBefore}
		if m.fest.Known() {
			a, z := daysBetween(day, m.fest.Day), daysBetween(addDays(day, 6), m.fest.Day)
			c.Before = m.f.T("page.week-before", "From", a, "To", max(z, 0))
			if a < 0 {
				c.Before = m.f.T("page.week-after", "From", -a, "To", -z)
			}
		}
		p.Weeks = append(p.Weeks, c)
	}
	last := m.b.h.AsOf
	past := func(shift int) func(time.Time) float64 {
		return func(day time.Time) float64 { return m.weekSum(addDays(day, -shift), last) }
	}
	ahead := func(pick func(weekRow) float64) func(time.Time) float64 {
		return func(day time.Time) float64 {
			for _, w := range weeks {
				if w.From.Equal(day) {
					return pick(w)
				}
			}
			return math.NaN()
		}
	}
	p.Measures = append(p.Measures, m.measure("page.mea-gregorian", from, past(364)))
	if !m.fest.Before.IsZero() {
		p.Measures = append(p.Measures, m.measure("page.mea-lunar", from, past(m.fest.Shift())))
	}
	actual := m.measure("page.mea-actual", from, past(0))
	mean := m.measure("page.mea-mean", from, ahead(func(w weekRow) float64 { return w.Mean }))
	actual.Strong, mean.Strong = true, true
	p.Measures = append(p.Measures, actual,
		m.measure("page.mea-p10", from, ahead(func(w weekRow) float64 { return w.P10 })),
		m.measure("page.mea-p50", from, ahead(func(w weekRow) float64 { return w.P50 })),
		m.measure("page.mea-p90", from, ahead(func(w weekRow) float64 { return w.P90 })), mean)
}

func (m page) measure(key string, from []time.Time, value func(time.Time) float64) Measure {
	row := Measure{Name: m.f.T(key)}
	for i, day := range from {
		row.Cells = append(row.Cells, Cell{Text: cellText(m.f, value(day)), Future: i >= weeksBefore, First: i == weeksBefore})
	}
	return row
}

// weekSum adds seven days; a week that is not wholly known is NaN.
func (m page) weekSum(from, last time.Time) float64 {
	if addDays(from, 6).After(last) || from.Before(m.firstDay()) {
		return math.NaN()
	}
	sum := 0.0
	for i := range 7 {
		sum += m.history[addDays(from, i)].Qty
	}
	return sum
}

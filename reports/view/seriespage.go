package view

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"zhiwei/reports/chart"
	"zhiwei/reports/locale"
)

// fanBack and fanAhead are the days that the fan chart shows before and from today.
const (
	fanBack  = 56
	fanAhead = 56
)

// SeriesPage is one forecast: history, seasons, interval, backtest, why.
type SeriesPage struct {
	SKU, Name, Note, Channel string
	Title, Lede, Unit        string
	Fan                      *chart.Spec
	FanAria                  string
	FanRows                  []FanRow
	HasOuts, HasPromos       bool
	Seasons                  *chart.Spec
	SeasonsTitle             string
	SeasonsAria              string
	SeasonYears              []SeasonKey
	SeasonRows               []SeasonRow
	Weeks                    []WeekColumn
	Measures                 []Measure
	Why                      string
	Scores                   []Score
	ScoreTitle, ScoreRead    string
	Channels                 []ChannelForecast
}

// FanRow is a day of the fan chart as numbers.
type FanRow struct{ Day, Before, Actual, P10, P50, P90 string }

// SeasonKey names a season's line and how it is drawn.
type SeasonKey struct{ Name, Class, Dash string }

// SeasonRow is a distance to the festival as numbers, one cell a season and one for the forecast.
type SeasonRow struct {
	Before string
	Cells  []string
}

// WeekColumn is a head of the weekly table.
type WeekColumn struct {
	Week, Monday, Before string
	Future, First        bool
}

// Measure is a row of the weekly table; Cells are as long as the columns, and an empty one does not apply.
type Measure struct {
	Name   string
	Strong bool
	Cells  []Cell
}

// Cell is a number of the weekly table.
type Cell struct {
	Text          string
	Future, First bool
}

// Score is a line of the backtest table.
type Score struct {
	Name, Note                   string
	WAPE, Bar, Bias, MASE, Cover string
	Chosen                       bool
}

// ChannelForecast is a channel's part of an item's forecast.
type ChannelForecast struct{ Channel, Model, Next4, WAPE string }

// page collects what one series page is made from.
type page struct {
	f       Format
	b       *Book
	item    SeriesItem
	row     seriesRow
	fest    Festival
	history map[time.Time]historyRow
	ahead   map[time.Time]forecastRow
}

// Page makes the page of an item; channel must be the one that the book was read for. ok is false for an unknown item.
func (b *Book) Page(f Format, sku, channel string) (p SeriesPage, ok bool, err error) {
	for _, it := range b.items {
		if it.SKU != sku {
			continue
		}
		row, found := it.seriesRow, channel == ""
		for _, c := range it.channels {
			if c.Channel == channel {
				row, found = c, true
			}
		}
		if !found {
			return SeriesPage{}, false, nil
		}
		m := page{f: f, b: b, item: it, row: row, fest: b.festivalOf(row.Season), history: map[time.Time]historyRow{}, ahead: map[time.Time]forecastRow{}}
		for _, r := range b.history[sku] {
			m.history[r.Day] = r
		}
		for _, r := range b.days[sku] {
			m.ahead[r.Day] = r
		}
		p, err = m.build()
		return p, true, err
	}
	return SeriesPage{}, false, nil
}

// festivalOf is the item's own next festival, or the page's when it has none.
func (b *Book) festivalOf(season string) Festival {
	var own []festivalRow
	for _, r := range b.festivals {
		if r.Name == season {
			own = append(own, r)
		}
	}
	if f := nextFestival(own, b.h.Today); f.Known() {
		return f
	}
	return b.h.Festival
}

func (m page) build() (SeriesPage, error) {
	p := SeriesPage{SKU: m.row.SKU, Name: m.row.Name, Channel: m.row.Channel, Note: joinWords(m.f, m.row.SKU, m.row.Spec), Unit: m.f.Unit(m.row.Unit)}
	if p.Unit == "" {
		p.Unit = m.f.T("page.pieces")
	}
	m.words(&p)
	if err := m.fan(&p); err != nil {
		return p, err
	}
	if err := m.seasons(&p); err != nil {
		return p, err
	}
	m.weekly(&p)
	m.backtest(&p)
	if p.Channel == "" {
		for _, c := range m.item.channels {
			p.Channels = append(p.Channels, ChannelForecast{c.Channel, c.Model, m.f.Round(c.Next4), m.f.Percent(c.WAPE)})
		}
	}
	return p, nil
}

// words are the title, the line below it and the one sentence on the model.
func (m page) words(p *SeriesPage) {
	weeks := m.b.weeks[m.row.SKU]
	n := min(4, len(weeks))
	p.Title = m.f.T("page.ser-none", "Name", m.row.Name)
	if n > 0 {
		last := addDays(weeks[n-1].From, 6)
		p.Title = m.f.T("page.ser-title", "N", n, "Qty", m.f.Round(m.row.Next4), "Unit", p.Unit, "To", m.f.Day(last), "Name", m.row.Name)
		first, end := weeks[0], weeks[0]
		for _, w := range weeks {
			if w.P90-w.P10 > end.P90-end.P10 {
				end = w
			}
		}
		p.Lede = m.f.T("page.ser-lede", "W1", m.f.Week(first.From), "Width1", m.f.Round(first.P90-first.P10), "W2", m.f.Week(end.From), "Width2", m.f.Round(end.P90-end.P10), "Unit", p.Unit)
	}
	p.Why = whySentence(m.f, m.row)
}

// whySentence turns the reason's code and arguments into words; without words it names class and model.
func whySentence(f Format, r seriesRow) string {
	args := map[string]any{}
	_ = json.Unmarshal([]byte(r.WhyArgs), &args) // arguments that cannot be read leave their placeholders to be seen
	if name, ok := args["Festival"].(string); ok {
		args["Festival"] = f.Festival(name)
	}
	model := f.T("page.why-model", "Class", f.Class(r.Class), "Model", r.Model, "Days", f.Int(int64(r.History)), "N", r.History)
	if r.Censored > 0 {
		model += f.T("page.why-censored", "N", r.Censored)
	}
	for _, key := range []string{"forecast.why-" + r.WhyCode, "page.why-" + r.WhyCode} {
		if locale.Has(f.Lang, key) {
			return locale.T(f.Lang, key, args) + f.T("page.gap") + model
		}
	}
	return model
}

// fan is the daily history and the forecast with its interval.
func (m page) fan(p *SeriesPage) error {
	d := chart.FanData{
		ActualName: m.f.T("page.fan-actual"), RawName: m.f.T("page.fan-raw"), WidthName: m.f.T("page.fan-width"), TodayName: m.f.T("page.fan-today"),
		Today: fanBack, Festival: -1,
	}
	first := addDays(m.b.h.Today, -fanBack)
	first = monday(first)
	d.Today = daysBetween(first, m.b.h.Today)
	anyRaw := false
	for i := range d.Today + fanAhead {
		day := addDays(first, i)
		anyRaw = m.fanDay(p, &d, day, i) || anyRaw
	}
	if !anyRaw {
		d.Raw = nil
	}
	if m.fest.Known() {
		if at := daysBetween(first, m.fest.Day); at >= 0 && at < len(d.Labels) {
			d.Festival, d.FestivalName = at, m.f.Festival(m.fest.Name)
		}
	}
	d.Promotions = m.promotions(first, len(d.Labels))
	d.Outs = outages(m.f, d, m.history, first)
	p.HasOuts, p.HasPromos = len(d.Outs) > 0, len(d.Promotions) > 0
	p.FanAria = m.f.T("page.fan-aria", "From", m.f.Day(first), "Today", m.f.Day(m.b.h.Today), "To", m.f.Day(addDays(first, len(d.Labels)-1)), "Name", m.row.Name)
	spec, err := chart.Fan("c-fan", d)
	if err != nil {
		return fmt.Errorf("draw the fan of %s: %w", m.row.SKU, err)
	}
	p.Fan = &spec
	return nil
}

// fanDay adds one day and reports whether its raw value differs from the cleaned one.
func (m page) fanDay(p *SeriesPage, d *chart.FanData, day time.Time, i int) bool {
	actual, raw, lo, mid, hi := math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
	row := FanRow{Day: m.f.Day(day)}
	label := m.f.Day(day)
	if m.fest.Known() {
		row.Before = m.f.FestivalAxis(daysBetween(day, m.fest.Day))
		label += "\n" + axisDay(m.f, daysBetween(day, m.fest.Day))
	}
	if i < d.Today {
		h := m.history[day]
		if actual = h.Qty; h.Censored {
			actual, raw = math.NaN(), h.Qty // out of stock: not known, and never zero
		} else if h.Bulk > 0 {
			raw = h.Qty + h.Bulk
		}
		row.Actual = m.f.Round(actual)
	} else if r, ok := m.ahead[day]; ok {
		lo, mid, hi = r.P10, r.P50, r.P90
		row.P10, row.P50, row.P90 = m.f.Round(lo), m.f.Round(mid), m.f.Round(hi)
	}
	d.Labels = append(d.Labels, label)
	d.Actual, d.Raw = append(d.Actual, actual), append(d.Raw, raw)
	d.P10, d.P50, d.P90 = append(d.P10, lo), append(d.P50, mid), append(d.P90, hi)
	p.FanRows = append(p.FanRows, row)
	return !math.IsNaN(raw)
}

// axisDay is the second line of a date axis: the days to the festival, or since it.
func axisDay(f Format, days int) string {
	switch {
	case days > 0:
		return f.T("page.axis-day", "N", days)
	case days < 0:
		return f.T("page.axis-after", "N", -days)
	default:
		return f.FestivalAxis(0)
	}
}

// promotions are those of the item or its category, each span once.
func (m page) promotions(first time.Time, days int) []chart.Span {
	var mine []promotionRow
	for _, r := range m.b.promos {
		if (r.SKU == "" || r.SKU == m.row.SKU) && (r.Category == "" || r.Category == m.row.Category) {
			mine = append(mine, r)
		}
	}
	var out []chart.Span
	for _, r := range mergeSpans(mine) {
		from, to := max(0, daysBetween(first, r.From)), min(days-1, daysBetween(first, r.To))
		if from <= to {
			out = append(out, chart.Span{From: from, To: to, Name: r.Name})
		}
	}
	return out
}

// outages are the stretches without stock, each with its number of days.
func outages(f Format, d chart.FanData, history map[time.Time]historyRow, first time.Time) []chart.Span {
	var out []chart.Span
	for i := range d.Today {
		if !history[addDays(first, i)].Censored {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To == i-1 {
			out[n-1].To = i
		} else {
			out = append(out, chart.Span{From: i, To: i})
		}
	}
	for i := range out {
		out[i].Name = f.T("page.fan-out", "N", out[i].To-out[i].From+1)
	}
	return out
}

// backtest is the chosen forecast beside the benchmarks, best first.
func (m page) backtest(p *SeriesPage) {
	scores := m.b.scores[m.row.SKU]
	top := 0.0
	for _, s := range scores {
		if !math.IsNaN(s.WAPE) {
			top = max(top, s.WAPE)
		}
	}
	var beaten []string
	for _, s := range scores {
		row := Score{
			Name: modelName(m.f, s.Model), WAPE: m.f.Percent(s.WAPE), Bias: m.f.SignedPercent(s.Bias),
			MASE: m.f.Decimal(s.MASE, 2), Cover: m.f.Percent(s.Cover80), Chosen: s.Rank == 0,
		}
		row.Note = locale.Or(m.f.Lang, "page.model-note-"+s.Model, "", nil)
		if s.Rank == 0 {
			row.Name, row.Note = m.f.T("page.model-zhiwei"), m.row.Model
		}
		if top > 0 && !math.IsNaN(s.WAPE) {
			row.Bar = px(s.WAPE / top * 100)
		}
		if len(scores) > 0 && s.Rank > 0 && scores[0].WAPE < s.WAPE {
			beaten = append(beaten, row.Name)
		}
		p.Scores = append(p.Scores, row)
	}
	if len(scores) == 0 {
		return
	}
	p.ScoreTitle = m.f.T("page.score-title", "N", scores[0].Windows)
	p.ScoreRead = m.f.T("page.score-none")
	if len(beaten) > 0 {
		p.ScoreRead = m.f.T("page.score-read", "Names", strings.Join(beaten, m.f.T("common.list-sep")))
	}
}

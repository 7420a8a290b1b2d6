package view

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"zhiwei/reports"
)

// The ruler is a strip of rulerWidth units: one day is its width over the days of its span.
const (
	rulerWidth  = 1040.0
	rulerBase   = 58.0 // the axis
	rulerShape  = 30.0 // height of the demand's shape
	rulerBefore = 62   // days shown before the festival, more when today is further away
	rulerAfter  = 2
)

// Ruler is the season ruler of every page: the days to the festival with today, promotions and the demand's shape.
type Ruler struct {
	Known     bool
	Label     string // of the section
	Festival  string
	Days      int
	Sold      string // 已卖 20.2%; empty when nothing of the season is known
	Curve     string // 曲线 19.5%, the season before at the same distance
	SoldShare float64
	Spoken    string // the strip in words
	Ahead     string // SVG path of the demand to come
	Past      string // SVG path of what was sold
	TodayX    string
	TodayText string
	// The side of today's line that its words stand on.
	TodayAnchor, TodayDX string
	Ticks                []Tick
	Marks                []Tick
	Promos               []RulerBand
	// Of the slim strip: shares in percent of its width.
	SlimSold, SlimCurve string
}

// Tick is a place on the ruler with its words; Anchor is SVG's.
type Tick struct {
	X, Text, Anchor string
}

// RulerBand is a promotion on the ruler.
type RulerBand struct {
	X, Width, TextX, Text string
}

type rulerRow struct {
	Day    time.Time `sql:"day"`
	Sold   float64   `sql:"sold"`
	Ahead  float64   `sql:"ahead"`
	Before float64   `sql:"before"`
}

type promotionRow struct {
	Name     string    `sql:"name"`
	Platform string    `sql:"platform"`
	From     time.Time `sql:"from_day"`
	To       time.Time `sql:"to_day"`
	SKU      string    `sql:"sku"`
	Category string    `sql:"category"`
}

// LoadRuler reads the ruler of a run; without a festival ahead there is none.
func LoadRuler(ctx context.Context, q reports.Querier, f Format, h Header) (Ruler, error) {
	if !h.Festival.Known() {
		return Ruler{}, nil
	}
	first := addDays(h.Festival.Day, -max(rulerBefore, h.Festival.Days+7))
	last := addDays(h.Festival.Day, rulerAfter)
	days, err := reports.Rows[rulerRow](ctx, q, "page_ruler", h.Festival.Name, h.RunID, first, last, h.Festival.Shift())
	if err != nil {
		return Ruler{}, err
	}
	promos, err := reports.Rows[promotionRow](ctx, q, "page_promotions", first, last)
	if err != nil {
		return Ruler{}, err
	}
	for i := range days { // a day of which nothing is known sells nothing
		d := &days[i]
		d.Sold, d.Ahead, d.Before = orZero(d.Sold), orZero(d.Ahead), orZero(d.Before)
	}
	d := rulerDrawing{f: f, h: h, first: first, last: last}
	return d.draw(days, promos), nil
}

func orZero(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}

type rulerDrawing struct {
	f           Format
	h           Header
	first, last time.Time
}

// x is where a day begins on the strip.
func (d rulerDrawing) x(day time.Time) float64 {
	span := float64(daysBetween(d.first, d.last) + 1)
	at := float64(daysBetween(d.first, day)) / span * rulerWidth
	return min(max(at, 0), rulerWidth)
}

func (d rulerDrawing) draw(days []rulerRow, promos []promotionRow) Ruler {
	name := d.f.Festival(d.h.Festival.Name)
	r := Ruler{
		Known: true, Festival: name, Days: d.h.Festival.Days,
		Label:     d.f.T("page.ruler-label", "Festival", name),
		TodayX:    px(d.x(d.h.Today)),
		TodayText: d.f.T("page.ruler-today", "Day", d.f.Day(d.h.Today), "Before", d.f.BeforeFestival(d.h.Festival.Days)),
		Ticks:     d.ticks(),
		Marks:     []Tick{{X: px(d.x(d.h.Festival.Day)), Anchor: "end", Text: name + " " + d.f.Day(d.h.Festival.Day)}},
	}
	r.TodayAnchor, r.TodayDX = "start", "5"
	if d.x(d.h.Today) > rulerWidth*.6 {
		r.TodayAnchor, r.TodayDX = "end", "-5"
	}
	d.shape(&r, days)
	d.progress(&r, days)
	spoken := []string{d.f.T("page.ruler-spoken", "Before", d.f.BeforeFestival(d.h.Festival.Days), "Festival", name, "Day", d.f.Date(d.h.Festival.Day))}
	for _, p := range mergeSpans(promos) {
		from, to := d.x(p.From), d.x(addDays(p.To, 1))
		r.Promos = append(r.Promos, RulerBand{X: px(from), Width: px(to - from), TextX: px(from + 6), Text: p.Name})
		spoken = append(spoken, d.f.T("page.ruler-promo", "Name", p.Name, "From", d.f.Day(p.From), "To", d.f.Day(p.To)))
	}
	r.Spoken = strings.Join(spoken, d.f.T("common.stop"))
	return r
}

// mergeSpans keeps one band per name and span, and those only that do not lie on one that is there already.
func mergeSpans(promos []promotionRow) []promotionRow {
	var out []promotionRow
	for _, p := range promos {
		if len(out) > 0 && !p.From.After(out[len(out)-1].To) {
			continue
		}
		out = append(out, p)
	}
	return out
}

func (d rulerDrawing) ticks() []Tick {
	total := daysBetween(d.first, d.h.Festival.Day)
	step := 10
	if total > 90 {
		step = 30
	}
	var ticks []Tick
	for n := total / step * step; n >= 0; n -= step {
		t := Tick{X: px(d.x(addDays(d.h.Festival.Day, -n))), Text: d.f.FestivalAxis(n), Anchor: "middle"}
		if len(ticks) == 0 {
			t.Text = d.f.BeforeFestival(n)
		}
		ticks = append(ticks, t)
	}
	if len(ticks) > 0 {
		first := &ticks[0]
		if d.x(addDays(d.h.Festival.Day, -total/step*step)) < 40 {
			first.Anchor = "start"
		}
	}
	return ticks
}

// shape draws what was sold up to today and what is expected from then on, on one scale.
func (d rulerDrawing) shape(r *Ruler, days []rulerRow) {
	top := 0.0
	for _, day := range days {
		top = max(top, day.Sold, day.Ahead)
	}
	if top == 0 {
		return
	}
	var past, ahead []string
	for _, day := range days {
		v, into := day.Ahead, &ahead
		if day.Day.Before(d.h.Today) {
			v, into = day.Sold, &past
		}
		*into = append(*into, px(d.x(day.Day))+" "+px(rulerBase-v/top*rulerShape))
	}
	r.Past, r.Ahead = closed(past), closed(ahead)
}

// closed makes a filled shape of points: down to the axis at both ends.
func closed(points []string) string {
	if len(points) < 2 {
		return ""
	}
	first, _, _ := strings.Cut(points[0], " ")
	last, _, _ := strings.Cut(points[len(points)-1], " ")
	base := px(rulerBase)
	return "M" + first + " " + base + "L" + strings.Join(points, "L") + "L" + last + " " + base + "Z"
}

// progress compares how much of the season is sold with how much was at the same distance a season before.
func (d rulerDrawing) progress(r *Ruler, days []rulerRow) {
	var sold, ahead, before, all float64
	reach := time.Time{}
	for _, day := range days {
		if day.Ahead > 0 {
			reach = day.Day
		}
		if day.Day.Before(d.h.Today) {
			sold += day.Sold
			before += day.Before
		} else {
			ahead += day.Ahead
		}
		all += day.Before
	}
	if sold+ahead <= 0 || reach.Before(addDays(d.h.Festival.Day, -7)) {
		return // the forecast does not reach the festival, so the season's total is not known
	}
	r.SoldShare = sold / (sold + ahead)
	r.Sold = d.f.T("page.ruler-sold", "Share", d.f.Percent(r.SoldShare))
	r.SlimSold = px(r.SoldShare * 100)
	if all > 0 {
		r.Curve = d.f.T("page.ruler-curve", "Share", d.f.Percent(before/all))
		r.SlimCurve = px(math.Min(before/all*100, 99.2))
	}
}

// px is a coordinate with one decimal.
func px(v float64) string { return fmt.Sprintf("%.1f", v) }

package plan

import "math"

// projection is the daily projection of the line with the receipts decided; without any, nothing else is planned.
func (l *line) projection(first map[int]float64) Projection {
	r := &l.row
	n := len(l.mean)
	p := Projection{
		Start:     float64(r.OnHand - r.Allocated - l.item.Backorder),
		Demand:    make([]float64, n),
		Scheduled: make([]float64, n),
		Expiry:    FEFO(l.lots, l.mean).Expiry,
		Lead:      r.Lead, MOQ: r.MOQ, Case: max(r.Case, 1), First: first,
		Receive: func(int) bool { return false },
	}
	net := Net(l.mean, l.item.Orders, l.opt.Early, l.opt.Late)
	for t := range n {
		p.Demand[t] = net[t] + at(l.item.Orders, t)
		p.SafetyStock = append(p.SafetyStock, r.SafetyStock)
	}
	for _, s := range l.item.Supply {
		if day := max(0, daysBetween(l.opt.Today, s.Promised)); s.Valid && day < n {
			p.Scheduled[day] += float64(s.Qty)
		}
	}
	if len(first) > 0 {
		p.Receive, p.Cover = l.laterReceipt, r.Review
	}
	return p
}

// laterReceipt says whether an order of a later review could arrive on the day.
func (l *line) laterReceipt(day int) bool {
	after := day - l.arrive
	if after <= 0 || after%max(l.row.Review, 1) != 0 {
		return false
	}
	cutoff := l.days.Cutoff
	return cutoff.IsZero() || !l.opt.Today.AddDate(0, 0, day-l.row.Lead).After(cutoff)
}

// project fills the row's days.
func (l *line) project() {
	r := &l.row
	var first map[int]float64
	if r.Qty > 0 {
		first = map[int]float64{l.arrive: float64(r.Qty)}
	}
	p := l.projection(first)
	done := p.Run()
	receipts := make([]float64, len(p.Demand))
	for t := range receipts {
		receipts[t] = p.Scheduled[t] + done.Planned[t]
	}
	promise := Promise(p.Start, receipts, l.item.Orders, p.Expiry)
	for t := range p.Demand {
		orders := at(l.item.Orders, t)
		r.Days = append(r.Days, Day{
			Date: l.opt.Today.AddDate(0, 0, t), Start: done.Start[t], Gross: l.mean[t], Orders: orders,
			Net: p.Demand[t] - orders, Scheduled: p.Scheduled[t], Expiry: p.Expiry[t], Planned: done.Planned[t],
			End: done.End[t], SafetyStock: r.SafetyStock, Promise: promise[t], Release: done.Release[t],
		})
	}
}

// explain writes the steps in the order in which a person would do the sum.
func (l *line) explain() {
	r := &l.row
	add := func(code string, value float64, unit, source string) {
		r.Steps = append(r.Steps, Step{Code: code, Value: value, Unit: unit, Source: source})
	}
	add("review-days", float64(r.Review), "days", l.source.review)
	add("lead-days", float64(r.Lead), "days", l.lead.Source)
	add("window-days", float64(r.Review+r.Lead), "days", Rule)
	add("window-mean", r.WindowMean, "pieces", Forecast)
	add("safety-stock", r.SafetyStock, "pieces", Forecast)
	add("order-up-to", r.OrderUpTo, "pieces", l.source.service)
	add("on-hand", float64(r.OnHand), "pieces", OfStock)
	add("on-order", float64(r.OnOrderValid), "pieces", OfSupply)
	add("allocated", float64(r.Allocated), "pieces", OfStock)
	l.explainRare(add)
	add("position", float64(r.Position), "pieces", Rule)
	add("need", r.Need, "pieces", Rule)
	if l.item.Terms != nil {
		add("moq", float64(r.MOQ), "pieces", Entered)
		add("case", float64(r.Case), "pieces", Entered)
		if l.item.Terms.Max > 0 {
			add("maximum", float64(l.item.Terms.Max), "pieces", Entered)
		}
		if r.ShelfCap != NoLimit {
			add("shelf-cap", float64(r.ShelfCap), "pieces", Forecast)
		}
	}
	add("quantity", float64(r.Qty), "pieces", Rule)
	if r.Qty > 0 {
		add("cases", float64(r.Cases), "cases", Rule)
		add("excess", float64(r.Excess), "pieces", Rule)
		if days := ExcessDays(r.Excess, r.daily()); !math.IsNaN(days) {
			add("excess-days", days, "days", Rule)
		}
		add("amount", float64(r.Amount), "fen", Rule)
	}
	if r.Urgency == PastDue {
		add("shortage", l.shortage(), "pieces", Forecast)
	}
}

func (l *line) explainRare(add func(code string, value float64, unit, source string)) {
	for _, s := range []struct {
		code   string
		value  int64
		source string
	}{
		{"backorders", l.item.Backorder, OfStock},
		{"expected-outdating", l.stock.Outdating, Forecast},
		{"overdue", l.row.OnOrderOverdue, OfSupply}, // told, not counted
		{"no-sell", l.row.NoSell, OfStock},          // told, not counted
	} {
		if s.value != 0 {
			add(s.code, float64(s.value), "pieces", s.source)
		}
	}
}

// shortage is the deepest lack before the order arrives: what waiting for it costs in pieces.
func (l *line) shortage() float64 {
	worst := 0.0
	for t, d := range l.row.Days {
		if l.arrive >= 0 && t >= l.arrive {
			break
		}
		worst = math.Max(worst, -d.End)
	}
	return worst
}

// daily is the mean demand a day inside the window.
func (r Row) daily() float64 {
	if r.Review+r.Lead == 0 {
		return 0
	}
	return r.WindowMean / float64(r.Review+r.Lead)
}

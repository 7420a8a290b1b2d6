package view

import (
	"strconv"
	"time"
)

// ledger is the column of key figures: season, month, last week, margin, orders, stock, forecast error.
func (d *homeData) ledger() []Figure {
	var out []Figure
	if !d.season.IsZero() && !d.season.After(d.h.AsOf) {
		name := d.f.T("page.led-season", "Festival", d.f.Festival(d.h.Festival.Name))
		period := strconv.Itoa(d.h.Festival.Day.Year()) + d.h.Festival.Name
		out = append(out, d.paced(name, d.season, d.target("季节", period), d.seasonal, d.seasonPast, d.seasonWhole))
	}
	name := d.f.T("page.led-month", "Month", d.f.T("page.month-"+strconv.Itoa(int(d.month.Month()))))
	out = append(out, d.paced(name, d.month, d.monthTargets(), d.monthly, d.monthPast, d.monthWhole), d.weekFigure())
	if f, ok := d.marginFigure(); ok {
		out = append(out, f)
	}
	out = append(out, d.ordersFigure())
	if d.stock != nil {
		out = append(out, d.stockFigure())
	}
	if f, ok := d.errorFigure(); ok {
		out = append(out, f)
	}
	return out
}

func (d *homeData) spanText(from, to time.Time) string {
	return d.f.T("page.span", "From", d.f.Day(from), "To", d.f.Day(to))
}

// target picks the rows of a period, the whole before its parts, so that no money is asked for twice.
func (d *homeData) target(kind, period string) []targetRow {
	var all []targetRow
	for _, t := range d.targets {
		if t.Kind == kind && t.Period == period {
			all = append(all, t)
		}
	}
	return coarsest(all)
}

// monthTargets are the targets of the running month.
func (d *homeData) monthTargets() []targetRow { return d.target("月", d.month.Format("2006-01")) }

// coarsest keeps the rows without category where a channel has both, and the row without channel where there is one.
func coarsest(rows []targetRow) []targetRow {
	hasAll := map[string]bool{}
	for _, t := range rows {
		if t.Category == "" {
			hasAll[t.Channel] = true
		}
	}
	var out []targetRow
	for _, t := range rows {
		if hasAll[""] && (t.Channel != "" || t.Category != "") {
			continue
		}
		if t.Category != "" && hasAll[t.Channel] {
			continue
		}
		out = append(out, t)
	}
	return out
}

// matches reports whether money of a cell counts towards a target.
func (t targetRow) matches(c cellRow) bool {
	return (t.Channel == "" || t.Channel == c.Channel || t.Channel == c.Platform) && (t.Category == "" || t.Category == c.Category)
}

// reached is the money that counts towards any of the targets, and what they ask for.
func reached(targets []targetRow, cells []cellRow) (done, want int64) {
	for _, t := range targets {
		want += t.Revenue
	}
	for _, c := range cells {
		for _, t := range targets {
			if t.matches(c) {
				done += c.GMV
				break
			}
		}
	}
	return done, want
}

// paced is money of a span that is still running, against its target and the booking curve.
func (d *homeData) paced(name string, from time.Time, targets []targetRow, cells, past, whole []cellRow) Figure {
	gmv := d.days.sum(from, d.h.AsOf).GMV
	fig := Figure{Name: name, Span: d.spanText(from, d.h.AsOf), Value: d.f.ShortFen(gmv)}
	at, known := pace(targets, past, whole)
	if done, want := reached(targets, cells); want > 0 {
		share := float64(done) / float64(want)
		fig.Bar = &Bullet{Done: px(min(share, 1) * 100)}
		fig.Notes = append(fig.Notes, d.f.T("page.led-reached", "Share", d.f.Percent(share)))
		if known {
			fig.Bar.PaceX = px(min(at*100, 99.3))
			fig.Notes = append(fig.Notes, d.f.T("page.led-pace", "Share", d.f.Percent(at)))
		}
		fig.Notes = append(fig.Notes, d.f.T("page.led-target", "Money", d.f.ShortFen(want)))
		if done != gmv {
			fig.Notes = append(fig.Notes, d.f.T("page.led-part", "Money", d.f.ShortFen(done)))
		}
		return fig
	}
	before := d.days.sum(addDays(from, -d.h.Festival.Shift()), addDays(d.h.AsOf, -d.h.Festival.Shift())).GMV
	if ratio, ok := change(gmv, before); ok {
		fig.Notes = append(fig.Notes, d.f.T("page.led-lunar", "Change", arrow(d.f, ratio)))
	}
	if known {
		fig.Notes = append(fig.Notes, d.f.T("page.led-pace", "Share", d.f.Percent(at)))
	}
	return fig
}

func (d *homeData) weekEnd() time.Time { return addDays(d.week, 6) }

func (d *homeData) weekFigure() Figure {
	now := d.days.sum(d.week, d.weekEnd())
	fig := Figure{
		Name:  d.f.T("page.led-week"),
		Span:  joinWords(d.f, d.f.Week(d.week), d.spanText(d.week, d.weekEnd())),
		Value: d.f.ShortFen(now.GMV),
	}
	for _, c := range []struct {
		key  string
		back int
	}{{"page.led-lunar", d.h.Festival.Shift()}, {"page.led-wow", 7}, {"page.led-gregorian", 364}} {
		if c.key == "page.led-lunar" && !d.h.Festival.Known() {
			continue
		}
		if ratio, ok := change(now.GMV, d.days.sum(addDays(d.week, -c.back), addDays(d.weekEnd(), -c.back)).GMV); ok {
			fig.Notes = append(fig.Notes, d.f.T(c.key, "Change", arrow(d.f, ratio)))
		}
	}
	return fig
}

func (d *homeData) marginOf(from time.Time) (float64, bool) {
	var net, cost int64
	for _, m := range d.margin {
		if !m.Day.Before(from) && !m.Day.After(addDays(from, 6)) {
			net += m.Net
			cost += m.Cost
		}
	}
	if net <= 0 || cost <= 0 {
		return 0, false
	}
	return 1 - float64(cost)/float64(net), true
}

func (d *homeData) marginFigure() (Figure, bool) {
	now, ok := d.marginOf(d.week)
	fig := Figure{Name: d.f.T("page.led-margin"), Span: d.f.T("page.led-margin-span", "Week", d.f.Week(d.week)), Value: d.f.Percent(now)}
	if before, had := d.marginOf(addDays(d.week, -7)); had {
		fig.Notes = append(fig.Notes, d.f.T("page.led-margin-change", "Change", d.f.Points(now-before)))
	}
	return fig, ok
}

func (d *homeData) ordersFigure() Figure {
	now, before := d.days.sum(d.week, d.weekEnd()), d.days.sum(addDays(d.week, -7), addDays(d.week, -1))
	fig := Figure{Name: d.f.T("page.led-orders"), Span: d.f.T("page.led-orders-span", "Week", d.f.Week(d.week)), Value: d.f.Int(now.Orders)}
	if ratio, ok := change(now.Orders, before.Orders); ok {
		fig.Notes = append(fig.Notes, d.f.T("page.led-orders-before", "N", d.f.Int(before.Orders), "Change", arrow(d.f, ratio)))
	}
	if now.Orders > 0 && now.GMV > 0 {
		fig.Notes = append(fig.Notes,
			d.f.T("page.led-basket", "Money", d.f.Money(now.GMV/now.Orders)),
			d.f.T("page.led-refunds", "Share", d.f.Percent(float64(now.Refund)/float64(now.GMV))))
	}
	return fig
}

func (d *homeData) stockFigure() Figure {
	fig := Figure{Name: d.f.T("page.led-stock"), Span: d.f.T("page.led-stock-span", "Day", d.f.Day(d.stock.Day)), Value: d.f.ShortFen(d.stock.Stock)}
	if d.stock.Sold > 0 {
		fig.Notes = append(fig.Notes, d.f.T("page.led-turn", "N", d.f.Decimal(float64(d.stock.Stock)*28/float64(d.stock.Sold), 1)))
	}
	return fig
}

// errorFigure is the pooled error of the chosen combination beside its rivals.
func (d *homeData) errorFigure() (Figure, bool) {
	fig := Figure{Name: d.f.T("page.led-error")}
	found := false
	for _, p := range d.pooled {
		if p.Model == Chosen {
			fig.Value, found = d.f.Percent(p.WAPE), true
			fig.Span = d.f.T("page.led-error-span", "N", p.Windows)
		} else {
			fig.Notes = append(fig.Notes, modelName(d.f, p.Model)+" "+d.f.Percent(p.WAPE))
		}
	}
	return fig, found
}

// Chosen is how the tables name the combination that the forecast uses.
const Chosen = "zhiwei"

// modelName is a benchmark's name in words; a model's own notation stays as it is.
func modelName(f Format, model string) string {
	return firstWord(f, model, "page.model-"+model)
}

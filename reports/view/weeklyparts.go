package view

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"zhiwei/forecast/plan"
)

// weekMonth is the running month with its target.
func (d *homeData) weekMonth() WeekPace {
	p := WeekPace{From: d.month, To: d.h.AsOf, Pace: math.NaN()}
	p.GMV = d.days.sum(p.From, p.To).GMV
	back := d.h.Festival.Shift()
	p.Lunar = d.days.sum(addDays(p.From, -back), addDays(p.To, -back)).GMV
	p.Greg = d.days.sum(p.From.AddDate(-1, 0, 0), p.To.AddDate(-1, 0, 0)).GMV
	p.target(d.monthTargets(), d.monthly, d.monthPast, d.monthWhole)
	return p
}

// weekSeason is the running season with its target; it is empty outside every season.
func (d *homeData) weekSeason() WeekPace {
	p := WeekPace{Pace: math.NaN()}
	if d.season.IsZero() || d.season.After(d.h.AsOf) {
		return p
	}
	p.From, p.To, p.Festival = d.season, d.h.AsOf, d.h.Festival.Name
	p.GMV = d.days.sum(p.From, p.To).GMV
	targets := d.target("季节", strconv.Itoa(d.h.Festival.Day.Year())+d.h.Festival.Name)
	var names []string
	for _, t := range targets {
		if t.Category != "" && !slices.Contains(names, t.Category) {
			names = append(names, t.Category)
		}
	}
	p.Categories = strings.Join(names, "+")
	p.target(targets, d.seasonal, d.seasonPast, d.seasonWhole)
	return p
}

func (p *WeekPace) target(targets []targetRow, cells, past, whole []cellRow) {
	p.Done, p.Want = reached(targets, cells)
	if at, ok := pace(targets, past, whole); ok && p.Want > 0 {
		p.Pace = at
	}
}

// weekChannels is last week's money per channel and category, the largest channel first.
func (d *homeData) weekChannels() []WeekChannel {
	cats, month := d.topCategories(), d.monthTargets()
	var out []WeekChannel
	for _, c := range d.monthChannels() {
		w := WeekChannel{Name: c.Channel, GMV: c.GMV, Orders: c.Orders, Pace: math.NaN()}
		_, cells := d.channelRow(c, cats)
		copy(w.Cells[:len(cats)], cells)
		w.Cells[ShownCategories] = cells[len(cats)]
		targets, money := d.ofChannel(c.Channel, month)
		for _, m := range money {
			w.Month += m.GMV
		}
		w.Done, w.Want = reached(targets, money)
		if at, ok := d.channelPace(c.Channel, targets); ok && w.Want > 0 {
			w.Pace = at
		}
		out = append(out, w)
	}
	slices.SortStableFunc(out, func(a, b WeekChannel) int {
		return cmp.Or(cmp.Compare(b.GMV, a.GMV), strings.Compare(a.Name, b.Name))
	})
	return out
}

// monthChannels are last week's channels and those that sold only earlier in the month.
func (d *homeData) monthChannels() []channelRow {
	out := slices.Clone(d.channels)
	for _, m := range d.monthly {
		if !slices.ContainsFunc(out, func(c channelRow) bool { return c.Channel == m.Channel }) {
			out = append(out, channelRow{Channel: m.Channel})
		}
	}
	return out
}

// weekStockouts values the pieces that days without stock did not sell, the dearest first.
func (d *homeData) weekStockouts() []WeekStockout {
	var out []WeekStockout
	for _, s := range d.stockouts {
		if missed := s.missed(); missed > 0 {
			out = append(out, WeekStockout{SKU: s.SKU, Name: s.Name, Days: s.Days, First: s.First, Last: s.Last, Missed: missed, PriceFen: s.Price})
		}
	}
	slices.SortStableFunc(out, func(a, b WeekStockout) int {
		return cmp.Or(cmp.Compare(b.Missed*b.PriceFen, a.Missed*a.PriceFen), strings.Compare(a.SKU, b.SKU))
	})
	return out
}

// askedOf is the purchase that one supplier is asked for now.
type askedOf struct {
	name         string
	items        []string
	amount, lost int64
	all          int
}

// weekDecisions are the purchases that cannot wait, by what waiting costs, and the stock that cannot be sold.
func (d *homeData) weekDecisions(w Weekly) []WeekDecision {
	var out []WeekDecision
	for _, a := range d.asked() {
		key := "workbook.weekly-ask-order"
		if a.all > 2 {
			key = "workbook.weekly-ask-orders"
		}
		out = append(out, WeekDecision{
			What: d.f.T("workbook.weekly-ask-buy", "Name", a.name), Fen: a.amount,
			Why: d.f.T(key, "Items", strings.Join(a.items, d.f.T("workbook.weekly-comma")), "N", a.all, "Lost", d.f.Money(a.lost)),
		})
	}
	if n, fen, dearest := w.unsold(); n > 0 {
		out = append(out[:min(len(out), frontRows-1)], WeekDecision{
			What: d.f.T("workbook.weekly-ask-clear", "N", n), Why: d.f.T("workbook.weekly-ask-clear-why", "Name", dearest), Fen: fen,
		})
	}
	return out[:min(len(out), frontRows)]
}

// asked adds up the lines that have to be ordered this week, by supplier.
func (d *homeData) asked() []askedOf {
	bySupplier := map[string]*askedOf{}
	var order []*askedOf
	for _, l := range d.plan {
		now := l.Urgency == string(plan.PastDue) || l.Urgency == string(plan.Today) || l.Urgency == string(plan.ThisWeek)
		if !now || l.Qty == 0 || l.Supplier == "" {
			continue
		}
		a := bySupplier[l.Supplier]
		if a == nil {
			a = &askedOf{name: l.SupplierName}
			bySupplier[l.Supplier] = a
			order = append(order, a)
		}
		a.all++
		a.amount += l.AmountFen
		a.lost += max(0, l.LostFen)
		if len(a.items) < 2 {
			a.items = append(a.items, d.f.T("workbook.weekly-ask-item", "Name", l.Name, "Qty", d.f.Int(l.Qty), "Unit", d.f.Unit(l.Unit)))
		}
	}
	out := make([]askedOf, len(order))
	for i, a := range order {
		out[i] = *a
	}
	slices.SortStableFunc(out, func(a, b askedOf) int {
		return cmp.Or(cmp.Compare(b.lost, a.lost), cmp.Compare(b.amount, a.amount))
	})
	return out
}

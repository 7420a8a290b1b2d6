package plan

import (
	"math"
	"slices"
	"time"

	"zhiwei/transform/demand"
)

// line is one row in the making.
type line struct {
	item   *Item
	opt    Options
	row    Row
	paths  [][]float64 // of the item, 0 after its last day of sale
	mean   []float64
	lead   LeadTime
	days   OrderDays
	window []float64 // total of the window on each path
	lots   []AgedLot // sellable lots without what is allocated
	stock  Stock
	source struct{ review, service string }
	order  time.Time // day of the order; zero = none possible
	arrive int       // day of arrival, counted from today; -1 = none
	last   int       // last day on which the order can be sold; -1 = no end
}

func newLine(item *Item, opt Options) *line {
	l := &line{item: item, opt: opt, paths: untilLastSale(item, opt.Today), arrive: -1, last: -1}
	l.row = Row{SKU: item.SKU, Supplier: item.Supplier, Centre: item.Centre, Unit: item.Unit, ShelfCap: NoLimit, LifeAtArrival: -1}
	l.mean = MeanPath(l.paths)
	l.countStock()
	l.sales()
	l.openWindow()
	l.schedule()
	return l
}

// untilLastSale are the paths with nothing sold after the item's last day of sale.
func untilLastSale(item *Item, today time.Time) [][]float64 {
	if item.SellUntil.IsZero() || len(item.Paths) == 0 {
		return item.Paths
	}
	open := max(0, daysBetween(today, item.SellUntil)+1)
	if open >= len(item.Paths[0]) {
		return item.Paths
	}
	out := make([][]float64, len(item.Paths))
	for i, p := range item.Paths {
		out[i] = make([]float64, len(p))
		copy(out[i], p[:open])
	}
	return out
}

// sellableDays is how many days from today on a lot may be sold, today included.
func (l *line) sellableDays(lot Lot) int {
	expires := lot.Expires
	if expires.IsZero() && !lot.Produced.IsZero() && l.item.ShelfDays > 0 {
		expires = lot.Produced.AddDate(0, 0, l.item.ShelfDays)
	}
	if expires.IsZero() {
		return Forever
	}
	return daysBetween(l.opt.Today, expires) + 1 - l.item.Life.Ban
}

func (l *line) countStock() {
	r := &l.row
	for _, lot := range l.item.Lots {
		days := l.sellableDays(lot)
		if !lot.Sellable || days < 1 {
			r.NoSell += lot.Qty
			continue
		}
		r.OnHand += lot.Qty
		r.Allocated += lot.Allocated
		l.lots = append(l.lots, AgedLot{Qty: math.Max(0, float64(lot.Qty-lot.Allocated)), Days: days})
	}
	for _, s := range l.item.Supply {
		if s.Valid {
			r.OnOrderValid += s.Qty
		} else {
			r.OnOrderOverdue += s.Qty
		}
	}
}

// sales fills the daily means and the weekly means. A day out of stock is no day of sale.
func (l *line) sales() {
	l.row.Daily7, l.row.Daily28 = l.recent(7), l.recent(28)
	for w := range l.row.WeekMean {
		l.row.WeekMean[w] = sum(l.mean[min(w*7, len(l.mean)):min(w*7+7, len(l.mean))])
	}
}

func (l *line) recent(days int) float64 {
	units, open := 0.0, 0.0
	for i := max(0, len(l.item.Recent)-days); i < len(l.item.Recent); i++ {
		if i >= len(l.item.InStock) || l.item.InStock[i] {
			units += l.item.Recent[i]
			open++
		}
	}
	return InStockVelocity(units, open, 1)
}

// openWindow finds R, L and S, and the position that the need is counted from.
func (l *line) openWindow() {
	r := &l.row
	l.lead = Lead{}.Resolve(l.opt.Lead)
	r.Review, l.source.review = l.opt.Review, Default
	if t := l.item.Terms; t != nil {
		l.days = t.Days
		if l.days.Working == nil {
			l.days.Working = l.opt.Working
		}
		l.lead = t.Lead.Resolve(l.opt.Lead)
		if r.Review, l.source.review = t.Review, Entered; t.Review == 0 {
			r.Review, l.source.review = l.days.Review(l.opt.Today, l.opt.Review)
		}
	}
	r.Lead = l.lead.Days
	service := l.item.Service
	if l.source.service = Entered; service == 0 {
		service, l.source.service = l.opt.Service, Default
	}
	if len(l.paths) > 0 {
		l.window = WindowTotals(l.paths, r.Review, l.lead.Draw(len(l.paths), l.item.seed(l.opt.Seed)))
		r.OrderUpTo = math.Round(Quantile(l.window, service))
		r.WindowMean = math.Round(Mean(l.window))
		r.SafetyStock = r.OrderUpTo - r.WindowMean
	}
	l.stock = Stock{
		OnHand: r.OnHand, OnOrder: r.OnOrderValid, Allocated: r.Allocated, Backorder: l.item.Backorder,
		Outdating: l.outdating(r.Review + r.Lead),
	}
	r.Position = l.stock.Position()
	r.Need = r.OrderUpTo - float64(r.Position)
}

// outdating is what expires unsold before the last day of the window at mean demand (2.9).
func (l *line) outdating(window int) int64 {
	daily := make([]float64, max(0, window-1))
	for i := range daily {
		daily[i] = pathSum(l.mean, i, i+1)
	}
	return int64(math.Round(sum(FEFO(l.lots, daily).Expiry)))
}

// schedule finds the day of the order, its arrival and the last day on which it can be sold.
func (l *line) schedule() {
	if l.item.Terms == nil {
		return
	}
	if l.order = l.days.Next(l.opt.Today); l.order.IsZero() {
		return
	}
	r := &l.row
	r.Arrives = l.order.AddDate(0, 0, r.Lead)
	l.arrive = daysBetween(l.opt.Today, r.Arrives)
	if l.item.ShelfDays > 0 {
		r.LifeAtArrival = max(0, l.item.ShelfDays-l.item.Terms.AgeAtArrival)
		l.last = l.arrive + r.LifeAtArrival - l.item.Life.Ban
	}
	if until := l.item.SellUntil; !until.IsZero() {
		if end := daysBetween(l.opt.Today, until); l.last < 0 || end < l.last {
			l.last = max(end, 0)
		}
	}
	if l.last >= 0 && len(l.paths) > 0 {
		r.ShelfCap = ShelfCap(l.paths, float64(max(0, r.Position)), l.arrive, l.last, 1-l.opt.Unsold)
	}
}

// size decides the quantity.
func (l *line) size(noStock bool) {
	r, t := &l.row, l.item.Terms
	if t != nil {
		r.MOQ, r.Case, r.Price = t.MOQ, max(t.Case, 1), t.Price
	}
	switch {
	case len(l.paths) == 0:
		r.Exception = NoDemand
	case t == nil:
		r.Exception = NoSupplier
	case noStock:
		r.Exception = NoStock
	case r.Need <= 0:
	case l.order.IsZero() && !t.Days.Cutoff.IsZero() && l.opt.Today.AddDate(0, 0, maxSearch).After(t.Days.Cutoff):
		r.Exception = PastCutoff
	case l.order.IsZero():
		r.Exception = SupplierShut
	default:
		l.take(l.limits().Size(r.Need))
	}
}

func (l *line) limits() Limits {
	t := l.item.Terms
	top := int64(NoLimit)
	if t.Max > 0 {
		top = t.Max
	}
	return Limits{MOQ: t.MOQ, Case: t.Case, Max: top, Cap: l.row.ShelfCap}
}

func (l *line) take(o Order) {
	r := &l.row
	r.Qty, r.Cases, r.Excess, r.Exception = o.Qty, o.Cases, o.Excess, o.Exception
}

// drop takes the order away and says why.
func (l *line) drop(code string) { l.take(Order{Exception: code}) }

// economics are the item's one-shot economics in fen. What keeps beyond every horizon loses nothing when left over.
func (l *line) economics() OneShot {
	o := OneShot{Price: float64(l.item.NetPrice), Cost: float64(l.row.Price), Salvage: float64(l.item.Salvage), Goodwill: float64(l.item.Goodwill)}
	if l.last < 0 {
		o.Salvage = o.Cost
	}
	return o
}

// sellable is the demand on each path until the last day on which the order can be sold, or the horizon.
func (l *line) sellable() []float64 {
	end := l.last + 1
	if l.last < 0 && len(l.mean) > 0 {
		end = len(l.mean)
	}
	return Totals(l.paths, 0, end)
}

// finish fills what follows from the quantity: dates, risk, money, projection, steps.
func (l *line) finish() {
	r := &l.row
	r.Amount = r.Price * demand.Money(r.Qty)
	r.CoverBefore = Cover(float64(r.Position), l.mean)
	r.CoverAfter = Cover(float64(r.Position+r.Qty), l.mean)
	l.risk()
	l.project()
	l.date()
	l.explain()
}

func (l *line) risk() {
	r := &l.row
	short, empty := make([]float64, len(l.window)), 0
	for i, d := range l.window {
		if short[i] = math.Max(0, d-float64(r.Position)); short[i] > 0 {
			empty++
		}
	}
	if len(l.window) > 0 {
		r.StockoutProb = float64(empty) / float64(len(l.window))
	}
	if r.Exception != Alternative && r.Exception != NoStock {
		r.LostMoney = demand.Money(math.Round(Mean(short) * float64(l.item.NetPrice)))
	}
	if r.Qty == 0 {
		return
	}
	if spent := float64(r.Price) * float64(r.Qty); spent > 0 {
		r.ProfitPerYuan = l.economics().MarginalOf(float64(r.Position), float64(r.Position+r.Qty), l.sellable()) / spent
	}
	if l.last >= 0 {
		r.LeftoverProb = l.leftover()
	}
}

// leftover is the share of the paths on which part of the order is unsold on its last day.
func (l *line) leftover() float64 {
	unsold := 0
	for _, p := range l.paths {
		older := math.Max(0, float64(l.row.Position)-pathSum(p, 0, l.arrive))
		if pathSum(p, l.arrive, l.last+1)-older < float64(l.row.Qty) {
			unsold++
		}
	}
	return float64(unsold) / float64(len(l.paths))
}

// date finds the day of need on the projection without orders, the latest order day and the urgency.
func (l *line) date() {
	r := &l.row
	r.Urgency = Watch
	if r.Exception == NoSupplier || r.Exception == NoDemand || r.Exception == NoStock {
		if r.Need > 0 {
			r.Urgency = Later
		}
		return
	}
	free := l.projection(nil).Run()
	i := slices.IndexFunc(free.End, func(end float64) bool { return end < r.SafetyStock })
	if i >= 0 {
		r.NeedDate = l.opt.Today.AddDate(0, 0, i)
		r.LatestOrder = l.days.Latest(r.NeedDate, r.Lead)
	}
	switch {
	case r.Need <= 0 || r.Exception == Alternative:
	case i < 0:
		r.Urgency = Later
	default:
		r.Urgency = urgencyOf(r.LatestOrder, l.opt.Today)
	}
}

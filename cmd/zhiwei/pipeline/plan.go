package pipeline

import (
	"context"
	"math"

	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/forecast"
	"zhiwei/forecast/plan"
	"zhiwei/transform"
	"zhiwei/transform/demand"
)

// planPaths is the number of sample paths behind a plan: the 95 % quantile of a window then rests on 20 paths beyond it.
const planPaths = 400

// recentDays is how much history a plan line shows and learns its pace from.
const recentDays = 56

// place is a SKU in a centre.
type place struct {
	sku    demand.SKU
	centre demand.Centre
}

// Plan turns the forecasts of a run into purchase suggestions and keeps them under its id.
func (s *Session) Plan(ctx context.Context, runID string, f *Forecast) (plan.Output, error) {
	s.notify(Event{Step: "plan"})
	in, err := s.planInput(ctx, f)
	if err != nil {
		return plan.Output{}, err
	}
	set := s.WS.Settings
	out, err := plan.Build(in, plan.Options{
		Today: s.Today(), Service: set.ServiceLevel, Unsold: set.UnsoldShare, Review: set.ReviewDays,
		Working: f.inputs.days.Working, Seed: set.Seed, Budget: demand.Money(set.Budget * 100),
	})
	if err != nil {
		return out, err
	}
	tables := plan.Records(s.DB.Allocator(), runID, out.Rows)
	defer tables.Release()
	return out, transform.SaveResults(ctx, s.DB, runID, []string{"fct_plan_line", "fct_plan_step", "fct_plan_day"},
		[]arrow.Record{tables.Lines, tables.Steps, tables.Days})
}

// planner gathers what the items of a plan need.
type planner struct {
	totals map[demand.SKU]*forecast.Result
	paths  map[demand.SKU][][]float64
	recent map[demand.SKU]history
	lots   map[place][]plan.Lot
	supply map[place][]plan.Supply
	rules  []transform.LifeRule
}

// history is a SKU's last days over all channels, oldest first.
type history struct {
	sold    []float64
	inStock []bool
}

func (s *Session) planInput(ctx context.Context, f *Forecast) (plan.Input, error) {
	items, err := transform.PlanItems(ctx, s.DB)
	if err != nil {
		return plan.Input{}, err
	}
	p := &planner{totals: map[demand.SKU]*forecast.Result{}, paths: map[demand.SKU][][]float64{}, recent: recentSales(f.inputs.series)}
	for i := range f.Results {
		if r := &f.Results[i]; r.Channel == "" {
			p.totals[r.SKU] = r
		}
	}
	if err := s.stock(ctx, p); err != nil {
		return plan.Input{}, err
	}
	in := plan.Input{NoStock: len(p.lots) == 0}
	for i := range items {
		if r := p.totals[items[i].SKU]; r != nil {
			in.Items = append(in.Items, p.item(&items[i], r))
		}
	}
	return in, nil
}

// stock reads lots, supply and the shelf-life rules.
func (s *Session) stock(ctx context.Context, p *planner) error {
	lots, err := transform.PlanLots(ctx, s.DB)
	if err != nil {
		return err
	}
	supplies, err := transform.PlanSupplies(ctx, s.DB)
	if err != nil {
		return err
	}
	p.lots, p.supply = map[place][]plan.Lot{}, map[place][]plan.Supply{}
	for _, l := range lots {
		at := place{l.SKU, l.Centre}
		p.lots[at] = append(p.lots[at], plan.Lot{
			Lot: l.Lot, Produced: l.Produced, Expires: l.Expires, Qty: l.Qty, Allocated: l.Allocated, Sellable: l.Sellable,
		})
	}
	for _, o := range supplies {
		at := place{o.SKU, o.Centre}
		p.supply[at] = append(p.supply[at], plan.Supply{PO: o.PONo, Promised: o.Promised, Qty: o.Open, Valid: o.Valid})
	}
	p.rules, err = transform.LifeRules(ctx, s.DB)
	return err
}

// item is one SKU from one supplier for one centre, its demand the centre's share of the SKU's.
func (p *planner) item(i *transform.PlanItem, r *forecast.Result) plan.Item {
	at := place{i.SKU, i.Centre}
	h := p.recent[i.SKU]
	out := plan.Item{
		SKU: i.SKU, Supplier: i.Supplier, Centre: i.Centre, Unit: i.Unit, Paths: share(p.pathsOf(r), i.CentreShare),
		Recent: scaled(h.sold, i.CentreShare), InStock: h.inStock, Lots: p.lots[at], Supply: p.supply[at],
		ShelfDays: int(max(0, i.ShelfDays)), Life: p.life(i.Category), SellUntil: i.OnSale.To, NetPrice: i.ListPrice,
	}
	if i.Supplier != "" {
		out.Terms = terms(i)
	}
	return out
}

// pathsOf are the sample paths of a SKU's total, made once for all its centres and suppliers.
func (p *planner) pathsOf(r *forecast.Result) [][]float64 {
	paths, ok := p.paths[r.SKU]
	if !ok {
		paths = r.Dist.Paths(planPaths)
		p.paths[r.SKU] = paths
	}
	return paths
}

func terms(i *transform.PlanItem) *plan.Terms {
	t := &plan.Terms{MOQ: i.MOQ, Case: max(i.Multiple, 1), Max: i.MaxQty, Price: i.Price}
	if i.Multiple == 0 {
		t.Case = max(i.CaseSize, 1)
	}
	if i.LeadDays >= 0 {
		t.Lead.Declared = int(i.LeadDays)
	}
	weekdays, _ := plan.Weekdays(i.OrderWeekdays) // words that are no weekday are a finding of the data checks
	t.Days = plan.OrderDays{Weekdays: weekdays, Cutoff: i.LastOrder}
	if !i.ClosedFrom.IsZero() || !i.ClosedTo.IsZero() {
		t.Days.Closed = []demand.Span{{From: i.ClosedFrom, To: i.ClosedTo}}
	}
	return t
}

// life is the strictest ban and the earliest warning of the rules that concern a category: stock of a centre
// serves all channels.
func (p *planner) life(category string) plan.LifeRule {
	var out plan.LifeRule
	for _, r := range p.rules {
		if r.Category != "" && r.Category != category {
			continue
		}
		out.Ban, out.Warn = max(out.Ban, int(r.BanDays)), max(out.Warn, int(r.WarnDays))
		if accept := r.AcceptPct / 100; accept > 0 && (out.Accept == 0 || accept < out.Accept) {
			out.Accept = accept
		}
	}
	return out
}

// recentSales adds the channels of each SKU over the last days; a day was in stock when no channel ran out.
func recentSales(series []demand.Series) map[demand.SKU]history {
	out := map[demand.SKU]history{}
	for i := range series {
		s := &series[i]
		h, ok := out[s.SKU]
		if !ok {
			h = history{make([]float64, recentDays), make([]bool, recentDays)}
			for d := range h.inStock {
				h.inStock[d] = true
			}
		}
		for back := range min(recentDays, len(s.Y)) {
			at, from := recentDays-1-back, len(s.Y)-1-back
			if !math.IsNaN(s.Y[from]) { // the channel was shut
				h.sold[at] += s.Y[from]
			}
			h.inStock[at] = h.inStock[at] && (len(s.Censored) <= from || !s.Censored[from])
		}
		out[s.SKU] = h
	}
	return out
}

func share(paths [][]float64, part float64) [][]float64 {
	if part == 1 {
		return paths
	}
	out := make([][]float64, len(paths))
	for i, p := range paths {
		out[i] = scaled(p, part)
	}
	return out
}

func scaled(values []float64, by float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v * by
	}
	return out
}

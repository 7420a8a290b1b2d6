package backtest

import (
	"context"
	"math"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/empirical"
)

// kernel is one setting of the empirical quantiles.
type kernel struct{ life, weekday, promo float64 }

// The grids of forecasting_recipes §1.1.
var (
	lives    = []float64{7, 15, 30, 60, 120, 200, 300}
	weekdays = []float64{0.2, 0.4, 0.7}
	promos   = []float64{0.03, 0.07, 0.15}
)

// chooser settings: how many windows inside the training part decide, and how many series they are read from.
const (
	choiceWindows = 3
	choiceSeries  = 3000
)

// empiricalPanel is the scenario-weighted empirical distribution with one half-life and kernel for the panel, chosen
// by pooled quantile loss on the last windows inside the training part.
func empiricalPanel(ctx context.Context, p *panel) ([]dist.Dist, int, error) {
	k, err := p.choose(ctx)
	if err != nil {
		return nil, 0, err
	}
	ds, fell, err := p.equal(ctx, k)
	return ds, fell, err
}

// choose walks the grid one setting after the other: half-life, weekday, promotion, and the half-life again.
func (p *panel) choose(ctx context.Context) (kernel, error) {
	var past []*panel
	for w := 1; w <= choiceWindows; w++ {
		past = append(past, p.sample(choiceSeries).before(w*p.opt.Horizon))
	}
	best, least := kernel{30, 0.4, 0.07}, math.Inf(1)
	try := func(k kernel) error {
		loss := 0.0
		for _, q := range past {
			ds, _, err := q.equal(ctx, k)
			if err != nil {
				return err
			}
			if acc := q.score(ds); acc.Report().WQL > 0 {
				loss += acc.Report().WQL
			}
		}
		if loss < least {
			best, least = k, loss
		}
		return nil
	}
	for _, step := range p.steps() {
		for _, k := range step(best) {
			if err := try(k); err != nil {
				return best, err
			}
		}
	}
	return best, nil
}

// steps are the one-dimensional searches.
func (p *panel) steps() []func(kernel) []kernel {
	life := func(k kernel) (out []kernel) {
		for _, x := range lives {
			out = append(out, kernel{x, k.weekday, k.promo})
		}
		return out
	}
	weekday := func(k kernel) (out []kernel) {
		for _, x := range weekdays {
			out = append(out, kernel{k.life, x, k.promo})
		}
		return out
	}
	promo := func(k kernel) (out []kernel) {
		for _, x := range promos {
			out = append(out, kernel{k.life, k.weekday, x})
		}
		return out
	}
	if len(p.opt.Covariates) > 0 {
		return []func(kernel) []kernel{life, weekday, promo, life}
	}
	return []func(kernel) []kernel{life, weekday, life}
}

// sample keeps at most n series, evenly spread.
func (p *panel) sample(n int) *panel {
	if len(p.series) <= n {
		return p
	}
	out := &panel{opt: p.opt, dated: p.dated}
	for i := range n {
		out.series = append(out.series, p.series[i*len(p.series)/n])
	}
	return out
}

// equal forecasts the panel with one kernel. Missing steps weigh nothing.
func (p *panel) equal(ctx context.Context, k kernel) ([]dist.Dist, int, error) {
	out := make([]dist.Dist, len(p.series))
	err := p.each(ctx, func(i int) {
		out[i] = p.one(&p.series[i], k)
	})
	fell := 0
	for i := range out {
		if out[i].Mean == nil {
			fell++
			out[i] = fallback(&p.series[i], &p.opt)
		}
	}
	return out, fell, err
}

// one is the forecast of a series; without a usable value it is empty.
func (p *panel) one(h *history, k kernel) dist.Dist {
	n, ctx := len(h.y), p.contexts(h)
	from := max(0, n-int(12*k.life)-1)
	fit, err := empirical.Fit(nil, h.y[from:], nil, ctx[from:], empirical.Options{HalfLife: k.life, Weekday: k.weekday, Promotion: k.promo})
	if err != nil {
		return dist.Dist{}
	}
	block := make([]float64, p.opt.Horizon)
	d := dist.Dist{Mean: block, Q: make([][]float64, p.opt.Horizon)}
	for i := range block {
		d.Mean[i], d.Q[i] = fit.At(ctx[n+i]) // days of one context share one row
	}
	return d
}

// contexts gives each step's place in the week and its promotion state.
func (p *panel) contexts(h *history) []empirical.Context {
	ctx := make([]empirical.Context, len(h.y)+p.opt.Horizon)
	m := int64(7)
	if p.opt.Freq != Daily {
		m = int64(max(p.opt.Season, 1))
	}
	for t := range ctx {
		slot := h.first + int64(t) + 3 // 1970-01-01 is a Thursday, 3 days after Monday
		ctx[t].Weekday = int8((slot%m + m) % m)
		if m == 7 && ctx[t].Weekday >= 5 {
			ctx[t].Class = 1
		}
		for _, c := range h.x {
			if t < len(c) && c[t] > 0 {
				ctx[t].Promo = 1
			}
		}
	}
	return ctx
}

package backtest

import (
	"context"
	"math"
	"slices"
	"sync/atomic"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
	"zhiwei/forecast/intermittent"
	"zhiwei/forecast/naive"
	"zhiwei/forecast/theta"
)

var nan = math.NaN()

// predictor is what every family hands back.
type predictor interface{ Predict(h int) dist.Dist }

// model forecasts a panel; fell counts series on which it could not be fitted.
type model func(ctx context.Context, p *panel) (ds []dist.Dist, fell int, err error)

type fitter func(h *history, o *Options) (predictor, error)

// locals are the models that see one series.
var locals = map[string]fitter{
	"sNaive": func(h *history, o *Options) (predictor, error) {
		return naive.Fit(h.filled, naive.Options{Method: naive.Seasonal, M: o.Season})
	},
	"Naive": func(h *history, _ *Options) (predictor, error) { return naive.Fit(h.filled, naive.Options{}) },
	"Naive2": func(h *history, o *Options) (predictor, error) {
		return naive.Fit(h.filled, naive.Options{Method: naive.Two, M: o.Season})
	},
	"SES": func(h *history, o *Options) (predictor, error) { return ets.FitSES(h.filled, ets.Options{M: o.Season}) },
	"Holt": func(h *history, o *Options) (predictor, error) {
		return ets.FitHolt(h.filled, ets.Options{M: o.Season})
	},
	"Damped": func(h *history, o *Options) (predictor, error) {
		return ets.FitDamped(h.filled, ets.Options{M: o.Season})
	},
	"ETS": func(h *history, o *Options) (predictor, error) {
		return ets.Fit(h.filled, ets.Options{M: o.Season, Limit: limit(o)})
	},
	"Theta": func(h *history, o *Options) (predictor, error) {
		return theta.Fit(h.filled, theta.Options{M: o.Season})
	},
	"DOTM": func(h *history, o *Options) (predictor, error) {
		return theta.Fit(h.filled, theta.Options{Method: theta.DOTM, M: o.Season, Limit: limit(o)})
	},
	"SBA": func(h *history, _ *Options) (predictor, error) {
		return intermittent.Fit(h.filled, intermittent.Options{})
	},
	"TSB": func(h *history, _ *Options) (predictor, error) {
		return intermittent.Fit(h.filled, intermittent.Options{Method: intermittent.TSB})
	},
	"ADIDA": func(h *history, _ *Options) (predictor, error) {
		return intermittent.Fit(h.filled, intermittent.Options{Method: intermittent.ADIDA})
	},
}

// panels are the models that learn from the whole panel.
var panels = map[string]model{
	"EQ":    empiricalPanel,
	"Local": localFive,
	"Ridge": ridgePanel,
	Zhiwei:  chosen,
}

// Names are the models that can be asked for, sorted.
func Names() []string {
	var out []string
	for name := range locals {
		out = append(out, name)
	}
	for name := range panels {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func modelOf(name string) (model, bool) {
	if m, ok := panels[name]; ok {
		return m, true
	}
	fit, ok := locals[name]
	if !ok {
		return nil, false
	}
	return func(ctx context.Context, p *panel) ([]dist.Dist, int, error) { return p.local(ctx, fit) }, true
}

func (p *panel) forecast(ctx context.Context, name string) ([]dist.Dist, int, error) {
	m, _ := modelOf(name)
	return m(ctx, p)
}

// local runs a fitter over the series; where it fails the seasonal naive stands in and is counted.
func (p *panel) local(ctx context.Context, fit fitter) ([]dist.Dist, int, error) {
	out := make([]dist.Dist, len(p.series))
	var fell atomic.Int64
	err := p.each(ctx, func(i int) {
		f, err := fit(&p.series[i], &p.opt)
		if err != nil {
			fell.Add(1)
			out[i] = fallback(&p.series[i], &p.opt)
			return
		}
		out[i] = f.Predict(p.opt.Horizon)
	})
	return out, int(fell.Load()), err
}

// fallback is the seasonal naive where a value to repeat exists, else 0.
func fallback(h *history, o *Options) dist.Dist {
	mean, sd := make([]float64, o.Horizon), make([]float64, o.Horizon)
	for i := range mean {
		if t := len(h.filled) - o.Season + i%o.Season; t >= 0 {
			mean[i] = h.filled[t]
		}
	}
	return dist.FromNormal(mean, sd)
}

// limit is how many of the last points local models are fitted on (forecasting_recipes §3).
func limit(o *Options) int {
	switch {
	case o.Freq == Weekly:
		return 400
	case o.Season == 1:
		return 300
	default:
		return 1000
	}
}

package backtest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/ets"
	"zhiwei/forecast/ridge"
	"zhiwei/forecast/theta"
)

// localFive is the median of five local models on seasonally adjusted data (forecasting_recipes §3).
func localFive(ctx context.Context, p *panel) ([]dist.Dist, int, error) {
	return p.local(ctx, func(h *history, o *Options) (predictor, error) {
		return fitFive(h.filled, o)
	})
}

// five is a fitted local ensemble.
type five struct {
	members []predictor
	high    float64 // largest value of the history
}

func fitFive(y []float64, o *Options) (five, error) {
	f := five{}
	for _, v := range y {
		f.high = max(f.high, v)
	}
	var first error
	keep := func(p predictor, err error) {
		if err != nil {
			first = err
			return
		}
		f.members = append(f.members, p)
	}
	m, last := o.Season, limit(o)
	for _, t := range []theta.Options{{Method: theta.DOTM, M: m, Limit: last}, {Method: theta.DOTM, M: m, Limit: last, Log: true}, {M: m, Limit: last, Log: true}} {
		p, err := theta.Fit(y, t)
		keep(p, err)
	}
	for _, e := range []ets.Options{{M: m, Limit: last}, {M: m, Limit: last, Log: true}} {
		p, err := ets.FitDamped(y, e)
		keep(p, err)
	}
	if len(f.members) == 0 {
		return f, first
	}
	return f, nil
}

// Predict is the median of the members, kept in [0, 3·max].
func (f five) Predict(h int) dist.Dist {
	ds := make([]dist.Dist, 0, len(f.members))
	for _, m := range f.members {
		ds = append(ds, m.Predict(h))
	}
	return bound(dist.MedianOf(ds...), f.high)
}

// bound keeps a distribution of values that are never negative within [0, 3·max].
func bound(d dist.Dist, high float64) dist.Dist {
	if high <= 0 {
		return d
	}
	top := 3 * high
	for i := range d.Mean {
		d.Mean[i] = min(max(d.Mean[i], 0), top)
		for j, q := range d.Q[i] {
			d.Q[i][j] = min(max(q, 0), top)
		}
	}
	return d
}

// points are plain forecasts, one slice a series; nil where a member cannot predict.
type points [][]float64

// scales is each series' mean |Δy| over its last steps, the unit of pooled errors.
func (p *panel) scales() []float64 {
	out := make([]float64, len(p.series))
	for i := range p.series {
		y := p.series[i].filled
		from := max(1, len(y)-4*max(p.opt.Season, 26))
		for t := from; t < len(y); t++ {
			out[i] += math.Abs(y[t]-y[t-1]) / float64(len(y)-from)
		}
		out[i] = max(out[i], 1e-9)
	}
	return out
}

// conformal puts pooled out-of-sample errors around points: for each step the quantiles of error ÷ scale over the
// panel's last window inside the training part.
func (p *panel) conformal(f points, past *panel, pastF points) []dist.Dist {
	unit, pastUnit := p.scales(), past.scales()
	h := p.opt.Horizon
	errs := make([][]float64, h)
	for i := range pastF {
		for t, v := range pastF[i] {
			if y := past.series[i].actual[t]; !math.IsNaN(y) {
				errs[t] = append(errs[t], (y-v)/pastUnit[i])
			}
		}
	}
	shift := make([][]float64, h)
	for t := range shift {
		sorted := slices.Concat(errs[max(t-1, 0):min(t+2, h)]...)
		slices.Sort(sorted)
		shift[t] = make([]float64, len(dist.Levels))
		for j, tau := range dist.Levels {
			if len(sorted) > 0 {
				shift[t][j] = dist.SampleQuantile(sorted, tau)
			}
		}
	}
	out := make([]dist.Dist, len(f))
	for i := range f {
		out[i] = around(f[i], shift, unit[i])
	}
	return out
}

// around makes a distribution whose median is the point.
func around(f []float64, shift [][]float64, unit float64) dist.Dist {
	d := dist.FromNormal(f, make([]float64, len(f)))
	middle := slices.Index(dist.Levels, 0.5)
	for t := range d.Q {
		for j := range d.Q[t] {
			if j < middle {
				d.Q[t][j] = f[t] + min(shift[t][j], 0)*unit
			}
			if j > middle {
				d.Q[t][j] = f[t] + max(shift[t][j], 0)*unit
			}
		}
	}
	return d
}

// ridgePanel is the equal mean of the frequency's clustered ridges; series too short for all of them get the local five.
func ridgePanel(ctx context.Context, p *panel) ([]dist.Dist, int, error) {
	past := p.before(p.opt.Horizon)
	f, fell, err := p.ridge(ctx)
	if err != nil {
		return nil, 0, err
	}
	pf, _, err := past.ridge(ctx)
	if err != nil {
		return nil, 0, err
	}
	return p.conformal(f, past, pf), fell, nil
}

// ridge forecasts all series by the members of the frequency.
func (p *panel) ridge(ctx context.Context) (points, int, error) {
	sum, count := make(points, len(p.series)), make([]int, len(p.series))
	for _, m := range p.members() {
		f, err := p.member(ctx, m)
		if err != nil {
			return nil, 0, err
		}
		for i := range f {
			if f[i] == nil {
				continue
			}
			if sum[i] == nil {
				sum[i] = make([]float64, p.opt.Horizon)
			}
			for t, v := range f[i] {
				sum[i][t] += v
			}
			count[i]++
		}
	}
	fell := 0
	for i := range sum {
		for t := range sum[i] {
			sum[i][t] /= float64(count[i])
		}
		if sum[i] == nil {
			fell++
		}
	}
	local, err := p.fillLocal(ctx, sum)
	return local, fell, err
}

// fillLocal gives series without a forecast the local five, or what can be repeated.
func (p *panel) fillLocal(ctx context.Context, f points) (points, error) {
	err := p.each(ctx, func(i int) {
		if f[i] != nil {
			f[i] = clamp(f[i], p.series[i].filled)
			return
		}
		if l, err := fitFive(p.series[i].filled, &p.opt); err == nil {
			f[i] = l.Predict(p.opt.Horizon).Medians()
			return
		}
		f[i] = fallback(&p.series[i], &p.opt).Mean
	})
	return f, err
}

// clamp keeps forecasts of a history without negative values within [0, 3·max].
func clamp(f, y []float64) []float64 {
	if len(y) == 0 || slices.Min(y) < 0 {
		return f
	}
	top := 3 * slices.Max(y)
	for t := range f {
		f[t] = min(max(f[t], 0), top)
	}
	return f
}

// member fits one ridge a cluster and predicts its series.
func (p *panel) member(ctx context.Context, m spec) (points, error) {
	out := make(points, len(p.series))
	shapes, assign := p.clusters(m.clusters)
	groups := 0
	for _, c := range assign {
		groups = max(groups, c+1)
	}
	models := make([]*ridge.Model, groups)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.opt.Threads)
	for c := range models {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("fit ridge: %w", err)
			}
			var own [][]float64
			for i := range p.series {
				if shapes[i] && assign[i] == c {
					own = append(own, p.series[i].filled)
				}
			}
			if mod, err := ridge.Fit(own, m.Options); err == nil { // too few windows: no model, the other members hold
				models[c] = mod
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err //nolint:wrapcheck // wrapped above
	}
	for i := range p.series {
		if mod := models[assign[i]]; mod != nil {
			if f, ok := mod.Predict(p.series[i].filled); ok {
				out[i] = f
			}
		}
	}
	return out, nil
}

package backtest

import (
	"context"
	"math"
	"slices"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/score"
)

// dropAt is how much worse a family may be on the last window inside the training part before it is left out.
const dropAt = 1.15

// chosen is the combination that the program stands for, by frequency.
func chosen(ctx context.Context, p *panel) ([]dist.Dist, int, error) {
	if p.opt.Freq == Daily {
		return empiricalPanel(ctx, p)
	}
	return mixed(ctx, p)
}

// judged is the number of windows inside the training part that judge the families.
const judged = 2

// mixed is ½ local five + ½ clustered ridge, or the one that won the last training windows by more than dropAt.
func mixed(ctx context.Context, p *panel) ([]dist.Dist, int, error) {
	share, past, pastF, err := p.share(ctx)
	if err != nil {
		return nil, 0, err
	}
	f, fell, err := p.blend(ctx, share)
	if err != nil {
		return nil, 0, err
	}
	return p.conformal(f, past, pastF), fell, nil
}

// share is the weight of the ridge, judged on the last windows inside the training part, with the newest of them
// and the forecasts made there.
func (p *panel) share(ctx context.Context) (share float64, past *panel, f points, err error) {
	lossR, lossL := 0.0, 0.0
	var newestL, newestR points
	for w := judged; w >= 1; w-- {
		past = p.before(w * p.opt.Horizon)
		if newestR, _, err = past.ridge(ctx); err != nil {
			return 0, nil, nil, err
		}
		if newestL, err = past.locals(ctx); err != nil {
			return 0, nil, nil, err
		}
		r, l := past.loss(newestR), past.loss(newestL)
		if !math.IsNaN(r) && !math.IsNaN(l) {
			lossR += r
			lossL += l
		}
	}
	share = 0.5
	switch {
	case lossL > dropAt*lossR:
		share = 1
	case lossR > dropAt*lossL:
		share = 0
	}
	return share, past, mix(newestL, newestR, share), nil
}

// blend forecasts with a given share of the ridge; a family without weight is not run.
func (p *panel) blend(ctx context.Context, share float64) (points, int, error) {
	if share == 0 {
		l, err := p.locals(ctx)
		return l, 0, err
	}
	r, fell, err := p.ridge(ctx)
	if err != nil || share == 1 {
		return r, fell, err
	}
	l, err := p.locals(ctx)
	if err != nil {
		return nil, 0, err
	}
	return mix(l, r, share), fell, nil
}

func (p *panel) locals(ctx context.Context) (points, error) {
	return p.fillLocal(ctx, make(points, len(p.series)))
}

func mix(l, r points, share float64) points {
	out := make(points, len(l))
	for i := range l {
		out[i] = slices.Clone(l[i])
		for t := range out[i] {
			out[i][t] = (1-share)*l[i][t] + share*r[i][t]
		}
	}
	return out
}

// loss is sMAPE/100 + MASE, both over the panel: the mean of two figures of like size.
func (p *panel) loss(f points) float64 {
	var acc score.Acc
	for i := range p.series {
		h := &p.series[i]
		if h.scored() && len(h.y) > p.opt.Season {
			acc.Add(score.Case{Train: h.y, Y: h.actual, Mean: f[i], Median: f[i], M: p.opt.Season})
		}
	}
	r := acc.Report()
	naive := p.naiveLoss()
	return 0.5 * (r.Median.SMAPE/naive.SMAPE + r.Median.MASE/naive.MASE)
}

// naiveLoss are the figures of the seasonal naive on the same horizon.
func (p *panel) naiveLoss() score.Points {
	var acc score.Acc
	for i := range p.series {
		h := &p.series[i]
		if h.scored() && len(h.y) > p.opt.Season {
			f := fallback(h, &p.opt).Mean
			acc.Add(score.Case{Train: h.y, Y: h.actual, Mean: f, Median: f, M: p.opt.Season})
		}
	}
	return acc.Report().Median
}

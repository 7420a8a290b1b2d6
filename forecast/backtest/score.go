package backtest

import (
	"context"
	"fmt"
	"math"
	"slices"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/score"
)

// Forecasts is a forecast file: blocks of any models.
type Forecasts struct {
	Dated  bool
	Levels []float64 // quantile levels of Row.Q, rising
	Rows   []ForecastRow
}

// ForecastRow is one step of one forecast.
type ForecastRow struct {
	Model        string // empty = one unnamed model
	Window       int    // 0 = the file does not say
	ID           string
	DS           int64
	Line         int // line (CSV) or row (Parquet), from 1
	Mean, Median float64
	Q            []float64
}

// Score measures a forecast file against actual values; history gives the scales. A row of actual without a forecast
// is an error: a model is not scored on the steps it chose.
func Score(history, actual *Long, f *Forecasts, opt Options) ([]Line, error) {
	opt = opt.withDefaults()
	if err := checkAll(history, actual, Options{Horizon: max(opt.Horizon, 1)}); err != nil {
		return nil, err
	}
	opt.Horizon = horizon(actual, opt)
	all := windows(actual)
	found, err := f.index()
	if err != nil {
		return nil, err
	}
	lines := make([]Line, 0, len(found.names))
	for _, name := range found.names {
		accs := make([]score.Acc, 0, all)
		for w := 1; w <= all; w++ {
			p, err := build(history, actual, w, all, opt)
			if err != nil {
				return nil, err
			}
			ds := make([]dist.Dist, len(p.series))
			for i := range p.series {
				if ds[i], err = f.one(found, name, w, &p.series[i]); err != nil {
					return nil, fmt.Errorf("model %q, window %d: %w", name, w, err)
				}
			}
			accs = append(accs, p.score(ds))
		}
		lines = append(lines, Line{Model: name, Report: score.Pool(accs)})
	}
	owa(lines)
	return lines, nil
}

// horizon is the given one or the longest run of test rows of a series and window.
func horizon(actual *Long, opt Options) int {
	if opt.Horizon > 0 {
		return opt.Horizon
	}
	steps, h := grid{opt.Freq, actual.Dated}, int64(1)
	for i := range actual.Series {
		s := &actual.Series[i]
		if len(s.DS) > 0 && s.Window == nil {
			h = max(h, steps.slot(s.DS[len(s.DS)-1])-steps.slot(s.DS[0])+1)
		}
		start := map[int32]int64{}
		for t, w := range s.Window {
			slot := steps.slot(s.DS[t])
			if _, ok := start[w]; !ok {
				start[w] = slot
			}
			h = max(h, slot-start[w]+1)
		}
	}
	return int(h)
}

type stepKey struct {
	id string
	ds int64
}

// index finds a forecast by model, series and ds; windows may overlap, so that one step has a chain of rows.
type index struct {
	names []string // models in order of first appearance
	last  map[string]map[stepKey]int
	next  []int // the row of the same step before this one, −1 = none
}

// index refuses two rows of one model, window, series and ds: none of them is the better one.
func (f *Forecasts) index() (*index, error) {
	x := &index{last: map[string]map[stepKey]int{}, next: make([]int, len(f.Rows))}
	for i := range f.Rows {
		r := &f.Rows[i]
		if x.last[r.Model] == nil {
			x.last[r.Model] = map[stepKey]int{}
			x.names = append(x.names, r.Model)
		}
		at, ok := x.last[r.Model][stepKey{r.ID, r.DS}]
		if !ok {
			at = -1
		}
		x.next[i] = at
		for ; at >= 0; at = x.next[at] {
			if f.Rows[at].Window == r.Window {
				return nil, fmt.Errorf("forecasts: model %q, window %d, series %q, ds %d, line %d (first on line %d): %w",
					r.Model, r.Window, r.ID, r.DS, r.Line, f.Rows[at].Line, ErrDuplicate)
			}
		}
		x.last[r.Model][stepKey{r.ID, r.DS}] = i
	}
	return x, nil
}

// find is the row of a window, or the only one of its step, whatever its window is called there.
func (f *Forecasts) find(x *index, model string, w int, step stepKey) (*ForecastRow, bool) {
	at, ok := x.last[model][step]
	if !ok {
		return nil, false
	}
	if x.next[at] < 0 {
		return &f.Rows[at], true
	}
	for ; at >= 0; at = x.next[at] {
		if f.Rows[at].Window == w {
			return &f.Rows[at], true
		}
	}
	return nil, false
}

// ErrMissing says that a step to be scored has no forecast.
var ErrMissing = fmt.Errorf("no forecast: %w", ErrNoRows)

// one collects the forecast of a series' scored steps; the grid's missing levels are interpolated between the file's.
func (f *Forecasts) one(x *index, model string, w int, h *history) (dist.Dist, error) {
	d := dist.FromNormal(make([]float64, len(h.actual)), make([]float64, len(h.actual)))
	for t, y := range h.actual {
		if math.IsNaN(y) {
			continue
		}
		r, ok := f.find(x, model, w, stepKey{h.id, h.ds[t]})
		if !ok {
			return d, fmt.Errorf("series %q, ds %d: %w", h.id, h.ds[t], ErrMissing)
		}
		d.Mean[t] = r.Mean
		for j, tau := range dist.Levels {
			d.Q[t][j] = f.quantile(r, tau)
		}
	}
	return d, nil
}

// quantile is the file's median at 0.5, and interpolated between the file's levels elsewhere.
func (f *Forecasts) quantile(r *ForecastRow, tau float64) float64 {
	if tau == 0.5 && !math.IsNaN(r.Median) || len(f.Levels) == 0 {
		return r.Median
	}
	i, exact := slices.BinarySearch(f.Levels, tau)
	switch {
	case exact:
		return r.Q[i]
	case i == 0:
		return r.Q[0]
	case i == len(f.Levels):
		return r.Q[i-1]
	}
	share := (tau - f.Levels[i-1]) / (f.Levels[i] - f.Levels[i-1])
	return r.Q[i-1] + share*(r.Q[i]-r.Q[i-1])
}

// Forecast makes the forecasts of a file without a test part: the panel's own ends are the origins, future (nil: none)
// holds the covariates ahead. Every step has its ds by the frequency.
func Forecast(ctx context.Context, train, future *Long, opt Options, sink func(Block) error) error {
	opt = opt.withDefaults()
	if future == nil {
		future = &Long{Dated: train.Dated, Names: train.Names}
	}
	if err := train.Check(); err != nil {
		return err
	}
	if opt.Horizon < 1 {
		return fmt.Errorf("horizon %d: %w", opt.Horizon, ErrRange)
	}
	p, err := build(train, future, 1, 0, opt)
	if err != nil {
		return err
	}
	p.series = p.series[:len(train.Series)]
	for i := range p.series {
		ds := train.Series[i].DS
		for t := range p.series[i].ds {
			p.series[i].ds[t] = p.grid().ahead(ds[len(ds)-1], t+1)
		}
	}
	for _, name := range opt.Models {
		model, ok := modelOf(name)
		if !ok {
			return fmt.Errorf("%s: %w", name, ErrModel)
		}
		ds, _, err := model(ctx, p)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := p.emit(name, 1, ds, sink); err != nil {
			return err
		}
	}
	return nil
}

package backtest

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"zhiwei/forecast/dist"
	"zhiwei/forecast/score"
)

// Options of Evaluate and Forecast.
type Options struct {
	Horizon    int
	Season     int      // season of the scores
	Freq       Freq     // length of a step
	Cycles     []int    // seasons that may be used in fitting; default: the season and the frequency's own
	Models     []string // default: the chosen combination alone
	Covariates []string // columns known ahead for the horizon
	Threads    int
	Clock      func() float64 // seconds, for the ms column; nil prints none
}

// Zhiwei is the name of the chosen combination.
const Zhiwei = "zhiwei"

func (o Options) withDefaults() Options {
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	o.Season = max(o.Season, 1)
	if len(o.Cycles) == 0 {
		o.Cycles = defaultCycles(o.Freq, o.Season)
	}
	if len(o.Models) == 0 {
		o.Models = []string{Zhiwei}
	}
	if o.Clock == nil {
		o.Clock = func() float64 { return 0 }
	}
	return o
}

func defaultCycles(f Freq, season int) []int {
	cycles := map[Freq][]int{Weekly: {52}, Daily: {7, 365}, Hourly: {24, 168}, Monthly: {12}, Quarterly: {4}}[f]
	if season > 1 && !slices.Contains(cycles, season) {
		cycles = append(slices.Clone(cycles), season)
	}
	return cycles
}

// Block is the forecast of one model for one series in one window.
type Block struct {
	Model  string
	Window int
	ID     string
	DS     []int64 // ds of each step, NoRow where the test table has none
	Dist   dist.Dist
}

// Line is one model's figures over all windows.
type Line struct {
	Model string
	score.Report
	OWA     float64 // NaN unless Naive2 was run too
	Fell    int     // series on which the model could not be fitted and the seasonal naive stood in
	Seconds float64
	MS      float64 // milliseconds a series and window
}

// Evaluate forecasts every window of test with every model and scores it. Each block goes to sink (nil: nowhere) in
// order of window, model, series.
func Evaluate(ctx context.Context, train, test *Long, opt Options, sink func(Block) error) ([]Line, error) {
	opt = opt.withDefaults()
	if err := checkAll(train, test, opt); err != nil {
		return nil, err
	}
	lines := make([]Line, len(opt.Models))
	accs := make([][]score.Acc, len(opt.Models))
	all := windows(test)
	for w := 1; w <= all; w++ {
		p, err := build(train, test, w, all, opt)
		if err != nil {
			return nil, err
		}
		for m, name := range opt.Models {
			at := opt.Clock()
			ds, fell, err := p.forecast(ctx, name)
			if err != nil {
				return nil, fmt.Errorf("%s, window %d: %w", name, w, err)
			}
			lines[m].Seconds += opt.Clock() - at
			lines[m].Fell += fell
			accs[m] = append(accs[m], p.score(ds))
			if err := p.emit(name, w, ds, sink); err != nil {
				return nil, err
			}
		}
	}
	for m := range lines {
		lines[m].Model = opt.Models[m]
		lines[m].Report = score.Pool(accs[m])
		lines[m].MS = 1000 * lines[m].Seconds / float64(max(lines[m].Series, 1))
	}
	owa(lines)
	return lines, nil
}

func checkAll(train, test *Long, opt Options) error {
	for _, l := range []*Long{train, test} {
		if err := l.Check(); err != nil {
			return err
		}
	}
	if opt.Horizon < 1 {
		return fmt.Errorf("horizon %d: %w", opt.Horizon, ErrRange)
	}
	if train.Dated != test.Dated {
		return fmt.Errorf("dates in one file, steps in the other: %w", ErrGap)
	}
	for _, m := range opt.Models {
		if _, ok := modelOf(m); !ok {
			return fmt.Errorf("%s (known: %s): %w", m, strings.Join(Names(), ", "), ErrModel)
		}
	}
	return nil
}

// score adds up a window in order of the series.
func (p *panel) score(ds []dist.Dist) score.Acc {
	var acc score.Acc
	for i := range p.series {
		h := &p.series[i]
		if h.scored() {
			acc.Add(score.CaseOf(h.y, h.actual, ds[i], p.opt.Season))
		}
	}
	return acc
}

func (h *history) scored() bool {
	return slices.ContainsFunc(h.actual, func(y float64) bool { return !math.IsNaN(y) })
}

func (p *panel) emit(model string, w int, ds []dist.Dist, sink func(Block) error) error {
	if sink == nil {
		return nil
	}
	for i := range p.series {
		h := &p.series[i]
		if err := sink(Block{Model: model, Window: w, ID: h.id, DS: h.ds, Dist: ds[i]}); err != nil {
			return fmt.Errorf("write forecast of %q: %w", h.id, err)
		}
	}
	return nil
}

// owa fills the column where Naive2 is among the lines.
func owa(lines []Line) {
	at := slices.IndexFunc(lines, func(l Line) bool { return l.Model == "Naive2" })
	for i := range lines {
		if at < 0 {
			lines[i].OWA = nan
			continue
		}
		l, n := lines[i].Median, lines[at].Median
		lines[i].OWA = score.OWA(l.SMAPE, l.MASE, n.SMAPE, n.MASE)
	}
}

// each runs f over the series on all threads.
func (p *panel) each(ctx context.Context, f func(i int)) error {
	g, ctx := errgroup.WithContext(ctx)
	const chunk = 16
	next := make(chan int, (len(p.series)+chunk-1)/chunk)
	for i := 0; i < len(p.series); i += chunk {
		next <- i
	}
	close(next)
	for range p.opt.Threads {
		g.Go(func() error {
			for from := range next {
				if err := ctx.Err(); err != nil {
					return fmt.Errorf("forecast panel: %w", err)
				}
				for i := from; i < min(from+chunk, len(p.series)); i++ {
					f(i)
				}
			}
			return nil
		})
	}
	return g.Wait() //nolint:wrapcheck // already wrapped above
}

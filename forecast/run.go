package forecast

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"zhiwei/transform/demand"
)

// RowReader hands out one series after the other and ends with io.EOF.
type RowReader interface {
	Read() (demand.Series, error)
}

// RowWriter takes each series' result and its backtest.
type RowWriter interface {
	Write(Result, *Tally) error
}

// Shard forecasts what it reads, one series at a time, and holds no state between series: any split of the series
// gives the same results.
func Shard(ctx context.Context, r RowReader, b *Broadcast, w RowWriter) error {
	worker := worker{b: b}
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("forecast shard: %w", err)
		}
		s, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read series: %w", err)
		}
		res, tally, err := worker.one(&s)
		if err != nil {
			return err
		}
		if err := w.Write(res, tally); err != nil {
			return fmt.Errorf("write series: %w", err)
		}
	}
}

// one forecasts a series.
func (w *worker) one(s *demand.Series) (Result, *Tally, error) {
	v, err := w.b.scene.view(s)
	if err != nil {
		return Result{}, nil, err
	}
	out := w.evaluate(v, nil)
	learnt := w.b.Learnt[v.class]
	d := out.final.toDist()
	d.Rho, d.Common, d.Whole = learnt.Rho, learnt.Common, whole(s.Y)
	d.Seed = seedOf(v.opt.Seed, s.String(), v.d0+v.n)
	res := Result{
		Key: s.Key, Attr: s.Attr, Class: v.class, Model: spec(out.names, out.weight), Dist: d,
		Scores: out.tally.scores(), Drop: out.drop,
	}
	res.measure(s)
	res.Why = v.why(&res)
	return res, out.tally, nil
}

// whole says whether a history is counted in pieces.
func whole(y []float64) bool {
	for _, x := range y {
		if x != math.Trunc(x) && !math.IsNaN(x) {
			return false
		}
	}
	return true
}

// feed hands one worker the next series that no other has taken, and keeps each result in its own place.
type feed struct {
	series  []demand.Series
	next    chan int
	at      int
	results []Result
	tallies []*Tally
}

// Read hands out the next series.
func (f *feed) Read() (demand.Series, error) {
	i, ok := <-f.next
	if !ok {
		return demand.Series{}, io.EOF
	}
	f.at = i
	return f.series[i], nil
}

// Write keeps the result of the series that was read last.
func (f *feed) Write(r Result, t *Tally) error {
	f.results[f.at], f.tallies[f.at] = r, t
	return nil
}

// Run forecasts all series in process: Stats, Prepare and Shard over goroutines, then one total a SKU over its
// channels. Results are in input order, each SKU's total behind the input, in order of first appearance.
func Run(ctx context.Context, series []demand.Series, opt Options) ([]Result, *Backtest, error) {
	opt = opt.withDefaults()
	table := &Backtest{}
	if len(series) == 0 {
		return nil, table, nil
	}
	b, err := broadcast(ctx, series, opt)
	if err != nil {
		return nil, nil, err
	}
	n := len(series)
	all := slices.Concat(series, Totals(series))
	results, tallies := make([]Result, len(all)), make([]*Tally, len(all))
	next := make(chan int, len(all))
	for i := range all {
		next <- i
	}
	close(next)
	g, ctx := errgroup.WithContext(ctx)
	for range opt.Threads {
		g.Go(func() error {
			f := &feed{series: all, next: next, results: results, tallies: tallies}
			return Shard(ctx, f, b, f)
		})
	}
	if err := g.Wait(); err != nil {
		return nil, nil, err
	}
	for _, t := range tallies[:n] {
		table.Add(t)
	}
	reconcile(results[:n], results[n:])
	return results, table, nil
}

// broadcast makes the pooled tables on all threads; the parts are summed in integers.
func broadcast(ctx context.Context, series []demand.Series, opt Options) (*Broadcast, error) {
	from, to := reach(series)
	sc := newScene(opt, from, to+opt.Horizon)
	parts := make([]Partial, min(opt.Threads, len(series)))
	var g errgroup.Group
	for p := range parts {
		g.Go(func() (err error) {
			parts[p], err = stats(series[p*len(series)/len(parts):(p+1)*len(series)/len(parts)], sc, from, to)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return Prepare(ctx, parts, Sample(series, opt.Sample), opt)
}

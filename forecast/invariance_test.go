package forecast_test

import (
	"bytes"
	"context"
	"math"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"golang.org/x/sync/errgroup"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// TestNoFutureLeak changes the last weeks of every series, learns anew, and compares each origin's forecast before them.
func TestNoFutureLeak(t *testing.T) {
	for _, weeks := range []int{1, 3, 6, 8} {
		w, changed := newWorld(6, asOf), newWorld(6, asOf)
		for i := range changed.series {
			y := changed.series[i].Y
			for t := len(y) - 7*weeks; t < len(y); t++ {
				y[t] *= 2 // zeros stay, so that the class does
			}
		}
		opt := forecast.Options{Calendar: w.cal, Threads: 2}
		a, b := broadcastOf(t, w.series, opt), broadcastOf(t, changed.series, opt)
		for i := range w.series {
			if w.series[i].Season != "" {
				continue
			}
			x, y := a.ChosenBefore(&w.series[i]), b.ChosenBefore(&changed.series[i])
			for k := 0; k+weeks <= 8; k++ {
				for h := range x[k] {
					if x[k][h] != y[k][h] {
						t.Fatalf("%s: %d changed weeks move the forecast of origin %d, day %d, from %v to %v",
							w.series[i].SKU, weeks, k, h, x[k][h], y[k][h])
					}
				}
			}
		}
	}
}

// TestSeasonMembersDoNotLeak is the same for the two season models, whose bases are learnt before the first origin.
func TestSeasonMembersDoNotLeak(t *testing.T) {
	end := day(2026, 9, 20)
	w, changed := newWorld(6, end), newWorld(6, end)
	for i := range changed.series {
		y := changed.series[i].Y
		for t := len(y) - 28; t < len(y); t++ {
			y[t] *= 2
		}
	}
	opt := forecast.Options{Calendar: w.cal, Threads: 2}
	a, b := broadcastOf(t, w.series, opt), broadcastOf(t, changed.series, opt)
	for i := range w.series {
		s, c := &w.series[i], &changed.series[i]
		if s.Season == "" {
			continue
		}
		o := len(s.Y) - 28
		for _, name := range []string{"SeasonTotal×curve", "LunarLast×growth"} {
			x, y := a.MemberForecast(s, name, 0, o, 28), b.MemberForecast(c, name, 0, o, 28)
			for h := range x.Means() {
				if x.Means()[h] != y.Means()[h] {
					t.Fatalf("%s, %s, day %d: %v became %v", s.SKU, name, h, x.Means()[h], y.Means()[h])
				}
			}
			if z := b.MemberForecast(c, name, 0, len(s.Y), 5); z.Means()[0] <= a.MemberForecast(s, name, 0, len(s.Y), 5).Means()[0] {
				t.Errorf("%s, %s: four weeks at twice the pace do not raise the fifth", s.SKU, name)
			}
		}
	}
}

// broadcastOf learns with a sample of all series.
func broadcastOf(t *testing.T, series []demand.Series, opt forecast.Options) *forecast.Broadcast {
	t.Helper()
	p, err := forecast.Stats(series, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err := forecast.Prepare(context.Background(), []forecast.Partial{p}, series, opt)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestScale: eight times the demand is about eight times the forecast; the relative figures stay. Priors in units and
// whole pieces leave a few per cent.
func TestScale(t *testing.T) {
	w := newWorld(0, asOf)
	for i := range 12 {
		w.series = append(w.series, w.item(string(rune('A'+i)), "糕点", 80+20*float64(i)))
	}
	large := make([]demand.Series, len(w.series))
	for i, s := range w.series {
		y := make([]float64, len(s.Y))
		for t := range y {
			y[t] = 8 * s.Y[t]
		}
		s.Y = y
		large[i] = s
	}
	opt := forecast.Options{Calendar: w.cal, Threads: 2}
	a, _ := run(t, w.series, opt)
	b, _ := run(t, large, opt)
	for i := range a {
		for h := range a[i].Dist.Mean {
			for _, x := range [][2]float64{{a[i].Dist.Mean[h], b[i].Dist.Mean[h]}, {a[i].Dist.Q[h][4], b[i].Dist.Q[h][4]}, {a[i].Dist.Q[h][12], b[i].Dist.Q[h][12]}} {
				if math.Abs(x[1]-8*x[0]) > 0.05*x[1] {
					t.Fatalf("%s day %d: %v became %v", a[i].SKU, h, x[0], x[1])
				}
			}
		}
		if x, y := a[i].Scores[0], b[i].Scores[0]; math.Abs(x.WAPE-y.WAPE) > 0.02 || math.Abs(x.MASE-y.MASE) > 0.06 {
			t.Errorf("%s: WAPE %.4f and %.4f, MASE %.4f and %.4f", a[i].SKU, x.WAPE, y.WAPE, x.MASE, y.MASE)
		}
	}
}

// TestOrderOfSeries: in another order every series has the same forecast to the bit.
func TestOrderOfSeries(t *testing.T) {
	w := newWorld(6, asOf)
	back := make([]demand.Series, len(w.series))
	for i := range back {
		back[i] = w.series[len(back)-1-i]
	}
	opt := forecast.Options{Seed: 3, Calendar: w.cal, Threads: 2}
	a, _ := run(t, w.series, opt)
	b, _ := run(t, back, opt)
	n := len(back)
	for i := range n {
		if x, y := plain(t, a[i:i+1]), plain(t, b[n-1-i:n-i]); x != y {
			t.Fatalf("%s depends on the order of the series", a[i].SKU)
		}
	}
}

// TestInputIsKept: a run writes nothing into the series it is given.
func TestInputIsKept(t *testing.T) {
	w, same := newWorld(3, asOf), newWorld(3, asOf)
	second := w.series[0]
	second.Channel = "京东"
	run(t, append(w.series, second), forecast.Options{Calendar: w.cal, Threads: 2})
	for i := range same.series {
		for t0 := range same.series[i].Y {
			if w.series[i].Y[t0] != same.series[i].Y[t0] || w.series[i].Censored[t0] != same.series[i].Censored[t0] {
				t.Fatalf("%s, day %d was changed", w.series[i].SKU, t0)
			}
		}
	}
}

// bytesOf are the records of results as they go to the database.
func bytesOf(t *testing.T, res []forecast.Result, table *forecast.Backtest) []byte {
	t.Helper()
	var out bytes.Buffer
	tables := forecast.Records(memory.DefaultAllocator, "R20260824-abcdef", asOf, res, table)
	_, records := tables.ByName()
	for _, r := range records {
		w := ipc.NewWriter(&out, ipc.WithSchema(r.Schema()))
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		r.Release()
	}
	return out.Bytes()
}

// sharded forecasts in n shards on the given threads: sums, broadcast and results are gathered in order of the shards.
func sharded(t *testing.T, series []demand.Series, n, threads int, opt forecast.Options) []byte {
	t.Helper()
	opt.Threads = threads
	parts, queues := make([]forecast.Partial, n), make([]*ledger, n)
	var g errgroup.Group
	g.SetLimit(threads)
	for i := range n {
		g.Go(func() (err error) {
			parts[i], err = forecast.Stats(part(series, i, n), opt)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	b, err := forecast.Prepare(context.Background(), parts, forecast.Sample(series, 16), opt)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		g.Go(func() error {
			queues[i] = &ledger{queue: queue{in: part(series, i, n)}}
			return forecast.Shard(context.Background(), queues[i], b, queues[i])
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	var all []forecast.Result
	table := &forecast.Backtest{}
	for _, q := range queues {
		all = append(all, q.out...)
		for _, x := range q.tallies {
			table.Add(x)
		}
	}
	return bytesOf(t, all, table)
}

// ledger is a queue that keeps the tallies too.
type ledger struct {
	queue
	tallies []*forecast.Tally
}

func (l *ledger) Write(r forecast.Result, t *forecast.Tally) error {
	l.tallies = append(l.tallies, t)
	return l.queue.Write(r, t)
}

// TestShardBytes: 1, 4 and 16 shards on 1 and 2 threads give the same bytes of every table.
func TestShardBytes(t *testing.T) {
	w := newWorld(8, asOf)
	for i := range w.series { // histories of different lengths
		s := &w.series[i]
		s.Start, s.Y, s.Censored = s.Start.AddDate(0, 0, 13*i), s.Y[13*i:], nil
	}
	opt := forecast.Options{Seed: 11, Calendar: w.cal}
	want := sharded(t, w.series, 1, 1, opt)
	if len(want) < 1<<16 {
		t.Fatalf("only %d bytes", len(want))
	}
	for _, n := range []int{1, 4, 16} {
		for _, threads := range []int{1, 2} {
			if got := sharded(t, w.series, n, threads, opt); !bytes.Equal(got, want) {
				t.Errorf("%d shards on %d threads: %d other bytes", n, threads, len(got))
			}
		}
	}
	opt.Seed = 12
	if got := sharded(t, w.series, 4, 2, opt); bytes.Equal(got, want) {
		t.Error("another seed gives the same paths")
	}
}

// TestIntervalsAreCalibrated: demand that jumps more than any model says: the intervals learnt from one half of the
// series cover the future of the other half.
func TestIntervalsAreCalibrated(t *testing.T) {
	w := newWorld(0, asOf)
	full := make([]demand.Series, 160)
	for i := range full {
		s := w.blank(string(rune('A'+i%26))+string(rune('A'+i/26)), "干货")
		level := 20 + 100*w.rng.Float64()
		for t := range s.Y {
			if t%14 == 0 {
				level *= math.Exp(0.12 * w.rng.NormFloat64())
			}
			s.Y[t] = w.poisson(level * math.Exp(0.4*w.rng.NormFloat64()))
		}
		full[i] = s
	}
	cut := make([]demand.Series, len(full))
	for i, s := range full {
		n := len(s.Y) - 28
		s.Y, s.Censored = s.Y[:n:n], s.Censored[:n:n]
		cut[i] = s
	}
	opt := forecast.Options{Calendar: forecast.Calendar{}, Threads: 2}
	b := broadcastOf(t, cut[:80], opt)
	q := &queue{in: cut[80:]}
	if err := forecast.Shard(context.Background(), q, b, q); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name             string
		from, to         int
		low, high        int
		least, want, top float64
	}{
		{"80 %, first fortnight", 0, 14, 4, 12, 0.72, 0.8, 0.88}, {"80 %, second", 14, 28, 4, 12, 0.7, 0.8, 0.88}, {"95 %", 0, 28, 2, 14, 0.89, 0.95, 0.985},
	} {
		inside, n := 0, 0
		for i, r := range q.out {
			future := full[80+i].Y[len(cut[80+i].Y):]
			for h := c.from; h < c.to; h++ {
				if row := r.Dist.Q[h]; row[c.low] <= future[h] && future[h] <= row[c.high] {
					inside++
				}
				n++
			}
		}
		share := float64(inside) / float64(n)
		t.Logf("%s: %.3f of %d days", c.name, share, n)
		if share < c.least || share > c.top {
			t.Errorf("%s: %.3f of %d days covered, want %.2f", c.name, share, n, c.want)
		}
	}
	for _, days := range []int{7, 14, 28} {
		inside := 0
		for i, r := range q.out {
			totals := dist.Totals(r.Dist.Paths(200), 0, days)
			sum := sumOf(full[80+i].Y[len(cut[80+i].Y):][:days])
			if dist.SampleQuantile(totals, 0.1) <= sum && sum <= dist.SampleQuantile(totals, 0.9) {
				inside++
			}
		}
		t.Logf("%d days: %d of %d totals", days, inside, len(q.out))
		if share := float64(inside) / float64(len(q.out)); share < 0.62 || share > 0.95 {
			t.Errorf("%d-day totals: %.2f covered, want 0.8", days, share)
		}
	}
}

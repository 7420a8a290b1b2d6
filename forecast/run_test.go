package forecast_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

func run(t *testing.T, series []demand.Series, opt forecast.Options) ([]forecast.Result, *forecast.Backtest) {
	t.Helper()
	res, table, err := forecast.Run(context.Background(), series, opt)
	if err != nil {
		t.Fatal(err)
	}
	return res, table
}

// TestBeatsBenchmarks holds the gate of the issue on the synthetic department, per class, lead weeks 1 to 4.
func TestBeatsBenchmarks(t *testing.T) {
	w := newWorld(25, asOf)
	_, table := run(t, w.series, forecast.Options{Seed: 1, Calendar: w.cal, Threads: 2})
	for _, c := range []forecast.Class{forecast.YearRound, forecast.Seasonal, forecast.Intermittent} {
		ours, ok := table.Leads(c, forecast.Chosen, 1, 4)
		if !ok {
			t.Fatalf("%s: no series", c)
		}
		for _, b := range []string{forecast.SNaive, forecast.LunarNaive, forecast.HandName} {
			theirs, _ := table.Leads(c, b, 1, 4)
			t.Logf("%s: %.3f, %s %.3f", c, ours.WAPE, b, theirs.WAPE)
			if ours.WAPE >= theirs.WAPE {
				t.Errorf("%s: WAPE %.3f is not below %s's %.3f", c, ours.WAPE, b, theirs.WAPE)
			}
		}
		if ours.Explosions > 0 {
			t.Errorf("%s: %d explosions", c, ours.Explosions)
		}
		if d := math.Abs(ours.Cover80 - 0.8); d > 0.15 {
			t.Errorf("%s: 80 %% intervals cover %.2f", c, ours.Cover80)
		}
	}
}

// plain is a result without what cannot be compared by its JSON: NaN figures become text.
func plain(t *testing.T, rs []forecast.Result) string {
	t.Helper()
	var b bytes.Buffer
	for _, r := range rs {
		for i := range r.Scores {
			s := &r.Scores[i]
			for _, f := range []*float64{&s.WAPE, &s.Bias, &s.MASE, &s.RMSSE, &s.WQL, &s.Cover80, &s.Cover95} {
				if math.IsNaN(*f) || math.IsInf(*f, 0) {
					*f = -1
				}
			}
		}
		if err := json.NewEncoder(&b).Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestThreadsDoNotMatter(t *testing.T) {
	w := newWorld(8, asOf)
	one, a := run(t, w.series, forecast.Options{Seed: 3, Calendar: w.cal, Threads: 1})
	two, b := run(t, w.series, forecast.Options{Seed: 3, Calendar: w.cal, Threads: 2})
	if plain(t, one) != plain(t, two) {
		t.Error("results differ between 1 and 2 threads")
	}
	if len(a.Rows()) != len(b.Rows()) {
		t.Error("tables differ")
	}
}

// queue hands out series and keeps results.
type queue struct {
	in  []demand.Series
	out []forecast.Result
}

func (q *queue) Read() (demand.Series, error) {
	if len(q.in) == 0 {
		return demand.Series{}, io.EOF
	}
	s := q.in[0]
	q.in = q.in[1:]
	return s, nil
}

func (q *queue) Write(r forecast.Result, _ *forecast.Tally) error {
	q.out = append(q.out, r)
	return nil
}

// TestShards forecasts in 1, 4 and 16 parts with the same broadcast made from as many partial sums: equal bytes.
func TestShards(t *testing.T) {
	w := newWorld(8, asOf)
	for i := range w.series { // histories of different lengths
		s := &w.series[i]
		s.Start, s.Y, s.Censored = s.Start.AddDate(0, 0, 17*i), s.Y[17*i:], nil
	}
	opt := forecast.Options{Seed: 3, Calendar: w.cal, Threads: 2}
	want := ""
	for _, n := range []int{1, 4, 16} {
		var parts []forecast.Partial
		for i := range n {
			p, err := forecast.Stats(part(w.series, i, n), opt)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, p)
		}
		b, err := forecast.Prepare(context.Background(), parts, forecast.Sample(w.series, 16), opt)
		if err != nil {
			t.Fatal(err)
		}
		var all []forecast.Result
		for i := range n {
			q := &queue{in: part(w.series, i, n)}
			if err := forecast.Shard(context.Background(), q, b, q); err != nil {
				t.Fatal(err)
			}
			all = append(all, q.out...)
		}
		if got := plain(t, all); want == "" {
			want = got
		} else if got != want {
			t.Errorf("%d shards give other bytes", n)
		}
	}
}

func part(s []demand.Series, i, n int) []demand.Series { return s[i*len(s)/n : (i+1)*len(s)/n] }

// TestDistributions checks every forecast: finite, not negative, ordered, the right length, benchmarks scored.
func TestDistributions(t *testing.T) {
	w := newWorld(10, asOf)
	res, _ := run(t, w.series, forecast.Options{Seed: 1, Calendar: w.cal})
	if got := len(res); got != 60 {
		t.Fatalf("%d results, want 30 series and 30 totals", got)
	}
	for _, r := range res {
		if err := r.Dist.Check(); err != nil {
			t.Errorf("%s: %v", r.SKU, err)
		}
		if len(r.Dist.Mean) != 56 || r.Why.Code == "" || r.Model == "" {
			t.Errorf("%s: %d days, why %q, model %q", r.SKU, len(r.Dist.Mean), r.Why.Code, r.Model)
		}
		names := map[string]bool{}
		for _, s := range r.Scores {
			names[s.Model] = true
		}
		for _, b := range []string{forecast.Chosen, forecast.SNaive, forecast.LunarNaive, forecast.HandName} {
			if !names[b] {
				t.Errorf("%s: no score of %s", r.SKU, b)
			}
		}
		for h := range r.Dist.Mean {
			if r.Dist.Mean[h] < 0 || r.Dist.Q[h][0] < 0 {
				t.Errorf("%s day %d: negative", r.SKU, h)
			}
		}
	}
}

// TestTotals: a SKU's total has the mean of its channels' sum.
func TestTotals(t *testing.T) {
	w := newWorld(4, asOf)
	second := w.series[0]
	second.Channel = "京东"
	second.Start, second.Y, second.Censored = second.Start.AddDate(0, 0, 400), second.Y[400:], nil
	series := slices.Concat(w.series[:3], []demand.Series{second})
	res, _ := run(t, series, forecast.Options{Calendar: w.cal})
	for h := range 56 {
		want := res[0].Dist.Mean[h] + res[3].Dist.Mean[h]
		if got := res[4].Dist.Mean[h]; math.Abs(got-want) > 1e-9*want {
			t.Fatalf("day %d: total %v, channels %v", h, got, want)
		}
	}
	if res[4].Channel != "" || res[4].SKU != second.SKU {
		t.Errorf("total's key is %v", res[4].Key)
	}
}

// TestDateShift: the same demand 364 days later under a calendar moved as far gives the same numbers.
func TestDateShift(t *testing.T) {
	w := newWorld(6, asOf)
	moved := make([]demand.Series, len(w.series))
	for i, s := range w.series {
		s.Start = s.Start.AddDate(0, 0, 364)
		moved[i] = s
	}
	cal := forecast.Calendar{}
	for _, o := range w.cal.Occasions {
		cal.Occasions = append(cal.Occasions, calendar.Occasion{Festival: o.Festival, Day: o.Day.AddDate(0, 0, 364)})
	}
	for _, p := range w.cal.Promotions {
		p.From, p.To = p.From.AddDate(0, 0, 364), p.To.AddDate(0, 0, 364)
		cal.Promotions = append(cal.Promotions, p)
	}
	w.cal.Kinds = nil
	a, _ := run(t, w.series, forecast.Options{Calendar: w.cal})
	b, _ := run(t, moved, forecast.Options{Calendar: cal})
	for i := range a {
		if diff := cmp.Diff(a[i].Dist.Mean, b[i].Dist.Mean); diff != "" {
			t.Fatalf("%s: %s", a[i].SKU, diff)
		}
	}
}

// TestFestivalShift moves every festival and its demand by 19 days: the lunar model follows, and repeating last
// year's Gregorian day, which the hand formula does, explodes where it did not before.
func TestFestivalShift(t *testing.T) {
	end := day(2026, 9, 21) // the last eight weeks hold the rise to Mid-Autumn
	still, moved := newWorld(12, end), newWorld(12, end)
	for i := range moved.cal.Occasions {
		moved.cal.Occasions[i].Day = moved.cal.Occasions[i].Day.AddDate(0, 0, -19)
	}
	last := moved.next(end.AddDate(0, 0, -30))
	moved.series = nil
	for i := range 12 {
		moved.series = append(moved.series, moved.season(string(rune('A'+i))))
	}
	_, a := run(t, onlySeason(still.series), forecast.Options{Calendar: still.cal})
	_, b := run(t, moved.series, forecast.Options{Calendar: moved.cal})
	before, _ := a.Leads(forecast.Seasonal, forecast.Chosen, 1, 4)
	after, _ := b.Leads(forecast.Seasonal, forecast.Chosen, 1, 4)
	hand, _ := b.Leads(forecast.Seasonal, forecast.HandName, 1, 4)
	t.Logf("festival %s: lunar %.3f before, %.3f after; hand %.3f", last.Format(time.DateOnly), before.WAPE, after.WAPE, hand.WAPE)
	if after.WAPE > before.WAPE+0.12 {
		t.Errorf("lunar WAPE %.3f after the shift, %.3f before", after.WAPE, before.WAPE)
	}
	if hand.WAPE < 1.5*after.WAPE {
		t.Errorf("hand formula WAPE %.3f, lunar %.3f: the shift does not show", hand.WAPE, after.WAPE)
	}
}

func onlySeason(s []demand.Series) (out []demand.Series) {
	for _, x := range s {
		if x.Season != "" {
			out = append(out, x)
		}
	}
	return out
}

func TestRefuses(t *testing.T) {
	good := demand.Series{Key: demand.Key{SKU: "A", Channel: "x"}, Start: asOf, Grain: demand.Day, Y: []float64{1}}
	for name, c := range map[string]struct {
		edit func(*demand.Series)
		want error
	}{
		"weekly":   {func(s *demand.Series) { s.Grain = demand.Week }, forecast.ErrGrain},
		"empty":    {func(s *demand.Series) { s.Y = nil }, forecast.ErrEmpty},
		"huge":     {func(s *demand.Series) { s.Y = []float64{1e300} }, forecast.ErrValue},
		"infinite": {func(s *demand.Series) { s.Y = []float64{math.Inf(1)} }, forecast.ErrValue},
		"shape":    {func(s *demand.Series) { s.Censored = make([]bool, 3) }, demand.ErrShape},
	} {
		s := good
		c.edit(&s)
		if _, _, err := forecast.Run(context.Background(), []demand.Series{s}, forecast.Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := forecast.Run(ctx, []demand.Series{good}, forecast.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if res, table, err := forecast.Run(context.Background(), nil, forecast.Options{}); err != nil || len(res) > 0 || len(table.Rows()) > 0 {
		t.Errorf("no series: %v, %v", res, err)
	}
}

// TestOdd: any short, empty-handed, negative or gappy history gives a finite forecast.
func TestOdd(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		y := rapid.SliceOfN(rapid.OneOf(rapid.Just(0.0), rapid.Just(math.NaN()), rapid.Float64Range(-5, 1e6)), 1, 130).Draw(rt, "y")
		s := demand.Series{
			Key: demand.Key{SKU: "A", Channel: "x"}, Start: asOf.AddDate(0, 0, 1-len(y)), Grain: demand.Day, Y: y,
			Censored: rapid.SliceOfN(rapid.Bool(), len(y), len(y)).Draw(rt, "censored"),
		}
		s.Season = rapid.SampledFrom([]string{"", "中秋", "常年"}).Draw(rt, "season")
		res, _, err := forecast.Run(context.Background(), []demand.Series{s}, forecast.Options{Threads: 1})
		if err != nil {
			rt.Fatal(err)
		}
		for _, r := range res {
			if err := r.Dist.Check(); err != nil {
				rt.Fatalf("%v of %v", err, y)
			}
		}
	})
}

// TestRecords: the records have the tables' columns, one row a day, NULL for undefined figures.
func TestRecords(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(t, 0)
	w := newWorld(2, asOf)
	res, table := run(t, w.series, forecast.Options{Calendar: w.cal})
	tables := forecast.Records(alloc, "R20260824-abcdef", asOf, res, table)
	names, records := tables.ByName()
	want := map[string]int64{"fct_forecast": 12 * 56, "fct_forecast_week": 12 * 8, "fct_series": 12}
	for i, name := range names {
		if n := want[name]; n > 0 && records[i].NumRows() != n {
			t.Errorf("%s: %d rows, want %d", name, records[i].NumRows(), n)
		}
		if records[i].NumRows() == 0 {
			t.Errorf("%s is empty", name)
		}
		if got := records[i].Column(0).ValueStr(0); got != "R20260824-abcdef" {
			t.Errorf("%s: run %q", name, got)
		}
		records[i].Release()
	}
}

func BenchmarkRun(b *testing.B) {
	w := newWorld(100, asOf)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := forecast.Run(context.Background(), w.series, forecast.Options{Seed: 1, Calendar: w.cal, Threads: 2}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(w.series)*b.N)/b.Elapsed().Seconds(), "series/s")
}

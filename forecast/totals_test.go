package forecast_test

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast"
	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// TestTotalsByHand: the longer history sets the start, a day is censored when a channel's day is, missing days add nothing.
func TestTotalsByHand(t *testing.T) {
	a := from(day(2026, 8, 1), 4, func(t int) float64 { return float64(1 + t) })
	b := from(day(2026, 7, 30), 5, func(t int) float64 { return float64(10 * (1 + t)) })
	b.Channel, b.Censored = "y", []bool{true, false, false, true, false}
	b.Y[4] = math.NaN()
	other := from(day(2026, 8, 1), 2, func(int) float64 { return 7 })
	other.SKU = "B"
	whole := from(day(2026, 8, 1), 2, func(int) float64 { return 99 })
	whole.Channel = ""
	got := forecast.Totals([]demand.Series{*a, *other, *b, *whole})
	if len(got) != 2 || got[0].SKU != "A" || got[1].SKU != "B" || got[0].Channel != "" {
		t.Fatalf("%+v", got)
	}
	if !got[0].Start.Equal(day(2026, 7, 30)) || !slices.Equal(got[0].Y, []float64{10, 20, 31, 42, 3, 4}) {
		t.Errorf("from %s: %v", got[0].Start, got[0].Y)
	}
	if !slices.Equal(got[0].Censored, []bool{true, false, false, true, false, false}) {
		t.Errorf("censored %v", got[0].Censored)
	}
	if !slices.Equal(a.Y, []float64{1, 2, 3, 4}) {
		t.Errorf("a channel's history was changed: %v", a.Y)
	}
}

// TestTotalsKeepSale: a SKU is on sale as long as any of its channels sells it.
func TestTotalsKeepSale(t *testing.T) {
	channel := func(name demand.Channel, days int) demand.Series {
		s := ramp(5, func(int) float64 { return 1 })
		s.Channel = name
		if days > 0 {
			s.OnSale.To = asOf.AddDate(0, 0, days)
		}
		return *s
	}
	for _, c := range []struct{ a, b, want int }{{5, 9, 9}, {9, 5, 9}, {0, 5, 0}, {5, 0, 0}} {
		got := forecast.Totals([]demand.Series{channel("x", c.a), channel("y", c.b)})[0].OnSale.To
		if c.want == 0 && !got.IsZero() || c.want > 0 && !got.Equal(asOf.AddDate(0, 0, c.want)) {
			t.Errorf("on sale for %d and %d days: total to %s, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestTotalsAdd: whatever the channels' reach, the total sells what they sell.
func TestTotalsAdd(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var series []demand.Series
		want := 0.0
		for i := range rapid.IntRange(1, 5).Draw(rt, "channels") {
			y := rapid.SliceOfN(rapid.Float64Range(0, 99), 1, 20).Draw(rt, "y")
			s := from(day(2026, 8, 1).AddDate(0, 0, rapid.IntRange(-9, 9).Draw(rt, "start")), len(y), func(t int) float64 { return y[t] })
			s.Channel = demand.Channel(rune('a' + i))
			series = append(series, *s)
			want += sumOf(y)
		}
		got := forecast.Totals(series)
		if len(got) != 1 || math.Abs(sumOf(got[0].Y)-want) > 1e-9*(1+want) || got[0].Check(0) != nil {
			rt.Fatalf("%d totals of %v, want %v: %v", len(got), sumOf(got[0].Y), want, got[0].Check(0))
		}
	})
}

// TestReconcileByHand: the mean becomes the sum of the parts' means and the quantiles scale along; a total of nothing
// takes the sum without scaling.
func TestReconcileByHand(t *testing.T) {
	result := func(sku demand.SKU, channel demand.Channel, mean ...float64) forecast.Result {
		return forecast.Result{Key: demand.Key{SKU: sku, Channel: channel}, Dist: dist.FromNormal(mean, make([]float64, len(mean)))}
	}
	parts := []forecast.Result{result("A", "x", 1, 2, 3), result("B", "x", 50, 50, 50), result("A", "y", 4, 4, 4), result("A", "", 9, 9, 9)}
	totals := []forecast.Result{result("A", "", 10, 6, 0), result("B", "", 100, 1, 50)}
	forecast.Reconcile(parts, totals)
	if !slices.Equal(totals[0].Dist.Mean, []float64{5, 6, 7}) || !slices.Equal(totals[1].Dist.Mean, []float64{50, 50, 50}) {
		t.Errorf("means %v and %v", totals[0].Dist.Mean, totals[1].Dist.Mean)
	}
	for i, want := range []float64{5, 6, 0} {
		near(t, "median", totals[0].Dist.Q[i][8], want)
	}
	near(t, "fifty times the mean is no scale", totals[1].Dist.Q[1][8], 1)
	near(t, "half", totals[1].Dist.Q[0][3], 50)
}

// broken is a reader and a writer that fail.
type broken struct{ read, write error }

func (b *broken) Read() (demand.Series, error) {
	return *ramp(30, func(int) float64 { return 1 }), b.read
}

func (b *broken) Write(forecast.Result, *forecast.Tally) error { return b.write }

// TestShardStops: a failed read, a failed write and a cancelled run end a shard with their own error.
func TestShardStops(t *testing.T) {
	s := ramp(30, func(int) float64 { return 1 })
	b := learn(t, []demand.Series{*s}, forecast.Options{})
	lost, full := errors.New("lost"), errors.New("disk full")
	for name, c := range map[string]struct {
		b    *broken
		want error
	}{"read": {&broken{read: lost}, lost}, "write": {&broken{write: full}, full}, "end": {&broken{read: io.EOF}, nil}} {
		if err := forecast.Shard(context.Background(), c.b, b, c.b); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := forecast.Shard(ctx, &broken{}, b, &broken{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := forecast.Prepare(ctx, nil, []demand.Series{*s}, forecast.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while learning: %v", err)
	}
	faulty := ramp(30, func(int) float64 { return 1e300 })
	if err := forecast.Shard(context.Background(), &queue{in: []demand.Series{*faulty}}, b, &queue{}); !errors.Is(err, forecast.ErrValue) {
		t.Errorf("a faulty series: %v", err)
	}
}

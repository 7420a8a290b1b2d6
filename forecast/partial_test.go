package forecast_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast"
	"zhiwei/transform/demand"
)

// anyPartial draws a shard's sums.
func anyPartial(rt *rapid.T) forecast.Partial {
	p := forecast.Partial{
		From: rapid.IntRange(100, 110).Draw(rt, "from"), Days: rapid.IntRange(1, 12).Draw(rt, "days"),
		Daily: map[forecast.Group][]int64{}, Ratios: map[forecast.Effect]forecast.Ratio{}, Counts: map[forecast.Group][2]int64{},
	}
	for range rapid.IntRange(1, 3).Draw(rt, "groups") {
		g := forecast.Group{Season: rapid.SampledFrom([]string{"", "中秋"}).Draw(rt, "season"), Category: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "category")}
		p.Daily[g] = rapid.SliceOfN(rapid.Int64Range(-99, 99), p.Days, p.Days).Draw(rt, "daily")
		p.Counts[g] = [2]int64{rapid.Int64Range(1, 9).Draw(rt, "n"), rapid.Int64Range(0, 9).Draw(rt, "sold")}
	}
	for range rapid.IntRange(0, 3).Draw(rt, "effects") {
		e := forecast.Effect{Cut: int8(rapid.IntRange(0, 1).Draw(rt, "cut")), Phase: int8(rapid.IntRange(1, 3).Draw(rt, "phase"))}
		p.Ratios[e] = forecast.Ratio{Sold: rapid.Int64Range(0, 99).Draw(rt, "r"), Expected: rapid.Int64Range(0, 99).Draw(rt, "x")}
	}
	return p
}

// copyOf keeps a partial from being changed by a merge.
func copyOf(p forecast.Partial) forecast.Partial {
	out := forecast.Partial{}
	out.Merge(p)
	return out
}

// TestMergeIsASum: in any order and grouping the same sums come out, and merging nothing changes nothing.
func TestMergeIsASum(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b, c := anyPartial(rt), anyPartial(rt), anyPartial(rt)
		left := copyOf(a)
		left.Merge(b)
		left.Merge(c)
		inner, right := copyOf(b), copyOf(a)
		inner.Merge(c)
		right.Merge(inner)
		back := copyOf(c)
		back.Merge(a)
		back.Merge(b)
		if diff := cmp.Diff(left, right); diff != "" {
			rt.Fatalf("(a+b)+c and a+(b+c): %s", diff)
		}
		if diff := cmp.Diff(left, back); diff != "" {
			rt.Fatalf("a+b+c and c+a+b: %s", diff)
		}
		same := copyOf(a)
		same.Merge(forecast.Partial{From: 1, Days: 5})
		if diff := cmp.Diff(copyOf(a), same); diff != "" {
			rt.Fatalf("a+0: %s", diff)
		}
		if diff := cmp.Diff(a, copyOf(a)); diff != "" {
			rt.Fatalf("0+a: %s", diff)
		}
		total := func(p forecast.Partial) (n int64) {
			for _, d := range p.Daily {
				for _, x := range d {
					n += x
				}
			}
			return n
		}
		if got, want := total(left), total(a)+total(b)+total(c); got != want {
			rt.Fatalf("%d units of %d", got, want)
		}
	})
}

// TestMergeWidens: shards of other days are put on one axis of days.
func TestMergeWidens(t *testing.T) {
	g := forecast.Group{Category: "a"}
	p := forecast.Partial{From: 10, Days: 2, Daily: map[forecast.Group][]int64{g: {1, 2}}, Ratios: map[forecast.Effect]forecast.Ratio{}, Counts: map[forecast.Group][2]int64{g: {1, 1}}}
	q := forecast.Partial{From: 8, Days: 6, Daily: map[forecast.Group][]int64{g: {5, 0, 7, 0, 0, 9}}, Ratios: map[forecast.Effect]forecast.Ratio{}, Counts: map[forecast.Group][2]int64{g: {2, 0}}}
	sum := copyOf(p)
	sum.Merge(q)
	if from, days := sum.PartialWidth(); from != 8 || days != 6 {
		t.Errorf("%d days from %d", days, from)
	}
	if diff := cmp.Diff([]int64{5, 0, 8, 2, 0, 9}, sum.Daily[g]); diff != "" {
		t.Error(diff)
	}
	if sum.Counts[g] != [2]int64{3, 1} {
		t.Errorf("counts %v", sum.Counts[g])
	}
	if diff := cmp.Diff([]int64{1, 2}, p.Daily[g]); diff != "" {
		t.Errorf("merging changed its part: %s", diff)
	}
}

// TestStatsOfParts: the sums of parts add up to the sums of the whole, however the series are cut.
func TestStatsOfParts(t *testing.T) {
	w := newWorld(5, asOf)
	for i := range w.series {
		s := &w.series[i]
		s.Start, s.Y, s.Censored = s.Start.AddDate(0, 0, 31*i), s.Y[31*i:], nil
	}
	opt := forecast.Options{Calendar: w.cal}
	whole, err := forecast.Stats(w.series, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{2, 3, 15} {
		sum := forecast.Partial{}
		for i := range n {
			p, err := forecast.Stats(part(w.series, n-1-i, n), opt) // from the back
			if err != nil {
				t.Fatal(err)
			}
			sum.Merge(p)
		}
		if diff := cmp.Diff(whole, sum); diff != "" {
			t.Errorf("%d parts: %s", n, diff)
		}
	}
}

// TestStatsByHand: thousandths of units by day and group; totals over channels are not counted beside their parts.
func TestStatsByHand(t *testing.T) {
	a := ramp(400, func(int) float64 { return 0 })
	a.Category = "糕点"
	a.Y[398], a.Y[399] = 1.5, 2
	b := ramp(10, func(int) float64 { return 1 })
	b.Category, b.Season = "月饼", "中秋"
	sum := ramp(10, func(int) float64 { return 99 })
	sum.Channel, sum.Category = "", "糕点"
	p, err := forecast.Stats([]demand.Series{*a, *b, *sum}, forecast.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Days != 400 || p.From != forecast.DayNumber(a.Start) {
		t.Errorf("%d days from %d", p.Days, p.From)
	}
	cakes, moon := forecast.Group{Category: "糕点"}, forecast.Group{Season: "中秋", Category: "月饼"}
	if d := p.Daily[cakes]; d[397] != 0 || d[398] != 1500 || d[399] != 2000 {
		t.Errorf("cakes end with %v", d[397:])
	}
	if d := p.Daily[moon]; d[389] != 0 || d[390] != 1000 {
		t.Errorf("mooncakes begin with %v", d[389:391])
	}
	if p.Counts[cakes] != [2]int64{1, 1} || p.Counts[moon] != [2]int64{1, 1} {
		t.Errorf("counts %v", p.Counts)
	}
	if _, err := forecast.Stats([]demand.Series{{Key: demand.Key{SKU: "E", Channel: "x"}}}, forecast.Options{}); err == nil {
		t.Error("an empty series was summed")
	}
}

// TestBroadcastIsACopy: what is merged into a shard's sums later does not reach the broadcast.
func TestBroadcastIsACopy(t *testing.T) {
	w := newWorld(2, asOf)
	opt := forecast.Options{Calendar: w.cal, Threads: 1}
	p, err := forecast.Stats(w.series, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err := forecast.Prepare(context.Background(), []forecast.Partial{p}, nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	e := forecast.Effect{Cut: 1, Kind: "直降", Phase: 1}
	before := b.EffectOf(e)
	p.Ratios[e] = forecast.Ratio{Sold: 1 << 40, Expected: 1}
	if after := b.EffectOf(e); after != before {
		t.Errorf("the effect moved from %v to %v", before, after)
	}
}

// TestSampleIsOfAnySplit: the sample is the same whatever the order of the series, and never larger than they are many.
func TestSampleIsOfAnySplit(t *testing.T) {
	w := newWorld(10, asOf)
	keys := func(s []demand.Series) (out []string) {
		for i := range s {
			out = append(out, s[i].String())
		}
		return out
	}
	want := keys(forecast.Sample(w.series, 7))
	back := make([]demand.Series, len(w.series))
	for i := range back {
		back[i] = w.series[len(back)-1-i]
	}
	if diff := cmp.Diff(want, keys(forecast.Sample(back, 7))); diff != "" {
		t.Error(diff)
	}
	halves := append(forecast.Sample(part(back, 0, 2), 7), forecast.Sample(part(back, 1, 2), 7)...)
	if diff := cmp.Diff(want, keys(forecast.Sample(halves, 7))); diff != "" {
		t.Errorf("sampled in two steps: %s", diff)
	}
	if got := forecast.Sample(w.series, 1000); len(got) != 30 {
		t.Errorf("%d of 30 series", len(got))
	}
}

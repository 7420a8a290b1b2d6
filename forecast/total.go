package forecast

import (
	"math"

	"zhiwei/transform/demand"
)

// place is what a total sums over: everything but the channel.
type place struct{ sku, centre string }

// Totals are the sums over channels of every SKU that has channels, in order of first appearance: a day is censored
// when a channel's day is. The total is forecast as a series of its own, because the channels' demand is not
// independent and the sum of independent paths would be too narrow; its mean is then the sum of the channels' means.
func Totals(series []demand.Series) []demand.Series {
	index := map[place]int{}
	var out []demand.Series
	for i := range series {
		s := &series[i]
		if total(s) {
			continue
		}
		p := place{string(s.SKU), string(s.Centre)}
		at, ok := index[p]
		if !ok {
			at = len(out)
			index[p] = at
			t := *s
			t.Channel, t.X = "", demand.Regressors{}
			t.Y = append([]float64(nil), s.Y...)
			t.Censored = append([]bool(nil), s.Censored...)
			out = append(out, t)
			continue
		}
		out[at] = sum(out[at], s)
	}
	return out
}

// sum adds s to a total; the longer history sets the start.
func sum(t demand.Series, s *demand.Series) demand.Series {
	from := min(dayNumber(t.Start), dayNumber(s.Start))
	end := max(dayNumber(t.Start)+len(t.Y), dayNumber(s.Start)+len(s.Y))
	y, censored := make([]float64, end-from), make([]bool, end-from)
	for _, part := range []*demand.Series{&t, s} {
		at := dayNumber(part.Start) - from
		for i, x := range part.Y {
			if !math.IsNaN(x) {
				y[at+i] += x
			}
			if len(part.Censored) > i && part.Censored[i] {
				censored[at+i] = true
			}
		}
	}
	t.Start, t.Y, t.Censored = dayTime(from), y, censored
	if s.OnSale.To.IsZero() || s.OnSale.To.After(t.OnSale.To) && !t.OnSale.To.IsZero() {
		t.OnSale.To = s.OnSale.To
	}
	return t
}

// reconcile brings each total's mean to the sum of its parts' means, day by day, and scales its quantiles alike.
func reconcile(parts, totals []Result) {
	sums := map[place][]float64{}
	for i := range parts {
		p := place{string(parts[i].SKU), string(parts[i].Centre)}
		if parts[i].Channel == "" {
			continue
		}
		if sums[p] == nil {
			sums[p] = make([]float64, len(parts[i].Dist.Mean))
		}
		for t, m := range parts[i].Dist.Mean {
			sums[p][t] += m
		}
	}
	for i := range totals {
		d := &totals[i].Dist
		for t, m := range sums[place{string(totals[i].SKU), string(totals[i].Centre)}] {
			if k := m / d.Mean[t]; d.Mean[t] > 0 && k < 10 {
				for j := range d.Q[t] {
					d.Q[t][j] *= k
				}
			}
			d.Mean[t] = m
		}
	}
}

package forecast

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"zhiwei/forecast/dist"
	"zhiwei/transform/demand"
)

// Stats sums a shard's series for the pooled effects; from and to are the first and last day of the whole run's history.
func Stats(series []demand.Series, opt Options) (Partial, error) {
	opt = opt.withDefaults()
	from, to := reach(series)
	return stats(series, newScene(opt, from, to+opt.Horizon), from, to)
}

func stats(series []demand.Series, sc *scene, from, to int) (Partial, error) {
	p := Partial{From: from, Days: to - from + 1, Daily: map[Group][]int64{}, Ratios: map[Effect]Ratio{}, Counts: map[Group][2]int64{}}
	for i := range series {
		if total(&series[i]) {
			continue
		}
		v, err := sc.view(&series[i])
		if err != nil {
			return p, err
		}
		p.add(v, sc)
	}
	return p, nil
}

// total says whether a series is a sum over channels.
func total(s *demand.Series) bool { return s.Channel == "" }

// reach is the first and the last day number of the series' histories.
func reach(series []demand.Series) (from, to int) {
	for i := range series {
		d := dayNumber(series[i].Start)
		if i == 0 || d < from {
			from = d
		}
		if last := d + len(series[i].Y) - 1; i == 0 || last > to {
			to = last
		}
	}
	return from, to
}

// Sample picks the series that class-wide losses and intervals are learnt from: the n smallest key hashes, so that
// any split of the series gives the same sample.
func Sample(series []demand.Series, n int) []demand.Series {
	type hashed struct {
		hash uint64
		i    int
	}
	all := make([]hashed, len(series))
	for i := range series {
		all[i] = hashed{seedOf(0, series[i].String(), 0), i}
	}
	slices.SortFunc(all, func(a, b hashed) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(series[a.i].String(), series[b.i].String()))
	})
	out := make([]demand.Series, min(n, len(all)))
	for i := range out {
		out[i] = series[all[i].i]
	}
	return out
}

// Prepare merges the shards' sums and learns, from the sample, what every series may use: effects, curves, and per
// class the members' losses, the intervals' shifts and the paths' correlation.
func Prepare(ctx context.Context, partials []Partial, sample []demand.Series, opt Options) (*Broadcast, error) {
	opt = opt.withDefaults()
	var pooled Partial
	for _, p := range partials {
		pooled.Merge(p)
	}
	b := &Broadcast{Pooled: pooled.clone(), Learnt: map[Class]Learnt{}}
	b.scene = newScene(opt, pooled.From, pooled.From+pooled.Days+opt.Horizon)
	b.learnProfiles()
	b.learnCurves()
	results := make([]*observed, len(sample))
	for range 2 { // losses first; with them the combination, whose errors give the intervals
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(opt.Threads)
		for i := range sample {
			g.Go(func() error {
				if err := ctx.Err(); err != nil {
					return fmt.Errorf("learn from the sample: %w", err)
				}
				r, err := b.observe(&sample[i])
				results[i] = r
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return nil, err
		}
		b.learn(results)
	}
	return b, nil
}

// observed is one sample series' backtest with the conformal scores of the chosen forecast.
type observed struct {
	tally  *Tally
	scores []scored
	lags   [lagMax]float64 // sums of products of normal scores at each lag
}

type scored struct {
	know  int // first origin that knows this day
	band  int
	level [17]float64 // (y − q)/spread by level
}

const lagMax = 21

func (b *Broadcast) observe(s *demand.Series) (*observed, error) {
	v, err := b.scene.view(s)
	if err != nil {
		return nil, err
	}
	w := worker{b: b}
	seen := &observed{}
	z := make([]float64, v.opt.back())
	out := w.evaluate(v, func(k, o int, v *view, c *block) {
		z = z[:0]
		for i := range c.mean {
			if v.w[o+i] == 0 || c.mean[i] < 0.02 {
				continue
			}
			row := c.row(i)
			e := scored{know: k + i/week + 1, band: leadBand(i)}
			unit := spread(row, c.mean[i])
			for j := range row {
				e.level[j] = (v.y[o+i] - row[j]) / unit
			}
			seen.scores = append(seen.scores, e)
			z = append(z, normalScore(row, v.y[o+i]))
		}
		for lag := range seen.lags {
			for i := lag; i < len(z); i++ {
				seen.lags[lag] += z[i] * z[i-lag] / float64(len(z)-lag) * float64(len(z))
			}
		}
	})
	seen.tally = out.tally
	return seen, nil
}

// normalScore is Φ⁻¹ of y's mid-rank in a row of quantiles; ties (whole numbers) take the middle of their levels.
func normalScore(row []float64, y float64) float64 {
	lo, _ := slices.BinarySearch(row, y)
	hi := lo
	for hi < len(row) && row[hi] == y {
		hi++
	}
	below, above := 0.001, 0.999
	if lo > 0 {
		below = dist.Levels[lo-1]
	}
	if hi < len(row) {
		above = dist.Levels[hi]
	}
	if lo > 0 && hi == lo && lo < len(row) {
		share := (y - row[lo-1]) / (row[lo] - row[lo-1])
		return dist.NormalQuantile(below + share*(above-below))
	}
	return dist.NormalQuantile((below + above) / 2)
}

// learn pools the sample's losses, intervals and correlations by class.
func (b *Broadcast) learn(results []*observed) {
	for _, c := range classes {
		var of []*observed
		for _, r := range results {
			if r != nil && r.tally.class == c {
				of = append(of, r)
			}
		}
		if len(of) == 0 {
			continue
		}
		l := Learnt{}
		for k := 0; k <= b.scene.opt.Origins; k++ {
			l.Losses = append(l.Losses, pooledLosses(of, k))
			l.Shifts = append(l.Shifts, [2][]float64{pooledShift(of, k, 0), pooledShift(of, k, 1)})
		}
		l.Rho, l.Common = copula(of)
		b.Learnt[c] = l
	}
}

// pooledLosses is the quantile loss ÷ volume of each candidate, from windows over before origin k. Each series
// weighs by its volume to the half, so that no single bestseller decides.
func pooledLosses(of []*observed, k int) map[string]float64 {
	out := map[string]float64{}
	for m, name := range of[0].tally.models {
		num, den := 0.0, 0.0
		for _, r := range of {
			s := r.tally.known(m, k)
			if s.actual <= 0 || s.days == 0 {
				continue
			}
			weight := math.Sqrt(s.actual)
			num += s.pinball / s.actual * weight
			den += weight
		}
		if den > 0 {
			out[name] = num / den
		}
	}
	return out
}

// enough is the number of scores below which intervals are left alone.
const enough = 50

// pooledShift gives for each level the conformal quantile of the scores known at origin k; the median stays.
func pooledShift(of []*observed, k, band int) []float64 {
	var known []scored
	for _, r := range of {
		for _, s := range r.scores {
			if s.know <= k && s.band == band {
				known = append(known, s)
			}
		}
	}
	if len(known) < enough {
		return nil
	}
	out, column := make([]float64, len(dist.Levels)), make([]float64, len(known))
	for j, tau := range dist.Levels {
		for i := range known {
			column[i] = known[i].level[j]
		}
		slices.Sort(column)
		out[j] = conformal(column, tau)
	}
	out[medianAt] = 0
	return out
}

// conformal is the order statistic of a signed score: ⌈(n+1)τ⌉ from above the median, ⌊(n+1)τ⌋ below it.
func conformal(sorted []float64, tau float64) float64 {
	n := float64(len(sorted) + 1)
	i := int(math.Ceil(n*tau)) - 1
	if tau < 0.5 {
		i = int(math.Floor(n*tau)) - 1
	}
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// copula fits corr(lag) = C + (1−C)·ρ^lag: C from lags 10 … 20, ρ from lag 1.
func copula(of []*observed) (rho, common float64) {
	var lags [lagMax]float64
	for _, r := range of {
		for i, x := range r.lags {
			lags[i] += x
		}
	}
	if lags[0] <= 0 {
		return 0, 0
	}
	for i := 10; i < lagMax; i++ {
		common += lags[i] / lags[0] / float64(lagMax-10)
	}
	common = min(max(common, 0), 0.7)
	rho = min(max((lags[1]/lags[0]-common)/(1-common), 0), 0.9)
	return rho, common
}

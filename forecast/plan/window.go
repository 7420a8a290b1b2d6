package plan

import (
	"math"
	"math/rand/v2"
	"slices"
)

// tailDays is the stretch at the end of a path whose mean stands for the days beyond the horizon.
const tailDays = 7

// Quantile is the smallest sample x with at least the share alpha of the samples at or below it. The samples are
// not changed; NaN when there are none.
func Quantile(samples []float64, alpha float64) float64 {
	if len(samples) == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(samples)
	slices.Sort(sorted)
	rank := int(math.Ceil(alpha*float64(len(sorted)) - 1e-9))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Mean is the arithmetic mean; 0 when there are no samples.
func Mean(samples []float64) float64 {
	if len(samples) == 0 {
		return 0
	}
	return sum(samples) / float64(len(samples))
}

// sum is compensated (Neumaier 1974), so that totals do not depend on the order of small and large terms.
func sum(xs []float64) float64 {
	total, lost := 0.0, 0.0
	for _, x := range xs {
		next := total + x
		if math.Abs(total) >= math.Abs(x) {
			lost += (total - next) + x
		} else {
			lost += (x - next) + total
		}
		total = next
	}
	return total + lost
}

// pathSum is the demand of days from … to−1 of one path, counted from today = 0. Days beyond the path have the
// mean of its last tailDays days.
func pathSum(path []float64, from, to int) float64 {
	from, to = max(from, 0), max(to, 0)
	if to <= from {
		return 0
	}
	inside := 0.0
	if from < len(path) {
		inside = sum(path[from:min(to, len(path))])
	}
	if beyond := to - max(from, len(path)); beyond > 0 && len(path) > 0 {
		inside += float64(beyond) * Mean(path[max(0, len(path)-tailDays):])
	}
	return inside
}

// Totals is the demand of days from … to−1 on each path.
func Totals(paths [][]float64, from, to int) []float64 {
	out := make([]float64, len(paths))
	for i, p := range paths {
		out[i] = pathSum(p, from, to)
	}
	return out
}

// WindowTotals is the demand of the first review+leads[i] days on path i.
func WindowTotals(paths [][]float64, review int, leads []int) []float64 {
	out := make([]float64, len(paths))
	for i, p := range paths {
		out[i] = pathSum(p, 0, review+leads[i])
	}
	return out
}

// OrderUpTo is S of 2.3: the alpha-quantile of the window's total demand over the paths, with the window's mean.
// The safety stock is their difference. It is never a sum of daily quantiles.
func OrderUpTo(paths [][]float64, review int, leads []int, alpha float64) (s, mean float64) {
	totals := WindowTotals(paths, review, leads)
	return Quantile(totals, alpha), Mean(totals)
}

// MeanPath is the mean of each day over the paths.
func MeanPath(paths [][]float64) []float64 {
	if len(paths) == 0 {
		return nil
	}
	out := make([]float64, len(paths[0]))
	column := make([]float64, len(paths))
	for d := range out {
		for i, p := range paths {
			column[i] = p[d]
		}
		out[d] = Mean(column)
	}
	return out
}

// minReceipts is the number of receipts from which an item's own lead times are believed.
const minReceipts = 5

// Lead is what is known of a lead time, in days from the order to sellable stock.
type Lead struct {
	Declared int   // by the supplier or the item; 0 = unknown
	Receipts []int // lead times of this item's past receipts
	Supplier []int // lead times of all the supplier's past receipts
	Suspect  bool  // the declared value is the same meaningless default everywhere
}

// LeadTime is the lead time that the plan uses.
type LeadTime struct {
	Days   int    // mean, rounded up: for dates
	Source string // learned, entered or default
	Sample []int  // equally likely lead times, sorted; never empty
}

// Resolve takes the item's own receipts when there are five, else the supplier's when there are five, else the
// declared value unless it is suspect, else the fallback.
func (l Lead) Resolve(fallback int) LeadTime {
	for _, receipts := range [][]int{l.Receipts, l.Supplier} {
		if len(receipts) >= minReceipts {
			sample := slices.Sorted(slices.Values(receipts))
			total := 0
			for _, d := range sample {
				total += d
			}
			return LeadTime{Days: (total + len(sample) - 1) / len(sample), Source: Learned, Sample: sample}
		}
	}
	if l.Declared > 0 && !l.Suspect {
		return LeadTime{Days: l.Declared, Source: Entered, Sample: []int{l.Declared}}
	}
	return LeadTime{Days: fallback, Source: Default, Sample: []int{fallback}}
}

// P90 is the lead time that nine of ten receipts keep.
func (t LeadTime) P90() int {
	return t.Sample[max(0, int(math.Ceil(0.9*float64(len(t.Sample)))-1))]
}

// Draw gives each of n paths a lead time: every one of the sample equally often, in an order that only the seed
// decides, so that lead time and demand are independent.
func (t LeadTime) Draw(n int, seed uint64) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = t.Sample[i*len(t.Sample)/n]
	}
	if len(t.Sample) > 1 {
		r := rand.New(rand.NewPCG(seed, uint64(n)))
		r.Shuffle(n, func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}

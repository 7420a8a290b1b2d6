package gbt

import (
	"math"
	"slices"
)

// cutsOf chooses the upper bounds of all value bins but the last: at most bins−1 of them. Up to bins distinct values
// get a bin each; beyond that, bins hold equally many values, and a value that alone fills a bin gets its own. The
// values are sorted in place; NaN is left out, and infinities count as the largest finite numbers.
func cutsOf(values []float64, bins int) []float64 {
	values = slices.DeleteFunc(values, math.IsNaN)
	for i, v := range values {
		values[i] = min(max(v, -math.MaxFloat64), math.MaxFloat64)
	}
	slices.Sort(values)
	distinct, counts := runs(values)
	if len(distinct) <= bins {
		return between(distinct, everyEnd(len(distinct)))
	}
	return between(distinct, equalEnds(counts, bins))
}

// runs are the distinct values of a sorted slice and how often each occurs; −0 counts as 0.
func runs(sorted []float64) (distinct []float64, counts []int) {
	for _, v := range sorted {
		if k := len(distinct); k > 0 && distinct[k-1] == v {
			counts[k-1]++
			continue
		}
		distinct = append(distinct, v)
		counts = append(counts, 1)
	}
	return distinct, counts
}

func everyEnd(n int) []int {
	ends := make([]int, max(n-1, 0))
	for i := range ends {
		ends[i] = i
	}
	return ends
}

// equalEnds lists the last distinct value of every bin but the last one. As in LightGBM, a big value is one that fills a
// bin of equal count alone; the others share the bins that are left.
func equalEnds(counts []int, bins int) []int {
	rest, free := 0, bins
	for _, c := range counts {
		rest += c
	}
	big := make([]bool, len(counts))
	bound := float64(rest) / float64(bins)
	for i, c := range counts {
		if float64(c) >= bound {
			big[i] = true
			rest -= c
			free--
		}
	}
	var ends []int
	in := 0 // values in the open bin
	for i := 0; i < len(counts)-1 && len(ends) < bins-1; i++ {
		switch in += counts[i]; {
		case big[i]:
			ends, in = append(ends, i), 0
		case big[i+1], float64(in) >= float64(rest)/float64(max(free, 1)):
			ends, rest, free, in = append(ends, i), rest-in, free-1, 0
		}
	}
	return ends
}

// between puts a cut half-way between the last value of a bin and the first of the next.
func between(distinct []float64, ends []int) []float64 {
	cuts := make([]float64, 0, len(ends))
	for _, e := range ends {
		a, b := distinct[e], distinct[e+1]
		c := float64(a/2) + float64(b/2)
		if c < a || c >= b { // neighbouring numbers
			c = a
		}
		cuts = append(cuts, c)
	}
	return cuts
}

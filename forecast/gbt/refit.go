package gbt

import "math"

// residual is what a quantile is taken of: a value and its fixed-point weight.
type residual struct {
	r float64
	w int64
}

// weightedQuantile is the smallest r whose rows, with all below, have at least the share tau of the weight. Weights are
// whole numbers, so the result does not depend on the order of rows. It is 0 when all weights are 0. The slice is
// rearranged. O(n) expected: Hoare's selection with three parts and a pivot that is the median of three.
func weightedQuantile(rs []residual, tau float64) float64 {
	var total int64
	for _, x := range rs {
		total += x.w
	}
	if total == 0 {
		return 0
	}
	need := min(max(int64(math.Ceil(tau*float64(total))), 1), total)
	for {
		p := pivot(rs)
		lt, gt, below, equal := threeWay(rs, p)
		switch {
		case need <= below:
			rs = rs[:lt]
		case need <= below+equal:
			return p
		default:
			need -= below + equal
			rs = rs[gt:]
		}
	}
}

func pivot(rs []residual) float64 {
	a, b, c := rs[0].r, rs[len(rs)/2].r, rs[len(rs)-1].r
	return max(min(a, b), min(max(a, b), c))
}

// threeWay arranges rs as smaller, equal, larger than p and gives the borders and the weights of the first two.
func threeWay(rs []residual, p float64) (lt, gt int, below, equal int64) {
	gt = len(rs)
	for i := 0; i < gt; {
		switch x := rs[i]; {
		case x.r < p:
			below += x.w
			rs[i], rs[lt] = rs[lt], x
			lt++
			i++
		case x.r > p:
			gt--
			rs[i], rs[gt] = rs[gt], x
		default:
			equal += x.w
			i++
		}
	}
	return lt, gt, below, equal
}

// residualQuantile is the weighted quantile of y − offset over all rows.
func residualQuantile(y, w, offset []float64, tau float64) float64 {
	sum := 0.0
	for i := range y {
		sum += at(w, i, 1)
	}
	scale := scaleFor(sum, 61)
	rs := make([]residual, len(y))
	for i, v := range y {
		rs[i] = residual{r: v - at(offset, i, 0), w: int64(float64(at(w, i, 1)*scale) + 0.5)}
	}
	return weightedQuantile(rs, tau)
}

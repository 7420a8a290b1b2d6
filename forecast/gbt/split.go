package gbt

// cut is where rows part: bins from shift to bin go left. With shift 0 missing values (bin 0) go left too; with shift 1
// their bin wraps around to 255 and they go right.
type cut struct {
	feature    int32
	bin, shift uint8
}

// right is 1 when bin b goes right, without a branch.
func (c cut) right(b uint8) int {
	return int((uint16(c.bin-c.shift) - uint16(b-c.shift)) >> 15)
}

// split is a possible split of a leaf and what goes left.
type split struct {
	cut
	gain float64 // 0 when there is none
	left bucket
}

// scanner looks for the best split of histograms.
type scanner struct {
	fixed
	lambda, minGain float64
	minRows         int
}

// score is G²/(H+λ); ok is false when the hessian leaves the step undefined.
func (s *scanner) score(b bucket) (v float64, ok bool) {
	g, h := s.g(b), s.hess(b)+s.lambda
	return g * g / h, h > 0
}

// best is the best split over the given features. Equal gains go to the first feature, then to the first bin, then to
// missing values on the right.
func (s *scanner) best(hists []hist, features []int, bins func(f int) int, total bucket) split {
	var best split
	parent, ok := s.score(total)
	if !ok || s.count(total) < 2*s.minRows {
		return best
	}
	for k, f := range features {
		c := candidate{scanner: s, total: total, parent: parent, best: split{cut: cut{feature: int32(f)}}}
		c.scan(&hists[k], bins(f))
		if c.best.gain > best.gain {
			best = c.best
		}
	}
	return best
}

// candidate is the search within one feature.
type candidate struct {
	*scanner
	total  bucket
	parent float64
	best   split
}

func (c *candidate) scan(h *hist, bins int) {
	lost := h[missing]
	some := c.count(lost) > 0
	if some {
		c.offer(lost, 0, 0)
	}
	var left bucket
	for b := 1; b < bins-1; b++ {
		if c.count(h[b]) == 0 {
			continue
		}
		left = left.plus(h[b])
		if c.count(c.total)-c.count(left) < c.minRows {
			return
		}
		if some {
			c.offer(left, b, 1)
			c.offer(left.plus(lost), b, 0)
		} else {
			c.offer(left, b, c.lighter(left))
		}
	}
}

// lighter is the shift that sends missing values where most rows go, when none were seen here.
func (c *candidate) lighter(left bucket) uint8 {
	if 2*c.count(left) < c.count(c.total) {
		return 1
	}
	return 0
}

// offer keeps a split that gains more than the best so far: ½[G_L²/(H_L+λ) + G_R²/(H_R+λ) − G²/(H+λ)] − penalty.
func (c *candidate) offer(left bucket, bin int, shift uint8) {
	n := c.count(left)
	if n < c.minRows || c.count(c.total)-n < c.minRows {
		return
	}
	l, okL := c.score(left)
	r, okR := c.score(c.total.minus(left))
	if gain := float64(0.5*(l+r-c.parent)) - c.minGain; okL && okR && gain > c.best.gain {
		c.best.gain, c.best.left = gain, left
		c.best.bin, c.best.shift = uint8(bin), shift
	}
}

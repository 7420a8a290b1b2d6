package dist

import (
	"math"
	"slices"
)

// Paths draws n sample paths of H steps: ranks from a Gaussian copula with lag-1 correlation Rho and a factor of
// variance share Common that all steps share, values from each step's quantile function. Path p depends only on Seed
// and p. With Whole, values are whole numbers not below 0, rounded
// so that they keep each step's mean as far as a fraction of a piece can.
func (d Dist) Paths(n int) [][]float64 {
	h := d.H()
	block := make([]float64, n*h)
	paths := make([][]float64, n)
	cuts := d.cuts()
	for p := range paths {
		paths[p] = block[p*h : (p+1)*h : (p+1)*h]
		d.path(paths[p], cuts, p)
	}
	return paths
}

// nodes are the normal scores of the middles of 256 equal shares of probability.
var nodes = func() []float64 {
	z := make([]float64, 256)
	for i := range z {
		z[i] = NormalQuantile((float64(i) + 0.5) / 256)
	}
	return z
}()

// cuts are, for whole pieces, the fraction of each step above which a value is rounded up. The grid does not say where
// between two levels a count jumps; the cut is put where the rounded values have the step's mean.
func (d Dist) cuts() []float64 {
	cuts := make([]float64, d.H())
	if !d.Whole {
		return cuts
	}
	y := make([]float64, len(nodes))
	for h, q := range d.Q {
		for i, z := range nodes {
			y[i] = atScore(q, z)
		}
		lo, hi := 0.01, 0.99
		for range 10 {
			cuts[h] = 0.5 * (lo + hi)
			sum := 0.0
			for _, v := range y {
				sum += whole(v, cuts[h])
			}
			if sum > float64(d.Mean[h]*float64(len(y))) {
				lo = cuts[h]
			} else {
				hi = cuts[h]
			}
		}
	}
	return cuts
}

// whole rounds y to a whole number not below 0, up when its fraction reaches cut.
func whole(y, cut float64) float64 { return max(math.Floor(y+(1-cut)), 0) }

func (d Dist) path(dst, cuts []float64, p int) {
	rho, common := min(max(d.Rho, -0.999), 0.999), min(max(d.Common, 0), 1)
	g := stream(d.Seed, uint64(p))
	factor := float64(math.Sqrt(common) * g.normal())
	own, innov := math.Sqrt(1-common), math.Sqrt(1-float64(rho*rho))
	z := g.normal()
	for h := range dst {
		if h > 0 {
			z = float64(rho*z) + float64(innov*g.normal())
		}
		y := atScore(d.Q[h], factor+float64(own*z))
		if d.Whole {
			y = whole(y, cuts[h])
		}
		dst[h] = y
	}
}

// source is SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
type source struct{ state uint64 }

func stream(seed, p uint64) source {
	s := source{seed}
	s.state = s.next() ^ (p * 0xd1342543de82ef95)
	s.state = s.next()
	return s
}

func (s *source) next() uint64 {
	s.state += 0x9e3779b97f4a7c15
	x := s.state
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// normal draws by inversion from the middle of one of 2^53 equal cells, so it is finite.
func (s *source) normal() float64 {
	return NormalQuantile((float64(s.next()>>11) + 0.5) / (1 << 53))
}

// Totals are the sums of each path over the steps from ≤ h < to, sorted.
func Totals(paths [][]float64, from, to int) []float64 {
	t := make([]float64, len(paths))
	for p, path := range paths {
		for _, y := range path[from:to] {
			t[p] += y
		}
	}
	slices.Sort(t)
	return t
}

// TotalQuantile is the tau-quantile of the window's total over the paths.
func TotalQuantile(paths [][]float64, from, to int, tau float64) float64 {
	return SampleQuantile(Totals(paths, from, to), tau)
}

// WindowTotal is the tau-quantile of the total over the steps from ≤ h < to, from n sample paths.
func (d Dist) WindowTotal(from, to, n int, tau float64) float64 {
	return TotalQuantile(d.Paths(n), from, to, tau)
}

// WindowMean is the mean of the total over the steps from ≤ h < to: means add up.
func (d Dist) WindowMean(from, to int) float64 {
	s := 0.0
	for _, m := range d.Mean[from:to] {
		s += m
	}
	return s
}

// AddPaths adds the paths of src to those of dst, path by path: the total of series whose draws belong together.
func AddPaths(dst, src [][]float64) {
	for p := range dst {
		for h := range dst[p] {
			dst[p][h] += src[p][h]
		}
	}
}

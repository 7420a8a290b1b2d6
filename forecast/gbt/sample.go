package gbt

import (
	"cmp"
	"math"
	"slices"
)

const golden = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio: Weyl step of SplitMix64

// mix is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// stream is a counter-based generator: draw i depends on seed, tree and i only, so any thread may draw it.
type stream uint64

// Purposes keep the draws of rows, features and bins apart.
const (
	forRows = iota + 1
	forFeatures
	forBins
)

func newStream(seed uint64, tree, purpose int) stream {
	return stream(mix(mix(mix(seed+golden)+golden*uint64(tree+1)) + golden*uint64(purpose)))
}

func (s stream) at(i int) uint64 { return mix(uint64(s) + golden*uint64(i+1)) }

// threshold is the bound below which a draw falls with probability share; share is in (0, 1).
func threshold(share float64) uint64 { return uint64(math.Ldexp(share, 63)) << 1 }

// drawFeatures picks share of the features, at least one, in rising order.
func drawFeatures(s stream, usable []int, share float64) []int {
	out := slices.Clone(usable)
	k := max(int(math.Ceil(float64(share*float64(len(out)))-1e-9)), min(1, len(out)))
	slices.SortFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.at(a), s.at(b)), cmp.Compare(a, b))
	})
	out = out[:k]
	slices.Sort(out)
	return out
}

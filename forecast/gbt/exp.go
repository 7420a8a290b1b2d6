package gbt

import "math"

// The library's exponential and logarithm differ in the last bit between architectures, and a model must not. These
// use only operations that are rounded the same everywhere, and no product that a compiler may fuse with a sum.

const (
	ln2Hi = 6.93147180369123816490e-01 // ln 2 in 33 bits: multiples below 2^20 are exact
	ln2Lo = 1.90821492927058770002e-10 // the rest of ln 2
	steps = 64                         // table entries to one doubling
	magic = 0x1.8p52                   // adding it rounds to a whole number
)

// exp2Table holds 2^(j/steps), from square roots, which are rounded correctly on every machine.
var exp2Table = func() (t [steps]float64) {
	var roots [6]float64 // 2^(1/2), 2^(1/4) … 2^(1/64)
	r := 2.0
	for i := range roots {
		r = math.Sqrt(r)
		roots[i] = r
	}
	for j := range t {
		t[j] = 1
		for i, root := range roots {
			if j&(steps>>1>>i) != 0 {
				t[j] *= root
			}
		}
	}
	return t
}()

// exp is e^x to about 2 units in the last place; 0 below −708, +Inf above 709, NaN for NaN.
func exp(x float64) float64 {
	if !(x > -708 && x < 709) {
		return expEdge(x)
	}
	k := float64(x*(steps/math.Ln2)) + magic
	n := int64(math.Float64bits(k)) - 0x4338000000000000
	k -= magic
	r := x - float64(k*(ln2Hi/steps)) - float64(k*(ln2Lo/steps))
	p := 1.0/24 + float64(r*(1.0/120))
	p = 1.0/6 + float64(r*p)
	p = 0.5 + float64(r*p)
	p = r + float64(float64(r*r)*p)
	s := exp2Table[n&(steps-1)]
	return (s + float64(s*p)) * math.Float64frombits(uint64(1023+n>>6)<<52)
}

func expEdge(x float64) float64 {
	switch {
	case x >= 709:
		return math.Inf(1)
	case x <= -708:
		return 0
	default:
		return x
	}
}

// log is the natural logarithm of a positive finite x: the series of 2·artanh((m−1)/(m+1)).
func log(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	s := (m - 1) / (m + 1)
	z := s * s
	sum := 0.0
	for k := 23; k >= 1; k -= 2 {
		sum = float64(sum*z) + 1/float64(k)
	}
	return float64(float64(e)*math.Ln2) + float64(2*s*sum)
}

package profile

import (
	"math/big"
	"math/bits"
	"strings"

	"zhiwei/ingest/order"
)

// Decimal is an exact number as a cell writes it: Mant / 10^Scale. A negative scale multiplies (12万 = 12, scale −4).
type Decimal struct {
	Mant        int64
	Scale       int
	Provisional bool // the cell says that the platform is still computing it
}

// significant is the number of digits a spreadsheet keeps; what it writes beyond them is noise of its binary form.
const significant = 15

// ParseDecimal reads a number as people and platforms write it: signs, currency marks (¥ ￥ $ £ €), thousands commas in
// their places, full-width digits, 元, 万, 万元, %, a note that the value is provisional. Anything left over is an error:
// ok is false and no number is guessed.
func ParseDecimal(s string) (d Decimal, ok bool) {
	if d, ok = plainDecimal(s); ok {
		return d, true
	}
	s = strings.TrimSpace(narrow(s))
	if cut := strings.IndexByte(s, '('); cut > 0 && strings.HasSuffix(s, ")") && strings.Contains(s[cut:], "计算中") {
		d.Provisional, s = true, strings.TrimSpace(s[:cut])
	}
	s, outer := trimSign(s)
	s = trimCurrency(s)
	s, inner := trimSign(s)
	shift := 0
	for s, shift = trimUnit(s, shift); ; {
		next, more := trimUnit(s, shift)
		if next == s {
			break
		}
		s, shift = next, more
	}
	plain, okGroups := dropGroups(s)
	if outer != 0 && inner != 0 || !okGroups {
		return Decimal{}, false
	}
	got, ok := digits(plain)
	if !ok {
		return Decimal{}, false
	}
	if outer+inner < 0 {
		got.Mant = -got.Mant
	}
	got.Scale += shift
	got.Provisional = d.Provisional
	return got, true
}

// plainDecimal is the fast way for -12.80 and 3.
func plainDecimal(s string) (Decimal, bool) {
	neg := len(s) > 1 && s[0] == '-'
	if neg {
		s = s[1:]
	}
	if s == "" || len(s) > significant {
		return Decimal{}, false
	}
	var mant int64
	point := -1
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			mant = mant*10 + int64(c-'0')
		case c == '.' && point < 0 && i > 0 && i < len(s)-1:
			point = i
		default:
			return Decimal{}, false
		}
	}
	if neg {
		mant = -mant
	}
	if point < 0 {
		return Decimal{Mant: mant}, true
	}
	return Decimal{Mant: mant, Scale: len(s) - 1 - point}, true
}

// narrow turns full-width characters into their ASCII twins.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　' || r == '\u00a0':
			return ' '
		case r == '−' || r == '–':
			return '-'
		case r == '￥':
			return '¥'
		case r == '。':
			return '.'
		}
		return r
	}, s)
}

// trimSign takes one sign off: -1, 1, or 0 for none.
func trimSign(s string) (string, int) {
	switch {
	case strings.HasPrefix(s, "-"):
		return strings.TrimSpace(s[1:]), -1
	case strings.HasPrefix(s, "+"):
		return strings.TrimSpace(s[1:]), 1
	}
	return s, 0
}

func trimCurrency(s string) string {
	for _, mark := range []string{"¥", "$", "£", "€", "CNY", "RMB"} {
		if rest, found := strings.CutPrefix(s, mark); found {
			return strings.TrimSpace(rest)
		}
	}
	return s
}

func trimUnit(s string, shift int) (string, int) {
	if rest, found := strings.CutSuffix(s, "元"); found {
		return strings.TrimSpace(rest), shift
	}
	if rest, found := strings.CutSuffix(s, "万"); found && shift == 0 {
		return strings.TrimSpace(rest), -4
	}
	if rest, found := strings.CutSuffix(s, "%"); found && shift == 0 {
		return strings.TrimSpace(rest), 2
	}
	return s, shift
}

// dropGroups takes the thousands commas out when each stands before exactly three digits.
func dropGroups(s string) (string, bool) {
	if !strings.Contains(s, ",") {
		return s, true
	}
	whole, frac, _ := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if i == 0 && (g == "" || len(g) > 3) || i > 0 && len(g) != 3 {
			return "", false
		}
	}
	if len(whole) == len(s) {
		return strings.Join(groups, ""), true
	}
	return strings.Join(groups, "") + "." + frac, true
}

// digits reads 12, 12.5, .5, 12. and the spreadsheet's 5.1E-3; a positive exponent has lost digits and is refused.
func digits(s string) (Decimal, bool) {
	number, exp, scientific := strings.Cut(s, "E-")
	shift := 0
	if scientific {
		if exp == "" || len(exp) > 2 {
			return Decimal{}, false
		}
		for i := range len(exp) {
			if exp[i] < '0' || exp[i] > '9' {
				return Decimal{}, false
			}
			shift = shift*10 + int(exp[i]-'0')
		}
	}
	whole, frac, _ := strings.Cut(number, ".")
	all := whole + frac
	if all == "" {
		return Decimal{}, false
	}
	for i := range len(all) {
		if all[i] < '0' || all[i] > '9' {
			return Decimal{}, false
		}
	}
	return shorten(strings.TrimLeft(all, "0"), len(frac), shift)
}

// shorten keeps 15 significant digits of a fraction, rounding half up, as the spreadsheet itself shows them.
func shorten(all string, scale, shift int) (Decimal, bool) {
	extra := len(all) - significant
	if extra > 0 && scale == 0 && len(all) > 18 {
		return Decimal{}, false
	}
	up := int64(0)
	if extra > 0 && scale > 0 {
		if extra > scale {
			extra = scale
		}
		if all[len(all)-extra] >= '5' {
			up = 1
		}
		all, scale = all[:len(all)-extra], scale-extra
	}
	if len(all) > 18 {
		return Decimal{}, false
	}
	mant := int64(0)
	for i := range len(all) {
		mant = mant*10 + int64(all[i]-'0')
	}
	mant += up
	for scale > 0 && mant%10 == 0 {
		mant, scale = mant/10, scale-1
	}
	return Decimal{Mant: mant, Scale: scale + shift}, true
}

// Fen rounds to hundredths half away from zero; subCent says that something was rounded, ok that it fits.
func (d Decimal) Fen() (fen order.Money, subCent, ok bool) {
	n, exact, ok := scaled(d.Mant, 1, d.Scale-2)
	return order.Money(n), !exact, ok
}

// Times is the exact product of two numbers in fen, rounded half away from zero.
func (d Decimal) Times(q Decimal) (fen order.Money, subCent, ok bool) {
	n, exact, ok := scaled(d.Mant, q.Mant, d.Scale+q.Scale-2)
	return order.Money(n), !exact, ok
}

// Units scales by factor into whole base units. A remainder within 1e-6 of a whole number is taken as noise of the
// writer's arithmetic; a larger one means that the unit is wrong, and ok is false.
func (d Decimal) Units(factor int64) (n int64, ok bool) {
	n, exact, ok := scaled(d.Mant, factor, d.Scale)
	if !ok || exact {
		return n, ok
	}
	want := new(big.Int).Mul(big.NewInt(d.Mant), big.NewInt(factor))
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	off := want.Sub(want, ten.Mul(ten, big.NewInt(n)))
	off.Abs(off).Mul(off, big.NewInt(1_000_000))
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return n, off.Cmp(limit) <= 0
}

// scaled is a·b / 10^scale rounded half away from zero; exact tells that nothing was cut off.
func scaled(a, b int64, scale int) (n int64, exact, ok bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > 1<<62 || scale > 18 || scale < 0 && lo > 1<<62/pow10(-scale) {
		return scaledBig(a, b, scale)
	}
	product := int64(lo)
	if (a < 0) != (b < 0) {
		product = -product
	}
	if scale <= 0 {
		return product * int64(pow10(-scale)), true, true
	}
	p := int64(pow10(scale))
	quotient, rest := product/p, product%p
	if rest < 0 && -rest >= p-p/2 {
		return quotient - 1, false, true
	}
	if rest > 0 && rest >= p-p/2 {
		return quotient + 1, false, true
	}
	return quotient, rest == 0, true
}

func scaledBig(a, b int64, scale int) (n int64, exact, ok bool) {
	if scale > 60 || scale < -20 {
		return 0, false, false
	}
	v := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	if scale <= 0 {
		v.Mul(v, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil))
		return v.Int64(), true, v.IsInt64()
	}
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	quotient, rest := new(big.Int).QuoRem(v, p, new(big.Int))
	exact = rest.Sign() == 0
	sign := int64(rest.Sign())
	if rest.Abs(rest).Lsh(rest, 1).Cmp(p) >= 0 && !exact {
		quotient.Add(quotient, big.NewInt(sign))
	}
	return quotient.Int64(), exact, quotient.IsInt64()
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

var powers = func() (p [19]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func pow10(n int) uint64 {
	if n >= len(powers) {
		return 1 << 63
	}
	return powers[n]
}

package empirical

import (
	"errors"
	"math"
	"slices"

	"zhiwei/forecast/dist"
)

// ErrTooShort says that a history has no usable value.
var ErrTooShort = errors.New("no usable value")

// Context is what decides which past days resemble a day.
type Context struct {
	Weekday int8 // 0 = Monday … 6 = Sunday
	Class   int8 // 0 workday, 1 weekend; a make-up workday is 0
	Promo   int8 // promotion state, 0 = none
	Holiday int8 // festival bin, 0 = ordinary
}

// Options are the kernels. The zero value means the defaults in brackets, from forecasting_recipes §1.1.
type Options struct {
	HalfLife  float64 // days until a past day weighs half (40)
	Weekday   float64 // weight of another weekday (0.4)
	Promotion float64 // weight of another promotion state (0.1)
	Holiday   float64 // weight of another holiday bin (0.1)
}

func (o Options) withDefaults() Options {
	set := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	set(&o.HalfLife, 40)
	set(&o.Weekday, 0.4)
	set(&o.Promotion, 0.1)
	set(&o.Holiday, 0.1)
	return o
}

// kernel is k_wd · k_pr · k_hol of forecasting §3.13.
func (o Options) kernel(a, b Context) float64 {
	k := 1.0
	switch {
	case a.Weekday == b.Weekday && a.Class == b.Class:
	case a.Class == b.Class:
		k = min(1, 1.3*o.Weekday)
	default:
		k = o.Weekday
	}
	if a.Promo != b.Promo {
		k *= o.Promotion
	}
	if a.Holiday != b.Holiday {
		k *= o.Holiday
	}
	return k
}

type value struct {
	x, age float64 // value and ageing weight
	kind   int16
}

// Fitted is a history sorted once for many target contexts.
type Fitted struct {
	opt    Options
	values []value
	kinds  []Context
	weight []float64 // scratch: kernel of each kind for the asked context
	cells  []cell
}

type cell struct {
	ctx  Context
	mean float64
	q    []float64
}

// Fit sorts the history y with its contexts; w is each day's own weight (nil
// means ones; 0 takes a stock-out day out). NaN values are missing. The last
// element is the newest day. Refit reuses f's memory when f is not nil.
func Fit(f *Fitted, y, w []float64, ctx []Context, opt Options) (*Fitted, error) {
	if len(ctx) < len(y) {
		panic("empirical: fewer contexts than values")
	}
	if f == nil {
		f = &Fitted{}
	}
	f.opt, f.values, f.kinds, f.cells = opt.withDefaults(), f.values[:0], f.kinds[:0], f.cells[:0]
	decay := math.Exp2(-1 / f.opt.HalfLife)
	age := 1.0
	for i := len(y) - 1; i >= 0 && age > 1e-6; i-- {
		if own := ownWeight(w, i); own > 0 && !math.IsNaN(y[i]) && !math.IsInf(y[i], 0) {
			f.values = append(f.values, value{y[i], age * own, f.kind(ctx[i])})
		}
		age *= decay
	}
	if len(f.values) == 0 {
		return nil, ErrTooShort
	}
	slices.SortFunc(f.values, func(a, b value) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		case a.age > b.age: // ties by age: sums do not depend on the sort
			return -1
		case a.age < b.age:
			return 1
		}
		return int(a.kind) - int(b.kind)
	})
	f.weight = slices.Grow(f.weight[:0], len(f.kinds))[:len(f.kinds)]
	return f, nil
}

func ownWeight(w []float64, i int) float64 {
	if w == nil {
		return 1
	}
	return w[i]
}

func (f *Fitted) kind(c Context) int16 {
	for i, k := range slices.Backward(f.kinds) {
		if k == c {
			return int16(i)
		}
	}
	f.kinds = append(f.kinds, c)
	return int16(len(f.kinds) - 1)
}

// At gives the mean of a day with context c and its quantiles on dist.Levels.
// The quantiles are kept by f: read, do not write.
func (f *Fitted) At(c Context) (mean float64, q []float64) {
	for i := range f.cells {
		if f.cells[i].ctx == c {
			return f.cells[i].mean, f.cells[i].q
		}
	}
	if len(f.cells) < cap(f.cells) {
		f.cells = f.cells[:len(f.cells)+1]
	} else {
		f.cells = append(f.cells, cell{})
	}
	made := &f.cells[len(f.cells)-1]
	made.ctx = c
	if made.q == nil {
		made.q = make([]float64, len(dist.Levels))
	}
	f.read(c, made)
	return made.mean, made.q
}

// minEffective is the number of effective days below which the kernels widen.
const minEffective = 10

func (f *Fitted) read(c Context, out *cell) {
	sum, squares, total := f.sums(c, 0)
	if squares == 0 || sum*sum/squares < minEffective {
		sum, _, total = f.sums(c, 0.5)
	}
	out.mean = total / sum
	at, run := 0, 0.0
	for _, v := range f.values {
		run += v.age * f.weight[v.kind]
		for at < len(dist.Levels) && run >= dist.Levels[at]*sum*(1-1e-12) {
			out.q[at] = v.x
			at++
		}
	}
	for ; at < len(dist.Levels); at++ {
		out.q[at] = f.values[len(f.values)-1].x
	}
}

// sums fills the kernel of each kind, raised to at least floor, and adds up Σw, Σw², Σwx.
func (f *Fitted) sums(c Context, floor float64) (sum, squares, total float64) {
	for i, k := range f.kinds {
		f.weight[i] = max(f.opt.kernel(k, c), floor)
	}
	for _, v := range f.values {
		w := v.age * f.weight[v.kind]
		sum += w
		squares += float64(w * w)
		total += float64(w * v.x)
	}
	return sum, squares, total
}

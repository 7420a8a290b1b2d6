package sample

import "math/rand/v2"

// What the tests of the parts need to see.
var (
	Poisson     = poisson
	Gamma       = gamma
	ToGB18030   = toGB18030
	Steady      = steady
	SortedTypes = sortedTypes
	Header      = header
	AppendYuan  = appendYuan
	Number      = number
)

// Row writes one row of named cells in a dialect of the package.
func Row(platform string, names []string, cells map[string]string) string {
	d := map[string]dialect{"pinduoduo": pddDialect, "douyin": douyinDialect, "youzan": youzanDialect, "taobao": taobaoDialect}[platform]
	r := newRecord(names, d)
	r.reset()
	for name, text := range cells {
		r.text(r.col(name), text)
	}
	return string(r.appendTo(nil))
}

// Curve is the share of the season that a group sells at an offset.
func Curve(name string, off int) float64 {
	return curve(map[string]group{"mooncake": mooncake, "box": mooncakeBox, "zongzi": zongzi, "qingtuan": qingtuan, "spring": springBox, "keep": keep}[name], off)
}

// Offset is the signed distance of a day of history to a festival.
func (w *World) Offset(festival string, day int) int {
	off, _ := w.cal.offset(festival, day)
	return off
}

// Periods are the first and last days of the exports.
func (w *World) Periods() [][2]int { return w.periods() }

// Days is the number of days of history.
func (w *World) Days() int { return w.cal.days }

// Moment writes a second of history as the exports do.
func (w *World) Moment(t int64) string { return string(w.cal.appendTime(nil, t)) }

// Fates counts how the orders end, and checks each order's life in passing.
func (w *World) Fates(check func(created, paid, shipped, done, closed int64)) map[string]map[fate]int {
	out := map[string]map[fate]int{}
	for _, s := range w.shops {
		out[s.name] = map[fate]int{}
		for _, o := range s.orders {
			out[s.name][o.fate]++
			check(o.created, o.paid, o.shipped, o.done, o.closed)
		}
	}
	return out
}

// States are what an export says at each of the moments about an order that ends so.
func States(ends fate, created, paidAt, shippedAt, doneAt, closedAt int64, at ...int64) []state {
	o := purchase{created: created, paid: paidAt, shipped: shippedAt, done: doneAt, closed: closedAt, fate: ends}
	var out []state
	for _, t := range at {
		out = append(out, o.stateAt(t))
	}
	return out
}

// The fates and states by name.
const (
	Kept, Unpaid, Cancelled, Returned, Partial = kept, unpaid, cancelled, returned, partial

	Waiting, Dropped, Paid, Shipped, Completed, CalledOff, SentBack = waiting, dropped, paid, shipped, completed, calledOff, sentBack
)

// Feel is what a promotion does to a rate of one a day.
func Feel(from, to int, uplift float64, own bool, days int) (effect, price []float64) {
	for range days {
		effect, price = append(effect, 1), append(price, 1)
	}
	promotion{from: from, to: to, uplift: uplift, off: 0.9}.feel(own, effect, price)
	return effect, price
}

// ReadPart reads a field of a bill of materials.
func ReadPart(field string) (sku, kind string, qty int) {
	p := readPart(field)
	return p.sku, p.kind, p.qty
}

// Rand is a source for the tests.
func Rand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

package sample

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// fate is how an order ends.
type fate uint8

const (
	kept      fate = iota
	unpaid         // never paid, closed by the platform
	cancelled      // paid, refunded before shipping
	returned       // shipped, refunded in full
	partial        // shipped, part of one line's money given back
)

// state is where an order stands when it is exported.
type state uint8

const (
	waiting state = iota // not paid yet
	dropped              // closed without payment
	paid
	shipped
	completed
	calledOff // refunded before shipping
	sentBack  // refunded after shipping
)

// purchase is one order. Times are seconds since the first day of history; 0 means never.
type purchase struct {
	created, paid, shipped, done, closed int64
	deliver                              int // day the buyer wants the goods, far = none
	first, n                             int
	freight                              int
	place                                int
	buyer                                uint32
	fate                                 fate
	malicious                            bool
}

// line is one item of an order.
type line struct {
	listing, qty         int
	amount, paid, refund int // fen
	gift                 bool
}

// day is the day of payment, or of creation where nothing was paid.
func (o *purchase) day() int { return int(o.created / 86_400) }

// demandDay is the day that the demand belongs to.
func (o *purchase) demandDay() int {
	if o.deliver != far {
		return o.deliver
	}
	return o.day()
}

// stateAt is what an export made at that moment says.
func (o *purchase) stateAt(t int64) state {
	switch {
	case o.fate == unpaid && o.closed <= t:
		return dropped
	case o.fate == unpaid:
		return waiting
	case o.fate == cancelled && o.closed <= t:
		return calledOff
	case o.fate == returned && o.closed <= t:
		return sentBack
	case o.done > 0 && o.done <= t:
		return completed
	case o.shipped > 0 && o.shipped <= t:
		return shipped
	}
	return paid
}

// refundAt is what of the line's money has gone back by then.
func (o *purchase) refundAt(l *line, t int64) int {
	switch {
	case o.closed == 0 || o.closed > t:
		return 0
	case o.fate == cancelled || o.fate == returned:
		return l.paid
	case o.fate == partial:
		return l.refund
	}
	return 0
}

// unit is a line that still has to find an order.
type unit struct{ listing, qty int }

// open draws the demand day by day and makes orders of it.
func (s *shop) open() {
	s.addSpecials()
	for d := range s.horizonDays() {
		units := s.wants(d)
		s.rng.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
		s.pack(d, units)
		if d < s.w.cal.days {
			s.bulkOrder(d)
			s.triedOrder(d)
			s.unpaidOrders(d, units)
		}
	}
	for _, d := range s.badDays() {
		s.maliciousOrder(d)
	}
	slices.SortStableFunc(s.orders, func(a, b purchase) int { return cmp.Compare(a.created, b.created) })
}

// wants draws what is asked for on a demand day; what is out of stock is lost.
func (s *shop) wants(d int) []unit {
	var out []unit
	for n := range s.listings {
		l := &s.listings[n]
		if len(l.rate) == 0 || l.rate[d] == 0 {
			continue
		}
		want := wanted{listing: n, day: d}
		gone := s.w.outOfStock(l.item, d)
		for range poisson(s.rng, l.rate[d]*gamma(s.rng, 16)) {
			qty := s.quantity(s.w.items[l.item].group)
			want.latent += int64(qty * l.pack)
			if gone {
				want.lost += int64(qty * l.pack)
				continue
			}
			out = append(out, unit{n, qty})
		}
		if want.latent > 0 {
			s.rows = append(s.rows, want)
		}
	}
	return out
}

// quantity is how many platform units one line holds, always below bulkFrom pieces.
func (s *shop) quantity(g group) int {
	r := s.rng.Float64()
	if s.platform == "wholesale" {
		return s.caseLot(g)
	}
	switch g {
	case mooncake:
		return 2 + int(10*r*r)
	case fresh, keep, zongzi:
		return 1 + int(4.6*r*r*r)
	default:
		return 1 + int(2.8*r*r*r*r)
	}
}

func (s *shop) caseLot(g group) int {
	switch g {
	case mooncake:
		return 40 * (1 + s.rng.IntN(5))
	case mooncakeBox, zongziBox:
		return 6 * (1 + s.rng.IntN(6))
	default:
		return 12 * (1 + s.rng.IntN(4))
	}
}

// pack puts units into orders.
func (s *shop) pack(d int, units []unit) {
	for i := 0; i < len(units); {
		n := 1
		for i+n < len(units) && n < 20 && s.rng.Float64() < s.basket {
			n++
		}
		o, ok := s.newOrder(d, units[i:i+n])
		if ok {
			s.add(o, units[i:i+n])
		} else {
			s.forget(d, units[i:i+n])
		}
		i += n
	}
}

// newOrder draws the times and the fate of an order; ok is false when it is paid outside the history.
func (s *shop) newOrder(d int, units []unit) (purchase, bool) {
	r := s.rng
	o := purchase{deliver: far, place: pickPlace(r), buyer: r.Uint32()}
	day := d
	if s.platform == "youzan" && s.hasFresh(units) {
		o.deliver = d
		day -= r.IntN(3)
	}
	if day < 0 || day >= s.w.cal.days {
		return o, false
	}
	o.paid = int64(day)*86_400 + dayTime(r)
	o.created = max(int64(day)*86_400, o.paid-5-r.Int64N(600))
	o.shipped = o.paid + 4*3600 + r.Int64N(36*3600)
	if s.platform == "youzan" {
		o.shipped = o.paid + 2*3600 + r.Int64N(3*3600)
	}
	o.done = o.shipped + 2*86_400 + r.Int64N(6*86_400)
	s.decide(&o, r)
	return o, true
}

// decide draws the order's fate.
func (s *shop) decide(o *purchase, r *rand.Rand) {
	span := int64(36 * 3600)
	if s.platform == "youzan" {
		span = 4 * 3600
	}
	switch x := r.Float64(); {
	case s.platform == "wholesale":
	case x < 0.025:
		o.fate, o.closed = cancelled, o.paid+3600+r.Int64N(span)
		o.shipped, o.done = 0, 0
	case x < 0.025+0.018 && s.platform != "jd":
		o.fate, o.closed = returned, o.shipped+3*86_400+r.Int64N(6*86_400)
		o.done = 0
	case x < 0.025+0.018+0.012 && (s.platform == "taobao" || s.platform == "youzan"):
		o.fate, o.closed = partial, o.shipped+86_400+r.Int64N(5*86_400)
	}
}

func (s *shop) hasFresh(units []unit) bool {
	for _, u := range units {
		if n := s.listings[u.listing].item; n >= 0 && s.w.items[n].group == fresh {
			return true
		}
	}
	return false
}

// add keeps an order with its lines, prices and gifts.
func (s *shop) add(o purchase, units []unit) {
	o.first = len(s.lines)
	coupon := []float64{1, 1, 0.98, 0.95}[s.rng.IntN(4)]
	total := 0
	for _, u := range units {
		l := s.listings[u.listing]
		f := coupon
		if l.paid != nil {
			f *= l.paid[min(o.day(), len(l.paid)-1)]
		}
		amount := l.price * u.qty
		paidFen := int(float64(amount)*f + 0.5)
		if s.platform == "wholesale" {
			paidFen = (l.price*58 + 50) / 100 * u.qty
		}
		total += paidFen
		s.lines = append(s.lines, line{listing: u.listing, qty: u.qty, amount: amount, paid: paidFen})
	}
	if o.fate == partial {
		last := &s.lines[len(s.lines)-1]
		last.refund = last.paid * (1 + s.rng.IntN(5)) / 10
	}
	if g := s.giftListing(); g >= 0 && (o.fate == kept || o.fate == cancelled) && s.rng.Float64() < 0.03 {
		s.lines = append(s.lines, line{listing: g, qty: 1, gift: true})
	}
	if (s.platform == "taobao" && total < 3900 || s.platform == "youzan") && s.rng.Float64() < 0.12 {
		o.freight = 800
	}
	o.n = len(s.lines) - o.first
	s.orders = append(s.orders, o)
}

// forget takes units out of the truth that are ordered before the first or after the last day.
func (s *shop) forget(d int, units []unit) {
	for _, u := range units {
		for i := len(s.rows) - 1; i >= 0 && s.rows[i].day == d; i-- {
			if s.rows[i].listing == u.listing {
				s.rows[i].latent -= int64(u.qty * s.listings[u.listing].pack)
				break
			}
		}
	}
}

// dayTime is a second of the day, with few orders at night and a peak in the evening.
func dayTime(r *rand.Rand) int64 {
	h := 7 + 17*(0.35*r.Float64()+0.65*max(r.Float64(), r.Float64()))
	if r.Float64() < 0.05 {
		h = 7 * r.Float64()
	}
	return min(int64(h*3600)+r.Int64N(60), 86_390)
}

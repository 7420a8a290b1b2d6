package transform

import (
	"hash/maphash"
	"math"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// seen is what went by with the rows of a file: enough to know in advance what need not be looked for in the database.
type seen struct {
	keys
	periodic       bool // a row came that has no natural key
	unpaid         bool // a row came that does not say whether it was paid
	undated        bool // a row came that does not say when it was created
	low, high      time.Time
	rows           int64
	places         int // shops, as far as that is more than one
	platform, shop string
}

// dated tells that every row lies between low and high.
func (s *seen) dated() bool { return !s.undated && s.rows > 0 }

// oneShop tells that every row is of one shop.
func (s *seen) oneShop() bool { return s.places == 1 }

// add shows a record of a feed.
func (s *seen) add(r arrow.Record, f *feed) {
	s.addDays(column[*array.Timestamp](r, "created_at"))
	s.addShops(column[*array.String](r, "platform"), column[*array.String](r, "shop"))
	s.rows += r.NumRows()
	keyed := func(int) bool { return true }
	if f.kind.periods {
		periodic := column[*array.Boolean](r, "period_keyed")
		keyed = func(i int) bool { return !periodic.Value(i) }
		s.addPayment(column[*array.Timestamp](r, "paid_at"), column[*array.Int32](r, "paid_mark"))
	}
	texts := make([]*array.String, len(f.key))
	for i, c := range f.key {
		texts[i] = r.Column(c).(*array.String)
	}
	s.addKeys(texts, int(r.NumRows()), keyed)
}

func column[T arrow.Array](r arrow.Record, name string) T {
	return r.Column(r.Schema().FieldIndices(name)[0]).(T)
}

func (s *seen) addDays(created *array.Timestamp) {
	if created.NullN() > 0 {
		s.undated = true
		return
	}
	low, high := arrow.Timestamp(math.MaxInt64), arrow.Timestamp(math.MinInt64)
	for _, t := range created.TimestampValues() {
		low, high = min(low, t), max(high, t)
	}
	unit := created.DataType().(*arrow.TimestampType).Unit
	if first := low.ToTime(unit); s.rows == 0 || first.Before(s.low) {
		s.low = first
	}
	if last := high.ToTime(unit); s.rows == 0 || last.After(s.high) {
		s.high = last
	}
}

func (s *seen) addShops(platform, shop *array.String) {
	for i := range platform.Len() {
		if s.places == 0 {
			s.places, s.platform, s.shop = 1, strings.Clone(platform.Value(i)), strings.Clone(shop.Value(i))
		}
		if s.platform != platform.Value(i) || s.shop != shop.Value(i) {
			s.places = 2
			return
		}
	}
}

func (s *seen) addPayment(at *array.Timestamp, mark *array.Int32) {
	for i := 0; i < at.Len() && !s.unpaid; i++ {
		s.unpaid = at.IsNull(i) && mark.Value(i) == 0
	}
}

func (s *seen) addKeys(key []*array.String, n int, keyed func(int) bool) {
	var h maphash.Hash
	h.SetSeed(keySeed)
	for i := range n {
		switch {
		case !keyed(i):
			s.periodic = true
		case !s.twice:
			h.Reset()
			for _, c := range key {
				_, _ = h.WriteString(c.Value(i)) // never fails
				_ = h.WriteByte(0)
			}
			s.put(h.Sum64() | 1)
		}
	}
}

// keys sees natural keys go by. It keeps hashes only: it can say twice of keys that differ, never once of equal ones.
type keys struct {
	twice bool     // a key may have come twice
	slots []uint64 // open addressing, 0 is free
	used  int
}

var keySeed = maphash.MakeSeed()

func (s *keys) put(h uint64) {
	if s.used*2 >= len(s.slots) {
		s.grow()
	}
	mask := uint64(len(s.slots) - 1)
	for at := h >> 1 & mask; ; at = (at + 1) & mask {
		switch s.slots[at] {
		case 0:
			s.slots[at] = h
			s.used++
			return
		case h:
			s.twice = true
			s.slots = nil
			return
		}
	}
}

func (s *keys) grow() {
	old := s.slots
	s.slots, s.used = make([]uint64, max(1<<12, 4*len(old))), 0
	for _, h := range old {
		if h != 0 {
			s.put(h)
		}
	}
}

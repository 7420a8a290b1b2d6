package plan

import "math"

// Stock are the parts of an inventory position, base units.
type Stock struct {
	OnHand    int64 // sellable: not expired, not inside the ban, not damaged
	OnOrder   int64 // valid supply only: overdue supply counts 0
	InTransit int64
	Allocated int64
	Backorder int64
	Outdating int64 // sellable stock that will expire unsold inside the window (2.9, short-life items)
}

// Position is IP of 2.6.
func (s Stock) Position() int64 {
	return s.OnHand + s.OnOrder + s.InTransit - s.Allocated - s.Backorder - s.Outdating
}

// NoLimit stands for "no upper limit" in [Limits].
const NoLimit = -1

// Limits bound an order quantity, base units.
type Limits struct {
	MOQ  int64
	Case int64 // multiples of it; 0 = 1
	Max  int64 // the supplier's maximum, NoLimit when there is none
	Cap  int64 // the shelf-life cap of 2.9, NoLimit when it does not expire
}

// Order is the order quantity of a need with what became of it.
type Order struct {
	Qty, Cases int64
	Excess     int64  // ordered only because of MOQ and case
	Exception  string // why the need is not ordered in full
}

// Size is q of 2.6: nothing without a need, else the need raised to MOQ and case and cut to the limits. A cap or
// maximum below MOQ gives no order but the exception.
func (l Limits) Size(need float64) Order {
	if need <= 0 {
		return Order{}
	}
	box := max(l.Case, 1)
	q := CeilTo(math.Max(need, float64(l.MOQ)), box)
	least := CeilTo(float64(max(l.MOQ, 1)), box)
	exception := ""
	for _, limit := range []struct {
		top  int64
		code string
	}{{l.Max, MaxBelowMOQ}, {l.Cap, ShelfBelowMOQ}} {
		if limit.top == NoLimit || q <= limit.top {
			continue
		}
		if q = FloorTo(float64(limit.top), box); q < least {
			return Order{Exception: limit.code}
		}
		exception = Capped
	}
	if float64(q) >= need {
		exception = ""
	}
	return Order{Qty: q, Cases: q / box, Excess: max(0, q-int64(math.Ceil(need-1e-9))), Exception: exception}
}

// CeilTo is the smallest multiple of c at or above x.
func CeilTo(x float64, c int64) int64 { return int64(math.Ceil(x/float64(c)-1e-9)) * c }

// FloorTo is the largest multiple of c at or below x, never below 0.
func FloorTo(x float64, c int64) int64 { return max(0, int64(math.Floor(x/float64(c)+1e-9))*c) }

// InStockVelocity is the sale of a period if the item had been in stock all its days (2.1); 0 without such days.
func InStockVelocity(units, inStockDays, periodDays float64) float64 {
	if inStockDays <= 0 {
		return 0
	}
	return units / inStockDays * periodDays
}

// slowest is a piece in a thousand days: below it nothing is said of how long a stock lasts.
const slowest = 1e-3

// ExcessDays is how many days the excess lasts at the daily demand; NaN when hardly anything is sold.
func ExcessDays(excess int64, daily float64) float64 {
	if daily < slowest {
		return math.NaN()
	}
	return float64(excess) / daily
}

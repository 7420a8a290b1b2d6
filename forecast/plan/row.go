package plan

import (
	"time"

	"zhiwei/transform/demand"
)

// Urgency orders the purchase list.
type Urgency string

// The urgencies, most pressing first.
const (
	PastDue  Urgency = "past-due"  // the latest order day has gone by
	Today    Urgency = "today"     // must be ordered today
	ThisWeek Urgency = "this-week" // within 7 days
	Later    Urgency = "later"
	Watch    Urgency = "watch" // nothing to order
)

// Step is one line of a row's calculation, in the order a person would write it down.
type Step struct {
	Code   string  // "window-mean", "safety-stock", "order-up-to", "on-hand" …; words in reports/locale
	Value  float64 // base units, days or fen by Unit
	Unit   string  // "pieces", "days", "fen", "cases"
	Source string  // 手工/规则/学习/缺省 as codes: entered, rule, learned, default; or forecast, stock, supply
}

// Row is one purchase suggestion: a SKU from a supplier for a centre.
type Row struct {
	Line     int // 1-based, in the order of the list
	SKU      demand.SKU
	Supplier string
	Centre   demand.Centre
	Unit     string // the base unit's word (盒, 枚) as the product table has it; not a column of the line
	Urgency  Urgency
	// Stock, base units.
	OnHand, Allocated, OnOrderValid, OnOrderOverdue, NoSell int64
	// Demand.
	Daily7, Daily28 float64
	WeekMean        [8]float64 // means of W+1 … W+8
	Review, Lead    int        // R and L, days
	WindowMean      float64    // E[Σ D] over R+L days, in whole units so that the printed numbers add up
	SafetyStock     float64    // S − E[Σ D]
	OrderUpTo       float64    // S, the α-quantile of the window's total over paths
	Position        int64      // IP: on hand + valid on order − allocated − backorders − what will expire unsold in the window
	Need            float64    // S − IP
	MOQ, Case       int64
	ShelfCap        int64 // largest quantity that can be sold before it expires; -1 = no limit
	Qty             int64 // suggestion
	Cases           int64
	Excess          int64 // pieces ordered only because of MOQ and case
	CoverBefore     float64
	CoverAfter      float64 // days until stock is gone, without and with the order
	NeedDate        time.Time
	LatestOrder     time.Time
	Arrives         time.Time
	LifeAtArrival   int // days of shelf life left on arrival; -1 = does not expire
	Price           demand.Money
	Amount          demand.Money
	ProfitPerYuan   float64 // expected margin of the order per yuan spent
	StockoutProb    float64 // P(demand of the window > position) without the order
	LeftoverProb    float64 // P(part of the order is unsold on its last day)
	LostMoney       demand.Money
	Exception       string // "", "moq-over-shelf-life", "no-supplier", "past-cutoff" …
	Steps           []Step
	Days            []Day
}

// Day is one column of the time-phased projection (进销存推演), base units.
type Day struct {
	Date                                                  time.Time
	Start, Gross, Orders, Net, Scheduled, Expiry, Planned float64
	End, SafetyStock, Promise /* ATP */, Release/* L earlier */ float64
}

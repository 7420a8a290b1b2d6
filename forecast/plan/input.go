package plan

import (
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"zhiwei/transform/demand"
)

// ErrInput says that an item or an option cannot be planned with.
var ErrInput = errors.New("plan input not usable")

// Lot is one lot of a stock snapshot as of the close of the as-of day.
type Lot struct {
	Lot               string
	Produced, Expires time.Time // as printed; a zero Expires follows from Produced and the shelf life, or never comes
	Qty, Allocated    int64
	Sellable          bool // false: damaged, on hold, or by rule no longer sold
}

// Supply is an open purchase order.
type Supply struct {
	PO       string
	Promised time.Time
	Qty      int64
	Valid    bool // its date is known and it is not overdue beyond the supplier's P90 delay; else it counts 0
}

// Terms are a supplier's terms for an item.
type Terms struct {
	MOQ, Case    int64 // 0 = 1
	Max          int64 // per order; 0 = no limit
	Price        demand.Money
	Lead         Lead
	Review       int       // days between orders when agreed; 0 = from the order weekdays
	Days         OrderDays // Working comes from the options
	AgeAtArrival int       // days of life gone when it arrives
}

// Item is what is known of one SKU from one supplier for one centre.
type Item struct {
	SKU       demand.SKU
	Supplier  string
	Centre    demand.Centre
	Unit      string
	Paths     [][]float64 // sample paths of demand: days from today on, base units, all of one length
	Recent    []float64   // sales of the last days before today, oldest first
	InStock   []bool      // beside Recent: whether the day was in stock; nil = always
	Lots      []Lot
	Supply    []Supply
	Orders    []float64 // booked orders not yet allocated, by day from today
	Backorder int64
	Terms     *Terms // nil = no supplier is known: the row shows the need only
	ShelfDays int    // 0 = does not expire
	Life      LifeRule
	SellUntil time.Time    // last day of sale of a season item; zero = open
	NetPrice  demand.Money // what remains of a sold piece before its cost
	Salvage   demand.Money // of a piece left over; negative when disposal costs money
	Goodwill  demand.Money
	Service   float64 // cycle service of its class; 0 = the option's
}

// Input is all that a plan is made of.
type Input struct {
	Items   []Item
	NoStock bool // there is no stock snapshot at all
}

// Options are the choices of a plan; the zero value of a field stands for the default named beside it.
type Options struct {
	Today   time.Time // required
	Service float64   // cycle service α: 0.95
	Unsold  float64   // tolerated unsold share of an order that expires: 0.05 (γ = 1 − it)
	Review  int       // days between orders where nothing says more: 7
	Lead    int       // lead time where nothing is known: 7
	Early   int       // days back that booked orders eat forecast: 0
	Late    int       // days ahead: 0
	Working func(time.Time) bool
	Seed    uint64
	Budget  demand.Money // 0 = none
}

// The defaults of [Options].
const (
	DefaultService = 0.95
	DefaultUnsold  = 0.05
	DefaultReview  = 7
	DefaultLead    = 7
)

func (o Options) filled() (Options, error) {
	if o.Today.IsZero() {
		return o, fmt.Errorf("no today: %w", ErrInput)
	}
	if o.Service == 0 {
		o.Service = DefaultService
	}
	if o.Unsold == 0 {
		o.Unsold = DefaultUnsold
	}
	if o.Review == 0 {
		o.Review = DefaultReview
	}
	if o.Lead == 0 {
		o.Lead = DefaultLead
	}
	if o.Service <= 0 || o.Service >= 1 || o.Unsold <= 0 || o.Unsold >= 1 || o.Review < 1 || o.Lead < 1 {
		return o, fmt.Errorf("service %g, unsold share %g, review %d, lead %d: %w", o.Service, o.Unsold, o.Review, o.Lead, ErrInput)
	}
	return o, nil
}

func (i *Item) key() string {
	return string(i.SKU) + "\x1f" + string(i.Centre) + "\x1f" + i.Supplier
}

func (i *Item) check() error {
	for _, p := range i.Paths {
		if len(p) != len(i.Paths[0]) || len(p) == 0 {
			return fmt.Errorf("paths of %s differ in length: %w", i.SKU, ErrInput)
		}
	}
	if i.InStock != nil && len(i.InStock) != len(i.Recent) {
		return fmt.Errorf("%d sales and %d in-stock marks of %s: %w", len(i.Recent), len(i.InStock), i.SKU, ErrInput)
	}
	if t := i.Terms; t != nil && (t.MOQ < 0 || t.Case < 0 || t.Max < 0 || t.Price < 0) {
		return fmt.Errorf("terms of %s from %s are negative: %w", i.SKU, i.Supplier, ErrInput)
	}
	if i.Service < 0 || i.Service >= 1 {
		return fmt.Errorf("service %g of %s: %w", i.Service, i.SKU, ErrInput)
	}
	return nil
}

func (i *Item) seed(run uint64) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(i.key())) // a hash takes every write
	return h.Sum64() ^ run
}

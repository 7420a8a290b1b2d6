package view

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"zhiwei/forecast/plan"
)

// AgeBands are the rows of the stock's ages: 0–30, 31–60, 61–90, over 90 days, and a date nobody wrote down.
const AgeBands = 5

// WeekAge is the cost of the stock of one age by category; the last cell holds the categories without a column.
type WeekAge [ShownCategories + 1]int64

// LotState says why a lot is on the list of overstock; the worst wins.
type LotState string

// The states of a lot, the worst first.
const (
	LotExpired LotState = "expired" // its last day is over
	LotHeld    LotState = "held"    // not for sale: returned, damaged or kept back
	LotNear    LotState = "near"    // within the near-expiry days of its shelf life
	LotUnsold  LotState = "unsold"  // the forecast does not sell it before it expires
	LotOld     LotState = "old"     // more than 90 days old
)

// WeekLot is a lot that cannot be sold in time, or is old.
type WeekLot struct {
	SKU, Name, Lot string
	Qty, Left      int64 // in stock, and of it what the forecast leaves over on the lot's last day
	CostFen        int64 // of one piece
	Days           int   // until it expires; NoExpiry without a date
	State          LotState
}

// NoExpiry stands for the days of a lot that has no last day.
const NoExpiry = math.MinInt

// WeekMore is what the list of lots had no room for.
type WeekMore struct {
	Lots   int
	Unsold int // of Lots, those that leave something over
	Fen    int64
}

// lotRows is the longest list of lots in the report.
const lotRows = 12

// oldDays is the age from which a lot is old.
const oldDays = 90

type lotRow struct {
	SKU       string    `sql:"sku"`
	Name      string    `sql:"name"`
	Category  string    `sql:"category"`
	Lot       string    `sql:"lot"`
	Expires   time.Time `sql:"expires"`
	Produced  time.Time `sql:"produced"`
	Qty       int64     `sql:"qty"`
	CostFen   int64     `sql:"cost_fen"`
	Shelf     int64     `sql:"shelf_days"`
	Sellable  bool      `sql:"sellable"`
	Packaging bool      `sql:"packaging"`
	Day       time.Time `sql:"day"`
}

type aheadRow struct {
	SKU  string  `sql:"sku"`
	Lead int     `sql:"lead"`
	Mean float64 `sql:"mean"`
}

// stock fills the ages and the list of lots.
func (w *Weekly) stock(lots []lotRow, ahead []aheadRow) {
	daily := map[string][]float64{}
	for _, a := range ahead {
		daily[a.SKU] = append(daily[a.SKU], a.Mean)
	}
	for start := 0; start < len(lots); {
		end := start
		for end < len(lots) && lots[end].SKU == lots[start].SKU {
			w.Ages[ageBand(lots[end])][w.category(lots[end].Category)] += lots[end].Qty * lots[end].CostFen
			end++
		}
		w.Lots = append(w.Lots, overstock(lots[start:end], daily[lots[start].SKU])...)
		start = end
	}
	slices.SortStableFunc(w.Lots, func(a, b WeekLot) int {
		return cmp.Or(cmp.Compare(b.Fen(), a.Fen()), strings.Compare(a.SKU, b.SKU), strings.Compare(a.Lot, b.Lot))
	})
	if len(w.Lots) <= lotRows {
		return
	}
	for _, l := range w.Lots[lotRows:] {
		w.MoreLots.Lots++
		w.MoreLots.Fen += l.Fen()
		if l.Left > 0 {
			w.MoreLots.Unsold++
		}
	}
	w.Lots = w.Lots[:lotRows]
}

// Fen is the cost of what the lot leaves over.
func (l WeekLot) Fen() int64 { return l.Left * l.CostFen }

func (w *Weekly) category(name string) int {
	if i := slices.Index(w.Categories[:], name); i >= 0 && name != "" {
		return i
	}
	return ShownCategories
}

func ageBand(l lotRow) int {
	if l.Produced.IsZero() {
		return AgeBands - 1
	}
	return min(max(daysBetween(l.Produced, l.Day)-1, 0)/30, AgeBands-2)
}

// overstock rolls an item's lots forward, first expired first sold, and lists those that a person has to look at.
func overstock(lots []lotRow, daily []float64) []WeekLot {
	aged, longest := make([]plan.AgedLot, len(lots)), 0
	for i, l := range lots {
		aged[i] = plan.AgedLot{Qty: float64(l.Qty), Days: plan.Forever}
		if days := l.days(); days != NoExpiry {
			aged[i].Days = days
			longest = max(longest, days)
		}
		if !l.Sellable {
			aged[i].Days = 0
		}
	}
	left := plan.FEFO(aged, carriedOn(daily, longest)).Leftover
	if len(daily) == 0 { // nothing is known of its sales: only what is over is left over
		for i := range left {
			if aged[i].Days > 0 {
				left[i] = 0
			}
		}
	}
	var out []WeekLot
	for i, l := range lots {
		state := l.state(left[i])
		if state == "" || l.Packaging {
			continue
		}
		out = append(out, WeekLot{SKU: l.SKU, Name: l.Name, Lot: l.Lot, Qty: l.Qty, Left: int64(math.Round(left[i])), CostFen: l.CostFen, Days: l.days(), State: state})
	}
	return out
}

// carriedOn makes a forecast as long as asked: behind its end every day is the mean of its last week.
func carriedOn(daily []float64, days int) []float64 {
	out := slices.Clone(daily[:min(len(daily), days)])
	tail := 0.0
	if week := daily[max(0, len(daily)-7):]; len(week) > 0 {
		tail = plan.Mean(week)
	}
	for len(out) < days {
		out = append(out, tail)
	}
	return out
}

// days is how many days after the snapshot the lot may still be sold.
func (l lotRow) days() int {
	if l.Expires.IsZero() {
		return NoExpiry
	}
	return daysBetween(l.Day, l.Expires)
}

func (l lotRow) state(left float64) LotState {
	days := l.days()
	switch {
	case days != NoExpiry && days <= 0:
		return LotExpired
	case !l.Sellable:
		return LotHeld
	case days != NoExpiry && l.Shelf > 0 && days <= plan.NearExpiryDays(int(l.Shelf)):
		return LotNear
	case math.Round(left) > 0:
		return LotUnsold
	case !l.Produced.IsZero() && daysBetween(l.Produced, l.Day) > oldDays:
		return LotOld
	default:
		return ""
	}
}

// unsold counts the lots that leave something over, adds up what that cost and names the dearest.
func (w Weekly) unsold() (n int, fen int64, dearest string) {
	for _, l := range w.Lots {
		if l.Left <= 0 {
			continue
		}
		if n == 0 {
			dearest = l.Name
		}
		n++
		fen += l.Fen()
	}
	return n + w.MoreLots.Unsold, fen + w.MoreLots.Fen, dearest
}

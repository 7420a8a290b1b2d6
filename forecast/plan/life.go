package plan

import (
	"math"
	"slices"
	"time"
)

// LifeRule is a channel's shelf-life rule (2.9).
type LifeRule struct {
	Accept float64 // largest share of the life that may have passed at receipt (禁收); 0 = the default 1/2
	Warn   int     // 临期 days before expiry; 0 = the default table
	Ban    int     // days before expiry from which it is not sold (禁售)
}

// defaultAccept is 禁收 for domestic goods where no rule is given.
const defaultAccept = 0.5

// Ladder are the days at which a lot changes its state.
type Ladder struct {
	Expire, LastReceipt, FirstWarn, LastSale, FirstNoSell time.Time
}

// Ladder is the ladder of a lot produced on the day with the shelf life in days.
func (r LifeRule) Ladder(produced time.Time, shelf int) Ladder {
	accept, warn := r.Accept, r.Warn
	if accept == 0 {
		accept = defaultAccept
	}
	if warn == 0 {
		warn = NearExpiryDays(shelf)
	}
	expire := produced.AddDate(0, 0, shelf)
	return Ladder{
		Expire:      expire,
		LastReceipt: produced.AddDate(0, 0, int(math.Floor(accept*float64(shelf)+1e-9))),
		FirstWarn:   expire.AddDate(0, 0, -warn),
		LastSale:    expire.AddDate(0, 0, -r.Ban),
		FirstNoSell: expire.AddDate(0, 0, 1-r.Ban),
	}
}

// lifeBands is the 临期 table (Beijing 2012), lower bounds inclusive.
var lifeBands = []struct{ shelf, warn int }{{365, 45}, {180, 20}, {90, 15}, {30, 10}, {16, 5}}

// NearExpiryDays are the 临期 days of a shelf life. At 15 days and below, where the printed rule is silent, the value
// is ours: min(4, max(1, ⌈shelf/4⌉)).
func NearExpiryDays(shelf int) int {
	for _, band := range lifeBands {
		if shelf >= band.shelf {
			return band.warn
		}
	}
	return min(4, max(1, (shelf+3)/4))
}

// AgedLot is a lot as of the close of day 0. Days is the number of days after it on which it may still be sold:
// days to expiry − ban. Forever = it does not expire.
type AgedLot struct {
	Qty  float64
	Days int
}

// Forever marks a lot without expiry.
const Forever = math.MaxInt32

// Rolled is the outcome of a FEFO roll-forward.
type Rolled struct {
	Leftover []float64 // per lot, in the order given: what it still holds after its last day
	Expiry   []float64 // per day: what expires at the close of day i+1
	Short    []float64 // per day: demand not met
}

// FEFO rolls lots forward (2.10): day n = 1, 2, … sells from the lot that expires first among those with n ≤ Days.
func FEFO(lots []AgedLot, demandOf []float64) Rolled {
	order := fefoOrder(lots)
	left := make([]float64, len(lots))
	out := Rolled{Leftover: make([]float64, len(lots)), Expiry: make([]float64, len(demandOf)), Short: make([]float64, len(demandOf))}
	for i, l := range lots {
		left[i] = l.Qty
		if l.Days <= 0 {
			out.Leftover[i], left[i] = l.Qty, 0
		}
	}
	for d, want := range demandOf {
		n := d + 1
		for _, i := range order {
			if lots[i].Days < n {
				continue
			}
			sold := math.Min(left[i], want)
			left[i] -= sold
			want -= sold
			if lots[i].Days == n {
				out.Leftover[i] = left[i]
				out.Expiry[d] += left[i]
				left[i] = 0
			}
		}
		out.Short[d] = want
	}
	return out
}

func fefoOrder(lots []AgedLot) []int {
	order := make([]int, len(lots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return lots[a].Days - lots[b].Days })
	return order
}

// Risk is the distribution of the units left over, over the paths.
type Risk struct{ Mean, P50, P90 float64 }

// ExpiryRisk is the FEFO risk of all lots together over the days that the lots and the paths cover (2.10), one
// roll-forward a path.
func ExpiryRisk(lots []AgedLot, paths [][]float64) Risk {
	totals := make([]float64, len(paths))
	for i, p := range paths {
		totals[i] = sum(FEFO(lots, p).Leftover)
	}
	if len(totals) == 0 {
		return Risk{}
	}
	return Risk{Mean: Mean(totals), P50: Quantile(totals, 0.5), P90: Quantile(totals, 0.9)}
}

// ShelfCap is the cap of 2.9: the gamma-quantile of what can still be sold of an order between its arrival and its
// last sellable day, older stock first. Days count from today = 0; last is included. stock is what is sellable before
// the order arrives.
func ShelfCap(paths [][]float64, stock float64, arrive, last int, gamma float64) int64 {
	room := make([]float64, len(paths))
	for i, p := range paths {
		older := math.Max(0, stock-pathSum(p, 0, arrive))
		room[i] = math.Max(0, pathSum(p, arrive, last+1)-older)
	}
	return int64(math.Floor(Quantile(room, gamma) + 1e-9))
}

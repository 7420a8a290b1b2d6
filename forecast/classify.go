package forecast

import (
	"zhiwei/forecast/festival"
	"zhiwei/transform/calendar"
)

// The cuts of triage (forecasting §3.1).
const (
	adiCut     = 1.32 // Syntetos, Boylan & Croston 2005
	seasonCut  = 0.6  // share of volume in one festival's season
	seasonLead = 60   // days before a festival that count as its season
	deadDays   = 90   // days without demand
	newDays    = 56   // days of history
)

// classify routes a series: event items first, so that a festival item is never taken for an intermittent or dead one.
func (v *view) classify() {
	v.season = v.findSeason()
	switch {
	case v.season != "":
		v.class = Seasonal
	case v.dead():
		v.class = Dead
	case v.n < newDays:
		v.class = New
	case v.interval() > adiCut:
		v.class = Intermittent
	default:
		v.class = YearRound
	}
}

// findSeason takes the product master's season, else the festival whose season holds most of the volume.
func (v *view) findSeason() calendar.Festival {
	for _, w := range festival.Windows {
		if string(w.Festival) == v.s.Season {
			return w.Festival
		}
	}
	if v.s.Season != "" || v.n < 200 {
		return ""
	}
	total, inside := 0.0, make([]float64, len(festival.Windows))
	for t := range v.n {
		total += v.y[t]
		for f, w := range festival.Windows {
			if _, offset, ok := v.table.Align(w.Festival, v.d0+t); ok && offset >= -seasonLead && offset <= 5 {
				inside[f] += v.y[t]
			}
		}
	}
	for f, x := range inside {
		if total > 0 && x > seasonCut*total {
			return festival.Windows[f].Festival
		}
	}
	return ""
}

// dead: off sale for good, or nothing sold for deadDays while it could be sold.
func (v *view) dead() bool {
	if to := v.s.OnSale.To; !to.IsZero() && dayNumber(to) < v.d0+v.n {
		return true
	}
	open := 0
	for t := v.n - 1; t >= 0 && open < deadDays; t-- {
		if v.y[t] > 0 {
			return false
		}
		if v.w[t] > 0 {
			open++
		}
	}
	return open >= deadDays
}

// interval is the mean interval between demands over the last 182 open days.
func (v *view) interval() float64 {
	open, hits := 0, 0
	for t := v.n - 1; t >= 0 && open < 182; t-- {
		if v.w[t] == 0 {
			continue
		}
		open++
		if v.y[t] > 0 {
			hits++
		}
	}
	return float64(open) / float64(max(hits, 1))
}

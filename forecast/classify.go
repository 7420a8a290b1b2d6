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
	seasonTail = 5    // days behind it
	recurCut   = 0.2  // a season counts from this share of the largest one on
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

// findSeason takes the product master's season, else the festival whose season holds most of the volume in more than
// one year: a single autumn says nothing of a festival.
func (v *view) findSeason() calendar.Festival {
	for _, w := range festival.Windows {
		if string(w.Festival) == v.s.Season {
			return w.Festival
		}
	}
	if v.s.Season != "" || v.n < 200 {
		return ""
	}
	sold := 0.0
	for _, y := range v.y {
		sold += y
	}
	for _, w := range festival.Windows {
		if inside, recurs := v.seasonVolume(w.Festival); recurs && inside > seasonCut*sold {
			return w.Festival
		}
	}
	return ""
}

// seasonVolume is what was sold in a festival's seasons; recurs says that two of them or more count.
func (v *view) seasonVolume(f calendar.Festival) (inside float64, recurs bool) {
	this, largest, second := 0.0, 0.0, 0.0 // volumes of seasons
	at := -1
	settle := func(x float64) {
		switch {
		case x > largest:
			second, largest = largest, x
		case x > second:
			second = x
		}
	}
	for t := range v.n {
		season, offset, ok := v.table.Align(f, v.d0+t)
		if season != at {
			settle(this)
			this, at = 0, season
		}
		if ok && offset >= -seasonLead && offset <= seasonTail {
			this += v.y[t]
			inside += v.y[t]
		}
	}
	settle(this)
	return inside, second > 0 && second >= recurCut*largest
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

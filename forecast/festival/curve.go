package festival

import (
	"slices"

	"zhiwei/transform/calendar"
)

// Reach is the earliest offset a season's curve knows: a lunar year at most.
const Reach = 340

// span is the number of offsets from −Reach to SeasonEnd.
const span = Reach + SeasonEnd + 1

// Curve is the share of a season's total that falls on each offset.
type Curve struct {
	share [span]float64
	// Total is the pooled group's weighted season total in units; 0 without a past season.
	Total float64
	// Seasons is the number of past seasons behind it.
	Seasons int
}

// At is the share of the season's total on one day; 0 outside the known reach.
func (c *Curve) At(offset int) float64 {
	if i := offset + Reach; i >= 0 && i < span {
		return c.share[i]
	}
	return 0
}

// Before is F(d): the share of the season's total that falls before an offset.
func (c *Curve) Before(offset int) float64 {
	sum := 0.0
	for i := range min(max(offset+Reach, 0), span) {
		sum += c.share[i]
	}
	return sum
}

// Learn pools a curve from a group's daily sums, where sums[i] is the day from+i.
// Only seasons that were over at the cutoff count (their festival lies before
// it by SeasonEnd days) and whose last 30 days before the festival are held.
// Each season is weighted by half of the next newer one: the latest tells most.
func Learn(t *Table, f calendar.Festival, sums []int64, from, cutoff int) *Curve {
	seasons := gather(t, f, sums, from, cutoff)
	c := &Curve{}
	weight, all := 1.0, 0.0
	var mix [span]float64
	for i := range slices.Backward(seasons) {
		s := &seasons[i]
		if s.total <= 0 || s.first > -30 {
			continue
		}
		for j := range s.units {
			mix[j] += weight * s.units[j] / s.total
		}
		c.Total += weight * s.total
		all += weight
		weight /= 2
		c.Seasons++
	}
	if all == 0 {
		return c
	}
	c.Total /= all
	smooth(&mix, &c.share)
	return c
}

type season struct {
	units [span]float64
	total float64
	first int // earliest offset held
}

// gather cuts the sums into finished seasons.
func gather(t *Table, f calendar.Festival, sums []int64, from, cutoff int) []season {
	var out []season
	last := -1
	for i, v := range sums {
		day := from + i
		if day >= cutoff {
			break
		}
		number, offset, ok := t.Align(f, day)
		if !ok || offset < -Reach {
			continue
		}
		if number != last {
			out = append(out, season{first: offset})
			last = number
		}
		s := &out[len(out)-1]
		s.units[offset+Reach] += float64(v)
		s.total += float64(v)
	}
	if n := len(out); n > 0 {
		if _, offset, ok := t.Align(f, cutoff-1); ok && offset < SeasonEnd {
			out = out[:n-1] // still running
		}
	}
	return out
}

// smooth averages neighbouring offsets: three days wide near the festival, where
// the curve is steep, nine days further off; the sum is brought back to 1.
func smooth(mix, share *[span]float64) {
	sum := 0.0
	for i := range share {
		wide := 4
		if o := i - Reach; o >= -12 {
			wide = 1
		}
		lo, hi := max(i-wide, 0), min(i+wide, span-1)
		total := 0.0
		for j := lo; j <= hi; j++ {
			total += mix[j]
		}
		share[i] = total / float64(hi-lo+1)
		sum += share[i]
	}
	if sum == 0 {
		return
	}
	for i := range share {
		share[i] /= sum
	}
}

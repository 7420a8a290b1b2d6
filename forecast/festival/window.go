package festival

import (
	"cmp"
	"slices"

	"zhiwei/transform/calendar"
)

// Window is the reach of a festival's effect in days around it, both ends included.
type Window struct {
	Festival      calendar.Festival
	Before, After int
}

// Windows are the festival windows of forecasting §3.20.
var Windows = []Window{
	{calendar.SpringFestival, 21, 20},
	{calendar.MidAutumn, 21, 3},
	{calendar.DragonBoat, 10, 3},
	{calendar.Qingming, 5, 3},
}

// Near is the place of a day in a festival's window.
type Near struct {
	Festival int8  // index into Windows, -1 outside all windows
	Offset   int16 // days after the festival, negative before
}

// Table answers questions about days, counted from 1970-01-01.
type Table struct {
	from int
	near []Near
	days [][]int // per window: days of the occurrences, rising
}

// NewTable builds the table of the days from … to, both included.
func NewTable(occasions []calendar.Occasion, from, to int) *Table {
	t := &Table{from: from, near: make([]Near, max(to-from+1, 0)), days: make([][]int, len(Windows))}
	for i := range t.near {
		t.near[i].Festival = -1
	}
	for f, w := range Windows {
		t.days[f] = occurrences(occasions, w.Festival)
		for _, day := range t.days[f] {
			t.mark(int8(f), day, w)
		}
	}
	return t
}

func occurrences(occasions []calendar.Occasion, f calendar.Festival) []int {
	var days []int
	for _, o := range occasions {
		if o.Festival == f {
			days = append(days, int(o.Day.Unix()/86400))
		}
	}
	slices.SortFunc(days, cmp.Compare)
	return slices.Compact(days)
}

// mark writes one occurrence; where windows meet, the nearer festival holds.
func (t *Table) mark(f int8, day int, w Window) {
	for o := -w.Before; o <= w.After; o++ {
		i := day + o - t.from
		if i < 0 || i >= len(t.near) {
			continue
		}
		if old := t.near[i]; old.Festival >= 0 && distance(int(old.Offset)) <= distance(o) {
			continue
		}
		t.near[i] = Near{Festival: f, Offset: int16(o)}
	}
}

func distance(o int) int { return max(o, -o) }

// At is the place of a day; outside the table it is in no window.
func (t *Table) At(day int) Near {
	if i := day - t.from; i >= 0 && i < len(t.near) {
		return t.near[i]
	}
	return Near{Festival: -1}
}

// YearBefore is the day at the same offset of the same festival one lunar year
// earlier; ok is false outside the windows and before the first known occurrence.
func (t *Table) YearBefore(day int) (before int, ok bool) {
	at := t.At(day)
	if at.Festival < 0 {
		return 0, false
	}
	days := t.days[at.Festival]
	i, _ := slices.BinarySearch(days, day-int(at.Offset))
	if i == 0 {
		return 0, false
	}
	return days[i-1] + int(at.Offset), true
}

// SeasonEnd is the last day after a festival that still belongs to its season's year.
const SeasonEnd = 20

// Align gives a day's offset in the season it belongs to: the first occurrence of
// festival f at or after day − SeasonEnd. Season counts the occurrences from 0.
func (t *Table) Align(f calendar.Festival, day int) (season, offset int, ok bool) {
	w := slices.IndexFunc(Windows, func(w Window) bool { return w.Festival == f })
	if w < 0 {
		return 0, 0, false
	}
	days := t.days[w]
	i, _ := slices.BinarySearch(days, day-SeasonEnd)
	if i == len(days) {
		return 0, 0, false
	}
	return i, day - days[i], true
}

// SeasonBefore is the day at the same offset one season of festival f earlier, for any day of the season's year.
func (t *Table) SeasonBefore(f calendar.Festival, day int) (before int, ok bool) {
	season, offset, ok := t.Align(f, day)
	if !ok || season == 0 {
		return 0, false
	}
	w := slices.IndexFunc(Windows, func(w Window) bool { return w.Festival == f })
	return t.days[w][season-1] + offset, true
}

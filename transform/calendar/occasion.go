package calendar

import (
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"
)

// Festivals are all festivals, in the order of the year from Spring Festival on.
var Festivals = []Festival{
	SpringFestival, Lantern, Qingming, DragonBoat, Qixi, MidAutumn, DoubleNinth, NationalDay, NewYear,
}

// Seasons are the festivals that have a selling window (see [Window]), in the order of the year.
var Seasons = []Festival{SpringFestival, Qingming, DragonBoat, MidAutumn}

// lunarDays are the festivals with a fixed lunar date; none falls in a leap month.
var lunarDays = map[Festival][2]int{
	SpringFestival: {1, 1},
	Lantern:        {1, 15},
	DragonBoat:     {5, 5},
	Qixi:           {7, 7},
	MidAutumn:      {8, 15},
	DoubleNinth:    {9, 9},
}

// yearStarts holds the day number of each lunar year's first day.
var yearStarts = sync.OnceValue(func() []int {
	out := make([]int, len(lunarWords))
	n := lunarEpoch
	for i, word := range lunarWords {
		out[i] = n
		n += yearDays(word)
	}
	return out
})

// occurrences holds each festival's day numbers, rising, one a Gregorian year.
var occurrences = sync.OnceValue(func() map[Festival][]int {
	out := make(map[Festival][]int, len(Festivals))
	for _, f := range Festivals {
		days := make([]int, 0, LastYear-FirstYear+1)
		for year := FirstYear; year <= LastYear; year++ {
			days = append(days, dayNumber(festivalDay(f, year)))
		}
		out[f] = days
	}
	return out
})

func festivalDay(f Festival, year int) time.Time {
	switch f {
	case Qingming:
		return time.Date(year, time.April, int(qingmingApril[year-FirstYear]-'0'), 0, 0, 0, 0, time.UTC)
	case NationalDay:
		return time.Date(year, time.October, 1, 0, 0, 0, 0, time.UTC)
	case NewYear:
		return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC)
	default:
		at := lunarDays[f]
		day, err := FromLunar(Lunar{Year: year, Month: at[0], Day: at[1]})
		if err != nil {
			panic(fmt.Sprintf("calendar: %s of %d: %v", f, year, err)) // the table has every one of them
		}
		return day
	}
}

// On is the day of a festival in a Gregorian year; ErrRange outside 1900–2100.
func On(f Festival, year int) (time.Time, error) {
	days, known := occurrences()[f]
	if !known || year < FirstYear || year > LastYear {
		return time.Time{}, fmt.Errorf("%s of %d: %w", f, year, ErrRange)
	}
	return dayOf(days[year-FirstYear]), nil
}

// Occasions are all festivals from the first to the last day, both included, by day and then as in [Festivals].
func Occasions(from, to time.Time) []Occasion {
	var out []Occasion
	first, last := dayNumber(from), dayNumber(to)
	for _, f := range Festivals {
		days := occurrences()[f]
		for _, n := range days[sort.SearchInts(days, first):] {
			if n > last {
				break
			}
			out = append(out, Occasion{Festival: f, Day: dayOf(n)})
		}
	}
	slices.SortStableFunc(out, func(a, b Occasion) int { return a.Day.Compare(b.Day) })
	return out
}

// Offset is the signed distance in days from the nearest occurrence of f: negative before it, 0 on it, positive
// after it. On a tie the coming occurrence wins (negative), as the trade plans forward. Beyond 1900–2100 the
// distance is to the first or last occurrence known; for a festival that does not exist it is 0.
func Offset(day time.Time, f Festival) int {
	n := dayNumber(day)
	return n - nearest(occurrences()[f], n)
}

// nearest is the value of the rising days that is nearest to n, the later one on a tie.
func nearest(days []int, n int) int {
	if len(days) == 0 {
		return n
	}
	i := sort.SearchInts(days, n)
	switch {
	case i == len(days):
		return days[i-1]
	case i == 0 || days[i]-n <= n-days[i-1]:
		return days[i]
	}
	return days[i-1]
}

// Window is the selling window of a festival in days before and after it, both positive. Festivals that are not
// among [Seasons] have none: 0, 0.
func Window(f Festival) (before, after int) {
	switch f {
	case SpringFestival:
		return 21, 20
	case MidAutumn:
		return 21, 3
	case DragonBoat:
		return 10, 3
	case Qingming:
		return 5, 3
	default:
		return 0, 0
	}
}

// InWindow is the festival among [Seasons] whose window holds the day, with the day's offset. No two windows meet.
func InWindow(day time.Time) (f Festival, offset int, inside bool) {
	f, _, offset = Nearest(day)
	before, after := Window(f)
	if offset < -before || offset > after {
		return "", 0, false
	}
	return f, offset, true
}

// Nearest is the festival among [Seasons] with the smallest distance to the day, its occurrence and the day's
// offset. On a tie the coming one wins.
func Nearest(day time.Time) (Festival, Occasion, int) {
	n := dayNumber(day)
	var found Festival
	best := 0
	for _, f := range Seasons {
		at := nearest(occurrences()[f], n)
		if found == "" || closer(at-n, best-n) {
			found, best = f, at
		}
	}
	return found, Occasion{Festival: found, Day: dayOf(best)}, n - best
}

// closer says whether distance a beats b; of two equal ones the coming (positive) wins.
func closer(a, b int) bool {
	if abs(a) != abs(b) {
		return abs(a) < abs(b)
	}
	return a > b
}

func abs(n int) int { return max(n, -n) }

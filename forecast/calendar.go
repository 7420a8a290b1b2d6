package forecast

import (
	"fmt"
	"slices"
	"time"

	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// Calendar is the broadcast table of days: what is known of every day of history and horizon at the as-of.
type Calendar struct {
	Start      time.Time       // day of Kinds[0], midnight UTC
	Kinds      []calendar.Kind // one a day; days outside go by their weekday
	Occasions  []calendar.Occasion
	Promotions []Promotion
}

// Promotion is a run of days with a promotion, as planned at the as-of.
type Promotion struct {
	Kind       string // what promotions of equal effect share: a mechanic, or a platform promotion's name
	From, To   time.Time
	SKU        demand.SKU       // empty = all
	Category   string           // empty = all
	Channels   []demand.Channel // empty = all
	Discounted bool             // a price was cut, not only traffic bought
}

// NewCalendar takes the days from … to out of the trade's calendar; promotions are added as they stand.
func NewCalendar(c *calendar.Calendar, from, to time.Time, promotions []Promotion) (Calendar, error) {
	out := Calendar{Start: from, Promotions: promotions}
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		out.Kinds = append(out.Kinds, c.Kind(day))
	}
	for _, f := range []calendar.Festival{
		calendar.SpringFestival, calendar.Qingming, calendar.DragonBoat, calendar.MidAutumn, calendar.NationalDay,
	} {
		for year := from.Year() - 1; year <= to.Year()+1; year++ {
			day, err := calendar.On(f, year)
			if err != nil {
				return Calendar{}, fmt.Errorf("%s of %d: %w", f, year, err)
			}
			out.Occasions = append(out.Occasions, calendar.Occasion{Festival: f, Day: day})
		}
	}
	slices.SortStableFunc(out.Occasions, func(a, b calendar.Occasion) int { return a.Day.Compare(b.Day) })
	return out, nil
}

// dayNumber counts days from 1970-01-01.
func dayNumber(t time.Time) int {
	s := t.Unix()
	if s < 0 {
		s -= 86399
	}
	return int(s / 86400)
}

func dayTime(n int) time.Time { return time.Unix(int64(n)*86400, 0).UTC() }

// weekday is 0 on Monday … 6 on Sunday.
func weekday(day int) int8 { return int8(((day+3)%7 + 7) % 7) }

// class is 0 on worked days, 1 on weekends and holidays.
func (c *Calendar) class(day int) int8 {
	i := day - dayNumber(c.Start)
	if i < 0 || i >= len(c.Kinds) {
		if weekday(day) >= 5 {
			return 1
		}
		return 0
	}
	switch c.Kinds[i] {
	case calendar.Workday, calendar.MakeUp:
		return 0
	default:
		return 1
	}
}

// applies says whether a promotion concerns a series; a total over channels follows any channel's promotion.
func (p *Promotion) applies(s *demand.Series) bool {
	if p.SKU != "" && p.SKU != s.SKU || p.Category != "" && p.Category != s.Category {
		return false
	}
	return len(p.Channels) == 0 || s.Channel == "" || slices.Contains(p.Channels, s.Channel)
}

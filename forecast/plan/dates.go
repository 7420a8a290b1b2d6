package plan

import (
	"slices"
	"strings"
	"time"

	"zhiwei/transform/demand"
)

// OrderDays says on which days a supplier takes orders.
type OrderDays struct {
	Weekdays []time.Weekday       // empty = any
	Working  func(time.Time) bool // nil = any day; the calendar's working days
	Closed   []demand.Span        // shutdowns
	Cutoff   time.Time            // last day for orders of the season (截单日); zero = none
}

// maxSearch bounds the search for an order day: longer than any shutdown.
const maxSearch = 120

// Open says whether the supplier takes orders on the day.
func (o OrderDays) Open(day time.Time) bool {
	if len(o.Weekdays) > 0 && !slices.Contains(o.Weekdays, day.Weekday()) {
		return false
	}
	if o.Working != nil && !o.Working(day) {
		return false
	}
	if !o.Cutoff.IsZero() && day.After(o.Cutoff) {
		return false
	}
	return !slices.ContainsFunc(o.Closed, func(s demand.Span) bool { return within(s, day) })
}

func within(s demand.Span, day time.Time) bool {
	return (!s.From.IsZero() || !s.To.IsZero()) && !day.Before(s.From) && (s.To.IsZero() || !day.After(s.To))
}

// Latest is the last order day from which supply still arrives by the day of need: need − lead, moved back to a day
// that is open (2.7). The zero time says that there is none within 120 days.
func (o OrderDays) Latest(need time.Time, lead int) time.Time {
	day := need.AddDate(0, 0, -lead)
	for range maxSearch {
		if o.Open(day) {
			return day
		}
		day = day.AddDate(0, 0, -1)
	}
	return time.Time{}
}

// Next is the first open day on or after the day; the zero time when there is none within 120 days.
func (o OrderDays) Next(day time.Time) time.Time {
	for range maxSearch {
		if o.Open(day) {
			return day
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}
}

// Review is R of 2.2: the days from today to the order opportunity after the next one. Where orders are possible
// on any day it is the fallback, as nobody orders every day.
func (o OrderDays) Review(today time.Time, fallback int) (days int, source string) {
	if len(o.Weekdays) == 0 {
		return fallback, Default
	}
	open := o
	open.Cutoff = time.Time{}
	first := open.Next(today)
	if first.IsZero() {
		return fallback, Default
	}
	second := open.Next(first.AddDate(0, 0, 1))
	if second.IsZero() {
		return fallback, Default
	}
	return daysBetween(today, second), Entered
}

// LastOrder is the last-order date of a season (2.12): festival − transit − handling − lead. After it the item is
// sold down only.
func LastOrder(festival time.Time, transit, handling, lead int) time.Time {
	return festival.AddDate(0, 0, -transit-handling-lead)
}

// Urgency is how pressing an order day is.
func urgencyOf(latest, today time.Time) Urgency {
	switch days := daysBetween(today, latest); {
	case days < 0:
		return PastDue
	case days == 0:
		return Today
	case days <= 7:
		return ThisWeek
	}
	return Later
}

func daysBetween(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// Weekdays reads order weekdays as the suppliers table writes them: 周一、周四. Unknown words are returned apart.
func Weekdays(text string) (days []time.Weekday, unknown []string) {
	const words = "日一二三四五六"
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("、，,;； ", r) }) {
		short := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(word, "周"), "星期"), "礼拜")
		if short == "天" {
			short = "日"
		}
		i := slices.Index(strings.Split(words, ""), short)
		if i < 0 {
			unknown = append(unknown, word)
			continue
		}
		days = append(days, time.Weekday(i))
	}
	return days, unknown
}

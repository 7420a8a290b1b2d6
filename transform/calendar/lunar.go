package calendar

import (
	"errors"
	"fmt"
	"time"
)

// The first and last Gregorian year the package knows.
const (
	FirstYear = 1900
	LastYear  = 2100
)

// ErrRange says that a day lies outside 1900–2100.
var ErrRange = errors.New("day outside 1900–2100")

// ErrLunar says that the lunar calendar has no such day.
var ErrLunar = errors.New("no such lunar day")

// Lunar is a day of the lunar calendar.
type Lunar struct {
	Year  int // the lunar year, named by the Gregorian year in which it begins
	Month int // 1–12
	Day   int // 1–30
	Leap  bool
}

const (
	lunarMonths = "正二三四五六七八九十冬腊"
	lunarTens   = "初十廿三"
	lunarOnes   = "一二三四五六七八九十"
)

// String is the day as it is written: 2025年闰六月初一.
func (l Lunar) String() string {
	months, leap := []rune(lunarMonths), ""
	if l.Leap {
		leap = "闰"
	}
	if l.Month < 1 || l.Month > 12 || l.Day < 1 || l.Day > 30 {
		return fmt.Sprintf("%d-%s%d-%d", l.Year, leap, l.Month, l.Day)
	}
	return fmt.Sprintf("%d年%s%c月%s", l.Year, leap, months[l.Month-1], dayWords(l.Day))
}

func dayWords(day int) string {
	tens, ones := []rune(lunarTens), []rune(lunarOnes)
	switch day {
	case 10:
		return "初十"
	case 20:
		return "二十"
	case 30:
		return "三十"
	}
	return string(tens[day/10]) + string(ones[day%10-1])
}

// LunarDate is the lunar date of a day; ErrRange outside 1900–2100.
func LunarDate(day time.Time) (Lunar, error) {
	if day.Year() < FirstYear || day.Year() > LastYear {
		return Lunar{}, fmt.Errorf("lunar date of %s: %w", day.Format(time.DateOnly), ErrRange)
	}
	year := day.Year()
	rest := dayNumber(day) - yearStarts()[year-lunarFirst]
	if rest < 0 {
		year--
		rest = dayNumber(day) - yearStarts()[year-lunarFirst]
	}
	word := lunarWords[year-lunarFirst]
	for month := 1; month <= 12; month++ {
		n := monthDays(word, month)
		if rest < n {
			return Lunar{Year: year, Month: month, Day: rest + 1}, nil
		}
		rest -= n
		if leapMonth(word) != month {
			continue
		}
		n = leapDays(word)
		if rest < n {
			return Lunar{Year: year, Month: month, Day: rest + 1, Leap: true}, nil
		}
		rest -= n
	}
	return Lunar{}, fmt.Errorf("lunar date of %s: %w", day.Format(time.DateOnly), ErrRange)
}

// FromLunar is the day of a lunar date: ErrLunar when there is none, ErrRange when it lies outside 1900–2100.
func FromLunar(l Lunar) (time.Time, error) {
	if l.Year < lunarFirst || l.Year > LastYear {
		return time.Time{}, fmt.Errorf("day of %v: %w", l, ErrRange)
	}
	word := lunarWords[l.Year-lunarFirst]
	length := monthLength(word, l)
	if l.Day < 1 || l.Day > length {
		return time.Time{}, fmt.Errorf("day of %v: %w", l, ErrLunar)
	}
	n := yearStarts()[l.Year-lunarFirst] + l.Day - 1
	for month := 1; month < l.Month; month++ {
		n += monthDays(word, month)
	}
	if leap := leapMonth(word); leap > 0 && leap < l.Month {
		n += leapDays(word)
	}
	if l.Leap {
		n += monthDays(word, l.Month)
	}
	day := dayOf(n)
	if day.Year() < FirstYear || day.Year() > LastYear {
		return time.Time{}, fmt.Errorf("day of %v: %w", l, ErrRange)
	}
	return day, nil
}

// LeapMonth is the leap month of a lunar year, 0 when it has none or is outside the table.
func LeapMonth(year int) int {
	if year < lunarFirst || year > LastYear {
		return 0
	}
	return leapMonth(lunarWords[year-lunarFirst])
}

// monthLength is 0 for a month that the year does not have.
func monthLength(word uint32, l Lunar) int {
	switch {
	case l.Month < 1 || l.Month > 12:
		return 0
	case !l.Leap:
		return monthDays(word, l.Month)
	case leapMonth(word) == l.Month:
		return leapDays(word)
	}
	return 0
}

func leapMonth(word uint32) int { return int(word & 0xf) }

func leapDays(word uint32) int { return 29 + int(word>>4&1) }

func monthDays(word uint32, month int) int { return 29 + int(word>>(4+month)&1) }

func yearDays(word uint32) int {
	n := 0
	for month := 1; month <= 12; month++ {
		n += monthDays(word, month)
	}
	if leapMonth(word) > 0 {
		n += leapDays(word)
	}
	return n
}

// dayNumber counts days from 1970-01-01 by the date that the time itself shows.
func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func dayOf(number int) time.Time { return time.Unix(int64(number)*86400, 0).UTC() }

package profile

import (
	"strings"
	"time"
)

// excelEpoch is day 0 of spreadsheet serials with the 1900 base (which counts a 29 February 1900 that never was).
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// The years a time may lie in; outside them a number is not a date.
const (
	firstYear = 1990
	lastYear  = 2100
)

// ParseTime reads a wall-clock time. Layouts (Go's notation) of the profile are tried first, then the platforms' own:
// 2026-09-01 08:00:00, 2026-9-1 8:00, 2026/9/1, 2026.9.1, 2026年9月1日 8时5分, 20260901, 20260901080000, spreadsheet
// serials, a range (its start), a promise that ends in 前. A time with an offset is turned into the wall clock of zone.
// The result is in UTC, standing for that wall clock; ok is false for anything else, never a silent zero.
func ParseTime(s string, layouts []string, zone *time.Location) (t time.Time, ok bool) {
	if len(layouts) == 0 {
		if t, ok = plainTime(s); ok {
			return t, true
		}
	}
	s = strings.TrimSpace(narrow(s))
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return wall(t, layout, zone), inYears(t)
		}
	}
	if t, ok = plainTime(s); ok {
		return t, true
	}
	if start, _, found := strings.Cut(s, " - "); found {
		s = start
	} else if start, _, found := strings.Cut(s, "~"); found {
		s = start
	}
	s = strings.TrimSuffix(s, "前")
	if t, ok = serialTime(s); ok {
		return t, true
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return wall(t, time.RFC3339, zone), inYears(t)
	}
	if t, err := time.Parse("2006-01-02 15:04:05 -0700", s); err == nil {
		return wall(t, "-0700", zone), inYears(t)
	}
	return looseTime(s)
}

func wall(t time.Time, layout string, zone *time.Location) time.Time {
	if strings.Contains(layout, "07") && zone != nil {
		t = t.In(zone)
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

func inYears(t time.Time) bool { return t.Year() >= firstYear && t.Year() <= lastYear }

// plainTime is the fast way for 2006-01-02 15:04:05.
func plainTime(s string) (time.Time, bool) {
	if len(s) != 19 || s[4] != '-' || s[7] != '-' || s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	var n [6]int
	at := [6][2]int{{0, 4}, {5, 7}, {8, 10}, {11, 13}, {14, 16}, {17, 19}}
	for i, p := range at {
		for j := p[0]; j < p[1]; j++ {
			c := s[j]
			if c < '0' || c > '9' {
				return time.Time{}, false
			}
			n[i] = n[i]*10 + int(c-'0')
		}
	}
	return date(n)
}

// date checks each part, so that 2026-02-30 is an error and not 2 March.
func date(n [6]int) (time.Time, bool) {
	if n[0] < firstYear || n[0] > lastYear || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31 ||
		n[3] > 23 || n[4] > 59 || n[5] > 59 {
		return time.Time{}, false
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, time.UTC)
	return t, n[2] <= 28 || t.Day() == n[2]
}

// serialTime reads 45292.5 = 2024-01-01 12:00:00, to the second, and runs of digits like 20260901.
func serialTime(s string) (time.Time, bool) {
	d, ok := plainDecimal(s)
	if !ok {
		if d, ok = digits(s); !ok {
			return time.Time{}, false
		}
	}
	if d.Scale == 0 && len(s) == 8 {
		n := int(d.Mant)
		return date([6]int{n / 10000, n / 100 % 100, n % 100})
	}
	if d.Scale == 0 && len(s) == 14 {
		n, c := int(d.Mant/1_000_000), int(d.Mant%1_000_000)
		return date([6]int{n / 10000, n / 100 % 100, n % 100, c / 10000, c / 100 % 100, c % 100})
	}
	seconds, _, ok := scaled(d.Mant, 86_400, d.Scale)
	if !ok || seconds < 32_874*86_400 || seconds >= 73_415*86_400 { // 1990-01-01 … 2100-12-31
		return time.Time{}, false
	}
	return excelEpoch.Add(time.Duration(seconds) * time.Second), true
}

// looseTime takes year, month, day and up to three clock parts, whatever separates them, and nothing else.
func looseTime(s string) (time.Time, bool) {
	var n [6]int
	part := 0
	for s != "" {
		if part == 6 {
			return time.Time{}, false
		}
		width := 0
		for width < len(s) && s[width] >= '0' && s[width] <= '9' {
			n[part] = n[part]*10 + int(s[width]-'0')
			width++
		}
		if width == 0 || width > 4 || part > 0 && width > 2 || part == 0 && width != 4 {
			return time.Time{}, false
		}
		part++
		rest, ok := separator(s[width:], part)
		if !ok {
			return time.Time{}, false
		}
		s = rest
	}
	if part < 3 || part == 4 {
		return time.Time{}, false
	}
	return date(n)
}

// after lists what may follow the part of that number; "" at the end is always allowed from the day on.
var after = [7][]string{
	1: {"-", "/", ".", "年"}, 2: {"-", "/", ".", "月"}, 3: {"日 ", "日", " ", "T"}, 4: {":", "时", "点"}, 5: {":", "分"}, 6: {"秒"},
}

func separator(s string, part int) (string, bool) {
	if s == "" {
		return "", true
	}
	for _, sep := range after[part] {
		if rest, found := strings.CutPrefix(s, sep); found {
			return strings.TrimLeft(rest, " "), true
		}
	}
	if part == 6 && s[0] == '.' && strings.Trim(s[1:], "0123456789") == "" {
		return "", true // fractions of a second are dropped
	}
	return "", false
}

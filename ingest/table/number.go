package table

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// dateBase is the day from which a workbook counts.
type dateBase int

const (
	base1900 dateBase = iota
	base1904
)

// builtinDate lists the number formats that need no format code, the Chinese
// and Japanese ones (27–36, 50–58) among them; 46 is elapsed time, a number.
func builtinDate(id int) bool {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id == 45, id == 47, id >= 50 && id <= 58:
		return true
	}
	return false
}

// dateFormat tells whether a format code shows a date or a time: a date letter
// outside quotes, escapes and brackets in its first section. Elapsed time
// ([h]:mm) is a number.
func dateFormat(code string) bool {
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == ';':
			return false
		case code[i] == '"':
			k := strings.IndexByte(code[i+1:], '"')
			if k < 0 {
				return false
			}
			i += k + 1
		case code[i] == '\\', code[i] == '_', code[i] == '*':
			i++
		case code[i] == '[':
			k := strings.IndexByte(code[i:], ']')
			if k < 0 {
				return false
			}
			if inner := strings.ToLower(code[i+1 : i+k]); inner != "" && strings.Trim(inner, "hms") == "" {
				return false
			}
			i += k
		case c == 'g' && len(code) >= i+7 && strings.EqualFold(code[i:i+7], "General"):
			i += 6
		case c == 'y', c == 'm', c == 'd', c == 'h', c == 's':
			return true
		}
	}
	return false
}

// appendNumber writes a number cell: as it stands when it is plain and has at
// most 15 digits, else the shortest text of the same float64. From 10¹⁵ on a
// workbook keeps no exact codes: such a number is written with an exponent,
// so that nobody takes it for one.
func appendNumber(dst, raw []byte) ([]byte, bool) {
	if plainNumber(raw) {
		return append(dst, raw...), true
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(string(raw)), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || !decimal(raw) {
		return append(dst, raw...), false
	}
	switch size := math.Abs(f); {
	case size == 0:
		return append(dst, '0'), true
	case size >= 1e15 || size < 1e-9:
		return strconv.AppendFloat(dst, f, 'E', -1, 64), true
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64), true
}

// decimal rejects what ParseFloat accepts beyond decimal numbers: hexadecimals, underscores, words.
func decimal(raw []byte) bool {
	for _, c := range raw {
		if (c < '0' || c > '9') && !strings.ContainsRune("+-.eE \t\r\n", rune(c)) {
			return false
		}
	}
	return true
}

// plainNumber accepts -?(0|[1-9][0-9]*)(\.[0-9]*[1-9])? of at most 15 digits.
func plainNumber(b []byte) bool {
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
		if len(b) > 0 && b[0] == '0' && len(b) == 1 {
			return false
		}
	}
	if len(b) == 0 || len(b) > 16 || b[0] == '0' && len(b) > 1 && b[1] != '.' {
		return false
	}
	digits, dot := 0, -1
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && dot < 0 && i > 0:
			dot = i
		default:
			return false
		}
	}
	return digits <= 15 && (dot < 0 || dot < len(b)-1 && b[len(b)-1] != '0')
}

// appendDate writes a date-styled serial: a day, a day with a time, or below 1
// a time alone. What is no day of the calendar (negative, 1900-02-29, after
// 9999) stays a number.
func appendDate(dst, raw []byte, base dateBase) ([]byte, bool) {
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || !decimal(raw) || !(f >= 0 && f < 2_958_466) {
		return appendNumber(dst, raw)
	}
	day := int(f)
	seconds := int(math.Round((f - float64(day)) * 86_400))
	if seconds == 86_400 {
		day, seconds = day+1, 0
	}
	first := -25_569 // 1899-12-30, in days from 1970
	switch {
	case base == base1904:
		first = -24_107 // 1904-01-01
	case day == 60, day == 0 && seconds == 0:
		return appendNumber(dst, raw)
	case day < 60:
		day++
	}
	if f < 1 && seconds > 0 {
		return appendClock(dst, seconds), true
	}
	if first+day > lastDay {
		return appendNumber(dst, raw)
	}
	if dst = appendDay(dst, first+day); seconds > 0 {
		dst = appendClock(append(dst, ' '), seconds)
	}
	return dst, true
}

const lastDay = 2_932_896 // 9999-12-31, in days from 1970

// appendDay writes a day counted from 1970 as 2006-01-02. It counts in years
// that begin in March, 400 of them being 146,097 days, so that leap days are last.
func appendDay(dst []byte, day int) []byte {
	day += 719_468 // from 0000-03-01
	era, of := day/146_097, day%146_097
	year := (of - of/1_460 + of/36_524 - of/146_096) / 365
	of -= 365*year + year/4 - year/100
	year += 400 * era
	month := (5*of + 2) / 153
	of -= (153*month+2)/5 - 1
	if month += 3; month > 12 {
		month, year = month-12, year+1
	}
	dst = appendPair(appendPair(dst, year/100), year%100)
	dst = appendPair(append(dst, '-'), month)
	return appendPair(append(dst, '-'), of)
}

// appendClock writes seconds of a day as 15:04:05.
func appendClock(dst []byte, seconds int) []byte {
	dst = appendPair(dst, seconds/3_600)
	dst = appendPair(append(dst, ':'), seconds/60%60)
	return appendPair(append(dst, ':'), seconds%60)
}

func appendPair(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

// isoLayouts are the forms of t="d" cells.
var isoLayouts = []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04"}

// appendISO rewrites an ISO 8601 cell in the form of the other dates; what is not one stays as it is.
func appendISO(dst, raw []byte) []byte {
	for _, layout := range isoLayouts {
		if t, err := time.Parse(layout, string(raw)); err == nil {
			if t.Equal(t.Truncate(24 * time.Hour)) {
				return t.AppendFormat(dst, time.DateOnly)
			}
			return t.AppendFormat(dst, time.DateTime)
		}
	}
	return append(dst, raw...)
}

package view

import (
	"math"
	"strconv"
	"strings"
	"time"

	"zhiwei/reports/locale"
)

// Minus is the sign of a negative number on pages and terminal; workbooks get theirs from the cell format.
const Minus = "−"

// Dash stands where a value cannot exist.
const Dash = "—"

// Format writes numbers, money, dates and festival distances in one language; it is the only place that does.
type Format struct {
	Lang locale.Lang
}

// T is the text of a key in the format's language; pairs are placeholder names and values in turn.
func (f Format) T(key string, pairs ...any) string {
	return locale.T(f.Lang, key, argMap(pairs))
}

func argMap(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			args[name] = pairs[i+1]
		}
	}
	return args
}

// Int is a whole number in full digits: 1,234,567.
func (f Format) Int(v int64) string {
	if v < 0 {
		return Minus + group(strconv.FormatUint(uint64(-v), 10))
	}
	return group(strconv.FormatInt(v, 10))
}

// Round is a float as a whole number, half away from zero; NaN is a dash.
func (f Format) Round(v float64) string {
	return f.Decimal(v, 0)
}

// Decimal is a float with a fixed number of decimals, half away from zero; NaN and infinity are a dash.
func (f Format) Decimal(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Dash
	}
	digits := strconv.FormatFloat(roundTo(math.Abs(v), decimals), 'f', decimals, 64)
	whole, frac, has := strings.Cut(digits, ".")
	out := group(whole)
	if has {
		out += "." + frac
	}
	if v < 0 && strings.Trim(digits, "0.") != "" {
		return Minus + out
	}
	return out
}

// roundTo rounds half away from zero, on either side of it.
func roundTo(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	a := math.Abs(v) * scale
	if !(a <= 1<<52) { // it is whole, or no number
		return v
	}
	if a < 1<<45 { // the smallest nudge lifts 1.005, which a float keeps as 1.00499…, to where a person rounds it
		a = math.Nextafter(a, math.Inf(1))
	}
	a = math.Floor(a+0.5) / scale
	if v > 0 || a == 0 {
		return a
	}
	return -a
}

// Money is fen as yuan with its sign: ¥34,500.00.
func (f Format) Money(fen int64) string {
	if fen < 0 {
		return Minus + "¥" + strings.TrimPrefix(f.Fen(fen), Minus)
	}
	return "¥" + f.Fen(fen)
}

// Fen is money in a column whose head carries the unit: 34,500.00.
func (f Format) Fen(fen int64) string {
	sign, abs := "", uint64(fen)
	if fen < 0 {
		sign, abs = Minus, uint64(-fen)
	}
	cents := abs % 100
	return sign + group(strconv.FormatUint(abs/100, 10)) + "." + string([]byte{byte('0' + cents/10), byte('0' + cents%10)})
}

// Short is a key figure or an axis label: 193.9万, 1.23亿; in English 1.94M, 816.4k.
func (f Format) Short(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Dash
	}
	a := math.Abs(v)
	switch {
	case f.Lang == locale.En && a >= 999_950:
		return f.Decimal(v/1e6, 2) + "M"
	case f.Lang == locale.En && a >= 999.5:
		return f.Decimal(v/1e3, 1) + "k"
	case f.Lang == locale.Zh && a >= 99_995_000:
		return f.Decimal(v/1e8, 2) + "亿"
	case f.Lang == locale.Zh && a >= 9_999.5:
		return f.Decimal(v/1e4, 1) + "万"
	default:
		return f.Round(v)
	}
}

// ShortFen is Short of money in fen, without a currency sign.
func (f Format) ShortFen(fen int64) string { return f.Short(float64(fen) / 100) }

// Percent is a ratio with one decimal: 0.202 is 20.2%.
func (f Format) Percent(ratio float64) string {
	s := f.Decimal(ratio*100, 1)
	if s == Dash {
		return s
	}
	return s + "%"
}

// SignedPercent is a change in percent with its sign: +18.4%.
func (f Format) SignedPercent(ratio float64) string {
	return plus(ratio, f.Percent(ratio))
}

// Points is the difference of two percentages: +0.7 点.
func (f Format) Points(ratio float64) string {
	s := f.Decimal(ratio*100, 1)
	if s == Dash {
		return s
	}
	return f.T("common.points", "N", plus(ratio, s))
}

// Signed is a whole difference with its sign: +2,257.
func (f Format) Signed(v float64) string { return plus(v, f.Round(v)) }

// SignedFen is a difference of money with its sign.
func (f Format) SignedFen(fen int64) string { return plus(float64(fen), f.Fen(fen)) }

func plus(v float64, text string) string {
	if v > 0 && strings.ContainsAny(text, "123456789") {
		return "+" + text
	}
	return text
}

// Day is a date within the year: 08-24; the zero day is a dash.
func (f Format) Day(t time.Time) string { return layout(t, "01-02") }

// Date is a date in heads and forms: 2026-08-24.
func (f Format) Date(t time.Time) string { return layout(t, time.DateOnly) }

// Clock is a moment to the minute: 2026-08-24 07:40.
func (f Format) Clock(t time.Time) string { return layout(t, "2006-01-02 15:04") }

func layout(t time.Time, as string) string {
	if t.IsZero() {
		return Dash
	}
	return t.Format(as)
}

// Weekday is the short name of the day: 周一, Mon.
func (f Format) Weekday(t time.Time) string {
	keys := [7]string{"common.sun", "common.mon", "common.tue", "common.wed", "common.thu", "common.fri", "common.sat"}
	return f.T(keys[t.Weekday()])
}

// Week is the ISO week: W34.
func (f Format) Week(t time.Time) string {
	_, w := t.ISOWeek()
	return "W" + pad2(w)
}

// YearWeek is the ISO week with its own year: 2026-W34.
func (f Format) YearWeek(t time.Time) string {
	y, w := t.ISOWeek()
	return strconv.Itoa(y) + "-W" + pad2(w)
}

func pad2(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// BeforeFestival says how far a day is from the festival: 节前第32天; days counts down to 0 and below.
func (f Format) BeforeFestival(days int) string {
	switch {
	case days > 0:
		return f.T("common.days-before", "N", days)
	case days < 0:
		return f.T("common.days-after", "N", -days)
	default:
		return f.T("common.festival-day")
	}
}

// FestivalAxis is the same distance on an axis named 节前第 N 天: a bare 32, and 节日 at 0.
func (f Format) FestivalAxis(days int) string {
	if days == 0 {
		return f.T("common.axis-zero")
	}
	return strings.Replace(strconv.Itoa(days), "-", Minus, 1)
}

// Festival is the name of a festival in the format's language; an unknown one keeps its own name.
func (f Format) Festival(name string) string {
	return locale.Or(f.Lang, "common.fest-"+name, name, nil)
}

func group(digits string) string {
	if len(digits) <= 3 {
		return digits
	}
	head := len(digits) % 3
	var b strings.Builder
	b.WriteString(digits[:head])
	for i := head; i < len(digits); i += 3 {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(digits[i : i+3])
	}
	return b.String()
}

// Unit is a product's unit in the format's language; an unknown one keeps its own name.
func (f Format) Unit(unit string) string {
	return locale.Or(f.Lang, "common.unit-"+unit, unit, nil)
}

package plan

import (
	"math"
	"strconv"
	"strings"
)

// The codes of the sentence on a row; the words stand in reports/locale, area plan.
const (
	SaysOrder     = "plan.sentence-order"      // more than the need, by case
	SaysOrderMOQ  = "plan.sentence-order-moq"  // more than the need, by minimum and case
	SaysOrderSlow = "plan.sentence-order-slow" // more than the need of an item that is hardly sold
	SaysOrderEven = "plan.sentence-order-even" // exactly the need
	SaysOrderLess = "plan.sentence-order-less" // less than the need
	SaysNone      = "plan.sentence-none"       // nothing needed
	SaysException = "plan.sentence-exception"  // needed and not ordered
)

// Sentence is the row's one sentence: a code and the values of its placeholders, as texts that are ready to print
// (thousands separated by commas). They are the numbers of the row's own cells. Args["Exception"] of
// [SaysException] and [SaysOrderLess] is the key of the exception's words, plan.exception-<code>.
func Sentence(r Row) (code string, args map[string]any) {
	args = map[string]any{
		"Window": whole(float64(r.Review + r.Lead)), "Mean": whole(r.WindowMean), "Safety": whole(r.SafetyStock),
		"Target": whole(r.OrderUpTo), "Position": whole(float64(r.Position)), "Need": whole(r.Need),
		"Case": whole(float64(max(r.Case, 1))), "Qty": whole(float64(r.Qty)), "Unit": unitOr(r.Unit),
	}
	if r.Exception != "" {
		args["Exception"] = "plan.exception-" + r.Exception
	}
	switch {
	case r.Need <= 0:
		args["Spare"] = whole(-r.Need)
		return SaysNone, args
	case r.Qty == 0:
		return SaysException, args
	case float64(r.Qty) < r.Need:
		args["Missing"] = whole(r.Need - float64(r.Qty))
		return SaysOrderLess, args
	case r.Excess == 0:
		return SaysOrderEven, args
	}
	args["Excess"] = whole(float64(r.Excess))
	days := ExcessDays(r.Excess, r.daily())
	if math.IsNaN(days) {
		return SaysOrderSlow, args
	}
	args["Days"] = decimals(days)
	if float64(r.MOQ) > r.Need {
		args["MOQ"] = whole(float64(r.MOQ))
		return SaysOrderMOQ, args
	}
	return SaysOrder, args
}

func unitOr(unit string) string {
	if unit == "" {
		return "件"
	}
	return unit
}

// whole writes a number without decimals, with commas between thousands.
func whole(x float64) string {
	text := strconv.FormatInt(int64(math.Round(math.Abs(x))), 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if math.Round(x) < 0 {
		return "-" + text
	}
	return text
}

// decimals writes a number with up to two decimals and no trailing zeros.
func decimals(x float64) string {
	text := strconv.FormatFloat(x, 'f', 2, 64)
	_, fraction, _ := strings.Cut(strings.TrimRight(text, "0"), ".")
	out := whole(math.Trunc(math.Round(x*100) / 100))
	if fraction == "" {
		return out
	}
	return out + "." + fraction
}

package view

import (
	"fmt"
	"math"
	"strings"

	"zhiwei/forecast/plan"
	"zhiwei/reports/locale"
)

// strongOpen and strongShut bound the part of a catalogue's sentence that is set in bold.
const (
	strongOpen = "[["
	strongShut = "]]"
)

// Sentence says in one sentence why this quantity, from the numbers of the line's own cells; the need and the
// quantity are strong. A second sentence names what stands in the way.
func Sentence(f Format, l PlanLine) []Span {
	code, args := plan.Sentence(l.row())
	for name, v := range args {
		args[name] = strings.Replace(fmt.Sprint(v), "-", Minus, 1)
	}
	args["Unit"] = f.Unit(fmt.Sprint(args["Unit"]))
	for _, name := range []string{"Need", "Qty"} {
		if v, ok := args[name]; ok {
			args[name] = strongOpen + fmt.Sprint(v) + strongShut
		}
	}
	text := locale.T(f.Lang, code, args)
	if l.Exception != "" {
		text = join(text, firstWord(f, l.Exception, "plan.exception-"+l.Exception)+f.T("common.stop"), f)
	}
	if l.Overdue > 0 {
		text = join(text, f.T("page.say-overdue", "Qty", f.Int(l.Overdue), "Unit", f.Unit(l.Unit)), f)
	}
	return strong(strings.TrimSpace(text))
}

// join sets two sentences after each other, with the gap that the language wants.
func join(a, b string, f Format) string {
	return strings.TrimRight(a, " ") + f.T("page.gap") + b
}

// row is the line as the plan's own type, as far as its sentence needs it.
func (l PlanLine) row() plan.Row {
	return plan.Row{
		Unit: l.Unit, Review: l.Review, Lead: l.Lead, WindowMean: l.WindowMean, SafetyStock: l.SafetyStock, OrderUpTo: l.OrderUpTo,
		Position: l.Position, Need: l.Need, MOQ: l.MOQ, Case: l.Case, Qty: l.Qty, Excess: l.Excess, Exception: l.Exception,
	}
}

// SentenceText is Sentence as plain text, for a workbook or a terminal.
func SentenceText(f Format, l PlanLine) string {
	var b strings.Builder
	for _, s := range Sentence(f, l) {
		b.WriteString(s.Text)
	}
	return b.String()
}

// strong cuts a sentence at its bold marks.
func strong(text string) []Span {
	var out []Span
	for text != "" {
		plainText, rest, found := strings.Cut(text, strongOpen)
		if plainText != "" {
			out = append(out, Span{Text: plainText})
		}
		if !found {
			break
		}
		bold, after, _ := strings.Cut(rest, strongShut)
		out = append(out, Span{Text: bold, Strong: true})
		text = after
	}
	return out
}

// stepRows shows a calculation as a person would write it down.
func stepRows(f Format, steps []stepRow) []StepRow {
	rows := make([]StepRow, 0, len(steps))
	for _, s := range steps {
		r := StepRow{
			Name:   firstWord(f, s.Code, "plan.step-"+s.Code),
			Source: firstWord(f, s.Source, "plan.source-"+s.Source),
			Value:  stepValue(f, s),
		}
		r.Op, r.Sum = stepOp(s.Code)
		rows = append(rows, r)
	}
	return rows
}

// stepOp is the sign before a step, and whether the step closes a sum.
func stepOp(code string) (op string, sum bool) {
	switch code {
	case "safety-stock", "on-order":
		return "+", false
	case "allocated", "backorders", "expected-outdating":
		return Minus, false
	case "order-up-to", "position", "quantity":
		return "=", true
	default:
		return "", false
	}
}

func stepValue(f Format, s stepRow) string {
	switch s.Unit {
	case "days":
		return f.T("page.days", "N", f.Round(s.Amount))
	case "fen":
		return f.Money(int64(math.Round(s.Amount)))
	default:
		return f.Round(s.Amount)
	}
}

// firstWord is the text of the first key that the catalogue has, else the code itself.
func firstWord(f Format, code string, keys ...string) string {
	for _, key := range keys {
		if locale.Has(f.Lang, key) {
			return f.T(key)
		}
	}
	return code
}

package excel

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
)

// linesSheet holds the suggestions, the first in row firstLine.
const (
	linesSheet = "采购建议"
	firstLine  = 5
)

// field is a column of 采购建议.
type field struct {
	key    string // of its head in the catalogue, workbook.plan-col-…
	group  string // of the band above; "" = none
	width  float64
	look   style
	value  func(w *planWork, row int, l view.BookLine) any
	noteOn bool // its head carries a comment, workbook.plan-note-…
}

var (
	textCell  = st(body, "")
	midCell   = st(body, "").centre()
	codeCell  = st(body, fmtText)
	piecesFmt = st(body, fmtIntDash).right()
	oneFmt    = st(body, fmtOne).right()
	moneyFmt  = st(body, `#,##0.00;-#,##0.00;"—"`).right()
	shareFmt  = st(body, fmtPct).right()
	dayCell   = st(body, fmtDay).centre()
	coverFmt  = st(body, `[>=999]"999+";#,##0.0`).right()
)

// fields are the columns in their order.
var fields = slices.Concat(idFields, stockFields, weekFields(), windowFields, orderFields, dateFields, moneyFields)

var idFields = []field{
	{"no", "", 4.6, st(body, fmtInt).centre(), func(_ *planWork, _ int, l view.BookLine) any { return l.Line }, false},
	{"urgency", "", 10.4, midCell, func(w *planWork, _ int, l view.BookLine) any { return w.urgency(l) }, true},
	{"supplier", "", 14.5, textCell.wrapped(), func(w *planWork, _ int, l view.BookLine) any { return w.supplierName(l) }, false},
	{"sku", "", 9, codeCell, func(_ *planWork, _ int, l view.BookLine) any { return l.SKU }, false},
	{"name", "", 15, textCell.wrapped(), func(_ *planWork, _ int, l view.BookLine) any { return l.Name }, false},
	{"spec", "item", 13, style{look: body, wrap: true, size: 9}, func(_ *planWork, _ int, l view.BookLine) any { return l.Spec }, false},
	{"centre", "item", 10.6, midCell, func(_ *planWork, _ int, l view.BookLine) any { return l.Centre }, false},
	{"category", "item", 5.6, midCell, func(_ *planWork, _ int, l view.BookLine) any { return l.Category }, false},
	{"class", "item", 5.4, midCell, func(_ *planWork, _ int, l view.BookLine) any { return l.Class }, true},
	{"season", "item", 5.4, midCell, func(_ *planWork, _ int, l view.BookLine) any { return l.Season }, false},
	{"status", "item", 5.4, midCell, func(w *planWork, _ int, l view.BookLine) any { return w.t("status-" + status(l)) }, true},
}

var stockFields = []field{
	{"on-hand", "stock", 7.4, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.OnHand }, false},
	{"allocated", "stock", 6.6, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.Allocated }, false},
	{"on-order", "stock", 6.8, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.OnOrder }, false},
	{"overdue", "stock", 6.2, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.Overdue }, true},
	{"daily-7", "daily", 7.6, oneFmt, func(_ *planWork, _ int, l view.BookLine) any { return orDash(l.Daily7) }, false},
	{"daily-28", "daily", 7.6, oneFmt, func(_ *planWork, _ int, l view.BookLine) any { return orDash(l.Daily28) }, false},
}

// weekFields are the means of the weeks ahead.
func weekFields() []field {
	out := make([]field, view.BookWeeks)
	for i := range out {
		out[i] = field{"week-" + strconv.Itoa(i+1), "weeks", 7.1, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return orDash(l.Week[i]) }, false}
	}
	return out
}

var windowFields = []field{
	{"window", "window", 5.8, st(body, fmtInt).right(), func(_ *planWork, _ int, l view.BookLine) any { return l.Review + l.Lead }, false},
	{"mean", "window", 8.4, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.WindowMean }, true},
	{"safety", "window", 7.4, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.SafetyStock }, true},
	{"target", "window", 8, piecesFmt, func(w *planWork, row int, l view.BookLine) any {
		return formula{w.expr(row, "{mean}+{safety}"), l.WindowMean + l.SafetyStock}
	}, false},
	{"other", "window", 7.6, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.Other }, true},
	{"position", "window", 7.8, piecesFmt, func(w *planWork, row int, l view.BookLine) any {
		return formula{w.expr(row, "{on-hand}+{on-order}-{allocated}-{other}"), l.OnHand + l.OnOrder - l.Allocated - l.Other}
	}, true},
	{"need", "window", 7.8, piecesFmt, func(w *planWork, row int, l view.BookLine) any {
		return formula{w.expr(row, "MAX(0,{target}-{position})"), need(l)}
	}, false},
}

var orderFields = []field{
	{"moq", "order", 6.8, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.MOQ }, false},
	{"case", "order", 5.8, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any { return l.Case }, false},
	{"qty", "order", 8.4, piecesFmt.strong(), func(_ *planWork, _ int, l view.BookLine) any { return l.Qty }, false},
	{"cases", "order", 6.4, piecesFmt, func(w *planWork, row int, l view.BookLine) any {
		return formula{w.expr(row, "{qty}/MAX(1,{case})"), float64(l.Qty) / float64(max(l.Case, 1))}
	}, false},
	{"excess", "order", 8, piecesFmt, func(w *planWork, row int, l view.BookLine) any {
		return formula{w.expr(row, "IF({qty}=0,0,MAX(0,{qty}-{need}))"), excess(l)}
	}, false},
	{"cap", "order", 7, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any {
		if l.ShelfCap < 0 {
			return view.Dash
		}
		return l.ShelfCap
	}, true},
}

var dateFields = []field{
	{"cover-before", "dates", 6.8, coverFmt, func(_ *planWork, _ int, l view.BookLine) any { return orDash(l.CoverBefore) }, false},
	{"cover-after", "dates", 6.8, coverFmt, func(_ *planWork, _ int, l view.BookLine) any { return orDash(l.CoverAfter) }, false},
	{"latest", "dates", 7.6, dayCell, func(_ *planWork, _ int, l view.BookLine) any { return dayOr(l.LatestOrder) }, false},
	{"arrives", "dates", 7.6, dayCell, func(_ *planWork, _ int, l view.BookLine) any { return dayOr(l.Arrives) }, false},
	{"life", "dates", 8, piecesFmt, func(_ *planWork, _ int, l view.BookLine) any {
		if l.Life < 0 || l.Arrives.IsZero() {
			return view.Dash
		}
		return l.Life
	}, false},
}

var moneyFields = []field{
	{"price", "money", 8.6, moneyFmt, func(_ *planWork, _ int, l view.BookLine) any { return yuan(l.PriceFen) }, false},
	{"amount", "money", 12.5, moneyFmt.strong(), func(w *planWork, row int, l view.BookLine) any {
		return formula{w.expr(row, "ROUND({qty}*{price},2)"), yuan(l.Qty * l.PriceFen)}
	}, false},
	{"profit", "money", 8.4, st(body, fmtMoney).right(), func(_ *planWork, _ int, l view.BookLine) any {
		if l.Qty == 0 {
			return view.Dash
		}
		return orDash(l.Profit)
	}, true},
	{"stockout", "money", 8.6, shareFmt, func(_ *planWork, _ int, l view.BookLine) any { return orDash(l.StockoutProb) }, false},
	{"leftover", "money", 8.6, shareFmt, func(_ *planWork, _ int, l view.BookLine) any {
		if l.Qty == 0 {
			return view.Dash
		}
		return orDash(l.LeftoverProb)
	}, false},
	{"lost", "money", 10.5, moneyFmt, func(_ *planWork, _ int, l view.BookLine) any { return yuan(l.LostFen) }, true},
	{"seller", "money", 6.4, st(body, fmtInt).centre(), func(w *planWork, _ int, l view.BookLine) any { return w.seller[l.Supplier] }, true},
	{"why", "why", 64, style{look: body, wrap: true, size: 9, indent: 1}, func(_ *planWork, _ int, l view.BookLine) any { return l.Sentence }, false},
}

// need is what is missing, never below nothing.
func need(l view.BookLine) float64 {
	return math.Max(0, l.WindowMean+l.SafetyStock-float64(l.OnHand+l.OnOrder-l.Allocated-l.Other))
}

func excess(l view.BookLine) float64 {
	if l.Qty == 0 {
		return 0
	}
	return math.Max(0, float64(l.Qty)-need(l))
}

// status says how the stock stands, as a key.
func status(l view.BookLine) string {
	switch {
	case l.OnHand-l.Allocated <= 0:
		return "out"
	case l.Lead > 0 && l.CoverBefore < float64(l.Lead):
		return "short"
	case l.Need <= 0:
		return "enough"
	default:
		return "low"
	}
}

// urgency is the line's urgency, or what keeps it from being ordered.
func (w *planWork) urgency(l view.BookLine) string {
	switch l.Exception {
	case plan.ShelfBelowMOQ, plan.MaxBelowMOQ:
		return w.t("conflict")
	case plan.PastCutoff:
		return w.t("past-cutoff")
	default:
		return w.f.T("plan.urgency-" + l.Urgency)
	}
}

func (w *planWork) supplierName(l view.BookLine) string {
	if l.Supplier == "" {
		return view.Dash
	}
	return pick(l.SupplierName, l.Supplier)
}

// col is the number of a column.
func (w *planWork) col(key string) int {
	n, ok := w.cols[key]
	if !ok {
		w.fault(fmt.Errorf("%w %s: no column %q", errSheet, linesSheet, key))
		return 1
	}
	return n
}

// expr is a formula about a line whose {key} stand for the cells of its row.
func (w *planWork) expr(row int, text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		key, after, _ := strings.Cut(rest, "}")
		b.WriteString(at(row, w.col(key)))
		text = after
	}
}

// lineRow is the row of a line by its index; lastLine is that of the last one, never above the first.
func lineRow(i int) int { return firstLine + i }

func (w *planWork) lastLine() int { return lineRow(max(1, len(w.v.Lines)) - 1) }

// all are a column's cells on 采购建议, for formulas on other sheets.
func (w *planWork) all(key string) string {
	c := w.col(key)
	return ref(linesSheet, firstLine, c, w.lastLine(), c)
}

// cellOf is one line's cell, for formulas on other sheets.
func (w *planWork) cellOf(key string, i int) string {
	c := w.col(key)
	return ref(linesSheet, lineRow(i), c, lineRow(i), c)
}

// lines writes 采购建议.
func (w *planWork) lines() {
	widths := make([]float64, len(fields))
	for i, f := range fields {
		widths[i] = f.width
	}
	s := w.sheet(linesSheet, widths, page{landscape: true, scale: 68, margins: [4]float64{0.3, 0.3, 0.7, 0.6}})
	s.top(linesSheet, w.shortState())
	s.put(1, 6, w.linesNote(), st(subhead, ""))
	w.lineHeads(s)
	for i, l := range w.v.Lines {
		w.line(s, lineRow(i), l)
	}
	total := w.lastLine() + 1
	w.lineTotals(s, total)
	s.list(firstLine-1, w.lastLine(), 5, len(fields))
	s.area(total, len(fields))
	s.pageBreak(1, w.col("window"))
	s.pageBreak(1, w.col("price"))
	w.lineMarks(s)
	s.protect()
	w.named("采购建议_金额", w.all("amount"))
}

func (w *planWork) linesNote() string {
	if w.needOnly() {
		return w.t("need-only")
	}
	return w.t("lines-note")
}

// lineHeads writes the group bands and the heads.
func (w *planWork) lineHeads(s *sheet) {
	for i := 0; i < len(fields); {
		j := i
		for j+1 < len(fields) && fields[j+1].group == fields[i].group {
			j++
		}
		if g := fields[i].group; g != "" {
			s.merge(3, i+1, 3, j+1, w.t("group-"+g), st(group, ""))
		}
		i = j + 1
	}
	heads := make([]string, len(fields))
	for i, f := range fields {
		heads[i] = w.t("col-" + f.key)
		if week, ok := strings.CutPrefix(f.key, "week-"); ok {
			n, _ := strconv.Atoi(week)
			heads[i] = fmt.Sprintf("W+%d\n%s", n, w.f.Day(w.v.Weeks[n-1]))
		}
		if f.noteOn {
			s.note(firstLine-1, i+1, w.t("note-"+f.key))
		}
	}
	s.heads(firstLine-1, heads, 32)
}

func (w *planWork) line(s *sheet, row int, l view.BookLine) {
	for i, f := range fields {
		look := f.look
		v := f.value(w, row, l)
		if v == any(view.Dash) && look.align == "" {
			look = look.centre()
		}
		s.put(row, i+1, v, look)
	}
	height := math.Max(24, wrapHeight(l.Sentence, fields[len(fields)-1].width-2, 9))
	for _, cell := range []struct {
		text string
		key  string
		size float64
	}{{l.Name, "name", 10}, {w.supplierName(l), "supplier", 10}, {l.Spec, "spec", 9}} {
		height = math.Max(height, wrapHeight(cell.text, fields[w.col(cell.key)-1].width, cell.size))
	}
	s.height(row, height)
}

func (w *planWork) lineTotals(s *sheet, row int) {
	for i := range fields {
		s.put(row, i+1, nil, st(total, ""))
	}
	s.put(row, w.col("name"), w.t("total-filtered"), st(total, ""))
	small := style{look: total, size: 9, colour: grey}
	s.put(row, w.col("spec"), w.t("no-sum"), small)
	var cases, amount float64
	for _, l := range w.v.Lines {
		cases += float64(l.Qty) / float64(max(l.Case, 1))
		amount += yuan(l.AmountFen)
	}
	visible := func(key, format string, v float64) {
		c := w.col(key)
		s.put(row, c, formula{"SUBTOTAL(109," + span(firstLine, c, w.lastLine(), c) + ")", v}, st(total, format).right())
	}
	visible("cases", fmtInt, cases)
	visible("amount", fmtMoney, math.Round(amount*100)/100)
	s.put(row, w.col("why"), w.t("total-note"), small)
	s.height(row, 21)
}

// lineMarks colours what calls for a look; each has a word or a number of its own as well.
func (w *planWork) lineMarks(s *sheet) {
	last := w.lastLine()
	cells := func(key string) string { return span(firstLine, w.col(key), last, w.col(key)) }
	first := func(key string) string { return "$" + at(firstLine, w.col(key)) }
	day := fmt.Sprintf("DATE(%d,%d,%d)", w.v.Header.Today.Year(), w.v.Header.Today.Month(), w.v.Header.Today.Day())
	is := func(words ...string) string {
		parts := make([]string, len(words))
		for i, word := range words {
			parts[i] = first("urgency") + `="` + strings.ReplaceAll(word, `"`, `""`) + `"`
		}
		return "=OR(" + strings.Join(parts, ",") + ")"
	}
	s.mark(cells("urgency"), is(w.f.T("plan.urgency-past-due"), w.t("past-cutoff")), marksLate)
	s.mark(cells("urgency"), is(w.f.T("plan.urgency-today")), marksAmber)
	s.mark(cells("urgency"), is(w.t("conflict")), markColours{"5A3B4E", "E9E4EC"})
	s.mark(cells("overdue"), "=N("+first("overdue")+")>0", marksRed)
	s.mark(cells("cover-before"), fmt.Sprintf("=AND(ISNUMBER(%[1]s),ISNUMBER(%[2]s),%[1]s<%[2]s-%[3]s)", first("cover-before"), first("arrives"), day), marksRed)
	s.mark(cells("latest"), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<%[2]s)", first("latest"), day), marksRed)
	w.fault(w.file.SetConditionalFormat(s.name, cells("stockout"), []excelize.ConditionalFormatOptions{{
		Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "num", MaxValue: "1.6", BarColor: "#E3A39D",
	}}))
}

// parseNumber reads a cell's raw text; an empty cell is nothing.
func parseNumber(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %q is no number", ErrVerify, text)
	}
	return v, nil
}

package excel

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
	"zhiwei/transform/demand"
)

const (
	orderCols      = 13
	orderFirst     = 9 // row of the first line
	orderAmountCol = 10
)

// orderForm is the draft of a purchase order: a supplier's suggested lines.
type orderForm struct {
	seller view.BookSupplier
	sheet  string
	lines  []int // indices
	fen    int64
}

// sumRow is the row of the order's total.
func (o *orderForm) sumRow() int { return orderFirst + len(o.lines) + 1 }

// orderForms are the drafts, in the order of 摘要.
func (w *planWork) orderForms() []orderForm {
	var out []orderForm
	for _, sup := range w.v.Suppliers {
		o := orderForm{seller: sup}
		for i, l := range w.v.Lines {
			if l.Supplier == sup.Supplier && l.Qty > 0 {
				o.lines = append(o.lines, i)
				o.fen += l.AmountFen
			}
		}
		if sup.Supplier != "" && len(o.lines) > 0 {
			o.sheet = w.sheetName("采购单-" + sup.Name)
			out = append(out, o)
		}
	}
	return out
}

// onePage is how many lines an order may have to be printed on one page.
const onePage = 14

// pages is 1 for an order that fits on a page, 0 for as many as it takes.
func (o *orderForm) pages() int {
	if len(o.lines) <= onePage {
		return 1
	}
	return 0
}

// lineHeight leaves room to write by hand where there is room.
func (o *orderForm) lineHeight() float64 {
	if len(o.lines) <= onePage {
		return 30
	}
	return 20
}

// order writes 采购单-〈供应商〉: one page to be signed, without a number while it is a draft.
func (w *planWork) order(o *orderForm) {
	s := w.sheet(o.sheet, []float64{5, 9.5, 16, 9.5, 5.5, 6.5, 7.5, 10, 10, 14, 11.5, 10, 27}, page{
		landscape: true, fitHeight: o.pages(), tab: series2, margins: [4]float64{0.5, 0.5, 0.75, 0.7}, period: w.t("order-period") + " · " + w.meta.Period,
	})
	s.merge(1, 1, 1, orderCols, w.meta.Company, style{look: plain, size: 14, bold: true, align: "center"})
	s.height(1, 24)
	s.merge(2, 1, 2, orderCols, w.t("order-title"), style{look: plain, size: 20, bold: true, align: "center"})
	s.height(2, 34)
	w.orderHead(s, o)
	for i, key := range []string{"col-no", "col-sku", "col-name", "col-spec", "unit", "col-case", "col-cases", "order-qty", "order-price", "order-amount", "order-due", "order-life", "remark"} {
		s.put(orderFirst-1, i+1, w.t(key), st(formTop, ""))
	}
	s.height(orderFirst-1, 33)
	for i, n := range o.lines {
		w.orderLine(s, o, i, n)
	}
	w.orderSum(s, o)
	w.orderSigns(s, o, o.sumRow()+4)
	s.freeze(orderFirst-1, 0)
	s.repeat(1, orderFirst-1, 0)
	s.area(o.sumRow()+7, orderCols)
	s.protect()
}

// pair is a label of a form and what stands on its line.
type pair struct {
	label string
	value any
}

func (w *planWork) orderHead(s *sheet, o *orderForm) {
	due, centres := o.due(w.v.Lines), o.centres(w.v.Lines)
	rows := [][3]pair{
		{{w.t("order-no"), w.t("order-no-draft")}, {w.t("order-day"), w.v.Header.Today}, {w.t("order-state"), w.t("order-draft")}},
		{{w.t("col-supplier"), o.seller.Name + "（" + o.seller.Supplier + "）"}, {w.t("order-contact"), ""}, {w.t("order-pay"), w.payment(o.seller)}},
		{{w.t("order-dept"), w.meta.Dept}, {w.t("order-buyer"), w.meta.MadeBy}, {w.t("order-to"), strings.Join(centres, "、")}},
		{{w.t("order-due-day"), dayOr(due)}, {w.t("order-carriage"), ""}, {w.t("order-terms"), o.seller.Terms}},
	}
	at := [3][4]int{{1, 2, 3, 5}, {6, 7, 8, 9}, {10, 10, 11, 13}}
	for i, row := range rows {
		for k, p := range row {
			look := style{look: blank, align: "left", bold: k == 0 && i < 2}
			if _, day := p.value.(time.Time); day {
				look.format = fmtDate
			}
			s.merge(3+i, at[k][0], 3+i, at[k][1], p.label+"：", st(label, ""))
			s.merge(3+i, at[k][2], 3+i, at[k][3], p.value, look)
		}
		s.height(3+i, 21)
	}
	s.height(7, 8)
}

// due is the first day on which a line has to arrive.
func (o *orderForm) due(lines []view.BookLine) time.Time {
	var first time.Time
	for _, n := range o.lines {
		if day := lines[n].Arrives; first.IsZero() || !day.IsZero() && day.Before(first) {
			first = day
		}
	}
	return first
}

// centres are the warehouses that the order goes to.
func (o *orderForm) centres(lines []view.BookLine) []string {
	var out []string
	for _, n := range o.lines {
		if c := lines[n].Centre; c != "" {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (w *planWork) orderLine(s *sheet, o *orderForm, i, n int) {
	l, row := w.v.Lines[n], orderFirst+i
	mid, right := style{look: form, align: "center"}, style{look: form, align: "right"}
	s.put(row, 1, i+1, with(mid, fmtInt))
	s.put(row, 2, l.SKU, with(mid, fmtText))
	s.put(row, 3, l.Name, style{look: form, indent: 1, wrap: true})
	s.put(row, 4, l.Spec, style{look: form, indent: 1, wrap: true, size: 9})
	s.put(row, 5, w.f.Unit(l.Unit), mid)
	s.put(row, 6, max(l.Case, 1), with(mid, fmtInt))
	s.put(row, 7, formula{fmt.Sprintf("H%[1]d/F%[1]d", row), float64(l.Qty) / float64(max(l.Case, 1))}, with(right, "#,##0_ "))
	s.put(row, 8, l.Qty, with(right, "#,##0_ "))
	s.put(row, 9, yuan(l.PriceFen), with(right, fmtForm))
	s.put(row, orderAmountCol, formula{fmt.Sprintf("ROUND(H%[1]d*I%[1]d,2)", row), yuan(l.Qty * l.PriceFen)}, with(right, fmtForm))
	s.put(row, 11, dayOr(l.Arrives), with(mid, fmtDate))
	s.put(row, 12, lifeOr(l), with(mid, fmtInt))
	remark := w.remark(o, l)
	s.put(row, 13, remark, style{look: form, size: 9, wrap: true, indent: 1})
	s.height(row, math.Max(o.lineHeight(), math.Max(wrapHeight(remark, 25, 9), math.Max(wrapHeight(l.Name, 14, 10), wrapHeight(l.Spec, 8, 9)))))
}

func lifeOr(l view.BookLine) any {
	if l.Life < 0 {
		return view.Dash
	}
	return l.Life
}

// remark names the warehouse when the order goes to several, and what is overdue.
func (w *planWork) remark(o *orderForm, l view.BookLine) string {
	var parts []string
	if len(o.centres(w.v.Lines)) > 1 {
		parts = append(parts, w.t("order-centre", "Centre", l.Centre))
	}
	if l.Overdue > 0 {
		parts = append(parts, w.t("order-overdue", "Qty", w.f.Int(l.Overdue), "Unit", w.f.Unit(l.Unit)))
	}
	if l.Exception != "" && w.hasWord("plan.exception-"+l.Exception) {
		parts = append(parts, w.f.T("plan.exception-"+l.Exception))
	}
	return strings.Join(parts, "；")
}

// orderSum writes the end of the lines, the total, the amount in words and the terms.
func (w *planWork) orderSum(s *sheet, o *orderForm) {
	row := o.sumRow()
	bold, mid := style{look: form, bold: true, align: "right"}, style{look: form, align: "center", bold: true}
	s.merge(row-1, 1, row-1, orderCols, w.t("order-blank"), style{look: form, align: "center", colour: grey, size: 9})
	s.height(row-1, 20)
	var cases float64
	var qty int64
	for _, n := range o.lines {
		l := w.v.Lines[n]
		cases, qty = cases+float64(l.Qty)/float64(max(l.Case, 1)), qty+l.Qty
	}
	sum := func(col int) string { return "SUM(" + span(orderFirst, col, row-2, col) + ")" }
	s.merge(row, 1, row, 6, w.t("order-total"), mid)
	s.put(row, 7, formula{sum(7), cases}, with(bold, "#,##0_ "))
	s.put(row, 8, formula{sum(8), qty}, with(bold, "#,##0_ "))
	s.put(row, 9, nil, st(form, ""))
	s.put(row, orderAmountCol, formula{sum(orderAmountCol), yuan(o.fen)}, with(bold, fmtForm))
	s.merge(row, 11, row, orderCols, w.t("order-lines", "N", len(o.lines)), style{look: form, align: "center", size: 9.5})
	s.height(row, 26)
	s.merge(row+1, 1, row+1, 3, w.t("order-words"), mid)
	s.merge(row+1, 4, row+1, 9, "人民币"+plan.AmountInWords(demand.Money(o.fen)), style{look: form, bold: true, size: 12, indent: 1})
	s.put(row+1, 10, formula{at(row, orderAmountCol), yuan(o.fen)}, with(bold, `"¥"#,##0.00_ `))
	s.merge(row+1, 11, row+1, orderCols, w.t("order-words-note"), style{look: form, align: "center", size: 9, colour: grey})
	s.height(row+1, 28)
	s.merge(row+2, 1, row+2, 3, w.t("order-quality"), mid)
	s.merge(row+2, 4, row+2, orderCols, w.t("order-quality-text"), style{look: form, wrap: true, size: 9.5, indent: 1})
	s.height(row+2, 52)
	s.height(row+3, 10)
}

// orderSigns writes the boxes to sign; the general manager's stays free up to the supervisor's limit.
func (w *planWork) orderSigns(s *sheet, o *orderForm, row int) {
	limit := w.f.Fen(w.opt.ApproveAt)
	manager := w.t("manager")
	if o.fen <= w.opt.ApproveAt {
		manager = w.t("order-exempt", "Money", limit)
	}
	for _, b := range []struct {
		from, to  int
		what, who string
	}{
		{1, 3, w.t("sign-made"), w.meta.MadeBy},
		{4, 6, w.t("sign-checked"), w.meta.CheckedBy},
		{7, 9, w.t("sign-finance"), w.t("finance")},
		{10, 11, w.t("sign-approved"), manager},
		{12, 13, w.t("sign-supplier"), o.seller.Name},
	} {
		s.merge(row, b.from, row, b.to, b.what, st(formTop, ""))
		s.merge(row+1, b.from, row+1, b.to, b.who, style{look: form, align: "center", size: 9, colour: grey})
		s.merge(row+2, b.from, row+2, b.to, w.t("sign-date"), style{look: form, align: "center", size: 9})
	}
	s.height(row, 20)
	s.height(row+1, 46)
	s.height(row+2, 20)
	s.merge(row+3, 1, row+3, orderCols, w.t("order-foot", "Money", limit, "Run", w.meta.RunID), st(note, ""))
	s.height(row+3, 18)
}

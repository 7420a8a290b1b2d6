package excel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
)

const (
	frontSheet = "摘要"
	frontCols  = 12
	// topRows is how many lines the lists of the front page hold.
	topRows = 10
	// dueRows is how many decisions of today have room on it.
	dueRows = 6
)

// cell is one piece of a row that may span columns.
type span2 struct {
	from, to int
	v        any
	look     style
}

// across writes pieces side by side, each over its columns.
func (s *sheet) across(row int, pieces ...span2) {
	for _, p := range pieces {
		s.merge(row, p.from, row, p.to, p.v, p.look)
	}
}

// literal is a text inside a formula.
func literal(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// front writes 摘要: the plan on one page.
func (w *planWork) front() {
	s := w.sheet(frontSheet, []float64{3.8, 15, 8, 8, 9, 1, 12, 8, 1, 12, 9, 15.5}, page{fitHeight: 1})
	s.top(w.t("front-title"), w.state())
	w.banner = &bannerAt{sheet: s, row: 3, cols: frontCols}
	s.height(4, 5)
	if w.needOnly() {
		s.merge(4, 1, 4, frontCols, w.t("need-only"), style{look: plain, bold: true, colour: amber, fill: amberFill, indent: 1, wrap: true})
		s.height(4, 34)
	}
	w.tiles(s)
	row := w.bySupplier(s, 9)
	row = w.risks(s, row+2)
	row = w.rounding(s, row+2)
	row = w.decisions(s, row+2)
	s.height(row+1, 8)
	s.merge(row+2, 1, row+2, frontCols, w.t("signatures"), style{look: plain, size: 9, align: "center"})
	s.height(row+2, 26)
	s.freeze(3, 0)
	s.repeat(1, 2, 0)
	s.area(row+2, frontCols)
}

// tile is a key figure with its label and a line below.
type tile struct {
	from, to int
	label    string
	value    any
	format   string
	below    any
}

func (w *planWork) tiles(s *sheet) {
	for _, t := range []tile{w.amountTile(), w.lostTile(), w.budgetTile(), w.todayTile()} {
		last := t.to == frontCols
		s.merge(5, t.from, 5, t.to, t.label, style{look: tileTop, split: !last})
		s.merge(6, t.from, 6, t.to, t.value, style{look: tileVal, format: t.format, size: 16, split: !last})
		s.merge(7, t.from, 7, t.to, t.below, style{look: tileTop, size: 8.5, noTop: true, split: !last})
	}
	s.height(5, 16)
	s.height(6, 26)
	s.height(7, 16)
	s.height(8, 8)
}

func (w *planWork) amountTile() tile {
	n, ordered := int64(len(w.v.Lines)), int64(0)
	var fen int64
	for _, l := range w.v.Lines {
		fen += l.AmountFen
		if l.Qty > 0 {
			ordered++
		}
	}
	text := fmt.Sprintf(`COUNTA(%s)&%s&COUNTIF(%s,">0")&%s`, w.all("sku"), literal(w.t("n-lines")), w.all("qty"), literal(w.t("n-ordered")))
	return tile{
		1, 3, w.t("tile-amount"),
		formula{"SUM(" + w.all("amount") + ")", yuan(fen)},
		fmtMoney,
		formula{text, fmt.Sprintf("%d%s%d%s", n, w.t("n-lines"), ordered, w.t("n-ordered"))},
	}
}

func (w *planWork) lostTile() tile {
	var fen int64
	n := 0
	for _, l := range w.v.Lines {
		if fen += l.LostFen; l.LostFen > 0 {
			n++
		}
	}
	return tile{
		4, 7, w.t("tile-lost"),
		formula{"SUM(" + w.all("lost") + ")", yuan(fen)},
		fmtMoney,
		formula{fmt.Sprintf(`COUNTIF(%s,">0")&%s`, w.all("lost"), literal(w.t("n-risky"))), fmt.Sprintf("%d%s", n, w.t("n-risky"))},
	}
}

func (w *planWork) budgetTile() tile {
	t := tile{from: 8, to: 10, label: w.t("tile-budget"), value: w.t("no-budget"), below: w.t("no-budget-note")}
	if w.opt.BudgetFen <= 0 {
		return t
	}
	budget := ref(rulesSheet, budgetRow, 3, budgetRow, 3)
	limit, spent := yuan(w.opt.BudgetFen), yuan(w.v.Totals.AmountFen)
	t.value, t.format = formula{budget + "-A6", yuan(w.opt.BudgetFen - w.v.Totals.AmountFen)}, fmtMoney
	t.below = formula{literal(w.t("used")) + "&TEXT(A6/" + budget + `,"0.0%")`, w.t("used") + fmt.Sprintf("%.1f%%", math.Round(spent/limit*1000)/10)}
	return t
}

// pressing are the words of 优先级 that want a decision today.
func (w *planWork) pressing() []string {
	return []string{w.f.T("plan.urgency-past-due"), w.t("past-cutoff"), w.f.T("plan.urgency-today")}
}

func (w *planWork) todayTile() tile {
	parts, n := []string{}, int64(0)
	for _, word := range w.pressing() {
		parts = append(parts, fmt.Sprintf("COUNTIF(%s,%s)", w.all("urgency"), literal(word)))
	}
	for _, l := range w.v.Lines {
		if slices.Contains(w.pressing(), w.urgency(l)) {
			n++
		}
	}
	return tile{11, 12, w.t("tile-today"), formula{strings.Join(parts, "+"), n}, fmtInt, w.t("tile-today-note")}
}

var (
	headLeft  = style{look: head, align: "left"}
	headMid   = st(head, "")
	headRight = st(head, "").right()
	small     = style{look: body, size: 9.5}
	smallMid  = style{look: body, size: 9.5, align: "center", format: fmtInt}
	smallQty  = style{look: body, size: 9.5, align: "right", format: fmtIntDash}
	smallYuan = style{look: body, size: 9.5, align: "right", format: fmtMoney}
)

// partTitle writes a section's title.
func (s *sheet) partTitle(row int, text string) {
	s.put(row, 1, text, st(section, ""))
	s.height(row, 18)
}

// bySupplier writes part one and gives its last row.
func (w *planWork) bySupplier(s *sheet, row int) int {
	s.partTitle(row, w.t("part-suppliers"))
	s.across(row+1, []span2{
		{1, 1, w.t("seq"), headMid},
		{2, 2, w.t("col-supplier"), headLeft},
		{3, 3, w.t("terms"), headMid},
		{4, 4, w.t("lead"), headMid},
		{5, 6, w.t("lines-head"), headRight},
		{7, 7, w.t("amount-head"), headRight},
		{8, 9, w.t("ordered-head"), headRight},
		{10, 10, w.t("share-head"), headRight},
		{11, 12, w.t("order-head"), headMid},
	}...)
	s.height(row+1, 19)
	first := row + 2
	for i, sup := range w.v.Suppliers {
		w.supplierRow(s, first+i, i+1, sup)
	}
	last := first + len(w.v.Suppliers) - 1
	w.supRows = [2]int{first, last}
	w.supplierTotal(s, last+1, first, last)
	s.height(last+2, 7)
	return last + 1
}

func (w *planWork) supplierRow(s *sheet, row, n int, sup view.BookSupplier) {
	lines, ordered := int64(0), int64(0)
	for _, l := range w.v.Lines {
		if l.Supplier == sup.Supplier {
			lines++
			if l.Qty > 0 {
				ordered++
			}
		}
	}
	numbers := w.all("seller")
	name, share := any(sup.Name), 0.0
	if sup.Supplier == "" {
		name = w.t("no-supplier")
	}
	if w.v.Totals.AmountFen > 0 {
		share = float64(sup.AmountFen) / float64(w.v.Totals.AmountFen)
	}
	all := "SUM(" + w.all("amount") + ")"
	s.across(row, []span2{
		{1, 1, n, st(body, fmtInt).centre()},
		{2, 2, name, textCell},
		{3, 3, pick(sup.Terms, view.Dash), midCell},
		{4, 4, leadText(sup), midCell},
		{5, 6, formula{fmt.Sprintf("COUNTIF(%s,A%d)", numbers, row), lines}, st(body, fmtInt).right()},
		{7, 7, formula{fmt.Sprintf("SUMIFS(%s,%s,A%d)", w.all("amount"), numbers, row), yuan(sup.AmountFen)}, moneyFmt},
		{8, 9, formula{fmt.Sprintf(`COUNTIFS(%s,A%d,%s,">0")`, numbers, row, w.all("qty")), ordered}, st(body, fmtInt).right()},
		{10, 10, formula{fmt.Sprintf("IF(%[1]s=0,0,G%[2]d/%[1]s)", all, row), share}, shareFmt},
		{11, 12, w.orderName(sup.Supplier), style{look: body, size: 9, align: "center"}},
	}...)
	s.height(row, 18)
}

func leadText(sup view.BookSupplier) any {
	if sup.LeadFrom == sup.LeadTo {
		return strconv.Itoa(sup.LeadFrom)
	}
	return fmt.Sprintf("%d–%d", sup.LeadFrom, sup.LeadTo)
}

// orderName is the sheet of a supplier's order, or that there is none.
func (w *planWork) orderName(supplier string) string {
	for _, o := range w.orders {
		if o.seller.Supplier == supplier {
			return w.t("draft-order", "N", len(o.lines))
		}
	}
	return w.t("no-order")
}

func (w *planWork) supplierTotal(s *sheet, row, first, last int) {
	t := w.v.Totals
	whole := 0.0
	if t.AmountFen > 0 {
		whole = 1
	}
	sum := func(col string) string { return fmt.Sprintf("SUM(%s%d:%s%d)", col, first, col, last) }
	s.across(row, []span2{
		{1, 1, nil, st(total, "")},
		{2, 2, w.f.T("common.total"), st(total, "")},
		{3, 3, nil, st(total, "")},
		{4, 4, nil, st(total, "")},
		{5, 6, formula{sum("E"), t.Lines}, st(total, fmtInt).right()},
		{7, 7, formula{sum("G"), yuan(t.AmountFen)}, st(total, fmtMoney).right()},
		{8, 9, formula{sum("H"), t.Ordered}, st(total, fmtInt).right()},
		{10, 10, formula{sum("J"), whole}, st(total, fmtPct).right()},
		{11, 12, nil, st(total, "")},
	}...)
	s.height(row, 18)
}

// top gives the indices of the lines with the largest positive score, at most topRows.
func (w *planWork) top(score func(view.BookLine) int64) []int {
	var out []int
	for i, l := range w.v.Lines {
		if score(l) > 0 {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(score(w.v.Lines[b]), score(w.v.Lines[a])) })
	return out[:min(len(out), topRows)]
}

// risks writes part two with its chart and gives its last row.
func (w *planWork) risks(s *sheet, row int) int {
	s.partTitle(row, w.t("part-risk"))
	s.across(row+1, []span2{
		{1, 1, w.t("seq"), headMid},
		{2, 2, w.t("col-name"), headLeft},
		{3, 3, w.t("stockout-head"), headRight},
		{4, 4, w.t("gap-head"), headRight},
		{5, 5, w.t("lost-head"), headRight},
	}...)
	s.height(row+1, 17)
	lines := w.top(func(l view.BookLine) int64 { return l.LostFen })
	first := row + 2
	var sum float64
	for i, n := range lines {
		l := w.v.Lines[n]
		sum += yuan(l.LostFen)
		gap := math.Max(0, l.WindowMean-float64(l.Position))
		s.put(first+i, 1, i+1, smallMid)
		s.put(first+i, 2, formula{w.cellOf("name", n), l.Name}, small)
		s.put(first+i, 3, formula{w.cellOf("stockout", n), orDash(l.StockoutProb)}, style{look: body, size: 9.5, align: "right", format: fmtPct})
		s.put(first+i, 4, formula{fmt.Sprintf("MAX(0,%s-%s)", w.cellOf("mean", n), w.cellOf("position", n)), gap}, smallQty)
		s.put(first+i, 5, formula{w.cellOf("lost", n), yuan(l.LostFen)}, style{look: body, size: 9.5, align: "right", format: fmtInt, bold: true})
		s.height(first+i, 16)
	}
	end := w.sumRow(s, first, len(lines), 5, 5, formula{"", sum}, fmtInt)
	if len(lines) > 0 {
		s.put(row, 7, w.t("risk-chart"), st(section, ""))
		s.chart(at(row+1, 7), figure{
			kind: excelize.Bar, width: 420, height: uint((17 + 16*len(lines) + 17) * 96 / 72), labels: fmtInt, format: fmtInt,
			low: number64(0), gap: 45, bare: true, reverse: true, alt: w.t("risk-chart"),
			curves: []curve{{
				name: ref(frontSheet, row+1, 5, row+1, 5), cats: ref(frontSheet, first, 2, end-1, 2), vals: ref(frontSheet, first, 5, end-1, 5), colour: series1,
			}},
		})
	}
	s.height(end+1, 7)
	return end
}

// sumRow closes a list of n rows with their sum in one column; without rows it says so.
func (w *planWork) sumRow(s *sheet, first, n, col, cols int, f formula, format string) int {
	row := first + n
	if n == 0 {
		s.merge(row, 1, row, cols, w.t("none"), style{look: body, size: 9.5, align: "center", colour: grey})
		return row
	}
	for c := 1; c <= cols; c++ {
		s.put(row, c, nil, st(total, ""))
	}
	s.put(row, 2, w.f.T("common.total"), st(total, ""))
	f.text = "SUM(" + span(first, col, row-1, col) + ")"
	s.put(row, col, f, st(total, format).right())
	s.height(row, 17)
	return row
}

// tiedUp is the money in pieces ordered only to fill minimum and case.
func tiedUp(l view.BookLine) float64 {
	return math.Round(excess(l)*yuan(l.PriceFen)*100) / 100
}

// rounding writes part three and gives its last row.
func (w *planWork) rounding(s *sheet, row int) int {
	s.partTitle(row, w.t("part-rounding"))
	s.across(row+1, []span2{
		{1, 1, w.t("seq"), headMid},
		{2, 2, w.t("col-name"), headLeft},
		{3, 3, w.t("col-need"), headRight},
		{4, 4, w.t("moq-head"), headRight},
		{5, 6, w.t("col-case"), headRight},
		{7, 7, w.t("col-qty"), headRight},
		{8, 9, w.t("excess-head"), headRight},
		{10, 10, w.t("tied-head"), headRight},
		{11, 12, w.t("col-supplier"), headMid},
	}...)
	s.height(row+1, 17)
	lines := w.top(func(l view.BookLine) int64 { return int64(math.Round(tiedUp(l) * 100)) })
	first := row + 2
	var sum float64
	for i, n := range lines {
		l := w.v.Lines[n]
		sum += tiedUp(l)
		r := first + i
		s.across(r, []span2{
			{1, 1, i + 1, smallMid},
			{2, 2, formula{w.cellOf("name", n), l.Name}, small},
			{3, 3, formula{w.cellOf("need", n), need(l)}, smallQty},
			{4, 4, formula{w.cellOf("moq", n), l.MOQ}, smallQty},
			{5, 6, formula{w.cellOf("case", n), l.Case}, smallQty},
			{7, 7, formula{w.cellOf("qty", n), l.Qty}, smallQty},
			{8, 9, formula{w.cellOf("excess", n), excess(l)}, smallQty},
			{10, 10, formula{fmt.Sprintf("ROUND(H%d*%s,2)", r, w.cellOf("price", n)), tiedUp(l)}, smallYuan},
			{11, 12, w.sellerAt(l), style{look: body, size: 8.5, align: "center"}},
		}...)
		s.height(r, 16)
	}
	end := w.sumRow(s, first, len(lines), 10, frontCols, formula{"", math.Round(sum*100) / 100}, fmtMoney)
	s.height(end+1, 7)
	return end
}

// centres counts the warehouses of the plan.
func (w *planWork) centres() int {
	seen := map[string]bool{}
	for _, l := range w.v.Lines {
		seen[l.Centre] = true
	}
	return len(seen)
}

// withCentre is a line's item, with its warehouse where the plan has several.
func (w *planWork) withCentre(l view.BookLine) string {
	if w.centres() < 2 {
		return l.Name
	}
	return l.Name + "\n" + l.Centre
}

// sellerAt is a line's supplier, with the warehouse where the plan has several.
func (w *planWork) sellerAt(l view.BookLine) string {
	if w.centres() < 2 {
		return w.supplierName(l)
	}
	return w.supplierName(l) + " · " + l.Centre
}

// decisions writes part four, what has to be decided today, and gives its last row.
func (w *planWork) decisions(s *sheet, row int) int {
	s.partTitle(row, w.t("part-today"))
	s.across(row+1, []span2{
		{1, 1, w.t("seq"), headMid}, {2, 2, w.t("matter"), headLeft}, {3, 8, w.t("facts"), headLeft}, {9, 11, w.t("choices"), headLeft}, {12, 12, w.t("who"), headMid},
	}...)
	s.height(row+1, 17)
	n := 0
	for _, l := range w.v.Lines {
		if n == dueRows || !slices.Contains(w.pressing(), w.urgency(l)) {
			continue
		}
		n++
		choices := "choices-today"
		if l.Urgency == string(plan.PastDue) || l.Qty == 0 {
			choices = "choices-late"
		}
		s.across(row+1+n, []span2{
			{1, 1, n, st(body, fmtInt).centre()},
			{2, 2, w.withCentre(l), style{look: body, size: 9.5, bold: true, wrap: true}},
			{3, 8, w.fact(l), style{look: body, size: 9.5, wrap: true}},
			{9, 11, w.t(choices), style{look: body, size: 9.5, wrap: true}},
			{12, 12, w.t("who-clerk") + " · " + w.f.Day(w.v.Header.Today), style{look: body, size: 9, align: "center", wrap: true}},
		}...)
		s.height(row+1+n, 33)
	}
	if n == 0 {
		n = 1
		s.merge(row+2, 1, row+2, frontCols, w.t("nothing-today"), style{look: body, size: 9.5, align: "center", colour: grey})
	}
	return row + 1 + n
}

// fact says in one sentence why a line cannot wait.
func (w *planWork) fact(l view.BookLine) string {
	cover := w.f.Decimal(l.CoverBefore, 1)
	text := w.t("fact", "Cover", cover, "Lead", l.Lead, "Qty", w.f.Int(l.Qty), "Unit", w.f.Unit(l.Unit), "Money", w.f.Money(l.AmountFen))
	if l.Qty == 0 {
		text = w.t("fact-none", "Cover", cover, "Lead", l.Lead, "Why", pick(w.exception(l), view.Dash))
	}
	if l.LatestOrder.Before(w.v.Header.Today) && !l.LatestOrder.IsZero() {
		text = w.t("fact-late", "Day", w.f.Day(l.LatestOrder)) + text
	}
	if l.LostFen > 0 {
		text += w.t("fact-lost", "Money", w.f.Money(l.LostFen))
	}
	return text
}

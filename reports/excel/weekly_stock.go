package excel

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/view"
)

// The rows of the ages on 库存, which other sheets read.
const (
	ageFirst = 5
	ageTotal = ageFirst + view.AgeBands
)

// stockoutRows is the longest list of stock-outs.
const stockoutRows = 8

func (w *weekWork) stockSheet() {
	widths := []float64{4.6, 24, 13, 13, 13, 13, 13, 14, 9, 46}
	s := w.sheet(weekStock, widths, page{landscape: true, fitHeight: 1})
	w.top2(s, "stock-title", "cost-unit")
	s.height(3, 6)
	w.ages(s)
	last := w.stockouts(s, ageTotal+2)
	last = w.lots(s, last+2, pixels(widths[8:]...))
	s.freeze(ageFirst-1, 2)
	s.repeat(1, 2, 0)
	s.area(last, 10)
}

func (w *weekWork) ages(s *sheet) {
	heads := w.words("no", "age")
	for _, c := range w.v.Categories {
		heads = append(heads, pick(c, view.Dash))
	}
	s.heads(ageFirst-1, append(heads, w.words("other", "total", "part", "remark")...), 20)
	var sums [view.ShownCategories + 1]float64
	var all float64
	for _, age := range w.v.Ages {
		for j, v := range age {
			sums[j] += yuan(v)
			all += yuan(v)
		}
	}
	r := weekRange{ageFirst, ageTotal - 1, ageTotal}
	for i, age := range w.v.Ages {
		row, sum := ageFirst+i, 0.0
		s.serial(row, i+1)
		s.put(row, 2, w.t(fmt.Sprintf("age-%d", i)), st(body, ""))
		for j, v := range age {
			sum += yuan(v)
			s.put(row, 3+j, yuan(v), st(body, `#,##0.00;-#,##0.00;"—"`).right())
		}
		s.money(row, 8, formula{fmt.Sprintf("SUM(C%[1]d:G%[1]d)", row), sum})
		s.share(row, 9, quotient(at(row, 8), fmt.Sprintf("H$%d", ageTotal), sum, all))
		s.remark(row, w.ageRemark(i))
		s.height(row, 17)
	}
	w.totals(s, ageTotal, 10, 2)
	for j, v := range sums {
		s.plus(ageTotal, 3+j, r, v, fmtMoney)
	}
	s.plus(ageTotal, 8, r, all, fmtMoney)
	s.put(ageTotal, 9, quotient(at(ageTotal, 8), fmt.Sprintf("H$%d", ageTotal), all, all), st(total, fmtPct).right())
	s.height(ageTotal+1, 8)
}

// ageRemark says on which day the stock was taken.
func (w *weekWork) ageRemark(i int) string {
	if i == 0 && !w.v.StockDay.IsZero() {
		return w.t("stock-day", "Day", w.f.Date(w.v.StockDay))
	}
	return ""
}

// stockouts lists the items that were out of stock, the dearest first, and gives its last row.
func (w *weekWork) stockouts(s *sheet, row int) int {
	s.put(row, 1, w.t("stockouts-title"), st(section, ""))
	s.height(row, 20)
	s.heads(row+1, append(w.words("no", "product", "code", "days-out", "missed", "price", "lost", "first-out", "last-out"), w.t("remark")), 20)
	list, more := w.v.Stockouts, 0
	if len(list) > stockoutRows {
		more, list = len(list)-stockoutRows, list[:stockoutRows]
	}
	if len(list) == 0 {
		list = []view.WeekStockout{{Name: w.t("nothing")}}
	}
	r := weekRange{row + 2, row + 1 + len(list), row + 2 + len(list)}
	var days, missed, lost float64
	for i, o := range list {
		at0 := r.first + i
		v := float64(o.Missed) * yuan(o.PriceFen)
		days, missed, lost = days+float64(o.Days), missed+float64(o.Missed), lost+v
		s.serial(at0, i+1)
		s.put(at0, 2, o.Name, st(body, ""))
		s.put(at0, 3, pick(o.SKU, view.Dash), st(body, fmtText))
		s.count(at0, 4, int64(o.Days))
		s.count(at0, 5, o.Missed)
		s.money(at0, 6, yuan(o.PriceFen))
		s.money(at0, 7, formula{fmt.Sprintf("E%[1]d*F%[1]d", at0), v})
		s.put(at0, 8, dayOr(o.First), st(body, fmtDay).centre())
		s.put(at0, 9, dayOr(o.Last), st(body, fmtDay).centre())
		s.remark(at0, "")
		s.height(at0, 17)
	}
	if more > 0 {
		s.remark(r.last, w.t("more-stockouts", "N", more))
	}
	w.totals(s, r.total, 10, 2)
	s.plus(r.total, 4, r, days, fmtInt)
	s.plus(r.total, 5, r, missed, fmtInt)
	s.plus(r.total, 7, r, lost, fmtMoney)
	s.height(r.total+1, 8)
	return r.total
}

// lots lists the stock that cannot be sold in time beside the chart of ages, and gives the last row of both.
func (w *weekWork) lots(s *sheet, row int, width uint) int {
	s.put(row, 1, w.t("lots-title"), st(section, ""))
	s.put(row, 9, w.t("ages-chart"), style{look: section, indent: 1})
	s.height(row, 20)
	s.heads(row+1, w.words("no", "product", "lot", "qty", "left", "left-cost", "days-left", "state-head"), 20)
	list := w.v.Lots
	if len(list) == 0 {
		list = []view.WeekLot{{Name: w.t("nothing"), Days: view.NoExpiry}}
	}
	r := weekRange{row + 2, row + 1 + len(list), row + 2 + len(list)}
	var cost float64
	for i, l := range list {
		cost += yuan(l.Fen())
		w.lotRow(s, r.first+i, i, l)
	}
	if m := w.v.MoreLots; m.Lots > 0 {
		cost += yuan(m.Fen)
		s.row(r.total, 1, st(body, ""), nil, w.t("more-lots", "N", m.Lots), nil, nil, nil, nil, nil, nil)
		s.money(r.total, 6, yuan(m.Fen))
		s.height(r.total, 17)
		r.last, r.total = r.last+1, r.total+1
	}
	w.totals(s, r.total, 8, 2)
	s.plus(r.total, 6, r, cost, fmtMoney)
	s.put(r.total+1, 2, w.t("lots-note"), st(subhead, ""))
	s.mark(span(r.first, 7, r.last, 7), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<=0)", at(r.first, 7)), marksRed)
	s.mark(span(r.first, 7, r.last, 7), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s>0,%[1]s<=20)", at(r.first, 7)), marksAmber)
	w.ageChart(s, at(row+1, 9), width)
	return max(r.total+1, row+15)
}

func (w *weekWork) lotRow(s *sheet, row, i int, l view.WeekLot) {
	s.serial(row, i+1)
	s.put(row, 2, l.Name, st(body, ""))
	s.put(row, 3, pick(l.Lot, view.Dash), st(body, fmtText).centre())
	s.count(row, 4, l.Qty)
	s.count(row, 5, l.Left)
	s.money(row, 6, yuan(l.Fen()))
	days := any(view.Dash)
	if l.Days != view.NoExpiry {
		days = int64(l.Days)
	}
	s.count(row, 7, days)
	state := view.Dash
	if l.State != "" {
		state = w.t("lot-" + string(l.State))
	}
	s.put(row, 8, state, st(body, "").centre())
	s.height(row, 17)
}

var categoryColours = [view.ShownCategories + 1]string{series1, series2, series3, series4, series5}

// stacked is a bar per row of a table of the categories.
func (w *weekWork) stacked(sheetName string, r weekRange, size [2]uint, step float64, alt string) figure {
	f := figure{kind: excelize.BarStacked, width: size[0], height: size[1], step: step, format: fmtWanAxis, gap: 45, reverse: true, skip: 1, alt: alt}
	for j, colour := range categoryColours {
		if j < view.ShownCategories && w.v.Categories[j] == "" {
			continue
		}
		f.curves = append(f.curves, curve{
			name: ref(sheetName, r.first-1, 3+j, r.first-1, 3+j), cats: ref(sheetName, r.first, 2, r.last, 2),
			vals: ref(sheetName, r.first, 3+j, r.last, 3+j), colour: colour,
		})
	}
	f.legend = len(f.curves) > 1
	return f
}

func (w *weekWork) ageChart(s *sheet, cell string, width uint) {
	var longest float64
	for _, age := range w.v.Ages {
		var sum float64
		for _, fen := range age {
			sum += yuan(fen)
		}
		longest = max(longest, sum)
	}
	s.chart(cell, w.stacked(weekStock, weekRange{ageFirst, ageTotal - 1, ageTotal}, [2]uint{width, 290}, niceStep(longest/4), w.t("ages-chart")))
}

package excel

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/view"
)

// The columns of 商品 that other sheets read, and its first row.
const (
	productFirst  = 5
	productCat    = 4
	productGMV    = 5
	productRefund = 10
	productCols   = 17
)

// paretoBars is how many products the chart names.
const paretoBars = 20

// productsOnPage is how many products print on one page together with their chart; of more, the chart has a page of its own.
const productsOnPage = 30

// shortCover is the number of days of stock below which a product is marked.
const shortCover = 3

// highRefunds is the share of refunds above which a product is marked.
const highRefunds = 0.035

func (w *weekWork) productSheet() {
	widths := []float64{4.6, 10, 24, 8, 14, 9, 8.6, 10, 6, 12, 9, 10.5, 10.5, 9, 9, 14, 14}
	p := page{landscape: true, fitHeight: 1}
	if len(w.v.Products) > productsOnPage {
		p = page{landscape: true, scale: 76}
	}
	s := w.sheet(weekProducts, widths, p)
	w.top2(s, "products-title", "products-unit")
	s.height(3, 6)
	s.heads(productFirst-1, w.words("no", "code", "product", "category", "gmv", "pieces", "part", "running", "abc", "refund", "refund-rate", "lunar", "before", "margin", "cover", "lunar-base", "before-base"), 32)
	s.note(productFirst-1, 9, w.t("abc-note"))
	s.note(productFirst-1, 14, w.t("margin-note"))
	s.note(productFirst-1, 15, w.t("cover-note"))
	list := w.v.Products
	if len(list) == 0 {
		list = []view.WeekProduct{{SKU: view.Dash, Name: w.t("nothing"), Cover: math.NaN()}}
	}
	r := weekRange{productFirst, productFirst + len(list) - 1, productFirst + len(list)}
	w.products = r
	var all float64
	for _, p := range list {
		all += yuan(p.GMV)
	}
	running := 0.0
	for i, p := range list {
		running += yuan(p.GMV)
		w.productRow(s, r, i, p, all, running)
	}
	w.productTotal(s, r, list, all)
	s.upDown(span(r.first, 12, r.last, 13), at(r.first, 12), white)
	s.mark(span(r.first, 15, r.last, 15), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<%[2]d)", at(r.first, 15), shortCover), marksRed)
	s.mark(span(r.first, 11, r.last, 11), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s>%[2]g)", at(r.first, 11), highRefunds), marksAmber)
	w.pareto(s, r, pixels(widths...))
	if len(list) > productsOnPage {
		s.pageBreak(r.total+2, 1)
	}
	s.list(productFirst-1, r.last, 3, productCols)
	s.area(r.total+17, productCols)
}

func (w *weekWork) productRow(s *sheet, r weekRange, i int, p view.WeekProduct, all, running float64) {
	row, gmv := r.first+i, yuan(p.GMV)
	part, upTo := 0.0, 0.0
	if all != 0 {
		part, upTo = gmv/all, running/all
	}
	s.serial(row, i+1)
	s.put(row, 2, pick(p.SKU, view.Dash), st(body, fmtText))
	s.put(row, 3, pick(p.Name, w.t("unmapped")), st(body, ""))
	s.put(row, productCat, pick(p.Category, view.Dash), st(body, "").centre())
	s.money(row, productGMV, gmv)
	s.count(row, 6, p.Pieces)
	whole := fmt.Sprintf("SUM(E$%d:E$%d)", r.first, r.last)
	s.share(row, 7, formula{fmt.Sprintf("IF(%[1]s=0,0,E%[2]d/%[1]s)", whole, row), part})
	s.share(row, 8, formula{fmt.Sprintf("IF(%[1]s=0,0,SUM(E$%[3]d:E%[2]d)/%[1]s)", whole, row, r.first), upTo})
	s.put(row, 9, formula{fmt.Sprintf(`IF(ROUND(H%[1]d-G%[1]d,9)<0.8,"A",IF(ROUND(H%[1]d-G%[1]d,9)<0.95,"B","C"))`, row), weekABC(upTo - part)}, st(body, "").centre())
	s.money(row, productRefund, yuan(p.Refund))
	s.share(row, 11, quotient(at(row, productRefund), at(row, productGMV), yuan(p.Refund), gmv))
	s.put(row, 12, growth(at(row, productGMV), at(row, 16), gmv, yuan(p.Lunar)), st(body, fmtDelta).right())
	s.put(row, 13, growth(at(row, productGMV), at(row, 17), gmv, yuan(p.Before)), st(body, fmtDelta).right())
	margin := math.NaN()
	if p.Cost > 0 && p.Net > 0 {
		margin = 1 - float64(p.Cost)/float64(p.Net)
	}
	s.share(row, 14, orDash(margin))
	s.put(row, 15, orDash(p.Cover), st(body, fmtOne).right())
	s.money(row, 16, yuan(p.Lunar))
	s.money(row, 17, yuan(p.Before))
	s.height(row, 16)
}

// weekABC is the class of a product before which this share of the money was reached.
func weekABC(before float64) string {
	switch before = math.Round(before*1e9) / 1e9; {
	case before < 0.8:
		return "A"
	case before < 0.95:
		return "B"
	default:
		return "C"
	}
}

func (w *weekWork) productTotal(s *sheet, r weekRange, list []view.WeekProduct, all float64) {
	var pieces, refund, lunar, before float64
	for _, p := range list {
		pieces, refund = pieces+float64(p.Pieces), refund+yuan(p.Refund)
		lunar, before = lunar+yuan(p.Lunar), before+yuan(p.Before)
	}
	w.totals(s, r.total, productCols, 3)
	shown := func(col int, v float64, format string) {
		c := column(col)
		s.put(r.total, col, formula{fmt.Sprintf("SUBTOTAL(109,%s%d:%s%d)", c, r.first, c, r.last), v}, st(total, format).right())
	}
	shown(productGMV, all, fmtMoney)
	shown(6, pieces, fmtInt)
	part := 0.0
	if all != 0 {
		part = 1
	}
	s.plus(r.total, 7, r, part, fmtPct)
	shown(productRefund, refund, fmtMoney)
	s.put(r.total, 11, quotient(at(r.total, productRefund), at(r.total, productGMV), refund, all), st(total, fmtPct).right())
	shown(16, lunar, fmtMoney)
	shown(17, before, fmtMoney)
}

func (w *weekWork) pareto(s *sheet, r weekRange, width uint) {
	last := min(r.last, r.first+paretoBars-1)
	s.height(r.total+1, 8)
	s.put(r.total+2, 1, w.t("pareto", "N", last-r.first+1), st(section, ""))
	s.height(r.total+2, 20)
	cats := ref(weekProducts, r.first, 2, last, 2)
	s.chart(at(r.total+3, 1), figure{
		kind: excelize.Col, width: width, height: 260, format: fmtWanAxis, unit: w.t("wan"), low: number64(0), gap: 40, legend: true, alt: w.t("pareto", "N", last-r.first+1),
		curves: []curve{{name: ref(weekProducts, r.first-1, productGMV, r.first-1, productGMV), cats: cats, vals: ref(weekProducts, r.first, productGMV, last, productGMV), colour: series1}},
	}, figure{
		kind: excelize.Line, right: true, format: "0%", low: number64(0), high: number64(1),
		curves: []curve{{name: ref(weekProducts, r.first-1, 8, r.first-1, 8), cats: cats, vals: ref(weekProducts, r.first, 8, last, 8), colour: series2, width: 2, marker: true}},
	})
}

package excel

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"zhiwei/reports/view"
)

// weekChecks are the rows of 校验: what the database says beside what the sheets add up to.
func (w *weekWork) weekChecks() {
	v := w.v
	week := fmt.Sprintf("%s$D$%d", quoted(weekTrend), trendTotal-1)
	channel := w.totalOfChannels(channelGMV)
	products := w.sumOfProducts(productGMV)
	refunds := w.sumOfProducts(productRefund)
	gmv := yuan(v.Now.GMV)
	w.same("check-trend", gmv, formula{week, gmv}, fmtMoney, "from-orders")
	w.same("check-channels", formula{week, gmv}, formula{channel, gmv}, fmtMoney, "from-lines")
	w.same("check-products", formula{channel, gmv}, formula{products, gmv}, fmtMoney, "")
	for j, name := range v.Categories {
		if name != "" {
			w.categoryChecks(j, name)
		}
	}
	refund := yuan(v.Now.Refund)
	w.same("check-refunds", refund, formula{refunds, refund}, fmtMoney, "from-orders")
	orders := float64(v.Now.Orders)
	w.same("check-orders", orders, formula{w.totalOfChannels(channelOrders), orders}, fmtInt, "from-orders")
	w.same("check-net", gmv-refund, formula{fmt.Sprintf("%s$C$%d", quoted(weekTrend), kpiFirst+1), gmv - refund}, fmtMoney, "")
	month := yuan(v.Month.GMV)
	w.same("check-month", month, formula{w.totalOfChannels(channelMonth), w.monthOfChannels()}, fmtMoney, "month-channels")
	var stock float64
	for _, age := range v.Ages {
		for _, fen := range age {
			stock += yuan(fen)
		}
	}
	w.same("check-stock", yuan(v.Now.StockClose), formula{fmt.Sprintf("%s$H$%d", quoted(weekStock), ageTotal), stock}, fmtMoney, "from-lots")
	w.fileChecks()
}

// same adds a check under the name of a label.
func (w *weekWork) same(key string, control any, again formula, format, why string) {
	text := ""
	if why != "" {
		text = w.t(why)
	}
	w.prove(check{name: w.t(key, "Week", w.f.Week(w.v.From)), control: control, again: again, format: format, why: text})
}

// sumOfProducts adds up a column of 商品, whose own total follows its filter.
func (w *weekWork) sumOfProducts(col int) string {
	c := column(col)
	return fmt.Sprintf("SUM(%[1]s$%[2]s$%[3]d:$%[2]s$%[4]d)", quoted(weekProducts), c, productFirst, productFirst+max(1, len(w.v.Products))-1)
}

func (w *weekWork) categoryChecks(j int, name string) {
	var sum, products float64
	for _, c := range w.v.Channels {
		sum += yuan(c.Cells[j])
	}
	for _, p := range w.v.Products {
		if p.Category == name {
			products += yuan(p.GMV)
		}
	}
	q, r := quoted(weekProducts), w.products
	total := w.totalOfChannels(channelCat + j)
	if !w.ambiguous(name) {
		w.prove(check{
			name: w.t("check-category", "Name", name), control: formula{total, sum}, format: fmtMoney,
			again: formula{fmt.Sprintf(`SUMIFS(%[1]s$E$%[2]d:$E$%[3]d,%[1]s$D$%[2]d:$D$%[3]d,"="&%[4]s$%[5]s$%[6]d)`, q, r.first, r.last, quoted(weekChannels), column(channelCat+j), channelFirst-1), round6(products)},
		})
	}
	w.prove(check{
		name: w.t("check-subtotal", "Name", name), control: formula{total, sum}, format: fmtMoney,
		again: formula{fmt.Sprintf("%s$C$%d", quoted(weekChannels), w.subtotal[j]), sum},
	})
}

// ambiguous reports a category that SUMIFS takes for a pattern, or for another one that differs in case only.
func (w *weekWork) ambiguous(name string) bool {
	return strings.ContainsAny(name, "*?~") || slices.ContainsFunc(w.v.Products, func(p view.WeekProduct) bool {
		return p.Category != name && strings.EqualFold(p.Category, name)
	})
}

func (w *weekWork) monthOfChannels() float64 {
	var sum float64
	for _, c := range w.v.Channels {
		sum += yuan(c.Month)
	}
	return sum
}

// fileChecks add the equation of each imported file below the checks: every record and every fen is somewhere.
func (w *weekWork) fileChecks() {
	n := len(w.v.Files)
	if n == 0 {
		return
	}
	var held float64
	for _, f := range w.v.Files {
		held += float64(f.Held)
	}
	w.prove(check{
		name: w.t("check-held"), control: held, format: fmtInt, why: w.t("see-below"),
		late: func(first int) formula { return formula{fmt.Sprintf("SUM($F$%d:$F$%d)", first, first+n-1), held} },
	})
	w.prove(check{
		name: w.t("check-files"), control: 0.0, format: fmtInt, why: w.t("file-equation"),
		late: func(first int) formula {
			return formula{fmt.Sprintf(`COUNTIF($G$%d:$G$%d,"FALSE*")`, first, first+n-1), w.brokenFiles()}
		},
	})
	w.below = w.filesBelow
}

// balanced reports whether the records and the money of a file are all accounted for.
func balanced(f view.WeekFile) bool {
	return f.Records == f.Accepted+f.Other+f.Held && f.Fen == f.AcceptFen+f.OtherFen+f.HeldFen
}

func (w *weekWork) brokenFiles() float64 {
	n := 0.0
	for _, f := range w.v.Files {
		if !balanced(f) {
			n++
		}
	}
	return n
}

// filesBelow writes the files, a row each, under their heads in the given row.
func (w *weekWork) filesBelow(s *sheet, row int) int {
	s.put(row-1, 2, w.t("files-title"), st(section, ""))
	s.height(row-1, 22)
	s.heads(row, w.words("no", "file", "records", "accepted", "dup-super-skip", "held", "equation"), 32)
	r := weekRange{row + 1, row + len(w.v.Files), row + 1 + len(w.v.Files)}
	var sums [4]float64
	for i, f := range w.v.Files {
		at0 := r.first + i
		s.serial(at0, i+1)
		s.put(at0, 2, f.Name, st(body, ""))
		for j, v := range [4]int64{f.Records, f.Accepted, f.Other, f.Held} {
			sums[j] += float64(v)
			s.count(at0, 3+j, v)
		}
		s.put(at0, 7, fileEquation(at0, f), style{look: body, indent: 1, size: 9})
		s.height(at0, 17)
	}
	w.totals(s, r.total, 7, 2)
	for j, v := range sums {
		s.plus(r.total, 3+j, r, v, fmtInt)
	}
	return r.total
}

// fileEquation says TRUE or FALSE with the money of the file.
func fileEquation(row int, f view.WeekFile) formula {
	value := "FALSE · "
	if balanced(f) {
		value = "TRUE · "
	}
	amount := func(fen int64) string { return fmt.Sprintf("%.2f", yuan(fen)) }
	text := fmt.Sprintf(`IF(AND(C%[1]d=D%[1]d+E%[1]d+F%[1]d,ROUND(%[2]s-(%[3]s+%[4]s+%[5]s),2)=0),"TRUE · ","FALSE · ")&TEXT(%[2]s,"#,##0.00")`,
		row, amount(f.Fen), amount(f.AcceptFen), amount(f.OtherFen), amount(f.HeldFen))
	return formula{text, value + grouped(f.Fen)}
}

// grouped is money in full digits as Excel's TEXT writes it.
func grouped(fen int64) string {
	sign := ""
	if fen < 0 {
		sign = "-"
	}
	abs := uint64(math.Abs(float64(fen)))
	whole := strconv.FormatUint(abs/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, whole, abs%100)
}

package excel

import (
	"fmt"
	"math"

	"zhiwei/reports/view"
)

// The rows of 趋势, which the front page reads.
const (
	trendFirst = 5
	trendTotal = trendFirst + view.TrendWeeks
	kpiHead    = trendTotal + 5
	kpiFirst   = kpiHead + 1
)

// compared says how two values of a figure are compared.
type compared byte

const (
	byRatio compared = iota
	byPoints
	notAtAll
)

// kpi is a key figure now, as far from the festival a lunar year ago, 52 weeks ago, and the week before.
type kpi struct {
	key    string
	name   string
	why    string
	how    compared
	format string
	v      [4]float64 // NaN = not known
	text   [4]string  // formulas; "" = the value itself
}

// compare is the figure against one of its bases, in the cells of its row.
func (k kpi) compare(row, base int) any {
	now, before := at(row, 3), at(row, 3+base)
	switch k.how {
	case byRatio:
		return growth(now, before, k.v[0], k.v[base])
	case byPoints:
		return points(now, before, k.v[0], k.v[base])
	default:
		return view.Dash
	}
}

// compareFormat is the number format of the comparisons.
func (k kpi) compareFormat() string {
	if k.how == byPoints {
		return fmtPoints
	}
	return fmtDelta
}

// div is a ÷ b, NaN where b is nothing.
func div(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// zeroIsNone is a base that stands for nothing when it is zero.
func zeroIsNone(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}

// each reads one figure of the four spans.
func (w *weekWork) each(read func(s view.WeekSpan) float64) [4]float64 {
	return [4]float64{read(w.v.Now), read(w.v.Lunar), read(w.v.Gregorian), read(w.v.Before)}
}

// figures are the twelve key figures in the order of the front page.
func (w *weekWork) figures() {
	row := func(i int) int { return kpiFirst + i }
	none := math.NaN()
	gmv := w.each(func(s view.WeekSpan) float64 { return yuan(s.GMV) })
	month, season := w.v.Month, w.v.Season
	w.kpis = []kpi{
		{key: "gmv", how: byRatio, format: fmtMoney, v: gmv, text: [4]string{at(trendTotal-1, 4), at(trendTotal-1, 5), "", at(trendTotal-2, 4)}},
		{key: "net", how: byRatio, format: fmtMoney, v: w.each(func(s view.WeekSpan) float64 { return yuan(s.GMV - s.Refund) })},
		{key: "orders", how: byRatio, format: fmtInt, v: w.each(func(s view.WeekSpan) float64 { return float64(s.Orders) })},
		{key: "basket", how: byRatio, format: fmtMoney, v: w.each(func(s view.WeekSpan) float64 { return div(yuan(s.GMV), float64(s.Orders)) })},
		{key: "margin", how: byPoints, format: fmtPct, v: w.each(marginOf)},
		{key: "refunds", how: byPoints, format: fmtPct, v: w.each(func(s view.WeekSpan) float64 { return div(float64(s.Refund), float64(s.GMV)) })},
		{key: "stockouts", how: byPoints, format: fmtPct, v: w.each(func(s view.WeekSpan) float64 { return div(float64(s.OutDays), float64(s.SaleDays)) })},
		{key: "turnover", how: byRatio, format: fmtOne, v: w.each(turnoverOf)},
		{key: "month", how: byRatio, format: fmtMoney, v: [4]float64{yuan(month.GMV), zeroIsNone(yuan(month.Lunar)), zeroIsNone(yuan(month.Greg)), none}},
		{key: "season", how: notAtAll, format: fmtPct, v: [4]float64{div(yuan(season.Done), yuan(season.Want)), none, none, none}},
		{key: "stock", how: byRatio, format: fmtMoney, v: w.each(func(s view.WeekSpan) float64 { return zeroIsNone(yuan(s.StockClose)) })},
		{key: "wape", how: notAtAll, format: fmtPct, v: [4]float64{w.score("zhiwei"), none, none, none}},
	}
	for i := range w.kpis {
		k := &w.kpis[i]
		k.name, k.why = w.t("kpi-"+k.key), w.t("why-"+k.key)
	}
	w.kpis[8].name = w.t("kpi-month", "Month", w.f.T(fmt.Sprintf("page.month-%d", int(month.To.Month()))))
	w.kpis[8].why = w.t("why-month", "From", w.f.Day(month.From), "To", w.f.Day(month.To))
	w.kpis[9].name = w.seasonName()
	if w.v.Lunar.GMV != w.v.Weeks[view.TrendWeeks-1].Lunar { // the trend's own alignment rules where a festival lies within the week
		w.kpis[0].text[1] = ""
	}
	w.kpis[1].text[0] = fmt.Sprintf("C%d-%s", row(0), w.sumOfProducts(productRefund))
	w.kpis[2].text[0] = w.totalOfChannels(channelOrders)
	for c := range 4 {
		col := column(3 + c)
		w.kpis[3].text[c] = quotient(fmt.Sprintf("%s%d", col, row(0)), fmt.Sprintf("%s%d", col, row(2)), 0, 0).text
	}
	w.kpis[5].text[0] = quotient(w.sumOfProducts(productRefund), fmt.Sprintf("C%d", row(0)), 0, 0).text
	w.kpis[9].text[0] = quoted(weekChannels) + "$E$6"
	w.kpis[10].text[0] = fmt.Sprintf(`IF(N(%[1]s$H$%[2]d)=0,"—",%[1]s$H$%[2]d)`, quoted(weekStock), ageTotal)
	w.kpis[11].text[0] = quoted(weekAccuracy) + fmt.Sprintf("$C$%d", ladderFirst+3)
}

// seasonName names the season whose target the tenth figure measures.
func (w *weekWork) seasonName() string {
	if w.v.Season.Festival == "" {
		return w.t("kpi-no-season")
	}
	name := w.t("kpi-season", "Festival", w.f.Festival(w.v.Season.Festival))
	if w.v.Season.Categories != "" {
		name += w.t("in-brackets", "Text", w.v.Season.Categories)
	}
	return name
}

func marginOf(s view.WeekSpan) float64 {
	if s.Priced <= 0 || s.Cost <= 0 {
		return math.NaN()
	}
	return 1 - float64(s.Cost)/float64(s.Priced)
}

// turnoverOf is days of stock: 28 × mean of opening and closing stock ÷ what 28 days took out, at cost.
func turnoverOf(s view.WeekSpan) float64 {
	if s.StockOpen == 0 || s.StockClose == 0 || s.SoldFen == 0 {
		return math.NaN()
	}
	return 28 * (float64(s.StockOpen) + float64(s.StockClose)) / 2 / float64(s.SoldFen)
}

// totalOfChannels is a total of 渠道, whose list begins at a fixed row, so it is known before it is written.
func (w *weekWork) totalOfChannels(col int) string {
	return fmt.Sprintf("%s$%s$%d", quoted(weekChannels), column(col), channelFirst+max(1, len(w.v.Channels)))
}

func (w *weekWork) trendSheet(s *sheet) {
	w.top2(s, "trend-title", "")
	s.put(3, 1, w.t("trend-unit"), st(subhead, ""))
	s.heads(trendFirst-1, append(w.words("no", "week", "monday", "this-gmv", "lunar-gmv", "difference", "lunar", "before"), "", w.t("remark")), 20)
	var now, lunar float64
	for i := range w.v.Weeks {
		m := &w.v.Weeks[i]
		now, lunar = now+yuan(m.GMV), lunar+yuan(m.Lunar)
		w.trendRow(s, trendFirst+i, i)
	}
	r := weekRange{trendFirst, trendTotal - 1, trendTotal}
	w.totals(s, trendTotal, 10, 2)
	s.plus(trendTotal, 4, r, now, fmtMoney)
	s.plus(trendTotal, 5, r, lunar, fmtMoney)
	s.plus(trendTotal, 6, r, now-lunar, fmtMoney)
	s.put(trendTotal, 7, growth(at(trendTotal, 4), at(trendTotal, 5), now, lunar), st(total, fmtDelta).right())
	s.upDown(span(trendFirst, 7, trendTotal, 8), at(trendFirst, 7), white)
	s.height(trendTotal+1, 8)
	w.kpiTable(s)
	s.freeze(trendFirst-1, 2)
	s.filter(trendFirst-1, trendTotal-1, 10)
	s.repeat(1, 2, 0)
	s.area(kpiFirst+len(w.kpis)-1, 10)
}

func (w *weekWork) trendRow(s *sheet, row, i int) {
	m := w.v.Weeks[i]
	s.serial(row, i+1)
	s.put(row, 2, w.f.Week(m.Monday), st(body, "").centre())
	s.put(row, 3, m.Monday, st(body, fmtDate).centre())
	s.money(row, 4, yuan(m.GMV))
	s.money(row, 5, yuan(m.Lunar))
	s.money(row, 6, formula{fmt.Sprintf("D%[1]d-E%[1]d", row), yuan(m.GMV) - yuan(m.Lunar)})
	s.put(row, 7, growth(at(row, 4), at(row, 5), yuan(m.GMV), yuan(m.Lunar)), st(body, fmtDelta).right())
	before := any(view.Dash)
	if i > 0 {
		before = growth(at(row, 4), at(row-1, 4), yuan(m.GMV), yuan(w.v.Weeks[i-1].GMV))
	}
	s.put(row, 8, before, st(body, fmtDelta).right())
	s.put(row, 9, nil, st(body, ""))
	text := w.t("trend-against", "From", w.f.Date(m.LunarMonday))
	if m.Festival != "" {
		text = w.t("trend-festival", "Festival", w.f.Festival(m.Festival), "Day", w.f.Day(m.FestivalDay), "Weekday", w.f.Weekday(m.FestivalDay), "From", w.f.Date(m.LunarMonday))
	}
	s.remark(row, text)
	s.height(row, 16)
}

// kpiTable is what the front page's twelve figures are made of.
func (w *weekWork) kpiTable(s *sheet) {
	s.put(trendTotal+2, 1, w.t("kpi-title"), st(section, ""))
	s.height(trendTotal+2, 20)
	s.put(trendTotal+3, 1, w.basis(), st(subhead, ""))
	s.height(trendTotal+4, 4)
	heads := w.words("no", "figure", "now", "lunar-span", "gregorian-span")
	heads = append(heads, w.t("before-span", "Week", w.f.Week(w.v.Before.From)))
	s.heads(kpiHead, append(heads, w.words("lunar", "gregorian", "before", "definition")...), 20)
	for i, k := range w.kpis {
		row := kpiFirst + i
		s.serial(row, i+1)
		s.put(row, 2, k.name, st(body, ""))
		for c := range 4 {
			look := st(body, k.format).right()
			look.bold = c == 0
			v := orDash(k.v[c])
			if k.text[c] != "" {
				v = formula{k.text[c], v}
			}
			s.put(row, 3+c, v, look)
		}
		for base := 1; base <= 3; base++ {
			s.put(row, 6+base, k.compare(row, base), st(body, k.compareFormat()).right())
		}
		s.remark(row, k.why)
		s.height(row, 16)
	}
	last := kpiFirst + len(w.kpis) - 1
	s.upDown(span(kpiFirst, 7, last, 9), at(kpiFirst, 7), white)
}

// basis says which days the comparisons look at.
func (w *weekWork) basis() string {
	days := func(s view.WeekSpan) (from, to string) { return w.f.Date(s.From), w.f.Day(s.To) }
	lf, lt := days(w.v.Lunar)
	gf, gt := days(w.v.Gregorian)
	text := w.t("basis", "LunarFrom", lf, "LunarTo", lt, "GregFrom", gf, "GregTo", gt, "Week", w.f.Week(w.v.Before.From))
	if move := w.moved(); move != 0 {
		text += w.t("basis-moved", "Festival", w.f.Festival(w.v.Festival.Name), "N", move)
	}
	return text + w.t("basis-none")
}

// moved is by how many days of the solar year the festival moved since last year.
func (w *weekWork) moved() int {
	if !w.v.Festival.Known() || w.v.Festival.Before.IsZero() {
		return 0
	}
	days := int(w.v.Festival.Day.Sub(w.v.Festival.Before.AddDate(1, 0, 0)).Hours() / 24)
	return max(days, -days)
}

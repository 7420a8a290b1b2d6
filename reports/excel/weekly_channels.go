package excel

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/view"
)

// The columns of 渠道 that other sheets read, and its first row; the categories stand in C to F and the rest in G.
const (
	channelFirst  = 10
	channelCat    = 3
	channelRest   = channelCat + view.ShownCategories
	channelGMV    = channelRest + 1
	channelOrders = channelGMV + 1
	channelMonth  = channelOrders + 2
	channelDone   = channelMonth + 1
	channelWant   = channelDone + 1
	channelShare  = channelWant + 1
	channelPace   = channelShare + 1
	channelState  = channelPace + 1
)

func (w *weekWork) channelSheet() {
	widths := []float64{4.6, 18, 14, 14, 14, 14, 13, 14.5, 9, 10, 15, 15, 15, 9, 9, 11}
	s := w.sheet(weekChannels, widths, page{landscape: true, fitHeight: 1})
	w.top2(s, "channels-title", "yuan-unit")
	s.height(3, 6)
	w.paceTable(s)
	list := w.v.Channels
	if len(list) == 0 {
		list = []view.WeekChannel{{Name: w.t("nothing"), Pace: math.NaN()}}
	}
	r := weekRange{channelFirst, channelFirst + len(list) - 1, channelFirst + len(list)}
	w.channels = r
	s.heads(channelFirst-1, w.channelHeads(), 32)
	s.note(channelFirst-1, channelDone, w.t("reached-note"))
	for i, c := range list {
		w.channelRow(s, r.first+i, i, c)
	}
	w.channelTotal(s, r, list)
	s.mark(span(r.first, channelState, r.last, channelState), fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<0.9)", at(r.first, channelState)), markColours{red, white})
	s.put(r.total+1, 2, w.t("flag-note"), st(subhead, ""))
	end := w.outline(s, r, list)
	w.channelChart(s, r, pixels(widths[7:]...))
	s.list(channelFirst-1, r.last, 2, channelState)
	s.area(max(end, r.total+20), channelState)
}

func (w *weekWork) channelHeads() []string {
	heads := w.words("no", "channel")
	for _, c := range w.v.Categories {
		heads = append(heads, pick(c, view.Dash))
	}
	return append(heads, w.words("other", "gmv-all", "orders", "basket", "month-gmv", "month-targeted", "month-target", "reached", "pace", "reached-pace")...)
}

func (w *weekWork) channelRow(s *sheet, row, i int, c view.WeekChannel) {
	s.serial(row, i+1)
	s.put(row, 2, c.Name, st(body, ""))
	for j, v := range c.Cells {
		s.put(row, channelCat+j, yuan(v), st(body, `#,##0.00;-#,##0.00;"—"`).right())
	}
	s.money(row, channelGMV, formula{fmt.Sprintf("SUM(C%[1]d:G%[1]d)", row), yuan(c.GMV)})
	s.count(row, channelOrders, c.Orders)
	s.money(row, channelOrders+1, quotient(at(row, channelGMV), at(row, channelOrders), yuan(c.GMV), float64(c.Orders)))
	s.money(row, channelMonth, yuan(c.Month))
	done, want := any(view.Dash), any(view.Dash)
	if c.Want > 0 {
		done, want = yuan(c.Done), yuan(c.Want)
	}
	s.money(row, channelDone, done)
	s.money(row, channelWant, want)
	w.reachedCells(s, row, body, c.Done, c.Want, c.Pace)
	s.height(row, 17)
}

// reachedCells are the share reached, the share that the booking curve expects, and the one over the other.
func (w *weekWork) reachedCells(s *sheet, row int, l look, done, want int64, pace float64) {
	share := div(yuan(done), yuan(want))
	s.put(row, channelShare, quotient(at(row, channelDone), at(row, channelWant), yuan(done), yuan(want)), st(l, fmtPct).right())
	s.put(row, channelPace, orDash(pace), st(l, fmtPct).right())
	p := pace
	if math.IsNaN(p) {
		p = 0
	}
	s.put(row, channelState, quotient(at(row, channelShare), at(row, channelPace), share, p), st(l, fmtFlag).right())
}

func (w *weekWork) channelTotal(s *sheet, r weekRange, list []view.WeekChannel) {
	var sums [channelOrders + 1]float64
	var month float64
	var done, want int64
	for _, c := range list {
		for j, v := range c.Cells {
			sums[channelCat+j] += yuan(v)
		}
		sums[channelGMV] += yuan(c.GMV)
		sums[channelOrders] += float64(c.Orders)
		month, done, want = month+yuan(c.Month), done+c.Done, want+c.Want
	}
	w.totals(s, r.total, channelState, 2)
	for col := channelCat; col <= channelGMV; col++ {
		s.plus(r.total, col, r, sums[col], fmtMoney)
	}
	s.plus(r.total, channelOrders, r, sums[channelOrders], fmtInt)
	s.put(r.total, channelOrders+1, quotient(at(r.total, channelGMV), at(r.total, channelOrders), sums[channelGMV], sums[channelOrders]), st(total, fmtMoney).right())
	s.plus(r.total, channelMonth, r, month, fmtMoney)
	m := w.v.Month
	if want == m.Want && done == m.Done { // every target is one channel's own
		s.plus(r.total, channelDone, r, yuan(done), fmtMoney)
		s.plus(r.total, channelWant, r, yuan(want), fmtMoney)
	} else {
		s.put(r.total, channelDone, yuan(m.Done), st(total, fmtMoney).right())
		s.put(r.total, channelWant, yuan(m.Want), st(total, fmtMoney).right())
	}
	w.reachedCells(s, r.total, total, m.Done, m.Want, m.Pace)
}

// paceTable is the month and the season against their targets, in fixed rows above the channels.
func (w *weekWork) paceTable(s *sheet) {
	s.heads(4, w.words("no", "span", "done-gmv", "target", "reached", "pace", "ahead", "expected", "from", "to"), 32)
	s.merge(4, channelMonth, 4, channelState, w.t("pace-basis"), st(head, ""))
	w.paceRow(s, 5, 1, w.t("month-sum", "Month", w.f.T(fmt.Sprintf("page.month-%d", int(w.v.Month.To.Month())))), w.v.Month, "month-basis")
	season := w.t("no-season")
	if w.v.Season.Festival != "" {
		season = w.t("season-sum", "Festival", w.f.Festival(w.v.Season.Festival))
	}
	w.paceRow(s, 6, 2, season, w.v.Season, "season-basis")
	s.upDown(span(5, 7, 6, 7), at(5, 7), white)
	s.put(7, 2, w.t("pace-note"), st(subhead, ""))
	s.height(8, 6)
}

func (w *weekWork) paceRow(s *sheet, row, n int, name string, p view.WeekPace, basis string) {
	s.serial(row, n)
	s.put(row, 2, name, st(body, ""))
	done, want, text := any(view.Dash), any(view.Dash), w.t("no-target")
	share, pace := math.NaN(), p.Pace
	if p.Want > 0 {
		done, want, share = yuan(p.Done), yuan(p.Want), div(yuan(p.Done), yuan(p.Want))
		text = w.t(basis, "Day", w.f.Day(p.To), "N", w.v.Header.Festival.Days+1)
	}
	s.money(row, 3, done)
	s.money(row, 4, want)
	s.share(row, 5, quotient(at(row, 3), at(row, 4), yuan(p.Done), yuan(p.Want)))
	s.share(row, 6, orDash(pace))
	known := pace
	if math.IsNaN(known) {
		known = 0
	}
	s.put(row, 7, points(at(row, 5), at(row, 6), share, known), st(body, fmtPoints).right())
	s.share(row, 8, quotient(at(row, 5), at(row, 6), share, known))
	s.put(row, 9, dayOr(p.From), st(body, fmtDay).centre())
	s.put(row, 10, dayOr(p.To), st(body, fmtDay).centre())
	s.merge(row, channelMonth, row, channelState, text, style{look: body, size: 9, colour: grey, indent: 1})
	s.height(row, 18)
}

// outline lists the channels within each category, folded by level, and gives its last row.
func (w *weekWork) outline(s *sheet, r weekRange, list []view.WeekChannel) int {
	row := r.total + 2
	s.put(row, 1, w.t("outline"), st(section, ""))
	s.height(row, 22)
	row++
	s.heads(row, w.words("no", "category-channel", "gmv", "of-all", "of-category"), 20)
	n := 0
	var all float64
	for _, c := range list {
		all += yuan(c.GMV)
	}
	w.subtotal = make([]int, view.ShownCategories)
	for j, name := range w.v.Categories {
		if name == "" {
			continue
		}
		var sum float64
		for _, c := range list {
			sum += yuan(c.Cells[j])
		}
		sumRow := row + len(list) + 1
		for i, c := range list {
			row, n = row+1, n+1
			v := yuan(c.Cells[j])
			s.serial(row, n)
			s.put(row, 2, c.Name, style{look: body, indent: 2})
			s.money(row, 3, formula{at(r.first+i, channelCat+j), v})
			s.share(row, 4, quotient(at(row, 3), fmt.Sprintf("$H$%d", r.total), v, all))
			s.share(row, 5, quotient(at(row, 3), at(sumRow, 3), v, sum))
			s.height(row, 15)
			s.book.fault(s.book.file.SetRowOutlineLevel(s.name, row, 1))
		}
		row = sumRow
		w.subtotal[j] = row
		s.row(row, 1, st(subsum, ""), nil, w.t("subtotal", "Name", name))
		s.put(row, 3, formula{fmt.Sprintf("SUBTOTAL(9,C%d:C%d)", row-len(list), row-1), sum}, st(subsum, fmtMoney).right())
		s.put(row, 4, quotient(at(row, 3), fmt.Sprintf("$H$%d", r.total), sum, all), st(subsum, fmtPct).right())
		s.put(row, 5, quotient(at(row, 3), at(row, 3), sum, sum), st(subsum, fmtPct).right())
		s.height(row, 17)
	}
	return row
}

// hasTargets reports whether any channel has a target of its own this month.
func (w *weekWork) hasTargets() bool {
	for _, c := range w.v.Channels {
		if c.Want > 0 {
			return true
		}
	}
	return false
}

// channelChart draws the month beside its target, or the week where there are no targets.
func (w *weekWork) channelChart(s *sheet, r weekRange, width uint) {
	key := "chart-week"
	if w.hasTargets() {
		key = "chart-month"
	}
	s.put(r.total+2, channelGMV, w.t(key), st(section, ""))
	f := w.targetFigure()
	f.width, f.height, f.unit = width-20, 300, w.t("wan")
	s.chart(at(r.total+3, channelGMV), f)
}

// targetFigure is money by channel beside its target.
func (w *weekWork) targetFigure() figure {
	r := w.channels
	series := func(col int, colour string) curve {
		return curve{
			name: ref(weekChannels, r.first-1, col, r.first-1, col), cats: ref(weekChannels, r.first, 2, r.last, 2),
			vals: ref(weekChannels, r.first, col, r.last, col), colour: colour,
		}
	}
	f := figure{kind: excelize.Col, format: fmtWanAxis, low: number64(0), gap: 60, legend: true, alt: w.t("chart-month")}
	if w.hasTargets() {
		f.curves = []curve{series(channelDone, series1), series(channelWant, targetFill)}
		return f
	}
	f.curves, f.legend, f.alt = []curve{series(channelGMV, series1)}, false, w.t("chart-week")
	return f
}

package excel

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"
)

// frontWidths are four tiles of three cells with gaps between them.
var frontWidths = []float64{8.8, 8.8, 8.8, 1.6, 8.8, 8.8, 8.8, 1.6, 8.8, 8.8, 8.8, 1.6, 8.8, 8.8, 8.8}

// The rows of the front page; the same every week.
const (
	weekCols      = 15
	tileFirst     = 5
	tileRows      = 5
	frontNote     = tileFirst + 3*tileRows
	frontTrend    = frontNote + 1
	frontPair     = frontTrend + 9
	frontProblems = frontPair + 9
	frontAsks     = frontProblems + 6
	frontSign     = frontAsks + 6
)

// tileFormats are the number formats of the twelve values on the front page.
var tileFormats = [12]string{fmtWan, fmtWan, fmtInt, fmtMoney, fmtPct, fmtPct, fmtPct, fmtOne, fmtWan, fmtPct, fmtWan, fmtPct}

func (w *weekWork) frontSheet(s *sheet) {
	w.top2(s, "front-title", "")
	s.put(2, 1, w.state(), style{look: subhead, size: 8})
	w.banner = &bannerAt{sheet: s, row: 3, cols: weekCols}
	s.height(4, 5)
	for i := range w.kpis {
		w.tile(s, i)
	}
	s.merge(frontNote, 1, frontNote, weekCols, w.frontNote(), style{look: note, size: 8})
	s.height(frontNote, 26)
	w.trendChart(s)
	w.pairOfCharts(s)
	w.problems(s)
	w.asks(s)
	s.height(frontSign-1, 6)
	s.merge(frontSign, 1, frontSign, weekCols, w.t("sign", "MadeBy", w.meta.MadeBy, "CheckedBy", w.meta.CheckedBy), style{look: plain, size: 9, align: "center"})
	s.height(frontSign, 22)
	s.area(frontSign, weekCols)
}

// beside is a small figure below a tile's value.
type beside struct {
	label, format string
	v             any
	mark          bool
}

// fitting is the number format without decimals where a change is tenfold or more, so that its cell can hold it.
func (b beside) fitting() string {
	f, _ := b.v.(formula)
	if v, ok := f.value.(float64); ok && b.format == fmtDelta && math.Abs(v) >= 9.995 {
		return `"▲"0%;"▼"0%;"持平"`
	}
	return b.format
}

// tile is a key figure with three comparisons, all read from the sheets behind.
func (w *weekWork) tile(s *sheet, i int) {
	row, col := tileFirst+i/4*tileRows, i%4*4+1
	k := w.kpis[i]
	s.merge(row, col, row, col+2, k.name, st(tileTop, ""))
	value := formula{fmt.Sprintf("%s$C$%d", quoted(weekTrend), kpiFirst+i), orDash(k.v[0])}
	format := tileFormats[i]
	if format == fmtWan && math.Abs(k.v[0]) < 10000 {
		format = fmtInt
	}
	s.merge(row+1, col, row+1, col+2, value, st(tileVal, format))
	for j, b := range w.besides(i) {
		s.put(row+2, col+j, b.label, style{look: tileSub, align: "center", indent: 0})
		s.put(row+3, col+j, b.v, style{look: tileSub, size: 9, align: "center", format: b.fitting(), colour: ink})
		if b.mark {
			s.upDown(at(row+3, col+j), at(row+3, col+j), tileFill)
		}
	}
	for j, h := range []float64{16, 26, 12, 15, 5} {
		s.height(row+j, h)
	}
}

func (w *weekWork) besides(i int) [3]beside {
	k, row := w.kpis[i], kpiFirst+i
	compare := func(base int, label string) beside {
		v := k.compare(row, base)
		if f, ok := v.(formula); ok {
			v = formula{fmt.Sprintf("%s$%s$%d", quoted(weekTrend), column(6+base), row), f.value}
		}
		return beside{w.t(label), k.compareFormat(), v, true}
	}
	lunar := compare(1, "lunar")
	switch k.key {
	case "month":
		return [3]beside{lunar, w.fromPace("month-reached", 5, 5, fmtPct), w.fromPace("pace", 5, 6, fmtPct)}
	case "season":
		ahead := w.fromPace("ahead-short", 6, 7, fmtPoints)
		ahead.mark = true
		return [3]beside{w.fromPace("booking-curve", 6, 6, fmtPct), ahead, w.fromPace("expected", 6, 8, fmtPct)}
	case "wape":
		step := func(label string, col, n int, format string, v any) beside {
			return beside{w.t(label), format, formula{fmt.Sprintf("%s$%s$%d", quoted(weekAccuracy), column(col), ladderFirst+n), v}, false}
		}
		less := points("", "", w.ladder[2].wape, zeroNaN(w.ladder[3].wape)).value
		return [3]beside{
			step("hand", 3, 2, fmtPct, orDash(w.ladder[2].wape)), step("lunar-naive", 3, 1, fmtPct, orDash(w.ladder[1].wape)),
			step("less-than-hand", 5, 3, `0.0"点";-0.0"点"`, less),
		}
	default:
		return [3]beside{lunar, compare(2, "gregorian"), compare(3, "before")}
	}
}

// fromPace reads a cell of the table of month and season on 渠道.
func (w *weekWork) fromPace(label string, row, col int, format string) beside {
	p := w.v.Month
	if row == 6 {
		p = w.v.Season
	}
	share, pace := div(yuan(p.Done), yuan(p.Want)), p.Pace
	var v any
	switch col {
	case 5:
		v = orDash(share)
	case 6:
		v = orDash(pace)
	case 7:
		v = points("", "", share, zeroNaN(pace)).value
	default:
		v = quotient("", "", share, zeroNaN(pace)).value
	}
	return beside{w.t(label), format, formula{fmt.Sprintf("%s$%s$%d", quoted(weekChannels), column(col), row), v}, false}
}

// frontNote says why the comparison by the solar calendar may mislead, and which days stand against which.
func (w *weekWork) frontNote() string {
	fest, lunar, greg := w.v.Festival, w.v.Lunar, w.v.Gregorian
	spans := []any{"GregFrom", w.f.Date(greg.From), "GregTo", w.f.Date(greg.To), "LunarFrom", w.f.Date(lunar.From), "LunarTo", w.f.Date(lunar.To)}
	if w.moved() == 0 {
		return w.t("front-note-plain", spans...) + w.t("colour-note")
	}
	ahead := func(day int) int { return int(fest.Day.Sub(w.v.From).Hours()/24) - day }
	spans = append(spans, "Festival", w.f.Festival(fest.Name), "Before", w.f.Date(fest.Before), "Day", w.f.Date(fest.Day), "First", ahead(0), "Last", ahead(6))
	return w.t("front-note", spans...) + w.t("colour-note")
}

// headline says in words what the chart below it shows.
func (s *sheet) headline(row, col1, col2 int, text any) {
	s.merge(row, col1, row, col2, text, style{look: section, size: 10.5})
	s.height(row, 19)
}

func (w *weekWork) trendChart(s *sheet) {
	k := w.kpis[0]
	text := fmt.Sprintf(`%s&TEXT(%s$C$%d/10000,"0.0")&%s`, literal(w.t("trend-says")), quoted(weekTrend), kpiFirst, literal(w.t("trend-wan")))
	value := w.t("trend-says") + fmt.Sprintf("%.1f", math.Round(k.v[0]/1000)/10) + w.t("trend-wan")
	if g, ok := k.compare(kpiFirst, 1).(formula).value.(float64); ok {
		cell := fmt.Sprintf("%s$G$%d", quoted(weekTrend), kpiFirst)
		text += fmt.Sprintf(`&IF(N(%[1]s)<0,%[2]s,%[3]s)&TEXT(ABS(N(%[1]s)),"0.0%%")`, cell, literal(w.t("trend-less")), literal(w.t("trend-more")))
		value += map[bool]string{true: w.t("trend-less"), false: w.t("trend-more")}[g < 0] + fmt.Sprintf("%.1f%%", math.Round(math.Abs(g)*1000)/10)
	}
	s.headline(frontTrend, 1, weekCols, formula{text, value})
	last := trendTotal - 1
	cats := ref(weekTrend, trendFirst, 2, last, 2)
	s.chart(at(frontTrend+1, 1), figure{
		kind: excelize.Line, width: pixels(frontWidths...), height: 168, format: fmtWanAxis, unit: w.t("wan"), low: number64(0), legend: true, alt: value,
		curves: []curve{
			{name: ref(weekTrend, trendFirst-1, 4, trendFirst-1, 4), cats: cats, vals: ref(weekTrend, trendFirst, 4, last, 4), colour: series1, width: 2.5, marker: true},
			{name: ref(weekTrend, trendFirst-1, 5, trendFirst-1, 5), cats: cats, vals: ref(weekTrend, trendFirst, 5, last, 5), colour: series2, width: 1.75, dash: true},
		},
	})
	s.heights(frontTrend+1, 8, 16)
}

// heights sets the height of several rows.
func (s *sheet) heights(row, n int, points float64) {
	for i := range n {
		s.height(row+i, points)
	}
}

// pairOfCharts are the channels against their targets beside the structure by category.
func (w *weekWork) pairOfCharts(s *sheet) {
	r := w.channels
	s.headline(frontPair, 1, 7, w.reachedHeadline())
	s.headline(frontPair, 9, weekCols, w.structureHeadline())
	f := w.targetFigure()
	f.width, f.height = pixels(frontWidths[:7]...), 194
	if w.hasTargets() {
		f.format, f.high = fmtWanAxis, number64(w.roomAbove())
		s.chart(at(frontPair+1, 1), f, figure{
			kind: excelize.Line, right: true, format: "0%", labels: "0%", low: number64(0), high: number64(w.shareRoom()), step: w.shareRoom() / 3,
			curves: []curve{{
				name: ref(weekChannels, r.first-1, channelShare, r.first-1, channelShare), cats: ref(weekChannels, r.first, 2, r.last, 2),
				vals: ref(weekChannels, r.first, channelShare, r.last, channelShare), colour: series2, width: 1.75, marker: true,
			}},
		})
	} else {
		s.chart(at(frontPair+1, 1), f)
	}
	s.chart(at(frontPair+1, 9), w.structureFigure(r))
	s.heights(frontPair+1, 8, 18.4)
}

// structureFigure is a bar per channel, stacked by category.
func (w *weekWork) structureFigure(r weekRange) figure {
	var longest float64
	for _, c := range w.v.Channels {
		longest = max(longest, yuan(c.GMV))
	}
	return w.stacked(weekChannels, r, [2]uint{pixels(frontWidths[8:]...), 194}, niceStep(longest/4), w.t("structure"))
}

// roomAbove is the end of the money axis: two and a half times the highest column, so that the line runs above it.
func (w *weekWork) roomAbove() float64 {
	var highest float64
	for _, c := range w.v.Channels {
		highest = max(highest, yuan(c.Want), yuan(c.Done))
	}
	step := niceStep(highest * 2.5 / 4)
	return math.Ceil(highest*2.5/step) * step
}

// shareRoom is the end of the axis of shares reached: 120 %, or what the highest share needs.
func (w *weekWork) shareRoom() float64 {
	highest := 1.0
	for _, c := range w.v.Channels {
		if c.Want > 0 {
			highest = max(highest, yuan(c.Done)/yuan(c.Want))
		}
	}
	return math.Ceil(highest*1.15/0.6) * 0.6
}

// niceStep is the next of 1, 2, 5, 10, … that is not less.
func niceStep(v float64) float64 {
	if v <= 0 {
		return 1
	}
	ten := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 5} {
		if n*ten >= v {
			return n * ten
		}
	}
	return 10 * ten
}

func (w *weekWork) reachedHeadline() any {
	m := w.v.Month
	if !w.hasTargets() || m.Want == 0 {
		return w.t("chart-week")
	}
	share := div(yuan(m.Done), yuan(m.Want))
	cell := fmt.Sprintf("%s$%s$%d", quoted(weekChannels), column(channelShare), w.channels.total)
	return formula{
		fmt.Sprintf(`%s&TEXT(%s,"0.0%%")`, literal(w.t("reached-says")), cell),
		w.t("reached-says") + fmt.Sprintf("%.1f%%", math.Round(share*1000)/10),
	}
}

// structureHeadline names the share of the two largest categories.
func (w *weekWork) structureHeadline() any {
	var two, all float64
	name := ""
	for _, c := range w.v.Channels {
		two += yuan(c.Cells[0]) + yuan(c.Cells[1])
		all += yuan(c.GMV)
	}
	for _, c := range w.v.Categories[:2] {
		if c != "" && name != "" {
			name += "＋"
		}
		name += c
	}
	if name == "" || all == 0 {
		return w.t("structure")
	}
	q, row := quoted(weekChannels), w.channels.total
	says := w.t("structure-says", "Name", cutName(name, sheetRoom))
	return formula{
		fmt.Sprintf(`%[1]s&TEXT((%[2]s$C$%[3]d+%[2]s$D$%[3]d)/%[2]s$H$%[3]d,"0.0%%")`, literal(says), q, row),
		says + fmt.Sprintf("%.1f%%", math.Round(two/all*1000)/10),
	}
}

// frontTable are the column heads of a table of the front page.
func (w *weekWork) frontTable(s *sheet, row int, title string, heads [4]string) {
	s.put(row, 1, w.t(title), style{look: section, size: 10.5})
	s.height(row, 18)
	for i, at := range [4][2]int{{1, 3}, {4, 10}, {11, 13}, {14, 15}} {
		look := st(head, "")
		look.align = [4]string{"left", "left", "right", "center"}[i]
		s.merge(row+1, at[0], row+1, at[1], w.t(heads[i]), look)
	}
	s.height(row+1, 16)
}

// frontRow is a row of such a table.
func (w *weekWork) frontRow(s *sheet, row int, what, why string, money any, who string) {
	bold := style{look: body, size: 9.5, bold: true, wrap: true}
	s.merge(row, 1, row, 3, what, bold)
	s.merge(row, 4, row, 10, why, style{look: body, size: 9, wrap: true})
	s.merge(row, 11, row, 13, money, style{look: body, format: fmtMoney, align: "right", bold: true})
	s.merge(row, 14, row, 15, who, style{look: body, size: 9, align: "center", wrap: true})
	s.height(row, max(25, wrapHeight(what, 24.3, 9.5), wrapHeight(why, 49.5, 9)))
}

// problems are the three findings of the morning that cost most.
func (w *weekWork) problems(s *sheet) {
	w.frontTable(s, frontProblems, "problems", [4]string{"problem", "facts", "money", "who"})
	for i := range 3 {
		row := frontProblems + 2 + i
		if i >= len(w.v.Problems) {
			w.frontRow(s, row, w.t("nothing"), "", nil, "")
			continue
		}
		p := w.v.Problems[i]
		who := w.t("who-week", "Who", p.Who, "Day", w.f.Day(w.v.Header.Today.AddDate(0, 0, 6)))
		if p.Late {
			who = w.t("who-today", "Who", p.Who, "Day", w.f.Day(w.v.Header.Today))
		}
		w.frontRow(s, row, fmt.Sprintf("%c %s · %s", '①'+rune(i), p.Tag.Text, p.What), p.Say, yuan(p.Fen), who)
	}
	s.height(frontAsks-1, 5)
}

// asks are the three decisions that the general manager is asked for.
func (w *weekWork) asks(s *sheet) {
	w.frontTable(s, frontAsks, "asks", [4]string{"ask", "ask-why", "money", "approval"})
	for i := range 3 {
		row := frontAsks + 2 + i
		if i >= len(w.v.Decisions) {
			w.frontRow(s, row, w.t("nothing"), "", nil, "")
			continue
		}
		d := w.v.Decisions[i]
		w.frontRow(s, row, fmt.Sprintf("%d %s", i+1, d.What), d.Why, yuan(d.Fen), w.t("boxes"))
	}
}

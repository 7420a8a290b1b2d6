package excel

import (
	"fmt"
	"slices"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/view"
)

const (
	daysSheet  = "进销存推演"
	daysCols   = 11
	daysFirst  = 3 // column of the first week
	blockRows  = 13
	blocksPage = 2
)

// measures are the rows of a projection in their order; the key is in the catalogue as workbook.plan-day-….
var measures = []struct {
	key   string
	value func(view.BookWeek) int64
	bold  bool
}{
	{"start", func(w view.BookWeek) int64 { return w.Start }, false},
	{"net", func(w view.BookWeek) int64 { return w.Net }, false},
	{"orders", func(w view.BookWeek) int64 { return w.Orders }, false},
	{"scheduled", func(w view.BookWeek) int64 { return w.Scheduled }, false},
	{"expiry", func(w view.BookWeek) int64 { return w.Expiry }, false},
	{"planned", func(w view.BookWeek) int64 { return w.Planned }, true},
	{"end", func(w view.BookWeek) int64 { return w.End }, true},
	{"safety", func(w view.BookWeek) int64 { return w.Safety }, false},
	{"promise", func(w view.BookWeek) int64 { return w.Promise }, false},
	{"release", func(w view.BookWeek) int64 { return w.Release }, false},
}

// measureRow is how far below a block's first row a measure stands.
func measureRow(key string) int {
	for i, m := range measures {
		if m.key == key {
			return i
		}
	}
	return 0
}

// projections writes 进销存推演: a block of ten rows for each line that is to be ordered or decided.
func (w *planWork) projections() {
	widths := append([]float64{15, 10}, slices.Repeat([]float64{10.2}, view.BookWeeks)...)
	s := w.sheet(daysSheet, append(widths, 28), page{landscape: true, scale: 100})
	s.top(w.t("days-title"), w.state())
	s.merge(3, 1, 3, daysCols, w.t("days-note"), style{look: note})
	s.height(3, 30)
	s.freeze(3, 2)
	s.repeat(1, 3, 0)
	row := 4
	firsts := make([]int, len(w.v.Blocks))
	for i, b := range w.v.Blocks {
		if i > 0 && i%blocksPage == 0 {
			s.pageBreak(row, 1)
		}
		firsts[i] = row + 2
		w.projection(s, row, b)
		row += blockRows
	}
	if len(firsts) == 0 {
		s.merge(4, 1, 4, daysCols, w.t("none"), style{look: body, align: "center", colour: grey})
		row = 5
	}
	s.area(w.projectionCharts(s, row, firsts), daysCols)
}

// projection writes one block; within a week all but start and end are constants.
func (w *planWork) projection(s *sheet, row int, b view.BookBlock) {
	l := w.v.Lines[b.Line]
	s.partTitle(row, w.t("block", "SKU", l.SKU, "Name", l.Name, "Unit", w.f.Unit(l.Unit), "Lead", l.Lead, "MOQ", w.f.Int(l.MOQ), "Case", w.f.Int(l.Case), "Centre", l.Centre))
	s.height(row, 20)
	s.put(row+1, 1, w.t("item"), headMid)
	s.put(row+1, 2, w.t("code"), headMid)
	for i := range view.BookWeeks {
		s.put(row+1, daysFirst+i, w.weekName(i), headMid)
	}
	s.put(row+1, daysCols, w.t("meaning"), headMid)
	s.height(row+1, 18)
	first := row + 2
	for k, m := range measures {
		w.projectionRow(s, first, k, m.bold, l.SKU)
		for i, week := range b.Weeks {
			look := piecesFmt
			look.bold = m.bold
			if m.key == "end" {
				look.fill = bandFill
			}
			s.put(first+k, daysFirst+i, weekCell(first, daysFirst+i, m.key, m.value(week), i), look)
		}
	}
	end := first + measureRow("end")
	ends, left := span(end, daysFirst, end, daysCols-1), column(daysFirst)
	s.mark(ends, fmt.Sprintf("=AND(ISNUMBER(%[1]s%[2]d),%[1]s%[2]d<0)", left, end), marksRed)
	s.mark(ends, fmt.Sprintf("=AND(ISNUMBER(%[1]s%[2]d),%[1]s%[2]d>=0,%[1]s%[2]d<%[1]s%[3]d)", left, end, first+measureRow("safety")), marksAmber)
	if n := len(b.Weeks); n > 0 {
		w.ends.add(ref(daysSheet, end, daysFirst+n-1, end, daysFirst+n-1), float64(b.Weeks[n-1].End))
	}
}

func (w *planWork) projectionRow(s *sheet, first, k int, bold bool, sku string) {
	row := first + k
	s.put(row, 1, w.t("day-"+measures[k].key), style{look: body, bold: bold})
	s.put(row, 2, sku, style{look: body, format: fmtText, align: "center", size: 9, colour: grey})
	s.put(row, daysCols, w.t("why-"+measures[k].key), style{look: body, size: 9, colour: grey, indent: 1})
	s.height(row, 15.5)
}

// weekCell is a week's value: the start of a later week and every end are formulas.
func weekCell(first, col int, key string, v int64, week int) any {
	cell := func(key string) string { return at(first+measureRow(key), col) }
	switch {
	case key == "start" && week > 0:
		return formula{at(first+measureRow("end"), col-1), v}
	case key == "end":
		return formula{fmt.Sprintf("%s+%s+%s-%s-%s-%s", cell("start"), cell("scheduled"), cell("planned"), cell("net"), cell("orders"), cell("expiry")), v}
	default:
		return v
	}
}

// projectionCharts draws the first two blocks below the tables and gives the last row.
func (w *planWork) projectionCharts(s *sheet, row int, firsts []int) int {
	if len(firsts) == 0 {
		return row
	}
	s.pageBreak(row, 1)
	for i, first := range firsts[:min(2, len(firsts))] {
		col, width := 1, uint(480)
		if i == 1 {
			col, width = 7, 500
		}
		s.put(row, col, w.shortWeeks(first, w.v.Blocks[i]), st(section, ""))
		w.projectionChart(s, at(row+1, col), first, len(w.v.Blocks[i].Weeks), width)
	}
	s.height(row, 20)
	return row + 16
}

// shortWeeks says above a chart what it shows.
func (w *planWork) shortWeeks(first int, b view.BookBlock) formula {
	short := 0
	for _, week := range b.Weeks {
		if week.End < 0 {
			short++
		}
	}
	l := w.v.Lines[b.Line]
	row := first + measureRow("end")
	ends := span(row, daysFirst, row, daysFirst+max(1, len(b.Weeks))-1)
	text := fmt.Sprintf("%s&IF(COUNTIF(%[2]s,%[3]s)=0,%[4]s,%[5]s&COUNTIF(%[2]s,%[3]s)&%[6]s)", w.cellOf("name", b.Line), ends, literal("<0"),
		literal(w.t("chart-calm")), literal(w.t("chart-short")), literal(w.t("chart-weeks")))
	if short == 0 {
		return formula{text, l.Name + w.t("chart-calm")}
	}
	return formula{text, fmt.Sprintf("%s%s%d%s", l.Name, w.t("chart-short"), short, w.t("chart-weeks"))}
}

func (w *planWork) projectionChart(s *sheet, cell string, first, weeks int, width uint) {
	line := func(key, colour string) curve {
		row := first + measureRow(key)
		return curve{
			name: ref(daysSheet, row, 1, row, 1), cats: ref(daysSheet, first-1, daysFirst, first-1, daysFirst+weeks-1),
			vals: ref(daysSheet, row, daysFirst, row, daysFirst+weeks-1), colour: colour,
		}
	}
	end, safety := line("end", series1), line("safety", "6B757D")
	end.marker = true
	safety.dash, safety.width = true, 1.5
	s.chart(cell, figure{
		kind: excelize.Col, width: width, height: 300, format: fmtInt, legend: true, alt: w.t("days-title"),
		curves: []curve{line("net", series2), line("planned", series3)},
	}, figure{kind: excelize.Line, format: fmtInt, curves: []curve{end, safety}})
}

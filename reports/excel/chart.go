package excel

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// chartInk is the colour of every text in a chart; the library's own is too pale to read in print.
const chartInk = "37424A"

// curve is one series of a chart; name, categories and values are references to cells of the workbook.
type curve struct {
	name, cats, vals string
	colour           string
	width            float64 // of a line in points; 0 = 2.25
	dash, marker     bool
	hidden           bool // takes room in a stack and is not drawn: the ground of a band
}

// figure is a native chart as the house draws it: no title, no border, horizontal gridlines only.
type figure struct {
	kind          excelize.ChartType
	curves        []curve
	width, height uint   // pixels
	format        string // of the value axis
	unit          string // beside the value axis
	catUnit       string // below the category axis
	labels        string // number format of the values written at the marks; "" = none
	low, high     *float64
	step          float64 // between the marks of the value axis; 0 = as the program likes
	gap           uint    // between columns or bars in percent; 0 = 60
	skip          int     // every n-th category is named
	alt           string
	legend, right bool // right: on the axis of its own at the right edge
	bare, reverse bool // bare: no value axis; reverse: first category on top (bars)
}

// ref is a range of cells as a chart or a formula names it; one cell when both corners are the same.
func ref(sheetName string, row1, col1, row2, col2 int) string {
	first := fmt.Sprintf("%s$%s$%d", quoted(sheetName), column(col1), row1)
	if row1 == row2 && col1 == col2 {
		return first
	}
	return fmt.Sprintf("%s:$%s$%d", first, column(col2), row2)
}

// number64 is a pointer to a bound of an axis.
func number64(v float64) *float64 {
	bound := new(float64)
	*bound = v
	return bound
}

// chart draws a figure with its upper left corner in a cell; those over it share its categories.
func (s *sheet) chart(cell string, f figure, over ...figure) {
	if len(f.curves) == 0 {
		s.book.fault(fmt.Errorf("%w %s %s: chart without a series", errSheet, s.name, cell))
		return
	}
	combo := make([]*excelize.Chart, len(over))
	for i, o := range over {
		o.legend, o.width, o.height = f.legend, f.width, f.height
		combo[i] = o.excel()
	}
	s.book.fault(s.book.file.AddChart(s.name, cell, f.excel(), combo...))
}

// chartFont is the face of a chart's texts.
func chartFont() excelize.Font {
	return excelize.Font{Family: face, Size: 9, Color: chartInk}
}

// excel is the figure as excelize wants it.
func (f figure) excel() *excelize.Chart {
	gap, overlap, font := pick(f.gap, 60), 0, chartFont()
	printed := true
	c := &excelize.Chart{
		Type:      f.kind,
		Dimension: excelize.ChartDimension{Width: f.width, Height: f.height},
		Format:    excelize.GraphicOptions{Positioning: "oneCell", AltText: f.alt, PrintObject: &printed, ScaleX: 1, ScaleY: 1},
		Legend:    excelize.ChartLegend{Position: "none"},
		Border:    excelize.LineOptions{Type: excelize.LineNone},
		GapWidth:  &gap, Overlap: &overlap,
		ShowBlanksAs: "gap",
		PlotArea:     excelize.ChartPlotArea{ShowVal: f.labels != "", NumFmt: excelize.ChartNumFmt{CustomNumFmt: f.labels}},
		XAxis: excelize.ChartAxis{
			Font: font, ReverseOrder: f.reverse, TickLabelSkip: f.skip, TickLabelPosition: excelize.ChartTickLabelLow,
			Title: axisTitle(f.catUnit),
		},
		YAxis: excelize.ChartAxis{
			Font: font, None: f.bare, MajorGridLines: !f.bare && !f.right, Secondary: f.right, Minimum: f.low, Maximum: f.high,
			NumFmt: excelize.ChartNumFmt{CustomNumFmt: f.format}, Title: axisTitle(f.unit), TickLabelPosition: f.valueLabels(), MajorUnit: f.step,
		},
	}
	if f.legend {
		c.Legend = excelize.ChartLegend{Position: "top", Font: &font}
	}
	if f.stacked() {
		overlap = 100
	}
	for _, v := range f.curves {
		c.Series = append(c.Series, v.excel(f.kind))
	}
	return c
}

// valueLabels keeps the numbers of the value axis below the bars where the first category stands on top.
func (f figure) valueLabels() excelize.ChartTickLabelPositionType {
	if f.reverse && !f.bare {
		return excelize.ChartTickLabelHigh
	}
	return excelize.ChartTickLabelNextToAxis
}

func (f figure) stacked() bool {
	return f.kind == excelize.BarStacked || f.kind == excelize.ColStacked
}

// axisTitle names the unit of an axis; without one the axis has no title.
func axisTitle(text string) excelize.ChartTitle {
	if text == "" {
		return excelize.ChartTitle{}
	}
	font := chartFont()
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &font}}}
}

// excel is the series as excelize wants it. A line takes its colour from the fill.
func (v curve) excel(kind excelize.ChartType) excelize.ChartSeries {
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{pick(v.colour, mainColour)}}
	font := chartFont()
	s := excelize.ChartSeries{
		Name: v.name, Categories: v.cats, Values: v.vals, Fill: fill,
		DataLabel: excelize.ChartDataLabel{Font: font}, Marker: excelize.ChartMarker{Symbol: "none"},
	}
	if v.hidden {
		s.Fill = excelize.Fill{Type: "pattern"} // the library writes this as no fill
	}
	if kind != excelize.Line {
		return s
	}
	s.DataLabelPosition = excelize.ChartDataLabelsPositionAbove
	s.Line = excelize.LineOptions{Type: excelize.LineSolid, Width: pick(v.width, 2.25)}
	if v.dash {
		s.Line.Dash = excelize.LineDashDash
	}
	if v.marker {
		s.Marker = excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: fill}
	}
	return s
}

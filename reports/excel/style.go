package excel

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// The face of every cell, chart, header and footer.
const face = "微软雅黑"

// The colours of the house; a state never stands by its colour alone.
const (
	ink, grey, hairline, mainColour = "1F2A33", "56616A", "CFD6DB", "1D5B66"
	headFill, tileFill, bandFill    = "E4EDEF", "F3F6F7", "F7F9FA"
	inputFill, inputEdge            = "FFF6CC", "C9A227"
	red, redFill                    = "B3261E", "FBE6E4"
	amber, amberFill                = "8A5200", "FDF0DA"
	green, greenFill                = "1E6B3A", "E3F1E7"
	formEdge, formHead              = "7A848C", "EEF2F3"
	series1, series2, series3       = "1D5B66", "C77A1F", "5B97A3"
	series4, series5                = "858C94", "8A5A78"
	fanFill, targetFill             = "C5DADE", "C9D2D6"
)

// The number formats of the house.
const (
	fmtInt     = "#,##0"
	fmtIntDash = `#,##0;-#,##0;"—"`
	fmtOne     = "#,##0.0"
	fmtMoney   = "#,##0.00"
	fmtForm    = "#,##0.00_ "
	fmtWan     = `0\.0,"万"`
	fmtWanAxis = `0\.0,`
	fmtPct     = "0.0%"
	fmtDelta   = `"▲"0.0%;"▼"0.0%;"持平"`
	fmtPoints  = `"▲"0.0"点";"▼"0.0"点";"持平"`
	fmtFlag    = `[>=1]"✔ "0.0%;[>=0.9]"! "0.0%;"✘ "0.0%`
	fmtDate    = "yyyy-mm-dd"
	fmtDay     = "mm-dd"
	fmtTime    = "yyyy-mm-dd hh:mm"
	fmtText    = "@"
	fmtBool    = `"TRUE";"TRUE";"FALSE"`
)

// look names the role of a cell; style adds what differs from it.
type look string

// The looks of the house.
const (
	plain   look = "plain"
	title   look = "title"
	subhead look = "sub"
	section look = "section"
	head    look = "head"
	group   look = "group"
	body    look = "body"
	lastOf  look = "last" // a body row that closes a group
	total   look = "total"
	subsum  look = "subtotal"
	input   look = "input"
	note    look = "note"
	tileTop look = "tile-label"
	tileVal look = "tile-value"
	tileSub look = "tile-small"
	form    look = "form"
	formTop look = "form-head"
	label   look = "form-label"
	blank   look = "form-line"
	banner  look = "banner"
)

// style is one combination of look, number format and what differs; it is comparable, so each is made once.
type style struct {
	look   look
	format string
	align  string // left, center, right; "" as the look has it
	colour string
	fill   string
	size   float64
	indent int
	bold   bool
	wrap   bool
	split  bool // a white edge at the right: tiles side by side
	noTop  bool // without the look's upper line
}

// st is a style with a number format and nothing else.
func st(l look, format string) style { return style{look: l, format: format} }

// right, centre and wrapped are the usual variations.
func (s style) right() style   { s.align = "right"; return s }
func (s style) centre() style  { s.align = "center"; return s }
func (s style) wrapped() style { s.wrap = true; return s }
func (s style) strong() style  { s.bold = true; return s }

// base is what a look is made of.
type base struct {
	size         float64
	bold, wrap   bool
	colour, fill string
	align        string
	top, bottom  int // line kinds of excelize: 1 thin, 2 medium, 6 double
	edge         string
	box, open    bool
	indent       int
	vertical     string
}

var looks = map[look]base{
	plain:   {},
	title:   {size: 16, bold: true},
	subhead: {size: 9, colour: grey},
	section: {size: 11, bold: true, colour: mainColour},
	head:    {size: 9.5, bold: true, fill: headFill, align: "center", wrap: true, top: 1, bottom: 1, edge: mainColour},
	group:   {size: 9, bold: true, fill: mainColour, colour: "FFFFFF", align: "center"},
	body:    {bottom: 1, edge: hairline},
	lastOf:  {bottom: 1, edge: mainColour},
	total:   {bold: true, fill: bandFill, top: 1, bottom: 6, edge: ink},
	subsum:  {bold: true, fill: bandFill, bottom: 1, edge: mainColour},
	input:   {fill: inputFill, box: true, edge: inputEdge, open: true},
	note:    {size: 9, colour: grey, wrap: true, vertical: "top"},
	tileTop: {size: 9, colour: grey, fill: tileFill, top: 2, edge: mainColour, indent: 1},
	tileVal: {size: 18, bold: true, fill: tileFill, align: "left", indent: 1},
	tileSub: {size: 8, colour: grey, fill: tileFill, align: "left", indent: 1},
	form:    {box: true, edge: formEdge},
	formTop: {size: 9.5, bold: true, fill: formHead, align: "center", wrap: true, box: true, edge: formEdge},
	label:   {size: 9.5, colour: grey, align: "right"},
	blank:   {bottom: 1, edge: formEdge},
	banner:  {bold: true, fill: greenFill, colour: green, indent: 1},
}

// id makes the style in the workbook, or finds it.
func (b *book) id(s style) int {
	if id, ok := b.styles[s]; ok {
		return id
	}
	id, err := b.file.NewStyle(s.excel())
	if err != nil {
		b.fault(fmt.Errorf("make style %v: %w", s, err))
	}
	b.styles[s] = id
	return id
}

// excel is the style as excelize wants it.
func (s style) excel() *excelize.Style {
	l := looks[s.look]
	align, indent := pick(s.align, l.align), max(s.indent, l.indent)
	if indent > 0 {
		align = pick(align, "left") // an indent without a side is ignored
	}
	out := &excelize.Style{
		Font:       &excelize.Font{Family: face, Size: pick(s.size, l.size, 10), Bold: s.bold || l.bold, Color: pick(s.colour, l.colour, ink)},
		Alignment:  &excelize.Alignment{Vertical: pick(l.vertical, "center"), Horizontal: align, WrapText: s.wrap || l.wrap, Indent: indent},
		Border:     s.border(l),
		Protection: &excelize.Protection{Locked: !l.open},
	}
	if fill := pick(s.fill, l.fill); fill != "" {
		out.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	if s.format != "" {
		out.CustomNumFmt = &s.format
	}
	return out
}

// border is the look's with what differs from it.
func (s style) border(l base) []excelize.Border {
	if s.noTop {
		l.top = 0
	}
	lines := l.border()
	if s.split {
		lines = append(lines, excelize.Border{Type: "right", Style: 2, Color: "FFFFFF"})
	}
	return lines
}

func (l base) border() []excelize.Border {
	if l.box {
		out := make([]excelize.Border, 0, 4)
		for _, side := range []string{"left", "right", "top", "bottom"} {
			out = append(out, excelize.Border{Type: side, Style: 1, Color: l.edge})
		}
		return out
	}
	var out []excelize.Border
	if l.top > 0 {
		out = append(out, excelize.Border{Type: "top", Style: l.top, Color: l.edge})
	}
	if l.bottom > 0 {
		out = append(out, excelize.Border{Type: "bottom", Style: l.bottom, Color: l.edge})
	}
	return out
}

// pick is the first value that is set.
func pick[T comparable](values ...T) T {
	var zero T
	for _, v := range values {
		if v != zero {
			return v
		}
	}
	return zero
}

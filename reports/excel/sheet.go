package excel

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"
)

// sheet writes cells of one sheet; rows and columns count from 1.
type sheet struct {
	book *book
	name string
	tab  string
	fit  bool
}

// put writes one value in a style: int64, float64, string, bool, time.Time, formula or nil for an empty styled cell.
// Text never becomes a formula, whatever it begins with.
func (s *sheet) put(row, col int, v any, look style) {
	b, cell := s.book, at(row, col)
	b.fault(b.file.SetCellStyle(s.name, cell, cell, b.id(look)))
	if f, ok := v.(formula); ok {
		s.formula(cell, f)
		return
	}
	if x, ok := number(v); ok {
		b.fault(b.file.SetCellFloat(s.name, cell, x, -1, 64))
		if !looks[look.look].open {
			b.consts[s.name].add(row, col, x)
		}
		return
	}
	switch x := v.(type) {
	case nil:
	case string:
		b.fault(b.file.SetCellStr(s.name, cell, literally(x)))
	case bool:
		b.fault(b.file.SetCellBool(s.name, cell, x))
	default:
		b.fault(fmt.Errorf("%w %s %s: no cell for a %T", errSheet, s.name, cell, v))
	}
}

// escaped is how a workbook writes a character that XML cannot hold.
var escaped = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// literally keeps a text that looks like an escaped character, such as _x003D_, from being read as that character.
func literally(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		if text[i] == '_' && escaped.MatchString(text[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// number is a value as Excel counts it; days are serials from 1899-12-30. NaN is no number.
func number(v any) (float64, bool) {
	switch x := v.(type) {
	case int:
		return float64(x), true
	case int64:
		return float64(x), true
	case float64:
		return x, !math.IsNaN(x) && !math.IsInf(x, 0)
	case time.Time:
		return serial(x), !x.IsZero()
	}
	return 0, false
}

// serial is a wall-clock time as Excel's day number.
func serial(t time.Time) float64 {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	days := day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	return days + float64(t.Hour()*3600+t.Minute()*60+t.Second())/86400
}

// formula writes a formula; its cached value is put in when the package is written.
func (s *sheet) formula(cell string, f formula) {
	b := s.book
	r := result{}
	switch v := f.value.(type) {
	case string:
		r.text = v
	case bool:
		r = result{asBool, map[bool]string{true: "1", false: "0"}[v]}
	default:
		x, ok := number(v)
		if !ok {
			b.fault(fmt.Errorf("%w %s %s: formula without a value (%v)", errSheet, s.name, cell, v))
		}
		if x == 0 {
			x = 0 // a difference may come out as -0, which a cell would show with its sign
		}
		r = result{asNumber, strconv.FormatFloat(x, 'f', -1, 64)}
	}
	b.cached[s.name][cell] = r
	// The library marks a formula as text only when its cell holds a value.
	b.fault(b.file.SetCellStr(s.name, cell, "0"))
	b.fault(b.file.SetCellFormula(s.name, cell, f.text))
}

// row writes values side by side from a column on.
func (s *sheet) row(row, col int, look style, values ...any) {
	for i, v := range values {
		s.put(row, col+i, v, look)
	}
}

// merge joins a range and writes its first cell; every cell gets the style, so that borders are whole.
func (s *sheet) merge(row1, col1, row2, col2 int, v any, look style) {
	b := s.book
	b.fault(b.file.SetCellStyle(s.name, at(row1, col1), at(row2, col2), b.id(look)))
	s.put(row1, col1, v, look)
	if row1 != row2 || col1 != col2 {
		b.fault(b.file.MergeCell(s.name, at(row1, col1), at(row2, col2)))
	}
}

// height sets a row's height in points, as far as Excel lets it.
func (s *sheet) height(row int, points float64) {
	s.book.fault(s.book.file.SetRowHeight(s.name, row, min(points, excelize.MaxRowHeight)))
}

// top writes the sheet's title and the line below it.
func (s *sheet) top(name, below string) {
	s.put(1, 1, name, st(title, ""))
	s.height(1, 27)
	s.put(2, 1, below, st(subhead, ""))
	s.height(2, 16)
}

// heads writes the column heads of a list.
func (s *sheet) heads(row int, names []string, points float64) {
	for i, n := range names {
		s.put(row, i+1, n, st(head, ""))
	}
	s.height(row, points)
}

// list freezes the head row and the id columns, sets the filter, and repeats both in print.
func (s *sheet) list(headRow, lastRow, idCols, cols int) {
	s.freeze(headRow, idCols)
	s.filter(headRow, lastRow, cols)
	s.repeat(1, headRow, idCols)
}

// filter lets the reader pick rows of a list.
func (s *sheet) filter(headRow, lastRow, cols int) {
	s.book.fault(s.book.file.AutoFilter(s.name, span(headRow, 1, max(lastRow, headRow+1), cols), nil))
	s.props()
}

// freeze keeps the rows above and the columns left of the rest in sight.
func (s *sheet) freeze(rows, cols int) {
	pane := "bottomRight"
	if cols == 0 {
		pane = "bottomLeft"
	}
	s.book.fault(s.book.file.SetPanes(s.name, &excelize.Panes{
		Freeze: true, XSplit: cols, YSplit: rows, TopLeftCell: at(rows+1, cols+1), ActivePane: pane,
	}))
}

// repeat prints rows, and the first columns when there are more than 0, on every page.
func (s *sheet) repeat(firstRow, lastRow, cols int) {
	titles := quoted(s.name) + "$" + strconv.Itoa(firstRow) + ":$" + strconv.Itoa(lastRow)
	if cols > 0 {
		titles = quoted(s.name) + "$A:$" + column(cols) + "," + titles
	}
	s.define("_xlnm.Print_Titles", titles)
}

// note explains a column head to the reader who points at it.
func (s *sheet) note(row, col int, text string) {
	font := chartFont()
	s.book.fault(s.book.file.AddComment(s.name, excelize.Comment{
		Author: s.book.meta.Dept, Cell: at(row, col), Width: 260, Height: 96, Paragraph: []excelize.RichTextRun{{Text: text, Font: &font}},
	}))
}

// pageBreak begins a new printed page at a row or a column; 1 is none.
func (s *sheet) pageBreak(row, col int) {
	s.book.fault(s.book.file.InsertPageBreak(s.name, at(row, col)))
}

// area sets what is printed.
func (s *sheet) area(lastRow, lastCol int) {
	s.define("_xlnm.Print_Area", quoted(s.name)+"$A$1:$"+column(lastCol)+"$"+strconv.Itoa(lastRow))
}

func (s *sheet) define(name, refers string) {
	s.book.fault(s.book.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: refers, Scope: s.name}))
}

// protect locks formulas and constants without a password; reading, sorting and filtering stay open.
func (s *sheet) protect() {
	s.book.fault(s.book.file.ProtectSheet(s.name, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, Sort: true, AutoFilter: true, FormatColumns: true, FormatRows: true,
	}))
}

// mark is a conditional format by formula, relative to the range's first cell.
func (s *sheet) mark(cells, criterion string, colours markColours) {
	id, err := s.book.file.NewConditionalStyle(&excelize.Style{
		Font: &excelize.Font{Color: colours.text, Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colours.fill}},
	})
	s.book.fault(err)
	s.book.fault(s.book.file.SetConditionalFormat(s.name, cells, []excelize.ConditionalFormatOptions{
		{Type: "formula", Criteria: criterion, Format: &id},
	}))
}

// markColours are the text and fill of a conditional format.
type markColours struct{ text, fill string }

var (
	marksRed   = markColours{red, redFill}
	marksAmber = markColours{amber, amberFill}
	marksLate  = markColours{"FFFFFF", red}
)

// units is the width of a text in column units: a wide character counts 1.95, any other 1.02.
func units(text string) float64 {
	var w float64
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
			w += 1.95
		default:
			w += 1.02
		}
	}
	return w
}

// wrapHeight is the height of a wrapped text in a column of the given width.
func wrapHeight(text string, columnWidth, size float64) float64 {
	usable := math.Max(2, (columnWidth-1)*10/size)
	lines := math.Max(1, math.Ceil(units(text)/usable))
	return lines*1.5*size + 5
}

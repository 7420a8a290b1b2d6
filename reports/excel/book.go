package excel

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Meta is what every sheet of a workbook says about itself.
type Meta struct {
	Company   string // 杭州示例食品有限公司
	Dept      string // 电子商务部
	Report    string // 采购计划
	Period    string // 2026-08-24 or 2026W34
	RunID     string
	MadeBy    string // footer: 制表
	CheckedBy string // footer: 审核
	Generated time.Time
}

// formula is a cell that Excel calculates; Value is what it must give, cached so that every viewer shows it.
type formula struct {
	text  string // without the leading =
	value any    // float64, int64, string, bool or time.Time
}

// kind is how a cached formula value is written in the sheet's XML.
type kind byte

const (
	asText kind = iota
	asNumber
	asBool
)

// result is a cached formula value.
type result struct {
	kind kind
	text string
}

// mark is the attribute that tells the value's type.
func (r result) mark() string {
	switch r.kind {
	case asNumber:
		return ""
	case asBool:
		return ` t="b"`
	default:
		return ` t="str"`
	}
}

// book is a workbook in the making. The first fault is kept; nothing is saved after one.
type book struct {
	file   *excelize.File
	meta   Meta
	styles map[style]int
	cached map[string]map[string]result // sheet → cell → cached formula value
	consts map[string]*tally            // sheet → its locked numbers
	order  []string                     // sheets in order
	taken  []string                     // names given to sheets to come
	checks []check
	banner *bannerAt // sheet 1's line about the checks
	proof  *sheet    // 校验, where it stands before other sheets
	below  belowChecks
	passed int // checks that hold
	err    error
}

func newBook(meta Meta) *book {
	return &book{
		file: excelize.NewFile(), meta: meta, styles: map[style]int{},
		cached: map[string]map[string]result{}, consts: map[string]*tally{},
	}
}

// fault keeps the first error.
func (b *book) fault(err error) {
	if err != nil && b.err == nil {
		b.err = err
	}
}

// page is how a sheet is printed.
type page struct {
	landscape bool
	fitHeight int // pages high, 0 = as many as it takes
	scale     uint
	period    string
	tab       string     // colour of the sheet's tab; "" = the house's
	margins   [4]float64 // left, right, top, bottom in inches; zero = the house's
}

// rowHeight is the height of a row that sets none, in points.
const rowHeight = 16.0

// sheet adds a sheet with its column widths and print set-up.
func (b *book) sheet(name string, widths []float64, p page) *sheet {
	if len(b.order) == 0 {
		b.fault(b.file.SetSheetName("Sheet1", name))
	} else {
		_, err := b.file.NewSheet(name)
		b.fault(err)
	}
	b.order = append(b.order, name)
	b.consts[name] = &tally{}
	b.cached[name] = map[string]result{}
	s := &sheet{book: b, name: name}
	for i, w := range widths {
		b.fault(b.file.SetColWidth(name, column(i+1), column(i+1), w))
	}
	height, own := rowHeight, true
	b.fault(b.file.SetSheetProps(name, &excelize.SheetPropsOptions{DefaultRowHeight: &height, CustomHeight: &own}))
	s.printSetup(p)
	return s
}

// printSetup is A4, one page wide, the house's margins, header and footer, no gridlines.
func (s *sheet) printSetup(p page) {
	b, off, on, a4 := s.book, false, true, 9
	orientation := "portrait"
	if p.landscape {
		orientation = "landscape"
	}
	width, height := 1, p.fitHeight
	layout := &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation}
	if p.scale > 0 {
		layout.AdjustTo = &p.scale
	} else {
		layout.FitToWidth, layout.FitToHeight = &width, &height
	}
	b.fault(b.file.SetPageLayout(s.name, layout))
	s.fit, s.tab = p.scale == 0, pick(p.tab, mainColour)
	s.props()
	m := p.margins
	if m == [4]float64{} {
		m = [4]float64{0.45, 0.45, 0.72, 0.68}
	}
	edge := 0.32
	b.fault(b.file.SetPageMargins(s.name, &excelize.PageLayoutMarginsOptions{
		Left: &m[0], Right: &m[1], Top: &m[2], Bottom: &m[3], Header: &edge, Footer: &edge, Horizontally: &on,
	}))
	b.fault(b.file.SetSheetView(s.name, 0, &excelize.ViewOptions{ShowGridLines: &off}))
	s.headFoot(pick(p.period, b.meta.Period))
}

// props sets the sheet's tab and whether it is fitted to the page's width. A filter drops both, so they are set again.
func (s *sheet) props() {
	s.book.fault(s.book.file.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &s.fit, TabColorRGB: &s.tab}))
}

// headFoot writes header and footer; the blank behind the font size keeps a leading digit from joining it.
func (s *sheet) headFoot(period string) {
	m, f := s.book.meta, `&"`+face+`,Regular"&8 `
	s.book.fault(s.book.file.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + f + printable(m.Company, 36) + " · " + printable(m.Dept, 16) +
			"&C" + f + printable(m.Report, 16) + " · " + printable(s.name, sheetRoom) + "&R" + f + printable(period, 60),
		OddFooter: "&L" + f + "制表：" + printable(m.MadeBy, 20) + "　审核：" + printable(m.CheckedBy, 20) +
			"&C" + f + "第 &P 页 / 共 &N 页&R" + f + "生成 " + m.Generated.Format("2006-01-02 15:04") + " · " + printable(m.RunID, 24),
	}))
}

// printable is a text as a header takes it: & begins a code there, and the whole header has room for 255 characters.
func printable(text string, room int) string {
	var b strings.Builder
	for _, r := range text {
		size := utf16.RuneLen(r)
		if r == '&' {
			size = 2
		}
		if room -= size; room < 1 {
			return b.String() + "…"
		}
		if b.WriteRune(r); r == '&' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// errSheet says that a sheet could not be written as asked.
var errSheet = errors.New("workbook sheet")

func column(n int) string {
	name, err := excelize.ColumnNumberToName(n)
	if err != nil {
		return fmt.Sprintf("#%d", n)
	}
	return name
}

// at is the name of a cell, both numbers from 1.
func at(row, col int) string { return fmt.Sprintf("%s%d", column(col), row) }

// span is a range of cells.
func span(row1, col1, row2, col2 int) string { return at(row1, col1) + ":" + at(row2, col2) }

// quoted is a sheet's name in a formula.
func quoted(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'!" }

// sheetRoom is the longest name of a sheet.
const sheetRoom = 31

// sheetName gives a name made of a text to a sheet to come, one that no other has: without the characters that Excel refuses, cut to its room.
func (b *book) sheetName(text string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF || strings.ContainsRune(`:\/?*[]'`, r) {
			return -1
		}
		return r
	}, text)
	name := cutName(clean, sheetRoom)
	for n := 2; name == "" || b.hasSheet(name); n++ {
		tail := fmt.Sprintf("(%d)", n)
		name = cutName(clean, sheetRoom-len(tail)) + tail
	}
	b.taken = append(b.taken, name)
	return name
}

// hasSheet compares as Excel does, without regard to case.
func (b *book) hasSheet(name string) bool {
	same := func(other string) bool { return strings.EqualFold(other, name) }
	return slices.ContainsFunc(b.order, same) || slices.ContainsFunc(b.taken, same)
}

// cutName keeps what fits, counted in the units of UTF-16 as Excel counts.
func cutName(text string, room int) string {
	var b strings.Builder
	for _, r := range text {
		if room -= utf16.RuneLen(r); room < 0 {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// named gives a range of the workbook a name for its readers.
func (b *book) named(name, refers string) {
	b.fault(b.file.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: refers}))
}

package excel

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// Kit lets the tests of this package write small workbooks with the house's own parts.
type Kit struct{ b *book }

// NewKit begins a workbook.
func NewKit(meta Meta) *Kit { return &Kit{newBook(meta)} }

// Sheet adds a sheet whose first cell gets a value and gives what writes on it.
func (k *Kit) Sheet(name string, widths []float64) *KitSheet {
	return &KitSheet{k.b.sheet(name, widths, page{})}
}

// SheetName makes a name for a sheet to come.
func (k *Kit) SheetName(text string) string { return k.b.sheetName(text) }

// Prove adds a check of a control number against a formula and its value.
func (k *Kit) Prove(name string, control float64, text string, value float64) {
	k.b.prove(check{name: name, control: control, again: formula{text, value}, format: fmtInt})
}

// ProveAll adds a check of cells here and there.
func (k *Kit) ProveAll(name string, control float64, cells []string, values []float64) {
	var s scattered
	for i, c := range cells {
		s.add(c, values[i])
	}
	k.b.proveAll(check{name: name, control: control, again: formula{strings.Join(cells, "+"), s.sum}, format: fmtInt}, s)
}

// Banner puts the line about the checks on a sheet.
func (k *Kit) Banner(s *KitSheet, row, cols int) { k.b.banner = &bannerAt{s.s, row, cols} }

// Place puts 校验 before the sheets to come.
func (k *Kit) Place() { k.b.placeChecks() }

// Finish gives the workbook's bytes.
func (k *Kit) Finish() ([]byte, error) { return k.b.finish() }

// Styles is how many styles the workbook has made.
func (k *Kit) Styles() int { return len(k.b.styles) }

// KitSheet writes on a sheet.
type KitSheet struct{ s *sheet }

// Body puts a value, Input one that a person may change.
func (s *KitSheet) Body(row, col int, v any)  { s.s.put(row, col, v, st(body, fmtInt)) }
func (s *KitSheet) Input(row, col int, v any) { s.s.put(row, col, v, st(input, fmtInt)) }

// Calc puts a formula with its value.
func (s *KitSheet) Calc(row, col int, text string, v any) {
	s.s.put(row, col, formula{text, v}, st(body, fmtInt))
}

// List freezes and filters.
func (s *KitSheet) List(headRow, lastRow, idCols, cols int) { s.s.list(headRow, lastRow, idCols, cols) }

// Chart draws columns of a range with a line over them.
func (s *KitSheet) Chart(rows int) {
	r := func(col int) string { return ref(s.s.name, 2, col, rows+1, col) }
	c := func(col int) curve {
		return curve{name: ref(s.s.name, 1, col, 1, col), cats: r(1), vals: r(col), marker: true, dash: true}
	}
	s.s.chart("F2", figure{kind: excelize.Col, curves: []curve{c(2)}, width: 300, height: 200, format: fmtInt, unit: "件", legend: true, labels: fmtInt},
		figure{kind: excelize.Line, curves: []curve{c(3)}, right: true, low: number64(0), high: number64(1)})
}

// EmptyChart asks for a chart without a series.
func (s *KitSheet) EmptyChart() { s.s.chart("A1", figure{kind: excelize.Col}) }

// The parts of the kit that need no workbook.
var (
	Units     = units
	WrapLines = func(text string, width, size float64) float64 {
		return (wrapHeight(text, width, size) - 5) / (1.5 * size)
	}
	Serial    = serial
	Printable = printable
	Literally = literally
	Quoted    = quoted
	SortTypes = sortTypes
	Save      = save
	FileName  = fileName
	AddAll    = addAll
)

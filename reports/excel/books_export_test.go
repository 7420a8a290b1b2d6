package excel

import (
	"bytes"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/view"
)

// PlanBytes makes the purchase workbook of a view model, opens it again and holds it against the model's totals.
func PlanBytes(v view.PlanBook, f view.Format, opt Options) ([]byte, error) {
	w := newPlanWork(v, f, opt.filled())
	data, err := w.write()
	if err != nil {
		return nil, err
	}
	return data, again(data, w.verify)
}

// WeeklyBytes makes the weekly workbook of a view model, opens it again and holds it against the model's totals.
func WeeklyBytes(v view.Weekly, f view.Format, opt Options) ([]byte, error) {
	w := newWeekWork(v, f, opt.filled())
	data, err := w.write()
	if err != nil {
		return nil, err
	}
	return data, again(data, w.verify)
}

func again(data []byte, verify func(*excelize.File) error) error {
	file, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	defer file.Close()
	return verify(file)
}

// Tally collects numbers by their cells.
type Tally struct{ t tally }

// Add puts a number into a cell.
func (t *Tally) Add(row, col int, v float64) { t.t.add(row, col, v) }

// Blocks are the rectangles over the numbers: first row and column, last row and column; and what each adds up to.
func (t *Tally) Blocks() (rects [][4]int, sums []float64, counts []int) {
	for _, b := range t.t.blocks() {
		sum, n := t.t.within(b)
		rects, sums, counts = append(rects, [4]int{b.row1, b.col1, b.row2, b.col2}), append(sums, sum), append(counts, n)
	}
	return rects, sums, counts
}

// LookOf is what is written for a look: text size and colour, fill ("" = none), whether bold, wrapped and open.
type LookOf struct {
	Name, Colour, Fill string
	Size               float64
	Bold, Wrap, Open   bool
}

// Looks are all looks of the house.
func Looks() []LookOf {
	var out []LookOf
	for name := range looks {
		s := st(name, "").excel()
		l := LookOf{Name: string(name), Colour: s.Font.Color, Size: s.Font.Size, Bold: s.Font.Bold, Wrap: s.Alignment.WrapText, Open: !s.Protection.Locked}
		if len(s.Fill.Color) > 0 {
			l.Fill = s.Fill.Color[0]
		}
		out = append(out, l)
	}
	return out
}

// Marks are the text and fill of every conditional format.
func Marks() [][2]string {
	return [][2]string{{marksRed.text, marksRed.fill}, {marksAmber.text, marksAmber.fill}, {marksLate.text, marksLate.fill}, {green, greenFill}, {red, white}, {green, white}, {red, tileFill}, {green, tileFill}, {"5A3B4E", "E9E4EC"}}
}

// The parts that need no workbook.
var (
	CutName = cutName
	Retype  = func(sheet, cell, text string) ([]byte, error) {
		return retype([]byte(sheet), map[string]result{cell: {asText, text}})
	}
	Ref        = ref
	Spanned    = span
	Pixels     = pixels
	Literal    = literal
	NumberOf   = number
	ParseCell  = parseNumber
	WrapHeight = wrapHeight
	ColumnName = column
	Decimal    = decimalText
	Balanced   = balanced
)

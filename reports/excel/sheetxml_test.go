package excel_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
	"zhiwei/reports/locale"
	"zhiwei/reports/replay"
	"zhiwei/reports/view"
)

// xmlSheet is a worksheet's part as the file has it, read without the library that wrote it.
type xmlSheet struct {
	Props struct {
		Tab struct {
			RGB string `xml:"rgb,attr"`
		} `xml:"tabColor"`
		SetUp struct {
			Fit bool `xml:"fitToPage,attr"`
		} `xml:"pageSetUpPr"`
	} `xml:"sheetPr"`
	View struct {
		Grid string `xml:"showGridLines,attr"`
		Pane struct {
			X     int    `xml:"xSplit,attr"`
			Y     int    `xml:"ySplit,attr"`
			Top   string `xml:"topLeftCell,attr"`
			State string `xml:"state,attr"`
		} `xml:"pane"`
	} `xml:"sheetViews>sheetView"`
	Cols []struct {
		Min   int     `xml:"min,attr"`
		Max   int     `xml:"max,attr"`
		Width float64 `xml:"width,attr"`
	} `xml:"cols>col"`
	Rows []struct {
		N      int       `xml:"r,attr"`
		Height float64   `xml:"ht,attr"`
		Level  int       `xml:"outlineLevel,attr"`
		Cells  []xmlCell `xml:"c"`
	} `xml:"sheetData>row"`
	Lock   *struct{}      `xml:"sheetProtection"`
	Filter xmlReference   `xml:"autoFilter"`
	Merged []xmlReference `xml:"mergeCells>mergeCell"`
	Marks  []struct {
		Cells string `xml:"sqref,attr"`
		Rules []struct {
			Type    string `xml:"type,attr"`
			Formula string `xml:"formula"`
		} `xml:"cfRule"`
	} `xml:"conditionalFormatting"`
	Checks []struct{} `xml:"dataValidations>dataValidation"`
	Links  []struct{} `xml:"hyperlinks>hyperlink"`
	Edges  struct {
		Left   float64 `xml:"left,attr"`
		Right  float64 `xml:"right,attr"`
		Top    float64 `xml:"top,attr"`
		Bottom float64 `xml:"bottom,attr"`
	} `xml:"pageMargins"`
	Setup struct {
		Paper  int    `xml:"paperSize,attr"`
		Scale  int    `xml:"scale,attr"`
		Wide   string `xml:"fitToWidth,attr"`
		High   string `xml:"fitToHeight,attr"`
		Facing string `xml:"orientation,attr"`
	} `xml:"pageSetup"`
	Head      string     `xml:"headerFooter>oddHeader"`
	Foot      string     `xml:"headerFooter>oddFooter"`
	RowBreaks []xmlBreak `xml:"rowBreaks>brk"`
	ColBreaks []xmlBreak `xml:"colBreaks>brk"`
	Drawing   *struct{}  `xml:"drawing"`
}

type xmlReference struct {
	Ref string `xml:"ref,attr"`
}

type xmlBreak struct {
	ID int `xml:"id,attr"`
}

type xmlCell struct {
	Ref     string  `xml:"r,attr"`
	Type    string  `xml:"t,attr"`
	Formula *string `xml:"f"`
	Value   string  `xml:"v"`
}

// sheetPart reads the part of a sheet by its place in the workbook, from 1.
func sheetPart(t *testing.T, data []byte, n int) xmlSheet {
	t.Helper()
	var s xmlSheet
	if err := xml.Unmarshal([]byte(partOf(t, data, fmt.Sprintf("xl/worksheets/sheet%d.xml", n))), &s); err != nil {
		t.Fatalf("sheet %d: %v", n, err)
	}
	return s
}

// shelf are the workbooks of the recordings, made once.
var shelf = map[string]func() ([]byte, error){
	"plan":      sync.OnceValues(func() ([]byte, error) { return recorded("plan", excel.Options{}) }),
	"budget":    sync.OnceValues(func() ([]byte, error) { return recorded("plan", excel.Options{BudgetFen: 220000_00}) }),
	"plan-en":   sync.OnceValues(func() ([]byte, error) { return recorded("plan", excel.Options{Lang: locale.En}) }),
	"need":      sync.OnceValues(func() ([]byte, error) { return recorded("need", excel.Options{}) }),
	"weekly":    sync.OnceValues(func() ([]byte, error) { return recorded("weekly", excel.Options{}) }),
	"weekly-en": sync.OnceValues(func() ([]byte, error) { return recorded("weekly", excel.Options{Lang: locale.En}) }),
	"bare":      sync.OnceValues(func() ([]byte, error) { return recorded("bare", excel.Options{}) }),
}

// recorded makes the workbook of a recording.
func recorded(name string, opt excel.Options) ([]byte, error) {
	dir, err := os.MkdirTemp("", "book")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	store, err := openStore(name)
	if err != nil {
		return nil, err
	}
	opt.Generated = made
	write := excel.PurchasePlan
	if name == "weekly" || name == "bare" {
		write = excel.Weekly
	}
	file, err := write(context.Background(), store, dir, opt)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// book is a workbook of the shelf, opened for this test alone.
type book struct {
	*excelize.File
	t    *testing.T
	data []byte
}

func bookOf(t *testing.T, name string) book {
	t.Helper()
	data, err := shelf[name]()
	if err != nil {
		t.Fatal(err)
	}
	return book{kitFile(t, data), t, data}
}

// bookFrom opens the bytes of a workbook.
func bookFrom(t *testing.T, data []byte, err error) book {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return book{kitFile(t, data), t, data}
}

// part is the XML of a sheet.
func (b book) part(sheet string) xmlSheet {
	b.t.Helper()
	for i, name := range b.GetSheetList() {
		if name == sheet {
			return sheetPart(b.t, b.data, i+1)
		}
	}
	b.t.Fatalf("there is no sheet %s", sheet)
	return xmlSheet{}
}

// raw is a cell's value without its format, shown the value as a reader sees it.
func (b book) raw(sheet, cell string) string {
	b.t.Helper()
	return raw(b.t, b.File, sheet, cell)
}

func (b book) shown(sheet, cell string) string {
	b.t.Helper()
	text, err := b.GetCellValue(sheet, cell)
	if err != nil {
		b.t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
	return text
}

// style is how a cell looks.
func (b book) style(sheet, cell string) *excelize.Style {
	b.t.Helper()
	id, err := b.GetCellStyle(sheet, cell)
	if err != nil {
		b.t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
	s, err := b.GetStyle(id)
	if err != nil {
		b.t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
	return s
}

// format is a cell's number format; "" is none.
func (b book) format(sheet, cell string) string {
	b.t.Helper()
	if f := b.style(sheet, cell).CustomNumFmt; f != nil {
		return *f
	}
	return ""
}

func (b book) formula(sheet, cell string) string {
	b.t.Helper()
	text, err := b.GetCellFormula(sheet, cell)
	if err != nil {
		b.t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
	return text
}

// wants holds cells against what they must show, in the order of their names.
func (b book) wants(sheet string, cells map[string]string) {
	b.t.Helper()
	for cell, want := range cells {
		if got := b.shown(sheet, cell); got != want {
			b.t.Errorf("%s!%s shows %q, want %q", sheet, cell, got, want)
		}
	}
}

// formats holds the number formats of cells.
func (b book) formats(sheet string, cells map[string]string) {
	b.t.Helper()
	for cell, want := range cells {
		if got := b.format(sheet, cell); got != want {
			b.t.Errorf("%s!%s has the format %q, want %q", sheet, cell, got, want)
		}
	}
}

// formulas holds the formulas of cells.
func (b book) formulas(sheet string, cells map[string]string) {
	b.t.Helper()
	for cell, want := range cells {
		if got := b.formula(sheet, cell); got != want {
			b.t.Errorf("%s!%s holds the formula %q, want %q", sheet, cell, got, want)
		}
	}
}

// heads are the texts of a row from column A on, line breaks taken out.
func (b book) heads(sheet string, row, cols int) []string {
	b.t.Helper()
	out := make([]string, cols)
	for i := range out {
		out[i] = strings.ReplaceAll(b.raw(sheet, excel.ColumnName(i+1)+strconv.Itoa(row)), "\n", "")
	}
	return out
}

// names are the workbook's names of one kind by sheet: print titles, print areas.
func (b book) names(kind string) map[string]string {
	out := map[string]string{}
	for _, d := range b.GetDefinedName() {
		if d.Name == kind {
			out[d.Scope] = strings.ReplaceAll(d.RefersTo, "'"+d.Scope+"'!", "")
		}
	}
	return out
}

// holds recalculates the whole workbook: every formula gives what is cached, every check holds.
func (b book) holds() {
	b.t.Helper()
	if n := recalculated(b.t, b.File); n == 0 {
		b.t.Error("no formula at all")
	}
	if bad := failed(b.t, b.File); bad != 0 {
		b.t.Errorf("%d checks fail", bad)
	}
}

// set changes a number.
func (b book) set(sheet, cell string, v float64) {
	b.t.Helper()
	if err := b.SetCellFloat(sheet, cell, v, -1, 64); err != nil {
		b.t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
}

// calc recalculates a cell.
func (b book) calc(sheet, cell string) string {
	b.t.Helper()
	v, err := b.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		b.t.Fatalf("%s!%s =%s: %v", sheet, cell, b.formula(sheet, cell), err)
	}
	return v
}

// planModel is the view of a recorded plan, for a test to change.
func planModel(t *testing.T, name string) view.PlanBook {
	t.Helper()
	store, f := planStore(t, name), view.Format{Lang: locale.Zh}
	h, ok, err := view.LoadHeader(t.Context(), store, "")
	if err != nil || !ok {
		t.Fatalf("no run: %v", err)
	}
	v, err := view.LoadPlanBook(t.Context(), store, f, h)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// zh writes numbers and labels in Chinese.
var zh = view.Format{Lang: locale.Zh}

// planFrom makes the purchase workbook of a model.
func planFrom(t *testing.T, v view.PlanBook, opt excel.Options) book {
	t.Helper()
	opt.Generated = made
	data, err := excel.PlanBytes(v, zh, opt)
	return bookFrom(t, data, err)
}

// weeklyFrom makes the weekly workbook of a model.
func weeklyFrom(t *testing.T, v view.Weekly) book {
	t.Helper()
	data, err := excel.WeeklyBytes(v, zh, excel.Options{Generated: made})
	return bookFrom(t, data, err)
}

// parts lists the names of a package's parts.
func parts(t *testing.T, data []byte) []string {
	t.Helper()
	z := zipOf(t, data)
	names := make([]string, len(z.File))
	for i, p := range z.File {
		names[i] = p.Name
	}
	return names
}

// wellFormed reads a part to its end.
func wellFormed(text string) error {
	d := xml.NewDecoder(bytes.NewReader([]byte(text)))
	for {
		if _, err := d.Token(); err != nil {
			if err.Error() == "EOF" {
				return nil
			}
			return err
		}
	}
}

// optionsOf are the options of a workbook whose people all have one name.
func optionsOf(name string) excel.Options {
	return excel.Options{Generated: made, MadeBy: name, CheckedBy: name, Dept: name, Company: name}
}

// weeklyIn writes the weekly workbook of a store.
func weeklyIn(t *testing.T, store *replay.Store, opt excel.Options) string {
	t.Helper()
	file, err := excel.Weekly(t.Context(), store, t.TempDir(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

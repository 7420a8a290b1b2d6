package excel_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// longest are the limits that Excel sets to a formula and to the height of a row.
const (
	formulaRoom = 8192
	rowRoom     = 409
)

// within reports what Excel would refuse or cut: formulas, rows, sheet names, texts inside formulas, heads and feet.
func (b book) within() {
	b.t.Helper()
	for i, sheet := range b.GetSheetList() {
		if n := len(utf16.Encode([]rune(sheet))); n > 31 {
			b.t.Errorf("the sheet %q has a name of %d units", sheet, n)
		}
		s := sheetPart(b.t, b.data, i+1)
		for name, text := range map[string]string{"head": s.Head, "foot": s.Foot} {
			if n := len(utf16.Encode([]rune(text))); n > 255 {
				b.t.Errorf("%s: a %s of %d units", sheet, name, n)
			}
		}
		for _, row := range s.Rows {
			if row.Height > rowRoom {
				b.t.Errorf("%s row %d is %g points high", sheet, row.N, row.Height)
			}
			for _, c := range row.Cells {
				if c.Formula == nil {
					continue
				}
				if n := len(utf16.Encode([]rune(*c.Formula))); n > formulaRoom {
					b.t.Errorf("%s!%s holds a formula of %d units", sheet, c.Ref, n)
				}
				for i, literal := range strings.Split(*c.Formula, `"`) {
					if n := len(utf16.Encode([]rune(literal))); i%2 == 1 && n > 255 {
						b.t.Errorf("%s!%s holds a text of %d units inside a formula", sheet, c.Ref, n)
					}
				}
			}
		}
	}
}

func TestPlanOfNothing(t *testing.T) {
	v := planModel(t, "plan")
	v.Lines, v.Items, v.Blocks, v.Supply, v.Suppliers, v.Rules, v.Parts, v.Totals = nil, nil, nil, nil, nil, nil, nil, view.BookTotals{}
	b := planFrom(t, v, excel.Options{BudgetFen: 100})
	b.holds()
	b.within()
	if got := b.GetSheetList(); !slices.Equal(got, []string{"摘要", "采购建议", "需求计划", "进销存推演", "在途与逾期", "参数与规则", "校验"}) {
		t.Errorf("a plan without lines has the sheets %v", got)
	}
	b.wants("摘要", map[string]string{"A6": "0.00", "D6": "0.00", "H6": "1.00", "K6": "0", "A7": "0 行 · 0 行有建议量"})
	for sheet, word := range map[string]string{"摘要": "今天没有必须定的事。", "进销存推演": "没有", "在途与逾期": "没有"} {
		if !strings.Contains(allText(t, b.File, sheet), word) {
			t.Errorf("%s does not say %s", sheet, word)
		}
	}
}

// TestPlanOfOneLine has lists of one row, whose ranges are one cell.
func TestPlanOfOneLine(t *testing.T) {
	full := planModel(t, "plan")
	v := full
	l := full.Lines[1]
	v.Lines, v.Items, v.Blocks, v.Totals = nil, nil, nil, view.BookTotals{SupplyValid: full.Totals.SupplyValid, SupplyBehind: full.Totals.SupplyBehind}
	v.Suppliers = []view.BookSupplier{full.Suppliers[0]}
	v.Suppliers[0].AmountFen = l.AmountFen
	addLine(&v, l)
	b := planFrom(t, v, excel.Options{})
	b.wants("摘要", map[string]string{"A6": "61,100.00", "D6": "32,292.00", "A7": "1 行 · 1 行有建议量", "E11": "1", "G12": "61,100.00"})
	b.formulas("摘要", map[string]string{"A6": "SUM('采购建议'!$AS$5)", "E12": "SUM(E11:E11)", "K6": `COUNTIF('采购建议'!$B$5,"已过下单日")+COUNTIF('采购建议'!$B$5,"已过截单")+COUNTIF('采购建议'!$B$5,"今天下单")`})
	if got := b.part("采购建议").Filter.Ref; got != "$A$4:$AY$5" {
		t.Errorf("the filter covers %s", got)
	}
	if got := b.names("_xlnm.Print_Area")["采购建议"]; got != "$A$1:$AY$6" {
		t.Errorf("the printed area is %s", got)
	}
}

func TestPlanOfThousandMillionPieces(t *testing.T) {
	v := planModel(t, "plan")
	first := v.Lines[0]
	v.Lines, v.Items, v.Blocks, v.Totals = nil, nil, nil, view.BookTotals{SupplyValid: v.Totals.SupplyValid, SupplyBehind: v.Totals.SupplyBehind}
	for i := range 3 {
		l := first
		l.Line, l.SKU, l.MOQ, l.Case, l.Exception, l.PriceFen = i+1, fmt.Sprintf("S%d", i), 0, 1, "", 9_99
		l.OnHand, l.Allocated, l.OnOrder, l.Other, l.Position = 0, 0, 0, 0, 0
		l.WindowMean, l.SafetyStock, l.Need, l.Qty, l.Excess = 9e8, 1e8, 1e9, 1e9, 0
		l.AmountFen, l.LostFen = l.Qty*l.PriceFen, l.Qty*100
		addLine(&v, l)
	}
	for i := range v.Suppliers {
		v.Suppliers[i].AmountFen = 0
	}
	v.Suppliers[1].AmountFen = v.Totals.AmountFen
	b := planFrom(t, v, excel.Options{BudgetFen: 1_000_000_000_00})
	b.holds()
	b.within()
	b.wants("摘要", map[string]string{"A6": "29,970,000,000.00", "D6": "3,000,000,000.00", "H6": "-28,970,000,000.00", "H7": "按建议已用 2997.0%"})
	if text := allText(t, b.File, "采购单-湖滨包装印刷"); !strings.Contains(text, "人民币贰佰玖拾玖亿柒仟万元整") {
		t.Errorf("the amount in words: %s", text)
	}
}

// TestPlanOfManyLines has as many items as a department with a full range: no formula may grow with them past what Excel takes.
func TestPlanOfManyLines(t *testing.T) {
	v := planModel(t, "plan")
	first := v.Lines[1]
	v.Lines, v.Items, v.Blocks, v.Suppliers, v.Totals = nil, nil, nil, nil, view.BookTotals{SupplyValid: v.Totals.SupplyValid, SupplyBehind: v.Totals.SupplyBehind}
	const lines, sellers = 600, 20
	for i := range sellers {
		v.Suppliers = append(v.Suppliers, view.BookSupplier{Supplier: fmt.Sprintf("G%d", i), Name: fmt.Sprintf("供应商名字很长很长很长很长很长第%d家", i), CreditDays: -1})
	}
	for i := range lines {
		l := first
		l.Line, l.SKU, l.Supplier = i+1, fmt.Sprintf("S%d", i), v.Suppliers[i%sellers].Supplier
		v.Suppliers[i%sellers].AmountFen += l.AmountFen
		addLine(&v, l)
	}
	b := planFrom(t, v, excel.Options{})
	b.within()
	first0, last := checkRows(t, b.File)
	for row := first0; row <= last; row++ {
		if got := b.raw("校验", "F"+strconv.Itoa(row)); got != "1" && got != "TRUE" {
			t.Errorf("校验 row %d is %s: %s", row, got, b.raw("校验", "B"+strconv.Itoa(row)))
		}
	}
	if n := len(b.GetSheetList()); n != 7+sellers {
		t.Errorf("%d sheets, want a draft for each of %d suppliers", n, sellers)
	}
}

// TestLongTexts has names that fill whole rows: rows stay within Excel's height, and the text comes back whole.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("礼", 900)
	v := planModel(t, "plan")
	v.Header.Company = long
	for i := range v.Lines {
		l := &v.Lines[i]
		l.Name, l.Spec, l.SupplierName, l.Sentence, l.Centre, l.Category = long, long, long, long, long, long
	}
	for i := range v.Suppliers {
		v.Suppliers[i].Name, v.Suppliers[i].Terms, v.Suppliers[i].Weekdays = long+strconv.Itoa(i), long, long
	}
	for i := range v.Supply {
		v.Supply[i].Name, v.Supply[i].SupplierName, v.Supply[i].PO = long, long, long
	}
	b := planFrom(t, v, excel.Options{MadeBy: long, CheckedBy: long, Dept: long})
	b.holds()
	b.within()
	if got := b.raw("采购建议", "E5"); got != long {
		t.Errorf("a name of 900 characters came back with %d", len([]rune(got)))
	}
	w := weeklyView(t, "weekly")
	w.Header.Company = long
	for i := range w.Products {
		w.Products[i].Name = long
	}
	for i := range w.Channels {
		w.Channels[i].Name = long + strconv.Itoa(i)
	}
	for i := range w.Problems {
		w.Problems[i].What, w.Problems[i].Say = long, long
	}
	for i := range w.Decisions {
		w.Decisions[i].What, w.Decisions[i].Why = long, long
	}
	for i := range w.Files {
		w.Files[i].Name = long
	}
	weekly := weeklyFrom(t, w)
	weekly.holds()
	weekly.within()
}

func TestCompanyWithALongName(t *testing.T) {
	for _, company := range []string{strings.Repeat("食", 200), strings.Repeat("𠮷", 90), strings.Repeat("a", 400)} {
		store, dir := planStore(t, "plan"), t.TempDir()
		file, err := excel.PurchasePlan(t.Context(), store, dir, excel.Options{Generated: made, Company: company})
		if err != nil {
			t.Fatalf("a company of %d characters has no workbook: %v", len([]rune(company)), err)
		}
		name := filepath.Base(file)
		if len(name) > 255 || !strings.HasSuffix(name, "电商_采购计划_20260824_R20260824-3f9a1c.xlsx") || strings.Contains(name, "\uFFFD") {
			t.Errorf("the file is named %q", name)
		}
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
}

// TestControlCharacters has names with what XML cannot hold: every part stays well formed and all checks hold.
func TestControlCharacters(t *testing.T) {
	for _, bad := range []string{"a\x00b\x01\x0b\x1fc", "a\ufffe\uffffb", "a\xff\xfeb", "\u202ea\r\nb\u2028x"} {
		v, w := planModel(t, "plan"), weeklyView(t, "weekly")
		v.Header.Company, w.Header.Company = bad, bad
		for i := range v.Lines {
			v.Lines[i].Name, v.Lines[i].SupplierName = bad, bad
		}
		for i := range v.Suppliers {
			v.Suppliers[i].Name = bad
		}
		for i := range w.Products {
			w.Products[i].Name = bad
		}
		for i := range w.Channels {
			w.Channels[i].Name = bad
		}
		for _, b := range []book{planFrom(t, v, excel.Options{}), weeklyFrom(t, w)} {
			for _, part := range parts(t, b.data) {
				if err := wellFormed(partOf(t, b.data, part)); err != nil {
					t.Errorf("%q: %s is not well formed: %v", bad, part, err)
				}
			}
			if n := failed(t, b.File); n != 0 {
				t.Errorf("%q: %d checks fail", bad, n)
			}
		}
	}
}

// TestSuppliersWhoseSheetsCollide gives every supplier a draft of its own, whatever is left of its name within 31 characters.
func TestSuppliersWhoseSheetsCollide(t *testing.T) {
	long := strings.Repeat("长", 40)
	for name, names := range map[string][3]string{
		"equal after the cut": {long + "一", long + "二", long + "三"},
		"equal at all":        {"甲", "甲", "甲"},
		"equal but for case":  {"Abc", "ABC", "abc"},
		"nothing left":        {"///", "[]", "'"},
		"already numbered":    {"甲(2)", "甲", "甲"},
		"halves of a pair":    {strings.Repeat("𠮷", 20), strings.Repeat("𠮷", 20), strings.Repeat("𠮷", 19)},
	} {
		v := planModel(t, "plan")
		for i := range v.Suppliers {
			v.Suppliers[i].Name = names[i]
		}
		b := planFrom(t, v, excel.Options{})
		b.within()
		if n := failed(t, b.File); n != 0 {
			t.Errorf("%s: %d checks fail", name, n)
		}
		drafts := b.GetSheetList()[7:]
		lower := map[string]bool{}
		for i, sheet := range drafts {
			lower[strings.ToLower(sheet)] = true
			if got, want := b.raw(sheet, "C4"), names[i]+"（"+v.Suppliers[i].Supplier+"）"; got != want {
				t.Errorf("%s: draft %d of %q is made out to %q", name, i+1, want, got)
			}
		}
		if len(lower) != 3 || len(drafts) != 3 {
			t.Errorf("%s: the drafts are %q", name, drafts)
		}
	}
}

func TestWeekOfNothing(t *testing.T) {
	full := weeklyView(t, "weekly")
	v := view.Weekly{Header: full.Header, From: full.From, To: full.To}
	v.Month.From, v.Month.To, v.Month.Pace, v.Season.Pace = full.Month.From, full.Month.To, math.NaN(), math.NaN()
	for i := range v.Weeks {
		v.Weeks[i].Monday, v.Weeks[i].LunarMonday = full.Weeks[i].Monday, full.Weeks[i].LunarMonday
	}
	b := weeklyFrom(t, v)
	b.holds()
	b.within()
	b.wants("给总经理看", map[string]string{"A6": "0", "E6": "0", "I6": "0", "A40": "问题", "A41": "（无）", "A47": "（无）"})
	for cell, want := range map[string]string{"M6": "—", "A11": "—", "E11": "—", "I11": "—", "M11": "—", "E16": "—", "I16": "—", "M16": "—"} {
		if got := b.raw("给总经理看", cell); got != want {
			t.Errorf("给总经理看!%s holds %q where nothing is known", cell, got)
		}
	}
	b.wants("商品", map[string]string{"B5": "—", "C5": "（无）", "E6": "0.00"})
	b.wants("渠道", map[string]string{"B10": "（无）", "H11": "0.00", "B6": "不在节令季内"})
	b.wants("库存", map[string]string{"B14": "（无）", "H10": "0.00"})
	b.wants("准确率", map[string]string{"C5": "—", "C8": "—"})
}

func TestWeekOfManyProducts(t *testing.T) {
	v := weeklyView(t, "weekly")
	first := v.Products[len(v.Products)-1]
	for i := range 800 {
		p := first
		p.SKU, p.GMV, p.Refund = fmt.Sprintf("N%d", i), 0, 0
		v.Products = append(v.Products, p)
	}
	for i := range 300 {
		f := v.Files[0]
		f.Name = fmt.Sprintf("第%d个.csv", i)
		v.Files = append(v.Files, f)
	}
	b := weeklyFrom(t, v)
	b.within()
	if n := failed(t, b.File); n != 0 {
		t.Errorf("%d checks fail", n)
	}
	s := b.part("商品")
	if s.Props.SetUp.Fit || s.Setup.Scale != 76 || len(s.RowBreaks) != 1 {
		t.Errorf("a list of 822 products is printed %+v with breaks %v", s.Setup, s.RowBreaks)
	}
}

// TestCategoriesThatDifferInCase are two to a database and one to a formula of Excel, which takes them for the same word.
func TestCategoriesThatDifferInCase(t *testing.T) {
	v := weeklyView(t, "weekly")
	names := map[string]string{"糕点": "cake", "礼盒": "CAKE", "月饼": "Cake"}
	for i, c := range v.Categories {
		v.Categories[i] = names[c]
	}
	for i := range v.Products {
		v.Products[i].Category = names[v.Products[i].Category]
	}
	b := weeklyFrom(t, v)
	if n := failed(t, b.File); n != 0 {
		t.Errorf("%d checks fail where categories differ in case only", n)
	}
}

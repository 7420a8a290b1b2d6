package excel_test

import (
	"strings"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestFileEquations says of each file whether its records and its money are all accounted for.
func TestFileEquations(t *testing.T) {
	whole := view.WeekFile{Records: 10, Accepted: 7, Other: 2, Held: 1, Fen: 100, AcceptFen: 90, OtherFen: 7, HeldFen: 3}
	if !excel.Balanced(whole) {
		t.Error("a file whose parts add up does not balance")
	}
	for _, spoil := range []func(f *view.WeekFile){func(f *view.WeekFile) { f.Records++ }, func(f *view.WeekFile) { f.Held-- }, func(f *view.WeekFile) { f.Fen++ }, func(f *view.WeekFile) { f.OtherFen-- }} {
		f := whole
		if spoil(&f); excel.Balanced(f) {
			t.Errorf("%+v balances", f)
		}
		v := weeklyView(t, "weekly")
		v.Files = []view.WeekFile{whole, f}
		if _, err := excel.WeeklyBytes(v, zh, excel.Options{Generated: made}); err == nil || !strings.Contains(err.Error(), "逐文件等式") {
			t.Errorf("%+v: the workbook was made (%v)", f, err)
		}
	}
}

// TestFileEquationIsAFormula turns FALSE with its file when a count is changed.
func TestFileEquationIsAFormula(t *testing.T) {
	b := bookOf(t, "weekly")
	b.wants("校验", map[string]string{"B31": "抖音_订单_20260824.csv", "C31": "8,365", "G31": "TRUE · 803,619.40", "C38": "54,861", "F38": "16"})
	b.set("校验", "E33", 4)
	if got := b.calc("校验", "G33"); got != "FALSE · 515,660.00" {
		t.Errorf("one record too many: %q", got)
	}
	if got := b.calc("校验", "F22"); got != "FALSE" {
		t.Errorf("the check of the files is %s", got)
	}
}

// TestWeeklyRefusesWhatDoesNotAgree has a model whose sums differ from the database in one place each.
func TestWeeklyRefusesWhatDoesNotAgree(t *testing.T) {
	for name, spoil := range map[string]func(v *view.Weekly){
		"the week's money": func(v *view.Weekly) { v.Now.GMV++ }, "refunds": func(v *view.Weekly) { v.Now.Refund++ }, "orders": func(v *view.Weekly) { v.Now.Orders++ },
		"the month": func(v *view.Weekly) { v.Month.GMV++ }, "the stock": func(v *view.Weekly) { v.Now.StockClose++ }, "a product": func(v *view.Weekly) { v.Products[3].GMV++ },
		"a product's refund": func(v *view.Weekly) { v.Products[3].Refund-- }, "a channel's cell": func(v *view.Weekly) { v.Channels[2].Cells[1]++ },
		"the trend": func(v *view.Weekly) { v.Weeks[12].GMV-- }, "an age": func(v *view.Weekly) { v.Ages[0][0]++ },
	} {
		v := weeklyView(t, "weekly")
		spoil(&v)
		if _, err := excel.WeeklyBytes(v, zh, excel.Options{Generated: made}); err == nil {
			t.Errorf("%s is a fen off, and nobody noticed", name)
		}
	}
}

package excel_test

import (
	"cmp"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestOrderHead fills in what is known and leaves a line for what is written by hand.
func TestOrderHead(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("采购单-西溪食品厂", map[string]string{
		"A1": "示例食品电商", "C3": "草稿，未编号", "H3": "2026-08-24", "C4": "西溪食品厂（GY01）", "H4": "", "K4": "月结 30 天", "H5": "仓库管理专员", "K5": "杭州仓", "C6": "2026-08-31", "H6": "", "K6": "经销",
	})
	v := planModel(t, "plan")
	for credit, want := range map[int64]string{-1: "", 0: "款到发货", 1: "月结 1 天", 90: "月结 90 天"} {
		v.Suppliers[0].CreditDays = credit
		planFrom(t, v, excel.Options{}).wants("采购单-西溪食品厂", map[string]string{"K4": want})
	}
}

// TestOrderIsDueWithItsFirstLine takes the first day on which a line has to arrive, and a dash where none is known.
func TestOrderIsDueWithItsFirstLine(t *testing.T) {
	v := planModel(t, "plan")
	day := func(n int) time.Time { return v.Header.Today.AddDate(0, 0, n) }
	none := time.Time{}
	for _, c := range []struct {
		arrives [4]time.Time
		want    string
	}{
		{[4]time.Time{day(9), day(7), day(8), day(7)}, "2026-08-31"}, {[4]time.Time{none, day(9), none, day(8)}, "2026-09-01"}, {[4]time.Time{day(5), none, none, none}, "2026-08-29"}, {[4]time.Time{}, "—"},
	} {
		n := 0
		for i := range v.Lines {
			if v.Lines[i].Supplier == "GY01" {
				v.Lines[i].Arrives = c.arrives[n]
				n++
			}
		}
		planFrom(t, v, excel.Options{}).wants("采购单-西溪食品厂", map[string]string{"C6": c.want})
	}
}

func TestOrderLinesAndTotal(t *testing.T) {
	b := bookOf(t, "plan")
	sheet := "采购单-西溪食品厂"
	b.wants(sheet, map[string]string{"B9": "YB1002", "F9": "40", "G9": "235 ", "H9": "9,400 ", "I9": "6.50 ", "J9": "61,100.00 ", "K9": "2026-08-31", "L9": "58", "J14": "161,476.00 ", "K14": "共 4 行", "D15": "人民币壹拾陆万壹仟肆佰柒拾陆元整", "J15": "¥161,476.00 "})
	b.formulas(sheet, map[string]string{"G9": "H9/F9", "J9": "ROUND(H9*I9,2)", "G14": "SUM(G9:G12)", "H14": "SUM(H9:H12)", "J14": "SUM(J9:J12)", "J15": "J14"})
	if s := b.part(sheet); s.Lock == nil || s.Setup.High != "1" || s.Setup.Facing != "landscape" || s.View.Pane.Y != 8 || !strings.HasSuffix(s.Props.Tab.RGB, "C77A1F") {
		t.Errorf("the draft is locked %v, printed %+v, on a tab of %s", s.Lock != nil, s.Setup, s.Props.Tab.RGB)
	}
	if sides := b.style(sheet, "A9").Border; len(sides) != 4 {
		t.Errorf("a form has a full grid; A9 has %d sides", len(sides))
	}
}

// TestOrderOfManyLines takes as many pages as it needs, in lower rows, with its head on each.
func TestOrderOfManyLines(t *testing.T) {
	for lines, want := range map[int]struct {
		high   string
		height float64
	}{14: {"1", 30}, 15: {"0", 20}} {
		v := planModel(t, "plan")
		first := v.Lines[6]
		v.Lines, v.Items, v.Blocks, v.Totals = nil, nil, nil, view.BookTotals{SupplyValid: v.Totals.SupplyValid, SupplyBehind: v.Totals.SupplyBehind}
		v.Suppliers = v.Suppliers[:1]
		v.Suppliers[0].AmountFen = 0
		for i := range lines {
			l := first
			l.Line, l.SKU = i+1, "S"+strconv.Itoa(i)
			v.Suppliers[0].AmountFen += l.AmountFen
			addLine(&v, l)
		}
		b := planFrom(t, v, excel.Options{})
		s := b.part("采购单-西溪食品厂")
		if high := cmp.Or(s.Setup.High, "0"); high != want.high || s.Rows[8].Height < want.height || s.Rows[8].Height > want.height+3 {
			t.Errorf("%d lines print %q pages high in rows of %g", lines, s.Setup.High, s.Rows[8].Height)
		}
		if got := b.names("_xlnm.Print_Titles")["采购单-西溪食品厂"]; got != "$1:$8" {
			t.Errorf("%d lines repeat %s", lines, got)
		}
		b.holds()
	}
}

// TestOrderIsSignedByAmount leaves the general manager out up to the supervisor's limit, the cent above brings him in.
func TestOrderIsSignedByAmount(t *testing.T) {
	v := planModel(t, "plan")
	for limit, want := range map[int64]string{v.Suppliers[0].AmountFen: "≤ 161,476.00 元，免", v.Suppliers[0].AmountFen - 1: "总经理", v.Suppliers[0].AmountFen + 1: "≤ 161,476.01 元，免"} {
		planFrom(t, v, excel.Options{ApproveAt: limit}).wants("采购单-西溪食品厂", map[string]string{"J19": want})
	}
}

// TestOrderRemarks names the warehouse where there are several, what is overdue, and the exception in words.
func TestOrderRemarks(t *testing.T) {
	v := planModel(t, "plan")
	v.Lines[7].Exception = "unheard-of"
	b := planFrom(t, v, excel.Options{})
	if got := b.raw("采购单-运河糕点加工厂", "M11"); got != "另有逾期 96 盒在催" {
		t.Errorf("a code without a word makes the remark %q", got)
	}
	v.Lines[7].Exception, v.Lines[7].Centre = "past-cutoff", "嘉兴仓"
	b = planFrom(t, v, excel.Options{})
	b.wants("采购单-运河糕点加工厂", map[string]string{"M11": "送嘉兴仓；另有逾期 96 盒在催；已过截单日，只卖存货", "M9": "送杭州仓", "K5": "嘉兴仓、杭州仓"})
}

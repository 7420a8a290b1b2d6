package excel_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestFrontTiles holds the four figures on top of 摘要, without and with a budget.
func TestFrontTiles(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("摘要", map[string]string{
		"A5": "建议金额（元）", "A6": "216,162.40", "A7": "12 行 · 10 行有建议量", "D5": "不订预计少赚（元）", "D6": "114,403.80", "D7": "8 行有断货风险",
		"H5": "预算余额（元，按建议）", "H6": "未设预算", "H7": "见参数与规则", "K5": "今天要定（行）", "K6": "3", "K7": "已过下单日、今天",
	})
	with := bookOf(t, "budget")
	with.wants("摘要", map[string]string{"H6": "3,837.60", "H7": "按建议已用 98.3%"})
	with.formulas("摘要", map[string]string{"H6": "'参数与规则'!$C$7-A6"})
	with.set("参数与规则", "C7", 200_000)
	if got := with.calc("摘要", "H6"); !strings.HasPrefix(got, "-16162.4") {
		t.Errorf("a smaller budget leaves %s", got)
	}
}

// TestFrontFollowsTheLines changes a quantity on 采购建议: the front page says so in money, lines and suppliers.
func TestFrontFollowsTheLines(t *testing.T) {
	b := bookOf(t, "plan")
	b.set("采购建议", "AI6", 0)
	for cell, want := range map[string]string{"A6": "155062.4", "A7": "12 行 · 9 行有建议量", "G11": "100376", "H11": "3", "G14": "155062.4", "H14": "9"} {
		if got := b.calc("摘要", cell); got != want {
			t.Errorf("摘要!%s becomes %s, want %s", cell, got, want)
		}
	}
}

func TestFrontSuppliers(t *testing.T) {
	b := bookOf(t, "plan")
	for i, want := range [][]string{
		{"1", "西溪食品厂", "经销", "7", "4", "161,476.00", "4", "74.7%", "草稿，4 行"},
		{"2", "湖滨包装印刷", "经销", "18", "2", "41,920.00", "2", "19.4%", "草稿，2 行"},
		{"3", "运河糕点加工厂", "代销", "3", "6", "12,766.40", "4", "5.9%", "草稿，4 行"},
	} {
		row := strconv.Itoa(11 + i)
		for k, col := range []string{"A", "B", "C", "D", "E", "G", "H", "J", "K"} {
			if got := b.shown("摘要", col+row); got != want[k] {
				t.Errorf("supplier %d, column %s: %q, want %q", i+1, col, got, want[k])
			}
		}
	}
	v := planModel(t, "plan")
	v.Suppliers[0].LeadFrom, v.Suppliers[0].LeadTo, v.Suppliers[0].Terms = 5, 9, ""
	planFrom(t, v, excel.Options{}).wants("摘要", map[string]string{"D11": "5–9", "C11": "—"})
}

// TestFrontRisksAreTheDearest lists at most ten lines, the most lost money first, and leaves out what loses nothing.
func TestFrontRisksAreTheDearest(t *testing.T) {
	v := planModel(t, "plan")
	for i := range v.Lines {
		v.Totals.LostFen -= v.Lines[i].LostFen
		v.Lines[i].LostFen = int64(1000 * (i % 11))
		v.Totals.LostFen += v.Lines[i].LostFen
	}
	b := planFrom(t, v, excel.Options{})
	var lost []float64
	row := 18
	for ; b.raw("摘要", "A"+strconv.Itoa(row)) != ""; row++ {
		lost = append(lost, b.number("摘要", "E"+strconv.Itoa(row)))
	}
	if len(lost) != 10 || !slices.IsSortedFunc(lost, func(a, b float64) int { return int(b - a) }) || lost[0] != 100 {
		t.Errorf("the risks are %v", lost)
	}
	if got := b.formula("摘要", "E"+strconv.Itoa(row)); got != "SUM(E18:E27)" {
		t.Errorf("their sum is %s", got)
	}
	b.holds()
}

// TestFrontWithoutRisk says that there is none, and draws no chart.
func TestFrontWithoutRisk(t *testing.T) {
	v := planModel(t, "plan")
	for i := range v.Lines {
		v.Lines[i].LostFen = 0
	}
	v.Totals.LostFen = 0
	b := planFrom(t, v, excel.Options{})
	b.wants("摘要", map[string]string{"A18": "没有", "D7": "0 行有断货风险"})
	if n := len(b.charts()); n != 2 {
		t.Errorf("%d charts, want the projections' two", n)
	}
	b.holds()
}

// TestFrontGapIsNeverBelowNothing shows what is missing where there is a stock-out to fear, else nothing.
func TestFrontGapIsNeverBelowNothing(t *testing.T) {
	v := planModel(t, "plan")
	v.Totals.LostFen += 99_999_99 - v.Lines[11].LostFen
	v.Lines[11].LostFen = 99_999_99
	b := planFrom(t, v, excel.Options{})
	b.wants("摘要", map[string]string{"B18": "绿豆糕"})
	b.equals("摘要", "D18", 0)
	b.holds()
}

// TestFrontDecisions lists what cannot wait, at most six, each with its facts and what can be chosen.
func TestFrontDecisions(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("摘要", map[string]string{
		"B41": "团圆礼盒空盒", "C41": "最晚下单日 08-20 已过。可售 20.8 天，到货要 18 天；建议订 3,000 套，¥34,500.00。不订预计少赚 ¥67,230.00。", "I41": "□ 催货　□ 替代　□ 接受缺货", "L41": "仓管 · 08-24",
		"B42": "莲蓉蛋黄月饼", "C42": "可售 4.3 天，到货要 7 天；建议订 9,400 枚，¥61,100.00。不订预计少赚 ¥32,292.00。", "I42": "□ 照建议　□ 改量　□ 不订",
	})
	v := planModel(t, "plan")
	for i := range v.Lines {
		v.Lines[i].Urgency = "today"
	}
	many := planFrom(t, v, excel.Options{})
	many.wants("摘要", map[string]string{"K6": "11", "A46": "6", "A47": ""}) // one of the twelve is a conflict
	many.holds()
	for i := range v.Lines {
		v.Lines[i].Urgency, v.Lines[i].Exception = "later", ""
	}
	v.Lines[10].Exception = "moq-over-shelf-life"
	planFrom(t, v, excel.Options{}).wants("摘要", map[string]string{"K6": "0", "A41": "今天没有必须定的事。"})
}

// TestFrontSaysWhatIsNotOrdered names the reason where a line of today has no quantity.
func TestFrontSaysWhatIsNotOrdered(t *testing.T) {
	v := planModel(t, "plan")
	l := &v.Lines[1]
	v.Totals.Qty, v.Totals.StepQty, v.Totals.AmountFen, v.Totals.Ordered = v.Totals.Qty-l.Qty, v.Totals.StepQty-float64(l.Qty), v.Totals.AmountFen-l.AmountFen, v.Totals.Ordered-1
	v.Suppliers[0].AmountFen -= l.AmountFen
	l.Qty, l.AmountFen, l.Exception, l.CoverBefore = 0, 0, "over-budget", math.NaN()
	b := planFrom(t, v, excel.Options{})
	b.wants("摘要", map[string]string{"C41": "可售 — 天，到货要 7 天；本次没有建议量：预算不够，少于净需。不订预计少赚 ¥32,292.00。", "I41": "□ 催货　□ 替代　□ 接受缺货"})
	b.holds()
}

func TestFrontRounding(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("摘要", map[string]string{"B30": "团圆礼盒空盒", "C30": "2,560", "D30": "3,000", "E30": "30", "G30": "3,000", "H30": "440", "J30": "5,060.00", "K30": "湖滨包装印刷", "J37": "5,739.40"})
	if got := b.shown("摘要", "J36"); got != "57.60" || b.shown("摘要", "J31") != "195.00" {
		t.Errorf("the list of rounding ends with %s", got)
	}
}

// TestFrontSetUp is one page upright, with title and banner in sight.
func TestFrontSetUp(t *testing.T) {
	s := bookOf(t, "plan").part("摘要")
	if s.Setup.Facing != "portrait" || s.Setup.High != "1" || s.View.Pane.Y != 3 || s.Lock != nil {
		t.Errorf("摘要 is printed %+v and frozen %+v", s.Setup, s.View.Pane)
	}
	var widths float64
	for _, c := range s.Cols {
		widths += float64(c.Max-c.Min+1) * c.Width
	}
	if widths > 110 {
		t.Errorf("摘要 is %g wide, too much to be read on an upright page", widths)
	}
	if marks := s.Marks; len(marks) != 1 || marks[0].Cells != "A3:L3" {
		t.Errorf("摘要 colours %+v", marks)
	}
}

// TestNeedOnly has no supplier at all: no money, no draft, and a sentence that says what is missing on both sheets.
func TestNeedOnly(t *testing.T) {
	b := bookOf(t, "need")
	for sheet, cell := range map[string]string{"摘要": "A4", "采购建议": "F1"} {
		if got := b.raw(sheet, cell); !strings.HasPrefix(got, "没有供应商资料") {
			t.Errorf("%s!%s says %q", sheet, cell, got)
		}
	}
	if fill := b.style("摘要", "A4").Fill.Color; len(fill) == 0 || fill[0] != "FDF0DA" {
		t.Errorf("the sentence stands on %v", fill)
	}
	b.wants("摘要", map[string]string{"A6": "0.00", "B11": "（没有供应商）", "K11": "没有要订的", "J11": "0.0%"})
	for i, l := range planModel(t, "need").Lines {
		b.equals("采购建议", "AF"+strconv.Itoa(5+i), max(0, l.Need))
	}
}

// TestSupplierWithoutName is called by its code, and a line without a supplier by a dash.
func TestSupplierWithoutName(t *testing.T) {
	v := planModel(t, "plan")
	for i := range v.Lines {
		v.Lines[i].SupplierName = ""
	}
	planFrom(t, v, excel.Options{}).wants("采购建议", map[string]string{"C5": "GY03", "C6": "GY01"})
	bookOf(t, "need").wants("采购建议", map[string]string{"C5": view.Dash})
}

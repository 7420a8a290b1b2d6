package excel_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhiwei/forecast/plan"
	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestLinesHeads holds the columns of 采购建议 in their order: other files read them by place.
func TestLinesHeads(t *testing.T) {
	want := []string{
		"序号", "优先级", "供应商", "商品编码", "品名", "规格", "仓库", "类目", "ABC-XYZ", "节令", "状态", "可用库存", "已分配", "在途有效", "在途逾期", "日均近7天", "日均近28天",
		"W+108-24", "W+208-31", "W+309-07", "W+409-14", "W+509-21", "W+609-28", "W+710-05", "W+810-12", "窗口天数", "窗口需求均值", "安全库存", "目标库存S", "欠货与将过期", "库存位置", "净需",
		"最小起订", "箱规", "建议量", "箱数", "其中凑整多出", "保质期上限", "可售天订前", "可售天订后", "最晚下单日", "预计到货日", "到货剩余保质期", "含税单价元", "金额元", "边际期望利润/元",
		"断货概率不订", "余量概率订", "不订预计少赚 元", "供应商序号", "说明（为什么是这个数）",
	}
	if got := bookOf(t, "plan").heads("采购建议", 4, len(want)); !slices.Equal(got, want) {
		t.Errorf("the heads are %q", got)
	}
	if got := bookOf(t, "plan-en").heads("采购建议", 4, 6); slices.Contains(got, "") || strings.ContainsAny(strings.Join(got, ""), "序供") {
		t.Errorf("in English the heads begin %q", got)
	}
}

// TestLinesBands has a band over each group of columns, none over the first five.
func TestLinesBands(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("采购建议", map[string]string{"A3": "", "E3": "", "F3": "商品", "L3": "库存", "P3": "日均销量", "R3": "预测 W+1…W+8（均值），单位同规格", "Z3": "窗口与目标", "AG3": "订货量", "AM3": "日期与保质期", "AR3": "钱与风险", "AY3": "说明"})
	var merged []string
	for _, m := range b.part("采购建议").Merged {
		merged = append(merged, m.Ref)
	}
	slices.Sort(merged)
	if want := []string{"AG3:AL3", "AM3:AQ3", "AR3:AX3", "F3:K3", "L3:O3", "P3:Q3", "R3:Y3", "Z3:AF3"}; !slices.Equal(merged, want) {
		t.Errorf("merged are %v: nothing may be merged within the data", merged)
	}
}

// TestLinesAreNumbersDaysAndTexts holds the formats of a line.
func TestLinesAreNumbersDaysAndTexts(t *testing.T) {
	b := bookOf(t, "plan")
	b.formats("采购建议", map[string]string{
		"A5": "#,##0", "D5": "@", "L5": `#,##0;-#,##0;"—"`, "P5": "#,##0.0", "Z5": "#,##0", "AM5": `[>=999]"999+";#,##0.0`, "AO5": "mm-dd", "AP5": "mm-dd", "AR5": `#,##0.00;-#,##0.00;"—"`,
		"AS5": `#,##0.00;-#,##0.00;"—"`, "AT5": "#,##0.00", "AU5": "0.0%", "AV5": "0.0%", "AW5": `#,##0.00;-#,##0.00;"—"`, "AX5": "#,##0", "AJ17": "#,##0", "AS17": "#,##0.00",
	})
	for _, col := range []string{"L", "M", "N", "O", "R", "Y", "AA", "AB", "AC", "AD", "AE", "AF", "AG", "AH", "AI", "AJ", "AK", "AL", "AQ"} {
		b.formats("采购建议", map[string]string{col + "6": `#,##0;-#,##0;"—"`, col + "16": `#,##0;-#,##0;"—"`})
	}
	b.formulas("采购建议", map[string]string{
		"AC6": "AA6+AB6", "AE6": "L6+N6-M6-AD6", "AF6": "MAX(0,AC6-AE6)", "AJ6": "AI6/MAX(1,AH6)", "AK6": "IF(AI6=0,0,MAX(0,AI6-AF6))", "AS6": "ROUND(AI6*AR6,2)",
		"AS17": "SUBTOTAL(109,AS5:AS16)", "AJ17": "SUBTOTAL(109,AJ5:AJ16)",
	})
	if got := b.raw("采购建议", "AO6"); got != "46258" {
		t.Errorf("the last day to order is %q, not the day 2026-08-24 as a number", got)
	}
}

// TestLinesDashes has a dash for what cannot exist, never a 0, and the dash in the middle.
func TestLinesDashes(t *testing.T) {
	v := planModel(t, "plan")
	l := &v.Lines[2]
	l.ShelfCap, l.Life, l.Arrives, l.LatestOrder = -1, -1, time.Time{}, time.Time{}
	l.CoverBefore, l.CoverAfter, l.Daily28, l.StockoutProb, l.LeftoverProb, l.Profit = math.NaN(), math.Inf(1), math.NaN(), math.NaN(), math.NaN(), math.NaN()
	b := planFrom(t, v, excel.Options{})
	for _, col := range []string{"AL", "AQ", "AP", "AO", "AM", "AN", "Q", "AU", "AV", "AT"} {
		if got := b.raw("采购建议", col+"7"); got != view.Dash {
			t.Errorf("采购建议!%s7 holds %q, want a dash", col, got)
		}
		if align := b.style("采购建议", col+"7").Alignment.Horizontal; align != "center" && align != "right" {
			t.Errorf("the dash in %s7 stands %q", col, align)
		}
	}
	b.holds()
}

// TestLinesStatus says how the stock stands.
func TestLinesStatus(t *testing.T) {
	v := planModel(t, "plan")
	for i, c := range []struct {
		hand, allocated int64
		lead            int
		cover, need     float64
		want            string
	}{
		{0, 0, 7, 5, 10, "断货"},
		{10, 10, 7, 5, 10, "断货"},
		{10, 11, 0, 5, 10, "断货"},
		{10, 0, 7, 6.9, 10, "将缺"},
		{10, 0, 7, 7, 10, "偏低"},
		{10, 0, 0, 0.5, 10, "偏低"},
		{10, 0, 7, 8, 0, "够"},
		{10, 0, 7, 8, 0.1, "偏低"},
		{10, 0, 7, 8, -3, "够"},
		{10, 0, 7, math.NaN(), 10, "偏低"},
	} {
		l := &v.Lines[i]
		v.Totals.OnHand += c.hand - l.OnHand
		v.Totals.Allocated += c.allocated - l.Allocated
		l.OnHand, l.Allocated, l.Lead, l.CoverBefore, l.Need = c.hand, c.allocated, c.lead, c.cover, c.need
		l.Other = l.OnHand + l.OnOrder - l.Allocated - l.Position
		b := planFrom(t, v, excel.Options{})
		if got := b.raw("采购建议", "K"+strconv.Itoa(5+i)); got != c.want {
			t.Errorf("%+v is %q", c, got)
		}
	}
}

// TestLinesUrgency names the urgency, or what keeps a line from being ordered.
func TestLinesUrgency(t *testing.T) {
	for exception, want := range map[string]string{"": "本周下单", plan.ShelfBelowMOQ: "冲突", plan.MaxBelowMOQ: "冲突", plan.PastCutoff: "已过截单", plan.OverBudget: "本周下单", "unheard-of": "本周下单"} {
		v := planModel(t, "plan")
		v.Lines[0].Urgency, v.Lines[0].Exception = "this-week", exception
		b := planFrom(t, v, excel.Options{})
		if got := b.raw("采购建议", "B5"); got != want {
			t.Errorf("%q is shown as %q, want %q", exception, got, want)
		}
	}
}

// TestLinesMarks colours each state by a rule of its own, relative to the first row, over the whole column.
func TestLinesMarks(t *testing.T) {
	want := []string{
		`B5:B16 =OR($B5="已过下单日",$B5="已过截单")`, `B5:B16 =OR($B5="今天下单")`, `B5:B16 =OR($B5="冲突")`, "O5:O16 =N($O5)>0",
		"AM5:AM16 =AND(ISNUMBER($AM5),ISNUMBER($AP5),$AM5<$AP5-DATE(2026,8,24))", "AO5:AO16 =AND(ISNUMBER($AO5),$AO5<DATE(2026,8,24))", "AU5:AU16 ",
	}
	var got []string
	for _, m := range bookOf(t, "plan").part("采购建议").Marks {
		got = append(got, m.Cells+" "+m.Rules[0].Formula)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the rules are %q", got)
	}
}

// TestLinesMarksAreTrueWhereTheyShould evaluates the rules on the recorded lines.
func TestLinesMarksAreTrueWhereTheyShould(t *testing.T) {
	b := bookOf(t, "plan")
	late := map[string]bool{"B5": true, "B6": false, "AO5": true, "AO6": false, "O5": false, "O12": true, "AM5": false, "AM6": true}
	for _, m := range b.part("采购建议").Marks {
		if m.Rules[0].Type != "expression" {
			continue
		}
		first, _, _ := strings.Cut(m.Cells, ":")
		col := strings.TrimRight(first, "0123456789")
		for cell, want := range late {
			if strings.TrimRight(cell, "0123456789") != col || strings.Contains(m.Rules[0].Formula, "今天") || strings.Contains(m.Rules[0].Formula, "冲突") {
				continue
			}
			row := strings.TrimLeft(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
			rule := strings.NewReplacer("$"+col+"5", "'采购建议'!"+col+row, "$AP5", "'采购建议'!AP"+row).Replace(strings.TrimPrefix(m.Rules[0].Formula, "="))
			if err := b.SetCellFormula("摘要", "ZZ900", rule); err != nil {
				t.Fatal(err)
			}
			if got := b.calc("摘要", "ZZ900") == "TRUE"; got != want {
				t.Errorf("%s is marked: %v, want %v (%s)", cell, got, want, rule)
			}
		}
	}
}

// TestLinesPrintOnThreePages breaks between the parts that belong together and repeats what tells a line.
func TestLinesPrintOnThreePages(t *testing.T) {
	b := bookOf(t, "plan")
	s := b.part("采购建议")
	if s.Setup.Scale != 68 || s.Setup.Facing != "landscape" || len(s.ColBreaks) != 2 || s.ColBreaks[0].ID != 25 || s.ColBreaks[1].ID != 43 {
		t.Errorf("采购建议 is printed %+v with breaks %v", s.Setup, s.ColBreaks)
	}
	if b.raw("采购建议", "Z4") != "窗口\n天数" || b.raw("采购建议", "AR4") != "含税单价\n元" {
		t.Error("the pages do not begin with the window and the price")
	}
	if s.Lock == nil {
		t.Error("采购建议 can be changed by a slip of the hand")
	}
}

// TestLinesHaveRoomForTheirTexts makes a row as high as its longest wrapped text needs.
func TestLinesHaveRoomForTheirTexts(t *testing.T) {
	v := planModel(t, "plan")
	v.Lines[0].Sentence, v.Lines[1].Name, v.Lines[2].Spec = strings.Repeat("为什么", 60), strings.Repeat("品", 40), strings.Repeat("规", 40)
	rows := planFrom(t, v, excel.Options{}).part("采购建议").Rows
	for i, least := range map[int]float64{4: 80, 5: 90, 6: 80, 11: 24} {
		if rows[i].Height < least {
			t.Errorf("row %d is %g high, want %g at least", i+1, rows[i].Height, least)
		}
	}
}

// TestLinesNotesExplainTerms has a comment at each head that wants one.
func TestLinesNotesExplainTerms(t *testing.T) {
	notes, err := bookOf(t, "plan").GetComments("采购建议")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, n := range notes {
		for _, p := range n.Paragraph {
			got[n.Cell] = p.Text // the last one is the note, whatever names its author
		}
	}
	for _, cell := range []string{"B4", "I4", "K4", "O4", "AA4", "AB4", "AD4", "AE4", "AL4", "AT4", "AW4", "AX4"} {
		if got[cell] == "" || strings.Contains(got[cell], "workbook.") {
			t.Errorf("%s is explained by %q", cell, got[cell])
		}
	}
	if len(got) != 12 {
		t.Errorf("%d notes, want 12", len(got))
	}
}

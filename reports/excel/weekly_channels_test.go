package excel_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"zhiwei/reports/view"
)

// TestChannelRows holds each channel by category, its basket, its target and how far it is.
func TestChannelRows(t *testing.T) {
	v, b := weeklyView(t, "weekly"), bookOf(t, "weekly")
	if got, want := b.heads("渠道", 9, 16), []string{"序号", "渠道", "糕点", "礼盒", "月饼", "—", "其他", "合计 GMV", "订单数", "客单价", "本月累计 GMV", "本月已达成", "本月目标", "达成率", "时间进度", "达成率÷时间进度"}; !slices.Equal(got, want) {
		t.Errorf("the heads are %q", got)
	}
	for i, c := range v.Channels {
		row := strconv.Itoa(10 + i)
		for j, fen := range c.Cells {
			b.equals("渠道", string(rune('C'+j))+row, float64(fen)/100)
		}
		b.equals("渠道", "J"+row, float64(c.GMV)/100/float64(c.Orders))
		b.equals("渠道", "N"+row, float64(c.Done)/float64(c.Want))
		b.equals("渠道", "P"+row, float64(c.Done)/float64(c.Want)/c.Pace)
		b.formulas("渠道", map[string]string{"H" + row: "SUM(C" + row + ":G" + row + ")"})
	}
	b.formulas("渠道", map[string]string{"H16": "SUM(H10:H15)", "L16": "SUM(L10:L15)", "N16": `IF(OR(NOT(ISNUMBER(L16)),N(M16)=0),"—",L16/M16)`})
}

// TestChannelWithoutTarget has a dash for target and share, and its month all the same.
func TestChannelWithoutTarget(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Channels[0].Want, v.Channels[0].Done = 0, 55
	b := weeklyFrom(t, v)
	b.wants("渠道", map[string]string{"L10": "—", "M10": "—", "N10": "—", "P10": "—"})
	if got := b.formula("渠道", "M16"); got != "" {
		t.Errorf("a target that is not the sum of the channels' is calculated as %s", got)
	}
	b.equals("渠道", "M16", float64(v.Month.Want)/100)
	b.holds()
	for i := range v.Channels {
		v.Channels[i].Want = 0
	}
	none := weeklyFrom(t, v)
	none.wants("渠道", map[string]string{"H18": "图：本周各渠道 GMV（万元）"})
	none.wants("给总经理看", map[string]string{"A30": "图：本周各渠道 GMV（万元）"})
	none.holds()
}

// TestPaceRows holds month and season against what the booking curve expects.
func TestPaceRows(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Month.Done, v.Month.Want, v.Month.Pace = 60_00, 100_00, 0.5
	b := weeklyFrom(t, v)
	for cell, want := range map[string]float64{"C5": 60, "D5": 100, "E5": 0.6, "F5": 0.5, "G5": 10, "H5": 1.2} {
		b.equals("渠道", cell, want)
	}
	b.wants("渠道", map[string]string{"B5": "8 月累计", "B6": "中秋季累计", "I6": "07-20", "J6": "08-23", "K6": "节前第 33 天的预订曲线份额（去年）"})
	v.Month.Pace = math.NaN()
	v.Season = view.WeekPace{Pace: math.NaN()}
	none := weeklyFrom(t, v)
	none.wants("渠道", map[string]string{"F5": "—", "G5": "—", "H5": "—", "B6": "不在节令季内", "C6": "—", "D6": "—", "E6": "—", "I6": "—", "K6": "没有目标"})
	none.wants("给总经理看", map[string]string{"E15": "节令季达成率（不在季内）", "E16": "—"})
	none.holds()
}

// TestOutlineAddsUp folds the channels below each category, and its subtotals give the list's own totals.
func TestOutlineAddsUp(t *testing.T) {
	b := bookOf(t, "weekly")
	b.wants("渠道", map[string]string{"B26": "糕点 小计", "B33": "礼盒 小计", "B40": "月饼 小计", "E26": "100.0%"})
	b.formulas("渠道", map[string]string{"C26": "SUBTOTAL(9,C20:C25)", "C20": "C10", "C27": "D10", "C34": "E10"})
	sum := 0.0
	for cell, of := range map[string]string{"C26": "C16", "C33": "D16", "C40": "E16"} {
		b.equals("渠道", cell, b.number("渠道", of))
		sum += b.number("渠道", cell)
	}
	b.equals("渠道", "H16", sum+b.number("渠道", "G16"))
	for _, row := range b.part("渠道").Rows {
		if folded := row.N >= 20 && row.N < 40 && row.N != 26 && row.N != 33; (row.Level == 1) != folded {
			t.Errorf("渠道 row %d stands at level %d", row.N, row.Level)
		}
	}
}

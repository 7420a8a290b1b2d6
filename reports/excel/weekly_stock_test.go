package excel_test

import (
	"slices"
	"strconv"
	"testing"

	"zhiwei/reports/view"
)

// TestStockAges has a row a band and their total, and says on which day the stock was counted.
func TestStockAges(t *testing.T) {
	v, b := weeklyView(t, "weekly"), bookOf(t, "weekly")
	for i, age := range v.Ages {
		row := strconv.Itoa(5 + i)
		for j, fen := range age {
			b.equals("库存", string(rune('C'+j))+row, float64(fen)/100)
		}
		b.formulas("库存", map[string]string{"H" + row: "SUM(C" + row + ":G" + row + ")"})
	}
	b.wants("库存", map[string]string{"B5": "0–30 天", "B9": "生产日期不详", "J5": "库存快照 2026-08-23", "H10": "236,132.10", "I10": "100.0%"})
}

// TestStockoutsAreTheDearest lists eight, and says how many more there are.
func TestStockoutsAreTheDearest(t *testing.T) {
	v := weeklyView(t, "weekly")
	first := v.Stockouts[0]
	for n, want := range map[int]string{8: "", 9: "另有 1 个商品金额更小，未列出", 20: "另有 12 个商品金额更小，未列出"} {
		v.Stockouts = slices.Repeat([]view.WeekStockout{first}, n)
		b := weeklyFrom(t, v)
		b.wants("库存", map[string]string{"A21": "8", "B22": "合计", "J21": want})
		b.equals("库存", "G22", 8*float64(first.Missed)*float64(first.PriceFen)/100)
		b.holds()
	}
}

// TestLots holds what cannot be sold in time, what had no room, and the marks at their very days.
func TestLots(t *testing.T) {
	v := weeklyView(t, "weekly")
	b := bookOf(t, "weekly")
	b.wants("库存", map[string]string{"B20": "蛋黄鲜肉粽", "C20": "20260512A", "D20": "1,240", "F20": "24,304.00", "G20": "77", "H20": "到期前卖不完", "H22": "不可售", "H26": "临期", "B32": "其余 11 批", "F32": "2,468.40", "F33": "47,695.20"})
	b.formats("库存", map[string]string{"C20": "@", "G20": "#,##0"})
	v.Lots = v.Lots[:3]
	v.Lots[0].Days, v.Lots[1].Days, v.Lots[2].Days = view.NoExpiry, 0, 20
	v.MoreLots = view.WeekMore{}
	few := weeklyFrom(t, v)
	few.wants("库存", map[string]string{"G20": "—", "G21": "0", "G22": "20", "B23": "合计"})
	few.holds()
	var rules []string
	for _, m := range few.part("库存").Marks {
		rules = append(rules, m.Cells+m.Rules[0].Formula)
	}
	if want := []string{"G20:G22=AND(ISNUMBER(G20),G20<=0)", "G20:G22=AND(ISNUMBER(G20),G20>0,G20<=20)"}; !slices.Equal(rules, want) {
		t.Errorf("lots are marked by %q", rules)
	}
}

package excel_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"zhiwei/reports/view"
)

// TestProductRows holds shares, classes and margins of a list whose numbers are easy to follow.
func TestProductRows(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Categories, v.Channels = [4]string{"甲"}, []view.WeekChannel{{Name: "店", Cells: [5]int64{100_00}, GMV: 100_00, Orders: 1}}
	v.Now.GMV, v.Now.Orders, v.Now.Refund, v.Month.GMV, v.Weeks[12].GMV = 100_00, 1, 4_00, 0, 100_00
	v.Products = nil
	for i, fen := range []int64{60_00, 20_00, 15_00, 5_00} {
		v.Products = append(v.Products, view.WeekProduct{SKU: fmt.Sprintf("S%d", i), Name: "品", Category: "甲", GMV: fen, Pieces: 2, Refund: 1_00, Net: fen - 1_00, Cost: fen / 2, Lunar: 10_00, Cover: float64(i)})
	}
	b := weeklyFrom(t, v)
	for i, want := range []struct {
		share, running float64
		class          string
	}{{0.6, 0.6, "A"}, {0.2, 0.8, "A"}, {0.15, 0.95, "B"}, {0.05, 1, "C"}} {
		row := strconv.Itoa(5 + i)
		b.equals("商品", "G"+row, want.share)
		b.equals("商品", "H"+row, want.running)
		if got := b.raw("商品", "I"+row); got != want.class {
			t.Errorf("product %d is %s, want %s", i+1, got, want.class)
		}
	}
	b.equals("商品", "K5", 1.0/60)
	b.equals("商品", "L5", 5)
	b.equals("商品", "N6", 1-10.0/19)
	b.wants("商品", map[string]string{"M5": "—", "A11": "帕累托（前 4 个商品）：柱 = GMV（左），线 = 累计占比（右）；A 类 ≤ 80%，B 类 ≤ 95%"})
	b.formulas("商品", map[string]string{"I7": `IF(ROUND(H7-G7,9)<0.8,"A",IF(ROUND(H7-G7,9)<0.95,"B","C"))`, "E9": "SUBTOTAL(109,E5:E8)", "G9": "SUM(G5:G8)", "J9": "SUBTOTAL(109,J5:J8)"})
	b.holds()
}

// TestProductsWithoutCostOrName have a dash for the margin, and money without a product is named as such.
func TestProductsWithoutCostOrName(t *testing.T) {
	b := bookOf(t, "weekly")
	b.wants("商品", map[string]string{"B24": "—", "C24": "（未对照的商品）", "D24": "—", "N24": "—", "O24": "—", "L24": "—"})
	if s := b.part("商品"); s.View.Pane.X != 3 || s.Setup.High != "1" || len(s.RowBreaks) != 0 || len(s.Merged) != 0 {
		t.Errorf("商品 is frozen %+v, printed %+v, merged %v", s.View.Pane, s.Setup, s.Merged)
	}
	var rules []string
	for _, m := range b.part("商品").Marks {
		rules = append(rules, m.Cells+m.Rules[0].Formula)
	}
	if want := []string{
		"L5:M26=AND(ISNUMBER(L5),L5>0)", "L5:M26=AND(ISNUMBER(L5),L5<0)", "O5:O26=AND(ISNUMBER(O5),O5<3)", "K5:K26=AND(ISNUMBER(K5),K5>0.035)",
	}; !slices.Equal(rules, want) {
		t.Errorf("products are marked by %q", rules)
	}
	notes, err := b.GetComments("商品")
	if err != nil || len(notes) != 3 {
		t.Errorf("%d notes on 商品 (%v)", len(notes), err)
	}
}

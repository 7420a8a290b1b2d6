package excel_test

import (
	"strconv"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestProofRow calculates a suggestion again by the plan's rule and says why one leaves it.
func TestProofRow(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("校验", map[string]string{"B39": "BC1001 团圆礼盒空盒", "C39": "3,000", "D39": "3,000", "E39": "0", "G39": "已过截单日，只卖存货", "G49": "起订与保质期冲突"})
	b.formulas("校验", map[string]string{
		"D40": "CEILING(MAX('采购建议'!$AF$6,'采购建议'!$AG$6),MAX(1,'采购建议'!$AH$6))", "F40": "E40=0",
		"D49": "IF(FLOOR(N('采购建议'!$AL$15),MAX(1,'采购建议'!$AH$15))<CEILING(MAX(1,'采购建议'!$AG$15),MAX(1,'采购建议'!$AH$15)),0,CEILING(MAX('采购建议'!$AF$15,'采购建议'!$AG$15),MAX(1,'采购建议'!$AH$15)))",
		"D50": "IF('采购建议'!$AF$16<=0,0,CEILING(MAX('采购建议'!$AF$16,'采购建议'!$AG$16),MAX(1,'采购建议'!$AH$16)))",
	})
	b.set("采购建议", "AB6", b.number("采购建议", "AB6")+100)
	if got := b.calc("校验", "F40"); got != "FALSE" {
		t.Errorf("with 100 more of safety stock the old quantity is right: %s", got)
	}
}

// TestProofOfExceptions holds each way of leaving the rule against what it allows, so that the proof is none of itself.
func TestProofOfExceptions(t *testing.T) {
	byRule := "CEILING(MAX('采购建议'!$AF$5,'采购建议'!$AG$5),MAX(1,'采购建议'!$AH$5))"
	for _, c := range []struct {
		cap, qty  int64
		exception string
		want      string
	}{
		{2520, 2520, "capped", "FLOOR('采购建议'!$AL$5,MAX(1,'采购建议'!$AH$5))"},
		{2530, 2520, "capped", "FLOOR('采购建议'!$AL$5,MAX(1,'采购建议'!$AH$5))"},
		{-1, 2400, "capped", "MIN(2400," + byRule + ")"},
		{-1, 2400, "over-budget", "MIN(2400," + byRule + ")"},
		{-1, 0, "over-budget", "0*'采购建议'!$AF$5"},
		{-1, 3000, "", byRule},
		{2990, 0, "moq-over-shelf-life", "IF(FLOOR(N('采购建议'!$AL$5),MAX(1,'采购建议'!$AH$5))<CEILING(MAX(1,'采购建议'!$AG$5),MAX(1,'采购建议'!$AH$5)),0," + byRule + ")"},
	} {
		v := planModel(t, "plan")
		l := v.Lines[0]
		l.ShelfCap, l.Qty, l.Exception, l.AmountFen = c.cap, c.qty, c.exception, c.qty*l.PriceFen
		v.Lines, v.Items, v.Blocks, v.Totals = nil, nil, nil, view.BookTotals{SupplyValid: v.Totals.SupplyValid, SupplyBehind: v.Totals.SupplyBehind}
		addLine(&v, l)
		v.Suppliers = v.Suppliers[1:2]
		v.Suppliers[0].AmountFen = l.AmountFen
		b := planFrom(t, v, excel.Options{})
		row := 7
		for b.raw("校验", "B"+strconv.Itoa(row)) != "BC1001 团圆礼盒空盒" {
			row++
		}
		b.formulas("校验", map[string]string{"D" + strconv.Itoa(row): c.want})
		b.equals("校验", "D"+strconv.Itoa(row), float64(c.qty))
	}
}

package excel_test

import (
	"strconv"
	"testing"

	"zhiwei/reports/excel"
)

// TestRulesSayWhereTheyComeFrom has for every value its origin, the budget in its place, and marks what nobody entered.
func TestRulesSayWhereTheyComeFrom(t *testing.T) {
	b := bookOf(t, "budget")
	b.wants("参数与规则", map[string]string{
		"B5": "计划日期", "C5": "2026-08-24", "C6": "2026-08-23", "B7": "采购预算", "C7": "220,000.00", "E7": "手工", "C8": "95.0%", "E8": "缺省", "C14": "5,000.00",
		"B15": "西溪食品厂 到货周期", "C15": "7", "E15": "学习", "F15": "用于 4 行", "B17": "西溪食品厂 订货日", "C17": "周一、周四", "C18": "5,000.00", "F18": "本次建议没有低于它", "E19": "缺省",
	})
	if ink := b.style("参数与规则", "C7").Font.Color; ink != "1F4E9C" {
		t.Errorf("a value that a person entered is written in %s", ink)
	}
	if ink := b.style("参数与规则", "C8").Font.Color; ink != "1F2A33" {
		t.Errorf("a default is written in %s", ink)
	}
	for row := 5; row <= 24; row++ {
		for _, col := range []string{"B", "C", "E", "F"} {
			if b.raw("参数与规则", col+strconv.Itoa(row)) == "" {
				t.Errorf("参数与规则!%s%d is empty", col, row)
			}
		}
	}
	if m := b.part("参数与规则").Marks; len(m) != 1 || m[0].Cells != "E5:E24" || m[0].Rules[0].Formula != `=$E5="缺省"` {
		t.Errorf("defaults are marked by %+v", m)
	}
}

func TestRulesOfOptions(t *testing.T) {
	v := planModel(t, "plan")
	v.Suppliers[0].MinOrderFen = v.Suppliers[0].AmountFen + 123_45
	b := planFrom(t, v, excel.Options{Service: 0.98, ApproveAt: 100_000_00})
	b.wants("参数与规则", map[string]string{"C8": "98.0%", "E8": "手工", "C14": "100,000.00", "F14": "采购单金额 ≤ 100,000.00 元由主管批准，以上由总经理批准", "F18": "本次建议还差 123.45 元，下单前要凑足或改期"})
	v.Suppliers[0].MinOrderFen = v.Suppliers[0].AmountFen
	planFrom(t, v, excel.Options{}).wants("参数与规则", map[string]string{"F18": "本次建议没有低于它"})
}

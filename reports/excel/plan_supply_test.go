package excel_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhiwei/reports/excel"
)

// TestSupplyActions says by the days to arrival what to do, at the very days where the word changes.
func TestSupplyActions(t *testing.T) {
	v := planModel(t, "plan")
	p := v.Supply[1]
	v.Supply, v.Totals.SupplyValid, v.Totals.SupplyBehind = nil, 0, 0
	days := []int{-3, 0, 6, 7, 10, 11, 400}
	for _, n := range days {
		p.Promised, p.Valid = v.Header.Today.AddDate(0, 0, n), n >= 0
		v.Supply = append(v.Supply, p)
		if p.Valid {
			v.Totals.SupplyValid += p.Open
		} else {
			v.Totals.SupplyBehind += p.Open
		}
	}
	p.Promised, p.Ordered = time.Time{}, time.Time{}
	v.Supply = append(v.Supply, p)
	v.Totals.SupplyValid += p.Open
	b := planFrom(t, v, excel.Options{})
	for i, want := range []string{"催货；到货前按缺货处理", "核对发货和到货", "核对发货和到货", "确认能按期到货", "确认能按期到货", "正常跟踪", "正常跟踪", "正常跟踪"} {
		row := strconv.Itoa(5 + i)
		if got := b.raw("在途与逾期", "P"+row); got != want {
			t.Errorf("row %s: %q, want %q", row, got, want)
		}
		if i < len(days) {
			b.equals("在途与逾期", "L"+row, float64(days[i]))
		}
	}
	b.wants("在途与逾期", map[string]string{"G12": "—", "H12": "—", "L12": "—", "M5": "否", "M6": "是"})
	b.holds()
}

func TestSupplyCells(t *testing.T) {
	b := bookOf(t, "plan")
	b.wants("在途与逾期", map[string]string{"C3": "2026-08-24", "B6": "CG-20260727-001", "I6": "20,000", "J6": "17,000", "K6": "3,000", "L6": "3", "N8": "否", "O6": "17,400.00", "O9": "110,611.20"})
	b.formulas("在途与逾期", map[string]string{"K6": "I6-J6", "L6": "H6-$C$3", "O6": "ROUND(K6*5.80,2)", "O9": "SUM(O5:O8)"})
	b.formats("在途与逾期", map[string]string{"B6": "@", "D6": "@", "G6": "yyyy-mm-dd", "H6": "yyyy-mm-dd", "L6": "#,##0;-#,##0;0"})
	var rules []string
	for _, m := range b.part("在途与逾期").Marks {
		rules = append(rules, m.Rules[0].Formula)
	}
	if want := []string{"=AND(ISNUMBER(L5),L5<0)", "=AND(ISNUMBER(L5),L5>=0,L5<=6)", "=AND(ISNUMBER(L5),L5>=7,L5<=10)", "=AND(ISNUMBER(L5),L5>10)"}; !slices.Equal(rules, want) {
		t.Errorf("the days are coloured by %q", rules)
	}
}

// TestSupplyRulesCoverEachDayOnce has every number of days in exactly one colour.
func TestSupplyRulesCoverEachDayOnce(t *testing.T) {
	b := bookOf(t, "plan")
	marks := b.part("在途与逾期").Marks
	for days := -30.0; days <= 40; days++ {
		b.set("在途与逾期", "L5", days)
		n := 0
		for _, m := range marks {
			if err := b.SetCellFormula("在途与逾期", "ZZ1", strings.TrimPrefix(m.Rules[0].Formula, "=")); err != nil {
				t.Fatal(err)
			}
			if b.calc("在途与逾期", "ZZ1") == "TRUE" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%g days to arrival have %d colours", days, n)
		}
	}
}

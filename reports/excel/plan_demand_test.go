package excel_test

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestDemandRows has three rows an item: the mean, which adds up, and two quantiles, which do not.
func TestDemandRows(t *testing.T) {
	b := bookOf(t, "plan")
	if got, want := b.heads("需求计划", 4, 15), []string{"序号", "商品编码", "品名", "单位", "口径", "W3508-24", "W3608-31", "W3709-07", "W3809-14", "W3909-21", "W4009-28", "W4110-05", "W4210-12", "8 周合计", "窗口需求均值"}; !slices.Equal(got, want) {
		t.Errorf("the heads are %q", got)
	}
	v := planModel(t, "plan")
	for i, item := range v.Items {
		row := 5 + 3*i
		n := strconv.Itoa(row)
		b.wants("需求计划", map[string]string{"B" + n: item.SKU, "E" + n: "均值", "E" + strconv.Itoa(row+1): "P50", "E" + strconv.Itoa(row+2): "P90", "N" + strconv.Itoa(row+1): "—", "N" + strconv.Itoa(row+2): "—"})
		sum := 0.0
		for k := range view.BookWeeks {
			col := string(rune('F' + k))
			sum += v.Lines[item.Lines[0]].Week[k]
			b.equals("需求计划", col+n, v.Lines[item.Lines[0]].Week[k])
			b.equals("需求计划", col+strconv.Itoa(row+1), item.P50[k])
			b.equals("需求计划", col+strconv.Itoa(row+2), item.P90[k])
		}
		b.equals("需求计划", "N"+n, sum)
		b.equals("需求计划", "O"+n, v.Lines[item.Lines[0]].WindowMean)
	}
	for _, row := range b.part("需求计划").Rows {
		if quantile := row.N >= 5 && row.N <= 40 && row.N%3 != 2; (row.Level == 1) != quantile {
			t.Errorf("row %d stands at level %d", row.N, row.Level)
		}
	}
}

// TestDemandWeeksHaveTheirName is the ISO week when it begins on a Monday, else its number from today.
func TestDemandWeeksHaveTheirName(t *testing.T) {
	v := planModel(t, "plan")
	for i := range v.Weeks {
		v.Weeks[i] = v.Weeks[i].AddDate(0, 0, 2)
	}
	b := planFrom(t, v, excel.Options{})
	if got := b.heads("需求计划", 4, 13)[5:]; got[0] != "W+108-26" || got[7] != "W+810-14" {
		t.Errorf("weeks from a Wednesday are named %q", got)
	}
	for i := range v.Weeks {
		v.Weeks[i] = time.Date(2026, 12, 28+7*i, 0, 0, 0, 0, time.UTC)
	}
	if got := planFrom(t, v, excel.Options{}).heads("需求计划", 4, 7)[5:]; got[0] != "W5312-28" || got[1] != "W0101-04" {
		t.Errorf("weeks over New Year are named %q", got)
	}
}

func TestDemandPagesAndSets(t *testing.T) {
	b := bookOf(t, "plan")
	s := b.part("需求计划")
	if len(s.RowBreaks) != 1 || s.RowBreaks[0].ID != 28 || s.Setup.Scale != 98 {
		t.Errorf("需求计划 breaks at %v, scaled to %d", s.RowBreaks, s.Setup.Scale)
	}
	b.wants("需求计划", map[string]string{"A42": "组合装展开：近 56 天售出的组合装 → 组件与包材", "B45": "LH1001", "D45": "2", "E45": "935", "F45": "YB1001", "J45": "1,870", "K45": "3,274", "L45": "57.1%"})
	b.formulas("需求计划", map[string]string{"J45": "D45*E45", "L45": `IF(K45=0,"—",J45/K45)`})
	v := planModel(t, "plan")
	v.Parts[0].Asked = 0
	none := planFrom(t, v, excel.Options{})
	none.wants("需求计划", map[string]string{"L44": "—"})
	none.holds()
	v.Parts = nil
	if got := planFrom(t, v, excel.Options{}).names("_xlnm.Print_Area")["需求计划"]; got != "$A$1:$O$40" {
		t.Errorf("without sets 需求计划 prints %s", got)
	}
}

// TestDemandOfNobody shows a dash where there is no forecast, and no 0.
func TestDemandOfNobody(t *testing.T) {
	v := planModel(t, "plan")
	for k := range v.Lines[1].Week {
		v.Totals.WeekMeans -= v.Lines[1].Week[k]
		v.Lines[1].Week[k] = math.NaN()
	}
	b := planFrom(t, v, excel.Options{})
	b.wants("采购建议", map[string]string{"R6": "—"})
	b.equals("需求计划", "N8", 0)
	b.holds()
}

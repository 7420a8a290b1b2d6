package excel_test

import (
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/view"
)

// tileCells are the first cells of the twelve tiles.
func tileCells() []string {
	var out []string
	for _, row := range []int{5, 10, 15} {
		for _, col := range []string{"A", "E", "I", "M"} {
			out = append(out, col+strconv.Itoa(row))
		}
	}
	return out
}

// TestWeekTiles holds the twelve figures by name, number and format; each is read from the sheets behind.
func TestWeekTiles(t *testing.T) {
	b := bookOf(t, "weekly")
	wan := `0\.0,"万"`
	for i, want := range [][2]string{
		{"GMV 已付款（元）", wan},
		{"净销售 减退款（元）", wan},
		{"订单数（单）", "#,##0"},
		{"客单价（元/单）", "#,##0.00"},
		{"毛利率（按到手价）", "0.0%"},
		{"退款率（退款/GMV）", "0.0%"},
		{"缺货率（SKU·日）", "0.0%"},
		{"库存周转（天）", "#,##0.0"},
		{"8 月累计 GMV（元）", wan},
		{"中秋季达成率（月饼+礼盒）", "0.0%"},
		{"库存金额（成本，元）", wan},
		{"预测误差 WAPE（回测）", "0.0%"},
	} {
		cell := tileCells()[i]
		row, err := strconv.Atoi(cell[1:])
		if err != nil {
			t.Fatal(err)
		}
		value := cell[:1] + strconv.Itoa(row+1)
		if got := b.raw("给总经理看", cell); got != want[0] || b.raw("趋势", "B"+strconv.Itoa(24+i)) != want[0] {
			t.Errorf("tile %d is named %q, want %q", i+1, got, want[0])
		}
		if got := b.format("给总经理看", value); got != want[1] {
			t.Errorf("tile %d has the format %q, want %q", i+1, got, want[1])
		}
		if got := b.formula("给总经理看", value); got != "'趋势'!$C$"+strconv.Itoa(24+i) {
			t.Errorf("tile %d reads %s", i+1, got)
		}
	}
}

// TestWeekTilesOfSmallMoney are written out below ten thousand.
func TestWeekTilesOfSmallMoney(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Month.GMV = 9_999_99
	for i := range v.Channels {
		v.Channels[i].Month = 0
	}
	v.Channels[0].Month = v.Month.GMV
	b := weeklyFrom(t, v)
	b.formats("给总经理看", map[string]string{"A16": "#,##0"})
	v.Month.GMV, v.Channels[0].Month = 10_000_00, 10_000_00
	weeklyFrom(t, v).formats("给总经理看", map[string]string{"A16": `0\.0,"万"`})
}

// TestWeekTilesHoldBigChanges drops the decimals of a change of tenfold or more, so that its cell can hold it.
func TestWeekTilesHoldBigChanges(t *testing.T) {
	v := weeklyView(t, "weekly")
	for gmv, want := range map[int64]string{v.Now.GMV / 12: `"▲"0%;"▼"0%;"持平"`, v.Now.GMV / 10: `"▲"0.0%;"▼"0.0%;"持平"`, v.Now.GMV * 2: `"▲"0.0%;"▼"0.0%;"持平"`} {
		v.Gregorian.GMV = gmv
		b := weeklyFrom(t, v)
		b.formats("给总经理看", map[string]string{"B8": want})
		b.holds()
	}
}

// TestWeekComparisons has a dash for a base that is missing or nothing, and a mark in words for each direction.
func TestWeekComparisons(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Gregorian.GMV, v.Before.Orders = 0, 0
	b := weeklyFrom(t, v)
	for cell, want := range map[string]string{"A7": "农历同比", "B7": "公历同比*", "C7": "环比", "B8": "—", "K8": "—", "C13": "▼0.5点", "A8": "▲12.3%"} {
		if got := b.shown("给总经理看", cell); got != want {
			t.Errorf("给总经理看!%s shows %q, want %q", cell, got, want)
		}
	}
	b.holds()
}

// TestWeekHeadlinesSayTheNumbers are formulas whose words follow the sheets behind.
func TestWeekHeadlinesSayTheNumbers(t *testing.T) {
	b := bookOf(t, "weekly")
	b.wants("给总经理看", map[string]string{"A21": "近 13 周 GMV：本周 18.8 万，比去年农历同期多 12.3%", "A30": "渠道达成（本月）：合计 52.1%", "I30": "结构：糕点＋礼盒占 83.7%"})
	b.set("趋势", "E17", 376_813.12)
	if got := b.calc("给总经理看", "A21"); got != "近 13 周 GMV：本周 18.8 万，比去年农历同期少 50.0%" {
		t.Errorf("against twice as much last year the headline says %q", got)
	}
	v := weeklyView(t, "weekly")
	v.Weeks[12].Lunar, v.Lunar.GMV = 0, 0
	none := weeklyFrom(t, v)
	none.wants("给总经理看", map[string]string{"A21": "近 13 周 GMV：本周 18.8 万"})
	none.holds()
}

// TestWeekNoteOnFestivals warns of the solar comparison only where the festival moved.
func TestWeekNoteOnFestivals(t *testing.T) {
	v := weeklyView(t, "weekly")
	if got := bookOf(t, "weekly").raw("给总经理看", "A20"); !strings.HasPrefix(got, "* 节令错位：中秋去年 2025-10-06、今年 2026-09-25") || !strings.Contains(got, "节前第 39—33 天") {
		t.Errorf("the note says %q", got)
	}
	v.Festival.Before = v.Festival.Day.AddDate(-1, 0, 0)
	if got := weeklyFrom(t, v).raw("给总经理看", "A20"); strings.Contains(got, "节令错位") || !strings.HasPrefix(got, "* 公历同比对 2025-08-18—2025-08-24") {
		t.Errorf("a festival on the same day of the year is noted as %q", got)
	}
	v.Festival = view.Festival{}
	if got := weeklyFrom(t, v).raw("趋势", "A21"); strings.Contains(got, "节令错位") {
		t.Errorf("without a festival the basis is %q", got)
	}
}

// TestWeekProblemsAndAsks has three rows each, numbered, with money, person and day, empty ones said to be so.
func TestWeekProblemsAndAsks(t *testing.T) {
	b := bookOf(t, "weekly")
	b.wants("给总经理看", map[string]string{
		"A41": "① 已过最晚下单日 · 团圆礼盒空盒，BC1001", "K41": "67,230.00", "N41": "仓管 今天 08-24", "N43": "仓管 08-30 前",
		"A47": "1 向湖滨包装印刷采购", "D47": "团圆礼盒空盒 3,000 套、通用手提袋 2,650 个；不订预计少卖 ¥68,070.00。", "K47": "41,920.00", "N47": "□ 同意　□ 再议",
	})
	v := weeklyView(t, "weekly")
	v.Problems, v.Decisions = v.Problems[:1], nil
	few := weeklyFrom(t, v)
	few.wants("给总经理看", map[string]string{"A42": "（无）", "K42": "", "A43": "（无）", "A47": "（无）", "A49": "（无）"})
	few.holds()
}

// TestWeekFrontIsOnePage upright, with no row that a reader has to look for.
func TestWeekFrontIsOnePage(t *testing.T) {
	s := bookOf(t, "weekly").part("给总经理看")
	high := 0.0
	for _, row := range s.Rows {
		high += row.Height
	}
	if s.Setup.High != "1" || s.Setup.Facing != "portrait" || high > 1100 {
		t.Errorf("给总经理看 is %g points high, printed %+v", high, s.Setup)
	}
}

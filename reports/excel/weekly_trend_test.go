package excel_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"
)

// TestTrendRows holds thirteen weeks, the last the report's own, each beside the lunar one.
func TestTrendRows(t *testing.T) {
	v, b := weeklyView(t, "weekly"), bookOf(t, "weekly")
	for i, w := range v.Weeks {
		row := strconv.Itoa(5 + i)
		b.equals("趋势", "D"+row, float64(w.GMV)/100)
		b.equals("趋势", "E"+row, float64(w.Lunar)/100)
		b.formulas("趋势", map[string]string{"F" + row: "D" + row + "-E" + row, "G" + row: fmt.Sprintf(`IF(OR(NOT(ISNUMBER(D%[1]s)),N(E%[1]s)=0),"—",D%[1]s/E%[1]s-1)`, row)})
		b.wants("趋势", map[string]string{"C" + row: w.Monday.Format("2006-01-02")})
	}
	b.wants("趋势", map[string]string{"B5": "W22", "B17": "W34", "H5": "—", "J8": "端午 06-19（周五）；对去年 2025-05-27 起的一周", "J17": "对去年 2025-08-28 起的一周", "D18": "2,416,712.72"})
	b.formulas("趋势", map[string]string{"D18": "SUM(D5:D17)", "E18": "SUM(E5:E17)", "F18": "SUM(F5:F17)", "C24": "D17", "D24": "E17", "F24": "D16", "C25": "C24-SUM('商品'!$J$5:$J$26)"})
}

// TestTrendOverNewYear names the weeks by the ISO year.
func TestTrendOverNewYear(t *testing.T) {
	v := weeklyView(t, "weekly")
	for i := range v.Weeks {
		v.Weeks[i].Monday = v.Weeks[i].Monday.AddDate(0, 0, 7*21)
	}
	b := weeklyFrom(t, v)
	b.wants("趋势", map[string]string{"B14": "W52", "B15": "W53", "B16": "W01", "C16": "2027-01-04"})
}

// TestTrendLunarBaseOfAFestivalWeek keeps the key figure's own base where the week holds a festival and the two differ.
func TestTrendLunarBaseOfAFestivalWeek(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Lunar.GMV += 100
	b := weeklyFrom(t, v)
	if got := b.formula("趋势", "D24"); got != "" {
		t.Errorf("the lunar base reads %s", got)
	}
	b.equals("趋势", "D24", float64(v.Lunar.GMV)/100)
	b.holds()
}

// TestKeyFigures calculates the figures of the week by hand from the spans.
func TestKeyFigures(t *testing.T) {
	v := weeklyView(t, "weekly")
	v.Now.Priced, v.Now.Cost, v.Now.OutDays, v.Now.SaleDays = 200_00, 150_00, 3, 12
	v.Lunar.Priced, v.Lunar.Cost = 100_00, 80_00
	v.Before.StockOpen, v.Before.StockClose, v.Before.SoldFen = 100_00, 300_00, 400_00
	v.Gregorian.Orders, v.Gregorian.GMV = 4, 10_00
	b := weeklyFrom(t, v)
	for cell, want := range map[string]float64{"C28": 0.25, "D28": 0.2, "G28": 5, "C30": 0.25, "F31": 14, "E27": 2.5} {
		b.equals("趋势", cell, want)
	}
	v.Now.Cost, v.Before.SoldFen, v.Now.SaleDays = 0, 0, 0
	none := weeklyFrom(t, v)
	for _, cell := range []string{"C28", "C30", "F31"} {
		none.equals("趋势", cell, math.NaN())
	}
	none.holds()
}

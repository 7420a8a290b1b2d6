package excel_test

import (
	"strings"
	"testing"

	"zhiwei/reports/excel"
)

func TestReopenWeekly(t *testing.T) {
	for _, c := range []struct {
		name string
		opt  excel.Options
	}{{"weekly", excel.Options{}}, {"weekly", excel.Options{Lang: "en"}}, {"bare", excel.Options{}}} {
		t.Run(c.name+string(c.opt.Lang), func(t *testing.T) {
			f := opened(t, weeklyBook(t, c.name, t.TempDir(), c.opt))
			n := recalculated(t, f)
			first, last := checkRows(t, f)
			if bad := failed(t, f); bad != 0 {
				t.Errorf("%d of %d checks do not hold", bad, last-first+1)
			}
			red, text := redBanner(t, f, "A3")
			if red || !strings.HasPrefix(text, "✔") {
				t.Errorf("the banner of a sound workbook is red: %v, %q", red, text)
			}
			t.Logf("%s: %d formulas equal their cached values, %d checks TRUE, banner %q", c.name, n, last-first+1, text)
		})
	}
}

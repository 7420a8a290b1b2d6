package excel_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/view"
)

// TestProjectionsAddUp holds the identity of each week of each block, and that a week starts where the one before ended.
func TestProjectionsAddUp(t *testing.T) {
	v, b := planModel(t, "plan"), bookOf(t, "plan")
	for i, block := range v.Blocks {
		first := 6 + 13*i
		title := b.raw("进销存推演", "A"+strconv.Itoa(first-2))
		if l := v.Lines[block.Line]; !strings.HasPrefix(title, l.SKU+" "+l.Name) || b.raw("进销存推演", "B"+strconv.Itoa(first)) != l.SKU {
			t.Errorf("block %d is titled %q", i+1, title)
		}
		for k, w := range block.Weeks {
			col := string(rune('C' + k))
			cell := func(row int) string { return col + strconv.Itoa(first+row) }
			for row, want := range []int64{w.Start, w.Net, w.Orders, w.Scheduled, w.Expiry, w.Planned, w.End, w.Safety, w.Promise, w.Release} {
				b.equals("进销存推演", cell(row), float64(want))
			}
			if w.End != w.Start+w.Scheduled+w.Planned-w.Net-w.Orders-w.Expiry {
				t.Errorf("block %d, week %d does not add up: %+v", i+1, k+1, w)
			}
			if got := b.formula("进销存推演", cell(0)); k > 0 && got != string(rune('B'+k))+strconv.Itoa(first+6) {
				t.Errorf("%s starts with %s", cell(0), got)
			}
		}
	}
}

// TestProjectionsMarks warns where a week ends below nothing, and otherwise where it ends below the safety stock.
func TestProjectionsMarks(t *testing.T) {
	marks := bookOf(t, "plan").part("进销存推演").Marks
	if len(marks) != 20 {
		t.Fatalf("%d rules, want two a block", len(marks))
	}
	for i := range 10 {
		row := strconv.Itoa(12 + 13*i)
		red, amber := marks[2*i], marks[2*i+1]
		if red.Cells != "C"+row+":J"+row || red.Rules[0].Formula != "=AND(ISNUMBER(C"+row+"),C"+row+"<0)" ||
			amber.Rules[0].Formula != "=AND(ISNUMBER(C"+row+"),C"+row+">=0,C"+row+"<C"+strconv.Itoa(13+13*i)+")" {
			t.Errorf("block %d is marked %+v and %+v", i+1, red, amber)
		}
	}
}

// TestProjectionsPages has two blocks a page, and the charts say how many weeks are short.
func TestProjectionsPages(t *testing.T) {
	b := bookOf(t, "plan")
	var breaks []int
	for _, br := range b.part("进销存推演").RowBreaks {
		breaks = append(breaks, br.ID)
	}
	if !slices.Equal(breaks, []int{29, 55, 81, 107, 133}) {
		t.Errorf("the pages break at %v", breaks)
	}
	b.wants("进销存推演", map[string]string{"A134": "团圆礼盒空盒：有 1 周缺货", "G134": "莲蓉蛋黄月饼：有 3 周缺货"})
	v := planModel(t, "plan")
	v.Blocks = v.Blocks[:1]
	for k := range v.Blocks[0].Weeks {
		v.Blocks[0].Weeks[k] = view.BookWeek{Start: 100, End: 100}
	}
	calm := planFrom(t, v, excel.Options{})
	calm.wants("进销存推演", map[string]string{"A17": "团圆礼盒空盒：8 周都不缺货"})
	calm.set("进销存推演", "C7", 500)
	if got := calm.calc("进销存推演", "A17"); got != "团圆礼盒空盒：有 8 周缺货" {
		t.Errorf("500 more sold in the first week: %s", got)
	}
}

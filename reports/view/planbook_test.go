package view_test

import (
	"context"
	"math"
	"os"
	"testing"
	"time"

	"zhiwei/reports/locale"
	"zhiwei/reports/replay"
	"zhiwei/reports/view"
)

// loadBook reads the purchase workbook of the recorded department that the workbook's own tests use.
func loadBook(t *testing.T, name string) view.PlanBook {
	t.Helper()
	store, err := replay.Open(os.DirFS("../excel/testdata/" + name))
	if err != nil {
		t.Fatal(err)
	}
	h, ok, err := view.LoadHeader(context.Background(), store, "")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	b, err := view.LoadPlanBook(context.Background(), store, view.Format{Lang: locale.Zh}, h)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPlanBookMeetsTheDatabase(t *testing.T) {
	for _, name := range []string{"plan", "need"} {
		b := loadBook(t, name)
		var qty, fen, hand, position, lost int64
		means := 0.0
		for _, l := range b.Lines {
			qty, fen, hand, position, lost = qty+l.Qty, fen+l.AmountFen, hand+l.OnHand, position+l.Position, lost+l.LostFen
			if got := l.OnHand + l.OnOrder - l.Allocated - l.Other; got != l.Position {
				t.Errorf("%s: the parts of %s's position give %d, want %d", name, l.SKU, got, l.Position)
			}
			for _, v := range l.Week {
				means += v
			}
		}
		want := b.Totals
		if int64(len(b.Lines)) != want.Lines || qty != want.Qty || fen != want.AmountFen || hand != want.OnHand || position != want.Position || lost != want.LostFen {
			t.Errorf("%s: %d lines, %d pieces, %d fen, %d on hand, %d position, %d lost; the database has %+v", name, len(b.Lines), qty, fen, hand, position, lost, want)
		}
		if math.Abs(means-want.WeekMeans) > 1e-6 || float64(qty) != want.StepQty {
			t.Errorf("%s: means %g and %d pieces, the database has %g and %g", name, means, qty, want.WeekMeans, want.StepQty)
		}
	}
}

func TestPlanBookWeeksBeginToday(t *testing.T) {
	b := loadBook(t, "plan")
	if got := b.Weeks[0]; !got.Equal(b.Header.Today) {
		t.Errorf("the first week begins on %v", got)
	}
	for i := 1; i < view.BookWeeks; i++ {
		if got := b.Weeks[i].Sub(b.Weeks[i-1]); got != 7*24*time.Hour {
			t.Errorf("week %d begins %v after the one before", i+1, got)
		}
	}
}

func TestPlanBookBlocksAddUp(t *testing.T) {
	b := loadBook(t, "plan")
	if len(b.Blocks) != 10 {
		t.Fatalf("%d blocks, want the 10 lines with a quantity or due within seven days", len(b.Blocks))
	}
	for _, block := range b.Blocks {
		sku := b.Lines[block.Line].SKU
		for i, w := range block.Weeks {
			if got := w.Start + w.Scheduled + w.Planned - w.Net - w.Orders - w.Expiry; got != w.End {
				t.Errorf("%s week %d: ends with %d, want %d", sku, i+1, got, w.End)
			}
			if i > 0 && w.Start != block.Weeks[i-1].End {
				t.Errorf("%s week %d starts with %d after an end of %d", sku, i+1, w.Start, block.Weeks[i-1].End)
			}
		}
		first := b.Lines[block.Line]
		if got := block.Weeks[0].Start; got != first.OnHand-first.Allocated {
			t.Errorf("%s starts with %d, it has %d", sku, got, first.OnHand-first.Allocated)
		}
	}
	if len(loadBook(t, "need").Blocks) != 0 {
		t.Error("a plan without orders has projections")
	}
}

func TestPlanBookItemsAndClasses(t *testing.T) {
	b := loadBook(t, "plan")
	if len(b.Items) != len(b.Lines) {
		t.Fatalf("%d items of %d lines", len(b.Items), len(b.Lines))
	}
	byABC, seasonal := map[byte]int{}, 0
	for i, item := range b.Items {
		l := b.Lines[i]
		if item.SKU != l.SKU || len(item.Lines) != 1 || item.Lines[0] != i {
			t.Errorf("item %d is %s of lines %v", i, item.SKU, item.Lines)
		}
		byABC[l.Class[0]]++
		if l.Class[1] == 'S' {
			seasonal++
			if l.Season != "中秋" {
				t.Errorf("%s is sold in seasons and belongs to %q", l.SKU, l.Season)
			}
		}
		forecast := l.Category != "包材"
		if known := !math.IsNaN(item.P50[0]); known != forecast {
			t.Errorf("%s: quantiles known %v, forecast %v", l.SKU, known, forecast)
		}
		if forecast && item.P90[0] < item.P50[0] {
			t.Errorf("%s: P90 %g is below P50 %g", l.SKU, item.P90[0], item.P50[0])
		}
	}
	if byABC['A'] == 0 || byABC['B'] == 0 || byABC['C'] == 0 || seasonal != 4 {
		t.Errorf("classes %v, %d seasonal", byABC, seasonal)
	}
}

func TestPlanBookSuppliersAndSupply(t *testing.T) {
	b := loadBook(t, "plan")
	var fen, valid, behind int64
	for i, s := range b.Suppliers {
		fen += s.AmountFen
		if i > 0 && s.AmountFen > b.Suppliers[i-1].AmountFen {
			t.Errorf("%s with %d comes after %d", s.Supplier, s.AmountFen, b.Suppliers[i-1].AmountFen)
		}
	}
	if fen != b.Totals.AmountFen || len(b.Suppliers) != 3 || b.Suppliers[1].CreditDays != -1 {
		t.Errorf("suppliers %+v", b.Suppliers)
	}
	for _, p := range b.Supply {
		if p.Valid {
			valid += p.Open
		} else {
			behind += p.Open
		}
	}
	if valid != b.Totals.SupplyValid || behind != b.Totals.SupplyBehind || b.Supply[0].Valid || !b.Supply[0].InPlan || b.Supply[0].Received != 144 {
		t.Errorf("supply %+v", b.Supply)
	}
	if got := loadBook(t, "need"); len(got.Suppliers) != 1 || got.Suppliers[0].Supplier != "" || len(got.Supply) != 0 || len(got.Parts) != 0 {
		t.Errorf("without suppliers: %+v", got.Suppliers)
	}
}

func TestPlanBookSentenceIsThePages(t *testing.T) {
	b := loadBook(t, "plan")
	f := view.Format{Lang: locale.Zh}
	for _, l := range b.Lines {
		if want := view.SentenceText(f, l.PlanLine); l.Sentence != want || want == "" {
			t.Errorf("%s: %q, want %q", l.SKU, l.Sentence, want)
		}
	}
	if want := "窗口10天预计卖12,400，安全库存2,350，目标14,750，库存位置5,380，故补9,370，按40一箱取9,400，多出30枚约够卖0.02天。"; b.Lines[1].Sentence != want {
		t.Errorf("%q", b.Lines[1].Sentence)
	}
}

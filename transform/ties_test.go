package transform_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
	"zhiwei/transform"
)

// version is one row of an order in an export of its own.
func version(name string, exported time.Time, status order.Status, refund order.RefundStatus, fen order.Money) export {
	l := line("1-1", status, fen)
	l.Refund = refund
	return export{name: name, at: exported, lines: []order.Line{l}}
}

// TestWhichExportWins imports two versions in either order: the amount that is held tells which one won.
func TestWhichExportWins(t *testing.T) {
	db := fresh(t)
	early, late := at(21, 9), at(22, 9)
	for name, c := range map[string]struct{ winner, loser export }{
		"later export, status further back": {version("a", late, order.Paid, 0, 1), version("b", early, order.Completed, 0, 2)},
		"later export, refund gone":         {version("a", late, order.Shipped, order.RefundNone, 1), version("b", early, order.Shipped, order.RefundFull, 2)},
		"a date against none":               {version("a", early, order.Unpaid, 0, 1), version("b", time.Time{}, order.Refunded, 0, 2)},
		"a minute later":                    {version("a", early.Add(time.Minute), order.Paid, 0, 1), version("b", early, order.Shipped, 0, 2)},
		"same time: shipped over paid":      {version("a", early, order.Shipped, 0, 1), version("b", early, order.Paid, 0, 2)},
		"same time: paid over unpaid":       {version("a", early, order.Paid, 0, 1), version("b", early, order.Unpaid, 0, 2)},
		"same time: completed over shipped": {version("a", early, order.Completed, 0, 1), version("b", early, order.Shipped, 0, 2)},
		"same time: closed over completed":  {version("a", early, order.Closed, 0, 1), version("b", early, order.Completed, 0, 2)},
		"same time: refunded over closed":   {version("a", early, order.Refunded, 0, 1), version("b", early, order.Closed, 0, 2)},
		"same time: part before shipped":    {version("a", early, order.Shipped, 0, 1), version("b", early, order.PartShipped, 0, 2)},
		"closed ties with cancelled, then the refund": {
			version("a", early, order.Closed, order.RefundFull, 1), version("b", early, order.Cancelled, order.RefundOpen, 2),
		},
		"same status: refunded over part": {version("a", early, order.Shipped, order.RefundFull, 1), version("b", early, order.Shipped, order.RefundPart, 2)},
		"same status: open over none":     {version("a", early, order.Shipped, order.RefundOpen, 1), version("b", early, order.Shipped, order.RefundNone, 2)},
	} {
		for turn, files := range [][]export{{c.winner, c.loser}, {c.loser, c.winner}} {
			for _, s := range []string{`DELETE FROM raw_file`, `DELETE FROM raw_order_line`} {
				if err := db.Exec(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
			var last transform.Outcome
			for _, f := range files {
				last = mustBring(t, db, f)
			}
			if got := grid(t, db, `SELECT line_paid FROM raw_order_line`); len(got) != 1 || got[0][0] != "1" {
				t.Errorf("%s, turn %d: held %v, want the amount 1", name, turn, got)
			}
			fate := last.Parts[0]
			if won := turn == 1; won != (fate.Accepted == 1) || won != (fate.Superseded == 0) {
				t.Errorf("%s, turn %d: the second file got %+v", name, turn, fate)
			}
		}
	}
}

func TestTieBreaksByTheCellsNotByTheOrder(t *testing.T) {
	db := fresh(t)
	files := []export{version("a", at(21, 9), order.Paid, 0, 5), version("b", at(21, 9), order.Paid, 0, 6), version("c", at(21, 9), order.Paid, 0, 7)}
	var want [][]string
	for _, turn := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}, {0, 2, 1}, {2, 0, 1}} {
		if err := db.Exec(t.Context(), `DELETE FROM raw_order_line`); err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(t.Context(), `DELETE FROM raw_file`); err != nil {
			t.Fatal(err)
		}
		for _, i := range turn {
			mustBring(t, db, files[i])
		}
		got := grid(t, db, `SELECT line_paid, file_sha FROM raw_order_line`)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("turn %v: %s", turn, diff)
		}
	}
}

// TestUnchangedRowsKeepTheNewestTime re-exports a row without a change: it takes the newer time and never the older one, and a version
// between the two times then loses.
func TestUnchangedRowsKeepTheNewestTime(t *testing.T) {
	db := fresh(t)
	for _, day := range []int{20, 23, 21} {
		mustBring(t, db, version("同", at(day, 9), order.Paid, 0, 5))
		want := at(max(day, 20), 9)
		if day == 21 {
			want = at(23, 9)
		}
		if got := grid(t, db, `SELECT exported_at::VARCHAR FROM raw_order_line`); got[0][0] != want.Format("2006-01-02 15:04:05") {
			t.Errorf("after the export of %d: %v, want %v", day, got, want)
		}
	}
	if out := mustBring(t, db, version("间", at(22, 9), order.Shipped, 0, 9)); out.Parts[0].Superseded != 1 {
		t.Errorf("a version of the 22nd, when the 23rd showed the row unchanged: %+v", out.Parts[0])
	}
}

// TestKeysAreTheWholeKey changes one part of the natural key at a time: each is another row.
func TestKeysAreTheWholeKey(t *testing.T) {
	db := fresh(t)
	base := line("1-1", order.Paid, 1)
	for name, change := range map[string]func(*order.Line){
		"platform": func(l *order.Line) { l.Platform = "jd" }, "shop": func(l *order.Line) { l.Shop = "专卖店" },
		"order": func(l *order.Line) { l.OrderID = "2" }, "line": func(l *order.Line) { l.LineID = "1-2" },
		"case": func(l *order.Line) { l.LineID = "1-a" }, "blank": func(l *order.Line) { l.LineID = "1-A" },
	} {
		l := base
		change(&l)
		mustBring(t, db, export{name: name, at: at(21, 9), lines: []order.Line{l}})
	}
	mustBring(t, db, export{name: "base", at: at(21, 9), lines: []order.Line{base}})
	if got := grid(t, db, `SELECT count(*)::VARCHAR FROM raw_order_line`); got[0][0] != "7" {
		t.Errorf("%v rows, want 7", got)
	}
}

// TestHeadsMergeApart checks the same rules for orders: their paid amount is what the ledger counts when there are no lines.
func TestHeadsMergeApart(t *testing.T) {
	db := fresh(t)
	head := func(status order.Status, fen order.Money) order.Head {
		return order.Head{Platform: "taobao", Shop: "店", OrderID: "1", Status: status, CreatedAt: at(20, 9), OrderPaid: fen}
	}
	first := mustBring(t, db, export{name: "一", at: at(21, 9), heads: []order.Head{head(order.Shipped, 500)}})
	if l := first.Parts[0]; l.Accepted != 1 || l.AcceptedFen != 500 {
		t.Errorf("first: %+v", l)
	}
	older := mustBring(t, db, export{name: "旧", at: at(20, 9), heads: []order.Head{head(order.Paid, 500)}})
	if l := older.Parts[0]; l.Superseded != 1 || l.SupersededFen != 500 {
		t.Errorf("older: %+v", l)
	}
	twice := mustBring(t, db, export{name: "重", at: at(22, 9), heads: []order.Head{head(order.Closed, 0), head(order.Shipped, 500)}})
	if l := twice.Parts[0]; l.Accepted != 1 || l.AcceptedFen != 0 || l.Superseded != 1 || l.SupersededFen != 500 {
		t.Errorf("twice in one file: %+v", l)
	}
	if got := grid(t, db, `SELECT status, order_paid FROM raw_order`); len(got) != 1 || got[0][0] != "closed" || got[0][1] != "0" {
		t.Errorf("held %v", got)
	}
}

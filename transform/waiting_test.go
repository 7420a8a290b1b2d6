package transform_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
	"zhiwei/transform"
)

// itemsOnly is an item file without any time, as the old Taobao and the Youzan ones are.
func itemsOnly(name string) export {
	a, b := line("1-1", order.StatusUnknown, 100), line("2-1", order.StatusUnknown, 250)
	a.CreatedAt, a.PaidAt, b.CreatedAt, b.PaidAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return export{name: name, at: at(21, 9), lines: []order.Line{a, b}}
}

func ordersOnly(name string, ids ...string) export {
	e := export{name: name, at: at(21, 10)}
	for _, id := range ids {
		e.heads = append(e.heads, order.Head{
			Platform: "taobao", Shop: "天猫旗舰店", OrderID: id, Status: order.Shipped, CreatedAt: at(19, 9), PaidAt: at(19, 10), OrderPaid: 100, Currency: "CNY",
		})
	}
	return e
}

// TestLinesWaitForTheirOrder brings items and orders in either order: the end is the same, and meanwhile the lines are counted as waiting.
func TestLinesWaitForTheirOrder(t *testing.T) {
	var ends [][][]string
	for _, files := range [][]export{
		{itemsOnly("i.csv"), ordersOnly("o.csv", "1")}, {ordersOnly("o.csv", "1"), itemsOnly("i.csv")},
	} {
		db := fresh(t)
		var waiting int64
		for _, f := range files {
			for _, part := range mustBring(t, db, f).Parts {
				waiting += part.Waiting
			}
		}
		if want := map[string]int64{"i.csv": 2, "o.csv": 1}[files[0].name]; waiting != want {
			t.Errorf("%s first: %d lines waited, want %d", files[0].name, waiting, want)
		}
		run(t, db)
		got := grid(t, db, `SELECT order_id, paid_day::VARCHAR, gmv_fen, counts_as_demand FROM stg_line ORDER BY order_id`)
		if diff := cmp.Diff([][]string{{"1", "2026-08-19", "100", "true"}}, got); diff != "" {
			t.Errorf("%s first: %s", files[0].name, diff)
		}
		checks, err := transform.Checks(t.Context(), db, transform.CheckOptions{RunID: "R20260824-00000a"})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks {
			if c.Code == "waiting-lines" && (c.Passed || c.Count != 1 || c.Amount != 250 || c.Detail != "2") {
				t.Errorf("%s first: %+v", files[0].name, c)
			}
		}
		ends = append(ends, state(t, db))
		mustBring(t, db, ordersOnly("o2.csv", "2"))
		run(t, db)
		if got := grid(t, db, `SELECT sum(gmv_fen)::VARCHAR, count(*)::VARCHAR FROM stg_line`); got[0][0] != "350" || got[0][1] != "2" {
			t.Errorf("%s first: when the last order has come %v", files[0].name, got)
		}
	}
	if diff := cmp.Diff(ends[0], ends[1]); diff != "" {
		t.Errorf("the order of the two files shows:\n%s", diff)
	}
}

// TestAnUnpaidOrderEndsTheWait: an order file that says "never paid" is an answer too.
func TestAnUnpaidOrderEndsTheWait(t *testing.T) {
	db := fresh(t)
	mustBring(t, db, itemsOnly("i.csv"))
	none := ordersOnly("o.csv", "1", "2")
	for i := range none.heads {
		none.heads[i].Status, none.heads[i].PaidAt, none.heads[i].PaidMark = order.Unpaid, time.Time{}, order.PaidNone
	}
	mustBring(t, db, none)
	run(t, db)
	want := [][]string{{"0", "false", "unpaid"}, {"0", "false", "unpaid"}}
	if diff := cmp.Diff(want, grid(t, db, `SELECT gmv_fen, counts_as_sale, exclude_reason FROM stg_line`)); diff != "" {
		t.Error(diff)
	}
}

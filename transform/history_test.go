package transform_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// stage is a step in the life of an order, in the order in which they can follow each other.
type stage int

const (
	unpaid stage = iota
	paid
	shipped
	partRefunded
	closed
)

// story is one order and where it stands at each export; its head and its lines are exported apart.
type story struct {
	id     string
	at     time.Time // created; paid an hour later
	stages []stage   // per export
	lines  []item
}

type item struct {
	sku    order.SKU
	qty    int64
	fen    order.Money
	refund order.Money // what comes back in partRefunded
}

// stories draws up to twelve orders over six exports.
func stories(t *rapid.T, exports int) []story {
	out := make([]story, rapid.IntRange(1, 12).Draw(t, "orders"))
	for i := range out {
		s := story{id: strconv.Itoa(1000 + i), at: at(1+rapid.IntRange(0, 4).Draw(t, "day"), rapid.SampledFrom([]int{0, 9, 22}).Draw(t, "hour"))}
		now := unpaid
		for range exports {
			now = min(closed, now+rapid.SampledFrom([]stage{0, 0, 1, 1, 2, 4}).Draw(t, "step"))
			s.stages = append(s.stages, now)
		}
		for range rapid.IntRange(1, 3).Draw(t, "lines") {
			fen := order.Money(rapid.IntRange(0, 9999).Draw(t, "fen"))
			s.lines = append(s.lines, item{
				sku: rapid.SampledFrom([]order.SKU{"A", "B", "BOX", ""}).Draw(t, "sku"), qty: int64(rapid.IntRange(1, 4).Draw(t, "qty")),
				fen: fen, refund: order.Money(rapid.IntRange(0, int(fen)).Draw(t, "refund")),
			})
		}
		out[i] = s
	}
	return out
}

func (s *story) head(stage stage) order.Head {
	h := order.Head{Platform: "taobao", Shop: "店", OrderID: s.id, Status: order.Unpaid, CreatedAt: s.at, PaidMark: order.PaidNone, Currency: "CNY"}
	if stage >= paid {
		h.Status, h.PaidAt, h.PaidMark = order.Paid, s.at.Add(time.Hour), order.PaidAsWritten
	}
	if stage >= shipped {
		h.Status, h.HasTracking = order.Shipped, true
	}
	if stage == closed {
		h.Status = order.Closed
		h.HasTracking = s.wasShipped()
	}
	return h
}

// wasShipped tells whether a closed order had been on its way in an earlier export.
func (s *story) wasShipped() bool {
	for _, st := range s.stages {
		if st == shipped || st == partRefunded {
			return true
		}
	}
	return false
}

func (s *story) line(i int, stage stage) order.Line {
	it := s.lines[i]
	l := order.Line{
		Platform: "taobao", Shop: "店", OrderID: s.id, LineID: fmt.Sprint(s.id, "-", i+1), SKU: it.sku, SKUCode: "c" + string(it.sku), Qty: it.qty,
		SKUQty: 1, LinePaid: it.fen, HasLinePaid: true, CreatedAt: s.at, Currency: "CNY",
	}
	if stage == partRefunded {
		l.Refund, l.RefundAmount = order.RefundPart, it.refund
	}
	return l
}

// exported draws the files: each export shows some heads and some lines as they stood, cut into pieces.
func exported(t *rapid.T, all []story, exports int) ([]export, map[string][2]int) {
	var files []export
	newest := map[string][2]int{} // per order the newest export of its head and of its lines, from 1
	for k := range exports {
		pieces := make([]export, rapid.IntRange(1, 2).Draw(t, "pieces"))
		for p := range pieces {
			pieces[p] = export{name: fmt.Sprintf("导出%d-%d.csv", k, p), at: at(10+k, 8)}
		}
		for i := range all {
			s, seen := &all[i], newest[all[i].id]
			piece := &pieces[rapid.IntRange(0, len(pieces)-1).Draw(t, "piece")]
			if rapid.IntRange(0, 2).Draw(t, "head") > 0 {
				piece.heads = append(piece.heads, s.head(s.stages[k]))
				seen[0] = k + 1
			}
			if rapid.IntRange(0, 2).Draw(t, "items") > 0 {
				for j := range s.lines {
					piece.lines = append(piece.lines, s.line(j, s.stages[k]))
				}
				seen[1] = k + 1
			}
			newest[s.id] = seen
		}
		files = append(files, pieces...)
	}
	if again := rapid.IntRange(0, len(files)-1).Draw(t, "again"); len(files) > 0 {
		renamed := files[again]
		renamed.name = "改名 " + renamed.name
		files = append(files, renamed)
	}
	return files, newest
}

// expected is the model: what the newest head and the newest lines of each order mean.
func expected(all []story, newest map[string][2]int) map[string]int64 {
	want := map[string]int64{}
	add := func(name string, sku order.SKU, n int64) {
		if n != 0 {
			want[name+" "+string(sku)] += n
		}
	}
	for i := range all {
		s := &all[i]
		seen := newest[s.id]
		if seen[0] == 0 || seen[1] == 0 || s.stages[seen[0]-1] == unpaid {
			continue // lines wait for their order, an order without lines has no amount here, an unpaid one sells nothing
		}
		state, detail := s.stages[seen[0]-1], s.stages[seen[1]-1]
		undone := state == closed && !s.wasShipped()
		for _, it := range s.lines {
			add("gmv", it.sku, int64(it.fen))
			switch {
			case detail == partRefunded && it.refund > 0:
				add("refund", it.sku, int64(it.refund))
			case state == closed:
				add("refund", it.sku, int64(it.fen))
			}
			kind := "pieces"
			if undone {
				kind = "cancelled"
			}
			switch it.sku {
			case "":
			case "BOX":
				add(kind, "A", it.qty*4)
				add(kind, "C", it.qty)
			default:
				add(kind, it.sku, it.qty)
			}
		}
	}
	return want
}

const measured = `
	SELECT 'gmv ' || sku, sum(gmv_fen)::BIGINT FROM fct_sales_day GROUP BY sku HAVING sum(gmv_fen) <> 0
	UNION ALL SELECT 'refund ' || sku, sum(refund_fen)::BIGINT FROM fct_sales_day GROUP BY sku HAVING sum(refund_fen) <> 0
	UNION ALL SELECT 'pieces ' || sku, sum(qty)::BIGINT FROM fct_demand_day GROUP BY sku HAVING sum(qty) <> 0
	UNION ALL SELECT 'cancelled ' || sku, sum(cancelled_qty)::BIGINT FROM fct_demand_day GROUP BY sku HAVING sum(cancelled_qty) <> 0`

// drawing sets the number of draws for one property that runs the whole chain, more at night.
func drawing(t *testing.T, byDay, byNight int) {
	t.Helper()
	n := byDay
	if os.Getenv("ZHIWEI_NIGHTLY") != "" {
		n = byNight
	}
	before := flag.Lookup("rapid.checks").Value.String()
	if err := flag.Set("rapid.checks", strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := flag.Set("rapid.checks", before); err != nil {
			t.Error(err)
		}
	})
}

// TestOrderHistories follows orders from unpaid to closed through exports that come in any order, in pieces, twice and
// under another name, and compares money to the fen and demand to the piece with a model in memory.
func TestOrderHistories(t *testing.T) {
	db := fresh(t)
	fill(t, db, "in_bundles", []byte("bundle_sku,component_sku,qty,kind\nBOX,A,4,食品\nBOX,C,1,盒\n"))
	drawing(t, 20, 1000)
	rapid.Check(t, func(rt *rapid.T) {
		exports := rapid.IntRange(1, 4).Draw(rt, "exports")
		all := stories(rt, exports)
		files, newest := exported(rt, all, exports)
		reset(rt, db)
		for _, f := range rapid.Permutation(files).Draw(rt, "order") {
			bringRapid(rt, db, f)
		}
		if err := transform.Run(context.Background(), db, transform.RunOptions{AsOf: asof}); err != nil {
			rt.Fatalf("run: %v", err)
		}
		if diff := cmp.Diff(expected(all, newest), totals(rt, db)); diff != "" {
			rt.Fatalf("totals differ from the model (-want +got):\n%s", diff)
		}
		for _, row := range grid(rt, db, `SELECT name, records, accepted + duplicate + superseded + skipped + quarantined FROM raw_file`) {
			if row[1] != row[2] {
				rt.Fatalf("%s: %s records, %s accounted for", row[0], row[1], row[2])
			}
		}
	})
}

func totals(t fataler, db *warehouse.DB) map[string]int64 {
	out := map[string]int64{}
	for _, row := range grid(t, db, measured) {
		n, err := strconv.ParseInt(row[1], 10, 64)
		if err != nil {
			t.Fatalf("%v", err)
		}
		out[row[0]] = n
	}
	return out
}

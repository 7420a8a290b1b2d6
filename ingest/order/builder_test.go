package order_test

import (
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
)

var noon = time.Date(2026, 8, 23, 12, 0, 0, 0, time.UTC)

// cell reads one value of a record by column name in the form people write it.
func cell(t *testing.T, rec arrow.Record, name string, row int) string {
	t.Helper()
	at := rec.Schema().FieldIndices(name)
	if len(at) != 1 {
		t.Fatalf("column %s stands %d times in the schema", name, len(at))
	}
	return rec.Column(at[0]).ValueStr(row)
}

func TestHeadBuilder(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(t, 0)
	b := order.NewHeadBuilder(alloc)
	defer b.Release()
	b.Append(&order.Head{
		Platform: "taobao", Shop: "旗舰店", OrderID: "1000000000000000001", Status: order.Shipped,
		Refund: order.RefundOpen, CloseReason: "none", CreatedAt: noon, PaidAt: noon.Add(time.Minute),
		PaidMark: order.PaidAsWritten, OrderPaid: 1280, OrderTotal: 1500, Freight: 300, RefundAmount: 7,
		HasTracking: true, IsPresale: true, ExcludeReason: "brushing", Province: "浙江省", City: "杭州市",
		Warehouse: "杭州中心仓", Currency: "CNY", Zone: "Asia/Shanghai",
		Export: order.Export{
			ExportedAt: noon, StatusRank: 4, RefundRank: 2, RowHash: 1 << 63, FileSHA: "ab",
			Origin: order.Origin{Sheet: "export", Line: 12},
		},
	})
	b.Append(&order.Head{OrderID: "2"})
	rec := b.Record()
	defer rec.Release()
	if !rec.Schema().Equal(order.HeadSchema) || rec.NumRows() != 2 {
		t.Fatalf("got %d rows of %v", rec.NumRows(), rec.Schema())
	}
	got := map[string]string{}
	for _, f := range order.HeadSchema.Fields() {
		got[f.Name] = cell(t, rec, f.Name, 0)
	}
	want := map[string]string{
		"platform": "taobao", "shop": "旗舰店", "order_id": "1000000000000000001", "status": "shipped",
		"refund_status": "open", "close_reason": "none", "created_at": "2026-08-23 12:00:00Z",
		"paid_at": "2026-08-23 12:01:00Z", "paid_mark": "0", "shipped_at": "(null)", "completed_at": "(null)",
		"promised_ship_at": "(null)", "deliver_on": "(null)", "order_paid": "1280", "order_total": "1500",
		"freight": "300", "refund_amount": "7", "has_tracking": "true", "is_presale": "true",
		"exclude_reason": "brushing", "province": "浙江省", "city": "杭州市", "warehouse": "杭州中心仓",
		"currency": "CNY", "zone": "Asia/Shanghai", "exported_at": "2026-08-23 12:00:00Z", "status_rank": "4",
		"refund_rank": "2", "row_hash": "9223372036854775808", "file_sha": "ab", "sheet": "export", "src_line": "12",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := cell(t, rec, "shop", 1); got != "" {
		t.Errorf("empty shop got %q, want an empty text, never null: keys must join", got)
	}
}

func TestLineBuilder(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(t, 0)
	b := order.NewLineBuilder(alloc)
	defer b.Release()
	b.Reserve(1)
	b.Append(&order.Line{
		Platform: "jd", Shop: "自营", OrderID: "O1", LineID: "O1#1", SKUCode: "c", ItemCode: "i", PlatformItemID: "pi",
		PlatformSKUID: "ps", Title: "蛋黄酥", Spec: "6枚", SKU: "GD1001", Qty: 2, SKUQty: 6, UnitPrice: 1280,
		LineAmount: 2560, LinePaid: 2500, HasLinePaid: true, DiscShop: 1, DiscPlatform: 2, DiscOther: 3,
		RefundAmount: 4, RefundQty: 5, Status: order.Refunded, Refund: order.RefundFull, CreatedAt: noon, PaidAt: noon,
		PaidMark: order.PaidFromID, ShippedAt: noon, PromisedShip: noon, DeliverOn: noon, HasTracking: true,
		IsGift: true, IsPresale: true, BundleCode: "LH1", ExcludeReason: "trial", Warehouse: "W", Currency: "CNY",
		Zone: "Asia/Shanghai", SubCent: true, PeriodKeyed: true,
		Export: order.Export{ExportedAt: noon, StatusRank: 8, RefundRank: 6, RowHash: 9, FileSHA: "s", Origin: order.Origin{Sheet: "x", Line: 3}},
	})
	if b.Len() != 1 {
		t.Fatalf("Len got %d, want 1", b.Len())
	}
	rec := b.Record()
	defer rec.Release()
	const day = "2026-08-23 12:00:00Z"
	want := []string{
		"jd", "自营", "O1", "O1#1", "c", "i", "pi", "ps", "蛋黄酥", "6枚", "GD1001", "2", "6", "1280", "2560", "2500",
		"true", "1", "2", "3", "4", "5", "refunded", "refunded", day, day, "4", day, day, day, "true", "true", "true",
		"LH1", "trial", "W", "CNY", "Asia/Shanghai", "true", "true", day, "8", "6", "9", "s", "x", "3",
	}
	got := make([]string, rec.NumCols())
	for i, col := range rec.Columns() {
		got[i] = col.ValueStr(0)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if b.Len() != 0 {
		t.Errorf("Len after Record got %d, want 0", b.Len())
	}
}

func TestBatchRelease(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	heads, lines := order.NewHeadBuilder(alloc), order.NewLineBuilder(alloc)
	heads.Append(&order.Head{OrderID: "1"})
	lines.Append(&order.Line{OrderID: "1", LineID: "1"})
	batch := order.Batch{Heads: heads.Record(), Lines: lines.Record()}
	if got := batch.Lines.Column(3).(*array.String).Value(0); got != "1" {
		t.Errorf("line id got %q, want 1", got)
	}
	heads.Release()
	lines.Release()
	batch.Release()
	alloc.AssertSize(t, 0)
	order.Batch{}.Release()
}

func TestStatusWordsRoundTrip(t *testing.T) {
	for s := order.StatusUnknown; s <= order.Refunded; s++ {
		if got, err := order.ParseStatus(s.String()); err != nil || got != s {
			t.Errorf("%s: got %v, %v", s, got, err)
		}
	}
	for r := order.RefundNone; r <= order.RefundFull; r++ {
		if got, err := order.ParseRefund(r.String()); err != nil || got != r {
			t.Errorf("%s: got %v, %v", r, got, err)
		}
	}
	if _, err := order.ParseStatus("完成"); err == nil {
		t.Error("a word outside the list was accepted")
	}
	if _, err := order.ParseRefund("完成"); err == nil {
		t.Error("a word outside the list was accepted")
	}
	if order.Closed.Rank() != order.Cancelled.Rank() || order.Shipped.Rank() >= order.Completed.Rank() {
		t.Error("closed must tie with cancelled, completed must come after shipped")
	}
}

package order_test

import (
	"bufio"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/order"
)

// headColumns and lineColumns say into which column each field goes.
var (
	exportColumns = map[string]string{
		"ExportedAt": "exported_at", "StatusRank": "status_rank", "RefundRank": "refund_rank", "RowHash": "row_hash", "FileSHA": "file_sha", "Sheet": "sheet", "Line": "src_line",
	}
	headColumns = map[string]string{
		"Platform": "platform", "Shop": "shop", "OrderID": "order_id", "Status": "status", "Refund": "refund_status", "CloseReason": "close_reason", "CreatedAt": "created_at",
		"PaidAt": "paid_at", "PaidMark": "paid_mark", "ShippedAt": "shipped_at", "CompletedAt": "completed_at", "PromisedShip": "promised_ship_at", "DeliverOn": "deliver_on",
		"OrderPaid": "order_paid", "OrderTotal": "order_total", "Freight": "freight", "RefundAmount": "refund_amount", "HasTracking": "has_tracking", "IsPresale": "is_presale",
		"ExcludeReason": "exclude_reason", "Province": "province", "City": "city", "Warehouse": "warehouse", "Currency": "currency", "Zone": "zone",
	}
	lineColumns = map[string]string{
		"Platform": "platform", "Shop": "shop", "OrderID": "order_id", "LineID": "line_id", "SKUCode": "sku_code", "ItemCode": "item_code", "PlatformItemID": "platform_item_id",
		"PlatformSKUID": "platform_sku_id", "Title": "title", "Spec": "spec", "SKU": "sku", "Qty": "qty", "SKUQty": "sku_qty", "UnitPrice": "unit_price", "LineAmount": "line_amount",
		"LinePaid": "line_paid", "HasLinePaid": "has_line_paid", "DiscShop": "disc_shop", "DiscPlatform": "disc_platform", "DiscOther": "disc_other",
		"RefundAmount": "refund_amount", "RefundQty": "refund_qty", "Status": "status", "Refund": "refund_status", "CreatedAt": "created_at", "PaidAt": "paid_at",
		"PaidMark": "paid_mark", "ShippedAt": "shipped_at", "PromisedShip": "promised_ship_at", "DeliverOn": "deliver_on", "HasTracking": "has_tracking", "IsGift": "is_gift",
		"IsPresale": "is_presale", "BundleCode": "bundle_code", "ExcludeReason": "exclude_reason", "Warehouse": "warehouse", "Currency": "currency", "Zone": "zone",
		"SubCent": "sub_cent", "PeriodKeyed": "period_keyed",
	}
)

// columnsOf turns a record's row into column → text.
func columnsOf(rec arrow.Record, row int) map[string]string {
	out := map[string]string{}
	for i, f := range rec.Schema().Fields() {
		out[f.Name] = strings.Clone(rec.Column(i).ValueStr(row))
	}
	return out
}

func headRecord(h *order.Head) map[string]string {
	b := order.NewHeadBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Append(h)
	rec := b.Record()
	defer rec.Release()
	return columnsOf(rec, 0)
}

func lineRecord(l *order.Line) map[string]string {
	b := order.NewLineBuilder(memory.DefaultAllocator)
	defer b.Release()
	b.Append(l)
	rec := b.Record()
	defer rec.Release()
	return columnsOf(rec, 0)
}

// set gives a field a value that is not its zero.
func set(f reflect.Value) {
	switch v := f.Addr().Interface().(type) {
	case *time.Time:
		*v = noon
	case *bool:
		*v = true
	default:
		switch f.Kind() {
		case reflect.String:
			f.SetString("值")
		case reflect.Uint8, reflect.Uint64:
			f.SetUint(3)
		default:
			f.SetInt(7)
		}
	}
}

// oneAtATime sets each field alone and returns the columns that changed by it.
func oneAtATime(t *testing.T, fresh func() any, record func(any) map[string]string, columns map[string]string) {
	t.Helper()
	zero := record(fresh())
	seen := 0
	var walk func(path []int, typ reflect.Type)
	walk = func(path []int, typ reflect.Type) {
		for i := range typ.NumField() {
			f, at := typ.Field(i), append(append([]int{}, path...), i)
			if f.Anonymous {
				walk(at, f.Type)
				continue
			}
			if f.Name == "File" {
				continue // the name for people stands in the ledger, not in each row
			}
			v := fresh()
			set(reflect.ValueOf(v).Elem().FieldByIndex(at))
			var changed []string
			for name, text := range record(v) {
				if text != zero[name] {
					changed = append(changed, name)
				}
			}
			want := columns[f.Name]
			if want == "" {
				want = exportColumns[f.Name]
			}
			if len(changed) != 1 || changed[0] != want {
				t.Errorf("%s changed the columns %v, want %s", f.Name, changed, want)
			}
			seen++
		}
	}
	walk(nil, reflect.TypeOf(fresh()).Elem())
	if seen != len(columns)+len(exportColumns) {
		t.Errorf("%d fields, %d columns: a field without a column, or the other way round", seen, len(columns)+len(exportColumns))
	}
}

func TestEveryFieldHasItsColumn(t *testing.T) {
	oneAtATime(t, func() any { return new(order.Head) }, func(v any) map[string]string { return headRecord(v.(*order.Head)) }, headColumns)
	oneAtATime(t, func() any { return new(order.Line) }, func(v any) map[string]string { return lineRecord(v.(*order.Line)) }, lineColumns)
}

// TestSchemasEqualTheTables holds the columns against the tables that take them, in name, type and order.
func TestSchemasEqualTheTables(t *testing.T) {
	types := map[string]string{
		"utf8": "VARCHAR", "int64": "BIGINT", "int32": "INTEGER", "uint64": "UBIGINT", "bool": "BOOLEAN", "timestamp[us]": "TIMESTAMP",
	}
	for table, schema := range map[string]*arrow.Schema{"raw_order": order.HeadSchema, "raw_order_line": order.LineSchema} {
		f, err := os.Open(filepath.Join("..", "..", "transform", "tables", table+".sql"))
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for s := bufio.NewScanner(f); s.Scan(); {
			if strings.HasPrefix(s.Text(), "    ") {
				words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(s.Text()), ","))
				want = append(want, words[0]+" "+words[1])
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		for _, field := range schema.Fields() {
			got = append(got, field.Name+" "+types[field.Type.String()])
			if !field.Nullable {
				t.Errorf("%s.%s is not nullable: a record of another version could not be loaded", table, field.Name)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-table +schema):\n%s", table, d)
		}
	}
}

// TestTextsAreNeverNull: keys join, so an empty one is a text; times are null, so that they do not sort before all others.
func TestTextsAreNeverNull(t *testing.T) {
	for name, row := range map[string]map[string]string{"head": headRecord(&order.Head{}), "line": lineRecord(&order.Line{})} {
		for column, text := range row {
			isTime := strings.HasSuffix(column, "_at") || column == "deliver_on"
			if isTime != (text == "(null)") {
				t.Errorf("%s.%s of an empty row is %q", name, column, text)
			}
		}
		if row["status"] != "unknown" || row["refund_status"] != "none" || row["paid_mark"] != "0" {
			t.Errorf("%s: %s %s %s", name, row["status"], row["refund_status"], row["paid_mark"])
		}
	}
}

// drawLine draws a line with every kind of value in it.
func drawLine(t *rapid.T) order.Line {
	moment := func(name string) time.Time {
		if rapid.Bool().Draw(t, name+" known") {
			return time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, name)).UTC()
		}
		return time.Time{}
	}
	return order.Line{
		OrderID: rapid.String().Draw(t, "order"), LineID: rapid.String().Draw(t, "line"), Title: rapid.String().Draw(t, "title"),
		Qty: rapid.Int64().Draw(t, "qty"), LinePaid: order.Money(rapid.Int64().Draw(t, "paid")), HasLinePaid: rapid.Bool().Draw(t, "has"),
		Status: order.Status(rapid.IntRange(0, 8).Draw(t, "status")), Refund: order.RefundStatus(rapid.IntRange(0, 6).Draw(t, "refund")),
		CreatedAt: moment("created"), PaidAt: moment("paid at"),
		Export: order.Export{RowHash: rapid.Uint64().Draw(t, "hash"), Origin: order.Origin{Line: rapid.IntRange(1, 1<<30).Draw(t, "src")}},
	}
}

// TestLinesComeBack appends any lines and reads the cells of the record again.
func TestLinesComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
		b := order.NewLineBuilder(alloc)
		lines := rapid.SliceOfN(rapid.Custom(drawLine), 0, 20).Draw(rt, "lines")
		for i := range lines {
			b.Append(&lines[i])
		}
		if b.Len() != len(lines) {
			rt.Fatalf("Len %d, want %d", b.Len(), len(lines))
		}
		rec := b.Record()
		column := func(name string) arrow.Array { return rec.Column(rec.Schema().FieldIndices(name)[0]) }
		for i := range lines {
			l := &lines[i]
			created := column("created_at").(*array.Timestamp)
			switch {
			case column("order_id").(*array.String).Value(i) != l.OrderID, column("title").(*array.String).Value(i) != l.Title,
				column("line_id").(*array.String).Value(i) != l.LineID, column("qty").(*array.Int64).Value(i) != l.Qty,
				column("line_paid").(*array.Int64).Value(i) != int64(l.LinePaid), column("has_line_paid").(*array.Boolean).Value(i) != l.HasLinePaid,
				column("row_hash").(*array.Uint64).Value(i) != l.RowHash, column("status").(*array.String).Value(i) != l.Status.String(),
				column("refund_status").(*array.String).Value(i) != l.Refund.String(), column("src_line").(*array.Int64).Value(i) != int64(l.Line),
				created.IsNull(i) != l.CreatedAt.IsZero(), !l.CreatedAt.IsZero() && int64(created.Value(i)) != l.CreatedAt.UnixMicro():
				rt.Fatalf("row %d of %d differs from %+v: %v", i, len(lines), l, columnsOf(rec, i))
			}
		}
		rec.Release()
		b.Release()
		if n := alloc.CurrentAlloc(); n != 0 {
			rt.Fatalf("%d bytes not given back", n)
		}
	})
}

// TestBuildersMayBeUsedAgain: a builder is emptied by Record, and its records stay whole when it goes on.
func TestBuildersMayBeUsedAgain(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(t, 0)
	b := order.NewHeadBuilder(alloc)
	defer b.Release()
	b.Reserve(order.BatchRows)
	var records []arrow.Record
	for round := range 3 {
		for i := range round + 1 {
			b.Append(&order.Head{OrderID: strings.Repeat("x", round+1), Export: order.Export{Origin: order.Origin{Line: i}}})
		}
		records = append(records, b.Record())
	}
	for round, rec := range records {
		if int(rec.NumRows()) != round+1 || cell(t, rec, "order_id", round) != strings.Repeat("x", round+1) {
			t.Errorf("record %d: %d rows, %q", round, rec.NumRows(), cell(t, rec, "order_id", 0))
		}
		rec.Release()
	}
}

// TestRanksFollowTheLifeOfAnOrder pins the order in which a tie is decided: the list is part of the contract with the database.
func TestRanksFollowTheLifeOfAnOrder(t *testing.T) {
	life := []order.Status{
		order.StatusUnknown, order.Unpaid, order.Paid, order.PartShipped, order.Shipped, order.Completed, order.Closed, order.Refunded,
	}
	for i := range life[1:] {
		if life[i].Rank() >= life[i+1].Rank() {
			t.Errorf("%s must rank below %s", life[i], life[i+1])
		}
	}
	refunds := []order.RefundStatus{
		order.RefundNone, order.RefundRejected, order.RefundOpen, order.RefundExchanged, order.RefundReshipped, order.RefundPart, order.RefundFull,
	}
	for i, r := range refunds {
		if int(r) != i {
			t.Errorf("%s is %d, want %d: stored ranks would change", r, int(r), i)
		}
	}
	for i, m := range []order.PaidMark{order.PaidAsWritten, order.PaidNone, order.PaidIsCreated, order.PaidIsShipped, order.PaidFromID} {
		if int(m) != i {
			t.Errorf("payment mark %d is %d: the models read the number", i, m)
		}
	}
}

// TestWordsAreThoseOfTheTable pins the words that SQL compares with.
func TestWordsAreThoseOfTheTable(t *testing.T) {
	for s, want := range map[order.Status]string{
		order.StatusUnknown: "unknown", order.Unpaid: "unpaid", order.Paid: "paid", order.PartShipped: "part_shipped", order.Shipped: "shipped",
		order.Completed: "completed", order.Closed: "closed", order.Cancelled: "cancelled", order.Refunded: "refunded",
	} {
		if s.String() != want {
			t.Errorf("%d is %q, want %q", s, s, want)
		}
	}
	for r, want := range map[order.RefundStatus]string{
		order.RefundNone: "none", order.RefundRejected: "rejected", order.RefundOpen: "open", order.RefundExchanged: "exchanged",
		order.RefundReshipped: "reshipped", order.RefundPart: "partly_refunded", order.RefundFull: "refunded",
	} {
		if r.String() != want {
			t.Errorf("%d is %q, want %q", r, r, want)
		}
	}
	for _, word := range []string{"", "Paid", "paid ", "none"} {
		if s, err := order.ParseStatus(word); err == nil {
			t.Errorf("%q became %s", word, s)
		}
	}
	for _, word := range []string{"", "None", "refund", "paid"} {
		if r, err := order.ParseRefund(word); err == nil {
			t.Errorf("%q became %s", word, r)
		}
	}
}

func TestCodesAreDistinctWords(t *testing.T) {
	seen := map[order.Code]bool{}
	for _, c := range []order.Code{
		order.BadMoney, order.BadTime, order.BadQty, order.BadQuote, order.LongRow, order.DamagedID, order.EmptyID, order.UnknownStatus, order.UnknownRefund,
		order.UnknownShop, order.UnknownValue, order.MissingValue, order.DuplicateKey, order.FieldsDisagree, order.OrderViewFile,
	} {
		if seen[c] || c == "" || strings.ToLower(string(c)) != string(c) || strings.ContainsAny(string(c), " _") {
			t.Errorf("code %q", c)
		}
		seen[c] = true
	}
}

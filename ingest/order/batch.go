package order

import (
	"github.com/apache/arrow/go/v17/arrow"
)

// Batch is what ingest hands to transform: one chunk of a file.
// Heads and Lines may be nil; the receiver releases them.
type Batch struct {
	Heads    arrow.Record
	Lines    arrow.Record
	Problems []Problem
}

// Release gives the records' memory back.
func (b Batch) Release() {
	if b.Heads != nil {
		b.Heads.Release()
	}
	if b.Lines != nil {
		b.Lines.Release()
	}
}

var (
	text  = arrow.BinaryTypes.String
	whole = arrow.PrimitiveTypes.Int64
	small = arrow.PrimitiveTypes.Int32
	hash  = arrow.PrimitiveTypes.Uint64
	flag  = arrow.FixedWidthTypes.Boolean
	clock = &arrow.TimestampType{Unit: arrow.Microsecond} // naive wall clock
)

func fields(pairs ...any) []arrow.Field {
	out := make([]arrow.Field, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, arrow.Field{Name: pairs[i].(string), Type: pairs[i+1].(arrow.DataType), Nullable: true})
	}
	return out
}

func exportFields() []arrow.Field {
	return fields("exported_at", clock, "status_rank", small, "refund_rank", small, "row_hash", hash,
		"file_sha", text, "sheet", text, "src_line", whole)
}

// HeadSchema is the Arrow schema of raw_order and of Batch.Heads, in column order.
var HeadSchema = arrow.NewSchema(append(fields(
	"platform", text, "shop", text, "order_id", text, "status", text, "refund_status", text,
	"close_reason", text, "created_at", clock, "paid_at", clock, "paid_mark", small,
	"shipped_at", clock, "completed_at", clock, "promised_ship_at", clock, "deliver_on", clock,
	"order_paid", whole, "order_total", whole, "freight", whole, "refund_amount", whole,
	"has_tracking", flag, "is_presale", flag, "exclude_reason", text, "province", text, "city", text,
	"warehouse", text, "currency", text, "zone", text), exportFields()...), nil)

// LineSchema is the Arrow schema of raw_order_line and of Batch.Lines, in column order.
var LineSchema = arrow.NewSchema(append(fields(
	"platform", text, "shop", text, "order_id", text, "line_id", text, "sku_code", text, "item_code", text,
	"platform_item_id", text, "platform_sku_id", text, "title", text, "spec", text, "sku", text,
	"qty", whole, "sku_qty", whole, "unit_price", whole, "line_amount", whole, "line_paid", whole,
	"has_line_paid", flag, "disc_shop", whole, "disc_platform", whole, "disc_other", whole,
	"refund_amount", whole, "refund_qty", whole, "status", text, "refund_status", text,
	"created_at", clock, "paid_at", clock, "paid_mark", small, "shipped_at", clock,
	"promised_ship_at", clock, "deliver_on", clock, "has_tracking", flag, "is_gift", flag,
	"is_presale", flag, "bundle_code", text, "exclude_reason", text, "warehouse", text,
	"currency", text, "zone", text, "sub_cent", flag, "period_keyed", flag), exportFields()...), nil)

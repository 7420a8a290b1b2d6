package order

import (
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// BatchRows is the number of rows of a full record: 16 k keeps memory flat at no cost in speed.
const BatchRows = 16 << 10

// HeadBuilder packs orders into a record of HeadSchema. Empty text is stored as "", an empty time as null.
type HeadBuilder struct{ cells }

// NewHeadBuilder returns an empty builder whose memory comes from alloc. Release it when done.
func NewHeadBuilder(alloc memory.Allocator) *HeadBuilder {
	return &HeadBuilder{newCells(alloc, HeadSchema)}
}

// Append adds one order.
func (b *HeadBuilder) Append(h *Head) {
	b.next = 0
	b.text(string(h.Platform))
	b.text(string(h.Shop))
	b.text(h.OrderID)
	b.text(h.Status.String())
	b.text(h.Refund.String())
	b.text(h.CloseReason)
	b.clock(h.CreatedAt)
	b.clock(h.PaidAt)
	b.small(int32(h.PaidMark))
	b.clock(h.ShippedAt)
	b.clock(h.CompletedAt)
	b.clock(h.PromisedShip)
	b.clock(h.DeliverOn)
	b.whole(int64(h.OrderPaid))
	b.whole(int64(h.OrderTotal))
	b.whole(int64(h.Freight))
	b.whole(int64(h.RefundAmount))
	b.flag().Append(h.HasTracking)
	b.flag().Append(h.IsPresale)
	b.text(h.ExcludeReason)
	b.text(h.Province)
	b.text(h.City)
	b.text(string(h.Warehouse))
	b.text(h.Currency)
	b.text(h.Zone)
	b.export(&h.Export)
}

// LineBuilder packs order items into a record of LineSchema. Empty text is stored as "", an empty time as null.
type LineBuilder struct{ cells }

// NewLineBuilder returns an empty builder whose memory comes from alloc. Release it when done.
func NewLineBuilder(alloc memory.Allocator) *LineBuilder {
	return &LineBuilder{newCells(alloc, LineSchema)}
}

// Append adds one order item.
func (b *LineBuilder) Append(l *Line) {
	b.next = 0
	b.names(l)
	b.amounts(l)
	b.text(l.Status.String())
	b.text(l.Refund.String())
	b.clock(l.CreatedAt)
	b.clock(l.PaidAt)
	b.small(int32(l.PaidMark))
	b.clock(l.ShippedAt)
	b.clock(l.PromisedShip)
	b.clock(l.DeliverOn)
	b.flag().Append(l.HasTracking)
	b.flag().Append(l.IsGift)
	b.flag().Append(l.IsPresale)
	b.text(l.BundleCode)
	b.text(l.ExcludeReason)
	b.text(string(l.Warehouse))
	b.text(l.Currency)
	b.text(l.Zone)
	b.flag().Append(l.SubCent)
	b.flag().Append(l.PeriodKeyed)
	b.export(&l.Export)
}

func (b *LineBuilder) names(l *Line) {
	b.text(string(l.Platform))
	b.text(string(l.Shop))
	b.text(l.OrderID)
	b.text(l.LineID)
	b.text(l.SKUCode)
	b.text(l.ItemCode)
	b.text(l.PlatformItemID)
	b.text(l.PlatformSKUID)
	b.text(l.Title)
	b.text(l.Spec)
	b.text(string(l.SKU))
}

func (b *LineBuilder) amounts(l *Line) {
	b.whole(l.Qty)
	b.whole(l.SKUQty)
	b.whole(int64(l.UnitPrice))
	b.whole(int64(l.LineAmount))
	b.whole(int64(l.LinePaid))
	b.flag().Append(l.HasLinePaid)
	b.whole(int64(l.DiscShop))
	b.whole(int64(l.DiscPlatform))
	b.whole(int64(l.DiscOther))
	b.whole(int64(l.RefundAmount))
	b.whole(l.RefundQty)
}

// cells appends one row's values to the columns from left to right.
type cells struct {
	record *array.RecordBuilder
	cols   []array.Builder
	next   int
}

func newCells(alloc memory.Allocator, schema *arrow.Schema) cells {
	b := array.NewRecordBuilder(alloc, schema)
	return cells{record: b, cols: b.Fields()}
}

// Len is the number of rows since the last Record.
func (c *cells) Len() int { return c.cols[0].Len() }

// Reserve makes room for n more rows.
func (c *cells) Reserve(n int) { c.record.Reserve(n) }

// Record hands out the rows so far and starts anew; the receiver releases it.
func (c *cells) Record() arrow.Record { return c.record.NewRecord() }

// Release gives the builder's memory back.
func (c *cells) Release() { c.record.Release() }

func (c *cells) column() array.Builder {
	b := c.cols[c.next]
	c.next++
	return b
}

func (c *cells) text(s string)               { c.column().(*array.StringBuilder).Append(s) }
func (c *cells) whole(n int64)               { c.column().(*array.Int64Builder).Append(n) }
func (c *cells) small(n int32)               { c.column().(*array.Int32Builder).Append(n) }
func (c *cells) flag() *array.BooleanBuilder { return c.column().(*array.BooleanBuilder) }

func (c *cells) clock(t time.Time) {
	b := c.column().(*array.TimestampBuilder)
	if t.IsZero() {
		b.AppendNull()
		return
	}
	b.Append(arrow.Timestamp(t.UnixMicro()))
}

func (c *cells) export(e *Export) {
	c.clock(e.ExportedAt)
	c.small(int32(e.StatusRank))
	c.small(int32(e.RefundRank))
	c.column().(*array.Uint64Builder).Append(e.RowHash)
	c.text(e.FileSHA)
	c.text(e.Sheet)
	c.whole(int64(e.Line))
}

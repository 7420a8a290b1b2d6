package profile

import (
	"strings"
	"time"

	"zhiwei/ingest/order"
)

// finish derives what no single cell says: line number, amounts, payment mark, rules, SKU, ranks.
func (r *Reader) finish() {
	r.keys()
	if r.lines {
		r.lineAmounts()
	}
	if r.bad != nil {
		return
	}
	r.payment()
	r.lastRules()
	if r.lines {
		r.sku()
	}
	r.head.StatusRank, r.line.StatusRank = r.head.Status.Rank(), r.line.Status.Rank()
	r.head.RefundRank, r.line.RefundRank = int(r.head.Refund), int(r.line.Refund)
	r.head.RowHash, r.line.RowHash = uint64(r.marks[0]), uint64(r.marks[1])
}

func (r *Reader) keys() {
	if r.line.Shop == "" {
		r.bad = &order.Problem{Code: order.UnknownShop, Value: r.env.Shop}
		return
	}
	if r.refs[fOrderID] > 0 && r.line.OrderID == "" {
		r.fail(order.EmptyID, &r.columns[r.refs[fOrderID]-1], "")
		return
	}
	switch r.profile.LineID {
	case LineIDRow:
		r.line.LineID = r.rowKey(r.src)
		if r.line.OrderID == "" {
			r.line.OrderID = r.line.LineID
		}
	case LineIDOrder:
		r.line.LineID = r.line.OrderID
	case LineIDColumn:
		if r.lines && r.line.LineID == "" {
			r.fail(order.EmptyID, &r.columns[max(r.refs[fLineID], 1)-1], "")
		}
	case LineIDCount: // numbered in file order, once the blocks are back in order
	}
}

func (r *Reader) lineAmounts() {
	if r.refs[fQty] > 0 && r.nums[r.columns[r.refs[fQty]-1].num].empty {
		r.fail(order.BadQty, &r.columns[r.refs[fQty]-1], "")
		return
	}
	price, qty := r.numberOf(fUnitPrice), r.numberOf(fQty)
	if r.refs[fLineAmount] == 0 && price != nil && qty != nil && price.ok && qty.ok {
		fen, subCent, ok := price.Times(qty.Decimal)
		if !ok {
			r.fail(order.BadMoney, &r.columns[r.refs[fUnitPrice]-1], price.text)
			return
		}
		r.line.LineAmount = fen
		r.line.SubCent = r.line.SubCent || subCent
	}
	if r.profile.PaidIsAmount {
		r.line.LinePaid, r.line.HasLinePaid = r.line.LineAmount, true
	}
}

// payment marks how the payment time came about.
func (r *Reader) payment() {
	paid, created, mark := r.line.PaidAt, r.line.CreatedAt, order.PaidAsWritten
	if r.heads {
		paid, created = r.head.PaidAt, r.head.CreatedAt
	}
	switch {
	case !paid.IsZero():
	case r.profile.DateFromID != "" && created.IsZero() && r.noEvents() && soldStatus(r.head.Status):
		if paid = r.dateFromID(); !paid.IsZero() {
			created, mark = paid, order.PaidFromID
			r.event(paid)
		} else {
			mark = order.PaidNone
		}
	case r.refs[fPaid] > 0:
		mark = order.PaidNone
	case r.profile.PaidFrom == "created":
		paid, mark = created, order.PaidIsCreated
	case r.profile.PaidFrom == "shipped":
		paid, mark = r.line.ShippedAt, order.PaidIsShipped
	}
	r.head.PaidAt, r.line.PaidAt, r.head.PaidMark, r.line.PaidMark = paid, paid, mark, mark
	r.head.CreatedAt, r.line.CreatedAt = created, created
}

func (r *Reader) noEvents() bool { return r.head.ShippedAt.IsZero() && r.head.CompletedAt.IsZero() }

// soldStatus tells whether an order of that state was paid at some time.
func soldStatus(s order.Status) bool {
	return s != order.Unpaid && s != order.Cancelled && s != order.StatusUnknown
}

func (r *Reader) dateFromID() time.Time {
	layout, id := r.profile.DateFromID, r.head.OrderID
	if len(id) <= len(layout) || id[len(layout)] != '-' {
		return time.Time{}
	}
	t, err := time.Parse(layout, id[:len(layout)])
	if err != nil {
		return time.Time{}
	}
	return t
}

// lastRules applies the rules that mark a row. The first exclusion that holds names the reason.
func (r *Reader) lastRules() {
	for i := range r.rules {
		rule := &r.rules[i]
		if rule.Then == Skip || rule.Then == Refuse || !r.holds(rule) {
			continue
		}
		switch rule.Then {
		case Exclude:
			if r.line.ExcludeReason == "" {
				r.head.ExcludeReason, r.line.ExcludeReason = rule.Name, rule.Name
			}
		case Gift:
			r.line.IsGift = true
		case Presale:
			r.head.IsPresale, r.line.IsPresale = true, true
		case Return:
			r.credit()
		default:
		}
	}
}

// credit turns a line with negative pieces into a refund: money and pieces that came back, nothing sold. The amount
// stays as written, so that the file's sums balance.
func (r *Reader) credit() {
	amount, pieces := r.line.LineAmount, r.line.Qty
	r.line.RefundAmount, r.line.RefundQty = max(amount, -amount), max(pieces, -pieces)
	r.line.Qty, r.line.LinePaid, r.line.HasLinePaid = 0, 0, true
	r.line.Refund = order.RefundFull
}

func (r *Reader) sku() {
	l := &r.line
	r.codes = append(r.codes[:0], l.SKUCode, l.ItemCode, l.PlatformSKUID, l.PlatformItemID)
	l.SKU, l.SKUQty = r.env.Codes.SKU(l.Platform, l.Shop, r.codes)
	if strings.TrimSpace(string(l.SKU)) == "" {
		l.SKU, l.SKUQty = "", 0
	}
}

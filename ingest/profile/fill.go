package profile

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"zhiwei/ingest/order"
)

// fill reads the row's cells into head and line until one of them is bad.
func (r *Reader) fill() {
	r.head, r.line = r.base.head, r.base.line
	r.marks = [2]mixed{}
	r.head.Line, r.line.Line = r.src, r.src
	for i := range r.columns {
		c := &r.columns[i]
		if !c.toHead && !c.toLine {
			continue
		}
		var s string
		if c.num >= 0 {
			s = r.nums[c.num].text
		} else {
			s = r.pick(c)
		}
		if s != "" {
			r.cell(c, s)
		}
		if r.bad != nil || r.fault != nil {
			return
		}
	}
}

func (r *Reader) fail(code order.Code, c *bound, value string) {
	if r.bad == nil {
		r.bad = &order.Problem{Code: code, Column: c.name, Value: Redact(value), Counts: true}
	}
}

func (r *Reader) cell(c *bound, s string) {
	switch c.kind {
	case kindID, kindCode:
		s = r.id(c, s)
	case kindText:
		r.text(c, s)
	case kindMoney:
		r.money(c)
	case kindQty:
		r.qty(c)
	case kindTime, kindPromise:
		r.time(c, s)
	case kindFlag:
		r.flag(c, s)
	case kindStatus:
		r.status(c, s)
	case kindRefund:
		r.refund(c, s)
	case kindAddress:
		r.address(s)
		s = r.head.Province + r.head.City
	case kindFilled:
		r.head.HasTracking, r.line.HasTracking = true, true
		s = "1"
	case kindRead:
		return
	}
	if c.toHead {
		r.marks[0].text(c.slot, s)
	}
	if c.toLine {
		r.marks[1].text(c.slot, s)
	}
}

var damaged = regexp.MustCompile(`^[0-9](?:[.,]([0-9]+))?[Ee]\+?([0-9]+)$`)

// id takes the wrapper off and finds numbers whose digits a spreadsheet has dropped. A number whose digits are all
// there (1.02900005115762E+14) is written out.
func (r *Reader) id(c *bound, s string) string {
	s = unwrap(s)
	if len(s) > 3 && strings.ContainsAny(s, "Ee") && (strings.Contains(s, "+") || strings.Contains(s, ".")) {
		if m := damaged.FindStringSubmatch(s); m != nil {
			exp, _ := strconv.Atoi(m[2]) // digits only; an overflow is longer than any fraction
			if exp != len(m[1]) || exp > 14 {
				r.fault = &Fault{Code: order.DamagedID, Line: r.src, Column: c.name, Value: s}
				return s
			}
			s = s[:1] + m[1]
		}
	}
	switch c.slot {
	case fOrderID:
		r.head.OrderID, r.line.OrderID = s, s
	case fLineID:
		r.line.LineID = s
	case fItemID:
		r.line.PlatformItemID = s
	case fSKUID:
		r.line.PlatformSKUID = s
	case fSKUCode:
		r.line.SKUCode = s
	case fItemCode:
		r.line.ItemCode = s
	default:
		r.line.BundleCode = s
	}
	return s
}

func (r *Reader) text(c *bound, s string) {
	switch c.slot {
	case fShop:
		shop, ok := r.env.Shops.Shop(r.profile.Platform, s)
		if !ok {
			r.bad = &order.Problem{Code: order.UnknownShop, Column: c.name, Value: Redact(s)}
			return
		}
		r.head.Shop, r.line.Shop = shop, shop
	case fTitle:
		r.line.Title = s
	case fSpec:
		r.line.Spec = s
	case fProvince:
		r.head.Province = masked(s)
	case fCity:
		r.head.City = masked(s)
	case fWarehouse:
		r.head.Warehouse, r.line.Warehouse = order.Centre(s), order.Centre(s)
	default:
		r.head.CloseReason = r.profile.closes[FoldWord(s)]
		if r.head.CloseReason == "" {
			r.head.CloseReason = "other"
		}
	}
}

// masked drops a province that the platform hides.
func masked(s string) string {
	if strings.Trim(s, "*＊") == "" {
		return ""
	}
	return s
}

func (r *Reader) address(s string) {
	words := strings.Fields(s)
	if len(words) > 0 {
		r.head.Province = masked(region(words[0]))
	}
	if len(words) > 2 {
		r.head.City = masked(region(words[1]))
	}
}

// region lets only what can be the name of a province or city through: Chinese characters, at most eight.
func region(s string) string {
	n := 0
	for _, c := range s {
		if n++; c < '一' || c > '龥' || n > 8 {
			return ""
		}
	}
	return s
}

func (r *Reader) money(c *bound) {
	n := &r.nums[c.num]
	fen, subCent, ok := n.Fen()
	if !n.ok || !ok {
		r.fail(order.BadMoney, c, n.text)
		return
	}
	if subCent {
		r.line.SubCent = true
	}
	switch c.slot {
	case fOrderPaid:
		r.head.OrderPaid = fen
	case fOrderTotal:
		r.head.OrderTotal = fen
	case fFreight:
		r.head.Freight = fen
	case fUnitPrice:
		r.line.UnitPrice = fen
	case fLineAmount:
		r.line.LineAmount = fen
	case fLinePaid:
		r.line.LinePaid, r.line.HasLinePaid = fen, true
	case fDiscShop:
		r.line.DiscShop += fen
	case fDiscPlatform:
		r.line.DiscPlatform += fen
	case fDiscOther:
		r.line.DiscOther += fen
	default:
		if c.toHead {
			r.head.RefundAmount = fen
		} else {
			r.line.RefundAmount = fen
		}
	}
}

func (r *Reader) qty(c *bound) {
	n := &r.nums[c.num]
	units, ok := n.Units(c.factor)
	if !n.ok || !ok {
		r.fail(order.BadQty, c, n.text)
		return
	}
	if c.slot == fQty {
		r.line.Qty = units
	} else {
		r.line.RefundQty = units
	}
}

func (r *Reader) time(c *bound, s string) {
	if c.kind == kindPromise {
		s = promise(s, r.line.LineID)
	}
	t, ok := ParseTime(s, r.profile.Layouts, r.profile.zone)
	if !ok {
		r.fail(order.BadTime, c, s)
		return
	}
	switch c.slot {
	case fCreated:
		r.head.CreatedAt, r.line.CreatedAt = t, t
	case fPaid:
		r.head.PaidAt, r.line.PaidAt = t, t
	case fShipped:
		r.head.ShippedAt, r.line.ShippedAt = t, t
	case fCompleted:
		r.head.CompletedAt = t
	case fPromised:
		r.head.PromisedShip, r.line.PromisedShip = t, t
		return
	default:
		r.head.DeliverOn, r.line.DeliverOn = t, t
		return
	}
	r.event(t)
}

func (r *Reader) event(t time.Time) {
	if r.First.IsZero() || t.Before(r.First) {
		r.First = t
	}
	if t.After(r.Last) {
		r.Last = t
	}
}

// promise picks one of several promised times, "子订单A： 2026-06-11 22:17前 ; 子订单B：…": that of the line, else the first.
func promise(s, lineID string) string {
	if !strings.ContainsAny(s, ";；") && !strings.Contains(s, "：") {
		return s
	}
	var first string
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == ';' || c == '；' }) {
		name, at, found := strings.Cut(part, "：")
		if !found {
			name, at = "", part
		}
		at = strings.TrimSpace(at)
		if at == "" {
			continue
		}
		if lineID != "" && strings.Contains(name, lineID) {
			return at
		}
		if first == "" {
			first = at
		}
	}
	return first
}

func (r *Reader) flag(c *bound, s string) {
	yes := false
	for _, w := range c.spec.Yes {
		yes = yes || w == s
	}
	if c.slot == fGift {
		r.line.IsGift = yes
		return
	}
	r.head.IsPresale, r.line.IsPresale = yes, yes
}

func (r *Reader) status(c *bound, s string) {
	w, ok := r.profile.statuses[s]
	if !ok {
		w, ok = r.profile.statuses[FoldWord(s)]
	}
	if !ok {
		r.fail(order.UnknownStatus, c, s)
		return
	}
	if w.unconfirmed {
		r.Words[Word{"unconfirmed-status", c.name, strings.Clone(s)}]++
	}
	if c.toHead {
		r.head.Status = w.state
	}
	r.line.Status = w.state
	for _, begin := range r.profile.ShippedWords {
		if strings.HasPrefix(s, begin) {
			r.head.HasTracking, r.line.HasTracking = true, true
		}
	}
}

func (r *Reader) refund(c *bound, s string) {
	w, ok := r.profile.refunds[s]
	if !ok {
		w, ok = r.profile.refunds[FoldWord(s)]
	}
	switch {
	case !ok:
		r.Words[Word{"unknown-refund", c.name, strings.Clone(Redact(s))}]++
		return
	case w.unconfirmed:
		r.Words[Word{"unconfirmed-refund", c.name, strings.Clone(s)}]++
	}
	if c.toHead {
		r.head.Refund = w.state
	}
	if c.toLine {
		r.line.Refund = w.state
	}
}

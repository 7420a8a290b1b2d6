package sample

import (
	"strconv"
	"strings"
)

var taobaoDialect = dialect{terminator: "\r\n"}

var taobaoWords = [...]string{
	waiting: "等待买家付款", dropped: "交易关闭", paid: "买家已付款，等待卖家发货", shipped: "卖家已发货，等待买家确认",
	completed: "交易成功", calledOff: "交易关闭", sentBack: "交易关闭",
}

// taobaoID is the main order number; sub-orders add their position to it.
func (s *shop) taobaoID(n int) int64 {
	base := int64(2_730_000_000_000_000_000)
	if s.chinese == "淘宝" {
		base = 2_910_000_000_000_000_000
	}
	return base + int64(n)*1000
}

// taobaoSub is the sub-order number: the order's own where it has one item.
func taobaoSub(order int64, i, n int) int64 {
	if n == 1 {
		return order
	}
	return order + int64(i) + 1
}

// taobaoOrders writes 订单报表 of 2022, one row per order.
func (s *shop) taobaoOrders(p exportPlan) []byte {
	names := header("taobao_order_2022")
	rec := newRecord(names, taobaoDialect)
	c := rec.cols("订单编号", "买家会员名", "买家应付货款", "买家应付邮费", "总金额", "买家实际支付金额", "订单状态", "收货人姓名", "收货地址",
		"运送方式", "联系手机", "订单创建时间", "订单付款时间", "宝贝标题", "宝贝种类", "物流单号", "物流公司", "宝贝总数量", "店铺名称",
		"订单关闭原因", "退款金额", "发货时间", "确认收货时间", "主订单编号", "打款商家金额", "联系电话")
	fill := func(n int) {
		o, id := &s.orders[n], strconv.FormatInt(s.taobaoID(n), 10)
		sum := s.sumAt(o, p.at)
		st := o.stateAt(p.at)
		rec.reset()
		rec.text(c[0], `="`, id, `"`)
		rec.text(c[1], "t**", number(int64(o.buyer%100), 2))
		rec.money(c[2], sum.amount)
		rec.money(c[3], o.freight)
		rec.money(c[4], sum.amount+o.freight)
		rec.money(c[5], paidOnly(o, sum.paid+o.freight))
		rec.text(c[6], taobaoWords[st])
		rec.text(c[7], maskedName(o.buyer))
		place := places[o.place]
		rec.text(c[8], place[0], " ", place[1], " **区 ***(000000)")
		rec.text(c[9], "快递")
		rec.text(c[10], "'", maskedPhone(o.buyer))
		rec.text(c[25], "null")
		rec.moment(c[11], &s.w.cal, o.created, "")
		rec.moment(c[12], &s.w.cal, o.paid, "")
		rec.text(c[13], s.titles(o), "\t")
		rec.whole(c[14], o.n)
		s.taobaoShipping(rec, c, o, p.at, id)
		rec.whole(c[17], sum.qty)
		rec.text(c[18], s.name)
		rec.text(c[19], closeReason(st))
		rec.text(c[20], "无退款申请")
		if sum.refund > 0 {
			rec.money(c[20], sum.refund)
		}
		rec.text(c[23], `="`, id, `"`)
		if st == completed {
			rec.money(c[24], sum.paid+o.freight-sum.refund)
		}
	}
	out := s.writeRows(p, rec, names, s.wholeOrders(p), func(n, _ int) { fill(n) }, faults{
		ids: []int{c[0], c[23]}, money: c[5], when: c[11], qty: -1, status: c[6],
	})
	return toGB18030(out)
}

func (s *shop) taobaoShipping(rec *record, c []int, o *purchase, at int64, id string) {
	if o.shipped == 0 || o.shipped > at {
		rec.text(c[21], "null")
		return
	}
	rec.text(c[15], "No:YT", id[5:], "\t")
	rec.text(c[16], "圆通速递")
	rec.moment(c[21], &s.w.cal, o.shipped, "")
	if o.done > 0 && o.done <= at {
		rec.moment(c[22], &s.w.cal, o.done, "")
	}
}

func closeReason(st state) string {
	switch st {
	case dropped:
		return "买家未付款"
	case calledOff, sentBack:
		return ""
	default:
		return "订单未关闭"
	}
}

// taobaoItems writes 宝贝报表 of 2022, one row per sub-order.
func (s *shop) taobaoItems(p exportPlan) []byte {
	names := header("taobao_item_2022")
	rec := newRecord(names, taobaoDialect)
	c := rec.cols("子订单编号", "主订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "订单状态", "买家应付货款",
		"买家实际支付金额", "退款状态", "退款金额", "订单创建时间", "订单付款时间", "商家编码")
	fill := func(n, i int) {
		o := &s.orders[n]
		l := &s.lines[o.first+i]
		id := s.taobaoID(n)
		offer := s.listings[l.listing]
		rec.reset()
		rec.text(c[0], `="`, strconv.FormatInt(taobaoSub(id, i, o.n), 10), `"`)
		rec.text(c[1], `="`, strconv.FormatInt(id, 10), `"`)
		rec.text(c[2], offer.title)
		rec.money(c[3], offer.price)
		rec.whole(c[4], l.qty)
		rec.text(c[5], offer.code)
		rec.text(c[6], offer.spec)
		rec.text(c[7], taobaoWords[o.stateAt(p.at)])
		rec.money(c[8], l.amount)
		rec.money(c[9], paidOnly(o, l.paid))
		rec.text(c[10], "无退款申请")
		rec.text(c[11], "无退款申请")
		if refund := o.refundAt(l, p.at); refund > 0 {
			rec.text(c[10], "退款成功")
			rec.money(c[11], refund)
		}
		rec.moment(c[12], &s.w.cal, o.created, "")
		rec.moment(c[13], &s.w.cal, o.paid, "")
		rec.text(c[14], offer.code)
	}
	out := s.writeRows(p, rec, names, s.everyLine(p), fill, faults{
		ids: []int{c[0], c[1]}, money: c[9], when: c[13], qty: c[4], status: c[7],
	})
	return toGB18030(out)
}

// titles are the items of an order in one cell.
func (s *shop) titles(o *purchase) string {
	if o.n == 1 {
		return s.listings[s.lines[o.first].listing].title
	}
	var b strings.Builder
	for i := range o.n {
		if i > 0 {
			b.WriteString("，")
		}
		b.WriteString(s.listings[s.lines[o.first+i].listing].title)
	}
	return b.String()
}

// totals are the sums over an order's lines.
type totals struct{ qty, amount, paid, refund int }

func (s *shop) sumAt(o *purchase, at int64) totals {
	var t totals
	for i := range o.n {
		l := &s.lines[o.first+i]
		t.qty += l.qty
		t.amount += l.amount
		t.paid += l.paid
		t.refund += o.refundAt(l, at)
	}
	return t
}

// paidOnly is the money of a paid order, 0 of one that was never paid.
func paidOnly(o *purchase, fen int) int {
	if o.paid == 0 {
		return 0
	}
	return fen
}

package sample

import "strconv"

var pddWords = [...]string{
	waiting: "待支付", dropped: "已取消", paid: "待发货", shipped: "已发货，待收货", completed: "已收货", calledOff: "未发货，退款成功", sentBack: "已发货，退款成功",
}

var pddDialect = dialect{end: "\t", quote: true, terminator: "\r\n"}

// pddID begins with the day of the order.
func (s *shop) pddID(n int) string {
	return s.w.cal.compact(s.orders[n].day())[2:] + "-" + number(100_000_000_000_000+int64(n)*13, 15)
}

// timeless says that the platform left every time of a finished order empty.
func timeless(o *purchase, st state) bool { return st == completed && o.buyer%200 == 0 }

// pinduoduoOrders writes the columns seen in 2026, one row per order; every cell ends in a TAB.
func (s *shop) pinduoduoOrders(p exportPlan) []byte {
	names := header("pinduoduo_order_2026")
	rec := newRecord(names, pddDialect)
	c := rec.cols("订单成交时间", "商品", "订单号", "订单状态", "商品总价(元)", "邮费(元)", "店铺优惠折扣(元)", "平台优惠折扣(元)",
		"多多支付立减金额(元)", "用户实付金额(元)", "商家实收金额(元)", "商品数量(件)", "发货时间", "确认收货时间", "商品id", "商品规格",
		"样式ID", "商家编码-规格维度", "商家编码-商品维度", "售后状态", "快递单号", "快递公司")
	fill := func(n, _ int) {
		o := &s.orders[n]
		l := &s.lines[o.first]
		offer, st := s.listings[l.listing], o.stateAt(p.at)
		rec.reset()
		rec.text(c[1], offer.title)
		rec.text(c[2], s.pddID(n))
		rec.text(c[3], pddWords[st])
		rec.money(c[4], l.amount)
		rec.text(c[5], "0.00")
		rec.money(c[6], l.amount-l.paid)
		rec.text(c[7], "0.00")
		rec.text(c[8], "0.00")
		rec.money(c[9], l.paid)
		rec.money(c[10], l.paid)
		rec.whole(c[11], l.qty)
		if !timeless(o, st) {
			rec.moment(c[0], &s.w.cal, o.paid, "")
			rec.moment(c[12], &s.w.cal, until(o.shipped, p.at), "")
			rec.moment(c[13], &s.w.cal, until(o.done, p.at), "")
		}
		rec.whole(c[14], 500_100_200+l.listing)
		rec.text(c[15], offer.spec)
		rec.whole(c[16], 800_100_200+l.listing)
		rec.text(c[17], offer.code)
		rec.text(c[18], offer.code)
		rec.text(c[19], "无售后或售后取消")
		if o.refundAt(l, p.at) > 0 {
			rec.text(c[19], "退款成功")
		}
		if until(o.shipped, p.at) > 0 {
			rec.text(c[20], "JT", strconv.Itoa(9_000_000_000+n))
			rec.text(c[21], "极兔速递")
		}
	}
	return s.writeRows(p, rec, names, s.wholeOrders(p), fill, faults{ids: []int{c[2]}, money: c[9], when: c[0], qty: c[11], status: c[3]})
}

// until is the moment when it has passed at the time of the export, else 0.
func until(t, at int64) int64 {
	if t <= at {
		return t
	}
	return 0
}

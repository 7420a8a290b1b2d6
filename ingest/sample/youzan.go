package sample

var youzanDialect = dialect{null: "——", trim: true, terminator: "\r\n"}

var youzanWords = [...]string{
	waiting: "已关闭", dropped: "已关闭", paid: "已发货", shipped: "已发货", completed: "已完成", calledOff: "已关闭", sentBack: "已关闭",
}

func (s *shop) youzanID(n int) string {
	return "E" + s.w.cal.compact(s.orders[n].day()) + "0930" + number(int64(n)+1_000_000, 12)
}

// youzanOrders writes the order file of 2026; rows stop after their last filled cell.
func (s *shop) youzanOrders(p exportPlan) []byte {
	names := header("youzan_order_2026")
	rec := newRecord(names, youzanDialect)
	c := rec.cols("订单号", "销售渠道", "归属店铺", "订单类型", "订单状态", "订单创建时间", "买家付款时间", "交易成功时间", "付款方式", "商品金额合计",
		"运费", "店铺优惠合计", "应收订单金额", "订单实付金额", "全部商品名称", "商品种类数", "订单配送方式", "同城送达时间/提货时间", "收货人省份",
		"收货人城市", "收货人/提货人", "收货人手机号/提货人手机号", "订单退款状态", "订单已退款金额", "订单佣金金额")
	fill := func(n, _ int) {
		o := &s.orders[n]
		sum, st := s.sumAt(o, p.at), o.stateAt(p.at)
		rec.reset()
		rec.text(c[0], s.youzanID(n))
		rec.text(c[1], "微商城")
		rec.text(c[2], s.name)
		rec.text(c[3], "普通订单")
		rec.text(c[4], youzanWords[st])
		rec.moment(c[5], &s.w.cal, o.created, "")
		rec.moment(c[6], &s.w.cal, o.paid, "")
		rec.moment(c[7], &s.w.cal, until(o.done, p.at), "")
		rec.text(c[8], "微信支付")
		rec.money(c[9], sum.amount)
		rec.money(c[10], o.freight)
		rec.money(c[11], sum.amount-sum.paid)
		rec.money(c[12], sum.paid+o.freight)
		rec.money(c[13], paidOnly(o, sum.paid+o.freight))
		rec.text(c[14], s.titles(o), "(1件)")
		rec.whole(c[15], o.n)
		rec.text(c[16], "快递发货")
		if o.deliver != far {
			rec.text(c[16], "同城配送")
			day := s.w.cal.date(o.deliver)
			rec.text(c[17], day, " 11:00 - ", day, " 12:00")
		}
		rec.text(c[18], places[o.place][0])
		rec.text(c[19], places[o.place][1])
		rec.text(c[20], maskedName(o.buyer))
		rec.text(c[21], maskedPhone(o.buyer))
		if sum.refund > 0 {
			rec.text(c[22], "退款成功")
			rec.money(c[23], sum.refund)
		}
		if n%5 != 0 {
			rec.text(c[24], "0.00")
		}
	}
	return s.writeRows(p, rec, names, s.wholeOrders(p), fill, faults{ids: []int{c[0]}, money: c[13], when: c[6], qty: -1, status: c[4]})
}

// youzanItems writes the item file of 37 columns: no sub-order number, no paid time.
func (s *shop) youzanItems(p exportPlan) []byte {
	names := header("youzan_item_2018")
	rec := newRecord(names, youzanDialect)
	c := rec.cols("订单号", "订单商品状态", "交易成功时间", "商品名称", "商品类型", "商品规格", "规格编码", "商品编码", "商品单价", "商品优惠后价格",
		"商品数量", "商品金额小计", "店铺优惠（分摊）", "商品实际成交金额", "收货人/提货人", "收货人手机号/提货人手机号", "收货人省份", "收货人城市",
		"商品发货状态", "商品发货方式", "商品发货时间", "商品退款状态", "商品已退款金额")
	fill := func(n, i int) {
		o := &s.orders[n]
		l := &s.lines[o.first+i]
		offer, st := s.listings[l.listing], o.stateAt(p.at)
		rec.reset()
		rec.text(c[0], s.youzanID(n))
		rec.text(c[1], youzanWords[st])
		rec.moment(c[2], &s.w.cal, until(o.done, p.at), "")
		rec.text(c[3], offer.title)
		rec.text(c[4], "实物商品")
		rec.text(c[5], offer.spec)
		rec.text(c[6], offer.code)
		rec.text(c[7], offer.code)
		rec.money(c[8], offer.price)
		rec.money(c[9], l.paid/l.qty)
		rec.whole(c[10], l.qty)
		rec.money(c[11], l.amount)
		rec.money(c[12], l.amount-l.paid)
		rec.money(c[13], l.paid)
		rec.text(c[14], maskedName(o.buyer))
		rec.text(c[15], maskedPhone(o.buyer))
		rec.text(c[16], places[o.place][0])
		rec.text(c[17], places[o.place][1])
		rec.text(c[18], "未发货")
		if until(o.shipped, p.at) > 0 {
			rec.text(c[18], "已发货")
			rec.text(c[19], "快递")
			rec.moment(c[20], &s.w.cal, o.shipped, "")
		}
		if refund := o.refundAt(l, p.at); refund > 0 {
			rec.text(c[21], "退款成功")
			rec.money(c[22], refund)
		}
	}
	return s.writeRows(p, rec, names, s.everyLine(p), fill, faults{ids: []int{c[0]}, money: c[13], when: -1, qty: c[10], status: c[1]})
}

package sample

var plainDialect = dialect{terminator: "\r\n"}

var jdWords = [...]string{
	waiting: "等待付款", dropped: "(删除)等待付款", paid: "等待出库", shipped: "等待确认收货", completed: "完成", calledOff: "已取消", sentBack: "完成",
}

func jdID(n int) string { return number(210_000_000_000+int64(n)*7, 12) }

// jdParentID is the number of an order that was split and lives on in its children.
func jdParentID(n int) string { return number(290_000_000_000+int64(n)*7, 12) }

// jdSplits is how many split parents each JD file holds.
const jdSplits = 6

// jdOrders writes the list of 2018: one row per product, the order's money on every row.
func (s *shop) jdOrders(p exportPlan) []byte {
	names := header("jd_order_2018")
	rec := newRecord(names, plainDialect)
	c := rec.cols("订单号", "商品ID", "商品名称", "订购数量", "支付方式", "下单时间", "京东价", "订单金额", "结算金额", "余额支付", "应付金额",
		"订单状态", "订单类型", "客户姓名", "客户地址", "联系电话", "订单备注", "商家备注", "运费金额", "付款确认时间", "货号", "订单完成时间",
		"订单来源", "仓库名称", "商家SKUID", "是否为品牌商订单")
	fill := func(n, i int) {
		o := &s.orders[n]
		l := &s.lines[o.first+i]
		offer, sum, st := s.listings[l.listing], s.sumAt(o, p.at), o.stateAt(p.at)
		rec.reset()
		rec.text(c[0], jdID(n))
		rec.text(c[1], number(100_200_300_000+int64(l.listing), 12))
		rec.text(c[2], offer.title)
		rec.whole(c[3], l.qty)
		rec.text(c[4], "在线支付")
		rec.moment(c[5], &s.w.cal, o.created, "")
		rec.money(c[6], offer.price)
		rec.money(c[7], sum.amount)
		rec.money(c[8], sum.paid)
		rec.text(c[9], "0.00")
		rec.money(c[10], sum.paid)
		rec.text(c[11], jdWords[st])
		rec.text(c[12], "一般订单")
		jdBuyer(rec, c[13:17], o)
		rec.text(c[18], "0.00")
		rec.moment(c[19], &s.w.cal, o.paid, "")
		rec.text(c[20], offer.code)
		if st == completed {
			rec.moment(c[21], &s.w.cal, o.done, "")
		}
		rec.text(c[22], "APP")
		rec.text(c[23], s.w.centreOf(o.place))
		rec.text(c[24], offer.code)
		rec.text(c[25], "否")
	}
	out := s.writeRows(p, rec, names, s.everyLine(p), fill, faults{ids: []int{c[0]}, money: c[10], when: c[19], qty: c[3], status: c[11]})
	for i := range s.splitsOf(p) {
		fill(p.first+2*i, 0)
		rec.text(c[0], jdParentID(p.first+2*i))
		rec.text(c[11], "(删除)等待出库")
		rec.text(c[17], "订单拆分为  ", jdID(p.first+2*i), "    ", jdID(p.first+2*i+1))
		rec.text(c[21])
		out = rec.appendTo(out)
	}
	return toGB18030(out)
}

// jdBuyer fills the personal columns; now and then the remark holds a line break.
func jdBuyer(rec *record, c []int, o *purchase) {
	rec.text(c[0], maskedName(o.buyer))
	rec.text(c[1], places[o.place][0], places[o.place][1], "***")
	rec.text(c[2], "1******", number(int64(o.buyer%10_000), 4))
	if o.buyer%97 == 0 {
		rec.text(c[3], "\"放门口\r\n\t请勿按铃\"")
	}
}

func (s *shop) splitsOf(p exportPlan) int {
	return min(jdSplits, (p.end-p.first)/2)
}

// centreOf is the centre that ships to a place.
func (w *World) centreOf(place int) string {
	if place%3 == 2 {
		return centres[1]
	}
	return centres[0]
}

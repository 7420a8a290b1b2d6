package sample

import "strconv"

var douyinDialect = dialect{null: "-", quote: true, terminator: "\r\n"}

var douyinWords = [...]string{
	waiting: "待支付", dropped: "已关闭", paid: "待发货", shipped: "已发货", completed: "已完成", calledOff: "已关闭", sentBack: "已关闭",
}

func douyinID(n int) int64 { return 6_917_000_000_000_000_000 + int64(n)*1000 }

// douyinOrders writes 商品维度 of 2026: UTF-8 with a byte-order mark, TAB before ids and times, - for nothing.
func (s *shop) douyinOrders(p exportPlan) []byte {
	names := header("douyin_order_2026")
	rec := newRecord(names, douyinDialect)
	c := rec.cols("主订单编号", "子订单编号", "选购商品", "商品规格", "商品数量", "商品ID", "商家编码", "商品单价", "订单应付金额", "运费",
		"优惠总金额", "平台优惠", "商家优惠", "达人优惠", "支付方式", "收件人", "收件人手机号", "省", "市", "区", "详细地址", "订单提交时间",
		"订单完成时间", "支付完成时间", "APP渠道", "订单状态", "订单类型", "售后状态", "取消原因", "仓库名称", "发货时间")
	fill := func(n, i int) {
		o := &s.orders[n]
		l := &s.lines[o.first+i]
		offer, st := s.listings[l.listing], o.stateAt(p.at)
		rec.reset()
		rec.text(c[0], "\t", strconv.FormatInt(douyinID(n), 10))
		rec.text(c[1], "\t", strconv.FormatInt(taobaoSub(douyinID(n), i, o.n), 10))
		rec.text(c[2], offer.title)
		rec.text(c[3], offer.spec)
		rec.whole(c[4], l.qty)
		rec.text(c[5], "\t", strconv.Itoa(3_600_100_200_000+l.listing))
		rec.text(c[6], offer.code)
		rec.money(c[7], offer.price)
		rec.money(c[8], l.paid)
		rec.text(c[9], "0.00")
		rec.money(c[10], l.amount-l.paid)
		rec.text(c[11], "0.00")
		rec.money(c[12], l.amount-l.paid)
		rec.text(c[13], "0.00")
		if o.paid > 0 {
			rec.text(c[14], "抖音支付")
		}
		s.douyinBuyer(rec, c[15:21], o)
		rec.moment(c[21], &s.w.cal, o.created, "\t")
		rec.moment(c[22], &s.w.cal, until(o.done, p.at), "\t")
		rec.moment(c[23], &s.w.cal, o.paid, "\t")
		rec.text(c[24], "抖音")
		rec.text(c[25], douyinWords[st])
		rec.text(c[26], "普通订单")
		if o.refundAt(l, p.at) > 0 {
			rec.text(c[27], "退款成功")
		}
		if l.gift && (st == calledOff || st == sentBack) {
			rec.text(c[28], "主品订单售后完成")
		}
		rec.text(c[29], s.w.centreOf(o.place))
		rec.moment(c[30], &s.w.cal, until(o.shipped, p.at), "\t")
	}
	out := s.writeRows(p, rec, names, s.everyLine(p), fill, faults{
		ids: []int{c[0], c[1]}, money: c[8], when: c[23], qty: c[4], status: c[25],
	})
	return append([]byte("\xef\xbb\xbf"), out...)
}

func (s *shop) douyinBuyer(rec *record, c []int, o *purchase) {
	rec.text(c[0], "##", maskedName(o.buyer), "##")
	rec.text(c[1], "$$", maskedPhone(o.buyer), "$$")
	rec.text(c[2], places[o.place][0])
	rec.text(c[3], places[o.place][1])
	rec.text(c[4], "**区")
	address := "##***##"
	if o.malicious {
		address = "##不详##"
	}
	rec.text(c[5], address)
}

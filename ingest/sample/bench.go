package sample

import "strconv"

// BenchGB18030 is a Taobao item export of 2022 with that many rows in GB18030, for measuring an import.
func BenchGB18030(rows int) []byte {
	names := header("taobao_item_2022")
	rec := newRecord(names, taobaoDialect)
	c := rec.cols("子订单编号", "主订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "订单状态", "买家应付货款",
		"买家实际支付金额", "退款状态", "退款金额", "订单创建时间", "订单付款时间", "商家编码")
	cal := benchCalendar()
	out := appendHeader(make([]byte, 0, 1024+rows*280), names, taobaoDialect)
	for i := range rows {
		f := families[i%4]
		price := f.cost + i%37*10
		qty := 1 + i%3
		code := f.prefix + strconv.Itoa(1001+i%97)
		id := strconv.FormatInt(2_730_000_000_000_000_000+int64(i)*7, 10)
		at := int64(i) * 5 % (300 * 86_400)
		rec.reset()
		rec.text(c[0], `="`, id, `"`)
		rec.text(c[1], `="`, id, `"`)
		rec.text(c[2], f.category, f.spec, code)
		rec.money(c[3], price)
		rec.whole(c[4], qty)
		rec.text(c[5], code)
		rec.text(c[6], "规格:", f.spec)
		rec.text(c[7], taobaoWords[completed])
		rec.money(c[8], price*qty)
		rec.money(c[9], price*qty)
		rec.text(c[10], "无退款申请")
		rec.text(c[11], "无退款申请")
		rec.moment(c[12], &cal, at+1, "")
		rec.moment(c[13], &cal, at+61, "")
		rec.text(c[14], code)
		out = rec.appendTo(out)
	}
	return toGB18030(out)
}

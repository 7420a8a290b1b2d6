package sample

import (
	"strconv"
	"strings"
)

// benchTitles are listing titles as shops write them: filled up with search words to the platform's 30 characters.
var benchTitles = func() (titles []string) {
	const tail = "杭州特产传统手工糕点心零食小吃伴手礼盒装送长辈早餐下午茶团购"
	for _, f := range families {
		for name := range strings.FieldsSeq(f.names) {
			title := []rune("知味 " + name + " " + f.spec + " " + tail)
			titles = append(titles, string(title[:min(30, len(title))]))
		}
	}
	return titles
}()

// BenchGB18030 is a Taobao item export of 2022 with that many rows in GB18030, for measuring an import. Every column
// that the platform fills is filled, with as many different values as in a real export: own numbers for orders, items
// and payments, a hundred-odd listings, clocks to the second, one refund in 50 rows, one remark in 20.
func BenchGB18030(rows int) []byte {
	names := header("taobao_item_2022")
	rec := newRecord(names, taobaoDialect)
	c := rec.cols("子订单编号", "主订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "订单状态", "买家应付货款",
		"买家实际支付金额", "退款状态", "退款金额", "订单创建时间", "订单付款时间", "商家编码", "支付单号", "备注")
	cal := benchCalendar()
	out := appendHeader(make([]byte, 0, 1024+rows*360), names, taobaoDialect)
	for i := range rows {
		o := i/8*5 + benchOrder[i%8]
		title := benchTitles[i*31%len(benchTitles)]
		f := families[i*31%len(families)]
		price := f.cost + i*31%len(benchTitles)*10
		qty := 1 + i%3
		code := f.prefix + strconv.Itoa(1001+i*31%len(benchTitles))
		at := int64(o) * 8 % (300 * 86_400)
		rec.reset()
		rec.text(c[0], `="`, strconv.FormatInt(2_730_000_000_000_000_000+int64(i)*7, 10), `"`)
		rec.text(c[1], `="`, strconv.FormatInt(2_730_000_000_000_000_000+int64(o)*56, 10), `"`)
		rec.text(c[2], title)
		rec.money(c[3], price)
		rec.whole(c[4], qty)
		rec.text(c[5], code)
		rec.text(c[6], "规格:", f.spec)
		rec.text(c[7], taobaoWords[completed])
		rec.money(c[8], price*qty)
		rec.money(c[9], price*qty)
		rec.text(c[10], "无退款申请")
		rec.text(c[11], "无退款申请")
		if i%50 == 7 {
			rec.text(c[10], "退款成功")
			rec.money(c[11], price)
		}
		rec.moment(c[12], &cal, at+1, "")
		rec.moment(c[13], &cal, at+2+int64(o*13%97), "")
		rec.text(c[14], code)
		rec.text(c[15], "20250824220014", strconv.FormatInt(10_000_000_000_000+int64(o)*1_009_003, 10))
		if i%20 == 3 {
			rec.text(c[16], "改地址 已联系")
		}
		out = rec.appendTo(out)
	}
	return toGB18030(out)
}

// benchOrder gives eight items to five orders of 1, 2, 1, 3 and 1 items.
var benchOrder = [...]int{0, 1, 1, 2, 3, 3, 3, 4}

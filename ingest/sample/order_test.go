package sample_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/sample"
)

// held is a line as it stands after the newest export that has it.
type held struct {
	shop, order, line, code string
	qty, money, refund      int64
	paid, shipped, deliver  string
	closed, gift            bool
	byOrder                 int64 // the order's money where the line has none
}

// format says where a platform keeps what the test looks at.
type format struct {
	order, line, code, qty, money, refund, paid, shipped, deliver, status string
	closed                                                                []string
}

var formats = map[string]format{
	"taobao_item_2022": {
		"主订单编号", "子订单编号", "外部系统编号", "购买数量", "买家实际支付金额", "退款金额", "订单付款时间", "", "", "订单状态", []string{"交易关闭"},
	},
	"jd_order_2018":        {"订单号", "", "商家SKUID", "订购数量", "应付金额", "", "付款确认时间", "", "", "订单状态", []string{"已取消"}},
	"pinduoduo_order_2026": {"订单号", "订单号", "商家编码-规格维度", "商品数量(件)", "用户实付金额(元)", "", "订单成交时间", "发货时间", "", "订单状态", []string{"未发货，退款成功"}},
	"douyin_order_2026":    {"主订单编号", "子订单编号", "商家编码", "商品数量", "订单应付金额", "", "支付完成时间", "发货时间", "", "订单状态", []string{"已关闭"}},
	"youzan_item_2018":     {"订单号", "", "规格编码", "商品数量", "商品实际成交金额", "商品已退款金额", "", "商品发货时间", "", "订单商品状态", []string{"已关闭"}},
	"wholesale":            {"单号", "", "商品编码", "数量", "金额(元)", "", "下单日期", "", "", "状态", nil},
}

// readLines reads every order file as the platforms' facts say, newest export last, and gives the lines by shop.
func readLines(tb testing.TB, w *sample.World) map[string]*held {
	tb.Helper()
	lines := map[string]*held{}
	older := map[string]bool{}
	for _, f := range truthOf(w).Files {
		older[f.Name] = f.Superseded > 0 || f.CopyOf != ""
	}
	for kind, f := range formats {
		for _, s := range every(tb, w, kind) {
			if !older[s.file.Name] {
				take(tb, s, f, lines)
			}
		}
	}
	joinOrders(tb, w, lines)
	return lines
}

func take(tb testing.TB, s sheet, f format, lines map[string]*held) {
	tb.Helper()
	count := map[string]int{}
	for _, row := range s.rows {
		money, ok := fen(s.cell(row, f.money))
		status := s.cell(row, f.status)
		id := s.cell(row, f.order)
		if !ok || len(row) > len(s.header) || status == "订单云游中" || id == "合计" || id == "" || strings.Contains(strings.Join(row, " "), "订单拆分为") ||
			strings.Contains(s.cell(row, f.qty), "两") || f.paid != "" && strings.HasPrefix(s.cell(row, f.paid), "2026-02-30") {
			continue
		}
		h := &held{shop: s.file.Shop, order: id, code: s.cell(row, f.code), qty: atoi(tb, s.cell(row, f.qty)), money: money}
		count[id]++
		h.line = key(id, count[id])
		if f.line != "" {
			h.line = s.cell(row, f.line)
		}
		if f.paid != "" {
			h.paid = s.cell(row, f.paid)
		}
		if f.shipped != "" {
			h.shipped = s.cell(row, f.shipped)
		}
		if f.refund != "" {
			h.refund, _ = fen(s.cell(row, f.refund))
		}
		h.closed = slices.Contains(f.closed, status)
		h.gift = money == 0 && strings.Contains(strings.Join(row, " "), "【赠品】")
		if s.file.Kind == "jd_order_2018" {
			h.byOrder, h.money = h.money, 0
		}
		if s.file.Kind == "pinduoduo_order_2026" && h.paid == "" {
			h.paid = "20" + id[:2] + "-" + id[2:4] + "-" + id[4:6] + " 00:00:00"
		}
		lines[key(h.shop, h.line)] = h
	}
}

// joinOrders adds what only the order files of Taobao and Youzan say.
func joinOrders(tb testing.TB, w *sample.World, lines map[string]*held) {
	tb.Helper()
	tracking, paid, deliver := map[string]string{}, map[string]string{}, map[string]string{}
	for _, s := range every(tb, w, "taobao_order_2022") {
		for _, row := range s.rows {
			tracking[key(s.file.Shop, s.cell(row, "订单编号"))] = s.cell(row, "物流单号")
		}
	}
	for _, s := range every(tb, w, "youzan_order_2026") {
		for _, row := range s.rows {
			k := key(s.file.Shop, s.cell(row, "订单号"))
			paid[k], deliver[k] = s.cell(row, "买家付款时间"), s.cell(row, "同城送达时间/提货时间")
		}
	}
	for _, h := range lines {
		k := key(h.shop, h.order)
		if n, ok := tracking[k]; ok {
			h.shipped = n
		}
		if p, ok := paid[k]; ok {
			h.paid, h.deliver = p, deliver[k]
		}
	}
}

func TestLinesReproduceTheTotals(t *testing.T) {
	w := small()
	lines := readLines(t, w)
	got := map[string]*sample.ShopTruth{}
	orders, paidOrders := map[string]bool{}, map[string]bool{}
	for _, h := range lines {
		g := got[h.shop]
		if g == nil {
			g = &sample.ShopTruth{}
			got[h.shop] = g
		}
		g.Lines++
		orders[key(h.shop, h.order)] = true
		if h.paid == "" {
			continue
		}
		g.PaidLines++
		g.GMVFen += h.money
		if !paidOrders[key(h.shop, h.order)] {
			g.GMVFen += h.byOrder
			paidOrders[key(h.shop, h.order)] = true
			g.PaidOrders++
		}
		if h.refund > 0 {
			g.RefundFen += h.refund
		}
	}
	for k := range orders {
		got[strings.Fields(k)[0]].Orders++
	}
	for _, want := range truthOf(w).Shops {
		g := *got[want.Shop]
		if g.Orders != want.Orders || g.Lines != want.Lines || g.PaidOrders != want.PaidOrders || g.PaidLines != want.PaidLines || g.GMVFen != want.GMVFen {
			t.Errorf("%s: files say %+v, truth %+v", want.Shop, g, want)
		}
		if (want.Platform == "taobao" || want.Platform == "youzan") && g.RefundFen != want.RefundFen {
			t.Errorf("%s: refunds %d, truth %d", want.Shop, g.RefundFen, want.RefundFen)
		}
	}
}

// counted is the demand that a reader of the files works out, with the tables' own mapping and bills of materials.
func counted(tb testing.TB, w *sample.World) (demand, gifts, bulk map[string]int64) {
	tb.Helper()
	type target struct {
		sku string
		qty int64
	}
	codes := map[string]target{}
	for _, s := range every(tb, w, "products") {
		for _, row := range s.rows {
			codes[s.cell(row, "商品编码")] = target{s.cell(row, "商品编码"), 1}
		}
	}
	for _, s := range every(tb, w, "platform_mapping") {
		for _, row := range s.rows {
			codes[s.cell(row, "平台商品编码")] = target{s.cell(row, "商品编码"), atoi(tb, s.cell(row, "数量"))}
		}
	}
	parts := map[string][]target{}
	for _, s := range every(tb, w, "bundles") {
		for _, row := range s.rows {
			box := s.cell(row, "礼盒编码")
			parts[box] = append(parts[box], target{s.cell(row, "组件编码"), atoi(tb, s.cell(row, "数量"))})
		}
	}
	demand, gifts, bulk = map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, h := range readLines(tb, w) {
		to, known := codes[h.code]
		if !known || h.paid == "" || h.closed && h.shipped == "" {
			continue
		}
		sum, pieces := demand, h.qty*to.qty
		if h.gift {
			sum = gifts
		} else if pieces >= 100 && h.shop != "批发客户" {
			sum = bulk
		}
		on := h.paid
		if h.deliver != "" {
			on = h.deliver
		}
		exploded := parts[to.sku]
		if exploded == nil {
			exploded = []target{{to.sku, 1}}
		}
		for _, p := range exploded {
			sum[key(p.sku, h.shop, on[:10])] += pieces * p.qty
		}
	}
	return demand, gifts, bulk
}

func TestLinesReproduceTheDemand(t *testing.T) {
	w := small()
	demand, gifts, bulk := counted(t, w)
	want, wantGift, wantBulk := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for _, d := range truthOf(w).Demand {
		k := key(d.SKU, d.Channel, d.Day.Format(time.DateOnly))
		for m, n := range map[*map[string]int64]int64{&want: d.Counted, &wantGift: d.Gift, &wantBulk: d.Bulk} {
			if n != 0 {
				(*m)[k] = n
			}
		}
	}
	for name, pair := range map[string][2]map[string]int64{"demand": {demand, want}, "gifts": {gifts, wantGift}, "bulk": {bulk, wantBulk}} {
		if !maps.Equal(pair[0], pair[1]) {
			t.Errorf("%s: %d rows from the files, %d in the truth; first difference %s", name, len(pair[0]), len(pair[1]), difference(pair[0], pair[1]))
		}
		if len(pair[1]) == 0 {
			t.Errorf("no %s at all", name)
		}
	}
}

func difference(a, b map[string]int64) string {
	for _, k := range slices.Sorted(maps.Keys(b)) {
		if a[k] != b[k] {
			return key(k, a[k], b[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(a)) {
		if a[k] != b[k] {
			return key(k, a[k], b[k])
		}
	}
	return ""
}

func TestOrderAndItemFilesJoin(t *testing.T) {
	w := small()
	for _, pair := range [][4]string{
		{"taobao_order_2022", "订单编号", "taobao_item_2022", "主订单编号"},
		{"youzan_order_2026", "订单号", "youzan_item_2018", "订单号"},
	} {
		ids := [2]map[string]int{{}, {}}
		for side := range 2 {
			for _, s := range every(t, w, pair[2*side]) {
				for _, row := range s.rows {
					if id := s.cell(row, pair[2*side+1]); !strings.HasPrefix(id, "88") {
						ids[side][key(s.file.Shop, id)]++
					}
				}
			}
		}
		for side := range 2 {
			for id := range ids[side] {
				if ids[1-side][id] == 0 {
					t.Fatalf("%s: order %s has no row in the other file", pair[2*side], id)
				}
			}
		}
	}
}

func TestOrderMoneyIsTheSumOfItsItems(t *testing.T) {
	w := small()
	items := map[string]int64{}
	for _, h := range readLines(t, w) {
		items[key(h.shop, h.order)] += h.money
	}
	checked := 0
	for _, s := range every(t, w, "taobao_order_2022") {
		for _, row := range s.rows {
			total, ok := fen(s.cell(row, "买家实际支付金额"))
			freight, _ := fen(s.cell(row, "买家应付邮费"))
			if !ok || s.cell(row, "订单付款时间") == "" || strings.HasPrefix(s.cell(row, "订单编号"), "88") {
				continue
			}
			checked++
			if got := items[key(s.file.Shop, s.cell(row, "订单编号"))]; got != total-freight {
				t.Fatalf("order %s: items %d, order %d less freight %d", s.cell(row, "订单编号"), got, total, freight)
			}
		}
	}
	if checked < 1000 {
		t.Fatalf("only %d orders checked", checked)
	}
}

package profile_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// facts lists what a head or a line says: its fields that are not empty and not the same in each row.
func facts(prefix string, v any) map[string]string {
	out := map[string]string{}
	s := reflect.ValueOf(v).Elem()
	for i := range s.NumField() {
		name, f := s.Type().Field(i).Name, s.Field(i)
		if f.IsZero() || slices.Contains([]string{"Export", "Platform", "Shop", "Currency", "Zone"}, name) {
			continue
		}
		text := fmt.Sprint(f.Interface())
		if t, ok := reflect.TypeAssert[time.Time](f); ok {
			text = t.Format("2006-01-02 15:04:05")
		}
		out[prefix+name] = text
	}
	return out
}

func factsOf(out profile.Outcome) map[string]string {
	all := map[string]string{}
	if out.Head != nil {
		maps.Copy(all, facts("head.", out.Head))
	}
	if out.Line != nil {
		maps.Copy(all, facts("line.", out.Line))
	}
	return all
}

// canary fills every column that a case does not name: it must come out nowhere.
const canary = "金丝雀13912345678"

// rowOf lays cells out under a header; columns that are not named hold the canary.
func rowOf(names []string, cells map[string]string) []string {
	row := make([]string, len(names))
	seen := map[string]bool{}
	for i, n := range names {
		key := profile.Fold(n)
		value, ok := cells[key]
		if !ok || seen[key] {
			value = canary
		}
		row[i], seen[key] = value, true
	}
	return row
}

func bindTo(tb testing.TB, p *profile.Profile, names []string) *profile.Reader {
	tb.Helper()
	m, ok := profile.Find([]table.Row{{Cells: names, Line: 1}}, []*profile.Profile{p})
	if !ok {
		tb.Fatalf("%s does not fit its header", p.Name)
	}
	b, err := profile.Bind(m, env(nil))
	if err != nil {
		tb.Fatal(err)
	}
	return profile.NewReader(b)
}

// cells and want hold for every version of a platform's header; without lists what a version has no column for.
type platformCase struct {
	profile string
	cells   map[string]string
	want    map[string]string
	headers map[string][]string
}

var taobaoOrder = platformCase{
	profile: "taobao-order",
	cells: map[string]string{
		"订单编号": `="1000000000000000001"`, "订单创建时间": "2026-08-01 10:00:00", "订单付款时间": "2026/8/1 10:01", "发货时间": "2026-08-02 09:00:00",
		"确认收货时间": "null", "应发货时间": "2026-08-03 10:00:00", "订单状态": "卖家已发货，等待买家确认", "订单关闭原因": "订单未关闭",
		"买家实际支付金额": "25.60", "买家实付金额": "25.60", "总金额": "30.00", "买家应付邮费": "¥5.00", "退款金额": "无退款申请", "物流单号": "No:SF100", "店铺名称": "旗舰店",
		"收货地址": "浙江省 杭州市 西湖区 某路1号(310000)", "商家备忘": "", "商家备注": "", "卖家备注": "", "订单备注": "", "分阶段订单信息": "", "预售订单": "",
	},
	want: map[string]string{
		"head.OrderID": "1000000000000000001", "head.CreatedAt": "2026-08-01 10:00:00", "head.PaidAt": "2026-08-01 10:01:00", "head.ShippedAt": "2026-08-02 09:00:00",
		"head.PromisedShip": "2026-08-03 10:00:00", "head.Status": "shipped", "head.CloseReason": "", "head.OrderPaid": "2560", "head.OrderTotal": "3000",
		"head.Freight": "500", "head.HasTracking": "true", "head.Province": "浙江省", "head.City": "杭州市",
	},
	headers: map[string][]string{
		"taobao_order_2016": {"head.PromisedShip", "head.ShippedAt"}, "taobao_order_2018": {"head.PromisedShip", "head.ShippedAt"},
		"taobao_order_2020": {"head.PromisedShip", "head.ShippedAt"}, "taobao_order_2022": {"head.PromisedShip"},
		"taobao_order_2025": {"head.ShippedAt", "head.PromisedShip", "head.Status", "head.HasTracking", "head.Province", "head.City"},
	},
}

var platformCases = []platformCase{
	taobaoOrder,
	{
		profile: "taobao-item",
		cells: map[string]string{
			"子订单编号": "\t2001\t", "主订单编号": "'1001", "标题": "蛋黄酥", "价格": "12.80", "购买数量": "2", "外部系统编号": "GD1001", "商家编码": "GD", "商品属性": "净含量:300g",
			"套餐信息": "", "备注": "", "订单状态": "交易成功", "买家应付货款": "25.60", "买家实际支付金额": "24.60元", "退款状态": "退款成功", "退款金额": "3.00",
			"订单创建时间": "2026-08-01 10:00:00", "订单付款时间": "45292.5",
		},
		want: map[string]string{
			"line.LineID": "2001", "line.OrderID": "1001", "line.Title": "蛋黄酥", "line.UnitPrice": "1280", "line.Qty": "2", "line.SKUCode": "GD1001", "line.ItemCode": "GD",
			"line.SKU": "GD1001", "line.SKUQty": "1", "line.Spec": "净含量:300g", "line.Status": "completed", "line.LineAmount": "2560", "line.LinePaid": "2460",
			"line.HasLinePaid": "true", "line.Refund": "refunded", "line.RefundAmount": "300", "line.CreatedAt": "2026-08-01 10:00:00", "line.PaidAt": "2024-01-01 12:00:00",
		},
		headers: map[string][]string{"taobao_item_2022": nil},
	},
	{
		profile: "taobao-item-old",
		cells: map[string]string{
			"订单编号": "1001", "标题": "蛋黄酥", "价格": "12.80", "购买数量": "3", "外部系统编号": "", "商家编码": "GD1001", "商品属性": "6枚", "套餐信息": "蛋黄酥*2", "备注": "", "订单状态": "等待买家确认收货",
		},
		want: map[string]string{
			"line.OrderID": "1001", "line.Title": "蛋黄酥", "line.UnitPrice": "1280", "line.Qty": "3", "line.SKUCode": "GD1001", "line.ItemCode": "GD1001", "line.SKU": "GD1001",
			"line.SKUQty": "1", "line.Spec": "6枚", "line.BundleCode": "蛋黄酥*2", "line.Status": "shipped", "line.LineAmount": "3840",
		},
		headers: map[string][]string{"taobao_item_old": nil},
	},
	{
		profile: "tmall-report",
		cells: map[string]string{
			"订单编号": "28010", "总金额": "178", "买家实际支付金额": "0", "收货地址": "内蒙古自治区", "订单创建时间": "2020/2/21 0:00", "订单付款时间": "2020-02-21 00:00:09", "退款金额": "178",
		},
		want: map[string]string{
			"head.OrderID": "28010", "head.OrderTotal": "17800", "head.Province": "内蒙古自治区", "head.CreatedAt": "2020-02-21 00:00:00", "head.PaidAt": "2020-02-21 00:00:09",
			"head.RefundAmount": "17800",
		},
		headers: map[string][]string{"tmall_report_2020": nil},
	},
	{
		profile: "jd-order",
		cells: map[string]string{
			"订单号": "355001", "商品ID": "7001", "商家SKUID": "ZZ1", "货号": "ZZ1", "商品名称": "粽子", "订购数量": "2", "京东价": "40.00", "订单金额": "80.00", "应付金额": "499.00（系统计算中，该值仅供参考）",
			"运费金额": "6", "下单时间": "2026-06-01 08:00:00", "付款确认时间": "2026-06-01 08:01:00", "订单完成时间": "--", "订单状态": "（锁定）等待出库", "仓库名称": "杭州仓", "商家备注": "",
		},
		want: map[string]string{
			"head.OrderID": "355001", "head.Status": "paid", "head.CreatedAt": "2026-06-01 08:00:00", "head.PaidAt": "2026-06-01 08:01:00", "head.OrderPaid": "49900",
			"head.OrderTotal": "8000", "head.Freight": "600", "head.Warehouse": "杭州仓", "line.OrderID": "355001", "line.PlatformSKUID": "7001", "line.SKUCode": "ZZ1", "line.SKU": "ZZ1",
			"line.SKUQty": "1", "line.Title": "粽子", "line.Qty": "2", "line.UnitPrice": "4000", "line.LineAmount": "8000", "line.Status": "paid",
			"line.CreatedAt": "2026-06-01 08:00:00", "line.PaidAt": "2026-06-01 08:01:00", "line.Warehouse": "杭州仓",
		},
		headers: map[string][]string{"jd_order_2015": {"head.Warehouse", "line.Warehouse"}, "jd_order_2018": nil},
	},
	{
		profile: "pinduoduo-order",
		cells: map[string]string{
			"订单号": "260531-000000000000001\t", "订单状态": "已发货，待收货", "商品": "绿豆糕", "商品规格": "8枚", "商家编码-规格维度": "LD8\t", "商家编码-SKU维度": "LD8", "商家编码-商品维度": "LD",
			"商品id": "7001", "样式ID": "8001", "商品数量(件)": "3\t", "商品总价(元)": "30", "用户实付金额(元)": "28.50", "邮费(元)": "1", "店铺优惠折扣(元)": "0.50",
			"平台优惠折扣(元)": "0.75", "多多支付立减金额(元)": "0.25", "支付时间": "\t", "拼单成功时间": "2026-05-31 09:05:00", "订单成交时间": "2026-05-31 09:05:00",
			"承诺发货时间": "2026-06-02 09:00:00", "发货时间": "2026-06-01 10:00:00", "确认收货时间": "", "售后状态": "无售后或售后取消", "关联货品编码": "", "省": "浙江省", "市": "****",
			"仓库名称": "", "快递单号": "SF1", "是否抽奖或0元试用": "否", "商家备注": "",
		},
		want: map[string]string{
			"head.OrderID": "260531-000000000000001", "head.Status": "shipped", "head.PaidAt": "2026-05-31 09:05:00", "head.ShippedAt": "2026-06-01 10:00:00",
			"head.PromisedShip": "2026-06-02 09:00:00", "head.OrderPaid": "2850", "head.OrderTotal": "3000", "head.Freight": "100", "head.HasTracking": "true", "head.Province": "浙江省",
			"line.OrderID": "260531-000000000000001", "line.LineID": "260531-000000000000001", "line.SKUCode": "LD8", "line.ItemCode": "LD", "line.PlatformItemID": "7001",
			"line.PlatformSKUID": "8001", "line.Title": "绿豆糕", "line.Spec": "8枚", "line.SKU": "LD8", "line.SKUQty": "1", "line.Qty": "3", "line.LineAmount": "3000", "line.LinePaid": "2850",
			"line.HasLinePaid": "true", "line.DiscShop": "50", "line.DiscPlatform": "75", "line.DiscOther": "25", "line.Status": "shipped", "line.PaidAt": "2026-05-31 09:05:00",
			"line.ShippedAt": "2026-06-01 10:00:00", "line.PromisedShip": "2026-06-02 09:00:00", "line.HasTracking": "true",
		},
		headers: map[string][]string{"pinduoduo_order_2019": {"line.DiscOther"}, "pinduoduo_order_2026": {"head.Province", "head.PromisedShip", "line.PromisedShip"}},
	},
	{
		profile: "douyin-order",
		cells: map[string]string{
			"主订单编号": "\t6917000000000000001", "子订单编号": "\t6917000000000000002", "选购商品": "月饼", "商品规格": "-", "商品数量": "1,000", "商品ID": "\t7", "商家编码": "YB1", "商品单价": "10.00",
			"订单应付金额": "9,900.00", "运费": "0", "平台优惠": "1", "商家优惠": "2", "达人优惠": "3", "支付优惠": "4", "红包抵扣": "5", "订单提交时间": "2026-08-01 10:00:00", "支付完成时间": "2026-08-01 10:00:05",
			"订单完成时间": "-", "发货时间": "2026-08-02 10:00:00", "承诺发货时间": "2026-08-03 10:00:00", "预约送达时间": "-", "预计送达时间": "2026-08-05 00:00:00", "订单状态": "已发货",
			"售后状态": "售后待处理", "取消原因": "-", "仓库名称": "杭州仓", "省": "浙江省", "市": "杭州市", "订单类型": "预售订单", "快递信息": "SF1-顺丰速运", "商家备注": "-",
		},
		want: map[string]string{
			"line.OrderID": "6917000000000000001", "line.LineID": "6917000000000000002", "line.Title": "月饼", "line.Qty": "1000", "line.PlatformItemID": "7", "line.SKUCode": "YB1",
			"line.SKU": "YB1", "line.SKUQty": "1", "line.UnitPrice": "1000", "line.LineAmount": "1000000", "line.LinePaid": "990000", "line.HasLinePaid": "true", "line.DiscPlatform": "100",
			"line.DiscShop": "200", "line.DiscOther": "1200", "line.CreatedAt": "2026-08-01 10:00:00", "line.PaidAt": "2026-08-01 10:00:05", "line.ShippedAt": "2026-08-02 10:00:00",
			"line.PromisedShip": "2026-08-03 10:00:00", "line.DeliverOn": "2026-08-05 00:00:00", "line.Status": "shipped", "line.Refund": "open", "line.Warehouse": "杭州仓",
			"line.IsPresale": "true", "line.HasTracking": "",
		},
		headers: map[string][]string{"douyin_order_2026": nil},
	},
	{
		profile: "youzan-order",
		cells: map[string]string{
			"订单号": "E1", "归属店铺": "旗舰店", "订单状态": "已完成", "订单创建时间": "2026-06-19 10:00:00", "买家付款时间": "2026-06-19 10:01:00", "交易成功时间": "2026-06-25 00:00:00",
			"同城送达时间/提货时间": "2026-06-20 11:00 - 2026-06-20 12:00", "订单实付金额": "30.60", "应收订单金额": "35.60", "运费": "5", "订单已退款金额": "——", "收货人省份": "浙江省", "收货人城市": "杭州市",
			"订单类型": "普通订单", "商家订单备注": "",
		},
		want: map[string]string{
			"head.OrderID": "E1", "head.Status": "completed", "head.CreatedAt": "2026-06-19 10:00:00", "head.PaidAt": "2026-06-19 10:01:00", "head.CompletedAt": "2026-06-25 00:00:00",
			"head.DeliverOn": "2026-06-20 11:00:00", "head.OrderPaid": "3060", "head.OrderTotal": "3560", "head.Freight": "500", "head.Province": "浙江省", "head.City": "杭州市",
		},
		headers: map[string][]string{"youzan_order_2026": nil},
	},
	{
		profile: "youzan-item",
		cells: map[string]string{
			"订单号": "E1", "订单商品状态": "已发货", "商品名称": "蛋黄酥", "商品规格": "6枚", "规格编码": "GD1001", "商品编码": "P1", "商品单价": "12.80", "商品数量": "2", "商品金额小计": "25.60",
			"店铺优惠(分摊)": "1.00", "商品实际成交金额": "24.60", "商品发货时间": "2026-06-20 08:00:00", "商品发货物流单号": "SF1", "商品退款状态": "退款成功", "商品已退款金额": "24.60", "商家订单备注": "",
		},
		want: map[string]string{
			"line.OrderID": "E1", "line.Status": "shipped", "line.Title": "蛋黄酥", "line.Spec": "6枚", "line.SKUCode": "GD1001", "line.ItemCode": "P1", "line.SKU": "GD1001", "line.SKUQty": "1",
			"line.UnitPrice": "1280", "line.Qty": "2", "line.LineAmount": "2560", "line.DiscShop": "100", "line.LinePaid": "2460", "line.HasLinePaid": "true",
			"line.ShippedAt": "2026-06-20 08:00:00", "line.HasTracking": "true", "line.Refund": "refunded", "line.RefundAmount": "2460",
		},
		headers: map[string][]string{"youzan_item_36": nil, "youzan_item_2018": nil},
	},
}

// TestEveryMappedColumn reads one row under each literal header. What it says is all that comes out: the other cells hold a canary.
func TestEveryMappedColumn(t *testing.T) {
	seen := 0
	for _, c := range platformCases {
		p := named(t, c.profile)
		for name, without := range c.headers {
			seen++
			names, err := profile.Header(name)
			if err != nil {
				t.Fatal(err)
			}
			r := bindTo(t, p, names)
			out := apply(r, rowOf(names, c.cells)...)
			if out.Verdict != profile.Accepted {
				t.Errorf("%s: %+v %v", name, out.Problem, out.Fault)
				continue
			}
			want := maps.Clone(c.want)
			maps.DeleteFunc(want, func(field, value string) bool { return value == "" || slices.Contains(without, field) })
			if d := cmp.Diff(want, factsOf(out)); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
			if text := fmt.Sprintf("%+v %+v %+v", out.Head, out.Line, r.Words); strings.Contains(text, "金丝雀") || strings.Contains(text, "1391234") {
				t.Errorf("%s: a cell that nobody asked for came out: %s", name, text)
			}
			if out.Amount != out.Counted {
				t.Errorf("%s: the cells say %d, %d was stored", name, out.Amount, out.Counted)
			}
		}
	}
	if seen != 16 {
		t.Errorf("%d headers, want 16", seen)
	}
}

// statusRows reads the words of status.csv: platform → field → word → row.
func statusRows(t *testing.T) [][]string {
	t.Helper()
	f, err := os.Open("status.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// TestEveryStatusWord puts each word of each platform into a row: its state, and a warning exactly when it is unconfirmed.
func TestEveryStatusWord(t *testing.T) {
	tried := 0
	for _, c := range platformCases {
		p := named(t, c.profile)
		for header := range c.headers {
			names, err := profile.Header(header)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range statusRows(t) {
				for _, spelling := range []string{row[2], strings.ReplaceAll(row[2], ",", "，"), " " + row[2] + "\t"} {
					if row[0] == p.Words && tryWord(t, p, names, c.cells, row, spelling) {
						tried++
					}
				}
			}
		}
	}
	if tried < 200 {
		t.Errorf("only %d words tried", tried)
	}
}

// tryWord reads one spelling of a word of status.csv; false when the format has no column for it.
func tryWord(t *testing.T, p *profile.Profile, names []string, cells map[string]string, word []string, spelling string) bool {
	t.Helper()
	field := map[string]string{"order_status_raw": "status", "line_status_raw": "status", "refund_status_raw": "refund_status"}[word[1]]
	at := slices.IndexFunc(p.Columns, func(c profile.Column) bool { return c.Field == field })
	if at < 0 || !slices.Contains(names, p.Columns[at].From[0]) {
		return false
	}
	cells = maps.Clone(cells)
	cells[p.Columns[at].From[0]] = spelling
	r := bindTo(t, p, names)
	out := apply(r, rowOf(names, cells)...)
	if out.Verdict != profile.Accepted {
		t.Errorf("%s %q: %+v", p.Name, spelling, out.Problem)
		return true
	}
	got, refund := order.StatusUnknown.String(), ""
	if out.Head != nil {
		got, refund = out.Head.Status.String(), out.Head.Refund.String()
	}
	if out.Line != nil {
		got, refund = out.Line.Status.String(), out.Line.Refund.String()
	}
	if field == "refund_status" {
		got = refund
	}
	if got != word[3] {
		t.Errorf("%s %q: got %s, want %s", p.Name, spelling, got, word[3])
	}
	warned := false
	for w := range r.Words {
		warned = warned || strings.HasPrefix(w.Code, "unconfirmed") || w.Code == "unknown-refund"
	}
	if warned != (word[6] == "U") {
		t.Errorf("%s %q: warnings %v, evidence %s", p.Name, spelling, r.Words, word[6])
	}
	return true
}

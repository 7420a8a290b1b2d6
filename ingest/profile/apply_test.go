package profile_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

var retailNames = []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"}

func retail(t *testing.T) *profile.Reader {
	t.Helper()
	return reader(t, example(t, "online_retail"), nil, retailNames...)
}

func TestRetailRules(t *testing.T) {
	r := retail(t)
	type line struct {
		Qty, RefundQty                   int64
		Unit, Amount, Paid, RefundAmount order.Money
		Refund                           order.RefundStatus
		Reason                           string
		SubCent                          bool
	}
	for name, c := range map[string]struct {
		cells []string
		want  line
	}{
		"sale":             {[]string{"536365", "85123A", "HEART", "6", "2010-12-01 08:26:00", "2.55", "17850.0", "UK"}, line{Qty: 6, Unit: 255, Amount: 1530, Paid: 1530}},
		"cancellation":     {[]string{"C536379", "22632", "WARMER", "-6", "2010-12-01 09:41:00", "2.10", "", "UK"}, line{RefundQty: 6, Unit: 210, Amount: -1260, RefundAmount: 1260, Refund: order.RefundFull}},
		"discount":         {[]string{"C536379", "D", "Discount", "-1", "2010-12-01 09:41:00", "27.50", "", "UK"}, line{RefundQty: 1, Unit: 2750, Amount: -2750, RefundAmount: 2750, Refund: order.RefundFull, Reason: "service-link"}},
		"postage":          {[]string{"536370", "POST", "POSTAGE", "3", "2010-12-01 08:45:00", "18.00", "", "FR"}, line{Qty: 3, Unit: 1800, Amount: 5400, Paid: 5400, Reason: "service-link"}},
		"small m":          {[]string{"536370", "m", "Manual", "1", "2010-12-01 08:45:00", "1", "", "FR"}, line{Qty: 1, Unit: 100, Amount: 100, Paid: 100, Reason: "service-link"}},
		"gift voucher":     {[]string{"536370", "gift_0001_20", "Dotcomgiftshop", "1", "2010-12-01 08:45:00", "17.02", "", "UK"}, line{Qty: 1, Unit: 1702, Amount: 1702, Paid: 1702, Reason: "service-link"}},
		"adjustment":       {[]string{"536589", "21777", "", "-10", "2010-12-01 16:50:00", "0.0", "", "UK"}, line{Qty: -10, Reason: "adjustment"}},
		"bad debt":         {[]string{"A563186", "B", "Adjust bad debt", "1", "2011-08-12 14:51:00", "-11062.06", "", "UK"}, line{Qty: 1, Unit: -1106206, Amount: -1106206, Paid: -1106206, Reason: "service-link"}},
		"a tenth of penny": {[]string{"550193", "PADS", "PADS", "1", "4/15/2011 9:27", "0.001", "", "UK"}, line{Qty: 1, SubCent: true, Reason: "service-link"}},
		"rounded by line":  {[]string{"550194", "X1", "x", "1500", "4/15/2011 9:27", "0.001", "", "UK"}, line{Qty: 1500, Amount: 150, Paid: 150, SubCent: true}},
	} {
		out := apply(r, c.cells...)
		if out.Verdict != profile.Accepted {
			t.Errorf("%s: got %+v", name, out.Problem)
			continue
		}
		l := out.Line
		got := line{l.Qty, l.RefundQty, l.UnitPrice, l.LineAmount, l.LinePaid, l.RefundAmount, l.Refund, l.ExcludeReason, l.SubCent}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if out.Amount != out.Counted || l.Currency != "GBP" || l.Zone != "Europe/London" || l.Status != order.Completed || !l.PeriodKeyed || l.PaidAt.IsZero() {
			t.Errorf("%s: amount %d counted %d, %+v", name, out.Amount, out.Counted, l)
		}
	}
}

func TestRetailAmountsBalance(t *testing.T) {
	r := retail(t)
	rapid.Check(t, func(rt *rapid.T) {
		invoice := rapid.SampledFrom([]string{"536365", "C536365", "A1"}).Draw(rt, "invoice")
		code := rapid.SampledFrom([]string{"85123A", "POST", "D", "M"}).Draw(rt, "code")
		qty, price := rapid.IntRange(-500, 500).Draw(rt, "qty"), rapid.StringMatching(`-?[0-9]{1,4}\.[0-9]{1,3}`).Draw(rt, "price")
		out := apply(r, invoice, code, "x", strconv.Itoa(qty), "2010-12-01 08:26:00", price, "", "")
		if out.Verdict != profile.Accepted || out.Amount != out.Counted {
			rt.Fatalf("%d × %s: cells say %d, stored %d", qty, price, out.Amount, out.Counted)
		}
		if l := out.Line; strings.HasPrefix(invoice, "C") && (l.Qty != 0 || l.LinePaid != 0 || l.RefundQty < 0 || l.RefundAmount < 0) {
			rt.Fatalf("a credit line sells something: %+v", l)
		}
	})
}

func TestDailyGrids(t *testing.T) {
	r := reader(t, example(t, "category_daily"), nil, "品类", "日期", "销量")
	l := apply(r, "category84", "2023/6/18", "141914").Line
	if l.SKUCode != "category84" || l.Qty != 141914 || l.PaidAt.Format("2006-01-02") != "2023-06-18" || l.OrderID != l.LineID || l.OrderID != "0123456789abcdef#2" {
		t.Errorf("got %+v", l)
	}
	r = reader(t, example(t, "vegetables_daily"), nil, "销售日期", "单品编码", "销量(千克)")
	l = apply(r, "44013", "102900005115762", "6.841").Line
	if l.SKUCode != "102900005115762" || l.Qty != 6841 || l.PaidAt.Format("2006-01-02") != "2020-07-01" {
		t.Errorf("got %+v", l)
	}
	if l := apply(r, "44013", "1.02900005115762E+14", "-0.5").Line; l.SKUCode != "102900005115762" || l.Qty != -500 || l.ExcludeReason != "adjustment" {
		t.Errorf("a whole number in spreadsheet notation got %+v", l)
	}
	if out := apply(r, "44013", "1.029E+14", "1"); out.Verdict != profile.Refused || out.Fault.Code != order.DamagedID || out.Fault.Column != "单品编码" {
		t.Errorf("lost digits got %+v", out)
	}
	if out := apply(r, "44013", "1", "6.84151"); out.Problem.Code != order.BadQty {
		t.Errorf("half a gram got %+v", out.Problem)
	}
	if out := apply(r, "44013", "1", ""); out.Problem.Code != order.BadQty {
		t.Errorf("no quantity got %+v", out.Problem)
	}
}

func TestWholesale(t *testing.T) {
	r := reader(t, example(t, "wholesale"), nil, "单号", "下单日期", "商品编码", "数量", "单价(元)", "金额(元)", "状态")
	if l := apply(r, "PF1", "45292", "GD1001", "10", "9.5", "95", "已发货").Line; l.LinePaid != 9500 || l.LineAmount != 9500 || l.Status != order.Shipped || l.Shop != "旗舰店" {
		t.Errorf("got %+v", l)
	}
	out := apply(r, "PF2", "45292", "GD1001", "-2", "9.5", "-19", "")
	if l := out.Line; l.Qty != 0 || l.RefundQty != 2 || l.RefundAmount != 1900 || l.LinePaid != 0 || out.Counted != -1900 || l.Status != order.Completed {
		t.Errorf("got %+v, counted %d", l, out.Counted)
	}
	if out := apply(r, "合计", "", "", "8", "", "76", ""); out.Verdict != profile.Total {
		t.Errorf("total row got %v", out.Verdict)
	}
	if out := apply(r, "", " ", "\t", "", "", "", ""); out.Verdict != profile.Blank {
		t.Errorf("blank row got %v", out.Verdict)
	}
}

func TestPromiseOfTheLine(t *testing.T) {
	p := named(t, "taobao-item")
	r := reader(t, p, nil, "子订单编号", "主订单编号", "退款状态", "价格", "购买数量", "买家实付金额", "应发货时间")
	const two = "子订单11： 2026-06-11 22:17前 ; 子订单12：2026-06-10 09:00前 ; "
	for line, want := range map[string]string{"11": "2026-06-11 22:17", "12": "2026-06-10 09:00", "99": "2026-06-11 22:17"} {
		out := apply(r, line, "1", "", "1", "1", "1", two)
		if got := out.Line.PromisedShip.Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s got %s, want %s", line, got, want)
		}
	}
	if out := apply(r, "1", "1", "", "1", "1", "1", "2026-06-11 22:17:00"); out.Line.PromisedShip.Hour() != 22 || !r.Last.IsZero() {
		t.Errorf("a promise is no event: %+v, last event %v", out.Line.PromisedShip, r.Last)
	}
}

func TestDouyinGiftsAndClosing(t *testing.T) {
	r := reader(t, named(t, "douyin-order"), nil, "主订单编号", "子订单编号", "选购商品", "商品数量", "商家编码", "商品单价", "订单应付金额", "订单提交时间", "支付完成时间", "订单状态", "达人优惠", "支付优惠", "售后状态")
	l := apply(r, "\t1", "\t2", "月饼", "1", "YB1", "0.00", "0.00", "2026-08-01 10:00:00", "-", "已关闭", "1.50", "2.25", "补寄成功").Line
	if !l.IsGift || l.PaidMark != order.PaidNone || l.Status != order.Closed || l.DiscOther != 375 || l.Refund != order.RefundReshipped || l.OrderID != "1" {
		t.Errorf("got %+v", l)
	}
	if out := apply(r, "1", "", "月饼", "1", "YB1", "1", "1", "2026-08-01 10:00:00", "-", "已关闭", "", "", ""); out.Problem.Code != order.EmptyID || out.Problem.Column != "子订单编号" {
		t.Errorf("no line number: got %+v", out.Problem)
	}
}

func TestPinduoduoTrialAndGroup(t *testing.T) {
	names := []string{"订单号", "商品id", "商品数量(件)", "商家实收金额(元)", "订单状态", "用户实付金额(元)", "支付时间", "拼单成功时间", "是否抽奖或0元试用", "商家备注"}
	r := reader(t, named(t, "pinduoduo-order"), nil, names...)
	for name, c := range map[string]struct {
		state, group, trial, remark, want string
	}{
		"plain": {"待发货", "2026-05-31 09:05:00", "否", "", ""}, "trial": {"待发货", "", "是", "", "trial"},
		"group": {"待成团", "", "否", "", "group-open"}, "brushing": {"待发货", "", "否", "G-0531", "brushing"}, "noted": {"待发货", "", "否", "朋友补单", "brushing"},
	} {
		out := apply(r, "260531-1", "7", "1", "9", c.state, "9.90", "2026-05-31 09:00:00", c.group, c.trial, c.remark)
		if out.Line == nil || out.Line.ExcludeReason != c.want || out.Head.ExcludeReason != c.want || out.Line.LineID != "260531-1" {
			t.Errorf("%s: got %+v", name, out)
			continue
		}
		if out.Line.PaidAt.Minute() != 0 {
			t.Errorf("%s: the first filled payment time must win, got %v", name, out.Line.PaidAt)
		}
	}
}

func TestPaidFromStandsIn(t *testing.T) {
	const text = "name: a\nplatform: a\nlevel: line\nzone: UTC\ncurrency: USD\namount: line_paid\nline_id: column\npaid_from: %s\n" +
		"detect: {all: [id, line]}\ncolumns:\n  - {field: order_id, from: [id]}\n  - {field: line_id, from: [line]}\n  - {field: created_at, from: [made]}\n" +
		"  - {field: shipped_at, from: [sent]}\n  - {field: line_paid, from: [paid]}\n"
	for from, mark := range map[string]order.PaidMark{"created": order.PaidIsCreated, "shipped": order.PaidIsShipped} {
		p, err := profile.Load("a", []byte(strings.Replace(text, "%s", from, 1)))
		if err != nil {
			t.Fatal(err)
		}
		l := apply(reader(t, p, nil, "id", "line", "made", "sent", "paid"), "1", "2", "2026-01-01", "2026-01-02", "1").Line
		if l.PaidMark != mark || l.PaidAt.Day() != int(mark)-1 {
			t.Errorf("%s got %v, mark %d", from, l.PaidAt, l.PaidMark)
		}
	}
}

func TestBindFaults(t *testing.T) {
	p := named(t, "jd-order")
	m, _ := profile.Find([]table.Row{{Cells: []string{"订单号", "商品ID", "订购数量", "京东价"}, Line: 3}}, []*profile.Profile{p})
	var fault *profile.Fault
	if _, err := profile.Bind(m, env(nil)); !errors.As(err, &fault) || fault.Code != profile.MissingColumn || fault.Column != "应付金额" || fault.Line != 3 {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(fault.Error(), "应付金额") {
		t.Errorf("got %s", fault.Error())
	}
	m.Names = append(m.Names, "应付金额", "下单时间", "付款确认时间", "订单状态")
	e := env(nil)
	e.Shop = ""
	if _, err := profile.Bind(m, e); !errors.As(err, &fault) || fault.Code != profile.MissingShop {
		t.Errorf("got %v", err)
	}
}

func TestBrokenRowsShowNothing(t *testing.T) {
	r := retail(t)
	out := r.Row(table.Row{Cells: []string{"1", "张三"}, Line: 7, Offset: 99, Err: errors.New("stray quote")})
	if p := out.Problem; out.Verdict != profile.Quarantined || p.Code != order.BadQuote || p.Text != "" || p.Origin.Line != 7 || p.Offset != 99 || !p.Counts {
		t.Errorf("got %+v", p)
	}
	out = apply(r, "536365", "85123A", "HEART", "six", "2010-12-01 08:26:00", "2.55", "17850", "UK")
	if p := out.Problem; p.Code != order.BadQty || p.Value != "six" || strings.Contains(p.Text, "17850") || !strings.Contains(p.Text, "InvoiceNo=536365") {
		t.Errorf("got %+v", p)
	}
}

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"电话13900000001请放门口": "电话***请放门口", "86-13900000001": "***", "139 0000 0001": "***", "1******6198": "1******6198", "139****0001": "***",
		"33010619900101001X": "***", "a.b@example.cn": "***", "翠苑街道学院路500号": "***", "蛋黄酥 6枚": "蛋黄酥 6枚", "2731000000000000017": "***7",
		"12.80": "12.80", "2026-08-01 10:00:00": "2026-08-01 10:00:00",
	} {
		if got := profile.Redact(text); got != want {
			t.Errorf("%q got %q, want %q", text, got, want)
		}
	}
}

func TestRowHashSeesEveryStoredCell(t *testing.T) {
	r := retail(t)
	base := []string{"536365", "85123A", "HEART", "6", "2010-12-01 08:26:00", "2.55", "17850.0", "UK"}
	hash := func(cells []string) uint64 { return apply(r, cells...).Line.RowHash }
	want := hash(base)
	for i, change := range []string{"536366", "85123B", "HEARTS", "7", "2010-12-01 08:27:00", "2.56"} {
		cells := append([]string{}, base...)
		cells[i] = change
		if hash(cells) == want {
			t.Errorf("column %s does not count in the hash", retailNames[i])
		}
	}
	for i, change := range map[int]string{6: "99999", 7: "France"} {
		cells := append([]string{}, base...)
		cells[i] = change
		if hash(cells) != want {
			t.Errorf("column %s is dropped and must not count in the hash", retailNames[i])
		}
	}
	if want != hash(append([]string{" " + base[0] + "\t"}, base[1:]...)) {
		t.Error("blanks around a cell changed the hash")
	}
	if want == 0 || want != hash(base) {
		t.Error("the hash must be the same each time")
	}
}

func TestConditions(t *testing.T) {
	for name, c := range map[string]struct {
		cond string
		cell string
		want bool
	}{
		"in": {"in: [a, b]", "b", true}, "not in": {"in: [a, b]", "c", false}, "starts": {"starts: [ab]", "abc", true}, "not starts": {"starts: [b]", "abc", false},
		"contains": {"contains: [b]", "abc", true}, "match": {"match: '^a.c$'", "abc", true}, "no match": {"match: '^b'", "abc", false},
		"below": {"below: '0'", "-0.01", true}, "not below": {"below: '0'", "0", false}, "at most": {"at_most: '0.01'", "0.010", true},
		"above": {"at_most: '0.01'", "0.02", false}, "no number": {"below: '5'", "x", false}, "empty": {"empty: true", "", true}, "filled": {"empty: false", "x", true},
		"not filled": {"empty: false", "", false}, "both": {"starts: [a], contains: [z]", "abc", false}, "万": {"below: '1万'", "9999", true},
	} {
		text := strings.Replace(small, "  - {field: qty, from: [件数]}", "  - {field: remark, from: [说明]}", 1) +
			"rules: [{name: hit, then: exclude, when: [{field: remark, " + c.cond + "}]}]\n"
		p, err := profile.Load("own", []byte(text))
		if err != nil {
			t.Fatal(name, err)
		}
		out := apply(reader(t, p, nil, "单号", "货品", "说明", "实收"), "1", "x", c.cell, "1")
		if got := out.Line.ExcludeReason == "hit"; got != c.want {
			t.Errorf("%s: %q got %v, want %v", name, c.cell, got, c.want)
		}
	}
}

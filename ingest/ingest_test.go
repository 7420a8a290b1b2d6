package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"zhiwei/ingest"
	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// manyItems is an item file of n rows with a bad row every step rows.
func manyItems(n, step int) []byte {
	var b strings.Builder
	b.WriteString(itemHeader)
	for i := range n {
		price := "12.80"
		if step > 0 && i%step == step-1 {
			price = "不知道"
		}
		b.WriteString(item(fmt.Sprintf("%08d", i), "蛋黄酥", price, "1", "交易成功", "12.80"))
	}
	return []byte(b.String())
}

func TestWorkersAndBlocksDoNotShow(t *testing.T) {
	data := manyItems(20_000, 1000)
	var first all
	for i, workers := range []int{1, 2, 7} {
		opt := ingest.Options{Workers: workers}
		opt.Table.BlockSize = []int{0, 32 << 10, 8 << 10}[i]
		got := must(t, src("a.csv", data), opt)
		if i == 0 {
			first = got
			continue
		}
		if d := cmp.Diff(first.lines, got.lines); d != "" {
			t.Fatalf("%d workers: lines differ: %s", workers, d[:400])
		}
		if d := cmp.Diff(first.problems, got.problems); d != "" {
			t.Errorf("%d workers: %s", workers, d)
		}
		if d := cmp.Diff(first.report, got.report); d != "" {
			t.Errorf("%d workers: %s", workers, d)
		}
	}
	if g := first.report.Grids[0]; g.Records != 20_000 || g.Quarantined != 20 || g.Accepted != 19_980 || g.Bad != 20 || g.RecordsFen != 20_000*1280 {
		t.Errorf("got %+v", g)
	}
}

func TestLineNumbersDoNotDependOnWorkers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var b strings.Builder
		b.WriteString(jdHeader)
		want := map[string]int{}
		n := rapid.IntRange(1, 300).Draw(rt, "rows")
		var ids []string
		for range n {
			id := strconv.Itoa(rapid.IntRange(1, 20).Draw(rt, "order"))
			want[id]++
			ids = append(ids, fmt.Sprintf("%s#%d", id, want[id]))
			fmt.Fprintf(&b, "%s,1,粽子,1,2026-06-01 08:00:00,40,40.00,完成,,2026-06-01 08:01:00\r\n", id)
		}
		opt := ingest.Options{Workers: rapid.IntRange(1, 4).Draw(rt, "workers")}
		opt.Table.BlockSize = rapid.IntRange(100, 4000).Draw(rt, "block")
		got := must(t, src("a.csv", []byte(b.String())), opt)
		for i, l := range got.lines {
			if l["line_id"] != ids[i] {
				rt.Fatalf("row %d got %s, want %s", i, l["line_id"], ids[i])
			}
		}
	})
}

func TestTooManyBadRows(t *testing.T) {
	r := refused(t, src("a.csv", manyItems(1000, 90)), ingest.Options{})
	if r.Code != ingest.TooManyBad || r.Line != 91 || r.Column != "价格" || !strings.HasPrefix(r.Value, "11/1000") {
		t.Errorf("got %+v", r)
	}
	must(t, src("a.csv", manyItems(1000, 100)), ingest.Options{}) // exactly 1 % is not more than 1 %
}

func TestReceiverMayStop(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	opt := ingest.Options{Alloc: alloc, Workers: 3}
	opt.Table.BlockSize = 16 << 10
	n := 0
	for p, err := range ingest.Read(context.Background(), src("a.csv", manyItems(5000, 0)), opt) {
		if err != nil {
			t.Fatal(err)
		}
		p.Orders.Release()
		if n++; n == 2 {
			break
		}
	}
	alloc.AssertSize(t, 0)
}

func TestCancel(t *testing.T) {
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	ctx, cancel := context.WithCancel(context.Background())
	opt := ingest.Options{Alloc: alloc, Workers: 2}
	opt.Table.BlockSize = 16 << 10
	var last error
	for p, err := range ingest.Read(ctx, src("a.csv", manyItems(20_000, 0)), opt) {
		if last = err; err != nil {
			break
		}
		cancel()
		if p.Orders != nil {
			p.Orders.Release()
		}
	}
	cancel()
	if !errors.Is(last, context.Canceled) {
		t.Errorf("got %v, want the context's error", last)
	}
	alloc.AssertSize(t, 0)
}

func TestShop(t *testing.T) {
	data := manyItems(1, 0)
	r := refused(t, ingest.Source{Name: "a.csv", Data: data}, ingest.Options{})
	if r.Code != profile.MissingShop {
		t.Errorf("no shop: got %+v", r)
	}
	got := must(t, ingest.Source{Name: "a.csv", Data: data, Folder: "folder"}, ingest.Options{Shop: "flag"})
	if got.lines[0]["shop"] != "flag" || got.report.Grids[0].Shop != "flag" {
		t.Errorf("--shop must win over the folder: got %s", got.lines[0]["shop"])
	}
	book := ingest.NewShopBook([]ingest.ShopRow{{"天猫旗舰店", "天猫", "旗舰店"}, {"京东自营", "京东", "旗舰店"}, {"区域代理", "", ""}})
	for name, want := range map[string]string{"天猫旗舰店": "旗舰店", "旗舰店": "旗舰店", "区域代理": "区域代理"} {
		got := must(t, ingest.Source{Name: "a.csv", Data: data, Folder: name}, ingest.Options{Shops: book})
		if got.lines[0]["shop"] != want {
			t.Errorf("%s got %q, want %q", name, got.lines[0]["shop"], want)
		}
	}
	got = must(t, ingest.Source{Name: "a.csv", Data: data, Folder: "京东自营"}, ingest.Options{Shops: book})
	if len(got.lines) != 0 || got.problems[0].Code != order.UnknownShop || got.problems[0].Value != "京东自营" || got.problems[0].Counts {
		t.Errorf("a shop of another platform: got %+v", got.problems)
	}
}

func TestCodes(t *testing.T) {
	rows := []ingest.CodeRow{
		{Platform: "天猫", Shop: "旗舰店", Code: "TW2", SKU: "GD1001", Qty: 2}, {Platform: "淘宝", Code: "TW2", SKU: "GD9", Qty: 9},
	}
	book := ingest.NewCodeBook(rows, []string{"GD1001", "LH1"})
	for _, c := range []struct {
		book  *ingest.CodeBook
		shop  order.Shop
		codes []string
		sku   order.SKU
		qty   int64
	}{
		{book, "旗舰店", []string{"TW2"}, "GD1001", 2},
		{book, "另一家", []string{"TW2"}, "GD9", 9},
		{book, "旗舰店", []string{"", "LH1"}, "LH1", 1},
		{book, "旗舰店", []string{"X", "", "TW2"}, "GD1001", 2},
		{book, "旗舰店", []string{"X"}, "", 0},
		{ingest.NewCodeBook(rows, nil), "旗舰店", []string{"X", "Y"}, "X", 1},
		{nil, "旗舰店", []string{"", "Y"}, "Y", 1},
		{nil, "旗舰店", []string{"", ""}, "", 0},
	} {
		if sku, qty := c.book.SKU("taobao", c.shop, c.codes); sku != c.sku || qty != c.qty {
			t.Errorf("%v at %s got %s × %d, want %s × %d", c.codes, c.shop, sku, qty, c.sku, c.qty)
		}
	}
}

func TestDepartmentWorkbook(t *testing.T) {
	sheets := map[string][][]any{
		"渠道":    {{"渠道", "类型", "平台", "店铺"}, {"天猫旗舰店", "平台零售", "天猫", "旗舰店"}, {"批发客户", "批发", "批发", "批发客户"}},
		"商品主数据": {{"商品编码", "品名", "类目", "单位", "标价(元)"}, {"GD1001", "蛋黄酥", "糕点", "盒", 12.8}, {"", "无码", "糕点", "盒", 1}},
	}
	got := must(t, ingest.Source{Name: "基础资料20260801.xlsx", Data: book(t, sheets, "渠道", "商品主数据")}, ingest.Options{MaxBad: 1, ImportDay: time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)})
	if c := got.dept["channels"]; len(c) != 2 || c[0]["platform"] != "taobao" || c[1]["platform"] != "wholesale" || c[0]["valid_from"] != "2026-08-01" {
		t.Errorf("channels got %v", c)
	}
	if p := got.dept["products"]; len(p) != 1 || p[0]["list_price"] != "1280" || got.problems[0].Code != order.MissingValue {
		t.Errorf("products got %v, %v", p, got.problems)
	}
	if g := got.report.Grids[1]; g.Table != "products" || g.Records != 2 || g.Accepted != 1 || g.Quarantined != 1 {
		t.Errorf("report got %+v", g)
	}
}

func TestJDSplitParentIsSkipped(t *testing.T) {
	data := jdHeader + "1,1,粽子,2,2026-06-01 08:00:00,40,80.00,(删除)等待出库,订单拆分为  11    12,2026-06-01 08:01:00\r\n" +
		"11,1,粽子,1,2026-06-01 08:00:00,40,40.00,完成,,2026-06-01 08:01:00\r\n12,1,粽子,1,2026-06-01 08:00:00,0,0,（锁定）等待出库,,\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	g := got.report.Grids[0]
	if len(got.lines) != 2 || g.Skipped != 1 || g.SkippedFen != 8000 || g.AcceptedFen != 4000 || g.SkippedBy[0].Code != "split-parent" {
		t.Errorf("got %+v", g)
	}
	if l := got.lines[1]; l["status"] != "paid" || l["paid_mark"] != "1" || l["is_gift"] != "true" {
		t.Errorf("got %v", l)
	}
}

func TestYouzanPair(t *testing.T) {
	orders := "订单号,销售渠道,归属店铺,订单状态,订单创建时间,买家付款时间,运费,订单实付金额,全部商品名称,同城送达时间/提货时间,收货人省份,收货人城市,收货人/提货人\r\n" +
		"E1,网店,旗舰店,已完成,2026-06-19 10:00:00,2026-06-19 10:01:00,5,30.60,蛋黄酥(1件),2026-06-20 11:00 - 2026-06-20 12:00,浙江省,杭州市,某某\r\n"
	h := must(t, src("o.csv", []byte(orders)), lax).heads[0]
	if h["deliver_on"] != "2026-06-20 11:00:00Z" || h["order_paid"] != "3060" || h["freight"] != "500" || h["shop"] != "旗舰店" || h["city"] != "杭州市" {
		t.Errorf("got %v", h)
	}
	items := "订单号,订单商品状态,商品名称,规格编码,商品编码,商品单价,商品数量,商品金额小计,店铺优惠（分摊）,商品实际成交金额,商品退款状态,商品已退款金额\r\n" +
		"E1,已完成,蛋黄酥,GD1001,P1,12.80,2,25.60,1.00,24.60,——,——\r\nE1,已完成,赠品,GD1,P2,0,1,0,0,0,——,0\r\n"
	got := must(t, src("i.csv", []byte(items)), lax)
	l := got.lines[0]
	if l["line_id"] != "E1#1" || l["paid_at"] != "(null)" || l["paid_mark"] != "0" || l["disc_shop"] != "100" || l["line_paid"] != "2460" || l["exported_at"] != "1970-01-01 00:00:00Z" {
		t.Errorf("got %v", l)
	}
	if got.lines[1]["is_gift"] != "true" || got.lines[1]["line_id"] != "E1#2" {
		t.Errorf("got %v", got.lines[1])
	}
}

func TestExclusions(t *testing.T) {
	data := itemHeader + item("1", "补差价专用", "1", "9", "交易成功", "9") + strings.Replace(item("2", "蛋黄酥", "12.80", "1", "交易成功", "12.80"), ",,,,交易成功", ",,,补单,交易成功", 1) +
		item("3", "赠品袋", "0.01", "1", "交易成功", "0.01")
	got := must(t, src("a.csv", []byte(data)), lax)
	if got.lines[0]["exclude_reason"] != "service-link" || got.lines[1]["exclude_reason"] != "brushing" || got.lines[2]["is_gift"] != "true" {
		t.Errorf("got %v", got.lines)
	}
	if strings.Contains(fmt.Sprint(got.lines), "补单") {
		t.Error("a remark was stored")
	}
}

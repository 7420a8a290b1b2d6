package profile_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

// under reads a case's row with some cells changed, under the first of its headers that has a column for each.
func under(t *testing.T, name string, change map[string]string) profile.Outcome {
	t.Helper()
	for _, c := range platformCases {
		if c.profile != name {
			continue
		}
		for header := range c.headers {
			names, err := profile.Header(header)
			if err != nil {
				t.Fatal(err)
			}
			folded := map[string]bool{}
			for _, n := range names {
				folded[profile.Fold(n)] = true
			}
			fits := true
			for column := range change {
				fits = fits && folded[column]
			}
			if !fits {
				continue
			}
			cells := maps.Clone(c.cells)
			maps.Copy(cells, change)
			return apply(bindTo(t, named(t, name), names), rowOf(names, cells)...)
		}
	}
	t.Fatalf("%s has no header with %v", name, change)
	return profile.Outcome{}
}

// TestRulesOfEachPlatform changes the cell that a rule looks at.
func TestRulesOfEachPlatform(t *testing.T) {
	for _, c := range []struct {
		profile string
		change  map[string]string
		want    string // the facts that the rule decides
	}{
		{"taobao-item", nil, "reason= gift=false presale=false"},
		{"taobao-item", map[string]string{"价格": "0.01"}, "reason= gift=true presale=false"},
		{"taobao-item", map[string]string{"价格": "0"}, "reason= gift=true presale=false"},
		{"taobao-item", map[string]string{"价格": "0.02"}, "reason= gift=false presale=false"},
		{"taobao-item", map[string]string{"标题": "补差价专用链接"}, "reason=service-link gift=false presale=false"},
		{"taobao-item", map[string]string{"标题": "运费链接"}, "reason=service-link gift=false presale=false"},
		{"taobao-item", map[string]string{"标题": "差价小的月饼"}, "reason= gift=false presale=false"},
		{"taobao-item", map[string]string{"备注": "老板说补单"}, "reason=brushing gift=false presale=false"},
		{"taobao-item", map[string]string{"备注": "补单", "标题": "补差价"}, "reason=brushing gift=false presale=false"},
		{"taobao-item-old", map[string]string{"价格": "0.01", "备注": "刷单"}, "reason=brushing gift=true presale=false"},
		{"taobao-order", map[string]string{"分阶段订单信息": "定金已付"}, "reason= gift=false presale=true"},
		{"taobao-order", map[string]string{"分阶段订单信息": "null"}, "reason= gift=false presale=false"},
		{"jd-order", map[string]string{"京东价": "0"}, "reason= gift=true presale=false"},
		{"jd-order", map[string]string{"京东价": "0.01"}, "reason= gift=false presale=false"},
		{"jd-order", map[string]string{"商家备注": "刷单 7"}, "reason=brushing gift=false presale=false"},
		{"douyin-order", map[string]string{"订单类型": "普通订单"}, "reason= gift=false presale=false"},
		{"douyin-order", map[string]string{"商品单价": "0.00"}, "reason= gift=true presale=true"},
		{"pinduoduo-order", map[string]string{"商家备注": "V-17"}, "reason=brushing gift=false presale=false"},
		{"pinduoduo-order", map[string]string{"商家备注": "送V-17"}, "reason= gift=false presale=false"},
		{"pinduoduo-order", map[string]string{"订单状态": "待成团"}, "reason=group-open gift=false presale=false"},
		{"pinduoduo-order", map[string]string{"是否抽奖或0元试用": "是", "订单状态": "待成团"}, "reason=trial gift=false presale=false"},
		{"youzan-item", map[string]string{"商品单价": "0"}, "reason= gift=true presale=false"},
		{"youzan-order", map[string]string{"订单类型": "预售订单"}, "reason= gift=false presale=true"},
		{"youzan-order", map[string]string{"商家订单备注": "补单"}, "reason=brushing gift=false presale=false"},
	} {
		out := under(t, c.profile, c.change)
		if out.Verdict != profile.Accepted {
			t.Errorf("%s %v: %+v", c.profile, c.change, out.Problem)
			continue
		}
		got := ""
		if h := out.Head; h != nil {
			got = fmt.Sprintf("reason=%s gift=false presale=%v", h.ExcludeReason, h.IsPresale)
		}
		if l := out.Line; l != nil {
			got = fmt.Sprintf("reason=%s gift=%v presale=%v", l.ExcludeReason, l.IsGift, l.IsPresale)
		}
		if got != c.want {
			t.Errorf("%s %v: %s, want %s", c.profile, c.change, got, c.want)
		}
		if text := fmt.Sprintf("%+v %+v", out.Head, out.Line); strings.Contains(text, "补单") || strings.Contains(text, "V-17") {
			t.Errorf("%s: the remark was stored: %s", c.profile, text)
		}
	}
}

// TestSplitParentsAreSkipped: the parent of a split order is counted under the rule's name with its amount, whatever its state.
func TestSplitParentsAreSkipped(t *testing.T) {
	for remark, want := range map[string]profile.Verdict{
		"订单拆分为  10000000001    10000000002": profile.Skipped, "订单拆分为": profile.Skipped, "请勿订单拆分为二": profile.Accepted, "": profile.Accepted,
	} {
		for _, state := range []string{"(删除)等待出库", "（删除）等待出库", "等待出库"} {
			out := under(t, "jd-order", map[string]string{"商家备注": remark, "订单状态": state})
			if out.Verdict != want || want == profile.Skipped && (out.Rule != "split-parent" || out.Amount != 8000) {
				t.Errorf("%q %s: %v %s %d", remark, state, out.Verdict, out.Rule, out.Amount)
			}
		}
	}
}

// TestShippedWordsProveAShipment: one Pinduoduo cell joins shipping and refund; only goods that had left count as demand later.
func TestShippedWordsProveAShipment(t *testing.T) {
	for word, want := range map[string]bool{
		"未发货，退款成功": false, "已发货，退款成功": true, "已收货，退款成功": true, "已签收，退款成功": true, "已取消，退款成功": false, "待发货": false, "已发货，待收货": true, "已收货": true,
	} {
		out := under(t, "pinduoduo-order", map[string]string{"订单状态": word, "快递单号": "", "发货时间": ""})
		if out.Verdict != profile.Accepted || out.Line.HasTracking != want || out.Head.HasTracking != want {
			t.Errorf("%s: shipped %v, want %v", word, out.Line != nil && out.Line.HasTracking, want)
		}
	}
}

// TestDatesFromOrderNumbers: only when every time is empty, the order was sold and the number begins with a date.
func TestDatesFromOrderNumbers(t *testing.T) {
	empty := map[string]string{"支付时间": "", "拼单成功时间": "", "订单成交时间": "", "发货时间": "", "确认收货时间": ""}
	for id, c := range map[string]struct {
		state, shipped, want string
		mark                 order.PaidMark
	}{
		"260531-1": {"已收货", "", "2026-05-31", order.PaidFromID}, "260531-2": {"已取消", "", "", order.PaidNone}, "260531-3": {"待支付", "", "", order.PaidNone},
		"260532-4": {"已收货", "", "", order.PaidNone}, "2605311": {"已收货", "", "", order.PaidNone}, "X60531-1": {"已收货", "", "", order.PaidNone},
		"260531-5": {"已收货", "2026-06-01 08:00:00", "", order.PaidNone}, "240229-6": {"待发货", "", "2024-02-29", order.PaidFromID}, "250229-7": {"待发货", "", "", order.PaidNone},
	} {
		change := maps.Clone(empty)
		change["订单号"], change["订单状态"], change["发货时间"] = id, c.state, c.shipped
		delete(change, "订单成交时间")
		out := under(t, "pinduoduo-order", change)
		got := ""
		if out.Line != nil && !out.Line.PaidAt.IsZero() {
			got = out.Line.PaidAt.Format("2006-01-02")
		}
		if out.Verdict != profile.Accepted || got != c.want || out.Line.PaidMark != c.mark || !out.Head.PaidAt.Equal(out.Line.PaidAt) {
			t.Errorf("%s %s: %q mark %v, want %q mark %v", id, c.state, got, out.Line.PaidMark, c.want, c.mark)
		}
	}
}

// TestWrappersOfNumbers: what platforms and spreadsheets put around a number comes off, the number stays as it is.
func TestWrappersOfNumbers(t *testing.T) {
	for cell, want := range map[string]string{
		`="123"`: "123", `=" 123 "`: "123", "'123": "123", "’123": "123", "`123": "123", "@123": "123", "''123": "123", "\t123\t": "123", "\u00a0123": "123",
		"00123": "00123", "123-1": "123-1", "1e5": "1e5", "E123": "E123", "12E3": "12E3", "1.5": "1.5", "123456789012345678901234567890": "123456789012345678901234567890",
		"1.23E+2": "123", "1.02900005115762E+14": "102900005115762",
	} {
		out := under(t, "youzan-order", map[string]string{"订单号": cell})
		if out.Verdict != profile.Accepted || out.Head.OrderID != want {
			t.Errorf("%q: %+v, want %q", cell, out, want)
		}
	}
}

// TestHashesFollowTheStoredCells: moving columns about or changing what is not stored changes no hash; changing what is stored does.
func TestHashesFollowTheStoredCells(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := rapid.SampledFrom(platformCases).Draw(rt, "platform")
		p := named(t, c.profile)
		for header := range c.headers {
			names, err := profile.Header(header)
			if err != nil {
				rt.Fatalf("%v", err)
			}
			names = dedupe(names)
			row := rowOf(names, c.cells)
			before := hashOf(apply(bindTo(t, p, names), row...))
			rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
			rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i]; row[i], row[j] = row[j], row[i] })
			for i, cell := range row {
				if cell == canary {
					row[i] = canary + "变"
				}
			}
			if after := hashOf(apply(bindTo(t, p, names), row...)); after != before {
				rt.Fatalf("%s: the hash depends on the place of a column or on a dropped cell", header)
			}
			for i, n := range names {
				if known(p)[profile.Fold(n)].Field == "order_id" {
					row[i] = "9" + strings.Trim(row[i], "\t=\"'")
				}
			}
			if after := hashOf(apply(bindTo(t, p, names), row...)); after == before {
				rt.Fatalf("%s: another order has the same hash", header)
			}
		}
	})
}

func hashOf(out profile.Outcome) [2]uint64 {
	var h [2]uint64
	if out.Head != nil {
		h[0] = out.Head.RowHash
	}
	if out.Line != nil {
		h[1] = out.Line.RowHash
	}
	return h
}

// TestShopsOfAColumn: the shop's column decides, a name that nobody knows holds the row back without counting it as bad.
func TestShopsOfAColumn(t *testing.T) {
	names := []string{"订单号", "销售渠道", "归属店铺", "订单状态", "订单创建时间", "买家付款时间", "订单实付金额", "全部商品名称"}
	r := reader(t, named(t, "youzan-order"), []string{"旗舰店", "二店"}, names...)
	row := func(shop string) []string {
		return []string{"E1", "网店", shop, "已完成", "2026-08-01", "2026-08-01", "9", "糕"}
	}
	for _, tt := range []struct {
		cell string
		want order.Shop
	}{{"二店", "二店"}, {"", "旗舰店"}, {" 二店\t", "二店"}} {
		if out := apply(r, row(tt.cell)...); out.Verdict != profile.Accepted || out.Head.Shop != tt.want {
			t.Errorf("%q: %+v, want %s", tt.cell, out.Problem, tt.want)
		}
	}
	out := apply(r, row("丙店")...)
	if p := out.Problem; out.Verdict != profile.Quarantined || p.Code != order.UnknownShop || p.Value != "丙店" || p.Column != "归属店铺" || p.Counts || p.Amount != 900 {
		t.Errorf("an unknown shop: %+v", out)
	}
}

package sample_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhiwei/ingest/sample"
)

// exportDay is the day in a file's name.
func exportDay(name string) string {
	base := name[strings.LastIndex(name, "/")+1:]
	if i := strings.Index(base, "orders_export"); i >= 0 {
		base = base[i:]
	}
	m := regexp.MustCompile(`(\d{4})-?(\d\d)-?(\d\d)`).FindStringSubmatch(base)
	return m[1] + m[2] + m[3]
}

// byDay are the exports of a kind, oldest first, copies left out.
func byDay(t *testing.T, kind string) []sheet {
	t.Helper()
	all := slices.DeleteFunc(every(t, small(), kind), func(s sheet) bool { return strings.Contains(s.file.Name, "副本") })
	slices.SortStableFunc(all, func(a, b sheet) int { return strings.Compare(exportDay(a.file.Name), exportDay(b.file.Name)) })
	return all
}

// stage orders the states of a platform: an order never goes back.
var stage = map[string]int{
	"等待买家付款": 0, "买家已付款，等待卖家发货": 1, "卖家已发货，等待买家确认": 2, "交易成功": 3, "交易关闭": 4,
	"等待付款": 0, "等待出库": 1, "等待确认收货": 2, "完成": 3, "已取消": 4, "(删除)等待付款": 4, "(删除)等待出库": 4,
	"待支付": 0, "待发货": 1, "已发货，待收货": 2, "已收货": 3, "未发货，退款成功": 4, "已发货，退款成功": 4,
	"已发货": 2, "已完成": 3, "已关闭": 4,
}

// TestOrdersLiveOnInLaterExports: exports overlap, and the later one says the same of an order's money, pieces and
// times, or a later state.
func TestOrdersLiveOnInLaterExports(t *testing.T) {
	for _, tt := range []struct {
		kind, id, state string
		same            []string
	}{
		{"taobao_item_2022", "子订单编号", "订单状态", []string{"价格", "购买数量", "外部系统编号", "买家应付货款", "买家实际支付金额", "订单创建时间", "订单付款时间"}},
		{"taobao_order_2022", "订单编号", "订单状态", []string{"总金额", "买家实际支付金额", "宝贝总数量", "订单创建时间", "收货地址"}},
		{"pinduoduo_order_2026", "订单号", "订单状态", []string{"用户实付金额(元)", "商品数量(件)", "商品规格", "商家编码-规格维度"}},
		{"douyin_order_2026", "子订单编号", "订单状态", []string{"订单应付金额", "商品数量", "商家编码", "订单提交时间"}},
		{"youzan_order_2026", "订单号", "订单状态", []string{"订单实付金额", "订单创建时间", "买家付款时间", "同城送达时间/提货时间"}},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			before := map[string][]string{}
			states, met, moved := map[string]int{}, 0, 0
			for _, s := range byDay(t, tt.kind) {
				for _, row := range s.rows {
					k, state := s.file.Shop+s.cell(row, tt.id), s.cell(row, tt.state)
					if len(row) > len(s.header) || state == "订单云游中" || strings.Contains(k, "88000") {
						continue
					}
					at, known := stage[state]
					if !known {
						t.Fatalf("%s: state %q", s.file.Name, state)
					}
					var now []string
					for _, c := range tt.same {
						now = append(now, s.cell(row, c))
					}
					if old, seen := before[k]; seen {
						met++
						if !slices.Equal(old, now) {
							t.Fatalf("%s: order %s was %q and is %q", s.file.Name, k, old, now)
						}
						if at < states[k] {
							t.Fatalf("%s: order %s went back to %s", s.file.Name, k, state)
						}
						if at > states[k] {
							moved++
						}
					}
					before[k], states[k] = now, at
				}
			}
			if met < 100 || moved == 0 {
				t.Errorf("%d orders stand in two exports, %d of them in another state", met, moved)
			}
		})
	}
}

// TestRepeatedRowsAreTheSame: what stands twice in one file is the same to the byte.
func TestRepeatedRowsAreTheSame(t *testing.T) {
	for _, tt := range []struct{ kind, id string }{
		{"taobao_item_2022", "子订单编号"}, {"taobao_order_2022", "订单编号"}, {"pinduoduo_order_2026", "订单号"}, {"douyin_order_2026", "子订单编号"},
	} {
		duplicates := map[string]int{}
		for _, f := range truthOf(small()).Files {
			duplicates[f.Name] = f.Duplicate
		}
		for name, rows := range raw(t, tt.kind) {
			col := slices.Index(rows[0], tt.id)
			seen, twice := map[string]string{}, 0
			for _, row := range rows[1:] {
				text := strings.Join(row, ",")
				if before, again := seen[row[col]]; again {
					twice++
					if before != text {
						t.Errorf("%s: %s differs from its repetition", name, row[col])
					}
				}
				seen[row[col]] = text
			}
			if twice != duplicates[name] {
				t.Errorf("%s: %d rows stand twice, the truth says %d", name, twice, duplicates[name])
			}
		}
	}
}

// TestTheCopyIsACopy: the second youzan file has the bytes of the first.
func TestTheCopyIsACopy(t *testing.T) {
	data := map[string]string{}
	for _, f := range filesOf(t, small()) {
		data[f.Name] = string(f.Data)
	}
	copies := 0
	for _, f := range truthOf(small()).Files {
		if f.CopyOf == "" {
			continue
		}
		copies++
		if data[f.Name] != data[f.CopyOf] || f.Name == f.CopyOf {
			t.Errorf("%s is no copy of %s", f.Name, f.CopyOf)
		}
	}
	if copies != 1 {
		t.Errorf("%d copies", copies)
	}
}

// TestMoneyOfALine: what is paid is at most the price times the pieces; the discount is the difference, where it is
// written; a refund is at most what was paid.
func TestMoneyOfALine(t *testing.T) {
	type columns struct{ price, qty, amount, off, paid, refund string }
	for kind, c := range map[string]columns{
		"taobao_item_2022":     {"价格", "购买数量", "买家应付货款", "", "买家实际支付金额", "退款金额"},
		"pinduoduo_order_2026": {"", "商品数量(件)", "商品总价(元)", "店铺优惠折扣(元)", "用户实付金额(元)", ""},
		"douyin_order_2026":    {"商品单价", "商品数量", "", "优惠总金额", "订单应付金额", ""},
		"youzan_item_2018":     {"商品单价", "商品数量", "商品金额小计", "店铺优惠（分摊）", "商品实际成交金额", "商品已退款金额"},
	} {
		checked := 0
		for _, s := range every(t, small(), kind) {
			for n, row := range s.rows {
				paid, ok := fen(s.cell(row, c.paid))
				if !ok || len(row) > len(s.header) || s.cell(row, c.qty) == "两盒" {
					continue
				}
				checked++
				money := func(column string) int64 {
					if column == "" {
						return 0
					}
					v, _ := fen(s.cell(row, column))
					return v
				}
				amount := money(c.amount)
				if c.price != "" {
					whole := money(c.price) * atoi(t, s.cell(row, c.qty))
					if c.amount != "" && whole != amount {
						t.Fatalf("%s row %d: %d pieces at %s make %d, not %d", s.file.Name, n+2, atoi(t, s.cell(row, c.qty)), s.cell(row, c.price), whole, amount)
					}
					amount = whole
				}
				if paid > amount || c.off != "" && amount-money(c.off) != paid {
					t.Fatalf("%s row %d: %d less %d is not %d", s.file.Name, n+2, amount, money(c.off), paid)
				}
				if c.refund != "" && money(c.refund) > paid {
					t.Fatalf("%s row %d: %d given back of %d", s.file.Name, n+2, money(c.refund), paid)
				}
			}
		}
		if checked < 500 {
			t.Errorf("%s: %d rows checked", kind, checked)
		}
	}
}

// TestOrderNumbersSpeakOfTheirDay on the platforms whose numbers begin with it.
func TestOrderNumbersSpeakOfTheirDay(t *testing.T) {
	for _, s := range every(t, small(), "pinduoduo_order_2026") {
		for _, row := range s.rows {
			id, at := s.cell(row, "订单号"), s.cell(row, "订单成交时间")
			if at != "" && !strings.Contains(id, "-880") && "20"+id[:2]+"-"+id[2:4]+"-"+id[4:6] != at[:10] {
				t.Fatalf("order %s was paid on %s", id, at)
			}
		}
	}
	for _, s := range every(t, small(), "youzan_order_2026") {
		for _, row := range s.rows {
			id, at := s.cell(row, "订单号"), s.cell(row, "订单创建时间")
			if id[0] == 'E' && id[1:9] != strings.ReplaceAll(at[:10], "-", "") {
				t.Fatalf("order %s was made on %s", id, at)
			}
		}
	}
}

// TestCodesCarryThePlatformsPrefix, and a package of several pieces says how many.
func TestCodesCarryThePlatformsPrefix(t *testing.T) {
	w := small()
	m := one(t, w, "platform_mapping")
	packs := map[string]int{}
	for _, row := range m.rows {
		shop, code, sku, n := m.cell(row, "店铺"), m.cell(row, "平台商品编码"), m.cell(row, "商品编码"), m.cell(row, "数量")
		prefix := map[string]string{"天猫旗舰店": "", "淘宝心意店": "TB-", "京东旗舰店": "JD-", "拼多多官方店": "P-", "抖音食品店": "DY-"}[shop]
		want := prefix + sku
		if n != "1" {
			want += "-" + n
			packs[shop]++
		}
		if code != want {
			t.Errorf("%s: %s for %s of %s", shop, code, n, sku)
		}
	}
	if got := slices.Sorted(maps.Keys(packs)); !slices.Equal(got, []string{"抖音食品店", "拼多多官方店"}) {
		t.Errorf("packages of several pieces are sold by %v", packs)
	}
}

// TestMaliciousOrdersStandOut: they go to an address that is not given, hold many pieces, and are paid.
func TestMaliciousOrdersStandOut(t *testing.T) {
	want := map[string]sample.Planted{}
	for _, p := range truthOf(small()).Planted {
		if p.Kind == "malicious" {
			want[p.OrderID] = p
		}
	}
	found := map[string]bool{}
	for _, s := range every(t, small(), "douyin_order_2026") {
		for _, row := range s.rows {
			id := s.cell(row, "主订单编号")
			if p, bad := want[id]; bad != strings.Contains(s.cell(row, "详细地址"), "不详") {
				t.Fatalf("order %s of %s: address %q", id, p.Shop, s.cell(row, "详细地址"))
			} else if bad {
				found[id] = true
				if atoi(t, s.cell(row, "商品数量")) < 20 || s.cell(row, "支付完成时间") == "" {
					t.Errorf("order %s holds %s pieces, paid %q", id, s.cell(row, "商品数量"), s.cell(row, "支付完成时间"))
				}
			}
		}
	}
	if len(found) == 0 {
		t.Error("no malicious order in the files")
	}
}

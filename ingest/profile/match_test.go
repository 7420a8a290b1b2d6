package profile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// embedded returns the platforms' profiles or fails.
func embedded(tb testing.TB) []*profile.Profile {
	tb.Helper()
	all, err := profile.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// named returns one embedded profile.
func named(tb testing.TB, name string) *profile.Profile {
	tb.Helper()
	for _, p := range embedded(tb) {
		if p.Name == name {
			return p
		}
	}
	tb.Fatalf("no profile %s", name)
	return nil
}

func header(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// fitting lists the profiles that fit a header, each tried alone.
func fitting(t *testing.T, names []string) (fit []string) {
	t.Helper()
	for _, p := range embedded(t) {
		if _, ok := profile.Find([]table.Row{{Cells: names, Line: 1}}, []*profile.Profile{p}); ok {
			fit = append(fit, p.Name)
		}
	}
	return fit
}

func TestEachLiteralHeaderFitsExactlyOneProfile(t *testing.T) {
	want := map[string]string{
		"taobao_order_2016": "taobao-order", "taobao_order_2018": "taobao-order", "taobao_order_2020": "taobao-order",
		"taobao_order_2022": "taobao-order", "taobao_order_2025": "taobao-order", "taobao_item_2022": "taobao-item",
		"taobao_item_old": "taobao-item-old", "tmall_report_2020": "tmall-report", "jd_order_2015": "jd-order",
		"jd_order_2018": "jd-order", "pinduoduo_order_2019": "pinduoduo-order", "pinduoduo_order_2026": "pinduoduo-order",
		"douyin_order_2026": "douyin-order", "youzan_order_2026": "youzan-order", "youzan_item_2018": "youzan-item",
		"youzan_item_36": "youzan-item",
	}
	paths, _ := filepath.Glob("headers/*.txt")
	if len(paths) != len(want) {
		t.Fatalf("got %d headers, want %d", len(paths), len(want))
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		names := header(t, path)
		if got := fitting(t, names); !slices.Equal(got, []string{want[name]}) {
			t.Errorf("%s fits %v, want %s", name, got, want[name])
			continue
		}
		m, _ := profile.Find([]table.Row{{Cells: names, Line: 3}}, embedded(t))
		b, err := profile.Bind(m, env(nil))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(b.Unknown) > 0 {
			t.Errorf("%s: its own literal header has unknown names %q", name, b.Unknown)
		}
		if gone := b.MissingNames(); len(gone) > 0 {
			t.Errorf("%s: missing %q of its own header", name, gone)
		}
	}
}

func TestForeignHeadersFitNoProfileAndNameTheNearest(t *testing.T) {
	paths, _ := filepath.Glob("testdata/headers/*.txt")
	if len(paths) != 16 {
		t.Fatalf("got %d foreign headers, want 16", len(paths))
	}
	for _, path := range paths {
		names := header(t, path)
		if got := fitting(t, names); len(got) > 0 {
			t.Errorf("%s fits %v, want none", path, got)
		}
		if strings.Contains(path, "kuaishou") || strings.Contains(path, "1688") {
			if got := profile.Nearest(names, embedded(t)); len(got) == 0 || len(got) > 3 {
				t.Errorf("%s: nearest got %v", path, got)
			}
		}
	}
	renamed := header(t, "headers/douyin_order_2026.txt")
	renamed[0] = "主单号"
	if got := profile.Nearest(renamed, embedded(t)); got[0] != "douyin-order" {
		t.Errorf("nearest of a renamed Douyin header got %v", got)
	}
}

func TestCopiesEqualTheReference(t *testing.T) {
	shared := "../../../shared/formats"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no reference beside the repository")
	}
	for _, name := range []string{"status.csv"} {
		want, _ := os.ReadFile(filepath.Join(shared, name))
		got, _ := os.ReadFile(name)
		if d := cmp.Diff(string(want), string(got)); d != "" {
			t.Error(d)
		}
	}
	all, _ := filepath.Glob(filepath.Join(shared, "headers", "*.txt"))
	for _, path := range all {
		want, _ := os.ReadFile(path)
		got, err := os.ReadFile(filepath.Join("headers", filepath.Base(path)))
		if err != nil {
			got, err = os.ReadFile(filepath.Join("testdata", "headers", filepath.Base(path)))
		}
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs: %v", path, err)
		}
	}
}

func TestHeaderBelowTitleRows(t *testing.T) {
	names := header(t, "headers/jd_order_2015.txt")
	rows := []table.Row{{Cells: []string{"京东订单", "京东订单"}, Line: 1}, {Cells: []string{"# 说明"}, Line: 2}, {Cells: names, Line: 4}}
	m, ok := profile.Find(rows, embedded(t))
	if !ok || m.Line != 4 || m.Profile.Name != "jd-order" {
		t.Errorf("got %+v, %v", m, ok)
	}
}

func TestFold(t *testing.T) {
	for name, want := range map[string]string{
		"\ufeff主订单编号": "主订单编号", "收货地址 ": "收货地址", "\u200b订单付款时间": "订单付款时间", "实付款（元）": "实付款(元)",
		"下单帐号": "下单账号", "商品 ID": "商品ID", "商品id": "商品id", "a\u3000b\t": "ab",
	} {
		if got := profile.Fold(name); got != want {
			t.Errorf("%q got %q, want %q", name, got, want)
		}
	}
}

func TestPersonalColumnsOfEveryHeader(t *testing.T) {
	personal := []string{
		"收货人姓名", "联系电话 ", "联系手机", "收货地址 ", "买家会员名", "买家支付宝账号", "买家留言", "发票抬头", "客户姓名", "下单帐号",
		"身份证号码", "区", "街道", "详细地址", "收件人手机号", "达人昵称", "买家备注", "收货人/提货人", "支付单号", "支付ID", "普通发票纳税编号", "邮箱地址",
	}
	for _, name := range personal {
		if !profile.Personal(name) {
			t.Errorf("%s is not guarded", name)
		}
	}
	for _, name := range []string{"收货人省份", "收货人城市", "省", "市", "订单编号", "商品名称", "商家编码"} {
		if profile.Personal(name) {
			t.Errorf("%s is guarded, want stored", name)
		}
	}
}

func TestStamps(t *testing.T) {
	for _, c := range []struct{ profile, file, want string }{
		{"taobao-order", "ExportOrderList202608111558.csv", "2026-08-11 15:58:00"},
		{"taobao-item", "ExportItemlList202608111558.xlsx", "2026-08-11 15:58:00"},
		{"taobao-item", "ExportOrderDetailList202608111558.csv", "2026-08-11 15:58:00"},
		{"pinduoduo-order", "0123456789abcdef0123456789abcdeforders_export2026-07-20-10-09-23.csv", "2026-07-20 10:09:23"},
		{"pinduoduo-order", "orders.csv", ""},
		{"jd-order", "202608111558.csv", ""},
	} {
		at, ok := named(t, c.profile).ExportedAt(c.file)
		got := ""
		if ok {
			got = at.Format("2006-01-02 15:04:05")
		}
		if got != c.want {
			t.Errorf("%s %s got %q, want %q", c.profile, c.file, got, c.want)
		}
	}
}

func TestPlatformOf(t *testing.T) {
	for name, want := range map[string]order.Platform{"天猫": "taobao", "淘宝": "taobao", "京东": "jd", "拼多多": "pinduoduo", "抖音": "douyin", "有赞": "youzan", "批发": "wholesale", "jd": "jd", "别的": "别的"} {
		if got := profile.PlatformOf(name); got != want {
			t.Errorf("%s got %s, want %s", name, got, want)
		}
	}
}

func TestTemplateLeavesPersonalColumnsOut(t *testing.T) {
	got := profile.Template([]string{"单号", "收货人姓名", "货品", "数量"})
	if strings.Contains(got, "姓名") || !strings.Contains(got, `"单号", "货品", "数量"`) {
		t.Errorf("got %s", got)
	}
}

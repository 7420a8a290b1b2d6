package profile_test

import (
	"slices"
	"strings"
	"testing"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// own is a mapping that uses every part of the schema.
const own = `name: own
title: 自家表
platform: own
names: [自家]
version: "3"
level: line
detect:
  all: [单号, 货品, 数量]
  any: [实收, 金额]
  none: [退货单号]
stamp: {pattern: '自家(\d{8})', layout: "20060102"}
shop: 自家店
zone: Asia/Shanghai
currency: CNY
nulls: [无]
layouts: ["02.01.2006"]
line_id: row
amount: line_paid
status: {好了: completed, 走了: shipped}
refund: {退了: refunded}
default_status: paid
total_words: [合计]
columns:
  - {field: order_id, from: [单号], required: true}
  - {field: sku_code, from: [货品]}
  - {field: qty, from: [数量], unit: kg, factor: 1000}
  - {field: line_paid, from: [实收, 金额]}
  - {field: paid_at, from: [日子]}
  - {field: status, from: [状态]}
  - {field: refund_status, from: [退款]}
  - {field: is_gift, from: [赠品], yes: [是, Y]}
  - {field: is_presale, from: [预售], yes: [是]}
  - {field: refund_qty, from: [退数]}
drop: [序号]
rules:
  - {name: sample, then: exclude, when: [{field: sku_code, starts: [YP]}]}
  - {name: merged, then: skip, when: [{column: 备忘, in: [已合并]}]}
`

var ownNames = []string{"序号", "单号", "货品", "数量", "实收", "日子", "状态", "退款", "赠品", "预售", "退数", "备忘"}

func load(t *testing.T, text string) *profile.Profile {
	t.Helper()
	p, err := profile.Load("own.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOwnMapping(t *testing.T) {
	r := reader(t, load(t, own), nil, ownNames...)
	for name, c := range map[string]struct {
		cells []string
		want  map[string]string
	}{
		"all": {[]string{"1", "A1", "GD", "1.5", "30", "24.08.2026", "走了", "退了", "是", "是", "2", ""}, map[string]string{
			"line.OrderID": "A1", "line.LineID": "0123456789abcdef#2", "line.SKUCode": "GD", "line.SKU": "GD", "line.SKUQty": "1", "line.Qty": "1500", "line.LinePaid": "3000",
			"line.HasLinePaid": "true", "line.PaidAt": "2026-08-24 00:00:00", "line.Status": "shipped", "line.Refund": "refunded", "line.IsGift": "true", "line.IsPresale": "true",
			"line.RefundQty": "2", "line.PeriodKeyed": "true",
		}},
		"defaults": {[]string{"", "A1", "无", "1", "无", "2026-08-24", "", "", "否", "", "", ""}, map[string]string{
			"line.OrderID": "A1", "line.LineID": "0123456789abcdef#2", "line.Qty": "1000", "line.PaidAt": "2026-08-24 00:00:00", "line.Status": "paid", "line.PeriodKeyed": "true",
		}},
		"excluded": {[]string{"", "A1", "YP7", "1", "0", "2026-08-24", "好了", "", "N", "", "", ""}, map[string]string{
			"line.OrderID": "A1", "line.LineID": "0123456789abcdef#2", "line.SKUCode": "YP7", "line.SKU": "YP7", "line.SKUQty": "1", "line.Qty": "1000", "line.HasLinePaid": "true",
			"line.PaidAt": "2026-08-24 00:00:00", "line.Status": "completed", "line.ExcludeReason": "sample", "line.PeriodKeyed": "true",
		}},
	} {
		out := apply(r, c.cells...)
		got := factsOf(out)
		for k, want := range c.want {
			if got[k] != want {
				t.Errorf("%s: %s got %q, want %q", name, k, got[k], want)
			}
			delete(got, k)
		}
		if len(got) != 0 {
			t.Errorf("%s: also %v", name, got)
		}
	}
	if out := apply(r, "", "A1", "GD", "1", "5", "2026-08-24", "", "", "", "", "", "已合并"); out.Verdict != profile.Skipped || out.Rule != "merged" || out.Amount != 500 {
		t.Errorf("skipped: %+v", out)
	}
	if out := apply(r, "", "A1", "GD", "1.0005", "5", "2026-08-24"); out.Problem.Code != order.BadQty || out.Problem.Column != "数量" {
		t.Errorf("half a gram: %+v", out.Problem)
	}
}

func TestDetectionSets(t *testing.T) {
	p := load(t, own)
	for name, c := range map[string]struct {
		names []string
		want  bool
	}{
		"all and one of any":    {[]string{"单号", "货品", "数量", "金额"}, true},
		"in any order":          {[]string{"数量", "金额", "货品", "单号"}, true},
		"none of any":           {[]string{"单号", "货品", "数量"}, false},
		"one of all is absent":  {[]string{"单号", "货品", "实收"}, false},
		"one of none is there":  {[]string{"单号", "货品", "数量", "实收", "退货单号"}, false},
		"only a part of a name": {[]string{"单号x", "货品", "数量", "实收"}, false},
	} {
		if _, ok := profile.Find([]table.Row{{Cells: c.names, Line: 1}}, []*profile.Profile{p}); ok != c.want {
			t.Errorf("%s: found %v", name, ok)
		}
	}
	first := load(t, strings.Replace(own, "name: own", "name: first", 1))
	if m, _ := profile.Find([]table.Row{{Cells: ownNames, Line: 1}}, []*profile.Profile{first, p}); m.Profile != first {
		t.Errorf("of two that fit %s won, want the one listed first", m.Profile.Name)
	}
}

// TestMappingFaultsNameTheirPlace: whoever writes a mapping is led to the line and column.
func TestMappingFaultsNameTheirPlace(t *testing.T) {
	for name, c := range map[string]struct{ old, now, want string }{
		"a key of the profile":     {"title: 自家表", "titel: 自家表", "[2:1]"},
		"a key of detect":          {"  any: [", "  some: [", "[9:3]"},
		"a key of a column":        {"required: true}", "requird: true}", "[24:"},
		"a key of a rule":          {"then: exclude, when: [{field: sku_code, starts: [YP]}]", "then: exclude, whan: [{field: sku_code, starts: [YP]}]", "[36:"},
		"a key of a condition":     {"starts: [YP]", "begins: [YP]", "[36:"},
		"a key of the stamp":       {"layout: \"20060102\"", "format: \"20060102\"", "[11:"},
		"a list where a text goes": {"currency: CNY", "currency: [CNY]", "[14:"},
		"a text where a map goes":  {"detect:\n  all: [单号, 货品, 数量]\n  any: [实收, 金额]\n  none: [退货单号]", "detect: 单号", "[7:"},
		"a number that is none":    {"factor: 1000", "factor: viel", "[26:"},
		"broken YAML":              {"names: [自家]", "names: [自家", "["},
		"a tab":                    {"  all: [单号", "\tall: [单号", "["},
	} {
		_, err := profile.Load("own.yaml", []byte(strings.Replace(own, c.old, c.now, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "read mapping own.yaml: ") {
			t.Errorf("%s: got %v, want the place %s", name, err, c.want)
		}
	}
}

// TestFieldsMayNotHoldPersonalColumns: what is stored is guarded, what is only looked at is not.
func TestFieldsMayNotHoldPersonalColumns(t *testing.T) {
	for field, wanted := range map[string]bool{
		"title": false, "spec": false, "warehouse": false, "bundle_code": false, "province": false, "close_reason": false, "shop": false,
		"remark": true, "tracking": true, "address": true, "order_type": true,
	} {
		text := strings.Replace(own, "drop: [序号]\n", "  - {field: "+field+", from: [收货人地址]}\n", 1)
		_, err := profile.Load("own.yaml", []byte(text))
		if (err == nil) != wanted {
			t.Errorf("%s from 收货人地址: %v", field, err)
		}
		if err != nil && !strings.Contains(err.Error(), "personal") {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestExtendsChangesOnlyWhatItSays(t *testing.T) {
	base := named(t, "jd-order")
	p := load(t, "extends: jd-order\nname: my-jd\nshop: 京东一店\nstatus: {配送中: shipped}\nrefund: {退货完成: refunded}\n")
	if p.Name != "my-jd" || p.Shop != "京东一店" || p.Platform != base.Platform || p.Zone != base.Zone || len(p.Columns) != len(base.Columns) || len(p.Rules) != len(base.Rules) {
		t.Errorf("got %+v", p)
	}
	names := []string{"订单号", "商品ID", "订购数量", "京东价", "应付金额", "下单时间", "付款确认时间", "订单状态"}
	r := reader(t, p, nil, names...)
	for word, want := range map[string]order.Status{"配送中": order.Shipped, "完成": order.Completed, "等待出库": order.Paid, "(删除)等待出库": order.Cancelled} {
		if out := apply(r, "1", "2", "1", "1", "1", "2026-08-01", "2026-08-01", word); out.Verdict != profile.Accepted || out.Line.Status != want {
			t.Errorf("%s: %+v %v", word, out.Problem, want)
		}
	}
	if out := apply(reader(t, base, nil, names...), "1", "2", "1", "1", "1", "2026-08-01", "2026-08-01", "配送中"); out.Verdict != profile.Quarantined {
		t.Error("the word of a mapping reached the profile that it extends")
	}
	over := load(t, "extends: jd-order\nname: my-jd\nstatus: {完成: closed}\n")
	if out := apply(reader(t, over, nil, names...), "1", "2", "1", "1", "1", "2026-08-01", "2026-08-01", "完成"); out.Line.Status != order.Closed {
		t.Errorf("an own meaning of a known word: %v", out.Line.Status)
	}
	if _, err := profile.Load("x", []byte("extends: jd-order\nname: x\nlevel: row\n")); err == nil {
		t.Error("a wrong setting was taken because the base is right")
	}
}

// TestEmbeddedProfilesHold what the design asks of every platform.
func TestEmbeddedProfilesHold(t *testing.T) {
	names := map[string]bool{}
	for _, p := range embedded(t) {
		if names[p.Name] || p.Title == "" || len(p.Names) == 0 || p.Words == "" || len(p.Headers) == 0 || p.Extends != "" {
			t.Errorf("%s: %+v", p.Name, p)
		}
		names[p.Name] = true
		if p.Zone != "Asia/Shanghai" || p.Currency != "CNY" {
			t.Errorf("%s: %s %s", p.Name, p.Zone, p.Currency)
		}
		fields := map[string]bool{}
		for _, c := range p.Columns {
			fields[c.Field] = true
		}
		counted := fields[p.Amount] || p.Amount == "line_amount" && fields["unit_price"]
		if !fields["order_id"] || !counted {
			t.Errorf("%s: no column for the number or for %s", p.Name, p.Amount)
		}
		if p.LineID == profile.LineIDColumn && !fields["line_id"] {
			t.Errorf("%s: no column for line numbers", p.Name)
		}
	}
}

// TestExamplesLoadAndFitNoPlatform: a mapping that ships must not take a platform's file.
func TestExamplesLoadAndFitNoPlatform(t *testing.T) {
	list := profile.Examples()
	if len(list) < 4 || !slices.IsSorted(list) {
		t.Fatalf("examples %v", list)
	}
	for _, name := range list {
		p := example(t, name)
		for _, c := range platformCases {
			for header := range c.headers {
				names, err := profile.Header(header)
				if err != nil {
					t.Fatal(err)
				}
				if _, ok := profile.Find([]table.Row{{Cells: names, Line: 1}}, []*profile.Profile{p}); ok {
					t.Errorf("%s takes %s", name, header)
				}
			}
		}
	}
	if _, err := profile.Example("nothing"); err == nil {
		t.Error("an example that does not exist")
	}
	if _, err := profile.Header("nothing"); err == nil {
		t.Error("a header that does not exist")
	}
}

// TestTemplateBecomesAMapping: what a refusal hands out needs only its question marks filled in.
func TestTemplateBecomesAMapping(t *testing.T) {
	names := []string{"流水", "收货人姓名", "货号", "件数", "应付", "备注", "时间", "a \"b\""}
	text := profile.Template(names)
	for _, p := range []string{"收货人姓名", "备注"} {
		if strings.Contains(text, p) {
			t.Errorf("the template names %s", p)
		}
	}
	for name, field := range map[string]string{"流水": "order_id", "货号": "sku_code", "件数": "qty", "应付": "line_paid", "时间": "paid_at", `a \"b\"`: "title"} {
		line := `# - {field: ?, from: ["` + name + `"]}`
		if !strings.Contains(text, line) {
			t.Fatalf("no line for %s in\n%s", name, text)
		}
		text = strings.Replace(text, line, `- {field: `+field+`, from: ["`+name+`"]}`, 1)
	}
	p, err := profile.Load("filled.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	out := apply(reader(t, p, nil, names...), "L1", canary, "GD", "3", "9.90", canary, "2026-08-01", "糕")
	want := map[string]string{"line.OrderID": "L1", "line.SKUCode": "GD", "line.Qty": "3", "line.LinePaid": "990", "line.Title": "糕"}
	got := factsOf(out)
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s got %q, want %q (%+v)", k, got[k], v, out.Problem)
		}
	}
}

func TestFieldsOfTheTemplateAreAllKnown(t *testing.T) {
	_, list, found := strings.Cut(profile.Template([]string{"a"}), "# fields:")
	if !found {
		t.Fatal("the template does not list the fields")
	}
	fields := strings.Fields(list)
	if len(fields) < 35 {
		t.Errorf("only %d fields", len(fields))
	}
	for _, f := range fields {
		text := strings.Replace(own, "drop: [序号]\n", "  - {field: "+f+", from: [别的]}\n", 1)
		if _, err := profile.Load("own.yaml", []byte(text)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

package profile_test

import (
	"strings"
	"testing"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

func TestExamplesLoad(t *testing.T) {
	names := profile.Examples()
	if len(names) != 4 {
		t.Fatalf("got %v, want four examples", names)
	}
	for _, name := range names {
		data, err := profile.Example(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := profile.Load(name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const small = `name: own
platform: own
level: line
zone: Asia/Shanghai
currency: CNY
amount: line_paid
line_id: row
detect: {all: [单号, 货品]}
columns:
  - {field: order_id, from: [单号], required: true}
  - {field: sku_code, from: [货品]}
  - {field: qty, from: [件数]}
  - {field: line_paid, from: [实收]}
`

func TestLoadRefuses(t *testing.T) {
	if _, err := profile.Load("own.yaml", []byte(small)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, now, want string }{
		"unknown key":        {"currency: CNY", "currency: CNY\ncolour: red", "[6:1]"},
		"no zone":            {"zone: Asia/Shanghai", "zone: Mars", "zone"},
		"no level":           {"level: line", "level: row", "level"},
		"unknown field":      {"field: qty", "field: pieces", "pieces"},
		"personal column":    {"from: [货品]", "from: [收货人姓名]", "personal"},
		"factor on money":    {"from: [实收]", "from: [实收], factor: 10", "factor"},
		"amount":             {"amount: line_paid", "amount: freight", "amount"},
		"line id":            {"line_id: row", "line_id: none", "line_id"},
		"status word":        {"line_id: row", "line_id: row\nstatus: {完成: done}", "done"},
		"refund word":        {"line_id: row", "line_id: row\nrefund: {完成: done}", "done"},
		"default status":     {"line_id: row", "line_id: row\ndefault_status: done", "default_status"},
		"paid from":          {"line_id: row", "line_id: row\npaid_from: never", "paid_from"},
		"bad stamp":          {"line_id: row", "line_id: row\nstamp: {pattern: '('}", "stamp"},
		"no such header":     {"line_id: row", "line_id: row\nheaders: [x]", "headers/x"},
		"rule without when":  {"line_id: row", "line_id: row\nrules: [{name: a, then: skip}]", "rule"},
		"rule on nothing":    {"line_id: row", "line_id: row\nrules: [{name: a, then: skip, when: [{field: title, in: [x]}]}]", "bound to no column"},
		"rule without test":  {"line_id: row", "line_id: row\nrules: [{name: a, then: skip, when: [{field: qty}]}]", "tests nothing"},
		"rule with bad expr": {"line_id: row", "line_id: row\nrules: [{name: a, then: skip, when: [{field: qty, match: '('}]}]", "error parsing"},
		"rule with no number": {
			"line_id: row", "line_id: row\nrules: [{name: a, then: skip, when: [{field: qty, below: x}]}]", "no number",
		},
		"extends nothing": {"name: own", "name: own\nextends: nobody", "nobody"},
	} {
		_, err := profile.Load("own.yaml", []byte(strings.Replace(small, c.old, c.now, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
}

func TestExtendsMapsAWordOnce(t *testing.T) {
	p, err := profile.Load("own.yaml", []byte("extends: youzan-item\nname: my-youzan\nstatus: {待发货: paid}\n"))
	if err != nil {
		t.Fatal(err)
	}
	r := reader(t, p, nil, "订单号", "订单商品状态", "规格编码", "商品单价", "商品数量", "商品实际成交金额")
	out := apply(r, "E1", "待发货", "GD1001", "10", "1", "10")
	if out.Verdict != profile.Accepted || out.Line.Status != order.Paid {
		t.Errorf("the added word: got %+v", out)
	}
	if out := apply(r, "E2", "已完成", "GD1001", "10", "1", "10"); out.Line.Status != order.Completed {
		t.Errorf("a word of the base: got %v", out.Line.Status)
	}
}

func FuzzProfile(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte("extends: jd-order\nname: x\n"))
	f.Add([]byte("name: [1, 2\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := profile.Load("f", data)
		if err == nil && (p.Name == "" || p.Platform == "") {
			t.Errorf("accepted without a name: %q", data)
		}
	})
}

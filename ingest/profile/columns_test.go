package profile_test

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// TestEveryAlias renames a column of every literal header to each of its other names: the row says the same, to the hash, and
// no name is called unknown.
func TestEveryAlias(t *testing.T) {
	tried := 0
	for _, c := range platformCases {
		for header := range c.headers {
			before := plain(t, c, header)
			want := apply(bindTo(t, before.profile, before.names), before.row...)
			facts, hash := factsOf(want), hashOf(want)
			for _, col := range before.profile.Columns {
				for _, alias := range col.From {
					s := plain(t, c, header)
					at := s.indexes(func(n string, _ profile.Column, _ bool) bool {
						return slices.ContainsFunc(col.From, func(name string) bool { return profile.Fold(name) == n }) && !s.detects(n)
					})
					if len(at) != 1 || len(s.indexes(func(n string, _ profile.Column, _ bool) bool { return n == profile.Fold(alias) })) > 0 || sharedName(before.profile, s.names[at[0]], alias) {
						continue
					}
					s.names[at[0]] = alias
					r := bindTo(t, s.profile, s.names)
					out := apply(r, s.row...)
					if diff := cmp.Diff(facts, factsOf(out)); diff != "" || hashOf(out) != hash || len(r.Unknown) > 0 {
						t.Errorf("%s: %s as %s (unknown %q):\n%s", header, col.From[0], alias, r.Unknown, diff)
					}
					tried++
				}
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d aliases were tried", tried)
	}
}

// sharedName tells whether one of the names belongs to a second field or rule too, so that renaming it takes that away.
func sharedName(p *profile.Profile, names ...string) bool {
	n := 0
	for _, c := range p.Columns {
		if slices.ContainsFunc(c.From, func(f string) bool { return slices.Contains(names, f) || slices.Contains(names, profile.Fold(f)) }) {
			n++
		}
	}
	return n > 1
}

// itemNames are the columns of a small export of Taobao items.
var itemNames = []string{"子订单编号", "主订单编号", "退款状态", "价格", "购买数量", "买家应付货款", "买家实付金额", "退款金额", "订单创建时间", "订单付款时间", "发货时间", "应发货时间"}

// TestTotalsMeetTheSums: the numbers of a total row are read as those of the rows are added up, column by column.
func TestTotalsMeetTheSums(t *testing.T) {
	p := named(t, "taobao-item")
	rapid.Check(t, func(rt *rapid.T) {
		r := reader(t, p, nil, itemNames...)
		var fen [4]int64
		var qty int64
		for i := range rapid.IntRange(0, 6).Draw(rt, "rows") {
			row := []string{strconv.Itoa(i), "1", "", "", "", "", "", "", "2026-08-01 10:00:00", "2026-08-01 10:00:01", "", ""}
			for k := range fen {
				v := rapid.Int64Range(0, 1e9).Draw(rt, "fen")
				fen[k] += v
				row[[]int{3, 5, 6, 7}[k]] = fmt.Sprintf("%d.%02d", v/100, v%100)
			}
			n := rapid.Int64Range(1, 99).Draw(rt, "qty")
			qty += n
			row[4] = strconv.FormatInt(n, 10)
			if out := apply(r, row...); out.Verdict != profile.Accepted {
				rt.Fatalf("%+v", out.Problem)
			}
		}
		total := table.Row{Cells: []string{"合计", "", "", "", strconv.FormatInt(qty, 10), "", fmt.Sprintf("¥%d.%02d", fen[2]/100, fen[2]%100), "keine"}, Line: 99}
		if out := r.Row(total); out.Verdict != profile.Total {
			rt.Fatalf("the total row is %+v", out)
		}
		values, given := r.Totals(total)
		for i, name := range r.NumberNames() {
			if want := map[string]bool{"购买数量": true, "买家实付金额": true}[name]; given[i] != want || want && values[i] != r.Sums[i] {
				rt.Fatalf("%s: the total says %d (%v), the rows make %d", name, values[i], given[i], r.Sums[i])
			}
		}
	})
}

// TestTimesAloneAreThoseOfTheRows: looking at the times only finds the same first and last event, and adds nothing up.
func TestTimesAloneAreThoseOfTheRows(t *testing.T) {
	p := named(t, "taobao-item")
	whole, alone := reader(t, p, nil, itemNames...), reader(t, p, nil, itemNames...)
	for i, at := range [][4]string{
		{"2026-08-03 10:00:00", "2026-08-03 10:00:01", "", "2026-12-31 00:00:00"}, {"2026-08-01 09:00:00", "", "2026-08-09 08:00:00", ""}, {"2026-08-02", "2026-08-02 23:59:59", "", ""},
	} {
		row := table.Row{Cells: append([]string{strconv.Itoa(i), "1", "", "1", "1", "1", "1", ""}, at[:]...), Line: i + 2}
		if out := whole.Row(row); out.Verdict != profile.Accepted {
			t.Fatal(out.Problem)
		}
		alone.Times(row)
	}
	alone.Times(table.Row{Cells: []string{"9", "1", "", "1", "1", "1", "1", "", "gestern", "2026-02-30", "", ""}})
	alone.Times(table.Row{Err: errors.New("stray quote"), Cells: []string{"9", "1", "", "", "", "", "", "", "1999-01-01"}})
	first, last := "2026-08-01 09:00:00", "2026-08-09 08:00:00"
	for name, r := range map[string]*profile.Reader{"rows": whole, "times alone": alone} {
		if got := r.First.Format(time.DateTime) + " " + r.Last.Format(time.DateTime); got != first+" "+last {
			t.Errorf("%s: events from %s, want %s %s; a promise is none", name, got, first, last)
		}
	}
	if slices.ContainsFunc(alone.Sums, func(v int64) bool { return v != 0 }) {
		t.Errorf("looking at times added up %v", alone.Sums)
	}
	if !whole.HasTimes() || reader(t, load(t, small), nil, "单号", "货品", "件数", "实收").HasTimes() {
		t.Error("whether a column tells a time is not known")
	}
}

// TestWhatTheFileSays: the time of the export, the shop and the kind of records are the binding's, for every row.
func TestWhatTheFileSays(t *testing.T) {
	at := time.Date(2026, 8, 24, 8, 30, 0, 0, time.UTC)
	for name, want := range map[string][2]bool{"taobao-order": {true, false}, "taobao-item": {false, true}, "pinduoduo-order": {true, true}} {
		for _, c := range platformCases {
			if c.profile != name {
				continue
			}
			for header := range c.headers {
				s := plain(t, c, header)
				m, _ := profile.Find(append([]table.Row{{Cells: []string{"导出说明"}, Line: 1}}, table.Row{Cells: s.names, Line: 2}), []*profile.Profile{s.profile})
				b, err := profile.Bind(m, env(nil))
				if err != nil {
					t.Fatal(err)
				}
				b.SetExportedAt(at)
				out := apply(profile.NewReader(b), s.row...)
				if b.Heads() != want[0] || b.Lines() != want[1] || (out.Head != nil) != want[0] || (out.Line != nil) != want[1] || b.HeaderLine() != 2 || b.Profile() != s.profile || b.Shop() != "旗舰店" {
					t.Errorf("%s: heads %v, lines %v, header in line %d, shop %s", header, b.Heads(), b.Lines(), b.HeaderLine(), b.Shop())
				}
				if out.Head != nil && !out.Head.ExportedAt.Equal(at) || out.Line != nil && !out.Line.ExportedAt.Equal(at) {
					t.Errorf("%s: a row was exported at another time", header)
				}
			}
		}
	}
}

// TestTwoColumnsForOneField: money and times of two columns must be the same, however they are written; where they are not, the
// file is refused and the second column named. Texts take the first that is filled.
func TestTwoColumnsForOneField(t *testing.T) {
	text := strings.Replace(own, "paid_at, from: [日子]", "paid_at, from: [日子, 时间]", 1)
	names := []string{"单号", "货品", "数量", "实收", "金额", "日子", "时间"}
	r := reader(t, load(t, text), nil, names...)
	for _, c := range []struct {
		a, b   string
		day    [2]string
		column string
		fen    order.Money
	}{
		{"30", "30.00", [2]string{"2026-08-24", "2026/8/24 0:00"}, "", 3000},
		{"¥1,000.00", "0.1万", [2]string{"", "2026-08-24"}, "", 100000},
		{"", "7", [2]string{"2026-08-24", ""}, "", 700},
		{"30", "30.01", [2]string{"2026-08-24", ""}, "金额", 0},
		{"30", "dreißig", [2]string{"2026-08-24", ""}, "金额", 0},
		{"30", "30", [2]string{"2026-08-24", "2026-08-25"}, "时间", 0},
		{"30", "30", [2]string{"2026-08-24", "2026-08-24 00:00:01"}, "时间", 0},
		{"9999999999999999", "0.01", [2]string{"2026-08-24", ""}, "金额", 0},
	} {
		out := apply(r, "A1", "GD", "1", c.a, c.b, c.day[0], c.day[1])
		switch {
		case c.column != "":
			if out.Verdict != profile.Refused || out.Fault.Code != order.FieldsDisagree || out.Fault.Column != c.column || out.Fault.Line != 2 {
				t.Errorf("%+v: %+v", c, out)
			}
		case out.Verdict != profile.Accepted || out.Line.LinePaid != c.fen || out.Line.PaidAt.Format(time.DateOnly) != "2026-08-24":
			t.Errorf("%+v: %+v", c, out)
		}
	}
}

// TestErrorValues: what a spreadsheet could not work out is nothing, and people hear of it.
func TestErrorValues(t *testing.T) {
	r := reader(t, load(t, own), nil, "单号", "货品", "数量", "实收", "日子")
	for cell, word := range map[string]string{
		"#REF!": "#REF!", "#N/A": "#N/A", "#VALUE!": "#VALUE!", "#NAME?": "#NAME?", "#DIV/0!": "#DIV/0!", "#NULL!": "#NULL!", "#NUM!": "#NUM!",
		`=DISPIMG("ID_1",1)`: "DISPIMG", `=_xlfn.DISPIMG("ID_1",1)`: "DISPIMG",
	} {
		clear(r.Words)
		out := apply(r, "A1", cell, "1", "5", "2026-08-24")
		if out.Verdict != profile.Accepted || out.Line.SKUCode != "" || r.Words[profile.Word{Code: "error-value", Value: word}] != 1 || len(r.Words) != 1 {
			t.Errorf("%s: code %q, words %v", cell, out.Line.SKUCode, r.Words)
		}
	}
	clear(r.Words)
	if out := apply(r, "A1", "#5", "1", "5", "2026-08-24"); out.Line.SKUCode != "#5" || len(r.Words) != 0 {
		t.Errorf("a code that begins like one: %q, words %v", out.Line.SKUCode, r.Words)
	}
	if out := apply(r, "A1", "GD", "#N/A", "5", "2026-08-24"); out.Verdict != profile.Quarantined || out.Problem.Code != order.BadQty {
		t.Errorf("a quantity that could not be worked out: %+v", out)
	}
}

// TestOrderViewIsRefused: the view of Douyin that joins the items of an order in one cell cannot be read, and the cell's column is named.
func TestOrderViewIsRefused(t *testing.T) {
	for column, cell := range map[string]string{"子订单编号": "1;2", "商家编码": "A；B"} {
		out := under(t, "douyin-order", map[string]string{column: cell})
		if out.Verdict != profile.Refused || out.Fault.Code != "order-view" || out.Fault.Column != column || out.Fault.Line != 2 {
			t.Errorf("%s = %s: %+v", column, cell, out)
		}
	}
}

// TestLimitsOfRulesHoldForAnyNumber: a number of any size is above or below a limit as its value is.
func TestLimitsOfRulesHoldForAnyNumber(t *testing.T) {
	text := strings.Replace(small, "  - {field: qty, from: [件数]}", "  - {field: remark, from: [说明]}", 1) +
		"rules: [{name: hit, then: exclude, when: [{field: remark, at_most: '0.01'}]}]\n"
	r := reader(t, load(t, text), nil, "单号", "货品", "说明", "实收")
	for cell, want := range map[string]bool{
		"0.01": true, "0.011": false, "0.0099999999": true, "-999999999999999999": true, "999999999999999999": false, "99999999999999万": false, "0": true, "1%": true, "1.1%": false,
		"0.000000000000001": true, "5.1E-3": true, "x": false, "": false,
	} {
		if got := apply(r, "1", "x", cell, "1").Line.ExcludeReason == "hit"; got != want {
			t.Errorf("%s at most 0.01: %v, want %v", cell, got, want)
		}
	}
}

// TestExtendsLeavesItsBaseAlone: whatever a mapping changes of a platform's profile, the platform's own stays as it is.
func TestExtendsLeavesItsBaseAlone(t *testing.T) {
	before := map[string]profile.Profile{}
	for _, p := range embedded(t) {
		before[p.Name] = exported(p)
	}
	load(t, "extends: jd-order\nname: x\nnames: [甲]\nnulls: [无]\ntotal_words: [总]\ndrop: [乙]\nheaders: []\nlayouts: [\"2006\"]\nstatus: {丙: paid}\nrefund: {丁: refunded}\nshipped_words: [戊]\n"+
		"detect: {all: [己], any: [庚], none: [辛]}\nstamp: {pattern: 'x', layout: \"2006\"}\ncolumns:\n  - {field: order_id, from: [己], required: true}\n  - {field: line_paid, from: [壬]}\n"+
		"  - {field: remark, from: [癸]}\nrules:\n  - {name: y, then: exclude, when: [{field: remark, in: [z]}]}\n")
	for _, p := range embedded(t) {
		if diff := cmp.Diff(before[p.Name], exported(p), cmp.FilterPath(func(p cmp.Path) bool {
			return strings.HasPrefix(p.Last().String(), ".") && !isExported(p.Last().String())
		}, cmp.Ignore())); diff != "" {
			t.Errorf("%s changed: %s", p.Name, diff)
		}
	}
}

func isExported(field string) bool { return field[1] >= 'A' && field[1] <= 'Z' }

// exported is a deep copy of what a profile says.
func exported(p *profile.Profile) profile.Profile {
	var out profile.Profile
	from, to := reflect.ValueOf(p).Elem(), reflect.ValueOf(&out).Elem()
	for i := range from.NumField() {
		if from.Type().Field(i).IsExported() {
			to.Field(i).Set(from.Field(i))
		}
	}
	out.Names, out.Nulls, out.Drop, out.TotalWords, out.Headers = slices.Clone(p.Names), slices.Clone(p.Nulls), slices.Clone(p.Drop), slices.Clone(p.TotalWords), slices.Clone(p.Headers)
	out.Columns, out.Rules, out.Status, out.Refund = slices.Clone(p.Columns), slices.Clone(p.Rules), maps.Clone(p.Status), maps.Clone(p.Refund)
	out.Detect.All, out.Detect.Any, out.Detect.None = slices.Clone(p.Detect.All), slices.Clone(p.Detect.Any), slices.Clone(p.Detect.None)
	for i := range out.Columns {
		out.Columns[i].From = slices.Clone(out.Columns[i].From)
	}
	return out
}

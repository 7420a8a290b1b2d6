package dept_test

import (
	"bufio"
	"context"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest/dept"
	"zhiwei/ingest/order"
	"zhiwei/ingest/table"
)

// grid is a table in memory, without quotes.
type grid []table.Row

func lines(text string) grid {
	var g grid
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		g = append(g, table.Row{Cells: strings.Split(line, ","), Line: i + 1, Offset: -1})
	}
	return g
}

func (g grid) Rows() iter.Seq[table.Row] { return slices.Values(g) }

func (g grid) grid(sheet string) table.Grid {
	return table.Grid{Sheet: sheet, Kind: table.CSV, Blocks: func() iter.Seq2[table.Block, error] {
		return func(yield func(table.Block, error) bool) { yield(g, nil) }
	}}
}

// load finds and reads a table and returns its rows as column → text.
func load(t *testing.T, file, sheet, text string) (dept.Match, []map[string]string, dept.Batch, dept.Counts) {
	t.Helper()
	g := lines(text)
	m, ok := dept.Find(g, file, sheet)
	if !ok {
		t.Fatalf("%s: no table found", file)
	}
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	b, n, err := dept.Read(context.Background(), g.grid(sheet), m, dept.Env{
		File: file, SHA: "ab", Alloc: alloc, ImportDay: time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC),
		PlatformOf: func(s string) string { return strings.Replace(s, "天猫", "taobao", 1) },
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for i := range int(b.Record.NumRows()) {
		row := map[string]string{}
		for j, f := range b.Record.Schema().Fields() {
			row[f.Name] = b.Record.Column(j).ValueStr(i)
		}
		out = append(out, row)
	}
	b.Record.Release()
	alloc.AssertSize(t, 0)
	if n.Records != n.Accepted+n.Skipped+n.Quarantined {
		t.Errorf("counts do not balance: %+v", n)
	}
	return m, out, b, n
}

func TestChannels(t *testing.T) {
	m, rows, b, n := load(t, "渠道20260801.csv", "", "渠道,类型,平台,店铺,佣金,结算天数,大单起点\n天猫旗舰店,平台零售,天猫,旗舰店,5%,10,100\n区域代理,代理,,,0,45,\n")
	want := map[string]string{
		"channel": "天猫旗舰店", "kind": "平台零售", "platform": "taobao", "shop": "旗舰店", "commission_pct": "5", "settle_days": "10",
		"bulk_from": "100", "valid_from": "2026-08-01", "file_sha": "ab", "sheet": "", "src_line": "2",
	}
	if d := cmp.Diff(want, rows[0]); d != "" || m.Table != "channels" || b.Table != "channels" || n.Accepted != 2 {
		t.Errorf("%s %s %+v", d, m.Table, n)
	}
	if rows[1]["bulk_from"] != "(null)" || rows[1]["platform"] != "" || rows[1]["commission_pct"] != "0" {
		t.Errorf("empty cells got %v", rows[1])
	}
}

func TestProblems(t *testing.T) {
	_, rows, b, _ := load(t, "stock.csv", "库存快照", "日期,仓库,商品编码,批号,生产日期,到期日期,数量,库存类型,已占用数量,说明\n"+
		"2026/7/31,杭州,001,A,,2026-08-17,210,ZP,36,x\n"+
		"2026/7/31,杭州,001,A,,2026-08-17,210,正品,36\n"+ // the same key only when the word is the same
		"2026/7/31,杭州,001,A,,2026-08-17,211,正品,36\n"+
		"2026/7/31,杭州,002,A,,2026-08-17,十,正品,\n"+
		"2026/7/31,杭州,002,A,,,2.5,正品,\n"+
		"2026/7/31,杭州,002,A,,,5,好的,\n"+
		"昨天,杭州,002,A,,,5,正品,\n"+
		",杭州,002,A,,,5,正品,\n"+
		"2026/7/31,杭州,002,A,,,5,正品,,,多了\n"+
		"合计,,,,,,9,,\n"+
		",,,\n")
	if len(rows) != 2 || rows[0]["kind"] != "正品" || rows[0]["sku"] != "001" || rows[0]["day"] != "2026-07-31" || rows[0]["valid_from"] != "2026-08-24" || rows[0]["sheet"] != "库存快照" {
		t.Errorf("got %v", rows)
	}
	var got []string
	for _, p := range b.Problems {
		got = append(got, string(p.Code)+" "+p.Column)
		if !p.Counts || p.Origin.Line == 0 {
			t.Errorf("problem without a place: %+v", p)
		}
	}
	want := []string{
		string(order.DuplicateKey) + " ", string(order.BadQty) + " 数量", string(order.BadQty) + " 数量",
		string(order.UnknownValue) + " 库存类型", string(order.BadTime) + " 日期", string(order.MissingValue) + " 日期", string(order.LongRow) + " ",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMoneyDaysAndTimes(t *testing.T) {
	_, rows, _, _ := load(t, "products.csv", "", "\ufeff商品编码,品名,规格,类目,单位,成本价（元）,标价,上架日期,节令,短保\nGD1001,蛋黄酥,6枚,糕点,盒,\"¥9.805\",12.8,45292,中秋,是\n")
	if r := rows; len(r) != 0 {
		t.Fatalf("a cell with stray quotes is no money: %v", r)
	}
	_, rows, _, _ = load(t, "products.csv", "", "商品编码,品名,规格,类目,单位,成本价（元）,标价,上架日期,节令,短保\nGD1001,蛋黄酥,6枚,糕点,盒,¥9.805,12.8,45292,中秋,是\n")
	if r := rows[0]; r["cost"] != "981" || r["list_price"] != "1280" || r["on_sale_from"] != "2024-01-01" || r["case_size"] != "(null)" {
		t.Errorf("got %v", r)
	}
	_, rows, _, _ = load(t, "上下架记录.csv", "", "时间,平台,店铺,商品编码,动作,原因\n2026-08-01 09:30,天猫,旗舰店,GD1001,上架,\n")
	if r := rows[0]; r["at_time"] != "2026-08-01 09:30:00Z" {
		t.Errorf("got %v", r)
	}
}

// sqlColumns reads the columns of in_<table>.sql.
func sqlColumns(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "transform", "tables", "in_"+name+".sql"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); strings.HasPrefix(line, "    ") {
			words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(line), ","))
			out = append(out, words[0]+" "+words[1])
		}
	}
	return out
}

func TestSchemasEqualTheTables(t *testing.T) {
	types := map[string]string{"utf8": "VARCHAR", "int64": "BIGINT", "float64": "DOUBLE", "date32": "DATE", "timestamp[us]": "TIMESTAMP"}
	names := dept.Names()
	if len(names) != 32 {
		t.Fatalf("got %d tables, want 32", len(names))
	}
	for _, name := range names {
		schema, ok := dept.Schema(name)
		if !ok {
			t.Fatalf("no schema of %s", name)
		}
		var got []string
		for _, f := range schema.Fields() {
			got = append(got, f.Name+" "+types[f.Type.String()])
		}
		if d := cmp.Diff(sqlColumns(t, name), got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if _, ok := dept.Schema("secrets"); ok {
		t.Error("a table outside the list has a schema")
	}
}

func TestEveryReferenceTableIsFound(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "planning", "input_tables")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no reference beside the repository")
	}
	for _, name := range dept.Names() {
		data, err := os.ReadFile(filepath.Join(dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		g := lines(string(data))
		for _, file := range []string{name + ".csv", "a.csv"} { // by its name, and by its header alone
			if m, ok := dept.Find(g, file, ""); !ok || m.Table != name || len(m.Unknown) > 0 {
				t.Errorf("%s as %s: got %s %v %v", name, file, m.Table, ok, m.Unknown)
			}
		}
		if _, _, b, n := load(t, name+".csv", "", string(data)); n.Quarantined > 0 {
			t.Errorf("%s: %+v", name, b.Problems)
		}
	}
}

func TestFindRefuses(t *testing.T) {
	for name, head := range map[string]string{
		"orders": "订单编号,买家应付货款,订单创建时间", "nothing": "a,b,c", "one name of many": "仓库,甲,乙,丙,丁,戊", "required missing": "渠道,平台,店铺",
	} {
		if m, ok := dept.Find(lines(head), "x.csv", ""); ok {
			t.Errorf("%s: found %s, want nothing", name, m.Table)
		}
	}
	m, ok := dept.Find(lines("门店报表,,\n仓库,所在省,自算\n"), "x.csv", "仓库")
	if !ok || m.Table != "warehouses" || m.Line != 2 || !slices.Equal(m.Unknown, []string{"自算"}) {
		t.Errorf("got %+v %v", m, ok)
	}
}

func TestValidFrom(t *testing.T) {
	for name, want := range map[string]string{
		"商品主数据20260801.xlsx": "2026-08-01", "products-2026-08-01.csv": "2026-08-01", "2026_08_01 渠道.csv": "2026-08-01",
		"渠道.csv": "", "20261399.csv": "", "1202608011.csv": "", "20260801083000.csv": "",
	} {
		got, ok := dept.ValidFrom(name)
		if s := got.Format("2006-01-02"); ok != (want != "") || ok && s != want {
			t.Errorf("%s got %s %v, want %q", name, s, ok, want)
		}
	}
}

func TestReadStops(t *testing.T) {
	g := lines("渠道,类型\n天猫旗舰店,平台零售")
	m, _ := dept.Find(g, "渠道.csv", "")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := dept.Read(ctx, g.grid(""), m, dept.Env{Alloc: memory.DefaultAllocator}); err == nil {
		t.Error("a cancelled read went on")
	}
}

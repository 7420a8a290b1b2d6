package transform_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// calm fills a small department in which nothing is wrong.
func calm(t *testing.T, db *warehouse.DB) {
	t.Helper()
	empty(t, db)
	for _, text := range []string{
		`INSERT INTO raw_order_line (order_id, line_id, sku, qty, line_paid, status, paid_at)
			SELECT 'C' || i, 'C' || i, 'A', 1, 1000, 'shipped', CAST('2026-08-23 10:00:00' AS TIMESTAMP) - i * INTERVAL 1 DAY FROM range(90) AS r(i)`,
		defaults["raw_order_line"],
	} {
		if err := db.Exec(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, db, "in_products", []byte("sku,name,cost\nA,桂花糕,900\n"))
	fill(t, db, "in_suppliers", []byte("supplier,name,lead_days\nG1,甲,3\nG2,乙,1\n"))
	fill(t, db, "in_supplier_items", []byte("supplier,sku,moq,price,price_from_qty\nG1,A,10,900,1\nG2,A,1,910,1\n"))
	fill(t, db, "in_stock_lots", []byte("day,warehouse,sku,lot,qty,kind\n2026-08-20,杭州,A,L1,0,正品\n"))
	fill(t, db, "raw_file", []byte("file_sha,part,name,duplicate,duplicate_fen,warnings,note\nf,,a.csv,0,0,0,\n"))
}

func failed(t *testing.T, db *warehouse.DB) []transform.Check {
	t.Helper()
	run(t, db)
	checks, err := transform.Checks(t.Context(), db, transform.CheckOptions{RunID: "R20260824-00000f"})
	if err != nil {
		t.Fatal(err)
	}
	var out []transform.Check
	for _, c := range checks {
		if !c.Passed {
			out = append(out, c)
		}
	}
	return out
}

// TestEachCheckFiresAlone plants one fault at a time into a department without any: that check and no other finds it.
func TestEachCheckFiresAlone(t *testing.T) {
	db := fresh(t)
	calm(t, db)
	if got := failed(t, db); len(got) != 0 {
		t.Fatalf("the calm department: %+v", got)
	}
	line := func(row string) string {
		return "order_id,line_id,sku,sku_code,qty,line_paid,status,paid_at\n" + row + "\n"
	}
	for _, c := range []struct {
		table, rows string
		want        transform.Check
	}{
		{"in_products", "sku,name,cost\nB,绿豆糕,0\n", transform.Check{}},
		{"raw_order_line", line("B1,B1,A,,1,2000,shipped,2026-08-20 10:00:00") + "B1,B1,A,,1,2000,shipped,2026-08-20 10:00:00\n", transform.Check{}},
		{"raw_order", "order_id,paid_at,order_paid\nH1,2026-08-20 10:00:00,700\n", transform.Check{Code: "orders-without-items", Subject: "taobao/天猫", Severity: transform.Warn, Count: 1, Amount: 700, Detail: "H1"}},
		{"raw_order", "order_id,paid_at,order_paid\nH1,,700\n", transform.Check{}},
		{"raw_order_line", line("W1,W1,A,,1,300,shipped,"), transform.Check{Code: "waiting-lines", Subject: "taobao/天猫", Severity: transform.Warn, Count: 1, Amount: 300, Detail: "W1"}},
		{"raw_order_line", line("Z1,Z1,Z,,1,1,shipped,2026-08-20 10:00:00"), transform.Check{Code: "unknown-product", Subject: "Z", Severity: transform.Warn, Count: 1, Amount: 1, Detail: "Z"}},
		{"raw_order_line", line("U1,U1,,X9,1,280,shipped,2026-07-27 10:00:00"), transform.Check{Code: "unmapped-code", Subject: "taobao/天猫/X9", Severity: transform.Warn, Count: 1, Amount: 280}},
		{"quarantine", "code,name,amount_fen,value_text,platform\nbad-money,a.csv,120,十二,jd\n", transform.Check{Code: "quarantined", Subject: "bad-money", Severity: transform.Warn, Count: 1, Amount: 120, Detail: "a.csv"}},
		{"raw_file", "file_sha,part,name,duplicate,duplicate_fen,warnings\ng,六月,b.xlsx,4,800,0\n", transform.Check{Code: "repeated-rows", Subject: "b.xlsx/六月", Severity: transform.Info, Count: 4, Amount: 800}},
		{"raw_file", "file_sha,part,name,duplicate,duplicate_fen,warnings,note\ng,七月,b.csv,0,0,2,新词\n", transform.Check{Code: "warnings", Subject: "b.csv/七月", Severity: transform.Warn, Count: 2, Detail: "新词"}},
		{"in_stock_lots", "day,warehouse,sku,lot,qty,kind\n2026-08-20,杭州,A,L2,-3,正品\n", transform.Check{Code: "negative-stock", Subject: "杭州/A/L2", Severity: transform.Warn, Count: 1, Amount: -2700, Detail: "-3"}},
		{"in_stock_lots", "day,warehouse,sku,lot,qty,kind\n2026-08-19,嘉兴,A,L2,3,正品\n", transform.Check{Code: "stale-stock", Subject: "嘉兴", Severity: transform.Warn, Count: 4, Detail: "2026-08-19"}},
	} {
		calm(t, db)
		fill(t, db, c.table, []byte(c.rows))
		var want []transform.Check
		if c.want.Code != "" {
			want = append(want, c.want)
		}
		if strings.Contains(c.rows, "B1,B1") { // the merge never leaves a key twice; if it did, the chain would stop
			want = append(want, transform.Check{Code: "duplicate-key", Subject: "taobao/天猫/B1/B1", Severity: transform.Stop, Count: 2, Amount: 4000})
		}
		if diff := cmp.Diff(want, failed(t, db)); diff != "" {
			t.Errorf("%s %s(-want +got):\n%s", c.table, c.rows, diff)
		}
	}
}

// TestDefaultsOfOtherSystemsAreNamed: a lead time or a lot of one everywhere is no value, one item alone may have it.
func TestDefaultsOfOtherSystemsAreNamed(t *testing.T) {
	db := fresh(t)
	for name, c := range map[string]struct {
		suppliers, items string
		want             string
	}{
		"all one":            {"G1,甲,1\nG2,乙,1\n", "G1,A,1\nG2,A,1\n", "lead-all-one moq-all-one"},
		"one item, one lead": {"G1,甲,1\n", "G1,A,1\n", ""},
		"one lead differs":   {"G1,甲,1\nG2,乙,2\n", "G1,A,1\nG2,A,1\n", "moq-all-one"},
		"one lot differs":    {"G1,甲,1\nG2,乙,1\n", "G1,A,1\nG2,A,5\n", "lead-all-one"},
		"nothing declared":   {"G1,甲,\nG2,乙,\n", "G1,A,\nG2,A,\n", ""},
	} {
		calm(t, db)
		for _, table := range []string{"in_suppliers", "in_supplier_items"} {
			if err := db.Exec(t.Context(), `DELETE FROM `+table); err != nil {
				t.Fatal(err)
			}
		}
		fill(t, db, "in_suppliers", []byte("supplier,name,lead_days\n"+c.suppliers))
		fill(t, db, "in_supplier_items", []byte("supplier,sku,moq\n"+c.items))
		var codes []string
		for _, f := range failed(t, db) {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestGapsOfAChannel: a day without an order is named when the channel sells on half of the days; a channel that seldom sells is left alone.
func TestGapsOfAChannel(t *testing.T) {
	db := fresh(t)
	calm(t, db)
	if err := db.Exec(t.Context(), `DELETE FROM raw_order_line WHERE order_id IN ('C3', 'C4', 'C89')`); err != nil {
		t.Fatal(err)
	}
	fill(t, db, "cal_day", []byte("day\n2026-08-19\n2026-08-20\n2026-05-26\n"))
	got := failed(t, db)
	want := []transform.Check{{Code: "days-without-orders", Subject: "天猫", Severity: transform.Warn, Count: 2, Detail: "2026-08-19/2026-08-20"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := db.Exec(t.Context(), `DELETE FROM raw_order_line WHERE CAST(substr(order_id, 2) AS INTEGER) >= 46`); err != nil {
		t.Fatal(err)
	}
	if got := failed(t, db); len(got) != 0 {
		t.Errorf("44 days with orders of 90: %+v", got)
	}
}

// TestUnmappedShareStops at the limit and not below it; only the last 28 days count, the as-of day included.
func TestUnmappedShareStops(t *testing.T) {
	db := fresh(t)
	for name, c := range map[string]struct {
		rows string
		stop bool
	}{
		"one percent of the money":   {"U1,,X9,280,2026-08-20 10:00:00", false},
		"a fen above":                {"U1,,X9,283,2026-08-20 10:00:00", true},
		"on the first of the days":   {"U1,,X9,5000,2026-07-27 00:00:00", true},
		"a day before":               {"U1,,X9,5000,2026-07-26 23:59:59", false},
		"a gift has no price anyway": {"U1,A,,283,2026-08-20 10:00:00", false},
	} {
		calm(t, db)
		fill(t, db, "raw_order_line", []byte("order_id,sku,sku_code,line_paid,paid_at,line_id,status\n"+c.rows+",U1,shipped\n"))
		got := transform.Stops(failed(t, db))
		if (len(got) == 1) != c.stop {
			t.Errorf("%s: stops %+v, want %v", name, got, c.stop)
		}
	}
}

func TestUnknownWordsAreListedOnce(t *testing.T) {
	db := fresh(t)
	calm(t, db)
	fill(t, db, "quarantine", []byte("code,name,amount_fen,value_text,platform\nunknown-status,a.csv,100,飞走了,jd\nunknown-status,b.csv,200,飞走了,jd\nunknown-status,a.csv,5,丢了,jd\nbad-time,a.csv,7,昨天,jd\n"))
	want := []string{"quarantined unknown-status 3 305", "quarantined bad-time 1 7", "unknown-word jd/飞走了 2 300", "unknown-word jd/丢了 1 5"}
	var got []string
	for _, f := range failed(t, db) {
		got = append(got, fmt.Sprint(f.Code, " ", f.Subject, " ", f.Count, " ", f.Amount))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCheckQueriesRefuseWhatTheyDoNotKnow(t *testing.T) {
	m := transform.Model{Name: "t", Grain: []string{"a", "b"}}
	for check, want := range map[string]string{
		"unique grain": "GROUP BY a, b", "not_null a, b": "a IS NULL OR b IS NULL", "none a < 0": "WHERE a < 0", "sum a = u.b where c": "FROM u WHERE c",
	} {
		if got, err := transform.CheckQuery(&m, check); err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %q %v, want %q in it", check, got, err, want)
		}
	}
	for _, check := range []string{"", "sum a = b", "sum a = u.b", "always true", "sum"} {
		if got, err := transform.CheckQuery(&m, check); err == nil {
			t.Errorf("%q became %q", check, got)
		}
	}
}

func TestModelHeads(t *testing.T) {
	text := "-- a: rows: with a colon.\n-- grain:  n, m\n-- needs:\n-- check:  unique grain\n-- check:  none n < 0\n\nCREATE OR REPLACE TABLE a AS SELECT 1 AS n, 2 AS m;\n-- check: none m < 0\n"
	models, err := transform.ReadModels(fstest.MapFS{"sql/a.sql": {Data: []byte(text)}})
	if err != nil || len(models) != 1 {
		t.Fatal(err)
	}
	want := transform.Model{Name: "a", Summary: "rows: with a colon.", Grain: []string{"n", "m"}, Checks: []string{"unique grain", "none n < 0"}, SQL: text}
	if diff := cmp.Diff(want, models[0]); diff != "" {
		t.Errorf("the head ends with the first line that is no comment:\n%s", diff)
	}
	self := "-- a: x\n-- grain: n\n-- needs: a\nCREATE OR REPLACE TABLE a AS SELECT 1 AS n"
	if _, err := transform.ReadModels(fstest.MapFS{"sql/a.sql": {Data: []byte(self)}}); err == nil || !strings.Contains(err.Error(), "a -> a") {
		t.Errorf("a model that needs itself: %v", err)
	}
}

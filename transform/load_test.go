package transform_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/ingest/order"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// export is a file as ingest would hand it over.
type export struct {
	name     string
	at       time.Time
	heads    []order.Head
	lines    []order.Line
	problems []order.Problem
}

func (e *export) sha() string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %v %v %v", e.name, e.at, e.heads, e.lines)
	return fmt.Sprintf("%064x", h.Sum64())
}

// batch packs rows from..to of a file.
func (e *export) batch(db *warehouse.DB, heads []order.Head, lines []order.Line) order.Batch {
	var b order.Batch
	if len(heads) > 0 {
		hb := order.NewHeadBuilder(db.Allocator())
		defer hb.Release()
		for i := range heads {
			heads[i].Export = e.stamp(heads[i].Status, heads[i].Refund, fmt.Sprint(heads[i]), heads[i].Line)
			hb.Append(&heads[i])
		}
		b.Heads = hb.Record()
	}
	if len(lines) > 0 {
		lb := order.NewLineBuilder(db.Allocator())
		defer lb.Release()
		for i := range lines {
			lines[i].Export = e.stamp(lines[i].Status, lines[i].Refund, fmt.Sprint(lines[i]), i+2)
			lb.Append(&lines[i])
		}
		b.Lines = lb.Record()
	}
	return b
}

func (e *export) stamp(s order.Status, r order.RefundStatus, cells string, line int) order.Export {
	h := fnv.New64a()
	_, _ = h.Write([]byte(cells))
	return order.Export{ExportedAt: e.at, StatusRank: s.Rank(), RefundRank: int(r), RowHash: h.Sum64(), FileSHA: e.sha(), Origin: order.Origin{Line: line}}
}

// bare forgets what an export knows of itself, so that the hash of the cells is the same in every file.
func bare(e export) export {
	e.heads, e.lines = append([]order.Head(nil), e.heads...), append([]order.Line(nil), e.lines...)
	for i := range e.heads {
		e.heads[i].Export = order.Export{}
	}
	for i := range e.lines {
		e.lines[i].Export = order.Export{}
	}
	return e
}

func amount(l *order.Line) int64 {
	if l.HasLinePaid {
		return int64(l.LinePaid)
	}
	return int64(l.LineAmount)
}

// report counts a file by itself.
func (e *export) report() transform.PartReport {
	p := transform.PartReport{Kind: "csv", Encoding: "GB18030", Level: "line", ExportedAt: e.at, Records: int64(len(e.lines) + len(e.problems))}
	for i := range e.lines {
		p.RecordsFen += amount(&e.lines[i])
	}
	if len(e.lines) == 0 {
		p.Records += int64(len(e.heads))
		for i := range e.heads {
			p.RecordsFen += int64(e.heads[i].OrderPaid)
		}
	}
	for i := range e.problems {
		p.RecordsFen += int64(e.problems[i].Amount)
	}
	return p
}

// bring imports a file in batches of at most five rows.
func bring(ctx context.Context, db *warehouse.DB, e export) (transform.Outcome, error) {
	e = bare(e)
	load, err := transform.NewLoad(ctx, db, transform.FileInfo{SHA: e.sha(), Name: e.name, ValidFrom: asof})
	if err != nil {
		return transform.Outcome{}, err
	}
	defer load.Abort()
	load.AddProblems(e.problems...)
	for i := 0; i < max(len(e.heads), len(e.lines)); i += 5 {
		b := e.batch(db, e.heads[min(i, len(e.heads)):min(i+5, len(e.heads))], e.lines[min(i, len(e.lines)):min(i+5, len(e.lines))])
		if err := load.Add(ctx, b); err != nil {
			return transform.Outcome{}, err
		}
	}
	return load.Finish(ctx, []transform.PartReport{e.report()})
}

func mustBring(t *testing.T, db *warehouse.DB, e export) transform.Outcome {
	t.Helper()
	out, err := bring(t.Context(), db, e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// grid reads a query as text.
func grid(t fataler, db *warehouse.DB, text string, args ...any) [][]string {
	rows, err := db.Query(context.Background(), text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Release()
	var out [][]string
	for rows.Next() {
		r := rows.Record()
		for i := range int(r.NumRows()) {
			var row []string
			for _, c := range r.Columns() {
				row = append(row, strings.Clone(c.ValueStr(i)))
			}
			out = append(out, row)
		}
	}
	return out
}

type fataler interface{ Fatalf(string, ...any) }

// state is every row of the merged tables with its provenance but for the ledger's order.
func state(t fataler, db *warehouse.DB) [][]string {
	return append(grid(t, db, `SELECT * EXCLUDE (src_line) FROM raw_order_line ORDER BY ALL`), grid(t, db, `SELECT * EXCLUDE (src_line) FROM raw_order ORDER BY ALL`)...)
}

func at(day, hour int) time.Time { return time.Date(2026, 8, day, hour, 0, 0, 0, time.UTC) }

func line(id string, status order.Status, fen order.Money) order.Line {
	o, _, _ := strings.Cut(id, "-")
	return order.Line{
		Platform: "taobao", Shop: "天猫旗舰店", OrderID: o, LineID: id, SKUCode: "GD1001", SKU: "GD1001", Title: "桂花糕",
		Qty: 1, SKUQty: 1, LinePaid: fen, HasLinePaid: true, Status: status, CreatedAt: at(20, 9), PaidAt: at(20, 10), Currency: "CNY",
	}
}

func TestImportCountsEveryRow(t *testing.T) {
	db := fresh(t)
	first := export{name: "一.csv", at: at(21, 9), lines: []order.Line{line("1-1", order.Paid, 100), line("1-2", order.Paid, 200), line("2-1", order.Paid, 300)}}
	out := mustBring(t, db, first)
	if got := out.Parts[0]; got.Accepted != 3 || got.AcceptedFen != 600 || out.Changed != 3 || out.Known {
		t.Errorf("first import: %+v", out)
	}
	if again := mustBring(t, db, first); !again.Known || again.Changed != 0 {
		t.Errorf("same bytes: %+v", again)
	}
	second := export{name: "二.csv", at: at(22, 9), lines: []order.Line{
		line("1-1", order.Paid, 100), line("1-2", order.Shipped, 200), line("3-1", order.Paid, 400), line("3-1", order.Paid, 400),
	}, problems: []order.Problem{
		{Code: order.BadQty, Origin: order.Origin{Line: 9}, Amount: 55, Counts: true},
		{Code: order.BadTime, Origin: order.Origin{Line: 9}, Amount: 55, Counts: true},
		{Code: order.UnknownShop, Origin: order.Origin{Line: 10}, Amount: 45},
	}}
	e := second
	report := second.report()
	report.Records, report.RecordsFen = 6, 1100+100 // the row with two faults is one record
	out, err := bringReport(t, db, e, report)
	if err != nil {
		t.Fatal(err)
	}
	got := out.Parts[0]
	if got.Accepted != 2 || got.Duplicate != 2 || got.Quarantined != 2 || got.QuarantinedFen != 100 || got.DuplicateFen != 500 {
		t.Errorf("second import: %+v", got)
	}
	old := export{name: "旧.csv", at: at(20, 9), lines: []order.Line{line("1-2", order.Paid, 200), line("1-1", order.Paid, 100)}}
	if got := mustBring(t, db, old).Parts[0]; got.Superseded != 1 || got.Duplicate != 1 || got.Accepted != 0 {
		t.Errorf("older import: %+v", got)
	}
	want := [][]string{
		{"1-1", "paid", "2026-08-22 09:00:00"},
		{"1-2", "shipped", "2026-08-22 09:00:00"},
		{"2-1", "paid", "2026-08-21 09:00:00"},
		{"3-1", "paid", "2026-08-22 09:00:00"},
	}
	if diff := cmp.Diff(want, grid(t, db, `SELECT line_id, status, exported_at::VARCHAR FROM raw_order_line ORDER BY line_id`)); diff != "" {
		t.Errorf("unchanged rows take the newer export, older never undoes (-want +got):\n%s", diff)
	}
	if got := grid(t, db, `SELECT sum(records)::VARCHAR, sum(records_fen)::VARCHAR FROM raw_file`); got[0][0] != "11" || got[0][1] != "2100" {
		t.Errorf("ledger %v", got)
	}
	if got := grid(t, db, `SELECT code, src_line::VARCHAR FROM quarantine ORDER BY ALL`); len(got) != 3 {
		t.Errorf("quarantine %v", got)
	}
}

func bringReport(t *testing.T, db *warehouse.DB, e export, report transform.PartReport) (transform.Outcome, error) {
	t.Helper()
	e = bare(e)
	load, err := transform.NewLoad(t.Context(), db, transform.FileInfo{SHA: e.sha(), Name: e.name, ValidFrom: asof})
	if err != nil {
		t.Fatal(err)
	}
	if err := load.Add(t.Context(), order.Batch{Problems: e.problems}); err != nil {
		t.Fatal(err)
	}
	if err := load.Add(t.Context(), e.batch(db, e.heads, e.lines)); err != nil {
		t.Fatal(err)
	}
	return load.Finish(t.Context(), []transform.PartReport{report})
}

func TestImportRefusesWhatDoesNotAddUp(t *testing.T) {
	db := fresh(t)
	e := export{name: "缺.csv", at: at(21, 9), lines: []order.Line{line("1-1", order.Paid, 100)}}
	for unit, change := range map[string]func(*transform.PartReport){
		"records": func(p *transform.PartReport) { p.Records++ },
		"fen":     func(p *transform.PartReport) { p.RecordsFen-- },
	} {
		report := e.report()
		change(&report)
		_, err := bringReport(t, db, e, report)
		var wrong *transform.ReconcileError
		if !errors.As(err, &wrong) || wrong.Unit != unit || !errors.Is(err, transform.ErrReconcile) {
			t.Errorf("%s: %v", unit, err)
		}
	}
	if got := state(t, db); len(got) != 0 {
		t.Errorf("a refused file left %v", got)
	}
	if got := grid(t, db, `SELECT name FROM raw_file`); len(got) != 0 {
		t.Errorf("a refused file is in the ledger: %v", got)
	}
	mustBring(t, db, e)
}

func TestReconcilesByTheColumnOfTheProfile(t *testing.T) {
	db := fresh(t)
	gross := line("1-1", order.Paid, 900)
	gross.LineAmount = 1000
	e := export{name: "毛额.csv", at: at(21, 9), lines: []order.Line{gross}}
	report := e.report()
	if _, err := bringReport(t, db, e, transform.PartReport{AmountColumn: "line_amount", Records: 1, RecordsFen: report.RecordsFen}); !errors.Is(err, transform.ErrReconcile) {
		t.Errorf("paid amount taken for the gross one: %v", err)
	}
	out, err := bringReport(t, db, e, transform.PartReport{AmountColumn: "line_amount", Records: 1, RecordsFen: 1000})
	if err != nil || out.Parts[0].AcceptedFen != 1000 {
		t.Errorf("gross: %+v %v", out, err)
	}
}

func TestAbortLeavesNothing(t *testing.T) {
	db := fresh(t)
	load, err := transform.NewLoad(t.Context(), db, transform.FileInfo{SHA: "a", Name: "a.csv"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := transform.NewLoad(t.Context(), db, transform.FileInfo{SHA: "b", Name: "b.csv"}); !errors.Is(err, transform.ErrBusy) {
		t.Errorf("two loads at once: %v", err)
	}
	e := export{name: "a.csv", at: at(21, 9), lines: []order.Line{line("1-1", order.Paid, 100)}, heads: []order.Head{{OrderID: "1"}}}
	if err := load.Add(t.Context(), e.batch(db, e.heads, e.lines)); err != nil {
		t.Fatal(err)
	}
	load.Abort()
	load.Abort()
	if _, err := load.Finish(t.Context(), nil); !errors.Is(err, transform.ErrEnded) {
		t.Errorf("finish after abort: %v", err)
	}
	if got := state(t, db); len(got) != 0 {
		t.Errorf("an aborted file left %v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bring(ctx, db, e); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled import: %v", err)
	}
	mustBring(t, db, e)
}

// periodLine is a row of a hand-kept sheet: no key of its own.
func periodLine(day int, sku order.SKU, fen order.Money) order.Line {
	return order.Line{
		Platform: "wholesale", Shop: "批发", OrderID: "", LineID: "", SKU: sku, SKUCode: string(sku), Qty: 10, SKUQty: 1,
		LinePaid: fen, HasLinePaid: true, PaidAt: at(day, 0), PeriodKeyed: true, Status: order.Paid, Currency: "CNY",
	}
}

func TestPeriodsAreReplacedWhole(t *testing.T) {
	db := fresh(t)
	july := export{name: "甲.xlsx", at: at(21, 9), lines: []order.Line{
		periodLine(1, "A", 10), periodLine(1, "A", 10), periodLine(1, "B", 20), periodLine(2, "A", 30),
	}}
	if got := mustBring(t, db, july).Parts[0]; got.Accepted != 4 {
		t.Errorf("identical rows are real: %+v", got)
	}
	later := export{name: "乙.xlsx", at: at(22, 9), lines: []order.Line{periodLine(1, "A", 11), periodLine(3, "A", 5)}}
	if got := mustBring(t, db, later).Parts[0]; got.Accepted != 2 {
		t.Errorf("later export: %+v", got)
	}
	earlier := export{name: "丙.xlsx", at: at(20, 9), lines: []order.Line{periodLine(1, "A", 99), periodLine(2, "A", 30), periodLine(4, "C", 1)}}
	if got := mustBring(t, db, earlier).Parts[0]; got.Accepted != 1 || got.Duplicate != 1 || got.Superseded != 1 {
		t.Errorf("earlier export: %+v", got)
	}
	want := [][]string{{"A", "1", "11"}, {"A", "2", "30"}, {"A", "3", "5"}, {"C", "4", "1"}}
	if diff := cmp.Diff(want, grid(t, db, `SELECT sku, day(paid_at)::VARCHAR, line_paid::VARCHAR FROM raw_order_line ORDER BY ALL`)); diff != "" {
		t.Error(diff)
	}
}

// versions draws histories of a few orders: each export shows some orders as they stood then.
func versions(t *rapid.T) []export {
	n := rapid.IntRange(1, 5).Draw(t, "exports")
	out := make([]export, n)
	for i := range out {
		out[i] = export{name: fmt.Sprint(i, ".csv"), at: at(1+rapid.IntRange(0, 3).Draw(t, "at"), 9)}
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			o := rapid.IntRange(1, 3).Draw(t, "order")
			l := line(fmt.Sprint(o, "-", rapid.IntRange(1, 2).Draw(t, "line")), order.Status(rapid.IntRange(1, 8).Draw(t, "status")),
				order.Money(rapid.IntRange(0, 3).Draw(t, "fen")))
			l.Refund = order.RefundStatus(rapid.IntRange(0, 2).Draw(t, "refund"))
			out[i].lines = append(out[i].lines, l)
		}
		for range rapid.IntRange(0, 4).Draw(t, "heads") {
			out[i].heads = append(out[i].heads, order.Head{
				Platform: "taobao", Shop: "天猫旗舰店", OrderID: strconv.Itoa(rapid.IntRange(1, 3).Draw(t, "head")),
				Status: order.Status(rapid.IntRange(1, 8).Draw(t, "state")), CreatedAt: at(20, 9), OrderPaid: order.Money(rapid.IntRange(0, 2).Draw(t, "paid")),
			})
		}
		if rapid.Bool().Draw(t, "sheet") {
			out[i].lines = append(out[i].lines, periodLine(rapid.IntRange(1, 2).Draw(t, "day"), "A", order.Money(rapid.IntRange(1, 2).Draw(t, "amount"))))
		}
	}
	return out
}

// reset empties the merged tables between draws.
func reset(t *rapid.T, db *warehouse.DB) {
	for _, s := range []string{`DELETE FROM raw_file`, `DELETE FROM raw_order`, `DELETE FROM raw_order_line`, `DELETE FROM quarantine`} {
		if err := db.Exec(context.Background(), s); err != nil {
			t.Fatalf("%v", err)
		}
	}
}

func TestOrderOfImportsDoesNotMatter(t *testing.T) {
	db := fresh(t)
	rapid.Check(t, func(rt *rapid.T) {
		files := versions(rt)
		reset(rt, db)
		for _, f := range files {
			bringRapid(rt, db, f)
		}
		want := state(rt, db)
		for _, f := range files {
			if out := bringRapid(rt, db, f); !out.Known {
				rt.Fatalf("imported twice: %+v", out)
			}
		}
		reset(rt, db)
		for _, f := range rapid.Permutation(files).Draw(rt, "order") {
			bringRapid(rt, db, f)
		}
		if diff := cmp.Diff(want, state(rt, db)); diff != "" {
			rt.Fatalf("state depends on the order of imports:\n%s", diff)
		}
	})
}

func bringRapid(t *rapid.T, db *warehouse.DB, e export) transform.Outcome {
	out, err := bring(context.Background(), db, e)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	return out
}

// TestHistoriesAgainstModel compares the merge with a map that keeps the greatest version of each key.
func TestHistoriesAgainstModel(t *testing.T) {
	db := fresh(t)
	type version struct {
		at             time.Time
		status, refund int
		hash           uint64
		sha            string
		fen            order.Money
	}
	newer := func(a, b version) bool {
		switch {
		case !a.at.Equal(b.at):
			return a.at.After(b.at)
		case a.status != b.status:
			return a.status > b.status
		case a.refund != b.refund:
			return a.refund > b.refund
		case a.hash != b.hash:
			return a.hash > b.hash
		}
		return a.sha > b.sha
	}
	rapid.Check(t, func(rt *rapid.T) {
		reset(rt, db)
		held := map[string]version{}
		for _, f := range versions(rt) {
			f.heads = nil
			out := bringRapid(rt, db, f)
			accepted := int64(0)
			seen := map[string]version{}
			for _, l := range bare(f).lines {
				e := f.stamp(l.Status, l.Refund, fmt.Sprint(l), 0)
				v := version{e.ExportedAt, e.StatusRank, e.RefundRank, e.RowHash, bareSHA(f), l.LinePaid}
				if l.PeriodKeyed {
					continue
				}
				if have, ok := seen[l.LineID]; !ok || newer(v, have) {
					seen[l.LineID] = v
				}
			}
			for id, v := range seen {
				have, ok := held[id]
				if !ok || newer(v, have) {
					held[id] = v
					if !ok || v.hash != have.hash {
						accepted++
					}
				}
			}
			if periods := int64(len(out.Parts)); periods == 1 && !hasPeriod(f) && out.Parts[0].Accepted != accepted {
				rt.Fatalf("accepted %d, model %d", out.Parts[0].Accepted, accepted)
			}
		}
		want := map[string]string{}
		for id, v := range held {
			want[id] = fmt.Sprint(v.fen)
		}
		got := map[string]string{}
		for _, row := range grid(rt, db, `SELECT line_id, line_paid FROM raw_order_line WHERE NOT period_keyed`) {
			got[row[0]] = row[1]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			rt.Fatalf("merge differs from the model:\n%s", diff)
		}
	})
}

func bareSHA(e export) string { e = bare(e); return e.sha() }

func hasPeriod(e export) bool {
	for _, l := range e.lines {
		if l.PeriodKeyed {
			return true
		}
	}
	return false
}

// department packs rows of text into a record; columns that are not text are cast by the merge.
func department(db *warehouse.DB, columns []string, rows ...[]string) arrow.Record {
	var fields []arrow.Field
	for _, c := range columns {
		fields = append(fields, arrow.Field{Name: c, Type: arrow.BinaryTypes.String, Nullable: true})
	}
	fields = append(fields, arrow.Field{Name: "src_line", Type: arrow.PrimitiveTypes.Int64})
	b := array.NewRecordBuilder(db.Allocator(), arrow.NewSchema(fields, nil))
	defer b.Release()
	for i, row := range rows {
		for c, cell := range row {
			if cell == "" {
				b.Field(c).AppendNull()
				continue
			}
			b.Field(c).(*array.StringBuilder).Append(cell)
		}
		b.Field(len(columns)).(*array.Int64Builder).Append(int64(i + 2))
	}
	return b.NewRecord()
}

func bringTable(t *testing.T, db *warehouse.DB, sha, table string, from time.Time, columns []string, rows ...[]string) transform.Ledger {
	t.Helper()
	load, err := transform.NewLoad(t.Context(), db, transform.FileInfo{SHA: sha, Name: table + ".csv", ValidFrom: from})
	if err != nil {
		t.Fatal(err)
	}
	defer load.Abort()
	if err := load.AddDept("", table, department(db, columns, rows...)); err != nil {
		t.Fatal(err)
	}
	out, err := load.Finish(t.Context(), []transform.PartReport{{Level: "table", Profile: table, Records: int64(len(rows))}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Parts[0]
}

func TestDepartmentTables(t *testing.T) {
	db := fresh(t)
	columns := []string{"sku", "name", "cost"}
	bringTable(t, db, "p1", "products", at(1, 0), columns, []string{"A", "甲", "100"}, []string{"B", "乙", "200"})
	if got := bringTable(t, db, "p2", "products", at(10, 0), columns, []string{"A", "甲", "110"}, []string{"A", "甲", "120"}); got.Accepted != 1 || got.Superseded != 1 {
		t.Errorf("a key twice in one file: %+v", got)
	}
	bringTable(t, db, "p3", "products", at(10, 0), columns, []string{"A", "甲", "130"})
	run(t, db)
	if diff := cmp.Diff([][]string{{"A", "130"}}, grid(t, db, `SELECT sku, cost FROM cur_products`)); diff != "" {
		t.Errorf("a version replaces the former one whole:\n%s", diff)
	}
	if got := grid(t, db, `SELECT sku FROM in_products`); len(got) != 3 {
		t.Errorf("older versions are kept: %v", got)
	}
	stock := []string{"day", "warehouse", "sku", "lot", "qty", "kind"}
	bringTable(t, db, "s1", "stock_lots", at(20, 0), stock, []string{"2026-08-19", "杭州", "A", "L1", "5", "正品"}, []string{"2026-08-19", "杭州", "B", "L2", "7", "正品"})
	bringTable(t, db, "s2", "stock_lots", at(20, 0), stock, []string{"2026-08-19", "杭州", "A", "L1", "4", "正品"}, []string{"2026-08-20", "杭州", "A", "L1", "0", "正品"})
	if got := bringTable(t, db, "s3", "stock_lots", at(18, 0), stock, []string{"2026-08-19", "杭州", "A", "L1", "9", "正品"}); got.Superseded != 1 {
		t.Errorf("an older snapshot: %+v", got)
	}
	want := [][]string{{"2026-08-19", "A", "4"}, {"2026-08-20", "A", "0"}}
	if diff := cmp.Diff(want, grid(t, db, `SELECT day::VARCHAR, sku, qty FROM in_stock_lots ORDER BY ALL`)); diff != "" {
		t.Errorf("a snapshot replaces the warehouse's day:\n%s", diff)
	}
	prices := []string{"day", "platform", "shop", "sku", "net_price"}
	bringTable(t, db, "r1", "price_log", at(20, 0), prices, []string{"2026-08-01", "天猫", "", "A", "100"}, []string{"2026-08-02", "天猫", "", "A", "90"})
	bringTable(t, db, "r2", "price_log", at(21, 0), prices, []string{"2026-08-02", "天猫", "", "A", "95"})
	if diff := cmp.Diff([][]string{{"100"}, {"95"}}, grid(t, db, `SELECT net_price FROM in_price_log ORDER BY day`)); diff != "" {
		t.Errorf("a dated table is kept by key:\n%s", diff)
	}
	load, err := transform.NewLoad(t.Context(), db, transform.FileInfo{SHA: "x", Name: "x.csv"})
	if err != nil {
		t.Fatal(err)
	}
	defer load.Abort()
	if err := load.AddDept("", "raw_order", department(db, columns)); !errors.Is(err, transform.ErrTable) {
		t.Errorf("a table that is none: %v", err)
	}
}

package pipeline_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/transform"
)

// realFile finds a file of the real data beside the repository; without them the test is skipped.
func realFile(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		path := filepath.Join(filepath.Dir(dir), "shared", "data", name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if filepath.Dir(dir) == dir {
			t.Skip("no real data beside the repository")
		}
		dir = filepath.Dir(dir)
	}
}

// example is the path of a mapping that ships as an example.
func example(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "ingest", "profile", "examples", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// openAt opens a workspace whose last day of data is asOf.
func openAt(t *testing.T, dir, asOf string) *pipeline.Session {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC) }
	s, err := pipeline.Open(t.Context(), dir, pipeline.Options{AsOf: asOf, Now: clock, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// importReal makes a workspace, imports one file and checks that its records and amounts add up.
func importReal(t *testing.T, file, asOf string, opt pipeline.ImportOptions) (*pipeline.Session, sums) {
	t.Helper()
	path := realFile(t, file)
	dir := filepath.Join(t.TempDir(), "w")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, dir, asOf)
	files, err := s.Import(t.Context(), []string{path}, opt)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0].Refusal != nil {
		t.Fatalf("%s: %d outcomes, refusal %v", file, len(files), files[0].Refusal)
	}
	got := add(files[0].Parts)
	if settled := got.Accepted + got.Duplicate + got.Superseded + got.Skipped + got.Quarantined; settled != got.Records {
		t.Errorf("%s: %d records, %d accounted for", file, got.Records, settled)
	}
	if got.SettledFen != got.RecordsFen {
		t.Errorf("%s: %d fen read, %d accounted for", file, got.RecordsFen, got.SettledFen)
	}
	t.Logf("%s: %d records = %d accepted + %d duplicate + %d superseded + %d skipped + %d quarantined; amounts %.2f = %.2f",
		file, got.Records, got.Accepted, got.Duplicate, got.Superseded, got.Skipped, got.Quarantined,
		float64(got.RecordsFen)/100, float64(got.SettledFen)/100)
	again(t, s, path, opt)
	return s, got
}

// sums adds up the ledger rows of a file.
type sums struct {
	Parts                                                          int
	Records, Accepted, Duplicate, Superseded, Skipped, Quarantined int64
	RecordsFen, AcceptedFen, SettledFen                            int64
}

func add(parts []transform.Ledger) sums {
	s := sums{Parts: len(parts)}
	for i := range parts {
		p := &parts[i]
		s.Records += p.Records
		s.Accepted += p.Accepted
		s.Duplicate += p.Duplicate
		s.Superseded += p.Superseded
		s.Skipped += p.Skipped
		s.Quarantined += p.Quarantined
		s.RecordsFen += p.RecordsFen
		s.AcceptedFen += p.AcceptedFen
		s.SettledFen += p.AcceptedFen + p.DuplicateFen + p.SupersededFen + p.SkippedFen + p.QuarantinedFen
	}
	return s
}

// again imports a file a second time: nothing may change.
func again(t *testing.T, s *pipeline.Session, path string, opt pipeline.ImportOptions) {
	t.Helper()
	before := rawState(t, s)
	files, err := s.Import(t.Context(), []string{path}, opt)
	if err != nil {
		t.Fatal(err)
	}
	if !files[0].Known || files[0].Changed != 0 {
		t.Errorf("second import: known %v, %d rows changed", files[0].Known, files[0].Changed)
	}
	if diff := cmp.Diff(before, rawState(t, s)); diff != "" {
		t.Errorf("second import changed the store (-before +after):\n%s", diff)
	}
}

// rawState is count and hash of every table that an import writes.
func rawState(t *testing.T, s *pipeline.Session) map[string][2]int64 {
	t.Helper()
	out := map[string][2]int64{}
	for _, table := range []string{"raw_file", "raw_order", "raw_order_line", "quarantine"} {
		query(t, s, `SELECT '`+table+`', count(*), CAST(COALESCE(sum(hash(t) % 1000003), 0) AS BIGINT) FROM `+table+` AS t`,
			func(texts []string, n []int64) { out[texts[0]] = [2]int64{n[0], n[1]} })
	}
	return out
}

// numbers is the first row of whole numbers of a query.
func numbers(t *testing.T, s *pipeline.Session, text string) []int64 {
	t.Helper()
	var out []int64
	query(t, s, text, func(_ []string, n []int64) { out = append([]int64(nil), n...) })
	return out
}

// chain takes every step behind the import and checks that each leaves something.
func chain(t *testing.T, s *pipeline.Session) {
	t.Helper()
	id, _, err := s.Prepared(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f, err := s.Forecast(t.Context(), id.ID)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Plan(t.Context(), id.ID, f)
	if err != nil {
		t.Fatal(err)
	}
	var need float64
	for i := range out.Rows {
		r := &out.Rows[i]
		if r.Qty != 0 || r.Supplier != "" {
			t.Fatalf("%s: %d to order from %q without a table of suppliers", r.SKU, r.Qty, r.Supplier)
		}
		need += r.OrderUpTo
	}
	if need <= 0 {
		t.Error("the plan shows no need")
	}
	paths, err := s.Report(t.Context(), pipeline.All)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("run %s: %d forecasts, %d plan lines needing %.0f pieces, %d reports", id.ID, len(f.Results), len(out.Rows), need, len(paths))
}

// TestRealData imports the real files with the mappings that ship as examples and runs the chain on them.
func TestRealData(t *testing.T) {
	if testing.Short() {
		t.Skip("imports a million real rows")
	}
	t.Run("OnlineRetail", onlineRetail)
	t.Run("Tmall", tmall)
	t.Run("Categories", categories)
	t.Run("Vegetables", vegetables)
}

func onlineRetail(t *testing.T) {
	s, got := importReal(t, "online_retail_by_day.zip", "2011-12-09", pipeline.ImportOptions{Mapping: example(t, "online_retail.yaml")})
	if got.Records != 541_909 || got.Parts != 305 || got.RecordsFen != 974_774_793 {
		t.Errorf("%d records in %d files with %d pence, want 541,909 in 305 with 974,774,793", got.Records, got.Parts, got.RecordsFen)
	}
	want := []int64{541_909, 25_900, 4_070, 9_288}
	have := numbers(t, s, `SELECT count(*), count(DISTINCT order_id), count(DISTINCT sku_code), count(*) FILTER (order_id LIKE 'C%') FROM raw_order_line`)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("lines, invoices, stock codes, cancelled lines (-README +store):\n%s", diff)
	}
	chain(t, s)
	// What was sold less what came back is the file's own sum, without services and corrections.
	goods := numbers(t, s, `SELECT CAST(sum(line_amount) AS BIGINT) FROM raw_order_line WHERE exclude_reason = ''`)[0]
	net := numbers(t, s, `SELECT CAST(sum(gmv_fen) AS BIGINT), CAST(sum(refund_fen) AS BIGINT) FROM stg_line`)
	if net[0]-net[1] != goods {
		t.Errorf("sold %d less returned %d pence is not the goods' %d", net[0], net[1], goods)
	}
	services := numbers(t, s, `SELECT count(*), count(*) FILTER (counts_as_demand OR counts_as_sale) FROM stg_line WHERE exclude_reason = 'service-link'`)
	if services[0] == 0 || services[1] != 0 {
		t.Errorf("%d service lines, %d of them count", services[0], services[1])
	}
	t.Logf("goods sold %.2f, returned %.2f, net %.2f GBP; %d service lines count for nothing",
		float64(net[0])/100, float64(net[1])/100, float64(goods)/100, services[0])
}

func tmall(t *testing.T) {
	s, _ := importReal(t, "tmall_order_report.csv", "2020-02-29", pipeline.ImportOptions{Shop: "天猫旗舰店"})
	want := []int64{28_010, 3_923, 5_646, 5_132, 514, 299_576_061, 190_248_715, 57_233_592}
	have := numbers(t, s, `SELECT count(*), count(*) FILTER (paid_at IS NULL), count(*) FILTER (refund_amount > 0),
		count(*) FILTER (refund_amount > 0 AND order_paid = 0), count(*) FILTER (refund_amount > 0 AND order_paid > 0),
		CAST(sum(order_total) AS BIGINT), CAST(sum(order_paid) AS BIGINT), CAST(sum(refund_amount) AS BIGINT) FROM raw_order`)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("orders, unpaid, refunded, fully, partly, total, paid, refunds (-README +store):\n%s", diff)
	}
	t.Logf("orders, unpaid, refunded, fully, partly, total, paid, refunds: %v", have)
	if _, _, err := s.Prepared(t.Context()); err != nil {
		t.Errorf("orders without goods stop the checks: %v", err)
	}
	if paths, err := s.Report(t.Context(), pipeline.All); err != nil || len(paths) == 0 {
		t.Errorf("report on orders alone: %v, %v", paths, err)
	}
}

func categories(t *testing.T) {
	s, got := importReal(t, "category_daily_sales_gbk.csv", "2023-06-30", pipeline.ImportOptions{Mapping: example(t, "category_daily.yaml")})
	if got.Records != 59_396 || got.Accepted != 59_396 {
		t.Errorf("%d records, %d accepted, want 59,396", got.Records, got.Accepted)
	}
	chain(t, s)
}

func vegetables(t *testing.T) {
	s, got := importReal(t, "vegetable_daily_sales.xlsx", "2023-06-30", pipeline.ImportOptions{Mapping: example(t, "vegetables_daily.yaml")})
	want := []int64{46_599, 246, 1_085, 4}
	have := numbers(t, s, `SELECT count(*), count(DISTINCT sku_code), count(DISTINCT CAST(paid_at AS DATE)), count(*) FILTER (exclude_reason <> '') FROM raw_order_line`)
	if diff := cmp.Diff(want, have); diff != "" || got.Records != 46_599 {
		t.Errorf("%d records; rows, products, days, rows at or below zero (-README +store):\n%s", got.Records, diff)
	}
	codes := numbers(t, s, `SELECT count(*) FROM raw_order_line WHERE length(sku_code) <> 15`)
	if codes[0] != 0 {
		t.Errorf("%d product codes lost digits", codes[0])
	}
	chain(t, s)
}

package ingest_test

import (
	"context"
	"os"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/ingest"
	"zhiwei/ingest/profile"
)

// sums adds up what was handed out, without keeping it.
type sums struct {
	heads, lines, qty, amount, paid, total, refund, unpaid, refunds, credits, services int64
	skus, orders                                                                       map[string]bool
	grids                                                                              []ingest.Grid
}

func sumUp(t *testing.T, file string, opt ingest.Options) sums {
	t.Helper()
	data, err := os.ReadFile(shared(t, "data/"+file))
	if err != nil {
		t.Fatal(err)
	}
	s := sums{skus: map[string]bool{}, orders: map[string]bool{}}
	for p, err := range ingest.Read(context.Background(), ingest.Source{Name: file, Data: data}, opt) {
		if err != nil {
			t.Fatal(err)
		}
		if p.Report != nil {
			s.grids = p.Report.Grids
		}
		if p.Orders == nil {
			continue
		}
		s.addHeads(p.Orders.Heads)
		s.addLines(p.Orders.Lines)
		p.Orders.Release()
	}
	return s
}

func whole(rec arrow.Record, name string) []int64 {
	return rec.Column(rec.Schema().FieldIndices(name)[0]).(*array.Int64).Int64Values()
}

func column(rec arrow.Record, name string) arrow.Array {
	return rec.Column(rec.Schema().FieldIndices(name)[0])
}

func (s *sums) addHeads(rec arrow.Record) {
	if rec == nil {
		return
	}
	paid := column(rec, "paid_at")
	for i, refund := range whole(rec, "refund_amount") {
		s.heads++
		s.paid += whole(rec, "order_paid")[i]
		s.total += whole(rec, "order_total")[i]
		s.refund += refund
		if refund > 0 {
			s.refunds++
		}
		if paid.IsNull(i) {
			s.unpaid++
		}
	}
}

func (s *sums) addLines(rec arrow.Record) {
	if rec == nil {
		return
	}
	ids, codes := column(rec, "order_id").(*array.String), column(rec, "sku_code").(*array.String)
	reasons := column(rec, "exclude_reason").(*array.String)
	for i, qty := range whole(rec, "qty") {
		s.lines++
		s.qty += qty
		s.amount += whole(rec, "line_amount")[i]
		s.skus[string([]byte(codes.Value(i)))] = true
		s.orders[string([]byte(ids.Value(i)))] = true
		if whole(rec, "refund_qty")[i] > 0 {
			s.credits++
		}
		if reasons.Value(i) == "service-link" {
			s.services++
		}
	}
}

func TestTmallReport(t *testing.T) {
	s := sumUp(t, "tmall_order_report.csv", ingest.Options{Shop: "旗舰店"})
	got := []int64{s.heads, s.unpaid, s.refunds, s.total, s.paid, s.refund}
	want := []int64{28_010, 3_923, 5_646, 2_995_760_61, 1_902_487_15, 572_335_92}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("orders, unpaid, refunds, total, paid, refund: got %v, want %v", got, want)
			break
		}
	}
	if g := s.grids[0]; g.Records != 28_010 || g.AcceptedFen != s.paid || g.AmountColumn != "order_paid" {
		t.Errorf("report got %+v", g)
	}
}

func TestOnlineRetail(t *testing.T) {
	s := sumUp(t, "online_retail_by_day.zip", ingest.Options{Profiles: mapping(t, "online_retail")})
	if s.lines != 541_909 || len(s.orders) != 25_900 || len(s.skus) != 4_070 || s.credits != 9_288 {
		t.Errorf("lines, invoices, codes, cancelled: got %d %d %d %d, want 541909 25900 4070 9288", s.lines, len(s.orders), len(s.skus), s.credits)
	}
	if len(s.grids) != 305 {
		t.Errorf("got %d days, want 305", len(s.grids))
	}
	var records, fen, subCent int64
	for _, g := range s.grids {
		records += g.Records
		fen += g.AcceptedFen
		subCent += g.SubCent
		if g.ExportedAt.Format("2006-01-02") != g.Part[:10] {
			t.Errorf("%s: exported at %v, want its newest event", g.Part, g.ExportedAt)
		}
	}
	if records != 541_909 || fen != s.amount {
		t.Errorf("records %d, report %d fen, records %d fen", records, fen, s.amount)
	}
	if fen != 9_747_747_93 {
		t.Errorf("sum got %d, want the data set's 9,747,747.93 pounds", fen)
	}
	if s.services == 0 || subCent < 4 {
		t.Errorf("service lines %d, sub-cent lines %d", s.services, subCent)
	}
}

func TestCategoryDaily(t *testing.T) {
	s := sumUp(t, "category_daily_sales_gbk.csv", ingest.Options{Profiles: mapping(t, "category_daily")})
	g := s.grids[0]
	if s.lines != 59_396 || g.Encoding != "GB18030" || g.FirstDay.Format("2006-01") != "2022-07" || g.LastDay.Format("2006-01") != "2023-06" {
		t.Errorf("got %d lines, %+v", s.lines, g)
	}
}

func TestVegetablesDaily(t *testing.T) {
	s := sumUp(t, "vegetable_daily_sales.xlsx", ingest.Options{Profiles: mapping(t, "vegetables_daily")})
	g := s.grids[0]
	if s.lines != 46_599 || len(s.skus) != 246 || g.FirstDay.Format("2006-01-02") != "2020-07-01" || g.LastDay.Format("2006-01-02") != "2023-06-30" {
		t.Errorf("got %d lines, %d products, %+v", s.lines, len(s.skus), g)
	}
	for code := range s.skus {
		if len(code) != 15 {
			t.Fatalf("code %q has not 15 digits", code)
		}
	}
}

func TestTmallReportWorkersDoNotShow(t *testing.T) {
	opt := func(workers int) ingest.Options {
		o := ingest.Options{Shop: "旗舰店", Workers: workers}
		o.Table.BlockSize = 64 << 10
		return o
	}
	data, err := os.ReadFile(shared(t, "data/tmall_order_report.csv"))
	if err != nil {
		t.Fatal(err)
	}
	src := ingest.Source{Name: "a.csv", Data: data}
	one, many := must(t, src, opt(1)), must(t, src, opt(7))
	if len(one.heads) != len(many.heads) {
		t.Fatalf("got %d and %d heads", len(one.heads), len(many.heads))
	}
	for i := range one.heads {
		if one.heads[i]["order_id"] != many.heads[i]["order_id"] || one.heads[i]["row_hash"] != many.heads[i]["row_hash"] {
			t.Fatalf("row %d differs", i)
		}
	}
	if len(profile.Examples()) == 0 {
		t.Error("no examples")
	}
}

package transform_test

import (
	"fmt"
	"testing"
	"time"

	"zhiwei/ingest/order"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// sample fills the tables with n lines of 7 channels and 120 SKUs over three years; every tenth order has its money on the order alone.
func sample(b *testing.B, db *warehouse.DB, n int) {
	b.Helper()
	load, err := transform.NewLoad(b.Context(), db, transform.FileInfo{SHA: "s", Name: "sample.csv"})
	if err != nil {
		b.Fatal(err)
	}
	defer load.Abort()
	e := export{name: "s", at: asof}
	report := transform.PartReport{Records: int64(n)}
	for from := 0; from < n; from += order.BatchRows {
		var heads []order.Head
		var lines []order.Line
		for i := from; i < min(n, from+order.BatchRows); i++ {
			o, shop := i*4/5, order.Shop(fmt.Sprint("店铺", i*4/5%7))
			paid := asof.AddDate(0, 0, -1094+o%1095).Add(time.Duration(o%86400) * time.Second)
			l := order.Line{
				Platform: "taobao", Shop: shop, OrderID: fmt.Sprintf("27310%014d", o), LineID: fmt.Sprintf("27320%014d", i),
				SKU: order.SKU(fmt.Sprintf("GD%04d", o*7919%120)), Title: "桂花糕 传统糕点", Qty: int64(1 + i%3), SKUQty: 1, LineAmount: 1680,
				LinePaid: 1680, HasLinePaid: o%10 != 0, Status: order.Completed, CreatedAt: paid, PaidAt: paid, Warehouse: "杭州中心仓", Currency: "CNY",
			}
			report.RecordsFen += 1680
			lines = append(lines, l)
			if i == 0 || (i-1)*4/5 != o {
				heads = append(heads, order.Head{
					Platform: "taobao", Shop: shop, OrderID: l.OrderID, Status: order.Completed, CreatedAt: paid, PaidAt: paid,
					OrderPaid: 3360, OrderTotal: 3360, Province: "浙江", City: "杭州", HasTracking: true,
				})
			}
		}
		if err := load.Add(b.Context(), e.batch(db, heads, lines)); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := load.Finish(b.Context(), []transform.PartReport{report}); err != nil {
		b.Fatal(err)
	}
}

func fresh2(b *testing.B) *warehouse.DB {
	b.Helper()
	db, err := warehouse.Open(b.Context(), b.TempDir()+"/zhiwei.duckdb", warehouse.Options{Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := transform.Create(b.Context(), db); err != nil {
		b.Fatal(err)
	}
	sample(b, db, 430_000)
	return db
}

// BenchmarkRun builds every model over 430,000 lines.
func BenchmarkRun(b *testing.B) {
	db := fresh2(b)
	for b.Loop() {
		if err := transform.Run(b.Context(), db, transform.RunOptions{AsOf: asof}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDemandSeries reads the series of 120 SKUs in 7 channels.
func BenchmarkDemandSeries(b *testing.B) {
	db := fresh2(b)
	if err := transform.Run(b.Context(), db, transform.RunOptions{AsOf: asof}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		series, err := transform.DemandSeries(b.Context(), db, transform.SeriesOptions{})
		if err != nil || len(series) < 100 {
			b.Fatal(len(series), err)
		}
		b.ReportMetric(float64(len(series)), "series")
	}
}

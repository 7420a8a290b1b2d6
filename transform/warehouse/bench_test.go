package warehouse_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/marcboeker/go-duckdb"

	"zhiwei/ingest/order"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// benchLine is line i of a made-up export of n orders with three lines each.
func benchLine(i int) order.Line {
	created := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i/3) * 90 * time.Second)
	return order.Line{
		Platform: "taobao", Shop: "天猫旗舰店", OrderID: fmt.Sprintf("27310%014d", i/3), LineID: fmt.Sprintf("27320%014d", i),
		SKUCode: fmt.Sprintf("GD%04d", i*7919%120), SKU: order.SKU(fmt.Sprintf("GD%04d", i*7919%120)),
		Title: "桂花糕 传统糕点 杭州特产 独立小包装 " + strconv.Itoa(i%120), Spec: "净含量:" + strconv.Itoa(i%9*100) + "g",
		Qty: int64(1 + i%3), SKUQty: 1, UnitPrice: 1680, LineAmount: order.Money(1680 * (1 + i%3)), LinePaid: order.Money(1580 * (1 + i%3)), HasLinePaid: true,
		Status: order.Completed, CreatedAt: created, PaidAt: created.Add(time.Minute), ShippedAt: created.Add(30 * time.Hour),
		HasTracking: true, Warehouse: "杭州中心仓", Currency: "CNY", Zone: "Asia/Shanghai",
		Export: order.Export{
			ExportedAt: created, StatusRank: 5, RowHash: uint64(i) * 0x9E3779B97F4A7C15,
			FileSHA: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Origin: order.Origin{Line: i + 2},
		},
	}
}

func benchRows(b *testing.B) int {
	b.Helper()
	if testing.Short() {
		return 100_000
	}
	b.ReportAllocs()
	return 1_000_000
}

// BenchmarkLoad merges a fresh file of a million lines, from Arrow records to the checkpoint.
func BenchmarkLoad(b *testing.B) {
	rows := benchRows(b)
	for b.Loop() {
		b.StopTimer()
		db, err := warehouse.Open(b.Context(), filepath.Join(b.TempDir(), "zhiwei.duckdb"), warehouse.Options{Threads: 2})
		if err != nil {
			b.Fatal(err)
		}
		if err := transform.Create(b.Context(), db); err != nil {
			b.Fatal(err)
		}
		batches := benchBatches(db, rows)
		b.StartTimer()
		benchLoad(b, db, batches, rows)
		b.StopTimer()
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func benchBatches(db *warehouse.DB, rows int) []order.Batch {
	var batches []order.Batch
	lines := order.NewLineBuilder(db.Allocator())
	defer lines.Release()
	for i := range rows {
		l := benchLine(i)
		lines.Append(&l)
		if lines.Len() == order.BatchRows || i == rows-1 {
			batches = append(batches, order.Batch{Lines: lines.Record()})
		}
	}
	return batches
}

func benchLoad(b *testing.B, db *warehouse.DB, batches []order.Batch, rows int) {
	b.Helper()
	load, err := transform.NewLoad(b.Context(), db, transform.FileInfo{SHA: "9f86", Name: "ExportOrderDetailList.csv"})
	if err != nil {
		b.Fatal(err)
	}
	report := transform.PartReport{Records: int64(rows)}
	for i := range rows {
		report.RecordsFen += int64(1580 * (1 + i%3))
	}
	for _, batch := range batches {
		if err := load.Add(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := load.Finish(b.Context(), []transform.PartReport{report}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkReadCSV is the peer: the engine's own reader on the same rows as UTF-8 text, into a file, checkpoint included.
func BenchmarkReadCSV(b *testing.B) {
	rows := benchRows(b)
	text := filepath.Join(b.TempDir(), "lines.csv")
	if err := writeLines(text, rows); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		connector, err := duckdb.NewConnector(filepath.Join(b.TempDir(), "peer.duckdb"), nil)
		if err != nil {
			b.Fatal(err)
		}
		db := sql.OpenDB(connector)
		for _, s := range []string{
			`SET threads = 2`, `SET preserve_insertion_order = false`,
			`CREATE TABLE line AS SELECT * FROM read_csv('` + text + `', all_varchar = false)`, `CHECKPOINT`,
		} {
			if _, err := db.ExecContext(b.Context(), s); err != nil {
				b.Fatal(err)
			}
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		_ = os.Remove(filepath.Join(filepath.Dir(text), "peer.duckdb"))
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func writeLines(path string, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	_, _ = fmt.Fprintln(w, "店铺,订单编号,子订单编号,外部系统编号,标题,商品属性,购买数量,价格,应付,实付,订单状态,退款状态,创建时间,付款时间,发货时间,物流单号,仓库,币种,省,备注")
	for i := range rows {
		l := benchLine(i)
		_, _ = fmt.Fprintf(w, "%s,%s,%s,%s,%s,%s,%d,%.2f,%.2f,%.2f,%s,%s,%s,%s,%s,SF%012d,%s,CNY,浙江,\n", l.Shop, l.OrderID, l.LineID, l.SKUCode, l.Title, l.Spec,
			l.Qty, float64(l.UnitPrice)/100, float64(l.LineAmount)/100, float64(l.LinePaid)/100, "交易成功", "没有申请退款",
			l.CreatedAt.Format(time.DateTime), l.PaidAt.Format(time.DateTime), l.ShippedAt.Format(time.DateTime), i, l.Warehouse)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiwei/ingest"
)

// taobaoItems writes n lines of the 2022 item file in GB18030.
func taobaoItems(tb testing.TB, n int) []byte {
	tb.Helper()
	var b bytes.Buffer
	b.WriteString("子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间\r\n")
	states := []string{"交易成功", "卖家已发货，等待买家确认", "买家已付款，等待卖家发货", "交易关闭"}
	for i := range n {
		qty := i%5 + 1
		fmt.Fprintf(&b, "\"=\"\"%d\"\"\",\"=\"\"%d\"\"\",\"知味观 蛋黄酥 %d枚装 中式糕点\",\"%d.80\",\"%d\",\"GD%04d\",\"口味:蛋黄;净含量:%dg\",\"\",\"\",\"%s\",\"SP%03d\",\"%d\",\"%d.%02d\",\"%d.%02d\",\"没有申请退款\",\"0.00\",\"2026-%02d-%02d %02d:%02d:%02d\",\"2026-%02d-%02d %02d:%02d:%02d\"\r\n",
			2731000000000000000+i, 2731000000000000000+i/2, i%9+1, i%90+10, qty, i%1000, i%500, states[i%4], i%300, 20260000000+i,
			qty*(i%90+10), qty*80%100, qty*(i%90+10), qty*80%100, i%8+1, i%28+1, i%24, i%60, i%60, i%8+1, i%28+1, i%24, i%60, (i+1)%60)
	}
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes(b.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// BenchmarkRead is the speed from the bytes of a GB18030 item file to Arrow records.
func BenchmarkRead(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			src := ingest.Source{Name: "ExportOrderDetailList202608111558.csv", Data: taobaoItems(b, n), Folder: "旗舰店"}
			b.SetBytes(int64(len(src.Data)))
			b.ReportAllocs()
			var most uint64
			for b.Loop() {
				lines := int64(0)
				for p, err := range ingest.Read(context.Background(), src, ingest.Options{}) {
					if err != nil {
						b.Fatal(err)
					}
					if p.Orders != nil {
						lines += p.Orders.Lines.NumRows()
						p.Orders.Release()
					}
				}
				if lines != int64(n) {
					b.Fatalf("got %d lines, want %d", lines, n)
				}
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapInuse)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(most)/1e6, "MB-heap")
		})
	}
}

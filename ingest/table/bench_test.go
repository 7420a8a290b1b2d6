package table_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"
	"time"

	"zhiwei/ingest/table"
)

// BenchmarkXLSX reads 100,001 × 20 beside excelize's row iterator with raw
// values and reports how many times faster it is.
func BenchmarkXLSX(b *testing.B) {
	data := generated(b, 100_000)
	b.ReportAllocs()
	var own, other time.Duration
	for b.Loop() {
		t0 := time.Now() //nolint:forbidigo // a stopwatch, not a date
		if c := readAll(b, "f", data, table.Options{}); c.rows != 100_001 || c.cells != 2_000_020 {
			b.Fatalf("%+v", c)
		}
		t1 := time.Now() //nolint:forbidigo // a stopwatch, not a date
		n := 0
		excelRows(b, data, func(int, []string) { n++ })
		own, other = own+t1.Sub(t0), other+time.Since(t1)
		if n != 100_001 {
			b.Fatal(n)
		}
	}
	b.ReportMetric(own.Seconds()/float64(b.N), "own-s")
	b.ReportMetric(other.Seconds()/float64(b.N), "excelize-s")
	b.ReportMetric(other.Seconds()/own.Seconds(), "ratio")
}

// BenchmarkCSV reads a GBK order export of 20 columns with one worker.
func BenchmarkCSV(b *testing.B) {
	for _, rows := range []int{10, 1_000, 100_000} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			var buf bytes.Buffer
			buf.WriteString("子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,应付,实付,退款状态,退款金额,创建,付款,发货,省,市\r\n")
			for i := range rows {
				fmt.Fprintf(&buf, "26082300000%08d,26082300000%08d,月饼礼盒五仁双黄%d,%d.50,%d,YB%03d,口味:五仁;规格:8枚,,,交易成功,YB%03d,%d.00,%d.00,没有申请退款,0,2026-08-20 10:%02d:00,2026-08-20 10:%02d:30,,浙江省,杭州市\r\n",
					i, i, i%40, i%200, i%5, i%40, i%40, i%300, i%300, i%60, i%60)
			}
			data := gb(b, buf.String())
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if c := readAll(b, "f", data, table.Options{}); c.rows != rows+1 || c.faulty != 0 {
					b.Fatalf("%+v", c)
				}
			}
		})
	}
}

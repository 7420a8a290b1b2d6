package table_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"zhiwei/ingest/table"
)

// benchRounds is how often the two readers of a benchmark take turns.
const benchRounds = 5

// BenchmarkXLSX reads a sheet of 100,001 × 20 beside excelize's row iterator
// with raw values: the same file in memory, every cell as a string, one
// goroutine each. Both read it once before, and their cells are compared. Then
// they take turns, ours before and after the peer in each round and the heap
// collected in between; "ratio" is the median over the rounds of the peer's
// time by ours, "least-ratio" the smallest. Two sheets: texts in the cells, and
// in the table of shared strings, as Excel saves them.
func BenchmarkXLSX(b *testing.B) {
	for _, sheet := range benchSheets(b) {
		data := sheet.data
		b.Run(sheet.name, func(b *testing.B) {
			compareReaders(b, data)
			var own, peer, ratios []float64
			for b.Loop() {
				for range benchRounds {
					before, other, after := timed(func() { ownCells(b, data) }), timed(func() { peerCells(b, data) }), timed(func() { ownCells(b, data) })
					mine := (before + after) / 2
					own, peer, ratios = append(own, mine), append(peer, other), append(ratios, other/mine)
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(own), "own-s")
			b.ReportMetric(median(peer), "excelize-s")
			b.ReportMetric(median(ratios), "ratio")
			b.ReportMetric(slices.Min(ratios), "least-ratio")
		})
	}
}

// benchSheet is a workbook of 100,001 × 20.
type benchSheet struct {
	name string
	data []byte
}

func benchSheets(b *testing.B) []benchSheet {
	b.Helper()
	return []benchSheet{{"inline", generated(b, 100_000)}, {"shared", generatedShared(b, 100_000)}}
}

// BenchmarkSheet reads the same sheets alone, for its memory.
func BenchmarkSheet(b *testing.B) {
	for _, sheet := range benchSheets(b) {
		data := sheet.data
		b.Run(sheet.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				ownCells(b, data)
			}
		})
	}
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

func timed(read func()) float64 {
	runtime.GC()
	started := time.Now() //nolint:forbidigo // a stopwatch, not a date
	read()
	return time.Since(started).Seconds()
}

func ownCells(b *testing.B, data []byte) {
	b.Helper()
	if c := readAll(b, "f", data, table.Options{}); c.rows != 100_001 || c.cells != 2_000_020 {
		b.Fatalf("%+v", c)
	}
}

func peerCells(b *testing.B, data []byte) {
	b.Helper()
	rows, cells := 0, 0
	excelRows(b, data, func(_ int, row []string) { rows, cells = rows+1, cells+len(row) })
	if rows != 100_001 || cells != 2_000_020 {
		b.Fatal(rows, cells)
	}
}

// compareReaders holds every cell of the two readers against each other; it also warms both up.
func compareReaders(b *testing.B, data []byte) {
	b.Helper()
	own, _, err := sheetCells(b, data, table.Options{})
	if err != nil {
		b.Fatal(err)
	}
	excelRows(b, data, func(row int, cells []string) {
		if !slices.Equal(own[row-1], cells) {
			b.Fatalf("row %d: %q, excelize %q", row, own[row-1], cells)
		}
	})
	peerCells(b, data)
	ownCells(b, data)
}

// generatedShared is the generated workbook as Excel saves it: each text once, in the table of shared strings.
func generatedShared(tb testing.TB, n int) []byte {
	tb.Helper()
	var sheet, shared strings.Builder
	seen := map[string]int{}
	sheet.WriteString(`<dimension ref="A1:T1"/><sheetData>`)
	for r := 1; r <= n+1; r++ {
		fmt.Fprintf(&sheet, `<row r="%d" spans="1:20">`, r)
		for c := range 20 {
			cell := generatedCell(r, c)
			text, ok := cell.(string)
			if !ok {
				fmt.Fprintf(&sheet, `<c r="%c%d"><v>%v</v></c>`, 'A'+c, r, cell)
				continue
			}
			at, known := seen[text]
			if !known {
				at = len(seen)
				seen[text] = at
				shared.WriteString("<si><t>" + text + "</t></si>")
			}
			fmt.Fprintf(&sheet, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+c, r, at)
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData>")
	w := newWorkbook(tb)
	w.must(w.SetCellStr("Sheet1", "A1", "x"))
	small := w.bytes()
	z, err := zip.NewReader(bytes.NewReader(small), int64(len(small)))
	w.must(err)
	parts := map[string]string{}
	for _, f := range z.File {
		parts[f.Name] = string(member(tb, f))
	}
	const head = xmlHead + `<%s xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</%[1]s>`
	parts["xl/worksheets/sheet1.xml"] = fmt.Sprintf(head, "worksheet", sheet.String())
	parts["xl/sharedStrings.xml"] = fmt.Sprintf(head, "sst", shared.String())
	return zipOf(tb, parts)
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

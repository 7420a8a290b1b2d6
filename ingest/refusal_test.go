package ingest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhiwei/ingest"
	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// zipped packs members in the order given.
func zipped(t *testing.T, members ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(m[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEveryRefusalSaysWhere plants one fault in a good file and compares the whole refusal.
func TestEveryRefusalSaysWhere(t *testing.T) {
	good := item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60")
	jd := func(id, paid string) string {
		return id + ",1,粽子,1,2026-06-01 08:00:00,40," + paid + ",完成,,2026-06-01 08:01:00\r\n"
	}
	sheets := map[string][][]any{
		"一月": {split(itemHeader), split(good)}, "二月": {split(itemHeader), split(item("2", "蛋黄酥", "1", "1", "交易成功", "1")), split(item("1.2E+18", "蛋黄酥", "1", "1", "交易成功", "1"))},
	}
	for name, c := range map[string]struct {
		file string
		data []byte
		opt  ingest.Options
		want ingest.Refusal
	}{
		"empty":                        {"a.csv", nil, lax, ingest.Refusal{Code: table.CodeEmptyFile, Value: "the file is empty"}},
		"blank lines alone":            {"a.csv", []byte("\r\n \r\n\t\r\n"), lax, ingest.Refusal{Code: table.CodeEmptyFile}},
		"needed column":                {"a.csv", []byte(strings.Replace(jdHeader, "付款确认时间", "确认", 1) + jd("1", "40")), lax, ingest.Refusal{Code: profile.MissingColumn, Line: 1, Column: "付款确认时间"}},
		"needed column below a title":  {"a.csv", []byte("京东订单\r\n\r\n" + strings.Replace(jdHeader, "应付金额", "应付", 1)), lax, ingest.Refusal{Code: profile.MissingColumn, Line: 3, Column: "应付金额"}},
		"damaged number":               {"a.csv", []byte(jdHeader + jd("1", "40") + jd("1.2E+18", "40")), lax, ingest.Refusal{Code: order.DamagedID, Line: 3, Column: "订单号", Value: "1.2E+18"}},
		"damaged number on a sheet":    {"a.xlsx", book(t, sheets, "一月", "二月"), lax, ingest.Refusal{Code: order.DamagedID, Sheet: "二月", Line: 3, Column: "子订单编号", Value: "1.2E+18"}},
		"damaged number in an archive": {"a.zip", zipped(t, [2]string{"x/六月.csv", itemHeader + good}, [2]string{"x/七月.csv", jdHeader + jd("6.9E+17", "1")}), lax, ingest.Refusal{Code: order.DamagedID, Sheet: "x/七月.csv", Line: 2, Column: "订单号", Value: "6.9E+17"}},
		"total below":                  {"a.csv", []byte(itemHeader + good + "合计,,,,2,,,,,,,,,25.61,,,,\r\n"), lax, ingest.Refusal{Code: ingest.TotalMismatch, Line: 3, Column: "买家实际支付金额", Value: "2561 ≠ 2560"}},
		"total of pieces":              {"a.csv", []byte(itemHeader + good + "合计,,,,3,,,,,,,,,25.60,,,,\r\n"), lax, ingest.Refusal{Code: ingest.TotalMismatch, Line: 3, Column: "购买数量", Value: "3 ≠ 2"}},
		"a cut file":                   {"a.csv", []byte(itemHeader + good + "合计,,,,4,,,,,,,,,51.20,,,,\r\n"), lax, ingest.Refusal{Code: ingest.TotalMismatch, Line: 3, Column: "购买数量", Value: "4 ≠ 2"}},
		"order view":                   {"a.csv", []byte(douyinHeader + "1,2,月饼,-,3,7,A01;B02,10.00,30.00,2026-08-01 10:00:00,-,已发货,-,-,-,-\r\n"), lax, ingest.Refusal{Code: order.OrderViewFile, Line: 2, Column: "商家编码"}},
		"one bad row of two":           {"a.csv", []byte(itemHeader + good + item("2", "蛋黄酥", "十二", "1", "交易成功", "1")), ingest.Options{MaxBad: 0.4}, ingest.Refusal{Code: ingest.TooManyBad, Line: 3, Column: "价格", Value: "1/2 bad-money 十二"}},
		"no shop":                      {"a.csv", []byte(itemHeader + good), ingest.Options{Shop: "-"}, ingest.Refusal{Code: profile.MissingShop, Line: 1}},
	} {
		s := src(name+" "+c.file, c.data)
		if c.opt.Shop == "-" {
			c.opt.Shop, s.Folder = "", ""
		}
		got := refused(t, s, c.opt)
		c.want.File = s.Name
		if d := cmp.Diff(c.want, *got, cmpopts.IgnoreFields(ingest.Refusal{}, "Cause")); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		text := got.Error()
		for _, part := range []string{s.Name, string(got.Code), got.Sheet, got.Column, got.Value} {
			if !strings.Contains(text, part) {
				t.Errorf("%s: %q does not say %q", name, text, part)
			}
		}
		if got.Line > 0 && !strings.Contains(text, fmt.Sprintf("line %d", got.Line)) {
			t.Errorf("%s: %q does not say line %d", name, text, got.Line)
		}
	}
}

// TestUnknownFilesAreExplained: the nearest formats come first, the template holds the columns without the personal ones.
func TestUnknownFilesAreExplained(t *testing.T) {
	for name, c := range map[string]struct {
		data    string
		sheet   string
		line    int
		nearest string
		named   []string
		hidden  []string
	}{
		"a renamed Douyin export":     {"主单号,子订单编号,选购商品,订单应付金额,收件人\r\n1,2,3,4,5\r\n", "", 1, "douyin-order", []string{"主单号", "选购商品"}, []string{"收件人"}},
		"a JD export below two lines": {"导出,\r\n2026年8月,\r\n订单号,商品编号,订购数量,京东价,应付金额,客户姓名\r\n1,2,3,4,5,6\r\n", "", 3, "jd-order", []string{"订购数量", "京东价"}, []string{"客户姓名"}},
		"a list of nothing known":     {"甲,乙,丙\r\n1,2,3\r\n", "", 1, "", []string{"甲", "乙", "丙"}, nil},
	} {
		r := refused(t, src(name+".csv", []byte(c.data)), lax)
		if r.Code != ingest.UnknownHeader || r.Line != c.line || r.Sheet != c.sheet {
			t.Errorf("%s: %+v", name, r)
		}
		if c.nearest == "" != (len(r.Nearest) == 0) || c.nearest != "" && r.Nearest[0] != c.nearest {
			t.Errorf("%s: nearest %v, want %s first", name, r.Nearest, c.nearest)
		}
		for _, n := range c.named {
			if !strings.Contains(r.Template, `"`+n+`"`) {
				t.Errorf("%s: the template does not name %s", name, n)
			}
		}
		for _, n := range c.hidden {
			if strings.Contains(r.Template, n) {
				t.Errorf("%s: the template names %s", name, n)
			}
		}
		if _, err := profile.Load("x", []byte(r.Template)); err != nil {
			t.Errorf("%s: the template does not load: %v", name, err)
		}
	}
}

// TestNothingComesBeforeARefusal: of a file whose header is unknown or lacks a column no batch is handed out, and no memory is kept.
func TestNothingComesBeforeARefusal(t *testing.T) {
	for name, data := range map[string][]byte{
		"unknown": []byte("甲,乙\r\n1,2\r\n"), "column": []byte(strings.Replace(jdHeader, "应付金额", "应付", 1)),
		"one sheet of two": book(t, map[string][][]any{
			"好": {split(itemHeader), split(item("1", "a", "1", "1", "交易成功", "1"))}, "坏": {split(strings.Replace(jdHeader, "应付金额", "应付", 1))},
		}, "好", "坏"),
	} {
		parts := 0
		for p, err := range ingest.Read(context.Background(), src(name, data), lax) {
			if err == nil {
				parts++
				if p.Orders != nil {
					p.Orders.Release()
				}
			}
		}
		if parts != 0 {
			t.Errorf("%s: %d parts came before the refusal", name, parts)
		}
	}
}

// drawFile draws an item file with faults, blank lines and repeated rows in it.
func drawFile(t *rapid.T) []byte {
	var b strings.Builder
	b.WriteString(itemHeader)
	for i := range rapid.IntRange(0, 400).Draw(t, "rows") {
		switch rapid.IntRange(0, 20).Draw(t, "kind") {
		case 0:
			b.WriteString(item(strconv.Itoa(i), "蛋黄酥", "不知道", "1", "交易成功", "1"))
		case 1:
			b.WriteString("\r\n")
		case 2:
			b.WriteString(item(strconv.Itoa(i), "蛋黄酥", "1", "1", "飞走了", "1"))
		case 3:
			b.WriteString(strings.Replace(item(strconv.Itoa(i), "蛋黄酥", "1", "1", "交易成功", "1"), "蛋黄酥", "\"蛋\r\n黄,酥\"", 1))
		case 4:
			b.WriteString(strings.TrimSuffix(item(strconv.Itoa(i), "a", "1", "1", "交易成功", "1"), "\r\n") + ",多\r\n")
		case 5:
			b.WriteString(item(strconv.Itoa(i), "补差价专用", "1", "9", "交易成功", "9.005"))
		default:
			b.WriteString(item(strconv.Itoa(i/2), "绿豆糕", strconv.Itoa(i%7), "2", "交易成功", strconv.Itoa(i%5)))
		}
	}
	return []byte(b.String())
}

// TestAnyWorkersAnyBlocks reads a file with one worker in one block, and again with others: nothing may differ.
func TestAnyWorkersAnyBlocks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		data := drawFile(rt)
		one := lax
		one.Workers = 1
		want := must(t, src("a.csv", data), one)
		many := lax
		many.Workers = rapid.IntRange(2, 6).Draw(rt, "workers")
		many.Table.BlockSize = rapid.IntRange(64, 20_000).Draw(rt, "block")
		got := must(t, src("a.csv", data), many)
		if d := cmp.Diff(want.lines, got.lines); d != "" {
			rt.Fatalf("lines: %s", d)
		}
		if d := cmp.Diff(want.problems, got.problems); d != "" {
			rt.Fatalf("problems: %s", d)
		}
		if d := cmp.Diff(want.report, got.report); d != "" {
			rt.Fatalf("report: %s", d)
		}
		if g := got.report.Grids[0]; g.Records != g.Accepted+g.Skipped+g.Quarantined || g.RecordsFen != g.AcceptedFen+g.SkippedFen+g.QuarantinedFen {
			rt.Fatalf("records do not balance: %+v", g)
		}
	})
}

// TestTheFirstFaultIsNamedWhateverTheWorkers: of several damaged numbers the one in the first line refuses the file.
func TestTheFirstFaultIsNamedWhateverTheWorkers(t *testing.T) {
	lines := strings.SplitAfter(string(manyItems(3000, 0)), "\r\n")
	for _, at := range []int{100, 1500, 2900} {
		lines[at] = item("1.2E+18", "蛋黄酥", "1", "1", "交易成功", "1")
	}
	data := []byte(strings.Join(lines, ""))
	for _, workers := range []int{1, 2, 5} {
		for _, block := range []int{0, 4 << 10, 64 << 10} {
			opt := ingest.Options{Workers: workers}
			opt.Table.BlockSize = block
			if r := refused(t, src("a.csv", data), opt); r.Code != order.DamagedID || r.Line != 101 {
				t.Errorf("%d workers, blocks of %d: %+v, want line 101", workers, block, r)
			}
		}
	}
}

// TestStoppingAnywhereGivesMemoryBack ends the reading after each number of parts, by the receiver and by the context.
func TestStoppingAnywhereGivesMemoryBack(t *testing.T) {
	data := manyItems(3000, 500)
	for stop := range 12 {
		for _, byContext := range []bool{false, true} {
			alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
			ctx, cancel := context.WithCancel(context.Background())
			opt := ingest.Options{Alloc: alloc, Workers: 3, MaxBad: 1}
			opt.Table.BlockSize = 32 << 10
			n, last := 0, error(nil)
			for p, err := range ingest.Read(ctx, src("a.csv", data), opt) {
				if last = err; err != nil {
					break
				}
				if p.Orders != nil {
					p.Orders.Release()
				}
				if n++; n > stop {
					if !byContext {
						break
					}
					cancel()
				}
			}
			cancel()
			if last != nil && !errors.Is(last, context.Canceled) {
				t.Errorf("stopped after %d: %v", stop, last)
			}
			alloc.AssertSize(t, 0)
		}
	}
}

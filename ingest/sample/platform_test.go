package sample_test

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"zhiwei/ingest/sample"
)

// raw is a file's cells as they stand in it: separated and unquoted, with blanks, TABs and wrappers.
func raw(t *testing.T, kind string) map[string][][]string {
	t.Helper()
	if made := rawMade[kind]; made != nil {
		return made
	}
	out := map[string][][]string{}
	for _, f := range filesOf(t, small()) {
		if string(f.Kind) == kind {
			out[f.Name] = separated(t, f)
		}
	}
	if len(out) == 0 {
		t.Fatalf("no file of %s", kind)
	}
	rawMade[kind] = out
	return out
}

// rawMade keeps what raw has read; the tests that read it change nothing.
var rawMade = map[string]map[string][][]string{}

// orderKinds are the formats of the platforms.
var orderKinds = []string{
	"taobao_order_2022", "taobao_item_2022", "jd_order_2018", "pinduoduo_order_2026", "douyin_order_2026", "youzan_order_2026", "youzan_item_2018",
}

// TestHeadersAreTheTemplates: the first row of each export is the format's header, blanks behind names included.
func TestHeadersAreTheTemplates(t *testing.T) {
	blanks := 0
	for _, kind := range orderKinds {
		want := sample.Header(kind)
		for name, rows := range raw(t, kind) {
			if !slices.Equal(rows[0], want) {
				t.Errorf("%s: %q", name, rows[0])
			}
		}
		for _, h := range want {
			if strings.TrimSpace(h) != h {
				blanks++
			}
		}
	}
	t.Logf("%d names with blanks", blanks)
}

// TestBytesOfEachFormat: byte-order marks, encodings, line ends and quotes of each platform.
func TestBytesOfEachFormat(t *testing.T) {
	for _, f := range filesOf(t, small()) {
		bom, utf := bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf")), utf8.Valid(f.Data)
		crlf := bytes.Count(f.Data, []byte("\r\n")) == bytes.Count(f.Data, []byte("\n")) && bytes.HasSuffix(f.Data, []byte("\r\n"))
		switch string(f.Kind) {
		case "taobao_order_2022", "taobao_item_2022", "jd_order_2018":
			if utf || bom || !crlf {
				t.Errorf("%s: UTF-8 %v, mark %v, CRLF %v", f.Name, utf, bom, crlf)
			}
		case "pinduoduo_order_2026", "youzan_order_2026", "youzan_item_2018":
			if !utf || bom || !crlf {
				t.Errorf("%s: UTF-8 %v, mark %v, CRLF %v", f.Name, utf, bom, crlf)
			}
		case "douyin_order_2026":
			if !utf || !bom || !crlf {
				t.Errorf("%s: UTF-8 %v, mark %v, CRLF %v", f.Name, utf, bom, crlf)
			}
		case "wholesale", "products", "purchase_orders", "promotions":
			if !bytes.HasPrefix(f.Data, []byte("PK\x03\x04")) || !strings.HasSuffix(f.Name, ".xlsx") {
				t.Errorf("%s is no workbook", f.Name)
			}
		case "mapping":
			if !utf || f.Name != "wholesale.yaml" {
				t.Errorf("mapping %s, UTF-8 %v", f.Name, utf)
			}
		default: // a table of the department
			if !bom || !crlf || !strings.HasPrefix(f.Name, "部门表/") {
				t.Errorf("%s: mark %v, CRLF %v", f.Name, bom, crlf)
			}
		}
	}
}

// TestNamesOfTheFiles are those that the platforms give, with the day of the export in them.
func TestNamesOfTheFiles(t *testing.T) {
	patterns := map[string]string{
		"taobao_order_2022":    `^(天猫旗舰店|淘宝心意店)/ExportOrderList\d{12}\.csv$`,
		"taobao_item_2022":     `^(天猫旗舰店|淘宝心意店)/ExportOrderDetailList\d{12}\.csv$`,
		"jd_order_2018":        `^京东旗舰店/京东订单_\d{14}\.csv$`,
		"pinduoduo_order_2026": `^拼多多官方店/[0-9a-f]{32}orders_export\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.csv$`,
		"douyin_order_2026":    `^抖音食品店/抖店订单_\d{14}\.csv$`,
		"youzan_order_2026":    `^有赞微商城/订单_\d{14}(_副本)?\.csv$`,
		"youzan_item_2018":     `^有赞微商城/商品明细_\d{14}(_副本)?\.csv$`,
		"wholesale":            `^批发客户/批发登记_20260824083000\.xlsx$`,
	}
	for kind, pattern := range patterns {
		re, n := regexp.MustCompile(pattern), 0
		for _, f := range filesOf(t, small()) {
			if string(f.Kind) != kind {
				continue
			}
			n++
			if !re.MatchString(f.Name) {
				t.Errorf("%s is called %s", kind, f.Name)
			}
			if shop, _, _ := strings.Cut(f.Name, "/"); shop != f.Shop {
				t.Errorf("%s lies in the folder of another shop than %s", f.Name, f.Shop)
			}
		}
		if want := map[bool]int{true: 1, false: 4}[kind == "wholesale"]; n < want {
			t.Errorf("%d files of %s", n, kind)
		}
	}
}

// cellRule is what every filled cell of a column looks like in the file.
type cellRule struct{ kind, column, pattern string }

// TestCellsAreWrittenAsThePlatformWritesThem: identifiers behind ="…" or a TAB, money with two decimals, times, and
// masked personal data. Planted faults are left out by their order number.
func TestCellsAreWrittenAsThePlatformWritesThem(t *testing.T) {
	const (
		money = `^\d+\.\d\d$`
		clock = `^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$`
		phone = `\*\*\*\*\d{4}`
	)
	for _, rule := range []cellRule{
		{"taobao_order_2022", "订单编号", `^="\d{19}"$`},
		{"taobao_order_2022", "主订单编号", `^="\d{19}"$`},
		{"taobao_order_2022", "总金额", money},
		{"taobao_order_2022", "买家实际支付金额", money},
		{"taobao_order_2022", "退款金额", `^(无退款申请|\d+\.\d\d)$`},
		{"taobao_order_2022", "联系电话", `^null$`},
		{"taobao_order_2022", "联系手机", `^'138` + phone + `$`},
		{"taobao_order_2022", "收货人姓名", `^.\*{1,2}$`},
		{"taobao_order_2022", "收货地址", `\*\*区 \*\*\*`},
		{"taobao_order_2022", "订单创建时间", clock},
		{"taobao_order_2022", "订单付款时间", clock},
		{"taobao_order_2022", "宝贝标题", "\t$"},
		{"taobao_order_2022", "物流单号", "^No:YT\\d+\t$"},
		{"taobao_order_2022", "发货时间", `^(null|\d{4}-.*)$`},
		{"taobao_item_2022", "子订单编号", `^="\d{19}"$`},
		{"taobao_item_2022", "退款状态", `^(无退款申请|退款成功)$`},
		{"taobao_item_2022", "退款金额", `^(无退款申请|\d+\.\d\d)$`},
		{"taobao_item_2022", "购买数量", `^\d+$`},
		{"jd_order_2018", "订单号", `^\d{12}$`},
		{"jd_order_2018", "应付金额", money},
		{"jd_order_2018", "付款确认时间", clock},
		{"jd_order_2018", "联系电话", `^1\*{6}\d{4}$`},
		{"jd_order_2018", "客户姓名", `^.\*{1,2}$`},
		{"jd_order_2018", "客户地址", `\*\*\*$`},
		{"jd_order_2018", "货号", `^JD-[A-Z]{2}\d{4}(-\d)?$`},
		{"pinduoduo_order_2026", "订单号", "^\\d{6}-\\d{15}\t$"},
		{"pinduoduo_order_2026", "商品总价(元)", "^\\d+\\.\\d\\d\t$"},
		{"pinduoduo_order_2026", "商家备注", "^\t$"},
		{"pinduoduo_order_2026", "商家编码-规格维度", "^P-[A-Z]{2}\\d{4}(-\\d)?\t$"},
		{"pinduoduo_order_2026", "订单成交时间", "^(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)?\t$"},
		{"douyin_order_2026", "主订单编号", "^\t6917\\d{15}$"},
		{"douyin_order_2026", "子订单编号", "^\t6917\\d{15}$"},
		{"douyin_order_2026", "商品ID", "^\t\\d+$"},
		{"douyin_order_2026", "支付完成时间", "^(-|\t\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)$"},
		{"douyin_order_2026", "达人ID", `^-$`},
		{"douyin_order_2026", "收件人", `^##.\*{1,2}##$`},
		{"douyin_order_2026", "收件人手机号", `^\$\$138` + phone + `\$\$$`},
		{"douyin_order_2026", "详细地址", `^##(\*\*\*|不详)##$`},
		{"youzan_order_2026", "订单号", `^E\d{8}0930\d{12}$`},
		{"youzan_order_2026", "订单实付金额", money},
		{"youzan_order_2026", "推广方式", `^——$`},
		{"youzan_order_2026", "同城送达时间/提货时间", `^(——|\d{4}-\d\d-\d\d 11:00 - \d{4}-\d\d-\d\d 12:00)$`},
		{"youzan_order_2026", "收货人/提货人", `^.\*{1,2}$`},
		{"youzan_order_2026", "收货人手机号/提货人手机号", `^138` + phone + `$`},
		{"youzan_item_2018", "商品实际成交金额", money},
		{"youzan_item_2018", "规格编码", `^[A-Z]{2}\d{4}$`},
		{"youzan_item_2018", "收货人手机号/提货人手机号", `^138` + phone + `$`},
	} {
		t.Run(rule.kind+"/"+rule.column, func(t *testing.T) {
			checkCells(t, rule)
		})
	}
}

func checkCells(t *testing.T, rule cellRule) {
	t.Helper()
	planted := map[string]bool{}
	for _, p := range truthOf(small()).Planted {
		planted[p.OrderID] = p.Kind != "malicious"
	}
	re, seen := regexp.MustCompile(rule.pattern), 0
	for name, rows := range raw(t, rule.kind) {
		col := slices.Index(rows[0], rule.column)
		if col < 0 {
			t.Fatalf("%s has no column %s", name, rule.column)
		}
		for n, row := range rows[1:] {
			if col >= len(row) || row[col] == "" || slices.ContainsFunc(row[:2], func(c string) bool { return planted[strings.Trim(c, "=\"\t")] }) {
				continue
			}
			if slices.ContainsFunc(row, func(c string) bool { return planted[strings.Trim(c, "=\"\t")] }) {
				continue
			}
			seen++
			if !re.MatchString(row[col]) {
				t.Fatalf("%s row %d holds %q", name, n+2, row[col])
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d filled cells", seen)
	}
}

// TestYouzanRowsStopEarly: empty cells at the end of a row are left out, those inside are dashes.
func TestYouzanRowsStopEarly(t *testing.T) {
	for _, kind := range []string{"youzan_order_2026", "youzan_item_2018"} {
		widths := map[int]int{}
		for name, rows := range raw(t, kind) {
			for n, row := range rows[1:] {
				widths[len(row)]++
				if last := row[len(row)-1]; last == "——" || last == "" {
					t.Fatalf("%s row %d ends in %q", name, n+2, last)
				}
			}
		}
		if len(widths) < 2 {
			t.Errorf("%s: rows of the widths %v", kind, widths)
		}
	}
}

// TestFullRowsElsewhere: every other platform writes as many cells as its header has, but for the planted long rows.
func TestFullRowsElsewhere(t *testing.T) {
	for _, kind := range orderKinds[:5] {
		for name, rows := range raw(t, kind) {
			long := 0
			for n, row := range rows[1:] {
				switch {
				case len(row) == len(rows[0])+1 && row[len(row)-1] == "多出一格":
					long++
				case len(row) != len(rows[0]):
					t.Fatalf("%s row %d has %d cells of %d", name, n+2, len(row), len(rows[0]))
				}
			}
			if long > 1 {
				t.Errorf("%s has %d long rows", name, long)
			}
		}
	}
}

// TestJDRemarksBreakLines: a quoted remark runs over two physical lines, and the rows are still whole.
func TestJDRemarksBreakLines(t *testing.T) {
	broken := 0
	for _, rows := range raw(t, "jd_order_2018") {
		col := slices.Index(rows[0], "订单备注")
		for _, row := range rows[1:] {
			if strings.Contains(row[col], "\n") {
				broken++
			}
		}
	}
	if broken < 10 {
		t.Errorf("%d remarks with a line break", broken)
	}
}

// TestJDMoneyIsTheOrders: the order's money stands on each of its rows, and split parents name two children.
func TestJDMoneyIsTheOrders(t *testing.T) {
	splits := 0
	for _, s := range every(t, small(), "jd_order_2018") {
		money := map[string]string{}
		for _, row := range s.rows {
			id := s.cell(row, "订单号")
			if remark := s.cell(row, "商家备注"); strings.HasPrefix(remark, "订单拆分为") {
				splits++
				if len(strings.Fields(remark)) != 3 || s.cell(row, "订单状态") != "(删除)等待出库" {
					t.Errorf("split parent %s: %q, %s", id, remark, s.cell(row, "订单状态"))
				}
				continue
			}
			if before, twice := money[id]; twice && before != s.cell(row, "应付金额") {
				t.Fatalf("order %s has %s and %s", id, before, s.cell(row, "应付金额"))
			}
			money[id] = s.cell(row, "应付金额")
		}
	}
	if want := 6 * len(raw(t, "jd_order_2018")); splits != want {
		t.Errorf("%d split parents, want %d", splits, want)
	}
}

// TestStatesFollowTheClock: no export shows what happens after its own moment.
func TestStatesFollowTheClock(t *testing.T) {
	stamp := regexp.MustCompile(`(\d{4})-?(\d\d)-?(\d\d)`)
	cell := regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d`)
	for _, kind := range orderKinds {
		for name, rows := range raw(t, kind) {
			base := name[strings.LastIndex(name, "/")+1:]
			if i := strings.Index(base, "orders_export"); i >= 0 {
				base = base[i:]
			}
			m := stamp.FindStringSubmatch(base)
			at := m[1] + "-" + m[2] + "-" + m[3] + " 08:30:00"
			for n, row := range rows[1:] {
				for i, c := range row {
					if i < len(rows[0]) && rows[0][i] == "同城送达时间/提货时间" || strings.Contains(c, "25:61") {
						continue
					}
					if got := cell.FindString(c); got > at {
						t.Fatalf("%s row %d, %s: %s is after the export at %s", name, n+2, rows[0][min(i, len(rows[0])-1)], got, at)
					}
				}
			}
		}
	}
}

// TestSheetKeptByHand: a title above the header, dates as dates, money of each line its price times its pieces, and a
// total at the end.
func TestSheetKeptByHand(t *testing.T) {
	s := one(t, small(), "wholesale")
	pieces, sum := int64(0), int64(0)
	for i, row := range s.rows {
		if s.cell(row, "单号") == "合计" {
			total, ok := fen(s.cell(row, "金额(元)"))
			if i != len(s.rows)-1 || !ok || total != sum || atoi(t, s.cell(row, "数量")) != pieces {
				t.Errorf("row %d: total of %s pieces and %s, the rows have %d and %d fen", i, s.cell(row, "数量"), s.cell(row, "金额(元)"), pieces, sum)
			}
			continue
		}
		if _, err := time.Parse(time.DateOnly, s.cell(row, "下单日期")); err != nil {
			t.Fatalf("row %d: %v", i, err)
		}
		amount, ok := fen(s.cell(row, "金额(元)"))
		price, err := strconv.ParseFloat(s.cell(row, "单价(元)"), 64)
		qty := atoi(t, s.cell(row, "数量"))
		if !ok || err != nil || int64(price*float64(qty)*100+0.5) != amount {
			t.Fatalf("row %d: %d × %v is not %s", i, qty, price, s.cell(row, "金额(元)"))
		}
		pieces, sum = pieces+qty, sum+amount
	}
	if got := s.rows[len(s.rows)-1]; s.cell(got, "单号") != "合计" {
		t.Errorf("the last row is %q", got)
	}
}

package ingest_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiwei/ingest"
	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

const itemHeader = "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间\r\n"

// item is a row of the Taobao item file with what differs filled in.
func item(line, title, price, qty, status, paid string) string {
	return fmt.Sprintf("%s,%s,%s,%s,%s,GD1001,,,,%s,,,%s,%s,没有申请退款,无退款申请,2026-08-01 10:00:00,2026-08-01 10:01:00\r\n",
		line, "M"+strings.Trim(line, "=\"'`@"), title, price, qty, status, paid, paid)
}

func gbk(tb testing.TB, s string) []byte {
	tb.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func src(name string, data []byte) ingest.Source {
	return ingest.Source{Name: name, Data: data, Folder: "旗舰店"}
}

// lax lets small files with one bad row through.
var lax = ingest.Options{MaxBad: 1}

// refused reads a file that must be refused and returns why.
func refused(t *testing.T, s ingest.Source, opt ingest.Options) *ingest.Refusal {
	t.Helper()
	_, err := read(t, s, opt)
	var r *ingest.Refusal
	if !errors.As(err, &r) {
		t.Fatalf("%s: got %v, want a refusal", s.Name, err)
	}
	if r.File != s.Name || r.Error() == "" {
		t.Errorf("refusal without a file: %+v", r)
	}
	return r
}

func TestTrap01GBK(t *testing.T) {
	got := must(t, src("a.csv", gbk(t, itemHeader+item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60"))), lax)
	if g := got.report.Grids[0]; g.Encoding != "GB18030" || got.lines[0]["title"] != "蛋黄酥" {
		t.Errorf("got %s, %s", g.Encoding, got.lines[0]["title"])
	}
}

func TestTrap02BOM(t *testing.T) {
	got := must(t, src("a.csv", []byte("\ufeff"+itemHeader+item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60"))), lax)
	if got.lines[0]["line_id"] != "1" {
		t.Errorf("first column got %q", got.lines[0]["line_id"])
	}
}

func TestTrap03Names(t *testing.T) {
	head := strings.Replace(itemHeader, "订单付款时间", "\u200b订单付款时间 ", 1)
	got := must(t, src("a.csv", []byte(head+item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60"))), lax)
	if got.lines[0]["paid_at"] != "2026-08-01 10:01:00Z" || len(got.report.Grids[0].Warnings) > 0 {
		t.Errorf("got %s, %v", got.lines[0]["paid_at"], got.report.Grids[0].Warnings)
	}
}

const pddHeader = "订单成交时间,商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),多多支付立减金额(元),用户实付金额(元),商家实收金额(元),商品数量(件),发货时间,确认收货时间,商品id,商品规格,样式ID,商家编码-规格维度,商家编码-商品维度,商家备注,售后状态,快递单号,快递公司\r\n"

func pdd(id, status, paid, at string) string {
	return fmt.Sprintf("\"%s\t\",绿豆糕,%s,%s,%s,0,0,0,0,\"%s\t\",%s,\"1\t\",\t,,7001,8枚,8001,LD8,,,无售后或售后取消,,\r\n", at, id, status, paid, paid, paid)
}

func TestTrap04Tabs(t *testing.T) {
	got := must(t, src("a.csv", []byte(pddHeader+pdd("260531-000000000000001", "已收货", "168.99", "2026-05-31 09:00:00"))), lax)
	l := got.lines[0]
	if l["qty"] != "1" || l["line_paid"] != "16899" || l["shipped_at"] != "(null)" || l["paid_at"] != "2026-05-31 09:00:00Z" {
		t.Errorf("got %v", l)
	}
	if h := got.heads[0]; h["order_paid"] != "16899" || h["has_tracking"] != "true" {
		t.Errorf("head got %v", h)
	}
}

func TestTrap05Wrappers(t *testing.T) {
	for cell, want := range map[string]string{
		`"=""1000000000000000001"""`: "1000000000000000001", `="1000000000000000001"`: "1000000000000000001", "'12345": "12345", "`110": "110", "@SF100": "SF100",
	} {
		got := must(t, src("a.csv", []byte(itemHeader+item(cell, "蛋黄酥", "1", "1", "交易成功", "1"))), lax)
		if id := got.lines[0]["line_id"]; id != want {
			t.Errorf("%s got %q, want %q", cell, id, want)
		}
	}
}

func TestTrap06DamagedNumbers(t *testing.T) {
	for _, id := range []string{"3.01234E+17", "1.2E+18", "6.91793E+18", "1.2e18"} {
		r := refused(t, src("a.csv", []byte(itemHeader+item("1", "蛋黄酥", "1", "1", "交易成功", "1")+item(id, "蛋黄酥", "1", "1", "交易成功", "1"))), lax)
		if r.Code != order.DamagedID || r.Line != 3 || r.Column != "子订单编号" || r.Value != id {
			t.Errorf("%s got %+v", id, r)
		}
	}
}

func TestTrap07DuplicateNames(t *testing.T) {
	head := strings.TrimSuffix(itemHeader, "\r\n") + ",标题\r\n"
	row := strings.TrimSuffix(item("1", "第一个", "1", "1", "交易成功", "1"), "\r\n") + ",第二个\r\n"
	if got := must(t, src("a.csv", []byte(head+row)), lax); got.lines[0]["title"] != "第一个" {
		t.Errorf("got %q, want the first occurrence", got.lines[0]["title"])
	}
}

// book writes a workbook with one sheet per name.
func book(t *testing.T, sheets map[string][][]any, names ...string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, name := range names {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[name] {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", r+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func split(line string) []any {
	var out []any
	for c := range strings.SplitSeq(strings.TrimSuffix(line, "\r\n"), ",") {
		out = append(out, c)
	}
	return out
}

func TestTrap08DimensionIsIgnored(t *testing.T) {
	rows := [][]any{split(itemHeader)}
	for i := range 50 {
		rows = append(rows, split(item(strconv.Itoa(i+1), "蛋黄酥", "1", "1", "交易成功", "1")))
	}
	data := redim(t, book(t, map[string][][]any{"export": rows}, "export"))
	if got := must(t, src("a.xlsx", data), lax); len(got.lines) != 50 || got.lines[0]["sheet"] != "export" {
		t.Errorf("got %d lines", len(got.lines))
	}
}

// redim rewrites every sheet's dimension to A1.
func redim(t *testing.T, data []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, _ := f.Open()
		var b bytes.Buffer
		b.ReadFrom(r)
		text := b.String()
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			if at := strings.Index(text, "<sheetData"); at > 0 {
				text = text[:at] + text[at:]
				text = strings.Replace(text, "<sheetData", `<dimension ref="A1"/><sheetData`, 1)
			}
		}
		m, _ := w.Create(f.Name)
		m.Write([]byte(text))
	}
	w.Close()
	return out.Bytes()
}

func TestTrap09MergedOrderCells(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	rows := [][]any{
		{"订单号", "商品ID", "商品名称", "订购数量", "下单时间", "京东价", "应付金额", "订单状态", "付款确认时间"},
		{"355001", "1", "粽子", "1", "2026-06-01 08:00:00", "40.00", "99.00", "完成", "2026-06-01 08:01:00"},
		{"", "2", "绿豆糕", "1", "2026-06-01 08:00:00", "59.00", "", "完成", "2026-06-01 08:01:00"},
	}
	for i, row := range rows {
		f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row)
	}
	f.MergeCell("Sheet1", "A2", "A3")
	f.MergeCell("Sheet1", "G2", "G3")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got := must(t, src("jd.xlsx", b.Bytes()), lax)
	if len(got.lines) != 2 || got.lines[1]["order_id"] != "355001" || len(got.heads) != 1 || got.heads[0]["order_paid"] != "9900" {
		t.Errorf("got %d lines, heads %v", len(got.lines), got.heads)
	}
}

func TestTrap10HeaderBelow(t *testing.T) {
	data := "千牛导出,,\r\n# 说明\r\n\r\n" + itemHeader + item("1", "蛋黄酥", "1", "1", "交易成功", "1")
	got := must(t, src("a.csv", []byte(data)), lax)
	if len(got.lines) != 1 || got.lines[0]["src_line"] != "5" || got.report.Grids[0].Records != 1 {
		t.Errorf("got %v", got.lines)
	}
}

func TestTrap11TotalRow(t *testing.T) {
	body := itemHeader + item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60") + item("2", "蛋黄酥", "1.00", "1", "交易成功", "1.00")
	total := func(sum string) string { return "总计,,,,3,,,,,,,,," + sum + ",,,,\r\n" }
	got := must(t, src("a.csv", []byte(body+total("26.60"))), lax)
	if g := got.report.Grids[0]; !g.TotalRow || g.Skipped != 1 || g.Accepted != 2 || g.Records != 3 || g.AcceptedFen != 2660 || g.SkippedBy[0].Code != "total-row" {
		t.Errorf("got %+v", g)
	}
	if r := refused(t, src("a.csv", []byte(body+total("26.50"))), lax); r.Code != ingest.TotalMismatch || r.Line != 4 || r.Column != "买家实际支付金额" {
		t.Errorf("got %+v", r)
	}
}

func TestTrap12WrongExtension(t *testing.T) {
	data := book(t, map[string][][]any{"s": {split(itemHeader), split(item("1", "蛋黄酥", "1", "1", "交易成功", "1"))}}, "s")
	if got := must(t, src("快麦导出.csv", data), lax); got.report.Grids[0].Kind != table.XLSX {
		t.Errorf("kind got %s", got.report.Grids[0].Kind)
	}
	for name, data := range map[string][]byte{
		"old.xls": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "page.xls": []byte("<html><table></table></html>"), "empty.csv": nil,
	} {
		r := refused(t, src(name, data), lax)
		var cause *table.RefusedError
		if !errors.As(r, &cause) || string(r.Code) != cause.Code {
			t.Errorf("%s: got %+v, want the table's own refusal inside", name, r)
		}
	}
}

func TestTrap13ManySheetsAndMembers(t *testing.T) {
	one := [][]any{split(itemHeader), split(item("1", "蛋黄酥", "1", "1", "交易成功", "1"))}
	two := [][]any{split(itemHeader), split(item("2", "蛋黄酥", "1", "1", "交易成功", "1"))}
	data := book(t, map[string][][]any{"一": one, "二": two, "说明": {{"给同事的话"}}}, "一", "二", "说明")
	got := must(t, src("a.xlsx", data), lax)
	if len(got.lines) != 2 || len(got.report.Grids) != 3 || !got.report.Grids[2].LeftOut {
		t.Errorf("got %d lines, %+v", len(got.lines), got.report.Grids)
	}
	if got.lines[0]["exported_at"] != "2026-08-01 10:01:00Z" {
		t.Errorf("exported at %s, want the newest event", got.lines[0]["exported_at"])
	}
}

const jdHeader = "订单号,商品ID,商品名称,订购数量,下单时间,京东价,应付金额,订单状态,商家备注,付款确认时间\r\n"

func TestTrap14OrderMoneyOnEachRow(t *testing.T) {
	data := jdHeader + "355001,1,粽子,1,2026-06-01 08:00:00,40,99.00,完成,,2026-06-01 08:01:00\r\n" +
		"355001,2,糕,1,2026-06-01 08:00:00,59,99.00,完成,,2026-06-01 08:01:00\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	if len(got.heads) != 1 || got.heads[0]["order_paid"] != "9900" || len(got.lines) != 2 {
		t.Fatalf("got %v", got.heads)
	}
	if got.lines[0]["line_id"] != "355001#1" || got.lines[1]["line_id"] != "355001#2" || got.lines[1]["has_line_paid"] != "false" || got.lines[1]["line_amount"] != "5900" {
		t.Errorf("got %v", got.lines)
	}
}

func TestTrap15BlankOrderNumberIsNeverGuessed(t *testing.T) {
	data := jdHeader + "355001,1,粽子,1,2026-06-01 08:00:00,40,40.00,完成,,2026-06-01 08:01:00\r\n" +
		",2,糕,1,2026-06-01 08:00:00,59,99.00,完成,,2026-06-01 08:01:00\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	if len(got.lines) != 1 || got.problems[0].Code != order.EmptyID || got.problems[0].Amount != 5900 {
		t.Errorf("got %+v", got.problems)
	}
}

func TestTrap16NullWords(t *testing.T) {
	head := "订单编号,买家应付货款,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,发货时间,订单关闭原因,退款金额,收货地址 \r\n"
	data := head + "1,10,10,10,交易成功,2026-08-01 10:00:00,2026-08-01 10:00:00,null,订单未关闭,无退款申请,浙江省 杭州市 西湖区 某路1号(310000)\r\n" +
		"2,10,10,0元,交易关闭,2026-08-01 10:00:00,—,--,买家未付款,-,北京\r\n"
	got := must(t, src("ExportOrderList202608111558.csv", []byte(head[:0]+data)), lax)
	h := got.heads[0]
	if h["shipped_at"] != "(null)" || h["close_reason"] != "" || h["refund_amount"] != "0" || h["province"] != "浙江省" || h["city"] != "杭州市" {
		t.Errorf("got %v", h)
	}
	if h := got.heads[1]; h["paid_mark"] != "1" || h["close_reason"] != "unpaid" || h["order_paid"] != "0" || h["city"] != "" || h["exported_at"] != "2026-08-11 15:58:00Z" {
		t.Errorf("got %v", h)
	}
}

func TestTrap17Money(t *testing.T) {
	data := jdHeader + "1,1,粽子,1,2026-06-01 08:00:00,\"¥1,234.00\",499.00（系统计算中，该值仅供参考）,完成,,2026-06-01 08:01:00\r\n" +
		"2,1,粽子,1,2026-06-01 08:00:00,十二,12元,完成,,2026-06-01 08:01:00\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	if got.lines[0]["unit_price"] != "123400" || got.heads[0]["order_paid"] != "49900" || got.report.Grids[0].Warnings[0].Code != "provisional" {
		t.Errorf("got %v, %v", got.lines[0], got.report.Grids[0].Warnings)
	}
	if p := got.problems[0]; p.Code != order.BadMoney || p.Column != "京东价" || p.Value != "十二" || p.Origin.Line != 3 {
		t.Errorf("got %+v", p)
	}
}

func TestTrap18Times(t *testing.T) {
	data := jdHeader + "1,1,粽子,1,2026-6-1 8:00,1,1,完成,,2026年6月1日\r\n2,1,粽子,1,前天,1,1,完成,,\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	if got.lines[0]["created_at"] != "2026-06-01 08:00:00Z" || got.problems[0].Code != order.BadTime || got.problems[0].Column != "下单时间" {
		t.Errorf("got %v, %+v", got.lines[0], got.problems)
	}
}

func TestTrap19DateFromNumber(t *testing.T) {
	data := pddHeader + pdd("260531-000000000000001", "已收货", "1", "") + pdd("X-1", "已收货", "1", "") + pdd("260531-2", "已取消", "1", "")
	got := must(t, src("a.csv", []byte(data)), lax)
	for i, want := range [][2]string{{"2026-05-31 00:00:00Z", "4"}, {"(null)", "1"}, {"(null)", "1"}} {
		if l := got.lines[i]; l["paid_at"] != want[0] || l["paid_mark"] != want[1] {
			t.Errorf("row %d got %s, mark %s, want %v", i, l["paid_at"], l["paid_mark"], want)
		}
	}
}

func TestTrap20BreaksShortAndLongRows(t *testing.T) {
	data := jdHeader + "1001,1,\"门口\r\n\t请放\",2,2026-06-01 08:00:00,1,1,完成,,2026-06-01 08:00:00\r\n" +
		"1002,1,糕,1,2026-06-01 08:00:00,1,1,完成\r\n" +
		"1003,1,糕,1,2026-06-01 08:00:00,1,1,完成,,2026-06-01 08:00:00,9,13800000000\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	if len(got.lines) != 2 || got.lines[1]["paid_mark"] != "1" {
		t.Fatalf("got %v", got.lines)
	}
	if p := got.problems[0]; p.Code != order.LongRow || p.Origin.Line != 5 || p.Text != "" {
		t.Errorf("got %+v", p)
	}
}

func TestTrap21NewestExportCarriesItsTime(t *testing.T) {
	newer := must(t, src("ExportOrderDetailList202608111558.csv", []byte(itemHeader+item("1", "a", "1", "1", "交易成功", "1"))), lax).lines[0]
	older := must(t, src("ExportOrderDetailList202608101200.csv", []byte(itemHeader+item("1", "a", "1", "1", "买家已付款，等待卖家发货", "1"))), lax).lines[0]
	if newer["exported_at"] <= older["exported_at"] || newer["status_rank"] <= older["status_rank"] || newer["row_hash"] == older["row_hash"] {
		t.Errorf("got %v and %v", newer, older)
	}
	same := must(t, src("ExportOrderDetailList202608120000.csv", gbk(t, itemHeader+item("1", "a", "1.00", "1", "交易成功", "1"))), lax).lines[0]
	again := must(t, src("ExportOrderDetailList202608130000.csv", []byte(itemHeader+item("1", "a", "1.00", "1", "交易成功", "1"))), lax).lines[0]
	if same["row_hash"] != again["row_hash"] {
		t.Error("re-encoding changed the hash of an unchanged row")
	}
}

const ownMapping = `name: erp
platform: erp
level: line
zone: Asia/Shanghai
currency: CNY
amount: line_paid
line_id: row
detect: {all: [线上订单号, 内部订单号, 商品编码]}
columns:
  - {field: shop, from: [店铺名称]}
  - {field: order_id, from: [线上订单号], required: true}
  - {field: sku_code, from: [商品编码]}
  - {field: qty, from: [数量]}
  - {field: line_paid, from: [买家实付金额, 用户应付金额]}
  - {field: paid_at, from: [付款时间]}
`

func own(t *testing.T) ingest.Options {
	t.Helper()
	p, err := profile.Load("erp.yaml", []byte(ownMapping))
	if err != nil {
		t.Fatal(err)
	}
	return ingest.Options{Profiles: []*profile.Profile{p}, MaxBad: 1}
}

func TestTrap22RealDuplicates(t *testing.T) {
	data := "线上订单号,内部订单号,商品编码,数量,买家实付金额,付款时间\r\n" + strings.Repeat("4100001,1,SKU1,1,9.90,2026-08-01\r\n", 2)
	got := must(t, src("a.csv", []byte(data)), own(t))
	if len(got.lines) != 2 || got.lines[0]["line_id"] == got.lines[1]["line_id"] || got.lines[0]["period_keyed"] != "true" {
		t.Errorf("got %v", got.lines)
	}
}

func TestTrap23Renames(t *testing.T) {
	head := strings.Replace(pddHeader, "商家编码-规格维度", "商家编码-SKU维度", 1)
	if got := must(t, src("a.csv", []byte(head+pdd("260531-1", "已收货", "1", "2026-05-31 09:00:00"))), lax); got.lines[0]["sku_code"] != "LD8" {
		t.Errorf("alias got %v", got.lines[0])
	}
	head = strings.Replace(pddHeader, "商品总价(元)", "货款(元)", 1)
	got := must(t, src("a.csv", []byte(head+pdd("260531-1", "已收货", "1", "2026-05-31 09:00:00"))), lax)
	want := []ingest.Warning{{Code: "missing-column", Column: "商品总价(元)", Count: 1}, {Code: "unknown-column", Column: "货款(元)", Count: 1}}
	if w := got.report.Grids[0].Warnings; len(w) != 2 || w[0] != want[0] || w[1] != want[1] {
		t.Errorf("got %v, want %v", w, want)
	}
	r := refused(t, src("a.csv", []byte(strings.Replace(pddHeader, "用户实付金额(元)", "实付(元)", 1)+pdd("1", "已收货", "1", ""))), lax)
	if r.Code != profile.MissingColumn || r.Column != "用户实付金额(元)" {
		t.Errorf("got %+v", r)
	}
	r = refused(t, src("a.csv", []byte("主订单号,选购商品,订单应付金额,数量\r\n1,2,3,4\r\n")), lax)
	if r.Code != ingest.UnknownHeader || len(r.Nearest) == 0 || r.Nearest[0] != "douyin-order" || !strings.Contains(r.Template, "选购商品") {
		t.Errorf("got %+v", r)
	}
}

func TestTrap24TwoColumnsOneField(t *testing.T) {
	head := "线上订单号,内部订单号,商品编码,数量,买家实付金额,用户应付金额,付款时间\r\n"
	if got := must(t, src("a.csv", []byte(head+"1,1,S,1,9.9,¥9.90,2026-08-01\r\n2,1,S,1,,3,2026-08-01\r\n")), own(t)); got.lines[1]["line_paid"] != "300" {
		t.Errorf("equal or single candidates got %v", got.lines)
	}
	r := refused(t, src("a.csv", []byte(head+"1,1,S,1,9.90,8.90,2026-08-01\r\n")), own(t))
	if r.Code != order.FieldsDisagree || r.Line != 2 || r.Column != "用户应付金额" {
		t.Errorf("got %+v", r)
	}
}

const douyinHeader = "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,订单提交时间,支付完成时间,订单状态,订单类型,发货时间,售后状态,取消原因\r\n"

func TestTrap25OrderView(t *testing.T) {
	row := "\"\t6917000000000000001\",\"\t%s\",月饼,-,3,7,%s,10.00,30.00,2026-08-01 10:00:00,2026-08-01 10:00:00,已发货,预售订单,-,-,-\r\n"
	got := must(t, src("a.csv", []byte("\ufeff"+douyinHeader+fmt.Sprintf(row, "6917000000000000002", "YB1"))), lax)
	if l := got.lines[0]; l["order_id"] != "6917000000000000001" || l["is_presale"] != "true" || l["refund_status"] != "none" || l["spec"] != "" {
		t.Errorf("got %v", l)
	}
	for _, c := range [][2]string{{"6917000000000000002", "A01;B02"}, {"1;2", "A01"}} {
		r := refused(t, src("a.csv", []byte(douyinHeader+fmt.Sprintf(row, c[0], c[1]))), lax)
		if r.Code != order.OrderViewFile || r.Line != 2 {
			t.Errorf("got %+v", r)
		}
	}
}

func TestTrap26OtherShops(t *testing.T) {
	opt := own(t)
	opt.Shops = ingest.NewShopBook([]ingest.ShopRow{{Channel: "甲", Platform: "erp", Shop: "甲店"}, {Channel: "乙", Shop: "乙店"}})
	opt.MaxBad = 0.001
	data := "店铺名称,线上订单号,内部订单号,商品编码,数量,买家实付金额,付款时间\r\n甲店,1,1,S,1,1,2026-08-01\r\n乙,2,1,S,1,2,2026-08-01\r\n丙店,3,1,S,1,4,2026-08-01\r\n"
	got := must(t, src("a.csv", []byte(data)), opt)
	if len(got.lines) != 2 || got.lines[0]["shop"] != "甲店" || got.lines[1]["shop"] != "乙店" {
		t.Errorf("got %v", got.lines)
	}
	if p := got.problems[0]; p.Code != order.UnknownShop || p.Value != "丙店" || p.Counts || p.Amount != 400 {
		t.Errorf("got %+v", p)
	}
}

func TestTrap27ErrorValues(t *testing.T) {
	data := strings.TrimSuffix(jdHeader, "\r\n") + ",自算\r\n" + "1,1,#REF!,1,2026-06-01 08:00:00,1,1,完成,\"=DISPIMG(\"\"ID_1\"\",1)\",2026-06-01 08:01:00,#N/A\r\n"
	got := must(t, src("a.csv", []byte(data)), lax)
	if got.lines[0]["title"] != "" {
		t.Errorf("got %q", got.lines[0]["title"])
	}
	var list []string
	for _, w := range got.report.Grids[0].Warnings {
		list = append(list, w.Code+":"+w.Column+w.Value)
	}
	codes := strings.Join(list, " ")
	if !strings.Contains(codes, "error-value:#REF!") || !strings.Contains(codes, "error-value:DISPIMG") || !strings.Contains(codes, "unknown-column:自算") {
		t.Errorf("got %s", codes)
	}
}

func TestTrap28TwoWordsOneState(t *testing.T) {
	data := pddHeader + pdd("260531-1", "已收货", "1", "2026-05-31 09:00:00") + pdd("260531-2", "已签收", "1", "2026-05-31 09:00:00") +
		pdd("260531-3", "待支付", "1", "") + pdd("260531-4", "飞走了", "1", "2026-05-31 09:00:00") + pdd("260531-5", "已发货，待收货", "1", "2026-05-31 09:00:00")
	got := must(t, src("a.csv", []byte(strings.Replace(data, "无售后或售后取消", "新词", 1))), lax)
	if got.lines[0]["status"] != "completed" || got.lines[1]["status"] != "completed" || got.lines[3]["status"] != "shipped" {
		t.Errorf("got %v", got.lines)
	}
	if p := got.problems[0]; p.Code != order.UnknownStatus || p.Value != "飞走了" || p.Column != "订单状态" {
		t.Errorf("got %+v", p)
	}
	w := got.report.Grids[0].Warnings
	if len(w) < 2 || w[0] != (ingest.Warning{Code: "unconfirmed-status", Column: "订单状态", Value: "待支付", Count: 1}) || w[1] != (ingest.Warning{Code: "unknown-refund", Column: "售后状态", Value: "新词", Count: 1}) {
		t.Errorf("got %v", w)
	}
}

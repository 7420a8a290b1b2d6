package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"zhiwei/ingest"
	"zhiwei/ingest/profile"
)

// plausible are cells for the columns that formats bind; every other column gets personal canaries.
var plausible = map[string]string{
	"order_id": "2731%05d", "line_id": "9731%05d", "platform_item_id": "77%d", "platform_sku_id": "88%d", "sku_code": "GD1001",
	"item_code": "GD1", "bundle_code": "", "shop": "旗舰店", "title": "蛋黄酥", "spec": "6枚", "province": "浙江省", "city": "杭州市",
	"warehouse": "杭州仓", "close_reason": "", "created_at": "2026-08-01 10:00:00", "paid_at": "2026-08-01 10:00:00",
	"shipped_at": "2026-08-02 10:00:00", "completed_at": "2026-08-03 10:00:00", "promised_ship_at": "2026-08-02 10:00:00",
	"deliver_on": "2026-08-03", "order_paid": "12.80", "order_total": "12.80", "freight": "0", "unit_price": "12.80",
	"line_amount": "12.80", "line_paid": "12.80", "disc_shop": "0", "disc_platform": "0", "disc_other": "0", "refund_amount": "0",
	"qty": "1", "refund_qty": "0", "refund_status": "", "is_gift": "", "is_presale": "", "trial": "否", "order_type": "普通订单",
}

var states = map[string]string{"taobao": "交易成功", "jd": "完成", "pinduoduo": "已收货", "douyin": "已完成", "youzan": "已完成"}

// canaries are what must not get out, as a row's personal cells.
func canaries(i int) []string {
	return []string{
		fmt.Sprintf("金丝雀%03d", i), fmt.Sprintf("139%08d", 70000000+i), fmt.Sprintf("翠苑街道学院路%03d号3单元", 500+i),
		fmt.Sprintf("canary%03d@example.cn", i), fmt.Sprintf("33010619900101%03dX", i),
	}
}

// personalFile fills a literal header with canaries wherever no plausible value is wanted.
func personalFile(t *testing.T, p *profile.Profile, header string) []byte {
	t.Helper()
	names, err := profile.Header(header)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for _, c := range p.Columns {
		for _, n := range c.From {
			if fields[profile.Fold(n)] == "" {
				fields[profile.Fold(n)] = c.Field
			}
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(names, ",") + "\r\n")
	for i := range 200 {
		secret := canaries(i)
		cells := make([]string, len(names))
		for j, n := range names {
			cells[j] = personalCell(p, fields[profile.Fold(n)], secret, i, j)
		}
		switch i % 20 { // some rows are bad, each in its way
		case 3:
			cells = append(cells, secret[1])
		case 5:
			cells[0] = "\"" + cells[0] + "\"x" + secret[0]
		case 7:
			breakCell(cells, names, fields, "qty", secret[1]+"号")
		case 9:
			breakCell(cells, names, fields, "status", secret[2])
		case 11:
			breakCell(cells, names, fields, "created_at", secret[3])
		}
		b.WriteString(strings.Join(cells, ",") + "\r\n")
	}
	return []byte(b.String())
}

func breakCell(cells, names []string, fields map[string]string, field, secret string) {
	for j, n := range names {
		if fields[profile.Fold(n)] == field {
			cells[j] = secret
		}
	}
}

func personalCell(p *profile.Profile, field string, secret []string, i, j int) string {
	switch field {
	case "", "remark", "tracking":
		return secret[j%len(secret)]
	case "address":
		return "浙江省 杭州市 西湖区 " + secret[2]
	case "status":
		return states[string(p.Platform)]
	}
	if cell := plausible[field]; strings.Contains(cell, "%") {
		return fmt.Sprintf(cell, i)
	}
	return plausible[field]
}

func TestPersonalDataStaysOutside(t *testing.T) {
	embedded, err := profile.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range embedded {
		for _, header := range p.Headers {
			got := must(t, ingest.Source{Name: "a.csv", Folder: "旗舰店", Data: personalFile(t, p, header)}, ingest.Options{MaxBad: 1})
			if len(got.heads)+len(got.lines) < 100 || len(got.problems) < 20 {
				t.Errorf("%s: %d heads, %d lines, %d problems: the file was not read as meant", header, len(got.heads), len(got.lines), len(got.problems))
			}
			text := fmt.Sprintf("%v %v %+v %+v", got.heads, got.lines, got.problems, *got.report)
			for i := range 200 {
				for _, c := range canaries(i) {
					if strings.Contains(text, c) {
						at := strings.Index(text, c)
						t.Fatalf("%s: %q got out: …%s…", header, c, text[max(0, at-200):at+40])
					}
				}
			}
		}
	}
}

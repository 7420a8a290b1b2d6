package view_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/view"
)

func heldRow(code, file, column, fen string, at int) row {
	return row{"code": code, "name": file, "sheet": "", "src_line": whole(at), "shop": "", "column_name": column, "value_text": "x", "amount_fen": fen}
}

func TestReconciliationShowsTheDifference(t *testing.T) {
	for name, c := range map[string]struct {
		column, value   string
		rows, money, st string
	}{
		"a row lost":         {"accepted", "7804", "1 行", "0.00", "不平"},
		"a row twice":        {"duplicate", "2", "−2 行", "0.00", "不平"},
		"a fen lost":         {"accepted_fen", "88412659", "0 行", "0.01", "不平"},
		"a fen twice":        {"skipped_fen", "5", "0 行", "−0.05", "不平"},
		"everything counted": {"superseded", "1312", "0 行", "0.00", "平"},
	} {
		p := newTape(t).each("page_health_files", func(r row) {
			if r["shop"] == "京东自营" {
				r[c.column] = c.value
			}
		})
		h := p.health(zh)
		i := slices.IndexFunc(h.Files, func(f view.FileProof) bool { return strings.HasPrefix(f.Name, "京东") })
		if f := h.Files[i]; f.RowDiff != c.rows || f.Diff != c.money || f.State.Text != c.st {
			t.Errorf("%s: %s, %s, %s", name, f.RowDiff, f.Diff, f.State.Text)
		}
		if c.st == "平" {
			continue
		}
		if h.Title != "先别用这些数：1 个文件对不上账" || h.FilesTotal.RowDiff != c.rows || h.FilesTotal.Diff != c.money || h.FilesTotal.State.Kind != "late" {
			t.Errorf("%s: title %q, total %+v", name, h.Title, h.FilesTotal)
		}
	}
}

// What the files hold back is what waits in the list, to the fen and to the row.
func TestHeldMoneyIsTheSameEverywhere(t *testing.T) {
	h := newTape(t).health(zh)
	if h.FilesTotal.HeldMoney != h.HeldSum || h.FilesTotal.Held != h.HeldRows {
		t.Errorf("the files hold back %s in %s rows, the list has %s in %s", h.FilesTotal.HeldMoney, h.FilesTotal.Held, h.HeldSum, h.HeldRows)
	}
}

// Two files that err against each other do not cancel out in the title.
func TestFaultsDoNotCancel(t *testing.T) {
	p := newTape(t).each("page_health_files", func(r row) {
		switch r["shop"] {
		case "京东自营":
			r["accepted_fen"] = "88412650"
		case "拼多多":
			r["accepted_fen"] = "31889020"
		}
	})
	if h := p.health(en); !strings.Contains(h.Title, "2 files") {
		t.Errorf("title %q", h.Title)
	}
}

func TestMoneyIsCountedOnce(t *testing.T) {
	p := newTape(t)
	h := p.health(zh)
	var all int64
	for _, f := range h.Files {
		if f.Money != view.Dash && !strings.Contains(f.Name, "DetailList") {
			all += fen(t, f.Money)
		}
	}
	if fen(t, h.FilesTotal.Money) != all || !strings.Contains(h.FilesTotal.Note, "不重复加") {
		t.Errorf("the files hold %d, the total says %s", all, h.FilesTotal.Money)
	}
	// The order file of another shop is another money.
	p.each("page_health_files", func(r row) {
		if r["level"] == "order" {
			r["shop"] = "别的店"
		}
	})
	if h = p.health(zh); h.FilesTotal.Note != "" || fen(t, h.FilesTotal.Money) <= all {
		t.Errorf("items of one shop hide behind orders of another: %+v", h.FilesTotal)
	}
}

func TestQuarantineIsGrouped(t *testing.T) {
	p := newTape(t).set("page_health_held",
		heldRow("bad-money", "a.csv", "金额", "300", 5), heldRow("bad-money", "a.csv", "金额", "200", 9), heldRow("bad-money", "a.csv", "运费", "100", 5),
		heldRow("bad-money", "b.csv", "金额", "900", 7), heldRow("of-tomorrow", "a.csv", "", "0", 12345))
	type group struct{ Money, Rows, Reason, Code, File, Place string }
	var got []group
	for _, g := range p.health(zh).Held {
		got = append(got, group{g.Money, g.Rows, g.Reason, g.Code, g.File, g.Place})
	}
	want := []group{
		{"9.00", "1", "金额读不出来", "bad-money", "b.csv", "第 7 行，“金额”列"},
		{"5.00", "2", "金额读不出来", "bad-money", "a.csv", "第 5 行，“金额”列"},
		{"1.00", "1", "金额读不出来", "bad-money", "a.csv", "第 5 行，“运费”列"},
		{"0.00", "1", "of-tomorrow", "of-tomorrow", "a.csv", "第 12,345 行"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	held := p.health(zh).Held
	if held[0].Next != "在源文件改好金额，或写映射，再导入。" || held[3].Next != zh.T("page.next-other") || held[1].Lines[1].Line != "9" {
		t.Errorf("next steps %q, %q; lines %+v", held[0].Next, held[3].Next, held[1].Lines)
	}
}

// Every code that the words know a next step for shows it on the page.
func TestEveryReasonHasItsWords(t *testing.T) {
	h := newTape(t).health(en)
	for _, g := range h.Held {
		if g.Reason == g.Code || g.Next == en.T("page.next-other") || strings.Contains(g.Reason+g.Next, "problem.") {
			t.Errorf("%s: %q, %q", g.Code, g.Reason, g.Next)
		}
	}
}

func TestUnmappedCodes(t *testing.T) {
	p := newTape(t).set("page_health_unmapped",
		row{"channel": "天猫", "sku_code": "", "title": "礼盒", "rows_found": "1200", "gmv_fen": "500", "file_name": "a.csv", "sheet": "", "src_line": "8"},
		row{"channel": "京东", "sku_code": "X-1", "title": "", "rows_found": "1", "gmv_fen": "-500", "file_name": "b.xlsx", "sheet": "Sheet1", "src_line": "1234"})
	want := []view.UnmappedCode{
		{Money: "5.00", Rows: "1,200", Code: "（没有编码）", Channel: "天猫", Title: "礼盒", File: "a.csv", Place: "第 8 行"},
		{Money: "−5.00", Rows: "1", Code: "X-1", Channel: "京东", File: "b.xlsx", Place: "Sheet1，第 1,234 行"},
	}
	if diff := cmp.Diff(want, p.health(zh).Unmapped); diff != "" {
		t.Error(diff)
	}
}

func TestNothingToHandle(t *testing.T) {
	p := newTape(t).set("page_health_held").set("page_health_unmapped").each("page_header", func(r row) {
		r["held_rows"], r["held_fen"], r["unmapped_rows"], r["unmapped_fen"] = "0", "0", "0", "0"
	})
	h := p.health(zh)
	if h.Title != "数据可用：7 个文件对账一分不差，没有待处理的行" || h.Held != nil || h.Unmapped != nil {
		t.Errorf("%s", h.Title)
	}
}

func TestChecks(t *testing.T) {
	one := func(code, subject, severity, passed, fen, detail string) row {
		return row{"code": code, "subject": subject, "severity": severity, "passed": passed, "found": "1234", "amount_fen": fen, "detail": detail}
	}
	h := newTape(t).set("page_health_checks", one("unmapped-share", "", "stop", "false", "0", ""), one("negative-stock", "GD1001", "error", "false", "150", "杭州仓"),
		one("stale-stock", "", "warn", "false", "0", ""), one("of-tomorrow", "", "stop", "true", "0", "")).health(zh)
	want := []view.Check{
		{Name: "近 28 天无编码金额占比", Found: "1,234", State: view.Tag{Kind: "late", Shape: "cross", Text: "拦下"}},
		{Name: "库存为负", Found: "1,234", Detail: "GD1001，杭州仓，¥1.50", State: view.Tag{Kind: "late", Shape: "cross", Text: "拦下"}},
		{Name: "库存快照过期", Found: "1,234", State: view.Tag{Kind: "warn", Shape: "bar", Text: "请核对"}},
		{Name: "of-tomorrow", Found: "1,234", State: view.Tag{Kind: "good", Shape: "tick", Text: "通过"}},
	}
	if diff := cmp.Diff(want, h.Checks); diff != "" {
		t.Error(diff)
	}
	if h.ChecksNote != "3 项请看一眼" {
		t.Errorf("note %q", h.ChecksNote)
	}
}

func TestFreshShops(t *testing.T) {
	one := func(name, last, days string) row {
		return row{"channel": name, "last_day": last, "days_with_orders": days}
	}
	h := newTape(t).set("page_health_shops", one("a", "2026-08-23", "3"), one("b", "2026-08-20", "20"), one("c", "2026-08-20", "19")).health(en)
	var got []string
	for _, s := range h.Shops {
		got = append(got, s.State.Kind+"|"+s.State.Text)
	}
	if diff := cmp.Diff([]string{"good|" + en.T("page.shop-fresh"), "warn|" + en.T("page.shop-late", "N", 3), "|" + en.T("page.shop-rare")}, got); diff != "" {
		t.Error(diff)
	}
}

package view_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// calm is a morning without a single finding.
func calm(t *testing.T) *tape {
	t.Helper()
	p := newTape(t)
	for _, query := range []string{"page_purchase", "page_home_targets", "page_home_overdue", "page_home_stockouts", "page_home_weak"} {
		p.set(query)
	}
	return p.each("page_header", func(r row) {
		r["held_rows"], r["held_fen"], r["unmapped_rows"], r["unmapped_fen"] = "0", "0", "0", "0"
	})
}

// line is a suggestion of the recording, to be changed.
func line(t *testing.T, pairs ...string) row {
	t.Helper()
	return newTape(t).rows("page_purchase")[2].with(pairs...)
}

func target(channel string, money int64) row {
	return row{"period_kind": "月", "period": "2026-08", "channel": channel, "category": "", "revenue_fen": yuan(money)}
}

func cell(channel, category string, money int64) row {
	return row{"channel": channel, "platform": channel, "category": category, "gmv_fen": yuan(money)}
}

// booked sets this month's money and the curve behind it: what was in by now, and what came in all.
func (p *tape) booked(now, past, all int64) *tape {
	p.set("page_home_cells-month", cell("天猫", "糕点", now))
	p.set("page_home_cells-month-past", cell("天猫", "糕点", past))
	return p.set("page_home_cells-month-whole", cell("天猫", "糕点", all))
}

func stockout(days int, soldOut, soldIn, price string) row {
	return row{
		"sku": "GD1001", "name": "桂花糕", "unit": "盒", "days_out": whole(days), "first_out": "2026-08-18", "last_out": "2026-08-20",
		"sold_out": soldOut, "sold_in": soldIn, "list_price_fen": price,
	}
}

func weak(wape, hand, ahead, price string) row {
	return row{"sku": "GD1007", "name": "云片糕", "unit": "包", "wape": wape, "hand_wape": hand, "list_price_fen": price, "ahead": ahead}
}

func overdue(fen string) row {
	return row{"sku": "GD1001", "name": "桂花糕", "unit": "盒", "po_no": "CG-7", "promised": "2026-07-28", "overdue_days": "27", "open_qty": "96", "open_fen": fen}
}

func TestCalmMorning(t *testing.T) {
	for _, f := range []view.Format{zh, en} {
		h := calm(t).home(f)
		if len(h.Queue) != 0 || h.Title != f.T("page.home-calm") || h.Lede != f.T("page.home-calm-lede") || h.QueueSum != "" {
			t.Errorf("nothing happened, and the page says %q with %d findings", h.Title, len(h.Queue))
		}
	}
}

// one kind of finding each: what makes it, and what it says.
var kinds = []struct {
	name             string
	make             func(p *tape)
	fen              int64
	zh, en, who, say string
	link             string
}{
	{"minimum above the shelf life", func(p *tape) {
		p.set("page_purchase", line(p.t, "urgency", "watch", "exception", "moq-over-shelf-life", "lost_fen", "60000", "shelf_cap", "168"))
	}, 60000, "起订与保质期冲突", "Minimum against shelf life", "仓管", "起订 240 盒高于保质期上限 168 盒", "purchase.html#L3"},
	{"past due", func(p *tape) {
		p.set("page_purchase", line(p.t, "urgency", "past-due", "latest_order", "2026-08-20", "lost_fen", "60000"))
	}, 60000, "已过最晚下单日", "Past the last order day", "仓管", "最晚 08-20 下单，已过 4 天；建议量 480 盒，不订预计少卖 ¥600.00", "purchase.html#L3"},
	{"today", func(p *tape) {
		p.set("page_purchase", line(p.t, "lost_fen", "50000"))
	}, 50000, "今天必须下单", "Order today", "仓管", "只够卖 1.8 天，到货要 3 天；建议订 480 盒", "purchase.html#L3"},
	{"this week", func(p *tape) {
		p.set("page_purchase", line(p.t, "urgency", "this-week", "latest_order", "2026-08-27", "lost_fen", "50000"))
	}, 50000, "本周要下单", "Order this week", "仓管", "最晚 08-27 下单，库存位置够卖 1.8 天", "purchase.html#L3"},
	{"short of target", func(p *tape) {
		p.booked(50_000, 30_000, 60_000).set("page_home_targets", target("天猫", 120_000))
	}, 2_000_000, "目标缺口", "Short of target", "主管", "目标 ¥120,000.00，已完成 ¥50,000.00；按预订曲线走到了 50.0%，预计完成 ¥100,000.00", "#h-m"},
	{"rows to handle", func(p *tape) {
		p.each("page_header", func(r row) {
			r["held_rows"], r["held_fen"], r["unmapped_rows"], r["unmapped_fen"] = "3", "40000", "2", "20000"
		})
	}, 60000, "数据待处理", "Data to handle", "仓管", "3 行还没入账；2 行已入账", "health.html"},
	{"overdue delivery", func(p *tape) { p.set("page_home_overdue", overdue("69120")) }, 69120, "在途逾期", "Overdue delivery", "仓管", "采购单 CG-7 承诺 07-28，已逾期 27 天", "purchase.html"},
	// 25 days sold 250, so 10 a day; 3 days out would have sold 30, sold 4, and missed 26 at 30 yuan.
	{"out of stock", func(p *tape) { p.set("page_home_stockouts", stockout(3, "4", "250", "3000")) }, 78000, "断货致低估", "Out of stock", "主管", "少卖约 26 盒", "series/GD1001.html"},
	// 0.2 more error on 100 pieces at 50 yuan.
	{"worse than the hand formula", func(p *tape) { p.set("page_home_weak", weak("0.5", "0.3", "100", "5000")) }, 100_000, "不如手工公式", "Below the hand formula", "主管", "回测误差 50.0%，手工公式 30.0%；未来 28 天预计卖 100 包", "series/GD1007.html"},
}

func TestEachKindOfFinding(t *testing.T) {
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			p := calm(t)
			k.make(p)
			h := p.home(zh)
			if len(h.Queue) != 1 {
				t.Fatalf("%d findings, want this one alone: %+v", len(h.Queue), h.Queue)
			}
			x := h.Queue[0]
			if x.Fen != k.fen || x.Money != zh.Money(k.fen) || x.Tag.Text != k.zh || x.Who != k.who || x.Link != k.link || x.BarPct != "100.0" {
				t.Errorf("got %+v", x)
			}
			if !strings.Contains(x.Say, k.say) {
				t.Errorf("says %q, want %q in it", x.Say, k.say)
			}
			if !strings.Contains(h.Title, "今早 1 件事，"+zh.Money(k.fen)) || !strings.Contains(h.Lede, k.zh) || h.QueueSum != x.Money {
				t.Errorf("title %q, below it %q", h.Title, h.Lede)
			}
			e := p.home(en).Queue[0]
			if e.Tag.Text != k.en || e.Tag.Shape != x.Tag.Shape || strings.Contains(e.Say+e.What+e.LinkText+e.Who, "{{") || e.Say == x.Say {
				t.Errorf("in English: %+v", e)
			}
		})
	}
}

// What comes near a finding and is none.
func TestNoFinding(t *testing.T) {
	for name, set := range map[string]func(p *tape){
		"a line for later":               func(p *tape) { p.set("page_purchase", line(t, "urgency", "later", "lost_fen", "900000")) },
		"a line to watch":                func(p *tape) { p.set("page_purchase", line(t, "urgency", "watch", "lost_fen", "900000")) },
		"a line one fen below the limit": func(p *tape) { p.set("page_purchase", line(t, "lost_fen", "49999")) },
		"a need without a supplier": func(p *tape) {
			p.set("page_purchase", line(t, "urgency", "watch", "exception", "no-supplier", "latest_order", "", "lost_fen", "900000"))
		},
		"a target that the curve reaches": func(p *tape) { p.booked(50_000, 30_000, 60_000).set("page_home_targets", target("天猫", 100_000)) },
		"a target without a past":         func(p *tape) { p.booked(50_000, 0, 60_000).set("page_home_targets", target("天猫", 900_000)) },
		"a target of another month": func(p *tape) {
			p.booked(50_000, 30_000, 60_000).set("page_home_targets", target("天猫", 900_000).with("period", "2026-09"))
		},
		"a target of a whole year": func(p *tape) {
			p.booked(50_000, 30_000, 60_000).set("page_home_targets", target("天猫", 900_000).with("period_kind", "年", "period", "2026"))
		},
		"a target below the limit":            func(p *tape) { p.booked(50_000, 30_000, 60_000).set("page_home_targets", target("天猫", 100_499)) },
		"days out that sold as well":          func(p *tape) { p.set("page_home_stockouts", stockout(3, "30", "250", "300000")) },
		"days out without a day beside them":  func(p *tape) { p.set("page_home_stockouts", stockout(28, "0", "90", "300000")) },
		"a worse forecast of what sells none": func(p *tape) { p.set("page_home_weak", weak("0.5", "0.3", "0", "5000")) },
		"rows to handle for little money": func(p *tape) {
			p.each("page_header", func(r row) { r["held_rows"], r["held_fen"] = "900", "49999" })
		},
		"a small overdue order": func(p *tape) { p.set("page_home_overdue", overdue("49999")) },
	} {
		p := calm(t)
		set(p)
		if h := p.home(zh); len(h.Queue) != 0 {
			t.Errorf("%s is in the queue: %s, %s", name, h.Queue[0].Tag.Text, h.Queue[0].Money)
		}
	}
}

func TestQueueHoldsTheTwentyDearest(t *testing.T) {
	p := calm(t)
	var lines []row
	for i := range 25 {
		lines = append(lines, line(t, "line", whole(i+1), "name", "商品"+whole(i), "lost_fen", whole(60_000+i*1000)))
	}
	h := p.set("page_purchase", lines...).home(zh)
	if len(h.Queue) != 20 || h.Queue[0].Fen != 84_000 || h.Queue[19].Fen != 65_000 {
		t.Fatalf("%d findings from %s to %s", len(h.Queue), h.Queue[0].Money, h.Queue[len(h.Queue)-1].Money)
	}
	// 65,000 to 84,000 in steps of 1,000 make 1,490,000; the first three 249,000.
	if h.QueueSum != "¥14,900.00" || h.Title != "今早 20 件事，¥14,900.00 有风险；前三件占 16.7%" || h.QueueCount != "合计 20 件" {
		t.Errorf("sum %s, title %q", h.QueueSum, h.Title)
	}
	if h.Queue[0].Link != "purchase.html#L25" || h.Queue[19].BarPct != "77.4" {
		t.Errorf("the first leads to %s, the last bar is %s", h.Queue[0].Link, h.Queue[19].BarPct)
	}
}

func TestEqualMoneyIsOrderedByName(t *testing.T) {
	p := calm(t)
	p.set("page_purchase", line(t, "line", "1", "name", "C"), line(t, "line", "2", "name", "A"), line(t, "line", "3", "name", "B", "urgency", "this-week"))
	var got []string
	for _, x := range p.home(zh).Queue {
		got = append(got, x.What[:1])
	}
	if diff := cmp.Diff([]string{"A", "B", "C"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFewFindingsHaveNoFirstThree(t *testing.T) {
	for n, want := range map[int]string{1: "1 thing this morning", 2: "2 things this morning", 3: "3 things this morning", 4: "the first three are"} {
		p := calm(t)
		var lines []row
		for i := range n {
			lines = append(lines, line(t, "line", whole(i+1)))
		}
		if title := p.set("page_purchase", lines...).home(en).Title; !strings.Contains(title, want) || n < 4 == strings.Contains(title, "first three") {
			t.Errorf("%d findings: %q", n, title)
		}
	}
}

func TestOverdueLeadsToItsLine(t *testing.T) {
	p := calm(t).set("page_home_overdue", overdue("69120"))
	p.set("page_purchase", line(t, "line", "8", "sku", "GD1001", "urgency", "later"))
	if x := p.home(zh).Queue[0]; x.Link != "purchase.html#L8" || x.LinkText != "看这一行" {
		t.Errorf("leads to %s (%s)", x.Link, x.LinkText)
	}
}

// Every word of the queue is a sentence: no placeholder is left and no key shows through.
func TestFindingsAreWords(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := calm(t)
		for _, k := range kinds {
			if !slices.Contains([]string{"minimum above the shelf life", "past due", "this week"}, k.name) {
				k.make(p)
			}
		}
		for _, x := range p.home(view.Format{Lang: lang}).Queue {
			for _, text := range []string{x.Say, x.What, x.Who, x.LinkText, x.Tag.Text} {
				if text == "" || strings.Contains(text, "page.") || strings.Contains(text, "{{") || strings.Contains(text, "%!") {
					t.Errorf("%s: %q", lang, text)
				}
			}
		}
	}
}

package view_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/view"
)

func figure(t *testing.T, h view.Home, name string) view.Figure {
	t.Helper()
	i := slices.IndexFunc(h.Ledger, func(f view.Figure) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("the ledger has no %s: %+v", name, h.Ledger)
	}
	return h.Ledger[i]
}

// season sets the money of the season that runs and of the one before, up to this distance and whole.
func (p *tape) season(now, past, all []row) *tape {
	return p.set("page_home_cells-season", now...).set("page_home_cells-season-past", past...).set("page_home_cells-season-whole", all...)
}

func seasonTarget(category string, money int64) row {
	return row{"period_kind": "季节", "period": "2026中秋", "channel": "", "category": category, "revenue_fen": yuan(money)}
}

// The curve is that of the categories with a target: 2,000 of 10,000 by this distance, whatever cakes did.
func TestSeasonAgainstTheBookingCurve(t *testing.T) {
	p := calm(t).season(
		[]row{cell("天猫", "月饼", 30_000), cell("天猫", "礼盒", 20_000), cell("天猫", "糕点", 90_000)},
		[]row{cell("天猫", "月饼", 1_000), cell("天猫", "礼盒", 1_000), cell("天猫", "糕点", 9_000)},
		[]row{cell("天猫", "月饼", 4_000), cell("天猫", "礼盒", 6_000), cell("天猫", "糕点", 9_000)})
	p.set("page_home_targets", seasonTarget("月饼", 80_000), seasonTarget("礼盒", 120_000))
	fig := figure(t, p.home(zh), "中秋季 GMV")
	if fig.Bar == nil || fig.Bar.Done != "25.0" || fig.Bar.PaceX != "20.0" {
		t.Errorf("50,000 of 200,000 against a fifth: %+v", fig.Bar)
	}
	want := []string{"达成 25.0%", "时间进度 20.0%（预订曲线）", "目标 20.0万", "其中有目标的 5.0万"}
	if diff := cmp.Diff(want, fig.Notes); diff != "" {
		t.Error(diff)
	}
}

func TestTargetOfTheWholeIsNotCountedTwice(t *testing.T) {
	p := calm(t).season([]row{cell("天猫", "月饼", 30_000)}, []row{cell("天猫", "月饼", 1_000)}, []row{cell("天猫", "月饼", 4_000)})
	p.set("page_home_targets", seasonTarget("", 300_000), seasonTarget("月饼", 200_000), seasonTarget("", 1).with("channel", "天猫"))
	if fig := figure(t, p.home(zh), "中秋季 GMV"); fig.Bar.Done != "10.0" || !slices.Contains(fig.Notes, "目标 30.0万") {
		t.Errorf("the whole asks for 300,000: %+v %v", fig.Bar, fig.Notes)
	}
	p.set("page_home_targets", seasonTarget("月饼", 60_000), seasonTarget("月饼", 40_000).with("channel", "京东"))
	if fig := figure(t, p.home(zh), "中秋季 GMV"); fig.Bar.Done != "30.0" {
		t.Errorf("money that two targets match is counted %s of 100,000", fig.Bar.Done)
	}
}

func TestMoreThanTheTargetFillsTheBarOnly(t *testing.T) {
	p := calm(t).season([]row{cell("天猫", "月饼", 30_000)}, []row{cell("天猫", "月饼", 4_000)}, []row{cell("天猫", "月饼", 4_000)})
	p.set("page_home_targets", seasonTarget("", 20_000))
	fig := figure(t, p.home(zh), "中秋季 GMV")
	if fig.Bar.Done != "100.0" || fig.Bar.PaceX != "99.3" || fig.Notes[0] != "达成 150.0%" {
		t.Errorf("half more than asked: %+v %v", fig.Bar, fig.Notes)
	}
}

func TestWithoutTargetTheYearBeforeIsShown(t *testing.T) {
	fig := figure(t, calm(t).home(zh), "8 月 GMV")
	if fig.Bar != nil || len(fig.Notes) != 2 || !strings.HasPrefix(fig.Notes[0], "农历同比 ▲ +") || !strings.HasPrefix(fig.Notes[1], "时间进度 ") {
		t.Errorf("a month without a target: %+v", fig)
	}
}

func TestNoFestivalAhead(t *testing.T) {
	p := newTape(t).set("page_festival")
	h := p.home(zh)
	if slices.ContainsFunc(h.Ledger, func(f view.Figure) bool { return strings.Contains(f.Name, "季") }) {
		t.Error("a season without a festival")
	}
	if notes := figure(t, h, "上周 GMV").Notes; len(notes) != 2 || slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "农历") }) {
		t.Errorf("a lunar comparison without a festival: %v", notes)
	}
	if h.WeekTitle != "每周 GMV" || h.WeekRead != "" {
		t.Errorf("the weeks claim a festival: %q %q", h.WeekTitle, h.WeekRead)
	}
}

func TestLedgerLeavesOutWhatIsNotKnown(t *testing.T) {
	p := newTape(t).set("page_home_margin").set("page_home_stock").set("page_home_scores")
	var names []string
	for _, f := range p.home(zh).Ledger {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"中秋季 GMV", "8 月 GMV", "上周 GMV", "订单数"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestMarginOfCrossedNumbers(t *testing.T) {
	p := newTape(t).set("page_home_margin",
		row{"day": "2026-08-12", "net_fen": "10000", "cost_fen": "6000"}, row{"day": "2026-08-17", "net_fen": "10000", "cost_fen": "5000"},
		row{"day": "2026-08-23", "net_fen": "10000", "cost_fen": "7000"})
	fig := figure(t, p.home(zh), "毛利率")
	if fig.Value != "40.0%" || fig.Notes[0] != "比上周 0.0 点" {
		t.Errorf("12,000 of 20,000 is cost, 60%% before too: %+v", fig)
	}
}

func TestStockAndError(t *testing.T) {
	p := newTape(t).set("page_home_stock", row{"day": "2026-08-22", "stock_fen": "28000000", "sold_fen": "14000000"})
	h := p.home(zh)
	if fig := figure(t, h, "库存成本"); fig.Value != "28.0万" || fig.Span != "08-22 收盘" || fig.Notes[0] != "按近 28 天够卖 56.0 天" {
		t.Errorf("%+v", fig)
	}
	want := view.Figure{Name: "预测误差 WAPE", Span: "回测，8 个窗口", Value: "18.6%", Notes: []string{"农历朴素 24.7%", "手工公式 31.2%", "季节朴素（7 天） 57.4%"}}
	if diff := cmp.Diff(want, figure(t, h, "预测误差 WAPE")); diff != "" {
		t.Error(diff)
	}
}

// climbing is money that grows by a yuan a day from 1 on 2024-06-25, so that every sum can be done by hand.
func (p *tape) climbing() *tape {
	first := day("2024-06-24")
	var rows []row
	for i := range 900 {
		rows = append(rows, row{"day": first.AddDate(0, 0, i).Format(time.DateOnly), "orders": "1", "gmv_fen": yuan(int64(i)), "refund_fen": "0"})
	}
	return p.set("page_home_days", rows...)
}

// Mid-Autumn 2025 is 354 days before that of 2026. 2026-08-17 is day 784, so its week holds 7×784+21 = 5,509;
// 354 days back it is 7×430+21 = 3,031. The first of 13 weeks begins on day 700: 4,921 against 7×346+21 = 2,443.
func TestWeeksByHandFestivalEarlier(t *testing.T) {
	h := newTape(t).climbing().home(zh)
	want := []view.WeekRow{
		{Week: "W22", Monday: "05-25", This: "4,921.00", Before: "2,443.00", Change: "+101.4%"},
		{Week: "W34", Monday: "08-17", This: "5,509.00", Before: "3,031.00", Change: "+81.8%"},
	}
	if diff := cmp.Diff(want, []view.WeekRow{h.WeekRows[0], h.WeekRows[12]}); diff != "" {
		t.Error(diff)
	}
	if want := "同样离节日这么远时，今年比去年多 81.8%"; !strings.Contains(h.WeekTitle, want) {
		t.Errorf("title %q", h.WeekTitle)
	}
	// 364 days back: 7×420+21 = 2,961, so the Gregorian change is +86.1%.
	if want := "公历同比 +86.1% 不可用：去年中秋在 10-06，今年在 09-25，差 11 天。对照日期：今年 08-17 至 08-23，去年 08-28 至 09-03。"; h.WeekRead != want {
		t.Errorf("reading %q", h.WeekRead)
	}
}

// From 2024 to 2025 the festival came 19 days of the year later, 384 days after the one before. 2025-08-18 is
// day 420: 2,961 against 7×36+21 = 273; by the calendar, 364 days back, 7×56+21 = 413.
func TestWeeksByHandFestivalLater(t *testing.T) {
	p := newTape(t).climbing().each("page_header", func(r row) { r["as_of"], r["today"] = "2025-08-24", "2025-08-25" })
	h := p.home(zh)
	want := view.WeekRow{Week: "W34", Monday: "08-18", This: "2,961.00", Before: "273.00", Change: "+984.6%"}
	if diff := cmp.Diff(want, h.WeekRows[12]); diff != "" {
		t.Error(diff)
	}
	if want := "公历同比 +616.9% 不可用：去年中秋在 09-17，今年晚到 10-06，差 19 天。对照日期：今年 08-18 至 08-24，去年 07-30 至 08-05。"; h.WeekRead != want {
		t.Errorf("reading %q", h.WeekRead)
	}
	if h.WeekRows[0].Before != "0.00" || h.WeekRows[0].Change != view.Dash {
		t.Errorf("a week before the first sale is compared: %+v", h.WeekRows[0])
	}
}

// A run in the middle of a week shows whole weeks only.
func TestWeekInTheMiddle(t *testing.T) {
	for asof, monday := range map[string]string{"2026-08-19": "08-10", "2026-08-22": "08-10", "2026-08-23": "08-17", "2026-08-24": "08-17"} {
		p := newTape(t).climbing().each("page_header", func(r row) {
			r["as_of"], r["today"] = asof, day(asof).AddDate(0, 0, 1).Format(time.DateOnly)
		})
		if got := p.home(zh).WeekRows[12].Monday; got != monday {
			t.Errorf("with data to %s the last week begins on %s, want %s", asof, got, monday)
		}
	}
}

// A comparison that rounds to nothing has no direction.
func TestArrowHasADirectionOrNone(t *testing.T) {
	p := newTape(t)
	p.each("page_home_days", func(r row) {
		r["gmv_fen"] = "10000000"
		if r["day"] == "2026-08-17" {
			r["gmv_fen"] = "10000100"
		}
	})
	if notes := figure(t, p.home(zh), "上周 GMV").Notes; !slices.Equal(notes, []string{"农历同比 0.0%", "环比 0.0%", "公历同比 0.0%"}) {
		t.Errorf("a yuan more on 700,000: %v", notes)
	}
}

func TestChannelStates(t *testing.T) {
	p := newTape(t)
	var now, past, all, targets, channels []row
	for _, c := range []struct {
		name   string
		booked int64 // of 1,000, when half is due
	}{{"甲", 500}, {"乙", 400}, {"丙", 399}} {
		now = append(now, cell(c.name, "糕点", c.booked))
		past, all = append(past, cell(c.name, "糕点", 5)), append(all, cell(c.name, "糕点", 10))
		targets = append(targets, target(c.name, 1_000))
		channels = append(channels, row{"channel": c.name, "orders": "1", "gmv_fen": "100"})
	}
	// 丁 has no past: its measure is the calendar's, 23 of 31 days. 戊 has no target.
	now = append(now, cell("丁", "糕点", 750), cell("戊", "糕点", 750))
	targets = append(targets, target("丁", 1_000))
	channels = append(channels, row{"channel": "丁", "orders": "1", "gmv_fen": "100"}, row{"channel": "戊", "orders": "1", "gmv_fen": "100"})
	p.set("page_home_cells-month", now...).set("page_home_cells-month-past", past...).set("page_home_cells-month-whole", all...)
	p.set("page_home_targets", targets...).set("page_home_channels-week", channels...)
	got := map[string]string{}
	table := p.home(zh).Channels
	for _, r := range table.Rows {
		got[r.Channel] = r.Reached + " " + r.State.Text
	}
	want := map[string]string{"甲": "50.0% 快于进度", "乙": "40.0% 接近", "丙": "39.9% 落后 10 点以上", "丁": "75.0% 快于进度", "戊": "— "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if table.Total.Month != "2,049.00" || table.Total.Target != "4,000.00" || table.Total.Reached != "51.2%" {
		t.Errorf("the month in total: %+v", table.Total)
	}
}

// With more categories than columns the rest stands under 其他, refunds of old orders included, and rows still add up.
func TestChannelTableWithManyCategories(t *testing.T) {
	p := newTape(t)
	var cells []row
	for i, c := range []string{"", "a", "b", "c", "d", "e", "f"} {
		cells = append(cells, cell("甲", c, int64(100*i+7)), cell("乙", c, int64(i)-3))
	}
	p.set("page_home_cells-week", cells...)
	p.set("page_home_channels-week", row{"channel": "乙", "orders": "3", "gmv_fen": yuan(0)}, row{"channel": "甲", "orders": "9", "gmv_fen": yuan(2149)})
	table := p.home(zh).Channels
	if diff := cmp.Diff([]string{"f", "e", "d", "c"}, table.Categories); diff != "" {
		t.Errorf("the dearest four: %s", diff)
	}
	want := [][]string{
		{"甲", "607.00", "507.00", "407.00", "307.00", "321.00", "2,149.00"},
		{"乙", "3.00", "2.00", "1.00", "0.00", "−6.00", "0.00"},
		{"合计", "610.00", "509.00", "408.00", "307.00", "315.00", "2,149.00"},
	}
	var got [][]string
	for _, r := range append(table.Rows, table.Total) {
		got = append(got, append(append([]string{r.Channel}, r.Cells...), r.Sum))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if table.Total.Orders != "12" {
		t.Errorf("orders %s", table.Total.Orders)
	}
}

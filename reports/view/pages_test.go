package view_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/replay"
	"zhiwei/reports/view"
)

func recorded(t *testing.T) *replay.Store {
	t.Helper()
	s, err := replay.Open(os.DirFS(filepath.Join("..", "testdata", "replay")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func header(t *testing.T, s *replay.Store) view.Header {
	t.Helper()
	h, ok, err := view.LoadHeader(t.Context(), s, "")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return h
}

// fen reads money as it is shown back into fen.
func fen(t *testing.T, text string) int64 {
	t.Helper()
	v, err := strconv.ParseInt(strings.NewReplacer("¥", "", ",", "", ".", "", "−", "-").Replace(text), 10, 64)
	if err != nil {
		t.Fatalf("%q is no money: %v", text, err)
	}
	return v
}

func TestHeader(t *testing.T) {
	want := view.Header{
		RunID: "R20260824-3f9a1c", AsOf: day("2026-08-23"), Today: day("2026-08-24"), Company: "示例食品电商", Version: "0.1.0", Draft: true,
		Files: 7, Rows: 54861, Held: 16, Unmapped: 11, HeldFen: 990702, UnmappedFen: 126160,
		Festival: view.Festival{Name: "中秋", Day: day("2026-09-25"), Before: day("2025-10-06"), Older: day("2024-09-17"), Days: 32},
	}
	got := header(t, recorded(t))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.ToHandle() != 27 || got.Festival.Shift() != 354 || !got.Festival.Known() {
		t.Errorf("27 rows to handle and 354 days between two Mid-Autumns, got %d and %d", got.ToHandle(), got.Festival.Shift())
	}
	if none := (view.Festival{}); none.Known() || none.Shift() != 364 {
		t.Error("a run without a festival ahead has one")
	}
}

func TestRuler(t *testing.T) {
	s := recorded(t)
	h := header(t, s)
	r, err := view.LoadRuler(t.Context(), s, zh, h)
	if err != nil {
		t.Fatal(err)
	}
	if r.Days != 32 || r.Festival != "中秋" || r.Sold == "" || r.Curve == "" || r.Past == "" || r.Ahead == "" {
		t.Errorf("the ruler lacks something: %+v", r)
	}
	if r.SoldShare <= 0 || r.SoldShare >= 1 {
		t.Errorf("sold share %v", r.SoldShare)
	}
	var promos []string
	for _, p := range r.Promos {
		promos = append(promos, p.Text)
		if !strings.Contains(r.Spoken, p.Text) {
			t.Errorf("%s is drawn and not said", p.Text)
		}
	}
	if diff := cmp.Diff([]string{"夏日糕点", "中秋预热", "中秋大促"}, promos); diff != "" {
		t.Errorf("promotions, each once: %s", diff)
	}
	last := -1.0
	for _, tick := range r.Ticks {
		x, err := strconv.ParseFloat(tick.X, 64)
		if err != nil || x <= last || x > 1040 {
			t.Errorf("tick %q at %q after %v", tick.Text, tick.X, last)
		}
		last = x
	}
	if first, end := r.Ticks[0].Text, r.Ticks[len(r.Ticks)-1].Text; first != "节前第60天" || end != "节日" {
		t.Errorf("the axis runs from %q to %q", first, end)
	}
	h.Festival = view.Festival{}
	if r, err = view.LoadRuler(t.Context(), s, zh, h); err != nil || r.Known {
		t.Errorf("a ruler without a festival: %v %v", r.Known, err)
	}
}

func home(t *testing.T, f view.Format) view.Home {
	t.Helper()
	s := recorded(t)
	h, err := view.LoadHome(t.Context(), s, f, header(t, s))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestQueue(t *testing.T) {
	h := home(t, zh)
	var sum, three int64
	for i, x := range h.Queue {
		sum += x.Fen
		if i < 3 {
			three += x.Fen
		}
		if i > 0 && x.Fen > h.Queue[i-1].Fen {
			t.Errorf("row %d is dearer than the one before", i+1)
		}
		if x.Fen < 50_000 || fen(t, x.Money) != x.Fen || x.Say == "" || x.Who == "" || x.Link == "" || x.Tag.Shape == "" {
			t.Errorf("row %d lacks something: %+v", i+1, x)
		}
	}
	if len(h.Queue) == 0 || len(h.Queue) > 20 || fen(t, h.QueueSum) != sum {
		t.Fatalf("%d rows, sum %s", len(h.Queue), h.QueueSum)
	}
	for _, part := range []string{strconv.Itoa(len(h.Queue)) + " 件", h.QueueSum, zh.Percent(float64(three) / float64(sum))} {
		if !strings.Contains(h.Title, part) {
			t.Errorf("the title %q does not say %s", h.Title, part)
		}
	}
	var kinds []string
	for _, x := range h.Queue {
		kinds = append(kinds, x.Tag.Text)
	}
	for _, kind := range []string{"已过最晚下单日", "今天必须下单", "本周要下单", "目标缺口", "数据待处理", "断货致低估", "在途逾期", "起订与保质期冲突"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("nothing of the kind %s among %v", kind, kinds)
		}
	}
}

func TestStockoutIsValuedAtThePaceOfOtherDays(t *testing.T) {
	for _, x := range home(t, zh).Queue {
		if x.Tag.Text != "断货致低估" {
			continue
		}
		if !strings.Contains(x.What, "桂花糕") || !strings.Contains(x.Say, "3 天断货") || x.Fen%1680 != 0 {
			t.Errorf("%s: %s, %d fen", x.What, x.Say, x.Fen)
		}
		pieces := x.Fen / 1680
		if pieces < 200 || pieces > 320 || !strings.Contains(x.Say, zh.Int(pieces)+" 盒") {
			t.Errorf("%d pieces missed on 3 days of about 100: %s", pieces, x.Say)
		}
		return
	}
	t.Error("the days without stock are not in the queue")
}

func TestLedgerAndChannels(t *testing.T) {
	h := home(t, zh)
	byName := map[string]view.Figure{}
	for _, fig := range h.Ledger {
		byName[fig.Name] = fig
	}
	for name, want := range map[string]struct {
		span string
		bar  bool
	}{
		"中秋季 GMV": {"07-20 至 08-23", true}, "8 月 GMV": {"08-01 至 08-23", true}, "上周 GMV": {"W34，08-17 至 08-23", false},
		"毛利率": {"W34，成本价已知的商品", false}, "订单数": {"W34，已付款", false}, "库存成本": {"08-23 收盘", false}, "预测误差 WAPE": {"回测，8 个窗口", false},
	} {
		fig, ok := byName[name]
		if !ok || fig.Span != want.span || (fig.Bar != nil) != want.bar || fig.Value == "" || len(fig.Notes) == 0 {
			t.Errorf("%s: %+v", name, fig)
		}
	}
	if got := byName["8 月 GMV"].Notes[1]; !strings.Contains(got, "预订曲线") {
		t.Errorf("the month's progress is not the booking curve's: %s", got)
	}
	var total, orders int64
	columns := make([]int64, len(h.Channels.Categories)+1)
	for _, r := range h.Channels.Rows {
		var row int64
		for i, c := range r.Cells {
			row += fen(t, c)
			columns[i] += fen(t, c)
		}
		if row != fen(t, r.Sum) {
			t.Errorf("%s: the categories add up to %d, the row says %s", r.Channel, row, r.Sum)
		}
		total, orders = total+row, orders+fen(t, r.Orders)
	}
	if total != fen(t, h.Channels.Total.Sum) || orders != fen(t, h.Channels.Total.Orders) || total != fen(t, h.WeekRows[len(h.WeekRows)-1].This) {
		t.Error("the channels do not add up to the week")
	}
	for i, c := range h.Channels.Total.Cells {
		if fen(t, c) != columns[i] {
			t.Errorf("column %d adds up to %d, the total says %s", i, columns[i], c)
		}
	}
}

func TestWeeksAreLunar(t *testing.T) {
	h := home(t, zh)
	if len(h.WeekRows) != 13 || h.WeekRows[0].Week != "W22" || h.WeekRows[12].Monday != "08-17" {
		t.Fatalf("weeks %v", h.WeekRows)
	}
	last := h.WeekRows[12]
	if want := zh.SignedPercent(float64(fen(t, last.This))/float64(fen(t, last.Before)) - 1); last.Change != want {
		t.Errorf("the change is %s, want %s", last.Change, want)
	}
	for _, part := range []string{"10-06", "09-25", "08-17 至 08-23", "08-28 至 09-03"} {
		if !strings.Contains(h.WeekRead, part) {
			t.Errorf("the reading %q does not name %s", h.WeekRead, part)
		}
	}
}

func TestSeries(t *testing.T) {
	s := recorded(t)
	h := header(t, s)
	book, err := view.LoadBook(t.Context(), s, h, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(book.SKUs()); n != 25 || book.SKUs()[0] != "LH1001" {
		t.Fatalf("%d items, the dearest is %s", n, book.SKUs()[0])
	}
	for _, sku := range book.SKUs() {
		for _, f := range []view.Format{zh, en} {
			p, ok, err := book.Page(f, sku, "")
			if err != nil || !ok {
				t.Fatalf("%s: %v %v", sku, ok, err)
			}
			checkSeries(t, p)
		}
	}
	if _, ok, err := book.Page(zh, "NOBODY", ""); ok || err != nil {
		t.Error("an unknown item has a page")
	}
	if _, ok, err := book.Page(zh, "GD1001", "nobody"); ok || err != nil {
		t.Error("an unknown channel has a page")
	}
}

// checkSeries holds what is true of every item: quantiles do not cross, rows are as long as their heads.
func checkSeries(t *testing.T, p view.SeriesPage) {
	t.Helper()
	if p.Fan == nil || p.Seasons == nil || len(p.Scores) != 4 || len(p.Channels) != 6 || p.Why == "" || strings.Contains(p.Why, "{{") {
		t.Errorf("%s lacks a part: why %q, %d scores, %d channels", p.SKU, p.Why, len(p.Scores), len(p.Channels))
	}
	for _, m := range p.Measures {
		if len(m.Cells) != len(p.Weeks) {
			t.Errorf("%s: %s has %d cells under %d heads", p.SKU, m.Name, len(m.Cells), len(p.Weeks))
		}
	}
	for _, r := range p.FanRows {
		if r.P10 == "" {
			continue
		}
		if a, b, c := fen(t, r.P10), fen(t, r.P50), fen(t, r.P90); a > b || b > c || r.Actual != "" {
			t.Errorf("%s %s: P10 %d, P50 %d, P90 %d, actual %q", p.SKU, r.Day, a, b, c, r.Actual)
		}
	}
	for _, r := range p.SeasonRows {
		if len(r.Cells) != len(p.SeasonYears) {
			t.Errorf("%s: season row %s has %d cells under %d heads", p.SKU, r.Before, len(r.Cells), len(p.SeasonYears))
		}
	}
}

func TestDaysOutAreBlankAndNotZero(t *testing.T) {
	s := recorded(t)
	book, err := view.LoadBook(t.Context(), s, header(t, s), "GD1001", "")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := book.Page(zh, "GD1001", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range p.FanRows {
		out := r.Day == "08-18" || r.Day == "08-19" || r.Day == "08-20"
		if out && r.Actual != "—" || !out && r.Actual == "—" {
			t.Errorf("%s shows %q", r.Day, r.Actual)
		}
	}
	if !p.HasOuts || !p.HasPromos || !strings.Contains(p.Why, "断货 3 天") {
		t.Errorf("the days out or the promotion are missing: %v %v %s", p.HasOuts, p.HasPromos, p.Why)
	}
	if !strings.HasPrefix(p.Why, "常年商品：近期水平") {
		t.Errorf("why: %s", p.Why)
	}
}

func TestList(t *testing.T) {
	s := recorded(t)
	l, err := view.LoadList(t.Context(), s, zh, header(t, s))
	if err != nil {
		t.Fatal(err)
	}
	worse := 0
	for _, r := range l.Rows {
		if r.Better.Kind == "warn" {
			worse++
		}
		if !strings.Contains(r.Search, strings.ToLower(r.SKU)) || r.Link != "series/"+r.SKU+".html" {
			t.Errorf("%s: search %q, link %q", r.SKU, r.Search, r.Link)
		}
	}
	if worse != 2 || !strings.Contains(l.Title, "23 个不差于手工公式") {
		t.Errorf("%d items are worse than the hand formula: %s", worse, l.Title)
	}
}

func purchase(t *testing.T, f view.Format) (view.Purchase, []view.PlanLine) {
	t.Helper()
	s := recorded(t)
	h := header(t, s)
	p, err := view.LoadPurchase(t.Context(), s, f, h)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := view.LoadPlan(t.Context(), s, h.RunID)
	if err != nil {
		t.Fatal(err)
	}
	return p, lines
}

func TestPurchase(t *testing.T) {
	p, lines := purchase(t, zh)
	var rows []view.PlanRow
	for _, g := range p.Groups {
		if !strings.Contains(g.Title, strconv.Itoa(len(g.Rows))+" 行") {
			t.Errorf("the head %q is over %d rows", g.Title, len(g.Rows))
		}
		rows = append(rows, g.Rows...)
	}
	if len(rows) != len(lines) || p.Title != "还有 3 行今天要定；先定团圆礼盒空盒" || !p.Draft {
		t.Fatalf("%d rows of %d lines: %s", len(rows), len(lines), p.Title)
	}
	var sum int64
	for _, r := range rows {
		sum += fen(t, r.Amount)
		if len(r.Steps) != 12 || r.Steps[3].Op != "=" || !r.Steps[3].Sum {
			t.Errorf("%s has %d steps", r.SKU, len(r.Steps))
		}
		var window, gap float64
		for i, w := range r.Balance.W {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil {
				t.Fatal(err)
			}
			if i < 2 {
				window += v
			} else {
				gap += v
			}
		}
		if math.Abs(math.Max(window, gap)-100) > .05 || window > 100.05 || gap > 100.05 {
			t.Errorf("%s: the bars are %v and %v wide", r.SKU, window, gap)
		}
	}
	if sum != fen(t, p.AmountFen) {
		t.Errorf("the rows add up to %d, the total says %s", sum, p.AmountFen)
	}
}

// Each number of a sentence stands in the line's own cells.
func TestSentenceSpeaksItsOwnNumbers(t *testing.T) {
	_, lines := purchase(t, zh)
	for _, l := range lines {
		text := view.SentenceText(zh, l)
		for _, n := range []string{
			"窗口" + strconv.Itoa(l.Review+l.Lead) + "天", "预计卖" + zh.Round(l.WindowMean), "安全库存" + zh.Round(l.SafetyStock),
			"目标" + zh.Round(l.OrderUpTo), "库存位置" + zh.Int(l.Position),
		} {
			if !strings.Contains(text, n) {
				t.Errorf("line %d: %q does not say %s", l.Line, text, n)
			}
		}
		if l.Qty > 0 && !strings.Contains(text, "取"+zh.Int(l.Qty)) {
			t.Errorf("line %d: %q does not say the quantity %d", l.Line, text, l.Qty)
		}
		if strings.Contains(text, "[[") || strings.ContainsAny(text, " -") {
			t.Errorf("line %d: marks or blanks are left in %q", l.Line, text)
		}
		if l.Overdue > 0 != strings.Contains(text, "逾期") {
			t.Errorf("line %d: overdue %d, but %q", l.Line, l.Overdue, text)
		}
	}
}

func TestSentenceStrong(t *testing.T) {
	_, lines := purchase(t, en)
	var strong []string
	for _, s := range view.Sentence(en, lines[2]) {
		if s.Strong {
			strong = append(strong, s.Text)
		}
	}
	if diff := cmp.Diff([]string{"474", "480"}, strong); diff != "" {
		t.Errorf("need and quantity are what is strong: %s", diff)
	}
}

func TestHealth(t *testing.T) {
	s := recorded(t)
	h := header(t, s)
	p, err := view.LoadHealth(t.Context(), s, zh, h)
	if err != nil {
		t.Fatal(err)
	}
	var sum, rows int64
	for _, r := range p.Held {
		sum += fen(t, r.Money)
		rows += int64(len(r.Lines))
		if strconv.Itoa(len(r.Lines)) != r.Rows || r.Reason == r.Code || r.Next == "" {
			t.Errorf("%s: %s rows, %d lines, %q", r.Code, r.Rows, len(r.Lines), r.Next)
		}
	}
	if sum != h.HeldFen || rows != h.Held || fen(t, p.HeldSum) != sum {
		t.Errorf("the reasons add up to %d in %d rows, the head says %d in %d", sum, rows, h.HeldFen, h.Held)
	}
	if want := (view.HeldLine{File: "企业团购_202608.xlsx", Line: "Sheet1，288", Column: "店铺", Value: "团购二部", Money: "5,200.00"}); !cmp.Equal(p.Held[0].Lines[0], want) {
		t.Errorf("the dearest row is %+v", p.Held[0].Lines[0])
	}
	for _, f := range p.Files {
		if f.State.Text != "平" || f.RowDiff != "0 行" || f.Diff != "0.00" && f.Diff != "—" {
			t.Errorf("%s: %+v", f.Name, f)
		}
	}
	if p.FilesTotal.Records != "54,861" || p.FilesTotal.Money != "4,715,981.50" || p.FilesTotal.Note == "" {
		t.Errorf("the total counts orders and items twice: %+v", p.FilesTotal)
	}
	if p.Checks[0].State.Kind != "warn" || p.Checks[len(p.Checks)-1].State.Kind != "good" {
		t.Error("checks that need a look do not come first")
	}
	if !strings.HasPrefix(p.Title, "数据可用：7 个文件对账一分不差；27 行") {
		t.Errorf("title %q", p.Title)
	}
}

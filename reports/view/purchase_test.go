package view_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
)

var (
	figures = regexp.MustCompile(`\d[\d,]*(\.\d+)?`)
	hyphen  = regexp.MustCompile(`-\d`) // a minus that is none
)

// spoken are the numbers of a sentence, as numbers.
func spoken(text string) []float64 {
	var out []float64
	for _, m := range figures.FindAllString(text, -1) {
		v, err := strconv.ParseFloat(strings.ReplaceAll(m, ",", ""), 64)
		if err != nil {
			panic(err)
		}
		out = append(out, v)
	}
	return out
}

// mayBeSaid are the line's own cells, and what follows from them by one subtraction or division.
func mayBeSaid(l view.PlanLine) []float64 {
	days := plan.ExcessDays(l.Excess, l.WindowMean/float64(max(l.Review+l.Lead, 1)))
	out := []float64{
		float64(l.Review + l.Lead), l.WindowMean, l.SafetyStock, l.OrderUpTo, float64(l.Position), l.Need, -l.Need, float64(l.Position) * -1,
		float64(l.MOQ), float64(max(l.Case, 1)), 1, float64(l.Qty), float64(l.Excess), l.Need - float64(l.Qty), float64(l.Overdue), days,
	}
	return out
}

func near(list []float64, v float64) bool {
	return slices.ContainsFunc(list, func(x float64) bool { return v-x < .5001 && x-v < .5001 })
}

// Read back, each number of a sentence is a cell of its line, in both languages.
func TestSentenceReadsBack(t *testing.T) {
	for _, f := range []view.Format{zh, en} {
		_, lines := purchase(t, f)
		for _, l := range lines {
			text := view.SentenceText(f, l)
			said := spoken(text)
			for _, v := range said {
				if !near(mayBeSaid(l), v) {
					t.Errorf("line %d says %v, which is none of its cells: %s", l.Line, v, text)
				}
			}
			for what, v := range map[string]float64{"window": float64(l.Review + l.Lead), "demand": l.WindowMean, "safety": l.SafetyStock, "target": l.OrderUpTo, "position": float64(l.Position)} {
				if !near(said, v) {
					t.Errorf("line %d does not say its %s %v: %s", l.Line, what, v, text)
				}
			}
		}
	}
}

func TestSentenceReadsBackForAnyLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := view.PlanLine{
			Unit: "盒", Review: rapid.IntRange(1, 14).Draw(t, "review"), Lead: rapid.IntRange(0, 60).Draw(t, "lead"),
			WindowMean: float64(rapid.IntRange(0, 1e8).Draw(t, "hundredths")) / 100, SafetyStock: rapid.Float64Range(0, 1e5).Draw(t, "safety"),
			Position: rapid.Int64Range(-1e5, 1e6).Draw(t, "position"), MOQ: rapid.Int64Range(0, 5000).Draw(t, "moq"),
			Case: rapid.Int64Range(0, 60).Draw(t, "case"), Qty: rapid.Int64Range(0, 1e6).Draw(t, "qty"),
		}
		l.OrderUpTo = l.WindowMean + l.SafetyStock
		l.Need = l.OrderUpTo - float64(l.Position)
		l.Excess = max(0, l.Qty-int64(max(0, l.Need)))
		for _, f := range []view.Format{zh, en} {
			text := view.SentenceText(f, l)
			for _, v := range spoken(text) {
				if !near(mayBeSaid(l), v) {
					t.Fatalf("%v is none of the cells of %+v: %s", v, l, text)
				}
			}
			if strings.Contains(text, "{{") || strings.Contains(text, "[[") || strings.Contains(text, "]]") || hyphen.MatchString(text) {
				t.Fatalf("marks are left in %s", text)
			}
		}
	})
}

func TestSentenceNamesWhatStandsInTheWay(t *testing.T) {
	_, lines := purchase(t, zh)
	l := lines[2]
	for code, want := range map[string]string{"moq-over-shelf-life": "起订与保质期冲突。", "no-supplier": "没有供应商资料，只列需求。", "of-tomorrow": "of-tomorrow。"} {
		l.Exception, l.Qty, l.Excess = code, 0, 0
		if text := view.SentenceText(zh, l); !strings.HasSuffix(text, "暂不下单。"+want) {
			t.Errorf("%s: %s", code, text)
		}
	}
	l.Overdue = 96
	if text := view.SentenceText(zh, l); !strings.HasSuffix(text, "另有在途96盒逾期，不计入供应。") {
		t.Errorf("overdue supply is not said last: %s", text)
	}
}

// Done on paper the steps give the sums that they show.
func TestStepsAddUp(t *testing.T) {
	for _, f := range []view.Format{zh, en} {
		p := newTape(t).purchase(f)
		for _, g := range p.Groups {
			for _, r := range g.Rows {
				var total int64
				sums := 0
				for _, s := range r.Steps {
					v := int64(spoken(s.Value)[0])
					if strings.HasPrefix(s.Value, view.Minus) {
						v = -v
					}
					switch s.Op {
					case "":
						total = v
					case "+":
						total += v
					case view.Minus:
						total -= v
					case "=":
						sums++
						if sums < 3 && total != v {
							t.Errorf("%s: the steps make %d, the sum %s says %d", r.SKU, total, s.Name, v)
						}
						if sums == 3 && f.Int(v) != strings.Fields(r.Qty)[0] {
							t.Errorf("%s: the last step gives %d, the row says %s", r.SKU, v, r.Qty)
						}
					}
					if s.Name == "" || s.Source == "" || strings.Contains(s.Name+s.Source, "plan.") {
						t.Errorf("%s: a step without words: %+v", r.SKU, s)
					}
				}
				if sums != 3 {
					t.Errorf("%s has %d sums", r.SKU, sums)
				}
			}
		}
	}
}

// A changed cell shows in the steps: they are not worked out a second time.
func TestStepsAreTheRecordedOnes(t *testing.T) {
	p := newTape(t).each("page_purchase_steps", func(r row) {
		if r["line"] == "3" && r["code"] == "allocated" {
			r["amount"] = "-7"
		}
		if r["line"] == "3" && r["code"] == "moq" {
			r["code"], r["unit"], r["amount"] = "amount", "fen", "460800"
		}
		if r["line"] == "3" && r["code"] == "case" {
			r["code"], r["source"] = "of-tomorrow", "a letter"
		}
	})
	var got []view.StepRow
	for _, g := range p.purchase(zh).Groups {
		for _, r := range g.Rows {
			if r.Anchor == "L3" {
				got = []view.StepRow{r.Steps[6], r.Steps[9], r.Steps[10]}
			}
		}
	}
	want := []view.StepRow{{Op: view.Minus, Name: "已分配", Value: "−7", Source: "库存快照"}, {Name: "金额", Value: "¥4,608.00", Source: "手工"}, {Name: "of-tomorrow", Value: "24", Source: "a letter"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Whatever the order of the lines, those that must be decided come first, and lines keep the plan's order within.
func TestUrgencyOrder(t *testing.T) {
	p := newTape(t)
	lines := p.rows("page_purchase")
	slices.Reverse(lines)
	var heads, anchors []string
	page := p.set("page_purchase", lines...).purchase(zh)
	for _, g := range page.Groups {
		heads = append(heads, g.Title)
		for _, r := range g.Rows {
			anchors = append(anchors, r.Anchor)
		}
	}
	if diff := cmp.Diff([]string{"今天要定，3 行", "本周内，4 行", "以后，3 行", "不用订或不能订，2 行"}, heads); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(strings.Fields("L3 L2 L1 L7 L6 L5 L4 L10 L9 L8 L12 L11"), anchors); diff != "" {
		t.Error(diff)
	}
	if page.Title != "还有 3 行今天要定；先定龙井茶酥" {
		t.Errorf("the title names %q and not the first line", page.Title)
	}
}

func TestDueWords(t *testing.T) {
	for _, c := range []struct {
		urgency, latest string
		want            view.Tag
	}{
		{"past-due", "2026-08-23", view.Tag{Kind: "late", Shape: "diamond", Text: "08-23 已过 1 天"}},
		{"today", "2026-08-24", view.Tag{Kind: "late", Shape: "dot", Text: "08-24 今天"}},
		{"this-week", "2026-08-28", view.Tag{Kind: "warn", Shape: "bar", Text: "08-28 周五"}},
		{"later", "2026-10-01", view.Tag{Shape: "bar", Text: "10-01"}},
		{"watch", "", view.Tag{Shape: "ring", Text: "观察"}},
	} {
		g := newTape(t).set("page_purchase", line(t, "urgency", c.urgency, "latest_order", c.latest)).purchase(zh).Groups
		if diff := cmp.Diff(c.want, g[0].Rows[0].Due); diff != "" {
			t.Errorf("%s: %s", c.urgency, diff)
		}
	}
}

// Without a price list only the need is known: no supplier, no days, no price, no order.
func TestNeedOnly(t *testing.T) {
	p := newTape(t).set("page_purchase", line(t, "supplier", "", "supplier_name", "", "exception", "no-supplier", "urgency", "watch", "qty", "0", "cases", "0", "excess", "0",
		"price_fen", "0", "amount_fen", "0", "moq", "0", "latest_order", "", "need_date", "", "arrives", "", "lead_days", "0", "lost_fen", "0", "stockout_prob", "0", "centre", ""))
	for _, f := range []view.Format{zh, en} {
		page := p.purchase(f)
		r := page.Groups[0].Rows[0]
		if r.Supplier != "" || r.Price != "" || r.QtyNote != "" || r.DueNote != "" || r.Amount != "¥0.00" || page.Title != f.T("page.buy-calm") {
			t.Errorf("more than the need: %+v", r)
		}
		var text strings.Builder
		for _, s := range r.Sentence {
			text.WriteString(s.Text)
		}
		if !strings.Contains(text.String(), "474") || !strings.Contains(text.String(), f.T("plan.exception-no-supplier")) {
			t.Errorf("the need is not said: %s", text.String())
		}
	}
}

func TestNoPlanAtAll(t *testing.T) {
	page := newTape(t).set("page_purchase").set("page_purchase_steps").purchase(zh)
	if page.Lines != 0 || page.Groups != nil || page.AmountFen != "¥0.00" || page.Title != "今天没有非定不可的采购" {
		t.Errorf("%+v", page)
	}
}

func TestDraftUntilPublished(t *testing.T) {
	for state, want := range map[string]bool{"draft": true, "published": false, "superseded": true, "": true} {
		p := newTape(t).each("page_header", func(r row) { r["state"] = state })
		if got := p.purchase(zh).Draft; got != want {
			t.Errorf("a run in state %q is a draft: %v", state, got)
		}
	}
}

// A balance is drawn only of what can stand on a scale.
func TestBalance(t *testing.T) {
	for name, c := range map[string]struct {
		line  row
		drawn bool
	}{
		"stock below zero":   {line(t, "stock_position", "-5"), false},
		"nothing wanted":     {line(t, "order_up_to", "0"), false},
		"demand below zero":  {line(t, "window_mean", "-1"), false},
		"more than wanted":   {line(t, "stock_position", "1460", "on_hand", "1460"), true},
		"nothing in stock":   {line(t, "stock_position", "0", "on_hand", "0"), true},
		"all of it on order": {line(t, "stock_position", "186", "on_hand", "0", "on_order_valid", "186"), true},
	} {
		b := newTape(t).set("page_purchase", c.line).purchase(zh).Groups[0].Rows[0].Balance
		if (b != nil) != c.drawn {
			t.Errorf("%s is drawn: %v", name, b != nil)
		}
		if b == nil {
			continue
		}
		for i, w := range b.W {
			x, v := number(t, b.X[i]), number(t, w)
			if v < 0 || x < 0 || x+v > 100.02 {
				t.Errorf("%s: part %d runs from %v over %v", name, i, x, v)
			}
		}
	}
}

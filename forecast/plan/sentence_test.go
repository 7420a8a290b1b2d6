package plan_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"

	"zhiwei/forecast/plan"
)

// words reads the plan's catalogue of a language.
func words(t *testing.T, folder string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../reports/locale/" + folder + "/plan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]string
	if err := yaml.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

func say(catalogue map[string]string, r plan.Row) string {
	code, args := plan.Sentence(r)
	return placeholder.ReplaceAllStringFunc(catalogue[code], func(m string) string {
		return fmt.Sprint(args[placeholder.FindStringSubmatch(m)[1]])
	})
}

func worked() plan.Row {
	return plan.Row{
		Unit: "盒", Review: 7, Lead: 5, WindowMean: 480, SafetyStock: 120, OrderUpTo: 600, Position: 270, Need: 330,
		MOQ: 240, Case: 24, Qty: 336, Cases: 14, Excess: 6,
	}
}

func TestSentence(t *testing.T) {
	zh := words(t, "zh-Hans")
	for name, c := range map[string]struct {
		change func(*plan.Row)
		want   string
	}{
		"worked": {func(*plan.Row) {}, "窗口12天预计卖480，安全库存120，目标600，库存位置270，故补330，按24一箱取336，多出6盒约够卖0.15天。"},
		"thousands": {
			func(r *plan.Row) { r.WindowMean, r.OrderUpTo, r.Need, r.Qty = 12480, 12600, 12330, 12336 },
			"窗口12天预计卖12,480，安全库存120，目标12,600，库存位置270，故补12,330，按24一箱取12,336，多出6盒约够卖0.01天。",
		},
		"minimum": {
			func(r *plan.Row) { r.MOQ, r.Qty, r.Excess = 480, 480, 150 },
			"窗口12天预计卖480，安全库存120，目标600，库存位置270，故补330，最小起订480，按24一箱取480，多出150盒约够卖3.75天。",
		},
		"even": {
			func(r *plan.Row) { r.Position, r.Need, r.Excess = 264, 336, 0 },
			"窗口12天预计卖480，安全库存120，目标600，库存位置264，故补336，按24一箱取336，不多不少。",
		},
		"slow": {
			func(r *plan.Row) { r.WindowMean, r.SafetyStock = 0, 600 },
			"窗口12天预计卖0，安全库存600，目标600，库存位置270，故补330，按24一箱取336，多出6盒暂无预计销量。",
		},
		"less": {
			func(r *plan.Row) { r.Qty, r.Excess, r.Exception = 96, 0, plan.Capped },
			"窗口12天预计卖480，安全库存120，目标600，库存位置270，应补330，按24一箱只取96，还差234盒。",
		},
		"none": {
			func(r *plan.Row) { r.Position, r.Need, r.Qty, r.Excess = 700, -100, 0, 0 },
			"窗口12天预计卖480，安全库存120，目标600，库存位置700，高出目标100盒，不补。",
		},
		"exception": {
			func(r *plan.Row) { r.Qty, r.Excess, r.Exception, r.Unit = 0, 0, plan.NoSupplier, "" },
			"窗口12天预计卖480，安全库存120，目标600，库存位置270，应补330件，暂不下单。",
		},
		"owed": {
			func(r *plan.Row) { r.Position, r.Need, r.Qty = -1270, 1870, 1872; r.Excess = 2 },
			"窗口12天预计卖480，安全库存120，目标600，库存位置-1,270，故补1,870，按24一箱取1,872，多出2盒约够卖0.05天。",
		},
	} {
		r := worked()
		c.change(&r)
		if got := say(zh, r); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
	if got := say(words(t, "en"), worked()); !strings.HasPrefix(got, "12 days should sell 480, safety stock 120, target 600") {
		t.Errorf("English: %s", got)
	}
}

var number = regexp.MustCompile(`-?[\d,]+(\.\d+)?`)

// Every number of the sentence is read back and equals its cell.
func TestSentenceNumbersAreTheCells(t *testing.T) {
	zh := words(t, "zh-Hans")
	rapid.Check(t, func(t *rapid.T) {
		r := mustBuild(t, anyItem(t, "A"))[0]
		code, _ := plan.Sentence(r)
		daily := r.WindowMean / float64(r.Review+r.Lead)
		want := []float64{float64(r.Review + r.Lead), r.WindowMean, r.SafetyStock, r.OrderUpTo, float64(r.Position)}
		box, qty, excess := float64(max(r.Case, 1)), float64(r.Qty), float64(r.Excess)
		switch code {
		case plan.SaysOrder:
			want = append(want, r.Need, box, qty, excess, excess/daily)
		case plan.SaysOrderMOQ:
			want = append(want, r.Need, float64(r.MOQ), box, qty, excess, excess/daily)
		case plan.SaysOrderSlow:
			want = append(want, r.Need, box, qty, excess)
		case plan.SaysOrderEven:
			want = append(want, r.Need, box, qty)
		case plan.SaysOrderLess:
			want = append(want, r.Need, box, qty, r.Need-qty)
		case plan.SaysNone:
			want = append(want, -r.Need)
		case plan.SaysException:
			want = append(want, r.Need)
		}
		text := say(zh, r)
		found := number.FindAllString(text, -1)
		if len(found) != len(want) || strings.Contains(text, " ") || strings.Contains(text, "<nil>") {
			t.Fatalf("%s: %d numbers, want %d", text, len(found), len(want))
		}
		for i, s := range found {
			got, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
			if err != nil || got-want[i] > 0.00501 || want[i]-got > 0.00501 {
				t.Fatalf("%s: number %d is %v, its cell %v", text, i, got, want[i])
			}
		}
	})
}

// Every code that a row can carry has its words, in both languages.
func TestCodesHaveWords(t *testing.T) {
	keys := []string{
		plan.SaysOrder, plan.SaysOrderMOQ, plan.SaysOrderSlow, plan.SaysOrderEven, plan.SaysOrderLess, plan.SaysNone, plan.SaysException,
	}
	for _, u := range []plan.Urgency{plan.PastDue, plan.Today, plan.ThisWeek, plan.Later, plan.Watch} {
		keys = append(keys, "plan.urgency-"+string(u))
	}
	for _, e := range []string{
		plan.NoSupplier, plan.NoStock, plan.NoDemand, plan.ShelfBelowMOQ, plan.MaxBelowMOQ, plan.PastCutoff, plan.SupplierShut,
		plan.Capped, plan.OverBudget, plan.Alternative,
	} {
		keys = append(keys, "plan.exception-"+e)
	}
	item := mooncake()
	item.Supply[0].Valid = false
	item.Backorder, item.ShelfDays, item.Terms.Max = 3, 20, 5000
	item.Lots = append(item.Lots, plan.Lot{Qty: 500, Expires: d("2026-08-26"), Sellable: true}, plan.Lot{Qty: 5})
	r := build(t, item)[0]
	if len(r.Steps) < 22 {
		t.Errorf("only %d kinds of step are tried", len(r.Steps))
	}
	for _, s := range r.Steps {
		keys = append(keys, "plan.step-"+s.Code, "plan.unit-"+s.Unit, "plan.source-"+s.Source)
	}
	for _, folder := range []string{"zh-Hans", "en"} {
		catalogue := words(t, folder)
		for _, k := range keys {
			if catalogue[k] == "" {
				t.Errorf("%s: %s has no words", folder, k)
			}
		}
	}
}

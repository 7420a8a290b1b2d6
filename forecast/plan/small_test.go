package plan_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"zhiwei/forecast/plan"
	"zhiwei/transform/demand"
)

func TestAmountInWords(t *testing.T) {
	for text, want := range map[string]string{
		"0.00":             "零元整",
		"0.53":             "伍角叁分",
		"0.05":             "伍分",
		"0.50":             "伍角",
		"1.00":             "壹元整",
		"10.00":            "壹拾元整",
		"320.04":           "叁佰贰拾元零肆分",
		"100000.00":        "壹拾万元整",
		"100500.00":        "壹拾万零伍佰元整",
		"1000001.00":       "壹佰万零壹元整",
		"20010300.00":      "贰仟零壹万零叁佰元整",
		"100000000.00":     "壹亿元整",
		"100010000.00":     "壹亿零壹万元整",
		"100000005.10":     "壹亿零伍元壹角",
		"1234567890123.45": "壹万亿贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分",
		"-5000.00":         "负伍仟元整",
	} {
		if got := plan.AmountInWords(yuan(text)); got != want {
			t.Errorf("%s = %s, want %s", text, got, want)
		}
	}
}

// readWords is the inverse of AmountInWords: place by place.
func readWords(text string) demand.Money {
	text, negative := strings.CutPrefix(text, "负")
	text = strings.TrimSuffix(text, "整")
	yuan, rest, found := strings.Cut(text, "元")
	if !found {
		yuan, rest = "", text
	}
	total := int64(0)
	for _, group := range []struct {
		mark string
		unit int64
	}{{"万亿", 1e12}, {"亿", 1e8}, {"万", 1e4}, {"", 1}} {
		part := yuan
		if group.mark != "" {
			before, after, has := strings.Cut(yuan, group.mark)
			if !has {
				continue
			}
			part, yuan = before, after
		}
		total += group.unit * readPlaces(part, map[rune]int64{'拾': 10, '佰': 100, '仟': 1000})
	}
	money := demand.Money(total*100 + readPlaces(rest, map[rune]int64{'角': 10, '分': 1}))
	if negative {
		return -money
	}
	return money
}

func readPlaces(text string, places map[rune]int64) int64 {
	total, digit := int64(0), int64(0)
	for _, r := range text {
		if place, found := places[r]; found {
			total, digit = total+digit*place, 0
			continue
		}
		digit = int64(slices.Index([]rune("零壹贰叁肆伍陆柒捌玖"), r))
	}
	return total + digit
}

func TestAmountInWordsIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SliceOfN(rapid.SampledFrom([]int64{0, 0, 0, 1, 5, 9}), 1, 15).Draw(t, "digits")
		amount := demand.Money(0)
		for _, n := range digits {
			amount = amount*10 + demand.Money(n)
		}
		text := plan.AmountInWords(amount)
		if got := readWords(text); got != amount || strings.Contains(text, "零零") {
			t.Fatalf("%d is written %s, read %d", amount, text, got)
		}
	})
}

func TestSize(t *testing.T) {
	free := plan.Limits{MOQ: 240, Case: 24, Max: plan.NoLimit, Cap: plan.NoLimit}
	for name, c := range map[string]struct {
		limits plan.Limits
		need   float64
		want   plan.Order
	}{
		"one piece":        {free, 1, plan.Order{Qty: 240, Cases: 10, Excess: 239}},
		"broken piece":     {plan.Limits{Case: 1, Max: -1, Cap: -1}, 2.4, plan.Order{Qty: 3, Cases: 3}},
		"no case":          {plan.Limits{Max: -1, Cap: -1}, 5, plan.Order{Qty: 5, Cases: 5}},
		"minimum off case": {plan.Limits{MOQ: 100, Case: 24, Max: -1, Cap: -1}, 5, plan.Order{Qty: 120, Cases: 5, Excess: 115}},
		"cap at minimum":   {plan.Limits{MOQ: 240, Case: 24, Max: -1, Cap: 240}, 300, plan.Order{Qty: 240, Cases: 10, Exception: plan.Capped}},
		"cap below it":     {plan.Limits{MOQ: 240, Case: 24, Max: -1, Cap: 239}, 300, plan.Order{Exception: plan.ShelfBelowMOQ}},
		"cap of nothing":   {plan.Limits{Case: 24, Max: -1, Cap: 0}, 300, plan.Order{Exception: plan.ShelfBelowMOQ}},
		"maximum":          {plan.Limits{Case: 24, Max: 100, Cap: -1}, 300, plan.Order{Qty: 96, Cases: 4, Exception: plan.Capped}},
		"maximum and cap":  {plan.Limits{Case: 24, Max: 100, Cap: 50}, 300, plan.Order{Qty: 48, Cases: 2, Exception: plan.Capped}},
		"cut but enough":   {plan.Limits{MOQ: 1, Case: 24, Max: 24, Cap: -1}, 24, plan.Order{Qty: 24, Cases: 1}},
	} {
		if got := c.limits.Size(c.need); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestCover(t *testing.T) {
	for name, c := range map[string]struct {
		stock float64
		daily []float64
		want  float64
	}{
		"nothing":        {0, []float64{1}, 0},
		"owed":           {-5, []float64{1}, 0},
		"inside":         {25, []float64{10, 10, 10}, 2.5},
		"to the day":     {20, []float64{10, 10, 10}, 2},
		"beyond":         {50, []float64{10, 10, 10}, 5},
		"never sold":     {5, []float64{0, 0}, plan.CoverMax},
		"no forecast":    {5, nil, plan.CoverMax},
		"season is over": {50, append([]float64{40}, make([]float64, 10)...), plan.CoverMax},
		"a lot":          {1e9, []float64{1}, plan.CoverMax},
	} {
		if got := plan.Cover(c.stock, c.daily); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v days, want %v", name, got, c.want)
		}
	}
}

func TestClasses(t *testing.T) {
	for want, weeks := range map[string][]float64{"X": {10, 12, 9, 11}, "Y": {10, 2, 20, 3}, "Z": {0, 0, 40, 0}} {
		if got := plan.XYZ(weeks); got != want {
			t.Errorf("XYZ(%v) = %s, want %s", weeks, got, want)
		}
	}
	if got := plan.XYZ(nil); got != "Z" {
		t.Errorf("XYZ of nothing = %s", got)
	}
	if got := plan.ABC([]float64{40, 900, 60}); !slices.Equal(got, []string{"C", "A", "C"}) {
		t.Errorf("ABC = %v: the first is always A, and the order given is kept", got)
	}
	if got := plan.ABC([]float64{0, 0}); !slices.Equal(got, []string{"C", "C"}) {
		t.Errorf("ABC without value = %v", got)
	}
	turns, days := plan.Turnover(0, 5)
	if !math.IsNaN(turns) || !math.IsNaN(days) || !math.IsNaN(plan.GMROI(3, 0)) || plan.InStockVelocity(5, 0, 30) != 0 {
		t.Error("undefined figures are NaN, velocity without in-stock days is 0")
	}
}

// A wide window takes the gamma, which has no demand below 0 and a longer tail.
func TestGammaFallback(t *testing.T) {
	narrow := plan.Stationary{Daily: 40, ErrorSD: 12, Lead: 5, Review: 7, ServiceAt: 0.95}
	wide := plan.Stationary{Daily: 2, ErrorSD: 6, Lead: 5, Review: 7, ServiceAt: 0.95}
	normal := func(s plan.Stationary) float64 { return s.WindowMean() + 1.6448536269514722*s.WindowSD() }
	if math.Abs(narrow.OrderUpTo()-normal(narrow)) > 1e-9 {
		t.Errorf("S %v, want the normal %v", narrow.OrderUpTo(), normal(narrow))
	}
	// The distribution function of this gamma, integrated by 200 000 midpoints, is 0.95 there.
	if got := wide.OrderUpTo(); math.Abs(got-65.0551753501) > 1e-6 || got <= normal(wide) {
		t.Errorf("S %v, normal %v", got, normal(wide))
	}
	low := wide
	low.ServiceAt = 0.01
	if low.OrderUpTo() < 0 {
		t.Errorf("S %v is below 0", low.OrderUpTo())
	}
	if got := (plan.Stationary{Daily: 2, Lead: 3, Review: 1, ServiceAt: 0.9}).OrderUpTo(); got != 8 {
		t.Errorf("S without error = %v, want 8", got)
	}
}

func TestQuantile(t *testing.T) {
	xs := []float64{5, 1, 4, 2, 3}
	for alpha, want := range map[float64]float64{0.01: 1, 0.2: 1, 0.21: 2, 0.5: 3, 0.8: 4, 0.81: 5, 1: 5} {
		if got := plan.Quantile(xs, alpha); got != want {
			t.Errorf("Quantile(%v) = %v, want %v", alpha, got, want)
		}
	}
	if xs[0] != 5 || !math.IsNaN(plan.Quantile(nil, 0.5)) || plan.Mean(nil) != 0 {
		t.Error("samples are left as they are; nothing has no quantile")
	}
}

// Beyond the horizon a path goes on with the mean of its last week.
func TestTotalsBeyondTheHorizon(t *testing.T) {
	path := []float64{9, 9, 9, 1, 2, 3, 4, 5, 6, 7}
	for _, c := range []struct {
		from, to int
		want     float64
	}{{0, 2, 18}, {8, 10, 13}, {8, 12, 21}, {12, 14, 8}, {3, 3, 0}, {5, 2, 0}, {-4, 1, 9}} {
		if got := plan.Totals([][]float64{path}, c.from, c.to)[0]; got != c.want {
			t.Errorf("days %d to %d: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func TestPromise(t *testing.T) {
	got := plan.Promise(10, []float64{0, 20, 0, 5}, []float64{4, 0, 25, 0}, nil)
	if !slices.Equal(got, []float64{1, 1, 1, 6}) {
		t.Errorf("promise %v: what later orders need cannot be promised today", got)
	}
	if got := plan.Promise(0, []float64{0, 3}, []float64{5}, []float64{0, 1}); !slices.Equal(got, []float64{0, 0}) {
		t.Errorf("promise %v, want none", got)
	}
}

func TestPackEdges(t *testing.T) {
	for name, c := range map[string]struct {
		pack plan.Pack
		want []string
	}{
		"all three":          {plan.Pack{Main: "月饼", Others: []string{"茶叶", "冰袋"}, Layers: 4, Price: 200, PackingCost: 31}, []string{plan.MixedPack, plan.TooManyWrap, plan.CostlyWrap}},
		"zongzi alone":       {plan.Pack{Main: "粽子", Layers: 3, Price: 98, PackingCost: 19.6}, nil},
		"as dear as it":      {plan.Pack{Main: "粽子", Others: []string{"黄酒"}, OtherPrice: 68, MainPrice: 68, Price: 130}, nil},
		"neither of the two": {plan.Pack{Main: "糕点", Others: []string{"茶叶"}, Price: 90}, nil},
	} {
		if got := c.pack.Violations(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestNotWorthSelling(t *testing.T) {
	if q := (plan.OneShot{Price: 10, Cost: 20, Salvage: 1}).Best([]float64{5, 6}); q != 0 {
		t.Errorf("a piece that loses money is bought %v times", q)
	}
	if r := (plan.OneShot{Price: 30, Cost: 20, Salvage: 25}).CriticalRatio(); r != 1 {
		t.Errorf("critical ratio %v of a piece that gains when left over", r)
	}
	if n, _ := plan.Buildable(nil); n != 0 {
		t.Errorf("%d bundles of nothing", n)
	}
	if n, tight := plan.Buildable([]plan.Component{{SKU: "A", Available: -3, Qty: 1}, {SKU: "B", Available: 9, Qty: 0}}); n != 0 || tight != "A" {
		t.Errorf("%d bundles, tightest %s", n, tight)
	}
}

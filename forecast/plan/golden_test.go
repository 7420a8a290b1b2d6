package plan_test

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"zhiwei/forecast/plan"
	"zhiwei/forecast/score"
	"zhiwei/transform/calendar"
	"zhiwei/transform/demand"
)

// vector is one entry of testdata/golden.json.
type vector struct {
	ID        string          `json:"id"`
	Inputs    json.RawMessage `json:"inputs"`
	Expected  json.RawMessage `json:"expected"`
	Tolerance float64         `json:"tolerance"`
}

// proof holds one vector's numbers while it is being proven.
type proof struct {
	*testing.T
	in, want  map[string]any
	tolerance float64
}

func (p proof) num(key string) float64 { return p.in[key].(float64) }

func (p proof) nums(key string) []float64 { return floats(p.in[key]) }

func (p proof) day(key string) time.Time { return d(p.in[key].(string)) }

func floats(v any) []float64 {
	var out []float64
	for _, x := range v.([]any) {
		out = append(out, x.(float64))
	}
	return out
}

// same compares a figure with the expected one of that name, within the vector's tolerance.
func (p proof) same(key string, got float64) {
	p.Helper()
	if want := p.want[key].(float64); math.Abs(got-want) > p.tolerance || math.IsNaN(got) {
		p.Errorf("%s = %.10f, want %.10f", key, got, want)
	}
}

func (p proof) sameAll(key string, got []float64) {
	p.Helper()
	want := floats(p.want[key])
	if len(got) != len(want) {
		p.Fatalf("%s = %v, want %v", key, got, want)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > p.tolerance {
			p.Errorf("%s[%d] = %v, want %v", key, i, got[i], want[i])
		}
	}
}

func (p proof) sameDay(key string, got time.Time) {
	p.Helper()
	if want := p.want[key].(string); got.Format(time.DateOnly) != want {
		p.Errorf("%s = %s, want %s", key, got.Format(time.DateOnly), want)
	}
}

func (p proof) equal(key string, got any) {
	p.Helper()
	raw, err := json.Marshal(got)
	if err != nil {
		p.Fatal(err)
	}
	var back any
	if err := json.Unmarshal(raw, &back); err != nil {
		p.Fatal(err)
	}
	if !reflect.DeepEqual(back, p.want[key]) {
		p.Errorf("%s = %v, want %v", key, back, p.want[key])
	}
}

func (p proof) stationary() plan.Stationary {
	return plan.Stationary{
		Daily: p.num("d"), ErrorSD: p.num("sigma_error"), Lead: p.num("L"), Review: p.num("R"),
		LeadSD: p.num("sigma_L"), ServiceAt: p.num("alpha"),
	}
}

func (p proof) shot() plan.OneShot {
	return plan.OneShot{Price: p.num("p_net"), Cost: p.num("c"), Salvage: p.num("s"), Goodwill: p.num("g")}
}

// elsewhere are the vectors that belong to other packages.
var elsewhere = map[string]string{
	"2.20-phone-patterns": "order audit: ingest reads phones, plan never sees one",
}

var proofs = map[string]func(proof){
	"1-mid-autumn-shift":               midAutumnShift,
	"1-festival-dates":                 festivalDates,
	"2.1-velocity-in-stock-days":       velocity,
	"2.3-window-quantile":              windowQuantile,
	"2.3-trap-sum-of-daily-quantiles":  trapDailyQuantiles,
	"2.4-safety-stock":                 safetyStock,
	"2.5-fill-rate":                    fillRate,
	"2.5-safety-stock-for-fill-rate":   safetyForFill,
	"2.6-order-quantity":               orderQuantity,
	"2.6-no-order":                     orderQuantity,
	"2.6-sentence-excess-days":         func(p proof) { p.same("days", plan.ExcessDays(int64(p.num("excess_by_rounding")), p.num("d"))) },
	"2.7-latest-order":                 latestOrder,
	"2.7-past-due":                     latestOrder,
	"2.8-netting-own-bucket":           netting,
	"2.8-netting-windows":              netting,
	"2.8-projection":                   projection,
	"2.9-ladder-one-lot":               ladder,
	"2.9-near-expiry-bands":            bands,
	"2.10-fefo":                        fefo,
	"2.11-stockpyl-normal":             newsvendorNormal,
	"2.11-stockpyl-normal-lead-4":      newsvendorNormal,
	"2.11-stockpyl-normal-cost-at-60":  newsvendorCost,
	"2.11-stockpyl-poisson-50":         newsvendorPoisson,
	"2.11-stockpyl-discrete-poisson-6": newsvendorPoisson,
	"2.11-season-box":                  seasonBox,
	"2.11-season-no-goodwill":          seasonBox,
	"2.11-season-salvage-20":           seasonBox,
	"2.11-season-salvage-40":           seasonBox,
	"2.11-season-profit-12258":         seasonProfit,
	"2.11-season-profit-10000":         seasonProfit,
	"2.11-season-profit-14000":         seasonProfit,
	"2.11-season-profit-16000":         seasonProfit,
	"2.12-posterior":                   posterior,
	"2.12-last-order-date":             lastOrder,
	"2.13-marginal-case":               marginalCase,
	"2.14-transfer":                    transfer,
	"2.14-equal-cover":                 equalCover,
	"2.15-abc":                         abc,
	"2.16-turnover":                    turnover,
	"2.16-gmroi":                       func(p proof) { p.same("gmroi", plan.GMROI(p.num("gross_margin"), p.num("average_stock"))) },
	"2.18g-legality":                   legality,
	"2.19-clearing-price":              clearing,
	"2.19-trap-inelastic":              clearing,
	"2.21-buildable":                   buildable,
	"2.22-lift":                        lift,
	"2.24-wape-fva":                    wapeAndFVA,
	"5-spread-largest-remainder":       spread,
	"9-worked-example-check":           workedExample,
	"6-amount-in-words":                amountInWords,
	"6-amount-in-words-single-zero":    amountInWords,
}

// TestGolden proves the vectors of planning/golden.json that belong to the plan, each under its own name.
func TestGolden(t *testing.T) {
	raw, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	proven := 0
	for _, v := range vectors {
		prove, ours := proofs[v.ID]
		if !ours {
			if elsewhere[v.ID] == "" {
				t.Errorf("%s has no proof", v.ID)
			}
			t.Logf("%s belongs elsewhere: %s", v.ID, elsewhere[v.ID])
			continue
		}
		if t.Run(v.ID, func(t *testing.T) {
			p := proof{T: t, tolerance: math.Max(v.Tolerance, 1e-12)}
			if json.Unmarshal(v.Inputs, &p.in) != nil || json.Unmarshal(v.Expected, &p.want) != nil {
				t.Fatal("vector cannot be read")
			}
			prove(p)
		}) {
			proven++
		}
	}
	t.Logf("%d of %d", proven, len(vectors))
	if proven != len(proofs) {
		t.Errorf("proved %d vectors, want %d", proven, len(proofs))
	}
}

func midAutumnShift(p proof) {
	shifts := p.want["shift_days"].(map[string]any)
	for year := 2025; year <= 2028; year++ {
		day, _ := calendar.On(calendar.MidAutumn, year)
		before, _ := calendar.On(calendar.MidAutumn, year-1)
		same := time.Date(year, before.Month(), before.Day(), 0, 0, 0, 0, time.UTC)
		if got, want := day.Sub(same).Hours()/24, shifts[day.Format("2006")].(float64); got != want {
			p.Errorf("%d: %v days, want %v", year, got, want)
		}
	}
}

func festivalDates(p proof) {
	for key, f := range map[string]calendar.Festival{
		"spring_festival": calendar.SpringFestival, "dragon_boat": calendar.DragonBoat, "mid_autumn": calendar.MidAutumn,
	} {
		for year, want := range p.want[key].(map[string]any) {
			day := d(want.(string))
			if got, err := calendar.On(f, day.Year()); err != nil || !got.Equal(day) || day.Format("2006") != year {
				p.Errorf("%s of %s = %v, want %v", key, year, got, want)
			}
		}
	}
	for _, want := range p.want["leap_month_first_day"].(map[string]any) {
		if l, err := calendar.LunarDate(d(want.(string))); err != nil || !l.Leap || l.Day != 1 {
			p.Errorf("%v = %v, want the first day of a leap month", want, l)
		}
	}
	for year, weeks := range p.want["iso_weeks_in_year"].(map[string]any) {
		if _, got := d(year + "-12-28").ISOWeek(); float64(got) != weeks.(float64) {
			p.Errorf("%s has %d ISO weeks, want %v", year, got, weeks)
		}
	}
}

func velocity(p proof) {
	p.same("velocity_per_period", plan.InStockVelocity(p.num("units"), p.num("in_stock_days"), p.num("period_days")))
}

// windowS is S by the stationary form: independent normal days, the lead time certain.
func (p proof) windowS() float64 {
	return plan.Stationary{Daily: p.num("d"), ErrorSD: p.num("sigma"), Lead: p.num("W"), ServiceAt: p.num("alpha")}.OrderUpTo()
}

func windowQuantile(p proof) {
	p.same("S", p.windowS())
	// The primary way, over sample paths, comes to the same number within its sampling error.
	paths := normalPaths(20000, int(p.num("W")), p.num("d"), p.num("sigma"), 7)
	s, _ := plan.OrderUpTo(paths, int(p.num("W")), make([]int, len(paths)), p.num("alpha"))
	if math.Abs(s-p.want["S"].(float64)) > 2 {
		p.Errorf("S over paths = %.2f, want about %v", s, p.want["S"])
	}
}

// trapDailyQuantiles states the wrong result: the planner's S must not be it.
func trapDailyQuantiles(p proof) {
	wrong := 0.0
	for range int(p.num("W")) {
		wrong += plan.Stationary{Daily: p.num("d"), ErrorSD: p.num("sigma"), Lead: 1, ServiceAt: p.num("alpha")}.OrderUpTo()
	}
	p.same("sum_of_p95", wrong)
	p.tolerance = 1e-6
	p.same("excess_share", wrong/p.windowS()-1)
	paths := normalPaths(4000, int(p.num("W")), p.num("d"), p.num("sigma"), 8)
	if s, _ := plan.OrderUpTo(paths, int(p.num("W")), make([]int, len(paths)), p.num("alpha")); s > 0.85*wrong {
		p.Errorf("S over paths = %.2f is the sum of daily quantiles", s)
	}
}

func safetyStock(p proof) {
	s := p.stationary()
	p.same("sigma_W", s.WindowSD())
	p.same("SS", s.SafetyStock())
	p.same("S", s.OrderUpTo())
}

func fillRate(p proof) {
	f := p.stationary().FillRate()
	p.same("k", f.K)
	p.same("G", f.G)
	p.same("short_per_cycle", f.ShortPerCycle)
	p.same("beta", f.Rate)
}

func safetyForFill(p proof) {
	f := plan.SafetyForFill(p.num("sigma_W"), p.num("d")*p.num("R"), p.num("beta"))
	p.same("k", f.K)
	p.same("alpha", f.Service)
	p.same("SS", f.SafetyStock)
}

func orderQuantity(p proof) {
	stock := plan.Stock{
		OnHand: int64(p.num("on_hand_sellable")), OnOrder: int64(p.num("on_order_valid")), InTransit: int64(p.num("in_transit_valid")),
		Allocated: int64(p.num("allocated")), Backorder: int64(p.num("backorders")),
	}
	need := p.num("S") - float64(stock.Position())
	o := plan.Limits{MOQ: int64(p.num("MOQ")), Case: int64(p.num("case")), Max: plan.NoLimit, Cap: plan.NoLimit}.Size(need)
	p.same("IP", float64(stock.Position()))
	p.same("need", need)
	p.same("q", float64(o.Qty))
	p.same("excess_by_rounding", float64(o.Excess))
}

func latestOrder(p proof) {
	var words []string
	for _, w := range p.in["order_weekdays"].([]any) {
		words = append(words, w.(string))
	}
	days, unknown := plan.Weekdays(strings.Join(words, "、"))
	if len(unknown) > 0 {
		p.Fatalf("unknown weekdays %v", unknown)
	}
	latest := plan.OrderDays{Weekdays: days}.Latest(p.day("need_date"), int(p.num("L")))
	p.sameDay("latest_order", latest)
	p.equal("past_due", latest.Before(p.day("asof")))
}

func netting(p proof) {
	p.sameAll("net", plan.Net(p.nums("gross"), p.nums("orders"), int(p.num("early_buckets")), int(p.num("late_buckets"))))
}

func projection(p proof) {
	out := plan.Projection{
		Start: p.num("start"), Demand: p.nums("demand"), Scheduled: p.nums("scheduled"), Expiry: p.nums("expiry"),
		SafetyStock: p.nums("SS"), Lead: int(p.num("L")), Case: int64(p.num("case")), MOQ: int64(p.num("MOQ")),
	}.Run()
	p.sameAll("end", out.End)
	p.sameAll("planned_receipt", out.Planned)
	p.sameAll("planned_release", out.Release)
}

func ladder(p proof) {
	l := plan.LifeRule{Accept: p.num("accept_ratio"), Warn: int(p.num("warn_days")), Ban: int(p.num("ban_days"))}.
		Ladder(p.day("produced"), int(p.num("shelf_days")))
	p.sameDay("expire", l.Expire)
	p.sameDay("last_receipt_day", l.LastReceipt)
	p.sameDay("first_warn_day", l.FirstWarn)
	p.sameDay("last_sellable_day", l.LastSale)
	p.sameDay("first_no_sell_day", l.FirstNoSell)
}

func bands(p proof) {
	var got []float64
	for _, shelf := range p.nums("shelf_days") {
		got = append(got, float64(plan.NearExpiryDays(int(shelf))))
	}
	p.sameAll("warn_days", got)
}

func fefo(p proof) {
	var lots []plan.AgedLot
	for _, v := range p.in["lots"].([]any) {
		lot := v.(map[string]any)
		lots = append(lots, plan.AgedLot{Qty: lot["qty"].(float64), Days: int(lot["days_to_expiry"].(float64) - p.num("ban_days"))})
	}
	p.sameAll("leftover", plan.FEFO(lots, slices.Repeat([]float64{p.num("demand_per_day")}, 30)).Leftover)
}

func newsvendorNormal(p proof) {
	v := plan.Newsvendor{Holding: p.num("h"), Penalty: p.num("p")}
	lead := 0
	if l, found := p.in["L"]; found {
		lead = int(l.(float64))
	} else {
		p.same("CR", plan.OneShot{Price: v.Penalty, Salvage: -v.Holding}.CriticalRatio())
	}
	s, cost := v.Normal(p.num("mu"), p.num("sigma"), lead)
	p.same("S", s)
	p.same("cost", cost)
}

func newsvendorCost(p proof) {
	v := plan.Newsvendor{Holding: p.num("h"), Penalty: p.num("p")}
	p.same("cost", v.CostAt(p.num("S"), p.num("mu"), p.num("sigma")))
}

func newsvendorPoisson(p proof) {
	s, cost := plan.Newsvendor{Holding: p.num("h"), Penalty: p.num("p")}.Poisson(p.num("lambda"))
	p.same("S", float64(s))
	p.same("cost", cost)
}

func seasonBox(p proof) {
	o := p.shot()
	p.same("Cu", o.Under())
	p.same("Co", o.Over())
	p.same("CR", o.CriticalRatio())
	p.same("Q", o.BestNormal(p.num("mu"), p.num("sigma")))
}

func seasonProfit(p proof) {
	out := p.shot().ExpectNormal(p.num("q"), p.num("mu"), p.num("sigma"))
	p.same("short", out.Short)
	p.same("sales", out.Sales)
	p.same("over", out.Over)
	p.same("profit", out.Profit)
}

func posterior(p proof) {
	signal := plan.Signal(p.num("x"), p.num("share"), p.num("signal_log_sd"))
	b := plan.Belief{Median: p.num("prior_median"), LogSD: p.num("prior_log_sd")}.Combine(signal)
	p.same("N_hat", signal.Median)
	p.same("posterior_median", b.Median)
	p.same("posterior_log_sd", b.LogSD)
}

func lastOrder(p proof) {
	p.sameDay("last_order", plan.LastOrder(p.day("festival"), int(p.num("transit_days")), int(p.num("handling_days")), int(p.num("L2"))))
}

func marginalCase(p proof) {
	below := func(u float64) float64 { return 0.5 * math.Erfc(-(u-p.num("mu"))/p.num("sigma")/math.Sqrt2) }
	var delta, perYuan []float64
	for _, from := range p.nums("from_units") {
		x := p.shot().Marginal(int64(from), int64(p.num("case")), below)
		delta = append(delta, x)
		perYuan = append(perYuan, x/(p.num("case")*p.num("c")))
	}
	p.sameAll("delta", delta)
	p.sameAll("delta_per_yuan_tied", perYuan)
}

func (p proof) sites() []plan.Site {
	var out []plan.Site
	for i, n := range p.nums("on_hand") {
		site := plan.Site{Centre: demand.Centre([]string{"杭州", "广州"}[i]), OnHand: int64(n), Daily: p.nums("d")[i], Moveable: plan.NoLimit}
		if _, found := p.in["SS"]; found {
			site.SafetyStock = p.nums("SS")[i]
		}
		out = append(out, site)
	}
	return out
}

func transfer(p proof) {
	sites := p.sites()
	p.same("surplus", sites[0].Gap(p.num("cover_days")))
	p.same("shortage", -sites[1].Gap(p.num("cover_days")))
	moves := plan.Transfers(sites, p.num("cover_days"), int64(p.num("case")), nil)
	if len(moves) != 1 || moves[0].From != "杭州" || moves[0].To != "广州" {
		p.Fatalf("moves = %v", moves)
	}
	p.same("move", float64(moves[0].Qty))
}

func equalCover(p proof) {
	days, units := plan.EqualCover(int64(p.nums("on_hand")[0]+p.nums("on_hand")[1]), p.nums("d"))
	p.same("days", days)
	p.sameAll("share", []float64{p.nums("d")[0] * days, p.nums("d")[1] * days})
	p.sameAll("units", []float64{float64(units[0]), float64(units[1])})
}

func abc(p proof) {
	p.equal("class", plan.ABC(p.nums("value")))
	running, shares := 0.0, []float64(nil)
	for _, v := range p.nums("value") {
		running += v
		shares = append(shares, running/1000)
	}
	p.sameAll("cumulative", shares)
}

func turnover(p proof) {
	turns, days := plan.Turnover(p.num("cogs"), p.num("average_stock"))
	p.same("turns", turns)
	p.same("days", days)
}

func legality(p proof) {
	for i, v := range p.in["cases"].([]any) {
		c := v.(map[string]any)
		pack := plan.Pack{Main: c["pack"].(string), Layers: int(c["layers"].(float64)), Price: c["price"].(float64), PackingCost: c["packaging_cost"].(float64)}
		for _, o := range c["other"].([]any) {
			pack.Others = append(pack.Others, o.(string))
		}
		if price, found := c["other_price"]; found {
			pack.OtherPrice, pack.MainPrice = price.(float64), c["zongzi_price"].(float64)
		}
		var want []string
		for _, w := range p.want["violations"].([]any)[i].([]any) {
			want = append(want, w.(string))
		}
		if got := pack.Violations(); !slices.Equal(got, want) {
			p.Errorf("case %d: %v, want %v", i, got, want)
		}
	}
}

func clearing(p proof) {
	c := plan.Markdown{Price: p.num("p0"), Elasticity: p.num("eps"), Daily: p.num("lambda0"), Days: p.num("T"), Stock: p.num("I")}.Clear()
	p.same("p_clear", c.Price)
	p.same("revenue", c.Revenue)
	p.same("revenue_unchanged", c.Unchanged)
	if _, found := p.want["zhe"]; found {
		p.same("zhe", c.Zhe)
	}
	if pays, found := p.want["cut_pays"]; found != (p.num("eps") > -1) || (found && pays != c.Pays) || (!found && !c.Pays) {
		p.Errorf("cut pays = %v", c.Pays)
	}
}

func buildable(p proof) {
	var parts []plan.Component
	for _, v := range p.in["components"].([]any) {
		c := v.(map[string]any)
		parts = append(parts, plan.Component{SKU: demand.SKU(c["sku"].(string)), Available: int64(c["available"].(float64)), Qty: int64(c["qty"].(float64))})
	}
	n, tightest := plan.Buildable(parts)
	p.same("buildable", float64(n))
	p.equal("constraining", string(tightest))
}

func lift(p proof) {
	l := plan.Associate(p.num("baskets"), p.num("n_a"), p.num("n_b"), p.num("n_ab"))
	p.same("support", l.Support)
	p.same("confidence", l.Confidence)
	p.same("lift", l.Lift)
}

// wapeAndFVA holds the kernels of forecast/score to the planning page's ladder: FVA is the fall of WAPE by a step.
func wapeAndFVA(p proof) {
	actual := p.nums("actual")
	previous, step := score.WAPE(actual, p.nums("previous")), score.WAPE(actual, p.nums("step"))
	p.same("wape_previous", previous)
	p.same("wape_step", step)
	p.same("bias_step", score.Bias(actual, p.nums("step")))
	p.same("fva", previous-step)
}

func spread(p proof) {
	weights := p.in["weights"].(map[string]any)
	codes := []string{"A", "B", "C"}
	var w []float64
	for _, c := range codes {
		w = append(w, weights[c].(float64))
	}
	got := map[string]int64{}
	for i, n := range plan.Spread(int64(p.num("total")), w) {
		got[codes[i]] = n
	}
	p.equal("units", got)
}

// workedExample is the printed sum of another product: 30×5 + 7×5 − 10, by our own window, position and need.
func workedExample(p proof) {
	s := plan.Stationary{Daily: p.num("daily"), Review: p.num("plan_days"), Lead: p.num("lead_days"), ServiceAt: 0.5}
	need := s.OrderUpTo() - float64(plan.Stock{OnHand: int64(p.num("stock"))}.Position())
	p.same("quantity", float64(plan.Limits{Max: plan.NoLimit, Cap: plan.NoLimit}.Size(need).Qty))
}

func amountInWords(p proof) {
	accepted := p.want["accepted"].([]any)
	for i, v := range p.in["yuan"].([]any) {
		got := plan.AmountInWords(yuan(v.(string)))
		if want := accepted[i].([]any)[0].(string); got != want {
			p.Errorf("%s = %s, want %s", v, got, want)
		}
		if refused, found := p.want["refused"]; found && got == refused.([]any)[i].([]any)[0] {
			p.Errorf("%s = %s is refused", v, got)
		}
	}
}

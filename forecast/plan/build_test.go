package plan_test

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/forecast/plan"
	"zhiwei/transform/demand"
)

const today = "2026-08-24" // a Monday

// mooncake is an item that sells 40 a day for certain, 5 days' lead, weekly orders, 210 sellable, 36 allocated, 96 on
// the way: the worked example of the planning page without its safety stock.
func mooncake() plan.Item {
	return plan.Item{
		SKU: "YB1001", Supplier: "GY01", Centre: "杭州", Unit: "盒",
		Paths:    flatPaths(100, 56, 40),
		Recent:   slices.Repeat([]float64{38}, 28),
		Lots:     []plan.Lot{{Lot: "A", Qty: 210, Allocated: 36, Sellable: true}},
		Supply:   []plan.Supply{{PO: "CG-1", Promised: d("2026-08-26"), Qty: 96, Valid: true}},
		Terms:    &plan.Terms{MOQ: 48, Case: 24, Price: 6200, Lead: plan.Lead{Declared: 5}},
		NetPrice: 12800,
	}
}

func build(t *testing.T, items ...plan.Item) []plan.Row {
	t.Helper()
	out, err := plan.Build(plan.Input{Items: items}, plan.Options{Today: d(today)})
	if err != nil {
		t.Fatal(err)
	}
	return out.Rows
}

func TestBuildWorkedRow(t *testing.T) {
	r := build(t, mooncake())[0]
	got := map[string]float64{
		"window": float64(r.Review + r.Lead), "mean": r.WindowMean, "S": r.OrderUpTo, "SS": r.SafetyStock,
		"IP": float64(r.Position), "need": r.Need, "qty": float64(r.Qty), "cases": float64(r.Cases),
		"excess": float64(r.Excess), "amount": float64(r.Amount), "daily": r.Daily7, "week 3": r.WeekMean[2],
		"before": r.CoverBefore, "after": r.CoverAfter, "cap": float64(r.ShelfCap), "life": float64(r.LifeAtArrival),
	}
	want := map[string]float64{
		"window": 12, "mean": 480, "S": 480, "SS": 0, "IP": 270, "need": 210, "qty": 216, "cases": 9, "excess": 6,
		"amount": 216 * 6200, "daily": 38, "week 3": 280, "before": 6.75, "after": 12.15, "cap": -1, "life": -1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	// 210 − 36 on hand and 96 on Wednesday last until Saturday; on Sunday the stock is below 0.
	if !r.NeedDate.Equal(d("2026-08-30")) || !r.LatestOrder.Equal(d("2026-08-25")) || !r.Arrives.Equal(d("2026-08-29")) {
		t.Errorf("need %v, latest order %v, arrives %v", r.NeedDate, r.LatestOrder, r.Arrives)
	}
	if r.Urgency != plan.ThisWeek || r.Exception != "" || r.Line != 1 || r.StockoutProb != 1 {
		t.Errorf("urgency %s, exception %q, line %d, stock-out %v", r.Urgency, r.Exception, r.Line, r.StockoutProb)
	}
	if want := demand.Money(210 * 12800); r.LostMoney != want {
		t.Errorf("lost money %d, want %d", r.LostMoney, want)
	}
	// Every piece of 210 is sold at 128 yuan and the 6 more keep their value.
	if want := 66.0 / 62; math.Abs(r.ProfitPerYuan-want) > 1e-9 {
		t.Errorf("profit per yuan %v, want %v", r.ProfitPerYuan, want)
	}
}

// The steps add up as a person would add them.
func TestStepsAddUp(t *testing.T) {
	item := mooncake()
	item.Backorder = 10
	item.Lots = append(item.Lots,
		plan.Lot{Lot: "old", Expires: d("2026-08-26"), Qty: 200, Sellable: true},
		plan.Lot{Lot: "gone", Expires: d("2026-08-20"), Qty: 7, Sellable: true})
	r := build(t, item)[0]
	v := map[string]float64{}
	for _, s := range r.Steps {
		if s.Code == "" || s.Unit == "" || s.Source == "" {
			t.Errorf("step %+v is incomplete", s)
		}
		v[s.Code] = s.Value
	}
	if v["expected-outdating"] != 80 { // 200 − 3 days of 40: today, Tuesday, Wednesday
		t.Errorf("expected outdating %v, want 80", v["expected-outdating"])
	}
	if got := v["on-hand"] + v["on-order"] - v["allocated"] - v["backorders"] - v["expected-outdating"]; got != v["position"] {
		t.Errorf("position %v, parts add up to %v", v["position"], got)
	}
	if v["order-up-to"]-v["position"] != v["need"] || v["window-mean"]+v["safety-stock"] != v["order-up-to"] {
		t.Errorf("need or target do not add up: %v", v)
	}
	if v["cases"]*v["case"] != v["quantity"] || v["quantity"]-v["need"] != v["excess"] || v["no-sell"] != 7 {
		t.Errorf("quantity does not add up: %v", v)
	}
}

func TestOverdueSupplyCountsNothing(t *testing.T) {
	item := mooncake()
	item.Supply[0].Valid = false
	r := build(t, item)[0]
	if r.OnOrderValid != 0 || r.OnOrderOverdue != 96 || r.Position != 174 {
		t.Errorf("valid %d, overdue %d, position %d, want 0, 96, 174", r.OnOrderValid, r.OnOrderOverdue, r.Position)
	}
	for _, day := range r.Days {
		if day.Scheduled != 0 {
			t.Errorf("overdue supply is scheduled on %v", day.Date)
		}
	}
}

func TestNoSellStock(t *testing.T) {
	for name, c := range map[string]struct {
		lot  plan.Lot
		ban  int
		want int64 // on hand
	}{
		"damaged":              {plan.Lot{Qty: 50}, 0, 0},
		"expired yesterday":    {plan.Lot{Qty: 50, Expires: d("2026-08-23"), Sellable: true}, 0, 0},
		"expires today":        {plan.Lot{Qty: 50, Expires: d(today), Sellable: true}, 0, 50},
		"last day before ban":  {plan.Lot{Qty: 50, Expires: d("2026-08-27"), Sellable: true}, 3, 50},
		"inside the ban":       {plan.Lot{Qty: 50, Expires: d("2026-08-26"), Sellable: true}, 3, 0},
		"no date":              {plan.Lot{Qty: 50, Sellable: true}, 3, 50},
		"by production, gone":  {plan.Lot{Qty: 50, Produced: d("2026-07-01"), Sellable: true}, 0, 0},
		"by production, fresh": {plan.Lot{Qty: 50, Produced: d("2026-08-01"), Sellable: true}, 0, 50},
	} {
		item := mooncake()
		item.Lots, item.ShelfDays, item.Life.Ban = []plan.Lot{c.lot}, 30, c.ban
		if r := build(t, item)[0]; r.OnHand != c.want || r.OnHand+r.NoSell != 50 {
			t.Errorf("%s: on hand %d, no sale %d, want %d on hand", name, r.OnHand, r.NoSell, c.want)
		}
	}
}

// An order after the day by which it must be out is past due, whatever the quantity, and says what waiting costs.
func TestPastDue(t *testing.T) {
	item := mooncake()
	item.Supply = nil
	r := build(t, item)[0] // 174 last until Thursday; the order of today arrives on Saturday
	if r.Urgency != plan.PastDue || !r.LatestOrder.Before(d(today)) || r.Qty == 0 {
		t.Errorf("urgency %s, latest %v, quantity %d", r.Urgency, r.LatestOrder, r.Qty)
	}
	if last := r.Steps[len(r.Steps)-1]; last.Code != "shortage" || last.Value != 26 {
		t.Errorf("last step %+v, want a shortage of 26", last) // 5 days of 40 less 174
	}
}

func TestUrgency(t *testing.T) {
	for stock, want := range map[int64]plan.Urgency{
		190: plan.PastDue, 239: plan.Today, 240: plan.ThisWeek, 519: plan.ThisWeek, 520: plan.Later, 759: plan.Later, 760: plan.Watch,
	} {
		item := mooncake()
		item.Terms.Review, item.Supply, item.Lots = 14, nil, []plan.Lot{{Qty: stock, Sellable: true}}
		if r := build(t, item)[0]; r.Urgency != want {
			t.Errorf("%d on hand: %s, latest order %v, want %s", stock, r.Urgency, r.LatestOrder, want)
		}
	}
}

func TestMinimumOverShelfLife(t *testing.T) {
	item := mooncake()
	item.ShelfDays, item.Terms.MOQ = 6, 2400
	r := build(t, item)[0]
	if r.Exception != plan.ShelfBelowMOQ || r.Qty != 0 || r.Need <= 0 || r.ShelfCap >= 2400 {
		t.Errorf("exception %q, quantity %d, cap %d", r.Exception, r.Qty, r.ShelfCap)
	}
	item.Terms.MOQ = 24
	item.ShelfDays = 4
	r = build(t, item)[0]
	// It arrives on day 5 and sells on days 5–9, 200 pieces; 70 of the older stock are still there then.
	if r.ShelfCap != 130 || r.Qty != 120 || r.Exception != plan.Capped || r.LifeAtArrival != 4 {
		t.Errorf("cap %d, quantity %d, exception %q, life %d; want 130, 120, capped, 4", r.ShelfCap, r.Qty, r.Exception, r.LifeAtArrival)
	}
}

func TestSupplierMaximum(t *testing.T) {
	item := mooncake()
	item.Terms.Max = 100
	if r := build(t, item)[0]; r.Qty != 96 || r.Exception != plan.Capped {
		t.Errorf("quantity %d, exception %q, want 96, capped", r.Qty, r.Exception)
	}
	item.Terms.Max = 40
	if r := build(t, item)[0]; r.Qty != 0 || r.Exception != plan.MaxBelowMOQ {
		t.Errorf("quantity %d, exception %q", r.Qty, r.Exception)
	}
}

func TestNoSupplierShowsTheNeedOnly(t *testing.T) {
	item := mooncake()
	item.Terms, item.Supplier = nil, ""
	r := build(t, item)[0]
	if r.Exception != plan.NoSupplier || r.Qty != 0 || r.Need <= 0 || !r.LatestOrder.IsZero() || !r.Arrives.IsZero() {
		t.Errorf("row %+v", r)
	}
	for _, s := range r.Steps {
		if s.Code == "lead-days" && s.Source != plan.Default {
			t.Errorf("a lead time nobody gave comes from %s", s.Source)
		}
	}
}

func TestNoStockAndNoDemand(t *testing.T) {
	out, err := plan.Build(plan.Input{Items: []plan.Item{mooncake()}, NoStock: true}, plan.Options{Today: d(today)})
	if err != nil || out.Rows[0].Exception != plan.NoStock || out.Rows[0].Qty != 0 {
		t.Errorf("%v, %+v", err, out.Rows)
	}
	item := mooncake()
	item.Paths = nil
	if r := build(t, item)[0]; r.Exception != plan.NoDemand || r.Qty != 0 || r.Urgency != plan.Watch || len(r.Days) != 0 {
		t.Errorf("exception %q, quantity %d, urgency %s", r.Exception, r.Qty, r.Urgency)
	}
}

func TestSeasonCutoff(t *testing.T) {
	item := mooncake()
	item.Terms.Days.Cutoff = d("2026-08-23")
	if r := build(t, item)[0]; r.Exception != plan.PastCutoff || r.Qty != 0 {
		t.Errorf("exception %q, quantity %d", r.Exception, r.Qty)
	}
	item.Terms.Days.Cutoff = d(today)
	r := build(t, item)[0]
	if r.Exception != "" || r.Qty == 0 || r.Urgency != plan.Today {
		t.Errorf("on the last day: exception %q, quantity %d, urgency %s", r.Exception, r.Qty, r.Urgency)
	}
	receipts := 0
	for _, day := range r.Days {
		if day.Planned > 0 {
			receipts++
		}
	}
	if receipts != 1 {
		t.Errorf("%d planned receipts after the last order, want 1", receipts)
	}
}

func TestSupplierClosed(t *testing.T) {
	item := mooncake()
	item.Terms.Days.Closed = []demand.Span{{From: d("2026-08-01"), To: d("2027-08-01")}}
	if r := build(t, item)[0]; r.Exception != plan.SupplierShut || r.Qty != 0 {
		t.Errorf("exception %q, quantity %d", r.Exception, r.Qty)
	}
}

// A season item is not sold after its last day: nothing is bought for the days beyond.
func TestSellUntil(t *testing.T) {
	item := mooncake()
	item.SellUntil = d("2026-08-31")
	item.Supply, item.Lots = nil, nil
	r := build(t, item)[0]
	if r.WindowMean != 320 || r.Days[8].Gross != 0 || r.Days[7].Gross != 40 || r.WeekMean[2] != 0 {
		t.Errorf("window mean %v, day 9 %v, week 3 %v", r.WindowMean, r.Days[8].Gross, r.WeekMean[2])
	}
	// It arrives on Saturday: Saturday, Sunday and Monday are left, the last five days' demand is lost.
	if r.ShelfCap != 120 || r.Qty != 120 || r.LeftoverProb != 0 {
		t.Errorf("cap %d, quantity %d, left-over %v", r.ShelfCap, r.Qty, r.LeftoverProb)
	}
	if item.Paths[0][20] != 40 {
		t.Error("the caller's paths were changed")
	}
}

func TestAlternativeSupplier(t *testing.T) {
	cheap, dear := mooncake(), mooncake()
	dear.Supplier, dear.Terms = "GY09", &plan.Terms{Price: 7000, Lead: plan.Lead{Declared: 2}}
	rows := build(t, dear, cheap)
	ordered := map[string]int64{}
	for _, r := range rows {
		ordered[r.Supplier] = r.Qty
	}
	if diff := cmp.Diff(map[string]int64{"GY01": 216, "GY09": 0}, ordered); diff != "" {
		t.Error(diff)
	}
	if last := rows[1]; last.Exception != plan.Alternative || last.Urgency != plan.Watch || last.LostMoney != 0 {
		t.Errorf("alternative row: %q, %s, %d", last.Exception, last.Urgency, last.LostMoney)
	}
	cheap.Terms.Max = 10 // below its own minimum: the dear one has to deliver
	for _, r := range build(t, cheap, dear) {
		if (r.Qty > 0) != (r.Supplier == "GY09") {
			t.Errorf("%s orders %d", r.Supplier, r.Qty)
		}
	}
}

func TestRowOrder(t *testing.T) {
	var items []plan.Item
	for sku, stock := range map[demand.SKU]int64{"A": 2000, "B": 210, "C": 100, "D": 0, "E": 10000} {
		item := mooncake()
		item.SKU, item.Supply = sku, nil
		item.Lots = []plan.Lot{{Qty: stock, Sellable: true}}
		items = append(items, item)
	}
	var got []demand.SKU
	for i, r := range build(t, items...) {
		got = append(got, r.SKU)
		if r.Line != i+1 {
			t.Errorf("line %d at place %d", r.Line, i+1)
		}
	}
	// D, C and B are past due, the more money at risk first; the others need nothing.
	if diff := cmp.Diff([]demand.SKU{"D", "C", "B", "A", "E"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestBuildRefuses(t *testing.T) {
	ragged, negative, service := mooncake(), mooncake(), mooncake()
	ragged.Paths = [][]float64{{1, 2}, {1}}
	negative.Terms.MOQ = -1
	service.Service = 1
	for name, items := range map[string][]plan.Item{
		"ragged": {ragged}, "negative": {negative}, "service": {service}, "twice": {mooncake(), mooncake()},
	} {
		if _, err := plan.Build(plan.Input{Items: items}, plan.Options{Today: d(today)}); !errors.Is(err, plan.ErrInput) {
			t.Errorf("%s: error %v, want ErrInput", name, err)
		}
	}
	for name, opt := range map[string]plan.Options{
		"no today": {}, "service 1": {Today: d(today), Service: 1}, "review": {Today: d(today), Review: -1},
	} {
		if _, err := plan.Build(plan.Input{}, opt); !errors.Is(err, plan.ErrInput) {
			t.Errorf("%s: error %v, want ErrInput", name, err)
		}
	}
}

func TestLeadTime(t *testing.T) {
	for name, c := range map[string]struct {
		lead plan.Lead
		want plan.LeadTime
		p90  int
	}{
		"own receipts":   {plan.Lead{Declared: 1, Receipts: []int{6, 4, 5, 5, 9}}, plan.LeadTime{Days: 6, Source: plan.Learned, Sample: []int{4, 5, 5, 6, 9}}, 9},
		"supplier's":     {plan.Lead{Declared: 3, Receipts: []int{9}, Supplier: []int{2, 2, 2, 2, 2}}, plan.LeadTime{Days: 2, Source: plan.Learned, Sample: []int{2, 2, 2, 2, 2}}, 2},
		"declared":       {plan.Lead{Declared: 3, Receipts: []int{9}}, plan.LeadTime{Days: 3, Source: plan.Entered, Sample: []int{3}}, 3},
		"declared, fake": {plan.Lead{Declared: 1, Suspect: true}, plan.LeadTime{Days: 7, Source: plan.Default, Sample: []int{7}}, 7},
		"unknown":        {plan.Lead{}, plan.LeadTime{Days: 7, Source: plan.Default, Sample: []int{7}}, 7},
	} {
		got := c.lead.Resolve(7)
		if diff := cmp.Diff(c.want, got); diff != "" || got.P90() != c.p90 {
			t.Errorf("%s: P90 %d, %s", name, got.P90(), diff)
		}
	}
	lead := plan.LeadTime{Sample: []int{4, 5, 9}}
	drawn := lead.Draw(300, 1)
	counts := map[int]int{}
	for _, n := range drawn {
		counts[n]++
	}
	if diff := cmp.Diff(map[int]int{4: 100, 5: 100, 9: 100}, counts); diff != "" || slices.IsSorted(drawn) {
		t.Errorf("drawn lead times %v", counts)
	}
	if !slices.Equal(drawn, lead.Draw(300, 1)) {
		t.Error("the same seed gives other lead times")
	}
}

// The window's total is over lead times as they came, not over their mean: one late receipt in five sets the 95 % level.
func TestWindowDrawsLeadTimes(t *testing.T) {
	item := mooncake()
	item.Terms.Lead = plan.Lead{Receipts: []int{1, 1, 1, 1, 21}}
	r := build(t, item)[0]
	if r.Lead != 5 || r.WindowMean != 480 || r.OrderUpTo != 40*28 || r.SafetyStock != 640 {
		t.Errorf("lead %d, mean %v, S %v, SS %v", r.Lead, r.WindowMean, r.OrderUpTo, r.SafetyStock)
	}
}

// The suggestion arrives on its day; later receipts come with the reviews, each to the safety stock of the days until the next and in cases.
func TestProjectionOfReviews(t *testing.T) {
	item := mooncake()
	item.Terms.MOQ = 240
	r := build(t, item)[0]
	got := map[int]float64{}
	for i, day := range r.Days[:40] {
		if day.Planned > 0 {
			got[i] = day.Planned
		}
	}
	// Saturday's 240 and Wednesday's 96 leave 30 for day 12; from there each week needs 280 less what the cases left.
	want := map[int]float64{5: 240, 12: 264, 19: 288, 26: 264, 33: 288}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Days[0].Release != 240 || r.Days[7].Release != 264 {
		t.Errorf("released %v today and %v next Monday", r.Days[0].Release, r.Days[7].Release)
	}
	item.Terms.Price, item.Lots, item.Terms.MOQ = 0, []plan.Lot{{Qty: 9000, Sellable: true}}, 0
	for i, day := range build(t, item)[0].Days {
		if day.Planned != 0 {
			t.Errorf("day %d plans %v without an order", i, day.Planned)
		}
	}
}

// The ban shortens the days on which an order can be sold.
func TestBanShortensTheCap(t *testing.T) {
	item := mooncake()
	item.ShelfDays, item.Life.Ban = 6, 2
	item.Terms.AgeAtArrival = 1
	r := build(t, item)[0]
	// It arrives on day 5 with 5 days, is sold on days 5–8, 160 pieces, after 70 of the older stock.
	if r.LifeAtArrival != 5 || r.ShelfCap != 90 {
		t.Errorf("life %d, cap %d, want 5 and 90", r.LifeAtArrival, r.ShelfCap)
	}
}

// What keeps loses nothing when it is left over; what expires loses its cost.
func TestProfitOfWhatIsLeftOver(t *testing.T) {
	item := mooncake()
	item.Terms.MOQ = 6000 // 56 days sell 2240; 270 are there
	kept := build(t, item)[0].ProfitPerYuan
	sold := 2240 - 270.0
	if want := sold * 66 / (6000 * 62); math.Abs(kept-want) > 1e-9 {
		t.Errorf("profit per yuan %v, want %v", kept, want)
	}
	item.SellUntil = d("2026-10-18")
	item.Terms.MOQ = 0
	r := build(t, item)[0]
	if r.Qty != 216 || math.Abs(r.ProfitPerYuan-66.0/62) > 1e-9 || r.LeftoverProb != 0 {
		t.Errorf("quantity %d, profit per yuan %v, left-over %v", r.Qty, r.ProfitPerYuan, r.LeftoverProb)
	}
}

func TestOrderDays(t *testing.T) {
	holiday := func(day time.Time) bool { return !day.Equal(d("2026-09-03")) }
	for name, c := range map[string]struct {
		days plan.OrderDays
		want string
	}{
		"any day":  {plan.OrderDays{}, "2026-09-05"},
		"weekdays": {plan.OrderDays{Weekdays: []time.Weekday{time.Monday, time.Thursday}}, "2026-09-03"},
		"holiday":  {plan.OrderDays{Weekdays: []time.Weekday{time.Monday, time.Thursday}, Working: holiday}, "2026-08-31"},
		"closed":   {plan.OrderDays{Closed: []demand.Span{{From: d("2026-08-30"), To: d("2026-09-10")}}}, "2026-08-29"},
		"open end": {plan.OrderDays{Closed: []demand.Span{{From: d("2026-09-01")}}}, "2026-08-31"},
		"cut-off":  {plan.OrderDays{Cutoff: d("2026-08-20")}, "2026-08-20"},
	} {
		if got := c.days.Latest(d("2026-09-10"), 5); !got.Equal(d(c.want)) {
			t.Errorf("%s: latest %v, want %s", name, got, c.want)
		}
	}
	never := plan.OrderDays{Working: func(time.Time) bool { return false }}
	if got := never.Latest(d("2026-09-10"), 5); !got.IsZero() {
		t.Errorf("latest of a supplier that never works is %v", got)
	}
	week := plan.OrderDays{Weekdays: []time.Weekday{time.Monday, time.Thursday}}
	for day, want := range map[string]int{"2026-08-24": 3, "2026-08-25": 6, "2026-08-27": 4} {
		if got, source := week.Review(d(day), 7); got != want || source != plan.Entered {
			t.Errorf("review on %s = %d %s, want %d", day, got, source, want)
		}
	}
	if got, source := (plan.OrderDays{}).Review(d(today), 9); got != 9 || source != plan.Default {
		t.Errorf("review without weekdays = %d %s", got, source)
	}
	days, unknown := plan.Weekdays("周一、星期四, 周天 周八")
	if !slices.Equal(days, []time.Weekday{time.Monday, time.Thursday, time.Sunday}) || !slices.Equal(unknown, []string{"周八"}) {
		t.Errorf("Weekdays = %v, unknown %v", days, unknown)
	}
}

func TestBudget(t *testing.T) {
	rich, poor := mooncake(), mooncake()
	poor.SKU, poor.NetPrice = "YB1000", 7000 // earns 8 yuan a piece, the other 66
	all := plan.Input{Items: []plan.Item{rich, poor}}
	for _, c := range []struct {
		budget     demand.Money
		rich, poor int64
	}{
		{216 * 6200, 216, 0},
		{216*6200 + 48*6200, 216, 48},
		{216*6200 + 47*6200, 216, 0}, // less than the minimum order
		{100 * 6200, 96, 0},
		{1e9, 216, 216},
	} {
		out, err := plan.Build(all, plan.Options{Today: d(today), Budget: c.budget})
		if err != nil {
			t.Fatal(err)
		}
		got := map[demand.SKU]int64{}
		spent := demand.Money(0)
		for _, r := range out.Rows {
			got[r.SKU] = r.Qty
			spent += r.Amount
			if (float64(r.Qty) < r.Need) != (r.Exception == plan.OverBudget) || r.Qty%24 != 0 {
				t.Errorf("budget %d: %s has %d of %v, exception %q", c.budget, r.SKU, r.Qty, r.Need, r.Exception)
			}
		}
		if diff := cmp.Diff(map[demand.SKU]int64{"YB1001": c.rich, "YB1000": c.poor}, got); diff != "" {
			t.Errorf("budget %d: %s", c.budget, diff)
		}
		if spent != out.Budget.Spent || spent > c.budget {
			t.Errorf("budget %d: rows cost %d, spent %d", c.budget, spent, out.Budget.Spent)
		}
	}
	out, _ := plan.Build(all, plan.Options{Today: d(today), Budget: 216 * 6200})
	if next := out.Budget.Next; len(next) != 1 || next[0].SKU != "YB1000" || next[0].Cost > 1_000_000 || next[0].Gain <= 0 || out.Budget.NextGain != next[0].Gain {
		t.Errorf("next 10,000 yuan buy %+v for %d", next, out.Budget.NextGain)
	}
}

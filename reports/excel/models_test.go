package excel_test

import (
	"fmt"
	"math"
	"time"

	"pgregory.net/rapid"

	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
)

// texts are names as departments have them, and some that a spreadsheet could take for more than a text.
var texts = rapid.SampledFrom([]string{
	"五仁月饼", "桂花糕", "Mooncake 80g", "龙井茶酥（礼盒）", `=1+1`, `+86`, `-1`, `@x`, `甲"乙`, "A&B", "<b>", "'x'", "  ", "2026-08-24", "1E5", "TRUE", "𠮷野家", "é́", "_x0041_",
})

// pieces are counts: mostly small, now and then nothing or a thousand million.
var pieces = rapid.OneOf(rapid.Int64Range(0, 5000), rapid.Int64Range(0, 5000), rapid.Int64Range(0, 5000), rapid.SampledFrom([]int64{0, 1, 999, 1_000_000, 1_000_000_000}))

// tenths are means with one decimal, as a forecast gives them.
var tenths = rapid.Map(rapid.Int64Range(0, 90_000), func(n int64) float64 { return float64(n) / 10 })

// fen are prices.
var fen = rapid.OneOf(rapid.Int64Range(0, 50_000), rapid.SampledFrom([]int64{0, 1, 99, 100, 9_999_999}))

var anyDay = rapid.Map(rapid.IntRange(-40, 200), func(n int) time.Time { return time.Date(2026, 8, 24+n, 0, 0, 0, 0, time.UTC) })

// maybe is a value, or none of it in one case of five.
func maybe[T any](g *rapid.Generator[T], none T) *rapid.Generator[T] {
	return rapid.OneOf(g, g, g, g, rapid.Just(none))
}

// planModels are purchase plans of any shape whose totals agree with their lines.
var planModels = rapid.Custom(func(t *rapid.T) view.PlanBook {
	today := time.Date(2026, 8, 24, 0, 0, 0, 0, time.UTC)
	v := view.PlanBook{Header: view.Header{
		RunID: "R20260824-abcdef", AsOf: today.AddDate(0, 0, -1), Today: today, Company: texts.Draw(t, "company"), Draft: rapid.Bool().Draw(t, "draft"),
		Files: pieces.Draw(t, "files"), Rows: pieces.Draw(t, "rows"), Held: pieces.Draw(t, "held"),
	}}
	for i := range v.Weeks {
		v.Weeks[i] = today.AddDate(0, 0, 7*i)
	}
	sellers := rapid.IntRange(0, 4).Draw(t, "suppliers")
	for i := range sellers {
		v.Suppliers = append(v.Suppliers, view.BookSupplier{
			Supplier: fmt.Sprintf("G%d", i), Name: texts.Draw(t, "supplier"), Terms: maybe(texts, "").Draw(t, "terms"), Weekdays: maybe(texts, "").Draw(t, "weekdays"),
			CreditDays: rapid.Int64Range(-1, 90).Draw(t, "credit"), MinOrderFen: fen.Draw(t, "minimum"), LeadFrom: 3, LeadTo: rapid.IntRange(3, 9).Draw(t, "lead"),
		})
	}
	v.Suppliers = append(v.Suppliers, view.BookSupplier{CreditDays: -1})
	for i := range rapid.SampledFrom([]int{0, 2, 3, 8, 14}).Draw(t, "lines") {
		drawLine(t, &v, i, rapid.IntRange(0, sellers).Draw(t, "seller"))
	}
	for range rapid.SampledFrom([]int{0, 2, 5}).Draw(t, "supply") {
		drawSupply(t, &v)
	}
	for range rapid.IntRange(0, 3).Draw(t, "parts") {
		v.Parts = append(v.Parts, view.BookPart{
			Bundle: "B", BundleName: texts.Draw(t, "bundle"), Sets: pieces.Draw(t, "sets"), SKU: "P", Name: texts.Draw(t, "part"), Unit: "枚",
			PerSet: rapid.Int64Range(1, 8).Draw(t, "per set"), Asked: pieces.Draw(t, "asked"),
		})
	}
	return v
})

// drawLine adds a line whose quantity follows the rule of the plan or an exception from it.
func drawLine(t *rapid.T, v *view.PlanBook, i, seller int) {
	s := &v.Suppliers[seller]
	l := view.BookLine{PlanLine: view.PlanLine{
		Line: i + 1, SKU: fmt.Sprintf("S%d", rapid.IntRange(0, 9).Draw(t, "sku")), Name: texts.Draw(t, "name"), Spec: maybe(texts, "").Draw(t, "spec"), Unit: "枚",
		Category: maybe(texts, "").Draw(t, "category"), Supplier: s.Supplier, SupplierName: s.Name, Centre: rapid.SampledFrom([]string{"杭州仓", "嘉兴仓"}).Draw(t, "centre"),
		Urgency: rapid.SampledFrom([]string{"past-due", "today", "this-week", "later", "watch"}).Draw(t, "urgency"),
		OnHand:  pieces.Draw(t, "on hand"), Allocated: pieces.Draw(t, "allocated"), OnOrder: pieces.Draw(t, "on order"), Overdue: pieces.Draw(t, "overdue"),
		Review: rapid.IntRange(0, 14).Draw(t, "review"), Lead: rapid.IntRange(0, 30).Draw(t, "lead"), WindowMean: tenths.Draw(t, "mean"), SafetyStock: tenths.Draw(t, "safety"),
		MOQ: pieces.Draw(t, "moq"), Case: rapid.Int64Range(0, 100).Draw(t, "case"), ShelfCap: maybe(rapid.Int64Range(0, 9000), -1).Draw(t, "cap"),
		CoverBefore: maybe(tenths, math.NaN()).Draw(t, "cover"), CoverAfter: maybe(tenths, math.NaN()).Draw(t, "after"),
		LatestOrder: maybe(anyDay, time.Time{}).Draw(t, "latest"), Arrives: maybe(anyDay, time.Time{}).Draw(t, "arrives"), PriceFen: fen.Draw(t, "price"),
		StockoutProb: rapid.SampledFrom([]float64{0, 0.123, 1, math.NaN()}).Draw(t, "stockout"), LostFen: fen.Draw(t, "lost"),
	}}
	l.Other = rapid.Int64Range(0, 50).Draw(t, "other")
	l.FirstOffer = rapid.Bool().Draw(t, "first offer")
	l.Position = l.OnHand + l.OnOrder - l.Allocated - l.Other
	l.Need = math.Max(0, l.WindowMean+l.SafetyStock-float64(l.Position))
	l.Life, l.Season, l.Class, l.Sentence = rapid.IntRange(-1, 90).Draw(t, "life"), "中秋", "AX", texts.Draw(t, "sentence")
	l.Profit, l.LeftoverProb = 0.6, maybe(rapid.Just(0.05), math.NaN()).Draw(t, "leftover")
	l.Daily7, l.Daily28 = tenths.Draw(t, "daily"), maybe(tenths, math.NaN()).Draw(t, "daily 28")
	for k := range l.Week {
		l.Week[k] = maybe(tenths, math.NaN()).Draw(t, "week")
	}
	switch {
	case l.Supplier == "":
		l.Exception = plan.NoSupplier
	case l.Need > 0 && rapid.IntRange(0, 4).Draw(t, "exception") == 0:
		l.Exception = rapid.SampledFrom([]string{plan.OverBudget, plan.PastCutoff, "unheard-of"}).Draw(t, "why")
	case l.Need > 0:
		l.Qty = plan.CeilTo(math.Max(l.Need, float64(l.MOQ)), max(l.Case, 1))
	}
	l.AmountFen = l.Qty * l.PriceFen
	s.AmountFen += l.AmountFen
	addLine(v, l)
}

// addLine adds a line with its item, its projection and its part of the totals.
func addLine(v *view.PlanBook, l view.BookLine) {
	n, t := len(v.Lines), &v.Totals
	v.Lines = append(v.Lines, l)
	t.Lines++
	t.Qty, t.StepQty, t.AmountFen = t.Qty+l.Qty, t.StepQty+float64(l.Qty), t.AmountFen+l.AmountFen
	t.OnHand, t.Allocated, t.OnOrder, t.Overdue = t.OnHand+l.OnHand, t.Allocated+l.Allocated, t.OnOrder+l.OnOrder, t.Overdue+l.Overdue
	t.Position, t.Window, t.LostFen = t.Position+l.Position, t.Window+l.WindowMean, t.LostFen+l.LostFen
	item := -1
	for i := range v.Items {
		if v.Items[i].SKU == l.SKU {
			item = i
		}
	}
	if item < 0 {
		item = len(v.Items)
		v.Items = append(v.Items, view.BookItem{SKU: l.SKU, Name: l.Name, Unit: l.Unit})
	}
	if l.FirstOffer {
		v.Items[item].Lines = append(v.Items[item].Lines, n)
		for _, mean := range l.Week {
			if !math.IsNaN(mean) {
				t.WeekMeans += mean
			}
		}
	}
	if l.Qty == 0 {
		return
	}
	t.Ordered++
	b, stock := view.BookBlock{Line: n}, l.Position
	for k := range view.BookWeeks {
		w := view.BookWeek{Start: stock, Net: int64(100 * k), Orders: 3, Expiry: int64(k % 2), Safety: int64(l.SafetyStock), Promise: 7, Release: 5}
		if k == 1 {
			w.Planned = l.Qty
		}
		w.End = w.Start + w.Planned - w.Net - w.Orders - w.Expiry
		stock = w.End
		b.Weeks = append(b.Weeks, w)
	}
	v.Blocks = append(v.Blocks, b)
}

// drawSupply adds an open purchase order.
func drawSupply(t *rapid.T, v *view.PlanBook) {
	p := view.BookSupply{
		PO: "CG-1", SupplierName: texts.Draw(t, "seller"), SKU: "S", Name: texts.Draw(t, "item"), Unit: "枚", Ordered: maybe(anyDay, time.Time{}).Draw(t, "ordered"),
		Promised: maybe(anyDay, time.Time{}).Draw(t, "promised"), Received: pieces.Draw(t, "received"), Open: pieces.Draw(t, "open"),
		Valid: rapid.Bool().Draw(t, "valid"), PriceFen: fen.Draw(t, "price"), InPlan: rapid.Bool().Draw(t, "in plan"),
	}
	p.Qty = p.Received + p.Open
	v.Supply = append(v.Supply, p)
	if p.Valid {
		v.Totals.SupplyValid += p.Open
	} else {
		v.Totals.SupplyBehind += p.Open
	}
}

// weekModels are weekly reports of any shape whose sums agree.
var weekModels = rapid.Custom(func(t *rapid.T) view.Weekly {
	monday := time.Date(2026, 8, 17, 0, 0, 0, 0, time.UTC)
	v := view.Weekly{From: monday, To: monday.AddDate(0, 0, 6)}
	v.Header = view.Header{RunID: "R20260824-abcdef", AsOf: v.To, Today: v.To.AddDate(0, 0, 1), Company: texts.Draw(t, "company")}
	for i, name := range []string{"糕点", "礼盒", "=月饼", "*"}[:rapid.IntRange(0, view.ShownCategories).Draw(t, "categories")] {
		v.Categories[i] = name
	}
	drawChannels(t, &v)
	drawProducts(t, &v)
	drawStock(t, &v)
	v.Month.From, v.Month.To = monday.AddDate(0, 0, -16), v.To
	v.Season = view.WeekPace{From: monday.AddDate(0, 0, -40), To: v.To, Done: fen.Draw(t, "season"), Want: maybe(fen, 0).Draw(t, "season target"), Pace: maybe(rapid.Just(0.25), math.NaN()).Draw(t, "pace")}
	v.Season.Festival = maybe(rapid.Just("中秋"), "").Draw(t, "festival")
	for i := range v.Weeks {
		v.Weeks[i] = view.WeekMoney{Monday: monday.AddDate(0, 0, 7*(i-12)), LunarMonday: monday.AddDate(-1, 0, 7*(i-12)), GMV: fen.Draw(t, "week"), Lunar: fen.Draw(t, "lunar")}
	}
	v.Weeks[12].GMV = v.Now.GMV
	v.Lunar.GMV, v.Before.GMV, v.Gregorian.GMV = v.Weeks[12].Lunar, v.Weeks[11].GMV, fen.Draw(t, "gregorian")
	for _, s := range []*view.WeekSpan{&v.Lunar, &v.Before, &v.Gregorian} {
		s.From, s.To, s.Orders, s.Refund, s.StockClose = monday.AddDate(-1, 0, 0), monday.AddDate(-1, 0, 6), pieces.Draw(t, "orders"), fen.Draw(t, "refund"), fen.Draw(t, "stock")
		s.Priced, s.Cost, s.OutDays, s.SaleDays = fen.Draw(t, "priced"), fen.Draw(t, "cost"), 1, rapid.Int64Range(0, 50).Draw(t, "sale days")
	}
	for _, model := range []string{"sNaive(7)", "LunarNaive", "Hand", view.Chosen} {
		if rapid.IntRange(0, 3).Draw(t, "scored") > 0 {
			v.Backtest = append(v.Backtest, view.WeekScore{Class: "all", Lead: "all", Model: model, Series: 5, Windows: 8, WAPE: rapid.SampledFrom([]float64{0, 0.2, 0.203, 1.5}).Draw(t, "wape"), Bias: -0.1, Cover80: math.NaN()})
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "findings") {
		v.Problems = append(v.Problems, view.Finding{Fen: fen.Draw(t, "finding"), What: texts.Draw(t, "what"), Say: texts.Draw(t, "say"), Who: "仓管", Late: rapid.Bool().Draw(t, "late")})
		v.Decisions = append(v.Decisions, view.WeekDecision{What: texts.Draw(t, "ask"), Why: texts.Draw(t, "why"), Fen: fen.Draw(t, "asked")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "imported") {
		f := view.WeekFile{Name: texts.Draw(t, "file"), Accepted: pieces.Draw(t, "accepted"), Other: pieces.Draw(t, "other"), Held: pieces.Draw(t, "held"), AcceptFen: -fen.Draw(t, "money"), OtherFen: fen.Draw(t, "other money")}
		f.Records, f.Fen = f.Accepted+f.Other+f.Held, f.AcceptFen+f.OtherFen
		v.Files = append(v.Files, f)
	}
	return v
})

func drawChannels(t *rapid.T, v *view.Weekly) {
	for i := range rapid.IntRange(0, 6).Draw(t, "channels") {
		c := view.WeekChannel{Name: fmt.Sprint(texts.Draw(t, "channel"), i), Orders: pieces.Draw(t, "orders"), Month: fen.Draw(t, "month"), Pace: maybe(rapid.Just(0.5), math.NaN()).Draw(t, "pace")}
		for j := range c.Cells {
			if j == view.ShownCategories || v.Categories[j] != "" {
				c.Cells[j] = fen.Draw(t, "cell")
			}
			c.GMV += c.Cells[j]
		}
		if c.Want = maybe(fen, 0).Draw(t, "target"); c.Want > 0 {
			c.Done = fen.Draw(t, "done")
		}
		v.Channels = append(v.Channels, c)
		v.Now.GMV, v.Now.Orders, v.Month.GMV = v.Now.GMV+c.GMV, v.Now.Orders+c.Orders, v.Month.GMV+c.Month
		v.Month.Done, v.Month.Want = v.Month.Done+c.Done, v.Month.Want+c.Want
	}
	v.Month.Pace = maybe(rapid.Just(0.7), math.NaN()).Draw(t, "month pace")
	v.Now.From, v.Now.To = v.From, v.To
}

// drawProducts shares each category's money among two products.
func drawProducts(t *rapid.T, v *view.Weekly) {
	for j := range view.ShownCategories + 1 {
		var sum int64
		for _, c := range v.Channels {
			sum += c.Cells[j]
		}
		name := "别的"
		if j < view.ShownCategories {
			name = v.Categories[j]
		}
		if name == "" || sum == 0 {
			continue
		}
		for _, gmv := range []int64{sum / 3, sum - sum/3} {
			p := view.WeekProduct{
				SKU: fmt.Sprintf("S%d-%d", j, gmv), Name: maybe(texts, "").Draw(t, "product"), Category: name, GMV: gmv, Pieces: pieces.Draw(t, "pieces"), Refund: fen.Draw(t, "refund"),
				Net: gmv, Cost: fen.Draw(t, "cost"), Lunar: fen.Draw(t, "lunar"), Before: fen.Draw(t, "before"), Cover: maybe(tenths, math.NaN()).Draw(t, "cover"),
			}
			v.Products = append(v.Products, p)
			v.Now.Refund += p.Refund
		}
	}
}

func drawStock(t *rapid.T, v *view.Weekly) {
	for i := range v.Ages {
		for j := range v.Ages[i] {
			v.Ages[i][j] = maybe(fen, 0).Draw(t, "age")
			v.Now.StockClose += v.Ages[i][j]
		}
	}
	v.Now.StockOpen, v.Now.SoldFen = fen.Draw(t, "open"), fen.Draw(t, "sold")
	for range rapid.IntRange(0, 10).Draw(t, "stockouts") {
		v.Stockouts = append(v.Stockouts, view.WeekStockout{SKU: "S", Name: texts.Draw(t, "out"), Days: 2, First: v.From, Last: v.To, Missed: pieces.Draw(t, "missed"), PriceFen: fen.Draw(t, "price")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "lots") {
		v.Lots = append(v.Lots, view.WeekLot{
			SKU: "S", Name: texts.Draw(t, "lot"), Lot: maybe(texts, "").Draw(t, "number"), Qty: 9, Left: rapid.Int64Range(0, 9).Draw(t, "left"), CostFen: fen.Draw(t, "cost"),
			Days: rapid.SampledFrom([]int{view.NoExpiry, -3, 0, 15, 90}).Draw(t, "days"), State: view.LotNear,
		})
	}
	v.MoreLots = view.WeekMore{Lots: rapid.IntRange(0, 2).Draw(t, "more"), Fen: fen.Draw(t, "more money")}
}

package view

import (
	"context"
	"math"
	"strconv"
	"time"

	"zhiwei/forecast/plan"
	"zhiwei/reports"
)

// PlanLine is one purchase suggestion as the database has it, with the names of its item and supplier.
type PlanLine struct {
	Line         int       `sql:"line"`
	SKU          string    `sql:"sku"`
	Name         string    `sql:"name"`
	Spec         string    `sql:"spec"`
	Unit         string    `sql:"unit"`
	Category     string    `sql:"category"`
	Supplier     string    `sql:"supplier"`
	SupplierName string    `sql:"supplier_name"`
	Centre       string    `sql:"centre"`
	Urgency      string    `sql:"urgency"`
	OnHand       int64     `sql:"on_hand"`
	Allocated    int64     `sql:"allocated"`
	OnOrder      int64     `sql:"on_order_valid"`
	Overdue      int64     `sql:"on_order_overdue"`
	Review       int       `sql:"review_days"`
	Lead         int       `sql:"lead_days"`
	WindowMean   float64   `sql:"window_mean"`
	SafetyStock  float64   `sql:"safety_stock"`
	OrderUpTo    float64   `sql:"order_up_to"`
	Position     int64     `sql:"stock_position"`
	Need         float64   `sql:"need"`
	MOQ          int64     `sql:"moq"`
	Case         int64     `sql:"case_size"`
	ShelfCap     int64     `sql:"shelf_cap"`
	Qty          int64     `sql:"qty"`
	Cases        int64     `sql:"cases"`
	Excess       int64     `sql:"excess"`
	CoverBefore  float64   `sql:"cover_before"`
	CoverAfter   float64   `sql:"cover_after"`
	NeedDate     time.Time `sql:"need_date"`
	LatestOrder  time.Time `sql:"latest_order"`
	Arrives      time.Time `sql:"arrives"`
	PriceFen     int64     `sql:"price_fen"`
	AmountFen    int64     `sql:"amount_fen"`
	StockoutProb float64   `sql:"stockout_prob"`
	LostFen      int64     `sql:"lost_fen"`
	Exception    string    `sql:"exception"`
}

type stepRow struct {
	Line   int     `sql:"line"`
	Step   int     `sql:"step"`
	Code   string  `sql:"code"`
	Amount float64 `sql:"amount"`
	Unit   string  `sql:"unit"`
	Source string  `sql:"source"`
}

// Purchase is the purchase list, read-only.
type Purchase struct {
	Title, Lede string
	Draft       bool
	Groups      []PlanGroup
	Lines       int
	AmountFen   string
	Total       string
}

// PlanGroup are the lines of one urgency.
type PlanGroup struct {
	Title, Note string
	Rows        []PlanRow
}

// PlanRow is one suggestion as it is shown.
type PlanRow struct {
	Anchor   string // id in the page
	SKU      string
	Name     string
	Unit     string
	ItemNote string // code and spec
	Supplier string // name and days
	Due      Tag
	DueNote  string
	Sentence []Span
	Qty      string
	QtyNote  string
	Amount   string
	Price    string
	StepHead string
	Steps    []StepRow
	Balance  *Balance
}

// Span is a piece of a sentence; a strong one is set in bold.
type Span struct {
	Text   string
	Strong bool
}

// StepRow is one line of the calculation.
type StepRow struct {
	Op, Name, Value, Source string
	Sum                     bool
}

// Balance draws how much is wanted and how much is there, both on the scale of the larger.
type Balance struct {
	Want, Have                           string
	Window, Safety, OnHand, OnOrder, Gap string   // words with numbers
	W                                    []string // widths of window, safety, on hand, on order, gap in percent
	X                                    []string // their left edges
}

// LoadPlan reads the suggestions of a run in their own order.
func LoadPlan(ctx context.Context, q reports.Querier, run string) ([]PlanLine, error) {
	return reports.Rows[PlanLine](ctx, q, "page_purchase", run)
}

// LoadPurchase makes the purchase page of a run.
func LoadPurchase(ctx context.Context, q reports.Querier, f Format, h Header) (Purchase, error) {
	lines, err := LoadPlan(ctx, q, h.RunID)
	if err != nil {
		return Purchase{}, err
	}
	steps, err := reports.Rows[stepRow](ctx, q, "page_purchase_steps", h.RunID)
	if err != nil {
		return Purchase{}, err
	}
	return purchasePage(f, h, lines, steps), nil
}

func purchasePage(f Format, h Header, lines []PlanLine, steps []stepRow) Purchase {
	byLine := map[int][]stepRow{}
	for _, s := range steps {
		byLine[s.Line] = append(byLine[s.Line], s)
	}
	p := Purchase{Draft: h.Draft, Lines: len(lines)}
	var amount, lost int64
	var todo []PlanLine
	for _, l := range lines {
		amount += l.AmountFen
		if pressing(l) {
			todo = append(todo, l)
			lost += l.LostFen
		}
	}
	p.AmountFen, p.Total = f.Money(amount), f.T("page.buy-total", "N", f.Int(int64(len(lines))))
	p.Title = f.T("page.buy-calm")
	if len(todo) > 0 {
		p.Title = f.T("page.buy-title", "N", len(todo), "Name", todo[0].Name)
	}
	p.Lede = f.T("page.buy-lede", "N", len(lines), "Money", f.Money(amount), "Lost", f.Money(lost))
	p.Groups = planGroups(f, h, lines, byLine)
	return p
}

func pressing(l PlanLine) bool {
	return l.Urgency == string(plan.PastDue) || l.Urgency == string(plan.Today)
}

// planGroups puts past due and today under one head, as both have to be decided now.
func planGroups(f Format, h Header, lines []PlanLine, steps map[int][]stepRow) []PlanGroup {
	heads := []struct{ key, urgencies string }{
		{"today", string(plan.PastDue) + " " + string(plan.Today)},
		{"week", string(plan.ThisWeek)},
		{"later", string(plan.Later)},
		{"watch", string(plan.Watch)},
	}
	var groups []PlanGroup
	for _, head := range heads {
		g := PlanGroup{Note: f.T("page.buy-note-" + head.key)}
		for _, l := range lines {
			if containsWord(head.urgencies, l.Urgency) {
				g.Rows = append(g.Rows, planRow(f, h, l, steps[l.Line]))
			}
		}
		if len(g.Rows) > 0 {
			g.Title = f.T("page.buy-group-"+head.key, "N", len(g.Rows))
			groups = append(groups, g)
		}
	}
	return groups
}

func planRow(f Format, h Header, l PlanLine, steps []stepRow) PlanRow {
	r := PlanRow{
		Anchor: "L" + strconv.Itoa(l.Line), SKU: l.SKU, Name: l.Name, Unit: l.Unit,
		ItemNote: joinWords(f, l.SKU, l.Spec),
		Supplier: joinWords(f, l.SupplierName, arriveWords(f, l), l.Centre),
		Due:      dueTag(f, h, l),
		Sentence: Sentence(f, l),
		Qty:      f.Int(l.Qty) + unitGap(f, l.Unit), Amount: f.Money(l.AmountFen),
		StepHead: f.T("page.buy-how", "Qty", f.Int(l.Qty), "Unit", f.Unit(l.Unit)),
		Steps:    stepRows(f, steps), Balance: balance(f, l),
	}
	if l.PriceFen > 0 {
		r.Price = f.T("page.buy-price", "Price", f.Fen(l.PriceFen))
	}
	if l.StockoutProb > 0 {
		r.DueNote = f.T("page.buy-stockout", "Share", f.Percent(l.StockoutProb))
	}
	if l.Qty > 0 && l.Case > 1 {
		r.QtyNote = f.T("page.buy-cases", "Cases", f.Int(l.Cases), "Case", f.Int(l.Case))
	}
	return r
}

func arriveWords(f Format, l PlanLine) string {
	if l.Supplier == "" || l.Lead <= 0 {
		return ""
	}
	return f.T("page.buy-lead", "N", l.Lead)
}

// dueTag is the latest order day with its shape: past due, today, this week, later.
func dueTag(f Format, h Header, l PlanLine) Tag {
	day := f.Day(l.LatestOrder)
	switch plan.Urgency(l.Urgency) {
	case plan.PastDue:
		return Tag{Kind: "late", Shape: ShapeDiamond, Text: f.T("page.due-past", "Day", day, "N", daysBetween(l.LatestOrder, h.Today))}
	case plan.Today:
		return Tag{Kind: "late", Shape: ShapeDot, Text: f.T("page.due-today", "Day", day)}
	case plan.ThisWeek:
		return Tag{Kind: "warn", Shape: ShapeBar, Text: day + " " + f.Weekday(l.LatestOrder)}
	case plan.Watch:
		return Tag{Shape: ShapeRing, Text: f.T("page.due-watch")}
	default:
		return Tag{Shape: ShapeBar, Text: day}
	}
}

// balance draws only what is a balance: something wanted, and stock that is not negative.
func balance(f Format, l PlanLine) *Balance {
	scale := math.Max(l.OrderUpTo, float64(l.Position))
	if l.OrderUpTo <= 0 || l.Position < 0 || l.WindowMean < 0 {
		return nil
	}
	gap := math.Max(0, l.OrderUpTo-float64(l.Position))
	hand := math.Max(0, float64(l.Position-l.OnOrder))
	parts := []float64{l.WindowMean, math.Max(0, l.SafetyStock), hand, float64(l.OnOrder), gap}
	b := &Balance{
		Want: f.Round(l.OrderUpTo), Have: f.Int(l.Position),
		Window:  f.T("page.bal-window", "N", l.Review+l.Lead, "Qty", f.Round(l.WindowMean)),
		Safety:  f.T("page.bal-safety", "Qty", f.Round(l.SafetyStock)),
		OnHand:  f.T("page.bal-hand", "Qty", f.Round(hand)),
		OnOrder: f.T("page.bal-order", "Qty", f.Int(l.OnOrder)),
		Gap:     f.Round(gap),
	}
	at := 0.0
	for i, v := range parts {
		if i == 2 {
			at = 0
		}
		b.X, b.W = append(b.X, px2(at)), append(b.W, px2(v/scale*100))
		at += v / scale * 100
	}
	return b
}

func px2(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

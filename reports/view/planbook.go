package view

import (
	"context"
	"math"
	"slices"
	"time"

	"zhiwei/forecast/plan"
	"zhiwei/reports"
)

// BookWeeks is how many weeks ahead the purchase workbook looks.
const BookWeeks = 8

// PlanBook is what the purchase workbook shows. Its numbers are rounded here; how they look is the workbook's.
type PlanBook struct {
	Header    Header
	Lines     []BookLine
	Items     []BookItem
	Blocks    []BookBlock
	Supply    []BookSupply
	Suppliers []BookSupplier
	Rules     []BookRule
	Parts     []BookPart
	Totals    BookTotals
	Weeks     [BookWeeks]time.Time // their first days, from today on
}

// BookLine is a suggestion with what only the workbook shows of it.
type BookLine struct {
	PlanLine

	Season       string
	Class        string // value and steadiness: AX … CZ; S for what is sold in seasons
	FirstOffer   bool   // the first line of its item and centre; the others are alternatives with the same demand
	Other        int64  // what the position lacks besides the allocated: backorders and what will expire unsold
	Daily7       float64
	Daily28      float64
	Week         [BookWeeks]float64
	Life         int // days left at arrival; -1 = does not expire
	Profit       float64
	LeftoverProb float64
	Sentence     string
}

// BookItem is an item of the plan with its weekly quantiles; the lines that its means add up from are indices.
type BookItem struct {
	SKU, Name, Unit string
	Lines           []int
	P50, P90        [BookWeeks]float64 // NaN where there is no forecast
}

// BookBlock is the projection of a line, week by week, in whole units whose sums hold.
type BookBlock struct {
	Line  int // index of the line
	Weeks []BookWeek
}

// BookWeek is a week of a projection: Start + Scheduled + Planned − Net − Orders − Expiry = End.
type BookWeek struct {
	Start, Net, Orders, Scheduled, Expiry, Planned, End, Safety, Promise, Release int64
}

// BookSupply is what is still to come of a purchase order.
type BookSupply struct {
	PO           string    `sql:"po_no"`
	Supplier     string    `sql:"supplier"`
	SupplierName string    `sql:"supplier_name"`
	SKU          string    `sql:"sku"`
	Name         string    `sql:"name"`
	Unit         string    `sql:"unit"`
	Centre       string    `sql:"centre"`
	Ordered      time.Time `sql:"ordered"`
	Promised     time.Time `sql:"promised"`
	Qty          int64     `sql:"qty"`
	Received     int64     `sql:"received"`
	Open         int64     `sql:"open_qty"`
	Valid        bool      `sql:"valid"`
	PriceFen     int64     `sql:"price_fen"`
	InPlan       bool      `sql:"in_plan"`
}

// BookSupplier is a supplier of the plan with its terms; the code is ” where nobody is known to sell the item.
type BookSupplier struct {
	Supplier    string `sql:"supplier"`
	Name        string `sql:"name"`
	Terms       string `sql:"terms"`
	Weekdays    string `sql:"order_weekdays"`
	CreditDays  int64  `sql:"credit_days"` // -1 = not said
	MinOrderFen int64  `sql:"min_order_fen"`
	LeadFrom    int    `sql:"lead_from"`
	LeadTo      int    `sql:"lead_to"`
	AmountFen   int64  `sql:"amount_fen"`
}

// BookRule is a number of days that the plan used for lines of a supplier, with its origin.
type BookRule struct {
	Supplier string  `sql:"supplier"`
	Code     string  `sql:"code"`
	Amount   float64 `sql:"amount"`
	Source   string  `sql:"source"`
	Lines    int64   `sql:"lines"`
}

// BookPart is a part of a set that was sold lately.
type BookPart struct {
	Bundle     string `sql:"bundle_sku"`
	BundleName string `sql:"bundle_name"`
	Sets       int64  `sql:"sets"`
	SKU        string `sql:"component_sku"`
	Name       string `sql:"name"`
	Unit       string `sql:"unit"`
	Kind       string `sql:"kind"`
	PerSet     int64  `sql:"per_set"`
	Asked      int64  `sql:"asked"`
}

// BookTotals are the database's own sums, which the workbook has to meet.
type BookTotals struct {
	Lines        int64   `sql:"lines"`
	Ordered      int64   `sql:"ordered"`
	Qty          int64   `sql:"qty"`
	AmountFen    int64   `sql:"amount_fen"`
	OnHand       int64   `sql:"on_hand"`
	Allocated    int64   `sql:"allocated"`
	OnOrder      int64   `sql:"on_order_valid"`
	Overdue      int64   `sql:"on_order_overdue"`
	Position     int64   `sql:"stock_position"`
	Window       float64 `sql:"window_mean"`
	LostFen      int64   `sql:"lost_fen"`
	WeekMeans    float64 `sql:"week_means"`
	StepQty      float64 `sql:"step_qty"`
	SupplyValid  int64   `sql:"open_valid"`
	SupplyBehind int64   `sql:"open_overdue"`
}

type bookLineRow struct {
	Line         int     `sql:"line"`
	Season       string  `sql:"season"`
	Class        string  `sql:"class"`
	FirstOffer   bool    `sql:"first_offer"`
	NoSell       int64   `sql:"no_sell"`
	Daily7       float64 `sql:"daily_7"`
	Daily28      float64 `sql:"daily_28"`
	Week1        float64 `sql:"week_1"`
	Week2        float64 `sql:"week_2"`
	Week3        float64 `sql:"week_3"`
	Week4        float64 `sql:"week_4"`
	Week5        float64 `sql:"week_5"`
	Week6        float64 `sql:"week_6"`
	Week7        float64 `sql:"week_7"`
	Week8        float64 `sql:"week_8"`
	Life         int     `sql:"life_at_arrival"`
	Profit       float64 `sql:"profit_per_yuan"`
	LeftoverProb float64 `sql:"leftover_prob"`
	WorthFen     int64   `sql:"worth_fen"`
}

type bookQuantileRow struct {
	SKU  string  `sql:"sku"`
	Week int     `sql:"week_no"`
	P50  float64 `sql:"p50"`
	P90  float64 `sql:"p90"`
}

type bookDaysRow struct {
	Line      int       `sql:"line"`
	Week      int       `sql:"week"`
	From      time.Time `sql:"from_day"`
	Start     float64   `sql:"start_qty"`
	Orders    float64   `sql:"orders"`
	Scheduled float64   `sql:"scheduled"`
	Expiry    float64   `sql:"expiry"`
	Planned   float64   `sql:"planned"`
	End       float64   `sql:"end_qty"`
	Safety    float64   `sql:"safety_stock"`
	Promise   float64   `sql:"promise"`
	Release   float64   `sql:"release_qty"`
}

type bookPastRow struct {
	SKU  string `sql:"sku"`
	Week int    `sql:"week"`
	Qty  int64  `sql:"qty"`
}

// classWeeks and partDays are how far back the classes and the sets look.
const (
	classWeeks = 26
	partDays   = 56
)

// bookRows are the answers that a purchase workbook is made of.
type bookRows struct {
	plan      []PlanLine
	lines     []bookLineRow
	quantiles []bookQuantileRow
	days      []bookDaysRow
	past      []bookPastRow
}

// LoadPlanBook reads what the purchase workbook of a run shows.
func LoadPlanBook(ctx context.Context, q reports.Querier, f Format, h Header) (PlanBook, error) {
	b := PlanBook{Header: h}
	for i := range b.Weeks {
		b.Weeks[i] = addDays(h.Today, 7*i)
	}
	if err := b.loadWhole(ctx, q); err != nil {
		return PlanBook{}, err
	}
	var r bookRows
	if err := r.load(ctx, q, h); err != nil {
		return PlanBook{}, err
	}
	b.fill(f, r)
	return b, nil
}

// loadWhole reads the answers that are shown as they come.
func (b *PlanBook) loadWhole(ctx context.Context, q reports.Querier) (err error) {
	run := b.Header.RunID
	if b.Supply, err = reports.Rows[BookSupply](ctx, q, "book_plan_supply", run); err != nil {
		return err
	}
	if b.Suppliers, err = reports.Rows[BookSupplier](ctx, q, "book_plan_suppliers", run); err != nil {
		return err
	}
	if b.Rules, err = reports.Rows[BookRule](ctx, q, "book_plan_rules", run); err != nil {
		return err
	}
	from, to := addDays(b.Header.AsOf, 1-partDays), b.Header.AsOf
	if b.Parts, err = reports.Rows[BookPart](ctx, q, "book_plan_parts", from, to, from, to); err != nil {
		return err
	}
	b.Totals, _, err = reports.One[BookTotals](ctx, q, "book_plan_totals", run, run)
	return err
}

func (r *bookRows) load(ctx context.Context, q reports.Querier, h Header) (err error) {
	if r.plan, err = LoadPlan(ctx, q, h.RunID); err != nil {
		return err
	}
	if r.lines, err = reports.Rows[bookLineRow](ctx, q, "book_plan_lines", h.RunID); err != nil {
		return err
	}
	if r.quantiles, err = reports.Rows[bookQuantileRow](ctx, q, "book_plan_weeks", h.RunID); err != nil {
		return err
	}
	if r.days, err = reports.Rows[bookDaysRow](ctx, q, "book_plan_days", h.Today, h.RunID); err != nil {
		return err
	}
	from := addDays(h.AsOf, 1-7*classWeeks)
	r.past, err = reports.Rows[bookPastRow](ctx, q, "book_plan_past", from, h.RunID, from, h.AsOf)
	return err
}

// fill joins the answers line by line.
func (b *PlanBook) fill(f Format, r bookRows) {
	more := make(map[int]bookLineRow, len(r.lines))
	for _, l := range r.lines {
		more[l.Line] = l
	}
	classes := bookClasses(r)
	at := make(map[int]int, len(r.plan))
	for i, l := range r.plan {
		at[l.Line] = i
		b.Lines = append(b.Lines, bookLine(f, l, more[l.Line], classes[l.SKU]))
	}
	b.Items = bookItems(b.Lines, r.quantiles)
	b.Blocks = bookBlocks(r.days, at)
}

func bookLine(f Format, l PlanLine, m bookLineRow, class string) BookLine {
	l.CoverBefore, l.CoverAfter = roundTo(l.CoverBefore, 1), roundTo(l.CoverAfter, 1)
	l.StockoutProb = roundTo(l.StockoutProb, 3)
	return BookLine{
		PlanLine: l, Season: m.Season, Class: class, FirstOffer: m.FirstOffer,
		Other:  l.OnHand + l.OnOrder - l.Allocated - l.Position,
		Daily7: m.Daily7, Daily28: m.Daily28, Life: m.Life, Profit: m.Profit, LeftoverProb: m.LeftoverProb,
		Week:     [BookWeeks]float64{m.Week1, m.Week2, m.Week3, m.Week4, m.Week5, m.Week6, m.Week7, m.Week8},
		Sentence: SentenceText(f, l),
	}
}

// bookItems lists the items in the order of the plan.
func bookItems(lines []BookLine, quantiles []bookQuantileRow) []BookItem {
	var items []BookItem
	at := map[string]int{}
	for i, l := range lines {
		n, seen := at[l.SKU]
		if !seen {
			n = len(items)
			at[l.SKU] = n
			items = append(items, BookItem{SKU: l.SKU, Name: l.Name, Unit: l.Unit, P50: noWeeks(), P90: noWeeks()})
		}
		if l.FirstOffer {
			items[n].Lines = append(items[n].Lines, i)
		}
	}
	for _, q := range quantiles {
		if n, ok := at[q.SKU]; ok && q.Week >= 1 && q.Week <= BookWeeks {
			items[n].P50[q.Week-1], items[n].P90[q.Week-1] = q.P50, q.P90
		}
	}
	return items
}

func noWeeks() (w [BookWeeks]float64) {
	for i := range w {
		w[i] = math.NaN()
	}
	return w
}

// bookBlocks makes whole weeks of which each starts where the one before ended; the net demand takes up the rounding.
func bookBlocks(days []bookDaysRow, at map[int]int) []BookBlock {
	var blocks []BookBlock
	last := -1
	for _, d := range days {
		if last != d.Line {
			blocks = append(blocks, BookBlock{Line: at[d.Line]})
			last = d.Line
		}
		weeks := &blocks[len(blocks)-1].Weeks
		w := BookWeek{
			Start: whole(d.Start), Orders: whole(d.Orders), Scheduled: whole(d.Scheduled), Expiry: whole(d.Expiry), Planned: whole(d.Planned),
			End: whole(d.End), Safety: whole(d.Safety), Promise: whole(d.Promise), Release: whole(d.Release),
		}
		if n := len(*weeks); n > 0 {
			w.Start = (*weeks)[n-1].End
		}
		w.Net = w.Start + w.Scheduled + w.Planned - w.Orders - w.Expiry - w.End
		*weeks = append(*weeks, w)
	}
	return blocks
}

func whole(v float64) int64 {
	if math.IsNaN(v) {
		return 0
	}
	return int64(math.Round(v))
}

// bookClasses is the class of each item by what it was worth in the last half year and by how steady its weeks are.
func bookClasses(r bookRows) map[string]string {
	weeks, worth, seasonal := map[string][]float64{}, map[string]float64{}, map[string]bool{}
	for i, l := range r.lines {
		if i < len(r.plan) {
			worth[r.plan[i].SKU], seasonal[r.plan[i].SKU] = float64(l.WorthFen), l.Class == "seasonal"
		}
	}
	for _, p := range r.past {
		if weeks[p.SKU] == nil {
			weeks[p.SKU] = make([]float64, classWeeks)
		}
		if p.Week >= 0 && p.Week < classWeeks {
			weeks[p.SKU][p.Week] += float64(p.Qty)
		}
	}
	var skus []string
	var values []float64
	for _, l := range r.plan {
		if _, done := worth[l.SKU]; !done || slices.Contains(skus, l.SKU) {
			continue
		}
		value := 0.0
		for _, qty := range weeks[l.SKU] {
			value += qty * worth[l.SKU]
		}
		skus, values = append(skus, l.SKU), append(values, value)
	}
	classes := make(map[string]string, len(skus))
	for i, abc := range plan.ABC(values) {
		steady := "S"
		if !seasonal[skus[i]] {
			steady = plan.XYZ(weeks[skus[i]])
		}
		classes[skus[i]] = abc + steady
	}
	return classes
}

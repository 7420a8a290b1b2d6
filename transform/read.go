package transform

import (
	"context"
	"fmt"
	"math"
	"time"

	"zhiwei/ingest/order"
	"zhiwei/transform/demand"
	"zhiwei/transform/warehouse"
)

// Split says by what the demand of a SKU is split.
type Split int

// The splits.
const (
	ByChannel Split = iota // one series per SKU and channel: what is forecast
	Together               // one series per SKU
	ByCentre               // one series per SKU, channel and centre
)

// SeriesOptions choose the series; the zero value is what is forecast.
type SeriesOptions struct {
	Split Split
}

// Sparse lists per series, filled here: a dense spine in SQL costs more than the rest together.
const seriesQuery = `
WITH daily AS (
    SELECT sku, CASE WHEN ? THEN channel ELSE '' END AS channel, CASE WHEN ? THEN centre ELSE '' END AS centre, day,
           CAST(sum(qty) AS BIGINT) AS qty, CASE WHEN ? THEN bool_or(censored) ELSE bool_and(censored) END AS censored
    FROM fct_demand_day
    WHERE day <= as_of()
    GROUP BY 1, 2, 3, 4
),
listed AS (
    SELECT sku, channel, centre, min(CASE WHEN qty > 0 THEN day END) AS first_day,
           list(apart(CAST('1970-01-01' AS DATE), day)) AS days, list(qty) AS qtys, list(CASE WHEN censored THEN CAST(1 AS BIGINT) ELSE 0 END) AS censored
    FROM daily
    GROUP BY sku, channel, centre
),
opened AS (
    SELECT CASE WHEN ? THEN channel ELSE '' END AS channel, min(day) AS first_day
    FROM daily WHERE qty > 0 GROUP BY 1
)
SELECT l.sku, l.channel, l.centre,
       CASE WHEN k.on_sale_from >= o.first_day AND k.on_sale_from < l.first_day THEN k.on_sale_from ELSE l.first_day END AS first_day,
       as_of() AS last_day, l.days, l.qtys, l.censored,
       k.name, k.category, k.season, k.on_sale_from, k.on_sale_to, k.list_price_fen
FROM listed AS l
JOIN opened AS o ON o.channel = l.channel
JOIN dim_sku AS k ON k.sku = l.sku
WHERE l.first_day IS NOT NULL
ORDER BY l.sku, l.channel, l.centre`

// DemandSeries reads daily demand as regular series, sorted by key, from the
// first day of sale to the last day of data. A stock-out day is censored, not zero; a
// day on which the whole channel was shut, or of which no export came, is NaN; a day
// before the first sale is not part of the series unless the product was on sale.
func DemandSeries(ctx context.Context, db *warehouse.DB, opt SeriesOptions) ([]demand.Series, error) {
	channels := opt.Split != Together
	out, err := read(ctx, db, seriesQuery, readSeries, channels, opt.Split == ByCentre, channels, channels)
	if err != nil {
		return nil, fmt.Errorf("read demand: %w", err)
	}
	shut, err := closedDays(ctx, db)
	if err != nil {
		return nil, err
	}
	for i := range out {
		s := &out[i]
		start := s.Start.Unix() / daySeconds
		for _, d := range shut[s.Channel] {
			if at := d - start; at >= 0 && at < int64(len(s.Y)) && s.Y[at] == 0 {
				s.Y[at] = math.NaN()
			}
		}
	}
	return out, nil
}

const daySeconds = 24 * 60 * 60

func readSeries(c *cursor) demand.Series {
	s := demand.Series{Grain: demand.Day}
	s.SKU, s.Channel, s.Centre = demand.SKU(c.text()), demand.Channel(c.text()), demand.Centre(c.text())
	s.Start = c.day()
	last := c.day()
	days, qtys, censored := c.wholes(), c.wholes(), c.wholes()
	s.Name, s.Category, s.Season = c.text(), c.text(), c.text()
	s.OnSale = demand.Span{From: c.day(), To: c.day()}
	s.Price = demand.Money(c.whole(0))
	start := s.Start.Unix() / daySeconds
	n := last.Unix()/daySeconds - start + 1
	s.Y, s.Censored = make([]float64, n), make([]bool, n)
	for i, d := range days {
		if at := d - start; at >= 0 && at < n {
			s.Y[at] = float64(max(0, qtys[i]))
			s.Censored[at] = censored[i] != 0
		}
	}
	return s
}

// PlanItem is what can be bought where, with the terms in force; see pln_item.
type PlanItem struct {
	SKU           order.SKU
	Supplier      string // empty where nobody sells it
	Centre        order.Centre
	SupplierName  string
	MOQ           int64 // 0 = none
	Multiple      int64 // 0 = none
	Price         order.Money
	LeadDays      int64  // -1 = not declared
	OrderWeekdays string // 周一、周四; empty = any
	MaxQty        int64  // 0 = none
	LastOrder     time.Time
	ClosedFrom    time.Time
	ClosedTo      time.Time
	ShelfDays     int64 // -1 = does not expire or unknown
	ListPrice     order.Money
	Cost          order.Money
	CentreShare   float64
	Name          string
	Unit          string
	Category      string
	Season        string
	CaseSize      int64 // 0 = none
	OnSale        demand.Span
	ShortLife     bool
	Packaging     bool
}

// PlanItems reads pln_item with what dim_sku says, in the order of its key.
func PlanItems(ctx context.Context, db *warehouse.DB) ([]PlanItem, error) {
	return read(ctx, db, `
		SELECT i.sku, i.supplier, i.centre, i.supplier_name, i.moq, i.order_multiple, i.price_fen, i.lead_days, i.order_weekdays, i.max_qty,
		       i.last_order_date, i.closed_from, i.closed_to, i.shelf_days, i.list_price_fen, i.cost_fen, i.centre_share,
		       k.name, k.unit, k.category, k.season, k.case_size, k.on_sale_from, k.on_sale_to, k.short_life, k.is_packaging
		FROM pln_item AS i JOIN dim_sku AS k ON k.sku = i.sku
		ORDER BY i.sku, i.supplier, i.centre`, func(c *cursor) PlanItem {
		return PlanItem{
			SKU: order.SKU(c.text()), Supplier: c.text(), Centre: order.Centre(c.text()), SupplierName: c.text(),
			MOQ: c.whole(0), Multiple: c.whole(0), Price: order.Money(c.whole(0)), LeadDays: c.whole(-1), OrderWeekdays: c.text(),
			MaxQty: c.whole(0), LastOrder: c.day(), ClosedFrom: c.day(), ClosedTo: c.day(), ShelfDays: c.whole(-1),
			ListPrice: order.Money(c.whole(0)), Cost: order.Money(c.whole(0)), CentreShare: c.number(),
			Name: c.text(), Unit: c.text(), Category: c.text(), Season: c.text(), CaseSize: c.whole(0),
			OnSale: demand.Span{From: c.day(), To: c.day()}, ShortLife: c.flag(), Packaging: c.flag(),
		}
	})
}

// PlanLot is stock of one lot at its newest snapshot.
type PlanLot struct {
	SKU       order.SKU
	Centre    order.Centre
	Lot       string
	Produced  time.Time
	Expires   time.Time // zero = does not expire or unknown
	Qty       int64
	Allocated int64
	Sellable  bool
	Day       time.Time // close of this day
}

// PlanLots reads pln_lot, first expiring first.
func PlanLots(ctx context.Context, db *warehouse.DB) ([]PlanLot, error) {
	return read(ctx, db, `
		SELECT sku, centre, lot, produced, expires, qty, allocated, sellable, day
		FROM pln_lot ORDER BY sku, centre, expires NULLS LAST, lot, sellable, qty`, func(c *cursor) PlanLot {
		return PlanLot{
			SKU: order.SKU(c.text()), Centre: order.Centre(c.text()), Lot: c.text(), Produced: c.day(), Expires: c.day(),
			Qty: c.whole(0), Allocated: c.whole(0), Sellable: c.flag(), Day: c.day(),
		}
	})
}

// PlanSupply is what is still to come of a purchase order.
type PlanSupply struct {
	SKU         order.SKU
	Supplier    string
	Centre      order.Centre
	PONo        string
	Ordered     time.Time
	Promised    time.Time
	Open        int64
	Valid       bool  // promised for today or later
	OverdueDays int64 // days since the promised one, 0 when valid
}

// PlanSupplies reads pln_supply, first promised first.
func PlanSupplies(ctx context.Context, db *warehouse.DB) ([]PlanSupply, error) {
	return read(ctx, db, `
		SELECT sku, supplier, centre, po_no, ordered, promised, open_qty, valid, overdue_days
		FROM pln_supply ORDER BY sku, centre, promised NULLS LAST, po_no, open_qty`, func(c *cursor) PlanSupply {
		return PlanSupply{
			SKU: order.SKU(c.text()), Supplier: c.text(), Centre: order.Centre(c.text()), PONo: c.text(), Ordered: c.day(),
			Promised: c.day(), Open: c.whole(0), Valid: c.flag(), OverdueDays: c.whole(0),
		}
	})
}

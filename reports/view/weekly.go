package view

import (
	"context"
	"time"

	"zhiwei/reports"
)

// TrendWeeks is how many weeks the trend of the weekly report shows.
const TrendWeeks = 13

// Weekly is what the weekly report of a run shows: the last whole ISO week that the data reach.
type Weekly struct {
	Header   Header
	From, To time.Time
	Festival Festival // the next one from the week's Monday; both sides of 农历同比 are as far from it
	Weeks    [TrendWeeks]WeekMoney

	Now, Lunar, Gregorian, Before WeekSpan
	Month, Season                 WeekPace

	Categories [ShownCategories]string // "" where there are fewer
	Channels   []WeekChannel
	Products   []WeekProduct
	Ages       [AgeBands]WeekAge
	StockDay   time.Time
	Stockouts  []WeekStockout
	Lots       []WeekLot
	MoreLots   WeekMore
	Backtest   []WeekScore
	Problems   []Finding
	Decisions  []WeekDecision
	Files      []WeekFile
}

// ShownCategories is how many categories have a column of their own; the column behind them holds the rest.
const ShownCategories = shownCategories

// WeekMoney is one week of the trend beside the week as far from its festival a lunar year ago.
type WeekMoney struct {
	Monday, LunarMonday time.Time
	GMV, Lunar          int64
	Festival            string    // in this week, "" for none
	FestivalDay         time.Time // of Festival
}

// WeekSpan are the figures of seven days, and of the stock at their end.
type WeekSpan struct {
	From, To                       time.Time
	Orders, GMV, Refund            int64
	Priced, Cost                   int64 // net sales and their cost, of products whose cost is known
	OutDays, SaleDays              int64
	StockOpen, StockClose, SoldFen int64 // at cost, over 28 days
}

// WeekPace is money of a span that is still running, its target and the share that the booking curve expects by now.
type WeekPace struct {
	From, To             time.Time
	GMV, Lunar, Greg     int64
	Done, Want           int64   // of what has a target; Want is 0 without one
	Pace                 float64 // NaN when there is no target or no season before
	Festival, Categories string
}

// WeekChannel is a channel's week per category, and its month against the target.
type WeekChannel struct {
	Name        string
	Cells       [ShownCategories + 1]int64
	GMV, Orders int64
	Month       int64
	Done, Want  int64
	Pace        float64
}

// WeekProduct is a product's week; SKU is "" for money without a product.
type WeekProduct struct {
	SKU      string  `sql:"sku"`
	Name     string  `sql:"name"`
	Category string  `sql:"category"`
	GMV      int64   `sql:"gmv_fen"`
	Pieces   int64   `sql:"pieces"`
	Refund   int64   `sql:"refund_fen"`
	Net      int64   `sql:"net_fen"`
	Cost     int64   `sql:"cost_fen"` // 0 = not known
	Lunar    int64   `sql:"lunar_fen"`
	Before   int64   `sql:"before_fen"`
	Cover    float64 `sql:"cover_days"` // NaN = no stock or no forecast is known
}

// WeekScore is a line of the rolling-origin backtest.
type WeekScore struct {
	Class   string  `sql:"class"`
	Lead    string  `sql:"lead_band"`
	Model   string  `sql:"model"`
	Series  int     `sql:"series"`
	Windows int     `sql:"windows"`
	WAPE    float64 `sql:"wape"`
	Bias    float64 `sql:"bias"`
	Cover80 float64 `sql:"cover80"`
}

// WeekFile is the proof of one imported table.
type WeekFile struct {
	Name                           string
	Records, Accepted, Other, Held int64
	Fen, AcceptFen, OtherFen       int64
	HeldFen                        int64
}

// WeekStockout is an item that was out of stock in the last 28 days and what that cost at the pace of its other days.
type WeekStockout struct {
	SKU, Name   string
	Days        int
	First, Last time.Time
	Missed      int64
	PriceFen    int64
}

// WeekDecision is what the general manager is asked to approve.
type WeekDecision struct {
	What, Why string
	Fen       int64
}

// LoadWeekly reads what the weekly workbook of a run shows.
func LoadWeekly(ctx context.Context, q reports.Querier, f Format, h Header) (Weekly, error) {
	d, err := readHome(ctx, q, f, h)
	if err != nil {
		return Weekly{}, err
	}
	w := Weekly{
		Header: h, From: d.week, To: d.weekEnd(), Festival: nextFestival(d.festivals, d.week),
		Categories: padded(d.topCategories()), Channels: d.weekChannels(), Stockouts: d.weekStockouts(),
	}
	w.Month, w.Season = d.weekMonth(), d.weekSeason()
	r := reader{ctx: ctx, q: q}
	w.trend(&r, d.festivals)
	w.spans(&r, d)
	w.Products = read[WeekProduct](&r, "book_week_products", w.From, w.To, w.Festival.Shift(), h.RunID)
	w.Backtest = read[WeekScore](&r, "book_week_backtest", h.RunID)
	w.stock(read[lotRow](&r, "book_week_lots"), read[aheadRow](&r, "book_week_ahead", h.RunID))
	w.files(read[fileRow](&r, "page_health_files"))
	var home Home
	d.queue(&home)
	w.Problems = home.Queue[:min(len(home.Queue), frontRows)]
	w.Decisions = d.weekDecisions(w)
	return w, r.err
}

// frontRows is how many problems and decisions the front page has.
const frontRows = 3

func padded(names []string) (out [ShownCategories]string) {
	copy(out[:], names)
	return out
}

// trend reads 13 weeks and lays each beside the one as far from the festival that followed.
func (w *Weekly) trend(r *reader, festivals []festivalRow) {
	first := addDays(w.From, -7*(TrendWeeks-1))
	for i := range w.Weeks {
		day := addDays(first, 7*i)
		m := WeekMoney{Monday: day, LunarMonday: addDays(day, -nextFestival(festivals, day).Shift())}
		for _, f := range festivals {
			if !f.Day.Before(day) && f.Day.Before(addDays(day, 7)) {
				m.Festival, m.FestivalDay = f.Name, f.Day
			}
		}
		w.Weeks[i] = m
	}
	days := newSeries(read[dayRow](r, "page_home_days", addDays(first, -400), w.To))
	for i := range w.Weeks {
		m := &w.Weeks[i]
		m.GMV = days.sum(m.Monday, addDays(m.Monday, 6)).GMV
		m.Lunar = days.sum(m.LunarMonday, addDays(m.LunarMonday, 6)).GMV
	}
}

type spanRow struct {
	Orders   int64 `sql:"orders"`
	GMV      int64 `sql:"gmv_fen"`
	Refund   int64 `sql:"refund_fen"`
	Priced   int64 `sql:"priced_fen"`
	Cost     int64 `sql:"cost_fen"`
	OutDays  int64 `sql:"out_days"`
	SaleDays int64 `sql:"sale_days"`
}

type worthRow struct {
	Close int64 `sql:"close_fen"`
	Open  int64 `sql:"open_fen"`
	Sold  int64 `sql:"sold_fen"`
}

// spans reads the week and the three it is compared with.
func (w *Weekly) spans(r *reader, d *homeData) {
	w.Now = readSpan(r, w.From, w.Header.AsOf, 0)
	w.Lunar = readSpan(r, w.From, w.Header.AsOf, w.Festival.Shift())
	w.Gregorian = readSpan(r, w.From, w.Header.AsOf, gregorianShift)
	w.Before = readSpan(r, w.From, w.Header.AsOf, 7)
	if d.stock != nil { // the stock of the stock pages, however old its snapshot is
		w.Now.StockClose, w.Now.SoldFen, w.StockDay = d.stock.Stock, d.stock.Sold, d.stock.Day
	}
}

// gregorianShift is 52 weeks: the same weekdays a year ago.
const gregorianShift = 364

func readSpan(r *reader, from, asOf time.Time, back int) WeekSpan {
	s := WeekSpan{From: addDays(from, -back), To: addDays(from, 6-back)}
	for _, v := range read[spanRow](r, "book_week_span", s.From, s.To) {
		s.Orders, s.GMV, s.Refund, s.Priced, s.Cost, s.OutDays, s.SaleDays = v.Orders, v.GMV, v.Refund, v.Priced, v.Cost, v.OutDays, v.SaleDays
	}
	for _, v := range read[worthRow](r, "book_week_stock", addDays(asOf, -back)) {
		s.StockOpen, s.StockClose, s.SoldFen = v.Open, v.Close, v.Sold
	}
	return s
}

// files adds up where the records of each imported table went.
func (w *Weekly) files(rows []fileRow) {
	for _, r := range rows {
		w.Files = append(w.Files, WeekFile{
			Name: r.Name, Records: r.Records, Accepted: r.Accepted, Other: r.Duplicate + r.Superseded + r.Skipped, Held: r.Held,
			Fen: r.Fen, AcceptFen: r.AcceptFen, OtherFen: r.DupFen + r.SuperFen + r.SkipFen, HeldFen: r.HeldFen,
		})
	}
}

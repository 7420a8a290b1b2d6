package view

import (
	"context"
	"strings"
	"time"

	"zhiwei/reports"
	"zhiwei/reports/chart"
)

// seasonDays is how long before its festival a season begins for targets and the ledger.
const seasonDays = 67

// Home is the first page: what needs a person today, and how the department stands.
type Home struct {
	Title, Lede string
	Queue       []Finding
	QueueSum    string
	QueueCount  string
	Ledger      []Figure
	WeekTitle   string
	WeekRead    string
	WeekChart   *chart.Spec
	WeekAria    string
	WeekRows    []WeekRow
	HasFestival string // the festival drawn in the chart, "" for none
	Channels    ChannelTable
}

// Figure is one line of the ledger.
type Figure struct {
	Name, Span, Value string
	Bar               *Bullet
	Notes             []string
}

// Bullet is achievement against a target with the share that the booking curve expects by now, in percent of the strip.
type Bullet struct{ Done, PaceX string }

// WeekRow is a week of the chart as numbers.
type WeekRow struct{ Week, Monday, This, Before, Change string }

// ChannelTable is last week's money per channel and category.
type ChannelTable struct {
	Note       string
	Categories []string
	HasTarget  bool
	Rows       []ChannelRow
	Total      ChannelRow
}

// ChannelRow is one channel; State is empty without a target.
type ChannelRow struct {
	Channel                     string
	Cells                       []string
	Sum, Month, Target, Reached string
	State                       Tag
	Orders                      string
}

type dayRow struct {
	Day    time.Time `sql:"day"`
	Orders int64     `sql:"orders"`
	GMV    int64     `sql:"gmv_fen"`
	Refund int64     `sql:"refund_fen"`
}

type marginRow struct {
	Day  time.Time `sql:"day"`
	Net  int64     `sql:"net_fen"`
	Cost int64     `sql:"cost_fen"`
}

type cellRow struct {
	Channel  string `sql:"channel"`
	Platform string `sql:"platform"`
	Category string `sql:"category"`
	GMV      int64  `sql:"gmv_fen"`
}

type channelRow struct {
	Channel string `sql:"channel"`
	Orders  int64  `sql:"orders"`
	GMV     int64  `sql:"gmv_fen"`
}

type targetRow struct {
	Kind     string `sql:"period_kind"`
	Period   string `sql:"period"`
	Channel  string `sql:"channel"`
	Category string `sql:"category"`
	Revenue  int64  `sql:"revenue_fen"`
}

type stockRow struct {
	Day   time.Time `sql:"day"`
	Stock int64     `sql:"stock_fen"`
	Sold  int64     `sql:"sold_fen"`
}

type pooledRow struct {
	Model   string  `sql:"model"`
	WAPE    float64 `sql:"wape"`
	Bias    float64 `sql:"bias"`
	Windows int     `sql:"windows"`
}

// homeData is everything that the first page is made of.
type homeData struct {
	f        Format
	h        Header
	week     time.Time // Monday of the last whole week
	month    time.Time
	season   time.Time
	days     series
	margin   []marginRow
	weekly   []cellRow
	monthly  []cellRow
	seasonal []cellRow
	// The same spans a season before, up to the day at this distance and whole: the booking curve.
	monthPast, monthWhole, seasonPast, seasonWhole []cellRow
	festivals                                      []festivalRow
	channels                                       []channelRow
	targets                                        []targetRow
	stock                                          *stockRow
	pooled                                         []pooledRow
	plan                                           []PlanLine
	queueData
}

// LoadHome makes the first page of a run.
func LoadHome(ctx context.Context, q reports.Querier, f Format, h Header) (Home, error) {
	d, err := readHome(ctx, q, f, h)
	if err != nil {
		return Home{}, err
	}
	home := Home{Ledger: d.ledger(), Channels: d.channelTable()}
	d.queue(&home)
	if err := d.weeks(&home); err != nil {
		return Home{}, err
	}
	return home, nil
}

func readHome(ctx context.Context, q reports.Querier, f Format, h Header) (*homeData, error) {
	d := &homeData{f: f, h: h, month: time.Date(h.AsOf.Year(), h.AsOf.Month(), 1, 0, 0, 0, 0, time.UTC)}
	d.week = addDays(monday(addDays(h.AsOf, 1)), -7)
	if h.Festival.Known() {
		d.season = addDays(h.Festival.Day, -seasonDays)
	}
	first := addDays(h.AsOf, -2*400)
	r := reader{ctx: ctx, q: q}
	days := read[dayRow](&r, "page_home_days", first, h.AsOf)
	d.margin = read[marginRow](&r, "page_home_margin", addDays(d.week, -7), h.AsOf)
	d.weekly = read[cellRow](&r, "page_home_cells", d.week, addDays(d.week, 6))
	d.monthly = read[cellRow](&r, "page_home_cells", d.month, h.AsOf)
	if !d.season.IsZero() {
		d.seasonal = read[cellRow](&r, "page_home_cells", d.season, h.AsOf)
		d.seasonPast, d.seasonWhole = d.before(&r, d.season, h.Festival.Day)
	}
	d.monthPast, d.monthWhole = d.before(&r, d.month, d.monthEnd())
	d.festivals = read[festivalRow](&r, "page_festival", h.Today, h.Today)
	d.channels = read[channelRow](&r, "page_home_channels", d.week, addDays(d.week, 6))
	d.targets = read[targetRow](&r, "page_home_targets")
	if stock := read[stockRow](&r, "page_home_stock", addDays(h.AsOf, -27), h.AsOf); len(stock) > 0 {
		d.stock = &stock[0]
	}
	d.pooled = read[pooledRow](&r, "page_home_scores", h.RunID)
	d.plan = read[PlanLine](&r, "page_purchase", h.RunID)
	d.queueData = readQueue(&r, h)
	d.days = newSeries(days)
	return d, r.err
}

// monthEnd is the last day of the running month.
func (d *homeData) monthEnd() time.Time { return addDays(d.month.AddDate(0, 1, 0), -1) }

// before reads a span a lunar year earlier: up to the day at the as-of's distance, and whole.
func (d *homeData) before(r *reader, from, to time.Time) (past, whole []cellRow) {
	shift := d.h.Festival.Shift()
	past = read[cellRow](r, "page_home_cells", addDays(from, -shift), addDays(d.h.AsOf, -shift))
	whole = read[cellRow](r, "page_home_cells", addDays(from, -shift), addDays(to, -shift))
	return past, whole
}

// pace is the share of a span's money that was in by this distance a lunar year ago, of what the targets ask for; all money without targets.
func pace(targets []targetRow, past, whole []cellRow) (float64, bool) {
	if len(targets) == 0 {
		targets = []targetRow{{}}
	}
	done, _ := reached(targets, past)
	all, _ := reached(targets, whole)
	if all <= 0 || done <= 0 {
		return 0, false
	}
	return float64(done) / float64(all), true
}

// reader runs queries one after the other and keeps the first error, so that a page reads as a list of its questions.
type reader struct {
	ctx context.Context
	q   reports.Querier
	err error
}

func read[T any](r *reader, name string, args ...any) []T {
	if r.err != nil {
		return nil
	}
	var rows []T
	rows, r.err = reports.Rows[T](r.ctx, r.q, name, args...)
	return rows
}

// series is money and orders by day, for sums over spans.
type series struct{ byDay map[time.Time]dayRow }

func newSeries(rows []dayRow) series {
	s := series{byDay: make(map[time.Time]dayRow, len(rows))}
	for _, r := range rows {
		s.byDay[r.Day] = r
	}
	return s
}

// sum adds the days from a to b, both counted.
func (s series) sum(a, b time.Time) dayRow {
	var out dayRow
	for day := a; !day.After(b); day = addDays(day, 1) {
		r := s.byDay[day]
		out.GMV += r.GMV
		out.Orders += r.Orders
		out.Refund += r.Refund
	}
	return out
}

// change is a against b as a ratio; ok is false when there is nothing to compare with.
func change(a, b int64) (ratio float64, ok bool) {
	if b <= 0 {
		return 0, false
	}
	return float64(a)/float64(b) - 1, true
}

// arrow is a change with its direction and sign; one that rounds to nothing has neither.
func arrow(f Format, ratio float64) string {
	switch text := f.SignedPercent(ratio); {
	case strings.HasPrefix(text, "+"):
		return "▲ " + text
	case strings.HasPrefix(text, Minus):
		return "▼ " + text
	default:
		return text
	}
}

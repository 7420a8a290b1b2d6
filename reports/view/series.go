package view

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"zhiwei/reports"
)

// SeriesList is the index of forecasts: one row per item, dearest next four weeks first.
type SeriesList struct {
	Title, Lede string
	Rows        []SeriesItem
}

// SeriesItem is one row of the index.
type SeriesItem struct {
	SKU, Name, Note     string
	Class, Model        string
	Next4, Value        string
	WAPE, Hand, Against string
	Better              Tag
	Link                string
	Search              string // what the search looks through
	fen                 int64
	wape, hand          float64
	seriesRow           seriesRow
	channels            []seriesRow
}

type seriesRow struct {
	SKU      string  `sql:"sku"`
	Channel  string  `sql:"channel"`
	Name     string  `sql:"name"`
	Spec     string  `sql:"spec"`
	Unit     string  `sql:"unit"`
	Category string  `sql:"category"`
	Season   string  `sql:"season"`
	Price    int64   `sql:"list_price_fen"`
	Class    string  `sql:"class"`
	Model    string  `sql:"model"`
	WhyCode  string  `sql:"why_code"`
	WhyArgs  string  `sql:"why_args"`
	History  int     `sql:"history_days"`
	Censored int     `sql:"censored_days"`
	Mean28   float64 `sql:"mean_28"`
	Next4    float64 `sql:"next_4"`
	WAPE     float64 `sql:"wape"`
	Hand     float64 `sql:"hand_wape"`
}

type historyRow struct {
	SKU      string    `sql:"sku"`
	Day      time.Time `sql:"day"`
	Qty      float64   `sql:"qty"`
	Bulk     float64   `sql:"bulk"`
	Censored bool      `sql:"censored"`
}

type forecastRow struct {
	SKU  string    `sql:"sku"`
	Day  time.Time `sql:"day"`
	Mean float64   `sql:"mean"`
	P10  float64   `sql:"p10"`
	P50  float64   `sql:"p50"`
	P90  float64   `sql:"p90"`
}

type weekRow struct {
	SKU  string    `sql:"sku"`
	From time.Time `sql:"from_day"`
	Mean float64   `sql:"mean"`
	P10  float64   `sql:"p10"`
	P50  float64   `sql:"p50"`
	P90  float64   `sql:"p90"`
}

type scoreRow struct {
	SKU     string  `sql:"sku"`
	Model   string  `sql:"model"`
	Rank    int     `sql:"rank"`
	WAPE    float64 `sql:"wape"`
	Bias    float64 `sql:"bias"`
	MASE    float64 `sql:"mase"`
	Cover80 float64 `sql:"cover80"`
	Windows int     `sql:"windows"`
	Days    int     `sql:"days"`
}

// Book holds every forecast of a run, or those of one item, read once for all its pages.
type Book struct {
	h         Header
	items     []SeriesItem
	history   map[string][]historyRow
	days      map[string][]forecastRow
	weeks     map[string][]weekRow
	scores    map[string][]scoreRow
	promos    []promotionRow
	festivals []festivalRow
}

// historyDays is how far back a series page looks: three seasons.
const historyDays = 830

// LoadList reads the index alone.
func LoadList(ctx context.Context, q reports.Querier, f Format, h Header) (SeriesList, error) {
	rows, err := reports.Rows[seriesRow](ctx, q, "page_series_list", h.RunID, h.RunID)
	if err != nil {
		return SeriesList{}, err
	}
	return seriesList(f, listItems(rows)), nil
}

// LoadBook reads the forecasts of one item in one channel; sku ” is every item, channel ” is their totals.
func LoadBook(ctx context.Context, q reports.Querier, h Header, sku, channel string) (*Book, error) {
	r := reader{ctx: ctx, q: q}
	b := &Book{h: h}
	b.items = listItems(read[seriesRow](&r, "page_series_list", h.RunID, h.RunID))
	b.history = bySKU(read[historyRow](&r, "page_series_history", sku, channel, addDays(h.AsOf, -historyDays)), func(x historyRow) string { return x.SKU })
	b.days = bySKU(read[forecastRow](&r, "page_series_days", h.RunID, sku, channel), func(x forecastRow) string { return x.SKU })
	b.weeks = bySKU(read[weekRow](&r, "page_series_weeks", h.RunID, sku, channel), func(x weekRow) string { return x.SKU })
	b.scores = bySKU(read[scoreRow](&r, "page_series_scores", h.RunID, sku, channel), func(x scoreRow) string { return x.SKU })
	b.promos = read[promotionRow](&r, "page_promotions", addDays(h.AsOf, -fanBack), addDays(h.AsOf, 60))
	b.festivals = read[festivalRow](&r, "page_festival", h.Today, h.Today)
	return b, r.err
}

func bySKU[T any](rows []T, key func(T) string) map[string][]T {
	out := map[string][]T{}
	for _, r := range rows {
		out[key(r)] = append(out[key(r)], r)
	}
	return out
}

// SKUs lists the items of the book, in the order of the index.
func (b *Book) SKUs() []string {
	out := make([]string, len(b.items))
	for i, it := range b.items {
		out[i] = it.SKU
	}
	return out
}

// listItems makes one item of its total and its channels, dearest first.
func listItems(rows []seriesRow) []SeriesItem {
	var items []SeriesItem
	at := map[string]int{}
	for _, r := range rows {
		if r.Channel == "" {
			at[r.SKU] = len(items)
			items = append(items, SeriesItem{SKU: r.SKU, Name: r.Name, Link: SeriesPath(r.SKU), fen: int64(math.Round(r.Next4 * float64(r.Price))), wape: r.WAPE, hand: r.Hand, seriesRow: r})
		}
	}
	for _, r := range rows {
		if i, ok := at[r.SKU]; ok && r.Channel != "" {
			items[i].channels = append(items[i].channels, r)
		}
	}
	slices.SortStableFunc(items, func(a, b SeriesItem) int {
		return cmp.Or(cmp.Compare(b.fen, a.fen), cmp.Compare(b.seriesRow.Next4, a.seriesRow.Next4), strings.Compare(a.SKU, b.SKU))
	})
	return items
}

func seriesList(f Format, items []SeriesItem) SeriesList {
	l := SeriesList{Title: f.T("page.list-empty")}
	better, scored := 0, 0
	for _, it := range items {
		r := it.seriesRow
		it.Note = joinWords(f, r.SKU, r.Spec)
		it.Class = f.Class(r.Class)
		it.Model = r.Model
		it.Next4 = f.Round(r.Next4) + unitGap(f, r.Unit)
		it.Value = f.Fen(it.fen)
		it.WAPE, it.Hand = f.Percent(it.wape), f.Percent(it.hand)
		it.Search = strings.ToLower(strings.Join([]string{r.SKU, r.Name, r.Category, it.Class, r.Spec}, " "))
		if !math.IsNaN(it.wape) && !math.IsNaN(it.hand) {
			scored++
			if it.wape <= it.hand {
				better++
				it.Better = Tag{Kind: "good", Shape: ShapeTick, Text: f.T("page.list-better")}
			} else {
				it.Better = Tag{Kind: "warn", Shape: ShapeUp, Text: f.T("page.list-worse")}
			}
		}
		l.Rows = append(l.Rows, it)
	}
	if len(items) > 0 {
		l.Title = f.T("page.list-title", "N", len(items), "Better", better, "Scored", scored)
		l.Lede = f.T("page.list-lede")
	}
	return l
}

// Class is a demand class in words.
func (f Format) Class(class string) string {
	return firstWord(f, class, "forecast.class-"+class, "page.class-"+class)
}

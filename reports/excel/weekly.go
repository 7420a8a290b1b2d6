package excel

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// The sheets of the weekly report in their order; readers link to them, so their names are the same in every language.
const (
	weekFront    = "给总经理看"
	weekTrend    = "趋势"
	weekProducts = "商品"
	weekChannels = "渠道"
	weekStock    = "库存"
	weekAccuracy = "准确率"
)

// weekWork is a weekly report in the making.
type weekWork struct {
	*book

	v        view.Weekly
	f        view.Format
	kpis     []kpi
	ladder   []weekStep
	products weekRange // 商品
	channels weekRange // 渠道
	subtotal []int     // rows of the category subtotals on 渠道, in order of the categories; 0 = none
}

// weekRange are the rows of a list and of its total.
type weekRange struct{ first, last, total int }

// Weekly writes the weekly report 周报 of the last whole week of a run into a folder and gives its path. The file is
// opened again and held against the database before it takes its name.
func Weekly(ctx context.Context, q reports.Querier, dir string, opt Options) (string, error) {
	f := view.Format{Lang: pick(opt.Lang, locale.Zh)}
	opt.MadeBy = pick(opt.MadeBy, f.T("workbook.weekly-made"))
	opt = opt.filled()
	h, ok, err := view.LoadHeader(ctx, q, opt.Run)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", ErrNoRun
	}
	v, err := view.LoadWeekly(ctx, q, f, h)
	if err != nil {
		return "", err
	}
	w := newWeekWork(v, f, opt)
	data, err := w.write()
	if err != nil {
		return "", err
	}
	year, week := v.From.ISOWeek()
	file := filepath.Join(dir, fileName(w.meta, "周报", fmt.Sprintf("%dW%02d", year, week), h.Today.Format("20060102")))
	return file, save(file, data, w.verify)
}

func newWeekWork(v view.Weekly, f view.Format, opt Options) *weekWork {
	w := &weekWork{v: v, f: f}
	w.book = newBook(Meta{
		Company: pick(opt.Company, v.Header.Company), Dept: opt.Dept, Report: f.T("workbook.weekly-report"),
		Period: w.period(), RunID: v.Header.RunID, MadeBy: opt.MadeBy, CheckedBy: opt.CheckedBy, Generated: opt.Generated,
	})
	return w
}

// t is the text of a label of this workbook.
func (w *weekWork) t(key string, pairs ...any) string { return w.f.T("workbook.weekly-"+key, pairs...) }

func (w *weekWork) period() string {
	return w.t("period", "Week", w.f.YearWeek(w.v.From), "From", w.f.Day(w.v.From), "To", w.f.Day(w.v.To))
}

// state is the line below a sheet's title.
func (w *weekWork) state() string {
	h := w.v.Header
	text := w.t("state", "Period", w.period(), "Day", w.f.Date(h.AsOf), "Files", w.f.Int(h.Files), "Rows", w.f.Int(h.Rows), "Todo", w.f.Int(h.ToHandle()))
	if h.Festival.Known() {
		text += w.t("to-festival", "Name", w.f.Festival(h.Festival.Name), "N", h.Festival.Days)
	}
	text += w.t("run", "Run", h.RunID)
	if h.Draft {
		text += " · " + w.f.T("common.draft")
	}
	return text
}

// write makes the sheets in their order and gives the workbook's bytes. The front page is written last, as its
// figures are those of the sheets behind it.
func (w *weekWork) write() ([]byte, error) {
	w.figures()
	w.ladderSteps()
	front := w.sheet(weekFront, frontWidths, page{fitHeight: 1, margins: [4]float64{0.4, 0.4, 0.66, 0.6}})
	trend := w.sheet(weekTrend, []float64{4.6, 30, 15, 15, 15, 15, 12, 12, 12, 45}, page{landscape: true, fitHeight: 1})
	w.productSheet()
	w.channelSheet()
	w.stockSheet()
	w.accuracySheet()
	w.trendSheet(trend)
	w.frontSheet(front)
	w.weekChecks()
	w.file.SetActiveSheet(0)
	return w.finish()
}

// top2 is a sheet's title with the report's state below it.
func (w *weekWork) top2(s *sheet, key, unit string) {
	state := w.state()
	if unit != "" {
		state += " · " + w.t(unit)
	}
	s.top(w.t(key), state)
}

// words are several labels at once.
func (w *weekWork) words(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = w.t(k)
	}
	return out
}

// money, count and share are the usual cells of a list.
func (s *sheet) money(row, col int, v any) { s.put(row, col, v, st(body, fmtMoney).right()) }
func (s *sheet) count(row, col int, v any) { s.put(row, col, v, st(body, fmtInt).right()) }
func (s *sheet) share(row, col int, v any) { s.put(row, col, v, st(body, fmtPct).right()) }
func (s *sheet) serial(row, n int)         { s.put(row, 1, int64(n), st(body, fmtInt).centre()) }

// remarkCol is the column of remarks on 趋势 and 库存.
const remarkCol = 10

// remark is a grey text behind numbers.
func (s *sheet) remark(row int, text string) {
	s.put(row, remarkCol, text, style{look: body, size: 9, colour: grey, indent: 1})
}

// plus is the sum of a column of a list as a total.
func (s *sheet) plus(row, col int, r weekRange, value float64, format string) {
	c := column(col)
	s.put(row, col, formula{fmt.Sprintf("SUM(%s%d:%s%d)", c, r.first, c, r.last), value}, st(total, format).right())
}

// totals is an empty total row with its word.
func (w *weekWork) totals(s *sheet, row, cols, at int) {
	for col := 1; col <= cols; col++ {
		s.put(row, col, nil, st(total, ""))
	}
	s.put(row, at, w.f.T("common.total"), st(total, ""))
	s.height(row, 18)
}

// growth is the change of a against b as a formula; a missing or zero base gives a dash.
func growth(a, b string, av, bv float64) formula {
	value := any(view.Dash)
	if bv != 0 && !math.IsNaN(av) && !math.IsNaN(bv) {
		value = av/bv - 1
	}
	return formula{fmt.Sprintf(`IF(OR(NOT(ISNUMBER(%[1]s)),N(%[2]s)=0),"—",%[1]s/%[2]s-1)`, a, b), value}
}

// points is the difference of two shares in points.
func points(a, b string, av, bv float64) formula {
	value := any(view.Dash)
	if bv != 0 && !math.IsNaN(av) && !math.IsNaN(bv) {
		value = (av - bv) * 100
	}
	return formula{fmt.Sprintf(`IF(OR(NOT(ISNUMBER(%[1]s)),N(%[2]s)=0),"—",(%[1]s-%[2]s)*100)`, a, b), value}
}

// quotient is a ÷ b as a formula.
func quotient(a, b string, av, bv float64) formula {
	value := any(view.Dash)
	if v := av / bv; bv != 0 && !math.IsNaN(v) {
		value = v
	}
	return formula{fmt.Sprintf(`IF(OR(NOT(ISNUMBER(%[1]s)),N(%[2]s)=0),"—",%[1]s/%[2]s)`, a, b), value}
}

// upDown colours a change by its direction; the sign stands in the number itself.
func (s *sheet) upDown(cells, first, fill string) {
	s.mark(cells, fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s>0)", first), markColours{red, fill})
	s.mark(cells, fmt.Sprintf("=AND(ISNUMBER(%[1]s),%[1]s<0)", first), markColours{green, fill})
}

const white = "FFFFFF"

// pixels is the width of columns on the screen.
func pixels(widths ...float64) uint {
	var sum float64
	for _, w := range widths {
		sum += math.Round(7 * w)
	}
	return uint(sum)
}

// verify holds the opened file against the database: the week's money on three sheets, the orders, and every check.
func (w *weekWork) verify(file *excelize.File) error {
	for _, c := range []struct {
		sheet    string
		col      int
		rows     weekRange
		want     float64
		decimals float64
	}{
		{weekTrend, 4, weekRange{trendFirst + view.TrendWeeks - 1, trendFirst + view.TrendWeeks - 1, 0}, yuan(w.v.Now.GMV), 100},
		{weekProducts, productGMV, w.products, yuan(w.v.Now.GMV), 100},
		{weekProducts, productRefund, w.products, yuan(w.v.Now.Refund), 100},
		{weekChannels, channelGMV, w.channels, yuan(w.v.Now.GMV), 100},
		{weekChannels, channelOrders, w.channels, float64(w.v.Now.Orders), 1},
	} {
		got, err := sumColumn(file, c.sheet, c.col, c.rows.first, c.rows.last-c.rows.first+1)
		if err != nil {
			return err
		}
		if math.Round(got*c.decimals) != math.Round(c.want*c.decimals) {
			return fmt.Errorf("%w: %s column %s holds %.2f, the database %.2f", ErrVerify, c.sheet, column(c.col), got, c.want)
		}
	}
	return w.allHold(file)
}

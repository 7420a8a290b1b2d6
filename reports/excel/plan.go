package excel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhiwei/forecast/plan"
	"zhiwei/reports"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// Options are what a workbook does not find in the database; the zero value of a field stands for its default.
type Options struct {
	Lang      locale.Lang // of the labels; names of sheets are Chinese always, so that links to them hold
	Generated time.Time   // printed in the footer
	Run       string      // the run to report; "" = the newest
	Company   string      // "" = the run's own
	Dept      string      // 电子商务部
	MadeBy    string      // 仓库管理专员
	CheckedBy string      // 电子商务部主管
	BudgetFen int64       // for purchases; 0 = none
	Service   float64     // cycle service where an item has none of its own; 0 = the plan's default
	ApproveAt int64       // fen up to which the supervisor approves a purchase order; 0 = 5,000.00 yuan
}

// ErrNoRun says that the database holds no run to report.
var ErrNoRun = errors.New("there is no run to report")

// approveAt is the amount above which the general manager signs, where no other is set.
const approveAt = 5000_00

func (o Options) filled() Options {
	o.Lang = pick(o.Lang, locale.Zh)
	f := view.Format{Lang: o.Lang}
	o.Dept = pick(o.Dept, f.T("workbook.plan-dept"))
	o.MadeBy = pick(o.MadeBy, f.T("workbook.plan-clerk"))
	o.CheckedBy = pick(o.CheckedBy, f.T("workbook.plan-supervisor"))
	o.Service = pick(o.Service, plan.DefaultService)
	o.ApproveAt = pick(o.ApproveAt, approveAt)
	return o
}

// planWork is a purchase workbook in the making.
type planWork struct {
	*book

	v       view.PlanBook
	f       view.Format
	opt     Options
	cols    map[string]int // columns of 采购建议 by key, from 1
	orders  []orderForm
	seller  map[string]int // supplier → its number on 摘要, from 1
	supRows [2]int         // first and last row of the suppliers on 摘要
	demand  scattered      // the sum of each item's weeks
	ends    scattered      // each projection's last end
	open    [2]int         // first and last row of 在途与逾期
}

// PurchasePlan writes the purchase workbook 采购计划 of a run into a folder and gives its path. The file is opened again
// and held against the database before it takes its name.
func PurchasePlan(ctx context.Context, q reports.Querier, dir string, opt Options) (string, error) {
	opt = opt.filled()
	f := view.Format{Lang: opt.Lang}
	h, ok, err := view.LoadHeader(ctx, q, opt.Run)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", ErrNoRun
	}
	v, err := view.LoadPlanBook(ctx, q, f, h)
	if err != nil {
		return "", err
	}
	w := newPlanWork(v, f, opt)
	data, err := w.write()
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, fileName(w.meta, "采购计划", h.Today.Format("20060102"), h.RunID))
	return file, save(file, data, w.verify)
}

func newPlanWork(v view.PlanBook, f view.Format, opt Options) *planWork {
	h := v.Header
	period := f.Date(h.Today)
	if h.Festival.Known() {
		period += " · " + f.T("workbook.plan-to-festival", "Name", f.Festival(h.Festival.Name), "N", h.Festival.Days)
	}
	if h.Draft {
		period += " · " + f.T("common.draft")
	}
	w := &planWork{
		book: newBook(Meta{
			Company: pick(opt.Company, h.Company), Dept: opt.Dept, Report: "采购计划", Period: period, RunID: h.RunID,
			MadeBy: opt.MadeBy, CheckedBy: opt.CheckedBy, Generated: opt.Generated,
		}),
		v: v, f: f, opt: opt, seller: map[string]int{}, cols: map[string]int{},
	}
	for i, c := range fields {
		w.cols[c.key] = i + 1
	}
	for i, s := range v.Suppliers {
		w.seller[s.Supplier] = i + 1
	}
	return w
}

// write makes the sheets in their order and gives the workbook's bytes.
func (w *planWork) write() ([]byte, error) {
	w.orders = w.orderForms()
	w.front()
	w.lines()
	w.demandSheet()
	w.projections()
	w.supplySheet()
	w.rules()
	w.placeChecks()
	for i := range w.orders {
		w.order(&w.orders[i])
	}
	w.planChecks()
	w.file.SetActiveSheet(0)
	return w.finish()
}

// t is the text of a label of this workbook.
func (w *planWork) t(key string, pairs ...any) string { return w.f.T("workbook.plan-"+key, pairs...) }

// needOnly reports that nothing is known of any supplier.
func (w *planWork) needOnly() bool {
	for _, s := range w.v.Suppliers {
		if s.Supplier != "" {
			return false
		}
	}
	return true
}

// state is the line below a sheet's title.
func (w *planWork) state() string {
	h := w.v.Header
	text := w.t("state", "Day", w.f.Date(h.AsOf), "Files", w.f.Int(h.Files), "Rows", w.f.Int(h.Rows), "Todo", w.f.Int(h.ToHandle()), "Run", h.RunID)
	if h.Draft {
		text += " · " + w.f.T("common.draft")
	}
	return text
}

// shortState is the line below the title of a sheet whose first columns are repeated on every page.
func (w *planWork) shortState() string {
	h := w.v.Header
	text := w.t("short-state", "Day", w.f.Date(h.AsOf), "Run", h.RunID)
	if h.Draft {
		text += " · " + w.f.T("common.draft")
	}
	return text
}

// companyRoom is how many bytes of a company's name a file's name has room for.
const companyRoom = 150

// fileName is 〈公司〉电商_〈报告〉_〈期间或单号〉_〈日期〉.xlsx without what a file name cannot hold.
func fileName(m Meta, parts ...string) string {
	company := strings.TrimSuffix(m.Company, "电商")
	for len(company) > companyRoom {
		_, size := utf8.DecodeLastRuneInString(company)
		company = company[:len(company)-size]
	}
	name := strings.Join(append([]string{company + "电商"}, parts...), "_")
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return -1
		}
		return r
	}, name) + ".xlsx"
}

// yuan is money as a cell holds it.
func yuan(fen int64) float64 { return float64(fen) / 100 }

// orDash is a number, or a dash where there is none.
func orDash(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return view.Dash
	}
	return v
}

// dayOr is a day, or a dash where there is none.
func dayOr(day time.Time) any {
	if day.IsZero() {
		return view.Dash
	}
	return day
}

// verify holds the opened file against the database: lines, pieces, money, and what the orders add up to.
func (w *planWork) verify(file *excelize.File) error {
	t := w.v.Totals
	rows := len(w.v.Lines)
	if int64(rows) != t.Lines {
		return fmt.Errorf("%w: %d lines, the database has %d", ErrVerify, rows, t.Lines)
	}
	qty, err := sumColumn(file, linesSheet, w.col("qty"), firstLine, rows)
	if err != nil {
		return err
	}
	amount, err := sumColumn(file, linesSheet, w.col("amount"), firstLine, rows)
	if err != nil {
		return err
	}
	if int64(math.Round(qty)) != t.Qty || int64(math.Round(amount*100)) != t.AmountFen {
		return fmt.Errorf("%w: %.0f pieces and %.2f yuan, the database has %d and %.2f", ErrVerify, qty, amount, t.Qty, yuan(t.AmountFen))
	}
	var ordered float64
	for _, o := range w.orders {
		sum, err := sumColumn(file, o.sheet, orderAmountCol, orderFirst, len(o.lines))
		if err != nil {
			return err
		}
		ordered += sum
	}
	if sold := amount - w.unordered(); math.Round(ordered*100) != math.Round(sold*100) {
		return fmt.Errorf("%w: the orders hold %.2f yuan and the suggestions %.2f", ErrVerify, ordered, sold)
	}
	return w.allHold(file)
}

// unordered is the money of lines that no order can be made of, as their supplier is not known.
func (w *planWork) unordered() float64 {
	var fen int64
	for _, l := range w.v.Lines {
		if l.Supplier == "" {
			fen += l.AmountFen
		}
	}
	return yuan(fen)
}

// sumColumn adds the numbers of a column as the file has them.
func sumColumn(file *excelize.File, sheetName string, col, first, n int) (float64, error) {
	var sum float64
	for row := first; row < first+n; row++ {
		text, err := file.GetCellValue(sheetName, at(row, col), excelize.Options{RawCellValue: true})
		if err != nil {
			return 0, fmt.Errorf("read %s %s: %w", sheetName, at(row, col), err)
		}
		v, err := parseNumber(text)
		if err != nil {
			return 0, fmt.Errorf("read %s %s: %w", sheetName, at(row, col), err)
		}
		sum += v
	}
	return sum, nil
}

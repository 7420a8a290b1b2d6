package excel_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/replay"
)

// answers is a recording that a test changes: file → rows, the first of which holds the names.
type answers struct {
	t    *testing.T
	dir  string
	rows map[string][][]string
}

// changed copies the recorded department, lets a test change its plan, and sums the totals up anew.
func changed(t *testing.T, change func(a *answers)) *replay.Store {
	t.Helper()
	a := &answers{t: t, dir: t.TempDir(), rows: map[string][][]string{}}
	if err := os.CopyFS(a.dir, os.DirFS(filepath.Join("testdata", "plan"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"page_purchase", "book_plan_lines", "book_plan_totals", "book_plan_suppliers"} {
		f, err := os.Open(filepath.Join(a.dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if a.rows[name], err = csv.NewReader(f).ReadAll(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	change(a)
	a.settle()
	for name, rows := range a.rows {
		f, err := os.Create(filepath.Join(a.dir, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		w := csv.NewWriter(f)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return storeIn(t, a.dir)
}

// cell is a value of a file by row, from 1, and the column's name.
func (a *answers) cell(file string, row int, column string) *string {
	a.t.Helper()
	for i, head := range a.rows[file][0] {
		if name, _, _ := strings.Cut(head, ":"); name == column {
			return &a.rows[file][row][i]
		}
	}
	a.t.Fatalf("%s has no column %s", file, column)
	return nil
}

func (a *answers) number(file string, row int, column string) int64 {
	a.t.Helper()
	v, err := strconv.ParseFloat(*a.cell(file, row, column), 64)
	if err != nil {
		a.t.Fatal(err)
	}
	return int64(v)
}

// set changes cells of a line of the plan.
func (a *answers) set(line int, values map[string]string) {
	for column, v := range values {
		*a.cell("page_purchase", line, column) = v
	}
	qty, box := a.number("page_purchase", line, "qty"), max(a.number("page_purchase", line, "case_size"), 1)
	*a.cell("page_purchase", line, "cases") = strconv.FormatInt(qty/box, 10)
	*a.cell("page_purchase", line, "amount_fen") = strconv.FormatInt(qty*a.number("page_purchase", line, "price_fen"), 10)
}

// settle makes the totals and the suppliers' money agree with the lines.
func (a *answers) settle() {
	a.t.Helper()
	sums, money, ordered := map[string]int64{}, map[string]int64{}, int64(0)
	columns := []string{"qty", "amount_fen", "on_hand", "allocated", "on_order_valid", "on_order_overdue", "stock_position", "window_mean", "lost_fen"}
	for row := 1; row < len(a.rows["page_purchase"]); row++ {
		for _, c := range columns {
			sums[c] += a.number("page_purchase", row, c)
		}
		money[*a.cell("page_purchase", row, "supplier")] += a.number("page_purchase", row, "amount_fen")
		if a.number("page_purchase", row, "qty") > 0 {
			ordered++
		}
	}
	for _, c := range columns {
		*a.cell("book_plan_totals", 1, c) = strconv.FormatInt(sums[c], 10)
	}
	*a.cell("book_plan_totals", 1, "step_qty") = strconv.FormatInt(sums["qty"], 10)
	*a.cell("book_plan_totals", 1, "lines") = strconv.Itoa(len(a.rows["page_purchase"]) - 1)
	*a.cell("book_plan_totals", 1, "ordered") = strconv.FormatInt(ordered, 10)
	for row := 1; row < len(a.rows["book_plan_suppliers"]); row++ {
		*a.cell("book_plan_suppliers", row, "amount_fen") = strconv.FormatInt(money[*a.cell("book_plan_suppliers", row, "supplier")], 10)
	}
}

// TestPlanExceptions holds that the line proof knows every way in which a plan leaves the rule, and that a quantity
// which no rule gives turns the banner red before the file takes its name.
func TestPlanExceptions(t *testing.T) {
	for name, c := range map[string]struct {
		line   int
		values map[string]string
		says   string
	}{
		"capped by shelf life":   {5, map[string]string{"shelf_cap": "2010", "qty": "2000", "excess": "0", "exception": "capped"}, "少于净需"},
		"capped by maximum":      {5, map[string]string{"qty": "1500", "excess": "0", "exception": "capped"}, "少于净需"},
		"over budget":            {7, map[string]string{"qty": "2000", "excess": "0", "exception": "over-budget"}, "预算不够"},
		"over budget, nothing":   {7, map[string]string{"qty": "0", "excess": "0", "exception": "over-budget"}, "预算不够"},
		"supplier closed":        {7, map[string]string{"qty": "0", "excess": "0", "exception": "supplier-closed", "latest_order": "", "arrives": ""}, "没有可下单的日子"},
		"alternative":            {6, map[string]string{"qty": "0", "excess": "0", "exception": "alternative"}, "备选供应商"},
		"minimum above maximum":  {6, map[string]string{"qty": "0", "excess": "0", "exception": "moq-over-maximum"}, "低于起订量"},
		"past the cut-off":       {4, map[string]string{"qty": "0", "excess": "0", "exception": "past-cutoff"}, "已过截单"},
		"no stock":               {4, map[string]string{"qty": "0", "excess": "0", "exception": "no-stock"}, "没有库存快照"},
		"a code without a word":  {4, map[string]string{"qty": "0", "excess": "0", "exception": "unheard-of"}, "unheard-of"},
		"nothing is known of it": {12, map[string]string{"cover_before": "", "cover_after": "", "need_date": "", "latest_order": "", "arrives": ""}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := opened(t, planBook(t, changed(t, func(a *answers) { a.set(c.line, c.values) }), excel.Options{}))
			recalculated(t, f)
			if bad := failed(t, f); bad != 0 {
				t.Errorf("%d checks fail", bad)
			}
			if text := allText(t, f, "校验"); !strings.Contains(text, c.says) {
				t.Errorf("校验 does not say %q", c.says)
			}
		})
	}
}

func TestPlanRefusesAQuantityThatNoRuleGives(t *testing.T) {
	store := changed(t, func(a *answers) { a.set(2, map[string]string{"qty": "9440"}) })
	if _, err := excel.PurchasePlan(t.Context(), store, t.TempDir(), excel.Options{Generated: made}); err == nil || !strings.Contains(err.Error(), "逐行重算") {
		t.Errorf("a case too many gives %v", err)
	}
}

// TestPlanSeveralSuppliersAndCentres adds an alternative supplier and a second warehouse of an item.
func TestPlanSeveralSuppliersAndCentres(t *testing.T) {
	store := changed(t, func(a *answers) {
		for i, v := range []map[string]string{
			{"supplier": "GY02", "supplier_name": "运河糕点加工厂", "qty": "0", "excess": "0", "exception": "alternative"},
			{"centre": "嘉兴分仓"},
		} {
			line := 13 + i
			for _, file := range []string{"page_purchase", "book_plan_lines"} {
				a.rows[file] = append(a.rows[file], append([]string(nil), a.rows[file][2]...))
				*a.cell(file, line, "line") = strconv.Itoa(line)
			}
			a.set(line, v)
		}
		*a.cell("book_plan_lines", 13, "first_offer") = "false"
		means := 0.0
		for row := 1; row <= 14; row++ {
			for week := 1; week <= 8 && row != 13; week++ {
				v, err := strconv.ParseFloat(*a.cell("book_plan_lines", row, "week_"+strconv.Itoa(week)), 64)
				if err != nil {
					t.Fatal(err)
				}
				means += v
			}
		}
		*a.cell("book_plan_totals", 1, "week_means") = strconv.FormatFloat(means, 'f', 1, 64)
	})
	f := opened(t, planBook(t, store, excel.Options{}))
	recalculated(t, f)
	if bad := failed(t, f); bad != 0 {
		t.Errorf("%d checks fail", bad)
	}
	if got, want := raw(t, f, "需求计划", "F8"), "4378"; !strings.HasPrefix(got, want[:3]) {
		t.Errorf("two warehouses of YB1002 want %s in the first week", got)
	}
	if text := allText(t, f, "采购单-西溪食品厂"); !strings.Contains(text, "送嘉兴分仓") || !strings.Contains(text, "嘉兴分仓、杭州仓") {
		t.Error("the order does not say which warehouse gets what")
	}
	if text := allText(t, f, "摘要"); !strings.Contains(text, "莲蓉蛋黄月饼\n嘉兴分仓") {
		t.Error("摘要 does not tell the warehouses apart")
	}
}

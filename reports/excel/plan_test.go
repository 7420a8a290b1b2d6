package excel_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
	"zhiwei/reports/locale"
	"zhiwei/reports/replay"
	"zhiwei/reports/view"
)

// made is the minute that the tests' workbooks are made in.
var made = time.Date(2026, 8, 24, 7, 40, 0, 0, time.UTC)

// planStore holds the recorded answers of a department.
func planStore(t *testing.T, name string) *replay.Store {
	t.Helper()
	return storeIn(t, filepath.Join("testdata", name))
}

// openStore opens a recording by its name.
func openStore(name string) (*replay.Store, error) {
	return replay.Open(os.DirFS(filepath.Join("testdata", name)))
}

func storeIn(t *testing.T, dir string) *replay.Store {
	t.Helper()
	store, err := replay.Open(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func planBook(t *testing.T, store *replay.Store, opt excel.Options) string {
	t.Helper()
	opt.Generated = made
	file, err := excel.PurchasePlan(context.Background(), store, t.TempDir(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// altered copies a recording and replaces a text in one of its files.
func altered(t *testing.T, name, file, from, to string) *replay.Store {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(from)) {
		t.Fatalf("%s does not hold %q", file, from)
	}
	if err := os.WriteFile(filepath.Join(dir, file), bytes.Replace(data, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	return storeIn(t, dir)
}

func TestPlanSheetsAndName(t *testing.T) {
	file := planBook(t, planStore(t, "plan"), excel.Options{})
	if want := "示例食品电商_采购计划_20260824_R20260824-3f9a1c.xlsx"; filepath.Base(file) != want {
		t.Errorf("the file is %s, want %s", filepath.Base(file), want)
	}
	got := opened(t, file).GetSheetList()
	want := []string{
		"摘要", "采购建议", "需求计划", "进销存推演", "在途与逾期", "参数与规则", "校验",
		"采购单-西溪食品厂", "采购单-湖滨包装印刷", "采购单-运河糕点加工厂",
	}
	if !slices.Equal(got, want) {
		t.Errorf("sheets %v, want %v", got, want)
	}
}

func TestPlanSameBytes(t *testing.T) {
	var first []byte
	for i := range 4 {
		data, err := os.ReadFile(planBook(t, planStore(t, "plan"), excel.Options{BudgetFen: 22000000}))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = data
		}
		if !bytes.Equal(first, data) {
			t.Fatalf("workbook %d has other bytes than the first", i+1)
		}
	}
}

func TestPlanTotalsAreThePages(t *testing.T) {
	store, f := planStore(t, "plan"), view.Format{Lang: locale.Zh}
	h, ok, err := view.LoadHeader(context.Background(), store, "")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	lines, err := view.LoadPlan(context.Background(), store, h.RunID)
	if err != nil {
		t.Fatal(err)
	}
	var fen, lost int64
	for _, l := range lines {
		fen += l.AmountFen
		lost += l.LostFen
	}
	book := opened(t, planBook(t, store, excel.Options{}))
	for cell, want := range map[string]int64{"A6": fen, "D6": lost} {
		text, err := book.GetCellValue("摘要", cell)
		if err != nil {
			t.Fatal(err)
		}
		if text != f.Fen(want) {
			t.Errorf("摘要!%s shows %s, the page has %s", cell, text, f.Fen(want))
		}
	}
	if got, want := raw(t, book, "采购建议", lastColumn(t, book)+"6"), view.SentenceText(f, lines[1]); got != want {
		t.Errorf("line 2 says %q, the page %q", got, want)
	}
}

func lastColumn(t *testing.T, f *excelize.File) string {
	t.Helper()
	rows, err := f.GetRows("采购建议")
	if err != nil {
		t.Fatal(err)
	}
	name, err := excelize.ColumnNumberToName(len(rows[3]))
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestPlanLeavesOutWhatCannotBeDecidedYet(t *testing.T) {
	f := opened(t, planBook(t, planStore(t, "plan"), excel.Options{}))
	rows, err := f.GetRows("采购建议")
	if err != nil {
		t.Fatal(err)
	}
	heads := strings.Join(rows[3], "|")
	for _, head := range []string{"处理", "确认量", "原因", "确认金额"} {
		if strings.Contains(heads, head) {
			t.Errorf("采购建议 has a column %s", head)
		}
	}
	for _, head := range []string{"序号", "优先级", "供应商", "商品编码", "品名", "建议量", "说明（为什么是这个数）"} {
		if !strings.Contains("|"+heads+"|", "|"+head+"|") {
			t.Errorf("采购建议 has no column %s in %s", head, heads)
		}
	}
	front, err := f.GetRows("摘要")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range front {
		if text := strings.Join(row, " "); strings.Contains(text, "确认") || strings.Contains(text, "本季最晚下单日") {
			t.Errorf("摘要 says %q", text)
		}
	}
}

func TestPlanSaysDraftOnEveryPage(t *testing.T) {
	f := opened(t, planBook(t, planStore(t, "plan"), excel.Options{}))
	for _, sheet := range f.GetSheetList() {
		hf, err := f.GetHeaderFooter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(hf.OddHeader, "预测草稿，未发布") {
			t.Errorf("%s prints %q", sheet, hf.OddHeader)
		}
	}
	published := opened(t, planBook(t, altered(t, "plan", "page_header.csv", `"draft"`, `"published"`), excel.Options{}))
	hf, err := published.GetHeaderFooter("摘要")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(hf.OddHeader, "预测草稿") {
		t.Errorf("a published run prints %q", hf.OddHeader)
	}
}

func TestPlanPrintSetUp(t *testing.T) {
	f := opened(t, planBook(t, planStore(t, "plan"), excel.Options{}))
	names := map[string]map[string]string{}
	for _, d := range f.GetDefinedName() {
		if names[d.Scope] == nil {
			names[d.Scope] = map[string]string{}
		}
		names[d.Scope][d.Name] = d.RefersTo
	}
	for _, sheet := range f.GetSheetList() {
		layout, err := f.GetPageLayout(sheet)
		if err != nil {
			t.Fatal(err)
		}
		props, err := f.GetSheetProps(sheet)
		if err != nil {
			t.Fatal(err)
		}
		panes, err := f.GetPanes(sheet)
		if err != nil {
			t.Fatal(err)
		}
		sheetView, err := f.GetSheetView(sheet, 0)
		if err != nil {
			t.Fatal(err)
		}
		hf, err := f.GetHeaderFooter(sheet)
		if err != nil {
			t.Fatal(err)
		}
		scaled := map[string]uint{"采购建议": 68, "需求计划": 98, "进销存推演": 100}[sheet]
		fitted := props.FitToPage != nil && *props.FitToPage && layout.FitToWidth != nil && *layout.FitToWidth == 1
		switch {
		case layout.Size == nil || *layout.Size != 9:
			t.Errorf("%s is not printed on A4", sheet)
		case scaled > 0 && (layout.AdjustTo == nil || *layout.AdjustTo != scaled):
			t.Errorf("%s is not scaled to %d", sheet, scaled)
		case scaled == 0 && !fitted:
			t.Errorf("%s is not fitted to the page's width", sheet)
		case !panes.Freeze:
			t.Errorf("%s freezes nothing", sheet)
		case *sheetView.ShowGridLines:
			t.Errorf("%s shows gridlines", sheet)
		case names[sheet]["_xlnm.Print_Titles"] == "" || names[sheet]["_xlnm.Print_Area"] == "":
			t.Errorf("%s has print titles %q and area %q", sheet, names[sheet]["_xlnm.Print_Titles"], names[sheet]["_xlnm.Print_Area"])
		case !strings.Contains(hf.OddFooter, "第 &P 页 / 共 &N 页") || !strings.Contains(hf.OddFooter, "R20260824-3f9a1c") || !strings.Contains(hf.OddHeader, "&8 "):
			t.Errorf("%s prints header %q and footer %q", sheet, hf.OddHeader, hf.OddFooter)
		}
	}
	if got := names["采购建议"]["_xlnm.Print_Titles"]; got != "'采购建议'!$A:$E,'采购建议'!$1:$4" {
		t.Errorf("采购建议 repeats %s", got)
	}
}

func TestPlanOrders(t *testing.T) {
	f := opened(t, planBook(t, planStore(t, "plan"), excel.Options{}))
	for sheet, want := range map[string]struct{ words, manager string }{
		"采购单-西溪食品厂":   {"人民币壹拾陆万壹仟肆佰柒拾陆元整", "总经理"},
		"采购单-湖滨包装印刷":  {"人民币肆万壹仟玖佰贰拾元整", "总经理"},
		"采购单-运河糕点加工厂": {"人民币壹万贰仟柒佰陆拾陆元肆角", "总经理"},
	} {
		text := allText(t, f, sheet)
		for _, part := range []string{want.words, want.manager, "草稿，未编号", "（以下空白）", "供应商确认（盖章）"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %s", sheet, part)
			}
		}
		if strings.Contains(text, "CG-") {
			t.Errorf("%s has a number", sheet)
		}
	}
	small := opened(t, planBook(t, planStore(t, "plan"), excel.Options{ApproveAt: 50000_00}))
	if text := allText(t, small, "采购单-湖滨包装印刷"); !strings.Contains(text, "≤ 50,000.00 元，免") {
		t.Error("an order below the limit does not say that the general manager's signature is not needed")
	}
}

func allText(t *testing.T, f *excelize.File, sheet string) string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return b.String()
}

func TestPlanWithoutSuppliers(t *testing.T) {
	f := opened(t, planBook(t, planStore(t, "need"), excel.Options{}))
	for _, sheet := range f.GetSheetList() {
		if strings.HasPrefix(sheet, "采购单") {
			t.Errorf("there is an order %s without suppliers", sheet)
		}
	}
	for _, sheet := range []string{"摘要", "采购建议"} {
		if !strings.Contains(allText(t, f, sheet), "没有供应商资料：本表只列需求") {
			t.Errorf("%s does not say that suppliers are missing", sheet)
		}
	}
	if got := raw(t, f, "摘要", "A6"); got != "0" {
		t.Errorf("the book without suppliers suggests %s yuan", got)
	}
}

func TestPlanIsRefusedWhenItDisagrees(t *testing.T) {
	for name, store := range map[string]*replay.Store{
		"money":  altered(t, "plan", "book_plan_totals.csv", "21616240", "21616241"),
		"pieces": altered(t, "plan", "book_plan_totals.csv", "12,10,33722", "12,10,33723"),
		"lines":  altered(t, "plan", "book_plan_totals.csv", "12,10,", "13,10,"),
		"stock":  altered(t, "plan", "book_plan_totals.csv", ",32154,", ",32155,"),
	} {
		dir := t.TempDir()
		old := filepath.Join(dir, "示例食品电商_采购计划_20260824_R20260824-3f9a1c.xlsx")
		if err := os.WriteFile(old, []byte("the older one"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := excel.PurchasePlan(context.Background(), store, dir, excel.Options{Generated: made})
		if !errors.Is(err, excel.ErrVerify) {
			t.Errorf("%s: error %v, want ErrVerify", name, err)
		}
		data, err := os.ReadFile(old)
		if err != nil || string(data) != "the older one" {
			t.Errorf("%s: the older workbook was touched (%v)", name, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 1 {
			t.Errorf("%s: %d files are left behind (%v)", name, len(entries), err)
		}
	}
}

func TestPlanWithoutRun(t *testing.T) {
	store := altered(t, "plan", "page_header.csv", "\n\"R20260824-3f9a1c\",2026-08-23,2026-08-24,\"draft\",\"示例食品电商\",\"0.1.0\",7,54861,16,990702,11,126160", "")
	if _, err := excel.PurchasePlan(context.Background(), store, t.TempDir(), excel.Options{}); !errors.Is(err, excel.ErrNoRun) {
		t.Errorf("error %v, want ErrNoRun", err)
	}
}

func TestPlanInEnglish(t *testing.T) {
	f := opened(t, planBook(t, planStore(t, "plan"), excel.Options{Lang: locale.En}))
	for sheet, want := range map[string]string{"摘要": "Purchase plan", "采购建议": "Why this number", "需求计划": "Demand plan", "参数与规则": "Origin"} {
		if text := allText(t, f, sheet); !strings.Contains(text, want) || strings.Contains(text, "workbook.plan-") {
			t.Errorf("%s in English does not say %q, or shows a bare key", sheet, want)
		}
	}
	zh := opened(t, planBook(t, planStore(t, "plan"), excel.Options{}))
	for _, sheet := range zh.GetSheetList() {
		if text := allText(t, zh, sheet); strings.Contains(text, "workbook.") || strings.Contains(text, "{{") {
			t.Errorf("%s shows a bare key or placeholder", sheet)
		}
	}
}

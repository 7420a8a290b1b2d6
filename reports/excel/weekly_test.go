package excel_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/excel"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

func weeklyBook(t *testing.T, name, dir string, opt excel.Options) string {
	t.Helper()
	opt.Generated = made
	file, err := excel.Weekly(context.Background(), planStore(t, name), dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// weeklyView is what the workbook of a recording shows.
func weeklyView(t *testing.T, name string) view.Weekly {
	t.Helper()
	store, f := planStore(t, name), view.Format{Lang: locale.Zh}
	h, ok, err := view.LoadHeader(t.Context(), store, "")
	if err != nil || !ok {
		t.Fatalf("no run: %v", err)
	}
	v, err := view.LoadWeekly(t.Context(), store, f, h)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWeeklyNameAndSheets(t *testing.T) {
	file := weeklyBook(t, "weekly", t.TempDir(), excel.Options{})
	if got := filepath.Base(file); got != "示例食品电商_周报_2026W34_20260824.xlsx" {
		t.Errorf("the file is named %s", got)
	}
	want := []string{"给总经理看", "趋势", "商品", "渠道", "库存", "准确率", "校验"}
	for _, lang := range locale.Languages() {
		f := opened(t, weeklyBook(t, "weekly", t.TempDir(), excel.Options{Lang: lang}))
		if got := f.GetSheetList(); !slices.Equal(got, want) {
			t.Errorf("%s: sheets %q, want %q", lang, got, want)
		}
		if f.GetActiveSheetIndex() != 0 {
			t.Errorf("%s: the workbook opens on sheet %d", lang, f.GetActiveSheetIndex())
		}
	}
}

func TestWeeklySameBytes(t *testing.T) {
	var data [2][]byte
	for i := range data {
		var err error
		if data[i], err = os.ReadFile(weeklyBook(t, "weekly", t.TempDir(), excel.Options{})); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(data[0], data[1]) {
		t.Error("the same run gave different bytes")
	}
}

func TestWeeklyWithoutRun(t *testing.T) {
	store := planStore(t, "weekly")
	dir := t.TempDir()
	_, err := excel.Weekly(t.Context(), noRuns{store}, dir, excel.Options{Generated: made})
	if !errors.Is(err, excel.ErrNoRun) {
		t.Errorf("a database without a run gave %v", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("%d files were left behind (%v)", len(entries), err)
	}
}

// TestWeeklyTotals holds the workbook against the view to the cent.
func TestWeeklyTotals(t *testing.T) {
	for _, name := range []string{"weekly", "bare"} {
		v := weeklyView(t, name)
		f := opened(t, weeklyBook(t, name, t.TempDir(), excel.Options{}))
		number := func(sheet, cell string) float64 {
			x, err := strconv.ParseFloat(raw(t, f, sheet, cell), 64)
			if err != nil {
				t.Fatalf("%s %s!%s: %v", name, sheet, cell, err)
			}
			return x
		}
		for _, c := range []struct {
			cell string
			want float64
		}{
			{"C24", float64(v.Now.GMV) / 100},
			{"D24", float64(v.Lunar.GMV) / 100},
			{"E24", float64(v.Gregorian.GMV) / 100},
			{"F24", float64(v.Before.GMV) / 100},
			{"C25", float64(v.Now.GMV-v.Now.Refund) / 100},
			{"C26", float64(v.Now.Orders)},
			{"C32", float64(v.Month.GMV) / 100},
			{"D17", float64(v.Weeks[12].GMV) / 100},
			{"D16", float64(v.Weeks[11].GMV) / 100},
		} {
			if got := number("趋势", c.cell); math.Abs(got-c.want) > 0.004 {
				t.Errorf("%s: 趋势!%s holds %.2f, the view %.2f", name, c.cell, got, c.want)
			}
		}
		for i, p := range v.Products {
			if got := number("商品", "E"+strconv.Itoa(5+i)); math.Abs(got-float64(p.GMV)/100) > 0.004 {
				t.Errorf("%s: %s has %.2f, the view %.2f", name, p.SKU, got, float64(p.GMV)/100)
			}
		}
	}
}

func TestWeeklyTilesNameGMVAndNet(t *testing.T) {
	f := opened(t, weeklyBook(t, "weekly", t.TempDir(), excel.Options{}))
	for cell, want := range map[string]string{"A5": "GMV 已付款（元）", "E5": "净销售 减退款（元）", "A7": "农历同比", "B7": "公历同比*", "C7": "环比", "A39": "三个问题", "A45": "请批三件事"} {
		if got := raw(t, f, "给总经理看", cell); got != want {
			t.Errorf("给总经理看!%s says %q, want %q", cell, got, want)
		}
	}
	note := raw(t, f, "给总经理看", "A20")
	for _, want := range []string{"节令错位", "2025-10-06", "2026-09-25", "2025-08-18", "2025-08-28", "39", "33"} {
		if !strings.Contains(note, want) {
			t.Errorf("the note %q does not name %s", note, want)
		}
	}
}

// TestWeeklyMissingBase has no targets, stock, backtest, festivals and costs: a dash stands for each, and no error.
func TestWeeklyMissingBase(t *testing.T) {
	f := opened(t, weeklyBook(t, "bare", t.TempDir(), excel.Options{}))
	for _, cell := range []string{"C28", "C30", "C31", "C33", "C34", "C35", "G28", "F32", "I34"} {
		if got := raw(t, f, "趋势", cell); got != view.Dash {
			t.Errorf("趋势!%s holds %q, want a dash", cell, got)
		}
	}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "#") || strings.Contains(cell, "NaN") || strings.Contains(cell, "workbook.weekly") {
					t.Errorf("%s row %d holds %q", sheet, i+1, cell)
				}
			}
		}
	}
}

func TestWeeklyPrintSetUp(t *testing.T) {
	f := opened(t, weeklyBook(t, "weekly", t.TempDir(), excel.Options{}))
	portrait := []string{"给总经理看", "准确率"}
	areas := map[string]bool{}
	for _, d := range f.GetDefinedName() {
		if d.Name == "_xlnm.Print_Area" {
			areas[d.Scope] = true
		}
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
		want := "landscape"
		if slices.Contains(portrait, sheet) {
			want = "portrait"
		}
		if layout.Orientation == nil || *layout.Orientation != want || *layout.Size != 9 || !*props.FitToPage || *layout.FitToWidth != 1 || !areas[sheet] {
			t.Errorf("%s is not set up for A4 %s on one page's width: %+v", sheet, want, layout)
		}
	}
	if layout, err := f.GetPageLayout("给总经理看"); err != nil || *layout.FitToHeight != 1 {
		t.Errorf("the front page is not one page: %v", err)
	}
}

// TestWeeklyKeepsTheOldFile has a database whose two tables of sales do not agree: no workbook takes the old one's place.
func TestWeeklyKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	file := weeklyBook(t, "weekly", dir, excel.Options{})
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = excel.Weekly(t.Context(), lostRow{planStore(t, "weekly")}, dir, excel.Options{Generated: made})
	if !errors.Is(err, excel.ErrVerify) {
		t.Errorf("sales that do not add up gave %v", err)
	}
	if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the old workbook was replaced (%v)", err)
	}
}

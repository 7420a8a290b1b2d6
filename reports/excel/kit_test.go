package excel_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
)

var kitMeta = excel.Meta{
	Company: "甲&乙公司", Dept: "电子商务部", Report: "试表", Period: "2026-08-24", RunID: "R20260824-3f9a1c", MadeBy: "甲", CheckedBy: "乙", Generated: made,
}

// kitBook is a small workbook: three numbers, their sum, a check of it.
func kitBook(t *testing.T, control float64) []byte {
	t.Helper()
	k := excel.NewKit(kitMeta)
	s := k.Sheet("数", []float64{10, 10, 10})
	k.Banner(s, 9, 3)
	for i, v := range []any{int64(3), 4.5, time.Date(2026, 8, 24, 6, 0, 0, 0, time.UTC)} {
		s.Body(2+i, 1, v)
	}
	s.Input(2, 2, int64(100))
	s.Calc(5, 1, "SUM(A2:A3)", 7.5)
	s.Calc(6, 1, "A5>7", true)
	s.Calc(7, 1, `"合计"&A5`, "合计7.5")
	s.List(1, 7, 1, 3)
	k.Prove("和", control, "'数'!A5", 7.5)
	data, err := k.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func kitFile(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestKitCachedValuesHaveTheirType(t *testing.T) {
	data := kitBook(t, 7.5)
	xml := partOf(t, data, "xl/worksheets/sheet1.xml")
	for _, want := range []string{
		`<f>SUM(A2:A3)</f><v>7.5</v>`, `t="b"><f>A5&gt;7</f><v>1</v>`, `t="str"><f>&#34;合计&#34;&amp;A5</f><v>合计7.5</v>`,
	} {
		if !strings.Contains(xml, want) {
			t.Errorf("the sheet does not hold %s", want)
		}
	}
	if strings.Contains(xml, `t="str"><f>SUM`) || strings.Contains(xml, "filterMode") || !strings.Contains(xml, `fitToPage="true"`) {
		t.Error("a number is marked as text, or the filter took the sheet's properties")
	}
}

// zipOf is the package of a workbook.
func zipOf(t *testing.T, data []byte) *zip.Reader {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func partOf(t *testing.T, data []byte, name string) string {
	t.Helper()
	r, err := zipOf(t, data).Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestKitSameBytesAndOrder(t *testing.T) {
	first := kitBook(t, 7.5)
	for range 8 {
		if !bytes.Equal(first, kitBook(t, 7.5)) {
			t.Fatal("the same workbook has other bytes")
		}
	}
	if names := parts(t, first); !slices.IsSorted(names) {
		t.Errorf("parts are not in order: %v", names)
	}
}

func TestKitSortTypes(t *testing.T) {
	a, b := `<Default Extension="xml" ContentType="a"/>`, `<Override PartName="/x" ContentType="b"></Override>`
	for _, body := range []string{a + b, b + a} {
		if got, want := string(excel.SortTypes([]byte("<Types>"+body+"</Types>"))), "<Types>"+a+b+"</Types>"; got != want {
			t.Errorf("got %s", got)
		}
	}
	if got := string(excel.SortTypes([]byte("<Types></Types>"))); got != "<Types></Types>" {
		t.Errorf("an empty list became %s", got)
	}
}

func TestKitChecks(t *testing.T) {
	good := kitFile(t, kitBook(t, 7.5))
	if red, text := redBanner(t, good, "A9"); red || text != "✔ 校验 2 项全部通过，数字与数据库一致" {
		t.Errorf("banner %q, red %v", text, red)
	}
	if bad := failed(t, good); bad != 0 {
		t.Errorf("%d checks fail", bad)
	}
	if n := recalculated(t, good); n < 12 {
		t.Errorf("only %d formulas", n)
	}
	wrong := kitFile(t, kitBook(t, 8))
	if got := raw(t, wrong, "数", "A9"); got != "✘ 校验有 1 项不通过，见“校验”页；请勿使用本表" {
		t.Errorf("the banner over a wrong total caches %q", got)
	}
	if got := raw(t, wrong, "校验", "F7"); got != "FALSE" && got != "0" {
		t.Errorf("a wrong total caches %s", got)
	}
	recalculated(t, wrong)
}

func TestKitControlSumLeavesInputsOut(t *testing.T) {
	f := kitFile(t, kitBook(t, 7.5))
	if err := f.SetCellInt("数", "B2", 999); err != nil {
		t.Fatal(err)
	}
	if bad := failed(t, f); bad != 0 {
		t.Errorf("a cell that a person may fill breaks %d checks", bad)
	}
	if err := f.SetCellFloat("数", "A4", 1, -1, 64); err != nil {
		t.Fatal(err)
	}
	if bad := failed(t, f); bad != 1 {
		t.Errorf("a changed day breaks %d checks, want 1", bad)
	}
}

func TestKitControlSumOfManyRuns(t *testing.T) {
	k := excel.NewKit(kitMeta)
	s := k.Sheet("很长的页名用来把公式撑长一些一二三四", []float64{10, 10})
	k.Banner(s, 1, 2)
	for i := range 900 {
		s.Body(3+2*i, 1, int64(i))
		s.Body(3+2*i, 2, int64(1))
	}
	data, err := k.Finish()
	if err != nil {
		t.Fatal(err)
	}
	f := kitFile(t, data)
	first, last := checkRows(t, f)
	if last == first {
		t.Error("900 runs fit into one formula")
	}
	for row := first; row <= last; row++ {
		text, err := f.GetCellFormula("校验", "D"+strconv.Itoa(row))
		if err != nil || len(text) > 8192 {
			t.Errorf("row %d: a formula of %d characters (%v)", row, len(text), err)
		}
		if got := raw(t, f, "校验", "F"+strconv.Itoa(row)); got != "TRUE" && got != "1" {
			t.Errorf("row %d is %s", row, got)
		}
	}
	if err := f.SetCellInt("很长的页名用来把公式撑长一些一二三四", "B1001", 2); err != nil {
		t.Fatal(err)
	}
	if bad := failed(t, f); bad != 1 {
		t.Errorf("one changed number breaks %d checks, want 1", bad)
	}
}

func TestKitPlaceOfChecks(t *testing.T) {
	k := excel.NewKit(kitMeta)
	k.Sheet("一", []float64{10}).Body(1, 1, int64(1))
	k.Place()
	k.Sheet("三", []float64{10}).Body(1, 1, int64(2))
	data, err := k.Finish()
	if err != nil {
		t.Fatal(err)
	}
	f := kitFile(t, data)
	if got := f.GetSheetList(); !slices.Equal(got, []string{"一", "校验", "三"}) {
		t.Errorf("sheets %v", got)
	}
	if bad := failed(t, f); bad != 0 {
		t.Errorf("%d checks fail", bad)
	}
}

func TestKitFaults(t *testing.T) {
	for name, spoil := range map[string]func(*excel.Kit, *excel.KitSheet){
		"no cell for a slice":     func(_ *excel.Kit, s *excel.KitSheet) { s.Body(1, 1, []int{1}) },
		"no cell for a NaN":       func(_ *excel.Kit, s *excel.KitSheet) { s.Body(1, 1, math.NaN()) },
		"formula without a value": func(_ *excel.Kit, s *excel.KitSheet) { s.Calc(1, 1, "A2", nil) },
		"chart without a series":  func(_ *excel.Kit, s *excel.KitSheet) { s.EmptyChart() },
		"sheet with a bad name":   func(k *excel.Kit, _ *excel.KitSheet) { k.Sheet("a/b", nil) },
	} {
		k := excel.NewKit(kitMeta)
		s := k.Sheet("一", []float64{10})
		s.Body(2, 2, int64(1))
		spoil(k, s)
		if _, err := k.Finish(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestKitStylesAreShared(t *testing.T) {
	k := excel.NewKit(kitMeta)
	s := k.Sheet("一", []float64{10})
	for i := range 500 {
		s.Body(i+1, 1, int64(i))
	}
	if n := k.Styles(); n != 1 {
		t.Errorf("500 equal cells made %d styles", n)
	}
	if _, err := k.Finish(); err != nil {
		t.Fatal(err)
	}
}

func TestKitHouseStyle(t *testing.T) {
	f := kitFile(t, kitBook(t, 7.5))
	id, err := f.GetCellStyle("数", "A2")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.Font.Family != "微软雅黑" || style.Font.Size != 10 || style.Font.Color != "1F2A33" || *style.CustomNumFmt != "#,##0" || !style.Protection.Locked {
		t.Errorf("a body cell has font %v, format %v", style.Font, *style.CustomNumFmt)
	}
	id, err = f.GetCellStyle("数", "B2")
	if err != nil {
		t.Fatal(err)
	}
	if style, err = f.GetStyle(id); err != nil || style.Protection.Locked || style.Fill.Color[0] != "FFF6CC" {
		t.Errorf("an input is locked or not yellow (%v)", err)
	}
	hf, err := f.GetHeaderFooter("数")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hf.OddHeader, `&L&"微软雅黑,Regular"&8 甲&&乙公司 · 电子商务部&C`) {
		t.Errorf("header %q", hf.OddHeader)
	}
}

func TestKitChartStyle(t *testing.T) {
	k := excel.NewKit(kitMeta)
	s := k.Sheet("图", []float64{10, 10, 10})
	for c, name := range []string{"周", "件", "率"} {
		s.Body(1, c+1, name)
	}
	for i := range 4 {
		s.Body(i+2, 1, fmt.Sprintf("W%d", i+1))
		s.Body(i+2, 2, int64(i*i))
		s.Body(i+2, 3, float64(i)/4)
	}
	s.Chart(4)
	data, err := k.Finish()
	if err != nil {
		t.Fatal(err)
	}
	xml := partOf(t, data, "xl/charts/chart1.xml")
	for _, want := range []string{"微软雅黑", "37424A", `sz="900"`, "'图'!$B$2:$B$5", `legendPos val="t"`, "majorGridlines", "件"} {
		if !strings.Contains(strings.ReplaceAll(xml, "&#39;", "'"), want) {
			t.Errorf("the chart does not hold %s", want)
		}
	}
}

func TestKitWidths(t *testing.T) {
	for text, want := range map[string]float64{"": 0, "abc": 3.06, "月饼": 3.9, "A月": 2.97, "＝": 1.95} {
		if got := excel.Units(text); math.Abs(got-want) > 1e-9 {
			t.Errorf("%q is %g wide, want %g", text, got, want)
		}
	}
	for _, c := range []struct {
		text  string
		width float64
		size  float64
		want  float64
	}{{"", 10, 10, 1}, {"月饼", 10, 10, 1}, {strings.Repeat("月", 10), 10, 10, 3}, {strings.Repeat("月", 10), 10, 9, 2}, {"月", 0.5, 10, 1}} {
		if got := excel.WrapLines(c.text, c.width, c.size); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%q in %g at %g takes %g lines, want %g", c.text, c.width, c.size, got, c.want)
		}
	}
}

func TestKitSerial(t *testing.T) {
	for day, want := range map[string]float64{"1900-03-01 00:00": 61, "2026-08-24 00:00": 46258, "2026-08-24 06:00": 46258.25, "1999-12-31 12:00": 36525.5} {
		at, err := time.Parse("2006-01-02 15:04", day)
		if err != nil {
			t.Fatal(err)
		}
		if got := excel.Serial(at); got != want {
			t.Errorf("%s is %g, want %g", day, got, want)
		}
	}
}

func TestKitTexts(t *testing.T) {
	for text, want := range map[string]string{"_x003D_": "_x005F_x003D_", "_x00_": "_x00_", "a_xFFFF_b": "a_x005F_xFFFF_b", "_x0041_x0042_": "_x005F_x0041_x005F_x0042_", "月饼": "月饼"} {
		if got := excel.Literally(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
	if got := excel.Quoted("a'b"); got != "'a''b'!" {
		t.Errorf("quoted %s", got)
	}
	if got := excel.Printable("a&b", 10); got != "a&&b" {
		t.Errorf("printable %s", got)
	}
	if got := excel.Printable(strings.Repeat("&", 50), 10); strings.Count(got, "&")%2 != 0 || len(got) > 14 {
		t.Errorf("printable %s", got)
	}
	k := excel.NewKit(kitMeta)
	seen := map[string]bool{}
	for _, text := range []string{"a", "A", "", "[x]:y", strings.Repeat("长", 50), strings.Repeat("长", 50), "a"} {
		name := k.SheetName(text)
		if name == "" || seen[strings.ToLower(name)] || len([]rune(name)) > 31 || strings.ContainsAny(name, `[]:`) {
			t.Errorf("%q became the sheet %q", text, name)
		}
		seen[strings.ToLower(name)] = true
	}
	if got := excel.FileName(excel.Meta{Company: "甲/乙电商"}, "采购计划", "20260824"); got != "甲乙电商_采购计划_20260824.xlsx" {
		t.Errorf("file %s", got)
	}
}

func TestKitSave(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "表.xlsx")
	data := kitBook(t, 7.5)
	if err := excel.Save(file, data, nil); err != nil {
		t.Fatal(err)
	}
	refuse := errors.New("no")
	if err := excel.Save(file, kitBook(t, 8), func(*excelize.File) error { return refuse }); !errors.Is(err, refuse) {
		t.Errorf("error %v", err)
	}
	if err := excel.Save(file, []byte("no zip"), nil); err == nil {
		t.Error("bytes that are no workbook were saved")
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, data) {
		t.Errorf("the good workbook was replaced (%v)", err)
	}
	if err := excel.Save(filepath.Join(dir, "none", "表.xlsx"), data, nil); err == nil {
		t.Error("a folder that does not exist took a workbook")
	}
}

func TestKitAddAll(t *testing.T) {
	parts := slices.Repeat([]string{"'页'!A1:B2"}, 2000)
	formulas, covered := excel.AddAll(parts)
	total := 0
	for i, text := range formulas {
		total += covered[i]
		if len(text) > 8000 || strings.Count(text, "'页'") != covered[i] {
			t.Errorf("formula %d has %d characters and covers %d", i, len(text), covered[i])
		}
	}
	if total != 2000 || len(formulas) < 2 {
		t.Errorf("%d formulas cover %d ranges", len(formulas), total)
	}
}

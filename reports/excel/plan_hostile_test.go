package excel_test

import (
	"archive/zip"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhiwei/reports/excel"
)

// payloads are texts that a spreadsheet, its XML, its sheet names or its header codes could take for more than a text.
var payloads = []string{
	`=1+1`, `=HYPERLINK("http://x.invalid","a")`, `=cmd|'/c calc'!A0`, `+1+1`, `-2+3`, `@SUM(1,1)`, "\t=1+1", "\r=1+1", "\n=1+1", ` =1+1`,
	"\u00a0=1+1", `＝1+1`, `＋1`, `－1`, `＠A1`, "a\n=1+1", `"=1+1`, `'=1+1`, `<f>1+1</f>`, `</t></si><c><f>1</f></c>`,
	`]]><f>1</f>`, `&amp;=1`, `&L&P&N`, `&"x"`, `[a]:b*c?/d\e`, `_x003D_1+1`, `_x0041_x0042_`, `{{.Qty}}`, `{=1+1}`, `A1`, `TRUE`,
	`1E+18`, `001`, `*`, `?`, `~*`, `>0`, `<>x`, `''`, strings.Repeat("长", 60), `DDE("a";"b";"c")`,
}

var formulaText = regexp.MustCompile(`<f[^>]*>([^<]*)</f>`)

// formulaShapes are the formulas of a workbook without their quoted texts, sorted.
func formulaShapes(t *testing.T, file string) []string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out []string
	for _, part := range z.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/") {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range formulaText.FindAllSubmatch(data, -1) {
			out = append(out, sheetRef.ReplaceAllString(string(m[1]), "S!"))
		}
	}
	slices.Sort(out)
	return out
}

// sheetRef is a sheet named in a formula; names of orders come from names of suppliers.
var sheetRef = regexp.MustCompile(`&#39;.*?&#39;!`)

func TestPlanHostileTexts(t *testing.T) {
	want := formulaShapes(t, planBook(t, planStore(t, "plan"), excel.Options{}))
	for i, payload := range payloads {
		store := planStore(t, "plan")
		store.Edit = func(query, column, cell string) string {
			names := map[string]bool{
				"name": true, "spec": true, "category": true, "supplier_name": true, "bundle_name": true, "season": true, "terms": true,
				"order_weekdays": true, "company": true, "po_no": true, "unit": true, "version": true,
			}
			if !names[column] || cell == "" || strings.HasPrefix(query, "page_festival") {
				return cell
			}
			return payload
		}
		file := planBook(t, store, excel.Options{MadeBy: payload, CheckedBy: payload, Dept: payload})
		if got := formulaShapes(t, file); !slices.Equal(got, want) {
			t.Errorf("%q: %d formulas, want the %d of a harmless book", payload, len(got), len(want))
		}
		if strings.ContainsAny(filepath.Base(file), `<>:"/\|?*`+"\r\n\t") {
			t.Errorf("%q: the file is %q", payload, filepath.Base(file))
		}
		f := opened(t, file)
		if got, plain := raw(t, f, "采购建议", "E5"), strings.ReplaceAll(payload, "\r", "\n"); got != payload && got != plain {
			t.Errorf("the name %q came back as %q", payload, got)
		}
		if i%8 == 0 {
			if bad := failed(t, f); bad != 0 {
				t.Errorf("%q: %d checks fail", payload, bad)
			}
		}
	}
	t.Logf("%d payloads, %d formulas each", len(payloads), len(want))
}

func TestPlanHostileCodes(t *testing.T) {
	for _, payload := range []string{`=1+1`, `*`, `'`, `"`, `a&b`, `<x>`} {
		store := planStore(t, "plan")
		n := 0
		store.Edit = func(_, column, cell string) string {
			if column == "sku" || column == "supplier" || column == "centre" {
				n++
				return payload + cell
			}
			return cell
		}
		f := opened(t, planBook(t, store, excel.Options{}))
		if n == 0 {
			t.Fatal("no code was edited")
		}
		recalculated(t, f)
		if bad := failed(t, f); bad != 0 {
			t.Errorf("%q: %d checks fail", payload, bad)
		}
		if got := raw(t, f, "采购建议", "D5"); got != payload+"BC1001" {
			t.Errorf("the code came back as %q", got)
		}
	}
}

func TestPlanHostileSheetNames(t *testing.T) {
	names := map[string]bool{}
	for _, name := range []string{"甲:乙/丙", strings.Repeat("供应商", 20), "'引号'", "", "[x]*?"} {
		store := planStore(t, "plan")
		store.Edit = func(query, column, cell string) string {
			if query == "book_plan_suppliers" && column == "name" {
				return name
			}
			return cell
		}
		f := opened(t, planBook(t, store, excel.Options{}))
		orders := 0
		for _, sheet := range f.GetSheetList() {
			if len([]rune(sheet)) > 31 || strings.ContainsAny(sheet, `:\/?*[]'`) {
				t.Errorf("sheet %q", sheet)
			}
			if strings.HasPrefix(sheet, "采购单-") {
				orders++
				names[fmt.Sprint(name, sheet)] = true
			}
		}
		if orders != 3 {
			t.Errorf("%q: %d orders, want 3 with names of their own", name, orders)
		}
		if bad := failed(t, f); bad != 0 {
			t.Errorf("%q: %d checks fail", name, bad)
		}
	}
}

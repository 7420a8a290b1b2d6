package excel_test

import (
	"encoding/xml"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
)

// relations is a part that names other parts.
type relations struct {
	List []struct {
		ID     string `xml:"Id,attr"`
		Target string `xml:"Target,attr"`
		Mode   string `xml:"TargetMode,attr"`
		Kind   string `xml:"Type,attr"`
	} `xml:"Relationship"`
}

func relationsOf(t *testing.T, data []byte, part string) relations {
	t.Helper()
	var r relations
	if err := xml.Unmarshal([]byte(partOf(t, data, part)), &r); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
	return r
}

// eachBook gives every workbook of the shelf by its name.
func eachBook(t *testing.T) iter.Seq2[string, book] {
	t.Helper()
	return func(yield func(string, book) bool) {
		for _, name := range []string{"plan", "budget", "plan-en", "need", "weekly", "weekly-en", "bare"} {
			if !yield(name, bookOf(t, name)) {
				return
			}
			if t.Failed() {
				t.Fatalf("so it is with %s", name)
			}
		}
	}
}

// TestPartsAreWellFormed reads every part of every workbook to its end.
func TestPartsAreWellFormed(t *testing.T) {
	for _, b := range eachBook(t) {
		for _, part := range parts(t, b.data) {
			if err := wellFormed(partOf(t, b.data, part)); err != nil {
				t.Errorf("%s: %v", part, err)
			}
		}
	}
}

// TestPartsReachNothingOutside finds no link to a file, an address or a program.
func TestPartsReachNothingOutside(t *testing.T) {
	for _, b := range eachBook(t) {
		for _, part := range parts(t, b.data) {
			for _, bad := range []string{"externalLink", "vbaProject", "activeX", "oleObject", "connections.xml", "customUI", "printerSettings"} {
				if strings.Contains(part, bad) {
					t.Errorf("there is a part %s", part)
				}
			}
			if !strings.HasSuffix(part, ".rels") {
				continue
			}
			for _, r := range relationsOf(t, b.data, part).List {
				if r.Mode != "" || strings.Contains(r.Target, "://") || strings.Contains(r.Kind, "hyperlink") {
					t.Errorf("%s reaches %s (%s)", part, r.Target, r.Mode)
				}
			}
		}
		for i, sheet := range b.GetSheetList() {
			s := sheetPart(t, b.data, i+1)
			if len(s.Links) > 0 {
				t.Errorf("%s has %d links", sheet, len(s.Links))
			}
			for _, row := range s.Rows {
				for _, c := range row.Cells {
					if c.Formula != nil && strings.ContainsAny(quotedText.ReplaceAllString(*c.Formula, ""), "[|") {
						t.Errorf("%s!%s reads another file: %s", sheet, c.Ref, *c.Formula)
					}
				}
			}
		}
	}
}

// TestPartsAreAllThere finds behind each relation a part, and a content type for each part.
func TestPartsAreAllThere(t *testing.T) {
	for _, b := range eachBook(t) {
		names := parts(t, b.data)
		types := partOf(t, b.data, "[Content_Types].xml")
		for _, part := range names {
			ext := strings.TrimPrefix(path.Ext(part), ".")
			if part != "[Content_Types].xml" && !strings.Contains(types, `PartName="/`+part+`"`) && !strings.Contains(types, `Extension="`+ext+`"`) {
				t.Errorf("%s has no content type", part)
			}
			if !strings.HasSuffix(part, ".rels") {
				continue
			}
			ids := map[string]bool{}
			for _, r := range relationsOf(t, b.data, part).List {
				target := strings.TrimPrefix(r.Target, "/")
				if !strings.HasPrefix(r.Target, "/") {
					target = path.Join(path.Dir(path.Dir(part)), r.Target)
				}
				if !slices.Contains(names, target) {
					t.Errorf("%s names %s, which is not there", part, target)
				}
				if ids[r.ID] {
					t.Errorf("%s has two relations %s", part, r.ID)
				}
				ids[r.ID] = true
			}
		}
		for _, m := range regexp.MustCompile(`PartName="/([^"]+)"`).FindAllStringSubmatch(types, -1) {
			if !slices.Contains(names, m[1]) {
				t.Errorf("a content type is given for %s, which is not there", m[1])
			}
		}
	}
}

// TestPartsStandInOrderWithoutAClock has each part once, by name, with the same time always.
func TestPartsStandInOrderWithoutAClock(t *testing.T) {
	for _, b := range eachBook(t) {
		names := parts(t, b.data)
		if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("parts are out of order or twice there: %v", names)
		}
		for _, p := range zipOf(t, b.data).File {
			if !p.Modified.Equal(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)) {
				t.Errorf("%s carries the time %s", p.Name, p.Modified)
			}
		}
	}
}

// TestColumnsAndRowsStandInOrder has columns, rows and cells from the first to the last, each once: Excel mends anything else.
func TestColumnsAndRowsStandInOrder(t *testing.T) {
	for _, b := range eachBook(t) {
		for i, sheet := range b.GetSheetList() {
			inOrder(t, sheet, sheetPart(t, b.data, i+1))
		}
	}
	table := tableOf(t, tableRows(t, "a", "b"), excel.Meta{})
	inOrder(t, "table", table.part("Sheet1"))
}

func inOrder(t *testing.T, sheet string, s xmlSheet) {
	t.Helper()
	col := 0
	for _, c := range s.Cols {
		if c.Min <= col || c.Max < c.Min {
			t.Errorf("%s: columns %d to %d stand behind column %d", sheet, c.Min, c.Max, col)
		}
		col = c.Max
	}
	row := 0
	for _, r := range s.Rows {
		if r.N <= row {
			t.Errorf("%s: row %d stands behind row %d", sheet, r.N, row)
		}
		row, col = r.N, 0
		for _, c := range r.Cells {
			n, at, err := excelize.CellNameToCoordinates(c.Ref)
			if err != nil || at != r.N || n <= col {
				t.Errorf("%s: %s stands in row %d behind column %d (%v)", sheet, c.Ref, r.N, col, err)
			}
			if col = n; c.Value == "-0" {
				t.Errorf("%s!%s holds a nothing with a sign", sheet, c.Ref)
			}
		}
	}
}

func TestWorkbookSaysWhatItIs(t *testing.T) {
	for name, want := range map[string][4]string{
		"plan":   {"采购计划", "2026-08-24 · 距中秋 32 天 · 预测草稿，未发布", "电子商务部", "R20260824-3f9a1c"},
		"weekly": {"电子商务周报", "2026-W34（08-17 至 08-23）", "电子商务部", "R20260824-3f9a1c"},
	} {
		b := bookOf(t, name)
		p, err := b.GetDocProps()
		if err != nil {
			t.Fatal(err)
		}
		if got := [4]string{p.Title, p.Subject, p.Creator, p.Description}; got != want {
			t.Errorf("%s says of itself %q, want %q", name, got, want)
		}
		if p.Created != "2026-08-24T07:40:00Z" || p.Modified != p.Created || p.LastModifiedBy != "" {
			t.Errorf("%s was made %s, changed %s by %q", name, p.Created, p.Modified, p.LastModifiedBy)
		}
		if calc, err := b.GetCalcProps(); err != nil || calc.FullCalcOnLoad == nil || !*calc.FullCalcOnLoad {
			t.Errorf("%s is not calculated when it is opened (%v)", name, err)
		}
		if b.GetActiveSheetIndex() != 0 {
			t.Errorf("%s opens on sheet %d", name, b.GetActiveSheetIndex())
		}
	}
}

// TestNamesOfTheWorkbook gives each name once a sheet, and none that is broken.
func TestNamesOfTheWorkbook(t *testing.T) {
	for _, b := range eachBook(t) {
		seen := map[[2]string]bool{}
		for _, d := range b.GetDefinedName() {
			key := [2]string{d.Scope, strings.ToLower(d.Name)}
			if seen[key] || strings.Contains(d.RefersTo, "#REF") {
				t.Errorf("the name %s of %s refers to %s, or is there twice", d.Name, d.Scope, d.RefersTo)
			}
			seen[key] = true
		}
		for _, kind := range []string{"_xlnm.Print_Area", "_xlnm.Print_Titles"} {
			for _, sheet := range b.GetSheetList() {
				if b.names(kind)[sheet] == "" && (kind != "_xlnm.Print_Titles" || sheet != "给总经理看") {
					t.Errorf("%s has no %s", sheet, kind)
				}
			}
		}
	}
}

// TestPlanNamesForItsReaders are the ranges that other files may link to.
func TestPlanNamesForItsReaders(t *testing.T) {
	want := map[string]map[string]string{
		"plan":   {"采购建议_金额": "'采购建议'!$AS$5:$AS$16"},
		"budget": {"采购建议_金额": "'采购建议'!$AS$5:$AS$16", "采购预算": "'参数与规则'!$C$7"},
		"weekly": {},
	}
	for name, names := range want {
		got := map[string]string{}
		for _, d := range bookOf(t, name).GetDefinedName() {
			if !strings.HasPrefix(d.Name, "_xlnm") {
				got[d.Name] = d.RefersTo
			}
		}
		if len(got) != len(names) {
			t.Errorf("%s has the names %v", name, got)
		}
		for key, refers := range names {
			if got[key] != refers {
				t.Errorf("%s: %s refers to %q, want %q", name, key, got[key], refers)
			}
		}
	}
}

// TestFiltersChangeNoOtherSheet has no formula that reads a total which follows a filter, unless it stands on that sheet:
// a reader who filters 商品 must not change the front page.
func TestFiltersChangeNoOtherSheet(t *testing.T) {
	for _, name := range []string{"plan", "weekly"} {
		b := bookOf(t, name)
		for i, sheet := range b.GetSheetList() {
			for _, row := range sheetPart(t, b.data, i+1).Rows {
				for _, c := range row.Cells {
					if c.Formula == nil {
						continue
					}
					for _, read := range readBy(t, sheet, *c.Formula) {
						if read[0] != sheet && strings.HasPrefix(b.formula(read[0], read[1]), "SUBTOTAL(109") {
							t.Errorf("%s: %s!%s reads %s!%s, which follows the filter", name, sheet, c.Ref, read[0], read[1])
						}
					}
				}
			}
		}
	}
}

// TestTextsAreTexts has no cell whose text became a formula: each formula of a workbook stands in it for harmless names too.
func TestTextsAreTexts(t *testing.T) {
	want := formulaShapes(t, weeklyBook(t, "weekly", t.TempDir(), optionsOf("甲")))
	for _, payload := range payloads[:8] {
		store := planStore(t, "weekly")
		store.Edit = func(query, column, cell string) string {
			if cell != "" && slices.Contains([]string{"name", "lot", "supplier_name", "po_no", "company"}, column) && query != "page_festival" {
				return payload
			}
			return cell
		}
		if got := formulaShapes(t, weeklyIn(t, store, optionsOf(payload))); !slices.Equal(got, want) {
			t.Errorf("%q: %d formulas, want the %d of a harmless book", payload, len(got), len(want))
		}
	}
}

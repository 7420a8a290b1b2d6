package excel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// checkSheet is the sheet whose formulas prove the totals.
const checkSheet = "校验"

// check is one row of the proof: a control number from the database or another sheet, and what the workbook gives.
type check struct {
	name    string
	control any                          // float64 constant or formula
	again   formula                      // recalculated from the sheet's own cells
	late    func(firstBelow int) formula // instead of again, when it reads the rows below the checks
	format  string
	why     string
}

// prove adds one check.
func (b *book) prove(c check) { b.checks = append(b.checks, c) }

// scattered are cells here and there whose sum a check needs.
type scattered struct {
	cells  []string
	values []float64
	sum    float64
}

func (s *scattered) add(cell string, v float64) {
	s.cells, s.values, s.sum = append(s.cells, cell), append(s.values, v), s.sum+v
}

// proveAll adds a check of scattered cells. Where they are more than one formula takes, their parts are checks of their
// own, which it adds up.
func (b *book) proveAll(c check, s scattered) {
	if len(utf16.Encode([]rune(c.again.text))) <= formulaRoom {
		b.prove(c)
		return
	}
	first := firstCheck + len(b.checks)
	formulas, covered := addAll(s.cells)
	for i, text := range formulas {
		part := 0.0
		for _, v := range s.values[:covered[i]] {
			part += v
		}
		s.values = s.values[covered[i]:]
		part = math.Round(part*1e6) / 1e6
		b.prove(check{name: fmt.Sprintf("%s（%d/%d）", c.name, i+1, len(formulas)), control: part, again: formula{text, part}, format: c.format, why: c.why})
	}
	c.again.text = "SUM(" + span(first, 4, first+len(formulas)-1, 4) + ")"
	b.prove(c)
}

// tally collects the locked numbers of a sheet, column by column.
type tally struct {
	cells map[int]map[int]float64 // column → row → value
}

func (t *tally) add(row, col int, v float64) {
	if t.cells == nil {
		t.cells = map[int]map[int]float64{}
	}
	if t.cells[col] == nil {
		t.cells[col] = map[int]float64{}
	}
	t.cells[col][row] = v
}

// block is a rectangle of locked numbers.
type block struct{ row1, col1, row2, col2 int }

// blocks covers the numbers with few rectangles: runs of rows that stand in several columns side by side.
func (t *tally) blocks() []block {
	var runs []block
	for _, col := range sortedKeys(t.cells) {
		rows := sortedKeys(t.cells[col])
		for i := 0; i < len(rows); {
			j := i
			for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
				j++
			}
			runs = append(runs, block{rows[i], col, rows[j], col})
			i = j + 1
		}
	}
	slices.SortFunc(runs, func(a, c block) int {
		return cmp.Or(cmp.Compare(a.row1, c.row1), cmp.Compare(a.row2, c.row2), cmp.Compare(a.col1, c.col1))
	})
	var out []block
	for _, r := range runs {
		if n := len(out) - 1; n >= 0 && out[n].row1 == r.row1 && out[n].row2 == r.row2 && out[n].col2+1 == r.col1 {
			out[n].col2 = r.col1
			continue
		}
		out = append(out, r)
	}
	return out
}

// within gives the sum of the rectangle's numbers and how many they are.
func (t *tally) within(b block) (sum float64, n int) {
	for col := b.col1; col <= b.col2; col++ {
		for row := b.row1; row <= b.row2; row++ {
			if v, ok := t.cells[col][row]; ok {
				sum, n = sum+v, n+1
			}
		}
	}
	return sum, n
}

// formulaRoom is the longest formula of Excel.
const formulaRoom = 8192

// sumRoom and sumTerms keep a formula within the 8,192 characters and 255 arguments that Excel takes.
const (
	sumRoom  = 7000
	sumTerms = 200
)

// addAll are the formulas that add ranges, as many as it takes, each with how many ranges it covers.
func addAll(parts []string) (formulas []string, covered []int) {
	for len(parts) > 0 {
		room, n := sumRoom, 0
		for n < len(parts) && room >= len(parts[n])+1 {
			room -= len(parts[n]) + 1
			n++
		}
		n = max(n, 1)
		formulas, covered = append(formulas, joinSums(parts[:n])), append(covered, n)
		parts = parts[n:]
	}
	return formulas, covered
}

// joinSums adds ranges, each SUM with no more terms than Excel takes.
func joinSums(parts []string) string {
	var sums []string
	for chunk := range slices.Chunk(parts, sumTerms) {
		sums = append(sums, "SUM("+strings.Join(chunk, ",")+")")
	}
	return "ROUND(" + strings.Join(sums, "+") + ",6)"
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// controls adds one check a sheet: the sum of all its locked numbers, so that no single changed one passes. A sheet
// with more ranges than one formula takes gets several.
func (b *book) controls() {
	for _, name := range b.order {
		t := b.consts[name]
		rects := t.blocks()
		parts := make([]string, len(rects))
		for i, r := range rects {
			parts[i] = quoted(name) + span(r.row1, r.col1, r.row2, r.col2)
		}
		formulas, covered := addAll(parts)
		for i, text := range formulas {
			var total float64
			count := 0
			for _, r := range rects[:covered[i]] {
				sum, n := t.within(r)
				total, count = total+sum, count+n
			}
			rects = rects[covered[i]:]
			total = math.Round(total*1e6) / 1e6
			b.prove(check{
				name: fmt.Sprintf("“%s”常数控制数（%d 个）", name, count), control: total,
				again: formula{text, total}, format: "#,##0.00", why: "本页全部锁定的数与日期之和",
			})
		}
	}
}

// belowChecks writes what proves the totals line by line, from a row on, and gives its last row.
type belowChecks func(s *sheet, row int) int

// placeChecks adds 校验 at this place of the workbook; its rows come when all other sheets are written.
func (b *book) placeChecks() {
	b.proof = b.sheet(checkSheet, []float64{4.6, 44, 18, 18, 11, 9, 50}, page{landscape: true})
}

// firstCheck is the row of the first check.
const firstCheck = 7

// writeChecks writes 校验 as the next sheet: 控制数, 本表重算, 差, 通过 for each check, and the counts that the banner reads.
func (b *book) writeChecks() {
	b.controls()
	checks := slices.Clone(b.checks)
	if b.proof == nil {
		b.placeChecks()
	}
	s := b.proof
	s.top(checkSheet, "每一行：控制数来自数据库或另一页，本表重算是公式；改动任何一个锁定的数，都会有一行变成 FALSE。")
	last := firstCheck + len(checks) - 1
	s.row(3, 4, st(label, ""), "通过")
	s.row(4, 4, st(label, ""), "共")
	s.heads(firstCheck-1, []string{"序号", "校验项", "控制数", "本表重算", "差", "通过", "说明"}, 18)
	below, passed := last+3, 0
	for i, c := range checks {
		if c.late != nil {
			c.again = c.late(below)
		}
		if s.checkRow(firstCheck+i, i+1, c) {
			passed++
		}
	}
	b.passed = passed
	s.put(3, 5, formula{fmt.Sprintf("COUNTIF(F%d:F%d,TRUE)", firstCheck, last), int64(passed)}, st(plain, fmtInt).strong())
	s.put(4, 5, formula{fmt.Sprintf("ROWS(F%d:F%d)", firstCheck, last), int64(len(checks))}, st(plain, fmtInt).strong())
	s.freeze(firstCheck-1, 2)
	s.filter(firstCheck-1, last, 7)
	s.repeat(firstCheck-1, firstCheck-1, 0)
	end := last
	if b.below != nil {
		end = b.below(s, below-1)
	}
	s.area(end, 7)
	s.mark(span(firstCheck, 6, last, 6), fmt.Sprintf("=NOT(F%d)", firstCheck), marksLate)
	s.protect()
}

// apart is by how much a check's two numbers differ, as its row says.
func (c check) apart() float64 {
	value := func(v any) float64 {
		if f, ok := v.(formula); ok {
			v = f.value
		}
		x, _ := number(v)
		return x
	}
	return math.Round((value(c.control)-value(c.again))*1e4) / 1e4
}

// checkRow writes one check and reports whether it holds.
func (s *sheet) checkRow(row, n int, c check) bool {
	apart := c.apart()
	s.put(row, 1, int64(n), st(body, fmtInt).centre())
	s.put(row, 2, c.name, st(body, ""))
	s.put(row, 3, c.control, st(body, c.format).right())
	s.put(row, 4, c.again, st(body, c.format).right())
	s.put(row, 5, formula{fmt.Sprintf("ROUND(C%d-D%d,4)", row, row), apart}, st(body, fmtMoney).right())
	s.put(row, 6, formula{fmt.Sprintf("E%d=0", row), apart == 0}, st(body, fmtBool).centre())
	s.put(row, 7, c.why, style{look: body, wrap: true, indent: 1, size: 9})
	s.height(row, math.Max(16, math.Max(wrapHeight(c.why, 50, 9), wrapHeight(c.name, 44, 10))))
	return apart == 0
}

// allHold reads the checks as they stand in the opened file.
func (b *book) allHold(file *excelize.File) error {
	for i, c := range b.checks {
		cell := at(firstCheck+i, 6)
		value, err := file.GetCellValue(checkSheet, cell, excelize.Options{RawCellValue: true})
		if err != nil {
			return fmt.Errorf("read %s: %w", cell, err)
		}
		if value != "TRUE" && value != "1" {
			return fmt.Errorf("%w: check %q does not hold", ErrVerify, c.name)
		}
	}
	return nil
}

// bannerAt is where sheet 1 says whether every check holds.
type bannerAt struct {
	sheet     *sheet
	row, cols int
}

// write fills the banner: green while every check holds, red as soon as one does not.
func (at *bannerAt) write(passed, n int) {
	q := quoted(checkSheet)
	text := fmt.Sprintf(`IF(%[1]s$E$3=%[1]s$E$4,"✔ 校验 "&%[1]s$E$4&" 项全部通过，数字与数据库一致","✘ 校验有 "&(%[1]s$E$4-%[1]s$E$3)&" 项不通过，见“校验”页；请勿使用本表")`, q)
	value := fmt.Sprintf("✔ 校验 %d 项全部通过，数字与数据库一致", n)
	if passed != n {
		value = fmt.Sprintf("✘ 校验有 %d 项不通过，见“校验”页；请勿使用本表", n-passed)
	}
	at.sheet.merge(at.row, 1, at.row, at.cols, formula{text, value}, st(banner, ""))
	at.sheet.mark(span(at.row, 1, at.row, at.cols), fmt.Sprintf("=%[1]s$E$3<>%[1]s$E$4", q), marksLate)
	at.sheet.height(at.row, 20)
}

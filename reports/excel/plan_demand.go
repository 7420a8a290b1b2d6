package excel

import (
	"fmt"
	"math"
	"strings"
	"time"

	"zhiwei/reports/view"
)

const (
	demandSheet = "需求计划"
	demandFirst = 5  // row of the first item
	demandWeek  = 6  // column of the first week
	demandSum   = 14 // of the sum of the weeks
	demandCols  = 15
	// itemsPage is how many items fill a printed page; a page break counts only where the scale is given.
	itemsPage = 8
)

// weekName is the week of a block of seven days: its ISO week when it begins on a Monday, else its number.
func (w *planWork) weekName(i int) string {
	if w.v.Weeks[i].Weekday() == time.Monday {
		return w.f.Week(w.v.Weeks[i])
	}
	return fmt.Sprintf("W+%d", i+1)
}

// demandSheet writes 需求计划: three rows an item, then the sets in their parts.
func (w *planWork) demandSheet() {
	widths := []float64{4.6, 9, 15, 5, 7, 9, 9, 9, 9, 9, 9, 9, 9, 10.5, 12}
	s := w.sheet(demandSheet, widths, page{landscape: true, scale: 98})
	s.top(w.t("demand-title"), w.state())
	s.merge(3, 1, 3, demandCols, w.t("demand-note"), style{look: note, size: 9})
	s.height(3, 18)
	heads := []string{w.t("col-no"), w.t("col-sku"), w.t("col-name"), w.t("unit"), w.t("measure")}
	for i := range view.BookWeeks {
		heads = append(heads, w.weekName(i)+"\n"+w.f.Day(w.v.Weeks[i]))
	}
	s.heads(demandFirst-1, append(heads, w.t("weeks-sum"), w.t("window-mean")), 32)
	row := demandFirst
	for i, item := range w.v.Items {
		if i > 0 && i%itemsPage == 0 {
			s.pageBreak(row, 1)
		}
		w.demandItem(s, row, i+1, item)
		row += 3
	}
	s.list(demandFirst-1, row-1, 5, demandCols)
	row = w.parts(s, row)
	s.area(row, demandCols)
}

// demandItem writes an item's mean and its quantiles; the mean is read from 采购建议.
func (w *planWork) demandItem(s *sheet, row, n int, item view.BookItem) {
	for k, measure := range []string{w.t("mean"), "P50", "P90"} {
		look := style{look: body}
		if k > 0 {
			look.colour = grey
			w.fault(w.file.SetRowOutlineLevel(s.name, row+k, 1))
		}
		if k == 2 {
			look.look = lastOf
		}
		look.bold = k == 0
		s.put(row+k, 1, n, plainly(look, fmtInt).centre())
		s.put(row+k, 2, item.SKU, plainly(look, fmtText))
		s.put(row+k, 3, item.Name, plainly(look, ""))
		s.put(row+k, 4, w.f.Unit(item.Unit), plainly(look, "").centre())
		s.put(row+k, 5, measure, with(look, "").centre())
		s.height(row+k, 15.5)
	}
	w.demandMeans(s, row, item)
	for k, q := range [][view.BookWeeks]float64{item.P50, item.P90} {
		look := style{look: body, colour: grey, format: fmtIntDash, align: "right"}
		if k == 1 {
			look.look = lastOf
		}
		for i, v := range q {
			s.put(row+1+k, demandWeek+i, orDash(v), look)
		}
		s.put(row+1+k, demandSum, view.Dash, look)
		s.put(row+1+k, demandCols, nil, look)
	}
}

// with is a look with a number format; plainly is that without bold.
func with(s style, format string) style { s.format = format; return s }

func plainly(s style, format string) style { s.bold = false; return with(s, format) }

func (w *planWork) demandMeans(s *sheet, row int, item view.BookItem) {
	look := piecesFmt.strong()
	var whole float64
	for i := range view.BookWeeks {
		v := w.sumOf(fmt.Sprintf("week-%d", i+1), item.Lines, func(l view.BookLine) float64 { return l.Week[i] })
		whole += v.value.(float64)
		s.put(row, demandWeek+i, v, look)
	}
	s.put(row, demandSum, formula{"SUM(" + span(row, demandWeek, row, demandSum-1) + ")", round6(whole)}, look)
	s.put(row, demandCols, w.sumOf("mean", item.Lines, func(l view.BookLine) float64 { return l.WindowMean }), look)
	w.demand.add(ref(demandSheet, row, demandSum, row, demandSum), whole)
}

// sumOf adds cells of 采购建议, one for each of the lines.
func (w *planWork) sumOf(key string, lines []int, value func(view.BookLine) float64) formula {
	cells := make([]string, len(lines))
	var sum float64
	for i, n := range lines {
		cells[i] = "N(" + w.cellOf(key, n) + ")"
		if v := value(w.v.Lines[n]); !math.IsNaN(v) {
			sum += v
		}
	}
	return formula{strings.Join(cells, "+"), round6(sum)}
}

func round6(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// parts writes the sets that were sold lately in their parts, and gives its last row.
func (w *planWork) parts(s *sheet, row int) int {
	if len(w.v.Parts) == 0 {
		return row - 1
	}
	s.height(row, 8)
	s.partTitle(row+1, w.t("part-sets"))
	for i, key := range []string{
		"col-no", "set-sku", "set-name", "per-set", "sets-sold", "part-sku", "part-name", "", "unit", "in-sets", "asked", "share-of-part",
	} {
		name := ""
		if key != "" {
			name = w.t(key)
		}
		s.put(row+2, i+1, name, headMid)
	}
	s.height(row+2, 32)
	for i, p := range w.v.Parts {
		w.part(s, row+3+i, i+1, p)
	}
	end := row + 3 + len(w.v.Parts)
	s.merge(end, 1, end, demandCols, w.t("sets-note"), style{look: note})
	s.height(end, 18)
	return end
}

func (w *planWork) part(s *sheet, row, n int, p view.BookPart) {
	share := any(view.Dash)
	if p.Asked > 0 {
		share = float64(p.Sets*p.PerSet) / float64(p.Asked)
	}
	pieces := formula{fmt.Sprintf("D%d*E%d", row, row), p.Sets * p.PerSet}
	s.put(row, 1, n, st(body, fmtInt).centre())
	s.put(row, 2, p.Bundle, codeCell)
	s.put(row, 3, p.BundleName, textCell)
	s.put(row, 6, p.SKU, style{look: body, format: fmtText, indent: 1})
	s.put(row, 7, p.Name, textCell)
	s.put(row, 8, nil, textCell)
	s.put(row, 9, w.f.Unit(p.Unit), midCell)
	s.put(row, 4, p.PerSet, piecesFmt)
	s.put(row, 5, p.Sets, piecesFmt)
	s.put(row, 10, pieces, piecesFmt)
	s.put(row, 11, p.Asked, piecesFmt)
	s.put(row, 12, formula{fmt.Sprintf("IF(K%[1]d=0,\"—\",J%[1]d/K%[1]d)", row), share}, shareFmt)
}

package excel

import (
	"fmt"
	"math"

	"zhiwei/reports/view"
)

const (
	supplySheet = "在途与逾期"
	supplyFirst = 5
	supplyCols  = 16
)

// supplySheet writes 在途与逾期: what is still to come, the overdue first.
func (w *planWork) supplySheet() {
	s := w.sheet(supplySheet, []float64{4.6, 17, 14, 9, 14, 5, 10.5, 10.5, 8, 8, 8, 9, 8, 8, 12, 22}, page{landscape: true})
	s.top(supplySheet, w.state())
	s.put(3, 2, w.t("plan-day"), style{look: plain, colour: grey, align: "right"})
	s.put(3, 3, w.v.Header.Today, style{look: plain, format: fmtDate, bold: true, align: "left"})
	s.merge(3, 5, 3, supplyCols, w.t("supply-note"), st(subhead, ""))
	heads := []string{"col-no", "po", "col-supplier", "col-sku", "col-name", "unit", "ordered", "promised", "po-qty", "received", "open", "days-left", "counts", "in-plan", "open-money", "action"}
	for i, key := range heads {
		heads[i] = w.t(key)
	}
	s.heads(supplyFirst-1, heads, 32)
	row := supplyFirst
	for i, p := range w.v.Supply {
		w.supplyRow(s, row, i+1, p)
		row++
	}
	if len(w.v.Supply) == 0 {
		s.merge(row, 1, row, supplyCols, w.t("none"), style{look: body, align: "center", colour: grey})
		row++
	}
	w.open = [2]int{supplyFirst, row - 1}
	w.supplyTotal(s, row)
	s.list(supplyFirst-1, row-1, 2, supplyCols)
	s.area(row, supplyCols)
	w.supplyMarks(s, row-1)
}

func (w *planWork) supplyRow(s *sheet, row, n int, p view.BookSupply) {
	left, apart := formula{fmt.Sprintf("H%d-$C$3", row), 0.0}, any(view.Dash)
	if !p.Promised.IsZero() {
		left.value = serial(p.Promised) - serial(w.v.Header.Today)
		apart = left
	}
	yes := w.t("no")
	if p.Valid {
		yes = w.t("yes")
	}
	planned := w.t("no")
	if p.InPlan {
		planned = w.t("yes")
	}
	s.put(row, 1, n, st(body, fmtInt).centre())
	s.put(row, 2, p.PO, codeCell)
	s.put(row, 3, p.SupplierName, textCell)
	s.put(row, 4, p.SKU, codeCell)
	s.put(row, 5, p.Name, textCell)
	s.put(row, 6, w.f.Unit(p.Unit), midCell)
	s.put(row, 7, dayOr(p.Ordered), st(body, fmtDate).centre())
	s.put(row, 8, dayOr(p.Promised), st(body, fmtDate).centre())
	s.put(row, 9, p.Open+p.Received, piecesFmt)
	s.put(row, 10, p.Received, piecesFmt)
	s.put(row, 11, formula{fmt.Sprintf("I%[1]d-J%[1]d", row), p.Open}, piecesFmt)
	s.put(row, 12, apart, st(body, "#,##0;-#,##0;0").centre())
	s.put(row, 13, yes, midCell)
	s.put(row, 14, planned, midCell)
	s.put(row, 15, formula{fmt.Sprintf("ROUND(K%d*%s,2)", row, decimalText(p.PriceFen)), yuan(p.Open * p.PriceFen)}, moneyFmt)
	s.put(row, 16, w.t(supplyAction(w, p)), style{look: body, indent: 1, size: 9})
	s.height(row, 20)
}

// decimalText is money as a formula writes it.
func decimalText(fen int64) string { return fmt.Sprintf("%.2f", yuan(fen)) }

// supplyAction is what to do about an open order, as a key.
func supplyAction(w *planWork, p view.BookSupply) string {
	days := math.NaN()
	if !p.Promised.IsZero() {
		days = serial(p.Promised) - serial(w.v.Header.Today)
	}
	switch {
	case !p.Valid:
		return "act-overdue"
	case days <= 6:
		return "act-check"
	case days <= 10:
		return "act-confirm"
	default:
		return "act-follow"
	}
}

func (w *planWork) supplyTotal(s *sheet, row int) {
	var fen int64
	for _, p := range w.v.Supply {
		fen += p.Open * p.PriceFen
	}
	for c := 1; c <= supplyCols; c++ {
		s.put(row, c, nil, st(total, ""))
	}
	s.put(row, 2, w.t("total-money"), st(total, ""))
	s.put(row, 15, formula{"SUM(" + span(supplyFirst, 15, row-1, 15) + ")", yuan(fen)}, st(total, fmtMoney).right())
	s.height(row, 20)
}

// supplyMarks colours the days to arrival: overdue, 6 days, 10 days, more.
func (w *planWork) supplyMarks(s *sheet, last int) {
	cells := span(supplyFirst, 12, last, 12)
	for _, m := range []struct {
		test    string
		colours markColours
	}{
		{"L%[1]d<0", marksLate},
		{"L%[1]d>=0,L%[1]d<=6", marksRed},
		{"L%[1]d>=7,L%[1]d<=10", marksAmber},
		{"L%[1]d>10", markColours{green, greenFill}},
	} {
		s.mark(cells, fmt.Sprintf("=AND(ISNUMBER(L%[1]d),"+m.test+")", supplyFirst), m.colours)
	}
}

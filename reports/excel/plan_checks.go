package excel

import (
	"fmt"
	"math"
	"strings"

	"zhiwei/forecast/plan"
	"zhiwei/reports/view"
)

// planChecks adds what proves the workbook: the database's sums, sheet against sheet, and line by line.
func (w *planWork) planChecks() {
	w.totalChecks()
	w.supplyChecks()
	w.demandChecks()
	w.orderChecks()
	w.below = w.lineProof
	differ := 0
	for _, l := range w.v.Lines {
		if ruled(l) != l.Qty {
			differ++
		}
	}
	w.prove(check{
		name: w.t("check-rule"), control: 0.0, format: fmtInt, why: w.t("check-rule-why"),
		late: func(first int) formula {
			return formula{fmt.Sprintf("COUNTIF(F%d:F%d,FALSE)", first, first+max(1, len(w.v.Lines))-1), differ}
		},
	})
}

// sums is a check of a column of 采购建议 against the database.
func (w *planWork) sums(name, key string, want, got float64, format, why string) {
	w.prove(check{name: w.t(name), control: want, again: formula{"SUM(" + w.all(key) + ")", round6(got)}, format: format, why: w.t(why)})
}

func (w *planWork) totalChecks() {
	t := w.v.Totals
	w.prove(check{
		name: w.t("check-lines"), control: float64(t.Lines), again: formula{"COUNTA(" + w.all("sku") + ")", int64(len(w.v.Lines))},
		format: fmtInt, why: w.t("check-lines-why"),
	})
	w.sums("check-amount", "amount", yuan(t.AmountFen), w.total(func(l view.BookLine) float64 { return yuan(l.Qty * l.PriceFen) }), fmtMoney, "check-amount-why")
	w.sums("check-qty", "qty", float64(t.Qty), w.total(func(l view.BookLine) float64 { return float64(l.Qty) }), fmtInt, "check-qty-why")
	w.sums("check-steps", "qty", t.StepQty, w.total(func(l view.BookLine) float64 { return float64(l.Qty) }), fmtInt, "check-steps-why")
	w.sums("check-hand", "on-hand", float64(t.OnHand), w.total(func(l view.BookLine) float64 { return float64(l.OnHand) }), fmtInt, "check-hand-why")
	w.sums("check-allocated", "allocated", float64(t.Allocated), w.total(func(l view.BookLine) float64 { return float64(l.Allocated) }), fmtInt, "check-db-why")
	w.sums("check-valid", "on-order", float64(t.OnOrder), w.total(func(l view.BookLine) float64 { return float64(l.OnOrder) }), fmtInt, "check-db-why")
	w.sums("check-overdue", "overdue", float64(t.Overdue), w.total(func(l view.BookLine) float64 { return float64(l.Overdue) }), fmtInt, "check-db-why")
	w.sums("check-position", "position", float64(t.Position), w.total(func(l view.BookLine) float64 { return float64(l.Position) }), fmtInt, "check-position-why")
	w.sums("check-lost", "lost", yuan(t.LostFen), w.total(func(l view.BookLine) float64 { return yuan(l.LostFen) }), fmtMoney, "check-db-why")
	last := w.supRows[1] + 1
	w.prove(check{
		name: w.t("check-suppliers"), control: formula{"SUM(" + w.all("amount") + ")", yuan(t.AmountFen)},
		again: formula{ref(frontSheet, last, 7, last, 7), yuan(t.AmountFen)}, format: fmtMoney, why: w.t("check-suppliers-why"),
	})
}

func (w *planWork) total(value func(view.BookLine) float64) float64 {
	var sum float64
	for _, l := range w.v.Lines {
		if v := value(l); !math.IsNaN(v) {
			sum += v
		}
	}
	return sum
}

// supplyChecks hold 在途与逾期 against the open purchase orders.
func (w *planWork) supplyChecks() {
	var valid, behind int64
	for _, p := range w.v.Supply {
		if p.Valid {
			valid += p.Open
		} else {
			behind += p.Open
		}
	}
	for _, c := range []struct {
		key, word string
		want, got int64
	}{{"check-open", "yes", w.v.Totals.SupplyValid, valid}, {"check-behind", "no", w.v.Totals.SupplyBehind, behind}} {
		open, counts := ref(supplySheet, w.open[0], 11, w.open[1], 11), ref(supplySheet, w.open[0], 13, w.open[1], 13)
		w.prove(check{
			name: w.t(c.key), control: float64(c.want), again: formula{fmt.Sprintf("SUMIFS(%s,%s,%s)", open, counts, literal(w.t(c.word))), c.got},
			format: fmtInt, why: w.t("check-open-why"),
		})
	}
}

// demandChecks hold 需求计划 and 进销存推演 against the database.
func (w *planWork) demandChecks() {
	t := w.v.Totals
	means := w.total(func(l view.BookLine) float64 {
		var sum float64
		for _, v := range l.Week {
			if l.FirstOffer && !math.IsNaN(v) {
				sum += v
			}
		}
		return sum
	})
	w.cells("check-means", t.WeekMeans, w.demand, means, "check-means-why")
	w.sums("check-window", "mean", t.Window, w.total(func(l view.BookLine) float64 { return l.WindowMean }), fmtInt, "check-db-why")
	w.cells("check-ends", w.ends.sum, w.ends, w.ends.sum, "check-ends-why")
}

// cells is a check of scattered cells.
func (w *planWork) cells(name string, want float64, s scattered, got float64, why string) {
	if len(s.cells) == 0 {
		return
	}
	formulas, _ := addAll(s.cells)
	w.proveAll(check{name: w.t(name), control: want, again: formula{strings.Join(formulas, "+"), round6(got)}, format: fmtInt, why: w.t(why)}, s)
}

// orderChecks hold each order against the lines it was made of.
func (w *planWork) orderChecks() {
	var all scattered
	var fen int64
	for _, o := range w.orders {
		cell := ref(o.sheet, o.sumRow(), orderAmountCol, o.sumRow(), orderAmountCol)
		all.add(cell, yuan(o.fen))
		fen += o.fen
		w.prove(check{
			name:    w.t("check-order", "Name", o.sheet),
			control: formula{fmt.Sprintf("SUMIFS(%s,%s,%d)", w.all("amount"), w.all("seller"), w.seller[o.seller.Supplier]), yuan(o.fen)},
			again:   formula{cell, yuan(o.fen)}, format: fmtMoney, why: w.t("check-order-why"),
		})
	}
	if len(all.cells) > 0 {
		w.proveAll(check{name: w.t("check-words"), control: yuan(fen), again: formula{strings.Join(all.cells, "+"), yuan(fen)}, format: fmtMoney, why: w.t("check-words-why")}, all)
	}
}

// lineProof recalculates every suggestion by the rule, below the checks, and gives the last row.
func (w *planWork) lineProof(s *sheet, head int) int {
	s.put(head-1, 2, w.t("proof-title"), st(section, ""))
	s.height(head-1, 22)
	s.heads(head, []string{w.t("col-no"), w.t("proof-item"), w.t("proof-qty"), w.t("proof-again"), w.t("proof-diff"), w.t("proof-same"), w.t("meaning")}, 20)
	for i, l := range w.v.Lines {
		row := head + 1 + i
		s.put(row, 1, i+1, st(body, fmtInt).centre())
		s.put(row, 2, formula{w.cellOf("sku", i) + `&" "&` + w.cellOf("name", i), l.SKU + " " + l.Name}, textCell)
		s.put(row, 3, formula{w.cellOf("qty", i), l.Qty}, piecesFmt)
		s.put(row, 4, formula{w.again(i, l), ruled(l)}, piecesFmt)
		s.put(row, 5, formula{fmt.Sprintf("C%[1]d-D%[1]d", row), l.Qty - ruled(l)}, st(body, "#,##0;-#,##0;0").right())
		s.put(row, 6, formula{fmt.Sprintf("E%d=0", row), l.Qty == ruled(l)}, st(body, fmtBool).centre())
		s.put(row, 7, w.exception(l), style{look: body, size: 9, colour: grey, indent: 1})
	}
	last := head + max(1, len(w.v.Lines))
	s.mark(span(head+1, 6, last, 6), fmt.Sprintf("=$E%d<>0", head+1), marksLate)
	return last
}

// ruled is the quantity that the rule gives for a line: the value of [planWork.again].
func ruled(l view.BookLine) int64 {
	box := max(l.Case, 1)
	byRule := plan.CeilTo(math.Max(need(l), float64(l.MOQ)), box)
	switch {
	case need(l) <= 0:
		return 0
	case l.Qty == 0 && l.Exception == plan.ShelfBelowMOQ && l.ShelfCap >= 0:
		if plan.FloorTo(float64(l.ShelfCap), box) < plan.CeilTo(float64(max(l.MOQ, 1)), box) {
			return 0
		}
		return byRule
	case l.Qty == 0:
		return 0
	case atCap(l):
		return plan.FloorTo(float64(l.ShelfCap), box)
	case float64(l.Qty) < need(l):
		return min(l.Qty, byRule)
	default:
		return byRule
	}
}

// atCap reports whether a line takes as much as the shelf life lets it.
func atCap(l view.BookLine) bool {
	return l.Exception == plan.Capped && l.ShelfCap >= 0 && l.Qty == plan.FloorTo(float64(l.ShelfCap), max(l.Case, 1))
}

// again is the rule for a line as a formula. Where the plan had to leave it, an exception names why and the quantity is
// held against what the exception allows.
func (w *planWork) again(i int, l view.BookLine) string {
	c := func(key string) string { return w.cellOf(key, i) }
	byRule := fmt.Sprintf("CEILING(MAX(%s,%s),MAX(1,%s))", c("need"), c("moq"), c("case"))
	switch {
	case need(l) <= 0:
		return fmt.Sprintf("IF(%s<=0,0,%s)", c("need"), byRule)
	case l.Qty == 0 && l.Exception == plan.ShelfBelowMOQ && l.ShelfCap >= 0:
		return fmt.Sprintf("IF(FLOOR(N(%[1]s),MAX(1,%[2]s))<CEILING(MAX(1,%[3]s),MAX(1,%[2]s)),0,%[4]s)", c("cap"), c("case"), c("moq"), byRule)
	case l.Qty == 0:
		return "0*" + c("need")
	case atCap(l):
		return fmt.Sprintf("FLOOR(%s,MAX(1,%s))", c("cap"), c("case"))
	case float64(l.Qty) < need(l):
		return fmt.Sprintf("MIN(%d,%s)", l.Qty, byRule)
	default:
		return byRule
	}
}

func (w *planWork) exception(l view.BookLine) string {
	if l.Exception == "" {
		return ""
	}
	key := "plan.exception-" + l.Exception
	if !w.hasWord(key) {
		return l.Exception
	}
	return w.f.T(key)
}

package excel

import (
	"fmt"

	"zhiwei/forecast/plan"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

const (
	rulesSheet = "参数与规则"
	rulesFirst = 5
	// budgetRow is where 摘要 reads the budget.
	budgetRow = 7
)

// rule is one line of 参数与规则.
type rule struct {
	name   string
	value  any
	format string
	unit   string
	source string // of forecast/plan
	why    string
}

// entered is the colour of what a person has typed in.
const entered = "1F4E9C"

// rules writes 参数与规则: every value with where it comes from.
func (w *planWork) rules() {
	s := w.sheet(rulesSheet, []float64{4.6, 32, 18, 9, 9, 60}, page{landscape: true})
	s.top(rulesSheet, w.t("rules-note"))
	s.put(3, 1, w.state(), st(subhead, ""))
	s.heads(rulesFirst-1, []string{w.t("col-no"), w.t("parameter"), w.t("value"), w.t("unit"), w.t("origin"), w.t("meaning")}, 20)
	row := rulesFirst
	for i, r := range append(w.general(), w.bySeller()...) {
		w.rule(s, row, i+1, r)
		row++
	}
	s.list(rulesFirst-1, row-1, 2, 6)
	s.area(row-1, 6)
	s.mark(span(rulesFirst, 5, row-1, 5), fmt.Sprintf("=$E%d=%s", rulesFirst, literal(w.f.T("plan.source-default"))), marksAmber)
	if w.opt.BudgetFen > 0 {
		w.named("采购预算", ref(rulesSheet, budgetRow, 3, budgetRow, 3))
	}
}

func (w *planWork) rule(s *sheet, row, n int, r rule) {
	value := style{look: body, format: r.format, align: "right"}
	if r.source == plan.Entered {
		value.colour = entered
	}
	s.put(row, 1, n, st(body, fmtInt).centre())
	s.put(row, 2, r.name, textCell)
	s.put(row, 3, r.value, value)
	s.put(row, 4, r.unit, midCell)
	s.put(row, 5, w.f.T("plan.source-"+r.source), midCell)
	s.put(row, 6, r.why, style{look: body, size: 9, wrap: true, indent: 1})
	s.height(row, max(17, wrapHeight(r.why, 58, 9)))
}

// general are the rules that hold for every line. The third is the budget.
func (w *planWork) general() []rule {
	day := w.f.T("plan.unit-days")
	money := w.f.T("plan.unit-fen")
	budget := rule{w.t("rule-budget"), w.t("no-budget"), "", money, plan.Entered, w.t("rule-budget-why")}
	if w.opt.BudgetFen > 0 {
		budget.value, budget.format = yuan(w.opt.BudgetFen), fmtMoney
	}
	service := plan.Entered
	if w.opt.Service == plan.DefaultService {
		service = plan.Default
	}
	return []rule{
		{w.t("rule-today"), w.v.Header.Today, fmtDate, "", plan.Rule, w.t("rule-today-why")},
		{w.t("rule-asof"), w.v.Header.AsOf, fmtDate, "", plan.Rule, w.t("rule-asof-why")},
		budget,
		{w.t("rule-service"), w.opt.Service, fmtPct, "", service, w.t("rule-service-why")},
		{w.t("rule-unsold"), plan.DefaultUnsold, fmtPct, "", plan.Default, w.t("rule-unsold-why")},
		{w.t("rule-lead"), int64(plan.DefaultLead), fmtInt, day, plan.Default, w.t("rule-lead-why")},
		{w.t("rule-review"), int64(plan.DefaultReview), fmtInt, day, plan.Default, w.t("rule-review-why")},
		{w.t("rule-overdue"), int64(0), fmtInt, w.f.T("plan.unit-pieces"), plan.Rule, w.t("rule-overdue-why")},
		{w.t("rule-auto"), int64(0), fmtInt, "", plan.Rule, w.t("rule-auto-why")},
		{w.t("rule-approve"), yuan(w.opt.ApproveAt), fmtMoney, money, plan.Rule, w.t("rule-approve-why", "Money", w.f.Fen(w.opt.ApproveAt))},
	}
}

// bySeller are the days that the plan used, supplier by supplier, and the suppliers' terms.
func (w *planWork) bySeller() []rule {
	var out []rule
	for _, sup := range w.v.Suppliers {
		name := sup.Name
		if sup.Supplier == "" {
			name = w.t("no-supplier")
		}
		for _, r := range w.v.Rules {
			if r.Supplier == sup.Supplier {
				out = append(out, rule{
					name + " " + w.f.T("plan.step-"+r.Code), r.Amount, fmtInt, w.f.T("plan.unit-days"), r.Source, w.t("rule-lines", "N", w.f.Int(r.Lines)),
				})
			}
		}
		if sup.Weekdays != "" {
			out = append(out, rule{name + " " + w.t("rule-weekdays"), sup.Weekdays, fmtText, "", plan.Entered, w.t("rule-weekdays-why")})
		}
		if sup.MinOrderFen > 0 {
			out = append(out, w.minOrder(name, sup))
		}
	}
	return out
}

// minOrder says how the order of a supplier stands to its smallest order.
func (w *planWork) minOrder(name string, sup view.BookSupplier) rule {
	why := w.t("rule-min-met")
	if sup.AmountFen > 0 && sup.AmountFen < sup.MinOrderFen {
		why = w.t("rule-min-missed", "Money", w.f.Fen(sup.MinOrderFen-sup.AmountFen))
	}
	return rule{name + " " + w.t("rule-min"), yuan(sup.MinOrderFen), fmtMoney, w.f.T("plan.unit-fen"), plan.Entered, why}
}

// payment is how a supplier is paid, in words.
func (w *planWork) payment(sup view.BookSupplier) string {
	switch {
	case sup.CreditDays > 0:
		return w.t("pay-days", "N", sup.CreditDays)
	case sup.CreditDays == 0:
		return w.t("pay-now")
	default:
		return ""
	}
}

// hasWord reports whether the catalogue has a word for a code.
func (w *planWork) hasWord(key string) bool { return locale.Has(w.f.Lang, key) }

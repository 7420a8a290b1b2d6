package plan

import (
	"cmp"
	"math"
	"slices"

	"zhiwei/transform/demand"
)

// Budget is how a budget was spent (2.13).
type Budget struct {
	Limit, Spent demand.Money
	Next         []Extra // what the next 10 000 yuan would buy, best first
	NextGain     demand.Money
}

// Extra is a quantity that the budget left out.
type Extra struct {
	SKU      demand.SKU
	Supplier string
	Centre   demand.Centre
	Qty      int64
	Cost     demand.Money
	Gain     demand.Money // expected profit
}

// nextMoney is the amount for which the margin is printed.
const nextMoney demand.Money = 10_000 * 100

// block is the smallest step of a line: the minimum order, then case by case.
type block struct {
	line  int
	qty   int64
	cost  demand.Money
	gain  float64
	rank  float64 // profit per yuan, never above that of the line's earlier blocks
	first bool
}

// spend cuts the lines' quantities to the budget: blocks by expected profit per yuan, a line's blocks in their order.
// Without a budget nothing is cut.
func spend(lines []*line, limit demand.Money) Budget {
	if limit <= 0 {
		return Budget{}
	}
	out := Budget{Limit: limit}
	blocks := ranked(lines)
	bought := make([]int64, len(lines))
	shut := make([]bool, len(lines))
	var extra demand.Money
	for _, b := range blocks {
		switch {
		case !shut[b.line] && out.Spent+b.cost <= limit:
			out.Spent += b.cost
			bought[b.line] += b.qty
			continue
		case b.gain > 0 && extra+b.cost <= nextMoney && (!shut[b.line] || b.first == (bought[b.line] == 0)):
			extra += b.cost
			out.add(lines[b.line], b)
		}
		shut[b.line] = true
	}
	for i, l := range lines {
		if l.row.Qty != bought[i] {
			l.cut(bought[i])
		}
	}
	return out
}

// ranked are all blocks, best profit per yuan first. Inside a line profit falls, so its blocks keep their order.
func ranked(lines []*line) []block {
	var out []block
	for i, l := range lines {
		if l.row.Qty == 0 {
			continue
		}
		totals, shot := l.sellable(), l.economics()
		box := max(l.row.Case, 1)
		rank := math.Inf(1)
		step := min(CeilTo(float64(max(l.row.MOQ, 1)), box), l.row.Qty)
		for done := int64(0); done < l.row.Qty; done, step = done+step, box {
			from := float64(l.row.Position + done)
			gain := shot.MarginalOf(from, from+float64(step), totals)
			cost := l.row.Price * demand.Money(step)
			rank = math.Min(rank, gain/float64(max(cost, 1)))
			out = append(out, block{line: i, qty: step, cost: cost, first: done == 0, gain: gain, rank: rank})
		}
	}
	slices.SortStableFunc(out, func(a, b block) int { return cmp.Compare(b.rank, a.rank) })
	return out
}

func (b *Budget) add(l *line, k block) {
	gain := demand.Money(k.gain)
	b.NextGain += gain
	for i := range b.Next {
		if e := &b.Next[i]; e.SKU == l.row.SKU && e.Supplier == l.row.Supplier && e.Centre == l.row.Centre {
			e.Qty, e.Cost, e.Gain = e.Qty+k.qty, e.Cost+k.cost, e.Gain+gain
			return
		}
	}
	b.Next = append(b.Next, Extra{SKU: l.row.SKU, Supplier: l.row.Supplier, Centre: l.row.Centre, Qty: k.qty, Cost: k.cost, Gain: gain})
}

// cut lowers the order to what the budget bought.
func (l *line) cut(qty int64) {
	r := &l.row
	r.Qty, r.Cases = qty, qty/max(r.Case, 1)
	r.Excess = max(0, qty-int64(r.Need))
	if float64(qty) < r.Need {
		r.Exception = OverBudget
	}
}

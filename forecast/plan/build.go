package plan

import (
	"cmp"
	"fmt"
	"slices"
)

// Output is a plan.
type Output struct {
	Rows   []Row  // by urgency, then money at risk, then key
	Budget Budget // zero without a budget
}

// Build plans every item. The order of the items does not matter: the same input gives the same rows.
func Build(in Input, opt Options) (Output, error) {
	opt, err := opt.filled()
	if err != nil {
		return Output{}, err
	}
	items := slices.Clone(in.Items)
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.key(), b.key()) })
	lines := make([]*line, len(items))
	for i := range items {
		if err := items[i].check(); err != nil {
			return Output{}, err
		}
		if i > 0 && items[i].key() == items[i-1].key() {
			return Output{}, fmt.Errorf("%s from %s for %s comes twice: %w", items[i].SKU, items[i].Supplier, items[i].Centre, ErrInput)
		}
		lines[i] = newLine(&items[i], opt)
		lines[i].size(in.NoStock)
	}
	settleAlternatives(lines)
	out := Output{Budget: spend(lines, opt.Budget)}
	for _, l := range lines {
		l.finish()
		out.Rows = append(out.Rows, l.row)
	}
	slices.SortStableFunc(out.Rows, rowOrder)
	for i := range out.Rows {
		out.Rows[i].Line = i + 1
	}
	return out, nil
}

var urgencyRank = map[Urgency]int{PastDue: 0, Today: 1, ThisWeek: 2, Later: 3, Watch: 4}

func rowOrder(a, b Row) int {
	return cmp.Or(
		cmp.Compare(urgencyRank[a.Urgency], urgencyRank[b.Urgency]),
		cmp.Compare(b.LostMoney, a.LostMoney),
		cmp.Compare(b.Amount, a.Amount),
		cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Centre, b.Centre), cmp.Compare(a.Supplier, b.Supplier),
	)
}

// settleAlternatives leaves one order where several suppliers offer the same SKU for the same centre: the cheapest
// that can deliver at all, then the fastest. The others stay as rows without order, as alternatives.
func settleAlternatives(lines []*line) {
	for start := 0; start < len(lines); {
		end := start + 1
		for end < len(lines) && lines[end].row.SKU == lines[start].row.SKU && lines[end].row.Centre == lines[start].row.Centre {
			end++
		}
		group := lines[start:end]
		best := slices.MinFunc(group, preferred)
		for _, l := range group {
			if l != best && best.item.Terms != nil {
				l.drop(Alternative)
			}
		}
		start = end
	}
}

func preferred(a, b *line) int {
	return cmp.Or(
		cmp.Compare(canOrder(b), canOrder(a)),
		cmp.Compare(a.row.Price, b.row.Price),
		cmp.Compare(a.row.Lead, b.row.Lead),
		cmp.Compare(a.row.Supplier, b.row.Supplier),
	)
}

// canOrder is 2 for an order or nothing to order, 1 for a known supplier that cannot deliver, 0 for none.
func canOrder(l *line) int {
	switch {
	case l.item.Terms == nil:
		return 0
	case l.row.Qty == 0 && l.row.Need > 0:
		return 1
	}
	return 2
}

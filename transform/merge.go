package transform

import (
	"context"

	"zhiwei/transform/warehouse"
)

// merge is the end of a Load: the rows that flowed in are judged, the transaction ends.
type merge struct {
	*Load
	parts  []PartReport
	staged []string // to be dropped afterwards
	ledger []Ledger
	feeds  []*feed      // orders and lines, as far as the file has them
	tables []*deptMerge // the department's tables
}

// run lets in what is left, decides the fate of every row, proves the sums and only then commits.
func (m *merge) run(ctx context.Context) (Outcome, error) {
	if err := m.stageProblems(ctx); err != nil {
		return Outcome{}, err
	}
	if err := m.stageDept(ctx); err != nil {
		return Outcome{}, err
	}
	if err := m.begin(ctx); err != nil {
		return Outcome{}, err
	}
	m.lines.kind = m.lineKind()
	for _, f := range []*feed{m.heads, m.lines} {
		if f.rows > 0 {
			if err := f.pour(ctx, m.writer, f.rows); err != nil {
				return Outcome{}, err
			}
		}
		if f.poured > 0 {
			m.feeds = append(m.feeds, f)
		}
	}
	if err := m.decide(ctx, m.writer); err != nil {
		return Outcome{}, err
	}
	changed, err := m.write(ctx, m.writer)
	if err != nil {
		return Outcome{}, err
	}
	if err := m.writer.Commit(ctx); err != nil {
		return Outcome{}, err
	}
	return Outcome{Parts: m.ledger, Changed: changed}, nil
}

// lineKind is how the lines of the file are reconciled: gross when every part with orders says so.
func (m *merge) lineKind() *kind {
	gross := false
	for i := range m.parts {
		switch m.parts[i].AmountColumn {
		case "":
		case "line_amount":
			gross = true
		default:
			return paidLines
		}
	}
	if gross {
		return grossLines
	}
	return paidLines
}

// decide gives every row its verdict and balances the ledger.
func (m *merge) decide(ctx context.Context, w *warehouse.Writer) error {
	for _, p := range m.parts {
		m.ledger = append(m.ledger, Ledger{PartReport: p})
	}
	for _, f := range m.feeds {
		if err := f.kind.judge(ctx, w, &f.seen); err != nil {
			return err
		}
		if err := f.kind.sum(ctx, w, &f.seen); err != nil {
			return err
		}
	}
	for i := range m.ledger {
		if err := m.count(ctx, w, &m.ledger[i]); err != nil {
			return err
		}
	}
	if err := m.decideDept(ctx, w); err != nil {
		return err
	}
	m.countProblems()
	for i := range m.ledger {
		if err := m.ledger[i].reconcile(m.info.Name); err != nil {
			return err
		}
	}
	return nil
}

// write changes the base tables, inside the transaction.
func (m *merge) write(ctx context.Context, w *warehouse.Writer) (changed int64, err error) {
	for _, f := range m.feeds {
		n, err := f.kind.apply(ctx, w, f.poured, &f.seen)
		if err != nil {
			return 0, err
		}
		changed += n
	}
	for _, d := range m.tables {
		n, err := d.apply(ctx, w)
		if err != nil {
			return 0, err
		}
		changed += n
	}
	if err := m.writeProblems(ctx, w); err != nil {
		return 0, err
	}
	for i := range m.ledger {
		if err := m.writeLedger(ctx, w, &m.ledger[i]); err != nil {
			return 0, err
		}
	}
	return changed, nil
}

package transform

import (
	"context"

	"zhiwei/transform/warehouse"
)

// merge is the end of a Load: staging tables in, one transaction out.
type merge struct {
	*Load
	parts  []PartReport
	staged []string // to be dropped afterwards
	ledger []Ledger
	kinds  []*kind      // orders and lines, as far as the file has them
	tables []*deptMerge // the department's tables
}

// run stages what is left, decides the fate of every row, proves the sums and only then writes.
func (m *merge) run(ctx context.Context) (Outcome, error) {
	if err := m.stage(ctx); err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err := m.db.Write(ctx, func(w *warehouse.Writer) error {
		if err := m.decide(ctx, w); err != nil {
			return err
		}
		if err := w.Begin(ctx); err != nil {
			return err
		}
		changed, err := m.write(ctx, w)
		if err != nil {
			return err
		}
		if err := w.Commit(ctx); err != nil {
			return err
		}
		out = Outcome{Parts: m.ledger, Changed: changed}
		return nil
	})
	return out, err
}

// stage waits for the streams and stages problems and department tables.
func (m *merge) stage(ctx context.Context) error {
	var feeds []*feed
	if m.heads != nil {
		m.staged = append(m.staged, "head", "head_verdict")
		m.kinds = append(m.kinds, orders)
		feeds = append(feeds, m.heads)
	}
	if m.lines != nil {
		m.staged = append(m.staged, "line", "line_verdict", "line_period")
		m.kinds = append(m.kinds, m.lineKind())
		feeds = append(feeds, m.lines)
	}
	if err := closeAll(ctx, feeds...); err != nil {
		return err
	}
	if err := m.stageProblems(ctx); err != nil {
		return err
	}
	return m.stageDept(ctx)
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

// decide gives every staged row its verdict and balances the ledger; it changes nothing but staging tables.
func (m *merge) decide(ctx context.Context, w *warehouse.Writer) error {
	for _, p := range m.parts {
		m.ledger = append(m.ledger, Ledger{PartReport: p})
	}
	for _, k := range m.kinds {
		if err := k.judge(ctx, w, m.info.SHA); err != nil {
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
	for _, k := range m.kinds {
		n, err := k.apply(ctx, w, m.info.SHA)
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

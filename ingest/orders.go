package ingest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// epoch dates exports that nothing dates: older than any other, and never null, because nulls do not compare.
var epoch = time.Unix(0, 0).UTC()

// chunk is one block worked out.
type chunk struct {
	batches      []order.Batch
	problems     []order.Problem
	counts       Counts
	headRows     int64
	lineRows     int64
	subCent      int64
	skippedBy    map[profile.Word]int64
	words        map[profile.Word]int64
	sums         []int64
	rounded      []int64
	totals       []totalRow
	first, final time.Time
}

type totalRow struct {
	line   int
	values []int64
	given  []bool
}

func (c *chunk) release() {
	if c == nil {
		return
	}
	for _, b := range c.batches {
		b.Release()
	}
}

// orders reads one grid of an order export.
func (f *file) orders(ctx context.Context, p *plan) error {
	if err := f.date(ctx, p); err != nil {
		return err
	}
	sum := &chunk{skippedBy: map[profile.Word]int64{}, words: map[profile.Word]int64{}}
	count := numbering{}
	err := inOrder(ctx, f.opt.Workers, p.grid.Blocks(),
		func(ctx context.Context, b table.Block) (*chunk, error) { return f.work(ctx, p, b) },
		func(c *chunk) error {
			sum.add(c)
			return f.hand(c, p, count)
		}, (*chunk).release)
	if err != nil {
		return err
	}
	g, err := f.gridReport(p, sum)
	if err != nil {
		return err
	}
	return f.close(g, firstBad(sum.problems))
}

// date finds the time of an export that its name does not tell: the newest event inside.
func (f *file) date(ctx context.Context, p *plan) error {
	if p.stamped {
		return nil
	}
	p.export = epoch
	if p.binding.HasTimes() {
		err := inOrder(ctx, f.opt.Workers, p.grid.Blocks(),
			func(ctx context.Context, b table.Block) (time.Time, error) {
				r := profile.NewReader(p.binding)
				for row := range b.Rows() {
					if row.Line > p.binding.HeaderLine() {
						r.Times(row)
					}
				}
				return r.Last, ctx.Err()
			},
			func(t time.Time) error {
				if t.After(p.export) {
					p.export = t
				}
				return nil
			}, func(time.Time) {})
		if err != nil {
			return err
		}
	}
	p.binding.SetExportedAt(p.export)
	return nil
}

// packer fills the records of one block.
type packer struct {
	*chunk
	heads *order.HeadBuilder
	lines *order.LineBuilder
	prev  struct {
		id   string
		hash uint64
	}
}

func (f *file) work(ctx context.Context, p *plan, b table.Block) (*chunk, error) {
	pk := packer{
		chunk: &chunk{skippedBy: map[profile.Word]int64{}},
		heads: order.NewHeadBuilder(f.opt.Alloc), lines: order.NewLineBuilder(f.opt.Alloc),
	}
	defer pk.heads.Release()
	defer pk.lines.Release()
	r := profile.NewReader(p.binding)
	seen := 0
	for row := range b.Rows() {
		if row.Line <= p.binding.HeaderLine() {
			continue
		}
		if seen++; seen%4096 == 0 && ctx.Err() != nil {
			return pk.chunk, ctx.Err()
		}
		out := r.Row(row)
		if out.Verdict == profile.Refused {
			return pk.chunk, out.Fault
		}
		if out.Verdict == profile.Total {
			values, given := r.Totals(row)
			pk.totals = append(pk.totals, totalRow{row.Line, values, given})
		}
		pk.take(&out)
	}
	pk.flush()
	pk.words, pk.sums, pk.rounded, pk.first, pk.final = r.Words, r.Sums, r.SubCents, r.First, r.Last
	return pk.chunk, nil
}

// take counts a row, in amounts as its cells have it, and stores it if it was accepted.
func (pk *packer) take(out *profile.Outcome) {
	if out.Verdict == profile.Blank {
		return
	}
	c := &pk.counts
	c.Records++
	c.RecordsFen += int64(out.Amount)
	switch out.Verdict {
	case profile.Accepted:
		c.Accepted++
		c.AcceptedFen += int64(out.Counted)
		pk.store(out)
	case profile.Skipped, profile.Total:
		c.Skipped++
		c.SkippedFen += int64(out.Amount)
		pk.skippedBy[profile.Word{Code: out.Rule}]++
	default:
		c.Quarantined++
		c.QuarantinedFen += int64(out.Problem.Amount)
		if out.Problem.Counts {
			c.Bad++
		}
		pk.problems = append(pk.problems, out.Problem)
	}
}

func (pk *packer) store(out *profile.Outcome) {
	if h := out.Head; h != nil && (h.OrderID != pk.prev.id || h.RowHash != pk.prev.hash || out.Line == nil) {
		pk.heads.Append(h)
		pk.prev.id, pk.prev.hash = strings.Clone(h.OrderID), h.RowHash
	}
	if out.Line != nil {
		pk.lines.Append(out.Line)
	}
	if out.SubCent {
		pk.subCent++
	}
	if max(pk.heads.Len(), pk.lines.Len()) == order.BatchRows {
		pk.flush()
	}
}

func (pk *packer) flush() {
	var b order.Batch
	if n := pk.heads.Len(); n > 0 {
		pk.headRows += int64(n)
		b.Heads = pk.heads.Record()
	}
	if n := pk.lines.Len(); n > 0 {
		pk.lineRows += int64(n)
		b.Lines = pk.lines.Record()
	}
	if b.Heads != nil || b.Lines != nil {
		pk.batches = append(pk.batches, b)
	}
}

// add adds a block's figures; its records go their own way.
func (c *chunk) add(o *chunk) {
	c.counts.add(o.counts)
	c.headRows += o.headRows
	c.lineRows += o.lineRows
	c.subCent += o.subCent
	for w, n := range o.skippedBy {
		c.skippedBy[w] += n
	}
	for w, n := range o.words {
		c.words[w] += n
	}
	if c.sums == nil {
		c.sums, c.rounded = make([]int64, len(o.sums)), make([]int64, len(o.sums))
	}
	for i := range o.sums {
		c.sums[i] += o.sums[i]
		c.rounded[i] += o.rounded[i]
	}
	c.totals = append(c.totals, o.totals...)
	if firstBad(c.problems) == nil {
		if p := firstBad(o.problems); p != nil {
			c.problems = append(c.problems, *p)
		}
	}
	if c.first.IsZero() || !o.first.IsZero() && o.first.Before(c.first) {
		c.first = o.first
	}
	if o.final.After(c.final) {
		c.final = o.final
	}
}

// hand passes a block's records on, in file order.
func (f *file) hand(c *chunk, p *plan, count numbering) error {
	if len(c.batches) == 0 && len(c.problems) > 0 {
		c.batches = append(c.batches, order.Batch{})
	}
	if len(c.batches) > 0 {
		c.batches[0].Problems = c.problems
	}
	for i := range c.batches {
		b := &c.batches[i]
		if p.binding.Profile().LineID == profile.LineIDCount && b.Lines != nil {
			b.Lines = count.number(f, b.Lines)
		}
		if err := f.yield(Part{Orders: b}); err != nil {
			for _, rest := range c.batches[i+1:] {
				rest.Release()
			}
			return err
		}
	}
	return nil
}

// numbering counts the lines of each order, by the order number's hash-map, over the blocks of a grid in file order.
type numbering map[string]int32

// number fills line_id with order_id#n. The other columns are shared with the record it replaces.
func (n numbering) number(f *file, rec arrow.Record) arrow.Record {
	defer rec.Release()
	ids := rec.Column(rec.Schema().FieldIndices("order_id")[0]).(*array.String)
	b := array.NewStringBuilder(f.opt.Alloc)
	defer b.Release()
	b.Reserve(ids.Len())
	var key []byte
	for i := range ids.Len() {
		id := ids.Value(i)
		k := n[id] + 1
		if k == 1 {
			id = strings.Clone(id)
		}
		n[id] = k
		key = strconv.AppendInt(append(append(key[:0], id...), '#'), int64(k), 10)
		b.Append(string(key))
	}
	column := b.NewArray()
	defer column.Release()
	cols := append([]arrow.Array{}, rec.Columns()...)
	cols[rec.Schema().FieldIndices("line_id")[0]] = column
	return array.NewRecord(rec.Schema(), cols, rec.NumRows())
}

func (f *file) gridReport(p *plan, c *chunk) (Grid, error) {
	pr := p.binding.Profile()
	g := Grid{
		Part: p.grid.Sheet, Kind: p.grid.Kind, Encoding: p.grid.Encoding, Platform: pr.Platform, Profile: pr.Name,
		Version: pr.Version, Level: pr.Level, Shop: p.binding.Shop(), ExportedAt: p.export, Stamped: p.stamped,
		FirstDay: dayOf(c.first), LastDay: dayOf(c.final), Counts: c.counts, AmountColumn: pr.Amount,
		Heads: c.headRows, Lines: c.lineRows, SubCent: c.subCent, SkippedBy: warnings(c.skippedBy),
	}
	for _, n := range p.binding.Unknown {
		c.words[profile.Word{Code: "unknown-column", Column: n}]++
	}
	if len(p.binding.Unknown) > 0 {
		for _, n := range p.binding.MissingNames() {
			c.words[profile.Word{Code: "missing-column", Column: n}]++
		}
	}
	g.Warnings = warnings(c.words)
	names := p.binding.NumberNames()
	for _, t := range c.totals {
		for i, given := range t.given {
			off := t.values[i] - c.sums[i]
			if given && max(off, -off) > c.rounded[i] {
				return g, &profile.Fault{Code: TotalMismatch, Line: t.line, Column: names[i], Value: fmt.Sprintf("%d ≠ %d", t.values[i], c.sums[i])}
			}
			g.TotalRow = g.TotalRow || given
		}
	}
	return g, nil
}

func firstBad(problems []order.Problem) *order.Problem {
	for i := range problems {
		if problems[i].Counts {
			return &problems[i]
		}
	}
	return nil
}

// close holds a grid's figures against the rules of reconciliation and files them.
func (f *file) close(g Grid, bad *order.Problem) error {
	f.report.Grids = append(f.report.Grids, g)
	if !g.balanced() {
		return &Refusal{Code: Unbalanced, File: f.src.Name, Sheet: g.Part, Value: fmt.Sprintf("%+v", g.Counts)}
	}
	if bad != nil && float64(g.Bad) > f.opt.MaxBad*float64(g.Records) {
		return &Refusal{
			Code: TooManyBad, File: f.src.Name, Sheet: g.Part, Line: bad.Origin.Line, Column: bad.Column,
			Value: fmt.Sprintf("%d/%d %s %s", g.Bad, g.Records, bad.Code, bad.Value),
		}
	}
	return nil
}

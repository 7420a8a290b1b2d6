package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"runtime"
	"time"

	"github.com/apache/arrow/go/v17/arrow/memory"

	"zhiwei/ingest/dept"
	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/table"
)

// Source is one file. Data must not change while it is read.
type Source struct {
	Name   string // shown to people and read for a time stamp, never a path
	Folder string // folder below the inbox: the shop, when nothing else names it
	Data   []byte
	SHA    string // hex SHA-256 of Data; computed when empty
}

// Options are what a call knows besides the file. The zero value reads with all cores and an open mind about shops.
type Options struct {
	// Alloc gives the memory of the records; nil is Go's own.
	Alloc memory.Allocator
	// Workers is the number of blocks worked out at the same time; 0 is one per core.
	Workers int
	// Shop is the shop of files that no column names.
	Shop string
	// Profiles are the user's mappings, tried before the embedded ones.
	Profiles []*profile.Profile
	// Shops and Codes are the department's channels, mapping and products; nil while there are none.
	Shops *ShopBook
	Codes *CodeBook
	// MaxBad is the share of bad rows above which a file is refused; 0 is 1 %, as design §6 has it.
	MaxBad float64
	// ImportDay dates the department's tables whose file name has no date.
	ImportDay time.Time
	// Table are the limits and hints for reading grids.
	Table table.Options
}

// Part is one of a batch of orders, a batch of one of the department's tables, or the report that ends the file.
// The receiver releases the batches.
type Part struct {
	Orders *order.Batch
	Dept   *dept.Batch
	Report *Report
}

// errStopped ends the reading when the receiver wants no more.
var errStopped = errors.New("receiver stopped")

// Read reads one file. The sequence ends after the report, or after its first error: a *Refusal when the file is at fault.
func Read(ctx context.Context, src Source, opt Options) iter.Seq2[Part, error] {
	return func(yield func(Part, error) bool) {
		f := newFile(src, opt)
		f.yield = func(p Part) error {
			if yield(p, nil) {
				return nil
			}
			f.stopped = true
			return errStopped
		}
		if err := f.read(ctx); err != nil && !f.stopped {
			yield(Part{}, err)
		}
	}
}

// file is one file under way.
type file struct {
	src     Source
	opt     Options
	yield   func(Part) error
	stopped bool
	report  Report
}

func newFile(src Source, opt Options) *file {
	if src.SHA == "" {
		sum := sha256.Sum256(src.Data)
		src.SHA = hex.EncodeToString(sum[:])
	}
	if opt.Alloc == nil {
		opt.Alloc = memory.DefaultAllocator
	}
	if opt.Workers <= 0 {
		opt.Workers = runtime.GOMAXPROCS(0)
	}
	if opt.MaxBad <= 0 {
		opt.MaxBad = 0.01
	}
	return &file{src: src, opt: opt, report: Report{File: src.Name, SHA: src.SHA}}
}

func (f *file) read(ctx context.Context) error {
	grids, err := table.Open(f.src.Name, f.src.Data, f.opt.Table)
	if err != nil {
		return refusal(f.src, "", err)
	}
	plans, err := f.plan(grids)
	if err != nil {
		return err
	}
	for i := range plans {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.grid(ctx, &plans[i]); err != nil {
			return refusal(f.src, plans[i].grid.Sheet, err)
		}
	}
	return f.yield(Part{Report: &f.report})
}

func (f *file) grid(ctx context.Context, p *plan) error {
	switch {
	case p.binding != nil:
		return f.orders(ctx, p)
	case p.table != nil:
		return f.tableOf(ctx, p)
	}
	f.report.Grids = append(f.report.Grids, Grid{Part: p.grid.Sheet, Kind: p.grid.Kind, Encoding: p.grid.Encoding, LeftOut: true})
	return nil
}

// tableOf reads one of the department's tables.
func (f *file) tableOf(ctx context.Context, p *plan) error {
	batch, n, err := dept.Read(ctx, p.grid, *p.table, dept.Env{
		File: f.src.Name, SHA: f.src.SHA, Alloc: f.opt.Alloc, ImportDay: f.opt.ImportDay,
		PlatformOf: func(s string) string { return string(profile.PlatformOf(s, f.opt.Profiles...)) },
	})
	if err != nil {
		return err
	}
	g := Grid{
		Part: p.grid.Sheet, Kind: p.grid.Kind, Encoding: p.grid.Encoding, Table: p.table.Table, Profile: p.table.Table,
		Counts: Counts{Records: n.Records, Accepted: n.Accepted, Skipped: n.Skipped, Quarantined: n.Quarantined, Bad: n.Quarantined},
		Lines:  n.Accepted, FirstDay: batch.ValidFrom, LastDay: batch.ValidFrom,
	}
	for _, name := range p.table.Unknown {
		g.Warnings = append(g.Warnings, Warning{Code: "unknown-column", Column: name, Count: 1})
	}
	if err := f.yield(Part{Dept: &batch}); err != nil {
		return err
	}
	return f.close(g, firstBad(batch.Problems))
}

// plan is what is to be done with one grid.
type plan struct {
	grid    table.Grid
	index   int
	binding *profile.Binding
	table   *dept.Match
	stamped bool
	export  time.Time
}

// plan looks at the header of every grid before anything is read, so that an unknown file is refused as a whole.
func (f *file) plan(grids []table.Grid) ([]plan, error) {
	embedded, err := profile.Embedded()
	if err != nil {
		return nil, err
	}
	all := append(append([]*profile.Profile{}, f.opt.Profiles...), embedded...)
	var plans []plan
	var unknown []table.Row
	known := false
	for i, g := range grids {
		rows, err := g.Head(profile.HeaderRows)
		if err != nil {
			return nil, refusal(f.src, g.Sheet, err)
		}
		if empty(rows) {
			continue
		}
		p := plan{grid: g, index: i}
		if err := f.planGrid(&p, rows, all); err != nil {
			return nil, refusal(f.src, g.Sheet, err)
		}
		if p.binding == nil && p.table == nil && unknown == nil {
			unknown = rows
		}
		known = known || p.binding != nil || p.table != nil
		plans = append(plans, p)
	}
	switch {
	case len(plans) == 0:
		return nil, &Refusal{Code: table.CodeEmptyFile, File: f.src.Name}
	case !known:
		return nil, f.unknown(plans[0].grid.Sheet, unknown, all)
	}
	return plans, nil
}

func empty(rows []table.Row) bool {
	for _, r := range rows {
		for _, c := range r.Cells {
			if profile.Fold(c) != "" {
				return false
			}
		}
	}
	return true
}

func (f *file) planGrid(p *plan, rows []table.Row, all []*profile.Profile) error {
	m, ok := profile.Find(rows, all)
	if !ok {
		if t, ok := dept.Find(rows, f.src.Name, p.grid.Sheet); ok {
			p.table = &t
		}
		return nil
	}
	shop := f.opt.Shop
	if shop == "" {
		shop = f.src.Folder
	}
	name := f.src.Name
	if p.grid.Sheet != "" {
		name = p.grid.Sheet + " " + name // a member's name inside an archive carries the stamp too
	}
	p.export, p.stamped = m.Profile.ExportedAt(name)
	var err error
	p.binding, err = profile.Bind(m, profile.Env{
		File: f.src.Name, SHA: f.src.SHA, Sheet: p.grid.Sheet, Part: p.index, ExportedAt: p.export, Shop: shop,
		Shops: f.opt.Shops, Codes: f.opt.Codes,
	})
	return err
}

// unknown names the row with most filled cells as the header, with what is nearest to it.
func (f *file) unknown(sheet string, rows []table.Row, all []*profile.Profile) error {
	best, most := table.Row{Line: 1}, 0
	for _, r := range rows {
		n := 0
		for _, c := range r.Cells {
			if profile.Fold(c) != "" {
				n++
			}
		}
		if n > most {
			best, most = r, n
		}
	}
	return &Refusal{
		Code: UnknownHeader, File: f.src.Name, Sheet: sheet, Line: best.Line,
		Nearest: profile.Nearest(best.Cells, all), Template: profile.Template(best.Cells),
	}
}

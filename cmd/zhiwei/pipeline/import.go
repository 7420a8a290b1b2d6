package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/ingest"
	"zhiwei/ingest/profile"
	"zhiwei/transform"
)

// ImportOptions are the choices of one import call.
type ImportOptions struct {
	Shop    string
	Mapping string // path of a mapping file
	DryRun  bool
}

// FileOutcome is what became of one file.
type FileOutcome struct {
	Name     string             `json:"name"`
	Folder   string             `json:"folder,omitempty"` // below the inbox
	SHA      string             `json:"sha256"`
	Known    bool               `json:"known"` // the same bytes were imported before
	Parts    []transform.Ledger `json:"parts"`
	Changed  int64              `json:"changed"`
	Warnings []ingest.Warning   `json:"warnings,omitempty"`
	LeftOut  []string           `json:"left_out,omitempty"` // tables of the file whose header nobody knows
	Refusal  error              `json:"-"`                  // why nothing of the file was stored
	Refused  string             `json:"refused,omitempty"`  // its code
}

// Quarantined counts the rows of the file that lie in quarantine.
func (o *FileOutcome) Quarantined() int64 {
	var n int64
	for i := range o.Parts {
		n += o.Parts[i].Quarantined
	}
	return n
}

// Import takes files, folders and zips into the workspace: the department's tables first, since they say which
// shops and codes are known, then everything else in the order of names. Each file is a transaction of its own.
func (s *Session) Import(ctx context.Context, paths []string, opt ImportOptions) ([]FileOutcome, error) {
	files, err := s.collect(paths)
	if err != nil {
		return nil, err
	}
	own, err := s.profiles(opt.Mapping)
	if err != nil {
		return nil, err
	}
	in := &importer{Session: s, opt: opt, read: ingest.Options{
		Alloc: s.DB.Allocator(), Workers: s.WS.Settings.Threads, Shop: opt.Shop, Profiles: own,
		MaxBad: s.WS.Settings.MaxBadShare, ImportDay: s.Today(),
	}}
	held, err := transform.Files(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	in.held = held
	return in.all(ctx, files)
}

// importer imports the files of one call.
type importer struct {
	*Session
	opt    ImportOptions
	read   ingest.Options
	held   []string // hashes of the files imported before this call, sorted
	booked bool     // the books of shops and codes were opened
	next   *arrival // the file that is read while the one before it is merged
	done   []workspace.Entry
	rows   int64 // changed by the files in done
}

// all imports the files in order. Whatever ends it, what was committed is settled. The engine gets one thread: it
// takes whole row groups, and a second thread of it would spin on the core that reads the next file.
func (in *importer) all(ctx context.Context, files []sourceFile) (out []FileOutcome, err error) {
	if err := in.DB.Resize(ctx, 1); err != nil {
		return nil, err
	}
	defer func() {
		if in.next != nil {
			in.next.drop()
		}
		after := context.WithoutCancel(ctx)
		err = errors.Join(err, in.settle(after), in.DB.Resize(after, in.WS.Settings.Threads))
	}()
	out = make([]FileOutcome, 0, len(files))
	for i, f := range files {
		in.notify(Event{Step: "import", Name: f.name, Done: int64(i), Total: int64(len(files))})
		a, err := in.turn(ctx, files[i:])
		if err != nil {
			return out, err
		}
		o, err := in.file(ctx, a)
		a.drop()
		if err != nil {
			return out, err
		}
		out = append(out, o)
	}
	return out, nil
}

// settleRows is after how many changed rows an import moves what it committed into the database file.
const settleRows = 1_000_000

// settle moves what was committed into the database file and only then says in the run ledger that it is done.
// A file is durable from its commit on; a checkpoint for each would write the ends of the big tables anew each time.
func (in *importer) settle(ctx context.Context) error {
	if len(in.done) == 0 {
		return nil
	}
	if err := in.DB.Checkpoint(ctx); err != nil {
		return fmt.Errorf("settle import: %w", err)
	}
	for _, e := range in.done {
		if err := in.WS.Append(e); err != nil {
			return err
		}
	}
	in.done, in.rows = nil, 0
	return nil
}

// books loads what the department's tables say of shops and codes.
func (in *importer) books(ctx context.Context) error {
	shops, err := transform.ShopBook(ctx, in.DB, in.AsOf)
	if err != nil {
		return err
	}
	if len(shops) > 0 {
		rows := make([]ingest.ShopRow, len(shops))
		for i, e := range shops {
			rows[i] = ingest.ShopRow{Channel: string(e.Channel), Platform: e.Platform, Shop: string(e.Shop)}
		}
		in.read.Shops = ingest.NewShopBook(rows)
	}
	codes, err := transform.CodeBook(ctx, in.DB, in.AsOf)
	if err != nil || len(codes) == 0 {
		return err
	}
	var mapped []ingest.CodeRow
	var own []string
	for _, e := range codes {
		if e.Platform == "" {
			own = append(own, e.Code)
			continue
		}
		mapped = append(mapped, ingest.CodeRow{Platform: e.Platform, Shop: string(e.Shop), Code: e.Code, SKU: e.SKU, Qty: e.Qty})
	}
	in.read.Codes = ingest.NewCodeBook(mapped, own)
	return nil
}

// file imports one file: merge, ledger. A refusal is part of the outcome, any other fault an error.
func (in *importer) file(ctx context.Context, a *arrival) (FileOutcome, error) {
	start := time.Now()
	o := FileOutcome{Name: a.name, Folder: a.folder}
	if err := a.kept(); err != nil {
		return o, err
	}
	o.SHA = a.sha
	err := in.load(ctx, a, &o)
	if code, refused := refusalCode(err); refused {
		o.Refusal, o.Refused, err = err, code, nil
		o.Parts = nil
	}
	if err != nil || in.opt.DryRun {
		return o, err
	}
	in.done = append(in.done, in.entry(&o, start))
	if in.rows += o.Changed; in.rows >= settleRows {
		err = in.settle(ctx)
	}
	return o, err
}

// entry is the line of the run ledger about a file.
func (in *importer) entry(o *FileOutcome, start time.Time) workspace.Entry {
	outcome := "done"
	switch {
	case o.Refusal != nil:
		outcome = "refused"
	case o.Known:
		outcome = "known"
	}
	var records int64
	for i := range o.Parts {
		records += o.Parts[i].Records
	}
	return workspace.Entry{
		Time: in.now().In(beijing), Kind: "import", Version: in.Version, Outcome: outcome,
		Seconds: time.Since(start).Seconds(), PeakMB: peakMB(os.ReadFile), Detail: map[string]any{
			"file": o.Name, "sha256": o.SHA, "records": records, "quarantined": o.Quarantined(), "code": o.Refused,
		},
	}
}

// refusalCode tells whether an error is the file's fault, and which one.
func refusalCode(err error) (string, bool) {
	if refusal, ok := errors.AsType[*ingest.Refusal](err); ok {
		return string(refusal.Code), true
	}
	if _, ok := errors.AsType[*transform.ReconcileError](err); ok {
		return "unbalanced", true
	}
	return "", false
}

// load streams one file into the database. Without an error it is durable; with one, nothing changed.
func (in *importer) load(ctx context.Context, a *arrival, o *FileOutcome) error {
	l, err := transform.NewLoad(ctx, in.DB, transform.FileInfo{SHA: o.SHA, Name: a.name, ValidFrom: in.Today()})
	if err != nil {
		return err
	}
	if l.Known() {
		o.Known = true
		l.Abort()
		return nil
	}
	report, err := in.stream(ctx, a, l, o)
	if err != nil {
		l.Abort()
		return err
	}
	if in.opt.DryRun {
		l.Abort()
		o.Parts = foreseen(report)
		return nil
	}
	done, err := l.Finish(ctx, partReports(report))
	if err != nil {
		return err
	}
	o.Parts, o.Changed, o.Known = done.Parts, done.Changed, done.Known
	return nil
}

func (in *importer) stream(ctx context.Context, a *arrival, l *transform.Load, o *FileOutcome) (*ingest.Report, error) {
	var rows int64
	for got := range a.parts {
		part := got.part
		switch {
		case got.err != nil:
			return nil, got.err
		case part.Report != nil:
			o.take(part.Report)
			return part.Report, nil
		case part.Dept != nil:
			l.AddProblems(part.Dept.Problems...)
			if err := l.AddDept(sheetOf(part.Dept.Record), part.Dept.Table, part.Dept.Record); err != nil {
				return nil, err
			}
		case part.Orders != nil:
			if part.Orders.Lines != nil {
				rows += part.Orders.Lines.NumRows()
			}
			if in.opt.DryRun {
				part.Orders.Release()
				continue
			}
			if err := l.Add(ctx, *part.Orders); err != nil {
				return nil, err
			}
			in.notify(Event{Step: "import", Name: a.name, Done: rows})
		}
	}
	return nil, fmt.Errorf("read %s: %w", a.name, cmp.Or(ctx.Err(), errors.ErrUnsupported))
}

// take keeps what the reading found besides rows.
func (o *FileOutcome) take(r *ingest.Report) {
	for i := range r.Grids {
		g := &r.Grids[i]
		o.Warnings = append(o.Warnings, g.Warnings...)
		if g.LeftOut {
			o.LeftOut = append(o.LeftOut, g.Part)
		}
	}
}

// sheetOf is the part a table's rows came from.
func sheetOf(r arrow.Record) string {
	at := r.Schema().FieldIndices("sheet")
	if len(at) == 0 || r.NumRows() == 0 {
		return ""
	}
	column, ok := r.Column(at[0]).(*array.String)
	if !ok || column.IsNull(0) {
		return ""
	}
	return column.Value(0)
}

// partReports are the reading's own counts, for the merge to balance against.
func partReports(r *ingest.Report) []transform.PartReport {
	var out []transform.PartReport
	for i := range r.Grids {
		if g := &r.Grids[i]; !g.LeftOut {
			out = append(out, partReport(g))
		}
	}
	return out
}

func partReport(g *ingest.Grid) transform.PartReport {
	level := string(g.Level)
	if g.Table != "" {
		level = "table"
	}
	var warned int64
	for _, w := range g.Warnings {
		warned += w.Count
	}
	return transform.PartReport{
		Part: g.Part, Kind: string(g.Kind), Encoding: g.Encoding, Platform: string(g.Platform), Profile: g.Profile, Level: level,
		Shop: string(g.Shop), ExportedAt: g.ExportedAt, AmountColumn: g.AmountColumn, Records: g.Records, RecordsFen: g.RecordsFen,
		Skipped: g.Skipped, SkippedFen: g.SkippedFen, Warnings: warned,
	}
}

// foreseen is what a dry run can say: how many records would be taken, skipped and held back.
func foreseen(r *ingest.Report) []transform.Ledger {
	var out []transform.Ledger
	for i := range r.Grids {
		g := &r.Grids[i]
		if g.LeftOut {
			continue
		}
		out = append(out, transform.Ledger{
			PartReport: partReport(g), Accepted: g.Accepted, AcceptedFen: g.AcceptedFen,
			Quarantined: g.Quarantined, QuarantinedFen: g.QuarantinedFen, SubCent: g.SubCent, FirstDay: g.FirstDay, LastDay: g.LastDay,
		})
	}
	return out
}

// profiles are the workspace's own platform profiles and the mapping of this call, which comes first.
func (s *Session) profiles(mapping string) ([]*profile.Profile, error) {
	paths, err := s.ownProfiles()
	if err != nil {
		return nil, err
	}
	if mapping != "" {
		paths = append([]string{mapping}, paths...)
	}
	out := make([]*profile.Profile, 0, len(paths))
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			return nil, fmt.Errorf("read mapping: %w", err)
		}
		own, err := profile.Load(baseName(p), data)
		if err != nil {
			return nil, &MappingError{Name: baseName(p), Err: err}
		}
		out = append(out, own)
	}
	return out, nil
}

// MappingError says that a mapping file cannot be used; the text quotes line and column.
type MappingError struct {
	Name string
	Err  error
}

// Error names the file and the fault.
func (e *MappingError) Error() string { return fmt.Sprintf("mapping %s: %v", e.Name, e.Err) }

// Unwrap is the fault.
func (e *MappingError) Unwrap() error { return e.Err }

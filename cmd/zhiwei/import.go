package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/jedib0t/go-pretty/v6/table"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/reports/view"
)

// ImportCmd imports files.
type ImportCmd struct {
	Paths   []string `arg:"" placeholder:"PATH" help:"Files, folders, zips. 文件、文件夹、压缩包."`
	Shop    string   `help:"Shop of files that do not name it. 文件里没有店铺时使用."`
	Mapping string   `placeholder:"FILE" help:"Mapping file for a format that is not known. 映射文件."`
	DryRun  bool     `help:"Show what would change, write nothing. 只看不写."`
	AsOf
}

// Help begins with examples.
func (ImportCmd) Help() string {
	return "例 Examples:\n  zhiwei import inbox\n" +
		"  zhiwei import --shop 天猫旗舰店 ExportOrderList202608240830.csv ExportOrderDetailList202608240830.csv\n" +
		"  zhiwei import --mapping 批发.yaml 批发登记.xlsx"
}

// Run imports and prints what became of each file. Exit 4 when one was refused, 1 when rows lie in quarantine.
func (c *ImportCmd) Run(ctx context.Context, a *App) error {
	return a.within(ctx, c.Day, func(s *pipeline.Session) error {
		files, err := s.Import(ctx, c.Paths, pipeline.ImportOptions{Shop: c.Shop, Mapping: c.Mapping, DryRun: c.DryRun})
		if perr := a.emit("import", files, func(w io.Writer) error { return a.printFiles(w, files) }); perr != nil {
			return perr
		}
		if err != nil {
			return err
		}
		return a.afterImport(files, s.WS.Path("profiles"))
	})
}

// afterImport says what to do about refused and quarantined rows.
func (a *App) afterImport(files []pipeline.FileOutcome, profiles string) error {
	refused, held := 0, int64(0)
	for i := range files {
		f := &files[i]
		held += f.Quarantined()
		for _, w := range f.Warnings {
			a.say("warning", map[string]any{"File": f.Name, "Code": w.Code, "Column": w.Column, "Value": w.Value, "Count": w.Count})
		}
		if f.Refusal == nil {
			continue
		}
		refused++
		_, _ = fmt.Fprintln(a.Stderr, a.render(explain(f.Refusal)))
		if err := a.writeTemplate(f, profiles); err != nil {
			return err
		}
	}
	switch {
	case refused > 0:
		return &RefusedError{Files: refused}
	case held > 0:
		a.say("quarantined", map[string]any{"Rows": held})
		return &AttentionError{Key: "quarantined"}
	}
	return nil
}

// writeTemplate leaves a mapping to start from beside the workspace's profiles, for a file whose header nobody knows.
func (a *App) writeTemplate(f *pipeline.FileOutcome, profiles string) error {
	text := templateOf(f.Refusal)
	if text == "" {
		return nil
	}
	path := filepath.Join(profiles, f.Name+".yaml.template")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return fmt.Errorf("write mapping template: %w", err)
	}
	a.say("template", map[string]any{"Path": filepath.Join(filepath.Base(profiles), f.Name+".yaml.template"), "File": f.Name})
	return nil
}

// printFiles lists each file with its account: the columns add up to the records.
func (a *App) printFiles(w io.Writer, files []pipeline.FileOutcome) error {
	if len(files) == 0 {
		return nil
	}
	f := view.Format{Lang: a.lang}
	t := a.table(w, "file", "records", "accepted", "duplicate", "superseded", "skipped", "held", "amount")
	rightAligned(t, 2, 3, 4, 5, 6, 7, 8)
	var sum account
	for i := range files {
		sum.add(a.fileRows(t, f, &files[i]))
	}
	if len(files) > 1 {
		t.AppendFooter(sum.row(f, f.T("cli.sum")))
	}
	t.Render()
	return nil
}

// account adds up the records of files.
type account struct{ records, accepted, duplicate, superseded, skipped, held, fen int64 }

func (s *account) add(o account) {
	s.records += o.records
	s.accepted += o.accepted
	s.duplicate += o.duplicate
	s.superseded += o.superseded
	s.skipped += o.skipped
	s.held += o.held
	s.fen += o.fen
}

func (s *account) row(f view.Format, name string) table.Row {
	return table.Row{name, f.Int(s.records), f.Int(s.accepted), f.Int(s.duplicate), f.Int(s.superseded), f.Int(s.skipped), f.Int(s.held), f.Fen(s.fen)}
}

// fileRows adds a file's row and gives its account.
func (a *App) fileRows(t table.Writer, f view.Format, o *pipeline.FileOutcome) account {
	var sum account
	for i := range o.Parts {
		p := &o.Parts[i]
		sum.add(account{p.Records, p.Accepted, p.Duplicate, p.Superseded, p.Skipped, p.Quarantined, p.AcceptedFen})
	}
	name := shorten(o.Name, 24)
	switch {
	case o.Refusal != nil:
		t.AppendRow(table.Row{name, f.T("cli.refused")})
	case o.Known:
		t.AppendRow(table.Row{name, f.T("cli.known")})
	default:
		t.AppendRow(sum.row(f, name))
	}
	return sum
}

package ingest_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"zhiwei/ingest"
	"zhiwei/ingest/order"
	"zhiwei/ingest/profile"
)

// all is a file read to its end: each row of each record as column → text.
type all struct {
	heads, lines []map[string]string
	dept         map[string][]map[string]string
	problems     []order.Problem
	report       *ingest.Report
}

// read reads a file, checks that its memory comes back, and returns everything or the error.
func read(tb testing.TB, src ingest.Source, opt ingest.Options) (all, error) {
	tb.Helper()
	alloc := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer alloc.AssertSize(tb, 0)
	opt.Alloc = alloc
	out := all{dept: map[string][]map[string]string{}}
	for p, err := range ingest.Read(context.Background(), src, opt) {
		if err != nil {
			return out, err
		}
		if o := p.Orders; o != nil {
			out.heads = append(out.heads, rows(o.Heads)...)
			out.lines = append(out.lines, rows(o.Lines)...)
			out.problems = append(out.problems, o.Problems...)
			o.Release()
		}
		if d := p.Dept; d != nil {
			out.dept[d.Table] = append(out.dept[d.Table], rows(d.Record)...)
			out.problems = append(out.problems, d.Problems...)
			d.Record.Release()
		}
		if p.Report != nil {
			out.report = p.Report
		}
	}
	if out.report == nil {
		tb.Fatal("no report at the end")
	}
	return out, nil
}

func rows(rec arrow.Record) []map[string]string {
	if rec == nil {
		return nil
	}
	out := make([]map[string]string, rec.NumRows())
	for i := range out {
		out[i] = map[string]string{}
		for j, f := range rec.Schema().Fields() {
			out[i][f.Name] = rec.Column(j).ValueStr(i)
		}
	}
	return out
}

// must reads a file that is expected to be good.
func must(tb testing.TB, src ingest.Source, opt ingest.Options) all {
	tb.Helper()
	out, err := read(tb, src, opt)
	if err != nil {
		tb.Fatalf("%s: %v", src.Name, err)
	}
	return out
}

// shared returns a path of the folder beside the repository, or skips.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join("..", "..", "shared", name)
	if _, err := os.Stat(path); err != nil {
		tb.Skip("no real data beside the repository")
	}
	return path
}

func mapping(tb testing.TB, name string) []*profile.Profile {
	tb.Helper()
	data, err := profile.Example(name)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := profile.Load(name, data)
	if err != nil {
		tb.Fatal(err)
	}
	return []*profile.Profile{p}
}

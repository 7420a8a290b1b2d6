package sample

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// File is one file of the sample.
type File struct {
	Name    string // relative to the inbox, with the shop's folder
	Data    []byte
	Kind    Kind
	Shop    string // channel, empty for the department's tables
	Records int    // data rows in it, planted ones included
}

// job makes one file when it is asked to.
type job struct {
	name string
	make func() (File, error)
}

// jobs are all files in the order of Files: the department's tables, then the shops by path, the wholesale sheet and
// its mapping last.
func (w *World) jobs() []job {
	jobs := w.tableJobs()
	for _, p := range w.plan {
		jobs = append(jobs, job{p.name, func() (File, error) {
			return File{Name: p.name, Data: p.render(p), Kind: p.kind, Shop: p.shop.name, Records: p.records()}, nil
		}})
	}
	return append(jobs, job{wholesaleFile(w), w.wholesaleSheet}, job{"wholesale.yaml", w.wholesaleMapping})
}

// Files yields every file in a fixed order, making the next ones on the other cores meanwhile.
func (w *World) Files(ctx context.Context) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		type result struct {
			file File
			err  error
		}
		jobs := w.jobs()
		slots := make([]chan result, len(jobs))
		room := make(chan struct{}, runtime.GOMAXPROCS(0)+1)
		for i := range slots {
			slots[i] = make(chan result, 1)
		}
		go func() {
			for i, j := range jobs {
				select {
				case room <- struct{}{}:
				case <-ctx.Done():
					return
				}
				go func() {
					f, err := j.make()
					slots[i] <- result{f, err}
				}()
			}
		}()
		for i := range slots {
			select {
			case r := <-slots[i]:
				<-room
				if !yield(r.file, r.err) || r.err != nil {
					return
				}
			case <-ctx.Done():
				yield(File{}, ctx.Err())
				return
			}
		}
	}
}

// Write puts every file below dir, each under a temporary name first.
func (w *World) Write(dir string) error {
	jobs := w.jobs()
	for _, j := range jobs {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, j.name)), 0o700); err != nil {
			return fmt.Errorf("sample: %w", err)
		}
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, j := range jobs {
		g.Go(func() error {
			f, err := j.make()
			if err != nil {
				return fmt.Errorf("make %s: %w", j.name, err)
			}
			return put(filepath.Join(dir, f.Name), f.Data)
		})
	}
	return g.Wait()
}

func put(path string, data []byte) error {
	part := path + ".part"
	if err := os.WriteFile(part, data, 0o600); err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("sample: %w", err)
	}
	return nil
}

// records counts the data rows of an export.
func (p exportPlan) records() int { return p.count().Records() }

// count says what an import of the files in the order of Files does with the rows of this one.
func (p exportPlan) count() FileTruth {
	t := FileTruth{Name: p.name, Kind: p.kind, Shop: p.shop.name, Platform: p.shop.platform, CopyOf: p.copyOf}
	t.Orders = p.end - p.first
	rows := t.Orders
	if !p.whole {
		rows = 0
		for _, o := range p.shop.orders[p.first:p.end] {
			rows += o.n
		}
	}
	t.Duplicate = min(p.repeat, t.Orders)
	t.Quarantined = len(p.faults(faults{ids: []int{0}, qty: p.quantityColumn(), when: p.timeColumn()}))
	if p.kind == "jd_order_2018" {
		t.Skipped = p.shop.splitsOf(p)
	}
	switch {
	case p.older:
		t.Superseded = rows
	case p.copyOf != "":
		t.Duplicate, t.Quarantined = rows+t.Quarantined, 0
	default:
		t.Accepted = rows
	}
	return t
}

// quantityColumn is −1 for order files, which have no quantity that is read.
func (p exportPlan) quantityColumn() int {
	if slices.Contains([]Kind{"taobao_order_2022", "youzan_order_2026"}, p.kind) {
		return -1
	}
	return 0
}

// timeColumn is −1 for the file without any payment time.
func (p exportPlan) timeColumn() int {
	if p.kind == "youzan_item_2018" {
		return -1
	}
	return 0
}

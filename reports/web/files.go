package web

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"golang.org/x/sync/errgroup"

	"zhiwei/reports"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// PageOptions say which run is written and how many pages at once.
type PageOptions struct {
	Run     string // "" is the newest
	Workers int    // 0 is one
}

// filePolicy is the policy of a page file; frame-ancestors works in a header only.
const filePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'"

// WritePages writes every page of a run in every language into a folder, each file whole or not at all.
func WritePages(ctx context.Context, q reports.Querier, dir string, o PageOptions) error {
	m := maker{q: q, run: o.Run, policy: filePolicy}
	w := writer{dir: dir, workers: max(1, o.Workers)}
	if err := w.assets(ctx); err != nil {
		return err
	}
	var book *view.Book
	for _, lang := range locale.Languages() {
		s, ok, err := m.open(ctx, lang)
		if err != nil {
			return fmt.Errorf("read the run: %w", err)
		}
		if !ok {
			if err := w.document(m.empty(s, "home.html")); err != nil {
				return err
			}
			continue
		}
		if book == nil {
			if book, err = view.LoadBook(ctx, q, s.header, "", ""); err != nil {
				return fmt.Errorf("read the forecasts: %w", err)
			}
		}
		if err := w.pages(ctx, m, s, book); err != nil {
			return err
		}
	}
	return nil
}

// writer puts files into a folder.
type writer struct {
	dir     string
	workers int
}

func (w writer) put(name string, data []byte) error {
	path := filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := renameio.WriteFile(path, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func (w writer) assets(ctx context.Context) error {
	for _, name := range assetNames() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.put("assets/"+name, assets()[name].data); err != nil {
			return err
		}
	}
	return nil
}

func (w writer) document(d document) error {
	data, err := d.render()
	if err != nil {
		return err
	}
	return w.put(localised(d.name, d.F.Lang), data)
}

// pages writes one language.
func (w writer) pages(ctx context.Context, m maker, s shared, book *view.Book) error {
	for _, name := range []string{"home.html", "series.html", "purchase.html", "health.html"} {
		d, _, err := m.page(ctx, s, name)
		if err != nil {
			return fmt.Errorf("make %s: %w", name, err)
		}
		if err := w.document(d); err != nil {
			return err
		}
	}
	if err := w.put(localised("run.css", s.f.Lang), s.style()); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(w.workers)
	for _, sku := range book.SKUs() {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			d, _, err := m.item(s, book, sku, "")
			if err != nil {
				return err
			}
			return w.document(d)
		})
	}
	return g.Wait()
}

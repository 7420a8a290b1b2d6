package web

import (
	"context"
	"strings"

	"zhiwei/reports"
	"zhiwei/reports/chart"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// maker makes documents of one run; it holds what every page of it shares.
type maker struct {
	q      reports.Querier
	run    string
	policy string // of the meta element
	served bool
}

// shared is the part that every page of a run and language has.
type shared struct {
	f      view.Format
	header view.Header
	ruler  view.Ruler
}

// open reads the run's head and ruler; ok is false when there is no run.
func (m maker) open(ctx context.Context, lang locale.Lang) (s shared, ok bool, err error) {
	s.f = view.Format{Lang: lang}
	if s.header, ok, err = view.LoadHeader(ctx, m.q, m.run); err != nil || !ok {
		return s, ok, err
	}
	s.ruler, err = view.LoadRuler(ctx, m.q, s.f, s.header)
	return s, true, err
}

func (m maker) document(s shared, template, nav, name, title string, body any) document {
	return document{
		F: s.f, Header: s.header, Ruler: s.ruler, Title: title, Body: body, Policy: m.policy, Served: m.served,
		name: name, nav: nav, root: strings.Repeat("../", strings.Count(name, "/")), template: template,
	}
}

// page makes one of the pages that are not an item's; ok is false for a name that is none of them.
func (m maker) page(ctx context.Context, s shared, name string) (d document, ok bool, err error) {
	title := s.f.T("page.nav-" + strings.TrimSuffix(name, ".html"))
	switch name {
	case "home.html":
		var home view.Home
		home, err = view.LoadHome(ctx, m.q, s.f, s.header)
		d = m.document(s, "home", "home", name, title, home)
		d.Charts = charts(home.WeekChart)
	case "series.html":
		var list view.SeriesList
		list, err = view.LoadList(ctx, m.q, s.f, s.header)
		d = m.document(s, "list", "series", name, title, list)
	case "purchase.html":
		var purchase view.Purchase
		purchase, err = view.LoadPurchase(ctx, m.q, s.f, s.header)
		d = m.document(s, "purchase", "purchase", name, title, purchase)
	case "health.html":
		var health view.Health
		health, err = view.LoadHealth(ctx, m.q, s.f, s.header)
		d = m.document(s, "health", "health", name, title, health)
	default:
		return document{}, false, nil
	}
	return d, true, err
}

// item makes the page of one item from a book that holds it.
func (m maker) item(s shared, book *view.Book, sku, channel string) (d document, ok bool, err error) {
	p, ok, err := book.Page(s.f, sku, channel)
	if err != nil || !ok {
		return document{}, ok, err
	}
	d = m.document(s, "series", "series", view.SeriesPath(sku), p.Name, p)
	d.Charts = charts(p.Fan, p.Seasons)
	return d, true, nil
}

// style is run.css: the foot of printed pages.
func (s shared) style() []byte {
	t := s.f.T
	return runStyle(t("page.print-asof", "Day", s.f.Date(s.header.AsOf), "Run", s.header.RunID), t("page.print-page"), t("page.print-of"), t("page.print-end"))
}

func charts(specs ...*chart.Spec) []chart.Spec {
	var out []chart.Spec
	for _, s := range specs {
		if s != nil {
			out = append(out, *s)
		}
	}
	return out
}

// empty is the page of a workspace without a run.
func (m maker) empty(s shared, name string) document {
	t := s.f.T
	return m.document(s, "message", "home", name, t("page.empty-title"), message{What: t("page.empty-what"), Why: t("page.empty-why"), Next: t("page.empty-next")})
}

// missing is the page behind an address that has none.
func (m maker) missing(s shared, path string) document {
	t := s.f.T
	d := m.document(s, "message", "", "", t("page.missing-title"), message{What: t("page.missing-what", "Path", path), Next: t("page.missing-next"), Home: true})
	d.root = strings.Repeat("../", max(0, strings.Count(path, "/")-1))
	return d
}

// failed is the page of a fault; what went wrong is logged and not shown.
func (m maker) failed(s shared, path string) document {
	t := s.f.T
	d := m.document(s, "message", "", "", t("page.error-title"), message{Kind: "late", What: t("page.error-what"), Next: t("page.error-next")})
	d.root = strings.Repeat("../", max(0, strings.Count(path, "/")-1))
	return d
}

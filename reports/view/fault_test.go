package view_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/reports"
	"zhiwei/reports/view"
)

// failing answers like the recording but for one query, which fails.
type failing struct {
	reports.Querier
	name string
}

var errGone = errors.New("the store is gone")

func (f failing) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	if strings.HasPrefix(sql, "-- "+f.name+":") {
		return nil, errGone
	}
	return f.Querier.Query(ctx, sql, args...)
}

// Whichever query of a page fails, the page is an error that names the query, and no half of a page.
func TestEachFailingQueryFailsItsPage(t *testing.T) {
	h := header(t, recorded(t))
	for page, c := range map[string]struct {
		queries []string
		load    func(q reports.Querier) error
	}{
		"header": {[]string{"page_header", "page_festival"}, func(q reports.Querier) error {
			_, ok, err := view.LoadHeader(t.Context(), q, "")
			if ok {
				t.Error("a header came out of a fault")
			}
			return err
		}},
		"ruler": {[]string{"page_ruler", "page_promotions"}, func(q reports.Querier) error {
			r, err := view.LoadRuler(t.Context(), q, zh, h)
			if r.Known {
				t.Error("a ruler came out of a fault")
			}
			return err
		}},
		"home": {[]string{
			"page_home_days", "page_home_margin", "page_home_cells", "page_festival", "page_home_channels", "page_home_targets", "page_home_stock", "page_home_scores", "page_purchase",
			"page_home_overdue", "page_home_stockouts", "page_home_weak",
		}, func(q reports.Querier) error {
			p, err := view.LoadHome(t.Context(), q, zh, h)
			if p.Title != "" || p.Queue != nil {
				t.Error("a first page came out of a fault")
			}
			return err
		}},
		"purchase": {[]string{"page_purchase", "page_purchase_steps"}, func(q reports.Querier) error {
			p, err := view.LoadPurchase(t.Context(), q, zh, h)
			if p.Lines != 0 {
				t.Error("a purchase list came out of a fault")
			}
			return err
		}},
		"health": {[]string{"page_health_files", "page_health_held", "page_health_unmapped", "page_health_checks", "page_health_shops"}, func(q reports.Querier) error {
			p, err := view.LoadHealth(t.Context(), q, zh, h)
			if p.Title != "" {
				t.Error("data can be used, says a fault")
			}
			return err
		}},
		"list": {[]string{"page_series_list"}, func(q reports.Querier) error {
			_, err := view.LoadList(t.Context(), q, zh, h)
			return err
		}},
		"book": {[]string{
			"page_series_list", "page_series_history", "page_series_days", "page_series_weeks", "page_series_scores", "page_promotions", "page_festival",
		}, func(q reports.Querier) error {
			_, err := view.LoadBook(t.Context(), q, h, "", "")
			return err
		}},
	} {
		for _, name := range c.queries {
			if err := c.load(failing{recorded(t), name}); !errors.Is(err, errGone) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s without %s: %v", page, name, err)
			}
		}
	}
}

// A name that would be code stops the page that draws it, and says which chart.
func TestCodeInANameStopsThePage(t *testing.T) {
	p := newTape(t).each("page_promotions", func(r row) { r["name"] = "x__f__alert(1)__f__" })
	s := p.store()
	book, err := view.LoadBook(t.Context(), s, header(t, s), "GD1001", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err = book.Page(zh, "GD1001", ""); err == nil || !strings.Contains(err.Error(), "fan of GD1001") {
		t.Errorf("the fan was drawn: %v", err)
	}
	p = newTape(t).each("page_festival", func(r row) { r["name"] += "__f__" })
	s = p.store()
	if _, err = view.LoadHome(t.Context(), s, zh, header(t, s)); err == nil || !strings.Contains(err.Error(), "weeks") {
		t.Errorf("the weeks were drawn: %v", err)
	}
}

// Codes that are long or strange keep apart as file names.
func TestLongCodesKeepApart(t *testing.T) {
	long := strings.Repeat("长编码", 40)
	a, b := view.Slug(long+"1"), view.Slug(long+"2")
	if a == b || len(a) > 200 || view.Slug(long+"1") != a {
		t.Errorf("%s and %s", a, b)
	}
	if got := view.SeriesPath("a/b"); got != "series/a~2Fb.html" {
		t.Errorf("the path of a/b is %s", got)
	}
}

package web_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"zhiwei/reports"
	"zhiwei/reports/replay"
	"zhiwei/reports/web"
)

// faulty answers like the recording until a query comes that contains a word.
type faulty struct {
	*replay.Store
	word string
}

var errGone = errors.New("the store is gone")

func (f faulty) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	if strings.Contains(sql, "-- "+f.word+":") {
		return nil, errGone
	}
	return f.Store.Query(ctx, sql, args...)
}

// Whatever query fails, the pages that were there before stay whole, and nothing half-written is left.
func TestFaultLeavesThePagesOfBefore(t *testing.T) {
	dir := t.TempDir()
	if err := web.WritePages(t.Context(), store(t), dir, web.PageOptions{Workers: 2}); err != nil {
		t.Fatal(err)
	}
	before := written(t, dir)
	for _, word := range []string{"page_header", "page_ruler", "page_purchase", "page_series_weeks", "page_health_held"} {
		s := store(t)
		s.Edit = func(_, column, cell string) string {
			if column == "company" {
				return cell + "×"
			}
			return cell
		}
		if err := web.WritePages(t.Context(), faulty{s, word}, dir, web.PageOptions{Workers: 2}); !errors.Is(err, errGone) {
			t.Errorf("%s failed, and WritePages says %v", word, err)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(before)), slices.Sorted(maps.Keys(written(t, dir)))); diff != "" {
			t.Errorf("after %s failed the folder holds other files: %s", word, diff)
		}
		for name, body := range written(t, dir) {
			if strings.HasSuffix(name, ".html") && !strings.HasSuffix(strings.TrimSpace(body), "</html>") {
				t.Errorf("after %s failed %s is cut off", word, name)
			}
		}
	}
}

func TestCancelledWriting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if err := web.WritePages(ctx, store(t), dir, web.PageOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled, and WritePages says %v", err)
	}
	if files := written(t, dir); len(files) != 0 {
		t.Errorf("cancelled before it began, and %d files are there", len(files))
	}
}

func TestWritingAgainChangesNothing(t *testing.T) {
	dir := t.TempDir()
	var runs []map[string]string
	for range 2 {
		if err := web.WritePages(t.Context(), store(t), dir, web.PageOptions{Workers: 3}); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, written(t, dir))
	}
	if diff := cmp.Diff(runs[0], runs[1]); diff != "" {
		t.Errorf("the second run differs:\n%.1000s", diff)
	}
	info, err := os.Stat(filepath.Join(dir, "home.html"))
	if err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("home.html has the mode %v, %v", info.Mode(), err)
	}
}

// A served page and its file are the same but for the policy's element and the links to channels.
func TestFilesAreTheServedPages(t *testing.T) {
	files, h := plain(t), handler(t)
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>\n`)
	link := regexp.MustCompile(`<a href="[^"]*\?channel=[^"]*">([^<]*)</a>`)
	for _, name := range []string{"home.html", "home.en.html", "series.html", "purchase.html", "health.en.html", "series/GD1001.html", "series/LH1001.en.html", "run.css", "run.en.css"} {
		served := link.ReplaceAllString(ask(t, h, http.MethodGet, "/"+name, nil).Body, "$1")
		if diff := cmp.Diff(policy.ReplaceAllString(files[name], ""), served); diff != "" {
			t.Errorf("%s:\n%.800s", name, diff)
		}
		if strings.Contains(served, "http-equiv") {
			t.Errorf("%s carries its policy twice", name)
		}
	}
}

func TestNoAddressLeavesTheFolder(t *testing.T) {
	outside := regexp.MustCompile(`(?i)(?:href|src|action|srcset|data)="(?:[a-z]+:|//)|url\(["']?(?:[a-z]+:|//)|@import`)
	for name, body := range plain(t) {
		if name == "assets/echarts.min.js" || strings.HasSuffix(name, ".txt") {
			continue
		}
		for _, m := range outside.FindAllString(body, -1) {
			if !strings.HasPrefix(m, `url("data:image/svg`) && !strings.HasPrefix(m, "url(data:image/svg") {
				t.Errorf("%s leads outside by %q", name, m)
			}
		}
		rest := strings.ReplaceAll(body, "http://www.w3.org/2000/svg", "")
		if strings.HasSuffix(name, ".html") && (strings.Contains(rest, "http://") || strings.Contains(rest, "https://")) {
			t.Errorf("%s names an address on the net", name)
		}
	}
}

// The element of a page file carries the served policy without frame-ancestors, which works in a header only.
func TestPolicyOfFiles(t *testing.T) {
	want := strings.TrimSuffix(web.Policy, "; frame-ancestors 'none'")
	element := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`)
	for name, body := range plain(t) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		m := element.FindStringSubmatch(body)
		if len(m) < 2 || strings.ReplaceAll(m[1], "&#39;", "'") != want {
			t.Errorf("%s has the policy %v", name, m)
			continue
		}
		head, _, _ := strings.Cut(body, m[0])
		if strings.Contains(head, "<link") || strings.Contains(head, "<script") {
			t.Errorf("%s loads something before its policy", name)
		}
	}
}

var (
	element = regexp.MustCompile(`<(/?[a-zA-Z][a-zA-Z0-9]*)`)
	island  = regexp.MustCompile(`(?s)<script type="application/json" id="[^"]*">(.*?)</script>`)
)

// shape is the sequence of a page's elements.
func shape(body string) []string {
	var out []string
	for _, m := range element.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

// codes are columns whose values choose something; what a person wrote is all the rest.
var codes = map[string]bool{
	"sku": true, "run_id": true, "urgency": true, "state": true, "period_kind": true, "period": true, "class": true, "model": true, "season": true, "why_args": true, "why_code": true,
	"level": true, "severity": true, "exception": true, "code": true, "source": true, "unit": true,
}

// Text of a person, planted into one column after the other, changes the words of a page and never its elements.
func TestHostileTextStaysText(t *testing.T) {
	pages := []string{"home.html", "home.en.html", "series.html", "purchase.html", "purchase.en.html", "health.html", "health.en.html", "series/LH1001.html", "series/GD1001.en.html", "series/GD1001.html"}
	clean := plain(t)
	columns := map[string]bool{}
	s := store(t)
	s.Edit = func(query, column, cell string) string {
		if cell != "" && !codes[column] && query != "page_festival" && (column != "shop" && column != "platform" || query != "page_health_files") {
			columns[query+"."+column] = true
		}
		return cell
	}
	write(t, s, web.PageOptions{Workers: 1}) // the store calls Edit in turn
	if len(columns) < 35 {
		t.Fatalf("only %d columns of text: %v", len(columns), slices.Sorted(maps.Keys(columns)))
	}
	all := store(t)
	all.Edit = func(query, column, cell string) string {
		if columns[query+"."+column] && cell != "" {
			return cell + hostile
		}
		return cell
	}
	dirty := write(t, all, web.PageOptions{Workers: 2})
	planted := 0
	for _, name := range pages {
		if strings.Contains(dirty[name], "<img") || strings.Contains(dirty[name], "<script>") || strings.Contains(dirty[name], "window.__xss=1</script>") {
			t.Errorf("%s: the text became an element", name)
		}
		if strings.Contains(dirty[name], "onerror=window") {
			planted++
		}
		if diff := cmp.Diff(shape(clean[name]), shape(dirty[name])); diff != "" {
			t.Errorf("%s has other elements:\n%.600s", name, diff)
		}
		for _, m := range island.FindAllStringSubmatch(dirty[name], -1) {
			if strings.ContainsAny(m[1], "<>&") {
				t.Errorf("%s: a chart's text is not escaped: %.100s", name, m[1])
			}
		}
	}
	if planted != len(pages) {
		t.Errorf("the text came out on %d of %d pages, so the others were not tested", planted, len(pages))
	}
}

// A name with go-echarts' marker of a function is refused as a whole, and the fault is not shown.
func TestMarkerOfCodeIsRefused(t *testing.T) {
	s := store(t)
	s.Edit = func(query, column, cell string) string {
		if query == "page_promotions" && column == "name" {
			return cell + "__f__alert(1)__f__"
		}
		return cell
	}
	if err := web.WritePages(t.Context(), s, t.TempDir(), web.PageOptions{}); err == nil || !strings.Contains(err.Error(), "marker of a function") {
		t.Errorf("a promotion that is code: %v", err)
	}
	h, err := web.New(web.Options{Querier: s, Hosts: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	if res := ask(t, h, http.MethodGet, "/series/GD1001.html", nil); res.StatusCode != http.StatusInternalServerError || strings.Contains(res.Body, "__f__") {
		t.Errorf("served it is %d: %.100s", res.StatusCode, res.Body)
	}
}

// Every item has a page in each language, whatever its code, and the index leads to it.
func TestStrangeCodesHavePages(t *testing.T) {
	const strange = "A/B 1%.#?桂"
	s := store(t)
	s.Edit = func(_, column, cell string) string {
		if column == "sku" && cell == "GD1001" {
			return strange
		}
		return cell
	}
	h, err := web.New(web.Options{Querier: s, Hosts: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	body := ask(t, h, http.MethodGet, "/series.html", nil).Body
	m := regexp.MustCompile(`href="(series/A[^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatal("the index does not lead to the item")
	}
	for path, want := range map[string]int{"/" + m[1]: http.StatusOK, "/series/" + url.PathEscape(strange) + ".html": http.StatusNotFound} {
		if res := ask(t, h, http.MethodGet, path, nil); res.StatusCode != want {
			t.Errorf("%s is %d, want %d", path, res.StatusCode, want)
		}
	}
}

func TestDraftIsSaidUntilPublished(t *testing.T) {
	for state, want := range map[string]bool{"draft": true, "published": false} {
		s := store(t)
		s.Edit = func(query, column, cell string) string {
			if query == "page_header" && column == "state" {
				return state
			}
			return cell
		}
		h, err := web.New(web.Options{Querier: s, Hosts: []string{host}})
		if err != nil {
			t.Fatal(err)
		}
		for name, words := range map[string]string{"/purchase.html": "预测草稿，未发布", "/purchase.en.html": "Draft forecast, not published", "/series/GD1001.html": "预测草稿，未发布"} {
			if got := strings.Contains(ask(t, h, http.MethodGet, name, nil).Body, words); got != want {
				t.Errorf("%s of a run in state %s says so: %v", name, state, got)
			}
		}
	}
}

// Each page says where its data end and which run it shows; without a run there is one page that says what to do.
func TestEveryPageNamesItsRun(t *testing.T) {
	for name, body := range plain(t) {
		if strings.HasSuffix(name, ".html") && (!strings.Contains(body, "R20260824-3f9a1c") || !strings.Contains(body, "2026-08-23") || strings.Count(body, "<h1") != 1) {
			t.Errorf("%s names no run or has not one title", name)
		}
	}
	empty, err := replay.Open(os.DirFS(filepath.Join("testdata", "empty")))
	if err != nil {
		t.Fatal(err)
	}
	h, err := web.New(web.Options{Querier: empty, Hosts: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/": 200, "/home.html": 200, "/purchase.html": 200, "/health.en.html": 200, "/run.css": 404, "/series/GD1001.html": 404, "/assets/app.css": 200} {
		res := ask(t, h, http.MethodGet, path, nil)
		if res.StatusCode != want {
			t.Errorf("without a run %s is %d, want %d", path, res.StatusCode, want)
		}
		if want == 200 && strings.HasSuffix(path, "html") && !strings.Contains(res.Body, "zhiwei demo") {
			t.Errorf("without a run %s does not say what to do", path)
		}
	}
}

// Every query of pages is asked by some page, so none is left over.
func TestEveryPageQueryIsAsked(t *testing.T) {
	asked := map[string]bool{}
	s := &listening{store(t), asked}
	if err := web.WritePages(t.Context(), s, t.TempDir(), web.PageOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, name := range reports.Names() {
		if strings.HasPrefix(name, "page_") && !asked[name] {
			t.Errorf("no page asks %s", name)
		}
	}
}

type listening struct {
	*replay.Store
	asked map[string]bool
}

func (l *listening) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	var name string
	if _, err := fmt.Sscanf(sql, "-- %s", &name); err != nil {
		return nil, err
	}
	l.asked[strings.TrimSuffix(name, ":")] = true
	if n := strings.Count(sql, "?"); n != len(args) {
		return nil, fmt.Errorf("%s is asked with %d values, its text names %d", name, len(args), n)
	}
	return l.Store.Query(ctx, sql, args...)
}

package web_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"zhiwei/reports"
	"zhiwei/reports/replay"
	"zhiwei/reports/view"
	"zhiwei/reports/web"
)

//go:embed testdata/axe.min.js
var axe string

// watch runs before every page: it collects policy reports and is where a planted script would leave its mark.
const watch = `window.__xss = 0; window.__reports = [];
document.addEventListener("securitypolicyviolation", function (e) { window.__reports.push(e.violatedDirective + " " + e.blockedURI); });`

// store opens the recorded answers.
func store(t *testing.T) *replay.Store {
	t.Helper()
	s, err := replay.Open(os.DirFS(filepath.Join("..", "testdata", "replay")))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serve puts the pages on a local server and gives its address.
func serve(t *testing.T, q reports.Querier) string {
	t.Helper()
	var h http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) }))
	t.Cleanup(srv.Close)
	var err error
	if h, err = web.New(web.Options{Querier: q, Hosts: []string{strings.TrimPrefix(srv.URL, "http://")}}); err != nil {
		t.Fatal(err)
	}
	return srv.URL
}

// browser starts one, or skips the test where there is none; in CI that is a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes a minute")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("there is no chromium, and CI has to run the browser tests")
		}
		t.Skip("NOT RUN: there is no chromium on the path")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch}); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// eval runs an expression in the page.
func eval[T any](ctx context.Context, t *testing.T, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", short(expression), err)
	}
	return v
}

func short(s string) string { return s[:min(len(s), 80)] }

func visit(ctx context.Context, t *testing.T, url string, width int64, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
}

// pages are the addresses that the browser tests walk through, without their language.
var pages = []string{"home", "series", "series/LH1001", "series/GD1001", "purchase", "health"}

func TestBrowserEveryPage(t *testing.T) {
	ctx, base := browser(t), serve(t, store(t))
	runs, violations := 0, 0
	for _, name := range pages {
		for _, lang := range []string{"", ".en"} {
			for _, scheme := range []string{"light", "dark"} {
				for _, width := range []int64{360, 1280} {
					runs++
					violations += checkPage(ctx, t, base+"/"+name+lang+".html", width, scheme)
				}
			}
		}
	}
	t.Logf("%d runs, %d axe violations", runs, violations)
}

// checkPage looks at one page in one window and gives the number of axe violations.
func checkPage(ctx context.Context, t *testing.T, url string, width int64, scheme string) int {
	t.Helper()
	where := fmt.Sprintf("%s %d %s", url[strings.LastIndex(url, "/"):], width, scheme)
	visit(ctx, t, url, width, scheme)
	checkDrawn(ctx, t, where)
	eval[bool](ctx, t, `document.querySelectorAll("details").forEach(d => d.open = true), true`)
	for _, w := range []int64{width, 320} {
		if w != width && width != 360 {
			continue
		}
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(w, 900)); err != nil {
			t.Fatal(err)
		}
		if over := eval[int](ctx, t, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("%s: at %d the page scrolls sideways by %d px", where, w, over)
		}
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		t.Fatal(err)
	}
	if said := eval[[]string](ctx, t, `window.__reports`); len(said) > 0 {
		t.Errorf("%s: policy reports %v", where, said)
	}
	eval[bool](ctx, t, axe+"; true")
	found := eval[[]string](ctx, t, `axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")))`)
	for _, f := range found {
		t.Errorf("%s: %s", where, f)
	}
	return len(found)
}

// checkDrawn holds that each chart has a canvas with something on it, and that its colours came from tokens.
func checkDrawn(ctx context.Context, t *testing.T, where string) {
	t.Helper()
	want := eval[int](ctx, t, `document.querySelectorAll("[data-chart]").length`)
	got := eval[int](ctx, t, `[...document.querySelectorAll("[data-chart] canvas")].filter(c => { var d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data; for (var i = 3; i < d.length; i += 4) if (d[i]) return true; return false; }).length`)
	if got < want {
		t.Errorf("%s: %d of %d charts are drawn", where, got, want)
	}
	if has := eval[bool](ctx, t, `!!window.echarts`); has != (want > 0) {
		t.Errorf("%s: charts %d, but the chart library is loaded: %v", where, want, has)
	}
}

func TestBrowserPageFiles(t *testing.T) {
	ctx, dir := browser(t), t.TempDir()
	if err := web.WritePages(t.Context(), store(t), dir, web.PageOptions{Workers: 2}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"home.html", "series/GD1001.en.html", "purchase.html"} {
		visit(ctx, t, "file://"+filepath.Join(dir, name), 1280, "light")
		checkDrawn(ctx, t, "file "+name)
		if said := eval[[]string](ctx, t, `window.__reports`); len(said) > 0 {
			t.Errorf("file %s: policy reports %v", name, said)
		}
		if font := eval[string](ctx, t, `getComputedStyle(document.querySelector("h1")).fontSize`); font != "26px" {
			t.Errorf("file %s: the style sheet is not applied: title in %s", name, font)
		}
	}
}

func TestBrowserNoDeadLinks(t *testing.T) {
	ctx, base := browser(t), serve(t, store(t))
	seen := map[string]bool{}
	for _, name := range pages {
		for _, lang := range []string{"", ".en"} {
			visit(ctx, t, base+"/"+name+lang+".html", 1280, "light")
			for _, link := range eval[[]string](ctx, t, `[...document.querySelectorAll("a[href], link[href], script[src]")].map(a => a.href || a.src)`) {
				if !seen[link] {
					seen[link] = true
					checkLink(t, base, link)
				}
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d links were found", len(seen))
	}
}

func checkLink(t *testing.T, base, link string) {
	t.Helper()
	if !strings.HasPrefix(link, base) {
		t.Errorf("%s leaves the site", link)
		return
	}
	file, anchor, _ := strings.Cut(link, "#")
	status, body := get(t, file)
	if status != http.StatusOK {
		t.Errorf("%s is %d", link, status)
	}
	if anchor != "" && !strings.Contains(body, `id="`+anchor+`"`) {
		t.Errorf("%s: the page has no #%s", link, anchor)
	}
}

func TestBrowserSearch(t *testing.T) {
	ctx, base := browser(t), serve(t, store(t))
	visit(ctx, t, base+"/series.html", 1280, "light")
	shown := `[...document.querySelectorAll("#items tbody tr")].filter(r => r.getClientRects().length).length`
	before := eval[int](ctx, t, shown)
	eval[bool](ctx, t, `(q => { q.value = "月饼 yb"; q.dispatchEvent(new Event("input")); return true })(document.getElementById("q"))`)
	if after := eval[int](ctx, t, shown); before != 25 || after != 6 {
		t.Errorf("search shows %d of %d items, want 6 of 25", after, before)
	}
	if said := eval[string](ctx, t, `document.querySelector("[role=status]").textContent`); said != "显示 6 个" {
		t.Errorf("the search says %q", said)
	}
}

func TestBrowserPrintedPurchaseList(t *testing.T) {
	ctx, s := browser(t), store(t)
	base := serve(t, s)
	h, _, err := view.LoadHeader(t.Context(), s, "")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := view.LoadPlan(t.Context(), s, h.RunID)
	if err != nil {
		t.Fatal(err)
	}
	visit(ctx, t, base+"/purchase.html", 1280, "light")
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err != nil {
		t.Fatal(err)
	}
	text := pdfText(ctx, t, pdf)
	f := view.Format{Lang: "zh"}
	for _, l := range lines {
		for _, want := range []string{l.Name, l.SKU, f.Money(l.AmountFen), squeeze(view.SentenceText(f, l))} {
			if !strings.Contains(text, squeeze(want)) {
				t.Errorf("line %d: the print has no %q", l.Line, want)
			}
		}
	}
	for _, want := range []string{"制单", "审核（主管）", "财务", "批准", h.RunID, "数据截至2026-08-23", "第1页/共", "预测草稿，未发布"} {
		if !strings.Contains(text, want) {
			t.Errorf("the print has no %q", want)
		}
	}
}

// pdfText is the text of a printed page without blanks; where pdftotext is missing, the page's own text as printed.
func pdfText(ctx context.Context, t *testing.T, pdf []byte) string {
	t.Helper()
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatal("this is no PDF")
	}
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		media := emulation.SetEmulatedMediaParams{Media: "print"}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
			t.Fatal(err)
		}
		_, style := get(t, eval[string](ctx, t, `document.querySelector('link[href$="run.css"]').href`))
		return squeeze(eval[string](ctx, t, `document.body.innerText`) + unescapeCSS(style))
	}
	cmd := exec.CommandContext(t.Context(), tool, "-raw", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return squeeze(string(out))
}

func squeeze(s string) string {
	return strings.Join(strings.Fields(s), "")
}

// unescapeCSS reads the \00xxxx escapes back.
func unescapeCSS(style string) string {
	var b strings.Builder
	for len(style) > 0 {
		var code rune
		if n, err := fmt.Sscanf(style, "\\%06x ", &code); n == 1 && err == nil {
			b.WriteRune(code)
			style = style[8:]
			continue
		}
		b.WriteByte(style[0])
		style = style[1:]
	}
	return b.String()
}

// hostile is planted into every text field of every query.
const hostile = `"><img src=x onerror=window.__xss=1></script><script>window.__xss=1</script>{{7*7}}${7*7}`

func TestBrowserHostileText(t *testing.T) {
	ctx, s := browser(t), store(t)
	s.Edit = func(query, column, cell string) string {
		switch column {
		case "sku", "run_id", "urgency", "state", "period_kind", "period", "class", "model", "name", "season", "channel", "why_args":
			if query != "page_festival" && (column == "name" || column == "class") || column == "channel" && cell != "" && query == "page_home_channels" {
				return cell + hostile
			}
			return cell
		default:
			return cell + hostile
		}
	}
	base := serve(t, s)
	for _, name := range pages {
		for _, lang := range []string{"", ".en"} {
			visit(ctx, t, base+"/"+name+lang+".html", 1280, "light")
			moveOverCharts(ctx, t)
			if got := eval[int](ctx, t, `window.__xss`); got != 0 {
				t.Errorf("%s%s: the planted script ran", name, lang)
			}
			if n := eval[int](ctx, t, `document.querySelectorAll("img, script:not([src]):not([type='application/json'])").length`); n != 0 {
				t.Errorf("%s%s: %d elements came out of data", name, lang, n)
			}
			if said := eval[[]string](ctx, t, `window.__reports`); len(said) > 0 {
				t.Errorf("%s%s: policy reports %v", name, lang, said)
			}
		}
	}
}

// moveOverCharts shows the tooltip of each chart, where names from data stand.
func moveOverCharts(ctx context.Context, t *testing.T) {
	t.Helper()
	eval[int](ctx, t, `[...document.querySelectorAll("[data-chart]")].map(e => echarts.getInstanceByDom(e)).filter(Boolean).map(c => { for (var i of [0, 5, 12]) c.dispatchAction({type: "showTip", seriesIndex: 0, dataIndex: i}); return 1 }).length`)
}

// options reads the chart options out of a page.
func options(t *testing.T, body, id string) map[string]any {
	t.Helper()
	_, rest, ok := strings.Cut(body, `<script type="application/json" id="`+id+`">`)
	if !ok {
		t.Fatalf("the page has no chart %s", id)
	}
	data, _, _ := strings.Cut(rest, "</script>")
	var spec map[string]any
	if err := json.Unmarshal([]byte(data), &spec); err != nil {
		t.Fatalf("chart %s: %v", id, err)
	}
	return spec
}

package web_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/replay"
	"zhiwei/reports/web"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// written gives every file of a folder by its name.
func written(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, relErr := filepath.Rel(dir, path)
		if relErr != nil {
			return relErr
		}
		files[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, s *replay.Store, o web.PageOptions) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := web.WritePages(t.Context(), s, dir, o); err != nil {
		t.Fatal(err)
	}
	return written(t, dir)
}

var (
	once          sync.Once
	recordedPages map[string]string
)

// plain gives every file of the recorded run, written once for all tests that only read them.
func plain(t *testing.T) map[string]string {
	t.Helper()
	once.Do(func() { recordedPages = write(t, store(t), web.PageOptions{Workers: 2}) })
	if recordedPages == nil {
		t.Fatal("the pages could not be written")
	}
	return recordedPages
}

func TestWritePages(t *testing.T) {
	files := plain(t)
	for _, name := range []string{
		"home.html", "home.en.html", "series.html", "series.en.html", "purchase.html", "purchase.en.html", "health.html", "health.en.html",
		"run.css", "run.en.css", "series/GD1001.html", "series/GD1001.en.html", "assets/app.css", "assets/echarts.min.js", "assets/echarts-LICENSE.txt", "assets/echarts-NOTICE.txt",
	} {
		if files[name] == "" {
			t.Errorf("%s is not written", name)
		}
	}
	items := 0
	for name := range files {
		if strings.HasPrefix(name, "series/") {
			items++
		}
	}
	if items != 2*25 {
		t.Errorf("%d item pages, want one per item and language: 50", items)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	a, b := plain(t), write(t, store(t), web.PageOptions{Workers: 4})
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two runs differ:\n%.2000s", diff)
	}
}

var (
	inlineStyle  = regexp.MustCompile(`<style|\sstyle=`)
	inlineScript = regexp.MustCompile(`<script(?: type="text/javascript")?>|\son[a-z]+=|javascript:`)
	words        = regexp.MustCompile(`>([^<>]*page\.[a-z]|[^<>]*\{\{|[^<>]*%!|[^<>]*NaN|[^<>]*ZgotmplZ)`)
	address      = regexp.MustCompile(`(?:href|src)="([^"#?]+)`)
)

func TestPagesAreClean(t *testing.T) {
	files := plain(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		body := files[name]
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		for what, re := range map[string]*regexp.Regexp{"inline style": inlineStyle, "inline script": inlineScript, "a word that is missing": words} {
			if m := re.FindString(body); m != "" {
				t.Errorf("%s has %s: %.120s", name, what, m)
			}
		}
		if !strings.Contains(body, `http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;self&#39;;`) {
			t.Errorf("%s carries no policy", name)
		}
		for _, m := range address.FindAllStringSubmatch(body, -1) {
			target := filepath.ToSlash(filepath.Join(filepath.Dir(name), m[1]))
			if _, ok := files[target]; !ok {
				t.Errorf("%s links to %s, which is not there", name, target)
			}
		}
	}
}

var foreign = regexp.MustCompile(`>[^<>]*[A-Za-z]{4,}[^<>]*<`)

// known are the Latin words that a Chinese page may hold: names of measures, files, codes, models, and the other language.
var known = regexp.MustCompile(`English|WAPE|MASE|GMV|SeasonCurve|Theta|Export|orders_export|VALUE|unknown-|qty-|bad-money|xlsx|Sheet1|inbox|zhiwei|NEW`)

func TestChinesePagesAreChinese(t *testing.T) {
	files := plain(t)
	for _, name := range []string{"home.html", "series.html", "purchase.html", "health.html", "series/GD1001.html", "series/LH1001.html"} {
		_, body, _ := strings.Cut(files[name], "<body>")
		body = regexp.MustCompile(`(?s)<script.*?</script>`).ReplaceAllString(body, "")
		for _, m := range foreign.FindAllString(body, -1) {
			if !known.MatchString(m) {
				t.Errorf("%s has an untranslated word: %.100s", name, m)
			}
		}
	}
}

// essence is a page as text, small enough to be read: tags that carry no text are dropped, one line an element.
func essence(page string) string {
	_, body, _ := strings.Cut(page, `<main id="main">`)
	for _, cut := range []string{`(?s)<script.*?</script>`, `(?s)<svg.*?</svg>`, `(?s)<details.*?</details>`, `(?s)</main>.*`} {
		body = regexp.MustCompile(cut).ReplaceAllString(body, "")
	}
	body = regexp.MustCompile(`</?(span|b|strong|small|a|div|td|th|figure|p|dt|dd)\b[^>]*>`).ReplaceAllString(body, " ")
	body = regexp.MustCompile(`</?[^>]+>`).ReplaceAllString(body, "\n")
	var lines []string
	for line := range strings.Lines(body) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestGoldenPages(t *testing.T) {
	files := plain(t)
	for _, name := range []string{"home.html", "home.en.html", "purchase.html", "purchase.en.html", "health.html", "health.en.html", "series/LH1001.html", "series/LH1001.en.html", "series.html"} {
		golden := filepath.Join("testdata", "golden", strings.ReplaceAll(name, "/", "-")+".txt")
		got := essence(files[name])
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs from its golden text:\n%s", name, diff)
		}
	}
}

func TestNoRunYet(t *testing.T) {
	files := plain(t)
	empty, err := replay.Open(os.DirFS(filepath.Join("testdata", "empty")))
	if err != nil {
		t.Fatal(err)
	}
	none := write(t, empty, web.PageOptions{})
	if !strings.Contains(none["home.html"], "还没有数据可看") || !strings.Contains(none["home.en.html"], "There is nothing to show yet") {
		t.Errorf("an empty workspace has no page that says so: %.300s", none["home.html"])
	}
	if _, ok := none["purchase.html"]; ok {
		t.Error("an empty workspace has a purchase page")
	}
	if strings.Contains(none["home.html"], `class="dataline"`) {
		t.Error("an empty workspace names a run")
	}
	if len(files) < len(none) {
		t.Error("a run writes fewer pages than none")
	}
}

func TestWritePagesIntoAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := web.WritePages(t.Context(), store(t), path, web.PageOptions{}); err == nil {
		t.Error("pages were written into a file")
	}
}

func TestPrintFootIsOnlyText(t *testing.T) {
	s := store(t)
	s.Edit = func(query, column, cell string) string {
		if query == "page_header" && column == "run_id" {
			return `R1"; } body { background: url(//evil) } /*` + "\n"
		}
		return cell
	}
	files := write(t, s, web.PageOptions{})
	style := files["run.css"]
	if strings.Contains(style, "url(") || strings.Count(style, `"`) != 8 || strings.Contains(style, "/*") {
		t.Errorf("a run id left its string: %s", style)
	}
}

func TestHostileSKUKeepsItsFolder(t *testing.T) {
	s := store(t)
	s.Edit = func(query, column, cell string) string {
		if column == "sku" && cell == "GD1001" && strings.HasPrefix(query, "page_series") {
			return "../../etc/passwd\x00\n" + strings.Repeat("长", 90)
		}
		return cell
	}
	for name := range write(t, s, web.PageOptions{}) {
		if strings.Contains(name, "..") || strings.Contains(name, "etc/") || len(name) > 250 {
			t.Errorf("a code became the path %q", name)
		}
	}
}

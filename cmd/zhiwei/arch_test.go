package main_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// source is one Go file of the project.
type source struct {
	path, dir string
	test      bool
	lines     int
	file      *ast.File
	fset      *token.FileSet
	text      []byte
}

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "bin" || (strings.HasPrefix(d.Name(), ".") && d.Name() != "..")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		s, err := parse(path)
		out = append(out, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("no Go files found")
	}
	return out
}

func parse(path string) (source, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return source{}, err
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.ParseComments|parser.SkipObjectResolution)
	rel, rerr := filepath.Rel(root, path)
	if err == nil {
		err = rerr
	}
	return source{
		path: filepath.ToSlash(rel), dir: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(path, "_test.go"),
		lines: bytes.Count(text, []byte("\n")), file: file, fset: fset, text: text,
	}, err
}

// imports lists what a file imports, quotes removed.
func (s source) imports() []string {
	out := make([]string, 0, len(s.file.Imports))
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil {
			out = append(out, p)
		}
	}
	return out
}

// comparesWhole tells the one benchmark that stands where the engine may be opened, because it sets the engine's own
// reader beside the whole import.
func (s source) comparesWhole() bool { return s.path == "transform/warehouse/import_bench_test.go" }

var leaves = []string{
	"zhiwei/ingest/order", "zhiwei/ingest/table", "zhiwei/transform/demand", "zhiwei/transform/calendar",
	"zhiwei/forecast/dist", "zhiwei/forecast/score",
}

// allowed says whether a file in dir may import p (one of our packages).
func allowed(dir, p string) bool {
	pkg := "zhiwei/" + dir
	under := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(x string) bool { return p == x || strings.HasPrefix(p, x+"/") })
	}
	pure := under("zhiwei/transform/demand", "zhiwei/transform/calendar")
	switch {
	case slices.Contains(leaves, pkg):
		return slices.Contains(leaves, p)
	case strings.HasPrefix(dir, "ingest"):
		return under("zhiwei/ingest")
	case strings.HasPrefix(dir, "transform"):
		return under("zhiwei/transform", "zhiwei/ingest/order")
	case strings.HasPrefix(dir, "forecast"):
		return under("zhiwei/forecast") || pure
	case strings.HasPrefix(dir, "reports"):
		return under("zhiwei/reports", "zhiwei/forecast") || pure
	default:
		return strings.HasPrefix(dir, "cmd")
	}
}

func TestArchArrows(t *testing.T) {
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			if strings.HasPrefix(p, "zhiwei/") && p != "zhiwei/"+s.dir && !allowed(s.dir, p) && !s.comparesWhole() {
				t.Errorf("%s imports %s: arrows run one way", s.path, p)
			}
			if strings.Contains(p, "go-duckdb") && s.dir != "transform/warehouse" {
				t.Errorf("%s imports %s: only transform/warehouse opens DuckDB", s.path, p)
			}
		}
	}
}

func TestArchFanOut(t *testing.T) {
	out := map[string]map[string]bool{}
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.dir, "cmd") {
			continue
		}
		for _, p := range s.imports() {
			if strings.HasPrefix(p, "zhiwei/") {
				if out[s.dir] == nil {
					out[s.dir] = map[string]bool{}
				}
				out[s.dir][p] = true
			}
		}
	}
	for dir, ps := range out {
		limit := 8
		if dir == "forecast" { // the root of the models names each family once
			limit = 16
		}
		if len(ps) > limit {
			t.Errorf("%s imports %d of our packages, want at most %d", dir, len(ps), limit)
		}
	}
}

// leastTests is the budget of one line of test a line of code.
const leastTests = 1.0

func TestArchFileLength(t *testing.T) {
	var code, tests int
	for _, s := range sources(t) {
		if s.test {
			tests += s.lines
		} else {
			code += s.lines
		}
		if s.lines > 600 {
			t.Errorf("%s has %d lines, want at most 600", s.path, s.lines)
		}
	}
	ratio := float64(tests) / float64(code)
	t.Logf("code %d lines, tests %d lines, ratio %.2f (the budget is 1.00)", code, tests, ratio)
	if ratio < leastTests {
		t.Errorf("test to code ratio %.2f fell below %.2f", ratio, leastTests)
	}
}

func TestArchFunctionLength(t *testing.T) {
	var lengths []int
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			n := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
			lengths = append(lengths, n)
			if n > 62 && !excused(f) { // 60 lines of body between the braces' lines
				t.Errorf("%s: %s has %d lines, want at most 60", s.path, f.Name.Name, n)
			}
		}
	}
	slices.Sort(lengths)
	median, p90 := lengths[len(lengths)/2], lengths[len(lengths)*9/10]
	t.Logf("%d functions: median %d lines, p90 %d, longest %d", len(lengths), median, p90, lengths[len(lengths)-1])
	if median > 12 || p90 > 36 {
		t.Errorf("function length median %d, p90 %d; want at most 12 and 36", median, p90)
	}
}

// excused tells whether a numeric kernel gives its paper as the reason for being long.
func excused(f *ast.FuncDecl) bool {
	return f.Doc != nil && strings.Contains(f.Doc.Text(), "Eq.") || hasNolint(f)
}

func hasNolint(f *ast.FuncDecl) bool {
	if f.Doc == nil {
		return false
	}
	return slices.ContainsFunc(f.Doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//nolint:funlen //") })
}

func TestArchPackageDocs(t *testing.T) {
	docs, dirs := map[string]int{}, map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		dirs[s.dir] = true
		if filepath.Base(s.path) == "doc.go" {
			docs[s.dir] = s.lines
		}
	}
	for dir := range dirs {
		if docs[dir] < 8 {
			t.Errorf("%s: doc.go has %d lines, want what goes in, what comes out, an example and what it refuses", dir, docs[dir])
		}
	}
	t.Logf("%d packages, each with a doc.go", len(dirs))
}

var sqlWord = regexp.MustCompile(`(?i)^\s*(SELECT|INSERT INTO|DELETE FROM|UPDATE|CREATE (OR REPLACE )?(TEMP )?(TABLE|VIEW)|DROP|COPY|ATTACH) `)

// TestArchSQL finds SQL text put together by + or Sprintf; transform/warehouse has the one quoting function.
func TestArchSQL(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.dir == "transform/warehouse" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			for _, e := range pieces(n) {
				lit, ok := e.(*ast.BasicLit)
				if ok && lit.Kind == token.STRING && sqlWord.MatchString(strings.Trim(lit.Value, "`\"")) {
					t.Errorf("%s:%d builds SQL from strings", s.path, s.fset.Position(lit.Pos()).Line)
				}
			}
			return true
		})
	}
}

// pieces are the operands of a + and the arguments of a Sprintf.
func pieces(n ast.Node) []ast.Expr {
	switch x := n.(type) {
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return []ast.Expr{x.X, x.Y}
		}
	case *ast.CallExpr:
		if sel, ok := x.Fun.(*ast.SelectorExpr); ok && strings.HasSuffix(sel.Sel.Name, "printf") {
			return x.Args
		}
	}
	return nil
}

// minimum are the library versions below which a known fault returns.
var minimum = map[string]string{
	"github.com/marcboeker/go-duckdb": "v1.8.2", "github.com/apache/arrow/go/v17": "v17.0.0",
	"github.com/xuri/excelize/v2": "v2.11.1", "github.com/go-echarts/go-echarts/v2": "v2.6.7",
}

// testOnly are the direct dependencies that only tests import.
var testOnly = []string{
	"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/rogpeppe/go-internal", "go.uber.org/goleak", "github.com/chromedp/chromedp", "github.com/chromedp/cdproto",
}

func TestArchDependencies(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	var direct []string
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(f) < 2 || !strings.HasPrefix(f[1], "v") {
			continue
		}
		if want, ok := minimum[f[0]]; ok && f[1] != want {
			t.Errorf("%s is %s, want %s", f[0], f[1], want)
		}
		if strings.Contains(line, "// indirect") || strings.HasPrefix(f[0], "golang.org/x/") || slices.Contains(testOnly, f[0]) {
			continue
		}
		direct = append(direct, f[0])
	}
	t.Logf("%d direct dependencies in the binary", len(direct))
	if len(direct) == 0 || len(direct) > 20 {
		t.Errorf("%d direct dependencies, want 1 to 20: %v", len(direct), direct)
	}
}

func TestArchPureGo(t *testing.T) {
	if testing.Short() {
		t.Skip("builds three stages")
	}
	cmd := exec.Command("go", "build", "./ingest/...", "./forecast/...", "./reports/...")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("CGO_ENABLED=0 go build: %v\n%s", err, out)
	}
}

func TestArchLayout(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Fields("ingest transform forecast reports cmd go.mod go.sum README.md README.zh-CN.md LICENSE NOTICE CHANGELOG.md Makefile bin cover.out zhiwei-demo")
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(known, e.Name()) {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}

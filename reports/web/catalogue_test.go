package web_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/locale"
)

// used are the keys of the catalogues that code and templates name: whole ones, and beginnings that code completes.
type used struct{ keys, beginnings map[string]string }

var (
	wholeKey  = regexp.MustCompile(`^(page|common)\.[a-z0-9][^ ]*[^- ]$`)
	beginning = regexp.MustCompile(`^(page|common)\.[a-z0-9-]+-$`)
	inPage    = regexp.MustCompile(`"((?:page|common)\.[a-z0-9-]+)"`)
)

// scanned reads every Go file that is no test, and every template.
func scanned(t *testing.T) used {
	t.Helper()
	u := used{map[string]string{}, map[string]string{}}
	for _, root := range []string{filepath.Join("..", "..", "reports"), filepath.Join("..", "..", "cmd")} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || d.IsDir():
				return err
			case strings.HasSuffix(path, ".html"):
				data, err := os.ReadFile(path)
				for _, m := range inPage.FindAllStringSubmatch(string(data), -1) {
					u.keys[m[1]] = path
				}
				return err
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				return u.goFile(path)
			default:
				return nil
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

func (u used) goFile(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		text, _, formatted := strings.Cut(text, "%") // a key that is completed by a format ends at its verb
		switch {
		case err != nil || formatted && !beginning.MatchString(text):
		case wholeKey.MatchString(text):
			u.keys[text] = path
		case beginning.MatchString(text):
			u.beginnings[text] = path
		}
		return true
	})
	return nil
}

func TestEveryKeyThatIsNamedExists(t *testing.T) {
	u := scanned(t)
	if len(u.keys) < 200 || len(u.beginnings) < 5 {
		t.Fatalf("only %d keys and %d beginnings were found", len(u.keys), len(u.beginnings))
	}
	for _, lang := range locale.Languages() {
		for key, path := range u.keys {
			if !locale.Has(lang, key) {
				t.Errorf("%s names %s, which %s does not have", path, key, lang)
			}
		}
	}
}

func TestEveryKeyIsUsed(t *testing.T) {
	u := scanned(t)
	words, err := locale.Load(os.DirFS(filepath.Join("..", "locale")), "zh-Hans")
	if err != nil {
		t.Fatal(err)
	}
	for begin, path := range u.beginnings {
		found := false
		for key := range words {
			found = found || strings.HasPrefix(key, begin)
		}
		if !found {
			t.Errorf("%s completes %s…, and no key begins so", path, begin)
		}
	}
	for key := range words {
		if !strings.HasPrefix(key, "page.") && !strings.HasPrefix(key, "common.") {
			continue
		}
		_, ok := u.keys[key]
		for begin := range u.beginnings {
			ok = ok || strings.HasPrefix(key, begin)
		}
		if !ok {
			t.Errorf("%s is said nowhere", key)
		}
	}
}

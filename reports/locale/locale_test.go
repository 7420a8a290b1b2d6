package locale_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"zhiwei/reports/locale"
)

func TestEveryKeyInEveryLanguage(t *testing.T) {
	zh, err := locale.Load(os.DirFS("."), "zh-Hans")
	if err != nil {
		t.Fatal(err)
	}
	en, err := locale.Load(os.DirFS("."), "en")
	if err != nil {
		t.Fatal(err)
	}
	if len(zh) < 100 {
		t.Fatalf("only %d keys were read", len(zh))
	}
	for key, z := range zh {
		e, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in en", key)
			continue
		}
		want := locale.Placeholders(z.Other)
		for _, form := range []string{z.One, e.One, e.Other} {
			if form == "" && e.Other != "" {
				continue
			}
			if got := locale.Placeholders(form); !slices.Equal(got, want) && !oneWithoutN(form, e.One, got, want) {
				t.Errorf("%s: placeholders %v, want %v", key, got, want)
			}
		}
	}
	for key := range en {
		if _, ok := zh[key]; !ok {
			t.Errorf("%s is missing in zh-Hans", key)
		}
	}
}

// oneWithoutN allows a singular that says its number in words.
func oneWithoutN(form, one string, got, want []string) bool {
	return form == one && slices.Equal(got, slices.DeleteFunc(slices.Clone(want), func(s string) bool { return s == "N" }))
}

func TestEnglishHasNoChinese(t *testing.T) {
	en, err := locale.Load(os.DirFS("."), "en")
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range en {
		if strings.ContainsFunc(text.Other, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) && key != "page.other-lang" {
			t.Errorf("%s holds Chinese: %s", key, text.Other)
		}
	}
}

// counted is a number with the plural of what it counts.
var counted = regexp.MustCompile(`\{\{\.N\}\} (days|lines|rows|lots|items|files|products|things|findings|suggestions|boxes|weeks|windows|series)\b`)

// TestEnglishCountsToOne: what counts things has a form for one of them.
func TestEnglishCountsToOne(t *testing.T) {
	en, err := locale.Load(os.DirFS("."), "en")
	if err != nil {
		t.Fatal(err)
	}
	never := []string{"page.led-turn", "workbook.weekly-ask-orders"} // has decimals; is said of more than two
	for key, text := range en {
		if counted.MatchString(text.Other) && text.One == "" && !slices.Contains(never, key) {
			t.Errorf("%s says one of many: %q", key, text.Other)
		}
		if text.One != "" && (counted.MatchString(text.One) || text.One == text.Other) {
			t.Errorf("%s says many of one: %q", key, text.One)
		}
	}
}

func TestT(t *testing.T) {
	for _, c := range []struct {
		lang locale.Lang
		key  string
		args map[string]any
		want string
	}{
		{locale.Zh, "common.days-before", map[string]any{"N": 32}, "节前第32天"},
		{locale.En, "common.days-before", map[string]any{"N": 32}, "32 days before"},
		{locale.En, "common.days-before", map[string]any{"N": 1}, "1 day before"},
		{locale.En, "common.days-before", map[string]any{"N": "1"}, "1 day before"},
		{locale.Zh, "common.days-before", nil, "节前第{{.N}}天"},
		{locale.Zh, "no.such-key", nil, "no.such-key"},
		{locale.Zh, "page.ruler-promo", map[string]any{"Name": "{{.From}}", "From": "a", "To": "b"}, "{{.From}} a 至 b"},
	} {
		if got := locale.T(c.lang, c.key, c.args); got != c.want {
			t.Errorf("T(%s, %s) = %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if got := locale.Or(locale.En, "page.model-Theta", "Theta", nil); got != "Theta" {
		t.Errorf("Or of an unknown key = %q", got)
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]locale.Lang{"zh": locale.Zh, "zh-CN": locale.Zh, "EN\t": locale.En, "en-GB": locale.En} {
		if got, err := locale.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v", text, got, err)
		}
	}
	if _, err := locale.Parse("fr"); err == nil {
		t.Error("Parse took fr")
	}
	if locale.Zh.Tag() != "zh-CN" || locale.En.Tag() != "en" {
		t.Error("wrong tags for HTML")
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"a key of another area": `common.a: "x"`,
		"a number":              "page.a: 3",
		"half a plural":         "page.a:\n  one: \"x\"",
		"a key twice":           "page.a: \"x\"\npage.a: \"y\"",
	} {
		if _, err := locale.Load(fstest.MapFS{"l/page.yaml": {Data: []byte(text)}}, "l"); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

// Every value is set in as it stands, once, whatever it holds; what has no value stays to be seen.
func TestValuesAreSetInOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("{}.N月 \n%<"))).Draw(t, "text")
		got := locale.T(locale.Zh, "page.ruler-promo", map[string]any{"Name": text, "From": text, "To": "b", "Other": "never"})
		if want := text + " " + text + " 至 b"; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
	for _, c := range []struct {
		args map[string]any
		want string
	}{
		{map[string]any{"Name": "a", "To": 5}, "a {{.From}} 至 5"},
		{map[string]any{"Name": nil, "From": 1.5, "To": true}, "<nil> 1.5 至 true"},
		{map[string]any{}, "{{.Name}} {{.From}} 至 {{.To}}"},
		{map[string]any{"name": "a", "From\u0020": "b"}, "{{.Name}} {{.From}} 至 {{.To}}"},
	} {
		if got := locale.T(locale.Zh, "page.ruler-promo", c.args); got != c.want {
			t.Errorf("%v gives %q, want %q", c.args, got, c.want)
		}
	}
}

// The form for one is taken of a 1, written in any way, and of nothing else.
func TestOneIsOneOnly(t *testing.T) {
	for n, want := range map[any]string{
		1: "1 day before", int64(1): "1 day before", "1": "1 day before", 1.0: "1 day before", 0: "0 days before", -1: "-1 days before", 11: "11 days before",
		"1.0": "1.0 days before", "1,001": "1,001 days before", 1.5: "1.5 days before", true: "true days before",
	} {
		if got := locale.T(locale.En, "common.days-before", map[string]any{"N": n}); got != want {
			t.Errorf("%v is %q, want %q", n, got, want)
		}
	}
}

// A catalogue's placeholders are found wherever they stand, each once and sorted; what is left open is none.
func TestPlaceholders(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "no": nil, "{{.A}}": {"A"}, "{{.B}}{{.A}} {{.B}}": {"A", "B"}, "{{.A": nil, "{{A}}": nil, "x{{.月}}y": {"月"}, "{{.A}}{{.B": {"A"},
	} {
		if got := locale.Placeholders(text); !slices.Equal(got, want) {
			t.Errorf("%q has %v, want %v", text, got, want)
		}
	}
}

// Texts of a catalogue are read as they stand, whole folders at once, and a fault names its file.
func TestLoadFolders(t *testing.T) {
	fsys := fstest.MapFS{
		"l/page.yaml":  {Data: []byte("page.a: \"x: y\"\npage.b:\n  one: \"1\"\n  other: \"{{.N}}\"\n")},
		"l/check.yaml": {Data: []byte("check.a: |\n  two\n  lines\n")},
		"l/notes.txt":  {Data: []byte("page.c: z")},
		"m/page.yaml":  {Data: []byte("page.d: z")},
	}
	got, err := locale.Load(fsys, "l")
	want := map[string]locale.Text{"page.a": {Other: "x: y"}, "page.b": {One: "1", Other: "{{.N}}"}, "check.a": {Other: "two\nlines\n"}}
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err = locale.Load(fsys, "none"); err != nil || len(got) != 0 {
		t.Errorf("a folder that is not there: %v, %v", got, err)
	}
	for _, text := range []string{"- a", "page.a: [x]", "page.a:\n  one: 1\n  other: x", "page.a:\n  one: x\n  other: y\n  few: z", "page.a:\n", "page: x", "page.a: \"x"} {
		_, err := locale.Load(fstest.MapFS{"l/page.yaml": {Data: []byte(text)}}, "l")
		if err == nil || !strings.Contains(err.Error(), "l/page.yaml") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Only Chinese and English are known, in the spellings of people and browsers.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "-", "z", "zho", "中文", "eng", "en_GB", "zh,en", "fr-zh"} {
		if got, err := locale.Parse(text); err == nil || got != "" {
			t.Errorf("%q was taken for %q", text, got)
		}
	}
	for _, lang := range locale.Languages() {
		if got, err := locale.Parse(lang.Tag()); err != nil || got != lang {
			t.Errorf("the tag %s is %q, %v", lang.Tag(), got, err)
		}
		if !locale.Has(lang, "common.total") || locale.Has(lang, "common.") || locale.T("fr", "common.total", nil) != "common.total" {
			t.Errorf("%s: keys are taken for what they are not", lang)
		}
	}
}

package locale_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

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

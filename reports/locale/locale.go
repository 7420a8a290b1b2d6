package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

// Lang is a language of the product.
type Lang string

// The languages, the first one first.
const (
	Zh Lang = "zh"
	En Lang = "en"
)

// Languages lists every language in the order in which it is offered.
func Languages() []Lang { return []Lang{Zh, En} }

// Parse reads a language as a person or a browser writes it: zh, zh-CN, zh-Hans, en, en-GB.
func Parse(s string) (Lang, error) {
	switch tag, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-"); tag {
	case "zh":
		return Zh, nil
	case "en":
		return En, nil
	default:
		return "", fmt.Errorf("language %q is not one of zh, en", s)
	}
}

// Tag is the language as HTML's lang attribute wants it.
func (l Lang) Tag() string {
	if l == En {
		return "en"
	}
	return "zh-CN"
}

// folder is the catalogue folder of the language.
func (l Lang) folder() string {
	if l == En {
		return "en"
	}
	return "zh-Hans"
}

// Text is one entry of a catalogue; One is empty where a single form serves.
type Text struct {
	One, Other string
}

//go:embed zh-Hans/*.yaml en/*.yaml
var files embed.FS

var catalogues = sync.OnceValue(func() map[Lang]map[string]Text {
	all := make(map[Lang]map[string]Text, len(Languages()))
	for _, lang := range Languages() {
		words, err := Load(files, lang.folder())
		if err != nil {
			panic("locale: an embedded catalogue is broken: " + err.Error())
		}
		all[lang] = words
	}
	return all
})

// Load reads every catalogue of one folder and refuses a key that does not begin with the name of its file.
func Load(fsys fs.FS, folder string) (map[string]Text, error) {
	names, err := fs.Glob(fsys, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("list catalogues of %s: %w", folder, err)
	}
	words := map[string]Text{}
	for _, name := range names {
		area := strings.TrimSuffix(path.Base(name), ".yaml")
		if err := loadFile(fsys, name, area, words); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return words, nil
}

func loadFile(fsys fs.FS, name, area string, into map[string]Text) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	var raw map[string]any
	if err := yaml.Unmarshal(data, &raw); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		if !strings.HasPrefix(key, area+".") {
			return fmt.Errorf("key %q does not begin with %q", key, area+".")
		}
		text, err := textOf(raw[key])
		if err != nil {
			return fmt.Errorf("key %q: %w", key, err)
		}
		into[key] = text
	}
	return nil
}

func textOf(v any) (Text, error) {
	switch v := v.(type) {
	case string:
		return Text{Other: v}, nil
	case map[string]any:
		one, okOne := v["one"].(string)
		other, okOther := v["other"].(string)
		if !okOne || !okOther || len(v) != 2 {
			return Text{}, fmt.Errorf("wants the two texts one and other, has %d entries", len(v))
		}
		return Text{One: one, Other: other}, nil
	default:
		return Text{}, fmt.Errorf("is a %T and not a text", v)
	}
}

// Has reports whether the language has the key.
func Has(lang Lang, key string) bool {
	_, ok := catalogues()[lang][key]
	return ok
}

// T is the text of a key in a language with its placeholders filled; an unknown key comes back as it stands.
func T(lang Lang, key string, args map[string]any) string {
	text, ok := catalogues()[lang][key]
	if !ok {
		return key
	}
	form := text.Other
	if text.One != "" && fmt.Sprint(args["N"]) == "1" {
		form = text.One
	}
	return fill(form, args)
}

// Or is T for keys made from data, such as a reason code: an unknown key gives the fallback instead.
func Or(lang Lang, key, fallback string, args map[string]any) string {
	if !Has(lang, key) {
		return fallback
	}
	return T(lang, key, args)
}

const (
	open = "{{."
	shut = "}}"
)

// fill replaces {{.Name}} by the value of Name; a placeholder without a value stays as it is, so that it is seen.
func fill(text string, args map[string]any) string {
	if !strings.Contains(text, open) {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, open)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, closed := strings.Cut(rest, shut)
		v, ok := args[name]
		if !closed || !ok {
			b.WriteString(open)
			text = rest
			continue
		}
		fmt.Fprint(&b, v)
		text = after
	}
}

// Placeholders lists the placeholder names of a text, sorted and each once.
func Placeholders(text string) []string {
	var names []string
	for {
		_, rest, found := strings.Cut(text, open)
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, shut)
		if !closed {
			break
		}
		names = append(names, name)
		text = after
	}
	slices.Sort(names)
	return slices.Compact(names)
}

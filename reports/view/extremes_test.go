package view_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"zhiwei/reports/view"
)

// texts are all strings of a value, with the place where they stand.
func texts(v reflect.Value, at string, each func(at, text string)) {
	switch v.Kind() {
	case reflect.String:
		each(at, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				texts(v.Field(i), at+"."+v.Type().Field(i).Name, each)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			texts(v.Index(i), fmt.Sprintf("%s[%d]", at, i), each)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), at, each)
		}
	default:
	}
}

// pages are all page models of a recording, by name. Charts are left out of what is looked at: they hold numbers for a machine.
func pages(t *testing.T, p *tape, f view.Format) map[string]any {
	t.Helper()
	s := p.store()
	h := header(t, s)
	out := map[string]any{}
	add := func(name string, page any, err error) {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		out[name] = page
	}
	home, err := view.LoadHome(t.Context(), s, f, h)
	home.WeekChart = nil
	add("home", home, err)
	ruler, err := view.LoadRuler(t.Context(), s, f, h)
	add("ruler", ruler, err)
	buy, err := view.LoadPurchase(t.Context(), s, f, h)
	add("purchase", buy, err)
	health, err := view.LoadHealth(t.Context(), s, f, h)
	add("health", health, err)
	list, err := view.LoadList(t.Context(), s, f, h)
	add("list", list, err)
	book, err := view.LoadBook(t.Context(), s, h, "", "")
	if err != nil {
		t.Error(err)
		return out
	}
	for _, sku := range book.SKUs() {
		page, _, err := book.Page(f, sku, "")
		page.Fan, page.Seasons = nil, nil
		add("series "+sku, page, err)
	}
	return out
}

// oneOfMany is a single thing in the plural.
var oneOfMany = regexp.MustCompile(`(^|[^0-9,.−])1 (days|lines|rows|items|files|lots|windows|orders|weeks|findings|things)\b`)

// Numbers that are too large, below zero, zero, not known or not numbers at all leave words and dashes, never NaN, Inf or a
// placeholder, on any page and in both languages.
func TestExtremes(t *testing.T) {
	for name, cells := range map[string]map[string]string{
		"nothing":    {"int": "0", "int32": "0", "float": "0"},
		"one":        {"int": "1", "int32": "1", "float": "1"},
		"below zero": {"int": "-12345678", "int32": "-3", "float": "-1234.5"},
		"huge":       {"int": "90071992547409", "int32": "365", "float": "1e12"},
		"not known":  {"int": "7", "int32": "7", "float": ""},
		"no number":  {"int": "7", "int32": "7", "float": "NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newTape(t)
			for _, query := range slices.Sorted(maps.Keys(p.files)) {
				if filepath.Ext(query) == ".csv" && query != "page_header.csv" {
					p.numbers(strings.TrimSuffix(query, ".csv"), cells)
				}
			}
			for _, f := range []view.Format{zh, en} {
				for page, model := range pages(t, p, f) {
					texts(reflect.ValueOf(model), page, func(at, text string) {
						for _, bad := range []string{"NaN", "Inf", "{{", "%!", "[[", "0001-01-01", "-9,223", "−9,223,372"} {
							if strings.Contains(text, bad) {
								t.Errorf("%s %s: %q", f.Lang, at, text)
							}
						}
						if name == "one" && oneOfMany.MatchString(text) {
							t.Errorf("%s counts to one wrongly: %q", at, text)
						}
					})
				}
			}
		})
	}
}

// always are cells that a plan never leaves open: its sentence is made of them.
var always = []string{"window_mean", "safety_stock", "order_up_to", "need", "amount"}

// numbers sets every cell of the kinds that are given; numbers of lines, steps and ranks keep apart what they count.
func (p *tape) numbers(query string, cells map[string]string) {
	p.t.Helper()
	head, rows := p.read(query)
	for _, r := range rows {
		for _, h := range head {
			name, kind, _ := strings.Cut(h, ":")
			v, ok := cells[kind]
			open := v == "" || v == "NaN"
			if !ok || slices.Contains([]string{"line", "step", "rank", "week", "src_line"}, name) || open && slices.Contains(always, name) {
				continue
			}
			r[name] = v
		}
	}
	p.set(query, rows...)
}

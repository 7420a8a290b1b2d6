package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"sync"

	"zhiwei/reports/chart"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

//go:embed page/*.html
var pageFiles embed.FS

// templates are one set per page, each with the shell.
var templates = sync.OnceValue(func() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"home", "list", "series", "purchase", "health", "message"} {
		t := template.New(name + ".html").Funcs(template.FuncMap{"inc": func(i int) int { return i + 1 }})
		all[name] = template.Must(t.ParseFS(pageFiles, "page/shell.html", "page/"+name+".html"))
	}
	return all
})

// document is what a template sees.
type document struct {
	F        view.Format
	Header   view.Header
	Ruler    view.Ruler
	Title    string
	Policy   string // of the meta element; empty when a header carries it
	Charts   []chart.Spec
	Body     any
	Served   bool
	name     string // home.html, series/GD1001.html: without the language
	nav      string // the page of the navigation that it belongs to
	root     string // "" or "../"
	template string
}

// message is the body of a page that has nothing else to say.
type message struct {
	Kind, What, Why, Next string
	Home                  bool
}

// navItem is a link of the main navigation.
type navItem struct {
	Href, Text string
	Here       bool
}

// Nav is the main navigation.
func (d document) Nav() []navItem {
	var items []navItem
	for _, key := range []string{"home", "series", "purchase", "health"} {
		items = append(items, navItem{d.Link(key + ".html"), d.F.T("page.nav-" + key), d.nav == key})
	}
	return items
}

// Link is the address of a page in the document's language, seen from the document.
func (d document) Link(target string) string {
	file, anchor, has := strings.Cut(target, "#")
	if has {
		anchor = "#" + anchor
	}
	if file == "" {
		return anchor
	}
	return d.root + localised(file, d.F.Lang) + anchor
}

// localised is the name of a file in a language: home.html, home.en.html.
func localised(file string, lang locale.Lang) string {
	if lang == locale.Zh {
		return file
	}
	at := strings.LastIndexByte(file, '.')
	return file[:at] + "." + string(lang) + file[at:]
}

// Asset is the address of an asset with its hash, so that it can be kept for ever.
func (d document) Asset(name string) string {
	return d.root + "assets/" + name + "?v=" + assets()[name].hash
}

// Other is the same page in the other language.
func (d document) Other() string {
	if d.name == "" {
		return ""
	}
	return d.root + localised(d.name, d.other())
}

// OtherTag is the other language as HTML names it.
func (d document) OtherTag() string { return d.other().Tag() }

func (d document) other() locale.Lang {
	if d.F.Lang == locale.Zh {
		return locale.En
	}
	return locale.Zh
}

// Foreign reports whether names from data are in another language than the page.
func (d document) Foreign() bool { return d.F.Lang != locale.Zh }

// Self is the page's own address.
func (d document) Self() string { return d.root + localised(d.name, d.F.Lang) }

// ChannelLink is the page of the item in one channel, which only the server has.
func (d document) ChannelLink(channel string) string {
	return d.Self() + "?channel=" + url.QueryEscape(channel)
}

// render fills the document's template; nothing is written when it fails.
func (d document) render() ([]byte, error) {
	var b bytes.Buffer
	if err := templates()[d.template].Execute(&b, d); err != nil {
		return nil, fmt.Errorf("make %s: %w", d.name, err)
	}
	return b.Bytes(), nil
}

package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"zhiwei/reports/locale"
	"zhiwei/reports/web"
)

// Headers that no answer may lack, whatever its status.
var everywhere = []string{
	"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy", "X-Frame-Options", "Cache-Control",
}

func TestRefusalsCarryTheHeadersToo(t *testing.T) {
	h := handler(t)
	for name, c := range map[string]struct {
		method, path string
		edit         func(*http.Request)
		status       int
	}{
		"a foreign host":     {http.MethodGet, "/home.html", func(r *http.Request) { r.Host = "evil.example" }, 421},
		"a post":             {http.MethodPost, "/home.html", nil, 405},
		"a cross-site post":  {http.MethodPost, "/home.html", func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"an unknown page":    {http.MethodGet, "/nothing.html", nil, 404},
		"an unknown asset":   {http.MethodGet, "/assets/nothing.js", nil, 404},
		"an unknown method":  {"BREW", "/home.html", nil, 405},
		"a connect":          {http.MethodConnect, "/home.html", nil, 405},
		"an unchanged asset": {http.MethodGet, "/assets/app.js", func(r *http.Request) { r.Header.Set("If-None-Match", tagOf(t, h, "/assets/app.js")) }, 304},
	} {
		res := ask(t, h, c.method, c.path, c.edit)
		if res.StatusCode != c.status {
			t.Errorf("%s is %d, want %d", name, res.StatusCode, c.status)
		}
		for _, header := range everywhere {
			if res.Header.Get(header) == "" {
				t.Errorf("%s (%d) has no %s", name, res.StatusCode, header)
			}
		}
		if c.status == 405 && res.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s allows %q", name, res.Header.Get("Allow"))
		}
	}
}

func tagOf(t *testing.T, h http.Handler, path string) string {
	t.Helper()
	return ask(t, h, http.MethodGet, path, nil).Header.Get("ETag")
}

func TestPolicyLetsNothingInline(t *testing.T) {
	policy := strings.Clone(web.Policy)
	for _, part := range []string{"unsafe-inline", "unsafe-eval", "*", "http:", "https:", "blob:"} {
		if strings.Contains(policy, part) {
			t.Errorf("the policy allows %s", part)
		}
	}
	for _, part := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
}

func TestUnknownAddresses(t *testing.T) {
	h := handler(t)
	for _, path := range []string{
		"/home", "/HOME.HTML", "/home.html/", "/home.fr.html", "/index.html", "/run.js", "/favicon.ico", "/series", "/series/", "/series/GD1001.css",
		"/series/gd1001.html", "/series/GD1001.fr.html", "/series/GD1001/x.html", "/assets", "/assets/", "/assets/app.css/x", "/assets/.app.css", "/%00", "/series/%00.html", "/api/home", "/.env",
		"/%E4%BB%8A%E5%A4%A9.html", "/<script>alert(1)</script>.html",
	} {
		res := ask(t, h, http.MethodGet, "/", func(r *http.Request) { r.URL.Path = unescape(t, path); r.RequestURI = path })
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s is %d", path, res.StatusCode)
		}
		if !strings.Contains(res.Body, "没有这一页") || strings.Contains(res.Body, "<script>alert") {
			t.Errorf("%s: %.200s", path, res.Body)
		}
	}
	for _, path := range []string{"/nothing.en.html", "/home.en.en.html", "/series/NOBODY.en.html"} {
		res := ask(t, h, http.MethodGet, path, nil)
		if res.StatusCode != http.StatusNotFound || !strings.Contains(res.Body, "There is no such page") || !strings.Contains(res.Body, `<html lang="en">`) {
			t.Errorf("%s is %d: %.200s", path, res.StatusCode, res.Body)
		}
	}
}

func unescape(t *testing.T, path string) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	u, err := r.URL.Parse("http://x/" + strings.TrimPrefix(strings.NewReplacer("<", "%3C", ">", "%3E").Replace(path), "/"))
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// Addresses that a browser may mangle lead to the same host and nowhere else.
func TestRedirectsStayHere(t *testing.T) {
	h := handler(t)
	for _, path := range []string{"//evil.example/home.html", "/a/../home.html", "/./home.html", "//home.html", "/series/../home.html"} {
		res := ask(t, h, http.MethodGet, "/", func(r *http.Request) { r.URL.Path = path; r.RequestURI = path })
		if to := res.Header.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("%s leads to %q", path, to)
		}
		if res.StatusCode == http.StatusOK {
			t.Errorf("%s is served as it stands", path)
		}
	}
}

func TestQueryStrings(t *testing.T) {
	h := handler(t)
	plain := ask(t, h, http.MethodGet, "/home.html", nil).Body
	for _, query := range []string{"?", "?x=1", "?channel=x", "?v=1", "?a=%00", "?%zz", "?lang=en", "?" + strings.Repeat("a", 5000)} {
		if res := ask(t, h, http.MethodGet, "/home.html"+query, nil); res.StatusCode != http.StatusOK || res.Body != plain {
			t.Errorf("%.20s changes the page: %d", query, res.StatusCode)
		}
	}
	item := ask(t, h, http.MethodGet, "/series/GD1001.html", nil).Body
	for query, want := range map[string]int{"?channel=": 200, "?x=1": 200, "?channel=%00": 404, "?channel=<script>": 404, "?channel=%E5%A4%A9": 404, "?channel=&channel=x": 200} {
		res := ask(t, h, http.MethodGet, "/series/GD1001.html"+query, nil)
		if res.StatusCode != want || want == 200 && res.Body != item {
			t.Errorf("GD1001%s is %d, want %d", query, res.StatusCode, want)
		}
		if strings.Contains(res.Body, "<script>") {
			t.Errorf("GD1001%s puts the query into the page", query)
		}
	}
}

// The language is the address's and never the browser's: a page that was sent on reads the same.
func TestLanguageIsInTheAddress(t *testing.T) {
	h := handler(t)
	for path, lang := range map[string]locale.Lang{"/home.html": locale.Zh, "/home.en.html": locale.En, "/series/GD1001.en.html": locale.En, "/series/GD1001.html": locale.Zh, "/purchase.en.html": locale.En} {
		for _, accept := range []string{"", "en-GB,en;q=0.9", "zh-CN", "fr", "*"} {
			res := ask(t, h, http.MethodGet, path, func(r *http.Request) { r.Header.Set("Accept-Language", accept) })
			if !strings.Contains(res.Body, `<html lang="`+lang.Tag()+`">`) {
				t.Errorf("%s with %q is not %s", path, accept, lang)
			}
		}
	}
	for path, other := range map[string]string{"/home.html": `href="home.en.html"`, "/home.en.html": `href="home.html"`, "/series/GD1001.html": `href="../series/GD1001.en.html"`} {
		if body := ask(t, h, http.MethodGet, path, nil).Body; !strings.Contains(body, other) {
			t.Errorf("%s has no way to its other language", path)
		}
	}
}

func TestGzipWhereItIsTaken(t *testing.T) {
	h := handler(t)
	plain := ask(t, h, http.MethodGet, "/assets/app.css", nil)
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "GZIP": true, "deflate, gzip": true, "gzip;q=1.0": true, "br;q=1, gzip;q=0.2": true, "*": true,
		"gzip;q=0": false, "gzip; q=0.000": false, "br": false, "identity": false, "*;q=0": false, "gzip;q=0, *": false, "x-gzip-not": false,
	} {
		res := ask(t, h, http.MethodGet, "/assets/app.css", func(r *http.Request) { r.Header.Set("Accept-Encoding", accept) })
		if got := res.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("Accept-Encoding %q is answered in gzip: %v", accept, got)
			continue
		}
		if n := strconv.Itoa(len(res.Body)); res.Header.Get("Content-Length") != n {
			t.Errorf("%q: Content-Length %s of %s bytes", accept, res.Header.Get("Content-Length"), n)
		}
		if (res.Header.Get("ETag") == plain.Header.Get("ETag")) == want {
			t.Errorf("%q: other bytes under the same tag", accept)
		}
		if want && unzip(t, res.Body) != plain.Body {
			t.Errorf("%q: unpacked it is another file", accept)
		}
	}
	if res := ask(t, h, http.MethodGet, "/home.html", func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") }); res.Header.Get("Content-Encoding") != "" {
		t.Error("a page with data is packed, which tells its length") // a secret in a packed page can be guessed by its length
	}
}

func unzip(t *testing.T, s string) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader([]byte(s)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAssetIsKeptByItsHash(t *testing.T) {
	h := handler(t)
	for _, name := range []string{"app.css", "tokens.css", "app.js", "echarts.min.js", "mark.svg"} {
		tag := tagOf(t, h, "/assets/"+name)
		hash := strings.Trim(tag, `"`)
		for query, want := range map[string]string{"?v=" + hash: "public, max-age=31536000, immutable", "": "no-cache", "?v=": "no-cache", "?v=0123456789ab": "no-cache", "?v=" + hash + "x": "no-cache"} {
			if got := ask(t, h, http.MethodGet, "/assets/"+name+query, nil).Header.Get("Cache-Control"); got != want {
				t.Errorf("%s%s may be kept %q", name, query, got)
			}
		}
		for match, want := range map[string]int{tag: 304, `"x", ` + tag: 304, "W/" + tag: 304, `"x"`: 200, hash: 200, "": 200} {
			res := ask(t, h, http.MethodGet, "/assets/"+name, func(r *http.Request) { r.Header.Set("If-None-Match", match) })
			if res.StatusCode != want || want == 304 && res.Body != "" {
				t.Errorf("%s against %s is %d with %d bytes", name, match, res.StatusCode, len(res.Body))
			}
		}
	}
}

// Over a real connection a HEAD says what a GET would, and sends nothing.
func TestHeadIsGetWithoutBody(t *testing.T) {
	base := serve(t, store(t))
	for path := range routes {
		head, err := http.Head(base + path) //nolint:noctx,gosec // a test against its own server
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(head.Body)
		if closeErr := head.Body.Close(); err != nil || closeErr != nil {
			t.Fatal(err, closeErr)
		}
		status, full := get(t, base+path)
		if len(body) != 0 || head.StatusCode != status {
			t.Errorf("HEAD %s: %d with %d bytes, GET is %d", path, head.StatusCode, len(body), status)
		}
		if !strings.HasPrefix(path, "/assets/") && head.ContentLength != int64(len(full)) {
			t.Errorf("HEAD %s promises %d bytes of %d", path, head.ContentLength, len(full))
		}
	}
}

func TestNothingIsServedUnderOtherNames(t *testing.T) {
	h := handler(t)
	for _, name := range []string{
		"127.0.0.1:8787 ", "127.0.0.1:8787\t", "127.0.0.1.:8787", "127.0.0.1:08787", "2130706433:8787", "0x7f.1:8787", "[::ffff:127.0.0.1]:8787", "localhost:8787@evil.example", "user@localhost:8787", "Localhost:8787", "0.0.0.0:8787",
	} {
		if res := ask(t, h, http.MethodGet, "/", func(r *http.Request) { r.Host = name }); res.StatusCode != http.StatusMisdirectedRequest || strings.Contains(res.Body, "R2026") {
			t.Errorf("Host %q is %d", name, res.StatusCode)
		}
	}
	res := ask(t, h, http.MethodGet, "/", func(r *http.Request) {
		r.Host = "evil.example"
		r.Header.Set("X-Forwarded-Host", host)
		r.Header.Set("Forwarded", "host="+host)
	})
	if res.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("a forwarded name is believed: %d", res.StatusCode)
	}
}

func TestHostListIsCopied(t *testing.T) {
	hosts := []string{host}
	h, err := web.New(web.Options{Querier: store(t), Hosts: hosts})
	if err != nil {
		t.Fatal(err)
	}
	hosts[0] = "evil.example"
	if res := ask(t, h, http.MethodGet, "/", func(r *http.Request) { r.Host = "evil.example" }); res.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("the caller's list is used after New: %d", res.StatusCode)
	}
}

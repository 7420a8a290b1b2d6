package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/google/go-cmp/cmp"

	"zhiwei/reports/locale"
	"zhiwei/reports/web"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url) //nolint:noctx,gosec // a test against its own server
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

const host = "127.0.0.1:8787"

func handler(t *testing.T) http.Handler {
	t.Helper()
	h, err := web.New(web.Options{Querier: store(t), Hosts: []string{host, "localhost:8787", "[::1]:8787"}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// answer is what came back, read to its end.
type answer struct {
	StatusCode int
	Header     http.Header
	Body       string
}

func ask(t *testing.T, h http.Handler, method, path string, edit func(*http.Request)) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	r.Host = host
	if edit != nil {
		edit(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return answer{w.Code, w.Result().Header, w.Body.String()}
}

// routes are one address of every kind.
var routes = map[string]int{
	"/": 200, "/home.html": 200, "/home.en.html": 200, "/series.html": 200, "/purchase.html": 200, "/health.html": 200,
	"/run.css": 200, "/run.en.css": 200, "/series/GD1001.html": 200, "/series/GD1001.html?channel=%E5%A4%A9%E7%8C%AB%E6%97%97%E8%88%B0%E5%BA%97": 200,
	"/assets/app.css": 200, "/assets/app.js": 200, "/assets/mark.svg": 200, "/assets/echarts.min.js": 200,
	"/series/GD1001.html?channel=nobody": 404, "/series/NOBODY.html": 404, "/assets/nothing.css": 404, "/season.html": 404, "/a/b/c.html": 404,
	"/assets/..%2fhandler.go": 404, "/series/..%2f..%2fhome.html": 404,
}

func TestHeadersOnEveryRoute(t *testing.T) {
	h := handler(t)
	want := map[string]string{
		"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	}
	for path, status := range routes {
		res := ask(t, h, http.MethodGet, path, nil)
		if res.StatusCode != status {
			t.Errorf("GET %s is %d, want %d", path, res.StatusCode, status)
		}
		for name, value := range want {
			if got := res.Header.Get(name); got != value {
				t.Errorf("GET %s: %s is %q", path, name, got)
			}
		}
		if !strings.HasPrefix(path, "/assets/") && res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s: data may be kept: %q", path, res.Header.Get("Cache-Control"))
		}
		if res.Header.Get("Content-Type") == "" {
			t.Errorf("GET %s has no content type", path)
		}
	}
}

func TestNothingButReading(t *testing.T) {
	h := handler(t)
	for path := range routes {
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions, http.MethodTrace} {
			if res := ask(t, h, method, path, nil); res.StatusCode != http.StatusMethodNotAllowed {
				t.Errorf("%s %s is %d", method, path, res.StatusCode)
			}
		}
		if res := ask(t, h, http.MethodHead, path, nil); res.StatusCode != routes[path] {
			t.Errorf("HEAD %s is %d", path, res.StatusCode)
		}
	}
	for _, origin := range []string{"https://evil.example", "null", "http://127.0.0.1:9999"} {
		res := ask(t, h, http.MethodPost, "/home.html", func(r *http.Request) { r.Header.Set("Origin", origin) })
		if res.StatusCode != http.StatusForbidden {
			t.Errorf("a post from %s is %d", origin, res.StatusCode)
		}
	}
}

func TestHostAllowList(t *testing.T) {
	h := handler(t)
	for name, want := range map[string]int{
		host: 200, "localhost:8787": 200, "[::1]:8787": 200,
		"evil.example": 421, "127.evil.example": 421, "evil.example:8787": 421, "": 421, "LOCALHOST:8787": 421, "localhost.:8787": 421,
		"localhost": 421, "127.0.0.1:80": 421, "127.0.0.1:8787.evil.example": 421,
	} {
		res := ask(t, h, http.MethodGet, "/home.html", func(r *http.Request) {
			r.Host = name
			r.Header.Set("Origin", "http://"+name)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
		})
		if res.StatusCode != want {
			t.Errorf("Host %q is %d, want %d", name, res.StatusCode, want)
		}
		if res.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("Host %q: the answer has no policy", name)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := web.New(web.Options{Querier: store(t)}); !errors.Is(err, web.ErrNoHosts) {
		t.Errorf("without hosts: %v", err)
	}
	if _, err := web.New(web.Options{Hosts: []string{host}}); !errors.Is(err, web.ErrNoQuerier) {
		t.Errorf("without a store: %v", err)
	}
}

func TestAssets(t *testing.T) {
	h := handler(t)
	body := ask(t, h, http.MethodGet, "/home.html", nil).Body
	_, rest, _ := strings.Cut(body, `src="assets/echarts.min.js`)
	address, _, _ := strings.Cut(rest, `"`)
	kept := ask(t, h, http.MethodGet, "/assets/echarts.min.js"+address, func(r *http.Request) { r.Header.Set("Accept-Encoding", "gzip") })
	if got := kept.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("an asset by its hash: Cache-Control %q", got)
	}
	if kept.Header.Get("Content-Encoding") != "gzip" || kept.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("not compressed: %v", kept.Header)
	}
	if n := len(kept.Body); n > 400_000 || n < 200_000 {
		t.Errorf("the compressed chart library has %d bytes", n)
	}
	plain := ask(t, h, http.MethodGet, "/assets/echarts.min.js?v=old", nil)
	if plain.Header.Get("Cache-Control") != "no-cache" || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("an old address: %v", plain.Header)
	}
	again := ask(t, h, http.MethodGet, "/assets/app.css", func(r *http.Request) {
		r.Header.Set("If-None-Match", ask(t, h, http.MethodGet, "/assets/app.css", nil).Header.Get("ETag"))
	})
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("an unchanged asset is %d", again.StatusCode)
	}
}

func TestPhoneWeight(t *testing.T) {
	h := handler(t)
	body := ask(t, h, http.MethodGet, "/purchase.html", nil).Body
	total := len(body)
	for _, part := range []string{"tokens.css", "app.css", "more.css", "app.js", "mark.svg"} {
		total += len(ask(t, h, http.MethodGet, "/assets/"+part, nil).Body)
	}
	if total > 300_000 {
		t.Errorf("the clerk's page weighs %d bytes", total)
	}
	if strings.Contains(body, "echarts") {
		t.Error("the clerk's page loads the chart library")
	}
}

// broken is a store whose every query fails.
type broken struct{}

func (broken) Query(context.Context, string, ...any) (array.RecordReader, error) {
	return nil, errors.New("secret inner detail")
}

func TestFaultIsSaidAndNotShown(t *testing.T) {
	h, err := web.New(web.Options{Querier: broken{}, Hosts: []string{host}, Lang: locale.En})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/purchase.en.html", "/series/GD1001.en.html"} {
		res := ask(t, h, http.MethodGet, path, nil)
		body := res.Body
		if res.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "This page could not be made") {
			t.Errorf("%s is %d: %.200s", path, res.StatusCode, body)
		}
		if strings.Contains(body, "secret") {
			t.Errorf("%s shows the inner fault", path)
		}
	}
}

func TestDefaultLanguage(t *testing.T) {
	for lang, want := range map[locale.Lang]string{"": `<html lang="zh-CN">`, locale.Zh: `<html lang="zh-CN">`, locale.En: `<html lang="en">`} {
		h, err := web.New(web.Options{Querier: store(t), Hosts: []string{host}, Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		if body := ask(t, h, http.MethodGet, "/", nil).Body; !strings.Contains(body, want) {
			t.Errorf("/ with the language %q is not %s", lang, want)
		}
	}
}

func TestChannelPage(t *testing.T) {
	h := handler(t)
	all := ask(t, h, http.MethodGet, "/series/LH1001.html", nil).Body
	one := ask(t, h, http.MethodGet, "/series/LH1001.html?channel=%E5%A4%A9%E7%8C%AB%E6%97%97%E8%88%B0%E5%BA%97", nil).Body
	if !strings.Contains(all, "13,822 盒") || strings.Contains(one, "13,822 盒") || !strings.Contains(one, "天猫旗舰店") {
		t.Error("the channel's page is not the channel's")
	}
	if !strings.Contains(all, `href="../series/LH1001.html?channel=`) {
		t.Error("the item's page does not link to its channels")
	}
	if diff := cmp.Diff(len(options(t, all, "c-fan")), 2); diff != "" {
		t.Errorf("the fan has not a wide and a narrow option: %s", diff)
	}
}

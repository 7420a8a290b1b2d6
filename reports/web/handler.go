package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"zhiwei/reports"
	"zhiwei/reports/locale"
	"zhiwei/reports/view"
)

// Options are what the server is given.
type Options struct {
	Querier reports.Querier
	Hosts   []string     // exact values of Host that are answered, with port: 127.0.0.1:8787, localhost:8787, [::1]:8787
	Lang    locale.Lang  // of "/"; "" is Chinese
	Run     string       // "" is the newest at each request
	Log     *slog.Logger // faults of single requests; nil is silent
}

// Errors of New.
var (
	ErrNoHosts   = errors.New("no host is allowed")        // a server that answers to any name can be rebound
	ErrNoQuerier = errors.New("there is nothing to query") // pages need a store
)

// Policy is the Content-Security-Policy of every answer.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

type server struct {
	maker
	lang locale.Lang
	log  *slog.Logger
}

// New makes the read-only handler of the pages.
func New(o Options) (http.Handler, error) {
	if len(o.Hosts) == 0 {
		return nil, ErrNoHosts
	}
	if o.Querier == nil {
		return nil, ErrNoQuerier
	}
	s := &server{maker: maker{q: o.Querier, run: o.Run, served: true}, lang: o.Lang, log: o.Log}
	if s.lang == "" {
		s.lang = locale.Zh
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{name}", s.asset)
	mux.HandleFunc("GET /series/{name}", s.series)
	mux.HandleFunc("GET /", s.page)
	return guard(slices.Clone(o.Hosts), http.NewCrossOriginProtection().Handler(readOnly(mux))), nil
}

// guard sets the headers of every answer and refuses names that are not on the list.
func guard(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range map[string]string{
			"Content-Security-Policy": Policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy": "camera=(), geolocation=(), microphone=()", "Cache-Control": "no-store", "X-Frame-Options": "DENY",
		} {
			h.Set(name, value)
		}
		if !slices.Contains(hosts, r.Host) {
			http.Error(w, http.StatusText(http.StatusMisdirectedRequest), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func readOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// asset gives an embedded file; one that is asked for by its hash may be kept for ever.
func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	a, ok := assets()[r.PathValue("name")]
	if !ok {
		s.missing(w, r, s.lang)
		return
	}
	h := w.Header()
	zipped := takesGzip(r.Header.Get("Accept-Encoding"))
	tag := a.hash
	if zipped {
		tag += "-gzip" // other bytes, so another tag
	}
	h.Set("Content-Type", a.kind)
	h.Set("ETag", strconv.Quote(tag))
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("If-None-Match"), strconv.Quote(tag)) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	data := a.data
	if zipped {
		h.Set("Content-Encoding", "gzip")
		data = a.zipped()
	}
	s.write(w, http.StatusOK, data)
}

// takesGzip reads Accept-Encoding: gzip or * that is not given the weight 0.
func takesGzip(accept string) bool {
	every := false
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		takes := strings.Trim(weight, "0.") != "" || weight == ""
		switch strings.ToLower(name) {
		case "gzip":
			return takes
		case "*":
			every = takes
		}
	}
	return every
}

// page gives one of the pages, the printed foot, or the first page at "/".
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	name, lang := unlocalised(strings.TrimPrefix(r.URL.Path, "/"))
	if name == "" {
		name, lang = "home.html", s.lang
	}
	sh, ok, err := s.open(r.Context(), lang)
	switch {
	case err != nil:
		s.failed(w, r, sh, err)
	case !ok && strings.HasSuffix(name, ".html"):
		s.send(w, r, http.StatusOK, s.empty(sh, "home.html"))
	case ok && name == "run.css":
		w.Header().Set("Content-Type", kinds[".css"])
		s.write(w, http.StatusOK, sh.style())
	default:
		d, found, err := s.maker.page(r.Context(), sh, name)
		switch {
		case err != nil:
			s.failed(w, r, sh, err)
		case !found:
			s.missing(w, r, lang)
		default:
			s.send(w, r, http.StatusOK, d)
		}
	}
}

// series gives the page of an item, of all its channels or of one.
func (s *server) series(w http.ResponseWriter, r *http.Request) {
	name, lang := unlocalised(r.PathValue("name"))
	sh, ok, err := s.open(r.Context(), lang)
	if err != nil {
		s.failed(w, r, sh, err)
		return
	}
	if !ok {
		s.missing(w, r, lang)
		return
	}
	d, found, err := s.itemPage(r.Context(), sh, strings.TrimSuffix(name, ".html"), r.URL.Query().Get("channel"))
	switch {
	case err != nil:
		s.failed(w, r, sh, err)
	case !found:
		s.missing(w, r, lang)
	default:
		s.send(w, r, http.StatusOK, d)
	}
}

// itemPage finds the item whose file name was asked for.
func (s *server) itemPage(ctx context.Context, sh shared, slug, channel string) (document, bool, error) {
	list, err := view.LoadList(ctx, s.q, sh.f, sh.header)
	if err != nil {
		return document{}, false, err
	}
	for _, it := range list.Rows {
		if view.Slug(it.SKU) != slug {
			continue
		}
		book, err := view.LoadBook(ctx, s.q, sh.header, it.SKU, channel)
		if err != nil {
			return document{}, false, err
		}
		return s.item(sh, book, it.SKU, channel)
	}
	return document{}, false, nil
}

// unlocalised takes the language out of a file name: home.en.html is home.html in English.
func unlocalised(file string) (string, locale.Lang) {
	at := strings.LastIndexByte(file, '.')
	if at < 0 {
		return file, locale.Zh
	}
	if base, ok := strings.CutSuffix(file[:at], "."+string(locale.En)); ok {
		return base + file[at:], locale.En
	}
	return file, locale.Zh
}

func (s *server) missing(w http.ResponseWriter, r *http.Request, lang locale.Lang) {
	s.send(w, r, http.StatusNotFound, s.maker.missing(shared{f: view.Format{Lang: lang}}, r.URL.Path))
}

func (s *server) failed(w http.ResponseWriter, r *http.Request, sh shared, err error) {
	s.log.ErrorContext(r.Context(), "a page could not be made", "path", r.URL.Path, "error", err)
	s.send(w, r, http.StatusInternalServerError, s.maker.failed(shared{f: sh.f}, r.URL.Path))
}

func (s *server) send(w http.ResponseWriter, r *http.Request, status int, d document) {
	data, err := d.render()
	if err != nil {
		s.log.ErrorContext(r.Context(), "a page could not be written", "path", r.URL.Path, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.write(w, status, data)
}

// write sends an answer; a client that has gone away is no fault of ours.
func (s *server) write(w http.ResponseWriter, status int, data []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if _, err := w.Write(data); err != nil {
		s.log.Debug("the client did not take the answer", "error", err)
	}
}

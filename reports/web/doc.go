// Package web makes the pages and serves them, read-only.
//
// In: a reports.Querier and which run to show. Out: the same pages twice, as files by [WritePages] and
// over HTTP by [New].
//
//	err := web.WritePages(ctx, store, "reports/2026-08-24", web.PageOptions{Workers: 2})
//	// reports/2026-08-24/home.html, home.en.html, series/GD1001.html, assets/app.css …
//	handler, err := web.New(web.Options{Querier: store, Hosts: []string{"127.0.0.1:8787", "localhost:8787"}})
//
// Addresses and file names are the same, and every link is relative, so a folder of pages works from a
// disk as it does behind the server. The one difference: the server also makes the page of an item in
// one channel (series/GD1001.html?channel=…), which the files do not link to.
//
// It refuses: a Host that is not on the list (421), any method but GET and HEAD (405), a cross-site
// request that could change something, and a chart name that would turn into code.
//
// # Why
//
// No page has inline script or style. A served page carries its policy as a header; a page file carries
// the same policy in a meta element (without frame-ancestors, which meta cannot carry) and loads its
// scripts and styles from assets/ beside it under 'self', which browsers grant to files. Inlining them by
// hash would put a megabyte of charts into each of some 250 pages.
//
// The chart's option reaches the page as JSON inside html/template, so no name can become code; the one
// script, static/app.js, is constant.
package web

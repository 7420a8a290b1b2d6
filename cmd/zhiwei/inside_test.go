package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	zhiwei "zhiwei/cmd/zhiwei"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/reports/locale"
)

// noon is the clock of the runs inside the test's own process.
var noon = time.Date(2026, 8, 24, 4, 0, 0, 0, time.UTC)

// insideWith runs the program within the test, which is faster than a process and lets the clock and the context be given.
func insideWith(ctx context.Context, environ []string, args ...string) result {
	var out, said bytes.Buffer
	app := &zhiwei.App{Stdout: &out, Stderr: &said, Environ: environ, Now: func() time.Time { return noon }}
	code := app.Main(ctx, args)
	return result{code, out.String(), said.String()}
}

// inside runs the program within the test and checks its exit code.
func inside(t *testing.T, want int, args ...string) result {
	t.Helper()
	r := insideWith(t.Context(), nil, args...)
	if r.code != want {
		t.Fatalf("zhiwei %s exited %d, want %d\n%s%s", strings.Join(args, " "), r.code, want, r.stdout, r.stderr)
	}
	return r
}

// paper maps the sheet of a small shop.
const paper = `name: paper
title: 登记表
platform: paper
version: "1"
shop: 门店
level: line
detect: {all: [单号, 商品编码, 数量, 金额]}
zone: Asia/Shanghai
currency: CNY
status: {已完成: completed}
amount: line_amount
line_id: row
columns:
  - {field: order_id, from: [单号], required: true}
  - {field: created_at, from: [日期], required: true}
  - {field: paid_at, from: [日期]}
  - {field: sku_code, from: [商品编码], required: true}
  - {field: qty, from: [数量], required: true}
  - {field: line_paid, from: [金额], required: true}
  - {field: line_amount, from: [金额]}
  - {field: status, from: [状态], required: true}
`

// shop is a workspace that knows the small shop's sheet; its inbox holds twelve weeks of two products.
func shop(t *testing.T) string {
	t.Helper()
	dir := newWorkspace(t)
	var rows strings.Builder
	rows.WriteString("单号,日期,商品编码,数量,金额,状态\n")
	first := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for i := range 84 {
		day := first.AddDate(0, 0, i)
		fmt.Fprintf(&rows, "A%d,%s,GD1001,%d,%d.00,已完成\n", i, day.Format(time.DateOnly), 5+i%7, 10*(5+i%7))
		fmt.Fprintf(&rows, "B%d,%s,=1+1,%d,%d.50,已完成\n", i, day.Format(time.DateOnly), 1+i%3, 1+i%3)
	}
	put(t, filepath.Join(dir, "profiles", "paper.yaml"), paper)
	put(t, filepath.Join(dir, "inbox", "门店登记.csv"), rows.String())
	return dir
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// object reads the one JSON object that a verb prints.
func object(t *testing.T, text string) (schema string, result any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	var got struct {
		Schema  string `json:"schema"`
		Version int    `json:"version"`
		Result  any    `json:"result"`
	}
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil || got.Version != 1 {
		t.Fatalf("version %d, %v in\n%s", got.Version, err, text)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		t.Fatalf("more than one object: %v in\n%s", err, text)
	}
	return got.Schema, got.Result
}

// TestEveryVerbPrintsOneObject: with --json stdout is one object with schema and version, and with --quiet stderr is empty.
func TestEveryVerbPrintsOneObject(t *testing.T) {
	dir := shop(t)
	series := filepath.Join(t.TempDir(), "s.csv")
	put(t, series, "unique_id,ds,y\nA,1,5\nA,2,6\nA,3,7\nA,4,8\nA,5,9\nA,6,8\nA,7,9\nA,8,10\n")
	ahead := filepath.Join(filepath.Dir(series), "f.csv")
	inside(t, 0, "forecast", "--series", series, "--horizon", "2", "--out", ahead)
	actual := filepath.Join(filepath.Dir(series), "a.csv")
	put(t, actual, "unique_id,ds,y\nA,9,9\nA,10,11\n")
	for _, c := range []struct {
		schema string
		args   []string
	}{
		{"version", []string{"version"}},
		{"doctor", []string{"doctor"}},
		{"import", []string{"import", "--dry-run", filepath.Join(dir, "inbox")}},
		{"run", []string{"run"}},
		{"import", []string{"import", filepath.Join(dir, "inbox")}},
		{"check", []string{"check"}},
		{"forecast", []string{"forecast"}},
		{"backtest", []string{"backtest"}},
		{"plan", []string{"plan", "--budget", "0"}},
		{"report", []string{"report", "purchase"}},
		{"sql", []string{"sql", "SELECT 1 AS n"}},
		{"sql", []string{"sql", "SELECT 1 AS n WHERE FALSE"}},
		{"backtest-file", []string{"backtest", "--series", series, "--horizon", "2", "--windows", "1"}},
		{"score", []string{"score", "--actual", actual, "--forecast", ahead, "--train", series, "--season", "1"}},
	} {
		r := inside(t, 0, append([]string{"-C", dir, "--json", "--quiet"}, c.args...)...)
		schema, value := object(t, r.stdout)
		if schema != "zhiwei."+c.schema || value == nil || r.stderr != "" {
			t.Errorf("%v: schema %s, result %v, stderr %q", c.args, schema, value, r.stderr)
		}
	}
}

// TestTablesFitTheTerminal: every table is at most 80 columns wide, Chinese characters counted as two, without a colour or
// a rewritten line, as none of this is a terminal.
func TestTablesFitTheTerminal(t *testing.T) {
	dir := shop(t)
	long := filepath.Join(dir, "inbox", "2026年8月企业团购与区域代理批发登记汇总表_最终版_20260824.csv")
	put(t, long, "单号,日期,商品编码,数量,金额,状态\nX1,2026-08-01,"+strings.Repeat("长编码", 9)+",1,12345678.90,已完成\n")
	series := filepath.Join(t.TempDir(), "s.csv")
	put(t, series, "unique_id,ds,y\nA,1,1050\nA,2,6\nA,3,7\nA,4,8\nA,5,9\nA,6,8\nA,7,9\nA,8,10\n")
	for _, lang := range []string{"zh", "en"} {
		for _, args := range [][]string{
			{"import", filepath.Join(dir, "inbox")},
			{"check"},
			{"backtest"},
			{"plan"},
			{"doctor"},
			{"run"},
			{"backtest", "--series", series, "--horizon", "2", "--windows", "1", "--models", "Naive,Naive2,zhiwei"},
		} {
			r := insideWith(t.Context(), nil, append([]string{"-C", dir, "--lang", lang}, args...)...)
			if r.code > 1 {
				t.Fatalf("%v exited %d: %s", args, r.code, r.stderr)
			}
			if strings.ContainsAny(r.stdout+r.stderr, "\x1b\r") {
				t.Errorf("%v: colours or rewritten lines where nobody looks on", args)
			}
			if args[0] == "run" { // its paths are as long as they are
				continue
			}
			for line := range strings.Lines(r.stdout) {
				if w := columns(strings.TrimRight(line, " \n")); w > 80 {
					t.Errorf("%s %v: %d columns: %s", lang, args, w, line)
				}
			}
		}
	}
}

// columns is the width of a line on a terminal.
func columns(line string) (n int) {
	for _, r := range line {
		n++
		if r >= 0x2e80 && r <= 0xffdc && (r < 0xd7b0 || r >= 0xf900) {
			n++
		}
	}
	return n
}

// TestLanguage: the flag beats the environment, that the file, that the default; also for what goes wrong.
func TestLanguage(t *testing.T) {
	dir := newWorkspace(t)
	settings := filepath.Join(dir, "zhiwei.yaml")
	for _, c := range []struct{ file, env, flag, want string }{
		{"zh", "", "", "zh"}, {"en", "", "", "en"}, {"en", "zh", "", "zh"}, {"zh", "en", "", "en"}, {"zh", "zh", "en", "en"}, {"en", "en", "zh", "zh"},
	} {
		put(t, settings, "clock: 2026-08-24\nlang: "+c.file+"\n")
		var env, args []string
		if c.env != "" {
			env = []string{"ZHIWEI_LANG=" + c.env}
		}
		if c.flag != "" {
			args = []string{"--lang", c.flag}
		}
		word := map[string]string{"zh": "设置", "en": "setting"}[c.want]
		if r := insideWith(t.Context(), env, append(args, "-C", dir, "doctor")...); !strings.HasPrefix(r.stdout, word) {
			t.Errorf("%+v: doctor says\n%s", c, r.stdout)
		}
		word = map[string]string{"zh": "还没有运行", "en": "There is no run"}[c.want]
		if r := insideWith(t.Context(), env, append(args, "-C", dir, "report")...); r.code != 2 || !strings.Contains(r.stderr, word) || !strings.Contains(r.stderr, "[E-NO-RUN]") {
			t.Errorf("%+v: report exited %d and says\n%s", c, r.code, r.stderr)
		}
	}
	if r := insideWith(t.Context(), []string{"ZHIWEI_LANG=en"}, "improt"); r.code != 2 || !strings.HasPrefix(r.stderr, "Wrong use") {
		t.Errorf("a wrong verb: %d, %s", r.code, r.stderr)
	}
}

// TestHeldWorkspace: whoever needs the workspace is told who has it and ends with 3; looking at the settings needs it not.
func TestHeldWorkspace(t *testing.T) {
	dir := newWorkspace(t)
	w, err := workspace.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	for _, args := range [][]string{
		{"check"}, {"import", dir}, {"forecast"}, {"backtest"}, {"plan"}, {"report"}, {"run"}, {"serve"}, {"sql", "SELECT 1"},
	} {
		r := inside(t, 3, append([]string{"-C", dir}, args...)...)
		if !strings.Contains(r.stderr, fmt.Sprintf("进程 %d", os.Getpid())) || !strings.Contains(r.stderr, "[E-LOCKED]") || r.stdout != "" {
			t.Errorf("%v: %s%s", args, r.stdout, r.stderr)
		}
	}
	inside(t, 0, "-C", dir, "doctor")
}

// zhWord is a text of the Chinese catalogue, which has to be there.
func zhWord(t *testing.T, key string) string {
	t.Helper()
	if !locale.Has(locale.Zh, key) {
		t.Fatalf("no words for %s", key)
	}
	return locale.T(locale.Zh, key, nil)
}

// spoken is what a running program says, safe to look at while it runs.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes what is said.
func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// TestServe: the pages answer on the address that is said, to that host only, until they are asked to stop; then the
// workspace is free again.
func TestServe(t *testing.T) {
	dir := shop(t)
	inside(t, 0, "-C", dir, "run")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var said spoken
	app := &zhiwei.App{Stdout: &said, Stderr: &said, Now: func() time.Time { return noon }}
	code := make(chan int, 1)
	go func() { code <- app.Main(ctx, []string{"-C", dir, "--lang", "en", "serve", "--listen", "127.0.0.1:0"}) }()
	url := ""
	for url == "" && ctx.Err() == nil {
		if _, after, ok := strings.Cut(said.String(), "Pages at "); ok {
			url, _, _ = strings.Cut(after, ",")
		}
		time.Sleep(10 * time.Millisecond)
	}
	for host, want := range map[string]int{"": http.StatusOK, "evil.example:80": http.StatusForbidden} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		good := res.StatusCode == http.StatusOK
		if err != nil || good != (want == http.StatusOK) || good != strings.Contains(string(body), "R20260824-") {
			t.Errorf("%s asked as %q: %d, %d bytes, %v", url, host, res.StatusCode, len(body), err)
		}
	}
	inside(t, 3, "-C", dir, "check")
	cancel()
	if got := <-code; got != 0 || !strings.Contains(said.String(), "Ctrl-C") {
		t.Errorf("stopped with %d: %s", got, said.String())
	}
	inside(t, 0, "-C", dir, "check")
}

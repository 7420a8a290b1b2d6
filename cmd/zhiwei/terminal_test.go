package main_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	zhiwei "zhiwei/cmd/zhiwei"
	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/transform"
)

// TestProgressWhereNobodyLooksOn: one line a step, then one line each ten seconds, never a rewritten one.
func TestProgressWhereNobodyLooksOn(t *testing.T) {
	var said bytes.Buffer
	at := noon
	show := (&zhiwei.App{Stderr: &said, Now: func() time.Time { return at }}).Shown()
	for _, e := range []struct {
		after time.Duration
		event pipeline.Event
	}{
		{0, pipeline.Event{Step: "import", Name: "a.csv"}},
		{time.Second, pipeline.Event{Step: "import", Name: "a.csv", Done: 16384}},
		{8 * time.Second, pipeline.Event{Step: "import", Name: "a.csv", Done: 900000}},
		{time.Second, pipeline.Event{Step: "import", Name: "b.csv", Done: 1234567}}, // ten seconds after the first line
		{9999 * time.Millisecond, pipeline.Event{Step: "import", Name: "b.csv", Done: 2000000}},
		{time.Millisecond, pipeline.Event{Step: "import", Name: "c.csv"}},
		{0, pipeline.Event{Step: "forecast", Total: 100}},
		{0, pipeline.Event{Step: "plan"}},
		{0, pipeline.Event{Step: "plan"}},
		{0, pipeline.Event{Step: "import", Name: "d.csv"}},
	} {
		at = at.Add(e.after)
		show(e.event)
	}
	words := func(key string) string { return zhWord(t, "cli.step-"+key) }
	want := strings.Join([]string{
		words("import"), words("import") + "  b.csv  1,234,567", words("import") + "  c.csv", words("forecast"), words("plan"), words("import"), "",
	}, "\n")
	if diff := cmp.Diff(want, said.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSummed: findings of one check about one subject are one line whose count and money are theirs; information about
// many subjects is one line that says how many.
func TestSummed(t *testing.T) {
	one := func(code, subject string, severity transform.Severity, passed bool, count, fen int64) transform.Check {
		return transform.Check{Code: code, Subject: subject, Severity: severity, Passed: passed, Count: count, Amount: fen}
	}
	got := zhiwei.Summed([]transform.Check{
		one("negative-stock", "A", transform.Warn, true, 1, 100), one("repeated-rows", "a.csv", transform.Info, false, 5, 1), one("negative-stock", "B", transform.Warn, false, 7, 0),
		one("negative-stock", "A", transform.Warn, false, 2, 50), one("repeated-rows", "b.csv", transform.Info, false, 6, 2), one("repeated-rows", "c.csv", transform.Info, true, 7, 3),
		one("negative-stock", "A", transform.Warn, true, 4, -20), one("unknown-status", "x", transform.Info, true, 0, 0),
	})
	want := []transform.Check{
		one("negative-stock", "A", transform.Warn, false, 7, 130), one("repeated-rows", "× 3", transform.Info, false, 18, 6), one("negative-stock", "B", transform.Warn, false, 7, 0),
		one("unknown-status", "x", transform.Info, true, 0, 0),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := zhiwei.Summed(nil); len(got) != 0 {
		t.Errorf("of nothing %v", got)
	}
}

// TestShorten: a name that fits stays; a longer one keeps its first six characters and its end and fits.
func TestShorten(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns int
		want    string
	}{
		{"good.csv", 24, "good.csv"},
		{"ExportOrderList202608111558.csv", 24, "Export…t202608111558.csv"},
		{"ExportOrderList20260811.", 24, "ExportOrderList20260811."},
		{"企业团购与区域代理批发登记汇总表.csv", 24, "企业团购与区…汇总表.csv"},
		{"", 24, ""},
	} {
		if got := zhiwei.Shorten(c.name, c.columns); got != c.want {
			t.Errorf("%q in %d columns is %q, want %q", c.name, c.columns, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(rapid.RuneFrom([]rune("aB1._月饼订单　—-"))).Draw(t, "name")
		width := rapid.IntRange(20, 40).Draw(t, "columns")
		got := zhiwei.Shorten(name, width)
		if columns(got) > width && got != name {
			t.Fatalf("%q in %d columns is %q with %d", name, width, got, columns(got))
		}
		head, tail, cut := strings.Cut(got, "…")
		if !strings.HasPrefix(name, head) || !strings.HasSuffix(name, tail) || cut == (got == name) {
			t.Fatalf("%q became %q", name, got)
		}
	})
}

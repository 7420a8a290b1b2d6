package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
)

// paper maps the hand-kept sheet of a small shop.
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
line_id: column
columns:
  - {field: order_id, from: [单号], required: true}
  - {field: line_id, from: [行号], required: true}
  - {field: created_at, from: [日期], required: true}
  - {field: paid_at, from: [日期]}
  - {field: sku_code, from: [商品编码], required: true}
  - {field: qty, from: [数量], required: true}
  - {field: line_paid, from: [金额], required: true}
  - {field: line_amount, from: [金额]}
  - {field: status, from: [状态], required: true}
`

// products is the department's own table of the only product that it knows.
const products = "商品编码,品名,规格,类目,单位,箱规,体积(升),成本价(元),标价(元),保质期(天),上架日期,下架日期,节令,替代商品编码,短保\n" +
	"GD1001,桂花糕,6枚,糕点,盒,24,1,7.2,12.8,60,2025-01-01,,,,否\n"

// sheet is a file of the small shop: one line of ten yuan for each number.
func sheet(code string, ids ...string) string {
	var b strings.Builder
	b.WriteString("单号,行号,日期,商品编码,数量,金额,状态\n")
	for _, id := range ids {
		fmt.Fprintf(&b, "%s,%s-1,2026-08-01,%s,1,10.00,已完成\n", id, id, code)
	}
	return b.String()
}

// shop makes a workspace that knows the small shop's sheet, its clock on the sample's today.
func shop(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "店铺")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	if err := workspace.FixClock(dir, pipeline.SampleDay.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "profiles", "paper.yaml"), paper)
	return dir
}

// put writes a file, with the folders above it.
func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// begin opens a workspace of the small shop; notify may be nil.
func begin(t *testing.T, dir string, notify func(pipeline.Event)) *pipeline.Session {
	t.Helper()
	s, err := pipeline.Open(t.Context(), dir, pipeline.Options{Now: noClock(t), Version: "test", Notify: notify})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// take imports paths without an error.
func take(t *testing.T, s *pipeline.Session, opt pipeline.ImportOptions, paths ...string) []pipeline.FileOutcome {
	t.Helper()
	files, err := s.Import(t.Context(), paths, opt)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// names are what became of files, as folder/name and a word.
func names(files []pipeline.FileOutcome) []string {
	out := []string{}
	for i := range files {
		f := &files[i]
		word := "new"
		switch {
		case f.Refusal != nil:
			word = f.Refused
		case f.Known:
			word = "known"
		}
		out = append(out, strings.TrimPrefix(f.Folder+"/", "/")+f.Name+" "+word)
	}
	return out
}

// held counts the order lines in the store and adds up their money.
func held(t *testing.T, s *pipeline.Session) (lines, fen int64) {
	t.Helper()
	query(t, s, "SELECT count(*), CAST(COALESCE(sum(line_paid), 0) AS BIGINT) FROM raw_order_line", func(_ []string, n []int64) { lines, fen = n[0], n[1] })
	return lines, fen
}

// ledger is the run ledger as "kind outcome file".
func ledger(t *testing.T, s *pipeline.Session) []string {
	t.Helper()
	entries, err := s.WS.Ledger()
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range entries {
		text := e.Kind + " " + e.Outcome
		if file, ok := e.Detail["file"].(string); ok {
			text += " " + file
		}
		out = append(out, text)
	}
	return out
}

package main_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// paperMapping reads a hand-kept sheet whose lines have numbers of their own.
const paperMapping = `name: paper
title: 登记表
platform: paper
names: [登记]
version: "1"
shop: 门店
level: line
detect:
  all: [单号, 行号, 商品编码, 数量, 金额]
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
  - {field: title, from: [品名]}
  - {field: qty, from: [数量], required: true}
  - {field: line_paid, from: [金额], required: true}
  - {field: line_amount, from: [金额]}
  - {field: status, from: [状态], required: true}
`

// forms writes the same orders in every form that people keep them in.
func forms(t *testing.T, dir, text string) []string {
	t.Helper()
	gbk, err := toGB18030(text)
	if err != nil {
		t.Fatal(err)
	}
	book, err := toXLSX(text, "")
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	w, err := z.Create("导出/订单.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(gbk); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range []struct {
		name string
		data []byte
	}{
		{"订单.csv", gbk},
		{"订单utf8.csv", []byte(text)},
		{"带BOM.csv", append([]byte("\ufeff"), text...)},
		{"订单.xlsx", book},
		{"改名.csv", gbk},
		{"改名没有后缀", gbk},
		{"订单.zip", packed.Bytes()},
		{"制表符.txt", []byte(strings.ReplaceAll(text, ",", "\t"))},
		{"回车.csv", []byte(strings.ReplaceAll(text, "\n", "\r\n"))},
	} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, f.data, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// TestFaultForms imports the same orders in other encodings, formats and names, in every rotation: they count once.
func TestFaultForms(t *testing.T) {
	text := "单号,行号,日期,商品编码,品名,数量,金额,状态\n" +
		manyLines(300, "P%d,%d-1,2026-08-01 10:00:00,GD1001,蛋黄酥六枚装礼盒,2,25.60,已完成")
	paths := forms(t, t.TempDir(), text)
	const totals = `SELECT count(*) AS n, sum(qty) AS pieces, sum(line_paid) AS fen, bit_xor(hash(order_id, line_id, sku_code, title, qty, line_paid, paid_at, status)) AS h FROM raw_order_line`
	want := ""
	rounds := len(paths)
	if testing.Short() {
		rounds = 2
	}
	for round := range rounds {
		dir := newWorkspace(t)
		if err := os.WriteFile(filepath.Join(dir, "profiles", "paper.yaml"), []byte(paperMapping), 0o600); err != nil {
			t.Fatal(err)
		}
		for i := range paths {
			runZhiwei(t, 0, "-C", dir, "import", paths[(round+i)%len(paths)])
			got := runZhiwei(t, 0, "-C", dir, "--json", "sql", totals).stdout
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("after %s as number %d:\n%s\nwant\n%s", filepath.Base(paths[(round+i)%len(paths)]), i+1, got, want)
			}
			if i == 1 && round > 0 {
				break // the first pair of every rotation is enough
			}
		}
	}
	if !strings.Contains(want, `"n": "300"`) || !strings.Contains(want, `"fen": "768000"`) {
		t.Errorf("totals %s", want)
	}
}

// treeHash is the hash of every file below a folder.
func treeHash(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read report: %w", err)
		}
		rel, err := filepath.Rel(dir, path)
		sum := sha256.Sum256(data)
		out[filepath.ToSlash(rel)] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFaultPlace runs the chain in other time zones and locales: the reports are equal byte for byte.
func TestFaultPlace(t *testing.T) {
	zones := []string{"UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"}
	langs := []string{"C", "zh_CN.UTF-8", "en_US.UTF-8", "tr_TR.UTF-8"}
	if testing.Short() {
		zones = zones[2:]
	}
	nightly := os.Getenv("ZHIWEI_NIGHTLY") != ""
	var want map[string]string
	for i, zone := range zones {
		for j, lang := range langs {
			if i != j && !nightly {
				continue // each zone with a locale of its own; all sixteen at night
			}
			dir := filled(t)
			r, err := zhiweiIn(t.Context(), []string{"TZ=" + zone, "LANG=" + lang, "LC_ALL=" + lang}, "-C", dir, "--quiet", "run")
			if err != nil || r.code > 1 {
				t.Fatalf("%s %s: exit %d, %v: %s", zone, lang, r.code, err, r.stderr)
			}
			got := treeHash(t, filepath.Join(dir, "reports"))
			if want == nil {
				want = got
			}
			if len(got) < 10 || len(got) != len(want) {
				t.Fatalf("%s %s: %d files, want %d", zone, lang, len(got), len(want))
			}
			for name, sum := range want {
				if got[name] != sum {
					t.Errorf("%s %s: %s differs", zone, lang, name)
				}
			}
		}
	}
	t.Logf("%d files of reports equal in %d places", len(want), len(zones))
}

// TestFaultFolders takes away what the program writes to: a clear error, and all is well again afterwards.
func TestFaultFolders(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may write everywhere: only missing folders are tried")
	}
	dir := filled(t)
	tables, orders := orderFiles(t, dir)
	importJSON(t, dir, tables...)
	before := stateOf(t, dir)
	vault := filepath.Join(dir, "vault")
	broken := func(t *testing.T, breakIt, mend func() error) {
		t.Helper()
		if err := breakIt(); err != nil {
			t.Fatal(err)
		}
		r, err := zhiweiIn(t.Context(), nil, "-C", dir, "import", orders[0])
		if err != nil {
			t.Fatal(err)
		}
		if r.code < 2 || strings.Contains(r.stderr, "goroutine ") || !strings.Contains(r.stderr, "[E-") {
			t.Errorf("exit %d, says %q", r.code, r.stderr)
		}
		if err := mend(); err != nil {
			t.Fatal(err)
		}
		if after := stateOf(t, dir); after != before {
			t.Errorf("the store changed:\n%s\nwant\n%s", after, before)
		}
	}
	t.Run("VaultIsAFile", func(t *testing.T) {
		broken(t, func() error {
			if err := os.Rename(vault, vault+".away"); err != nil {
				return err
			}
			return os.WriteFile(vault, nil, 0o600)
		}, func() error {
			if err := os.Remove(vault); err != nil {
				return err
			}
			return os.Rename(vault+".away", vault)
		})
	})
	t.Run("NoKey", func(t *testing.T) {
		key := filepath.Join(dir, "key")
		broken(t, func() error { return os.Rename(key, key+".away") }, func() error { return os.Rename(key+".away", key) })
	})
	t.Run("OpenKey", func(t *testing.T) {
		key := filepath.Join(dir, "key")
		broken(t, func() error { return os.Chmod(key, 0o644) }, func() error { return os.Chmod(key, 0o600) })
	})
	if os.Geteuid() != 0 {
		t.Run("ReadOnlyVault", func(t *testing.T) {
			broken(t, func() error { return os.Chmod(vault, 0o500) }, func() error { return os.Chmod(vault, 0o700) })
		})
	}
	if got := importJSON(t, dir, orders[0]); got[0].Known || got[0].Changed == 0 {
		t.Errorf("after mending: %+v", got[0])
	}
}

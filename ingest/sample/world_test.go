package sample_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"zhiwei/ingest/profile"
	"zhiwei/ingest/sample"
)

func hashes(tb testing.TB, w *sample.World) map[string][32]byte {
	tb.Helper()
	out := map[string][32]byte{}
	for f, err := range w.Files(context.Background()) {
		if err != nil {
			tb.Fatal(err)
		}
		if _, twice := out[f.Name]; twice {
			tb.Fatalf("two files are called %s", f.Name)
		}
		out[f.Name] = sha256.Sum256(f.Data)
	}
	return out
}

func TestSameSeedSameBytes(t *testing.T) {
	first := hashes(t, world(t, 0.05))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	second := hashes(t, world(t, 0.05))
	runtime.GOMAXPROCS(2)
	third := hashes(t, world(t, 0.05))
	for name, h := range first {
		if second[name] != h || third[name] != h {
			t.Errorf("%s differs between runs", name)
		}
	}
}

func TestAnotherSeedIsAnotherDepartment(t *testing.T) {
	opt := options(0.05)
	opt.Seed++
	other := hashes(t, must(sample.Generate(opt)))
	same := 0
	for name, h := range hashes(t, world(t, 0.05)) {
		if other[name] == h {
			same++
		}
	}
	if same > 8 { // suppliers, centres, channels and the like do not depend on chance
		t.Errorf("%d files are the same under another seed", same)
	}
}

func TestOrderLineCount(t *testing.T) {
	w := full()
	lines := 0
	for _, s := range truthOf(w).Shops {
		if s.Lines == 0 {
			t.Errorf("%s sold nothing", s.Shop)
		}
		lines += s.Lines
	}
	if lines < 400_000 || lines > 450_000 {
		t.Errorf("%d order lines", lines)
	}
	t.Logf("%d order lines", lines)
}

func TestRecordsAreWhatTheFilesHold(t *testing.T) {
	w := small()
	truth := map[string]sample.FileTruth{}
	for _, f := range truthOf(w).Files {
		truth[f.Name] = f
	}
	seen := 0
	for f, err := range w.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Kind == "mapping" {
			continue
		}
		if rows := len(parse(t, f).rows); rows != f.Records {
			t.Errorf("%s holds %d rows, says %d", f.Name, rows, f.Records)
		}
		want, isOrder := truth[f.Name]
		if !isOrder {
			continue
		}
		seen++
		if sum := want.Records(); sum != f.Records {
			t.Errorf("%s: %d rows, the truth accounts for %d", f.Name, f.Records, sum)
		}
	}
	if seen != len(truth) {
		t.Errorf("the truth speaks of %d files, %d were written", len(truth), seen)
	}
}

func TestPlantedRowsStandInTheirFiles(t *testing.T) {
	w := small()
	truth := truthOf(w)
	text := map[string]string{}
	for name := range formats {
		for _, s := range every(t, w, name, "taobao_order_2022", "youzan_order_2026") {
			var b strings.Builder
			for _, row := range s.rows {
				b.WriteString(strings.Join(row, ",") + "\n")
			}
			text[s.file.Name] = b.String()
		}
	}
	kinds := map[string]int{}
	for _, p := range truth.Planted {
		kinds[p.Kind]++
		if p.File != "" && !strings.Contains(text[p.File], p.OrderID) {
			t.Errorf("%s: no row %s for the planted %s", p.File, p.OrderID, p.Kind)
		}
	}
	for _, k := range []string{"bad-money", "bad-time", "bad-qty", "unknown-status", "long-row"} {
		if kinds[k] < 5 {
			t.Errorf("%d rows of %s planted", kinds[k], k)
		}
	}
	if kinds["malicious"] != 30 {
		t.Errorf("%d malicious orders", kinds["malicious"])
	}
	quarantined := 0
	for _, f := range truth.Files {
		quarantined += f.Quarantined
		if f.Quarantined*100 > f.Accepted {
			t.Errorf("%s: %d bad rows of %d would refuse the file", f.Name, f.Quarantined, f.Accepted)
		}
	}
	if want := len(truth.Planted) - kinds["malicious"]; quarantined != want {
		t.Errorf("%d rows quarantined, %d planted", quarantined, want)
	}
}

func TestHeadersAreLiteral(t *testing.T) {
	for f, err := range small().Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		s := f.Kind
		own, err := os.ReadFile(filepath.Join("headers", string(s)+".txt"))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		lines := strings.Split(strings.TrimRight(string(own), "\n"), "\n")
		if got := parse(t, f).header; !slices.Equal(got, lines) {
			t.Errorf("%s: header %q", f.Name, got)
		}
	}
	contract, err := filepath.Glob("headers/*.txt")
	if err != nil || len(contract) != 7 {
		t.Fatalf("%d header files, %v", len(contract), err)
	}
	for _, path := range contract {
		want, err := os.ReadFile(shared(t, "formats", path))
		if err != nil {
			t.Fatal(err)
		}
		if own, _ := os.ReadFile(path); !bytes.Equal(own, want) {
			t.Errorf("%s is not the literal header", path)
		}
	}
}

func TestExportsLookLikeTheirPlatforms(t *testing.T) {
	for _, f := range filesOf(t, full()) {
		bom := bytes.HasPrefix(f.Data, []byte("\xef\xbb\xbf"))
		var must []string
		switch f.Kind {
		case "taobao_order_2022":
			must = []string{`="2`, ",null,", "\t,", "'138****"}
		case "taobao_item_2022":
			must = []string{`="2`}
		case "pinduoduo_order_2026":
			must = []string{"\"1\t\"", "\"\t\"", "0.00\t"}
		case "douyin_order_2026":
			must = []string{"\"\t6917", ",-,", "【赠品】", "主品订单售后完成"}
			if !bom {
				t.Errorf("%s has no byte-order mark", f.Name)
			}
		case "youzan_order_2026":
			must = []string{"——", " 11:00 - 2", "同城配送"}
		default:
			continue
		}
		for _, m := range must {
			if !bytes.Contains(f.Data, []byte(m)) {
				t.Errorf("%s has nothing like %q", f.Name, m)
			}
		}
	}
}

func TestPersonalCellsAreMasked(t *testing.T) {
	for _, s := range every(t, small(), "taobao_order_2022", "jd_order_2018", "youzan_order_2026", "douyin_order_2026") {
		for _, column := range []string{"收货人姓名", "联系手机", "客户姓名", "联系电话", "收货人/提货人", "收货人手机号/提货人手机号", "收件人", "收件人手机号", "详细地址", "客户地址"} {
			if _, has := s.at[column]; !has {
				continue
			}
			for _, row := range s.rows {
				if c := s.cell(row, column); c != "" && !strings.Contains(c, "*") && !strings.Contains(c, "不详") {
					t.Fatalf("%s: %s holds %q", s.file.Name, column, c)
				}
			}
		}
	}
}

func TestGB18030IsWhatTheStandardWrites(t *testing.T) {
	data := sample.BenchGB18030(500)
	s := parse(t, sample.File{Name: "bench.csv", Kind: "taobao_item_2022", Data: data})
	if len(s.rows) != 500 || len(s.header) != 18 {
		t.Fatalf("%d rows of %d columns", len(s.rows), len(s.header))
	}
	ids := map[string]bool{}
	for _, row := range s.rows {
		ids[s.cell(row, "子订单编号")] = true
		price, _ := fen(s.cell(row, "价格"))
		paid, ok := fen(s.cell(row, "买家实际支付金额"))
		if !ok || paid != price*atoi(t, s.cell(row, "购买数量")) || strings.ContainsRune(s.cell(row, "标题"), '�') {
			t.Fatalf("row %q", row)
		}
	}
	if len(ids) != 500 {
		t.Errorf("%d different ids", len(ids))
	}
}

func TestWriteLeavesOnlyFinishedFiles(t *testing.T) {
	w, dir := small(), t.TempDir()
	if err := w.Write(dir); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for f, err := range w.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		names[f.Name] = true
		if got, err := os.ReadFile(filepath.Join(dir, f.Name)); err != nil || !bytes.Equal(got, f.Data) {
			t.Errorf("%s: %d bytes on disk, %d made, %v", f.Name, len(got), len(f.Data), err)
		}
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if rel, _ := filepath.Rel(dir, path); err == nil && !d.IsDir() && !names[filepath.ToSlash(rel)] {
			t.Errorf("left behind: %s", rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(filepath.Join(dir, "wholesale.yaml")); err == nil {
		t.Error("writing below a file succeeded")
	}
}

func TestFilesStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	var last error
	for _, err := range small().Files(ctx) {
		n++
		last = err
		cancel()
	}
	if n > 6 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d files after the end, %v", n, last)
	}
}

func TestGenerateRefuses(t *testing.T) {
	if _, err := sample.Generate(sample.Options{Occasions: festivals()}); err == nil {
		t.Error("no as-of day was accepted")
	}
	opt := options(0.05)
	opt.Occasions = slices.DeleteFunc(opt.Occasions, func(o sample.Occasion) bool { return o.Festival == "中秋" })
	if _, err := sample.Generate(opt); err == nil || !strings.Contains(err.Error(), "中秋") {
		t.Errorf("years without Mid-Autumn: %v", err)
	}
}

func TestWholesaleMappingIsAProfile(t *testing.T) {
	for f, err := range small().Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if f.Kind != "mapping" {
			continue
		}
		p, err := profile.Load(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		if p.Shop != f.Shop || p.Platform != "wholesale" {
			t.Errorf("mapping for %s of %s, the sheet is %s", p.Shop, p.Platform, f.Shop)
		}
	}
}

func TestTruthCSV(t *testing.T) {
	truth := truthOf(small())
	var b bytes.Buffer
	if err := truth.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := 4 + len(truth.Shops) + len(truth.Files) + len(truth.Demand) + len(truth.Planted)
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != want {
		t.Errorf("%d lines, want %d", n, want)
	}
	if err := truth.WriteCSV(full1{}); err == nil {
		t.Error("a full disk was not noticed")
	}
}

// full1 is a disk without room.
type full1 struct{}

func (full1) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func BenchmarkGenerateAndRender(b *testing.B) {
	for b.Loop() {
		w := must(sample.Generate(options(1)))
		bytesMade := int64(0)
		for f, err := range w.Files(context.Background()) {
			if err != nil {
				b.Fatal(err)
			}
			bytesMade += int64(len(f.Data))
		}
		b.SetBytes(bytesMade)
	}
}

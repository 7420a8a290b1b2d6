package pipeline_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/pipeline"
)

// zipped packs texts by their names, in the order of the names.
func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	var list []string
	for name := range files {
		list = append(list, name)
	}
	slices.Sort(list)
	for _, name := range list {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The department's tables come first, whatever they are called, as they say which codes are known; then the order of paths.
func TestTablesComeFirst(t *testing.T) {
	dir := shop(t)
	put(t, filepath.Join(dir, "inbox", "b.csv"), sheet("GD1001", "B"))
	put(t, filepath.Join(dir, "inbox", "天猫旗舰店", "2026", "a.csv"), sheet("GD1001", "A"))
	put(t, filepath.Join(dir, "inbox", "a", "z.csv"), sheet("XX", "Z"))
	put(t, filepath.Join(dir, "inbox", "zz.csv"), products)
	s := begin(t, dir, nil)
	files := take(t, s, pipeline.ImportOptions{}, filepath.Join(dir, "inbox"))
	if diff := cmp.Diff([]string{"zz.csv new", "a/z.csv new", "b.csv new", "天猫旗舰店/a.csv new"}, names(files)); diff != "" {
		t.Error(diff)
	}
	known := map[string]int64{}
	query(t, s, "SELECT order_id, CASE WHEN sku = 'GD1001' THEN 1 ELSE 0 END::BIGINT FROM raw_order_line", func(texts []string, n []int64) { known[texts[0]] = n[0] })
	if diff := cmp.Diff(map[string]int64{"A": 1, "B": 1, "Z": 0}, known); diff != "" {
		t.Errorf("codes of the product table in the same call: %s", diff)
	}
}

// What no platform exports is passed over: hidden files, the locks of office programs, mappings, notes.
func TestPassedOver(t *testing.T) {
	dir := shop(t)
	in := filepath.Join(dir, "inbox")
	for _, name := range []string{".DS_Store", ".a.csv", "~$订单.xlsx", "wholesale.yaml", "X.YML", "说明.MD", "甲/.hidden"} {
		put(t, filepath.Join(in, name), sheet("A", "no"))
	}
	s := begin(t, dir, nil)
	_, err := s.Import(t.Context(), []string{in}, pipeline.ImportOptions{})
	if none, ok := errors.AsType[*pipeline.NoFilesError](err); !ok || none.Path != in {
		t.Errorf("a folder of such files: %v", err)
	}
	put(t, filepath.Join(in, "甲", "A.CSV"), sheet("A", "yes"))
	if got := names(take(t, s, pipeline.ImportOptions{}, in)); !cmp.Equal(got, []string{"甲/A.CSV new"}) {
		t.Errorf("got %v", got)
	}
}

// Links to folders below are not followed, as they may lead in circles; a path given may be one. Hidden folders and what a
// Mac packs beside the files are passed over. A name that is not UTF-8 is shown with U+FFFD.
func TestOddPlaces(t *testing.T) {
	dir := shop(t)
	in := filepath.Join(dir, "inbox")
	put(t, filepath.Join(in, ".git", "a.csv"), sheet("A", "no"))
	put(t, filepath.Join(in, "__MACOSX", "a.csv"), sheet("A", "no"))
	put(t, filepath.Join(in, "甲", string([]byte{0xb6, 0xa9, 0xb5, 0xa5})+".csv"), sheet("A", "1"))
	link := filepath.Join(t.TempDir(), "inbox")
	for at, to := range map[string]string{filepath.Join(in, "甲", "circle"): in, link: in} {
		if err := os.Symlink(to, at); err != nil {
			t.Fatal(err)
		}
	}
	s := begin(t, dir, nil)
	if diff := cmp.Diff([]string{"甲/\uFFFD.csv new"}, names(take(t, s, pipeline.ImportOptions{}, link))); diff != "" {
		t.Error(diff)
	}
}

// Where one of the paths holds nothing or is not there, nothing of the others is imported.
func TestPathsThatHoldNothing(t *testing.T) {
	dir := shop(t)
	good := filepath.Join(t.TempDir(), "good.csv")
	put(t, good, sheet("A", "1"))
	empty := t.TempDir()
	s := begin(t, dir, nil)
	if _, err := s.Import(t.Context(), []string{good, empty}, pipeline.ImportOptions{}); err == nil || err.Error() != "nothing to import in "+empty {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := s.Import(t.Context(), []string{good, filepath.Join(empty, "x.csv")}, pipeline.ImportOptions{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a path that is not there: %v", err)
	}
	if lines, _ := held(t, s); lines != 0 || len(ledger(t, s)) != 0 {
		t.Errorf("%d lines came in, the ledger says %v", lines, ledger(t, s))
	}
	if vault, err := os.ReadDir(filepath.Join(dir, "vault")); err != nil || len(vault) != 0 {
		t.Errorf("%d things in the vault, %v", len(vault), err)
	}
}

// The same bytes count once, under any name, in one call or in several, named alone and with their folder.
func TestTheSameBytesCountOnce(t *testing.T) {
	dir, at := shop(t), t.TempDir()
	a, b := filepath.Join(at, "a.csv"), filepath.Join(at, "改名", "b.csv")
	put(t, a, sheet("A", "1", "2"))
	put(t, b, sheet("A", "1", "2"))
	if err := os.Symlink(a, filepath.Join(at, "link.csv")); err != nil {
		t.Fatal(err)
	}
	s := begin(t, dir, nil)
	got := names(take(t, s, pipeline.ImportOptions{}, at, a, a))
	if diff := cmp.Diff([]string{"a.csv new", "a.csv known", "a.csv known", "link.csv known", "b.csv known"}, got); diff != "" {
		t.Error(diff)
	}
	if got := names(take(t, s, pipeline.ImportOptions{}, b)); !cmp.Equal(got, []string{"b.csv known"}) {
		t.Errorf("again: %v", got)
	}
	if lines, fen := held(t, s); lines != 2 || fen != 2000 {
		t.Errorf("%d lines of %d fen", lines, fen)
	}
}

// A zip is one file with a part for each of its tables, nested folders and all; its rows meet those of other files by key.
func TestZip(t *testing.T) {
	dir, at := shop(t), t.TempDir()
	put(t, filepath.Join(at, "导出.zip"), zipped(t, map[string]string{"八月/a.csv": sheet("A", "1", "2"), "八月/深/b.csv": sheet("A", "2", "3")}))
	put(t, filepath.Join(at, "后.csv"), sheet("A", "3", "4"))
	put(t, filepath.Join(at, "坏.zip"), "PK\x03\x04 no zip")
	s := begin(t, dir, nil)
	files := take(t, s, pipeline.ImportOptions{}, at)
	if len(files) != 3 || files[1].Refusal == nil || files[0].Refusal != nil || files[2].Refusal != nil {
		t.Fatalf("%v", names(files))
	}
	var packed *pipeline.FileOutcome
	for i := range files {
		if files[i].Name == "导出.zip" {
			packed = &files[i]
		}
	}
	if packed == nil || len(packed.Parts) != 2 || packed.Parts[0].Records != 2 || packed.Parts[1].Records != 2 || packed.Parts[0].Part == packed.Parts[1].Part {
		t.Fatalf("parts %+v", packed)
	}
	if lines, fen := held(t, s); lines != 4 || fen != 4000 {
		t.Errorf("%d lines of %d fen, want the four orders once", lines, fen)
	}
}

// A refused file is a part of the outcome: those before and after it come in, and the ledger tells of each in order.
func TestRefusedAmongOthers(t *testing.T) {
	dir := shop(t)
	in := filepath.Join(dir, "inbox")
	put(t, filepath.Join(in, "1.csv"), sheet("A", "1"))
	put(t, filepath.Join(in, "2.csv"), "甲,乙\n1,2\n")
	put(t, filepath.Join(in, "3.csv"), "")
	put(t, filepath.Join(in, "4.csv"), "\x00\x01\x02\x03")
	put(t, filepath.Join(in, "5.csv"), sheet("A", "5"))
	s := begin(t, dir, nil)
	files := take(t, s, pipeline.ImportOptions{}, in)
	if len(files) != 5 {
		t.Fatal(names(files))
	}
	for i, refused := range []bool{false, true, true, true, false} {
		f := files[i]
		if (f.Refusal != nil) != refused || (f.Refused != "") != refused || len(f.Parts) == 1 == refused || f.Known || len(f.SHA) != 64 {
			t.Errorf("%s: %+v", f.Name, f)
		}
	}
	want := []string{"import done 1.csv", "import refused 2.csv", "import refused 3.csv", "import refused 4.csv", "import done 5.csv"}
	if diff := cmp.Diff(want, ledger(t, s)); diff != "" {
		t.Error(diff)
	}
	if lines, _ := held(t, s); lines != 2 {
		t.Errorf("%d lines", lines)
	}
	again := names(take(t, s, pipeline.ImportOptions{}, in))
	if again[0] != "1.csv known" || again[1] != names(files)[1] || again[4] != "5.csv known" {
		t.Errorf("again: %v", again)
	}
}

// A dry run says what would come in and leaves no trace: no row, no line in the ledger, nothing in the vault.
func TestDryRun(t *testing.T) {
	dir := shop(t)
	in := filepath.Join(dir, "inbox")
	put(t, filepath.Join(in, "a.csv"), sheet("A", "1", "2", "3"))
	put(t, filepath.Join(in, "b.csv"), "甲,乙\n1,2\n")
	put(t, filepath.Join(in, "c.csv"), products)
	s := begin(t, dir, nil)
	before := rawState(t, s)
	files := take(t, s, pipeline.ImportOptions{DryRun: true}, in)
	if len(files) != 3 || files[1].Name != "a.csv" || files[1].Parts[0].Accepted != 3 || files[1].Parts[0].AcceptedFen != 3000 || files[2].Refusal == nil || files[0].Parts[0].Records != 1 {
		t.Fatalf("%+v", files)
	}
	if diff := cmp.Diff(before, rawState(t, s)); diff != "" || len(ledger(t, s)) != 0 {
		t.Errorf("the ledger says %v; (-before +after)\n%s", ledger(t, s), diff)
	}
	vault, err := os.ReadDir(filepath.Join(dir, "vault"))
	if err != nil || len(vault) != 0 {
		t.Errorf("%d things in the vault, %v", len(vault), err)
	}
	if got := names(take(t, s, pipeline.ImportOptions{}, in)); got[1] != "a.csv new" {
		t.Errorf("what only was looked at counts as imported: %v", got)
	}
}

// A mapping that cannot be read stops the call before anything comes in, and is named with its place.
func TestMappings(t *testing.T) {
	dir, at := shop(t), t.TempDir()
	file, mapping := filepath.Join(at, "a.csv"), filepath.Join(at, "坏.yaml")
	put(t, file, sheet("A", "1"))
	put(t, mapping, "name: x\ncolour: red\n")
	s := begin(t, dir, nil)
	_, err := s.Import(t.Context(), []string{file}, pipeline.ImportOptions{Mapping: mapping})
	bad, ok := errors.AsType[*pipeline.MappingError](err)
	if !ok || bad.Name != "坏.yaml" || bad.Unwrap() == nil || !bytes.Contains([]byte(err.Error()), []byte("[2:1]")) {
		t.Errorf("a broken mapping: %v", err)
	}
	if _, err = s.Import(t.Context(), []string{file}, pipeline.ImportOptions{Mapping: filepath.Join(at, "none.yaml")}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a mapping that is not there: %v", err)
	}
	put(t, filepath.Join(dir, "profiles", "a.yaml"), "name: [\n")
	if _, err = s.Import(t.Context(), []string{file}, pipeline.ImportOptions{}); err == nil || !bytes.Contains([]byte(err.Error()), []byte("a.yaml")) {
		t.Errorf("a broken profile of the workspace: %v", err)
	}
	if lines, _ := held(t, s); lines != 0 {
		t.Errorf("%d lines came in", lines)
	}
	// The mapping of the call comes before those of the workspace.
	if err := os.Remove(filepath.Join(dir, "profiles", "a.yaml")); err != nil {
		t.Fatal(err)
	}
	put(t, mapping, string(bytes.ReplaceAll([]byte(paper), []byte("shop: 门店"), []byte("shop: 分店"))))
	if got := take(t, s, pipeline.ImportOptions{Mapping: mapping}, file); got[0].Parts[0].Shop != "分店" {
		t.Errorf("the shop is %s", got[0].Parts[0].Shop)
	}
}

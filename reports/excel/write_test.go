package excel_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"zhiwei/reports/excel"
	"zhiwei/reports/locale"
)

// alone asserts that a folder holds one file with the given bytes and nothing of an attempt that failed.
func alone(t *testing.T, file string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the old workbook was touched (%v)", err)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %d files (%v)", len(entries), err)
	}
}

// TestSaveOnAFullDisk has room for a few kilobytes only, at several sizes: the old workbook stays, and no half one beside it.
func TestSaveOnAFullDisk(t *testing.T) {
	data, err := shelf["plan"]()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "表.xlsx")
	old := []byte("the older one")
	if err := os.WriteFile(file, old, 0o600); err != nil {
		t.Fatal(err)
	}
	if limitFiles == nil {
		t.Skip("this system sets no limit to a file's length")
	}
	for _, room := range []int{0, 1, 4096, len(data) - 1} {
		if out, err := child(t, "plan", file, room); err == nil || !strings.Contains(out, "write 表.xlsx") {
			t.Errorf("with room for %d bytes: %v %s", room, err, out)
		}
		alone(t, file, old)
	}
	if out, err := child(t, "plan", file, len(data)); err != nil {
		t.Errorf("with just enough room: %v %s", err, out)
	}
	alone(t, file, data)
}

// TestSaveWhereNothingCanBeWritten has a file for a folder, a folder for a file, and a folder that is not there.
func TestSaveWhereNothingCanBeWritten(t *testing.T) {
	data, err := shelf["plan"]()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	plain := filepath.Join(dir, "file")
	if err := os.WriteFile(plain, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := filepath.Join(dir, "taken.xlsx")
	if err := os.MkdirAll(filepath.Join(taken, "in it"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{filepath.Join(plain, "a.xlsx"), taken, filepath.Join(dir, "none", "a.xlsx")} {
		if err := excel.Save(file, data, nil); err == nil {
			t.Errorf("%s took a workbook", file)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 {
		t.Errorf("%d files are left behind (%v)", len(entries), err)
	}
}

// TestSaveOpensBeforeItReplaces refuses what is no workbook, and what does not agree, before the old file is touched.
func TestSaveOpensBeforeItReplaces(t *testing.T) {
	data, err := shelf["plan"]()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "表.xlsx")
	if err := excel.Save(file, data, nil); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("refused")
	seen := ""
	for name, try := range map[string]func() error{
		"cut":     func() error { return excel.Save(file, data[:len(data)/2], nil) },
		"empty":   func() error { return excel.Save(file, nil, nil) },
		"no book": func() error { return excel.Save(file, []byte("PK\x03\x04"), nil) },
		"refused": func() error {
			return excel.Save(file, data, func(f *excelize.File) error {
				seen = f.GetSheetName(0)
				return refused
			})
		},
	} {
		if err := try(); err == nil {
			t.Errorf("%s: saved", name)
		}
		alone(t, file, data)
	}
	if seen != "摘要" {
		t.Errorf("the check was given a workbook whose first sheet is %q", seen)
	}
}

// TestSaveGivesItsOwnerAlone the right to read.
func TestSaveGivesItsOwnerAlone(t *testing.T) {
	file := planBook(t, planStore(t, "plan"), excel.Options{})
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the workbook has the rights %v (%v)", info.Mode(), err)
	}
}

// TestRetypeEscapes puts cached texts in without breaking the XML, and refuses a formula that nobody gave a value.
func TestRetypeEscapes(t *testing.T) {
	sheet := `<row><c r="A1" s="3" t="str"><f>B1&amp;C1</f><v>0</v></c></row>`
	got, err := excel.Retype(sheet, "A1", `a<b>&"c"]]>`)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(got); wellFormed(text) != nil || !strings.Contains(text, `<c r="A1" s="3" t="str"><f>B1&amp;C1</f><v>a&lt;b&gt;`) {
		t.Errorf("retyped: %s", text)
	}
	if _, err := excel.Retype(sheet, "B1", "x"); err == nil || !strings.Contains(err.Error(), "A1") {
		t.Errorf("a formula without a value gave %v", err)
	}
	plain := `<row><c r="A1" s="3" t="s"><v>0</v></c></row>`
	if got, err := excel.Retype(plain, "A1", "x"); err != nil || string(got) != plain {
		t.Errorf("a text became %s (%v)", got, err)
	}
}

// TestFileNames are what any system takes, and say what the file is.
func TestFileNames(t *testing.T) {
	for company, want := range map[string]string{
		"示例食品电商":       "示例食品电商_周报_x.xlsx",
		"示例食品":         "示例食品电商_周报_x.xlsx",
		"":             "电商_周报_x.xlsx",
		"电商":           "电商_周报_x.xlsx",
		`a<b>:"/\|?*c`: "abc电商_周报_x.xlsx",
		"a\x00\n\tb":   "ab电商_周报_x.xlsx",
		"../../etc":    "....etc电商_周报_x.xlsx",
	} {
		if got := excel.FileName(excel.Meta{Company: company}, "周报", "x"); got != want {
			t.Errorf("%q gives the file %q, want %q", company, got, want)
		}
	}
}

// TestSameBytesAnywhere makes the workbooks with another number of processors, another zone of the caller and another locale.
func TestSameBytesAnywhere(t *testing.T) {
	want := map[string][]byte{}
	for _, name := range []string{"plan", "weekly"} {
		data, err := shelf[name]()
		if err != nil {
			t.Fatal(err)
		}
		want[name] = data
	}
	for _, env := range [][]string{
		{"TZ=America/New_York", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "GOMAXPROCS=1"},
		{"TZ=Pacific/Kiritimati", "LANG=zh_CN.GBK", "LC_ALL=C", "GOMAXPROCS=7"},
	} {
		for name, data := range want {
			if got := childBytes(t, name, env...); !bytes.Equal(got, data) {
				t.Errorf("%s has other bytes under %v", name, env)
			}
		}
	}
}

// TestGeneratedIsPrintedAsGiven takes the minute from its caller, in the caller's own zone, and from no clock.
func TestGeneratedIsPrintedAsGiven(t *testing.T) {
	file, err := excel.PurchasePlan(t.Context(), planStore(t, "plan"), t.TempDir(), excel.Options{Generated: made.AddDate(1, 2, 3), Lang: locale.Zh})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	b := bookFrom(t, data, err)
	if got := b.part("摘要").Foot; !strings.Contains(got, "生成 2027-10-27 07:40") {
		t.Errorf("the foot says %q", got)
	}
}

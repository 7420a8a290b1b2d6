package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest"
)

// told are the cells of a row that may not depend on how the file was wrapped.
func told(rows []map[string]string) []map[string]string {
	var out []map[string]string
	for _, row := range rows {
		kept := map[string]string{}
		for name, text := range row {
			if name != "file_sha" && name != "sheet" && name != "src_line" && name != "exported_at" {
				kept[name] = text
			}
		}
		out = append(out, kept)
	}
	return out
}

// TestOneExportInManyWrappings (F10) reads the same orders as GBK and UTF-8, with a BOM, with other line ends and quotes, as a workbook, in an
// archive, under another name and with an empty column more: every stored cell and the hash of the row are the same, so the merge sees one export.
func TestOneExportInManyWrappings(t *testing.T) {
	body := item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60") + item("2", "绿豆糕，八枚", "9.90", "1", "买家已付款，等待卖家发货", "9.90") +
		item("3", "月饼", "88", "10", "交易关闭", "0")
	plain := itemHeader + body
	var quoted strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(plain, "\r\n"), "\r\n") {
		quoted.WriteString(`"` + strings.ReplaceAll(line, ",", `","`) + "\"\n")
	}
	var rows [][]any
	for line := range strings.SplitSeq(strings.TrimSuffix(plain, "\r\n"), "\r\n") {
		rows = append(rows, split(line))
	}
	want := must(t, src("a.csv", []byte(plain)), lax)
	if len(want.lines) != 3 {
		t.Fatalf("%d lines", len(want.lines))
	}
	for name, data := range map[string][]byte{
		"GB18030":            gbk(t, plain),
		"byte-order mark":    []byte("\ufeff" + plain),
		"line feeds":         []byte(strings.ReplaceAll(plain, "\r\n", "\n")),
		"no last line end":   []byte(strings.TrimSuffix(plain, "\r\n")),
		"all quoted":         []byte(quoted.String()),
		"tabs between":       []byte(strings.ReplaceAll(plain, ",", "\t")),
		"semicolons between": []byte(strings.ReplaceAll(plain, ",", ";")),
		"a workbook":         book(t, map[string][][]any{"export": rows}, "export"),
		"an archive":         zipped(t, [2]string{"导出/a.csv", plain}),
		"GBK in an archive":  zipped(t, [2]string{"a.csv", string(gbk(t, plain))}),
		"title rows above":   []byte("千牛导出\r\n\r\n" + plain),
		"an empty column":    []byte(strings.ReplaceAll(plain, "\r\n", ",\r\n")),
		"blank lines":        []byte(strings.ReplaceAll(plain, "\r\n", "\r\n\r\n")),
	} {
		got := must(t, src("改名.csv", data), lax)
		if d := cmp.Diff(told(want.lines), told(got.lines)); d != "" {
			t.Errorf("%s (-plain +wrapped):\n%s", name, d)
		}
		if a, b := want.report.Grids[0].Counts, got.report.Grids[0].Counts; a != b {
			t.Errorf("%s: counts %+v, want %+v", name, b, a)
		}
	}
}

// TestRowOrderChangesNoRow: the rows of a file with numbers of their own mean the same in any order.
func TestRowOrderChangesNoRow(t *testing.T) {
	rows := []string{
		item("1", "蛋黄酥", "12.80", "2", "交易成功", "25.60"), item("2", "绿豆糕", "9.90", "1", "交易成功", "9.90"), item("3", "月饼", "88", "1", "交易关闭", "0"),
	}
	byID := func(lines []map[string]string) map[string]map[string]string {
		out := map[string]map[string]string{}
		for _, l := range told(lines) {
			out[l["line_id"]] = l
		}
		return out
	}
	want := byID(must(t, src("a.csv", []byte(itemHeader+strings.Join(rows, ""))), lax).lines)
	for _, turn := range [][]int{{2, 1, 0}, {1, 2, 0}, {0, 2, 1}} {
		text := []byte(itemHeader)
		for _, i := range turn {
			text = append(text, rows[i]...)
		}
		if d := cmp.Diff(want, byID(must(t, src("b.csv", text), lax).lines)); d != "" {
			t.Errorf("%v: %s", turn, d)
		}
	}
}

// TestSplitFilesAddUp: a file cut into two gives the rows and the sums of the whole.
func TestSplitFilesAddUp(t *testing.T) {
	whole := strings.SplitAfter(string(manyItems(400, 50)), "\r\n")
	all := must(t, src("a.csv", []byte(strings.Join(whole, ""))), ingest.Options{MaxBad: 1})
	for _, cut := range []int{1, 50, 51, 200, 399} {
		a := must(t, src("a.csv", []byte(strings.Join(whole[:cut+1], ""))), ingest.Options{MaxBad: 1})
		b := must(t, src("b.csv", []byte(whole[0]+strings.Join(whole[cut+1:], ""))), ingest.Options{MaxBad: 1})
		if d := cmp.Diff(told(all.lines), append(told(a.lines), told(b.lines)...)); d != "" {
			t.Errorf("cut after %d: %s", cut, d[:min(len(d), 400)])
		}
		w, x, y := all.report.Grids[0], a.report.Grids[0], b.report.Grids[0]
		if x.Records+y.Records != w.Records || x.RecordsFen+y.RecordsFen != w.RecordsFen || x.Quarantined+y.Quarantined != w.Quarantined || x.AcceptedFen+y.AcceptedFen != w.AcceptedFen {
			t.Errorf("cut after %d: %+v and %+v, whole %+v", cut, x.Counts, y.Counts, w.Counts)
		}
	}
}

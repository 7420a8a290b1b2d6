package excel_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// dump is a sheet as text: its set-up, then a line for each row that holds something, each cell as it is shown with its
// formula behind it.
func (b book) dump(sheet string) string {
	b.t.Helper()
	s := b.part(sheet)
	var out strings.Builder
	fmt.Fprintf(&out, "frozen %d rows %d columns · filter %s · prints %s, repeats %s, %s %s·%s %d%% · breaks %v %v · locked %v\n",
		s.View.Pane.Y, s.View.Pane.X, s.Filter.Ref, b.names("_xlnm.Print_Area")[sheet], b.names("_xlnm.Print_Titles")[sheet], s.Setup.Facing, s.Setup.Wide, s.Setup.High, s.Setup.Scale,
		s.RowBreaks, s.ColBreaks, s.Lock != nil)
	out.WriteString("widths")
	for _, c := range s.Cols {
		fmt.Fprintf(&out, " %g", c.Width)
	}
	out.WriteString("\nmerged")
	for _, m := range s.Merged {
		out.WriteString(" " + m.Ref)
	}
	out.WriteString("\n")
	for _, m := range s.Marks {
		for _, r := range m.Rules {
			fmt.Fprintf(&out, "mark %s %s %s\n", m.Cells, r.Type, r.Formula)
		}
	}
	for _, row := range s.Rows {
		fmt.Fprintf(&out, "%d %g", row.N, row.Height)
		for _, c := range row.Cells {
			if c.Value == "" {
				continue
			}
			fmt.Fprintf(&out, " | %s %s", strings.TrimRight(c.Ref, "0123456789"), strings.ReplaceAll(b.shown(sheet, c.Ref), "\n", "⏎"))
			if c.Formula != nil {
				out.WriteString(" =" + *c.Formula)
			}
		}
		out.WriteString("\n")
	}
	return out.String()
}

// TestGoldenSheets holds whole sheets against files that a person has read; -update rewrites them.
func TestGoldenSheets(t *testing.T) {
	for name, sheets := range map[string][]string{
		"budget": {"摘要", "在途与逾期", "参数与规则", "采购单-西溪食品厂"},
		"weekly": {"给总经理看", "渠道", "库存", "准确率"},
		"need":   {"摘要"},
	} {
		b := bookOf(t, name)
		for _, sheet := range sheets {
			file := filepath.Join("testdata", "golden", name+"_"+sheet+".txt")
			got := b.dump(sheet)
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", name, sheet, diff)
			}
		}
	}
}

package ingest_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/ingest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// shown writes the rows as text, one value a line, without what is empty or a constant of every row.
func shown(kind string, rows []map[string]string) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, "-- %s %d\n", kind, i+1)
		names := make([]string, 0, len(row))
		for n, v := range row {
			if v != "" && v != "0" && v != "(null)" && v != "false" && n != "file_sha" && n != "row_hash" {
				names = append(names, n)
			}
		}
		sort.Strings(names)
		for _, n := range names {
			fmt.Fprintf(&b, "%s: %s\n", n, row[n])
		}
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*", "*.csv"))
	if err != nil || len(paths) != 8 {
		t.Fatalf("got %d exports, want 8: %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := must(t, src(filepath.Base(path), data), lax)
		g := got.report.Grids[0]
		text := fmt.Sprintf("%s %s %s, %s, exported %s\n%d records %d fen = %d accepted %d fen + %d skipped %d fen + %d quarantined\n",
			g.Platform, g.Profile, g.Level, g.Encoding, g.ExportedAt.Format("2006-01-02 15:04"), g.Records, g.RecordsFen, g.Accepted, g.AcceptedFen, g.Skipped, g.SkippedFen, g.Quarantined)
		var notes []string
		for _, w := range append(g.SkippedBy, g.Warnings...) {
			notes = append(notes, fmt.Sprintf("%+v\n", w))
		}
		text += strings.Join(notes, "") + shown("head", got.heads) + shown("line", got.lines)
		golden := filepath.Join("testdata", filepath.Base(filepath.Dir(path)), g.Profile+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), text); d != "" {
			t.Errorf("%s: %s", path, d)
		}
		if strings.Contains(text, "某") || strings.Contains(text, "139000") {
			t.Errorf("%s: personal data in the records", path)
		}
		again := must(t, ingest.Source{Name: filepath.Base(path), Data: data, Folder: "旗舰店"}, lax)
		if shown("x", again.lines) != shown("x", got.lines) {
			t.Errorf("%s: a second reading differs", path)
		}
	}
}

package pipeline_test

import (
	"path/filepath"
	"testing"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
	"zhiwei/reports"
)

// TestReportsBind prepares every query of the reports on the empty tables and models of a new workspace: a column that a
// model no longer has fails here, by the query's name.
func TestReportsBind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "空")
	if err := workspace.Create(dir); err != nil {
		t.Fatal(err)
	}
	if err := workspace.FixClock(dir, pipeline.SampleDay.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	s, err := pipeline.Open(t.Context(), dir, pipeline.Options{Now: noClock(t), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Transform(t.Context()); err != nil {
		t.Fatal(err)
	}
	names := reports.Names()
	if len(names) < 10 {
		t.Fatalf("only %d queries", len(names))
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, err := reports.SQL(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.DB.Exec(t.Context(), "PREPARE "+name+" AS\n"+text); err != nil {
				t.Error(err)
			}
		})
	}
}

package sample_test

import (
	"cmp"
	"context"
	"path"
	"testing"

	"zhiwei/ingest"
	"zhiwei/ingest/profile"
	"zhiwei/ingest/sample"
)

// TestImportCountsWhatTheTruthSays reads every file with the real import, each for itself.
func TestImportCountsWhatTheTruthSays(t *testing.T) {
	w := small()
	truth := map[string]sample.FileTruth{}
	for _, f := range truthOf(w).Files {
		truth[f.Name] = f
	}
	files := filesOf(t, w)
	var opt ingest.Options
	for _, f := range files {
		if f.Kind == "mapping" {
			p, err := profile.Load(f.Name, f.Data)
			if err != nil {
				t.Fatal(err)
			}
			opt.Profiles = append(opt.Profiles, p)
		}
	}
	for _, f := range files {
		if f.Kind == "mapping" {
			continue
		}
		src := ingest.Source{Name: path.Base(f.Name), Folder: path.Dir(f.Name), Data: f.Data}
		var report *ingest.Report
		for part, err := range ingest.Read(context.Background(), src, opt) {
			if err != nil {
				t.Errorf("%s: %v", f.Name, err)
				break
			}
			if part.Orders != nil {
				part.Orders.Release()
			}
			report = cmp.Or(part.Report, report)
		}
		if report == nil {
			continue
		}
		g := report.Grids[0]
		if g.Records != int64(f.Records) {
			t.Errorf("%s: %d records read, %d written", f.Name, g.Records, f.Records)
		}
		want, isOrder := truth[f.Name]
		if !isOrder {
			if g.Table != string(f.Kind) || g.Quarantined != 0 {
				t.Errorf("%s read as %q with %d bad rows", f.Name, g.Table, g.Quarantined)
			}
			continue
		}
		if good := want.Accepted + want.Duplicate + want.Superseded; g.Accepted != int64(good) || g.Skipped != int64(want.Skipped) ||
			g.Quarantined != int64(want.Quarantined) || string(g.Platform) != want.Platform {
			t.Errorf("%s: read %s %+v, the truth says %+v", f.Name, g.Platform, g.Counts, want)
		}
		for _, warn := range g.Warnings {
			if warn.Code != "unconfirmed-status" {
				t.Logf("%s: %+v", f.Name, warn)
			}
		}
	}
}

package pipeline_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/pipeline"
	"zhiwei/cmd/zhiwei/workspace"
)

func sum(data []byte) string {
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:])
}

// A run is what goes into it: files, settings that change results, version, as-of day. Threads, memory, clock, address and
// language change no result and no id.
func TestIdentity(t *testing.T) {
	s := begin(t, shop(t), nil)
	id := func(version, asOf, settings string, paths ...string) pipeline.Identity {
		t.Helper()
		set, _, err := workspace.Resolve(workspace.Layer{Origin: "flag", Name: "flags", YAML: []byte(settings)})
		if err != nil {
			t.Fatal(err)
		}
		s.WS.Settings, s.Version = set, version
		if s.AsOf, err = time.Parse(time.DateOnly, asOf); err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			take(t, s, pipeline.ImportOptions{}, p)
		}
		got, err := s.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	const day = "2026-08-23"
	base := id("test", day, "")
	seen := map[string]string{base.ID: "base"}
	for _, same := range []string{"threads: 1\n", "memory_limit: 1GB\n", "listen: 127.0.0.1:1\n", "clock: real\n", "lang: en\n", "horizon: 56\n"} {
		if got := id("test", day, same); got != base {
			t.Errorf("%q changes the run from %+v to %+v", same, base, got)
		}
	}
	for _, other := range []string{"horizon: 28\n", "seed: 1\n", "service_level: 0.9\n", "review_days: 3\n", "unsold_share: 0.1\n", "budget: 5\n", "max_bad_share: 0.5\n", "company: 乙\n"} {
		got := id("test", day, other)
		if at, twice := seen[got.ID]; twice || got.InputsSHA != base.InputsSHA || got.SettingsSHA == base.SettingsSHA {
			t.Errorf("%q: %+v, as %s", other, got, at)
		}
		seen[got.ID] = other
	}
	for name, got := range map[string]pipeline.Identity{"version": id("test2", day, ""), "as-of": id("test", "2026-08-22", "")} {
		if at, twice := seen[got.ID]; twice || got.InputsSHA != base.InputsSHA || got.SettingsSHA != base.SettingsSHA {
			t.Errorf("%s: %+v, as %s", name, got, at)
		}
		seen[got.ID] = name
	}
	if got := id("test", "2026-08-22", "").ID[:10]; got != "R20260823-" || base.ID[:10] != "R20260824-" {
		t.Errorf("ids begin with today: %s, %s", got, base.ID)
	}
	at := t.TempDir()
	put(t, filepath.Join(at, "a.csv"), sheet("A", "1"))
	put(t, filepath.Join(at, "b.csv"), sheet("A", "2"))
	more := id("test", day, "", filepath.Join(at, "a.csv"), filepath.Join(at, "b.csv"))
	if more.InputsSHA == base.InputsSHA || more.ID == base.ID {
		t.Error("two files more are the same run")
	}
	// The order of imports and a second import of the same bytes do not count.
	s = begin(t, shop(t), nil)
	if got := id("test", day, "", filepath.Join(at, "b.csv"), filepath.Join(at, "a.csv"), filepath.Join(at, "b.csv")); got != more {
		t.Errorf("in another order %+v, want %+v", got, more)
	}
}

// The peak is read where the kernel says it, and is 0 where it does not.
func TestPeakMemory(t *testing.T) {
	for text, want := range map[string]float64{
		"Name:\tzhiwei\nVmHWM:\t  2048 kB\nVmRSS:\t 4096 kB\n": 2, "VmHWM:\t1536 kB": 1.5, "VmPeak:\t5 kB\n": 0, "": 0, "VmHWM:\tmany kB\n": 0, "VmHWM:\n": 0, "xVmHWM:\t1024 kB\n": 0,
	} {
		if got := pipeline.PeakMB(func(string) ([]byte, error) { return []byte(text), nil }); got != want {
			t.Errorf("%q gives %v, want %v", text, got, want)
		}
	}
	if got := pipeline.PeakMB(func(string) ([]byte, error) { return nil, errors.New("no such file") }); got != 0 {
		t.Errorf("where the kernel says nothing: %v", got)
	}
}

// Everybody's sample is the same: file for file and byte for byte, in any time zone, and what is planted is in its files.
func TestSampleIsTheSameForEverybody(t *testing.T) {
	write := func() map[string]string {
		t.Helper()
		w, err := pipeline.SampleWorld(0.01)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := w.Write(dir); err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for path, hash := range bytesOf(t, dir) {
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				t.Fatal(err)
			}
			out[rel] = hash
		}
		return out
	}
	first := write()
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("far away", -11*3600)
	if diff := cmp.Diff(first, write()); diff != "" {
		t.Errorf("a second sample differs: %s", diff)
	}
	w, err := pipeline.SampleWorld(0.01)
	if err != nil {
		t.Fatal(err)
	}
	truth, quarantined := w.Truth(), 0
	for _, f := range truth.Files {
		if _, ok := first[filepath.FromSlash(f.Name)]; !ok {
			t.Errorf("%s is in the truth and not in the sample", f.Name)
		}
		quarantined += f.Quarantined
	}
	if quarantined == 0 || len(truth.Files) < 10 {
		t.Errorf("%d rows are planted in %d files", quarantined, len(truth.Files))
	}
}

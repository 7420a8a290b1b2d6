package sample_test

import (
	"sync"
	"testing"
	"time"

	"zhiwei/ingest/sample"
)

// asOf is the last day of data of the demo.
var asOf = day("2026-08-23")

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// festivals are the days of four feasts, written down by hand from the lunar calendar.
func festivals() []sample.Occasion {
	var out []sample.Occasion
	for name, days := range map[string][]string{
		"春节": {"2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06"},
		"清明": {"2023-04-05", "2024-04-04", "2025-04-04", "2026-04-05", "2027-04-05"},
		"端午": {"2023-06-22", "2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09"},
		"中秋": {"2023-09-29", "2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15"},
	} {
		for _, d := range days {
			out = append(out, sample.Occasion{Festival: name, Day: day(d)})
		}
	}
	return out
}

func options(scale float64) sample.Options {
	return sample.Options{Seed: 20260824, AsOf: asOf, Occasions: festivals(), Scale: scale}
}

// full is the world of the demo, drawn once for all tests that only read it.
var full = sync.OnceValue(func() *sample.World { return must(sample.Generate(options(1))) })

// small is a tenth of it.
var small = sync.OnceValue(func() *sample.World { return must(sample.Generate(options(0.1))) })

func must(w *sample.World, err error) *sample.World {
	if err != nil {
		panic(err)
	}
	return w
}

func world(t *testing.T, scale float64) *sample.World {
	t.Helper()
	w, err := sample.Generate(options(scale))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

package profile_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"zhiwei/ingest/profile"
)

func TestTime(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{
		"2026-09-01 08:00:00": "2026-09-01 08:00:00", "2026-9-1 8:00": "2026-09-01 08:00:00", "2024/1/2 3:04": "2024-01-02 03:04:00",
		"2024年1月2日": "2024-01-02 00:00:00", "2024年1月2日 8时5分": "2024-01-02 08:05:00", "2024.1.2": "2024-01-02 00:00:00",
		"45292.5": "2024-01-01 12:00:00", "44013": "2020-07-01 00:00:00", "20260901": "2026-09-01 00:00:00",
		"20260901083015": "2026-09-01 08:30:15", "2026-06-20 11:00 - 2026-06-20 12:00": "2026-06-20 11:00:00",
		"2026-06-11 22:17前": "2026-06-11 22:17:00", "2026-09-01T08:00:00": "2026-09-01 08:00:00",
		"2026-04-05 21:06:21 +0400": "2026-04-06 01:06:21", "2024-05-01T03:04:05+00:00": "2024-05-01 11:04:05",
		"2024-02-29 00:00:00": "2024-02-29 00:00:00", "2026-09-01 08:00:00.123": "2026-09-01 08:00:00", "2026/8/3": "2026-08-03 00:00:00",
		"２０２６-09-01": "2026-09-01 00:00:00", "45292.333333333336": "2024-01-01 08:00:00",
	} {
		got, ok := profile.ParseTime(cell, nil, shanghai)
		if !ok || got.Format("2006-01-02 15:04:05") != want {
			t.Errorf("%q got %v %v, want %s", cell, got, ok, want)
		}
	}
	if got, ok := profile.ParseTime("12/1/2010 8:26", []string{"1/2/2006 15:04"}, nil); !ok || got.Format("2006-01-02 15:04") != "2010-12-01 08:26" {
		t.Errorf("own layout got %v %v", got, ok)
	}
}

func TestTimeRefuses(t *testing.T) {
	for _, cell := range []string{
		"", "任意时间", "2026-02-30", "2026-02-30 10:00:00", "2025-02-29 00:00:00", "2026-13-01", "2026-00-01", "12", "1.5", "999999", "2026", "2026-09",
		"2026-09-01 25:00:00", "2026-09-01 08:61", "2026-09-01 8", "1/2/2026", "01-02-2026", "20261301", "昨天", "2026-09-01x", "1889-01-01", "2026--1",
		"2026-09-01 08:00:00:00", "100000000000",
	} {
		if got, ok := profile.ParseTime(cell, nil, nil); ok {
			t.Errorf("%q read as %v, want refused", cell, got)
		}
	}
}

func TestTimeLayoutsAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(631152000, 4102444799).Draw(t, "at"), 0).UTC()
		for _, layout := range []string{"2006-01-02 15:04:05", "2006/1/2 15:04:05", "2006年1月2日 15:04:05", "20060102150405", "2006-01-02T15:04:05Z07:00"} {
			got, ok := profile.ParseTime(at.Format(layout), nil, time.UTC)
			if !ok || !got.Equal(at) {
				t.Fatalf("%s got %v %v, want %v", at.Format(layout), got, ok, at)
			}
		}
	})
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{"2026-09-01 08:00:00", "45292.5", "2024年1月2日", "2026-06-20 11:00 - 12:00", "20260901", "2026-04-05 21:06:21 +0400"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, ok := profile.ParseTime(s, nil, time.UTC)
		if ok && (at.Year() < 1989 || at.Year() > 2101 || at.Location() != time.UTC) {
			t.Errorf("%q got %v", s, at)
		}
	})
}

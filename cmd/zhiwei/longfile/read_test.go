package longfile_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"zhiwei/cmd/zhiwei/longfile"
)

// bench is the folder of public sets beside the repository; the test is skipped where it is absent.
func bench(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if at := filepath.Join(dir, "shared", "bench"); exists(at) {
			return at
		}
		dir = filepath.Dir(dir)
	}
	t.Skip("no bench data beside the repository")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestReadBench(t *testing.T) {
	dir := bench(t)
	for set, want := range map[string][3]int{
		"m4_weekly.train": {359, 366912, 0}, "pasta.test": {118, 31978, 1}, "walmart.train": {2936, 300164, 8},
		"m5_validation.test": {30490, 853720, 0},
	} {
		at := time.Now()
		long, err := longfile.Read(filepath.Join(dir, set+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, s := range long.Series {
			rows += len(s.Y)
		}
		t.Log(set, len(long.Series), rows, long.Names, long.Dated, time.Since(at))
		if len(long.Series) != want[0] || rows != want[1] || len(long.Names) != want[2] {
			t.Errorf("%s: %d series, %d rows, %v; want %v", set, len(long.Series), rows, long.Names, want)
		}
	}
}

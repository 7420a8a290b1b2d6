package longfile_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
)

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadCSV(t *testing.T) {
	long, err := longfile.Read(file(t, "a.csv", "\ufeffunique_id,ds,y,promo,name\nB,2026-08-22,12,0,x\nA,2026-08-22,3,1,y\nB,2026-08-23,,1,x\nB,2026-08-21,7,0,x\n"))
	if err != nil {
		t.Fatal(err)
	}
	if !long.Dated || len(long.Series) != 2 || long.Series[0].ID != "B" || !cmp.Equal(long.Names, []string{"promo", "name"}) {
		t.Fatalf("%+v", long)
	}
	b := long.Series[0]
	if diff := cmp.Diff(b.DS, []int64{20686, 20687, 20688}); diff != "" {
		t.Error(diff)
	}
	if b.Y[0] != 7 || b.Y[1] != 12 || !math.IsNaN(b.Y[2]) {
		t.Errorf("y = %v, want 7, 12 and missing", b.Y)
	}
	if b.X[0][2] != 1 {
		t.Errorf("promo = %v", b.X[0])
	}
}

func TestReadSteps(t *testing.T) {
	long, err := longfile.Read(file(t, "a.csv", "unique_id,ds,y,window\nA,1,5,1\nA,2,6,1\nA,3,7,2\n"))
	if err != nil || long.Dated || !cmp.Equal(long.Series[0].Window, []int32{1, 1, 2}) {
		t.Fatalf("%+v, %v", long, err)
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
		says string
	}{
		"no y":            {"unique_id,ds\nA,1\n", longfile.ErrColumn, "column y"},
		"bad number":      {"unique_id,ds,y\nA,1,5\nA,2,x5\n", longfile.ErrCell, "line 3: column 3"},
		"bad date":        {"unique_id,ds,y\nA,22/08/2026,5\n", longfile.ErrCell, "line 2: column 2"},
		"mixed ds":        {"unique_id,ds,y\nA,1,5\nA,2026-08-22,5\n", longfile.ErrCell, "line 3"},
		"duplicate":       {"unique_id,ds,y\nA,1,5\nA,1,6\n", backtest.ErrDuplicate, `series "A", line 3`},
		"beyond":          {"unique_id,ds,y\nA,1,1e300\n", backtest.ErrRange, `series "A", line 2`},
		"nothing":         {"unique_id,ds,y\n", backtest.ErrNoRows, "no rows"},
		"damaged parquet": {"PAR1 is not all", nil, "parquet"},
	} {
		_, err := longfile.Read(file(t, "a.csv", c.text))
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "a.csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := longfile.Read(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

const week = "unique_id,ds,y\nA,1,5\nA,2,6\nA,3,7\nA,4,8\nA,5,7\nA,6,8\nA,7,9\nA,8,8\n"

// TestWrite writes backtest blocks as CSV and Parquet and scores the CSV again: the figures are those of Evaluate.
func TestWrite(t *testing.T) {
	train, err := longfile.Read(file(t, "a.csv", week))
	if err != nil {
		t.Fatal(err)
	}
	test, err := longfile.Read(file(t, "b.csv", "unique_id,ds,y\nA,9,8\nA,10,10\n"))
	if err != nil {
		t.Fatal(err)
	}
	opt := backtest.Options{Horizon: 2, Season: 1, Models: []string{"sNaive", "SES"}}
	dir := t.TempDir()
	csvPath, parquetPath := filepath.Join(dir, "f.csv"), filepath.Join(dir, "f.parquet")
	layout := longfile.Layout{Windows: true, Levels: []float64{0.025, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.975}}
	var writers []*longfile.Writer
	for _, path := range []string{csvPath, parquetPath} {
		w, err := longfile.Create(path, layout)
		if err != nil {
			t.Fatal(err)
		}
		writers = append(writers, w)
	}
	want, err := backtest.Evaluate(context.Background(), train, test, opt, func(b backtest.Block) error {
		return errors.Join(writers[0].Write(b), writers[1].Write(b))
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(csvPath); err == nil {
		t.Error("the file is there before Close")
	}
	for _, w := range writers {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if head, err := os.ReadFile(parquetPath); err != nil || string(head[:4]) != "PAR1" {
		t.Errorf("no Parquet file: %v", err)
	}
	for _, path := range []string{csvPath, parquetPath} {
		f, err := longfile.ReadForecasts(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := backtest.Score(train, test, f, opt)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	}
}

func same(t *testing.T, got, want []backtest.Line) {
	t.Helper()
	for i := range want {
		if got[i].Model != want[i].Model || got[i].Median.MASE != want[i].Median.MASE || math.Abs(got[i].WQL-want[i].WQL) > 1e-9 {
			t.Errorf("scored %s %v %v, want %s %v %v", got[i].Model, got[i].Median.MASE, got[i].WQL, want[i].Model, want[i].Median.MASE, want[i].WQL)
		}
	}
}

func TestAbort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.csv")
	w, err := longfile.Create(path, longfile.Layout{Levels: []float64{0.5}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReadForecastsRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"no point": "unique_id,ds,q0.1\nA,1,5\n", "falling": "unique_id,ds,mean,q0.9,q0.1\nA,1,5,6,4\n", "number": "unique_id,ds,mean\nA,1,x\n",
	} {
		if _, err := longfile.ReadForecasts(file(t, "f.csv", text)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

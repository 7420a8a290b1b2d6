package longfile_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
)

// write makes a Parquet file of rows.
func write[T any](t *testing.T, rows []T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.parquet")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := parquet.NewGenericWriter[T](f, parquet.Compression(&parquet.Zstd))
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

type dated struct {
	ID     string    `parquet:"unique_id,dict"`
	DS     time.Time `parquet:"ds,timestamp(millisecond)"`
	Y      *float32  `parquet:"y,optional"`
	Promo  bool      `parquet:"promo"`
	Name   string    `parquet:"name"`
	Window int32     `parquet:"window"`
}

func TestReadParquetDates(t *testing.T) {
	y := float32(2.5)
	at := time.Date(2026, 8, 22, 0, 0, 0, 0, time.UTC)
	long, err := longfile.Read(write(t, []dated{
		{"B", at.AddDate(0, 0, 1), nil, true, "x", 2}, {"B", at, &y, false, "x", 1}, {"A", at, &y, true, "y", 1},
	}))
	if err != nil {
		t.Fatal(err)
	}
	if !long.Dated || long.Series[0].ID != "B" || !cmp.Equal(long.Names, []string{"promo"}) {
		t.Fatalf("dated %v, names %v, first %q: text columns are no covariates", long.Dated, long.Names, long.Series[0].ID)
	}
	b := long.Series[0]
	if b.DS[0] != 20687 || b.Y[0] != 2.5 || !cmp.Equal(b.X[0], []float64{0, 1}) || !cmp.Equal(b.Window, []int32{1, 2}) {
		t.Errorf("%+v", b)
	}
	if !math.IsNaN(b.Y[1]) {
		t.Errorf("null y read as %v", b.Y[1])
	}
}

type stepped struct {
	ID string  `parquet:"unique_id"`
	DS int64   `parquet:"ds"`
	Y  float64 `parquet:"y"`
}

func TestReadParquetSteps(t *testing.T) {
	long, err := longfile.Read(write(t, []stepped{{"A", 1, 5}, {"A", 2, 6}}))
	if err != nil || long.Dated || !cmp.Equal(long.Series[0].DS, []int64{1, 2}) || !cmp.Equal(long.Series[0].Y, []float64{5, 6}) {
		t.Fatalf("%+v, %v", long, err)
	}
}

type noDS struct {
	ID string  `parquet:"unique_id"`
	DS string  `parquet:"ds"`
	Y  float64 `parquet:"y"`
}

func TestReadParquetRefuses(t *testing.T) {
	if _, err := longfile.Read(write(t, []noDS{{"A", "yesterday", 1}})); err == nil {
		t.Error("a text ds was read")
	}
}

// TestWriteDates: dates and levels of a written file come back, in both formats.
func TestWriteDates(t *testing.T) {
	train := &backtest.Long{Dated: true, Series: []backtest.Rows{{ID: "A", DS: []int64{20687, 20688}, Y: []float64{4, 5}}}}
	for _, name := range []string{"f.csv", "f.parquet"} {
		path := filepath.Join(t.TempDir(), name)
		w, err := longfile.Create(path, longfile.Layout{Dated: true, Levels: []float64{0.1, 0.9}})
		if err != nil {
			t.Fatal(err)
		}
		opt := backtest.Options{Horizon: 2, Season: 1, Freq: backtest.Daily, Models: []string{"Naive"}}
		if err := backtest.Forecast(t.Context(), train, nil, opt, w.Write); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		f, err := longfile.ReadForecasts(path)
		if err != nil {
			t.Fatal(err)
		}
		if !f.Dated || len(f.Rows) != 2 || f.Rows[1].DS != 20690 || f.Rows[1].Mean != 5 || !cmp.Equal(f.Levels, []float64{0.1, 0.9}) {
			t.Errorf("%s: %+v", name, f)
		}
		if q := f.Rows[0].Q; q[0] >= 5 || q[1] <= 5 {
			t.Errorf("%s: quantiles %v around 5", name, q)
		}
	}
}

// TestDamagedParquet cuts and flips bytes all over a file: an error or a table, never a panic.
func TestDamagedParquet(t *testing.T) {
	whole, err := os.ReadFile(write(t, []stepped{{"A", 1, 5}, {"A", 2, 6}, {"B", 1, 7}}))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.parquet")
	failed := 0
	for i := 4; i < len(whole); i++ {
		flipped := append([]byte(nil), whole...)
		flipped[i] ^= 0x55
		for _, data := range [][]byte{whole[:i], flipped} {
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := longfile.Read(path); err != nil {
				failed++
			}
		}
	}
	if failed < len(whole)-4 {
		t.Errorf("only %d of %d damaged files were refused: every cut one must be", failed, 2*(len(whole)-4))
	}
}

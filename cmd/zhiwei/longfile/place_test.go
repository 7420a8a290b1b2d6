package longfile_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
)

type nullable struct {
	ID *string  `parquet:"unique_id,optional,dict"`
	DS *int32   `parquet:"ds,optional,date"`
	Y  *float64 `parquet:"y,optional"`
}

type plain struct {
	ID   *string  `parquet:"unique_id,optional"`
	DS   *int64   `parquet:"ds,optional"`
	Mean *float64 `parquet:"mean,optional"`
	Y    *float64 `parquet:"y,optional"`
}

// TestNullsAreNamed: a null id or ds is no series "" and no step 0 but a fault of its row; a null y is missing.
func TestNullsAreNamed(t *testing.T) {
	a, day, step, y := "A", int32(20687), int64(7), 5.0
	for name, c := range map[string]struct{ path, says string }{
		"ds as date":      {write(t, []nullable{{&a, &day, &y}, {&a, nil, &y}}), "column ds: row 2"},
		"ds as step":      {write(t, []plain{{&a, nil, nil, &y}}), "column ds: row 1"},
		"id, dictionary":  {write(t, []nullable{{&a, &day, &y}, {&a, &day, &y}, {nil, &day, &y}}), "column unique_id: row 3"},
		"id as it stands": {write(t, []plain{{&a, &step, nil, &y}, {nil, &step, nil, &y}}), "column unique_id: row 2"},
		"all ids":         {write(t, []nullable{{nil, &day, &y}}), "column unique_id: row 1"},
	} {
		if _, err := longfile.Read(c.path); !errors.Is(err, longfile.ErrCell) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v, want %s", name, err, c.says)
		}
	}
	long, err := longfile.Read(write(t, []nullable{{&a, &day, nil}}))
	if err != nil || !math.IsNaN(long.Series[0].Y[0]) || long.Series[0].ID != "A" {
		t.Errorf("null y: %+v, %v", long, err)
	}
	many := make([]nullable, 9000) // over several pages of values
	for i := range many {
		d := day + int32(i)
		many[i] = nullable{&a, &d, &y}
	}
	many[8765].DS = nil
	if _, err := longfile.Read(write(t, many)); err == nil || !strings.Contains(err.Error(), "column ds: row 8766") {
		t.Errorf("far down: %v", err)
	}
}

// TestNullsInForecasts: the same of a forecast file.
func TestNullsInForecasts(t *testing.T) {
	a, step, mean := "A", int64(7), 5.0
	rows := slices.Repeat([]plain{{&a, &step, &mean, nil}}, 300)
	for name, c := range map[string]struct {
		last plain
		says string
	}{
		"ds": {plain{&a, nil, &mean, nil}, "column ds: row 301"},
		"id": {plain{nil, &step, &mean, nil}, "column unique_id: row 301"},
	} {
		_, err := longfile.ReadForecasts(write(t, append(slices.Clone(rows), c.last)))
		if !errors.Is(err, longfile.ErrCell) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%s: %v, want %s", name, err, c.says)
		}
	}
}

// TestStepsAreWhole: half a step, not a number or text without a type is no step 0.
func TestStepsAreWhole(t *testing.T) {
	type float struct {
		ID string  `parquet:"unique_id"`
		DS float64 `parquet:"ds"`
		Y  float64 `parquet:"y"`
	}
	type raw struct {
		ID string  `parquet:"unique_id"`
		DS []byte  `parquet:"ds"`
		Y  float64 `parquet:"y"`
	}
	for name, path := range map[string]string{
		"half": write(t, []float{{"A", 1, 5}, {"A", 1.5, 5}}), "nan": write(t, []float{{"A", 1, 5}, {"A", math.NaN(), 5}}),
		"infinite": write(t, []float{{"A", 1, 5}, {"A", math.Inf(-1), 5}}),
	} {
		if _, err := longfile.Read(path); !errors.Is(err, longfile.ErrCell) || !strings.Contains(fmt.Sprint(err), "row 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := longfile.Read(write(t, []raw{{"A", []byte("7"), 5}})); !errors.Is(err, longfile.ErrCell) {
		t.Errorf("bytes: %v", err)
	}
	if long, err := longfile.Read(write(t, []float{{"A", -3, 5}})); err != nil || long.Series[0].DS[0] != -3 {
		t.Errorf("a whole float: %+v, %v", long, err)
	}
}

// TestMarkedForecasts: the byte order mark of a spreadsheet hides no column, quoted or not.
func TestMarkedForecasts(t *testing.T) {
	for _, text := range []string{
		"\ufeffmodel,window,unique_id,ds,mean\nm,2,A,1,5\n", "\ufeff\"model\",\"window\",\"unique_id\",\"ds\",\"mean\"\nm,2,A,1,5\n",
	} {
		f, err := longfile.ReadForecasts(file(t, "f.csv", text))
		if err != nil || len(f.Rows) != 1 || f.Rows[0].Model != "m" || f.Rows[0].Window != 2 || f.Rows[0].Line != 2 {
			t.Errorf("%+v, %v", f, err)
		}
	}
	if long, err := longfile.Read(file(t, "a.csv", "\ufeff\"unique_id\",ds,y\nA,1,5\n")); err != nil || long.Series[0].ID != "A" {
		t.Errorf("quoted header: %+v, %v", long, err)
	}
	for _, window := range []string{"", "two", "0"} {
		_, err := longfile.ReadForecasts(file(t, "f.csv", "window,unique_id,ds,mean\n1,A,1,5\n"+window+",A,2,5\n"))
		if !errors.Is(err, longfile.ErrCell) || !strings.Contains(fmt.Sprint(err), "line 3: column 1") {
			t.Errorf("window %q: %v", window, err)
		}
	}
}

// TestLinesAreTheFiles: an error names the line that a reader of the file finds, however the rows lie.
func TestLinesAreTheFiles(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"interleaved":    {"unique_id,ds,y\nA,1,1\nB,1,1\nA,2,1\nB,2,1\nA,3,1e300\n", `series "A", line 6, ds 3`},
		"falling":        {"unique_id,ds,y\nA,3,1e300\nA,2,1\nA,1,1\n", `series "A", line 2, ds 3`},
		"twice, apart":   {"unique_id,ds,y\nA,1,1\nB,1,1\nB,2,1\nA,1,2\n", `series "A", line 5, ds 1`},
		"empty lines":    {"unique_id,ds,y\n\nA,1,1\n\n\nA,2,1e300\n", `series "A", line 6, ds 2`},
		"a line in a id": {"unique_id,ds,y\n\"A\nB\",1,1\n\"A\nB\",2,1e300\n", "line 4, ds 2"},
	} {
		if _, err := longfile.Read(file(t, "a.csv", c.text)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", name, err, c.says)
		}
	}
	rows := []stepped{{"A", 1, 1}, {"B", 1, 1}, {"A", 2, 1}, {"B", 2, 1e300}}
	if _, err := longfile.Read(write(t, rows)); err == nil || !strings.Contains(err.Error(), `series "B", line 4, ds 2`) {
		t.Errorf("Parquet: %v", err)
	}
	long, err := longfile.Read(file(t, "a.csv", "unique_id,ds,y\nA,1,1\nA,2,1\nB,1,1\nC,1,1\nB,2,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := long.Series[0], long.Series[1]; a.Line != 2 || a.Lines != nil || b.Line != 4 || !cmp.Equal(b.Lines, []int{4, 6}) {
		t.Errorf("lines %d %v and %d %v", a.Line, a.Lines, b.Line, b.Lines)
	}
}

// TestFarSteps: steps whose difference does not fit are sorted all the same.
func TestFarSteps(t *testing.T) {
	long, err := longfile.Read(file(t, "a.csv", "unique_id,ds,y\nA,9223372036854775806,1\nA,-9223372036854775806,2\nA,0,3\n"))
	if err != nil || !cmp.Equal(long.Series[0].Y, []float64{2, 3, 1}) {
		t.Errorf("%+v, %v", long, err)
	}
}

// TestSecondForecastIsRefused: a step twice in a file is named by its line when the file is scored.
func TestSecondForecastIsRefused(t *testing.T) {
	f, err := longfile.ReadForecasts(file(t, "f.csv", "model,window,unique_id,ds,mean\nm,1,A,9,5\n\nm,1,A,10,5\nm,1,A,9,6\n"))
	if err != nil {
		t.Fatal(err)
	}
	train, err := longfile.Read(file(t, "a.csv", week))
	if err != nil {
		t.Fatal(err)
	}
	actual, err := longfile.Read(file(t, "b.csv", "unique_id,ds,y\nA,9,8\nA,10,10\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = backtest.Score(train, actual, f, backtest.Options{Season: 1})
	if !errors.Is(err, backtest.ErrDuplicate) || !strings.Contains(err.Error(), `model "m", window 1, series "A", ds 9, line 5 (first on line 2)`) {
		t.Errorf("%v", err)
	}
}

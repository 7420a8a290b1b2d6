package longfile_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"zhiwei/cmd/zhiwei/longfile"
	"zhiwei/forecast/backtest"
	"zhiwei/forecast/dist"
)

// csvOf writes a table as a file of a shop would.
func csvOf(l *backtest.Long) string {
	var b strings.Builder
	b.WriteString("unique_id,ds,y")
	for _, n := range l.Names {
		b.WriteString("," + n)
	}
	b.WriteString("\n")
	for _, s := range l.Series {
		for i, ds := range s.DS {
			at := strconv.FormatInt(ds, 10)
			if l.Dated {
				at = time.Unix(ds*86400, 0).UTC().Format(time.DateOnly)
			}
			b.WriteString(s.ID + "," + at + "," + cell(s.Y[i]))
			for _, x := range s.X {
				b.WriteString("," + cell(x[i]))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func cell(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// TestRoundTripCSV: any table written as CSV is read as it was: values to the bit, missing ones missing.
func TestRoundTripCSV(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	rapid.Check(t, func(rt *rapid.T) {
		want := &backtest.Long{Dated: rapid.Bool().Draw(rt, "dated"), Names: []string{"promo", "price"}}
		line := 2
		for i := range rapid.IntRange(1, 4).Draw(rt, "series") {
			s := backtest.Rows{ID: "商品 " + strconv.Itoa(i), Line: line, X: make([][]float64, 2)}
			ds := rapid.Int64Range(-5000, 40000).Draw(rt, "ds")
			for range rapid.IntRange(1, 9).Draw(rt, "rows") {
				v := rapid.OneOf(rapid.Just(math.NaN()), rapid.Just(0.0), rapid.Float64Range(-1e15, 1e15))
				s.DS, s.Y = append(s.DS, ds), append(s.Y, v.Draw(rt, "y"))
				for c := range s.X {
					s.X[c] = append(s.X[c], v.Draw(rt, "x"))
				}
				ds += rapid.Int64Range(1, 40).Draw(rt, "gap")
				line++
			}
			want.Series = append(want.Series, s)
		}
		if err := os.WriteFile(path, []byte(csvOf(want)), 0o600); err != nil {
			rt.Fatal(err)
		}
		got, err := longfile.Read(path)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateNaNs()); diff != "" {
			rt.Fatal(diff)
		}
	})
}

type row struct {
	ID    string   `parquet:"unique_id,dict"`
	DS    int32    `parquet:"ds,date"`
	Y     *float64 `parquet:"y,optional"`
	Promo int64    `parquet:"promo"`
}

// TestSameTableBothFormats: a Parquet file and a CSV of the same rows are the same table but for the numbers of lines.
func TestSameTableBothFormats(t *testing.T) {
	y := []float64{4.5, 0, 7, -2}
	text := "unique_id,ds,y,promo\nB,2026-08-22,4.5,0\nA,2026-08-21,0,1\nB,2026-08-21,7,0\nA,2026-08-23,-2,1\nA,2026-08-24,,1\n"
	a, err := longfile.Read(file(t, "a.csv", text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := longfile.Read(write(t, []row{
		{"B", 20687, &y[0], 0}, {"A", 20686, &y[1], 1}, {"B", 20686, &y[2], 0}, {"A", 20688, &y[3], 1}, {"A", 20689, nil, 1},
	}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b, cmpopts.EquateNaNs(), cmpopts.IgnoreFields(backtest.Rows{}, "Line", "Lines")); diff != "" {
		t.Error(diff)
	}
}

// TestContentNotExtension: a file is read by what is in it, whatever it is called.
func TestContentNotExtension(t *testing.T) {
	text, err := longfile.Read(file(t, "a.parquet", "unique_id,ds,y\nA,1,5\n"))
	if err != nil || text.Series[0].Y[0] != 5 {
		t.Errorf("CSV called .parquet: %v", err)
	}
	data, err := os.ReadFile(write(t, []stepped{{"A", 1, 5}}))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.csv", "a", "a.txt"} {
		got, err := longfile.Read(file(t, name, string(data)))
		if err != nil || got.Series[0].Y[0] != 5 {
			t.Errorf("Parquet called %s: %v", name, err)
		}
	}
}

// TestReadAsWritten: what spreadsheets and other programs put round the same rows does not matter.
func TestReadAsWritten(t *testing.T) {
	for name, text := range map[string]string{
		"plain":              "unique_id,ds,y\nA,2026-08-22,5\nA,2026-08-23,6\n",
		"byte order mark":    "\ufeffunique_id,ds,y\nA,2026-08-22,5\nA,2026-08-23,6\n",
		"Windows lines":      "unique_id,ds,y\r\nA,2026-08-22,5\r\nA,2026-08-23,6\r\n",
		"no last line feed":  "unique_id,ds,y\nA,2026-08-22,5\nA,2026-08-23,6",
		"other column order": "y,unique_id,ds\n5,A,2026-08-22\n6,A,2026-08-23\n",
		"quotes":             "\"unique_id\",\"ds\",\"y\"\n\"A\",\"2026-08-22\",\"5\"\nA,2026-08-23,6\n",
		"midnight":           "unique_id,ds,y\nA,2026-08-22 00:00:00,5\nA,2026-08-23T00:00:00Z,6\n",
		"falling days":       "unique_id,ds,y\nA,2026-08-23,6\nA,2026-08-22,5\n",
		"exponents":          "unique_id,ds,y\nA,2026-08-22,0.5e1\nA,2026-08-23,6.0\n",
		"empty lines":        "unique_id,ds,y\n\nA,2026-08-22,5\n\nA,2026-08-23,6\n\n",
	} {
		got, err := longfile.Read(file(t, "a.csv", text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s := got.Series[0]; !got.Dated || s.ID != "A" || !cmp.Equal(s.DS, []int64{20687, 20688}) || !cmp.Equal(s.Y, []float64{5, 6}) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

// TestReadRefusesByPlace: every fault is named with the file and its place.
func TestReadRefusesByPlace(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
		says string
	}{
		"empty file":            {"", nil, "header"},
		"no unique_id":          {"id,ds,y\nA,1,5\n", longfile.ErrColumn, "column unique_id"},
		"no ds":                 {"unique_id,day,y\nA,1,5\n", longfile.ErrColumn, "column ds"},
		"a mark inside":         {"unique_id,\ufeffds,y\nA,1,5\n", longfile.ErrColumn, "column ds"},
		"a column twice":        {"unique_id,ds,y,y\nA,1,5,6\n", longfile.ErrColumn, "different lengths"},
		"a cell too few":        {"unique_id,ds,y\nA,1,5\nA,2\n", nil, "line 3"},
		"a cell too many":       {"unique_id,ds,y\nA,1,5,9\n", nil, "line 2"},
		"an open quote":         {"unique_id,ds,y\n\"A,1,5\n", nil, "csv"},
		"empty ds":              {"unique_id,ds,y\nA,,5\n", longfile.ErrCell, "line 2: column 2"},
		"no such day":           {"unique_id,ds,y\nA,2026-02-30,5\n", longfile.ErrCell, `"2026-02-30"`},
		"half a step":           {"unique_id,ds,y\nA,1.5,5\n", longfile.ErrCell, "line 2: column 2"},
		"window":                {"unique_id,ds,y,window\nA,1,5,one\n", longfile.ErrCell, "line 2: column 4"},
		"thousands":             {"unique_id,ds,y\nA,1,\"1,000\"\n", longfile.ErrCell, `"1,000"`},
		"step among dates":      {"unique_id,ds,y\nA,2026-08-22,5\nB,7,5\n", longfile.ErrCell, "line 3: column 2"},
		"infinite":              {"unique_id,ds,y\nA,1,5\nA,2,Inf\n", backtest.ErrRange, `series "A", line 3, ds 2`},
		"1e300":                 {"unique_id,ds,y\nA,1,5\nA,2,6\nA,3,-1e300\n", backtest.ErrRange, `series "A", line 4, ds 3`},
		"two rows of one day":   {"unique_id,ds,y\nB,2026-08-22,5\nA,2026-08-22,5\nA,2026-08-22,6\n", backtest.ErrDuplicate, `series "A", line 4, ds 20687`},
		"an overflowing number": {"unique_id,ds,y\nA,1,1e999\n", longfile.ErrCell, "line 2: column 3"},
	} {
		_, err := longfile.Read(file(t, "shop.csv", c.text))
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "shop.csv") {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// TestOddValuesAreRead: one row, zeros, negative and missing values are data, not faults.
func TestOddValuesAreRead(t *testing.T) {
	long, err := longfile.Read(file(t, "a.csv", "unique_id,ds,y,x\none,5,-3,\nzero,1,0,a\nzero,2,-0,1\ngap,-7,nan,\ngap,9,NaN,2\n,1,1e15,3\n"))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range long.Series {
		ids = append(ids, s.ID)
	}
	if !cmp.Equal(ids, []string{"one", "zero", "gap", ""}) {
		t.Errorf("series %q", ids)
	}
	if g := long.Series[2]; !cmp.Equal(g.DS, []int64{-7, 9}) || !math.IsNaN(g.Y[0]) || !math.IsNaN(g.Y[1]) || long.Series[0].Y[0] != -3 {
		t.Errorf("%+v", g)
	}
	if x := long.Series[1].X[0]; !math.IsNaN(x[0]) || x[1] != 1 {
		t.Errorf("a text covariate is missing, a number is read: %v", x)
	}
}

// block is a forecast of three steps, the second of which has no row.
func block(id string) backtest.Block {
	return backtest.Block{
		Model: "m", Window: 2, ID: id, DS: []int64{20687, backtest.NoRow, 20689},
		Dist: dist.FromNormal([]float64{10, 20, 30}, []float64{1, 2, 3}),
	}
}

// TestWrittenColumns: the columns of a forecast file, and a row only where there is a ds.
func TestWrittenColumns(t *testing.T) {
	for _, c := range []struct {
		layout longfile.Layout
		want   string
	}{
		{longfile.Layout{Dated: true}, "unique_id,ds,mean,median\nA,2026-08-22,10,10\nA,2026-08-24,30,30\n"},
		{longfile.Layout{Windows: true, Levels: []float64{0.5}}, "model,window,unique_id,ds,mean,median,q0.5\nm,2,A,20687,10,10,10\nm,2,A,20689,30,30,30\n"},
	} {
		path := filepath.Join(t.TempDir(), "f.csv")
		w, err := longfile.Create(path, c.layout)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Write(block("A")), w.Close()); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != c.want {
			t.Errorf("%q, want %q (%v)", got, c.want, err)
		}
	}
}

// TestWrittenIsRead: ids that need quotes, many blocks and all levels come back from both formats, figure by figure.
func TestWrittenIsRead(t *testing.T) {
	levels := []float64{0.025, 0.1, 0.25, 0.5, 0.9, 0.975}
	for _, name := range []string{"f.csv", "f.parquet"} {
		path := filepath.Join(t.TempDir(), name)
		w, err := longfile.Create(path, longfile.Layout{Dated: true, Windows: true, Levels: levels})
		if err != nil {
			t.Fatal(err)
		}
		var want []backtest.ForecastRow
		for i := range 300 {
			b := block("货 \"" + strconv.Itoa(i) + "\",\n甲")
			if err := w.Write(b); err != nil {
				t.Fatal(err)
			}
			for _, h := range []int{0, 2} {
				r := backtest.ForecastRow{Model: "m", Window: 2, ID: b.ID, DS: b.DS[h], Mean: b.Dist.Mean[h], Median: b.Dist.Median(h)}
				for _, tau := range levels {
					r.Q = append(r.Q, b.Dist.Quantile(h, tau))
				}
				want = append(want, r)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := longfile.ReadForecasts(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.Rows, cmpopts.EquateApprox(1e-11, 0), cmpopts.IgnoreFields(backtest.ForecastRow{}, "Line")); diff != "" || !cmp.Equal(got.Levels, levels) || !got.Dated {
			t.Errorf("%s: levels %v, %s", name, got.Levels, diff)
		}
	}
}

// TestWriterIsAtomic: until Close the old file stands, after an abort it still does, and its rights are kept.
func TestWriterIsAtomic(t *testing.T) {
	for _, name := range []string{"f.csv", "f.parquet"} {
		path := file(t, name, "old")
		for _, end := range []func(*longfile.Writer) error{(*longfile.Writer).Abort, (*longfile.Writer).Close} {
			w, err := longfile.Create(path, longfile.Layout{})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Write(block("A")); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
				t.Errorf("%s while writing: %q, %v", name, got, err)
			}
			if err := end(w); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) == "old" {
			t.Errorf("%s was not replaced: %v", name, err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: rights %v, %v", name, info.Mode(), err)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
			t.Errorf("left behind: %v", left)
		}
		if hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(hidden) != 0 {
			t.Errorf("left behind: %v", hidden)
		}
	}
	if _, err := longfile.Create(filepath.Join(t.TempDir(), "none", "f.csv"), longfile.Layout{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestWriterIsDeterministic: the same blocks are the same bytes.
func TestWriterIsDeterministic(t *testing.T) {
	for _, name := range []string{"f.csv", "f.parquet"} {
		var first []byte
		for range 3 {
			path := filepath.Join(t.TempDir(), name)
			w, err := longfile.Create(path, longfile.Layout{Windows: true, Levels: []float64{0.1, 0.9}})
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Write(block("A")), w.Write(block("B")), w.Close()); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if first != nil && !cmp.Equal(first, got) {
				t.Errorf("%s differs from run to run", name)
			}
			first = got
		}
	}
}

// TestForecastsOfOthers: files of other programs: only means, only medians, levels between columns that are not ours.
func TestForecastsOfOthers(t *testing.T) {
	f, err := longfile.ReadForecasts(file(t, "f.csv", "unique_id,qty,ds,q0.1,median,q0.9\nA,x,1,4,5,\nA,y,2,,6,8\n"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Dated || !cmp.Equal(f.Levels, []float64{0.1, 0.9}) || len(f.Rows) != 2 || f.Rows[1].Mean != 6 || f.Rows[0].Q[0] != 4 || !math.IsNaN(f.Rows[1].Q[0]) {
		t.Errorf("%+v", f)
	}
	if f, err = longfile.ReadForecasts(file(t, "f.csv", "unique_id,ds,mean\nA,2026-08-22,5\n")); err != nil || f.Rows[0].Median != 5 || !f.Dated {
		t.Errorf("only means: %+v, %v", f, err)
	}
	for name, c := range map[string]struct{ text, says string }{
		"no id":         {"ds,mean\n1,5\n", "unique_id"},
		"no ds":         {"unique_id,mean\nA,5\n", "unique_id, ds"},
		"levels fall":   {"unique_id,ds,mean,q0.9,q0.5\nA,1,5,6,5\n", "rise"},
		"a bad date":    {"unique_id,ds,mean\nA,1,5\nA,soon,5\n", "line 3"},
		"a bad figure":  {"unique_id,ds,mean\nA,1,5\nA,2,much\n", "line 3: column 3"},
		"a short row":   {"unique_id,ds,mean\nA,1\n", "csv"},
		"an empty file": {"", "header"},
		"cut Parquet":   {"PAR1 and no more", "parquet"},
	} {
		_, err := longfile.ReadForecasts(file(t, "f.csv", c.text))
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "f.csv") {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if _, err := longfile.ReadForecasts(filepath.Join(t.TempDir(), "none.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

// TestDamagedForecasts cuts and flips bytes of a forecast file: an error or rows, never a panic.
func TestDamagedForecasts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.parquet")
	w, err := longfile.Create(path, longfile.Layout{Levels: []float64{0.1}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(block("A")), w.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4; i < len(whole); i += 3 {
		if err := os.WriteFile(path, whole[:i], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := longfile.ReadForecasts(path); err == nil {
			t.Errorf("cut after %d of %d bytes it was read", i, len(whole))
		}
		flipped := append([]byte(nil), whole...)
		flipped[i] ^= 0x81
		if err := os.WriteFile(path, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		if f, err := longfile.ReadForecasts(path); err == nil && len(f.Rows) > 4 {
			t.Errorf("flipped byte %d gave %d rows", i, len(f.Rows))
		}
	}
}

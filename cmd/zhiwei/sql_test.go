package main_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	zhiwei "zhiwei/cmd/zhiwei"
)

// everyKind asks for a cell of each kind, and for one that is empty.
const everyKind = `SELECT 'a,"b"' AS text, '' AS none, NULL AS missing, 42::BIGINT AS n, -7 AS minus, 12345678901234567890123::HUGEINT AS huge, 1.50::DECIMAL(10,2) AS dec,
	0.1::DOUBLE AS x, TRUE AS yes, DATE '2026-08-24' AS day, TIMESTAMP '2026-08-24 07:40:01' AS at, [1, 2] AS list, '=1+1' AS formula`

// TestSQLCells: a cell reads the same in the terminal, in JSON and in a CSV file, and a text is never a formula.
func TestSQLCells(t *testing.T) {
	dir := newWorkspace(t)
	want := map[string]string{
		"text": `a,"b"`, "none": "", "missing": "", "n": "42", "minus": "-7", "huge": "12345678901234567890123", "dec": "1.5", "x": "0.1", "yes": "true",
		"day": "2026-08-24", "at": "2026-08-24 07:40:01", "list": "[1,2]", "formula": "'=1+1",
	}
	_, value := object(t, inside(t, 0, "-C", dir, "--json", "sql", everyKind).stdout)
	got := map[string]string{}
	rows, ok := value.([]any)
	if !ok || len(rows) != 1 {
		t.Fatalf("result %v", value)
	}
	for name, cell := range rows[0].(map[string]any) {
		got[name], _ = cell.(string)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	out := filepath.Join(t.TempDir(), "o.CSV")
	inside(t, 0, "-C", dir, "sql", "--out", out, everyKind)
	head, cells := readCSV(t, out)
	for i, name := range head {
		if len(cells) != 1 || cells[0][i] != want[name] {
			t.Errorf("CSV %s: %q, want %q", name, cells, want[name])
		}
	}
	text := inside(t, 0, "-C", dir, "sql", everyKind).stdout
	for name, cell := range want {
		if !strings.Contains(text, name) || !strings.Contains(text, cell) {
			t.Errorf("the terminal does not show %s = %s:\n%s", name, cell, text)
		}
	}
}

// readCSV reads a file that begins with a byte-order mark: its head and its rows.
func readCSV(t *testing.T, path string) (head []string, rows [][]string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(string(data), "\ufeff")
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(all) == 0 {
		t.Fatalf("marked %v, %v, in %q", marked, err, data)
	}
	return all[0], all[1:]
}

// TestSQLEmptyAnswer: an answer without rows still says its columns, in every form.
func TestSQLEmptyAnswer(t *testing.T) {
	dir, at := newWorkspace(t), t.TempDir()
	const query = "SELECT order_id, qty FROM raw_order_line"
	inside(t, 0, "-C", dir, "sql", "--out", filepath.Join(at, "o.csv"), query)
	head, rows := readCSV(t, filepath.Join(at, "o.csv"))
	if diff := cmp.Diff([]string{"order_id", "qty"}, head); diff != "" || len(rows) != 0 {
		t.Errorf("%d rows, %s", len(rows), diff)
	}
	if text := inside(t, 0, "-C", dir, "sql", query).stdout; !strings.Contains(text, "order_id") || !strings.Contains(text, "qty") {
		t.Errorf("terminal: %s", text)
	}
	if _, value := object(t, inside(t, 0, "-C", dir, "--json", "sql", query).stdout); len(value.([]any)) != 0 {
		t.Errorf("JSON: %v", value)
	}
	inside(t, 0, "-C", dir, "sql", "--out", filepath.Join(at, "o.xlsx"), query)
	if got := sheetRows(t, filepath.Join(at, "o.xlsx")); !strings.Contains(got, "order_id|qty") {
		t.Errorf("workbook: %s", got)
	}
}

// sheetRows is all sheets of a workbook as text, cells divided by |.
func sheetRows(t *testing.T, path string) string {
	t.Helper()
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	var out []string
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, strings.Join(r, "|"))
		}
	}
	return strings.Join(out, "\n")
}

// TestSQLWorkbook: the workbook holds every row of the answer; a long number keeps its digits.
func TestSQLWorkbook(t *testing.T) {
	dir, out := newWorkspace(t), filepath.Join(t.TempDir(), "o.xlsx")
	inside(t, 0, "-C", dir, "sql", "--out", out, "SELECT '6917000000000000001' AS id, i AS n, i * 1.5 AS x FROM range(1, 251) AS t(i) ORDER BY i")
	got := sheetRows(t, out)
	for _, row := range []string{"id|n|x", "6917000000000000001|1|1.5", "6917000000000000001|250|375"} {
		if !strings.Contains(got, row) {
			t.Errorf("no row %s", row)
		}
	}
	if n := strings.Count(got, "6917000000000000001|"); n != 250 {
		t.Errorf("%d rows", n)
	}
}

// TestSQLReadsOnly: nothing that changes the store, the settings or a file is answered, and the store stays the same.
func TestSQLReadsOnly(t *testing.T) {
	dir := shop(t)
	inside(t, 0, "-C", dir, "import", filepath.Join(dir, "inbox"))
	count := func() string {
		return inside(t, 0, "-C", dir, "--json", "sql", "SELECT count(*) AS n, sum(line_paid) AS fen, (SELECT count(*) FROM duckdb_tables()) AS t FROM raw_order_line").stdout
	}
	before, at := count(), t.TempDir()
	t.Chdir(at)
	for _, query := range []string{
		"DELETE FROM raw_order_line", "UPDATE raw_order_line SET qty = 0", "INSERT INTO raw_order_line SELECT * FROM raw_order_line", "DROP TABLE raw_order_line",
		"ALTER TABLE raw_order_line ADD COLUMN x INTEGER", "CREATE TABLE x AS SELECT 1", "CREATE OR REPLACE MACRO as_of() AS DATE '2000-01-01'", "TRUNCATE raw_order_line",
		"SET memory_limit = '9GB'", "SET enable_external_access = true", "PRAGMA enable_external_access", "ATTACH 'other.duckdb'", "INSTALL httpfs", "LOAD httpfs",
		"COPY raw_order_line TO 'x.csv'", "COPY raw_order_line FROM 'x.csv'", "EXPORT DATABASE 'x'", "IMPORT DATABASE 'x'", "SELECT * FROM read_csv('x.csv')", "SELECT * FROM 'x.csv'",
		"SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM glob('*')", "SELECT 1; DELETE FROM raw_order_line", "", ";", "-- nothing",
		"BEGIN; DELETE FROM raw_order_line; COMMIT", "WITH x AS (SELECT 1) DELETE FROM raw_order_line",
	} {
		r := insideWith(t.Context(), nil, "-C", dir, "sql", query)
		if r.code != 2 || r.stdout != "" || !strings.Contains(r.stderr, "[E-USAGE]") {
			t.Errorf("%q exited %d: %s%s", query, r.code, r.stdout, r.stderr)
		}
	}
	if after := count(); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if left, err := os.ReadDir(at); err != nil || len(left) != 0 {
		t.Errorf("%d files were written, %v", len(left), err)
	}
}

// TestSQLKeepsTheEarlierFile: a question that fails, early or in the middle, leaves the file of the last one whole.
func TestSQLKeepsTheEarlierFile(t *testing.T) {
	dir := newWorkspace(t)
	for _, name := range []string{"o.csv", "o.xlsx"} {
		out := filepath.Join(t.TempDir(), name)
		put(t, out, "earlier")
		for _, query := range []string{"SELECT nothing", "SELECT CASE WHEN i < 300000 THEN i ELSE CAST('x' || i AS INTEGER) END AS n FROM range(400000) AS t(i)"} {
			if r := insideWith(t.Context(), nil, "-C", dir, "sql", "--out", out, query); r.code == 0 {
				t.Errorf("%s: %s was answered", name, query)
			}
			if text, err := os.ReadFile(out); err != nil || string(text) != "earlier" {
				t.Errorf("%s: the earlier file holds %d bytes, %v", name, len(text), err)
			}
			if left, err := os.ReadDir(filepath.Dir(out)); err != nil || len(left) != 1 {
				t.Errorf("%s: %d files are left, %v", name, len(left), err)
			}
		}
		if r := inside(t, 2, "-C", dir, "sql", "--out", filepath.Join(filepath.Dir(out), "none", name), "SELECT 1"); !strings.Contains(r.stderr, "[E-FILE]") {
			t.Errorf("into a folder that is not there: %s", r.stderr)
		}
	}
}

func TestGuarded(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "月饼": "月饼", "-": "'-", "=1+1": "'=1+1", "+86": "'+86", "@x": "'@x", "\t=1": "'\t=1", "\u0020=1": "' =1", "\u3000=1": "'\u3000=1", "\u00a0-1": "'\u00a0-1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠1": "'＠1", "a\n=1": "a\n'=1", "a=1": "a=1", "'=1": "'=1", "a\r\n-1": "a\r\n'-1",
	} {
		if got := zhiwei.Guarded(cell); got != want {
			t.Errorf("%q is %q, want %q", cell, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.RuneFrom([]rune("=+-@\t\r\n 　＝1a'月"))).Draw(t, "cell")
		got := zhiwei.Guarded(cell)
		for line := range strings.SplitSeq(got, "\n") {
			if first := strings.TrimLeft(line, " \u00a0\u3000"); first != "" && strings.ContainsAny(first[:1], "=+-@\t\r") {
				t.Fatalf("%q became %q, which a spreadsheet calculates", cell, got)
			}
		}
		if again := zhiwei.Guarded(got); again != got {
			t.Fatalf("%q is guarded twice: %q", got, again)
		}
		if strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(cell, "'", "") {
			t.Fatalf("%q lost something: %q", cell, got)
		}
	})
}

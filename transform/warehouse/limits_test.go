package warehouse_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

// texts reads the first column of a query as text.
func texts(t *testing.T, db *warehouse.DB, text string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Release()
	var out []string
	for rows.Next() {
		column := rows.Record().Column(0)
		for i := range column.Len() {
			out = append(out, strings.Clone(column.ValueStr(i)))
		}
	}
	return out
}

func setting(t *testing.T, db *warehouse.DB, name string) string {
	t.Helper()
	return texts(t, db, `SELECT current_setting(?)::VARCHAR`, name)[0]
}

// TestSettingsReachTheEngine opens with every option set and with none.
func TestSettingsReachTheEngine(t *testing.T) {
	folder := t.TempDir()
	spill := filepath.Join(folder, "溢出")
	db, err := warehouse.Open(t.Context(), filepath.Join(folder, "a.duckdb"), warehouse.Options{Threads: 3, MemoryLimit: "512MiB", TempDir: spill, MaxTemp: "1GiB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for name, want := range map[string]string{
		"threads": "3", "memory_limit": "512.0 MiB", "temp_directory": spill, "max_temp_directory_size": "1.0 GiB", "enable_external_access": "false",
		"lock_configuration": "true", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_community_extensions": "false",
		"allow_unsigned_extensions": "false", "allow_persistent_secrets": "false", "preserve_insertion_order": "false",
	} {
		if got := setting(t, db, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	plain, err := warehouse.Open(t.Context(), filepath.Join(folder, "b.duckdb"), warehouse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	if got := setting(t, plain, "temp_directory"); got != plain.Path()+".tmp" {
		t.Errorf("spills to %q, want beside the file", got)
	}
	if got := setting(t, plain, "memory_limit"); got != "3.7 GiB" {
		t.Errorf("memory limit %q, want 4 GB", got)
	}
	if got := setting(t, plain, "lock_configuration"); got != "true" {
		t.Error("the settings can still be changed")
	}
}

func TestWrongSettingsLeaveTheFileFree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.duckdb")
	for _, opt := range []warehouse.Options{{MemoryLimit: "viel"}, {MaxTemp: "viel"}} {
		if _, err := warehouse.Open(t.Context(), path, opt); err == nil {
			t.Errorf("%+v was taken", opt)
		}
	}
	open(t, path) // the name must not stay taken after a refusal
}

// TestOtherConnectionsAreShutInToo: queries run on connections of their own, which must not have wider reach than the writer.
func TestOtherConnectionsAreShutInToo(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "a.duckdb"))
	secret := filepath.Join(folder, "secret.csv")
	if err := os.WriteFile(secret, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`SELECT * FROM read_csv('` + secret + `')`, `SELECT * FROM read_blob('` + secret + `')`, `COPY (SELECT 1) TO '` + folder + `/out.csv'`,
		`ATTACH '` + folder + `/b.duckdb'`, `SET threads = 1`, `SET lock_configuration = false`, `RESET enable_external_access`,
	} {
		if rows, err := db.Query(t.Context(), text); err == nil {
			rows.Release()
			t.Errorf("%s succeeded", text)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "out.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a query wrote a file")
	}
}

// TestReopenKeepsWhatWasCommitted and drops what lives in memory only; settings hold again.
func TestReopenKeepsWhatWasCommitted(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods AS SELECT 7::BIGINT AS n`, `CREATE TEMP TABLE gone AS SELECT 1 AS n`, `CREATE TABLE stage.also_gone AS SELECT 1 AS n`)
	for range 2 {
		if err := db.Reopen(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := ints(t, db, `SELECT n FROM goods`); len(got) != 1 || got[0] != 7 {
			t.Errorf("goods %v", got)
		}
		for _, table := range []string{"gone", "stage.also_gone"} {
			if err := db.Exec(t.Context(), `SELECT * FROM `+table); err == nil {
				t.Errorf("%s is still there", table)
			}
		}
		if got := setting(t, db, "lock_configuration"); got != "true" {
			t.Error("after opening again the settings can be changed")
		}
	}
}

// TestReopenAfterTheFileIsGone: the handle is dead and says so, until the file can be opened again.
func TestReopenAfterTheFileIsGone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "w")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	db := open(t, filepath.Join(folder, "a.duckdb"))
	run(t, db, `CREATE TABLE goods AS SELECT 7::BIGINT AS n`, `CHECKPOINT`)
	if err := os.Rename(folder, folder+"-weg"); err != nil {
		t.Fatal(err)
	}
	if err := db.Reopen(t.Context()); err == nil {
		t.Fatal("a database in a folder that is gone was opened")
	}
	if _, err := db.Query(t.Context(), `SELECT 1`); !errors.Is(err, warehouse.ErrDead) {
		t.Errorf("query on a dead handle: %v", err)
	}
	if err := db.Exec(t.Context(), `SELECT 1`); !errors.Is(err, warehouse.ErrDead) {
		t.Errorf("write on a dead handle: %v", err)
	}
	if err := os.Rename(folder+"-weg", folder); err != nil {
		t.Fatal(err)
	}
	if err := db.Reopen(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := ints(t, db, `SELECT n FROM goods`); got[0] != 7 {
		t.Errorf("goods %v", got)
	}
}

// TestDeadlines: a write and a stage end at their deadline as a query does, and what was under way is not half there.
func TestDeadlines(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods (n BIGINT, name VARCHAR)`, `INSERT INTO goods VALUES (1, 'a')`)
	const long = `INSERT INTO goods SELECT a.n * b.n, '' FROM range(10000000) a(n), range(100000) b(n)`
	short := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(t.Context(), 200*time.Millisecond)
	}
	begun := time.Now() //nolint:forbidigo // measures a deadline
	ctx, cancel := short()
	if err := db.Exec(ctx, long); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("insert: %v", err)
	}
	cancel()
	ctx, cancel = short()
	err := db.Write(ctx, func(w *warehouse.Writer) error {
		if err := w.Begin(ctx); err != nil {
			return err
		}
		if _, err := w.Exec(ctx, `DELETE FROM goods`); err != nil {
			return err
		}
		_, err := w.Exec(ctx, long)
		return err
	})
	cancel()
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("transaction: %v", err)
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("two deadlines of 200 ms took %v", took)
	}
	if got := ints(t, db, `SELECT count(*) FROM goods`); got[0] != 1 {
		t.Errorf("%d rows after two abandoned writes, want 1", got[0])
	}
	done, stop := context.WithCancel(t.Context())
	stop()
	if err := db.Load(done, "goods", &source{db: db, to: 10, step: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("load: %v", err)
	}
	if err := db.Stage(done, "s", &source{db: db, to: 10, step: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("stage: %v", err)
	}
	if got := ints(t, db, `SELECT count(*) FROM goods`); got[0] != 1 {
		t.Errorf("%d rows after a cancelled load, want 1", got[0])
	}
}

// TestValuesAreBoundNeverPasted: whatever a value holds, it stays a value.
func TestValuesAreBoundNeverPasted(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods (name VARCHAR)`)
	hostile := []string{"'; DROP TABLE goods; --", `"x""`, "[ab].csv", "*.csv", "-rf", "a\nb", "\u202eevil", "NUL.csv", "?", "$1", "%s", "月饼'", "\\", ""}
	for _, name := range hostile {
		if err := db.Exec(t.Context(), `INSERT INTO goods VALUES (?)`, name); err != nil {
			t.Fatal(err)
		}
		if got := texts(t, db, `SELECT name FROM goods WHERE name = ?`, name); !slices.Equal(got, []string{name}) {
			t.Errorf("%q came back as %q", name, got)
		}
	}
	if got := texts(t, db, `SELECT name FROM goods ORDER BY rowid`); !slices.Equal(got, hostile) {
		t.Errorf("held %q", got)
	}
	for _, name := range append(hostile, "Goods", "goods.x", "goods x", "1a", "表") {
		if _, err := warehouse.Name(name); !errors.Is(err, warehouse.ErrName) {
			t.Errorf("%q was taken for a table name", name)
		}
		if err := db.Unstage(t.Context(), name); !errors.Is(err, warehouse.ErrName) {
			t.Errorf("unstage %q: %v", name, err)
		}
	}
	if quoted, err := warehouse.Name("fct_demand_day2"); err != nil || quoted != `"fct_demand_day2"` {
		t.Errorf("%s %v", quoted, err)
	}
}

// TestQueryShapes: comments, brackets, WITH and VALUES stand before a query; a statement that gives no rows is no fault.
func TestQueryShapes(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods AS SELECT range AS n FROM range(5)`)
	for text, want := range map[string]int{
		"SELECT n FROM goods": 5, "-- all of them\nSELECT n FROM goods": 5, "\n  -- a\n-- b\n  with g AS (SELECT n FROM goods) SELECT n FROM g WHERE n > 2": 2,
		"(SELECT n FROM goods LIMIT 1)": 1, "VALUES (1), (2), (3)": 3, "FROM goods": 5, "TABLE goods": 5, "SELECT n FROM goods WHERE n > 99": 0,
	} {
		if got := texts(t, db, text); len(got) != want {
			t.Errorf("%q gave %d rows, want %d", text, len(got), want)
		}
	}
	for _, text := range []string{"SELEKT 1", "SELECT nothing FROM goods", "SELECT n FROM nowhere", ""} {
		if rows, err := db.Query(t.Context(), text); err == nil {
			rows.Release()
			t.Errorf("%q is a query", text)
		}
	}
}

// TestRecordsOutliveTheHandle: their memory belongs to the caller.
func TestRecordsOutliveTheHandle(t *testing.T) {
	db := fresh(t)
	rows, err := db.Query(t.Context(), `SELECT n::BIGINT AS n, '知味' || n AS name FROM range(3000) r(n) ORDER BY n DESC`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Release()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	next := int64(2999)
	for rows.Next() {
		n, name := rows.Record().Column(0).(*array.Int64), rows.Record().Column(1).(*array.String)
		for i := range n.Len() {
			if n.Value(i) != next || !strings.HasPrefix(name.Value(i), "知味") {
				t.Fatalf("row %d: %d %q", 2999-next, n.Value(i), name.Value(i))
			}
			next--
		}
	}
	if next != -1 || rows.Err() != nil {
		t.Errorf("ended at %d: %v", next, rows.Err())
	}
}

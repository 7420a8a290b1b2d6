package warehouse_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

func open(t *testing.T, path string) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), path, warehouse.Options{Threads: 2, MemoryLimit: "1GB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func fresh(t *testing.T) *warehouse.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "zhiwei.duckdb"))
}

// run runs statements that must succeed.
func run(t *testing.T, db *warehouse.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if err := db.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// ints reads the first column of a query.
func ints(t *testing.T, db *warehouse.DB, text string, args ...any) []int64 {
	t.Helper()
	rows, err := db.Query(t.Context(), text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Release()
	var out []int64
	for rows.Next() {
		out = append(out, rows.Record().Column(0).(*array.Int64).Int64Values()...)
	}
	return out
}

var pairs = arrow.NewSchema([]arrow.Field{
	{Name: "n", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// source yields records of rows from..to-1 and then its error, releasing each record when the next is asked for.
type source struct {
	db    *warehouse.DB
	n, to int64
	step  int64
	err   error
	cur   arrow.Record
}

func (s *source) Schema() *arrow.Schema { return pairs }
func (s *source) Record() arrow.Record  { return s.cur }
func (s *source) Retain()               {}
func (s *source) Release()              {}
func (s *source) Err() error {
	if s.n >= s.to {
		return s.err
	}
	return nil
}

func (s *source) Next() bool {
	if s.cur != nil {
		s.cur.Release()
		s.cur = nil
	}
	if s.n >= s.to {
		return false
	}
	b := array.NewRecordBuilder(s.db.Allocator(), pairs)
	defer b.Release()
	for range min(s.step, s.to-s.n) {
		b.Field(0).(*array.Int64Builder).Append(s.n)
		b.Field(1).(*array.StringBuilder).Append("月饼" + strconv.FormatInt(s.n, 10))
		s.n++
	}
	s.cur = b.NewRecord()
	return true
}

func TestLoadMatchesColumnsByName(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods (name VARCHAR, extra DATE, n BIGINT)`)
	if err := db.Load(t.Context(), "goods", &source{db: db, to: 40_000, step: 1_000}); err != nil {
		t.Fatal(err)
	}
	got := ints(t, db, `SELECT sum(n)::BIGINT FROM goods WHERE extra IS NULL AND name = '月饼' || n`)
	if want := int64(40_000) * 39_999 / 2; got[0] != want {
		t.Errorf("sum %d, want %d", got[0], want)
	}
	if err := db.Load(t.Context(), "goods; DROP TABLE goods", &source{db: db}); !errors.Is(err, warehouse.ErrName) {
		t.Errorf("a table name with SQL in it: %v", err)
	}
}

func TestLoadFailsWhole(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods (n BIGINT, name VARCHAR)`)
	fault := errors.New("line 12: stray quote")
	err := db.Load(t.Context(), "goods", &source{db: db, to: 5_000, step: 500, err: fault})
	if err == nil || !strings.Contains(err.Error(), fault.Error()) {
		t.Errorf("error %v, want the reader's own words", err)
	}
	if got := ints(t, db, `SELECT count(*) FROM goods`); got[0] != 0 {
		t.Errorf("%d rows of a failed load", got[0])
	}
	run(t, db, `CREATE TABLE narrow (n BIGINT)`)
	if err := db.Load(t.Context(), "narrow", &source{db: db, to: 5, step: 5}); err == nil {
		t.Error("a column that the table does not have was dropped in silence")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Load(ctx, "goods", &source{db: db, to: 5_000, step: 500}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled load: %v", err)
	}
	if err := db.Load(t.Context(), "goods", &source{db: db, to: 10, step: 3}); err != nil {
		t.Errorf("load after a failure: %v", err)
	}
	if got := ints(t, db, `SELECT count(*) FROM duckdb_views() WHERE view_name LIKE 'stream%'`); got[0] != 0 {
		t.Errorf("%d views over streams left", got[0])
	}
}

func TestStageIsSharedAndGone(t *testing.T) {
	db := fresh(t)
	done := make(chan error, 2)
	for _, name := range []string{"head", "line"} {
		go func() { done <- db.Stage(t.Context(), name, &source{db: db, to: 30_000, step: 777}) }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if got := ints(t, db, `SELECT count(*) FROM stage.head JOIN stage.line USING (n, name)`); got[0] != 30_000 {
		t.Errorf("%d rows staged", got[0])
	}
	if err := db.Unstage(t.Context(), "head", "line", "none"); err != nil {
		t.Fatal(err)
	}
	if got := ints(t, db, `SELECT count(*) FROM duckdb_tables() WHERE database_name = 'stage'`); got[0] != 0 {
		t.Errorf("%d tables left", got[0])
	}
}

func TestQueryKeepsOrderAndBindsValues(t *testing.T) {
	db := fresh(t)
	got := ints(t, db, `
		-- the order of a result larger than one row group
		SELECT n FROM range(300000) AS r(n) WHERE n >= ? ORDER BY n DESC`, 7)
	if len(got) != 300_000-7 {
		t.Fatalf("%d rows", len(got))
	}
	for i := 1; i < len(got); i++ {
		if got[i] != got[i-1]-1 {
			t.Fatalf("row %d: %d after %d", i, got[i], got[i-1])
		}
	}
	rows, err := db.Query(t.Context(), `EXPLAIN SELECT 1`)
	if err != nil {
		t.Fatal(err)
	}
	rows.Release()
	hostile := `'; DROP TABLE x; --`
	if got := ints(t, db, `SELECT length(?::VARCHAR)::BIGINT`, hostile); got[0] != int64(len(hostile)) {
		t.Errorf("bound text has length %d", got[0])
	}
}

func TestDeadlineHoldsWhileTheEngineWorks(t *testing.T) {
	db := fresh(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begun := time.Now() //nolint:forbidigo // measures a deadline
	_, err := db.Query(ctx, `SELECT sum(a.n * b.n)::BIGINT AS s FROM range(10000000) a(n), range(100000) b(n)`)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("a deadline of 300 ms took %v", took)
	}
	if got := ints(t, db, `SELECT 1::BIGINT`); got[0] != 1 {
		t.Error("handle is of no use after a deadline")
	}
}

func TestReachIsClosed(t *testing.T) {
	folder := t.TempDir()
	db := open(t, filepath.Join(folder, "zhiwei.duckdb"))
	file := filepath.Join(folder, "secret.csv")
	if err := os.WriteFile(file, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, db, `CREATE TABLE goods AS SELECT 1 AS n`)
	for _, s := range []string{
		`SELECT * FROM read_csv('` + file + `')`, `SELECT * FROM read_text('` + file + `')`,
		`SELECT * FROM glob('` + folder + `/*')`, `SELECT * FROM '` + file + `'`,
		`COPY goods TO '` + folder + `/out.csv'`, `COPY goods FROM '` + file + `'`,
		`ATTACH '` + folder + `/other.duckdb'`, `EXPORT DATABASE '` + folder + `/out'`,
		`INSTALL httpfs`, `LOAD httpfs`, `SET enable_external_access = true`, `SET memory_limit = '9GB'`,
		`SET lock_configuration = false`, `SET threads = 99`,
	} {
		if err := db.Exec(t.Context(), s); err == nil {
			t.Errorf("%s succeeded", s)
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "out") || strings.HasPrefix(e.Name(), "other") {
			t.Errorf("%s was written", e.Name())
		}
	}
	if got := ints(t, db, `SELECT n::BIGINT FROM goods`); len(got) != 1 {
		t.Error("the handle does not work after the attempts")
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "zhiwei.duckdb")
	open(t, path)
	link := filepath.Join(folder, "link.duckdb")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		path: warehouse.ErrOpen, filepath.Join(folder, ".", "x", "..", "zhiwei.duckdb"): warehouse.ErrOpen,
		link: warehouse.ErrOpen, path + "?access_mode=READ_ONLY": warehouse.ErrPath, folder + "/a#b": warehouse.ErrPath,
		folder + "/%41": warehouse.ErrPath,
	} {
		if _, err := warehouse.Open(t.Context(), name, warehouse.Options{}); !errors.Is(err, want) {
			t.Errorf("open %s: %v, want %v", name, err, want)
		}
	}
	if _, err := warehouse.Open(t.Context(), filepath.Join(folder, "none", "x.duckdb"), warehouse.Options{}); err == nil {
		t.Error("a database in a folder that is not there was opened")
	}
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "知味.duckdb")
	db := open(t, path)
	run(t, db, `CREATE TABLE goods AS SELECT 42::BIGINT AS n`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), `SELECT 1`); !errors.Is(err, warehouse.ErrDead) {
		t.Errorf("a closed handle: %v", err)
	}
	reader, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = reader.Close() })
	if got := ints(t, reader, `SELECT n FROM goods`); got[0] != 42 {
		t.Errorf("read %d", got[0])
	}
	if err := reader.Exec(t.Context(), `DELETE FROM goods`); err == nil {
		t.Error("a read-only handle deleted")
	}
}

func TestTransactions(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE goods (n BIGINT)`)
	fault := errors.New("sums differ")
	err := db.Write(t.Context(), func(w *warehouse.Writer) error {
		if err := w.Begin(t.Context()); err != nil {
			return err
		}
		if changed, err := w.Exec(t.Context(), `INSERT INTO goods SELECT n FROM range(1000) r(n)`); err != nil || changed != 1000 {
			t.Errorf("changed %d, %v", changed, err)
		}
		return fault
	})
	if !errors.Is(err, fault) {
		t.Errorf("error %v", err)
	}
	if got := ints(t, db, `SELECT count(*) FROM goods`); got[0] != 0 {
		t.Errorf("%d rows of an abandoned transaction", got[0])
	}
	err = db.Write(t.Context(), func(w *warehouse.Writer) error {
		if err := w.Commit(t.Context()); !errors.Is(err, warehouse.ErrTransaction) {
			t.Errorf("commit outside: %v", err)
		}
		if err := w.Begin(t.Context()); err != nil {
			return err
		}
		if err := w.Begin(t.Context()); !errors.Is(err, warehouse.ErrTransaction) {
			t.Errorf("begin inside: %v", err)
		}
		if _, err := w.Exec(t.Context(), `INSERT INTO goods VALUES (7)`); err != nil {
			return err
		}
		if got := ints(t, db, `SELECT count(*) FROM goods`); got[0] != 0 {
			t.Error("a reader sees what was not committed")
		}
		var mine int64
		if err := w.Row(t.Context(), `SELECT count(*) FROM goods WHERE n = ?`, []any{7}, &mine); err != nil || mine != 1 {
			t.Errorf("the writer sees %d rows of its own: %v", mine, err)
		}
		if err := w.Commit(t.Context()); err != nil {
			return err
		}
		return w.Checkpoint(t.Context())
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := ints(t, db, `SELECT n FROM goods`); len(got) != 1 || got[0] != 7 {
		t.Errorf("committed %v", got)
	}
	if err := db.Write(t.Context(), func(w *warehouse.Writer) error { return w.Begin(t.Context()) }); !errors.Is(err, warehouse.ErrTransaction) {
		t.Errorf("a transaction left open: %v", err)
	}
}

func TestWriterIsOne(t *testing.T) {
	db := fresh(t)
	err := db.Write(t.Context(), func(*warehouse.Writer) error {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		return db.Exec(ctx, `CREATE TABLE goods (n BIGINT)`)
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second writer: %v", err)
	}
}

func TestSwapAndCompact(t *testing.T) {
	folder := t.TempDir()
	aside := open(t, filepath.Join(folder, "aside.duckdb"))
	run(t, aside, `CREATE TABLE goods AS SELECT n, md5(n::VARCHAR) AS code FROM range(200000) r(n)`)
	if err := aside.Close(); err != nil {
		t.Fatal(err)
	}
	db := open(t, filepath.Join(folder, "zhiwei.duckdb"))
	run(t, db, `CREATE TABLE old (n BIGINT)`)
	if err := db.Swap(t.Context(), filepath.Join(folder, "aside.duckdb")); err != nil {
		t.Fatal(err)
	}
	run(t, db, `DELETE FROM goods WHERE n > 10`, `CHECKPOINT`)
	before := size(t, db.Path())
	if err := db.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := ints(t, db, `SELECT sum(n)::BIGINT FROM goods`); got[0] != 55 {
		t.Errorf("sum %d after compacting", got[0])
	}
	if after := size(t, db.Path()); after > before {
		t.Errorf("%d bytes before, %d after compacting", before, after)
	}
	if err := db.Swap(t.Context(), filepath.Join(folder, "none")); err == nil {
		t.Error("a file that is not there was swapped in")
	}
	if got := ints(t, db, `SELECT count(*) FROM goods`); got[0] != 11 {
		t.Error("a failed swap lost the old file")
	}
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// TestOtherProcess runs this test binary again: it commits rows until it is
// killed, and says on stdout which are durable.
func TestOtherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "zhiwei.duckdb")
	rounds := 4
	if testing.Short() {
		rounds = 1
	}
	acknowledged := int64(0)
	for round := range rounds {
		child := spawn(t, path)
		deadline := time.After(time.Duration(400+round*130) * time.Millisecond)
		lines := make(chan int64, 1024)
		go child.read(lines)
		for done := false; !done; {
			select {
			case n, more := <-lines:
				acknowledged = max(acknowledged, n)
				done = !more
			case <-deadline:
				if round == 0 {
					otherHolds(t, path, child.cmd.Process.Pid)
				}
				if err := child.cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		_ = child.cmd.Wait()
		db := open(t, path)
		got := ints(t, db, `SELECT count(*) FROM goods`)[0]
		if whole := ints(t, db, `SELECT count(DISTINCT n) FROM goods`)[0]; got%100 != 0 || whole*100 != got {
			t.Errorf("round %d: %d rows in %d groups: a torn commit", round, got, whole)
		}
		if got < acknowledged*100 {
			t.Errorf("round %d: %d rows, %d acknowledged", round, got, acknowledged*100)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if acknowledged == 0 {
		t.Error("the other process committed nothing")
	}
}

func otherHolds(t *testing.T, path string, pid int) {
	t.Helper()
	_, err := warehouse.Open(t.Context(), path, warehouse.Options{})
	var locked *warehouse.LockedError
	if !errors.As(err, &locked) || locked.PID != pid || locked.Program == "" {
		t.Errorf("open of a held file: %v", err)
	}
}

type child struct {
	cmd *exec.Cmd
	out *os.File
}

func spawn(t *testing.T, path string) child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "^TestChild$")
	cmd.Env = append(os.Environ(), "WAREHOUSE_CHILD="+path)
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	return child{cmd, r}
}

func (c child) read(lines chan<- int64) {
	defer close(lines)
	defer c.out.Close()
	for {
		var n int64
		if _, err := fmt.Fscanln(c.out, &n); err != nil {
			return
		}
		lines <- n
	}
}

// TestChild is the other process of TestOtherProcess.
func TestChild(t *testing.T) {
	path := os.Getenv("WAREHOUSE_CHILD")
	if path == "" {
		t.Skip("runs in another process only")
	}
	db, err := warehouse.Open(t.Context(), path, warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, `CREATE TABLE IF NOT EXISTS goods (n BIGINT)`)
	for n := ints(t, db, `SELECT count(*) // 100 FROM goods`)[0] + 1; ; n++ {
		err := db.Write(t.Context(), func(w *warehouse.Writer) error {
			if err := w.Begin(t.Context()); err != nil {
				return err
			}
			if _, err := w.Exec(t.Context(), `INSERT INTO goods SELECT ? FROM range(100)`, n); err != nil {
				return err
			}
			return w.Commit(t.Context())
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintln(os.Stdout, n); err != nil {
			return
		}
	}
}

package warehouse_test

import (
	"context"
	"errors"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"zhiwei/transform/warehouse"
)

// numbers is a record of the pairs from..to.
func numbers(db *warehouse.DB, from, to int) arrow.Record {
	b := array.NewRecordBuilder(db.Allocator(), pairs)
	defer b.Release()
	for i := from; i < to; i++ {
		b.Field(0).(*array.Int64Builder).Append(int64(i))
		b.Field(1).(*array.StringBuilder).Append("a text of more than twelve bytes")
	}
	return b.NewRecord()
}

const flowIn = `INSERT INTO t BY NAME SELECT * FROM flow.pair`

// pour lets groups flow into t within one transaction, which end ends.
func pour(t *testing.T, db *warehouse.DB, groups [][2]int, end func(*warehouse.Writer) error) error {
	t.Helper()
	return db.Write(t.Context(), func(w *warehouse.Writer) error {
		if err := w.Inflow(t.Context(), "pair", pairs); err != nil {
			return err
		}
		if err := w.Begin(t.Context()); err != nil {
			return err
		}
		for _, g := range groups {
			r := numbers(db, g[0], g[1])
			n, err := w.Pour(t.Context(), "pair", []arrow.Record{r}, flowIn)
			r.Release()
			if err != nil {
				return err
			}
			if n != int64(g[1]-g[0]) {
				t.Errorf("%d rows poured, want %d", n, g[1]-g[0])
			}
		}
		return end(w)
	})
}

func commit(w *warehouse.Writer) error { return w.Commit(context.Background()) }

func TestInflowGroupByGroup(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE t (`+pairs.Field(0).Name+` BIGINT, `+pairs.Field(1).Name+` VARCHAR)`)
	if err := pour(t, db, [][2]int{{0, 130_000}, {130_000, 130_001}, {130_001, 300_000}}, commit); err != nil {
		t.Fatal(err)
	}
	// The view is still there for the next transaction.
	if err := pour(t, db, [][2]int{{300_000, 300_010}}, commit); err != nil {
		t.Fatal(err)
	}
	key := pairs.Field(0).Name
	got := ints(t, db, `SELECT CAST(sum(`+key+`) AS BIGINT) FROM t UNION ALL SELECT count(DISTINCT `+key+`) FROM t ORDER BY 1`)
	if len(got) != 2 || got[0] != 300_010 || got[1] != 300_009*300_010/2 {
		t.Errorf("count and sum %v", got)
	}
}

func TestInflowOfAFailedTransactionIsGone(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE t (`+pairs.Field(0).Name+` BIGINT, `+pairs.Field(1).Name+` VARCHAR)`)
	if err := pour(t, db, [][2]int{{0, 5}}, commit); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := pour(t, db, [][2]int{{5, 250_000}}, func(*warehouse.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if got := ints(t, db, `SELECT count(*) FROM t`); got[0] != 5 {
		t.Errorf("%d rows after a transaction that failed, want 5", got[0])
	}
	if err := pour(t, db, [][2]int{{5, 10}}, commit); err != nil { // the view is made anew
		t.Fatal(err)
	}
	if got := ints(t, db, `SELECT count(*) FROM t`); got[0] != 10 {
		t.Errorf("%d rows, want 10", got[0])
	}
}

func TestInflowRefuses(t *testing.T) {
	db := fresh(t)
	other := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Int64}}, nil)
	err := db.Write(t.Context(), func(w *warehouse.Writer) error {
		if _, err := w.Pour(t.Context(), "pair", nil, `SELECT 1`); !errors.Is(err, warehouse.ErrSchema) {
			t.Errorf("pour before inflow: %v", err)
		}
		if err := w.Inflow(t.Context(), "pair", pairs); err != nil {
			return err
		}
		if err := w.Inflow(t.Context(), "pair", pairs); err != nil {
			t.Errorf("the same again: %v", err)
		}
		if err := w.Inflow(t.Context(), "pair", other); !errors.Is(err, warehouse.ErrSchema) {
			t.Errorf("another schema: %v", err)
		}
		if err := w.Begin(t.Context()); err != nil {
			return err
		}
		if err := w.Inflow(t.Context(), "late", pairs); !errors.Is(err, warehouse.ErrTransaction) {
			t.Errorf("inside a transaction: %v", err)
		}
		return w.Commit(t.Context())
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPourStopsWithItsContext(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE t (`+pairs.Field(0).Name+` BIGINT, `+pairs.Field(1).Name+` VARCHAR)`)
	err := db.Write(t.Context(), func(w *warehouse.Writer) error {
		if err := w.Inflow(t.Context(), "pair", pairs); err != nil {
			return err
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		r := numbers(db, 0, 10)
		defer r.Release()
		_, err := w.Pour(ctx, "pair", []arrow.Record{r}, flowIn)
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := ints(t, db, `SELECT count(*) FROM t`); got[0] != 0 {
		t.Errorf("%d rows", got[0])
	}
}

func TestResize(t *testing.T) {
	db := fresh(t)
	run(t, db, `CREATE TABLE t (i BIGINT)`, `INSERT INTO t VALUES (7)`)
	for _, threads := range []int{1, 1, 2} {
		if err := db.Resize(t.Context(), threads); err != nil {
			t.Fatal(err)
		}
		if got := ints(t, db, `SELECT CAST(current_setting('threads') AS BIGINT)`); got[0] != int64(threads) {
			t.Errorf("%d threads, want %d", got[0], threads)
		}
	}
	if got := ints(t, db, `SELECT i FROM t`); len(got) != 1 || got[0] != 7 {
		t.Errorf("rows %v after opening again", got)
	}
}

func TestAcquireKeepsOthersOut(t *testing.T) {
	db := fresh(t)
	w, err := db.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Acquire(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a second writer: %v", err)
	}
	if err := w.Release(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	run(t, db, `CREATE TABLE t (i BIGINT)`) // takes the writer
}

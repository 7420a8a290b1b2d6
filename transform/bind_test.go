package transform_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// TestMain draws fewer histories than rapid's hundred: each import is a durable transaction. The flag -rapid.checks overrules it.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var asof = time.Date(2026, 8, 23, 0, 0, 0, 0, time.UTC)

// fresh is a new database with the base tables.
func fresh(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(t.Context(), filepath.Join(t.TempDir(), "zhiwei.duckdb"), warehouse.Options{Threads: 2, MemoryLimit: "2GB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := transform.Create(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

func run(t *testing.T, db *warehouse.DB) {
	t.Helper()
	if err := transform.Run(t.Context(), db, transform.RunOptions{AsOf: asof}); err != nil {
		t.Fatal(err)
	}
}

// TestBind names an unknown column of any model without running it.
func TestBind(t *testing.T) {
	db := fresh(t)
	models, err := transform.Models()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if err := db.Exec(t.Context(), "EXPLAIN "+m.SQL); err != nil {
			t.Fatalf("%s does not bind: %v", m.Name, err)
		}
		if err := db.Exec(t.Context(), m.SQL); err != nil {
			t.Fatalf("%s does not run on empty tables: %v", m.Name, err)
		}
	}
	run(t, db)
	run(t, db)
}

func TestCreateTwice(t *testing.T) {
	db := fresh(t)
	if err := transform.Create(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(t.Context(), `INSERT INTO schema_version VALUES (99)`); err != nil {
		t.Fatal(err)
	}
	if err := transform.Create(t.Context(), db); err == nil || !strings.Contains(err.Error(), "later version") {
		t.Errorf("a later database: %v", err)
	}
}

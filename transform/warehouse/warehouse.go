package warehouse

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/arrow/memory/mallocator"
	"github.com/marcboeker/go-duckdb"
)

// opened holds the files that this process has open, by their resolved path.
var opened sync.Map

// DB is the one handle of a database file in this process. Its methods may be
// called from any goroutine.
type DB struct {
	path  string
	opt   Options
	alloc memory.Allocator
	mu    sync.RWMutex // shared by every statement; exclusive while the file is opened again
	pool  *sql.DB
	pin   *sql.Conn          // the writer: TEMP tables and transactions live here
	main  string             // the catalog name of the file
	flows map[string]*inflow // of the writer
	turn  chan struct{}
	dead  atomic.Bool
}

// Open opens or creates the file at path, applies the settings and locks them.
func Open(ctx context.Context, path string, opt Options) (*DB, error) {
	if strings.ContainsAny(path, "?#%") {
		return nil, fmt.Errorf("open %s: %w", path, ErrPath)
	}
	full, err := resolve(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if _, taken := opened.LoadOrStore(full, true); taken {
		return nil, fmt.Errorf("open %s: %w", path, ErrOpen)
	}
	db := &DB{path: full, opt: opt.withDefaults(full), alloc: mallocator.NewMallocator(), turn: make(chan struct{}, 1)}
	if err := db.connect(ctx); err != nil {
		opened.Delete(full)
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return db, nil
}

// resolve follows links, so that two names of one file are the same file.
func resolve(path string) (string, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if linked, err := filepath.EvalSymlinks(full); err == nil {
		return linked, nil
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(full))
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, filepath.Base(full)), nil
}

// connect opens the file and pins the writer.
func (db *DB) connect(ctx context.Context) (err error) {
	dsn := db.path
	if db.opt.ReadOnly {
		dsn += "?access_mode=READ_ONLY"
	}
	connector, err := duckdb.NewConnector(dsn, nil)
	if err != nil {
		return openError(err)
	}
	pool := sql.OpenDB(connector)
	defer func() {
		if err != nil {
			err = errors.Join(err, pool.Close())
		}
	}()
	pin, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	if err := configure(ctx, pin, db.opt); err != nil {
		return errors.Join(err, pin.Close())
	}
	if db.main, err = currentDatabase(ctx, pin); err != nil {
		return errors.Join(err, pin.Close())
	}
	db.pool, db.pin, db.flows = pool, pin, map[string]*inflow{}
	db.dead.Store(false)
	return nil
}

// disconnect closes the file; db.mu is held exclusively.
func (db *DB) disconnect() error {
	if db.pool == nil {
		return nil
	}
	err := errors.Join(db.pin.Close(), db.pool.Close())
	for _, f := range db.flows {
		f.free()
	}
	db.pool, db.pin, db.flows = nil, nil, nil
	return err
}

// Close closes the file and gives its name free.
func (db *DB) Close() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.pool == nil {
		return nil
	}
	defer opened.Delete(db.path)
	return db.disconnect()
}

// Reopen closes the file and opens it again with the same options: the way out
// after a fatal fault, and instead of a rollback.
func (db *DB) Reopen(ctx context.Context) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.reopen(ctx)
}

// Resize opens the file again with that many threads, unless it has them: the settings of an open file are locked.
func (db *DB) Resize(ctx context.Context, threads int) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if opt := (Options{Threads: threads}).withDefaults(db.path); opt.Threads != db.opt.Threads {
		db.opt.Threads = opt.Threads
		return db.reopen(ctx)
	}
	return nil
}

func (db *DB) reopen(ctx context.Context) error {
	closing := db.disconnect()
	if err := db.connect(ctx); err != nil {
		db.dead.Store(true)
		return errors.Join(closing, fmt.Errorf("open %s again: %w", db.path, err))
	}
	return nil
}

// Path is the resolved path of the file.
func (db *DB) Path() string { return db.path }

// Allocator is the allocator for every record that is handed to Load or Stage:
// memory of Go must not be lent to C.
func (db *DB) Allocator() memory.Allocator { return db.alloc }

// use runs f while the file stays open, and marks the handle dead after a fatal fault.
func (db *DB) use(f func() error) error {
	db.mu.RLock()
	defer db.mu.RUnlock()
	if db.dead.Load() || db.pool == nil {
		return ErrDead
	}
	return db.note(f())
}

// note marks the handle dead after a fatal fault.
func (db *DB) note(err error) error {
	if err != nil && fatal(err) {
		db.dead.Store(true)
		return errors.Join(ErrDead, err)
	}
	return err
}

// Query runs one statement on a connection of its own and returns its rows; it
// sees what was committed. The rows' memory is the caller's. The deadline of
// ctx holds also while the engine works.
func (db *DB) Query(ctx context.Context, text string, args ...any) (rows array.RecordReader, err error) {
	err = db.use(func() error {
		conn, err := db.pool.Conn(ctx)
		if err != nil {
			return err
		}
		rows, err = query(ctx, conn, text, args)
		return errors.Join(err, conn.Close())
	})
	return rows, err
}

// Exec runs a statement on the writer.
func (db *DB) Exec(ctx context.Context, text string, args ...any) error {
	return db.Write(ctx, func(w *Writer) error {
		_, err := w.Exec(ctx, text, args...)
		return err
	})
}

// Checkpoint moves what was committed from the write-ahead log into the file.
func (db *DB) Checkpoint(ctx context.Context) error { return db.Exec(ctx, `CHECKPOINT`) }

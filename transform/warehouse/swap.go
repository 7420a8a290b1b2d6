package warehouse

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Swap puts a database file that was built aside in the place of this one and
// opens it. The old file is gone only once the new one has its name.
func (db *DB) Swap(ctx context.Context, built string) error {
	db.mu.Lock()
	defer db.mu.Unlock()
	if err := db.disconnect(); err != nil {
		return fmt.Errorf("swap %s: %w", db.path, err)
	}
	if err := os.Rename(built, db.path); err != nil {
		return errors.Join(fmt.Errorf("swap %s: %w", db.path, err), db.reopen(ctx))
	}
	if err := os.Remove(db.path + ".wal"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("swap %s: %w", db.path, err), db.reopen(ctx))
	}
	return db.reopen(ctx)
}

// Compact rewrites the database into a fresh file and swaps it in: space of
// deleted rows does not return otherwise. The file stays readable throughout.
func (db *DB) Compact(ctx context.Context) error {
	aside := db.path + ".new"
	if err := os.Remove(aside); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("compact %s: %w", db.path, err)
	}
	db.mu.Lock()
	db.opt.CopyTo = aside
	err := db.reopen(ctx)
	db.opt.CopyTo = ""
	db.mu.Unlock()
	if err != nil {
		return fmt.Errorf("compact %s: %w", db.path, err)
	}
	return db.Swap(ctx, aside)
}

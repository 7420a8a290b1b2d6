package warehouse

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/marcboeker/go-duckdb"
)

// Load appends every row of r to a table, matching columns by name; columns
// that r does not have become NULL. It is all or nothing. Records should be
// made with Allocator; r is not released.
func (db *DB) Load(ctx context.Context, table string, r array.RecordReader) error {
	name, err := Name(table)
	if err != nil {
		return err
	}
	return db.Write(ctx, func(*Writer) error {
		insert := Statement(`INSERT INTO <main>.main.<table> BY NAME SELECT * FROM <view>`,
			"<main>", ident(db.main), "<table>", name)
		if err := db.pour(ctx, table, insert, r); err != nil {
			return fmt.Errorf("load %s: %w", table, err)
		}
		return nil
	})
}

// Stage makes the table stage.<name> in memory out of r, in place of an older
// one. It needs no writer: several streams may be staged at the same time under
// different names. What is staged is seen by every connection and is gone when
// the file is closed.
func (db *DB) Stage(ctx context.Context, name string, r array.RecordReader) error {
	table, err := Name(name)
	if err != nil {
		return err
	}
	return db.stage(ctx, name, Statement(`CREATE OR REPLACE TABLE <table> AS SELECT * FROM <view>`, "<table>", table), r)
}

func (db *DB) stage(ctx context.Context, name, statement string, r array.RecordReader) error {
	return db.use(func() error {
		if err := db.pour(ctx, name, statement, r); err != nil {
			return fmt.Errorf("stage %s: %w", name, err)
		}
		return nil
	})
}

// Unstage drops staged tables; those that are not there are no error.
func (db *DB) Unstage(ctx context.Context, tables ...string) error {
	return db.use(func() error {
		return db.onStage(ctx, func(conn *sql.Conn) error {
			for _, t := range tables {
				name, err := Name(t)
				if err != nil {
					return err
				}
				if _, err := conn.ExecContext(ctx, Statement(`DROP TABLE IF EXISTS <table>`, "<table>", name)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// pour registers r as a view in stage, runs one statement over it, and drops the view.
func (db *DB) pour(ctx context.Context, name, statement string, r array.RecordReader) error {
	s := &stream{RecordReader: r, ctx: ctx}
	view := "stream_" + name
	return db.onStage(ctx, func(conn *sql.Conn) error {
		free, err := register(conn, view, s)
		if err != nil {
			return err
		}
		defer free()
		_, err = conn.ExecContext(ctx, Statement(statement, "<view>", ident(view)))
		if s.err != nil {
			err = s.err
		}
		_, dropping := conn.ExecContext(context.WithoutCancel(ctx), Statement(`DROP VIEW <view>`, "<view>", ident(view)))
		return errors.Join(err, dropping)
	})
}

func register(conn *sql.Conn, view string, r array.RecordReader) (free func(), err error) {
	err = conn.Raw(func(raw any) error {
		registry, err := duckdb.NewArrowFromConn(raw.(driver.Conn))
		if err != nil {
			return err
		}
		free, err = registry.RegisterView(r, view)
		return err
	})
	return free, err
}

// onStage runs f on a connection whose unqualified names are those of stage.
func (db *DB) onStage(ctx context.Context, f func(*sql.Conn) error) error {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return err
	}
	return errors.Join(db.within(ctx, conn, "stage", f), conn.Close())
}

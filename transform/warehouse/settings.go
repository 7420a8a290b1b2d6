package warehouse

import (
	"context"
	"database/sql"
	"fmt"
	"runtime"
)

// Options are the limits of one handle; the zero value is safe.
type Options struct {
	Threads     int    // 0 = one per core
	MemoryLimit string // as DuckDB writes it, "" = 4GB
	TempDir     string // where big sorts spill, "" = beside the file
	MaxTemp     string // largest total of spilled files, "" = 20GB
	ReadOnly    bool
	CopyTo      string // a fresh file that gets a copy of the whole database at open, before the reach is closed
}

func (o Options) withDefaults(path string) Options {
	if o.Threads <= 0 {
		o.Threads = runtime.GOMAXPROCS(0)
	}
	if o.MemoryLimit == "" {
		o.MemoryLimit = "4GB"
	}
	if o.TempDir == "" {
		o.TempDir = path + ".tmp"
	}
	if o.MaxTemp == "" {
		o.MaxTemp = "20GB"
	}
	return o
}

// closed are the settings that shut the engine in; they come after the limits.
var closed = []string{
	`SET preserve_insertion_order = false`,
	// A checkpoint writes the last rows of every changed table anew, whole row groups of them, so it waits until the log
	// is worth it. A commit that is larger than this goes straight into the file and is not logged.
	`SET wal_autocheckpoint = '128MB'`,
	`SET autoinstall_known_extensions = false`,
	`SET autoload_known_extensions = false`,
	`SET allow_community_extensions = false`,
	`SET allow_unsigned_extensions = false`,
	`SET allow_persistent_secrets = false`,
}

// lock are the last settings: after them nothing outside the file can be reached and no setting changed.
var lock = []string{
	`SET enable_external_access = false`,
	`SET lock_configuration = true`,
}

// configure applies the settings in the order in which the engine accepts them.
func configure(ctx context.Context, conn *sql.Conn, opt Options) error {
	limits := []struct {
		text  string
		value any
	}{
		{`SET threads = ?`, opt.Threads},
		{`SET memory_limit = ?`, opt.MemoryLimit},
		{`SET temp_directory = ?`, opt.TempDir},
		{`SET max_temp_directory_size = ?`, opt.MaxTemp},
	}
	for _, s := range limits {
		if _, err := conn.ExecContext(ctx, s.text, s.value); err != nil {
			return fmt.Errorf("%s: %w", s.text, err)
		}
	}
	if err := each(ctx, conn, closed); err != nil {
		return err
	}
	if opt.CopyTo != "" {
		if err := copyTo(ctx, conn, opt.CopyTo); err != nil {
			return err
		}
	}
	if !opt.ReadOnly {
		if err := each(ctx, conn, []string{`ATTACH ':memory:' AS stage`, `ATTACH ':memory:' AS flow`}); err != nil {
			return err
		}
	}
	return each(ctx, conn, lock)
}

func each(ctx context.Context, conn *sql.Conn, statements []string) error {
	for _, s := range statements {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// copyTo writes the whole database into a fresh file.
func copyTo(ctx context.Context, conn *sql.Conn, path string) error {
	main, err := currentDatabase(ctx, conn)
	if err != nil {
		return err
	}
	return each(ctx, conn, []string{
		Statement(`ATTACH <path> AS copied`, "<path>", literal(path)),
		Statement(`COPY FROM DATABASE <main> TO copied`, "<main>", ident(main)),
		`DETACH copied`,
	})
}

func currentDatabase(ctx context.Context, conn *sql.Conn) (string, error) {
	var name string
	err := conn.QueryRowContext(ctx, `SELECT current_database()`).Scan(&name)
	return name, err
}

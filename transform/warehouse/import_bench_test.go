package warehouse_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/marcboeker/go-duckdb"
	"golang.org/x/text/encoding/simplifiedchinese"

	"zhiwei/ingest"
	"zhiwei/ingest/sample"
	"zhiwei/ingest/vault"
	"zhiwei/transform"
	"zhiwei/transform/warehouse"
)

// BenchmarkImport imports a GB18030 export of a million lines into a fresh database, and beside it lets the engine's
// own reader take the same rows as UTF-8 into a table of a database file. The ratio is the reader's time over ours.
func BenchmarkImport(b *testing.B) {
	rows := benchRows(b)
	dir := b.TempDir()
	export := filepath.Join(dir, "ExportOrderDetailList202608240830.csv")
	plain := filepath.Join(dir, "utf8.csv")
	writeExport(b, export, plain, rows)
	var ours, peer time.Duration
	for b.Loop() {
		peer += timeReadCSV(b, plain, rows)
		ours += timeImport(b, export, rows)
	}
	n := float64(b.N)
	b.ReportMetric(ours.Seconds()/n, "import-s")
	b.ReportMetric(peer.Seconds()/n, "read_csv-s")
	b.ReportMetric(peer.Seconds()/ours.Seconds(), "ratio")
}

// writeExport writes the same rows in both encodings.
func writeExport(b *testing.B, export, plain string, rows int) {
	b.Helper()
	data := sample.BenchGB18030(rows)
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		b.Fatal(err)
	}
	for path, bytes := range map[string][]byte{export: data, plain: text} {
		if err := os.WriteFile(path, bytes, 0o600); err != nil {
			b.Fatal(err)
		}
	}
}

// timeImport takes the export in as the import step does: kept in the vault, read, merged, moved into the file.
func timeImport(b *testing.B, export string, rows int) time.Duration {
	b.Helper()
	dir := b.TempDir()
	db, err := warehouse.Open(b.Context(), filepath.Join(dir, "zhiwei.duckdb"), warehouse.Options{Threads: 2})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	if err := transform.Create(b.Context(), db); err != nil {
		b.Fatal(err)
	}
	start := b.Elapsed()
	data, err := os.ReadFile(export)
	if err != nil {
		b.Fatal(err)
	}
	sha, err := vault.Put(filepath.Join(dir, "vault"), make([]byte, vault.KeySize), data)
	if err != nil {
		b.Fatal(err)
	}
	name := filepath.Base(export)
	load, err := transform.NewLoad(b.Context(), db, transform.FileInfo{SHA: sha, Name: name})
	if err != nil {
		b.Fatal(err)
	}
	out, err := load.Finish(b.Context(), addAll(b, load, ingest.Source{Name: name, Folder: "旗舰店", Data: data, SHA: sha}, db))
	if err == nil {
		err = db.Checkpoint(b.Context())
	}
	if err != nil || out.Changed != int64(rows) {
		b.Fatalf("import: %+v: %v", out, err)
	}
	return b.Elapsed() - start
}

// addAll reads a file into a load and gives what the reading found.
func addAll(b *testing.B, load *transform.Load, src ingest.Source, db *warehouse.DB) (parts []transform.PartReport) {
	b.Helper()
	for part, err := range ingest.Read(b.Context(), src, ingest.Options{Alloc: db.Allocator(), Workers: 2}) {
		switch {
		case err != nil:
			b.Fatal(err)
		case part.Orders != nil:
			if err := load.Add(b.Context(), *part.Orders); err != nil {
				b.Fatal(err)
			}
		case part.Report != nil:
			for i := range part.Report.Grids {
				g := &part.Report.Grids[i]
				parts = append(parts, transform.PartReport{
					Part: g.Part, Platform: string(g.Platform), Shop: string(g.Shop), ExportedAt: g.ExportedAt, AmountColumn: g.AmountColumn,
					Records: g.Records, RecordsFen: g.RecordsFen, Skipped: g.Skipped, SkippedFen: g.SkippedFen,
				})
			}
		}
	}
	return parts
}

// timeReadCSV is the engine's reader on two threads, from the path to the checkpoint.
func timeReadCSV(b *testing.B, plain string, rows int) time.Duration {
	b.Helper()
	connector, err := duckdb.NewConnector(filepath.Join(b.TempDir(), "peer.duckdb"), nil)
	if err != nil {
		b.Fatal(err)
	}
	db := sql.OpenDB(connector)
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	settings := []string{`SET threads = 2`, `SET preserve_insertion_order = false`}
	work := []string{`CREATE TABLE line AS SELECT * FROM read_csv('` + plain + `', header = true)`, `CHECKPOINT`}
	execAll(b.Context(), b, db, settings)
	start := b.Elapsed()
	execAll(b.Context(), b, db, work)
	took := b.Elapsed() - start
	var n int
	if err := db.QueryRowContext(b.Context(), `SELECT count(*) FROM line`).Scan(&n); err != nil || n != rows {
		b.Fatalf("read_csv took %d rows of %d: %v", n, rows, err)
	}
	return took
}

func execAll(ctx context.Context, b *testing.B, db *sql.DB, statements []string) {
	b.Helper()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			b.Fatal(err)
		}
	}
}

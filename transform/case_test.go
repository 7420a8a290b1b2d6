package transform_test

import (
	"encoding/csv"
	"flag"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"zhiwei/transform/warehouse"
)

var update = flag.Bool("update", false, "rewrite the wanted results of testdata")

// TestCases runs each archive of testdata on the real engine: in/<table>.csv fill
// base tables, all models run, and want/<name>.csv is the result of query/<name>.sql.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d cases: %v", len(files), err)
	}
	db := fresh(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			empty(t, db)
			queries := map[string]string{}
			for _, f := range archive.Files {
				switch folder, name := path.Split(f.Name); folder {
				case "in/":
					fill(t, db, strings.TrimSuffix(name, ".csv"), f.Data)
				case "query/":
					queries[strings.TrimSuffix(name, ".sql")] = string(f.Data)
				}
			}
			run(t, db)
			for i, f := range archive.Files {
				folder, name := path.Split(f.Name)
				if folder != "want/" {
					continue
				}
				var got strings.Builder
				for _, row := range grid(t, db, queries[strings.TrimSuffix(name, ".csv")]) {
					got.WriteString(strings.Join(row, ",") + "\n")
				}
				if *update {
					archive.Files[i].Data = []byte(got.String())
					continue
				}
				if diff := cmp.Diff(string(f.Data), got.String()); diff != "" {
					t.Errorf("%s (-want +got):\n%s", f.Name, diff)
				}
			}
			if *update {
				rewrite(t, file, txtar.Format(archive))
			}
		})
	}
}

// empty clears the tables that cases fill.
func empty(t *testing.T, db *warehouse.DB) {
	t.Helper()
	for _, row := range grid(t, db, `SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'raw%' OR table_name LIKE 'in%' OR table_name LIKE 'cal%' OR table_name = 'quarantine'`) {
		if err := db.Exec(t.Context(), `DELETE FROM `+row[0]); err != nil {
			t.Fatal(err)
		}
	}
}

// defaults are what the builder of ingest stores in a cell that a case does not name.
var defaults = map[string]string{
	"raw_order": `UPDATE raw_order SET platform = COALESCE(platform, 'taobao'), shop = COALESCE(shop, '天猫'), status = COALESCE(status, 'completed'),
		refund_status = COALESCE(refund_status, 'none'), close_reason = COALESCE(close_reason, ''), paid_mark = COALESCE(paid_mark, 0),
		order_paid = COALESCE(order_paid, 0), order_total = COALESCE(order_total, order_paid, 0), freight = COALESCE(freight, 0),
		refund_amount = COALESCE(refund_amount, 0), has_tracking = COALESCE(has_tracking, FALSE), is_presale = COALESCE(is_presale, FALSE),
		exclude_reason = COALESCE(exclude_reason, ''), province = COALESCE(province, ''), city = COALESCE(city, ''), warehouse = COALESCE(warehouse, ''),
		currency = COALESCE(currency, 'CNY'), file_sha = COALESCE(file_sha, 'f'), sheet = COALESCE(sheet, ''), src_line = COALESCE(src_line, rowid)`,
	"raw_order_line": `UPDATE raw_order_line SET platform = COALESCE(platform, 'taobao'), shop = COALESCE(shop, '天猫'), sku_code = COALESCE(sku_code, sku, ''),
		title = COALESCE(title, ''), sku = COALESCE(sku, ''), qty = COALESCE(qty, 1), sku_qty = COALESCE(sku_qty, 1), line_amount = COALESCE(line_amount, line_paid, 0),
		has_line_paid = COALESCE(has_line_paid, line_paid IS NOT NULL), line_paid = COALESCE(line_paid, 0), refund_amount = COALESCE(refund_amount, 0),
		status = COALESCE(status, 'unknown'), refund_status = COALESCE(refund_status, 'none'), paid_mark = COALESCE(paid_mark, 0),
		has_tracking = COALESCE(has_tracking, FALSE), is_gift = COALESCE(is_gift, FALSE), is_presale = COALESCE(is_presale, FALSE),
		bundle_code = COALESCE(bundle_code, ''), exclude_reason = COALESCE(exclude_reason, ''), warehouse = COALESCE(warehouse, ''),
		currency = COALESCE(currency, 'CNY'), period_keyed = COALESCE(period_keyed, FALSE), file_sha = COALESCE(file_sha, 'f'),
		sheet = COALESCE(sheet, ''), src_line = COALESCE(src_line, rowid)`,
}

// fill loads a CSV with a header of column names.
func fill(t *testing.T, db *warehouse.DB, table string, text []byte) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	for _, row := range rows[1:] {
		args := make([]any, len(row))
		for i, cell := range row {
			if cell != "" {
				args[i] = cell
			}
		}
		marks := strings.TrimSuffix(strings.Repeat("?, ", len(row)), ", ")
		if err := db.Exec(t.Context(), `INSERT INTO `+table+` (`+strings.Join(rows[0], ", ")+`) VALUES (`+marks+`)`, args...); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	switch {
	case defaults[table] != "":
		if err := db.Exec(t.Context(), defaults[table]); err != nil {
			t.Fatal(err)
		}
	case strings.HasPrefix(table, "in_"):
		if err := db.Exec(t.Context(), `UPDATE `+table+` SET valid_from = COALESCE(valid_from, DATE '2026-01-01')`); err != nil {
			t.Fatal(err)
		}
	}
}

func rewrite(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

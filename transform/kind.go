package transform

import (
	"context"
	"fmt"
	"strings"

	"zhiwei/transform/warehouse"
)

// kind is one of the two records of an export: orders or lines.
type kind struct {
	stage, table string
	words        []string // what its names are in the statements below
	periods      bool     // some rows may have no natural key and replace whole periods
}

var (
	orders = newKind("head", "raw_order", []string{"platform", "shop", "order_id"}, "s.order_paid", "FALSE")
	// paidLines are reconciled by what was paid, grossLines by the amount before discounts.
	paidLines = newKind("line", "raw_order_line", []string{"platform", "shop", "order_id", "line_id"},
		"CASE WHEN s.has_line_paid THEN s.line_paid ELSE s.line_amount END", "s.period_keyed")
	grossLines = newKind("line", "raw_order_line", []string{"platform", "shop", "order_id", "line_id"}, "s.line_amount", "s.period_keyed")
)

func newKind(stage, table string, key []string, amount, period string) *kind {
	var same []string
	for _, k := range key {
		same = append(same, warehouse.Statement(`r.<k> = s.<k>`, "<k>", k))
	}
	return &kind{stage: stage, table: table, periods: stage == "line", words: []string{
		"<stage>", "stage." + stage, "<verdict>", "stage." + stage + "_verdict", "<period>", "stage." + stage + "_period",
		"<table>", table, "<key>", "s." + strings.Join(key, ", s."), "<held_key>", "r." + strings.Join(key, ", r."), "<same>", strings.Join(same, " AND "),
		"<amount>", amount, "<periodic>", period,
		"<held_periodic>", strings.ReplaceAll(period, "s.", "r."),
		"<day>", "CAST(COALESCE(s.paid_at, s.created_at, s.shipped_at) AS DATE)",
		"<held_day>", "CAST(COALESCE(r.paid_at, r.created_at, r.shipped_at) AS DATE)",
		"<never>", "CAST('1900-01-01' AS TIMESTAMP)",
	}}
}

func (k *kind) text(statement string) string { return warehouse.Statement(statement, k.words...) }

// exec runs a statement of this kind.
func (k *kind) exec(ctx context.Context, w *warehouse.Writer, statement string, args ...any) (int64, error) {
	n, err := w.Exec(ctx, k.text(statement), args...)
	if err != nil {
		return 0, fmt.Errorf("merge %s: %w", k.table, err)
	}
	return n, nil
}

// The statements of the merge. A verdict row stands only for a staged row that
// is not simply new: sid is its row id, fate its word in the ledger, take
// whether it is stored, rid the held row that it replaces.
const (
	makeVerdict = `CREATE OR REPLACE TABLE <verdict> (sid BIGINT, sheet VARCHAR, fate VARCHAR, fen BIGINT, take BOOLEAN, rid BIGINT)`

	// Rows whose key hash occurs once in the file and not at all in the table need no further look. The hash only sorts out;
	// equality is decided on the key itself.
	makeTwice = `CREATE OR REPLACE TEMP TABLE twice AS
		SELECT hash(<key>) AS h FROM <stage> AS s WHERE NOT <periodic> GROUP BY hash(<key>) HAVING count(*) > 1`

	// A held row can only be the same order if it was created on the same days, or if either side does not say.
	makeHeld = `CREATE OR REPLACE TEMP TABLE held AS
		WITH span AS (
			SELECT s.platform, s.shop, min(s.created_at) - INTERVAL 1 DAY AS low, max(s.created_at) + INTERVAL 1 DAY AS high,
			       count(*) - count(s.created_at) AS undated
			FROM <stage> AS s WHERE NOT <periodic> GROUP BY s.platform, s.shop
		),
		near AS (
			SELECT r.rowid AS rid, <held_key>, r.exported_at, r.status_rank, r.refund_rank, r.row_hash, r.file_sha
			FROM <table> AS r JOIN span ON span.platform = r.platform AND span.shop = r.shop
			WHERE NOT <held_periodic> AND (span.undated > 0 OR r.created_at IS NULL OR r.created_at BETWEEN span.low AND span.high)
		)
		SELECT * FROM near AS r WHERE EXISTS (SELECT 1 FROM <stage> AS s WHERE NOT <periodic> AND <same>)`

	judgeKeyed = `INSERT INTO <verdict>
		WITH odd AS (
			SELECT s.rowid AS sid, <key>, s.exported_at, s.status_rank, s.refund_rank, s.row_hash, s.sheet, s.src_line,
			       <amount> AS fen, r.rid, r.row_hash AS held_hash,
			       (COALESCE(s.exported_at, <never>), s.status_rank, s.refund_rank, s.row_hash, CAST(? AS VARCHAR))
			     > (COALESCE(r.exported_at, <never>), r.status_rank, r.refund_rank, r.row_hash, r.file_sha) AS newer
			FROM <stage> AS s LEFT JOIN held AS r ON <same>
			WHERE NOT <periodic> AND (r.rid IS NOT NULL OR hash(<key>) IN (SELECT h FROM twice))
		),
		placed AS (
			SELECT s.*,
			       ROW_NUMBER() OVER (PARTITION BY <key> ORDER BY COALESCE(s.exported_at, <never>) DESC, s.status_rank DESC,
			                          s.refund_rank DESC, s.row_hash DESC, s.sheet, s.src_line) AS place,
			       FIRST_VALUE(s.row_hash) OVER (PARTITION BY <key> ORDER BY COALESCE(s.exported_at, <never>) DESC, s.status_rank DESC,
			                          s.refund_rank DESC, s.row_hash DESC, s.sheet, s.src_line) AS best_hash
			FROM odd AS s
		)
		SELECT sid, sheet,
		       CASE WHEN place > 1 THEN CASE WHEN row_hash = best_hash THEN 'duplicate' ELSE 'superseded' END
		            WHEN rid IS NULL THEN 'accepted'
		            WHEN row_hash = held_hash THEN 'duplicate'
		            WHEN newer THEN 'accepted' ELSE 'superseded' END,
		       fen, place = 1 AND (rid IS NULL OR newer), CASE WHEN place = 1 THEN rid END
		FROM placed`

	// Without a natural key the rows of a shop and day stand or fall together.
	makePeriod = `CREATE OR REPLACE TABLE <period> AS
		WITH come AS (
			SELECT s.platform, s.shop, <day> AS day, max(COALESCE(s.exported_at, <never>)) AS exported_at,
			       count(*) AS lines, sum(CAST(s.row_hash AS HUGEINT)) AS hashes
			FROM <stage> AS s WHERE <periodic> GROUP BY s.platform, s.shop, <day>
		),
		kept AS (
			SELECT r.platform, r.shop, <held_day> AS day, max(COALESCE(r.exported_at, <never>)) AS exported_at, max(r.file_sha) AS file_sha,
			       count(*) AS lines, sum(CAST(r.row_hash AS HUGEINT)) AS hashes
			FROM <table> AS r WHERE <held_periodic> AND r.platform IN (SELECT platform FROM come) GROUP BY r.platform, r.shop, <held_day>
		)
		SELECT c.platform, c.shop, c.day,
		       CASE WHEN k.lines = c.lines AND k.hashes = c.hashes THEN 'duplicate'
		            WHEN (c.exported_at, CAST(? AS VARCHAR)) > (k.exported_at, k.file_sha) THEN 'accepted' ELSE 'superseded' END AS fate,
		       (c.exported_at, CAST(? AS VARCHAR)) > (k.exported_at, k.file_sha) AS take
		FROM come AS c JOIN kept AS k ON k.platform = c.platform AND k.shop = c.shop AND k.day IS NOT DISTINCT FROM c.day`

	judgePeriods = `INSERT INTO <verdict>
		SELECT s.rowid, s.sheet, p.fate, <amount>, p.take, NULL
		FROM <stage> AS s JOIN <period> AS p ON p.platform = s.platform AND p.shop = s.shop AND p.day IS NOT DISTINCT FROM <day>
		WHERE <periodic>`

	deleteKeyed = `DELETE FROM <table> WHERE rowid IN (SELECT rid FROM <verdict> WHERE take AND rid IS NOT NULL)`

	deletePeriods = `DELETE FROM <table> AS r WHERE <held_periodic> AND EXISTS (
		SELECT 1 FROM <period> AS p WHERE p.take AND p.platform = r.platform AND p.shop = r.shop AND p.day IS NOT DISTINCT FROM <held_day>)`

	insertAll = `INSERT INTO <table> BY NAME SELECT s.*, CAST(? AS VARCHAR) AS file_sha FROM <stage> AS s`

	insertSome = `INSERT INTO <table> BY NAME SELECT s.*, CAST(? AS VARCHAR) AS file_sha FROM <stage> AS s
		WHERE s.rowid NOT IN (SELECT sid FROM <verdict> WHERE NOT take)`
)

// judge fills the verdict table.
func (k *kind) judge(ctx context.Context, w *warehouse.Writer, sha string) error {
	for _, s := range []string{makeVerdict, makeTwice, makeHeld} {
		if _, err := k.exec(ctx, w, s); err != nil {
			return err
		}
	}
	var odd bool
	if err := w.Row(ctx, `SELECT (SELECT count(*) FROM twice) + (SELECT count(*) FROM held) > 0`, nil, &odd); err != nil {
		return err
	}
	if odd {
		if _, err := k.exec(ctx, w, judgeKeyed, sha); err != nil {
			return err
		}
	}
	if !k.periods {
		return nil
	}
	if _, err := k.exec(ctx, w, makePeriod, sha, sha); err != nil {
		return err
	}
	_, err := k.exec(ctx, w, judgePeriods)
	return err
}

// apply deletes the held rows that are replaced and inserts what is to be stored.
func (k *kind) apply(ctx context.Context, w *warehouse.Writer, sha string) (int64, error) {
	var odd bool
	if err := w.Row(ctx, k.text(`SELECT count(*) > 0 FROM <verdict>`), nil, &odd); err != nil {
		return 0, err
	}
	if !odd {
		return k.exec(ctx, w, insertAll, sha)
	}
	if _, err := k.exec(ctx, w, deleteKeyed); err != nil {
		return 0, err
	}
	if k.periods {
		if _, err := k.exec(ctx, w, deletePeriods); err != nil {
			return 0, err
		}
	}
	return k.exec(ctx, w, insertSome, sha)
}

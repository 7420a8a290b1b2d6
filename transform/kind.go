package transform

import (
	"context"
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"zhiwei/ingest/order"
	"zhiwei/transform/warehouse"
)

// kind is one of the two records of an export: orders or lines.
type kind struct {
	flow, table string
	schema      *arrow.Schema // of the records that flow in: all columns but file_sha, which is the same in every row
	key         []string      // column names
	words       []string      // what its names are in the statements below
	periods     bool          // some rows may have no natural key and replace whole periods
}

var (
	orders = newKind("head", "raw_order", order.HeadSchema, []string{"platform", "shop", "order_id"}, "s.order_paid", "FALSE", "FALSE")
	// paidLines are reconciled by what was paid, grossLines by the amount before discounts.
	paidLines = newKind("line", "raw_order_line", order.LineSchema, []string{"platform", "shop", "order_id", "line_id"},
		"CASE WHEN s.has_line_paid THEN s.line_paid ELSE s.line_amount END", "s.period_keyed", "s.sub_cent")
	grossLines = newKind("line", "raw_order_line", order.LineSchema, []string{"platform", "shop", "order_id", "line_id"}, "s.line_amount", "s.period_keyed", "s.sub_cent")
)

func newKind(flow, table string, schema *arrow.Schema, key []string, amount, period, subCent string) *kind {
	var same []string
	for _, k := range key {
		same = append(same, warehouse.Statement(`r.<k> = s.<k>`, "<k>", k))
	}
	k := &kind{flow: flow, table: table, schema: without(schema, "file_sha"), key: key, periods: flow == "line", words: []string{
		"<flow>", "flow." + flow, "<table>", table,
		"<verdict>", flow + "_verdict", "<period>", flow + "_period", "<sums>", flow + "_sums",
		"<low>", "getvariable('" + flow + "_low')", "<high>", "getvariable('" + flow + "_high')",
		"<platform>", "getvariable('" + flow + "_platform')", "<shop>", "getvariable('" + flow + "_shop')",
		"<key>", "s." + strings.Join(key, ", s."), "<held_key>", "r." + strings.Join(key, ", r."), "<same>", strings.Join(same, " AND "),
		"<amount>", amount, "<periodic>", period, "<sub_cent>", subCent,
		"<held_periodic>", strings.ReplaceAll(period, "s.", "r."),
		"<day>", "CAST(COALESCE(s.paid_at, s.created_at, s.shipped_at) AS DATE)",
		"<held_day>", "CAST(COALESCE(r.paid_at, r.created_at, r.shipped_at) AS DATE)",
		"<never>", "CAST('1900-01-01' AS TIMESTAMP)",
	}}
	k.words = append(k.words, "<come>", k.text(come), "<near>", k.text(near))
	return k
}

func (k *kind) text(statement string) string { return warehouse.Statement(statement, k.words...) }

// exec runs a statement of this kind.
func (k *kind) exec(ctx context.Context, w *warehouse.Writer, statement string) (int64, error) {
	n, err := w.Exec(ctx, k.text(statement))
	if err != nil {
		return 0, fmt.Errorf("merge %s: %w", k.table, err)
	}
	return n, nil
}

// The statements of the merge, which runs inside the transaction that the rows flowed into. A verdict row stands only for
// a row that is not simply new: sid is its row id, fate its word in the ledger, take whether it stays, rid the held row
// that it replaces.
const (
	// The rows of the file at hand: its days let the engine pass over what was stored long before.
	come = `(SELECT rowid AS sid, * FROM <table>
		WHERE file_sha = getvariable('load_file') AND (<low> IS NULL OR created_at BETWEEN <low> AND <high>))`

	// The rows held before it that can be the same orders: of its shop, created on its days, unless either side does not say.
	near = `(SELECT rowid AS rid, * FROM <table>
		WHERE file_sha <> getvariable('load_file') AND (<platform> IS NULL OR platform = <platform>) AND (<shop> IS NULL OR shop = <shop>)
		  AND (<low> IS NULL OR created_at BETWEEN <low> - INTERVAL 1 DAY AND <high> + INTERVAL 1 DAY)
		UNION ALL
		SELECT rowid AS rid, * FROM <table>
		WHERE file_sha <> getvariable('load_file') AND (<platform> IS NULL OR platform = <platform>) AND (<shop> IS NULL OR shop = <shop>)
		  AND <low> IS NOT NULL AND created_at IS NULL)`

	setSpan = `SET VARIABLE <name> = CAST(? AS <type>)`

	flowIn = `INSERT INTO <table> BY NAME SELECT *, CAST(getvariable('load_file') AS VARCHAR) AS file_sha FROM <flow>`

	makeVerdict = `CREATE OR REPLACE TEMP TABLE <verdict> (sid BIGINT, sheet VARCHAR, fate VARCHAR, fen BIGINT, take BOOLEAN, rid BIGINT)`

	// Rows whose key hash occurs once in the file and not at all in the table need no further look. The hash only sorts out;
	// equality is decided on the key itself.
	makeTwice = `CREATE OR REPLACE TEMP TABLE twice AS
		SELECT hash(<key>) AS h FROM <come> AS s WHERE NOT <periodic> GROUP BY hash(<key>) HAVING count(*) > 1`
	makeOnce = `CREATE OR REPLACE TEMP TABLE twice (h UBIGINT)`

	anyNear  = `SELECT count(*) > 0 FROM (SELECT 1 FROM <near> AS r WHERE NOT <held_periodic> LIMIT 1)`
	makeHeld = `CREATE OR REPLACE TEMP TABLE held AS
		SELECT r.rid, <held_key>, r.exported_at, r.status_rank, r.refund_rank, r.row_hash, r.file_sha FROM <near> AS r
		WHERE NOT <held_periodic> AND EXISTS (SELECT 1 FROM <come> AS s WHERE NOT <periodic> AND <same>)`

	judgeKeyed = `INSERT INTO <verdict>
		WITH odd AS (
			SELECT s.sid, <key>, s.exported_at, s.status_rank, s.refund_rank, s.row_hash, s.sheet, s.src_line,
			       <amount> AS fen, r.rid, r.row_hash AS held_hash,
			       (COALESCE(s.exported_at, <never>), s.status_rank, s.refund_rank, s.row_hash, s.file_sha)
			     > (COALESCE(r.exported_at, <never>), r.status_rank, r.refund_rank, r.row_hash, r.file_sha) AS newer
			FROM <come> AS s LEFT JOIN held AS r ON <same>
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
	makePeriod = `CREATE OR REPLACE TEMP TABLE <period> AS
		WITH come AS (
			SELECT s.platform, s.shop, <day> AS day, max(COALESCE(s.exported_at, <never>)) AS exported_at, max(s.file_sha) AS file_sha,
			       count(*) AS lines, sum(CAST(s.row_hash AS HUGEINT)) AS hashes
			FROM <come> AS s WHERE <periodic> GROUP BY s.platform, s.shop, <day>
		),
		kept AS (
			SELECT r.platform, r.shop, <held_day> AS day, max(COALESCE(r.exported_at, <never>)) AS exported_at, max(r.file_sha) AS file_sha,
			       count(*) AS lines, sum(CAST(r.row_hash AS HUGEINT)) AS hashes
			FROM <table> AS r WHERE r.file_sha <> getvariable('load_file') AND <held_periodic> AND r.platform IN (SELECT platform FROM come) GROUP BY r.platform, r.shop, <held_day>
		)
		SELECT c.platform, c.shop, c.day,
		       CASE WHEN k.lines = c.lines AND k.hashes = c.hashes THEN 'duplicate'
		            WHEN (c.exported_at, c.file_sha) > (k.exported_at, k.file_sha) THEN 'accepted' ELSE 'superseded' END AS fate,
		       (c.exported_at, c.file_sha) > (k.exported_at, k.file_sha) AS take
		FROM come AS c JOIN kept AS k ON k.platform = c.platform AND k.shop = c.shop AND k.day IS NOT DISTINCT FROM c.day`

	judgePeriods = `INSERT INTO <verdict>
		SELECT s.sid, s.sheet, p.fate, <amount>, p.take, NULL
		FROM <come> AS s JOIN <period> AS p ON p.platform = s.platform AND p.shop = s.shop AND p.day IS NOT DISTINCT FROM <day>
		WHERE <periodic>`

	deleteKeyed = `DELETE FROM <table> WHERE rowid IN (SELECT rid FROM <verdict> WHERE take AND rid IS NOT NULL)`

	deletePeriods = `DELETE FROM <table> AS r WHERE <held_periodic> AND r.file_sha <> getvariable('load_file') AND EXISTS (
		SELECT 1 FROM <period> AS p WHERE p.take AND p.platform = r.platform AND p.shop = r.shop AND p.day IS NOT DISTINCT FROM <held_day>)`

	deleteLosers = `DELETE FROM <table> WHERE rowid IN (SELECT sid FROM <verdict> WHERE NOT take)`
)

// judge fills the verdict table; what the feed saw go by saves looking for what cannot be there.
func (k *kind) judge(ctx context.Context, w *warehouse.Writer, seen *seen) error {
	if err := k.bound(ctx, w, seen); err != nil {
		return err
	}
	twice := makeOnce
	if seen.twice {
		twice = makeTwice
	}
	for _, s := range []string{makeVerdict, twice} {
		if _, err := k.exec(ctx, w, s); err != nil {
			return err
		}
	}
	met, err := k.some(ctx, w, anyNear)
	if err != nil {
		return err
	}
	if met || seen.twice {
		for _, s := range []string{makeHeld, judgeKeyed} {
			if _, err := k.exec(ctx, w, s); err != nil {
				return err
			}
		}
	}
	if !seen.periodic {
		return nil
	}
	for _, s := range []string{makePeriod, judgePeriods} {
		if _, err := k.exec(ctx, w, s); err != nil {
			return err
		}
	}
	return nil
}

// bound tells the statements the days and the shop of the file's rows, null where a row does not say or they differ.
func (k *kind) bound(ctx context.Context, w *warehouse.Writer, s *seen) error {
	var low, high, platform, shop any
	if s.dated() {
		low, high = s.low, s.high
	}
	if s.oneShop() {
		platform, shop = s.platform, s.shop
	}
	for _, v := range []struct {
		name, kind string
		value      any
	}{{"_low", "TIMESTAMP", low}, {"_high", "TIMESTAMP", high}, {"_platform", "VARCHAR", platform}, {"_shop", "VARCHAR", shop}} {
		if _, err := w.Exec(ctx, warehouse.Statement(setSpan, "<name>", k.flow+v.name, "<type>", v.kind), v.value); err != nil {
			return fmt.Errorf("merge %s: %w", k.table, err)
		}
	}
	return nil
}

// some asks a question that a count answers.
func (k *kind) some(ctx context.Context, w *warehouse.Writer, question string) (yes bool, err error) {
	if err := w.Row(ctx, k.text(question), nil, &yes); err != nil {
		return false, fmt.Errorf("merge %s: %w", k.table, err)
	}
	return yes, nil
}

// apply deletes the rows that lose, held or new, and returns how many of the new ones stay.
func (k *kind) apply(ctx context.Context, w *warehouse.Writer, come int64, seen *seen) (int64, error) {
	odd, err := k.some(ctx, w, `SELECT count(*) > 0 FROM <verdict>`)
	if err != nil || !odd {
		return come, err
	}
	if _, err := k.exec(ctx, w, deleteKeyed); err != nil {
		return 0, err
	}
	if seen.periodic {
		if _, err := k.exec(ctx, w, deletePeriods); err != nil {
			return 0, err
		}
	}
	lost, err := k.exec(ctx, w, deleteLosers)
	return come - lost, err
}

-- page_header: the run behind every page and how much data stands behind it. Parameter: run id, '' for the newest run.
WITH chosen AS (
    SELECT *
    FROM run
    WHERE ? IN ('', run_id)
    ORDER BY today DESC, generated_at DESC NULLS LAST, run_id DESC
    LIMIT 1
), held AS (
    SELECT count(*)::BIGINT AS held_rows, coalesce(sum(amount_fen), 0)::BIGINT AS held_fen
    FROM (
        SELECT file_sha, sheet, src_line, max(amount_fen) AS amount_fen
        FROM quarantine
        GROUP BY file_sha, sheet, src_line
    ) AS q
), unmapped AS (
    SELECT count(*)::BIGINT AS unmapped_rows, coalesce(sum(gmv_fen), 0)::BIGINT AS unmapped_fen
    FROM stg_line
    WHERE coalesce(sku, '') = ''
), read AS (
    SELECT count(DISTINCT file_sha)::BIGINT AS files, coalesce(sum(records), 0)::BIGINT AS records
    FROM raw_file
)
SELECT
    c.run_id,
    c.as_of,
    c.today,
    c.state,
    c.company,
    c.version,
    r.files,
    r.records,
    h.held_rows,
    h.held_fen,
    u.unmapped_rows,
    u.unmapped_fen
FROM chosen AS c CROSS JOIN read AS r CROSS JOIN held AS h CROSS JOIN unmapped AS u

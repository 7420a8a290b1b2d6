-- page_health_checks: the outcome of each check of a run, those that need a look first. Parameter: run id.
SELECT
    code,
    coalesce(subject, '') AS subject,
    severity,
    passed,
    coalesce(count, 0)::BIGINT AS found,
    coalesce(amount_fen, 0)::BIGINT AS amount_fen,
    coalesce(detail, '') AS detail
FROM fct_check
WHERE run_id = ?
ORDER BY passed, amount_fen DESC, found DESC, code, subject

-- quarantined: rows held back, by reason.
-- severity: warn
SELECT code AS subject, count(*) AS count, CAST(sum(amount_fen) AS BIGINT) AS amount_fen, min(name) AS detail
FROM quarantine
GROUP BY code

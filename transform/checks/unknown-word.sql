-- unknown-word: status words that no profile knows; their rows wait in quarantine to be mapped once.
-- severity: warn
SELECT platform || '/' || value_text AS subject, count(*) AS count, CAST(sum(amount_fen) AS BIGINT) AS amount_fen, min(name) AS detail
FROM quarantine
WHERE code = 'unknown-status'
GROUP BY platform, value_text

-- warnings: rows that were accepted with a warning (unknown refund word, unconfirmed word); detail is the note of the file.
-- severity: warn
SELECT name || CASE WHEN part = '' THEN '' ELSE '/' || part END AS subject, warnings AS count, CAST(0 AS BIGINT) AS amount_fen, COALESCE(note, '') AS detail
FROM raw_file
WHERE warnings > 0

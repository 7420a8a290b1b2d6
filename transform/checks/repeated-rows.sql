-- repeated-rows: rows of files that were held already or stood twice; they were counted once.
-- severity: info
SELECT name || CASE WHEN part = '' THEN '' ELSE '/' || part END AS subject, duplicate AS count, duplicate_fen AS amount_fen, '' AS detail
FROM raw_file
WHERE duplicate > 0

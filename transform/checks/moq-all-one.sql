-- moq-all-one: every item can be said to be bought by the piece: a default of another system, not a value.
-- severity: warn
SELECT '' AS subject, count(*) AS count, CAST(0 AS BIGINT) AS amount_fen, '' AS detail
FROM cur_supplier_items
WHERE moq IS NOT NULL
HAVING count(*) > 1 AND max(moq) <= 1

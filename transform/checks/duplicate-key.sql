-- duplicate-key: stored lines that share their natural key: the merge must never leave one.
-- severity: stop
SELECT platform || '/' || shop || '/' || order_id || '/' || line_id AS subject, count(*) AS count,
       CAST(sum(line_paid) AS BIGINT) AS amount_fen, '' AS detail
FROM raw_order_line
WHERE NOT period_keyed AND hash(platform, shop, order_id, line_id) IN (
    SELECT hash(platform, shop, order_id, line_id) FROM raw_order_line WHERE NOT period_keyed
    GROUP BY hash(platform, shop, order_id, line_id) HAVING count(*) > 1
)
GROUP BY platform, shop, order_id, line_id
HAVING count(*) > 1

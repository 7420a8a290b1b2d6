-- stale-stock: warehouses whose newest snapshot is older than three days; detail is its day.
-- severity: warn
SELECT warehouse AS subject, apart(max(day), as_of()) AS count, CAST(0 AS BIGINT) AS amount_fen, CAST(max(day) AS VARCHAR) AS detail
FROM cur_stock_lots
GROUP BY warehouse
HAVING max(day) < after(as_of(), -3)

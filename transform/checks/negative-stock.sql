-- negative-stock: lots with fewer than no pieces in the newest snapshot; detail is the pieces.
-- severity: warn
SELECT s.warehouse || '/' || s.sku || '/' || COALESCE(s.lot, '') AS subject, count(*) AS count,
       CAST(sum(s.qty * COALESCE(k.cost_fen, 0)) AS BIGINT) AS amount_fen, CAST(CAST(sum(s.qty) AS BIGINT) AS VARCHAR) AS detail
FROM cur_stock_lots AS s
LEFT JOIN dim_sku AS k ON k.sku = s.sku
WHERE s.qty < 0
GROUP BY s.warehouse, s.sku, s.lot

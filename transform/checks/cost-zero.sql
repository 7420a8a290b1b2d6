-- cost-zero: products that are sold and have no cost; amount is their money.
-- severity: warn
SELECT k.sku AS subject, CAST(1 AS BIGINT) AS count, CAST(COALESCE(sum(f.gmv_fen), 0) AS BIGINT) AS amount_fen, k.name AS detail
FROM dim_sku AS k
JOIN fct_sales_day AS f ON f.sku = k.sku
WHERE k.known AND COALESCE(k.cost_fen, 0) <= 0
GROUP BY k.sku, k.name

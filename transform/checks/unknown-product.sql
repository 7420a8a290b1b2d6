-- unknown-product: SKUs that are sold and are not in the product table; none while there is no product table.
-- severity: warn
SELECT k.sku AS subject, CAST(sum(f.orders) AS BIGINT) AS count, CAST(sum(f.gmv_fen) AS BIGINT) AS amount_fen, k.name AS detail
FROM dim_sku AS k
JOIN fct_sales_day AS f ON f.sku = k.sku
WHERE NOT k.known AND EXISTS (SELECT 1 FROM cur_products)
GROUP BY k.sku, k.name

-- book_plan_parts: the sets sold lately and what they are made of, beside all that was asked for of each part. Parameters: first day, last day, first day, last day.
WITH sold AS (
    SELECT sku, sum(pieces)::BIGINT AS pieces
    FROM fct_sales_day
    WHERE day BETWEEN ? AND ?
    GROUP BY sku
), asked AS (
    SELECT sku, sum(qty + bulk_qty + gift_qty)::BIGINT AS qty
    FROM fct_demand_day
    WHERE day BETWEEN ? AND ?
    GROUP BY sku
)
SELECT
    b.bundle_sku,
    coalesce(m.name, b.bundle_sku) AS bundle_name,
    sold.pieces AS sets,
    b.component_sku,
    coalesce(c.name, b.component_sku) AS name,
    coalesce(c.unit, '') AS unit,
    coalesce(b.kind, '') AS kind,
    b.qty AS per_set,
    coalesce(asked.qty, 0)::BIGINT AS asked
FROM cur_bundles AS b
JOIN sold ON sold.sku = b.bundle_sku AND sold.pieces > 0
LEFT JOIN asked ON asked.sku = b.component_sku
LEFT JOIN dim_sku AS m ON m.sku = b.bundle_sku
LEFT JOIN dim_sku AS c ON c.sku = b.component_sku
ORDER BY sold.pieces DESC, b.bundle_sku, b.component_sku

-- dim_sku: every SKU that is sold, stocked, ordered or part of a bundle, with what the product master says of it.
-- grain:  sku
-- needs:  cur_products, bom_span, cur_stock_lots, cur_supplier_items, stg_line
-- check:  unique grain
-- check:  not_null sku, name
CREATE OR REPLACE TABLE dim_sku AS
WITH named AS (
    SELECT sku, max(title) AS title FROM stg_line WHERE sku <> '' GROUP BY sku
),
met AS (
    SELECT sku FROM named
    UNION SELECT sku FROM cur_products
    UNION SELECT sku FROM cur_stock_lots
    UNION SELECT sku FROM cur_supplier_items
    UNION SELECT bundle_sku FROM bom_span
    UNION SELECT component_sku FROM bom_span
),
part AS (
    SELECT component_sku, max(CASE WHEN kind IN ('盒', '袋', '附件') THEN 0 ELSE 1 END) AS eaten
    FROM bom_span
    GROUP BY component_sku
)
SELECT
    m.sku, COALESCE(p.name, NULLIF(n.title, ''), m.sku) AS name, COALESCE(p.spec, '') AS spec, COALESCE(p.category, '') AS category,
    COALESCE(p.unit, '') AS unit, p.case_size, p.cost AS cost_fen, p.list_price AS list_price_fen, p.shelf_days,
    p.on_sale_from, p.on_sale_to, COALESCE(p.season, '') AS season, COALESCE(p.short_life = '是', FALSE) AS short_life,
    EXISTS (SELECT 1 FROM bom_span AS b WHERE b.bundle_sku = m.sku AND after(as_of(), 1) BETWEEN b.from_day AND b.to_day) AS is_bundle,
    COALESCE(part.eaten = 0, FALSE) AS is_packaging,
    p.sku IS NOT NULL AS known
FROM met AS m
LEFT JOIN cur_products AS p ON p.sku = m.sku
LEFT JOIN named AS n ON n.sku = m.sku
LEFT JOIN part ON part.component_sku = m.sku
WHERE m.sku <> '';

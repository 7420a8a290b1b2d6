-- pln_item: what can be bought where: one row per SKU, supplier and centre with the terms in force; supplier '' where nobody sells it.
-- The price is that of the first step; centre_share is the centre's share of the last 56 days' demand.
-- grain:  sku, supplier, centre
-- needs:  dim_sku, cur_suppliers, cur_supplier_items, cur_warehouses, sold_day, cur_stock_lots
-- check:  unique grain
-- check:  not_null sku, supplier, centre, centre_share
CREATE OR REPLACE TABLE pln_item AS
WITH recent AS (
    SELECT sku, centre, CAST(sum(qty + bulk_qty + gift_qty) AS BIGINT) AS qty
    FROM sold_day
    WHERE day > after(as_of(), -56) AND day <= as_of() AND centre <> ''
    GROUP BY sku, centre
),
place AS (
    SELECT warehouse AS centre FROM cur_warehouses
    UNION SELECT warehouse FROM cur_stock_lots
    UNION SELECT centre FROM recent
),
centre AS (
    SELECT centre FROM place
    UNION ALL
    SELECT '' WHERE NOT EXISTS (SELECT 1 FROM place)
),
shop_total AS (
    SELECT c.centre, CAST(COALESCE(sum(r.qty), 0) AS BIGINT) AS qty
    FROM centre AS c
    LEFT JOIN recent AS r ON r.centre = c.centre
    GROUP BY c.centre
),
sku_total AS (
    SELECT sku, CAST(sum(qty) AS BIGINT) AS qty FROM recent GROUP BY sku
),
every AS (
    SELECT CAST(sum(qty) AS BIGINT) AS qty, count(*) AS centres FROM shop_total
),
step AS (
    SELECT supplier, sku, moq, order_multiple, price, lead_days, max_qty, last_order_date,
           ROW_NUMBER() OVER (PARTITION BY supplier, sku ORDER BY COALESCE(price_from_qty, 0)) AS n
    FROM cur_supplier_items
),
offer AS (
    SELECT k.sku, COALESCE(i.supplier, '') AS supplier, COALESCE(s.name, '') AS supplier_name, i.moq, i.order_multiple, i.price,
           COALESCE(i.lead_days, s.lead_days) AS lead_days, COALESCE(s.order_weekdays, '') AS order_weekdays, i.max_qty, i.last_order_date,
           s.closed_from, s.closed_to, k.shelf_days, k.list_price_fen, k.cost_fen
    FROM dim_sku AS k
    LEFT JOIN step AS i ON i.sku = k.sku AND i.n = 1
    LEFT JOIN cur_suppliers AS s ON s.supplier = i.supplier
    WHERE i.sku IS NOT NULL OR NOT k.is_bundle
)
SELECT
    o.sku, o.supplier, c.centre, o.supplier_name, o.moq, o.order_multiple, o.price AS price_fen, o.lead_days, o.order_weekdays, o.max_qty,
    o.last_order_date, o.closed_from, o.closed_to, o.shelf_days, o.list_price_fen, o.cost_fen,
    CASE WHEN t.qty > 0 THEN CAST(COALESCE(r.qty, 0) AS DOUBLE) / t.qty
         WHEN e.qty > 0 THEN CAST(c.qty AS DOUBLE) / e.qty
         ELSE 1.0 / e.centres END AS centre_share
FROM offer AS o
CROSS JOIN shop_total AS c
CROSS JOIN every AS e
LEFT JOIN sku_total AS t ON t.sku = o.sku
LEFT JOIN recent AS r ON r.sku = o.sku AND r.centre = c.centre;

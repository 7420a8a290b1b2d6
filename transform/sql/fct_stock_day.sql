-- fct_stock_day: sellable pieces at the close of each day that has a stock snapshot. A SKU that a snapshot does not list, between two
-- snapshots at most 45 days apart that do, or up to 14 days after the last while it is on sale, has none.
-- grain:  sku, centre, day
-- needs:  cur_products
-- check:  unique grain
-- check:  not_null sku, centre, day, sellable
CREATE OR REPLACE TABLE fct_stock_day AS
WITH taken AS (
    SELECT warehouse, day, ROW_NUMBER() OVER (PARTITION BY warehouse ORDER BY day) AS n
    FROM (SELECT DISTINCT warehouse, day FROM in_stock_lots WHERE day <= as_of()) AS each_day
),
listed AS (
    SELECT s.sku, s.warehouse, s.day, t.n,
           CAST(sum(CASE WHEN s.kind IN ('正品', 'ZP', '') AND (s.expires IS NULL OR s.expires > s.day)
                         THEN s.qty - COALESCE(s.allocated, 0) ELSE 0 END) AS BIGINT) AS sellable
    FROM in_stock_lots AS s
    JOIN taken AS t ON t.warehouse = s.warehouse AND t.day = s.day
    GROUP BY s.sku, s.warehouse, s.day, t.n
),
gap AS (
    SELECT sku, warehouse, day, n, next_n, COALESCE(next_day, after(day, 15)) AS until_day
    FROM (
        SELECT sku, warehouse, day, n,
               LEAD(n) OVER (PARTITION BY sku, warehouse ORDER BY n) AS next_n,
               LEAD(day) OVER (PARTITION BY sku, warehouse ORDER BY n) AS next_day
        FROM listed
    ) AS stepped
    WHERE (next_n > n + 1 OR next_n IS NULL) AND (next_day IS NULL OR apart(day, next_day) <= 45)
)
SELECT sku, warehouse AS centre, day, sellable FROM listed
UNION ALL
SELECT g.sku, g.warehouse, t.day, 0
FROM gap AS g
JOIN taken AS t ON t.warehouse = g.warehouse AND t.day > g.day AND t.day < g.until_day
LEFT JOIN cur_products AS p ON p.sku = g.sku
WHERE g.next_n IS NOT NULL OR p.on_sale_to IS NULL OR t.day <= p.on_sale_to;

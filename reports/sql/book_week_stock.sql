-- book_week_stock: the cost of the stock at the close of a day and 28 days before, and the cost of what was sold between.
-- Parameter: the day. A snapshot older than 14 days does not stand for a day; then the answer is empty.
WITH asked AS (
    SELECT CAST(? AS DATE) AS last_day
), ends AS (
    SELECT 'close' AS which, last_day AS day FROM asked
    UNION ALL
    SELECT 'open' AS which, last_day - 28 AS day FROM asked
), newest AS (
    SELECT e.which, l.warehouse, max(l.day) AS day
    FROM in_stock_lots AS l
    INNER JOIN ends AS e ON l.day BETWEEN e.day - 14 AND e.day
    GROUP BY e.which, l.warehouse
), worth AS (
    SELECT n.which, sum(l.qty * coalesce(d.cost_fen, 0)) AS fen
    FROM newest AS n
    INNER JOIN in_stock_lots AS l ON l.warehouse = n.warehouse AND l.day = n.day
    LEFT JOIN dim_sku AS d ON d.sku = l.sku
    GROUP BY n.which
)
SELECT
    coalesce((SELECT fen FROM worth WHERE which = 'close'), 0)::BIGINT AS close_fen,
    coalesce((SELECT fen FROM worth WHERE which = 'open'), 0)::BIGINT AS open_fen,
    (
        SELECT coalesce(sum(v.pieces * d.cost_fen), 0)
        FROM fct_sales_day AS v
        INNER JOIN dim_sku AS d ON d.sku = v.sku
        WHERE v.day BETWEEN a.last_day - 27 AND a.last_day
    )::BIGINT AS sold_fen
FROM asked AS a

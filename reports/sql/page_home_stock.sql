-- page_home_stock: what the stock cost, on its newest day, and the cost of what 28 days sold. Parameters: first day, last day.
SELECT
    max(l.day) AS day,
    sum(l.qty * coalesce(d.cost_fen, 0))::BIGINT AS stock_fen,
    (
        SELECT coalesce(sum(s.pieces * c.cost_fen), 0)::BIGINT
        FROM fct_sales_day AS s
        INNER JOIN dim_sku AS c ON c.sku = s.sku
        WHERE s.day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
    ) AS sold_fen
FROM pln_lot AS l
LEFT JOIN dim_sku AS d ON d.sku = l.sku
HAVING count(*) > 0

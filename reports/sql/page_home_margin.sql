-- page_home_margin: net sales and their cost per day, of the products whose cost is known. Parameters: first day, last day.
SELECT
    s.day,
    sum(s.net_fen)::BIGINT AS net_fen,
    sum(s.pieces * d.cost_fen)::BIGINT AS cost_fen
FROM fct_sales_day AS s
INNER JOIN dim_sku AS d ON d.sku = s.sku
WHERE s.day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE) AND d.cost_fen > 0
GROUP BY s.day
ORDER BY s.day

-- book_week_span: the figures of a span of days that a management report compares. Parameters: first day, last day.
-- Margin counts products whose cost is known; a day of an item counts as out of stock where its demand is censored.
WITH span AS (
    SELECT CAST(? AS DATE) AS first_day, CAST(? AS DATE) AS last_day
), paid AS (
    SELECT
        coalesce(sum(o.orders), 0)::BIGINT AS orders,
        coalesce(sum(o.gmv_fen), 0)::BIGINT AS gmv_fen,
        coalesce(sum(o.refund_fen), 0)::BIGINT AS refund_fen
    FROM fct_order_day AS o CROSS JOIN span AS s
    WHERE o.day BETWEEN s.first_day AND s.last_day
), priced AS (
    SELECT
        coalesce(sum(v.net_fen), 0)::BIGINT AS priced_fen,
        coalesce(sum(v.pieces * d.cost_fen), 0)::BIGINT AS cost_fen
    FROM fct_sales_day AS v
    INNER JOIN dim_sku AS d ON d.sku = v.sku
    CROSS JOIN span AS s
    WHERE v.day BETWEEN s.first_day AND s.last_day AND d.cost_fen > 0
), item_day AS (
    SELECT q.sku, q.day, bool_or(q.censored) AS out_of_stock
    FROM fct_demand_day AS q CROSS JOIN span AS s
    WHERE q.day BETWEEN s.first_day AND s.last_day AND (q.qty > 0 OR q.censored)
    GROUP BY q.sku, q.day
), shelf AS (
    SELECT
        count(*) FILTER (WHERE out_of_stock)::BIGINT AS out_days,
        count(*)::BIGINT AS sale_days
    FROM item_day
)
SELECT
    p.orders,
    p.gmv_fen,
    p.refund_fen,
    m.priced_fen,
    m.cost_fen,
    h.out_days,
    h.sale_days
FROM paid AS p CROSS JOIN priced AS m CROSS JOIN shelf AS h

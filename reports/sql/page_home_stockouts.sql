-- page_home_stockouts: items without stock on some of the last days, with the pace of their other days.
-- Parameters: first day, last day, number of days in the span.
WITH daily AS (
    SELECT sku, day, sum(qty)::DOUBLE AS qty, bool_or(censored) AS censored
    FROM fct_demand_day
    WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
    GROUP BY sku, day
), item AS (
    SELECT
        sku,
        count(*) FILTER (WHERE censored)::INTEGER AS days_out,
        min(day) FILTER (WHERE censored) AS first_out,
        max(day) FILTER (WHERE censored) AS last_out,
        coalesce(sum(qty) FILTER (WHERE censored), 0) AS sold_out,
        coalesce(sum(qty) FILTER (WHERE NOT censored), 0) AS sold_in
    FROM daily
    GROUP BY sku
)
SELECT
    i.sku,
    d.name,
    d.unit,
    i.days_out,
    i.first_out,
    i.last_out,
    i.sold_out,
    i.sold_in,
    d.list_price_fen
FROM item AS i
INNER JOIN dim_sku AS d ON d.sku = i.sku
WHERE i.days_out > 0 AND i.days_out < CAST(? AS INTEGER) AND i.sold_in > 0 AND d.list_price_fen > 0
ORDER BY i.sku

-- page_series_history: pieces sold per item and day. Parameters: item, '' for all; channel, '' for all together; first day.
SELECT
    sku,
    day,
    sum(qty)::DOUBLE AS qty,
    sum(bulk_qty)::DOUBLE AS bulk,
    bool_or(censored) AS censored
FROM fct_demand_day
WHERE ? IN ('', sku) AND ? IN ('', channel) AND day >= CAST(? AS DATE)
GROUP BY sku, day
ORDER BY sku, day

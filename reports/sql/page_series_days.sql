-- page_series_days: the daily forecast of a channel, '' for the items' totals. Parameters: run id, item or '' for all, channel.
SELECT
    sku,
    day,
    mean,
    p10,
    p50,
    p90
FROM fct_forecast
WHERE run_id = ? AND ? IN ('', sku) AND channel = ? AND centre = ''
ORDER BY sku, day

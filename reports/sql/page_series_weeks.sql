-- page_series_weeks: weekly totals from sample paths. Parameters: run id, item or '' for all, channel, '' for the items' totals.
SELECT
    sku,
    from_day,
    mean,
    p10,
    p50,
    p90
FROM fct_forecast_week
WHERE run_id = ? AND ? IN ('', sku) AND channel = ? AND centre = ''
ORDER BY sku, from_day

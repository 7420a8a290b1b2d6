-- page_series_scores: the backtest of each series. Parameters: run id, item or '' for all, channel, '' for the items' totals.
SELECT
    sku,
    model,
    rank,
    wape,
    bias,
    mase,
    cover80,
    windows,
    days
FROM fct_series_score
WHERE run_id = ? AND ? IN ('', sku) AND channel = ? AND centre = ''
ORDER BY sku, rank, model

-- page_home_scores: the pooled backtest of every model over all classes and leads. Parameter: run id.
SELECT
    model,
    wape,
    bias,
    windows
FROM fct_backtest
WHERE run_id = ? AND class = 'all' AND lead_band = 'all'
ORDER BY wape, model

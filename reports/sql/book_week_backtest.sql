-- book_week_backtest: the rolling-origin backtest of a run by class, lead and model. Parameter: run id.
SELECT
    class,
    lead_band,
    model,
    series,
    windows,
    wape,
    bias,
    cover80
FROM fct_backtest
WHERE run_id = ?
ORDER BY class, lead_band, model

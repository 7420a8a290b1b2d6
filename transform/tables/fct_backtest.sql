-- fct_backtest: rolling-origin backtest per class, lead band and model; class 'all' and band 'all' are the pooled lines.
-- grain:  run_id, class, lead_band, model
CREATE TABLE IF NOT EXISTS fct_backtest (
    run_id     VARCHAR,
    class      VARCHAR,
    lead_band  VARCHAR,
    model      VARCHAR,
    series     INTEGER,
    windows    INTEGER,
    days       BIGINT,
    wape       DOUBLE,
    bias       DOUBLE,
    mase       DOUBLE,
    rmsse      DOUBLE,
    smape      DOUBLE,
    wql        DOUBLE,
    cover80    DOUBLE,
    cover95    DOUBLE,
    explosions INTEGER
);

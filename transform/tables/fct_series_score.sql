-- fct_series_score: rolling-origin backtest of each candidate on each series, best first; rank 0 is the chosen combination.
-- grain:  run_id, sku, channel, centre, model
CREATE TABLE IF NOT EXISTS fct_series_score (
    run_id  VARCHAR,
    sku     VARCHAR,
    channel VARCHAR,
    centre  VARCHAR,
    model   VARCHAR,
    rank    INTEGER,
    wape    DOUBLE,
    bias    DOUBLE,
    mase    DOUBLE,
    rmsse   DOUBLE,
    wql     DOUBLE,
    cover80 DOUBLE,
    cover95 DOUBLE,
    windows INTEGER,
    days    INTEGER
);

-- fct_series: what each series' forecast is made of; channel '' is the SKU's total.
-- grain:  run_id, sku, channel, centre
CREATE TABLE IF NOT EXISTS fct_series (
    run_id        VARCHAR,
    sku           VARCHAR,
    channel       VARCHAR,
    centre        VARCHAR,
    class         VARCHAR,
    model         VARCHAR,
    why_code      VARCHAR,
    why_args      VARCHAR,
    history_days  INTEGER,
    censored_days INTEGER,
    mean_28       DOUBLE,
    horizon_mean  DOUBLE,
    dropped       VARCHAR
);

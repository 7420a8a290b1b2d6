-- fct_forecast: daily forecasts of each run; channel '' is the SKU's total from its own summed paths. Never overwritten.
-- grain:  run_id, sku, channel, centre, day
CREATE TABLE IF NOT EXISTS fct_forecast (
    run_id  VARCHAR,
    sku     VARCHAR,
    channel VARCHAR,
    centre  VARCHAR,
    day     DATE,
    lead    INTEGER,
    mean    DOUBLE,
    p05     DOUBLE,
    p10     DOUBLE,
    p25     DOUBLE,
    p50     DOUBLE,
    p75     DOUBLE,
    p90     DOUBLE,
    p95     DOUBLE
);

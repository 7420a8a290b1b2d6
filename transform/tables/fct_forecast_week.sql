-- fct_forecast_week: weekly totals from sample paths: quantiles of the week's sum, not sums of quantiles. Weeks are horizon blocks of 7 days.
-- grain:  run_id, sku, channel, centre, week_no
CREATE TABLE IF NOT EXISTS fct_forecast_week (
    run_id   VARCHAR,
    sku      VARCHAR,
    channel  VARCHAR,
    centre   VARCHAR,
    week_no  INTEGER,
    from_day DATE,
    mean     DOUBLE,
    p10      DOUBLE,
    p50      DOUBLE,
    p90      DOUBLE
);

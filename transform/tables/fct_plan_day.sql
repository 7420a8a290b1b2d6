-- fct_plan_day: the time-phased projection of each plan line (进销存推演).
-- grain:  run_id, line, day
CREATE TABLE IF NOT EXISTS fct_plan_day (
    run_id       VARCHAR,
    line         INTEGER,
    day          DATE,
    start_qty    DOUBLE,
    gross        DOUBLE,
    orders       DOUBLE,
    net          DOUBLE,
    scheduled    DOUBLE,
    expiry       DOUBLE,
    planned      DOUBLE,
    end_qty      DOUBLE,
    safety_stock DOUBLE,
    promise      DOUBLE,
    release_qty  DOUBLE
);

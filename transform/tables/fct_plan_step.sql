-- fct_plan_step: the calculation of each plan line, step by step.
-- grain:  run_id, line, step
CREATE TABLE IF NOT EXISTS fct_plan_step (
    run_id VARCHAR,
    line   INTEGER,
    step   INTEGER,
    code   VARCHAR,
    amount DOUBLE,
    unit   VARCHAR,
    source VARCHAR
);

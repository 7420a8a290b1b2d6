-- run: one row per run of the chain.
-- grain:  run_id
CREATE TABLE IF NOT EXISTS run (
    run_id       VARCHAR,
    as_of        DATE,
    today        DATE,
    version      VARCHAR,
    seed         BIGINT,
    settings_sha VARCHAR,
    inputs_sha   VARCHAR,
    state        VARCHAR,
    company      VARCHAR,
    generated_at TIMESTAMP
);

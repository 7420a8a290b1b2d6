-- fct_check: the outcome of each data check of a run.
-- grain:  run_id, code, subject
CREATE TABLE IF NOT EXISTS fct_check (
    run_id     VARCHAR,
    code       VARCHAR,
    subject    VARCHAR,
    severity   VARCHAR,
    passed     BOOLEAN,
    count      BIGINT,
    amount_fen BIGINT,
    detail     VARCHAR
);

-- in_recalls: customer follow-up (回访) as the department keeps it; dated versions are kept.
-- grain:  customer, day, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_recalls (
    customer           VARCHAR,
    day                DATE,
    channel            VARCHAR,
    result             VARCHAR,
    next_day           DATE,
    owner              VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

-- in_targets: targets (目标) as the department keeps it; dated versions are kept.
-- grain:  period_kind, period, channel, category, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_targets (
    period_kind        VARCHAR,
    period             VARCHAR,
    channel            VARCHAR,
    category           VARCHAR,
    revenue            BIGINT,
    qty                BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

-- in_channel_rules: shelf-life rules by channel (渠道效期规则) as the department keeps it; dated versions are kept.
-- grain:  channel, category, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_channel_rules (
    channel            VARCHAR,
    category           VARCHAR,
    accept_age_pct     DOUBLE,
    accept_age_days    BIGINT,
    ban_days           BIGINT,
    warn_days          BIGINT,
    promise_days       BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

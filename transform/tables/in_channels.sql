-- in_channels: channels (渠道) as the department keeps it; dated versions are kept.
-- grain:  channel, platform, shop, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_channels (
    channel            VARCHAR,
    kind               VARCHAR,
    platform           VARCHAR,
    shop               VARCHAR,
    commission_pct     DOUBLE,
    settle_days        BIGINT,
    bulk_from          BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

-- in_listing_log: listing log (上下架记录) as the department keeps it; dated versions are kept.
-- grain:  at_time, platform, shop, sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_listing_log (
    at_time            TIMESTAMP,
    platform           VARCHAR,
    shop               VARCHAR,
    sku                VARCHAR,
    action             VARCHAR,
    reason             VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

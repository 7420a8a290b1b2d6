-- in_price_log: price log (价格记录) as the department keeps it; dated versions are kept.
-- grain:  day, platform, shop, sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_price_log (
    day                DATE,
    platform           VARCHAR,
    shop               VARCHAR,
    sku                VARCHAR,
    shown_price        BIGINT,
    net_price          BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

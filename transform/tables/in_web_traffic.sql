-- in_web_traffic: shop traffic (流量) as the department keeps it; dated versions are kept.
-- grain:  day, platform, shop, sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_web_traffic (
    day                DATE,
    platform           VARCHAR,
    shop               VARCHAR,
    sku                VARCHAR,
    visitors           BIGINT,
    carts              BIGINT,
    orderers           BIGINT,
    payers             BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

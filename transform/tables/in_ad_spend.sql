-- in_ad_spend: advertising cost (广告费) as the department keeps it; dated versions are kept.
-- grain:  day, platform, shop, tool, promo_id, sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_ad_spend (
    day                DATE,
    platform           VARCHAR,
    shop               VARCHAR,
    tool               VARCHAR,
    promo_id           VARCHAR,
    sku                VARCHAR,
    cost               BIGINT,
    impressions        BIGINT,
    clicks             BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

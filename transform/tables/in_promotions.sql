-- in_promotions: promotion calendar (促销日历) as the department keeps it; dated versions are kept.
-- grain:  promo_id, platform, sku, category, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_promotions (
    promo_id           VARCHAR,
    name               VARCHAR,
    platform           VARCHAR,
    from_day           DATE,
    to_day             DATE,
    sku                VARCHAR,
    category           VARCHAR,
    mechanic           VARCHAR,
    net_price          BIGINT,
    expected_qty       BIGINT,
    state              VARCHAR,
    owner              VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

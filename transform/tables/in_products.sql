-- in_products: products (商品主数据) as the department keeps it; dated versions are kept.
-- grain:  sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_products (
    sku                VARCHAR,
    name               VARCHAR,
    spec               VARCHAR,
    category           VARCHAR,
    unit               VARCHAR,
    case_size          BIGINT,
    volume_l           DOUBLE,
    cost               BIGINT,
    list_price         BIGINT,
    shelf_days         BIGINT,
    on_sale_from       DATE,
    on_sale_to         DATE,
    season             VARCHAR,
    substitute_sku     VARCHAR,
    short_life         VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

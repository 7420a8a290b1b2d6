-- in_supplier_items: supplier items (供应商商品) as the department keeps it; dated versions are kept.
-- grain:  supplier, sku, price_from_qty, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_supplier_items (
    supplier           VARCHAR,
    sku                VARCHAR,
    supplier_code      VARCHAR,
    moq                BIGINT,
    order_multiple     BIGINT,
    price_from_qty     BIGINT,
    price              BIGINT,
    lead_days          BIGINT,
    max_qty            BIGINT,
    last_order_date    DATE,
    returnable_pct     DOUBLE,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

-- in_overstock_intake: overstock reported by other departments (积压申报) as the department keeps it; dated versions are kept.
-- grain:  intake_no, sku, lot, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_overstock_intake (
    intake_no          VARCHAR,
    day                DATE,
    department         VARCHAR,
    sku                VARCHAR,
    name               VARCHAR,
    spec               VARCHAR,
    lot                VARCHAR,
    qty                BIGINT,
    cost               BIGINT,
    expires            DATE,
    location           VARCHAR,
    floor_price        BIGINT,
    contact_role       VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

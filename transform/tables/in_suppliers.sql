-- in_suppliers: suppliers (供应商) as the department keeps it; dated versions are kept.
-- grain:  supplier, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_suppliers (
    supplier           VARCHAR,
    name               VARCHAR,
    terms              VARCHAR,
    lead_days          BIGINT,
    order_weekdays     VARCHAR,
    min_order_value    BIGINT,
    credit_days        BIGINT,
    closed_from        DATE,
    closed_to          DATE,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

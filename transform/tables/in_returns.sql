-- in_returns: returns and complaints (退货售后) as the department keeps it; dated versions are kept.
-- grain:  case_no, sku, lot, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_returns (
    case_no            VARCHAR,
    order_no           VARCHAR,
    sku                VARCHAR,
    lot                VARCHAR,
    qty                BIGINT,
    day                DATE,
    reason             VARCHAR,
    carrier            VARCHAR,
    disposition        VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

-- in_stock_lots: stock lots (库存快照) as the department keeps it; dated versions are kept.
-- grain:  day, warehouse, sku, lot, kind, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_stock_lots (
    day                DATE,
    warehouse          VARCHAR,
    sku                VARCHAR,
    lot                VARCHAR,
    produced           DATE,
    expires            DATE,
    qty                BIGINT,
    kind               VARCHAR,
    allocated          BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

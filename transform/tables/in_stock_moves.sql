-- in_stock_moves: stock movements (进出登记) as the department keeps it; dated versions are kept.
-- grain:  doc_no, warehouse, sku, lot, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_stock_moves (
    doc_no             VARCHAR,
    day                DATE,
    kind               VARCHAR,
    warehouse          VARCHAR,
    sku                VARCHAR,
    lot                VARCHAR,
    qty                BIGINT,
    ref_no             VARCHAR,
    handled_by         VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

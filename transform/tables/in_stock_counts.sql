-- in_stock_counts: stock counts (盘点) as the department keeps it; dated versions are kept.
-- grain:  count_no, warehouse, sku, lot, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_stock_counts (
    count_no           VARCHAR,
    day                DATE,
    warehouse          VARCHAR,
    sku                VARCHAR,
    lot                VARCHAR,
    book_qty           BIGINT,
    counted_qty        BIGINT,
    reason             VARCHAR,
    counted_by         VARCHAR,
    checked_by         VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

-- in_purchase_orders: purchase orders on the way (在途采购) as the department keeps it; dated versions are kept.
-- grain:  po_no, sku, warehouse, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_purchase_orders (
    po_no              VARCHAR,
    supplier           VARCHAR,
    sku                VARCHAR,
    warehouse          VARCHAR,
    ordered            DATE,
    promised           DATE,
    qty                BIGINT,
    received           BIGINT,
    prepaid            BIGINT,
    state              VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

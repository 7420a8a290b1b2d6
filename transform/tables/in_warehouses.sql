-- in_warehouses: warehouses (centres) (仓库) as the department keeps it; dated versions are kept.
-- grain:  warehouse, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_warehouses (
    warehouse          VARCHAR,
    province           VARCHAR,
    city               VARCHAR,
    capacity_m3        DOUBLE,
    transfer_days      BIGINT,
    transfer_cost      BIGINT,
    transfer_min       BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

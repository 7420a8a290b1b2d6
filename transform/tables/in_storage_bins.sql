-- in_storage_bins: storage bins (库位) as the department keeps it; dated versions are kept.
-- grain:  warehouse, bin, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_storage_bins (
    warehouse          VARCHAR,
    bin                VARCHAR,
    sku                VARCHAR,
    zone               VARCHAR,
    volume_m3          DOUBLE,
    distance_m         DOUBLE,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

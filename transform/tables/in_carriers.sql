-- in_carriers: carriers and transit times (快递时效) as the department keeps it; dated versions are kept.
-- grain:  carrier, warehouse, province, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_carriers (
    carrier            VARCHAR,
    warehouse          VARCHAR,
    province           VARCHAR,
    p50_days           DOUBLE,
    p90_days           DOUBLE,
    first_kg           BIGINT,
    next_kg            BIGINT,
    blocked            VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

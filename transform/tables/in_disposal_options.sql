-- in_disposal_options: disposal options (处置渠道) as the department keeps it; dated versions are kept.
-- grain:  option_code, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_disposal_options (
    option_code        VARCHAR,
    kind               VARCHAR,
    name               VARCHAR,
    price_kind         VARCHAR,
    price              DOUBLE,
    capacity_week      BIGINT,
    min_life           BIGINT,
    min_qty            BIGINT,
    fixed_cost         BIGINT,
    settle_days        BIGINT,
    from_day           DATE,
    to_day             DATE,
    category           VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

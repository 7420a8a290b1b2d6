-- in_competitors: competitor notes (同行信息) as the department keeps it; dated versions are kept.
-- grain:  day, competitor, platform, product, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_competitors (
    day                DATE,
    competitor         VARCHAR,
    platform           VARCHAR,
    product            VARCHAR,
    net_price          BIGINT,
    event              VARCHAR,
    note               VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

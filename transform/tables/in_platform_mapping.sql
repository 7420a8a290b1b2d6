-- in_platform_mapping: platform mapping (平台映射) as the department keeps it; dated versions are kept.
-- grain:  platform, shop, platform_code, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_platform_mapping (
    platform           VARCHAR,
    shop               VARCHAR,
    platform_code      VARCHAR,
    platform_spec      VARCHAR,
    sku                VARCHAR,
    qty                BIGINT,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

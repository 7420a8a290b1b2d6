-- in_vouchers: pick-up vouchers (提货券) as the department keeps it; dated versions are kept.
-- grain:  batch, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_vouchers (
    batch              VARCHAR,
    sku                VARCHAR,
    face_value         BIGINT,
    issued             BIGINT,
    redeemed           BIGINT,
    issued_on          DATE,
    valid_to           DATE,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

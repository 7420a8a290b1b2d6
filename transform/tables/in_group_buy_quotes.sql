-- in_group_buy_quotes: group-buy enquiries (团购询价) as the department keeps it; dated versions are kept.
-- grain:  quote_no, sku, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_group_buy_quotes (
    quote_no           VARCHAR,
    day                DATE,
    customer           VARCHAR,
    sku                VARCHAR,
    qty                BIGINT,
    price              BIGINT,
    due                DATE,
    state              VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

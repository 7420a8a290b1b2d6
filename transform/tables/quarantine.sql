-- quarantine: rows that could not be used, without personal fields.
-- grain:  file_sha, sheet, src_line, code
CREATE TABLE IF NOT EXISTS quarantine (
    file_sha    VARCHAR,
    name        VARCHAR,
    sheet       VARCHAR,
    src_line    BIGINT,
    byte_offset BIGINT,
    platform    VARCHAR,
    shop        VARCHAR,
    column_name VARCHAR,
    code        VARCHAR,
    value_text  VARCHAR,
    row_text    VARCHAR,
    amount_fen  BIGINT,
    counts      BOOLEAN
);

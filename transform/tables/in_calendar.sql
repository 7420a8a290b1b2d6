-- in_calendar: festival and event calendar (节令历) as the department keeps it; dated versions are kept.
-- grain:  from_day, kind, name, platform, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_calendar (
    from_day           DATE,
    to_day             DATE,
    kind               VARCHAR,
    name               VARCHAR,
    platform           VARCHAR,
    scope              VARCHAR,
    source             VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

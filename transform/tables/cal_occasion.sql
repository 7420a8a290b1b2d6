-- cal_occasion: one row per occurrence of a festival or platform promotion.
-- grain:  kind, name, platform, from_day
CREATE TABLE IF NOT EXISTS cal_occasion (
    kind     VARCHAR,
    name     VARCHAR,
    platform VARCHAR,
    from_day DATE,
    to_day   DATE,
    source   VARCHAR
);

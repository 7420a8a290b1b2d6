-- cal_day: one row per day: lunar date, kind of day, nearest festival.
-- grain:  day
CREATE TABLE IF NOT EXISTS cal_day (
    day             DATE,
    iso_week        VARCHAR,
    weekday         INTEGER,
    lunar_year      INTEGER,
    lunar_month     INTEGER,
    lunar_leap      BOOLEAN,
    lunar_day       INTEGER,
    day_kind        VARCHAR,
    holiday         VARCHAR,
    festival        VARCHAR,
    festival_day    DATE,
    festival_offset INTEGER,
    courier_stop    BOOLEAN
);

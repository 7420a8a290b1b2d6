-- in_campaigns: campaign register (活动登记) as the department keeps it; dated versions are kept.
-- grain:  promo_id, valid_from, src_line
CREATE TABLE IF NOT EXISTS in_campaigns (
    promo_id           VARCHAR,
    medium             VARCHAR,
    content            VARCHAR,
    goal               VARCHAR,
    budget             BIGINT,
    from_day           DATE,
    to_day             DATE,
    partner            VARCHAR,
    conclusion         VARCHAR,
    valid_from         DATE,
    file_sha           VARCHAR,
    sheet              VARCHAR,
    src_line           BIGINT
);

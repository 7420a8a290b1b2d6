-- cur_channels: the channels in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  channel, platform, shop
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_channels AS
SELECT channel, kind, platform, shop, commission_pct, settle_days, bulk_from
FROM in_channels
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_channels
);

-- cur_channel_rules: the shelf-life rules in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  channel, category
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_channel_rules AS
SELECT channel, category, accept_age_pct, accept_age_days, ban_days, warn_days, promise_days
FROM in_channel_rules
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_channel_rules
);

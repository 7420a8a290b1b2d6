-- cur_targets: the targets in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  period_kind, period, channel, category
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_targets AS
SELECT period_kind, period, channel, category, revenue, qty
FROM in_targets
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_targets
);

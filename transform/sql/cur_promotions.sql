-- cur_promotions: the promotion calendar in the version that holds today, the day after as_of(); the earliest one if none is that old.
-- grain:  promo_id, platform, sku, category
-- needs:
-- check:  unique grain
CREATE OR REPLACE TABLE cur_promotions AS
SELECT promo_id, name, platform, from_day, to_day, sku, category, mechanic, net_price, expected_qty, state, owner
FROM in_promotions
WHERE valid_from = (
    SELECT COALESCE(max(CASE WHEN valid_from <= after(as_of(), 1) THEN valid_from END), min(valid_from))
    FROM in_promotions
);

-- fct_demand_day: demand by SKU (bundles exploded), channel, centre and demand day; sparse. A censored day without a sale has a row with centre ''.
-- grain:  sku, channel, centre, day
-- needs:  sold_day, censored_day
-- check:  unique grain
-- check:  not_null sku, day, qty
-- check:  sum qty = sold_day.qty where true
-- check:  sum gift_qty = sold_day.gift_qty where true
CREATE OR REPLACE TABLE fct_demand_day AS
SELECT s.sku, s.channel, s.centre, s.day, s.qty, s.bulk_qty, s.gift_qty, s.cancelled_qty, c.day IS NOT NULL AS censored
FROM sold_day AS s
LEFT JOIN censored_day AS c ON c.sku = s.sku AND c.channel = s.channel AND c.day = s.day
UNION ALL
SELECT c.sku, c.channel, '', c.day, 0, 0, 0, 0, TRUE
FROM censored_day AS c
WHERE NOT EXISTS (SELECT 1 FROM sold_day AS s WHERE s.sku = c.sku AND s.channel = c.channel AND s.day = c.day);

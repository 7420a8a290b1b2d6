-- censored_day: days on which a SKU could not be bought in a channel: nothing sellable at the close of the day before, or taken off the
-- shelf (at most 45 days: longer is the end of a season).
-- grain:  sku, channel, day
-- needs:  fct_stock_day, sold_day, dim_channel
-- check:  unique grain
CREATE OR REPLACE TABLE censored_day AS
WITH sold AS (
    SELECT sku, channel, min(day) AS first_day FROM sold_day GROUP BY sku, channel
),
empty AS (
    SELECT sku, after(day, 1) AS day FROM fct_stock_day GROUP BY sku, day HAVING sum(sellable) <= 0
),
step AS (
    SELECT c.channel, g.sku, CAST(g.at_time AS DATE) AS day, g.action,
           LEAD(CAST(g.at_time AS DATE)) OVER (PARTITION BY c.channel, g.sku ORDER BY g.at_time, g.action) AS next_day
    FROM in_listing_log AS g
    JOIN dim_channel AS c
        ON (c.channel = g.shop OR c.shop = g.shop)
       AND (c.platform = g.platform OR g.platform NOT IN (SELECT platform FROM dim_channel))
    WHERE CAST(g.at_time AS DATE) <= as_of()
),
off AS (
    SELECT channel, sku, day AS from_day, CASE WHEN next_day <= as_of() THEN next_day ELSE as_of() END AS to_day
    FROM step
    WHERE action = '下架' AND apart(day, COALESCE(next_day, as_of())) <= 45
),
span AS (
    SELECT day FROM cal_day WHERE day <= as_of()
    UNION
    SELECT day FROM sold_day WHERE day <= as_of()
)
SELECT e.sku, s.channel, e.day
FROM empty AS e
JOIN sold AS s ON s.sku = e.sku AND s.first_day <= e.day
WHERE e.day <= as_of()
UNION
SELECT o.sku, o.channel, d.day
FROM off AS o
JOIN sold AS s ON s.sku = o.sku AND s.channel = o.channel
JOIN span AS d ON d.day BETWEEN o.from_day AND o.to_day AND d.day >= s.first_day;

-- page_ruler: pieces of one festival's items per day: sold, forecast, and sold in the season before at the same distance.
-- Parameters: festival, run id, first day, last day, days between this festival and the one before.
WITH items AS (
    SELECT sku
    FROM dim_sku
    WHERE season = ?
), sold AS (
    SELECT f.day, sum(f.qty)::DOUBLE AS qty
    FROM fct_demand_day AS f
    INNER JOIN items ON items.sku = f.sku
    GROUP BY f.day
), ahead AS (
    SELECT f.day, sum(f.mean)::DOUBLE AS mean
    FROM fct_forecast AS f
    INNER JOIN items ON items.sku = f.sku
    WHERE f.run_id = ? AND f.channel = '' AND f.centre = ''
    GROUP BY f.day
), span AS (
    SELECT day
    FROM cal_day
    WHERE day BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)
), shifted AS (
    SELECT day + CAST(? AS INTEGER) AS day, qty
    FROM sold
)
SELECT
    span.day,
    coalesce(sold.qty, 0) AS sold,
    coalesce(ahead.mean, 0) AS ahead,
    coalesce(shifted.qty, 0) AS before
FROM span
LEFT JOIN sold ON sold.day = span.day
LEFT JOIN ahead ON ahead.day = span.day
LEFT JOIN shifted ON shifted.day = span.day
ORDER BY span.day

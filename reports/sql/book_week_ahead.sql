-- book_week_ahead: the mean forecast of each day for items in stock. Parameter: run id.
SELECT
    f.sku,
    f.lead,
    f.mean
FROM fct_forecast AS f
WHERE f.run_id = ? AND f.channel = '' AND f.centre = '' AND f.sku IN (SELECT sku FROM pln_lot)
ORDER BY f.sku, f.lead

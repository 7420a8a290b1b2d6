-- book_week_lots: the stock by lot on its newest day, with what tells its age and its end.
SELECT
    l.sku,
    coalesce(d.name, l.sku) AS name,
    coalesce(d.category, '') AS category,
    l.lot,
    coalesce(l.expires, l.produced + d.shelf_days::INTEGER) AS expires,
    l.produced,
    l.qty,
    coalesce(d.cost_fen, 0)::BIGINT AS cost_fen,
    coalesce(d.shelf_days, 0)::BIGINT AS shelf_days,
    l.sellable,
    coalesce(d.is_packaging, FALSE) AS packaging,
    l.day
FROM pln_lot AS l
LEFT JOIN dim_sku AS d ON d.sku = l.sku
WHERE l.qty > 0
ORDER BY l.sku, expires NULLS LAST, l.lot, l.centre

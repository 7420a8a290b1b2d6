-- page_home_weak: items whose chosen forecast did worse in the backtest than the hand formula. Parameter: run id.
SELECT
    s.sku,
    d.name,
    d.unit,
    c.wape,
    h.wape AS hand_wape,
    d.list_price_fen,
    (
        SELECT coalesce(sum(f.mean), 0)
        FROM fct_forecast AS f
        WHERE f.run_id = s.run_id AND f.sku = s.sku AND f.channel = '' AND f.centre = '' AND f.lead <= 28
    ) AS ahead
FROM fct_series AS s
INNER JOIN dim_sku AS d ON d.sku = s.sku
INNER JOIN fct_series_score AS c
    ON c.run_id = s.run_id AND c.sku = s.sku AND c.channel = s.channel AND c.centre = s.centre AND c.rank = 0
INNER JOIN fct_series_score AS h
    ON h.run_id = s.run_id AND h.sku = s.sku AND h.channel = s.channel AND h.centre = s.centre AND h.model = 'Hand'
WHERE s.run_id = ? AND s.channel = '' AND s.centre = '' AND c.wape > h.wape AND d.list_price_fen > 0
ORDER BY s.sku

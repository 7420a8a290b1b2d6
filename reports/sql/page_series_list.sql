-- page_series_list: every forecast series with its item, its next four weeks and its backtest. Parameter: run id.
-- channel '' is the item's total.
WITH soon AS (
    SELECT sku, channel, sum(mean) AS next_4
    FROM (
        SELECT
            sku,
            channel,
            mean,
            row_number() OVER (PARTITION BY sku, channel ORDER BY from_day) AS n
        FROM fct_forecast_week
        WHERE run_id = ? AND centre = ''
    ) AS w
    WHERE n <= 4
    GROUP BY sku, channel
)
SELECT
    s.sku,
    s.channel,
    coalesce(d.name, s.sku) AS name,
    coalesce(d.spec, '') AS spec,
    coalesce(d.unit, '') AS unit,
    coalesce(d.category, '') AS category,
    coalesce(d.season, '') AS season,
    coalesce(d.list_price_fen, 0)::BIGINT AS list_price_fen,
    s.class,
    s.model,
    s.why_code,
    s.why_args,
    s.history_days,
    s.censored_days,
    s.mean_28,
    coalesce(soon.next_4, 0) AS next_4,
    c.wape,
    h.wape AS hand_wape
FROM fct_series AS s
LEFT JOIN dim_sku AS d ON d.sku = s.sku
LEFT JOIN soon ON soon.sku = s.sku AND soon.channel = s.channel
LEFT JOIN fct_series_score AS c
    ON c.run_id = s.run_id AND c.sku = s.sku AND c.channel = s.channel AND c.centre = s.centre AND c.rank = 0
LEFT JOIN fct_series_score AS h
    ON h.run_id = s.run_id AND h.sku = s.sku AND h.channel = s.channel AND h.centre = s.centre AND h.model = 'Hand'
WHERE s.run_id = ? AND s.centre = ''
ORDER BY s.sku, s.channel

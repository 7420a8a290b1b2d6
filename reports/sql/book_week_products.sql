-- book_week_products: each product's week, its money a lunar year and a week before, and what its stock covers.
-- Parameters: first day, last day, days back to the lunar span, run id. Product '' is money without a product.
WITH span AS (
    SELECT CAST(? AS DATE) AS first_day, CAST(? AS DATE) AS last_day, CAST(? AS INTEGER) AS shift, CAST(? AS VARCHAR) AS run
), sold AS (
    SELECT
        v.sku,
        sum(v.gmv_fen) FILTER (WHERE v.day BETWEEN s.first_day AND s.last_day) AS gmv_fen,
        sum(v.pieces) FILTER (WHERE v.day BETWEEN s.first_day AND s.last_day) AS pieces,
        sum(v.refund_fen) FILTER (WHERE v.day BETWEEN s.first_day AND s.last_day) AS refund_fen,
        sum(v.net_fen) FILTER (WHERE v.day BETWEEN s.first_day AND s.last_day) AS net_fen,
        sum(v.gmv_fen) FILTER (WHERE v.day BETWEEN s.first_day - s.shift AND s.last_day - s.shift) AS lunar_fen,
        sum(v.gmv_fen) FILTER (WHERE v.day BETWEEN s.first_day - 7 AND s.last_day - 7) AS before_fen
    FROM fct_sales_day AS v CROSS JOIN span AS s
    GROUP BY v.sku
), stock AS (
    SELECT sku, sum(qty - allocated) FILTER (WHERE sellable AND (expires IS NULL OR expires > day))::DOUBLE AS sellable
    FROM pln_lot
    GROUP BY sku
), ahead AS (
    SELECT f.sku, sum(f.mean) / 7 AS daily
    FROM fct_forecast AS f CROSS JOIN span AS s
    WHERE f.run_id = s.run AND f.channel = '' AND f.centre = '' AND f.lead <= 7
    GROUP BY f.sku
)
SELECT
    v.sku,
    coalesce(d.name, v.sku) AS name,
    coalesce(d.category, '') AS category,
    v.gmv_fen::BIGINT AS gmv_fen,
    v.pieces::BIGINT AS pieces,
    v.refund_fen::BIGINT AS refund_fen,
    v.net_fen::BIGINT AS net_fen,
    CASE WHEN d.cost_fen > 0 THEN v.pieces * d.cost_fen ELSE 0 END::BIGINT AS cost_fen,
    coalesce(v.lunar_fen, 0)::BIGINT AS lunar_fen,
    coalesce(v.before_fen, 0)::BIGINT AS before_fen,
    CASE WHEN a.daily > 0 THEN coalesce(k.sellable, 0) / a.daily END AS cover_days
FROM sold AS v
LEFT JOIN dim_sku AS d ON d.sku = v.sku
LEFT JOIN stock AS k ON k.sku = v.sku
LEFT JOIN ahead AS a ON a.sku = v.sku AND k.sku IS NOT NULL
WHERE v.gmv_fen IS NOT NULL
ORDER BY v.gmv_fen DESC, v.sku
